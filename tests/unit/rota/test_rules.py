"""Each rule of duty just inside and just outside, and what follows from duties."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.rota import rules
from alo183_desktop.rota.holidays import closures_between
from alo183_desktop.rota.kinds import (
    SOURCES,
    AbsenceKind,
    DutyKind,
    Employment,
    PatternDays,
)
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PatternRow, PersonRow
from tests.unit.rota.duties import AYSE, LIMITS, MURAT, absence, at, duty, known, person

WORKER: Final = person(employment=Employment.WORKER)
WEDNESDAY: Final = duty("2026-03-04 08:00", "2026-03-05 08:00")
NIGHT: Final = duty("2026-03-04 17:00", "2026-03-05 08:00")
DAY: Final = duty("2026-03-04 08:00", "2026-03-04 17:00")


def broken(
    one: DutyRow,
    *others: DutyRow,
    who: PersonRow | None = None,
    away: tuple[AbsenceRow, ...] = (),
    limits: Limits = LIMITS,
) -> list[str]:
    people = (who or person(),)
    facts = known(one, *others, people=people, absences=away, limits=limits)
    return [breach.rule for breach in rules.check(one, AYSE, facts)]


def mine(begins: str, ends: str, **other: Any) -> DutyRow:
    return duty(begins, ends, AYSE, **other)


@pytest.mark.parametrize(
    ("away", "found"),
    [
        # Leave from the 12th to the 14th, in March 2026 as in rota.md: it begins when offices open.
        (("2026-03-05 08:00", "2026-03-08 08:00"), []),
        (("2026-03-05 07:59", "2026-03-08 08:00"), ["absent"]),
        (("2026-03-01 08:00", "2026-03-04 08:00"), []),
        (("2026-03-01 08:00", "2026-03-04 08:01"), ["absent"]),
    ],
)
def test_that_leave_stands_against_the_duties_that_it_touches(
    away: tuple[str, str], found: list[str]
) -> None:
    assert broken(WEDNESDAY, away=(absence(*away),)) == found


def test_that_leave_by_days_leaves_the_night_before_alone_and_hits_its_own_days() -> None:
    begins, ends = rules.absence_span(dt.date(2026, 3, 12), dt.date(2026, 3, 14))
    leave = AbsenceRow(1, AYSE, "Ayşe DEMİR", AbsenceKind.ANNUAL, begins, ends, "", 1)
    assert broken(duty("2026-03-11 08:00", "2026-03-12 08:00"), away=(leave,)) == []
    assert broken(duty("2026-03-13 08:00", "2026-03-14 08:00"), away=(leave,)) == ["absent"]
    assert broken(duty("2026-03-15 08:00", "2026-03-16 08:00"), away=(leave,)) == []


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (DAY, []),
        (duty("2026-03-04 08:00", "2026-03-04 20:00"), []),
        (duty("2026-03-04 08:00", "2026-03-04 20:01"), ["night_exempt"]),
        (duty("2026-03-04 06:00", "2026-03-04 14:00"), []),
        (duty("2026-03-04 05:59", "2026-03-04 14:00"), ["night_exempt"]),
        (NIGHT, ["night_exempt"]),
    ],
)
def test_that_who_is_exempt_at_night_may_be_on_duty_by_day(one: DutyRow, found: list[str]) -> None:
    away = absence("2026-01-01 00:00", "2027-01-01 00:00", AbsenceKind.NIGHT_EXEMPT)
    assert broken(one, away=(away,)) == found
    ends_before = absence("2026-01-01 00:00", "2026-03-04 05:00", AbsenceKind.NIGHT_EXEMPT)
    assert broken(one, away=(ends_before,)) == []


def test_that_who_is_exempt_from_duty_is_on_none() -> None:
    away = absence("2026-01-01 00:00", "2027-01-01 00:00", AbsenceKind.DUTY_EXEMPT)
    assert broken(DAY, away=(away,)) == ["duty_exempt"]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (mine("2026-03-02 08:00", "2026-03-03 08:00"), ["spacing"]),
        (mine("2026-03-01 08:00", "2026-03-02 08:00"), []),
        (mine("2026-03-02 20:00", "2026-03-03 08:01"), ["rest", "spacing"]),
        (mine("2026-03-05 08:00", "2026-03-05 17:00"), ["rest"]),
        (mine("2026-03-06 07:59", "2026-03-06 17:00"), ["rest"]),
        (mine("2026-03-06 08:00", "2026-03-06 17:00"), []),
        (mine("2026-03-05 07:59", "2026-03-05 17:00"), ["overlap"]),
        (mine("2026-03-04 07:00", "2026-03-04 08:01"), ["overlap"]),
        (mine("2026-03-03 08:00", "2026-03-04 08:00", is_active=False), []),
    ],
)
def test_that_duties_of_one_person_keep_apart(other: DutyRow, found: list[str]) -> None:
    assert broken(WEDNESDAY, other) == found


def test_that_others_and_the_duty_itself_do_not_count_against_it() -> None:
    own = replace(WEDNESDAY, person_id=AYSE, person_name="Ayşe DEMİR")
    theirs = duty("2026-03-04 09:00", "2026-03-05 08:00", MURAT)
    facts = known(own, theirs, people=(person(), person(MURAT)))
    assert rules.check(own, AYSE, facts) == ()


def test_that_the_limits_are_settings() -> None:
    near = mine("2026-03-02 08:00", "2026-03-03 08:00")
    assert broken(WEDNESDAY, near, limits=replace(LIMITS, spacing_days=0)) == []
    most = replace(LIMITS, month_most=2)
    two = (
        mine("2026-03-10 08:00", "2026-03-11 08:00"),
        mine("2026-03-20 08:00", "2026-03-21 08:00"),
    )
    assert broken(WEDNESDAY, two[0], limits=most) == []
    assert broken(WEDNESDAY, *two, limits=most) == ["month_most"]
    stand_in = replace(two[1], kind=DutyKind.STAND_IN, is_active=False)
    assert broken(WEDNESDAY, two[0], stand_in, limits=most) == []


@pytest.mark.parametrize(
    ("one", "others", "found"),
    [
        (WEDNESDAY, (), ["worker_day", "worker_night"]),
        (duty("2026-03-04 07:00", "2026-03-04 18:00"), (), []),
        (duty("2026-03-04 07:00", "2026-03-04 18:01"), (), ["worker_day"]),
        (duty("2026-03-04 20:00", "2026-03-05 03:30"), (), []),
        (duty("2026-03-04 20:00", "2026-03-05 03:31"), (), ["worker_night"]),
        (replace(WEDNESDAY, is_active=False), (), []),
        (DAY, (mine("2026-03-05 04:00", "2026-03-05 08:00", rest_minutes=0),), ["rest"]),
        (
            replace(DAY, rest_minutes=0),
            (mine("2026-03-05 04:00", "2026-03-05 08:00"),),
            [],
        ),
        (
            replace(DAY, rest_minutes=0),
            (mine("2026-03-05 03:59", "2026-03-05 08:00"),),
            ["worker_rest"],
        ),
    ],
)
def test_that_workers_have_the_hours_of_their_law(
    one: DutyRow, others: tuple[DutyRow, ...], found: list[str]
) -> None:
    assert broken(one, *others, who=WORKER) == found
    assert not any(rule.startswith("worker") for rule in broken(one, *others))


def test_that_a_workers_week_has_45_hours_and_begins_on_monday() -> None:
    week = [
        mine(f"2026-03-{day:02} 08:00", f"2026-03-{day:02} 17:00", rest_minutes=0)
        for day in (2, 3, 5, 6)
    ]
    one = replace(DAY, rest_minutes=0)
    assert broken(one, *week, who=WORKER) == []
    sunday = mine("2026-03-08 08:00", "2026-03-08 08:30", rest_minutes=0)
    assert broken(one, *week, sunday, who=WORKER) == ["worker_week"]
    monday = mine("2026-03-09 08:00", "2026-03-09 17:00", rest_minutes=0)
    assert broken(one, *week, monday, who=WORKER) == []


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (person(starts_on=dt.date(2026, 3, 4)), []),
        (person(starts_on=dt.date(2026, 3, 5)), ["not_current"]),
        (person(ends_on=dt.date(2026, 3, 5)), []),
        (person(ends_on=dt.date(2026, 3, 4)), ["not_current"]),
        (person(kinds=frozenset({DutyKind.DRIVER})), ["kind"]),
        (person(phone=""), ["no_phone"]),
    ],
)
def test_that_a_duty_is_for_who_can_hold_it(who: PersonRow, found: list[str]) -> None:
    assert broken(WEDNESDAY, who=who) == found


def test_that_what_a_law_says_is_not_overruled_and_an_overruled_rule_is_not_reported_again() -> (
    None
):
    said: dict[str, Any] = {"reason": "Başka kimse yok", "overruled": frozenset({"rest"})}
    after = mine("2026-03-05 08:00", "2026-03-05 17:00", **said)
    own = replace(WEDNESDAY, person_id=AYSE, **said)
    facts = known(own, after)
    assert rules.check_all([own, after], facts) == ()
    away = known(own, after, absences=(absence("2026-03-04 08:00", "2026-03-05 08:00"),))
    assert [one.rule for one in rules.check_all([own], away)] == ["absent"]
    assert set(SOURCES) > rules.OVERRULABLE


def test_that_words_name_who_what_and_until_when() -> None:
    before = mine("2026-03-03 08:00", "2026-03-04 08:00")
    (rest, _spacing) = rules.check(WEDNESDAY, AYSE, known(WEDNESDAY, before))
    assert rest.words == (
        "Ayşe DEMİR: 3 Mart 08.00 nöbetinden, 5 Mart 08.00 saatine kadar dinlenmede"
    )
    away = (absence("2026-03-02 08:00", "2026-03-10 08:00"),)
    (leave,) = rules.check(WEDNESDAY, AYSE, known(WEDNESDAY, absences=away))
    assert leave.words == "Ayşe DEMİR: yıllık izin, 2 Mart 08.00-10 Mart 08.00"


def test_that_who_may_not_know_what_an_absence_is_learns_only_that_it_is_one() -> None:
    for kind in AbsenceKind:
        away = (absence("2026-03-02 08:00", "2026-03-10 08:00", kind),)
        facts = rules.facts([person()], [NIGHT], away, LIMITS, shows_kind=False)
        (reported,) = rules.check(NIGHT, AYSE, facts)
        assert (reported.rule, reported.words) == (
            "absent",
            "Ayşe DEMİR: bu saatlerde nöbette olamaz",
        )


def test_that_who_could_take_a_duty_comes_by_what_stands_against_them_then_by_fewest_duties() -> (
    None
):
    people = (
        person(),
        person(MURAT),
        person(3, name="Elif ŞAHİN"),
        person(4, kinds=frozenset({DutyKind.DRIVER})),
    )
    others = (
        duty("2026-03-20 08:00", "2026-03-21 08:00", AYSE),
        duty("2026-03-05 08:00", "2026-03-06 08:00", MURAT),
    )
    facts = known(WEDNESDAY, *others, people=people)
    found = rules.candidates(WEDNESDAY, facts, (), month="2026-03")
    assert [one.person.person_id for one in found] == [3, AYSE, MURAT]
    assert [one.duties for one in found] == [0, 1, 1]


PATTERNS: Final = tuple(
    PatternRow(number, kind, days, starts, length, 0, is_active=True, version=1)
    for number, (kind, days, starts, length) in enumerate(
        (
            (DutyKind.MAIN, PatternDays.WORKING, 17 * 60, 15 * 60),
            (DutyKind.MAIN, PatternDays.FREE, 8 * 60, 24 * 60),
            (DutyKind.STAND_IN, PatternDays.EVERY, 8 * 60, 24 * 60),
        )
    )
)


def test_that_a_month_is_made_from_its_patterns_and_its_holidays() -> None:
    closed = closures_between(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    made = list(rules.plan_month("2026-10", PATTERNS, closed))
    main = [(begins, ends) for pattern, begins, ends in made if pattern.kind is DutyKind.MAIN]
    assert len(made) == 62
    # 28 October is closed from 13.00 on, 29 October is a holiday.
    assert (at("2026-10-27 17:00"), at("2026-10-28 08:00")) in main
    assert (at("2026-10-28 08:00"), at("2026-10-29 08:00")) in main
    assert (at("2026-10-29 08:00"), at("2026-10-30 08:00")) in main
    assert (at("2026-10-30 17:00"), at("2026-10-31 08:00")) in main


def test_that_gaps_are_empty_slots_and_the_time_without_any_main_duty() -> None:
    since, until = at("2026-03-04 08:00"), at("2026-03-07 08:00")
    stand_in = duty("2026-03-05 08:00", "2026-03-06 08:00", kind=DutyKind.STAND_IN, duty_id=7)
    empty = duty("2026-03-06 08:00", "2026-03-07 08:00", duty_id=8)
    held = duty("2026-03-04 08:00", "2026-03-05 08:00", AYSE)
    found = rules.gaps([stand_in, empty, held], since=since, until=until)
    assert [(one.duty_id, one.kind, one.starts_at, one.ends_at) for one in found] == [
        (None, DutyKind.MAIN, at("2026-03-05 08:00"), at("2026-03-06 08:00")),
        (7, DutyKind.STAND_IN, at("2026-03-05 08:00"), at("2026-03-06 08:00")),
        (8, DutyKind.MAIN, at("2026-03-06 08:00"), at("2026-03-07 08:00")),
    ]


def test_that_only_what_differs_from_the_published_version_is_reported() -> None:
    first = duty("2026-03-04 08:00", "2026-03-05 08:00", AYSE)
    second = duty("2026-03-05 08:00", "2026-03-06 08:00", MURAT)
    empty = duty("2026-03-06 08:00", "2026-03-07 08:00")
    published = rules.content_of([first, second, empty])
    assert rules.differences(published, [first, second, empty]) == ()
    renamed = replace(first, person_name="Ayşe DEMİR KAYA")
    assert rules.differences(published, [renamed, second, empty]) == ()
    swapped = [
        replace(first, person_id=MURAT, person_name="Murat KILIÇ"),
        replace(second, person_id=AYSE, person_name="Ayşe DEMİR"),
        replace(empty, person_id=AYSE, person_name="Ayşe DEMİR"),
    ]
    reported = rules.differences(published, swapped)
    assert [(one.before, one.after) for one in reported] == [
        ("Ayşe DEMİR", "Murat KILIÇ"),
        ("Murat KILIÇ", "Ayşe DEMİR"),
        ("", "Ayşe DEMİR"),
    ]
    assert [one.before for one in rules.differences(published, [first])] == ["Murat KILIÇ", ""]


HOURS: Final = st.integers(0, 24 * 40)
BEGINS: Final = at("2026-03-01 00:00")


@given(start=st.integers(0, 60 * 24 * 40), length=st.integers(1, 60 * 48))
def test_that_night_minutes_are_those_a_clock_shows_between_eight_and_six(
    start: int, length: int
) -> None:
    begins = BEGINS + dt.timedelta(minutes=start)
    night = sum(
        not 6 <= (begins + dt.timedelta(hours=3, minutes=minute)).hour < 20
        for minute in range(length)
    )
    ends = begins + dt.timedelta(minutes=length)
    assert rules.night_minutes(begins, ends, LIMITS) == night


@given(st.lists(st.tuples(HOURS, st.integers(1, 48), st.integers(0, 3)), max_size=12))
def test_that_counts_add_up_to_the_duties(spans: list[tuple[int, int, int]]) -> None:
    closed = closures_between(dt.date(2026, 2, 1), dt.date(2026, 5, 31))
    duties = [
        replace(
            WEDNESDAY,
            duty_id=number,
            kind=list(DutyKind)[kind % 3],
            starts_at=BEGINS + dt.timedelta(hours=start),
            ends_at=BEGINS + dt.timedelta(hours=start + length),
        )
        for number, (start, length, kind) in enumerate(spans)
    ]
    held = [replace(one, person_id=AYSE) for one in duties]
    counted = rules.counts_by_person(held, closed, LIMITS).get(AYSE, rules.NO_COUNTS)
    # Cut in two, they are as many duties, of the same days and hours.
    halves = [
        replace(one, **span)
        for one in held
        for half in [one.starts_at + (one.ends_at - one.starts_at) / 2]
        for span in (
            {"ends_at": half},
            {"starts_at": half, "duty_id": 100 + one.duty_id, "part_of": one.duty_id},
        )
    ]
    begins = rules.whole_begins(halves)
    cut = rules.counts_by_person(reversed(halves), closed, LIMITS, begins)
    assert cut.get(AYSE, rules.NO_COUNTS) == counted
    # Held by two, they are as many in all, and none twice.
    shared = [replace(one, person_id=MURAT if one.part_of is not None else AYSE) for one in halves]
    of_both = rules.counts_by_person(shared, closed, LIMITS, begins)
    for one in of_both.values():
        assert sum(one.by_kind.values()) == sum(one.days.values()) == len(duties) / 2
    assert sum(one.minutes for one in of_both.values()) == counted.minutes
    assert sum(counted.days.values()) == len(duties)
    assert counted.by_kind == Counter(one.kind for one in duties)
    assert counted.minutes == sum(length * 60 for _start, length, _kind in spans)
    assert counted.night_minutes <= counted.minutes


@given(
    st.lists(st.tuples(HOURS, st.integers(1, 48), st.booleans()), max_size=8),
    HOURS,
    st.integers(1, 200),
)
def test_that_every_hour_without_main_duty_lies_in_a_gap(
    spans: list[tuple[int, int, bool]], start: int, length: int
) -> None:
    duties = [
        replace(
            WEDNESDAY,
            duty_id=number,
            starts_at=BEGINS + dt.timedelta(hours=begins),
            ends_at=BEGINS + dt.timedelta(hours=begins + hours),
            person_id=AYSE if is_held else None,
        )
        for number, (begins, hours, is_held) in enumerate(spans)
    ]
    since = BEGINS + dt.timedelta(hours=start)
    until = since + dt.timedelta(hours=length)
    found = rules.gaps(duties, since=since, until=until)
    for hour in range(length):
        moment = since + dt.timedelta(hours=hour, minutes=30)
        planned = [one for one in duties if one.starts_at <= moment < one.ends_at]
        gaps = {one.duty_id for one in found if one.starts_at <= moment < one.ends_at}
        empty = {one.duty_id for one in planned if one.person_id is None}
        assert gaps == (empty if planned else {None})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=12), st.randoms())
def test_that_a_published_month_differs_from_another_by_each_holder_that_is_not_the_same(
    cells: list[tuple[int, int]], random: Any
) -> None:
    before = [
        replace(
            WEDNESDAY,
            starts_at=BEGINS + dt.timedelta(days=day),
            ends_at=BEGINS + dt.timedelta(days=day + 1),
            person_id=who or None,
            person_name=f"K{who}" if who else "",
        )
        for day, who in cells
    ]
    after = [
        replace(one, person_id=who or None, person_name=f"K{who}" if who else "")
        for one in before
        for who in [random.choice([one.person_id or 0, 1, 2])]
    ]
    reported = rules.differences(rules.content_of(before), after)
    wanted = 0
    for day in {one.starts_at for one in before}:
        was, now = (
            Counter(one.person_id for one in duties if one.starts_at == day)
            for duties in (before, after)
        )
        wanted += (was - now).total()
    assert len(reported) == wanted


@pytest.mark.parametrize(
    ("begins", "ends", "year", "words"),
    [
        ("2026-03-04 08:00", "2026-03-05 08:00", None, "4 Mart 08.00-5 Mart 08.00"),
        ("2026-03-04 08:00", "2026-03-05 08:00", 2026, "4 Mart 08.00-5 Mart 08.00"),
        ("2026-03-04 08:00", "2026-03-04 17:00", 2027, "4 Mart 2026 08.00-17.00"),
        ("2026-03-04 08:00", "2026-03-05 08:00", 2027, "4 Mart 2026 08.00-5 Mart 2026 08.00"),
        ("2025-10-30 08:00", "2027-01-31 09:57", None, "30 Ekim 2025 08.00-31 Ocak 2027 09.57"),
        ("2026-12-31 08:00", "2027-01-01 08:00", 2026, "31 Aralık 2026 08.00-1 Ocak 2027 08.00"),
    ],
)
def test_that_an_interval_names_its_years_where_they_are_not_taken_for_granted(
    begins: str, ends: str, year: int | None, words: str
) -> None:
    assert rules.span_words(at(begins), at(ends), year=year) == words


def test_that_an_exemption_of_years_is_said_with_them_and_leave_of_the_year_without() -> None:
    exempt = absence("2025-10-30 08:00", "2027-01-31 09:57", AbsenceKind.NIGHT_EXEMPT)
    leave = absence("2026-03-04 08:00", "2026-03-05 08:00")
    facts = known(WEDNESDAY, absences=(exempt, leave))
    words = {one.words.partition(", ")[2] for one in rules.check(WEDNESDAY, AYSE, facts)}
    assert words == {"30 Ekim 2025 08.00-31 Ocak 2027 09.57", "4 Mart 08.00-5 Mart 08.00"}
