"""What a workbook says of its cells beside their values: errors, merges, hidden rows, strikes.

Part of the child process. The library that reads the values gives an error such as `#DIV/0!` as an
empty cell, and an empty amount is another thing than a wrong one; of fonts and hidden rows it says
nothing. (Errors and styles in the library itself: tafia/calamine 653 and 682, not merged.)
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_MARKS: Final = 100_000
"""So many hidden rows or struck cells of a sheet are told; more say nothing about single people."""

_SAID_OR_LASTING: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|am/pm')
"""Parts of a number format that show no time of day: literals, colours, durations."""


class UnplacedError(Exception):
    """A cell with an error does not say where it stands."""


class CellError(NamedTuple):
    """Where a sheet has an error; rows and columns are counted from 0."""

    row: int
    column: int
    text: str
    """As `#DIV/0!`."""
    rows: int = 1
    columns: int = 1
    """So many cells beside one another have it: an `.ods` writes them once."""


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What a sheet looks like; rows and columns are counted from 0."""

    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, column and last row of cells that are merged downwards."""
    hidden: list[int] = field(default_factory=list)
    """Rows."""
    struck: list[tuple[int, int, bool]] = field(default_factory=list)
    """Row and column of cells that are struck through, and whether all of their text is."""

    timed: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of cells with a day alone whose format shows a time: they are midnights."""

    def told(self) -> list[object]:
        """Return it as the child tells it."""
        marks = (self.hidden, self.struck, self.timed)
        return [self.merged, *(part[:MOST_MARKS] for part in marks)]


def errors_of(data: bytes, sheets: Sequence[str]) -> dict[str, list[CellError]]:
    """Return where sheets have errors, by their names.

    Args:
        data: A workbook that the library could read.
        sheets: The names of all its sheets, in their order.

    Raises:
        UnplacedError: An error cannot be told with its place.
    """
    # Only one of them is needed, and the child lives for a moment.
    if not data.startswith(b"PK"):
        from alo183_desktop.documents.foreign import xls

        return xls.errors_of(data, sheets)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            from alo183_desktop.documents.foreign import ods

            return ods.errors_of(archive)
        from alo183_desktop.documents.foreign import xlsx

        return xlsx.errors_of(archive)


def marks_of(data: bytes) -> dict[str, SheetMarks]:
    """Return by the names of the sheets of a workbook what they look like."""
    if not data.startswith(b"PK"):
        from alo183_desktop.documents.foreign import xls

        return xls.marks_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            from alo183_desktop.documents.foreign import ods

            return ods.marks_of(archive)
        from alo183_desktop.documents.foreign import xlsx

        return xlsx.marks_of(archive)


def shows_time(number_format: str) -> bool:
    """Return whether Excel shows the time of day by a format such as `dd.mm.yyyy hh:mm`."""
    return "h" in _SAID_OR_LASTING.sub("", number_format.lower())


def is_whole(parts: Iterable[tuple[str, bool]]) -> bool | None:
    """Return whether all of a text is struck through, of whose parts it is told; None: nothing."""
    struck = {is_struck for text, is_struck in parts if text.strip()}
    return False not in struck if True in struck else None
