"""The model of a table with all rows in memory, and what it shares with that of a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import fold, fold_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.columns import Column

RowT = TypeVar("RowT")
Index: TypeAlias = QModelIndex | QPersistentModelIndex

_TEXT_ROLES: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})
_ROOT: Final = QModelIndex()
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel, Generic[RowT]):
    """The common base of the models: columns, headings, cells of a row.

    Attributes:
        columns: From left to right.
        is_sortable: Whether the user can sort it by its headings.
    """

    is_sortable = True

    def __init__(self, columns: Sequence[Column[RowT]], *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._shown: list[RowT] = []

    def row_at(self, index: Index) -> RowT:
        """Return the row at `index`, which must be valid."""
        return self._shown[index.row()]

    def rows(self) -> Sequence[RowT]:
        """Return the rows as shown, from top to bottom."""
        return self._shown

    def position_of(self, key: object, row_key: Callable[[RowT], object]) -> int | None:
        """Return the row index of a key, None when it is not shown."""
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
                return column.heading  # the tooltip has all of it where it is elided
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.align_right else _LEFT
        return None


class RowsModel(TableModel[RowT]):
    """All rows in memory: sorts in Turkish order and filters as the user types.

    Up to some ten thousand rows; above that the sorting belongs in the query.
    """

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        *,
        search: Callable[[RowT], str] | None = None,
        parent: QObject | None,
    ) -> None:
        """Make an empty model.

        Args:
            columns: From left to right.
            search: Returns the text that `set_search` searches; None joins all columns' texts.
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
        """Show only the rows that contain every word of `text`, ignoring case and accents.

        A part of a phone number is found in any notation.
        """
        if text != self._needle:
            self._needle = text
            self._refresh()

    def set_filter(self, keep: Callable[[RowT], bool] | None) -> None:
        """Show only the rows for which `keep` is true; None shows all."""
        self._keep = keep
        self._refresh()

    def all_rows(self) -> Sequence[RowT]:
        """Return the rows before search and filter."""
        return self._all

    def is_filtered(self) -> bool:
        """Return whether search or filter hides rows."""
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
            position, order = self._order
            is_reversed = order == Qt.SortOrder.DescendingOrder
            rows = sorted(rows, key=self.columns[position].order, reverse=is_reversed)
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
