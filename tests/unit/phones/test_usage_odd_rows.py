"""Rows of usage files that are odd, and files that end too early: named, or passed over rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.shared.texts import message_of
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
    text,
    totals,
)

if TYPE_CHECKING:
    from pathlib import Path


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
        ({2: "25:00:00"}, "time"),
        ({5: "-104"}, "negative"),
        ({5: ""}, "no_duration"),
        ({4: "Veri"}, "no_data"),
        ({4: "", 5: ""}, "nothing"),
        ({0: "0500 001"}, "identity.phone"),
        ({0: ""}, "no_line"),
    ],
)
def test_that_a_call_that_cannot_be_right_is_named(changed: dict[int, str], code: str) -> None:
    row = [changed.get(place, cell) for place, cell in enumerate(CALLS[2])]
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


def test_that_the_same_call_twice_is_kept_and_told() -> None:
    file = read_rows(CALL_HEADINGS, *CALLS, CALLS[2])
    assert totals(file)[SECOND] == (526, 0)
    assert "repeated_calls" in hints(file)


def cut(data: bytes) -> list[bytes]:
    """Return a file that ends in each place of its last row but its end."""
    begin = data.rstrip().rfind(b"\n") + 1
    return [data[:end] for end in range(begin + 1, len(data.rstrip()) - 4)]


def test_that_a_file_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    for data in cut(text(CALL_HEADINGS, *CALLS).encode("cp1254")):
        file = read_bytes(tmp_path, data)
        assert [(row, code) for row, code in codes(file) if row == 4] == [(4, "cut")]
        assert totals(file) == {FIRST: RIGHT[FIRST]}


def test_that_a_cut_in_the_last_cell_shows_in_its_shape(tmp_path: Path) -> None:
    data = text(CALL_HEADINGS, *CALLS).encode("cp1254").rstrip()
    assert codes(read_bytes(tmp_path, data[:-1])) == [(4, "cut")]
    file = read_bytes(tmp_path, data)
    assert totals(file) == RIGHT
    assert "unterminated" in hints(file)


@pytest.mark.parametrize(
    ("told", "is_right"), [("367", True), ("368", False), ("90763", False), ("", True)]
)
def test_that_a_total_is_compared_with_its_rows(told: str, *, is_right: bool) -> None:
    total = ("GENEL TOPLAM", "", "", "", "", told, "", "")
    file = read_rows(CALL_HEADINGS, *CALLS, total)
    assert codes(file) == ([] if is_right else [(5, "total_differs")])
    assert totals(file) == RIGHT


def test_that_calls_without_a_total_may_be_incomplete_and_that_is_told() -> None:
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


def test_that_an_empty_amount_beside_another_is_unknown_and_told() -> None:
    file = read_rows(TITLE, LINE_HEADINGS, ("905000011001", "5", ""), ("905000011002", "-", "7"))
    assert totals(file) == {FIRST: (300, None), SECOND: (None, 7 * MB)}
    assert {"empty_data", "empty_duration"} <= hints(file)


def test_that_many_wrong_rows_are_counted_but_not_all_told() -> None:
    rows = [("905000011001", "x", "1")] * 600
    file = read_rows(TITLE, LINE_HEADINGS, *rows)
    assert (len(file.wrong), file.wrong_count) == (500, 600)
