"""The list of the roster: its columns for each view, its order, its row menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu

from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.tables import TableView
from alo183_desktop.gui.officers import columns
from alo183_desktop.gui.officers.lines import Line, View
from alo183_desktop.gui.officers.roster_model import RosterModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_OPTIONAL: Final = "columns/officers-shown"
_ASCENDING: Final = Qt.SortOrder.AscendingOrder
_DESCENDING: Final = Qt.SortOrder.DescendingOrder


class RosterView(TableView):
    """Officers in the order that somebody chose, vacant duties above them.

    Attributes:
        line_model: The rows.
        order: What `officers.queries` calls the order.
        descending: Whether it is turned around.

    Signals:
        order_chosen: Another order is wanted.
        change_requested: A change is wanted with the current row.
    """

    order_chosen = Signal()
    change_requested = Signal()

    def __init__(self, *, may_edit: bool, may_change: bool, parent: QWidget) -> None:
        """Make the list.

        Args:
            may_edit: Whether the row menu opens cards.
            may_change: Whether it begins changes.
            parent: Qt's owner.
        """
        super().__init__("officers", name="Kadro", parent=parent)
        self.order, self.descending = "name", False
        self.line_model = RosterModel(columns.ROSTER, parent=self)
        self._shown = View.SERVING
        self._optional = _remembered_columns()
        self.set_row_key(lambda line: line.key)
        self.set_spans(columns.span_of)
        self.setModel(self.line_model)
        header = self.horizontalHeader()
        header.setSortIndicator(columns.NAME, _ASCENDING)
        self.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        if may_edit:
            self.add_row_action("Kartı &aç").triggered.connect(self.opened)
        if may_change:
            action = self.add_row_action("&Görev değişikliği başlat")
            action.triggered.connect(self.change_requested)
        self.line_model.sort_requested.connect(self._on_sort_requested)
        self.show_view(View.SERVING)

    def lines(self) -> Sequence[Line]:
        """Return the rows from top to bottom."""
        return self.line_model.rows()

    def line(self) -> Line | None:
        """Return the current row, None where there is none."""
        row = self.current_row()
        return row if isinstance(row, Line) else None

    def show_view(self, view: View) -> None:
        """Show the columns of a view."""
        self._shown = view
        places = range(len(columns.ROSTER))
        self.show_columns(
            [place for place in places if columns.is_shown(place, view, self._optional)]
        )

    def show_column(self, column: int, *, on: bool) -> None:
        """Show one of the optional columns or not; it is remembered."""
        self._optional = self._optional | {column} if on else self._optional - {column}
        Remembered.keep(_OPTIONAL, sorted(self._optional))
        self.show_view(self._shown)

    @Slot(int, Qt.SortOrder)
    def _on_sort_requested(self, column: int, order: Qt.SortOrder) -> None:
        sort = columns.SORTS.get(column)
        if sort is None:
            place = next(place for place, key in columns.SORTS.items() if key == self.order)
            back = _DESCENDING if self.descending else _ASCENDING
            self.horizontalHeader().setSortIndicator(place, back)
            return
        descending = order == _DESCENDING
        if (sort, descending) != (self.order, self.descending):
            self.order, self.descending = sort, descending
            self.order_chosen.emit()

    @Slot(QPoint)
    def _on_header_menu(self, place: QPoint) -> None:
        """Offer the columns that are not always shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in columns.OPTIONAL:
            action = menu.addAction(columns.ROSTER[column].heading)
            action.setCheckable(True)
            action.setChecked(column in self._optional)
            action.toggled.connect(lambda on, column=column: self.show_column(column, on=on))
        menu.popup(self.horizontalHeader().mapToGlobal(place))


def _remembered_columns() -> frozenset[int]:
    saved = Remembered.value(_OPTIONAL)
    wanted = saved if isinstance(saved, list) else []
    return frozenset(int(column) for column in wanted) & frozenset(columns.OPTIONAL)
