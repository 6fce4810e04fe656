"""Where an `.xlsx` has errors such as `#DIV/0!`; part of the child process.

Not here: reading a file (foreign_child.py).
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign_errors import CellError, UnplacedError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_PIECE: Final = 1 << 20
_ERROR_MARKS: Final = (b't="e"', b"t='e'")
_ERROR: Final = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\st=[\"']e[\"'])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL
)
_PLACE: Final = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")


def errors_of_xlsx(archive: zipfile.ZipFile) -> dict[str, list[CellError]]:
    """Return where sheets of an `.xlsx` have errors, by the name of the sheet."""
    found: dict[str, list[CellError]] = {}
    for part in archive.namelist():
        if not (part.startswith("xl/worksheets/") and part.endswith(".xml")):
            continue
        with archive.open(part) as source:
            has_errors = _has_errors(source)
        if has_errors:
            found[part] = list(_errors_in(archive.read(part)))
    if not found:
        return {}
    return {name: found[part] for name, part in parts_of_sheets(archive).items() if part in found}


def _has_errors(source: IO[bytes]) -> bool:
    """Return whether a sheet has an error at all; piece by piece, for it may be big."""
    before = b""
    while piece := source.read(_PIECE):
        text = before + piece
        if any(mark in text for mark in _ERROR_MARKS):
            return True
        before = text[1 - len(_ERROR_MARKS[0]) :]
    return False


def _errors_in(text: bytes) -> Iterator[CellError]:
    for cell in _ERROR.finditer(text):
        place = _PLACE.search(cell[1])
        if place is None:
            # A cell that does not say where it stands cannot be named either.
            raise UnplacedError
        value = _VALUE.search(cell[2] or b"")
        told = value[1].decode() if value else "#N/A"
        yield CellError(int(place[2]) - 1, column_of(place[1]), told)


def column_of(letters: bytes) -> int:
    """Return the place of a column from 0: `b"AB"` gives 27."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1


def parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return in which part of an `.xlsx` each sheet is, by its name."""
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
