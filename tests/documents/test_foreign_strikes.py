"""Which cells of a workbook are struck through."""

import io
import zipfile
from pathlib import Path
from typing import Final

import pytest
import xlsxwriter

from alo183_desktop.documents.foreign.tables import SheetLayout, read_file

SAMPLES: Final = Path(__file__).parent.parent / "samples"
WHOLE: Final = frozenset({(1, 0), (1, 1), (1, 2), (2, 2), (3, 1)})
IN_PART: Final = frozenset({(3, 0)})
STRUCK: Final = '<rPr><strike val="1"/></rPr>'
KEPT: Final = '<t xml:space="preserve">'


def new_workbook() -> bytes:
    """Return the workbook of today from which LibreOffice made the two samples."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        struck, plain = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        sheet = book.add_worksheet("Kadro")
        sheet.write_row(0, 0, ["Adı Soyadı", "T.C. Kimlik No", "Kurumsal Cep"])
        sheet.write_row(1, 0, ["Ayşe IŞIK", 10000003048, "0500 001 10 04"], struck)
        sheet.write_row(2, 0, ["Uğur KAYA", 10000009224])
        sheet.write_number(2, 2, 5000011013, struck)
        sheet.write_rich_string(3, 0, plain, "İlknur ", struck, "ER", plain, " ÇIĞ")
        sheet.write_number(3, 1, 10000000832, struck)
        sheet.write_blank(4, 0, None, struck)
        book.add_worksheet("Öteki").write(0, 0, "Ali VELİ")
    return target.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_that_struck_cells_are_reported(kind: str, tmp_path: Path) -> None:
    path = SAMPLES / f"kadro_cizili.{kind}"
    if kind == "xlsx":
        path = tmp_path / path.name
        path.write_bytes(new_workbook())
    table, other = read_file(path).tables
    assert table.layout.struck == WHOLE
    assert table.layout.struck_in_part == IN_PART
    assert other.layout == SheetLayout()


def test_that_a_text_that_is_struck_from_end_to_end_is_struck(tmp_path: Path) -> None:
    path = tmp_path / "kadro.xlsx"
    with xlsxwriter.Workbook(path) as book:
        struck = book.add_format({"font_strikeout": True})
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, struck, "Ayşe", struck, " IŞIK")
    (table,) = read_file(path).tables
    assert table.layout.struck == {(0, 0)}


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ("<r><rPr><strike/></rPr><t>Ayşe IŞIK</t></r>", (True, False)),
        (f"<r>{STRUCK}<t>Ayşe</t></r><r>{KEPT} IŞIK</t></r>", (False, True)),
        ('<r><rPr><strike val="0"/></rPr><t>Ayşe IŞIK</t></r>', (False, False)),
    ],
)
def test_that_texts_within_their_cells_are_looked_at(
    runs: str, expected: tuple[bool, bool], tmp_path: Path
) -> None:
    plain, path = io.BytesIO(), tmp_path / "kadro.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_number(0, 0, 1)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            cell = f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'.encode()
            target.writestr(name, data.replace(b'<c r="A1"><v>1</v></c>', cell))
    (table,) = read_file(path).tables
    assert table.rows == (("Ayşe IŞIK",),)
    where = (0, 0)
    layout = table.layout
    assert (where in layout.struck, where in layout.struck_in_part) == expected


def test_that_a_workbook_with_odd_fonts_is_read_without_strikes(tmp_path: Path) -> None:
    path = tmp_path / "kadro.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(new_workbook())) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/styles.xml":
                data = data.replace(b'fontId="', b'fontId="x')
            target.writestr(name, data)
    assert [table.layout.struck for table in read_file(path).tables] == [frozenset()] * 2
