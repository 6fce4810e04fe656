"""Errors, merges, hidden rows and strikes of an `.xlsx`; part of the child process.

Source: ECMA-376-1 18.3.1.55, 18.3.1.73, 18.4.10 and 18.8.22.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign.cell_marks import (
    SINCE_1904,
    CellError,
    SheetMarks,
    UnplacedError,
    is_whole,
    shows_time,
)

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

_PIECE: Final = 1 << 20
_ERROR_MARKS: Final = (b't="e"', b"</f>")
_WITHOUT_VALUE: Final = "#FORMÜL DEĞERİ YOK"
"""Written by a program that does not calculate: the cell would pass for an empty one."""
_INNER: Final = rb"((?>[^<]+|<(?!/?(?:\w+:)?c\b))*+)"
"""What a cell holds, up to its end or the next cell: no byte is looked at for each one before."""
_ERROR: Final = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\st=[\"']e[\"'])([^<>]*?)(?:/>|>" + _INNER + rb"</(?:\w+:)?c>)"
)
_UNCALCULATED: Final = re.compile(
    rb"<(?:\w+:)?c\b(?![^<>]*\st=[\"']str)([^<>]*)(?<!/)>\s*<(?:\w+:)?f\b"
    rb"(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE: Final = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ERROR_TEXT: Final = re.compile(rb"<(?:\w+:)?v[^<>]*>([^<]*)<")
_TAG: Final = re.compile(
    rb"<(?:\w+:)?(?:row\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*?\sr=[\"'](\d{1,7})[\"']"
    rb"|mergeCell\b[^<>]*?\sref=[\"']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})[\"'])"
)
_TAG_MARKS: Final = (b"hidden=", b"mergeCell")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>" + _INNER + rb"</(?:\w+:)?c>")
_FORMAT: Final = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_SHARED: Final = re.compile(rb"\bt=[\"']s[\"']")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>(\d{1,9})<")
_INLINE_RUN: Final = re.compile(rb"<(?:\w+:)?r>((?>[^<]+|<(?!/?(?:\w+:)?r>))*+)</(?:\w+:)?r>")
_INLINE_TEXT: Final = re.compile(rb"<(?:\w+:)?t[^<>]*>([^<]*)<")
_INLINE_STRIKE: Final = re.compile(rb"<(?:\w+:)?strike(?:\s+val=[\"'](\w+)[\"'])?\s*/?>")
_WHOLE_NUMBER: Final = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)><(?:\w+:)?v>(\d{1,6})</")
_WITH_TIME: Final = range(18, 23)
"""Excel's own formats with a time. Source: ECMA-376-1 18.8.30."""
_OF_1904: Final = re.compile(rb"\bdate1904=[\"'](?:1|true|on)[\"']")
_FALSE: Final = frozenset({"0", "false", "off"})


def _has(mark: bytes, source: IO[bytes]) -> bool:
    """Return whether a mark occurs; piece by piece, as it may be big."""
    before = b""
    while piece := source.read(_PIECE):
        text = before + piece
        if mark in text:
            return True
        before = text[1 - len(mark) :]
    return False


def _errors_in(text: bytes) -> Iterator[CellError]:
    # One byte is found in a tenth of the time of several.
    in_single_quotes = b"'" in text and b"t='e'" in text
    if not in_single_quotes and not any(mark in text for mark in _ERROR_MARKS):
        return
    for cell in _UNCALCULATED.finditer(text):
        if (place := _PLACE.search(cell[1])) is not None:
            yield CellError(int(place[2]) - 1, _column_of(place[1]), _WITHOUT_VALUE)
    for cell in _ERROR.finditer(text):
        place = _PLACE.search(cell[1])
        if place is None:
            # A cell without its position cannot be reported either.
            raise UnplacedError
        value = _ERROR_TEXT.search(cell[2] or b"")
        shown = value[1].decode() if value else "#N/A"
        yield CellError(int(place[2]) - 1, _column_of(place[1]), shown)


def marks_of(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """Return errors and layout of each sheet, by its name.

    Raises:
        UnplacedError: A cell with an error does not state its position.
    """
    formats, timed = frozenset[int](), frozenset[int]()
    texts: dict[int, bool] = {}
    # The values were read without the fonts; invalid fonts of some program spoil no list.
    with suppress(LookupError, ValueError, SyntaxError):
        formats, timed = _formats(archive)
        texts = dict(_struck_texts(archive))
    found = {}
    is_of_1904 = _OF_1904.search(archive.read("xl/workbook.xml")) is not None
    for name, part in _parts_of_sheets(archive).items():
        if part in archive.namelist():
            with archive.open(part) as source:
                found[name] = _layout_of(source, formats, texts, timed)
            found[name].days_later = SINCE_1904 * is_of_1904
    return found


def _layout_of(
    source: IO[bytes],
    formats: frozenset[int],
    texts: Mapping[int, bool],
    timed: frozenset[int],
) -> SheetMarks:
    layout = SheetMarks()
    formats_of_time = [b"s=%c%d%c" % (mark, one, mark) for one in timed for mark in b"\"'"]
    for text in _rows(source):
        layout.errors.extend(_errors_in(text))
        # A pattern goes from tag to tag; most pieces have nothing that it finds.
        if any(mark in text for mark in _TAG_MARKS):
            for row, column, first, last in _TAG.findall(text):
                if row:
                    layout.hidden.append(int(row) - 1)
                elif first != last:
                    layout.merged.append((int(first) - 1, _column_of(column), int(last) - 1))
        if formats or texts or b"strike" in text:
            layout.struck.extend(_struck_cells(text, formats, texts))
        # Only numbers are days; a sheet of texts is not looked through for each format.
        if timed and b"v>" in text and any(mark in text for mark in formats_of_time):
            layout.timed.extend(_midnights(text, timed))
    return layout


def _midnights(text: bytes, timed: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the cells of whole days that are shown with their time."""
    for attributes, _ in _WHOLE_NUMBER.findall(text):
        style, place = _FORMAT.search(attributes), _PLACE.search(attributes)
        if style is not None and place is not None and int(style[1]) in timed:
            yield int(place[2]) - 1, _column_of(place[1])


def _formats(archive: zipfile.ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """Return the formats of cells that strike their text through, and that show a time of day."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset(), frozenset()
    root = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - limited
    fonts: list[bool] = []
    formats: list[tuple[int, int]] = []
    timed = set(_WITH_TIME)
    for part in root:
        if _plain(part.tag) == "fonts":
            fonts = [_is_struck(font) for font in part]
        elif _plain(part.tag) == "numFmts":
            own = ((int(one.get("numFmtId", "0")), one.get("formatCode", "")) for one in part)
            timed.update(number for number, code in own if shows_time(code))
        elif _plain(part.tag) == "cellXfs":
            formats = [(int(one.get("fontId", "0")), int(one.get("numFmtId", "0"))) for one in part]
    return frozenset(
        number for number, (font, _) in enumerate(formats) if font < len(fonts) and fonts[font]
    ), frozenset(number for number, (_, shown) in enumerate(formats) if shown in timed)


def _is_struck(font: ET.Element) -> bool:
    return any(
        _plain(one.tag) == "strike" and one.get("val", "1").lower() not in _FALSE for one in font
    )


def _struck_texts(archive: zipfile.ZipFile) -> Iterator[tuple[int, bool]]:
    """Yield the indexes of texts with struck parts, and whether all of a text is struck."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    with archive.open("xl/sharedStrings.xml") as source:
        # Reading all texts of a large list takes as long as the list itself.
        if not _has(b"strike", source):
            return
    number = 0
    with archive.open("xl/sharedStrings.xml") as source:
        for _, element in ET.iterparse(source, events=("end",)):  # noqa: S314 - limited
            if _plain(element.tag) != "si":
                continue
            whole = is_whole(_run(run) for run in element if _plain(run.tag) == "r")
            if whole is not None:
                yield number, whole
            number += 1
            element.clear()


def _is_struck_inline(inner: bytes) -> bool | None:
    """Return whether all of an inline text is struck, which some programs write."""
    runs = []
    for run in _INLINE_RUN.findall(inner):
        strike = _INLINE_STRIKE.search(run)
        is_struck = strike is not None and (strike[1] or b"1").decode() not in _FALSE
        runs.append((b" ".join(_INLINE_TEXT.findall(run)).decode("utf-8", "replace"), is_struck))
    return is_whole(runs)


def _run(run: ET.Element) -> tuple[str, bool]:
    text, is_struck = "", False
    for part in run:
        if _plain(part.tag) == "t":
            text += part.text or ""
        elif _plain(part.tag) == "rPr":
            is_struck = _is_struck(part)
    return text, is_struck


def _struck_cells(
    text: bytes, formats: frozenset[int], texts: Mapping[int, bool]
) -> Iterator[tuple[int, int, bool]]:
    for attributes, inner in _CELL.findall(text):
        place = _PLACE.search(attributes)
        if place is None or not inner:
            continue
        style = _FORMAT.search(attributes)
        whole: bool | None = None
        if style is not None and int(style[1]) in formats:
            whole = True
        elif _SHARED.search(attributes) and (value := _VALUE.search(inner)):
            whole = texts.get(int(value[1]))
        elif b"strike" in inner:
            whole = _is_struck_inline(inner)
        if whole is not None:
            yield int(place[2]) - 1, _column_of(place[1]), whole


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


def _column_of(letters: bytes) -> int:
    """Return the index of a column from 0: `b"AB"` gives 27."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1


def _parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of an `.xlsx` that holds each sheet, by its name."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - limited
    }
    parts = {}
    for element in ET.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314 - as above
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        relation = next((value for key, value in element.items() if key.endswith("}id")), None)
        target = targets.get(relation, "")
        parts[element.get("name", "")] = target[1:] if target[:1] == "/" else f"xl/{target}"
    return parts
