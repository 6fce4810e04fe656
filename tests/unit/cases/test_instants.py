"""Times of Istanbul as people write them, in the years of summer time too."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.cases.fields import moment_of, parse_moment
from alo183_desktop.cases.rules import due_at
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        ("24.11.2026", "12:30", dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)),
        ("2026-11-24", "9.05", dt.datetime(2026, 11, 24, 6, 5, tzinfo=dt.UTC)),
        # Winter and summer of 2014.
        ("15.01.2014", "12:00", dt.datetime(2014, 1, 15, 10, 0, tzinfo=dt.UTC)),
        ("15.07.2014", "12:00", dt.datetime(2014, 7, 15, 9, 0, tzinfo=dt.UTC)),
    ],
)
def test_that_a_day_and_a_time_are_read(day: str, time: str, instant: dt.datetime) -> None:
    moment = parse_moment(day, time)
    assert moment.at == instant
    assert not moment.is_ambiguous


def test_that_a_time_that_the_clocks_skipped_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        parse_moment("31.03.2014", "03:30")
    assert caught.value.code == "cases.time_skipped"
    assert parse_moment("31.03.2014", "04:00").at == dt.datetime(2014, 3, 31, 1, tzinfo=dt.UTC)


def test_that_of_a_time_that_came_twice_the_earlier_one_is_taken_with_a_warning() -> None:
    moment = parse_moment("26.10.2014", "03:30")
    assert moment.at == dt.datetime(2014, 10, 26, 0, 30, tzinfo=dt.UTC)
    assert moment.is_ambiguous


def test_that_24_hours_over_a_change_of_clocks_are_24_hours() -> None:
    routed = parse_moment("25.10.2014", "12:00").at
    assert due_at(routed) - routed == dt.timedelta(hours=24)
    # The wall clock was set back that night, so it shows an hour less.
    assert f"{local(due_at(routed)):%d.%m %H:%M}" == "26.10 11:00"


@pytest.mark.parametrize("text", ["", "25:00", "08:60", "sekiz"])
def test_that_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_moment("24.11.2026", text)
    assert caught.value.code == "forms.time"


@given(st.datetimes(min_value=dt.datetime(1985, 1, 1), max_value=dt.datetime(2100, 1, 1)))  # noqa: DTZ001
def test_that_every_time_that_was_shown_comes_back(written: dt.datetime) -> None:
    shown, refused = written, ""
    try:
        shown = local(moment_of(written).at).replace(tzinfo=None, fold=0)
    except KnownError as error:
        refused = error.code
    assert shown == written
    assert refused in {"", "cases.time_skipped"}


@pytest.mark.parametrize("written", [dt.datetime.min, dt.datetime.max])  # noqa: DTZ901
def test_that_the_ends_of_the_calendar_are_refused(written: dt.datetime) -> None:
    with pytest.raises(KnownError) as caught:
        moment_of(written)
    assert caught.value.code == "cases.day"
