"""A record whose period is over, and how those of a kind are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sqlalchemy import Select

_SHOWN: Final = 120
"""Signs of a text in a list."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record whose period is over."""

    item_id: int
    title: str
    detail: str
    anchor_on: dt.date
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """How the due records of a kind are found."""

    query: Callable[[dt.date, dt.datetime], Select[Any]]
    """Of the last day from which a period is over, and of the instant after that day, UTC."""
    item: Any
    """The column that numbers them."""
    row: Callable[[Any], Found]


def shortened(text: str) -> str:
    """Return a text on one line, as long as a list shows it."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
