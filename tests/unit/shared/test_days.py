"""A day is read in every way in which people type it."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.calendar import parse_day, tidy_day
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError

DAY: Final = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed",
    ["24.11.2026", "24.11.26", "24112026", "241126", "24/11/2026", "2026-11-24"],
)
def test_that_a_day_is_read_in_every_usual_form(typed: str) -> None:
    assert parse_day(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["31.02.2026", "24.11", "", "\u0662\u0664.11.2026", "bugün", "00.00.0000", "99999999"]
)
def test_that_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_day(typed)
    assert caught.value.code == "forms.date"


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_that_every_day_is_read_back_as_it_is_shown(day: dt.date) -> None:
    assert parse_day(format_day(day)) == day
    assert parse_day(f"{day:%d%m%y}") == day


def test_that_a_day_is_tidied_and_anything_else_is_left_alone() -> None:
    assert tidy_day(" 241126") == "24.11.2026"
    assert tidy_day("yarın") == "yarın"
