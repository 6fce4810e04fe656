"""Rows of usage files that are odd, and files that end too early: named, or passed over rightly."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.phones.usage.columns import UsageReading
from alo183_desktop.phones.usage.values import DecimalMark, StatedPeriod
from alo183_desktop.shared.texts import message_of
from tests.examples import some_of
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    CALLS,
    FIRST,
    LINE_HEADINGS,
    LINES,
    MB,
    RIGHT,
    RIGHT_LINES,
    SECOND,
    TITLE,
    codes,
    hints,
    read_bytes,
    read_rows,
    read_text,
    september,
    text,
    totals,
)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("905000011003", "-5", "10"), "negative"),
        (("905000011003", "5", "-10"), "negative"),
        (("905000011003", "beş", "10"), "number"),
        (("905000011003", "5", "10 dk"), "number"),
        (("905000011003", "", ""), "nothing"),
        (("", "5", "10"), "no_line"),
        (("0500***1003", "5", "10"), "identity.phone"),
        (("9,05E+11", "5", "10"), "imports.phone_lost_digits"),
        (("905000011001", "5", "10"), "line_twice"),
        (("905000011003", "#YOK", "10"), "imports.cell_error"),
    ],
)
def test_that_a_row_that_cannot_be_right_is_named(row: tuple[str, ...], code: str) -> None:
    file = read_rows(TITLE, LINE_HEADINGS, *LINES, row)
    assert codes(file) == [(5, code)]
    assert totals(file) == RIGHT_LINES
    for problem in file.wrong[0].problems:
        assert message_of(problem).what


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({1: "31.02.2026"}, "imports.date"),
        ({1: ""}, "no_day"),
        ({2: "25:00:00"}, "imports.time"),
        ({5: "-104"}, "negative"),
        ({5: ""}, "no_duration"),
        ({4: "Veri"}, "no_data"),
        ({4: "", 5: ""}, "nothing"),
        ({0: "0500 001"}, "identity.phone"),
        ({0: ""}, "no_line"),
    ],
)
def test_that_a_call_that_cannot_be_right_is_named(changed: dict[int, str], code: str) -> None:
    row = [changed.get(index, cell) for index, cell in enumerate(CALLS[2])]
    file = read_rows(CALL_HEADINGS, CALLS[0], row, CALLS[1])
    assert codes(file) == [(3, code)]
    assert totals(file) == {FIRST: RIGHT[FIRST]}


def test_that_messages_need_no_amounts_and_count_no_seconds() -> None:
    row = ("05000011001", "02.09.2026", "10:00:00", "05000020957", "SMS", "1", "", "0,10")
    bare = ("05000011001", "02.09.2026", "10:00:01", "05000020957", "SMS", "", "", "0,10")
    file = read_rows(CALL_HEADINGS, *CALLS, row, bare)
    assert not file.wrong
    assert totals(file) == RIGHT
    assert list(file.calls.kinds).count("message") == 2


def test_that_the_same_call_twice_counts_once_and_is_reported() -> None:
    file = read_rows(CALL_HEADINGS, *CALLS, *CALLS)
    assert totals(file) == RIGHT
    assert len(file.calls) == len(CALLS)
    assert "repeated_calls" in hints(file)
    other = read_rows(CALL_HEADINGS, *CALLS, (*CALLS[2][:3], "112", *CALLS[2][4:]))
    assert totals(other)[SECOND] == (526, 0)
    assert "repeated_calls" not in hints(other)


def test_that_rows_without_times_are_not_taken_for_one_call() -> None:
    headings = [heading for heading in CALL_HEADINGS if heading != "SAAT"]
    rows = [(*row[:2], *row[3:]) for row in (*CALLS, CALLS[2])]
    file = read_rows(headings, *rows)
    assert totals(file)[SECOND] == (526, 0)
    assert "repeated_days" in hints(file)


@pytest.mark.parametrize(("later", "is_reported"), [("09:01:20", True), ("09:01:21", False)])
def test_that_a_call_that_begins_before_the_last_one_ended_is_reported(
    later: str, *, is_reported: bool
) -> None:
    row = (*CALLS[2][:2], later, *CALLS[2][3:])
    assert ("overlapping" in hints(read_rows(CALL_HEADINGS, *CALLS, row))) is is_reported


def test_that_a_call_over_midnight_reaches_into_the_next_day() -> None:
    late = ("05000011002", "15.09.2026", "23:59:00", "183", "Konuşma", "61", "", "1,66")
    early = ("05000011002", "16.09.2026", "00:00:00", "183", "Konuşma", "5", "", "1,66")
    assert "overlapping" in hints(read_rows(CALL_HEADINGS, CALLS[1], late, early))
    assert "overlapping" not in hints(
        read_rows(CALL_HEADINGS, CALLS[1], (*late[:5], "60", *late[6:]), early)
    )


def test_that_the_length_of_a_session_of_data_is_no_talk() -> None:
    row = (*CALLS[1][:5], "3600", *CALLS[1][6:])
    file = read_rows(CALL_HEADINGS, CALLS[0], row, CALLS[2])
    assert totals(file) == RIGHT
    assert not file.wrong
    for expected, is_right in (("367", True), ("3967", True), ("3600", False)):
        total = ("TOPLAM", "", "", "", "", expected, "", "")
        assert bool(read_rows(CALL_HEADINGS, CALLS[0], row, CALLS[2], total).wrong) is not is_right


def separated(row: Sequence[str], place: int, *, more: bool) -> list[str]:
    """Return a row with one separator too many or too few before a cell."""
    cells = list(row)
    if more:
        return [*cells[:place], "", *cells[place:]]
    return [*cells[: place - 1], cells[place - 1] + cells[place], *cells[place + 1 :]]


@pytest.mark.parametrize("more", [True, False])
@pytest.mark.parametrize("at", range(3))
def test_that_a_row_that_slipped_is_refused_wherever_it_did(
    tmp_path: Path, at: int, *, more: bool
) -> None:
    for place in some_of(range(1 - more, len(CALL_HEADINGS))):
        if place == 0 and not more:
            continue
        rows = [
            separated(row, place, more=more) if number == at else row
            for number, row in enumerate(CALLS)
        ]
        file = read_text(tmp_path, CALL_HEADINGS, *rows, CALLS[2])
        assert codes(file) in ([(at + 2, "width")], [(at + 2, "cut")])
        assert message_of(file.wrong[0].problems[0]).what


def test_that_a_decimal_comma_between_commas_is_refused(tmp_path: Path) -> None:
    rows = [("05000011001", "10,5", "20,5"), ("05000011002", "1,5", "2,5")]
    file = read_text(
        tmp_path,
        ("Hat No", "Süre (dk)", "Veri (MB)"),
        *rows,
        separator=",",
        period=StatedPeriod("2026-09"),
    )
    assert codes(file) == [(2, "width"), (3, "width")]
    assert not file.lines


def test_that_rows_may_all_have_an_empty_cell_more_but_none_less(tmp_path: Path) -> None:
    more = read_text(tmp_path, CALL_HEADINGS, *((*row, "") for row in CALLS))
    assert totals(more) == RIGHT
    assert not more.wrong
    comma = UsageReading(decimal=DecimalMark.COMMA)
    less = read_text(tmp_path, CALL_HEADINGS, *(row[:-1] for row in CALLS), reading=comma)
    assert [code for _, code in codes(less)] == ["width", "width", "cut"]
    # A heading that itself has a separator in it moves what is read.
    slipped = read_text(
        tmp_path,
        (*CALL_HEADINGS[:4], "", *CALL_HEADINGS[4:]),
        *CALLS,
        reading=comma,
    )
    assert [code for _, code in codes(slipped)] == ["width", "width", "cut"]


def test_that_calls_of_days_to_come_are_refused() -> None:
    row = (CALLS[2][0], "15.09.2036", *CALLS[2][2:])
    file = read_rows(CALL_HEADINGS, *CALLS, row)
    assert codes(file) == [(5, "future")]
    assert totals(file) == RIGHT
    assert not read_rows(CALL_HEADINGS, *CALLS, today=september(29)).wrong
    assert codes(read_rows(CALL_HEADINGS, *CALLS, today=september(28))) == [(2, "future")]


def test_that_a_period_that_has_not_begun_is_refused() -> None:
    file = read_rows(TITLE, LINE_HEADINGS, *LINES, today=dt.date(2026, 8, 31))
    assert codes(file) == [(3, "future"), (4, "future")]
    assert not read_rows(TITLE, LINE_HEADINGS, *LINES, today=september(1)).wrong


def test_that_days_far_apart_are_reported() -> None:
    row = (CALLS[2][0], "15.09.2025", *CALLS[2][2:])
    assert "long_span" in hints(read_rows(CALL_HEADINGS, *CALLS, row))
    assert "long_span" not in hints(read_rows(CALL_HEADINGS, *CALLS))


def test_that_a_call_longer_than_a_day_is_refused() -> None:
    row = (*CALLS[2][:5], "86401", *CALLS[2][6:])
    assert codes(read_rows(CALL_HEADINGS, *CALLS[:2], row)) == [(4, "call_too_long")]


def test_that_an_error_of_excels_is_no_empty_amount() -> None:
    headings = ("Numara", "Konuşma (dk)", "İndirme (MB)", "Yükleme (MB)")
    rows = [("905000011001", 5, 7, "#DIV/0!"), ("905000011002", 5, 7, 1)]
    file = read_rows(TITLE, headings, *rows)
    assert codes(file) == [(3, "imports.cell_error")]
    assert totals(file) == {SECOND: (300, 8 * MB)}


def cut(data: bytes) -> list[bytes]:
    """Return a file that ends in each place of its last row but its end."""
    begin = data.rstrip().rfind(b"\n") + 1
    return [data[:end] for end in range(begin + 1, len(data.rstrip()) - 4)]


def test_that_a_file_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    for data in some_of(cut(text(CALL_HEADINGS, *CALLS).encode("cp1254"))):
        file = read_bytes(tmp_path, data)
        assert codes(file) == [(4, "cut")]
        assert totals(file) == {FIRST: RIGHT[FIRST]}


def test_that_a_cut_in_the_last_cell_shows_in_its_shape(tmp_path: Path) -> None:
    data = text(CALL_HEADINGS, *CALLS).encode("cp1254").rstrip()
    assert codes(read_bytes(tmp_path, data[:-1])) == [(4, "cut")]
    assert codes(read_bytes(tmp_path, data)) == [(4, "open_end")]
    file = read_bytes(tmp_path, data, trusts_end=True)
    assert totals(file) == RIGHT
    assert "unterminated" in hints(file)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_that_a_number_that_may_be_cut_is_refused(tmp_path: Path, count: int) -> None:
    before = [("905000011003", "16", "950"), ("905000011004", "2,5", "1.279,4")]
    rows = [*before[: count - 1], ("905000011005", "20", "1279")]
    data = text(TITLE, LINE_HEADINGS, *rows).encode().rstrip()
    number = data.count(b"\n") + 1
    for end in some_of(range(len(data) - 8, len(data) + 1)):
        file = read_bytes(tmp_path, data[:end])
        assert codes(file) in ([(number, "cut")], [(number, "open_end")])
        trusted = read_bytes(tmp_path, data[:end], trusts_end=True)
        assert {row for row, _ in codes(trusted)} <= {number}


def test_that_a_file_that_ends_with_its_right_total_is_whole(tmp_path: Path) -> None:
    total = ("TOPLAM", "", "", "", "", "367", "", "")
    data = text(CALL_HEADINGS, *CALLS, total).encode("cp1254").rstrip()
    file = read_bytes(tmp_path, data)
    assert not file.wrong
    assert totals(file) == RIGHT


def test_that_sums_without_a_total_may_be_cut_behind_a_row_and_that_is_reported(
    tmp_path: Path,
) -> None:
    assert "no_total" in hints(read_text(tmp_path, TITLE, LINE_HEADINGS, *LINES))
    total = ("TOPLAM", "169,6", "2.229,8")
    assert "no_total" not in hints(read_text(tmp_path, TITLE, LINE_HEADINGS, *LINES, total))


@pytest.mark.parametrize(
    ("expected", "is_right"), [("367", True), ("368", False), ("90763", False), ("", True)]
)
def test_that_a_total_is_compared_with_its_rows(expected: str, *, is_right: bool) -> None:
    total = ("GENEL TOPLAM", "", "", "", "", expected, "", "")
    file = read_rows(CALL_HEADINGS, *CALLS, total)
    assert codes(file) == ([] if is_right else [(5, "total_differs")])
    assert totals(file) == RIGHT


def test_that_a_wrong_total_is_reported_beside_the_sum_as_a_clock_and_in_seconds() -> None:
    expected = ("Numara", "Süre", "İnternet (MB)")
    file = read_rows(TITLE, expected, ("05000011001", "30:00:07", "1"), ("Toplam", "31:00:07", "1"))
    (row,) = file.wrong
    assert row.problems[0].parameters == {"told": "31:00:07", "summed": "30:00:07, 108007 sn"}


def test_that_calls_without_a_total_may_be_incomplete_and_that_is_reported() -> None:
    assert "no_total" in hints(read_rows(CALL_HEADINGS, *CALLS))
    assert "no_total" not in hints(read_rows(CALL_HEADINGS, *CALLS, ("TOPLAM", *[""] * 7)))


@pytest.mark.parametrize("end", ["\r\n\r\n", "\r\nKayıt sayısı: 3", "\r\nKayıt sayısı: 3\r\n"])
def test_that_blank_lines_and_remarks_at_the_end_are_no_cut(tmp_path: Path, end: str) -> None:
    data = text(CALL_HEADINGS, *CALLS).rstrip() + end
    file = read_bytes(tmp_path, data.encode("cp1254"))
    assert not file.wrong
    assert totals(file) == RIGHT


def test_that_totals_of_each_line_are_compared_with_its_own_rows() -> None:
    file = read_rows(
        CALL_HEADINGS,
        *CALLS[:2],
        ("ARA TOPLAM", "", "", "", "", "104", "3.368", ""),
        CALLS[2],
        ("ARA TOPLAM", "", "", "", "", "263", "", ""),
        ("GENEL TOPLAM", "", "", "", "", "367", "3.368", ""),
    )
    assert not file.wrong
    assert totals(file) == RIGHT


def test_that_a_total_may_differ_by_what_was_rounded_away() -> None:
    near, far = ("TOPLAM", "169,7", "2.229,8"), ("TOPLAM", "170,2", "2.229,8")
    assert not read_rows(TITLE, LINE_HEADINGS, *LINES, near).wrong
    assert codes(read_rows(TITLE, LINE_HEADINGS, *LINES, far)) == [(5, "total_differs")]


def test_that_an_empty_amount_beside_another_is_unknown_and_reported() -> None:
    file = read_rows(TITLE, LINE_HEADINGS, ("905000011001", "5", ""), ("905000011002", "-", "7"))
    assert totals(file) == {FIRST: (300, None), SECOND: (None, 7 * MB)}
    assert {"empty_data", "empty_duration"} <= hints(file)


def test_that_many_wrong_rows_are_counted_but_not_all_reported() -> None:
    rows = [("905000011001", "x", "1")] * 600
    file = read_rows(TITLE, LINE_HEADINGS, *rows)
    assert (len(file.wrong), file.wrong_count) == (500, 600)


OF_TOTALS: Final = ("Hat No", "Konuşma Süresi (dk)", "Veri (MB)")
OF_LINE: Final = ("0500 001 10 01", 10, 5)


@pytest.mark.parametrize(
    "title",
    ["Dönem: Ağustos - Eylül 2026", "Dönem: 08/2026 ve 09/2026", "AĞUSTOS/EYLÜL 2026 ÖZETİ"],
)
def test_that_a_total_of_two_periods_is_refused(title: str) -> None:
    file = read_rows((title, None, None), OF_TOTALS, OF_LINE)
    assert [problem.code for problem in file.problems] == ["phones.usage_two_periods"]


def test_that_what_is_said_of_the_period_does_not_contradict_the_file() -> None:
    said = StatedPeriod("2026-08")
    file = read_rows(("Dönem: Eylül 2026", None, None), OF_TOTALS, OF_LINE, period=said)
    assert [problem.code for problem in file.problems] == ["phones.usage_period_differs"]
    rows = ((*OF_TOTALS, "Dönem"), (*OF_LINE, "09/2026"))
    file = read_rows(*rows, period=said)
    assert [row.problems[0].code for row in file.wrong] == ["phones.usage_period_differs"]
    assert read_rows(*rows, period=StatedPeriod("2026-09")).wrong == ()


def test_that_what_was_used_within_and_beyond_the_package_both_count() -> None:
    headings = ("Hat No", "Paket İçi (dk)", "Aşım (dk)", "Veri (MB)", "Dönem")
    file = read_rows(headings, ("0500 001 10 01", 290, 15, 5, "09/2026"))
    assert file.problems == ()
    assert file.lines[0].seconds == 305 * 60
