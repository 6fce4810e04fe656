"""Test calls by day and by night, month by month, and one phone that does not answer any more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.demo.calendar import chance
from alo183_desktop.demo.phones import e164
from alo183_desktop.shared.clock import ISTANBUL

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.story import Story

_DAYS: Final = 365
_WEEK: Final = 7
_DAY_HOURS: Final = range(9, 19)
_NIGHT_HOURS: Final = (20, 21, 22, 23, 0, 1, 2, 3, 5, 6, 7)
_ANSWERED_BY_DAY: Final = 0.96
_ANSWERED_BY_NIGHT: Final = 0.9
_DONE: Final = 0.85
"""So much of what is due in the present month is done by now."""
_MOST_MISSES: Final = 2
"""In a row, but for the phone that is missing."""


class Check(NamedTuple):
    """One test call of the story."""

    at: dt.datetime
    phone: str
    is_answered: bool
    ring_seconds: int | None
    answered_by: str
    note: str


class Checks:
    """The chapter of test calls."""

    def __init__(self, story: Story, calendar: Calendar, schedule: Schedule) -> None:
        self._story = story
        self._calendar = calendar
        self._schedule = schedule
        self._dice = chance("checks")

    def plan(self) -> None:
        """Put the chapter on the schedule: a clerk writes down each week what was tried."""
        by_week: dict[int, list[Check]] = defaultdict(list)
        for check in sorted(self.all()):
            by_week[(self._calendar.now - check.at).days // _WEEK].append(check)
        for checks in by_week.values():
            self._schedule.add(checks[-1].at + dt.timedelta(minutes=5), partial(_log, checks))

    def all(self) -> Iterator[Check]:
        """Yield every test call, line by line."""
        phones = list(dict.fromkeys(tenure.phone for tenure in self._story.tenures))
        told = self._story.phones["checks"]
        missing = self._story.phone_of(told["missing"])
        for phone in phones:
            until = min(told["missed_days"]) if phone == missing else 1
            yield from self._of_line(phone, until)
        for day in told["missed_days"]:
            note = told["notes"][-day % len(told["notes"])]
            at = self._calendar.at(day, dt.time(14 + day % 7, 10 - day))
            yield Check(
                at, missing, is_answered=False, ring_seconds=None, answered_by="", note=note
            )

    def _of_line(self, phone: str, until: int) -> Iterator[Check]:
        misses = 0
        for at in sorted(self._instants(until)):
            holder = self._story.holder_of(phone, (at.date() - self._calendar.today).days)
            if not holder:
                continue
            is_night = at.hour not in _DAY_HOURS
            share = _ANSWERED_BY_NIGHT if is_night else _ANSWERED_BY_DAY
            is_answered = self._dice.random() < share or misses == _MOST_MISSES
            misses = 0 if is_answered else misses + 1
            yield self._check(at, phone, holder, is_answered=is_answered)

    def _check(self, at: dt.datetime, phone: str, holder: str, *, is_answered: bool) -> Check:
        dice = self._dice
        return Check(
            at.astimezone(dt.UTC),
            phone,
            is_answered,
            dice.randint(3, 26) if is_answered else None,
            holder if is_answered else "",
            "" if is_answered else dice.choice(self._story.phones["checks"]["notes"]),
        )

    def _instants(self, until: int) -> Iterator[dt.datetime]:
        """Yield an instant by day and one by night of each month, in Istanbul."""
        today = self._calendar.today
        first = today - dt.timedelta(days=_DAYS)
        last = min(today + dt.timedelta(days=until), today)
        for month in _months(first, today):
            for hours in (_DAY_HOURS, _NIGHT_HOURS):
                begin, end = month
                # In the present month nobody had the time for some of them yet.
                is_done = end <= today or self._dice.random() < _DONE
                at = _drawn(self._dice, begin, min(end, today), hours)
                if is_done and first <= at.date() < last:
                    yield at


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first day and following first day of each month from `first` to `last`."""
    begin = first.replace(day=1)
    while begin <= last:
        end = (begin + dt.timedelta(days=31)).replace(day=1)
        yield begin, end
        begin = end


def _drawn(dice: random.Random, begin: dt.date, end: dt.date, hours: Sequence[int]) -> dt.datetime:
    day = begin + dt.timedelta(days=dice.randrange(max((end - begin).days, 1)))
    time = dt.time(dice.choice(hours), dice.randrange(60))
    return dt.datetime.combine(day, time, ISTANBUL)


def _log(checks: Sequence[Check], desk: Desk) -> None:
    from alo183_desktop.phones.queries import line_ids
    from alo183_desktop.phones.reachability import CheckValues
    from alo183_desktop.phones.reachability_service import log_check

    with desk.work() as work:
        ids = line_ids(work.session)
        for check in checks:
            values = CheckValues(
                ids[e164(check.phone)],
                check.at,
                is_answered=check.is_answered,
                ring_seconds=check.ring_seconds,
                answered_by=check.answered_by,
                note=check.note,
            )
            log_check(work, values)
