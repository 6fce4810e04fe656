"""The columns of a foreign table, stored by distinct cells; part of the child process.

Like the child itself, this module imports nothing of the program.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BLOCK: Final = 5_000
"""Rows that are turned into columns at a time."""
PADDING: Final = 4
"""By this factor a table may exceed the allowed cells when short rows are padded."""
_PLAIN: Final = frozenset({str, int, float, type(None)})
CODES: Final = "I"
"""The type of array that holds the indexes of cells."""
_CODE_BYTES: Final = array(CODES).itemsize


class TooManyCellsError(Exception):
    """The table has more cells or columns than allowed."""


class TableBlock(NamedTuple):
    """Some rows of a table as columns of one length."""

    columns: Sequence[Sequence[Any]]
    cells: int
    """Cells of the rows; padding is not counted."""
    widths: array[int]
    """Cells of each row."""


class TableColumns:
    """The columns of one table: the distinct cells of each, and the index of each row's cell.

    Attributes:
        height: Rows so far.
        cells: Cells so far; padding is not counted.
    """

    def __init__(self, *, most_cells: int, most_columns: int, is_text: bool = False) -> None:
        """Begin a table.

        Args:
            most_cells: Limit of its cells.
            most_columns: Limit of its columns.
            is_text: Whether all cells are texts; otherwise the type of each is looked at.
        """
        self.height = 0
        self.cells = 0
        self._widths = array(CODES)
        self._most_cells = most_cells
        self._most_columns = most_columns
        self._is_text = is_text
        self._values: list[defaultdict[Any, int]] = []
        self._codes: list[array[int]] = []

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self._codes)

    @property
    def widths(self) -> array[int]:
        """Cells of each row; empty when all rows have the same number of them."""
        return self._widths if len(set(self._widths)) > 1 else array(CODES)

    def add(self, block: TableBlock) -> None:
        """Add the next rows.

        Raises:
            TooManyCellsError: With them there are too many.
        """
        columns = block.columns
        height = len(columns[0]) if columns else 0
        width = max(len(columns), self.width)
        self.cells += block.cells
        self._widths.extend(block.widths)
        filled = (self.height + height) * width
        if (
            width > self._most_columns
            or self.cells > self._most_cells
            or filled > self._most_cells * PADDING
        ):
            raise TooManyCellsError
        for _ in range(self.width, width):
            values: defaultdict[Any, int] = defaultdict()
            # A new cell gets the next index.
            values.default_factory = values.__len__
            self._values.append(values)
            self._codes.append(array(CODES, bytes(_CODE_BYTES * self.height)))
            if self.height:
                values[None] = 0
        for index, (known, codes) in enumerate(zip(self._values, self._codes, strict=True)):
            column = columns[index] if index < len(columns) else [None] * height
            if not self._is_text and not _PLAIN.issuperset(map(type, column)):
                column = [_key(cell) for cell in column]
            # An array takes a list several times faster than an iterator.
            codes.extend(array(CODES, list(map(known.__getitem__, column))))
        self.height += height

    def parts(self) -> Iterator[tuple[list[Any], bytes]]:
        """Yield for each column its distinct cells, and the codes of its rows."""
        for values, codes in zip(self._values, self._codes, strict=True):
            yield list(values), codes.tobytes()


def in_blocks(rows: Iterable[Sequence[Any]], most_columns: int) -> Iterator[TableBlock]:
    """Yield rows of any length block by block.

    Raises:
        TooManyCellsError: A row has more than `most_columns`.
    """
    source = iter(rows)
    while block := list(islice(source, _BLOCK)):
        widths = list(map(len, block))
        if max(widths) > most_columns:
            raise TooManyCellsError
        # Rows without any cell count, too.
        columns: Sequence[Sequence[Any]] = list(zip_longest(*block)) or [[None] * len(block)]
        yield TableBlock(columns, sum(widths), array(CODES, widths))


def _key(cell: Any) -> Any:
    """Return a cell's key for finding equal ones: 1 equals True, but is another cell."""
    if isinstance(cell, bool):
        return ("b", cell)
    if isinstance(cell, dt.datetime):
        return ("t", cell.replace(tzinfo=None).isoformat())
    if isinstance(cell, dt.date):
        return ("d", cell.isoformat())
    if isinstance(cell, dt.time):
        cell = dt.timedelta(
            hours=cell.hour,
            minutes=cell.minute,
            seconds=cell.second,
            microseconds=cell.microsecond,
        )
    if isinstance(cell, dt.timedelta):
        return _hours(cell)
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


def _hours(cell: dt.timedelta) -> str:
    """Return a duration as Excel's `[h]:mm:ss` shows it, with fractions of a second."""
    milliseconds = round(cell / dt.timedelta(milliseconds=1))
    sign = "-" if milliseconds < 0 else ""
    seconds, left = divmod(abs(milliseconds), 1000)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{left:03}" if left else text
