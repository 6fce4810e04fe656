"""Which cells of a workbook are struck through, whole or in part; part of the child process.

Not here: reading a file (foreign_child.py), and what a strike means (officers/roster_strikes.py).
The library tells of no fonts at all. Of an `.xls` only cells that are struck as a whole are told:
which of its letters are, stands in a part that nothing else here needs.

Source: ECMA-376-1 18.4.10 and 18.8.22; [MS-XLS] 2.4.122, 2.4.353 and the records of cells; ODF
1.3-3 20.384.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign_errors_ods import CELLS, TABLE
from alo183_desktop.documents.foreign_errors_xls import SHEET, records, workbook_in
from alo183_desktop.documents.foreign_errors_xlsx import column_of, parts_of_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_CELLS: Final = 100_000
"""So many struck cells of a sheet are told; more of them are no list with a few who left."""
WHOLE, PART = 1, 0
_PIECE: Final = 1 << 20
_CELL: Final = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>",
    re.DOTALL,
)
_PLACE: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_FORMAT: Final = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_SHARED: Final = re.compile(rb"\bt=[\"']s[\"']")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>(\d{1,9})<")
_INLINE_RUN: Final = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_INLINE_TEXT: Final = re.compile(rb"<(?:\w+:)?t[^>]*>([^<]*)<")
_INLINE_STRIKE: Final = re.compile(rb"<(?:\w+:)?strike(?:\s+val=[\"'](\w+)[\"'])?\s*/?>")
_FALSE: Final = frozenset({"0", "false", "off"})
_FONT, _FORMATS, _MANY = 0x0031, 0x00E0, 0x00BD
_FONT_IS_STRUCK: Final = 0x08
_MISSING_FONT: Final = 4
"""No font of an `.xls` has this number; what comes later is counted one too high."""
_ONE_CELL: Final = frozenset({0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x0006})
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_THROUGH: Final = "text-line-through"


def strikes_of(data: bytes) -> dict[str, list[tuple[int, int, int]]]:
    """Return by the names of the sheets which of their cells are struck through.

    Args:
        data: A workbook that the library could read.

    Returns:
        For each sheet with any `[row, column, whole]`, counted from 0; `whole` is 0 where only a
        part of the text is struck.
    """
    # The values were read without the fonts; a program that writes these oddly spoils no list.
    with suppress(LookupError, ValueError, SyntaxError, struct.error):
        if not data.startswith(b"PK"):
            return _of_xls(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "content.xml" in archive.namelist():
                return _of_ods(archive)
            return _of_xlsx(archive)
    return {}


def _of_xlsx(archive: zipfile.ZipFile) -> dict[str, list[tuple[int, int, int]]]:
    names = set(archive.namelist())
    formats = _struck_formats(archive) if "xl/styles.xml" in names else frozenset()
    texts = dict(_struck_texts(archive)) if "xl/sharedStrings.xml" in names else {}
    found = {}
    for name, part in parts_of_sheets(archive).items():
        if part in names:
            with archive.open(part) as source:
                cells = list(_struck_cells(source, formats, texts))
            if cells:
                found[name] = cells[:MOST_CELLS]
    return found


def _struck_formats(archive: zipfile.ZipFile) -> frozenset[int]:
    root = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - limited
    fonts: list[bool] = []
    formats: list[int] = []
    for part in root:
        if _plain(part.tag) == "fonts":
            fonts = [_is_struck(font) for font in part]
        elif _plain(part.tag) == "cellXfs":
            formats = [int(one.get("fontId", "0")) for one in part]
    return frozenset(
        number for number, font in enumerate(formats) if font < len(fonts) and fonts[font]
    )


def _is_struck(font: ET.Element) -> bool:
    return any(
        _plain(one.tag) == "strike" and one.get("val", "1").lower() not in _FALSE for one in font
    )


def _struck_texts(archive: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the texts of which something is struck, and whether all of it is."""
    number = 0
    with archive.open("xl/sharedStrings.xml") as source:
        for _, element in ET.iterparse(source, events=("end",)):  # noqa: S314 - limited
            if _plain(element.tag) != "si":
                continue
            how = _how(_run(run) for run in element if _plain(run.tag) == "r")
            if how is not None:
                yield number, how
            number += 1
            element.clear()


def _how(runs: Iterable[tuple[str, bool]]) -> int | None:
    """Return how a text is struck of whose parts it is told; None when nothing of it is."""
    struck = {is_struck for text, is_struck in runs if text.strip()}
    if True not in struck:
        return None
    return PART if False in struck else WHOLE


def _struck_inline(inner: bytes) -> int | None:
    """Return how a text is struck that stands in its cell, as some programs write it."""
    runs = []
    for run in _INLINE_RUN.findall(inner):
        strike = _INLINE_STRIKE.search(run)
        is_struck = strike is not None and (strike[1] or b"1").decode() not in _FALSE
        runs.append((b" ".join(_INLINE_TEXT.findall(run)).decode("utf-8", "replace"), is_struck))
    return _how(runs)


def _run(run: ET.Element) -> tuple[str, bool]:
    text, is_struck = "", False
    for part in run:
        if _plain(part.tag) == "t":
            text += part.text or ""
        elif _plain(part.tag) == "rPr":
            is_struck = _is_struck(part)
    return text, is_struck


def _struck_cells(
    source: IO[bytes], formats: frozenset[int], texts: Mapping[int, int]
) -> Iterator[tuple[int, int, int]]:
    for text in _rows(source):
        if not formats and not texts and b"strike" not in text:
            continue
        for attributes, inner in _CELL.findall(text):
            place = _PLACE.search(attributes)
            if place is None or not inner:
                continue
            where = int(place[2]) - 1, column_of(place[1])
            style = _FORMAT.search(attributes)
            if style is not None and int(style[1]) in formats:
                yield *where, WHOLE
            elif _SHARED.search(attributes) and (value := _VALUE.search(inner)):
                how = texts.get(int(value[1]))
                if how is not None:
                    yield *where, how
            elif b"strike" in inner and (how := _struck_inline(inner)) is not None:
                yield *where, how


def _rows(source: IO[bytes]) -> Iterator[bytes]:
    """Yield a sheet in pieces that end with a row."""
    before = b""
    while piece := source.read(_PIECE):
        text, end, before = (before + piece).rpartition(b"row>")
        if end:
            yield text
    yield before


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _of_xls(data: bytes) -> dict[str, list[tuple[int, int, int]]]:
    stream = workbook_in(data)
    fonts: list[bool] = []
    formats: list[int] = []
    starts: dict[str, int] = {}
    for kind, place in records(stream, 0):
        if kind == _FONT:
            fonts.append(bool(stream[place + 2] & _FONT_IS_STRUCK))
        elif kind == _FORMATS:
            formats.append(struct.unpack_from("<H", stream, place)[0])
        elif kind == SHEET:
            start, name = bound(stream, place)
            starts[name] = start
    places = (font - 1 if font > _MISSING_FONT else font for font in formats)
    struck = {number for number, font in enumerate(places) if font < len(fonts) and fonts[font]}
    if not struck:
        return {}
    found = {name: list(_cells_of_xls(stream, start, struck)) for name, start in starts.items()}
    return {name: cells[:MOST_CELLS] for name, cells in found.items() if cells}


def bound(stream: bytes, place: int) -> tuple[int, str]:
    """Return where a sheet of an `.xls` begins, and its name."""
    start, _state, length, form = struct.unpack_from("<IHBB", stream, place)
    wide = form & 0x01
    text = stream[place + 8 : place + 8 + (length * 2 if wide else length)]
    return start, text.decode("utf-16-le" if wide else "latin-1", "replace")


def _cells_of_xls(stream: bytes, start: int, struck: set[int]) -> Iterator[tuple[int, int, int]]:
    for kind, place in records(stream, start):
        if kind in _ONE_CELL:
            row, column, style = struct.unpack_from("<3H", stream, place)
            if style in struck:
                yield row, column, WHOLE
        elif kind == _MANY:
            size = struct.unpack_from("<H", stream, place - 2)[0]
            row, column = struct.unpack_from("<2H", stream, place)
            for one in range((size - 6) // 6):
                if struct.unpack_from("<H", stream, place + 4 + 6 * one)[0] in struck:
                    yield row, column + one, WHOLE


def _of_ods(archive: zipfile.ZipFile) -> dict[str, list[tuple[int, int, int]]]:
    styles = _StylesOfOds()
    if "styles.xml" in archive.namelist():
        with archive.open("styles.xml") as source:
            for _, element in ET.iterparse(source, events=("end",)):  # noqa: S314 - limited
                styles.take(element)
    found: dict[str, list[tuple[int, int, int]]] = {}
    cells: list[tuple[int, int, int]] = []
    columns: list[tuple[int, str]] = []
    row = 0
    with archive.open("content.xml") as source:
        for event, element in ET.iterparse(source, events=("start", "end")):  # noqa: S314 - as above
            if event == "start":
                if element.tag == f"{TABLE}table":
                    cells = found.setdefault(element.get(f"{TABLE}name", ""), [])
                    columns, row = [], 0
                continue
            styles.take(element)
            if element.tag == f"{TABLE}table-column":
                repeated = int(element.get(f"{TABLE}number-columns-repeated", "1"))
                columns.append((repeated, element.get(f"{TABLE}default-cell-style-name", "")))
            elif element.tag == f"{TABLE}table-row":
                if len(cells) < MOST_CELLS:
                    cells.extend(
                        (row, column, how) for column, how in styles.struck_in(element, columns)
                    )
                row += int(element.get(f"{TABLE}number-rows-repeated", "1"))
                element.clear()
    return {name: cells for name, cells in found.items() if cells}


class _StylesOfOds:
    """Which styles of an `.ods` strike their text through."""

    def __init__(self) -> None:
        self._told: dict[str, bool] = {}
        self._parents: dict[str, str] = {}

    def take(self, element: ET.Element) -> None:
        """Keep what an element says, when it is a style."""
        if element.tag != f"{_STYLE}style":
            return
        name = element.get(f"{_STYLE}name", "")
        self._parents[name] = element.get(f"{_STYLE}parent-style-name", "")
        for part in element.iterfind(f"{_STYLE}text-properties"):
            told = [
                part.get(f"{_STYLE}{_THROUGH}-{what}")
                for what in ("style", "type")
                if part.get(f"{_STYLE}{_THROUGH}-{what}") is not None
            ]
            if told:
                self._told[name] = all(one != "none" for one in told)

    def struck_in(
        self, row: ET.Element, columns: Iterable[tuple[int, str]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the columns of a row's struck cells, and how they are struck."""
        if not any(self._told.values()):
            return
        column = 0
        for cell in row:
            if cell.tag not in CELLS:
                continue
            style = cell.get(f"{TABLE}style-name") or _default(columns, column)
            how = _how(_parts(cell, is_struck=self._strikes(style), strikes=self._strikes))
            if how is not None:
                yield column, how
            column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))

    def _strikes(self, name: str) -> bool:
        for _step in range(len(self._parents) + 1):
            if not name or name in self._told:
                break
            name = self._parents.get(name, "")
        return self._told.get(name, False)


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
