"""The settings of the rota: lengths and counts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.rota.record import (
    LIMITS,
    Limits,
    length_text,
    length_words,
    parse_count,
    parse_length,
)
from alo183_desktop.shared.errors import KnownError


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("7,5", 450),
        ("7.30", 450),
        ("7:30", 450),
        ("7 sa 30 dk", 450),
        ("7 saat 30 dakika", 450),
        ("450 dk", 450),
        ("11", 660),
        ("0", 0),
        ("168", 10080),
    ],
)
def test_that_hours_are_taken_as_people_write_them(typed: str, minutes: int) -> None:
    assert parse_length(typed) == minutes


@pytest.mark.parametrize("typed", ["", "yedi", "7.5.3", "169", "-1", "7,5 gün"])
def test_that_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(KnownError, match=r"rota\.length"):
        parse_length(typed)


@given(st.integers(0, 10080))
def test_that_a_length_is_typed_back_as_it_is_shown(minutes: int) -> None:
    assert parse_length(length_text(minutes)) == minutes


def test_that_what_exceeds_a_limit_by_minutes_reads_otherwise_than_the_limit() -> None:
    # Rounded to tenths of an hour both would be 7,5.
    assert [length_words(minutes) for minutes in (450, 452)] == ["7,5 saat", "7 sa 32 dk"]


@given(st.integers(0, 10080), st.integers(0, 10080))
def test_that_two_lengths_read_alike_only_where_they_are(one: int, other: int) -> None:
    assert (length_words(one) == length_words(other)) == (one == other)


def test_that_counts_are_small_numbers() -> None:
    assert parse_count(" 3 ") == 3
    for typed in ("", "üç", "100", "-1", "1,5"):
        with pytest.raises(KnownError, match=r"rota\.count"):
            parse_count(typed)


def test_that_what_is_stored_of_limits_is_read_out_of_their_form_again() -> None:
    limits = Limits(month_most=0, worker_night_minutes=440, director_phone="+905321112233")
    assert LIMITS.demand(limits) == limits
