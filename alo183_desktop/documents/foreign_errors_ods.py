"""Where an `.ods` has errors such as `#DIV/0!`; part of the child process.

Not here: reading a file (foreign_child.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from alo183_desktop.documents.foreign_errors import CellError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS: Final = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_ERROR: Final = re.compile(r"#[^\W\d_]|Err:\d")
"""How the text of an error begins, in whatever language the program wrote it."""


def errors_of_ods(archive: zipfile.ZipFile) -> dict[str, list[CellError]]:
    """Return where sheets of an `.ods` have errors, by the name of the sheet.

    The format knows no errors: a formula that has one says that its value is an empty text, or a
    zero, and only what is shown tells of it.
    """
    with archive.open("content.xml") as source:
        found: dict[str, list[CellError]] = {}
        errors: list[CellError] = []
        row = 0
        for event, element in ET.iterparse(source, events=("start", "end")):  # noqa: S314 - limited
            if event == "start":
                if element.tag == f"{TABLE}table":
                    errors = found.setdefault(element.get(f"{TABLE}name", ""), [])
                    row = 0
            elif element.tag == f"{TABLE}table-row":
                repeated = int(element.get(f"{TABLE}number-rows-repeated", "1"))
                errors.extend(_errors_in(element, row, repeated))
                row += repeated
                element.clear()
    return found


def _errors_in(row: ET.Element, number: int, repeated: int) -> Iterator[CellError]:
    column = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        columns = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        text = "".join("".join(part.itertext()) for part in cell.iterfind(f"{_TEXT}p")).strip()
        if _ERROR.match(text) and _hides_text(cell):
            yield CellError(number, column, f"#{text.lstrip('#')}", repeated, columns)
        column += columns


def _hides_text(cell: ET.Element) -> bool:
    """Return whether the value of a cell is another one than the text that it shows."""
    if cell.get(f"{_OFFICE}value-type", "string") != "string":
        return True
    return cell.get(f"{_OFFICE}string-value") is not None
