"""Errors, merges, hidden rows and strikes of an `.ods`; part of the child process.

Source: ODF 1.3-3 19.676, 19.749 and 20.384.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign.cell_marks import CellError, SheetMarks, is_whole

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_THROUGH: Final = "text-line-through"
_MOST_REPEATED: Final = 1_000
_ERROR: Final = re.compile(r"#[^\W\d_]|Err:\d")
"""How the text of an error begins, in whatever language the program wrote it."""
_TIME: Final = re.compile(r"\b\d{1,2}:00\b")
"""How the time of a midnight begins, as programs show it."""


def _errors_in(row: ET.Element, number: int, repeated: int) -> Iterator[CellError]:
    """Yield the errors of a row.

    The format has no errors: the value of such a formula is an empty text or a zero, and only the
    shown text is the error.
    """
    for column, cell in _cells(row):
        columns = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        text = "".join("".join(part.itertext()) for part in cell.iterfind(f"{_TEXT}p")).strip()
        if _ERROR.match(text) and _hides_text(cell):
            yield CellError(number, column, f"#{text.lstrip('#')}", repeated, columns)


def _hides_text(cell: ET.Element) -> bool:
    """Return whether the value of a cell differs from the text that it shows."""
    if cell.get(f"{_OFFICE}value-type", "string") != "string":
        return True
    return cell.get(f"{_OFFICE}string-value") is not None


def marks_of(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """Return errors and layout of each sheet, by its name."""
    styles = _Styles()
    if "styles.xml" in archive.namelist():
        with archive.open("styles.xml") as source:
            for _, element in ET.iterparse(source, events=("end",)):  # noqa: S314 - limited
                styles.take(element)
    found: dict[str, SheetMarks] = {}
    layout = SheetMarks()
    columns: list[tuple[int, str]] = []
    row = 0
    with archive.open("content.xml") as source:
        for event, element in ET.iterparse(source, events=("start", "end")):  # noqa: S314 - as above
            if event == "start":
                if element.tag == f"{_TABLE}table":
                    layout = found.setdefault(element.get(f"{_TABLE}name", ""), SheetMarks())
                    columns, row = [], 0
                continue
            styles.take(element)
            if element.tag == f"{_TABLE}table-column":
                repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
                columns.append((repeated, element.get(f"{_TABLE}default-cell-style-name", "")))
            elif element.tag == f"{_TABLE}table-row":
                repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                if element.get(f"{_TABLE}visibility", "visible") != "visible":
                    layout.hidden.extend(range(row, row + min(repeated, _MOST_REPEATED)))
                layout.errors.extend(_errors_in(element, row, repeated))
                layout.merged.extend(_merged_in(element, row))
                layout.timed.extend(
                    (row + below, column)
                    for column in _midnights(element)
                    for below in range(min(repeated, _MOST_REPEATED))
                )
                layout.struck.extend(
                    (row, column, whole) for column, whole in styles.struck_in(element, columns)
                )
                row += repeated
                element.clear()
    return found


def _merged_in(row: ET.Element, number: int) -> Iterator[tuple[int, int, int]]:
    for column, cell in _cells(row):
        rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        if rows > 1:
            yield number, column, number + rows - 1


def _midnights(row: ET.Element) -> Iterator[int]:
    """Yield the columns of cells that are only a day, but shown with the time of midnight."""
    for column, cell in _cells(row):
        day = cell.get(f"{_OFFICE}date-value", "")
        if day and "T" not in day:
            text = "".join("".join(part.itertext()) for part in cell.iterfind(f"{_TEXT}p"))
            if _TIME.search(text):
                repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                yield from range(column, column + min(repeated, _MOST_REPEATED))


def _cells(row: ET.Element) -> Iterator[tuple[int, ET.Element]]:
    """Yield the cells of a row and the column where each begins, from 0."""
    column = 0
    for cell in row:
        if cell.tag in _CELLS:
            yield column, cell
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))


class _Styles:
    """Finds styles that strike their text through."""

    def __init__(self) -> None:
        self._own: dict[str, bool] = {}
        self._parents: dict[str, str] = {}

    def take(self, element: ET.Element) -> None:
        """Keep an element if it is a style."""
        if element.tag != f"{_STYLE}style":
            return
        name = element.get(f"{_STYLE}name", "")
        self._parents[name] = element.get(f"{_STYLE}parent-style-name", "")
        for part in element.iterfind(f"{_STYLE}text-properties"):
            lines = [
                part.get(f"{_STYLE}{_THROUGH}-{what}")
                for what in ("style", "type")
                if part.get(f"{_STYLE}{_THROUGH}-{what}") is not None
            ]
            if lines:
                self._own[name] = all(one != "none" for one in lines)

    def struck_in(
        self, row: ET.Element, columns: Iterable[tuple[int, str]]
    ) -> Iterator[tuple[int, bool]]:
        """Yield the columns of a row's struck cells, and whether all of their text is."""
        if not any(self._own.values()):
            return
        for column, cell in _cells(row):
            style = cell.get(f"{_TABLE}style-name") or _default(columns, column)
            parts = _parts(cell, is_struck=self._strikes(style), strikes=self._strikes)
            whole = is_whole(parts)
            if whole is not None:
                yield column, whole

    def _strikes(self, name: str) -> bool:
        for _step in range(len(self._parents) + 1):
            if not name or name in self._own:
                break
            name = self._parents.get(name, "")
        return self._own.get(name, False)


def _default(columns: Iterable[tuple[int, str]], column: int) -> str:
    for repeated, style in columns:
        column -= repeated
        if column < 0:
            return style
    return ""


def _parts(element: ET.Element, *, is_struck: bool, strikes: Any) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a cell, and whether each is struck through."""
    for part in element:
        name = part.get(f"{_TEXT}style-name", "") if part.tag == f"{_TEXT}span" else ""
        inner = strikes(name) if name else is_struck
        yield part.text or "", inner
        yield from _parts(part, is_struck=inner, strikes=strikes)
        yield part.tail or "", is_struck
