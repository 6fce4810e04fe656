"""Files that call themselves workbooks and are HTML or Excel's XML of 2003."""

import datetime as dt
from pathlib import Path

import pytest

from alo183_desktop.documents.foreign.tables import MergedCells, read_file

HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>Kadro</title>
<style>td { color: red }</style></head><body><table border=1>
<tr><th rowspan=2>Adı Soyadı<th colspan=2>Cep&nbsp;Telefonu</tr>
<tr><th>Kişisel<th>Kurumsal</tr>
<tr><td>Ayşe<br>IŞIK</td><td>0500 000 10 01</td><td style='x'>0500 000
10 02</td></tr></table></body></html>"""
XML = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="dd\\.mm\\.yyyy\\ hh:mm"/></Style>
<Style ss:ID="s2"><NumberFormat ss:Format="Short Date"/></Style></Styles>
<Worksheet ss:Name="Şubat"><Table><Row><Cell><Data ss:Type="String">Başvuru No</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">Tarih</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="Number">7</Data></Cell>
<Cell ss:StyleID="s2"><Data ss:Type="DateTime">2026-02-01T00:00:00.000</Data></Cell>
<Cell ss:StyleID="s1"><Data ss:Type="DateTime">2026-02-01T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
MIDNIGHT = dt.datetime(2026, 2, 1)  # noqa: DTZ001 - as the workbook has it


@pytest.mark.parametrize("encoding", ["utf-8", "cp1254", "utf-16"])
def test_that_a_page_that_is_called_a_workbook_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "kadro.xls"
    path.write_bytes(HTML.encode(encoding))
    (table,) = read_file(path).tables
    assert table.rows == (
        ("Adı Soyadı", "Cep Telefonu", None),
        (None, "Kişisel", "Kurumsal"),
        ("Ayşe\nIŞIK", "0500 000 10 01", "0500 000 10 02"),
    )


@pytest.mark.parametrize(
    "start", ["<meta charset='utf-8'>", "<div>", "<style>td{color:red}</style>", "<!-- a --><b>"]
)
def test_that_a_page_is_read_however_it_begins(tmp_path: Path, start: str) -> None:
    path = tmp_path / "kadro.xls"
    path.write_text(f"{start}<table><tr><td>Adı</td><td>TC</td></tr></table>", encoding="utf-8")
    (table,) = read_file(path).tables
    assert table.rows == (("Adı", "TC"),)


def test_that_a_table_in_another_one_stands_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "kadro.xls"
    inner = "<table><tr><td>iç</td></tr></table>"
    path.write_text(f"<table><tr><td>dış {inner} son</td><td>2</td></tr></table>", encoding="utf-8")
    outer, nested = read_file(path).tables
    assert (outer.rows, nested.rows) == ((("dış son", "2"),), (("iç",),))


def test_that_a_workbook_of_2003_is_read_with_days_and_instants(tmp_path: Path) -> None:
    path = tmp_path / "vakalar.xls"
    path.write_text(XML, encoding="utf-8")
    (table,) = read_file(path).tables
    assert table.sheet == "Şubat"
    assert table.rows == (
        ("Başvuru No", None, "Tarih"),
        (None, None, None),
        (7.0, dt.date(2026, 2, 1), MIDNIGHT),
    )


def test_that_cells_merged_downwards_are_reported_as_in_other_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "kadro.xls"
    unit = "<td rowspan=2>Huzurevi</td>"
    page = f"<table><tr><td>Ad<td>Birim<tr><td>Ayşe{unit}<tr><td>Uğur</table>"
    path.write_text(page, encoding="utf-8")
    assert read_file(path).tables[0].layout.merged == (MergedCells(1, 1, 2),)
    old = '<Cell ss:Index="3"><Data ss:Type="String">Tarih'
    path.write_text(XML.replace(old, old.replace("><", ' ss:MergeDown="2"><', 1)), encoding="utf-8")
    assert read_file(path).tables[0].layout.merged == (MergedCells(0, 2, 2),)


def test_that_struck_cells_and_hidden_rows_are_reported_as_in_other_workbooks(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kadro.xls"
    rows = (
        "<tr><td>Ad<td>Birim",
        "<tr><td><s>Ayşe</s><td>Huzurevi <del>eski</del>",
        "<tr style='display: none'><td style='text-decoration:line-through'>Uğur<td>Yurt",
    )
    path.write_text(f"<table>{''.join(rows)}</table>", encoding="utf-8")
    layout = read_file(path).tables[0].layout
    assert set(layout.struck) == {(1, 0), (2, 0)}
    assert set(layout.struck_in_part) == {(1, 1)}
    assert set(layout.hidden_rows) == {2}
    struck = XML.replace('"s2"><', '"s2"><Font ss:StrikeThrough="1"/><')
    path.write_text(struck.replace('ss:Index="3"><Cell', 'ss:Index="3" ss:Hidden="1"><Cell'))
    layout = read_file(path).tables[0].layout
    assert (set(layout.struck), set(layout.hidden_rows)) == ({(2, 1)}, {2})
