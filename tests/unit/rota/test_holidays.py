"""The days on which offices are closed."""

import datetime as dt

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.rota.holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    Closure,
    closed_on,
    closures,
    closures_between,
    day_class,
    is_free,
    is_working,
    working_day_after,
)
from alo183_desktop.rota.kinds import DayClass
from alo183_desktop.shared.clock import local, local_day
from tests.unit.rota.duties import at

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_that_the_closed_days_of_a_year_are_those_that_others_know(year: int) -> None:
    known = holidays.country_holidays("TR", years=year, categories=("public", "half_day"))
    ours = set()
    for one in closures_between(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        day = local_day(one.starts_at)
        while day <= local_day(one.ends_at - dt.timedelta(minutes=1)):
            ours.add(day)
            day += DAY
    assert {day for day in ours if day.year == year} == set(known)


def test_that_half_days_begin_at_one_and_days_at_midnight() -> None:
    reported = {(f"{local(one.starts_at):%d.%m %H:%M}", one.name) for one in closures(2026)}
    assert {
        ("28.10 13:00", "Cumhuriyet Bayramı"),
        ("19.03 13:00", "Ramazan Bayramı"),
        ("26.05 13:00", "Kurban Bayramı"),
        ("01.01 00:00", "Yılbaşı"),
    } <= reported
    assert at("2026-03-22 23:59") < closures(2026)[1].ends_at == at("2026-03-23 00:00")


def test_that_what_was_not_announced_is_called_estimated() -> None:
    assert not any(one.is_estimated for one in closures(2032))
    assert [one.name for one in closures(2034) if one.is_estimated] == [
        "Kurban Bayramı",
        "Ramazan Bayramı",
    ]
    assert [one.name for one in closures(2041) if one.is_estimated] == []


def test_that_days_have_one_class_and_administrative_leave_makes_a_feast() -> None:
    week = closures_between(dt.date(2026, 11, 23), dt.date(2026, 11, 29))
    classes = [day_class(dt.date(2026, 11, 23) + number * DAY, week) for number in range(7)]
    assert classes == [DayClass.WEEKDAY] * 4 + [DayClass.FRIDAY] + [DayClass.WEEKEND] * 2
    leave = Closure(at("2026-11-24 13:00"), at("2026-11-25 00:00"), "İdari izin")
    added = closures_between(dt.date(2026, 11, 23), dt.date(2026, 11, 29), (leave,))
    assert day_class(dt.date(2026, 11, 24), added) is DayClass.FEAST
    assert is_free(dt.date(2026, 11, 24), added)
    assert not is_free(dt.date(2026, 11, 25), added)
    assert closed_on(dt.date(2026, 11, 25), added) == ()


def test_that_the_first_day_of_a_year_is_found_at_its_seam() -> None:
    (new_year,) = closures_between(dt.date(2027, 1, 1), dt.date(2027, 1, 1))
    assert new_year.name == "Yılbaşı"
    assert closures_between(dt.date(2026, 12, 31), dt.date(2026, 12, 31)) == ()


@given(st.dates(dt.date(2025, 1, 1), dt.date(2034, 1, 1)), st.integers(1, 20))
def test_that_a_deadline_in_working_days_has_so_many_of_them_before_it(
    day: dt.date, count: int
) -> None:
    closed = closures_between(day, day + dt.timedelta(days=90))
    found = working_day_after(day, count, closed)
    days = [day + dt.timedelta(days=place) for place in range(1, (found - day).days + 1)]
    assert sum(is_working(one, closed) for one in days) == count
    assert is_working(found, closed)


def test_that_a_day_closed_from_noon_on_is_a_working_day_and_a_feast_is_none() -> None:
    closed = closures_between(dt.date(2026, 10, 1), dt.date(2026, 11, 30))
    # 28 October is closed from 13:00, 29 October whole; then a Friday and a weekend.
    assert working_day_after(dt.date(2026, 10, 27), 1, closed) == dt.date(2026, 10, 28)
    assert working_day_after(dt.date(2026, 10, 28), 1, closed) == dt.date(2026, 10, 30)
    assert working_day_after(dt.date(2026, 10, 30), 1, closed) == dt.date(2026, 11, 2)
