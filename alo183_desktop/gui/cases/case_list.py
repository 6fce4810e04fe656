"""The list of cases: a million rows under one scroll bar, refreshed without moving what is seen."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot

from alo183_desktop.access.lists import ListSpec
from alo183_desktop.cases import lists as columns
from alo183_desktop.cases import service
from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.lists import Countdown
from alo183_desktop.cases.rows import CaseFilter, CaseRow
from alo183_desktop.gui.cases.words import EMPTY_WORDS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.table.listing import LongListing
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.lists import Beginning
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


_ALWAYS: Final = (columns.NUMBER, columns.SUBJECT)
_ROOM_FOR_OFFICER: Final = 500
"""Pixels of the drawings; in a narrower list numbers would be truncated; the card shows it."""
_ROOM_FOR_INSTANT: Final = 760
"""A narrower list shows the time left without the deadline, which would truncate the kind."""
_ROOM_FOR_DISTRICT: Final = 860
"""Pixels of the drawings; in a narrower list names would be truncated by it."""


class CaseTableView(TableView):
    """Rows of cases, with the columns that have room.

    Attributes:
        countdown: Gives the time left of each clock.
    """

    def __init__(self, countdown: Countdown, key: str, *, name: str, parent: QWidget) -> None:
        """Make an empty list; arguments as `TableView`.

        Args:
            countdown: Gives the time left of each clock.
        """
        super().__init__(key, name=name, parent=parent)
        self._shows_actions = False
        self.countdown = countdown

    def show_actions(self, actions: bool) -> None:  # noqa: FBT001 - the only argument
        """Show the time left for the first action instead of the time left for the entry."""
        self._shows_actions = actions
        self._choose_columns()

    def show_now(self) -> None:
        """Repaint the clocks; nothing moves."""
        self.viewport().update()

    def _choose_columns(self) -> None:
        first = columns.ACTION if self._shows_actions else columns.LEFT
        wanted = {first, *_ALWAYS}
        for column, room in (
            (columns.DISTRICT, _ROOM_FOR_DISTRICT),
            (columns.DUE, _ROOM_FOR_INSTANT),
            (columns.OFFICER, _ROOM_FOR_OFFICER),
        ):
            if self.viewport().width() >= theme.px(room):
                wanted.add(column)
        self.show_columns(wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()


_SORTS: Final = {
    columns.LEFT: CaseSort.DUE,
    columns.ACTION: CaseSort.DUE,
    columns.NUMBER: CaseSort.NUMBER,
    columns.DISTRICT: CaseSort.DISTRICT,
    columns.DUE: CaseSort.ROUTED,
}
_BY_ACTION: Final = frozenset({CaseView.NO_FIRST_ACTION, CaseView.LATE_ACTION})
_SPEC: Final = ListSpec(
    key="cases",
    title="Vakalar",
    trail=service.TRAIL,
    what="list",
    row_key=lambda row: row.case_id,
    no_match=(
        "Aramanıza uyan vaka yok",
        "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün vakaları gösterin.",
        "Bütün vakaları göster",
    ),
)


class CaseList(LongListing[CaseRow, CaseFilter]):
    """The list of one query.

    Signals:
        loaded: The list shows the current result, at least its first rows.
        current_changed: Another case is current, or none.
        chosen: The user selected the case that the list had made current by itself.
        sort_chosen: Another order was chosen by a heading; the page queries again.
    """

    view: CaseTableView

    loaded = Signal()
    current_changed = Signal()
    chosen = Signal()
    sort_chosen = Signal()

    def __init__(
        self,
        background: Background,
        *,
        clock: Clock,
        note: Callable[[], str],
        parent: QWidget,
    ) -> None:
        """Make an empty list.

        Args:
            clock: For the clocks of the cases; UTC.
            note: Returns the current filter as a text.
        """
        countdown = Countdown(clock())
        super().__init__(
            _SPEC,
            columns.ROWS,
            columns.columns(countdown),
            background,
            wanted=CaseFilter(view=CaseView.RUNNING),
            is_sortable=True,
            clock=clock,
            note=note,
            make_view=partial(CaseTableView, countdown),
            parent=parent,
        )
        self._clock = clock
        self._reach: int | None = None
        self._chosen: int | None = None
        self._left: int | None = None
        self._moves_by_itself = False
        self._is_register_empty = False
        self._offers_intake = False
        self._sort = (CaseSort.DUE, False)
        self._arrow = (-1, Qt.SortOrder.AscendingOrder)
        self.view.show_actions(False)
        self.view.row_changed.connect(self._on_row_changed)
        self.view.clicked.connect(self._on_pointed)
        self.view.opened.connect(self._on_pointed)
        self.view.preview_requested.connect(self._on_pointed)
        self.model.sort_requested.connect(self._on_sort_requested)

    def order(self) -> tuple[CaseSort, bool]:
        """Return the sort key of the list, and whether descending."""
        return self._sort

    def set_register_empty(self, is_empty: bool) -> None:  # noqa: FBT001 - the only argument
        """Set whether no case was ever recorded: then no empty list claims that all is done."""
        if is_empty != self._is_register_empty:
            self._is_register_empty = is_empty
            self._show_empty_texts()

    def _show_empty_texts(self) -> None:
        view = CaseView.ALL if self._is_register_empty else self.wanted.view
        title, text = EMPTY_WORDS.get(view, EMPTY_WORDS[CaseView.ALL])
        self.view.set_empty_texts(title, text, "Vaka kaydet" if self._offers_intake else "")

    def current_case(self) -> int | None:
        """Return the case that acts apply to: of the current row, or the one that has just left.

        A case that was worked on leaves a list such as "Süren" by that very act; the next row is
        not taken for it.
        """
        current = self.current_id()
        return self._left if current is None else current

    def current_id(self) -> int | None:
        """Return the id of the case of the current row, whether that is loaded or not."""
        current = self.view.current_key()
        return current if isinstance(current, int) else None

    def is_chosen(self) -> bool:
        """Return whether the user selected the current case; else the list made it current."""
        return self._chosen is not None and self._chosen == self.current_case()

    def ask(self, wanted: CaseFilter, *, is_filtered: bool, offers_intake: bool) -> None:
        """Query another list: its first rows at once, the ids of all others after them.

        Args:
            wanted: The query.
            is_filtered: Whether a filter leaves out cases of the view.
            offers_intake: Whether an empty list may offer a new case.
        """
        self.begin(wanted)
        self._left = None
        self.view.show_actions(wanted.view in _BY_ACTION)
        self.view.set_filtered(is_filtered)
        self._offers_intake = offers_intake
        self._show_empty_texts()
        self.view.set_loading(True)

        def show(beginning: Beginning[CaseRow]) -> None:
            self._show_time()
            self.view.scrollToTop()
            with self._moving():
                self.show_first(beginning)
            self._choose()
            self.loaded.emit()

        self.ask_first(show)

    @Slot()
    def ask_again(self) -> None:
        """Query the same list again; the current case and the scroll position stay."""
        self.ask_first(self.renew)

    @Slot()
    def show_now(self) -> None:
        """Update the clocks; nothing moves."""
        self.view.countdown.now = self._clock()
        self.view.show_now()

    def reach(self, case_id: int) -> None:
        """Make a case current as soon as the list contains it; an act on it chooses it."""
        self._reach = self._chosen = case_id
        self._reach_wanted()

    def _reach_wanted(self) -> bool:
        if self._reach is not None and self.view.select_row(self._reach):
            self._reach = None
            self.view.setFocus()
            return True
        return False

    def _choose(self) -> None:
        """Make the wanted case current, else the first one."""
        if self._reach_wanted():
            return
        with self._moving():
            self.view.select_first()
        self.current_changed.emit()

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """Do not count a row that becomes current meanwhile as selected by the user."""
        self._moves_by_itself = True
        try:
            yield
        finally:
            self._moves_by_itself = False

    def _show_time(self) -> None:
        self.view.countdown.now = self._clock()
        self.view.set_loading(False)

    @override
    def show_again(self, rows: Sequence[CaseRow], keys: array[int] | None) -> None:
        was_chosen = self.is_chosen()
        current, position = self.current_case(), self.view.currentIndex().row()
        bar = self.view.verticalScrollBar()
        scrolled = bar.value()
        super().show_again(rows, keys)
        self._left = None
        if current is None or not self.view.select_row(current):
            if was_chosen:
                self.view.await_row(current)
                self._left = current
            elif count := self.model.rowCount():
                self.view.selectRow(max(0, min(position, count - 1)))
        bar.setValue(scrolled)

    @override
    def replace(self, rows: Sequence[CaseRow], keys: array[int] | None) -> None:
        self._show_time()
        with self._moving():
            super().replace(rows, keys)
        self._choose()
        self.loaded.emit()

    @override
    def complete(self) -> None:
        self._reach_wanted()
        self._reach = None
        super().complete()

    @override
    def show_error(self, error: Exception) -> None:
        self.view.set_loading(False)
        super().show_error(error)

    @Slot()
    def _on_row_changed(self) -> None:
        if self.current_id() is not None:
            self._left = None
        if not self._moves_by_itself:
            self._chosen = self.current_case()
        self.current_changed.emit()

    @Slot()
    def _on_pointed(self) -> None:
        """Handle a click or a key on the current case."""
        if not self.is_chosen():
            self._chosen = self.current_id()
            self.chosen.emit()

    @Slot(int, Qt.SortOrder)
    def _on_sort_requested(self, column: int, order: Qt.SortOrder) -> None:
        if column >= 0 and column not in _SORTS:
            # That column is not sortable: the order stays, and the arrow returns to its column.
            self.view.horizontalHeader().setSortIndicator(*self._arrow)
            return
        self._arrow = (column, order)
        descending = order == Qt.SortOrder.DescendingOrder
        sort = _SORTS.get(column, CaseSort.DUE)
        wanted = (sort, descending and column >= 0)
        if wanted != self._sort:
            self._sort = wanted
            self.sort_chosen.emit()
