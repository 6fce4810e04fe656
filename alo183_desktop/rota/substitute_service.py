"""Substitutions (*vekâlet*): who stands in for an officer when, and which leave needs one.

`substitute_rules.py` decides who can. Who answers for what follows from them in
`officers.queries`, which coverage, cases and lists use.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.form_access import FormAccess, recorded
from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.letters.service import note_outdated
from alo183_desktop.officers.model import Substitution
from alo183_desktop.officers.queries import (
    list_assigned,
    list_named,
    list_officers,
    list_subjects,
    list_substitutions,
    names,
    read_tasks,
    subject_names,
)
from alo183_desktop.officers.rows import OfficerFilter, SubstitutionRow
from alo183_desktop.records.store import Store
from alo183_desktop.rota import queries
from alo183_desktop.rota.kinds import EXEMPTIONS
from alo183_desktop.rota.model import Absence, DutyPerson
from alo183_desktop.rota.record import SUBSTITUTION, AbsenceValues, SubstitutionValues
from alo183_desktop.rota.rows import AbsenceFilter, PersonFilter, SubstitutionFilter
from alo183_desktop.rota.rules import leave_days
from alo183_desktop.rota.substitute_rules import (
    Post,
    StandInFacts,
    left_alone,
    objections,
    stage_of,
    tasks_of,
)
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold
from alo183_desktop.vehicles.service import officer_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.officers.rows import Task
    from alo183_desktop.rota.rows import AbsenceRow


_STORE: Final = Store(
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
_OUTDATED: Final = "vekâlet değişti: yazı eski bilgiyi söylüyor"


class Offer(NamedTuple):
    """A person of the roster, and the objections to them as a substitute."""

    officer_id: int
    name: str
    objections: tuple[str, ...]


class LeaveDays(NamedTuple):
    """The days on which an officer is away, as the defaults for a substitute."""

    officer_id: int
    officer_name: str
    starts_on: dt.date
    ends_on: dt.date
    """The first day without it; the same as `starts_on`: no leave is known."""
    subjects: tuple[str, ...] = ()
    """The subjects without another officer at some hour of the days; empty where not asked."""


class SubstituteNeed(NamedTuple):
    """What leave calls for: a substitute, or a correction of the time of one."""

    leave: LeaveDays
    row: SubstitutionRow | None
    """The one whose days are to be corrected; None: one is missing."""
    why: str = ""
    """The reason for that."""


def find_substitutions(
    work: Work,
    wanted: SubstitutionFilter = SubstitutionFilter(),  # noqa: B008 - frozen
) -> tuple[SubstitutionRow, ...]:
    """Return substitutions, the latest first; with the objections to those that are not over.

    Raises:
        KnownError: `access.not_allowed`; the same for all functions below.
    """
    require(work, Right.SEE_ROTA)
    return judge_substitutions(
        work.session, wanted, now=work.now, shows_kind=may(work.actor.role, Right.SEE_ABSENCE_KIND)
    )


def judge_substitutions(
    session: Session, wanted: SubstitutionFilter, *, now: dt.datetime, shows_kind: bool
) -> tuple[SubstitutionRow, ...]:
    """Return substitutions as `find_substitutions`, after a check of the right.

    Args:
        wanted: Which ones.
        now: UTC.
        shows_kind: Whether the reason names the kind of an absence.
    """
    today, words = local_day(now), fold(wanted.search).split()
    rows = [
        row
        for row in list_substitutions(session)
        if wanted.stage in {None, stage_of(row, today)}
        and all(
            word in fold(f"{row.officer_name} {row.substitute_name} {row.subject_words}")
            for word in words
        )
    ]
    if ends := [row.ends_on for row in rows if row.is_open(today)]:
        known = _known(session, today, max(ends), now=now, shows_kind=shows_kind)
        rows = [
            replace(row, objections=_against(row, today, known)) if row.is_open(today) else row
            for row in rows
        ]
    return tuple(row for row in rows if wanted.is_barred in {None, bool(row.objections)})


def list_offers(work: Work, post: Post) -> tuple[Offer, ...]:
    """Return who could stand in for an officer, first those who can, by name."""
    require(work, Right.EDIT_ROTA)
    known = _known_to(work, post)
    offers = [
        Offer(row.officer_id, row.name, tuple(objections(row.officer_id, post, known)))
        for row in list_officers(work.session, OfficerFilter(), as_of=post.starts_on)
        if row.officer_id != post.officer_id
    ]
    return tuple(sorted(offers, key=lambda one: bool(one.objections)))


def read_choices(work: Work) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the officers of today, and the subjects, by id, with their names."""
    require(work, Right.EDIT_ROTA)
    officers = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    return (
        [(one.officer_id, one.name) for one in officers],
        [(one.subject_id, one.name) for one in list_subjects(work.session)],
    )


def _judge(
    work: Work, substitution_id: int | None, values: SubstitutionValues
) -> SubstitutionValues:
    """Return a substitution that can be entered, or changed: of a running one its last day."""
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
    # Objections that came up since do not prevent shortening the time.
    if not is_shorter:
        # The past stays as it was.
        since = values.starts_on if before is None else max(values.starts_on, today)
        _demand_able(work, replace(values, starts_on=since), but=substitution_id)
    return values


def _end(work: Work, substitution_id: int, version: int) -> None:
    """End a substitution as of yesterday, or withdraw one that has not begun; the row stays.

    On its first day it ends with that day: they have answered since midnight.
    """
    _open_one(work, substitution_id)
    row = work.session.get_one(Substitution, substitution_id, with_for_update=True)
    demand_version(work.session, row.version, version, Thing("substitution", substitution_id))
    last = row.ends_on
    today = local_day(work.now)
    row.ends_on = today + _DAY if row.starts_on == today else max(row.starts_on, today)
    row.ended_at, row.ended_by = work.now, work.actor.name
    work.session.flush()
    work.record(
        "substitution.ended",
        "substitution",
        substitution_id,
        ends_on=row.ends_on.isoformat(),
        before=last.isoformat(),
    )
    _mark_letter(work, substitution_id)


def is_letter_outdated(work: Work, substitution_id: int) -> bool:
    """Return whether the letter about a substitution no longer matches it."""
    require(work, Right.EDIT_ROTA)
    row = work.session.get_one(Substitution, substitution_id)
    return row.letter_id is not None and row.told != _facts(row)


def note_letter(work: Work, substitution_id: int, letter_id: int) -> None:
    """Store which letter announces a substitution, as it is now."""
    require(work, Right.MAKE_CHANGES)
    row = work.session.get_one(Substitution, substitution_id, with_for_update=True)
    row.letter_id, row.told = letter_id, _facts(row)
    work.session.flush()


def forget_letter(work: Work, letter_id: int, *, corrected_id: int | None) -> None:
    """Drop a cancelled letter; the one that it corrected announces its substitution again.

    Args:
        letter_id: The one that was cancelled.
        corrected_id: The one that it corrected; None for none.
    """
    require(work, Right.MAKE_CHANGES)
    query = select(Substitution).where(Substitution.letter_id == letter_id).with_for_update()
    for row in work.session.scalars(query):
        # It was corrected because it had become wrong.
        row.letter_id, row.told = corrected_id, ""
    work.session.flush()


def _facts(row: Substitution) -> str:
    """Return the facts of a substitution in a letter, in a form to be compared."""
    facts = row.officer_id, row.subject_id, row.substitute_id, row.starts_on, row.ends_on
    return " ".join(map(str, facts))


def _mark_letter(work: Work, substitution_id: int) -> None:
    """Mark the letter about a substitution as outdated or not."""
    row = work.session.get_one(Substitution, substitution_id)
    if row.letter_id is not None:
        note_outdated(work, row.letter_id, "" if row.told == _facts(row) else _OUTDATED)


SUBSTITUTIONS: Final = FormAccess(
    _STORE, Right.EDIT_ROTA, judge=_judge, of_new=recorded, then=_mark_letter, remove=_end
)
"""None is removed: it ends. Refuses with `records.wrong`, `rota.substitution_over`,
`rota.substitution_begun`; `rota.substitution_subject`: the officer does not answer for it on these
days; `rota.substitution_double`: another person stands in for them then; `rota.substitute_against`:
there are objections to the substitute."""


def ask_of_leave(
    work: Work, person_id: int, absence_id: int | None, before: AbsenceValues | None
) -> SubstituteNeed | None:
    """Return what leave that was entered, changed or removed calls for; None: nothing.

    Args:
        person_id: The person on leave.
        absence_id: The absence; None: it was removed.
        before: The values before; None: it is new.
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
        if row is not None and row.is_open(today):
            end = min(end, row.ends_on)
            first = max(first, row.starts_on)
            days = LeaveDays(officer_id, name, first, max(first, end))
            return SubstituteNeed(days, row, "Bu günlerin bir bölümü ya da hepsi artık izin değil.")
    if absence is None or not is_away or end <= today:
        return None
    # A substitute answers for days: the night before the officer is back is no day of the leave.
    since, until = max(absence.starts_at, work.now), min(absence.ends_at, day_start(end))
    away = queries.leave_of_officers(session, since=since, until=until)
    tasks = read_tasks(session)
    alone = left_alone(officer_id, since, until, tasks, away)
    wanted = max(first, today), end
    if acting := _acting(session, officer_id, alone, wanted, tasks):
        begins = acting.starts_on
        # Of a running one, past days stay; one without any others is ended.
        ends = max(begins, first) if first > today else begins
        days = LeaveDays(acting.officer_id, acting.officer_name, begins, ends)
        why = f"{name} bu günlerde izinli. Yeni vekil, bu vekâlet bitirilince yazılır."
        return SubstituteNeed(days, acting, why)
    alone_for = tuple(one.name for one in list_subjects(session) if one.subject_id in alone)
    days = LeaveDays(officer_id, name, *wanted, alone_for)
    return SubstituteNeed(days, None) if alone_for else None


def _acting(
    session: Session,
    officer_id: int,
    alone: Collection[int],
    days: tuple[dt.date, dt.date],
    tasks: Iterable[Task],
) -> SubstitutionRow | None:
    """Return the substitution by which an officer alone answers for a subject on some days."""
    places = {
        one.for_id
        for one in tasks
        if one.officer_id == officer_id and one.subject_id in alone and one.touches(*days)
    }
    rows = (row for row in list_substitutions(session) if row.touches(*days))
    return next(
        (row for row in rows if row.substitute_id == officer_id and row.officer_id in places), None
    )


def next_leave(work: Work, officer_id: int) -> LeaveDays:
    """Return the days of the present or next leave of an officer; empty for none."""
    require(work, Right.EDIT_ROTA)
    today = local_day(work.now)
    spans = queries.leave_of_officers(work.session, since=work.now).get(officer_id)
    first, end = leave_days(*spans[0]) if spans else (today, today)
    name = names(work.session, {officer_id})[officer_id]
    return LeaveDays(officer_id, name, max(first, today), max(end, today))


def _no_leave_any_more(
    session: Session, officer_id: int, days: tuple[dt.date, dt.date]
) -> SubstitutionRow | None:
    """Return a substitution with a day that was leave and no longer is."""
    left = {days[0] + _DAY * number for number in range((days[1] - days[0]).days)}
    since, until = map(day_start, days)
    leave = queries.leave_of_officers(session, since=since, until=until)
    for span in leave.get(officer_id, ()):
        begins, ends = leave_days(*span)
        left = {day for day in left if not begins <= day < ends}
    rows = (one for one in list_substitutions(session) if one.officer_id == officer_id)
    return next((row for row in rows if any(row.touches(day, day + _DAY) for day in left)), None)


def _known_to(work: Work, post: Post) -> StandInFacts:
    """Return the facts that decide who can stand in, with the reasons that the user may see."""
    shows_kind = may(work.actor.role, Right.SEE_ABSENCE_KIND)
    return _known(work.session, post.starts_on, post.ends_on, now=work.now, shows_kind=shows_kind)


def _known(
    session: Session, starts_on: dt.date, ends_on: dt.date, *, now: dt.datetime, shows_kind: bool
) -> StandInFacts:
    """Return the facts that decide who can stand in on one of the days `[starts_on, ends_on)`."""
    people = queries.list_people(session, PersonFilter(), now=now)
    officers = {one.person_id: one.officer_id for one in people}
    wanted = AbsenceFilter(since=day_start(starts_on), until=day_start(ends_on))
    absences: defaultdict[int, list[AbsenceRow]] = defaultdict(list)
    for row in queries.list_absences(session, wanted, shows_kind=True):
        officer_id = officers[row.person_id]
        if officer_id is not None:
            absences[officer_id].append(row)
    mobiles = {one.officer_id: one.mobile for one in list_named(session)}
    return StandInFacts(
        assigned=list_assigned(session),
        substitutions=list_substitutions(session),
        absences=absences,
        # Nobody takes a line over in advance: the number of now counts as that of then.
        numbers=queries.numbers_of_officers(session, mobiles, at=now),
        subjects=subject_names(session),
        limits=queries.read_limits(session),
        shows_kind=shows_kind,
    )


def _against(row: SubstitutionRow, today: dt.date, known: StandInFacts) -> tuple[str, ...]:
    # The past stays as it was.
    first = max(row.starts_on, today)
    post = Post(row.officer_id, row.subject_id, first, row.ends_on, but=row.substitution_id)
    found = objections(row.substitute_id, post, known)
    has_any = tasks_of(post, known.assigned)
    return tuple(found) if has_any else ("yerine vekâlet edilenin konusu yok", *found)


def _demand_able(work: Work, values: SubstitutionValues, *, but: int | None) -> None:
    post = Post(values.officer_id, values.subject_id, values.starts_on, values.ends_on, but=but)
    known = _known_to(work, post)
    if not tasks_of(post, known.assigned):
        raise KnownError("rota.substitution_subject")
    for one in known.others(post):
        if one.officer_id == post.officer_id and (
            None in {one.subject_id, post.subject_id} or one.subject_id == post.subject_id
        ):
            raise KnownError(
                "rota.substitution_double", name=one.substitute_name, days=one.days_words
            )
    serving = list_officers(
        work.session,
        OfficerFilter(officer_ids=(values.substitute_id,)),
        as_of=values.starts_on,
    )
    found = tuple(objections(values.substitute_id, post, known))
    if found or not serving:
        reasons = "; ".join(found) or "o gün görevde değil"
        raise KnownError("rota.substitute_against", objections=reasons)


def _open_one(work: Work, substitution_id: int) -> SubstitutionValues:
    """Return one that is not over.

    Raises:
        KnownError: `rota.gone`, `rota.substitution_over`.
    """
    values, _version = _STORE.open(work, substitution_id)
    if values.ends_on <= max(values.starts_on, local_day(work.now)):
        raise KnownError("rota.substitution_over")
    return values
