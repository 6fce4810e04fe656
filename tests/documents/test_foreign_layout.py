"""What a workbook shows beside its values: cells merged downwards, hidden rows and sheets."""

import io
import zipfile
from pathlib import Path
from typing import Final

import pytest
import xlsxwriter

from alo183_desktop.documents.foreign.tables import MergedCells, SheetLayout, read_file
from tests.documents.foreign_workbooks import open_workbook

SAMPLES: Final = Path(__file__).parent.parent / "samples"
SEEN: Final = SheetLayout(
    tuple(MergedCells(*one) for one in ((3, 0, 5), (3, 1, 4), (5, 1, 6), (3, 3, 6), (3, 6, 6))),
    frozenset({4}),
)


def new_workbook() -> bytes:
    """Return the workbook of today from which LibreOffice made the two samples."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Kadro")
        sheet.merge_range(0, 0, 0, 6, "ANKARA VALİLİĞİ")
        for row, column, last in SEEN.merged:
            sheet.merge_range(row, column, last, column, "A")
        sheet.write(8, 2, "Toplam")
        sheet.set_row(4, None, None, {"hidden": True})
        hidden = book.add_worksheet("Eski")
        hidden.write(0, 0, "Ali VELİ")
        hidden.hide()
    return target.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_that_merged_cells_and_hidden_rows_and_sheets_are_reported(
    kind: str, tmp_path: Path
) -> None:
    path = SAMPLES / f"kadro_birlesik.{kind}"
    if kind == "xlsx":
        path = tmp_path / path.name
        path.write_bytes(new_workbook())
    file = read_file(path)
    (table,) = file.tables
    assert (table.sheet, file.hidden) == ("Kadro", ("Eski",))
    assert set(table.layout.merged) == set(SEEN.merged)
    assert table.layout.hidden_rows == SEEN.hidden_rows


def test_that_a_workbook_that_is_made_to_be_searched_for_long_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kadro.xlsx"
    tags = b"<mergeCell " * 60_000 + b'<row hidden="1" r="' * 60_000
    with (
        zipfile.ZipFile(io.BytesIO(new_workbook())) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<sheetData><!--" + tags + b"-->")
            target.writestr(name, content)
    (table,) = read_file(path).tables
    assert set(table.layout.merged) == set(SEEN.merged)


def test_that_an_open_workbook_without_its_archive_is_read_with_its_layout(tmp_path: Path) -> None:
    with zipfile.ZipFile(SAMPLES / "kadro_birlesik.ods") as archive:
        content = archive.read("content.xml").decode()
    start = content.index(">", content.index("<office:document-content")) + 1
    head = content[:start].replace("office:document-content", "office:document", 1)
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
    indented = content[start:].replace("><", ">\n  <").replace("document-content", "document")
    path = tmp_path / "kadro.fods"
    path.write_text(f"{head[:-1]} {kind}{indented}", encoding="utf-8")
    flat, archived = read_file(path), read_file(SAMPLES / "kadro_birlesik.ods")
    assert flat.tables[0].rows == archived.tables[0].rows
    assert flat.tables[0].layout.merged == archived.tables[0].layout.merged
    assert flat.tables[0].layout.hidden_rows == archived.tables[0].layout.hidden_rows


def test_that_a_text_file_has_no_layout(tmp_path: Path) -> None:
    path = tmp_path / "kadro.csv"
    path.write_text("Adı Soyadı;TC\nAyşe IŞIK;1\n", encoding="cp1254")
    (table,) = read_file(path).tables
    assert table.layout == SheetLayout()


def test_that_forged_cells_are_merged_once_and_within_their_sheet(tmp_path: Path) -> None:
    path = tmp_path / "kadro.ods"
    cell = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="{}">'
        "<text:p>Ali VELİ</text:p></table:table-cell>"
    )
    spans = (10**18, 10**18, 2, 10**18)
    rows = "".join(f"<table:table-row>{cell.format(one)}</table:table-row>" for one in spans)
    path.write_bytes(open_workbook(rows))
    (table,) = read_file(path).tables
    assert table.layout.merged == (MergedCells(0, 0, 3),)
