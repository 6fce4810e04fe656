"""Rows about test calls for other packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.phones.reachability.rules import DayHalf, ProposalReason, Rate


@dataclass(frozen=True, slots=True)
class MissingFilter:
    """Lines that did not answer several times in a row; a filter without options."""


class ProposedCheck(NamedTuple):
    """A call to a line, proposed for today."""

    line_id: int
    phone: str
    """E.164."""
    holder_id: int
    holder_name: str
    slot: DayHalf
    at: dt.datetime
    """When, UTC; another time of the same half of the day is as good."""
    planned_on: dt.date
    """The day that was drawn for it."""
    reason: ProposalReason
    why: str
    """`Kasım gece yoklaması 5 Kasım’da yapılmadı.`"""


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which test calls are wanted; empty and None mean: all."""

    month: str | None = None
    """In Istanbul, such as `2026-09`."""
    line_id: int | None = None
    missed_only: bool = False


class CheckRow(NamedTuple):
    """One test call."""

    check_id: int
    line_id: int
    phone: str
    """E.164."""
    officer_id: int | None
    """Holder of the line at that time; None when there was none."""
    officer_name: str
    """Empty when there was none."""
    at: dt.datetime
    slot: DayHalf
    is_answered: bool
    ring_seconds: int | None
    """Until it was answered; None when it was not, or was not measured."""
    answered_by: str
    note: str
    by_name: str
    """Who logged it."""


@dataclass(frozen=True, slots=True)
class ReachRow:
    """How one line answered in one month under one of its holders."""

    line_id: int
    phone: str
    """E.164."""
    holder_id: int | None
    """Of the roster: who held it at the calls; without calls its last holder in the month."""
    holder_name: str
    """Empty when there was none."""
    month: str
    """Such as `2026-09`."""
    counts: Rate
    misses_in_a_row: int
    """Up to the end of the month, the calls of earlier months too."""
    last_at: dt.datetime | None
    """Of the last call of the month; None when there was none."""

    @property
    def rate(self) -> float | None:
        """The part that was answered, 0 to 1; None when it was never called."""
        return self.counts.rate

    @property
    def day_tried(self) -> int:
        """How often it was called by day; the next three likewise."""
        return self.counts.day_tried

    @property
    def day_answered(self) -> int:
        """How often it answered by day."""
        return self.counts.day_answered

    @property
    def night_tried(self) -> int:
        """How often it was called by night."""
        return self.counts.night_tried

    @property
    def night_answered(self) -> int:
        """How often it answered by night."""
        return self.counts.night_answered


class MissingLine(NamedTuple):
    """A line in somebody's custody that did not answer when it was called last."""

    line_id: int
    phone: str
    """E.164."""
    holder_id: int | None
    holder_name: str
    misses: int
    first_at: dt.datetime
    """Of the first call since it last answered."""
    last_at: dt.datetime
    """Of the last call."""
