"""Citizens who came to the directorate and were helped on the spot, over the year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.demo.calendar import chance
from alo183_desktop.shared.clock import ISTANBUL, local

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.story import Story

_DAYS: Final = 365
_WORKING_DAYS: Final = 5
_ANOTHER: Final = 0.58
"""How likely one more citizen comes on a working day."""
_SENT_ON: Final = 0.04
_HOURS: Final = range(9, 17)
_WEEK: Final = 7
_LAST_HOURS: Final = 0.7
"""Before now, the last one came, if that is within hours."""
_LATE: Final = dt.time(16, 20)
_SINGLE_DAYS: Final = 8
"""What is older was written down week by week."""


class Visit(NamedTuple):
    """One citizen of the story."""

    at: dt.datetime
    subject: str
    asked: str
    done: str
    sent_reason: str
    """Empty for whoever was helped on the spot."""


class Visits:
    """The chapter of guidance."""

    def __init__(self, story: Story, calendar: Calendar, schedule: Schedule) -> None:
        self._told = story.guidance
        self._calendar = calendar
        self._schedule = schedule
        self._dice = chance("guidance")

    def plan(self) -> None:
        """Put the chapter on the schedule."""
        together: dict[float, list[Visit]] = defaultdict(list)
        for visit in sorted(self.all()):
            days = (self._calendar.now - visit.at).days
            group = -visit.at.timestamp() if days < _SINGLE_DAYS else days // _WEEK
            together[group].append(visit)
        for visits in together.values():
            self._schedule.add(visits[-1].at + dt.timedelta(minutes=2), partial(_log, visits))

    def all(self) -> Iterator[Visit]:
        """Yield every visit; the last one was sent on."""
        for offset in range(-_DAYS, 0):
            day = self._calendar.day(offset)
            while day.weekday() < _WORKING_DAYS and self._dice.random() < _ANOTHER:
                time = dt.time(self._dice.choice(_HOURS), self._dice.randrange(60))
                at = dt.datetime.combine(day, time, ISTANBUL).astimezone(dt.UTC)
                yield self._visit(at, is_sent_on=self._dice.random() < _SENT_ON)
        yield self._visit(self._last_instant(), is_sent_on=True)

    def _last_instant(self) -> dt.datetime:
        """Return an instant of this month, whatever day it is: somebody was sent on then."""
        at = self._calendar.ago(_LAST_HOURS)
        if local(at).hour in _HOURS:
            return at
        yesterday = self._calendar.at(-1, _LATE)
        begin = self._calendar.at(1 - self._calendar.today.day, dt.time())
        return yesterday if yesterday >= begin else max(begin, at)

    def _visit(self, at: dt.datetime, *, is_sent_on: bool) -> Visit:
        dice = self._dice
        visits = self._told["visits"]
        chosen = dice.choices(visits, [entry["weight"] for entry in visits])[0]
        place = dice.randrange(len(chosen["asked"]))
        reason = dice.choice(self._told["sent_on"]["reasons"]) if is_sent_on else ""
        done = "" if is_sent_on else chosen["done"][place]
        return Visit(at, chosen["subject"], chosen["asked"][place], done, reason)


def _log(visits: Sequence[Visit], desk: Desk) -> None:
    from alo183_desktop.guidance.rules import GuidanceValues
    from alo183_desktop.guidance.service import log_guidance
    from alo183_desktop.officers.queries import list_subjects

    with desk.work() as work:
        subjects = {row.name: row.subject_id for row in list_subjects(work.session)}
        for visit in visits:
            values = GuidanceValues(
                at=visit.at,
                subject_id=subjects[visit.subject],
                asked=visit.asked,
                done=visit.done,
                is_sent_on=bool(visit.sent_reason),
                sent_reason=visit.sent_reason,
            )
            log_guidance(work, values)
