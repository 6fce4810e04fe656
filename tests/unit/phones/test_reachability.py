"""Whom to call for a test, and when."""

import calendar
import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.phones.reachability.record import CHECK, CheckValues
from alo183_desktop.phones.reachability.rules import (
    KEPT_DAYS,
    DayHalf,
    IssuedLine,
    ProposalReason,
    Rate,
    Tried,
    call_at,
    plan_day,
    planned_on,
    propose,
    rate_of,
    slot_of,
)
from alo183_desktop.shared.clock import ISTANBUL, local
from tests.clocks import START

SEED: Final = bytes(range(32))
LONG_AGO: Final = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
DAY: Final = dt.timedelta(days=1)

seeds = st.binary(min_size=32, max_size=32)
line_ids = st.integers(1, 10_000)
months = st.builds("{}-{:02}".format, st.integers(2026, 2030), st.integers(1, 12))
slots = st.sampled_from(DayHalf)


def istanbul(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


def days_of(month: str) -> list[dt.date]:
    first = dt.date.fromisoformat(f"{month}-01")
    count = calendar.monthrange(first.year, first.month)[1]
    return [first + place * DAY for place in range(count)]


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("2026-11-24T08:00", DayHalf.DAY),
        ("2026-11-24T19:59", DayHalf.DAY),
        ("2026-11-24T20:00", DayHalf.NIGHT),
        ("2026-11-24T02:30", DayHalf.NIGHT),
        ("2026-11-24T07:59", DayHalf.NIGHT),
    ],
)
def test_that_day_and_night_are_those_of_istanbul(text: str, slot: DayHalf) -> None:
    assert slot_of(istanbul(text).astimezone(dt.UTC)) is slot


def test_that_the_night_belongs_to_the_day_on_which_it_begins() -> None:
    assert plan_day(istanbul("2026-11-24T07:59")) == dt.date(2026, 11, 23)
    assert plan_day(istanbul("2026-11-24T08:00")) == dt.date(2026, 11, 24)


@given(seeds, line_ids, months, slots)
def test_that_a_line_has_a_day_in_each_month_that_leaves_room_for_a_miss(
    seed: bytes, line_id: int, month: str, slot: DayHalf
) -> None:
    assert planned_on(seed, line_id, month, slot) in days_of(month)[:-KEPT_DAYS]


@given(seeds, line_ids, months, slots, st.integers(0, 27))
def test_that_a_call_lies_in_its_half_of_the_day_and_in_its_month(
    seed: bytes, line_id: int, month: str, slot: DayHalf, place: int
) -> None:
    for day in (days_of(month)[place], days_of(month)[-1]):
        at = call_at(seed, line_id, day, slot)
        assert slot_of(at) is slot
        assert Tried(line_id, at, is_answered=True).month == month
        assert plan_day(at) == day


@given(seeds, st.lists(line_ids, min_size=1, max_size=5, unique=True), months)
def test_that_each_line_is_tried_once_by_day_and_once_by_night_in_each_month(
    seed: bytes, ids: list[int], month: str
) -> None:
    lines = [IssuedLine(line_id, LONG_AGO) for line_id in ids]
    done: list[Tried] = []
    for today in days_of(month):
        done += [
            Tried(proposal.line_id, proposal.at, is_answered=False)
            for proposal in propose(seed, lines, today=today, checks=done)
        ]
    found = Counter((tried.line_id, tried.slot) for tried in done)
    assert found == {(line_id, slot): 1 for line_id in ids for slot in DayHalf}


@given(seeds, line_ids, months)
def test_that_what_was_missed_comes_again_until_it_is_done(
    seed: bytes, line_id: int, month: str
) -> None:
    line = IssuedLine(line_id, LONG_AGO)
    for today in days_of(month):
        proposed = {
            proposal.slot: proposal for proposal in propose(seed, [line], today=today, checks=[])
        }
        for slot in DayHalf:
            drawn = planned_on(seed, line_id, month, slot)
            assert (slot in proposed) == (drawn <= today)
            if slot in proposed:
                reason = ProposalReason.PLANNED if drawn == today else ProposalReason.MISSED
                assert (proposed[slot].reason, proposed[slot].planned_on) == (reason, drawn)


@given(seeds, line_ids, st.lists(line_ids, max_size=5), months, st.integers(0, 27))
def test_that_a_plan_does_not_depend_on_other_lines(
    seed: bytes, line_id: int, others: list[int], month: str, place: int
) -> None:
    today = days_of(month)[place]
    alone = propose(seed, [IssuedLine(line_id, LONG_AGO)], today=today, checks=[])
    ids = {line_id, *others}
    among = propose(seed, [IssuedLine(each, LONG_AGO) for each in ids], today=today, checks=[])
    assert alone == tuple(proposal for proposal in among if proposal.line_id == line_id)


@given(seeds, seeds, months)
def test_that_another_seed_gives_another_plan_and_the_same_one_the_same(
    first: bytes, second: bytes, month: str
) -> None:
    def plan(seed: bytes) -> list[dt.datetime]:
        return [
            call_at(seed, line_id, planned_on(seed, line_id, month, slot), slot)
            for line_id in range(1, 11)
            for slot in DayHalf
        ]

    assert plan(first) == plan(bytes(first))
    assert (plan(first) == plan(second)) == (first == second)


def test_that_the_work_is_spread_over_the_days_and_the_hours() -> None:
    month = days_of("2026-11")
    lines = [IssuedLine(line_id, LONG_AGO) for line_id in range(1, 271)]
    drawn = [
        proposal
        for today in month
        for proposal in propose(SEED, lines, today=today, checks=[])
        if proposal.reason is ProposalReason.PLANNED
    ]
    by_day = Counter(proposal.planned_on for proposal in drawn)
    assert len(drawn) == 540
    # 20 a day on the average of 27 days.
    assert len(by_day) == len(month) - KEPT_DAYS
    assert max(by_day.values()) < 40
    assert len({local(proposal.at).hour for proposal in drawn}) == 24


def test_that_a_line_that_came_later_is_tried_under_its_new_holder() -> None:
    drawn = planned_on(SEED, 7, "2026-11", DayHalf.DAY)
    since = dt.datetime.combine(drawn + 2 * DAY, dt.time(0, 5), ISTANBUL)
    line = IssuedLine(7, since)

    def by_day(today: dt.date) -> list[ProposalReason]:
        found = propose(SEED, [line], today=today, checks=[])
        return [proposal.reason for proposal in found if proposal.slot is DayHalf.DAY]

    assert by_day(drawn) == by_day(drawn + DAY) == []
    assert by_day(drawn + 2 * DAY) == [ProposalReason.HANDED_OVER]


def test_that_a_minute_before_the_hand_over_is_not_proposed() -> None:
    today = planned_on(SEED, 7, "2026-11", DayHalf.DAY)
    at = call_at(SEED, 7, today, DayHalf.DAY)
    early = propose(SEED, [IssuedLine(7, at)], today=today, checks=[])
    late = propose(SEED, [IssuedLine(7, at + dt.timedelta(minutes=1))], today=today, checks=[])
    assert DayHalf.DAY in {proposal.slot for proposal in early}
    assert DayHalf.DAY not in {proposal.slot for proposal in late}


def test_that_a_call_of_another_month_does_not_count() -> None:
    today = dt.date(2026, 11, 29)
    line = IssuedLine(7, LONG_AGO)
    october = [Tried(7, istanbul("2026-10-31T12:00"), is_answered=True)]
    assert len(propose(SEED, [line], today=today, checks=october)) == 2
    november = [*october, Tried(7, istanbul("2026-11-01T20:30"), is_answered=True)]
    (left,) = propose(SEED, [line], today=today, checks=november)
    assert left.slot is DayHalf.DAY


def test_that_a_call_after_midnight_is_of_the_night_that_began_before_it() -> None:
    line = IssuedLine(1, LONG_AGO)
    late = Tried(1, istanbul("2026-12-01T02:00"), is_answered=True)
    for day, is_proposed in ((dt.date(2026, 11, 30), False), (dt.date(2026, 12, 31), True)):
        found = propose(SEED, [line], today=day, checks=[late])
        assert (DayHalf.NIGHT in {one.slot for one in found}) is is_proposed
    assert (late.month, Tried(1, istanbul("2026-12-01T08:00"), is_answered=True).month) == (
        "2026-11",
        "2026-12",
    )


def test_that_a_rate_is_unknown_before_the_first_call() -> None:
    assert rate_of([]) == Rate()
    assert Rate().rate is None
    checks = [
        Tried(7, istanbul("2026-11-01T12:00"), is_answered=True),
        Tried(7, istanbul("2026-11-02T12:00"), is_answered=False),
        Tried(7, istanbul("2026-11-02T23:00"), is_answered=True),
        Tried(7, istanbul("2026-11-03T05:00"), is_answered=True),
    ]
    assert rate_of(checks) == Rate(2, 1, 2, 2)
    assert rate_of(checks).rate == 0.75


ANSWERED: Final = {"line_id": 7, "at": START, "is_answered": True}


def test_that_a_typed_call_is_checked() -> None:
    typed = {**ANSWERED, "ring_seconds": "12 sn", "answered_by": "  Ayşe   ÇIĞ "}
    assert CHECK.check(typed, now=START).values == CheckValues(
        7, START, is_answered=True, ring_seconds=12, answered_by="Ayşe ÇIĞ"
    )
    at_once = CHECK.check({**ANSWERED, "ring_seconds": "0"}, now=START).values
    assert at_once == CheckValues(7, START, is_answered=True, ring_seconds=0)


def test_that_a_call_that_nobody_answered_has_neither_seconds_nor_a_person() -> None:
    typed = {**ANSWERED, "is_answered": False, "ring_seconds": "5", "answered_by": "Ayşe"}
    missed = CheckValues(7, START, is_answered=False)
    assert CHECK.check(typed, now=START).values == missed
    assert CHECK.demand(replace(missed, answered_by="Ayşe"), now=START) == missed


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        (
            {"line_id": None, "at": None},
            {"line_id": "phones.check_line", "at": "phones.check_instant"},
        ),
        ({"ring_seconds": "az"}, {"ring_seconds": "phones.check_ring"}),
        ({"ring_seconds": "601"}, {"ring_seconds": "phones.check_ring"}),
        ({"ring_seconds": "-1"}, {"ring_seconds": "phones.check_ring"}),
        ({"at": START + DAY}, {"at": "phones.check_future"}),
        ({"note": "x" * 501}, {"note": "records.too_long"}),
    ],
)
def test_that_a_typed_call_that_cannot_be_right_is_refused(
    typed: dict[str, object], problems: dict[str, str]
) -> None:
    checked = CHECK.check({**ANSWERED, **typed}, now=START)
    assert checked.values is None
    assert {problem.key: problem.code for problem in checked.problems} == problems
