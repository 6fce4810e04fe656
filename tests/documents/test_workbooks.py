"""Lists as workbooks and as pages to print."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.documents.papers.lists import table_pdf
from alo183_desktop.documents.workbooks import Sheet, Table, write_table, write_tables

HEADINGS = ("Adı soyadı", "Unvanı", "Kurumsal cep", "Görevde")


def sheet_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


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
    assert 't="s"' in sheet_xml(data)


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
    assert zipfile.is_zipfile(io.BytesIO(data))


def test_that_a_rare_sign_takes_two_places_in_the_name_of_a_sheet() -> None:
    data = write_tables("Kadro", [Sheet("0" * 14 + "𐀀" * 9, Table(["a"], [["b"]]))] * 2)
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
