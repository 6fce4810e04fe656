"""Readers of what several facts share: tiles of Bugün, figures of the report, rows of readiness."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.truth.net import Cost, Surface

if TYPE_CHECKING:
    from tests.truth.looks import Looks

Shows = Callable[[Any, "Looks"], Any]


def same(counted: Any, _looks: Looks) -> Any:
    """Show what was counted."""
    return counted


def many(counted: Any, _looks: Looks) -> int:
    """Show how many were counted."""
    return len(counted)


def tile(clause: int, words: str, shows: Shows = same) -> Surface:
    """Return a count of Bugün, by its clause and its words."""
    return Surface(
        f"Bugün, {clause}. madde: {words}",
        lambda looks: looks.matter(clause, words),
        shows,
        covers=(f"today:{clause}:{words}",),
    )


def figure(label: str, shows: Shows = same) -> Surface:
    """Return a figure of the report of the present month; None where it is not shown."""
    return Surface(
        f"Aylık rapor: {label}",
        lambda looks: looks.figures.get(label),
        shows,
        covers=(f"report:{label}",),
        cost=Cost.PAPER,
    )


def ready(what: str, shows: Shows = same) -> Surface:
    """Return what Denetime hazırlık says of the present month: how many there are and lack."""
    return Surface(
        f"Denetime hazırlık: {what}",
        lambda looks: looks.readiness.get(what),
        shows,
        covers=(f"readiness:{what}",),
    )
