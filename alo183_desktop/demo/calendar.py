"""The clock and the order of the story: each event happens at its time, one after the other."""

from __future__ import annotations

import datetime as dt
import heapq
import random
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias

from alo183_desktop.shared.clock import ISTANBUL, local_day
from alo183_desktop.shared.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.bootstrap.desk import Desk

Act: TypeAlias = "Callable[[Desk], object]"
"""One act of a user of the program."""

FIRST_DAY: Final = -400
"""The day on which the directorate begins, relative to today."""
_OPENING: Final = dt.time(9, 20)


class Calendar:
    """A clock that follows the story.

    Attributes:
        now: The present time, UTC; the story contains nothing later.
        today: Its day in Istanbul.
        instant: The present position of the story.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.today = local_day(now)
        self.instant = self.at(FIRST_DAY, _OPENING)

    def __call__(self) -> dt.datetime:
        """Return the present position of the story."""
        return self.instant

    def day(self, offset: int) -> dt.date:
        """Return the day `offset` days from today."""
        return self.today + dt.timedelta(days=offset)

    def at(self, offset: int, time: dt.time) -> dt.datetime:
        """Return a time, UTC, on the day `offset` days from today."""
        return dt.datetime.combine(self.day(offset), time, ISTANBUL).astimezone(dt.UTC)

    def ago(self, hours: float) -> dt.datetime:
        """Return the time so many hours ago, to the second."""
        return (self.now - dt.timedelta(hours=hours)).replace(microsecond=0)


class Schedule:
    """The acts to come, with their times."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._acts: list[tuple[dt.datetime, int, Act]] = []
        self._order = count()

    def add(self, at: dt.datetime, act: Act) -> None:
        """Add an act, also while the story runs; one in the future is done now."""
        at = min(at, self._calendar.now)
        heapq.heappush(self._acts, (at, next(self._order), act))

    def run(self, desk: Desk, is_wanted: Callable[[], bool]) -> None:
        """Run all acts in the order of their times, and leave the clock at the present.

        Raises:
            Cancelled: They are no more wanted.
        """
        while self._acts:
            if not is_wanted():
                raise Cancelled
            at, _, act = heapq.heappop(self._acts)
            self._calendar.instant = max(at, self._calendar.instant)
            act(desk)
        self._calendar.instant = self._calendar.now


def chance(chapter: str) -> random.Random:
    """Return the random numbers of a chapter: the same for each run, whatever others draw."""
    return random.Random(f"alo183-demo-{chapter}")  # noqa: S311 - a story, not for security
