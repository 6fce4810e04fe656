"""Lists as workbooks and as pages to print."""

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from alo183_desktop.documents import workbooks
from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.documents.papers.lists import table_pdf
from alo183_desktop.documents.workbooks import Table, WorkbookSheet, write_table, write_tables
from alo183_desktop.shared.override import override

_TEXT: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"
_MIB: Final = 1024 * 1024
HEADINGS = ("Adı soyadı", "Unvanı", "Kurumsal cep", "Görevde")


def sheet_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def texts_of(data: bytes) -> list[str]:
    """Return the texts below the headings of the first sheet."""
    root = ET.fromstring(sheet_xml(data))  # noqa: S314 - made here
    return [one.text or "" for one in root.iter(_TEXT)]


def pages_of(data: bytes) -> list[tuple[str, float, float]]:
    """Return text, width and height of each page."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [
            (page.get_textpage().get_text_range(), page.get_width(), page.get_height())
            for page in document
        ]
    finally:
        document.close()


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+905001234567", "-1", "@SUM(A1)", "=1+1"]
)
def test_that_a_text_never_becomes_a_formula(text: str) -> None:
    data = write_table("Kadro", ["Ad"], [[text]])
    assert "<f>" not in sheet_xml(data)
    assert texts_of(data) == [text]


def test_that_values_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    row = (
        "İlknur ÇIĞ",
        "10000000832",
        "0500 001 10 01",
        dt.date(2024, 11, 10),
        12,
        "http://x.tr",
        None,
    )
    path.write_bytes(write_table("Kadro: [1/2]", ["a", "b", "c", "d", "e", "f", "g"], [row]))
    (table,) = read_file(path).tables
    assert table.sheet == "Kadro 1 2"
    assert table.rows[1] == row


def test_that_excel_sorts_and_adds_days_instants_times_and_spans(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    rows = (
        (
            dt.date(2026, 11, 28),
            dt.datetime(2026, 11, 28, 21, 30, 0, 999, tzinfo=dt.UTC),
            dt.time(14, 20),
            dt.timedelta(hours=26, minutes=5),
        ),
        (None, dt.datetime(2026, 11, 28, 21, 30, 12, tzinfo=dt.UTC), None, dt.timedelta()),
    )
    path.write_bytes(write_table("Aramalar", ["Gün", "An", "Saat", "Süre"], rows))
    cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert cells[1:] == [
        [
            dt.date(2026, 11, 28),
            dt.datetime(2026, 11, 29, 0, 30),  # noqa: DTZ001 - as Istanbul shows it
            dt.time(14, 20),
            dt.timedelta(hours=26, minutes=5),
        ],
        ["", dt.datetime(2026, 11, 29, 0, 30, 12), "", dt.timedelta()],  # noqa: DTZ001 - as above
    ]


def test_that_a_span_below_zero_is_a_number_of_days_that_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(write_table("Vakalar", ["Kalan"], [[dt.timedelta(hours=-6)], [1 / 3]]))
    cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert cells[1:] == [[-0.25], [1 / 3]]


def test_that_the_headings_are_frozen_and_filtered() -> None:
    xml = sheet_xml(write_table("Kadro", HEADINGS, [["a", "b", "c", "d"]]))
    assert 'state="frozen"' in xml
    assert '<autoFilter ref="A1:D2"/>' in xml


@settings(max_examples=25)
@given(st.text(max_size=80), st.text(max_size=40))
def test_that_any_text_makes_a_workbook(text: str, title: str) -> None:
    data = write_table(
        title.encode("utf-8", "ignore").decode(), ["a"], [[text.encode("utf-8", "ignore").decode()]]
    )
    assert len(texts_of(data)) <= 1


@pytest.mark.parametrize(
    "text", ["<a & b>", "  iki  boşluk ", "_x0041_", "satır\nsonu", "😀\ufffe"]
)
def test_that_a_text_with_signs_of_the_format_itself_comes_back(text: str) -> None:
    (found,) = texts_of(write_table("Kadro", ["a"], [[text]]))
    assert found.replace("_xFFFE_", "\ufffe").replace("_x005F_", "_") == text


def test_that_a_list_longer_than_a_sheet_goes_on_in_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    path = tmp_path / "liste.xlsx"
    path.write_bytes(write_table("Vakalar", ["No"], [[number] for number in range(5)]))
    tables = read_file(path).tables
    assert [table.sheet for table in tables] == ["Vakalar", "Vakalar 2", "Vakalar 3"]
    assert [table.rows[0] for table in tables] == [("No",)] * 3
    assert [row for table in tables for (row,) in table.rows[1:]] == [0, 1, 2, 3, 4]


class _Many(Sequence[tuple[str, int]]):
    """Rows that are made when they are read."""

    @override
    def __len__(self) -> int:
        return 20_000

    @override
    def __getitem__(self, index: object) -> tuple[str, int]:  # type: ignore[override]
        if not isinstance(index, int) or index >= len(self):
            raise IndexError
        return (f"183-2026-{index:07d}", index)


def test_that_a_long_list_is_not_in_memory_as_a_whole() -> None:
    write_table("Vakalar", ["No", "Sıra"], [("183", 1)])
    tracemalloc.start()
    try:
        write_table("Vakalar", ["No", "Sıra"], _Many())
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * _MIB


def test_that_a_rare_sign_takes_two_places_in_the_name_of_a_sheet() -> None:
    data = write_tables("Kadro", [WorkbookSheet("0" * 14 + "𐀀" * 9, Table(["a"], [["b"]]))] * 2)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    assert f'name="{"0" * 14}{"𐀀" * 8}"' in book
    assert f'name="{"0" * 14}{"𐀀" * 7} 2"' in book


def test_that_a_narrow_list_stands_upright_and_a_wide_one_across() -> None:
    narrow = pages_of(table_pdf(title="Kadro", subtitle="", headings=["Ad"], rows=[["Ayşe"]]))
    wide = pages_of(
        table_pdf(title="Kadro", subtitle="", headings=HEADINGS, rows=[["uzun " * 20] * 4])
    )
    assert narrow[0][1] < narrow[0][2]
    assert wide[0][1] > wide[0][2]


def test_that_each_page_has_the_headings_and_its_number() -> None:
    rows = [
        [f"Ümmühan KARAİSMAİLOĞLU {place}", "Müdür", "0500 001 10 01", "01.03.2024"]
        for place in range(120)
    ]
    pages = pages_of(
        table_pdf(
            title="Kadro", subtitle="24.11.2026", headings=HEADINGS, rows=rows, note="Şükrü IŞIK"
        )
    )
    assert len(pages) > 2
    for number, (text, _, _) in enumerate(pages, start=1):
        assert "Adı soyadı" in text
        assert f"{number} / {len(pages)}" in text
        assert "Şükrü IŞIK" in text
    joined = "".join(text for text, _, _ in pages)
    assert all(f"KARAİSMAİLOĞLU {place}" in joined for place in range(120))


def test_that_a_cell_longer_than_a_page_goes_on_over_the_next() -> None:
    words = [f"söz{place}" for place in range(3000)]
    pages = pages_of(
        table_pdf(
            title="Kadro", subtitle="", headings=("Ad", "Not"), rows=[["Ayşe", " ".join(words)]]
        )
    )
    joined = "".join(text for text, _, _ in pages)
    assert len(pages) > 1
    assert all(word in joined for word in words)


def test_that_an_empty_list_still_makes_a_page() -> None:
    assert len(pages_of(table_pdf(title="Kadro", subtitle="", headings=HEADINGS, rows=[]))) == 1
