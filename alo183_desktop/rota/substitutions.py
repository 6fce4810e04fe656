"""Substitutes (*vekâlet*): who can stand in for an officer, and what of leave asks for one.

Who answers for what follows from them in `officers.queries`, which coverage, cases and lists ask.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Substitution
from alo183_desktop.officers.queries import (
    list_assigned,
    list_named,
    list_officers,
    list_subjects,
    list_substitutions,
    names,
    read_tasks,
)
from alo183_desktop.officers.rows import OfficerFilter, SubstitutionRow, Task
from alo183_desktop.records.store import Store
from alo183_desktop.rota import queries
from alo183_desktop.rota.kinds import EXEMPTIONS, Stage
from alo183_desktop.rota.model import Absence, DutyPerson
from alo183_desktop.rota.record import SUBSTITUTION, AbsenceValues, SubstitutionValues
from alo183_desktop.rota.rows import AbsenceFilter, AbsenceRow, Limits, PersonFilter
from alo183_desktop.rota.rules import against_absences, leave_days
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold
from alo183_desktop.vehicles.service import officer_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work


def subject_names(session: Session) -> dict[Any, str]:
    """Return the names of all subjects, retired ones too."""
    return {one.subject_id: one.name for one in list_subjects(session, active_only=False)}


STORE: Final = Store(
    SUBSTITUTION,
    Substitution,
    gone="rota.gone",
    links={
        "officer_id": officer_names,
        "substitute_id": officer_names,
        "subject_id": subject_names,
    },
)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SubstitutionFilter:
    """Which substitutions are wanted; None and empty mean: all."""

    search: str = ""
    stage: Stage | None = None


class Offer(NamedTuple):
    """Somebody of the roster, and what stands against them as a substitute."""

    officer_id: int
    name: str
    objections: tuple[str, ...]


class Around(NamedTuple):
    """What decides who can stand in for an officer on the days `[starts_on, ends_on)`."""

    officer_id: int
    subject_id: int | None
    starts_on: dt.date
    ends_on: dt.date
    assigned: Sequence[Task]
    others: Sequence[SubstitutionRow]
    """Without the one that is judged."""
    absences: Mapping[int, Sequence[AbsenceRow]]
    """By the id of the officer."""
    phones: Mapping[int, str]
    """By the id of the officer: a line that they hold, or the corporate mobile number."""
    subjects: Mapping[int, str]
    """Names by id."""
    limits: Limits
    shows_kind: bool

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What the substitute would answer for."""
        return tasks_of(self, self.assigned)


class Asked(NamedTuple):
    """What leave asks for: a substitute, or that the time of one is put right."""

    officer_id: int
    officer_name: str
    subjects: tuple[str, ...]
    """For which nobody else answers at some hour of the days."""
    starts_on: dt.date
    ends_on: dt.date
    """The days of the leave; the same as `starts_on`: there is none any more."""
    row: SubstitutionRow | None = None
    """Whose days were leave, and are no more; None: one is missing."""


def tasks_of(wanted: Around | SubstitutionRow, assigned: Iterable[Task]) -> tuple[Task, ...]:
    """Return for what a substitute answers: for what the officer was assigned on those days."""
    return tuple(
        one
        for one in assigned
        if one.officer_id == wanted.officer_id
        and wanted.subject_id in {None, one.subject_id}
        and _touches(one, wanted.starts_on, wanted.ends_on)
    )


def stage_of(row: SubstitutionRow, today: dt.date) -> Stage:
    """Return how far a substitution is; it begins and ends with its days in Istanbul."""
    if row.starts_on == row.ends_on:
        return Stage.WITHDRAWN
    if today < row.starts_on:
        return Stage.COMING
    return Stage.RUNNING if today < row.ends_on else Stage.OVER


def objections(officer_id: int, around: Around) -> Iterator[str]:
    """Yield what stands against somebody as the substitute for exactly those days, in words."""
    starts_on, ends_on = around.starts_on, around.ends_on
    theirs = [one for one in around.assigned if one.officer_id == officer_id]
    ends = [one.ends_on for one in theirs if one.ends_on is not None]
    if officer_id == around.officer_id:
        yield "kendi yerine vekâlet edemez"
    if theirs and min(one.starts_on for one in theirs) > starts_on:
        begins = min(one.starts_on for one in theirs)
        yield f"görevine {format_day(begins)} günü başlıyor"
    if theirs and len(ends) == len(theirs) and max(ends) < ends_on:
        yield f"{format_day(max(ends))} gününden sonra görevde değil"
    for _rule, words in against_absences(
        around.absences.get(officer_id, ()),
        day_start(starts_on),
        day_start(ends_on),
        around.limits,
        shows_kind=around.shows_kind,
    ):
        yield words
    yield from _elsewhere(officer_id, around)
    own = {one.subject_id for one in theirs if _touches(one, starts_on, ends_on)}
    foreign = own - {one.subject_id for one in around.tasks}
    if around.limits.own_subjects_only and foreign:
        told = ", ".join(around.subjects[one] for one in sorted(foreign))
        yield f"yalnız kendi konusuna bakar: {told}"
    if not around.phones.get(officer_id):
        yield "kurumsal cebi ya da hattı yok"


def _elsewhere(officer_id: int, around: Around) -> Iterator[str]:
    for one in around.others:
        if not one.touches(around.starts_on, around.ends_on):
            continue
        if one.substitute_id == officer_id and one.officer_id != around.officer_id:
            yield f"{one.officer_name} yerine vekâlet ediyor, {one.days_words}"
        if one.officer_id == officer_id:
            yield f"yerine {one.substitute_name} vekâlet ediyor, {one.days_words}"


def left_alone(
    officer_id: int,
    since: dt.datetime,
    until: dt.datetime,
    tasks: Iterable[Task],
    away: Mapping[int, Sequence[tuple[dt.datetime, dt.datetime]]],
) -> frozenset[int]:
    """Return the subjects for which an officer alone answers at some instant of `[since, until)`.

    Args:
        officer_id: Who would be away.
        since: UTC.
        until: UTC.
        tasks: Who answers for what, substitutes among them.
        away: When the others are away, by the ids of officers.
    """
    by_subject: defaultdict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        by_subject[task.subject_id].append(task)
    found = set()
    for subject_id, theirs in by_subject.items():
        days = (day for one in theirs for day in (one.starts_on, one.ends_on) if day is not None)
        edges = {
            *map(day_start, days),
            *(at for one in theirs for span in away.get(one.officer_id, ()) for at in span),
        }
        cuts = sorted({since, until, *(at for at in edges if since < at < until)})
        for at, _ends_at in pairwise(cuts):
            day = local_day(at)
            holding = {one.officer_id for one in theirs if _touches(one, day, day + _DAY)}
            there = {
                one
                for one in holding
                if not any(begins <= at < ends for begins, ends in away.get(one, ()))
            }
            if officer_id in holding and not there - {officer_id}:
                found.add(subject_id)
    return frozenset(found)


def find_substitutions(
    work: Work,
    wanted: SubstitutionFilter = SubstitutionFilter(),
) -> tuple[SubstitutionRow, ...]:
    """Return substitutions, the latest first; of those that are not over what stands against them.

    Raises:
        KnownError: `access.not_allowed`; so with everything below.
    """
    require(work, Right.SEE_ROTA)
    today = local_day(work.now)
    found = []
    for row in list_substitutions(work.session):
        text = fold(f"{row.officer_name} {row.substitute_name} {row.subject_words}")
        if not all(word in text for word in fold(wanted.search).split()):
            continue
        stage = stage_of(row, today)
        if wanted.stage in {None, stage}:
            is_open = stage in {Stage.COMING, Stage.RUNNING}
            found.append(replace(row, objections=_against(work, row)) if is_open else row)
    return tuple(found)


def list_offers(
    work: Work,
    officer_id: int,
    subject_id: int | None,
    starts_on: dt.date,
    ends_on: dt.date,
    *,
    but: int | None = None,
) -> tuple[Offer, ...]:
    """Return who could stand in for an officer on `[starts_on, ends_on)`, who can first, by name.

    Args:
        work: Only read.
        officer_id: In whose place.
        subject_id: For which subject; None: all of theirs.
        starts_on: The first day.
        ends_on: The first day without it.
        but: The substitution that is being changed.
    """
    require(work, Right.EDIT_ROTA)
    around = _around(work, officer_id, subject_id, starts_on, ends_on, but=but)
    offers = [
        Offer(row.officer_id, row.name, tuple(objections(row.officer_id, around)))
        for row in list_officers(work.session, OfficerFilter(), as_of=starts_on)
        if row.officer_id != officer_id
    ]
    return tuple(sorted(offers, key=lambda one: bool(one.objections)))


def read_choices(work: Work) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the officers of today, and the subjects, by number, with their names."""
    require(work, Right.EDIT_ROTA)
    officers = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    return (
        [(one.officer_id, one.name) for one in officers],
        [(one.subject_id, one.name) for one in list_subjects(work.session)],
    )


def save_substitution(
    work: Work,
    substitution_id: int | None,
    values: SubstitutionValues,
    *,
    version: int = 0,
    base: SubstitutionValues | None = None,
) -> int:
    """Enter a substitution, or change one that is not over, and return its number.

    Of one that has begun only the last day can be changed, to today or later.

    Raises:
        KnownError: `rota.gone`, `records.wrong`; `rota.substitution_over`,
            `rota.substitution_begun`; `rota.substitution_subject`: the officer does not answer for
            it on these days; `rota.substitution_double`: somebody else stands in for them then;
            `rota.substitute_against`: something stands against the substitute.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_ROTA)
    values = SUBSTITUTION.demand(values)
    take_write_lock(work.session)
    before = None if substitution_id is None else _open_one(work, substitution_id)
    today = local_day(work.now)
    if before is not None and before.starts_on <= today:
        only_end = replace(values, ends_on=before.ends_on) == before
        if not only_end or values.ends_on <= today:
            raise KnownError("rota.substitution_begun")
    is_shorter = (
        before is not None
        and before.starts_on <= values.starts_on
        and values.ends_on <= before.ends_on
        and replace(values, starts_on=before.starts_on, ends_on=before.ends_on) == before
    )
    # What has come to stand against somebody since keeps nobody from shortening their time.
    if not is_shorter:
        _demand_able(work, values, but=substitution_id)
    noted = {"recorded_at": work.now, "by_name": work.actor.name}
    return STORE.save(work, substitution_id, values, version, base, **noted)


def open_substitution(work: Work, substitution_id: int) -> tuple[SubstitutionValues, int]:
    """Return a substitution for its form, and the version that goes with it."""
    require(work, Right.EDIT_ROTA)
    return STORE.open(work, substitution_id)


def end_substitution(work: Work, substitution_id: int, *, version: int) -> None:
    """End a substitution with yesterday, or withdraw one that has not begun; the row stays.

    Raises:
        KnownError: `rota.gone`, `rota.substitution_over`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    _open_one(work, substitution_id)
    row = work.session.get_one(Substitution, substitution_id, with_for_update=True)
    demand_version(work.session, row.version, version, Thing("substitution", substitution_id))
    last = row.ends_on
    row.ends_on = max(row.starts_on, local_day(work.now))
    row.ended_at, row.ended_by = work.now, work.actor.name
    work.session.flush()
    work.record(
        "substitution.ended",
        "substitution",
        substitution_id,
        ends_on=row.ends_on.isoformat(),
        before=last.isoformat(),
    )


def ask_of_leave(
    work: Work, person_id: int, absence_id: int | None, before: AbsenceValues | None
) -> Asked | None:
    """Return what leave that was entered, changed or removed asks for; None: nothing.

    Args:
        work: Only read.
        person_id: Whose leave.
        absence_id: Which one; None: it was removed.
        before: As it was; None: it is new.
    """
    require(work, Right.EDIT_ROTA)
    session, today = work.session, local_day(work.now)
    person = session.get(DutyPerson, person_id)
    if person is None or person.officer_id is None:
        return None
    officer_id = person.officer_id
    name = names(session, {officer_id})[officer_id]
    absence = None if absence_id is None else session.get(Absence, absence_id)
    is_away = absence is not None and absence.kind not in EXEMPTIONS
    first = end = today
    if absence is not None and is_away:
        first, end = leave_days(absence.starts_at, absence.ends_at)
    if before is not None and before.kind not in EXEMPTIONS:
        row = _no_leave_any_more(session, officer_id, leave_days(before.starts_at, before.ends_at))
        if row is not None and today < row.ends_on:
            end = min(end, row.ends_on)
            first = max(first, row.starts_on)
            return Asked(officer_id, name, (), first, max(first, end), row)
    if absence is None or not is_away or end <= today:
        return None
    # A substitute answers for days: the night before the officer is back is no day of the leave.
    since, until = max(absence.starts_at, work.now), min(absence.ends_at, day_start(end))
    alone = left_alone(
        officer_id, since, until, read_tasks(session), _away(session, since=since, until=until)
    )
    told = tuple(one.name for one in list_subjects(session) if one.subject_id in alone)
    return Asked(officer_id, name, told, max(first, today), end) if told else None


def next_leave(work: Work, officer_id: int) -> Asked:
    """Return an officer with the days of the leave that runs or comes next; none is none."""
    require(work, Right.EDIT_ROTA)
    today = local_day(work.now)
    leave = (
        select(Absence.starts_at, Absence.ends_at)
        .join(DutyPerson, DutyPerson.id == Absence.person_id)
        .where(DutyPerson.officer_id == officer_id, Absence.ends_at > work.now)
        .where(Absence.kind.not_in(EXEMPTIONS))
        .order_by(Absence.starts_at)
    )
    span = work.session.execute(leave.limit(1)).first()
    first, end = (today, today) if span is None else leave_days(*span)
    name = names(work.session, {officer_id})[officer_id]
    return Asked(officer_id, name, (), max(first, today), max(end, today))


def _no_leave_any_more(
    session: Session, officer_id: int, days: tuple[dt.date, dt.date]
) -> SubstitutionRow | None:
    """Return a substitution of which one of some days of leave is leave no more."""
    left = {days[0] + _DAY * number for number in range((days[1] - days[0]).days)}
    leave = (
        select(Absence.starts_at, Absence.ends_at)
        .join(DutyPerson, DutyPerson.id == Absence.person_id)
        .where(DutyPerson.officer_id == officer_id, Absence.kind.not_in(EXEMPTIONS))
    )
    for span in session.execute(leave):
        begins, ends = leave_days(*span)
        left = {day for day in left if not begins <= day < ends}
    rows = (one for one in list_substitutions(session) if one.officer_id == officer_id)
    return next((row for row in rows if any(row.touches(day, day + _DAY) for day in left)), None)


def _away(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """Return when officers are away, by their ids; who is only exempt is there."""
    return {
        officer_id: [(one.starts_at, one.ends_at) for one in rows if one.kind not in EXEMPTIONS]
        for officer_id, rows in _absences(session, since=since, until=until).items()
    }


def _absences(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> dict[int, list[AbsenceRow]]:
    people = queries.list_people(session, PersonFilter(), now=since)
    officers = {one.person_id: one.officer_id for one in people}
    found: defaultdict[int, list[AbsenceRow]] = defaultdict(list)
    for row in queries.list_absences(
        session, AbsenceFilter(since=since, until=until), shows_kind=True
    ):
        officer_id = officers[row.person_id]
        if officer_id is not None:
            found[officer_id].append(row)
    return dict(found)


def _around(
    work: Work,
    officer_id: int,
    subject_id: int | None,
    starts_on: dt.date,
    ends_on: dt.date,
    *,
    but: int | None,
) -> Around:
    session = work.session
    at = max(day_start(starts_on), work.now)
    named = list_named(session)
    lines = queries.held_lines(session, {one.officer_id for one in named}, now=at)
    return Around(
        officer_id,
        subject_id,
        starts_on,
        ends_on,
        assigned=list_assigned(session),
        others=tuple(one for one in list_substitutions(session) if one.substitution_id != but),
        absences=_absences(session, since=day_start(starts_on), until=day_start(ends_on)),
        phones={one.officer_id: lines.get(one.officer_id) or one.mobile for one in named},
        subjects=subject_names(session),
        limits=queries.read_limits(session),
        shows_kind=may(work.actor.role, Right.SEE_ABSENCE_KIND),
    )


def _against(work: Work, row: SubstitutionRow) -> tuple[str, ...]:
    around = _around(
        work,
        row.officer_id,
        row.subject_id,
        # What has been is as it was.
        max(row.starts_on, local_day(work.now)),
        row.ends_on,
        but=row.substitution_id,
    )
    found = objections(row.substitute_id, around)
    return tuple(found) if around.tasks else ("yerine vekâlet edilenin konusu yok", *found)


def _demand_able(work: Work, values: SubstitutionValues, *, but: int | None) -> None:
    around = _around(
        work, values.officer_id, values.subject_id, values.starts_on, values.ends_on, but=but
    )
    if not around.tasks:
        raise KnownError("rota.substitution_subject")
    for one in around.others:
        if (
            one.officer_id == values.officer_id
            and one.touches(values.starts_on, values.ends_on)
            and (None in {one.subject_id, values.subject_id} or one.subject_id == values.subject_id)
        ):
            raise KnownError(
                "rota.substitution_double", name=one.substitute_name, days=one.days_words
            )
    serving = list_officers(
        work.session,
        OfficerFilter(officer_ids=(values.substitute_id,)),
        as_of=values.starts_on,
    )
    found = tuple(objections(values.substitute_id, around))
    if found or not serving:
        told = "; ".join(found) or "o gün görevde değil"
        raise KnownError("rota.substitute_against", objections=told)


def _open_one(work: Work, substitution_id: int) -> SubstitutionValues:
    """Return one that is not over.

    Raises:
        KnownError: `rota.gone`, `rota.substitution_over`.
    """
    values, _version = STORE.open(work, substitution_id)
    if values.ends_on <= max(values.starts_on, local_day(work.now)):
        raise KnownError("rota.substitution_over")
    return values


def _touches(task: Task, starts_on: dt.date, ends_on: dt.date) -> bool:
    """Return whether somebody answers on one of the days `[starts_on, ends_on)`."""
    return task.starts_on < ends_on and (task.ends_on is None or starts_on < task.ends_on)
