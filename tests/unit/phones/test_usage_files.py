"""Files of operators, as they come and as they are spoiled: read rightly, or refused."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.imports.headings import KnownShape
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.phones.usage.values import StatedPeriod
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.clocks import START
from tests.unit.phones.usage_sheets import (
    CALL_HEADINGS,
    CALLS,
    FIRST,
    KB,
    LINE_HEADINGS,
    LINES,
    MB,
    RIGHT,
    RIGHT_LINES,
    SECOND,
    TITLE,
    codes,
    hints,
    problems,
    read_bytes,
    read_rows,
    read_sheets,
    read_text,
    september,
    sheet,
    text,
    totals,
)


def with_columns(order: Sequence[int]) -> list[list[str]]:
    return [[row[place] for place in order] for row in (CALL_HEADINGS, *CALLS)]


def workbook(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    return write_table("Kullanım", headings, rows)


@pytest.mark.parametrize(
    ("encoding", "separator", "end"),
    [
        ("cp1254", ";", "\r\n"),
        ("utf-8", ";", "\n"),
        ("utf-8-sig", "\t", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-16-le", ";", "\n"),
        ("utf-16-be", "|", "\r\n"),
    ],
)
def test_that_encoding_and_separator_are_recognised(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    file = read_text(
        tmp_path, CALL_HEADINGS, *CALLS, encoding=encoding, separator=separator, end=end
    )
    assert totals(file) == RIGHT
    assert file.encoding
    assert file.separator
    assert file.is_calls


def test_that_a_file_is_described_for_the_screen(tmp_path: Path) -> None:
    expected = read_text(tmp_path, CALL_HEADINGS, *CALLS)
    assert (expected.encoding, expected.separator, expected.heading_row) == (
        "Windows-1254",
        "noktalı virgül",
        1,
    )
    assert (expected.row_count, totals(expected), expected.is_calls) == (3, RIGHT, True)
    assert expected.lines[0].period == StatedPeriod("", september(1), september(30))


@given(st.permutations(range(len(CALL_HEADINGS))))
def test_that_columns_may_stand_in_any_order(order: list[int]) -> None:
    file = read_rows(*with_columns(order))
    assert totals(file) == RIGHT
    assert not file.wrong
    assert list(file.calls.numbers) == ["internet", "183", "+905000020957"]


def test_that_calls_are_ordered_by_line_and_time_in_utc() -> None:
    file = read_rows(CALL_HEADINGS, *CALLS)
    assert list(file.calls.at) == [
        "2026-08-31 21:30:00.000000",
        "2026-09-29 14:02:30.000000",
        "2026-09-15 05:56:58.000000",
    ]
    assert [(day.day, day.seconds) for day in file.lines[0].days] == [
        (september(1), 0),
        (september(29), 104),
    ]
    assert list(file.calls.kinds) == ["data", "voice", "voice"]


def test_that_titles_above_and_signatures_below_are_passed_over() -> None:
    file = read_rows(
        ("KURUMSAL HAT KULLANIM DÖKÜMÜ", "", ""),
        ("Rapor tarihi: 05.10.2026", "", ""),
        TITLE,
        (),
        LINE_HEADINGS,
        *LINES,
        LINE_HEADINGS,
        (),
        ("Hazırlayan", "", ""),
        ("Ayşe IŞIK", "Memur", ""),
    )
    assert totals(file) == RIGHT_LINES
    assert not file.wrong
    assert file.passed_over == (8, 10, 11)
    assert file.heading_row == 5
    assert file.lines[0].period == StatedPeriod("2026-09")


def test_that_a_sheet_of_something_else_is_left_out_and_reported() -> None:
    other = sheet([("Açıklama", "Bilgi"), ("Tarife", "Kamu 300")], name="Açıklama")
    file = read_sheets(other, sheet([TITLE, LINE_HEADINGS, *LINES], name="Eylül"))
    assert totals(file) == RIGHT_LINES
    assert file.sheet == "Eylül"
    assert "other_sheets" in hints(file)


def test_that_hidden_sheets_are_named(tmp_path: Path) -> None:
    target = io.BytesIO()
    with Workbook(target) as book:
        for name, rows in (("Görünen", LINES), ("Gizli", LINES[:1])):
            page = book.add_worksheet(name)
            for index, row in enumerate((TITLE, LINE_HEADINGS, *rows)):
                page.write_row(index, 0, row)
        book.get_worksheet_by_name("Gizli").hide()
    file = read_bytes(tmp_path, target.getvalue(), name="kullanim.xlsx")
    assert totals(file) == RIGHT_LINES
    (note,) = [note for note in file.notes if note.code == "imports.hidden_sheets"]
    assert note.parameters["sheets"] == "“Gizli”"


def test_that_hidden_rows_are_told_and_counted(tmp_path: Path) -> None:
    target = io.BytesIO()
    with Workbook(target) as book:
        page = book.add_worksheet("Eylül")
        for index, row in enumerate((TITLE, LINE_HEADINGS, *LINES)):
            page.write_row(index, 0, row)
        page.set_row(3, None, None, {"hidden": True})
    file = read_bytes(tmp_path, target.getvalue(), name="kullanim.xlsx")
    assert totals(file) == RIGHT_LINES
    (note,) = [note for note in file.notes if note.code == "imports.hidden_rows"]
    assert note.parameters == {"count": 1, "rows": "4", "thing": "satır"}


def test_that_a_text_of_an_old_program_keeps_its_turkish_letters(tmp_path: Path) -> None:
    file = read_bytes(tmp_path, text(CALL_HEADINGS, *CALLS).encode("cp857"))
    assert totals(file) == RIGHT
    assert file.encoding == "DOS-857"
    quoted = text(CALL_HEADINGS[:7], *((*row[:4], "”x”", *row[5:7]) for row in CALLS))
    assert read_bytes(tmp_path, quoted.encode("cp1254")).encoding == "Windows-1254"


@pytest.mark.parametrize(
    ("named", "right"), [("X", 100 * 60), ("Y", None), ("", 100 * 60), ("Z", 100 * 60)]
)
def test_that_the_map_of_another_operator_is_not_taken(named: str, right: int | None) -> None:
    rows = (("Hat No", "Dönem", "Süre", "Veri"), ("05000011001", "2026-10", "100", "10"))
    assert problems(read_rows(*rows))
    said = {"Süre": "duration:minutes", "Veri": "data:megabytes"}
    file = read_rows(*rows, columns=said)
    known = [KnownShape(file.shape, "Y" if named == "Z" else "X", file.chosen)]
    if named == "Z":
        known.append(KnownShape(file.shape, "Z", file.chosen))
    file = read_rows(*rows, shapes=known, operator=named)
    assert totals(file).get(FIRST, (None, None))[0] == right
    assert file.operator == ("" if right is None else named or "X")


def test_that_no_sheet_with_usage_is_dropped() -> None:
    more = ("05000011001", "30.09.2026", "09:00:00", "112", "Konuşma", "6", "", "0,10")
    file = read_sheets(
        sheet([CALL_HEADINGS, *CALLS], name="1"), sheet([CALL_HEADINGS, more], name="2")
    )
    assert totals(file) == {FIRST: (110, 3368 * KB), SECOND: (263, 0)}
    assert "sheets" in hints(file)
    assert file.sheet == "1, 2"


def test_that_calls_and_their_sums_in_one_workbook_count_once() -> None:
    sums = [TITLE, LINE_HEADINGS, ("05000011001", "1,7", "3,3"), ("05000011003", "5", "7")]
    file = read_sheets(sheet([CALL_HEADINGS, *CALLS], name="Ayrıntı"), sheet(sums, name="Özet"))
    assert totals(file) == {**RIGHT, "+905000011003": (300, 7 * MB)}
    assert not file.wrong


def test_that_sums_without_a_period_are_of_the_days_of_their_calls() -> None:
    sums = [LINE_HEADINGS, ("05000011003", "5", "7")]
    file = read_sheets(sheet(sums, name="Özet"), sheet([CALL_HEADINGS, *CALLS], name="Ayrıntı"))
    assert totals(file) == {**RIGHT, "+905000011003": (300, 7 * MB)}
    assert {line.period for line in file.lines} == {StatedPeriod("", september(1), september(30))}


def test_that_a_price_list_with_minutes_is_no_usage() -> None:
    prices = [("Tarife", "Dakika", "İnternet"), ("Kamu 300", "300", "1")]
    file = read_sheets(sheet([CALL_HEADINGS, *CALLS], name="1"), sheet(prices, name="Fiyat"))
    assert totals(file) == RIGHT
    assert "other_sheets" in hints(file)


def test_that_calls_which_came_in_are_reported() -> None:
    row = (*CALLS[0][:4], "Gelen arama", *CALLS[0][5:])
    file = read_rows(CALL_HEADINGS, row, *CALLS[1:])
    assert "incoming" in hints(file)
    assert totals(file) == {FIRST: (0, RIGHT[FIRST][1]), SECOND: RIGHT[SECOND]}
    assert "incoming" not in hints(read_rows(CALL_HEADINGS, *CALLS))


@pytest.mark.parametrize(
    ("heading", "words"),
    [("YÖN", ("Giden", "Gelen", "Gelen")), ("Arama Yönü", ("OUT", "IN", "INCOMING"))],
)
def test_that_a_column_of_directions_keeps_out_what_came_in(
    heading: str, words: tuple[str, str, str]
) -> None:
    rows = [(*row, word) for row, word in zip(CALLS, words, strict=True)]
    file = read_rows((*CALL_HEADINGS, heading), *rows)
    # Data that came in was used; a talk that came in was not.
    assert totals(file) == {FIRST: RIGHT[FIRST]}
    assert not file.wrong
    assert "incoming" in hints(file)


def test_that_a_total_of_all_calls_agrees_with_those_that_came_in() -> None:
    row = (*CALLS[0][:4], "Gelen arama", *CALLS[0][5:])
    for expected, is_right in (("367", True), ("263", True), ("104", False)):
        total = ("TOPLAM", "", "", "", "", expected, "", "")
        assert bool(read_rows(CALL_HEADINGS, row, *CALLS[1:], total).wrong) is not is_right


@pytest.mark.parametrize(
    ("minutes", "megabytes", "is_right"),
    [
        ("1,7", "3,3", True),
        ("2,7", "3,3", True),
        ("2,8", "3,3", False),
        ("0,8", "3,3", True),
        ("0,8", "4,3", True),
        ("1,7", "4,4", False),
        ("1,7", "2,2", False),
        ("99", "3,3", False),
    ],
)
def test_that_sheets_which_contradict_each_other_are_refused(
    minutes: str, megabytes: str, *, is_right: bool
) -> None:
    sums = [TITLE, LINE_HEADINGS, ("05000011001", minutes, megabytes)]
    file = read_sheets(sheet([CALL_HEADINGS, *CALLS], name="Ayrıntı"), sheet(sums, name="Özet"))
    assert codes(file) == ([] if is_right else [(3, "sheets_differ")])


def test_that_dates_with_the_month_in_front_are_reported_by_the_others() -> None:
    rows = [list(row) for row in CALLS]
    for row, day in zip(rows, ("9/29/2026", "9/1/2026", "9/5/2026"), strict=True):
        row[1] = day
    file = read_rows(CALL_HEADINGS, *rows)
    assert file.lines[0].period == StatedPeriod("", september(1), september(30))


def test_that_excels_own_values_are_read(tmp_path: Path) -> None:
    data = workbook(
        ("Hat No", "Arama Tarihi", "Aranan No", "Görüşme Süresi (sn)", "Veri (KB)"),
        [
            (5000011001, dt.datetime(2026, 9, 29, 17, 2, 30), "183", 104, None),  # noqa: DTZ001
            (905000011002, dt.datetime(2026, 9, 15, 8, 56, 58), "112", 263, 0.5),  # noqa: DTZ001
        ],
    )
    file = read_bytes(tmp_path, data, name="kullanim.xlsx")
    assert totals(file) == {FIRST: (104, 0), SECOND: (263, 512)}
    assert file.calls.at[0] == "2026-09-29 14:02:30.000000"


def test_that_a_declared_period_counts_when_all_calls_lie_in_it() -> None:
    title = ("Fatura dönemi: 01.09.2026 - 30.09.2026",)
    file = read_rows(title, CALL_HEADINGS, *CALLS)
    assert file.lines[0].period == StatedPeriod("", september(1), dt.date(2026, 10, 1))
    other = ("Fatura dönemi: 01.10.2026 - 31.10.2026",)
    file = read_rows(other, CALL_HEADINGS, *CALLS)
    assert file.lines[0].period == StatedPeriod("", september(1), september(30))


def test_that_the_period_of_sums_is_looked_for_and_asked_for() -> None:
    assert problems(read_rows(LINE_HEADINGS, *LINES)) == [("period", "no_period")]
    file = read_rows(LINE_HEADINGS, *LINES, name="ozet_2026-09.xlsx")
    assert file.lines[0].period == StatedPeriod("2026-09")
    assert "period_by_name" in hints(file)
    file = read_rows(LINE_HEADINGS, *LINES, period=StatedPeriod("2026-08"))
    assert file.lines[0].period == StatedPeriod("2026-08")
    assert hints(file) == set()


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 310_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.foreign_empty"),
        (b"%PDF-1.7", "documents.foreign_kind"),
        (zip_bomb(), "documents.foreign_too_big"),
        (workbook(LINE_HEADINGS, LINES)[:-300], "documents.foreign_unreadable"),
        ("Ad;Soyad\r\nAyşe;IŞIK\r\n".encode(), "phones.usage_headings"),
        (text(CALL_HEADINGS).encode("cp1254"), "phones.usage_no_rows"),
        (text(CALL_HEADINGS, *CALLS).encode("utf-16")[:-1], "documents.foreign_unreadable"),
    ],
    ids=["empty", "pdf", "bomb", "cut-zip", "headings", "no-rows", "cut-utf-16"],
)
def test_that_what_is_no_usage_file_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_bytes(tmp_path, data, name="kullanim.xlsx")
    assert caught.value.code == code
    assert message_of(caught.value).do


def test_that_a_file_cut_within_its_only_row_names_that_row(tmp_path: Path) -> None:
    # No row at all has a day then.
    file = read_bytes(tmp_path, f'{text(CALL_HEADINGS)}"HAT NO";"TA'.encode("cp1254"))
    assert codes(file) == [(2, "cut")]
    assert not file.lines


def test_that_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "kullanim.csv"
    path.write_bytes(text(CALL_HEADINGS, *(CALLS * 20_000)).encode("cp1254"))
    with pytest.raises(KnownError, match=r"documents\.foreign_cancelled"):
        USAGE.open(path, now=START, is_cancelled=lambda: True)
