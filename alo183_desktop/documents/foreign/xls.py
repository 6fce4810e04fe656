"""Errors, merges, hidden rows and strikes of an `.xls`; part of the child process."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING

import xlrd

from alo183_desktop.documents.foreign.cell_marks import (
    CellError,
    SheetMarks,
    UnplacedError,
    is_whole,
    shows_time,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlrd.book import Book
    from xlrd.sheet import Sheet


def errors_of(data: bytes, sheets: Sequence[str]) -> dict[str, list[CellError]]:
    """Return the errors of sheets, by the name of the sheet.

    Args:
        data: The file.
        sheets: The names of all its sheets, in their order.

    Raises:
        UnplacedError: The file has errors, but another number of sheets.
    """
    found = [list(_errors_in(sheet)) for sheet in _open(data).sheets()]
    if any(found) and len(found) != len(sheets):
        raise UnplacedError
    return dict(zip(sheets, found, strict=False))


def marks_of(data: bytes) -> dict[str, SheetMarks]:
    """Return the layout of each sheet, by its name."""
    book = _open(data, formatting_info=True)
    return {
        sheet.name: SheetMarks(
            [
                (first, left, last - 1)
                for first, last, left, _ in sheet.merged_cells
                if last > first + 1
            ],
            [row for row, known in sheet.rowinfo_map.items() if known.hidden],
            list(_struck_in(book, sheet)),
            list(_midnights(book, sheet)),
        )
        for sheet in book.sheets()
    }


def _midnights(book: Book, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the cells of whole days that are shown with their time."""
    timed = [
        (known := book.format_map.get(one.format_key)) is not None and shows_time(known.format_str)
        for one in book.xf_list
    ]
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            is_timed = kind == xlrd.XL_CELL_DATE and timed[sheet.cell_xf_index(row, column)]
            if is_timed and float(sheet.cell_value(row, column)).is_integer():
                yield row, column


def _open(data: bytes, *, formatting_info: bool = False) -> Book:
    # Its warnings would be printed between the lines of the child's answer.
    return xlrd.open_workbook(
        file_contents=data, formatting_info=formatting_info, logfile=io.StringIO()
    )


def _errors_in(sheet: Sheet) -> Iterator[CellError]:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = int(sheet.cell_value(row, column))
                yield CellError(row, column, xlrd.error_text_from_code.get(code, "#N/A"))


def _struck_in(book: Book, sheet: Sheet) -> Iterator[tuple[int, int, bool]]:
    struck = [bool(font.struck_out) for font in book.font_list]
    if not any(struck):
        return
    formats = [struck[one.font_index] for one in book.xf_list]
    for row in range(sheet.nrows):
        for column, value in enumerate(sheet.row_values(row)):
            if value == "":
                continue
            all_struck = formats[sheet.cell_xf_index(row, column)]
            runs = sheet.rich_text_runlist_map.get((row, column), [])
            # Each run extends to the next one; the text before the first has the cell's font.
            edges = [(0, all_struck), *((at, struck[font]) for at, font in runs), (None, False)]
            whole = is_whole(
                (str(value)[at:end], is_struck) for (at, is_struck), (end, _) in pairwise(edges)
            )
            if whole is not None:
                yield row, column, whole
