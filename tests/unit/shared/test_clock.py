"""Instants are UTC, shown as Istanbul has them."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alo183_desktop.shared.clock import (
    format_day,
    format_instant,
    format_since,
    length_words,
    local,
    local_day,
    stamp_of,
    system_clock,
)

BACK = dt.datetime(2015, 11, 8, 1, tzinfo=dt.UTC)
"""When the clocks of Istanbul went back the last time, from four to three."""


def test_that_the_system_clock_is_aware() -> None:
    assert system_clock().tzinfo is dt.UTC


def test_that_the_day_turns_at_midnight_in_istanbul() -> None:
    before = dt.datetime(2026, 11, 24, 20, 59, 59, tzinfo=dt.UTC)
    assert local_day(before) == dt.date(2026, 11, 24)
    assert local_day(before + dt.timedelta(seconds=1)) == dt.date(2026, 11, 25)


def test_that_days_and_instants_are_written_as_people_write_them() -> None:
    assert format_day(dt.date(2026, 1, 5)) == "05.01.2026"
    assert format_instant(dt.datetime(2026, 1, 5, 6, 4, tzinfo=dt.UTC)) == "05.01.2026 09:04"


def test_that_the_name_of_a_folder_has_the_clock_of_istanbul() -> None:
    assert stamp_of(dt.datetime(2026, 11, 28, 11, 5, 9, tzinfo=dt.UTC)) == "2026-11-28-140509"
    assert stamp_of(BACK) == "2015-11-08-03b0000"


@given(
    st.datetimes(dt.datetime(2007, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.timedeltas(dt.timedelta(seconds=1), dt.timedelta(hours=3)),
)
@example(BACK - dt.timedelta(minutes=5), dt.timedelta(minutes=10))
@example(BACK - dt.timedelta(minutes=50), dt.timedelta(minutes=55))
def test_that_names_sort_as_their_instants_also_when_the_clocks_go_back(
    earlier: dt.datetime, between: dt.timedelta
) -> None:
    assert stamp_of(earlier) < stamp_of(earlier + between)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 sn"), (59, "59 sn"), (60, "1 dk 00 sn"), (3888, "1 sa 04 dk 48 sn")],
)
def test_that_a_length_is_shown_in_its_own_units(seconds: int, words: str) -> None:
    assert length_words(seconds) == words


@given(st.datetimes(dt.datetime(2007, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001 - hypothesis adds the zone
@example(dt.datetime(2026, 12, 2, 21, tzinfo=dt.UTC))
def test_that_an_hour_that_nobody_wrote_is_not_shown(instant: dt.datetime) -> None:
    is_known = local(instant).time() != dt.time()
    whole, day = format_instant(instant), format_day(local_day(instant))
    assert format_since(instant) == (whole if is_known else day)
