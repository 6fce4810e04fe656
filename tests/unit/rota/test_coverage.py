"""What each hour lacks for each subject, beside a reading of every half hour one by one."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.officers.rows import Task
from alo183_desktop.rota import rules
from alo183_desktop.rota.coverage import (
    HOUR,
    AnsweringLine,
    CoverageFacts,
    Leg,
    by_hour,
    coverage_gaps,
    leg_words,
    stretches,
)
from alo183_desktop.rota.kinds import EXEMPTIONS, AbsenceKind, DutyKind
from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PersonRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles.rows import Fleet
from tests.examples import at_most
from tests.unit.rota.duties import AYSE, at, duty, number_of, person
from tests.unit.vehicles.fleet import state, vehicle

SINCE: Final = at("2026-03-01 00:00")
UNTIL: Final = at("2026-04-01 00:00")
HALF: Final = dt.timedelta(minutes=30)
SUBJECTS: Final = ((1, "Çocuk"), (2, "Kadın"), (3, "Yaşlı"))
OFFICERS: Final = range(1, 5)
"""Persons and officers have the same numbers; 5 is no officer, 6 neither and without a number."""
_PEOPLE: Final = {
    number: replace(
        person(number),
        officer_id=number if number in OFFICERS else None,
        number=number_of("" if number == 6 else "+905320000000"),
    )
    for number in range(1, 7)
}
_BESIDE: Final = {Leg.DRIVER: DutyKind.DRIVER, Leg.STAND_IN: DutyKind.STAND_IN}
_STEPS: Final = st.integers(-20, 2 * 24 * 31 + 20)


@st.composite
def spans(draw: st.DrawFn, longest: int = 200) -> tuple[dt.datetime, dt.datetime]:
    """Return an interval that touches the month or its neighbours, in half hours."""
    starts_at = SINCE + draw(_STEPS) * HALF
    return starts_at, starts_at + draw(st.integers(1, longest)) * HALF


@st.composite
def months(draw: st.DrawFn) -> CoverageFacts:
    duties = [
        replace(
            duty("2026-03-01 08:00", "2026-03-02 08:00"),
            duty_id=number,
            kind=draw(st.sampled_from(DutyKind)),
            starts_at=span[0],
            ends_at=span[1],
            person_id=draw(st.none() | st.sampled_from(sorted(_PEOPLE))),
        )
        for number, span in enumerate(draw(st.lists(spans(), max_size=20)), start=1)
    ]
    absences = [
        AbsenceRow(number, draw(st.integers(1, 6)), "", kind, *span, "", 1)
        for number, (kind, span) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(AbsenceKind), spans()), max_size=5))
        )
    ]
    tasks = [
        Task(officer, subject, local_day(span[0]), draw(st.none() | st.just(local_day(span[1]))))
        for officer, subject, span in draw(
            st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), spans()), max_size=12)
        )
    ]
    lines = [
        AnsweringLine(officer, span[0], draw(st.none() | st.just(span[1])))
        for officer, span in draw(st.lists(st.tuples(st.integers(1, 4), spans()), max_size=6))
    ]
    fleet = Fleet(
        {number: vehicle(number) for number in range(1, draw(st.integers(0, 2)) + 1)},
        {
            number: tuple(
                replace(state("2026-03-01 08:00", None, number), starts_at=begins, ends_at=ends)
                for begins, ends in draw(st.lists(spans(), max_size=3))
            )
            for number in (1, 2)
        },
    )
    known_lines = draw(st.sampled_from([None, lines]))
    known_tasks = draw(st.sampled_from([None, tasks]))
    return CoverageFacts(SUBJECTS, duties, _PEOPLE, absences, known_tasks, known_lines, fleet)


def lacks(known: CoverageFacts, subject_id: int, instant: dt.datetime) -> frozenset[Leg]:
    """Return what a subject lacks at an instant, by looking at everything."""

    def holds(starts_at: dt.datetime, ends_at: dt.datetime | None) -> bool:
        return starts_at <= instant and (ends_at is None or instant < ends_at)

    def is_there(one: DutyRow) -> bool:
        return (
            one.person_id is not None
            and holds(one.starts_at, one.ends_at)
            and not any(
                away.person_id == one.person_id
                and away.kind not in EXEMPTIONS
                and holds(away.starts_at, away.ends_at)
                for away in known.absences
            )
        )

    day, found = local_day(instant), set()
    people, stand_ins = (
        [
            _PEOPLE[one.person_id]
            for one in known.duties
            if one.kind is kind and one.person_id is not None and is_there(one)
        ]
        for kind in (DutyKind.MAIN, DutyKind.STAND_IN)
    )

    def is_reached(one: PersonRow) -> bool:
        if known.lines is None or one.officer_id is None:
            return known.lines is None or bool(one.phone)
        return any(
            line.officer_id == one.officer_id and holds(line[1], line[2]) for line in known.lines
        )

    if any(
        one.kind is DutyKind.STAND_IN and holds(one.starts_at, one.ends_at) for one in known.duties
    ) and not any(map(is_reached, stand_ins)):
        found.add(Leg.STAND_IN)
    able = [
        one
        for one in people
        if known.tasks is None
        or one.officer_id is None
        or any(
            (task.officer_id, task.subject_id) == (one.officer_id, subject_id)
            and task.starts_on <= day
            and (task.ends_on is None or day < task.ends_on)
            for task in known.tasks
        )
    ]
    if not able:
        found.add(Leg.OFFICER)
    elif not any(map(is_reached, able)):
        found.add(Leg.LINE)
    vehicles = known.fleet.vehicles
    if vehicles and not any(
        not any(holds(one.starts_at, one.ends_at) for one in known.fleet.states.get(number, ()))
        for number in vehicles
    ):
        found.add(Leg.VEHICLE)
    drives = [one for one in known.duties if one.kind is DutyKind.DRIVER]
    if (vehicles or drives) and not any(map(is_there, drives)):
        found.add(Leg.DRIVER)
    return frozenset(found)


def is_reported_by_duties(known: CoverageFacts, leg: Leg, instant: dt.datetime) -> bool:
    """Return whether the duties without a holder show what is missing."""
    away = {
        one.duty_id
        for one in known.duties
        if any(
            absence.person_id == one.person_id
            and absence.kind not in EXEMPTIONS
            and absence.starts_at <= instant < absence.ends_at
            for absence in known.absences
        )
    }
    kind = _BESIDE.get(leg, DutyKind.MAIN)
    reported = rules.gaps(known.duties, since=instant, until=instant + HALF, away=away)
    return leg is not Leg.VEHICLE and any(one.kind is kind for one in reported)


@settings(max_examples=at_most(100, daily=10))
@given(months())
def test_that_every_hour_and_subject_lacks_what_reading_each_half_hour_says(
    known: CoverageFacts,
) -> None:
    found = stretches(known, since=SINCE, until=UNTIL)
    assert (found[0].starts_at, found[-1].ends_at) == (SINCE, UNTIL)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(found))
    hours = by_hour(found)
    hour = SINCE
    while hour < UNTIL:
        expected = {
            subject_id: lacks(known, subject_id, hour) | lacks(known, subject_id, hour + HALF)
            for subject_id, _name in SUBJECTS
        }
        assert hours.get(hour, {}) == {key: legs for key, legs in expected.items() if legs}
        hour += HOUR


@settings(max_examples=at_most(100, daily=10))
@given(months())
def test_that_each_missing_leg_is_a_gap_or_reported_by_the_duty_that_nobody_holds(
    known: CoverageFacts,
) -> None:
    rows = coverage_gaps(known, since=SINCE, until=UNTIL)
    instant = SINCE
    while instant < UNTIL:
        here = [row for row in rows if row.starts_at <= instant < row.ends_at]
        for subject_id, name in SUBJECTS:
            reported = {
                leg
                for row in here
                if not row.subjects or name in row.subjects
                for leg in row.missing
            }
            missing = lacks(known, subject_id, instant)
            assert reported <= missing
            assert all(is_reported_by_duties(known, leg, instant) for leg in missing - reported)
        instant += HALF
    keys = [(row.kind, row.starts_at, row.missing, row.subjects) for row in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ({Leg.DRIVER}, "şoför yok"),
        ({Leg.DRIVER, Leg.VEHICLE}, "araç ve şoför yok"),
        (set(Leg), "konuya bakan nöbetçi, yanıt veren hat, yanıt veren icapçı, araç ve şoför yok"),
    ],
)
def test_that_a_gap_names_what_is_missing(legs: set[Leg], words: str) -> None:
    assert leg_words(legs) == words


def test_that_a_driver_who_is_not_planned_is_missing_and_one_who_is_not_written_is_a_duty() -> None:
    held = replace(duty("2026-03-01 00:00", "2026-04-01 00:00", AYSE), duty_id=1)
    empty = replace(duty("2026-03-02 00:00", "2026-03-03 00:00"), duty_id=2, kind=DutyKind.DRIVER)
    fleet = Fleet({1: vehicle()})
    people = {AYSE: replace(person(), officer_id=None)}
    known = CoverageFacts(SUBJECTS, (held, empty), people, (), (), None, fleet)
    rows = coverage_gaps(known, since=SINCE, until=at("2026-03-04 00:00"))
    assert [(row.kind, row.starts_at, row.ends_at, row.missing) for row in rows] == [
        (DutyKind.DRIVER, SINCE, empty.starts_at, frozenset({Leg.DRIVER})),
        (DutyKind.DRIVER, empty.ends_at, at("2026-03-04 00:00"), frozenset({Leg.DRIVER})),
    ]
    assert stretches(known, since=SINCE, until=SINCE) == ()


def test_that_without_a_vehicle_in_the_register_none_is_asked_for() -> None:
    held = replace(duty("2026-03-01 00:00", "2026-04-01 00:00", AYSE), duty_id=1)
    people = {AYSE: replace(person(), officer_id=None)}
    known = CoverageFacts(SUBJECTS, (held,), people, (), (), None, Fleet())
    (one,) = stretches(known, since=SINCE, until=UNTIL)
    assert one.missing == {}
