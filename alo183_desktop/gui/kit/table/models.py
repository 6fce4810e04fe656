"""Columns and models of tables: the one that holds all rows and the one that asks by page."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import collation_key, fold, fold_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.workbooks import Table, Value
    from alo183_desktop.gui.kit.states import State

RowT = TypeVar("RowT")
Index: TypeAlias = QModelIndex | QPersistentModelIndex

_TEXT_ROLES: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})
_ROOT: Final = QModelIndex()
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellKind(enum.StrEnum):
    """How a cell is painted."""

    TEXT = "text"
    MUTED = "muted"
    STRONG = "strong"


CHIP_BREAK: Final = ", "
"""Between the chips in the text of a cell, so that it copies as people write it."""


@dataclass(frozen=True)  # no slots: with them Python 3.11 refuses to call `Column[Row](…)`
class Column(Generic[RowT]):
    """One column of a table."""

    heading: str
    says: Callable[[RowT], str | int | dt.date | None]
    """A text, or a number, a day or an instant that is written as they are everywhere."""
    value: Callable[[RowT], Value] | None = None
    """What a workbook holds and a list is sorted by, where `says` makes more words of it."""
    unit: str = ""
    """Of that value: the heading of the workbook names it."""
    sort_key: Callable[[RowT], Any] | None = None
    """For another order than that of the value, or of its text in the Turkish alphabet."""
    align_right: bool = False
    """For numbers."""
    width_chars: int = 16
    """Room at first, in characters; people change it, and it is remembered."""
    stretch: bool = False
    """Takes a share of the room that is left over."""
    kind: CellKind = CellKind.TEXT
    state: Callable[[RowT], State | None] | None = None
    """Returns the mark before the text; None paints it without one."""
    keeps_mark_room: bool = False
    """Where there is a `state`: texts without a mark stand below those with one."""
    chips: Callable[[RowT], Sequence[str]] | None = None
    """Returns the parts of the text, each of which is painted as a chip."""
    repeats: Callable[[RowT], bool] | None = None
    """Where the row above says the same already: it is painted quieter, and copied all the same."""
    struck: Callable[[RowT], bool] | None = None
    """Where the row holds no more: it is struck through."""
    sortable: bool = True
    """Where the rows can be sorted at all."""
    cut_middle: bool = False
    """Where there is no room: keep the end too, by which things of one kind are told apart."""

    def text(self, row: RowT) -> str:
        """Return what is shown, copied and printed."""
        said = self.says(row)
        if isinstance(said, str):
            return said
        if isinstance(said, dt.datetime):
            return format_instant(said)
        if isinstance(said, dt.date):
            return format_day(said)
        return "" if said is None else number_text(said)

    def cell(self, row: RowT) -> Value:
        """Return what a workbook holds."""
        return (self.value or self.says)(row)

    def order(self, row: RowT) -> Any:
        """Return by what `RowsModel` sorts; what has no value comes first."""
        if self.sort_key is not None:
            return self.sort_key(row)
        value = self.cell(row)
        return (value is not None, collation_key(value) if isinstance(value, str) else value)


def workbook_table(columns: Sequence[Column[RowT]], rows: Sequence[RowT]) -> Table:
    """Return rows for a workbook, with all columns whatever the window has room for."""
    from alo183_desktop.documents.workbooks import Table  # pages bring nothing but screens

    return Table(
        [f"{one.heading} ({one.unit})" if one.unit else one.heading for one in columns],
        [[column.cell(row) for column in columns] for row in rows],
    )


def text_table(columns: Sequence[Column[RowT]], rows: Sequence[RowT]) -> Table:
    """Return rows as texts, for a print."""
    from alo183_desktop.documents.workbooks import Table  # as above

    return Table(
        [column.heading for column in columns],
        [[column.text(row) for column in columns] for row in rows],
    )


class TableModel(QAbstractTableModel, Generic[RowT]):
    """What both models share: columns, headings, cells of a row.

    Attributes:
        columns: From left to right.
        is_sortable: Whether somebody can sort it by its headings.
    """

    is_sortable = True

    def __init__(self, columns: Sequence[Column[RowT]], *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._shown: list[RowT] = []

    def row_at(self, index: Index) -> RowT:
        """Return the row shown at `index`, which must be valid."""
        return self._shown[index.row()]

    def rows(self) -> Sequence[RowT]:
        """Return the rows as they are shown, from top to bottom."""
        return self._shown

    def place_of(self, key: object, row_key: Callable[[RowT], object]) -> int | None:
        """Return in which row the thing with a key stands, None when it is not shown."""
        return next((index for index, row in enumerate(self._shown) if row_key(row) == key), None)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in _TEXT_ROLES:
            return column.text(self._shown[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.align_right else _LEFT
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
                return column.heading  # the tooltip has all of it where it ends in dots
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.align_right else _LEFT
        return None


class RowsModel(TableModel[RowT]):
    """All rows in memory: sorts in Turkish order and narrows as somebody types.

    Up to some ten thousand rows; above that the sorting belongs into the query.
    """

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        *,
        search: Callable[[RowT], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Make an empty model.

        Args:
            columns: From left to right.
            search: The text in which `set_search` looks; None joins the texts of all columns.
            parent: Qt's owner.
        """
        super().__init__(columns, parent=parent)
        self._search = search or self._all_texts
        self._all: list[RowT] = []
        self._found_in: list[tuple[str, str]] | None = None
        self._needle = ""
        self._keep: Callable[[RowT], bool] | None = None
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Replace all rows; search, filter and order stay."""
        self._all = list(rows)
        self._found_in = None
        self._refresh()

    def set_search(self, text: str) -> None:
        """Show only the rows that hold every word of `text`, whatever its case and accents.

        A part of a phone number is found in any way of writing it.
        """
        if text != self._needle:
            self._needle = text
            self._refresh()

    def set_filter(self, keep: Callable[[RowT], bool] | None) -> None:
        """Show only the rows that `keep` answers for; None shows all."""
        self._keep = keep
        self._refresh()

    def all_rows(self) -> Sequence[RowT]:
        """Return the rows before search and filter."""
        return self._all

    def is_narrowed(self) -> bool:
        """Return whether search or filter hides rows that are there."""
        return bool(self._all) and len(self._shown) < len(self._all)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order) if 0 <= column < len(self.columns) else None
        self._refresh()

    def _all_texts(self, row: RowT) -> str:
        return " ".join(column.text(row) for column in self.columns)

    def _refresh(self) -> None:
        rows = self._matching()
        if self._order is not None:
            place, order = self._order
            is_reversed = order == Qt.SortOrder.DescendingOrder
            rows = sorted(rows, key=self.columns[place].order, reverse=is_reversed)
        self.beginResetModel()
        self._shown = list(rows)
        self.endResetModel()

    def _matching(self) -> Sequence[RowT]:
        rows: Sequence[RowT] = self._all
        words = fold(self._needle).split()
        if words:
            if self._found_in is None:
                texts = [self._search(row) for row in self._all]
                self._found_in = [
                    (fold(text), "".join(char for char in text if char.isdigit())) for text in texts
                ]
            digits = fold_phone(self._needle)
            rows = [
                row
                for row, (text, numbers) in zip(self._all, self._found_in, strict=True)
                if all(word in text for word in words) or (digits is not None and digits in numbers)
            ]
        return rows if self._keep is None else [row for row in rows if self._keep(row)]


class PagedModel(TableModel[RowT]):
    """Rows that are loaded page by page when the view scrolls near the end."""

    is_sortable = False

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        fetch: Callable[[RowT | None], object],
        *,
        parent: QObject | None = None,
    ) -> None:
        """Make a model without rows; the view asks for the first page.

        Args:
            columns: From left to right.
            fetch: Asks for the page after a row (None: the first page); it answers through
                `add_page`.
            parent: Qt's owner.
        """
        super().__init__(columns, parent=parent)
        self._fetch = fetch
        self._complete = False
        self._waiting = False

    def restart(self) -> None:
        """Forget all rows and ask for the first page anew: the question has changed."""
        self.beginResetModel()
        self._shown = []
        self._complete = False
        self._waiting = True
        self.endResetModel()
        self._fetch(None)

    def add_page(self, page: Sequence[RowT], *, last: bool) -> None:
        """Append the page that `fetch` was asked for; `last` says that none follows it."""
        self._complete = last
        if page:
            first = len(self._shown)
            self.beginInsertRows(_ROOT, first, first + len(page) - 1)  # both ends inclusive
            self._shown.extend(page)
            self.endInsertRows()
        self._waiting = False

    def is_complete(self) -> bool:
        """Return whether the last page has come."""
        return self._complete

    @override
    def canFetchMore(self, parent: Index) -> bool:
        # False while a page is on its way: views ask again from inside rowsInserted.
        return not parent.isValid() and not self._complete and not self._waiting

    @override
    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self._fetch(self._shown[-1] if self._shown else None)
