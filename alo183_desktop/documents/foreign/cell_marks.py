"""Errors, merges, hidden rows and strikes of a workbook's cells.

Part of the child process. The library that reads the values returns an error such as `#DIV/0!` as
an empty cell, and an empty amount differs from a wrong one; it does not return fonts and hidden
rows. (Errors and styles in the library itself: tafia/calamine 653 and 682, not merged.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

SINCE_1904: Final = 1462
"""Days from Excel's usual first day to that of old Macs. Source: ECMA-376-1 18.17.4.1."""
MOST_MARKS: Final = 100_000
"""The most hidden rows or struck cells of a sheet to report; more are not about single people."""

_NO_TIME: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|am/pm')
"""Parts of a number format that show no time of day: literals, colours, durations."""


class UnplacedError(Exception):
    """A cell with an error does not state its position."""


class CellError(NamedTuple):
    """The position of an error in a sheet; rows and columns are counted from 0."""

    row: int
    column: int
    text: str
    """As `#DIV/0!`."""
    rows: int = 1
    columns: int = 1
    """How many adjacent cells have it: an `.ods` writes them once."""


@dataclass(slots=True)
class SheetMarks:
    """The layout of a sheet; rows and columns are counted from 0."""

    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, column and last row of cells that are merged downwards."""
    hidden: list[int] = field(default_factory=list)
    """Rows."""
    struck: list[tuple[int, int, bool]] = field(default_factory=list)
    """Row and column of cells that are struck through, and whether all of their text is."""

    timed: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of cells with only a day whose format shows a time: they are midnights."""
    errors: list[CellError] = field(default_factory=list)
    """Not in the answer: the rows have them."""
    days_later: int = 0
    """How much later a number without the format of a day means one than Excel's usual numbers."""

    def as_json(self) -> list[object]:
        """Return it for the child's JSON answer."""
        marks = (self.hidden, self.struck, self.timed)
        return [self.merged, *(part[:MOST_MARKS] for part in marks), self.days_later]


class Rows(list[list[Any]]):
    """The rows of a table.

    Attributes:
        marks: Their layout.
    """

    def __init__(self, rows: Iterable[list[Any]] = (), marks: SheetMarks | None = None) -> None:
        super().__init__(rows)
        self.marks = marks or SheetMarks()


def shows_time(number_format: str) -> bool:
    """Return whether Excel shows the time of day in a format such as `dd.mm.yyyy hh:mm`."""
    return "h" in _NO_TIME.sub("", number_format.lower())


def is_whole(parts: Iterable[tuple[str, bool]]) -> bool | None:
    """Return whether all parts of a text are struck through; None: none is."""
    struck = {is_struck for text, is_struck in parts if text.strip()}
    return False not in struck if True in struck else None
