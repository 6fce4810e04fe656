"""What columns of usage files mean: field, unit, decimal mark, and maps that were corrected."""

import datetime as dt
from pathlib import Path

import pytest

from alo183_desktop.imports.headings import KnownShape
from alo183_desktop.phones.usage.columns import UsageField, UsageReading
from alo183_desktop.phones.usage.values import DecimalMark, StatedPeriod, UsageUnit
from alo183_desktop.shared.errors import KnownError
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
    problems,
    read_rows,
    read_text,
    totals,
)


def test_that_a_missing_column_is_named_and_can_be_declared_missing() -> None:
    rows = (TITLE, LINE_HEADINGS[:2], ("905000011001", "167,4"))
    file = read_rows(*rows)
    assert problems(file) == [("data", "missing_column")]
    assert not file.lines
    file = read_rows(*rows, columns=file.chosen, absent=frozenset({UsageField.DATA}))
    assert totals(file) == {FIRST: (10044, None)}


def test_that_a_file_without_lines_is_refused() -> None:
    file = read_rows(TITLE, ("Kullanıcı", "Konuşma (dk)", "İnternet (MB)"), ("Ayşe", "1", "2"))
    assert problems(file) == [("line", "missing_column")]


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (("1.234,56", "7"), DecimalMark.COMMA),
        (("1,234.56", "7"), DecimalMark.POINT),
        (("1.234", "12,5"), DecimalMark.COMMA),
        (("1.234", "12.5"), DecimalMark.POINT),
    ],
)
def test_that_the_decimal_mark_is_decided_for_the_whole_column(
    cells: tuple[str, str], mark: DecimalMark
) -> None:
    file = read_rows(
        TITLE,
        LINE_HEADINGS,
        ("905000011001", "10", cells[0]),
        ("905000011002", "10", cells[1]),
    )
    assert not file.wrong
    assert file.columns.columns[2].mark is mark
    assert "mark_by_others" not in hints(file)


@pytest.mark.parametrize(
    ("cell", "big"), [("1.234", DecimalMark.COMMA), ("1,234", DecimalMark.POINT)]
)
def test_that_somebody_has_to_say_what_nothing_in_a_file_decides(
    cell: str, big: DecimalMark
) -> None:
    rows = (TITLE, LINE_HEADINGS, ("905000011001", "10", cell))
    assert problems(read_rows(*rows)) == [("data", "mark")]
    for mark in DecimalMark:
        wanted = 1234 * MB if mark is big else round(1.234 * MB)
        file = read_rows(*rows, reading=UsageReading(decimal=mark))
        assert totals(file) == {FIRST: (600, wanted)}
        said = {"İnternet (MB)": f"data:megabytes:{mark}"}
        assert totals(read_rows(*rows, columns=said)) == {FIRST: (600, wanted)}


def test_that_somebody_has_to_say_whether_the_month_stands_in_front() -> None:
    def call(*days: str | dt.date) -> list[tuple[str | dt.date, ...]]:
        return [CALL_HEADINGS, *((*CALLS[0][:1], day, *CALLS[0][2:]) for day in days)]

    unsure = call("10/02/2026", "10/03/2026")
    assert problems(read_rows(*unsure)) == [("date", "date_order")]
    for month_first, first in ((True, dt.date(2026, 10, 2)), (False, dt.date(2026, 2, 10))):
        file = read_rows(*unsure, reading=UsageReading(month_first=month_first))
        assert file.lines[0].period.starts_on == first
        unit = UsageUnit.MONTH_FIRST if month_first else UsageUnit.DAY_FIRST
        again = read_rows(*unsure, columns={"TARİH": f"date:{unit}"})
        assert again.lines[0].period.starts_on == first
    assert not problems(read_rows(*call("10/02/2026", "13/02/2026")))
    assert not problems(read_rows(*call("10.02.2026", "10.03.2026")))
    # Excel has turned the date, for it left the other one as a text.
    turned = call(dt.date(2026, 2, 10), "13/10/2026")
    assert problems(read_rows(*turned)) == [("date", "date_order")]


def test_that_another_column_decides_what_a_column_alone_does_not_show() -> None:
    english = ("905000011001", "10.5", "1,234")
    file = read_rows(TITLE, LINE_HEADINGS, english)
    assert totals(file) == {FIRST: (630, 1234 * MB)}
    assert "mark_by_others" in hints(file)


def test_that_in_a_column_with_both_marks_each_number_shows_its_own() -> None:
    rows = (
        TITLE,
        LINE_HEADINGS,
        ("905000011001", "10", "1.234,56"),
        ("905000011002", "10", "1,234.56"),
        ("905000011003", "10", "1.234"),
    )
    file = read_rows(*rows)
    assert totals(file) == {FIRST: (600, 1294529987), SECOND: (600, 1294529987)}
    assert codes(file) == [(5, "unsure")]
    assert "two_marks" in hints(file)
    said = {"İnternet (MB)": "data:megabytes:,"}
    assert codes(read_rows(*rows, columns=said)) == [(4, "number")]


def test_that_one_day_for_all_lines_is_the_day_of_the_paper() -> None:
    headings = ("Hat No", "Tarih", "Konuşma (dk)", "İnternet (MB)")
    same = [(line[0], "01.10.2026", *line[1:]) for line in LINES]
    file = read_rows(TITLE, headings, *same)
    assert not file.is_calls
    assert file.lines[0].period == StatedPeriod("2026-09")
    assert problems(read_rows(headings, *same)) == [("period", "no_period")]
    days = [(LINES[0][0], "01.09.2026", "1", "1"), (LINES[0][0], "02.09.2026", "2", "2")]
    file = read_rows(headings, *days)
    assert file.is_calls
    assert totals(file) == {FIRST: (180, 3 * MB)}
    assert list(file.calls.kinds) == ["other", "other"]


def test_that_durations_and_data_are_read_in_the_units_of_their_cells(tmp_path: Path) -> None:
    file = read_text(
        tmp_path,
        ("Abone No", "Fatura Dönemi", "Konuşma Süresi", "Veri Kullanımı"),
        ("+905000011001", "202609", "4:15:07", "952 MB"),
        ("+905000011002", "202609", "39:26", "1,09 GB"),
        separator="\t",
        encoding="utf-8-sig",
    )
    assert totals(file) == {FIRST: (15307, 952 * MB), SECOND: (2366, 1170378588)}
    assert "clock" in hints(file)


def test_that_a_lone_clock_of_two_parts_needs_its_unit() -> None:
    rows = (TITLE, ("Hat No", "Süre", "Veri (MB)"), ("905000011001", "4:15", "1"))
    file = read_rows(*rows)
    assert problems(file) == [("duration", "clock_unsure")]
    assert "clock" not in hints(file)
    hours = (TITLE, ("Hat No", "Süre (sa:dk)", "Veri (MB)"), ("905000011001", "4:15", "1"))
    assert totals(read_rows(*hours)) == {FIRST: (15300, MB)}


def test_that_an_unknown_unit_is_asked_for_once() -> None:
    rows = (TITLE, ("Hat No", "Konuşma", "İnternet"), ("905000011001", "167,4", "950,4"))
    file = read_rows(*rows)
    assert problems(file) == [("duration", "unit_unknown"), ("data", "unit_unknown")]
    said = {"Konuşma": "duration:minutes", "İnternet": "data:megabytes"}
    file = read_rows(*rows, columns=said)
    assert totals(file) == {FIRST: RIGHT_LINES[FIRST]}
    stored = {"Hat No": "line", **{name: f"{expected}:," for name, expected in said.items()}}
    assert file.chosen == stored
    moved = (TITLE, ("İnternet", "Hat No", "Konuşma"), ("950,4", "905000011001", "167,4"))
    by_headings = [KnownShape(file.shape, "", stored)]
    assert totals(read_rows(*moved, shapes=by_headings)) == {FIRST: RIGHT_LINES[FIRST]}
    wider = (TITLE, ("Hat No", "Konuşma", "İnternet", "Yeni"), ("905000011001", "1", "1", "x"))
    assert problems(read_rows(*wider, shapes=by_headings))
    by_name = [KnownShape(file.shape, "Türk Telekom", stored)]
    file = read_rows(*wider, shapes=by_name, operator="TÜRK TELEKOM")
    assert totals(file) == {FIRST: (60, MB)}
    assert file.operator == "Türk Telekom"


def test_that_calls_without_a_unit_are_in_seconds_and_that_is_reported() -> None:
    headings = [heading.replace("SÜRE (SN)", "SÜRE") for heading in CALL_HEADINGS]
    file = read_rows(headings, *CALLS)
    assert totals(file) == RIGHT
    assert "seconds_taken" in hints(file)


def test_that_columns_of_the_same_measure_are_not_dropped() -> None:
    headings = ("Hat No", "Şebeke İçi (dk)", "Şebeke Dışı (dk)", "İnternet (MB)")
    rows = (TITLE, headings, ("905000011001", "100", "67,4", "950,4"))
    file = read_rows(*rows)
    assert problems(file) == [("duration", "rivals")]
    both = dict.fromkeys(headings[1:3], "duration")
    assert totals(read_rows(*rows, columns=both)) == {FIRST: RIGHT_LINES[FIRST]}


@pytest.mark.parametrize(
    ("other", "problem", "said", "seconds"),
    [
        ("GSM Numarası", ("line", "imports.columns_compete"), {"GSM Numarası": "line"}, 60),
        ("Abone No", ("line", "imports.columns_compete"), {"a": "line", "Abone No": ""}, 60),
        ("Şebeke İçi (dk)", ("duration", "rivals"), {"Şebeke İçi (dk)": ""}, 60),
        (
            "Şebeke İçi (dk)",
            ("duration", "rivals"),
            {"Konuşma (dk)": "duration", "Şebeke İçi (dk)": "duration"},
            600,
        ),
        ("Tutar (dk)", (), {"Tutar (dk)": "duration", "Konuşma (dk)": ""}, 540),
    ],
)
def test_that_somebody_says_which_column_it_is(
    other: str, problem: tuple[str, ...], said: dict[str, str], seconds: int
) -> None:
    cell = "905000011002" if "line" in problem else "9"
    headings = ("Hat No", other, "Konuşma (dk)", "İnternet (MB)")
    rows = (TITLE, headings, ("905000011001", cell, "1", "1"))
    file = read_rows(*rows)
    assert problems(file) == [problem] * bool(problem)
    rivals = [column.name for column in file.sheet_columns if column.rival_for]
    assert len(rivals) == (2 if problem else 0)
    file = read_rows(*rows, columns=said)
    assert problems(file) == []
    assert list(totals(file).values()) == [(seconds, MB)]
    with pytest.raises(KnownError, match=r"imports\.column_missing"):
        read_rows(*rows, columns={"Yok": ""})


def test_that_a_column_of_totals_goes_before_its_parts() -> None:
    file = read_rows(
        TITLE,
        ("Hat No", "Şebeke İçi (dk)", "Şebeke Dışı (dk)", "Toplam (dk)", "İnternet (MB)"),
        ("905000011001", "100", "67,4", "167,4", "950,4"),
    )
    assert totals(file) == {FIRST: RIGHT_LINES[FIRST]}
    assert "whole_taken" in hints(file)


def test_that_a_column_that_only_the_user_calls_so_is_added_to_no_other() -> None:
    rows = (TITLE, ("Hat No", "Konuşma (dk)", "Sütun A"), ("905000011001", "1", "9"))
    file = read_rows(*rows, columns={"Sütun A": "data:megabytes"})
    assert totals(file) == {FIRST: (60, 9 * MB)}
    assert "parts_added" not in hints(file)


def test_that_what_came_in_and_what_went_out_is_added() -> None:
    file = read_rows(
        TITLE,
        ("Hat No", "Konuşma (dk)", "İndirme (MB)", "Yükleme (MB)"),
        ("905000011001", "1", "900", "50,4"),
    )
    assert totals(file) == {FIRST: (60, 996566630)}
    assert "parts_added" in hints(file)


def test_that_what_may_be_used_and_what_is_left_are_not_what_was_used() -> None:
    file = read_rows(
        TITLE,
        ("Hat No", "Paket (dk)", "Kalan (dk)", "Kullanılan (dk)", "Kota (MB)", "Kullanım (MB)"),
        ("905000011001", "300", "132,6", "167,4", "1.024", "950,4"),
    )
    assert totals(file) == {FIRST: RIGHT_LINES[FIRST]}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ortalama Konuşma (dk)", "duration"),
        ("Önceki Ay Konuşma (dk)", "duration"),
        ("En Uzun Görüşme Süresi (sn)", "duration"),
        ("Bekleme Süresi (sn)", "duration"),
        ("Geçen Ay Veri (GB)", "data"),
    ],
)
def test_that_a_measure_is_never_taken_from_a_heading_that_is_merely_like_it(
    heading: str, field: str
) -> None:
    other = "Veri (MB)" if field == "duration" else "Konuşma (dk)"
    rows = (TITLE, ("Hat No", heading, other), ("905000011001", "1", "3"))
    file = read_rows(*rows)
    assert [(problem.key, problem.code) for problem in file.problems] == [
        (field, "imports.column_like")
    ]
    assert [column.name for column in file.sheet_columns if column.rival_for] == [heading]
    file = read_rows(*rows, columns={heading: field})
    assert file.problems == ()
    assert file.lines


@pytest.mark.parametrize(
    ("heading", "cell", "is_asked"),
    [
        ("Sesli Mesaj", "120", True),
        ("Sesli Mesaj", "00:02:00", True),
        ("Yurt Dışı", "45 sn", True),
        ("Trafik", "1.024,5", True),
        (None, "120", True),
        ("Sesli Mesaj", "0", False),
        ("SMS", "12", False),
        ("Sesli Mesaj Adedi", "4", False),
        ("Tutar (TL)", "12,50", False),
        ("Kullanıcı", "Ayşe IŞIK", False),
        ("Sicil No", "1204", False),
        ("Aktivasyon", "01.09.2026", False),
    ],
)
def test_that_a_column_of_amounts_that_nobody_reads_is_asked_about(
    heading: str | None, cell: str, *, is_asked: bool
) -> None:
    rows = (TITLE, ("Hat No", "Konuşma (dk)", "Veri (MB)", heading), (FIRST, "1", "3", cell))
    problems = [problem.code for problem in read_rows(*rows).problems]
    assert problems == (["imports.column_decides"] if is_asked else [])
    assert read_rows(*rows, columns={heading or "D sütunu": ""}).problems == ()


def test_that_headings_with_namesakes_are_no_measures() -> None:
    file = read_rows(
        ("A Numarası", "B Numarası", "Tarih", "Saat", "Bitiş Saat", "Süre (sn)", "Veri (KB)"),
        (*CALLS[0][:1], "183", *CALLS[0][1:3], "17:04:14", "104", ""),
    )
    assert totals(file) == {FIRST: (104, None)}
    file = read_rows(
        TITLE,
        ("Veriliş Tarihi", "Numara", "Konuşma Sayısı", "Konuşma (dk)", "İnternet (MB)"),
        ("01.01.2020", LINES[0][0], "12", *LINES[0][1:]),
    )
    assert totals(file) == {FIRST: RIGHT_LINES[FIRST]}


def test_that_units_may_stand_in_a_row_of_their_own_below_the_headings() -> None:
    headings = ("Hat No", "Konuşma", "Veri", "Dönem")
    row = ("0500 001 10 01", 10, 5, "09/2026")
    for units in ((None, "dk", "MB", None), ("", "(dakika)", "(MB)", "")):
        file = read_rows(headings, units, row)
        assert totals(file) == {"+905000011001": (600, 5 * 1024**2)}
        # As a clerk confirms it, it is found again.
        again = read_rows(headings, units, row, columns=file.chosen)
        assert totals(again) == totals(file)


def test_that_a_column_that_is_merely_like_a_measure_is_asked_about_instead_of_missed() -> None:
    rows = (TITLE, ("Hat No", "Konuşma (saat)", "Veri (MB)"), ("905000011001", "2,5", "1"))
    file = read_rows(*rows)
    assert [(one.key, one.code) for one in file.problems] == [("duration", "imports.column_like")]
    assert [one.name for one in file.sheet_columns if one.rival_for] == ["Konuşma (saat)"]
    file = read_rows(*rows, columns={"Konuşma (saat)": "duration"})
    assert totals(file) == {FIRST: (9000, MB)}
    assert totals(read_rows(*rows, absent=frozenset({UsageField.DURATION}))) == {FIRST: (None, MB)}


def test_that_the_half_of_the_day_in_a_column_of_its_own_is_asked_about() -> None:
    headings = (*CALL_HEADINGS[:3], "ÖÖ/ÖS", *CALL_HEADINGS[3:])
    rows = [
        (*call[:3], half, *call[3:]) for call, half in zip(CALLS, ("ÖS", "", "öö"), strict=True)
    ]
    assert problems(read_rows(headings, *rows)) == [("time", "halves")]
    assert totals(read_rows(headings, *rows, columns={"ÖÖ/ÖS": ""})) == RIGHT


def test_that_seconds_of_voice_mail_are_not_dropped_as_messages() -> None:
    headings = ("Hat No", "Konuşma (sn)", "Sesli Mesaj (sn)", "SMS Adet", "Veri (MB)")
    file = read_rows(TITLE, headings, ("905000011001", "60", "20", "3", "1"))
    assert problems(file) == [("duration", "rivals")]
    assert [one.name for one in file.sheet_columns if one.rival_for] == list(headings[1:3])


def test_that_a_call_to_voice_mail_is_talked() -> None:
    number, *day, _, _, _, data, price = CALLS[0]
    calls = ((number, *day, "VM", "Sesli Mesaj", "30", data, price), *CALLS)
    seconds, data_bytes = RIGHT[FIRST]
    assert totals(read_rows(CALL_HEADINGS, *calls))[FIRST] == (seconds + 30, data_bytes)
