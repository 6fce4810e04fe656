"""What leaves the package about call records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.phones.kinds import CallKind


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which call records are wanted."""

    month: str
    """The period that starts in it, such as `2026-09`."""
    line_id: int | None = None
    """None: of every line; then the month itself, not the periods of each."""
    kind: CallKind | None = None
    """None: every kind."""
    number: str = ""
    """A part of the other number, in any way of writing; empty: every number."""


class CallRow(NamedTuple):
    """One call record."""

    call_id: int
    line_id: int
    phone: str
    """The line's number, E.164."""
    at: dt.datetime
    kind: CallKind
    number: str
    """The other number: E.164 where it is one, otherwise as the file has it (`183`, `internet`)."""
    seconds: int
    bytes: int
    holder_name: str
    """Who held the line at that instant; empty when nobody did."""
    is_reviewed: bool = False
    """Whether its number was destroyed after the review; then it is empty."""


@dataclass(frozen=True, slots=True)
class CallTotals:
    """All that a filter finds, summed."""

    count: int
    seconds: int
    bytes: int
