"""A list of any length: all keys in memory, rows where somebody looks."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot

from alo183_desktop.gui.kit.table.models import TableModel
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from alo183_desktop.documents.columns import Column
    from alo183_desktop.gui.kit.table.models import Index

RowT = TypeVar("RowT")

PAGE: Final = 128
"""Rows fetched together."""
_PAGES_KEPT: Final = 64
_ROOT: Final = QModelIndex()
_TEXT_ROLES: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})


class JumpModel(TableModel[RowT]):
    """Rows loaded by their keys, as far as the user views them.

    The first rows are shown at once; the keys of all others may come later. An unloaded row
    is empty, and it is requested once the view has settled on it.

    Signals:
        sort_requested: The column and the order that the user chose; query again.
        page_added: Requested rows have arrived.
    """

    sort_requested = Signal(int, Qt.SortOrder)
    page_added = Signal()

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        fetch: Callable[[Sequence[int]], object],
        *,
        key: Callable[[RowT], int],
        is_sortable: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """Make a model without rows.

        Args:
            columns: From left to right.
            fetch: Requests the rows of some keys; pass them to `add_rows`.
            key: Returns the key of a row.
            is_sortable: Whether `sort_requested` is listened to.
        """
        super().__init__(columns, parent=parent)
        self.is_sortable = is_sortable
        self._fetch = fetch
        self._key = key
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, RowT]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._ask)

    def show_rows(self, rows: Sequence[RowT], keys: array[int] | None = None) -> None:
        """Discard everything and show other rows.

        Args:
            rows: The first ones; for a short list all of them.
            keys: Of all rows in their order; None while only the first are known.
        """
        self.beginResetModel()
        self._keys = array("q", map(self._key, rows)) if keys is None else keys
        self._pages.clear()
        self._asked.clear()
        self._wanted.clear()
        self._store(rows)
        self.endResetModel()

    def renew(self, rows: Sequence[RowT], keys: array[int] | None = None) -> bool:
        """Show the same list with current data; nothing moves.

        Args:
            rows: As `show_rows`.
            keys: As `show_rows`.

        Returns:
            Whether it is the same list; otherwise nothing happens.
        """
        present = array("q", map(self._key, rows)) if keys is None else keys
        if present != self._keys:
            return False
        self._pages.clear()
        self._asked.clear()
        self._store(rows)
        if present:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(present) - 1, len(self.columns) - 1)
            )
        return True

    def extend(self, keys: array[int]) -> bool:
        """Add the keys of all rows after those that are shown.

        Returns:
            Whether they continue what is shown; otherwise nothing happens, and the list must be
            queried again.
        """
        shown = len(self._keys)
        if keys[:shown] != self._keys:
            return False
        if len(keys) > shown:
            self.beginInsertRows(_ROOT, shown, len(keys) - 1)  # both ends inclusive
            self._keys = keys
            if shown % PAGE:
                self._pages.pop(shown // PAGE, None)  # it was incomplete
            self.endInsertRows()
        return True

    def add_rows(self, keys: Sequence[int], rows: Sequence[RowT]) -> None:
        """Store the rows requested by `keys`; deleted ones stay empty."""
        if not keys:
            return
        position = self.position_of_key(keys[0], near=self._asked)
        if position is None:
            return  # the list has changed meanwhile
        page = position // PAGE
        self._asked.discard(page)
        found = {self._key(row): row for row in rows}
        self._pages[page] = found
        self._pages.move_to_end(page)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(self._keys)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        self.page_added.emit()

    def keys(self) -> array[int]:
        """Return the keys of all rows in their order."""
        return self._keys

    def position_of_key(self, key: int, *, near: Sequence[int] | set[int] = ()) -> int | None:
        """Return the row index of a key, None when it is not in the list.

        Args:
            key: Of a row.
            near: Pages to search first.
        """
        for page in near:
            start = page * PAGE
            if start < len(self._keys) and self._keys[start] == key:
                return start
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def loaded(self, key: int) -> RowT | None:
        """Return the row of a key if it is loaded; nothing is requested."""
        return next((rows[key] for rows in self._pages.values() if key in rows), None)

    def row_of(self, position: int) -> RowT | None:
        """Return a row if it is loaded, and request it otherwise."""
        page = position // PAGE
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked:
                self._wanted[page] = None
                self._wanted.move_to_end(page)
                self._pause.start()
            return None
        return rows.get(self._keys[position])

    @override
    def row_at(self, index: Index) -> RowT:
        # None while it is loading: code that paints or reads the current row expects that.
        return self.row_of(index.row())  # type: ignore[return-value]

    @override
    def rows(self) -> Sequence[RowT]:
        return _Loaded(self)

    @override
    def position_of(self, key: object, row_key: Callable[[RowT], object]) -> int | None:
        return self.position_of_key(key) if isinstance(key, int) else None

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _TEXT_ROLES or not index.isValid():
            return super().data(index, role)
        row = self.row_of(index.row())
        return "" if row is None else self.columns[index.column()].text(row)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sort_requested.emit(column, order)

    def _store(self, rows: Sequence[RowT]) -> None:
        """Store the first rows; the last page must be whole."""
        for start in range(0, len(rows), PAGE):
            part = rows[start : start + PAGE]
            is_whole = len(part) == PAGE or start + len(part) == len(self._keys)
            if is_whole:
                self._pages[start // PAGE] = {self._key(row): row for row in part}

    @Slot()
    def _ask(self) -> None:
        """Request the page viewed last; pages scrolled past can wait."""
        if not self._wanted:
            return
        pages = list(self._wanted)[-2:]
        self._wanted.clear()
        for page in pages:
            self._asked.add(page)
            self._fetch(self._keys[page * PAGE : (page + 1) * PAGE])


class _Loaded(Sequence[RowT]):
    """The loaded rows of a model; None in place of the others."""

    def __init__(self, model: JumpModel[RowT]) -> None:
        self._model = model

    @override
    def __len__(self) -> int:
        return self._model.rowCount()

    @overload
    def __getitem__(self, position: int) -> RowT: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[RowT]: ...
    @override
    def __getitem__(self, position: int | slice) -> RowT | Sequence[RowT]:
        if isinstance(position, slice):
            return [self[one] for one in range(*position.indices(len(self)))]
        if not -len(self) <= position < len(self):
            raise IndexError(position)
        return self._model.row_of(position % len(self))  # type: ignore[return-value]
