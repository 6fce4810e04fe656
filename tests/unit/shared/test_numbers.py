"""Numbers as Turkish papers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.numbers import number_text, percent_text


@pytest.mark.parametrize(
    ("value", "decimals", "least", "text"),
    [
        (0, 0, None, "0"),
        (1234567, 0, None, "1.234.567"),
        (1234.5, 1, None, "1.234,5"),
        (0.545, 2, None, "0,55"),
        (1.005, 2, None, "1,01"),
        (2.5, 0, None, "3"),
        (-1234.25, 1, None, "-1.234,3"),
        (-0.2, 0, None, "0"),
        (1.0, 2, 0, "1"),
        (1.5, 2, 0, "1,5"),
        (1.5, 2, 1, "1,5"),
        (1.0, 2, 1, "1,0"),
        (100, 2, 0, "100"),
    ],
)
def test_that_thousands_have_stops_and_fractions_a_comma(
    value: float, decimals: int, least: int | None, text: str
) -> None:
    assert number_text(value, decimals=decimals, least=least) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "%0"), (0.005, "%1"), (0.894, "%89"), (0.9999, "%99"), (1, "%100"), (1.044, "%104")],
)
def test_that_per_cent_stands_before_its_number(share: float, text: str) -> None:
    assert percent_text(share) == text


@given(st.floats(0, 1, exclude_max=True))
def test_that_less_than_the_whole_never_reads_as_the_whole(share: float) -> None:
    assert percent_text(share) != "%100"


@given(st.integers(-(10**12), 10**12))
def test_that_a_number_keeps_its_digits(value: int) -> None:
    assert int(number_text(value).replace(".", "")) == value
