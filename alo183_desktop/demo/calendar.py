"""The clock and the order of the story: each event happens at its instant, one after the other."""

from __future__ import annotations

import datetime as dt
import heapq
import random
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias

from alo183_desktop.shared.clock import ISTANBUL, local_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.bootstrap.desk import Desk

Act: TypeAlias = "Callable[[Desk], object]"
"""One thing that somebody does at the program."""

FIRST_DAY: Final = -400
"""On which the directorate begins, before today."""
_OPENING: Final = dt.time(9, 20)


class Calendar:
    """A clock that stands where the story is.

    Attributes:
        now: The present instant, UTC; nothing is told of later ones.
        today: Its day in Istanbul.
        instant: Where the story is.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.today = local_day(now)
        self.instant = self.at(FIRST_DAY, _OPENING)

    def __call__(self) -> dt.datetime:
        """Return where the story is."""
        return self.instant

    def day(self, offset: int) -> dt.date:
        """Return a day that lies `offset` days from today."""
        return self.today + dt.timedelta(days=offset)

    def at(self, offset: int, time: dt.time) -> dt.datetime:
        """Return an instant, UTC, of a day that lies `offset` days from today."""
        return dt.datetime.combine(self.day(offset), time, ISTANBUL).astimezone(dt.UTC)

    def ago(self, hours: float) -> dt.datetime:
        """Return the instant that lies so many hours back, to the second."""
        return (self.now - dt.timedelta(hours=hours)).replace(microsecond=0)


class Schedule:
    """What will be done, and when."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._acts: list[tuple[dt.datetime, int, Act]] = []
        self._places = count()

    def add(self, at: dt.datetime, act: Act) -> None:
        """Add an act, also while the story is told; what would lie in the future is done now."""
        at = min(at, self._calendar.now)
        heapq.heappush(self._acts, (at, next(self._places), act))

    def tell(self, desk: Desk) -> None:
        """Do everything in the order of its instants, and leave the clock at the present one."""
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            self._calendar.instant = max(at, self._calendar.instant)
            act(desk)
        self._calendar.instant = self._calendar.now


def chance(chapter: str) -> random.Random:
    """Return the dice of a chapter: the same for each telling, whatever other chapters throw."""
    return random.Random(f"alo183-demo-{chapter}")  # noqa: S311 - a story, no secret
