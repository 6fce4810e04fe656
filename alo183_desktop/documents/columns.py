"""The columns of a list: what each shows of a row, on screen, in a workbook, in print."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from alo183_desktop.documents.workbooks import Table
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.packed_rows import PackedRows
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alo183_desktop.documents.workbooks import Value
    from alo183_desktop.shared.states import State

RowT = TypeVar("RowT")


class CellKind(enum.StrEnum):
    """How a cell is painted."""

    TEXT = "text"
    MUTED = "muted"
    STRONG = "strong"


CHIP_BREAK: Final = ", "
"""Between the chips in the text of a cell, so that it copies as normal text."""


@dataclass(frozen=True)  # no slots: with them Python 3.11 refuses to call `Column[Row](…)`
class Column(Generic[RowT]):
    """One column of a table."""

    heading: str
    content: Callable[[RowT], str | int | dt.date | None]
    """A text, or a number, day or time, formatted as everywhere."""
    value: Callable[[RowT], Value] | None = None
    """The value for workbooks and sorting, where `content` adds words to it."""
    unit: str = ""
    """Of that value: added to the workbook's heading."""
    sort_key: Callable[[RowT], Any] | None = None
    """For a sort order other than that of the value, or of its text in the Turkish alphabet."""
    align_right: bool = False
    """For numbers."""
    width_chars: int = 16
    """Initial width in characters; users change it, and it is remembered."""
    stretch: bool = False
    """Takes a share of the remaining width."""
    kind: CellKind = CellKind.TEXT
    state: Callable[[RowT], State | None] | None = None
    """Returns the mark before the text; None paints it without one."""
    keeps_mark_room: bool = False
    """With a `state`: texts without a mark are aligned with those that have one."""
    chips: Callable[[RowT], Sequence[str]] | None = None
    """Returns the parts of the text, each painted as a chip."""
    repeats: Callable[[RowT], bool] | None = None
    """Whether the row above has the same text: it is painted quieter, but copied anyway."""
    struck: Callable[[RowT], bool] | None = None
    """Whether the row is no longer valid: it is struck through."""
    sortable: bool = True
    """Where the rows can be sorted at all."""
    cut_middle: bool = False
    """When it is too long: keep the end, too, which distinguishes things of one kind."""

    def text(self, row: RowT) -> str:
        """Return the text that is shown, copied and printed."""
        content = self.content(row)
        if isinstance(content, str):
            return content
        if isinstance(content, dt.datetime):
            return format_instant(content)
        if isinstance(content, dt.date):
            return format_day(content)
        return "" if content is None else number_text(content)

    def cell(self, row: RowT) -> Value:
        """Return the value for a workbook."""
        return (self.value or self.content)(row)

    def order(self, row: RowT) -> Any:
        """Return the key by which `RowsModel` sorts; rows without a value come first."""
        if self.sort_key is not None:
            return self.sort_key(row)
        value = self.cell(row)
        return (value is not None, collation_key(value) if isinstance(value, str) else value)


def workbook_table(columns: Sequence[Column[RowT]], rows: Iterable[RowT]) -> Table:
    """Return rows for a workbook, with all columns including hidden ones."""
    return Table(
        [f"{one.heading} ({one.unit})" if one.unit else one.heading for one in columns],
        PackedRows(tuple(column.cell(row) for column in columns) for row in rows),
    )


def text_table(columns: Sequence[Column[RowT]], rows: Iterable[RowT]) -> Table:
    """Return rows as texts, for a print."""
    return Table(
        [column.heading for column in columns],
        [[column.text(row) for column in columns] for row in rows],
    )
