"""The sheets of an `.xls` with their layout; part of the child process.

WORKAROUND: calamine 0.9 takes wrong values for the first columns of some old files, without an
    error (python-calamine 161); xlrd 2.0 reads them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import xlrd
from xlrd.biffh import XLRDError

from alo183_desktop.documents.foreign.cell_marks import (
    SINCE_1904,
    Rows,
    SheetMarks,
    is_whole,
    shows_time,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlrd.sheet import Sheet

_DURATION: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)


_WITHOUT_VALUE: Final = frozenset({xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK})


class EncryptedError(Exception):
    """The file is encrypted."""


def read(data: bytes) -> Iterator[tuple[str, Rows, bool]]:
    """Yield for each sheet its name, its rows, and whether it is visible.

    Raises:
        EncryptedError: It is encrypted.
        XLRDError, CompDocError: It cannot be read.
    """
    try:
        # Its warnings would be printed between the lines of the child's answer.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except XLRDError as error:
        raise EncryptedError if "encrypted" in str(error) else error from None
    # Files of simple programs refer to formats that they do not have.
    formats = {
        number: known.format_str
        for number, one in enumerate(book.xf_list)
        if (known := book.format_map.get(one.format_key)) is not None
    }
    fonts = [bool(font.struck_out) for font in book.font_list]
    struck = {number: fonts[one.font_index] for number, one in enumerate(book.xf_list)}
    for sheet in book.sheets():
        marks = SheetMarks(days_later=SINCE_1904 * book.datemode)
        marks.hidden.extend(row for row, one in sheet.rowinfo_map.items() if one.hidden)
        marks.merged.extend(
            (first, left, last - 1)
            for first, last, left, _ in sheet.merged_cells
            if last > first + 1
        )
        filled: dict[tuple[int, int], Any] = {}
        for row, column, cell in _cells(sheet):
            shown = formats.get(cell.xf_index, "")
            filled[row, column] = value = _value(cell, shown, book.datemode)
            if type(value) is dt.date and shows_time(shown):
                marks.timed.append((row, column))
            if any(fonts):
                runs = sheet.rich_text_runlist_map.get((row, column), [])
                edges = [(0, struck[cell.xf_index]), *((at, fonts[font]) for at, font in runs)]
                if (whole := _is_struck(str(value), edges)) is not None:
                    marks.struck.append((row, column, whole))
        yield sheet.name, _rows(filled, marks), sheet.visibility == 0


def _cells(sheet: Sheet) -> Iterator[tuple[int, int, Any]]:
    """Yield the cells with a value; a format alone may reach to the last row."""
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in _WITHOUT_VALUE:
                yield row, column, sheet.cell(row, column)


def _rows(filled: Mapping[tuple[int, int], Any], marks: SheetMarks) -> Rows:
    """Return rows of one length, up to the last cell that has a value."""
    width = max((column for _, column in filled), default=-1) + 1
    height = max((row for row, _ in filled), default=-1) + 1
    rows = Rows(([None] * width for _ in range(height)), marks)
    for (row, column), value in filled.items():
        rows[row][column] = value
    return rows


def _value(cell: Any, shown: str, epoch: Literal[0, 1]) -> Any:
    match cell.ctype:
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#N/A")
        case xlrd.XL_CELL_DATE if _DURATION.search(shown) or 0 <= cell.value < 1:
            return dt.timedelta(days=cell.value)
        case xlrd.XL_CELL_DATE:
            at = xlrd.xldate_as_datetime(cell.value, epoch)
            return at if cell.value % 1 else at.date()
    return cell.value


def _is_struck(text: str, edges: Sequence[tuple[int, bool]]) -> bool | None:
    """Return whether all of a text is struck through; each part extends to the next edge."""
    ends = [*edges, (len(text), False)]
    return is_whole((text[at:end], is_struck) for (at, is_struck), (end, _) in pairwise(ends))
