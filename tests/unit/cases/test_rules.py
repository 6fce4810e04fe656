"""The 24 hours, the place in the list, the ladder, and the words for time."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.cases import rules
from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.cases.rows import TermsRow
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START

NOW: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)
instants = st.datetimes(
    min_value=dt.datetime(1990, 1, 1),  # noqa: DTZ001 - the zone is added
    max_value=dt.datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
spans = st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=400))
TERMS: Final = (
    TermsRow(2, dt.date(2026, 11, 1), 15, 60, (6, 20), 1),
    TermsRow(1, dt.date(2026, 1, 1), 30, 120, (12,), 1),
)
ladders = st.lists(st.integers(1, 72), max_size=8, unique=True)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Müjgân IŞIK", "M••• I•••"), ("  Ali  ", "A•••"), ("", "")],
)
def test_that_a_masked_name_shows_only_the_first_letters(name: str, masked: str) -> None:
    assert rules.mask_name(name) == masked


@pytest.mark.parametrize(
    ("age", "entered", "state"),
    [
        (dt.timedelta(), None, ClockState.RUNNING),
        (20 * HOUR, None, ClockState.RUNNING),
        (20 * HOUR + dt.timedelta(seconds=1), None, ClockState.NEAR),
        (24 * HOUR, None, ClockState.NEAR),
        (24 * HOUR + dt.timedelta(minutes=1), None, ClockState.LATE),
        (900 * HOUR, 24 * HOUR, ClockState.ENTERED),
        (900 * HOUR, 24 * HOUR + dt.timedelta(seconds=59), ClockState.ENTERED),
        (900 * HOUR, 24 * HOUR + dt.timedelta(minutes=1), ClockState.ENTERED_LATE),
    ],
)
def test_that_a_clock_has_one_state_at_a_time(
    age: dt.timedelta, entered: dt.timedelta | None, state: ClockState
) -> None:
    routed = NOW - age
    entered_at = None if entered is None else routed + entered
    assert rules.clock_state(routed, entered_at, now=NOW) is state


@given(instants, spans)
def test_that_a_case_is_late_when_no_time_is_left(routed: dt.datetime, span: dt.timedelta) -> None:
    now = routed + span
    late = rules.is_entry_late(routed, None, now=now)
    assert late == (rules.time_left(rules.due_at(routed), now) < dt.timedelta())
    assert late == (rules.order_key(routed, None) < rules.micros_of(rules.minute_of(now)))
    assert late == (rules.clock_state(routed, None, now=now) is ClockState.LATE)


@given(instants, instants)
def test_that_what_is_due_earlier_stands_higher_and_all_entered_ones_below(
    one: dt.datetime, other: dt.datetime
) -> None:
    assert (one < other) == (rules.order_key(one, None) < rules.order_key(other, None))
    assert (one < other) == (rules.order_key(one, NOW) > rules.order_key(other, NOW))
    assert rules.order_key(one, None) < rules.RUNNING_END <= rules.order_key(other, NOW)
    assert rules.order_key(one, NOW) < 2**63


def test_that_the_ends_of_the_calendar_keep_their_place() -> None:
    first = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
    last = dt.datetime(9999, 12, 30, tzinfo=dt.UTC)
    assert rules.order_key(first, None) < rules.order_key(last, None) < rules.RUNNING_END
    assert rules.RUNNING_END < rules.order_key(last, NOW) < rules.order_key(first, NOW)


@given(instants, spans, ladders)
def test_that_each_step_of_a_ladder_comes_due_once(
    routed: dt.datetime, age: dt.timedelta, hours: list[int]
) -> None:
    """Asking now and then, or once after a long sleep, returns the same steps."""
    once = rules.steps_due(routed, hours, since=routed, now=routed + age)
    middle = routed + age / 3
    before = rules.steps_due(routed, hours, since=routed, now=middle)
    after = rules.steps_due(routed, hours, since=middle, now=routed + age)
    assert before + after == once
    following = rules.next_step(routed, hours, after=routed + age)
    left = [hour for hour in sorted(hours) if hour not in once]
    assert following == (routed + left[0] * HOUR if left else None)


@given(instants, spans)
def test_that_minutes_to_the_first_action_are_the_nearest(
    routed: dt.datetime, span: dt.timedelta
) -> None:
    minutes = rules.action_minutes(routed, routed + span)
    assert minutes is not None
    whole = span // dt.timedelta(minutes=1)
    step = 1 if whole <= 240 else 5 if whole <= 2880 else 60
    assert minutes % step == 0
    assert abs(span / dt.timedelta(minutes=1) - minutes) <= step / 2
    assert rules.action_minutes(routed, None) is None


def test_that_almost_an_hour_and_a_minute_is_not_called_an_hour() -> None:
    for seconds, minutes in ((3659.4, 61), (149.8 * 60, 150), (29, 0), (30, 1)):
        acted = START + dt.timedelta(seconds=seconds)
        assert rules.action_minutes(START, acted) == minutes


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9)), min_size=1, max_size=30))
def test_that_a_percentile_is_one_of_the_values(counted: list[tuple[int, int]]) -> None:
    counts = sorted(dict(counted).items())
    everything = sorted(value for value, count in counts for _ in range(count))
    for share in (0.5, 0.9):
        found = rules.percentile(counts, share)
        assert found is not None
        at_most = sum(value <= found for value in everything)
        below = sum(value < found for value in everything)
        assert at_most >= share * len(everything) > below


def test_that_nothing_has_no_percentile() -> None:
    assert rules.percentile([], 0.5) is None


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (3 * HOUR + dt.timedelta(minutes=12, seconds=59), "3 sa 12 dk kaldı"),
        (-(2 * HOUR + dt.timedelta(minutes=5)), "2 sa 05 dk gecikti"),
        (dt.timedelta(), "0 dk kaldı"),
        (24 * HOUR, "24 sa 00 dk kaldı"),
        (-25 * HOUR, "1 gün 1 sa gecikti"),
        (-51 * HOUR, "2 gün 3 sa gecikti"),
    ],
)
def test_that_time_left_is_shown_in_words(left: dt.timedelta, words: str) -> None:
    assert rules.left_words(left) == words


@pytest.mark.parametrize(
    "number", ["183-2026-100000", " 183 / 2026 / 100000", "1832026100000", "183.2026.100000"]
)
def test_that_a_number_is_one_however_it_is_written(number: str) -> None:
    assert rules.number_key(number) == "1832026100000"


def test_that_weeks_and_months_are_those_of_istanbul() -> None:
    sunday_night = dt.datetime(2026, 11, 1, 20, 59, tzinfo=dt.UTC)
    monday = sunday_night + dt.timedelta(minutes=1)
    assert rules.week_of(sunday_night) == dt.date(2026, 10, 26)
    assert rules.week_of(monday) == dt.date(2026, 11, 2)
    assert rules.month_of(dt.datetime(2026, 10, 31, 21, tzinfo=dt.UTC)) == dt.date(2026, 11, 1)


def test_that_minutes_of_a_clock_ahead_are_forgiven_and_no_more() -> None:
    rules.demand_between(NOW + 5 * dt.timedelta(minutes=1), routed_at=NOW, now=NOW)
    with pytest.raises(KnownError) as caught:
        rules.demand_between(NOW + 6 * dt.timedelta(minutes=1), routed_at=NOW, now=NOW)
    assert caught.value.code == "cases.in_future"
    with pytest.raises(KnownError) as caught:
        rules.demand_between(NOW - HOUR, routed_at=NOW, now=NOW)
    assert caught.value.code == "cases.before_referral"
    assert rules.is_action_late(NOW, None, now=NOW + HOUR)
    assert not rules.is_action_late(NOW, NOW, now=NOW + HOUR)


def test_that_an_act_is_kept_by_the_minute_and_not_before_the_referral_in_its_minute() -> None:
    routed = NOW + dt.timedelta(seconds=30)
    assert rules.kept_minute(NOW, routed) == routed
    assert rules.kept_minute(NOW - HOUR, routed) == NOW - HOUR
    assert rules.kept_minute(routed + HOUR, routed) == NOW + HOUR


_SECONDS = st.timedeltas(dt.timedelta(), dt.timedelta(seconds=59, microseconds=999_999))


@given(_SECONDS, _SECONDS, st.integers(min_value=-3, max_value=3))
def test_that_the_second_of_a_click_makes_nothing_late(
    of_referral: dt.timedelta, of_click: dt.timedelta, minutes: int
) -> None:
    routed = NOW + of_referral
    clicked = NOW + dt.timedelta(hours=24, minutes=minutes) + of_click
    is_late = minutes > 0
    entered = rules.kept_minute(clicked, routed)
    assert rules.is_entry_late(routed, clicked, now=NOW) == is_late
    assert rules.is_entry_late(routed, None, now=clicked) == is_late, "while it runs, too"
    # What is stored is compared in SQL as well.
    assert (entered > rules.due_at(routed)) == is_late
    words = rules.left_words(rules.time_left(rules.due_at(routed), clicked))
    assert words.endswith("gecikti") == is_late
    if is_late:
        assert words == f"{minutes} dk gecikti"


@pytest.mark.parametrize(
    ("day", "terms_id"),
    [((2026, 12, 1), 2), ((2026, 11, 1), 2), ((2026, 10, 31), 1), ((2025, 1, 1), 1)],
)
def test_that_the_terms_of_a_day_are_the_newest_that_had_begun(
    day: tuple[int, int, int], terms_id: int
) -> None:
    assert rules.terms_on(TERMS, dt.date(*day)).terms_id == terms_id


@pytest.mark.parametrize(("is_urgent", "minutes"), [(True, 15), (False, 60)])
def test_that_the_time_to_act_is_that_of_the_day_of_the_referral(
    *, is_urgent: bool, minutes: int
) -> None:
    due = rules.action_due_at(NOW, is_urgent=is_urgent, terms=TERMS)
    assert due == NOW + dt.timedelta(minutes=minutes)


def test_that_the_ladder_of_the_newest_terms_holds() -> None:
    assert rules.reminder_hours(TERMS) == (6, 20)


@given(hours=ladders, noted=st.sets(st.integers(1, 72)), waited=st.integers(0, 80))
def test_that_the_next_reminder_was_neither_noted_nor_passed_when_the_case_came(
    hours: list[int], noted: set[int], waited: int
) -> None:
    recorded_at = NOW + waited * HOUR
    found = rules.next_reminder_at(NOW, hours, noted=noted, recorded_at=recorded_at)
    left = [hour for hour in hours if hour > waited and hour not in noted]
    assert found == (NOW + min(left) * HOUR if left else None)


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize("acted", [None, NOW + HOUR])
@pytest.mark.parametrize(("is_informed", "unit"), [(True, "Karakol"), (True, ""), (False, "")])
def test_that_the_keys_of_a_case_say_what_it_waits_for(
    *, is_closed: bool, acted: dt.datetime | None, is_informed: bool, unit: str
) -> None:
    keys = rules.keys_of(
        {
            "number": "183-2026/7",
            "district": "Şereflikoçhisar",
            "routed_at": NOW,
            "is_urgent": True,
            "entered_at": None,
            "first_action_at": acted,
            "is_closed": is_closed,
            "is_police_informed": is_informed,
            "police_unit": unit,
        },
        terms=TERMS,
    )
    assert keys["number_key"] == "18320267"
    assert keys["due_at"] == NOW + 24 * HOUR
    waits = acted is None
    assert keys["action_key"] == (rules.micros_of(keys["action_due_at"]) if waits else None)
    assert (keys["police_key"] is None) == (is_informed and unit != "")


@given(entered_at=st.none() | instants)
def test_that_the_clock_runs_until_the_entry(entered_at: dt.datetime | None) -> None:
    assert rules.is_running(entered_at) == (entered_at is None)


@given(st.integers(0, 59), st.integers(0, 59), st.integers(1, 300))
def test_that_a_time_between_two_is_the_difference_of_the_minutes_that_are_shown(
    second_before: int, second_after: int, minutes: int
) -> None:
    before = NOW.replace(second=second_before)
    after = NOW.replace(second=second_after) + dt.timedelta(minutes=minutes)
    words = rules.span_words(dt.timedelta(minutes=minutes))
    assert rules.after_words(before, after) == f"{words} sonra"
