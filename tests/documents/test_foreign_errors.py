"""An error such as `#DIV/0!` is reported with its position, in each kind of workbook."""

import io
import struct
from pathlib import Path
from typing import Any, Final

import pytest
from python_calamine import load_workbook
from xlsxwriter import Workbook

from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.shared.errors import KnownError
from tests.documents.foreign_workbooks import old_workbook, open_workbook

SAMPLES: Final = Path(__file__).parent.parent / "samples"


def test_that_an_error_of_excels_is_reported_and_no_empty_cell(tmp_path: Path) -> None:
    target = io.BytesIO()
    with Workbook(target) as workbook:
        for name in ("Bir", "İki"):
            page = workbook.add_worksheet(name)
            page.write_row(0, 0, ["Hat", "Süre", "Veri"])
            page.write_row(1, 0, [1, 2, None])
            page.write_formula(1, 2 if name == "Bir" else 1, "=1/0", None, "#DIV/0!")
    path = tmp_path / "kullanim.xlsx"
    path.write_bytes(target.getvalue())
    first, second = read_file(path).tables
    assert first.rows[1] == (1, 2, "#DIV/0!")
    assert second.rows[1] == (1, "#DIV/0!", None)


@pytest.mark.parametrize("is_small", [True, False])
def test_that_an_error_in_an_old_workbook_is_reported_and_no_empty_cell(
    tmp_path: Path, *, is_small: bool
) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "Bir": [["Hat", "Sure", "Veri"], [1, "=#DIV/0!", 2.5], [2, True, "#N/A"]],
        "Iki": [["Hat"], [3], ["=#VALUE!"]],
    }
    path = tmp_path / "kullanim.xls"
    path.write_bytes(old_workbook(sheets, is_small=is_small))
    first, second = read_file(path).tables
    assert first.rows == (("Hat", "Sure", "Veri"), (1, "#DIV/0!", 2.5), (2, True, "#N/A"))
    assert second.rows == (("Hat",), (3,), ("#VALUE!",))


def test_that_figures_of_a_chart_are_no_cells_of_an_old_workbook(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Adi Soyadi", "Telefon"], ["Ayse KAYA", "0532"]]
    path = tmp_path / "kadro.xls"
    path.write_bytes(old_workbook({"Kadro": rows}, is_small=False))
    (table,) = read_file(path).tables
    assert table.rows == tuple(map(tuple, rows))


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xls")), ids=lambda path: path.name)
def test_that_both_libraries_read_the_same_from_old_workbooks(path: Path) -> None:
    for table in read_file(path).tables:
        other = load_workbook(path).get_sheet_by_name(table.sheet)
        rows = [[None if cell == "" else cell for cell in row] for row in other.iter_rows()]
        assert [list(row) for row in table.rows[-len(rows) :]] == rows


@pytest.mark.parametrize("sector", [1, 3], ids=["directory", "stream"])
def test_that_an_old_workbook_whose_sectors_loop_is_reported_as_broken(
    tmp_path: Path, sector: int
) -> None:
    data = bytearray(old_workbook({"Bir": [["Hat", "x" * 4000]]}, is_small=False))
    header = 512  # behind it the table of sectors says which one follows each
    struct.pack_into("<I", data, header + 4 * sector, sector)
    path = tmp_path / "kullanim.xls"
    path.write_bytes(data)
    with pytest.raises(KnownError) as raised:
        read_file(path)
    assert raised.value.code == "documents.foreign_unreadable"


def test_that_an_error_in_an_open_workbook_is_reported_and_neither_empty_nor_nothing(
    tmp_path: Path,
) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    error = '<table:table-cell {} office:value-type="{}"><text:p>{}</text:p></table:table-cell>'
    hidden = 'table:formula="of:=1/0" office:string-value="" calcext:value-type="error"'
    path = tmp_path / "kullanim.ods"
    path.write_bytes(
        open_workbook(
            f"<table:table-row>{text.format('Hat')}{text.format('Süre')}</table:table-row>"
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
            '<table:table-row table:number-rows-repeated="2">'
            '<table:table-cell table:number-columns-repeated="2"/>'
            + error.format(hidden + ' table:number-columns-repeated="2"', "string", "#DIV/0!")
            + "</table:table-row><table:table-row>"
            + error.format('table:formula="of:=A1" office:value="0"', "float", "#YOK")
            + error.format(hidden, "string", "Err:502")
            + error.format('office:value="12"', "float", "12")
            + error.format('office:string-value="#5"', "string", "#5")
            + "</table:table-row>"
        )
    )
    (table,) = read_file(path).tables
    errors = (None, None, "#DIV/0!", "#DIV/0!")
    assert table.rows[0][:2] == ("Hat", "Süre")
    assert table.rows[3:] == (errors, errors, ("#YOK", "#Err:502", 12, "#5"))
