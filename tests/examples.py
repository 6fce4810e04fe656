"""How many of its cases a test tries every day, where each takes long: opens a window, or plans."""

from collections.abc import Sequence
from typing import Final, TypeVar

from hypothesis import settings

CaseT = TypeVar("CaseT")

DAILY: Final = 15
"""How many any other property gets, unless everything is run."""


def at_most(examples: int, *, daily: int = 0) -> int:
    """Return `examples` where everything is run, and `daily` of them every day, or a third."""
    return examples if everything_is_run() else daily or max(2, examples // 3)


def some_of(cases: Sequence[CaseT]) -> Sequence[CaseT]:
    """Return `cases`, which are many of one kind; every day each third of them."""
    return cases if everything_is_run() else cases[::3]


def everything_is_run() -> bool:
    """Return whether this run was asked for everything (`--all`)."""
    return settings().max_examples > DAILY
