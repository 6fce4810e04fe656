"""Fill a directorate of invented people through the services that a clerk uses."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases.queries import count_cases
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.demo.calendar import Calendar, Schedule, chance
from alo183_desktop.demo.duties import Duties, Vehicles
from alo183_desktop.demo.people import Changes, directorate_form, signatory_form
from alo183_desktop.demo.phones import Phones, UsageFiles, e164
from alo183_desktop.demo.referrals import Cases, plan_referrals
from alo183_desktop.demo.story import read_story
from alo183_desktop.guidance.queries import count_guidance
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.officers.queries import list_officers, list_subjects
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.phones.queries import line_ids
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.phones.reachability.service import log_check
from alo183_desktop.shared.clock import ISTANBUL, local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.invented import LOGIN, is_invented, mark, note_filled

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alo183_desktop.access.keys import Cost
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.demo.story import Story
    from alo183_desktop.shared.clock import Clock

_DAYS: Final = 365
_WORKING_DAYS: Final = 5
_ANOTHER: Final = 0.58
"""Probability of one more citizen on a working day."""
_SENT_ON: Final = 0.04
_HOURS: Final = range(9, 17)
_WEEK: Final = 7
_LAST_HOURS: Final = 0.7
"""Hours since the last one came, if that is within opening hours."""
_LATE: Final = dt.time(16, 20)
_SINGLE_DAYS: Final = 8
"""Older visits were entered week by week."""


class Visit(NamedTuple):
    """One citizen of the story."""

    at: dt.datetime
    subject: str
    asked: str
    done: str
    sent_reason: str
    """Empty for a citizen who was helped on the spot."""


class Visits:
    """The chapter of guidance."""

    def __init__(self, story: Story, calendar: Calendar, schedule: Schedule) -> None:
        self._entries = story.guidance
        self._calendar = calendar
        self._schedule = schedule
        self._dice = chance("guidance")

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
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
        """Return a time in this month, on any day: a citizen was sent on then."""
        at = self._calendar.ago(_LAST_HOURS)
        if local(at).hour in _HOURS:
            return at
        yesterday = self._calendar.at(-1, _LATE)
        begin = self._calendar.at(1 - self._calendar.today.day, dt.time())
        return yesterday if yesterday >= begin else max(begin, at)

    def _visit(self, at: dt.datetime, *, is_sent_on: bool) -> Visit:
        dice = self._dice
        visits = self._entries["visits"]
        chosen = dice.choices(visits, [entry["weight"] for entry in visits])[0]
        index = dice.randrange(len(chosen["asked"]))
        reason = dice.choice(self._entries["sent_on"]["reasons"]) if is_sent_on else ""
        done = "" if is_sent_on else chosen["done"][index]
        return Visit(at, chosen["subject"], chosen["asked"][index], done, reason)


def _log(visits: Sequence[Visit], desk: Desk) -> None:
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
            VISITS.save(work, None, values)


_DAY_HOURS: Final = range(9, 19)
_NIGHT_HOURS: Final = (20, 21, 22, 23, 0, 1, 2, 3, 5, 6, 7)
_ANSWERED_BY_DAY: Final = 0.96
_ANSWERED_BY_NIGHT: Final = 0.9
_DONE: Final = 0.85
"""The part of this month's due calls that is done by now."""
_MOST_MISSES: Final = 2
"""In a row, except for the missing phone."""


class Check(NamedTuple):
    """One test call of the story."""

    at: dt.datetime
    phone: str
    is_answered: bool
    ring_seconds: int | None
    answered_by: str
    note: str


class DemoChecks:
    """The chapter of test calls."""

    def __init__(self, story: Story, calendar: Calendar, schedule: Schedule) -> None:
        self._story = story
        self._calendar = calendar
        self._schedule = schedule
        self._dice = chance("checks")

    def plan(self) -> None:
        """Schedule the acts of the chapter: a clerk logs the calls of each week."""
        by_week: dict[int, list[Check]] = defaultdict(list)
        for check in sorted(self.all()):
            by_week[(self._calendar.now - check.at).days // _WEEK].append(check)
        for checks in by_week.values():
            self._schedule.add(
                checks[-1].at + dt.timedelta(minutes=5), partial(_log_checks, checks)
            )

    def all(self) -> Iterator[Check]:
        """Yield every test call, line by line."""
        phones = list(dict.fromkeys(tenure.phone for tenure in self._story.tenures))
        planned = self._story.phones["checks"]
        missing = self._story.phone_of(planned["missing"])
        for phone in phones:
            until = min(planned["missed_days"]) if phone == missing else 1
            yield from self._of_line(phone, until)
        for day in planned["missed_days"]:
            note = planned["notes"][-day % len(planned["notes"])]
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
        """Yield a time by day and one by night of each month, in Istanbul."""
        today = self._calendar.today
        first = today - dt.timedelta(days=_DAYS)
        last = min(today + dt.timedelta(days=until), today)
        for month in _months(first, today):
            for hours in (_DAY_HOURS, _NIGHT_HOURS):
                begin, end = month
                # In the present month some of them are still to do.
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


def _log_checks(checks: Sequence[Check], desk: Desk) -> None:
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


class Filled(NamedTuple):
    """The result of filling."""

    letter_id: int
    """The newest letter whose fax went out and whose posting is due."""
    officers: int
    """Who serve now."""
    lines: int
    cases: int
    """Referrals of a year."""
    visits: int
    """Citizens who came in a year."""


def fill(
    folder: Path,
    *,
    password: str,
    clock: Clock,
    cost: Cost | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Filled:
    """Make a data folder with a directorate and a year of its work.

    The same folder may be filled again: its invented data is then replaced. Data
    that is not the demo's is never touched.

    Args:
        folder: The data folder.
        password: Of the user `demo`, an administrator.
        clock: The story is relative to its time, and is the same for the same time.
        cost: Of the password's slot; None for the usual one.
        is_wanted: Asked before each act of the story.

    Raises:
        Cancelled: It was no more wanted; what was filled in is marked, and is replaced next time.
        KnownError: `access.exists` or `access.data_missing`: other data is or was in the folder;
            or as `Program.create`.
    """
    _make_room(Program(folder))
    calendar = Calendar(clock())
    story = read_story()
    directorate = story.directorate
    program = Program(folder, clock=calendar, cost=cost)
    answers = SetUpAnswers(
        directorate=directorate_form(directorate["directorate"]),
        signatories=tuple(signatory_form(entry, calendar) for entry in directorate["signatories"]),
        administrator_login=LOGIN,
        administrator_name=directorate["directorate"]["contact_name"],
    )
    desk, _ = program.create(answers, password, demands_strength=False)
    mark(folder)
    try:
        desk.note_recovery_sheet()
        letters = _run_story(desk, story, calendar, is_wanted)
        filled = _counted(desk, letters[-2])
    finally:
        desk.close()
    note_filled(folder, password)
    return filled


def _run_story(
    desk: Desk, story: Story, calendar: Calendar, is_wanted: Callable[[], bool]
) -> list[int]:
    schedule = Schedule(calendar)
    referrals = plan_referrals(story, calendar)
    changes = Changes(story, calendar, schedule)
    changes.plan()
    Phones(story, calendar, schedule, changes.papers).plan()
    DemoChecks(story, calendar, schedule).plan()
    Cases(story, referrals, calendar, schedule).plan()
    UsageFiles(story, calendar, schedule, referrals).plan()
    Visits(story, calendar, schedule).plan()
    Vehicles(story, referrals, calendar, schedule).plan()
    Duties(story, calendar, schedule).plan()
    schedule.run(desk, is_wanted)
    return changes.letters


def _counted(desk: Desk, letter_id: int) -> Filled:
    with desk.work() as work:
        session = work.session
        return Filled(
            letter_id,
            len(list_officers(session, OfficerFilter(), as_of=local_day(work.now))),
            len(line_ids(session)),
            count_cases(session, CaseFilter(), now=work.now),
            count_guidance(session, GuidanceFilter()),
        )


def _make_room(program: Program) -> None:
    if not program.exists() and not program.has_lost_data():
        return
    folder = program.data_folder
    # The mark alone does not prove whose data it is: it outlives the files beside it.
    if not is_invented(folder) or LOGIN not in _logins(program):
        raise KnownError("access.exists" if program.exists() else "access.data_missing")
    for left_over in folder.glob("alo183.*"):
        left_over.unlink()


def _logins(program: Program) -> tuple[str, ...]:
    try:
        return program.logins()
    except KnownError:
        return ()
