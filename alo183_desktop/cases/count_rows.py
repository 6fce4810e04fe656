"""How the cases of a week and of a month went, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Cases of one subject that were routed in one week."""

    week: dt.date
    """Its Monday, in Istanbul."""
    subject_id: int
    subject_name: str
    place: int
    """Of the subject among all, from 0."""
    cases: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How the cases that were routed in one month went."""

    month: dt.date
    """Its first day, in Istanbul."""
    cases: int
    in_time: int
    late: int
    """Entered, but later than 24 hours."""
    acted: int
    acted_late: int
    """Acted on, but later than the terms of its day say."""
    closed: int
    running: int
    """Not entered, and their 24 hours are not over yet."""
    waiting: int
    """Nothing was done yet, and the time to act is not over yet."""
    action_median: int | None
    """Minutes from referral to first action; None when nothing was done in that month's cases."""
    action_p90: int | None
    """Within so many minutes nine of ten had their first action."""

    @property
    def not_entered(self) -> int:
        """How many are not entered, late or not."""
        return self.cases - self.in_time - self.late

    @property
    def overdue(self) -> int:
        """How many are not entered, though their 24 hours are over."""
        return self.not_entered - self.running

    @property
    def share_in_time(self) -> float | None:
        """Share of the cases entered in time among those whose 24 hours are over; None without any.

        What was never entered counts as much as what was entered late. Source: Genelge 2014/05,
        madde 5.
        """
        over = self.cases - self.running
        return self.in_time / over if over else None

    @property
    def action_faults(self) -> int:
        """How many were acted on too late, or never and it is too late by now.

        Source: Genelge 2014/05, madde 4.
        """
        return self.acted_late + self.cases - self.acted - self.waiting
