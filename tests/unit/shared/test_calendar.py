"""Days and months of Istanbul follow one another without a gap, and their names are Turkish."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.calendar import (
    add_months,
    day_end,
    day_start,
    instant_of,
    is_month_key,
    month_after,
    month_key,
    month_name,
    month_start,
    month_words,
    months_back,
)
from alo183_desktop.shared.clock import local, local_day

DAYS: Final = st.dates(dt.date(2000, 1, 1), dt.date(2199, 12, 31))
TICK: Final = dt.timedelta(microseconds=1)


@given(day=DAYS)
def test_that_a_day_has_all_instants_from_its_beginning_to_its_end(day: dt.date) -> None:
    assert day_end(day) == day_start(day + dt.timedelta(days=1))
    assert local_day(day_start(day)) == day == local_day(day_end(day) - TICK)
    assert local_day(day_start(day) - TICK) < day < local_day(day_end(day))
    assert day_start(day).tzinfo is dt.UTC


@given(day=DAYS, time=st.times())
def test_that_a_time_of_a_day_is_the_instant_at_which_the_clocks_show_it(
    day: dt.date, time: dt.time
) -> None:
    instant = instant_of(day, time)
    shown = local(instant)
    # In the hour that a spring night had not, the clocks showed a later one.
    assert shown.date() == day
    assert shown.time() >= time
    assert day_start(day) <= instant < day_end(day)


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        (dt.date(2026, 11, 24), dt.datetime(2026, 11, 23, 21, tzinfo=dt.UTC), 24),
        (dt.date(2015, 3, 29), dt.datetime(2015, 3, 28, 22, tzinfo=dt.UTC), 23),
        (dt.date(2015, 11, 8), dt.datetime(2015, 11, 7, 21, tzinfo=dt.UTC), 25),
    ],
)
def test_that_a_day_is_as_long_as_the_clocks_made_it(
    day: dt.date, start: dt.datetime, hours: int
) -> None:
    assert day_start(day) == start
    assert day_end(day) - day_start(day) == dt.timedelta(hours=hours)


def test_that_the_ends_of_the_calendar_are_no_fault() -> None:
    assert day_start(dt.date.min) == dt.datetime.min.replace(tzinfo=dt.UTC)
    assert day_end(dt.date.max) == dt.datetime.max.replace(tzinfo=dt.UTC)
    assert add_months(dt.date.max, 1) == dt.date.max
    assert add_months(dt.date.min, -1) == dt.date.min


@given(day=DAYS, count=st.integers(-600, 600))
def test_that_months_go_there_and_back(day: dt.date, count: int) -> None:
    there = month_after(month_key(day), count)
    assert month_after(there, -count) == month_key(day)
    assert month_start(there) == add_months(day.replace(day=1), count)
    assert month_key(add_months(day, count)) == there


@given(day=DAYS)
def test_that_each_day_lies_in_its_month(day: dt.date) -> None:
    key = month_key(day)
    assert month_start(key) <= day < month_start(month_after(key))
    assert is_month_key(key)
    assert month_words(key) == f"{month_name(day)} {day.year}"


def test_that_a_month_without_the_day_has_its_last_one() -> None:
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2028, 3, 31), -1) == dt.date(2028, 2, 29)


def test_that_months_go_back_over_the_new_year() -> None:
    assert months_back(dt.date(2026, 2, 3), 4) == ("2026-02", "2026-01", "2025-12", "2025-11")


@pytest.mark.parametrize("text", ["2026-09", "2000-01", "2199-12"])
def test_that_a_month_is_known(text: str) -> None:
    assert is_month_key(text)


@pytest.mark.parametrize("text", ["", "2026-9", "2026-13", "1999-12", "2200-01", "09.2026", "x"])
def test_that_what_is_no_month_is_refused(text: str) -> None:
    assert not is_month_key(text)


def test_that_months_have_their_turkish_names() -> None:
    assert month_words("2026-09") == "Eylül 2026"
    assert month_name(dt.date(2026, 2, 1)) == "Şubat"
