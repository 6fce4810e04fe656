"""Who may do what, how long a wrong password costs, and what a login looks like."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.access.rules import (
    FREE_TRIES,
    RIGHTS,
    Right,
    Role,
    may,
    parse_login,
    propose_login,
    recent,
    wait_left,
)
from alo183_desktop.shared.errors import KnownError

NOW: Final = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
LONGEST: Final = dt.timedelta(minutes=15)
WAY_BACK: Final = dt.timedelta(days=3)
SEEN: Final = frozenset(
    {
        Right.SEE_OFFICERS,
        Right.SEE_LETTERS,
        Right.SEE_PHONES,
        Right.SEE_CASES,
        Right.SEE_GUIDANCE,
        Right.SEE_ROTA,
    }
)
"""What everybody in the directorate may look at."""

ages = st.timedeltas(min_value=-WAY_BACK, max_value=WAY_BACK)
failures = st.lists(ages, max_size=30).map(lambda found: tuple(sorted(NOW - age for age in found)))


@given(failures)
def test_that_a_wait_is_never_negative_and_never_longer_than_the_longest(
    found: tuple[dt.datetime, ...],
) -> None:
    assert dt.timedelta() <= wait_left(found, now=NOW) <= LONGEST


@given(st.integers(min_value=0, max_value=40))
def test_that_one_more_failure_at_the_same_instant_never_shortens_the_wait(count: int) -> None:
    fewer, more = (wait_left((NOW,) * many, now=NOW) for many in (count, count + 1))
    assert fewer <= more


@given(st.integers(min_value=0, max_value=20), st.timedeltas(dt.timedelta(), WAY_BACK))
def test_that_a_wait_only_shrinks_while_time_goes_by(count: int, later: dt.timedelta) -> None:
    found = (NOW,) * count
    assert wait_left(found, now=NOW + later) <= wait_left(found, now=NOW)


@given(st.integers(min_value=FREE_TRIES, max_value=20), st.timedeltas(dt.timedelta(), WAY_BACK))
def test_that_a_clock_that_was_set_back_does_not_shorten_the_wait(
    count: int, back: dt.timedelta
) -> None:
    found = (NOW,) * count
    assert wait_left(found, now=NOW - back) == wait_left(found, now=NOW)


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (2, 0), (3, 30), (4, 60), (5, 120), (7, 480), (8, 900), (50, 900)],
)
def test_that_the_wait_doubles_from_thirty_seconds_to_a_quarter_of_an_hour(
    count: int, seconds: int
) -> None:
    assert wait_left((NOW,) * count, now=NOW) == dt.timedelta(seconds=seconds)


def test_that_a_failure_is_forgotten_after_twelve_hours() -> None:
    twelve = dt.timedelta(hours=12)
    found = (NOW - twelve, NOW - twelve + dt.timedelta(seconds=1))
    assert recent(found, now=NOW) == found[1:]


def test_that_the_table_names_every_right_and_the_administrator_has_each() -> None:
    assert set(RIGHTS) == set(Right)
    assert all(may(Role.ADMINISTRATOR, right) for right in Right)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (
            Role.CLERK,
            set(Right)
            - {Right.EDIT_DIRECTORATE, Right.MANAGE_USERS, Right.SEE_AUDIT, Right.SEE_RETENTION}
            - {Right.MANAGE_RETENTION, Right.SHOW_PERSON, Right.EXPORT_INSPECTION}
            - {Right.APPROVE_ROTA},
        ),
        (
            Role.DIRECTOR,
            {*SEEN, Right.EXPORT, Right.PRINT, Right.SEE_RETENTION},
        ),
        (
            Role.AUDITOR,
            {*SEEN, Right.EXPORT, Right.PRINT, Right.SEE_AUDIT} | {Right.SEE_RETENTION},
        ),
    ],
)
def test_that_a_role_may_do_just_what_the_table_grants(role: Role, rights: set[Right]) -> None:
    assert {right for right in Right if may(role.value, right)} == rights


@given(st.sampled_from(Role), st.sampled_from(Right), st.sets(st.sampled_from(Right)))
def test_that_a_setting_gives_no_role_a_right_that_is_not_to_be_given(
    role: Role, right: Right, given_rights: set[Right]
) -> None:
    is_given = right is Right.APPROVE_ROTA and role is Role.DIRECTOR and right in given_rights
    assert may(role.value, right, given_rights) == (may(role.value, right) or is_given)


@given(st.text())
def test_that_an_unknown_role_may_do_nothing(role: str) -> None:
    if role not in set(Role):
        assert not any(may(role, right) for right in Right)


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("selin.aktas", "selin.aktas"),
        ("ŞÜKRÜ.IŞIK", "sukru.isik"),
        ("  Memur-1 ", "memur-1"),
        ("i", "i"),
    ],
)
def test_that_a_login_has_one_form(typed: str, login: str) -> None:
    assert parse_login(typed) == login


@pytest.mark.parametrize("typed", ["", " ", "iki söz", ".nokta", "nokta.", "a@b", "a" * 65, "ж"])
def test_that_what_is_no_login_is_refused(typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_login(typed)
    assert caught.value.code == "access.login_form"


@given(st.text(max_size=80))
def test_that_a_proposed_login_is_a_login_or_empty(name: str) -> None:
    proposed = propose_login(name)
    assert not proposed or parse_login(proposed) == proposed


def test_that_the_login_is_proposed_from_the_name() -> None:
    assert propose_login("  Gülşah   Nur ÇETİNKAYA-IĞDIR ") == "gulsah.nur.cetinkayaigdir"
