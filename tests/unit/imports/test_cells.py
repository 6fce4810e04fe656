"""Values out of cells."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.imports.cells import day_of, is_rounded, text_of, whole_digits, without_blanks
from alo183_desktop.shared.errors import KnownError


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (10000000832.0, "10000000832"),
        (7, "7"),
        (1.5, "1.5"),
        (True, "True"),
        ("  Ayşe\u00a0IŞIK ", "Ayşe\u00a0IŞIK"),
        ("'0500", "0500"),
        ("-", ""),
        ("YOK", ""),
        ("a\u200bb", "ab"),
        (dt.date(2023, 1, 31), "31.01.2023"),
    ],
)
def test_that_a_cell_is_read_as_a_person_sees_it(cell: object, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize("cell", ["#YOK", "#N/A", "#REF!", "#DEĞER!"])
def test_that_an_error_of_excel_is_refused(cell: str) -> None:
    with pytest.raises(KnownError, match="cell_error"):
        text_of(cell)


@pytest.mark.parametrize(
    ("cell", "rounded"),
    [
        ("1,00E+10", True),
        ("1.0000000832e10", True),
        (1.5, True),
        (10000000832.0, False),
        ("10", False),
    ],
)
def test_that_a_rounded_number_is_noticed(cell: object, *, rounded: bool) -> None:
    assert is_rounded(cell, str(cell)) is rounded


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)), st.sampled_from([".", "/", "-", " "]))
def test_that_a_day_is_read_in_each_way_of_writing(day: dt.date, mark: str) -> None:
    assert day_of(day) == day
    assert day_of(f"{day.day:02d}{mark}{day.month:02d}{mark}{day.year}") == day
    assert day_of(f"{day.day}{mark}{day.month}{mark}{day.year} 08:30") == day
    assert day_of(day.isoformat()) == day
    assert day_of(f"{day.isoformat()}T00:00:00") == day


@given(st.dates(dt.date(1955, 1, 1), dt.date(2100, 12, 31)))
def test_that_excels_number_of_a_day_is_read(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert day_of(serial) == day
    assert day_of(float(serial)) == day


@pytest.mark.parametrize(
    "cell", ["31.02.2023", "yarın", "2023", 12, "31.01.1023", "1/2", "9" * 5_000]
)
def test_that_what_is_no_day_is_refused(cell: object) -> None:
    with pytest.raises(KnownError, match=r"imports\.date"):
        day_of(cell)


def test_that_a_month_may_be_named_and_a_century_left_out() -> None:
    assert day_of("31 Ağustos 2023") == dt.date(2023, 8, 31)
    assert day_of("31.8.23") == dt.date(2023, 8, 31)
    assert day_of("") is None


def test_that_marks_and_blanks_go_out_of_numbers_and_addresses() -> None:
    assert whole_digits(" 100 000-008'32.0") == "10000000832"
    assert without_blanks(" a @ b .tr\u00a0") == "a@b.tr"


@given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.none()))
def test_that_any_cell_is_read_or_refused(cell: object) -> None:
    try:
        text_of(cell)
        day_of(cell)
    except KnownError as error:
        assert error.code in {"imports.date", "imports.cell_error"}  # noqa: PT017 - either may be


@pytest.mark.parametrize(
    "text", ["31 Oca 2026", "31-Jan-26", "31 January 2026", "31/Oca/2026", "31.ocak.26"]
)
def test_that_a_month_is_read_in_turkish_and_english_whole_and_short(text: str) -> None:
    assert day_of(text) == dt.date(2026, 1, 31)


@pytest.mark.parametrize("text", ["31 Oc 2026", "31 Ocaklar 2026", "31 Sub 2026", "31 Oca"])
def test_that_no_other_word_is_a_month(text: str) -> None:
    with pytest.raises(KnownError, match=r"imports\.date"):
        day_of(text)
