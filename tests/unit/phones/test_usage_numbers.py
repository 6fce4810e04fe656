"""Numbers, lengths of time and phone numbers, as operators write them."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.phones.usage.values import (
    SIZES,
    DecimalMark,
    UsageUnit,
    amount_of,
    line_of,
    number_of,
    weigh_marks,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import parse_phone

MB = 1024**2
GB = 1024**3


def seconds(
    cell: object, unit: UsageUnit | None = None, mark: DecimalMark = DecimalMark.COMMA
) -> int | None:
    return amount_of(cell, unit, mark, is_time=True)


def data(
    cell: object, unit: UsageUnit | None = None, mark: DecimalMark = DecimalMark.COMMA
) -> int | None:
    return amount_of(cell, unit, mark, is_time=False)


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("104", UsageUnit.SECONDS, 104),
        ("167,4", UsageUnit.MINUTES, 10044),
        (167.4, UsageUnit.MINUTES, 10044),
        (264.0, UsageUnit.SECONDS, 264),
        ("1.234,5", UsageUnit.MINUTES, 74070),
        ("1,5", UsageUnit.HOURS, 5400),
        ("4:15:07", None, 15307),
        ("104:15:07", None, 375307),
        ("04:15:07.600", None, 15308),
        ("12:34", None, 754),
        ("12:34", UsageUnit.CLOCK_HOURS, 45240),
        ("12:34", UsageUnit.CLOCK_MINUTES, 754),
        ("4 sa 15 dk", None, 15300),
        ("4 saat 15 dakika 7 saniye", None, 15307),
        ("4s 15dk", None, 15300),
        ("15 dk. 7 sn.", None, 907),
        ("264 sn", UsageUnit.MINUTES, 264),
        ("2,5 dk", None, 150),
        ("PT4H15M7S", None, 15307),
        ("PT90S", None, 90),
        (dt.datetime(1900, 1, 1, 6, 0), None, 108_000),  # noqa: DTZ001 - as Excel has it
        (dt.datetime(1900, 3, 1, 7, 12), None, 5_296_320),  # noqa: DTZ001
        ("", UsageUnit.SECONDS, None),
        ("-", UsageUnit.SECONDS, None),
        (None, UsageUnit.SECONDS, None),
        ("0", UsageUnit.SECONDS, 0),
    ],
)
def test_that_a_length_of_time_is_read(
    cell: object, unit: UsageUnit | None, expected: int | None
) -> None:
    assert seconds(cell, unit) == expected


@pytest.mark.parametrize(
    ("cell", "unit", "mark", "expected"),
    [
        ("3.368", UsageUnit.KILOBYTES, DecimalMark.COMMA, 3368 * 1024),
        ("3.368", UsageUnit.KILOBYTES, DecimalMark.POINT, 3449),
        ("950,4", UsageUnit.MEGABYTES, DecimalMark.COMMA, 996566630),
        ("1.279,4", UsageUnit.MEGABYTES, DecimalMark.COMMA, 1341548134),
        ("1,279.4", UsageUnit.MEGABYTES, DecimalMark.POINT, 1341548134),
        ("1,09 GB", None, DecimalMark.COMMA, 1170378588),
        ("952 MB", UsageUnit.KILOBYTES, DecimalMark.COMMA, 952 * MB),
        ("952MB", None, DecimalMark.COMMA, 952 * MB),
        ("1 234 567", UsageUnit.BYTES, DecimalMark.COMMA, 1234567),
        ("1\u00a0234,5 KB", None, DecimalMark.COMMA, 1264128),
        ("1'234.5", UsageUnit.KILOBYTES, DecimalMark.POINT, 1264128),
        (950.4, UsageUnit.MEGABYTES, DecimalMark.COMMA, 996566630),
        (1e-05, UsageUnit.GIGABYTES, DecimalMark.COMMA, 10737),
        ("0,5", UsageUnit.BYTES, DecimalMark.COMMA, 1),
    ],
)
def test_that_an_amount_of_data_is_read(
    cell: object, unit: UsageUnit | None, mark: DecimalMark, expected: int
) -> None:
    assert data(cell, unit, mark) == expected


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        ("-5", UsageUnit.MINUTES, "phones.usage_negative"),
        ("−5", UsageUnit.MINUTES, "phones.usage_negative"),
        (-5.0, UsageUnit.MINUTES, "phones.usage_negative"),
        ("-0:05:00", None, "phones.usage_negative"),
        ("12,5", None, "phones.usage_no_unit"),
        ("on iki", UsageUnit.MINUTES, "phones.usage_number"),
        ("1.2.3", UsageUnit.MINUTES, "phones.usage_number"),
        ("9" * 5_000, UsageUnit.MINUTES, "phones.usage_number"),
        ("1," + "0" * 5_000, UsageUnit.MINUTES, "phones.usage_number"),
        ("9" * 5_000 + ":00:00", UsageUnit.MINUTES, "phones.usage_number"),
        ("PT" + "9" * 5_000 + "H", UsageUnit.MINUTES, "phones.usage_number"),
        ("9" * 5_000 + " saat 5 dakika", UsageUnit.MINUTES, "phones.usage_number"),
        ("12.34", UsageUnit.MINUTES, "phones.usage_number"),
        ("1,234,567", UsageUnit.MINUTES, "phones.usage_number"),
        ("12:60", None, "phones.usage_number"),
        ("5 dk 5 dk", None, "phones.usage_number"),
        ("5 MB", None, "phones.usage_number"),
        ("9" * 20, UsageUnit.HOURS, "phones.usage_too_much"),
        (True, UsageUnit.MINUTES, "phones.usage_number"),
        (dt.date(2026, 9, 1), UsageUnit.MINUTES, "phones.usage_number"),
        ("#DEĞER!", UsageUnit.MINUTES, "imports.cell_error"),
        ("٣", UsageUnit.MINUTES, "phones.usage_number"),
    ],
)
def test_that_what_is_no_length_of_time_is_refused(
    cell: object, unit: UsageUnit | None, code: str
) -> None:
    with pytest.raises(KnownError) as caught:
        seconds(cell, unit)
    assert caught.value.code == code


@pytest.mark.parametrize("cell", ["1 GB 200 MB", "BİR GB", "1.2.3 GB"])
def test_that_what_is_refused_is_reported_as_it_stands_in_the_file(cell: str) -> None:
    with pytest.raises(KnownError) as caught:
        data(cell, None, DecimalMark.COMMA)
    assert caught.value.parameters == {"value": cell}


@given(st.integers(0, 10**12), st.integers(0, 4), st.sampled_from(tuple(SIZES)))
def test_that_both_ways_of_writing_give_the_exact_amount(
    digits: int, places: int, unit: UsageUnit
) -> None:
    whole, part = divmod(digits, 10**places)
    fraction = f"{part:0{places}}" if places else ""
    english = f"{whole:,}" + (f".{fraction}" if places else "")
    turkish = english.translate({ord(","): ".", ord("."): ","})
    plain = f"{whole}" + (f",{fraction}" if places else "")
    expected = Fraction(digits, 10**places) * SIZES[unit] + Fraction(1, 2)
    exact = expected.numerator // expected.denominator
    is_time = unit in {UsageUnit.SECONDS, UsageUnit.MINUTES, UsageUnit.HOURS}
    if exact > 2**53:
        return
    for text, mark in (
        (turkish, DecimalMark.COMMA),
        (plain, DecimalMark.COMMA),
        (english, DecimalMark.POINT),
    ):
        assert amount_of(text, unit, mark, is_time=is_time) == exact


@given(st.integers(0, 10**6))
def test_that_a_length_of_time_is_the_same_however_it_is_written(expected: int) -> None:
    hours, minutes, rest = expected // 3600, expected // 60 % 60, expected % 60
    for text in (
        f"{hours}:{minutes:02}:{rest:02}",
        f"{hours} sa {minutes} dk {rest} sn",
        f"PT{hours}H{minutes}M{rest}S",
        f"{expected} sn",
    ):
        assert seconds(text) == expected
    assert seconds(str(expected), UsageUnit.SECONDS) == expected


@given(st.floats(0, 10**6))
def test_that_a_number_of_excel_is_what_excel_shows(expected: float) -> None:
    exact = Fraction(repr(round(expected, 2))) * 60 + Fraction(1, 2)
    assert seconds(round(expected, 2), UsageUnit.MINUTES) == exact.numerator // exact.denominator


@pytest.mark.parametrize(
    ("cells", "mark", "is_unsure"),
    [
        (["167,4", "1.279"], DecimalMark.COMMA, True),
        (["1.234,56"], DecimalMark.COMMA, False),
        (["1,234.56"], DecimalMark.POINT, False),
        (["1.234.567"], DecimalMark.COMMA, False),
        (["1,234,567"], DecimalMark.POINT, False),
        (["0.368"], DecimalMark.POINT, False),
        (["1234.567"], DecimalMark.POINT, False),
        (["3.368", "8.620"], None, True),
        (["1,09 GB"], DecimalMark.COMMA, False),
        (["952 MB", "12", None, 5.5, "29.09.2026", "17.02.30"], None, False),
        (["1,5", "2.5"], None, False),
    ],
)
def test_that_the_decimal_mark_is_reported_by_the_numbers(
    cells: list[object], mark: DecimalMark | None, *, is_unsure: bool
) -> None:
    evidence = weigh_marks(cells)
    assert evidence.mark is mark
    assert (evidence.unsure is not None) is is_unsure


@given(st.from_regex(r"[1-9][0-9]{9}", fullmatch=True), st.sampled_from(("0", "+90", "90", "")))
def test_that_the_quick_way_with_numbers_agrees_with_the_other(digits: str, prefix: str) -> None:
    assert number_of(f"{prefix}{digits}") == parse_phone(f"{prefix}{digits}")


@given(st.text(st.sampled_from("0123456789 +-()"), max_size=16))
def test_that_any_number_is_one_that_can_be_called_or_stays_as_it_is(text: str) -> None:
    expected = number_of(text)
    if expected.startswith("+") and expected != " ".join(text.split()):
        assert expected == parse_phone(text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("183", "183"),
        ("112", "112"),
        (155.0, "155"),
        ("444 0 183", "444 0 183"),
        ("internet", "internet"),
        ("+49 30 901820", "+4930901820"),
        ("0500 002 09 57", "+905000020957"),
        ("905000020957", "+905000020957"),
        (5000020957.0, "+905000020957"),
        ("0500***0957", "0500***0957"),
        ("", ""),
        (None, ""),
    ],
)
def test_that_the_other_number_of_a_call_is_kept(cell: object, expected: str) -> None:
    assert number_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("GENEL TOPLAM", "identity.phone"),
        ("9,05E+11", "imports.phone_lost_digits"),
        (5000011001.5, "imports.phone_lost_digits"),
        ("0500 001", "identity.phone"),
        ("0500***1001", "identity.phone"),
    ],
)
def test_that_what_is_no_line_is_refused(cell: object, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        line_of(cell)
    assert caught.value.code == code
