"""Seven days, four weeks and twelve months of backups, held against a model of its own."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from alo183_desktop.access.backup_rules import kept
from tests.clocks import START

ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
YEARS_END: Final = dt.datetime(2026, 12, 31, 9, 0, tzinfo=dt.UTC)
NOW: Final = st.sampled_from((START, YEARS_END, YEARS_END + dt.timedelta(days=1)))
HOURS_BEFORE: Final = st.lists(st.integers(-24 * 40, 24 * 800), max_size=80)
"""Of each backup before the present, in hours; what is less than nought is in the future."""
PAUSES: Final = st.lists(
    st.one_of(st.integers(1, 40), st.sampled_from((24, 24 * 7, 24 * 40, 24 * 200))), max_size=120
)
"""Hours from one backup to the next: several a day, each day, missed days and months."""


def day(at: dt.datetime) -> dt.date:
    return at.astimezone(ISTANBUL).date()


def week(at: dt.datetime) -> dt.date:
    """Return the Monday of its week."""
    return day(at) - dt.timedelta(days=day(at).weekday())


def month(at: dt.datetime) -> dt.date:
    return day(at).replace(day=1)


def stays(at: dt.datetime, taken: Iterable[dt.datetime], *, now: dt.datetime) -> bool:
    """Judge one backup alone: by how many days, weeks and months with backups came after it."""
    if day(at) >= day(now):
        return True
    past = [one for one in taken if day(one) <= day(now)]

    def is_among(count: int, span: Callable[[dt.datetime], dt.date]) -> bool:
        is_last = all(one <= at for one in past if span(one) == span(at))
        return is_last and len({span(one) for one in past if span(one) > span(at)}) < count

    return is_among(7, day) or is_among(4, week) or is_among(12, month)


@given(NOW, HOURS_BEFORE)
@example(START, [0, 1, 2, 24, 25, 48])
@example(START, [-24 * days for days in range(1, 9)] + [24 * days for days in range(10)])
@example(YEARS_END, [24 * days for days in range(60)])
def test_that_exactly_the_last_seven_days_four_weeks_and_twelve_months_stay(
    now: dt.datetime, hours: list[int]
) -> None:
    taken = [now - dt.timedelta(hours=each) for each in hours]
    assert kept(taken, now=now) == {at for at in taken if stays(at, taken, now=now)}


@given(PAUSES)
def test_that_removing_at_each_backup_leaves_what_removing_once_would_leave(
    pauses: list[int],
) -> None:
    """None that a later day needs is removed on an earlier one."""
    now = dt.datetime(2024, 11, 3, 6, 0, tzinfo=dt.UTC)
    ever, left = [now], frozenset({now})
    for pause in pauses:
        now += dt.timedelta(hours=pause)
        ever.append(now)
        left = kept([*left, now], now=now)
    assert left == {at for at in ever if stays(at, ever, now=now)}


@given(st.integers(1, 24 * 900), st.integers(1, 20))
def test_that_a_clock_that_stood_years_behind_for_some_days_takes_nothing_away(
    hours: int, wrong_days: int
) -> None:
    """Such as with an empty battery: until somebody sets it, each day takes its backup."""
    left = kept([START - dt.timedelta(days=days) for days in range(1, 400)], now=START)
    both = left
    for number in range(wrong_days):
        wrong = START - dt.timedelta(hours=24 * 900 + hours) + dt.timedelta(days=number)
        both = kept([*both, wrong], now=wrong)
    assert both >= left
    assert kept([*both, START], now=START) >= kept([*left, START], now=START)
