"""A box that narrows a list to a period: today, the last days, a month, a year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.narrowing import NarrowingBox
from alo183_desktop.shared.calendar import (
    day_start,
    month_after,
    month_start,
    months_to_choose,
)
from alo183_desktop.shared.clock import format_day, local_day

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_DAY: Final = dt.timedelta(days=1)
_TODAY, _YESTERDAY, _WEEK, _YEAR = "today", "yesterday", "week", "year"


class PeriodBox(NarrowingBox):
    """One of the usual periods of Istanbul's calendar; its first entry is all times."""

    def __init__(self, name: str, *, today: dt.date, parent: QWidget) -> None:
        """Make the box with all times chosen.

        Args:
            name: What lies in the period, for screen readers and as the tooltip.
            today: The day in Istanbul.
            parent: Qt's owner.
        """
        super().__init__(name, "Bütün zamanlar", parent=parent)
        self._today = today
        self.set_today(today)

    def set_today(self, today: dt.date) -> None:
        """Offer periods as of another day; what is chosen stays where it is still offered."""
        self._today = today
        self.set_choices(
            [
                (_TODAY, "Bugün"),
                (_YESTERDAY, "Dün"),
                (_WEEK, "Son 7 gün"),
                *months_to_choose(today),
                (_YEAR, f"{today.year} yılı"),
            ]
        )

    def span(self) -> tuple[dt.datetime, dt.datetime] | None:
        """Return the chosen period `[begin, end)` in UTC; None for all times."""
        key, today = self.key(), self._today
        if key is None:
            return None
        if key == _TODAY:
            first, end = today, today + _DAY
        elif key == _YESTERDAY:
            first, end = today - _DAY, today
        elif key == _WEEK:
            first, end = today - 6 * _DAY, today + _DAY
        elif key == _YEAR:
            first, end = dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1)
        else:
            first, end = month_start(key), month_start(month_after(key))
        return day_start(first), day_start(end)


def period_words(begin: dt.datetime | None, end: dt.datetime | None) -> str:
    """Return the days of `[begin, end)` in UTC: `01.11.2026 – 24.11.2026`; empty for all times."""
    first = "" if begin is None else format_day(local_day(begin))
    last = "" if end is None else format_day(local_day(end - dt.timedelta(microseconds=1)))
    if first == last:
        return first
    if not last:
        return f"{first} gününden beri"
    return f"{first} – {last}" if first else f"{last} gününe kadar"
