"""Read the tables of foreign workbooks and text files.

They are read in a child process with limits on memory and time (table_child.py): a small forged
workbook can take any amount of memory or crash the process that reads it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeAlias

from alo183_desktop.documents.foreign import table_child
from alo183_desktop.documents.foreign.columns import CODES, PADDING
from alo183_desktop.documents.foreign.limited_child import (
    NONSENSE,
    ChildEndedError,
    Ending,
    ask_child,
    command_of,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.regular_files import kept_name, open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO, TypeVar

    ItemT = TypeVar("ItemT")

Cell: TypeAlias = str | float | int | bool | dt.date | dt.datetime | None
"""None is an empty cell. Times are naive, as the workbook has them."""
_REFUSED_ROWS: Final = {
    "character": "documents.foreign_character",
    "cell": "documents.foreign_cell",
}
_REFUSED_FILES: Final = {
    "kind": "documents.foreign_kind",
    "empty": "documents.foreign_empty",
    "encrypted": "documents.foreign_encrypted",
    "too_big": "documents.foreign_too_big",
}


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits for reading a foreign file."""

    file_bytes: int = 30_000_000
    unpacked_bytes: int = 300_000_000
    """Of all parts of a workbook together."""
    answer_bytes: int = 200_000_000
    memory_mib: int = 512
    seconds: float = 30.0
    cells: int = 3_000_000
    """Of all sheets together, including empty ones."""
    columns: int = 1_000

    @property
    def filled_cells(self) -> int:
        """The most cells of a table after its short rows are padded."""
        return self.cells * PADDING


LIMITS: Final = FileLimits()
LARGE: Final = FileLimits(
    file_bytes=100_000_000, answer_bytes=300_000_000, seconds=120.0, cells=12_000_000
)
"""For a million rows of few distinct cells, which are read column by column."""


@dataclass(frozen=True, slots=True)
class ForeignColumn:
    """One column of a sheet."""

    values: tuple[Cell, ...]
    """Its distinct cells."""
    codes: array[int]
    """For each row the index of its cell among them."""

    def pick(self, items: Sequence[ItemT]) -> list[ItemT]:
        """Return for each row the item of its cell.

        Args:
            items: One for each of `values`.

        Raises:
            KnownError: `documents.foreign_unreadable`: the child's answer is invalid.
        """
        try:
            return list(map(items.__getitem__, self.codes))
        except IndexError as error:
            raise KnownError("documents.foreign_unreadable") from error


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """One sheet, or the whole of a text file, column by column."""

    sheet: str
    """Empty for a text file."""
    height: int
    """Rows, including empty ones."""
    columns: tuple[ForeignColumn, ...]
    widths: array[int]
    """Cells of each row; empty when all rows have as many as there are columns."""
    is_closed: bool
    """Whether a line end follows the last row; True for a workbook."""
    encoding: str
    """Of a text file, Python's name for it; empty for a workbook."""
    separator: str
    """Of a text file; empty for a workbook."""

    def width_of(self, row: int) -> int:
        """Return how many cells a row has in the file."""
        return self.widths[row] if self.widths else len(self.columns)

    def rows(self, start: int = 0, stop: int | None = None) -> tuple[tuple[Cell, ...], ...]:
        """Return rows as tuples of one length."""
        parts = [
            ForeignColumn(column.values, column.codes[start:stop]).pick(column.values)
            for column in self.columns
        ]
        return tuple(zip(*parts, strict=True))


@dataclass(frozen=True, slots=True)
class ForeignColumns:
    """The content of one file, column by column."""

    name: str
    """Without hidden characters: the name of a file need not be text."""
    sha256: str
    sheets: tuple[ForeignSheet, ...]
    """Visible sheets that are not empty, in their order; at least one."""
    hidden: tuple[str, ...] = ()
    """Names of the hidden sheets that are not empty; they are not read."""
    layout: Mapping[str, SheetLayout] = field(default_factory=dict)
    """By the names of the sheets; empty for a text file."""

    def layout_of(self, sheet: str) -> SheetLayout:
        """Return the layout of a sheet."""
        return self.layout.get(sheet, _PLAIN)

    def rows(
        self, sheet: ForeignSheet, start: int = 0, stop: int | None = None
    ) -> tuple[tuple[Cell, ...], ...]:
        """Return rows of a sheet, its midnights as times."""
        rows, midnights = sheet.rows(start, stop), self.layout_of(sheet.sheet).midnights
        if not midnights:
            return rows
        places = {row for row, _ in midnights}
        return tuple(
            tuple(
                dt.datetime.combine(cell, dt.time())
                if type(cell) is dt.date and (number, column) in midnights
                else cell
                for column, cell in enumerate(row)
            )
            if number in places
            else row
            for number, row in enumerate(rows, start=start)
        )

    def by_rows(self) -> ForeignFile:
        """Return the same row by row."""
        tables = tuple(
            ForeignTable(one.sheet, self.rows(one), self.layout_of(one.sheet))
            for one in self.sheets
        )
        return ForeignFile(self.name, self.sha256, tables, self.hidden)

    def struck_rows(self, sheet: str) -> frozenset[int]:
        """Return the rows of a sheet with struck text, counted from 0."""
        layout = self.layout_of(sheet)
        return frozenset(row for row, _ in layout.struck | layout.struck_in_part)


class MergedCells(NamedTuple):
    """Cells of one column merged into one; all counted from 0."""

    row: int
    """The first, which alone has a value."""
    column: int
    last_row: int


class SheetLayout(NamedTuple):
    """The layout of a sheet, beyond the values of its cells."""

    merged: tuple[MergedCells, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """Counted from 0."""
    struck: frozenset[tuple[int, int]] = frozenset()
    """Row and column of the cells whose whole text is struck through, counted from 0."""
    struck_in_part: frozenset[tuple[int, int]] = frozenset()
    midnights: frozenset[tuple[int, int]] = frozenset()
    """Cells with only a day whose format shows its time: they mean 00:00, not just a day."""
    days_later: int = 0
    """How much later a plain number means as a day than Excel's usual numbers of days."""


_AS_READ: Final = frozenset({str, int, float, type(None)})
_PLAIN: Final = SheetLayout()


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """One sheet, or the whole of a text file."""

    sheet: str
    """Empty for a text file."""
    rows: tuple[tuple[Cell, ...], ...]
    """From the first row on, including empty rows: the number of a row is its index plus one."""
    layout: SheetLayout = _PLAIN


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """The content of one file."""

    name: str
    sha256: str
    tables: tuple[ForeignTable, ...]
    """Visible sheets that are not empty, in their order; at least one."""
    hidden: tuple[str, ...] = ()
    """Names of the hidden sheets that are not empty; they are not read."""


@dataclass(frozen=True, slots=True)
class PastedTable:
    """A table pasted from the clipboard instead of a file."""

    data: bytes
    """Text, its cells separated by tabs."""
    name: str = "Pano"


def read_file(
    path: Path | PastedTable,
    *,
    limits: FileLimits = LIMITS,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ForeignFile:
    """Return the tables of a file with its SHA-256; arguments and errors as in `read_columns`."""
    return read_columns(path, limits=limits, is_cancelled=is_cancelled).by_rows()


def read_columns(
    path: Path | PastedTable,
    *,
    limits: FileLimits = LIMITS,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ForeignColumns:
    """Return the tables of a file column by column, which suits a hundred thousand rows.

    The file type follows from the content. Encoding and separator of a text file are recognised.

    Args:
        path: An `.xlsx`, `.xls`, `.ods`, `.fods`, `.csv` or tab-separated file, or what was pasted.
        limits: Limits on memory, size and time.
        is_cancelled: Called ten times a second, on a thread of its own; the child is ended on True.

    Raises:
        KnownError: `documents.foreign_missing`, `foreign_kind`, `foreign_empty`,
            `foreign_unreadable`, `foreign_character`, `foreign_cell`, `foreign_encrypted`,
            `foreign_too_big`, `foreign_timeout` or `foreign_cancelled`.
    """
    try:
        with (
            io.BytesIO(path.data) if isinstance(path, PastedTable) else open_regular(path) as source
        ):
            if source.seek(0, os.SEEK_END) > limits.file_bytes:
                raise KnownError("documents.foreign_too_big")
            source.seek(0)
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            source.seek(0)
            given = path.data if isinstance(path, PastedTable) else source
            answer = _ask_child(given, limits, is_cancelled)
    except OSError as error:
        raise KnownError("documents.foreign_missing") from error
    read = _Answer(answer, limits)
    return ForeignColumns(kept_name(path.name), sha256, read.sheets(), read.hidden, read.layout)


def child_command() -> list[str]:
    """Return the command that starts the child, without its limits.

    As a script it imports nothing of this package, and needs no search path.
    """
    return command_of(table_child.OPTION, table_child.__file__)


def _ask_child(
    source: BinaryIO | bytes, limits: FileLimits, is_cancelled: Callable[[], bool]
) -> bytes:
    figures = (limits.memory_mib, limits.unpacked_bytes, limits.cells, limits.columns)
    try:
        return ask_child(
            [*child_command(), *map(str, figures)],
            source,
            seconds=limits.seconds,
            answer_bytes=limits.answer_bytes,
            is_cancelled=is_cancelled,
        )
    except ChildEndedError as error:
        match error.ending:
            case Ending.CANCELLED:
                raise KnownError("documents.foreign_cancelled") from error
            case Ending.TIMEOUT:
                seconds = round(limits.seconds)
                raise KnownError("documents.foreign_timeout", seconds=seconds) from error
            case Ending.TOO_BIG:
                raise KnownError("documents.foreign_too_big") from error


class _Answer:
    """The child's answer; nothing in it is trusted."""

    def __init__(self, answer: bytes, limits: FileLimits) -> None:
        self._answer = memoryview(answer)
        self._whole = answer
        self._place = 0
        self._limits = limits
        self.hidden: tuple[str, ...] = ()
        self.layout: Mapping[str, SheetLayout] = {}

    def sheets(self) -> tuple[ForeignSheet, ...]:
        """Return the sheets that are not empty.

        Raises:
            KnownError: As `read_columns`.
        """
        found: list[ForeignSheet] = []
        try:
            while "end" not in (value := self._line()):
                if "error" in value:
                    raise _refusal(str(value["error"]), int(value.get("row", 0)))
                sheet = self._sheet(value)
                if any(cell is not None for column in sheet.columns for cell in column.values):
                    found.append(sheet)
            self.hidden = tuple(map(str, value["hidden"]))
            heights = {sheet.sheet: sheet.height for sheet in found}
            self.layout = {
                str(name): _layout(*marks, height=heights.get(name, 0))
                for name, marks in value["layout"].items()
            }
        except NONSENSE as error:
            raise KnownError("documents.foreign_unreadable") from error
        if not found:
            raise KnownError("documents.foreign_empty")
        return tuple(found)

    def _sheet(self, value: dict[str, Any]) -> ForeignSheet:
        height, width = int(value["rows"]), int(value["columns"])
        if not 0 <= height * width <= self._limits.filled_cells:
            raise KnownError("documents.foreign_too_big")
        widths = self._codes(height) if value["ragged"] else array(CODES)
        columns = []
        for _ in range(width):
            values = tuple(_cells(self._line()))
            columns.append(ForeignColumn(values, self._codes(height)))
        return ForeignSheet(
            sheet=str(value["table"]),
            height=height,
            columns=tuple(columns),
            widths=widths,
            is_closed=bool(value["closed"]),
            encoding=str(value["encoding"]),
            separator=str(value["separator"]),
        )

    def _codes(self, height: int) -> array[int]:
        codes = array(CODES)
        codes.frombytes(self._bytes(height * codes.itemsize))
        return codes

    def _line(self) -> Any:
        end = self._whole.find(b"\n", self._place)
        if end < 0:
            self._end()
        line = self._whole[self._place : end]
        self._place = end + 1
        return json.loads(line)

    def _bytes(self, count: int) -> memoryview:
        part = self._answer[self._place : self._place + count]
        if len(part) < count:
            self._end()
        self._place += count
        return part

    def _end(self) -> NoReturn:
        # Without a last line the child was ended: by the limit on memory, or by a crash of the
        # library, which cells far outside cause.
        raise KnownError("documents.foreign_too_big")


def _layout(
    merged: Any, rows: Any, strikes: Any, timed: Any, days_later: Any, *, height: int
) -> SheetLayout:
    struck = [(int(row), int(column), bool(whole)) for row, column, whole in strikes]
    return SheetLayout(
        tuple(_merged(merged, height)),
        frozenset(map(int, rows)),
        frozenset((row, column) for row, column, whole in struck if whole),
        frozenset((row, column) for row, column, whole in struck if not whole),
        frozenset((int(row), int(column)) for row, column in timed),
        int(days_later),
    )


def _merged(merged: Any, height: int) -> Iterator[MergedCells]:
    """Yield what is merged within a sheet; a forged one may have far rows, or a cell twice."""
    ends: dict[int, int] = {}
    for row, column, last in sorted(MergedCells(*map(int, one)) for one in merged):
        end = min(last, height - 1)
        if ends.get(column, -1) < row < end:
            ends[column] = end
            yield MergedCells(row, column, end)


def _cells(values: Sequence[Any]) -> Sequence[Cell]:
    # Nearly all rows have only plain values, which a look at their types shows.
    return values if _AS_READ.issuperset(map(type, values)) else [_cell(one) for one in values]


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        kind, text = value
        if kind == "b":
            return bool(text)
        return dt.date.fromisoformat(text) if kind == "d" else dt.datetime.fromisoformat(text)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _refusal(code: str, row: int) -> KnownError:
    if code in _REFUSED_ROWS:
        return KnownError(_REFUSED_ROWS[code], row=row)
    return KnownError(_REFUSED_FILES.get(code, "documents.foreign_unreadable"))
