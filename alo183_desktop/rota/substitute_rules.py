"""The rules of substitutes (*vekâlet*): who can be one, and for which leave one is needed.

No database here; `substitute_service.py` reads and stores them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from alo183_desktop.officers.rules import last_days
from alo183_desktop.rota.kinds import SubstitutionStage
from alo183_desktop.rota.numbers import NO_NUMBER, NumberState
from alo183_desktop.rota.rules import against_absences
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import format_day, local_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.officers.rows import SubstitutionRow, Task
    from alo183_desktop.rota.numbers import DutyNumber
    from alo183_desktop.rota.record import Limits
    from alo183_desktop.rota.rows import AbsenceRow


class Post(NamedTuple):
    """The officer to be substituted on the days `[starts_on, ends_on)`."""

    officer_id: int
    subject_id: int | None
    """None: all subjects of the officer."""
    starts_on: dt.date
    ends_on: dt.date
    but: int | None = None
    """The substitution that is judged, which does not count as another one."""


class StandInFacts(NamedTuple):
    """The facts that decide who can stand in, around the days in question."""

    assigned: Sequence[Task]
    substitutions: Sequence[SubstitutionRow]
    absences: Mapping[int, Sequence[AbsenceRow]]
    """By the id of the officer."""
    numbers: Mapping[int, DutyNumber]
    """By the id of the officer, as known now."""
    subjects: Mapping[int, str]
    """Names by id."""
    limits: Limits
    shows_kind: bool

    def others(self, post: Post) -> Iterator[SubstitutionRow]:
        """Yield the other substitutions that hold on one of the days."""
        for one in self.substitutions:
            if one.substitution_id != post.but and one.touches(post.starts_on, post.ends_on):
                yield one


def tasks_of(wanted: Post | SubstitutionRow, assigned: Iterable[Task]) -> tuple[Task, ...]:
    """Return the tasks of a substitute: those of the officer on those days."""
    return tuple(
        one
        for one in assigned
        if one.officer_id == wanted.officer_id
        and wanted.subject_id in {None, one.subject_id}
        and one.touches(wanted.starts_on, wanted.ends_on)
    )


def stage_of(row: SubstitutionRow, today: dt.date) -> SubstitutionStage:
    """Return the stage of a substitution; it begins and ends with its days in Istanbul."""
    if row.starts_on == row.ends_on:
        return SubstitutionStage.WITHDRAWN
    if today < row.starts_on:
        return SubstitutionStage.COMING
    return SubstitutionStage.RUNNING if row.is_open(today) else SubstitutionStage.OVER


def objections(officer_id: int, post: Post, known: StandInFacts) -> Iterator[str]:
    """Yield the objections to a person as the substitute for exactly those days, in words."""
    starts_on, ends_on = post.starts_on, post.ends_on
    theirs = [one for one in known.assigned if one.officer_id == officer_id]
    last = last_days(theirs).get(officer_id)
    if officer_id == post.officer_id:
        yield "kendi yerine vekâlet edemez"
    if theirs and min(one.starts_on for one in theirs) > starts_on:
        begins = min(one.starts_on for one in theirs)
        yield f"görevine {format_day(begins)} günü başlıyor"
    if last is not None and last < ends_on:
        yield f"{format_day(last)} gününden başlayarak görevde değil"
    for _rule, words in against_absences(
        known.absences.get(officer_id, ()),
        day_start(starts_on),
        day_start(ends_on),
        known.limits,
        shows_kind=known.shows_kind,
    ):
        yield words
    yield from _elsewhere(officer_id, post, known)
    own = {one.subject_id for one in theirs if one.touches(starts_on, ends_on)}
    foreign = own - {one.subject_id for one in tasks_of(post, known.assigned)}
    if known.limits.own_subjects_only and foreign:
        names = ", ".join(known.subjects[one] for one in sorted(foreign))
        yield f"yalnız kendi konusuna bakar: {names}"
    number = known.numbers.get(officer_id, NO_NUMBER)
    if not number.phone and number.state is not NumberState.EXPECTED:
        yield f"kurumsal cebi ya da {number.state.words}"


def _elsewhere(officer_id: int, post: Post, known: StandInFacts) -> Iterator[str]:
    for one in known.others(post):
        if one.substitute_id == officer_id and one.officer_id != post.officer_id:
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
        officer_id: The officer who would be away.
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
            holding = {one.officer_id for one in theirs if one.runs_on(day)}
            there = {
                one
                for one in holding
                if not any(begins <= at < ends for begins, ends in away.get(one, ()))
            }
            if officer_id in holding and not there - {officer_id}:
                found.add(subject_id)
    return frozenset(found)
