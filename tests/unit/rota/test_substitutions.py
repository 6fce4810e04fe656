"""Who can stand in for an officer, beside a reading of every hour; and who would be left alone."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.officers.rows import SubstitutionRow, Task
from alo183_desktop.rota.kinds import AbsenceKind, SubstitutionStage
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import AbsenceRow
from alo183_desktop.rota.rules import absence_span, leave_days
from alo183_desktop.rota.substitute_rules import (
    Post,
    StandInFacts,
    left_alone,
    objections,
    stage_of,
)
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local, local_day
from tests.unit.officers.test_answering import DAYS, spans, substitution, substitutions, tasks
from tests.unit.rota.duties import at, number_of

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)
SUBJECTS: Final = {1: "Çocuk", 2: "Kadın", 3: "Yaşlı"}
NUMBERS: Final = st.integers(1, 4)


@st.composite
def times(draw: st.DrawFn) -> tuple[dt.datetime, dt.datetime]:
    begins = day_start(DAYS[0]) + draw(st.integers(-24, 24 * 24)) * HOUR
    return begins, begins + draw(st.integers(1, 120)) * HOUR


@st.composite
def places(draw: st.DrawFn) -> tuple[Post, StandInFacts]:
    first, end = draw(spans().filter(lambda span: span[0] < span[1]))
    absences: dict[int, list[AbsenceRow]] = {}
    for kind, officer_id, span in draw(
        st.lists(st.tuples(st.sampled_from(AbsenceKind), NUMBERS, times()), max_size=4)
    ):
        row = AbsenceRow(1, officer_id, "", kind, *span, "", 1)
        absences.setdefault(officer_id, []).append(row)
    others = draw(substitutions())
    judged = draw(st.sampled_from([None, *(one.substitution_id for one in others)]))
    post = Post(1, draw(st.none() | st.integers(1, 3)), first, end, but=judged)
    return post, StandInFacts(
        assigned=draw(st.lists(tasks(), max_size=6)),
        substitutions=others,
        absences=absences,
        numbers=dict.fromkeys(draw(st.sets(NUMBERS)), number_of("+905000000001")),
        subjects=SUBJECTS,
        limits=Limits(own_subjects_only=draw(st.booleans())),
        shows_kind=True,
    )


def runs(task: Task, day: dt.date) -> bool:
    return task.starts_on <= day and (task.ends_on is None or day < task.ends_on)


def is_barred(number: int, post: Post, known: StandInFacts) -> bool:
    """Return whether somebody cannot stand in, by looking at each day and each hour of it."""
    days = [day for day in DAYS if post.starts_on <= day < post.ends_on]
    theirs = [one for one in known.assigned if one.officer_id == number]
    asked = {
        one.subject_id
        for one in known.assigned
        for day in days
        if one.officer_id == 1 and post.subject_id in {None, one.subject_id} and runs(one, day)
    }

    def absent(at: dt.datetime) -> bool:
        is_night = local(at).hour >= 20 or local(at).hour < 6
        return any(
            one.starts_at <= at < one.ends_at
            and (one.kind is not AbsenceKind.NIGHT_EXEMPT or is_night)
            for one in known.absences.get(number, ())
        )

    def is_elsewhere(day: dt.date) -> bool:
        return any(
            one.starts_on <= day < one.ends_on
            and one.substitution_id != post.but
            and (one.officer_id == number or (one.substitute_id == number and one.officer_id != 1))
            for one in known.substitutions
        )

    return (
        number == 1
        or number not in known.numbers
        or (bool(theirs) and not any(one.starts_on <= days[0] for one in theirs))
        or (
            bool(theirs)
            and all(one.ends_on is not None and one.ends_on <= days[-1] for one in theirs)
        )
        or any(is_elsewhere(day) for day in days)
        or any(absent(day_start(day) + hour * HOUR) for day in days for hour in range(24))
        or (
            known.limits.own_subjects_only
            and any(one.subject_id not in asked for one in theirs for day in days if runs(one, day))
        )
    )


@given(NUMBERS, places())
def test_that_who_can_stand_in_is_as_a_reading_of_every_hour_says(
    number: int, judged: tuple[Post, StandInFacts]
) -> None:
    found = list(objections(number, *judged))
    assert bool(found) is is_barred(number, *judged)
    assert all(found)


@given(
    NUMBERS,
    times(),
    st.lists(tasks(), max_size=8),
    st.dictionaries(NUMBERS, st.lists(times(), max_size=3)),
)
def test_that_who_is_left_alone_is_as_a_reading_of_every_hour_says(
    number: int,
    leave: tuple[dt.datetime, dt.datetime],
    assigned: list[Task],
    away: dict[int, list[tuple[dt.datetime, dt.datetime]]],
) -> None:
    expected = set()
    at = leave[0]
    while at < leave[1]:
        for subject_id in SUBJECTS:
            holding = {
                one.officer_id
                for one in assigned
                if one.subject_id == subject_id and runs(one, local_day(at))
            }
            there = {
                one
                for one in holding - {number}
                if not any(begins <= at < ends for begins, ends in away.get(one, ()))
            }
            if number in holding and not there:
                expected.add(subject_id)
        at += HOUR
    assert left_alone(number, *leave, assigned, away) == expected


@given(spans())
def test_that_leave_shows_its_days_again(span: tuple[dt.date, dt.date]) -> None:
    assert leave_days(*absence_span(*span)) == (span[0], span[1] + DAY)


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        ("2026-12-07 08:00", "2026-12-08 08:00", ("2026-12-07", "2026-12-08")),
        ("2026-12-07 08:00", "2026-12-07 17:00", ("2026-12-07", "2026-12-08")),
        ("2026-12-07 01:00", "2026-12-07 07:00", ("2026-12-07", "2026-12-08")),
        ("2026-12-07 00:00", "2026-12-09 00:00", ("2026-12-07", "2026-12-09")),
        ("2026-12-07 13:00", "2026-12-09 12:00", ("2026-12-07", "2026-12-10")),
    ],
)
def test_that_hours_of_leave_are_days_as_people_count_them(
    begins: str, ends: str, days: tuple[str, str]
) -> None:
    first, end = map(dt.date.fromisoformat, days)
    assert leave_days(at(begins), at(ends)) == (first, end)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (2, SubstitutionStage.COMING),
        (3, SubstitutionStage.RUNNING),
        (5, SubstitutionStage.RUNNING),
        (6, SubstitutionStage.OVER),
    ],
)
def test_that_a_substitution_begins_and_ends_with_its_days(
    day: int, stage: SubstitutionStage
) -> None:
    row: SubstitutionRow = substitution(1, 2, DAYS[3], DAYS[6])
    assert stage_of(row, DAYS[day]) is stage
    assert stage_of(replace(row, ends_on=row.starts_on), DAYS[day]) is SubstitutionStage.WITHDRAWN
