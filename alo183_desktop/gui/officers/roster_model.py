"""The model of the roster: rows in the order in which the query found them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from alo183_desktop.gui.kit.tables import TableModel
from alo183_desktop.gui.officers.lines import Line
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence


class RosterModel(TableModel[Line]):
    """All rows of one answer; vacant duties stay on top whatever the order is.

    Sorting ten thousand names would hold up the window, so it is asked of the database thread.

    Signals:
        sort_requested: The column and the order that somebody chose.
    """

    sort_requested = Signal(int, Qt.SortOrder)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show another answer."""
        self.beginResetModel()
        self._shown = list(lines)
        self.endResetModel()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= 0:
            self.sort_requested.emit(column, order)
