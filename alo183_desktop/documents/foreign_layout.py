"""Which cells of a workbook are merged downwards, and which rows are hidden; part of the child.

Not here: reading a file (foreign_child.py). The library tells of merged cells in two of the three
kinds of workbook, and of hidden rows in none.

Source: [MS-XLS] 2.4.168 and 2.4.221; ECMA-376-1 18.3.1.55 and 18.3.1.73; ODF 1.3-3 19.676, 19.749.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign_errors_ods import CELLS, TABLE
from alo183_desktop.documents.foreign_errors_xls import SHEET, records, workbook_in
from alo183_desktop.documents.foreign_errors_xlsx import column_of, parts_of_sheets
from alo183_desktop.documents.foreign_strikes import bound

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS: Final = 100_000
"""So many hidden rows are told; who hides more tells nothing by it."""
_PIECE: Final = 1 << 20
_TAG: Final = re.compile(
    rb"<(?:\w+:)?(?:row\b(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*?\sr=[\"'](\d{1,7})[\"']"
    rb"|mergeCell\b[^>]*?\sref=[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"'])"
)
_ROW, _MERGED = 0x0208, 0x00E5
_ROW_IS_HIDDEN: Final = 0x20
_MOST_REPEATED: Final = 1_000


def layout_of(data: bytes) -> dict[str, Any]:
    """Return by the names of the sheets what is merged downwards and what is hidden.

    Args:
        data: A workbook that the library could read.

    Returns:
        For each sheet a list of `[row, column, last row]` and a list of rows, counted from 0.
    """
    if not data.startswith(b"PK"):
        return _of_xls(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            with archive.open("content.xml") as source:
                return _of_ods(source)
        return {name: _of_part(archive, part) for name, part in parts_of_sheets(archive).items()}


def _of_part(archive: zipfile.ZipFile, part: str) -> list[list[Any]]:
    """Return what a sheet of an `.xlsx` tells; piece by piece, for it may be big."""
    merged: list[tuple[int, int, int]] = []
    hidden: list[int] = []
    if part not in archive.namelist():
        return [merged, hidden]
    with archive.open(part) as source:
        for text in _pieces(source):
            for row, column, first, last in _TAG.findall(text):
                if row:
                    hidden.append(int(row) - 1)
                elif first != last:
                    merged.append((int(first) - 1, column_of(column), int(last) - 1))
    return [merged, hidden[:MOST_ROWS]]


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces that end with a tag."""
    before = b""
    while piece := source.read(_PIECE):
        text, end, before = (before + piece).rpartition(b">")
        yield text + end


def _of_xls(data: bytes) -> dict[str, Any]:
    stream = workbook_in(data)
    return {
        name: _of_sheet(stream, start)
        for kind, place in records(stream, 0)
        if kind == SHEET
        for start, name in [bound(stream, place)]
    }


def _of_sheet(stream: bytes, start: int) -> list[list[Any]]:
    merged: list[tuple[int, int, int]] = []
    hidden: list[int] = []
    for kind, place in records(stream, start):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", stream, place)
            if flags & _ROW_IS_HIDDEN:
                hidden.append(row)
        elif kind == _MERGED:
            count = struct.unpack_from("<H", stream, place)[0]
            for one in range(count):
                first, last, column = struct.unpack_from("<3H", stream, place + 2 + 8 * one)
                if first != last:
                    merged.append((first, column, last))
    return [merged, hidden]


def _of_ods(source: IO[bytes]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    merged: list[tuple[int, int, int]] = []
    hidden: list[int] = []
    row = 0
    for event, element in ET.iterparse(source, events=("start", "end")):  # noqa: S314 - limited
        if event == "start":
            if element.tag == f"{TABLE}table":
                merged, hidden = found.setdefault(element.get(f"{TABLE}name", ""), [[], []])
                row = 0
        elif element.tag == f"{TABLE}table-row":
            repeated = int(element.get(f"{TABLE}number-rows-repeated", "1"))
            if element.get(f"{TABLE}visibility", "visible") != "visible":
                hidden.extend(range(row, row + min(repeated, _MOST_REPEATED)))
            merged.extend(_merged_in(element, row))
            row += repeated
            element.clear()
    return found


def _merged_in(row: ET.Element, number: int) -> Iterator[tuple[int, int, int]]:
    column = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        rows = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
        if rows > 1:
            yield number, column, number + rows - 1
        column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))
