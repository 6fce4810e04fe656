"""The list of cases: a million rows under one scroll bar, refreshed without moving what is seen."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.cases import lists as columns
from alo183_desktop.cases import service
from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.lists import Countdown
from alo183_desktop.cases.rows import CaseFilter, CaseRow
from alo183_desktop.documents.columns import text_table, workbook_table
from alo183_desktop.gui.cases.words import EMPTY_WORDS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.table.jump_model import PAGE, JumpModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QResizeEvent

    from alo183_desktop.cases.rows import CaseIds, CasePage
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.columns import Column
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


_ALWAYS: Final = (columns.NUMBER, columns.SUBJECT)
_ROOM_FOR_OFFICER: Final = 500
"""Pixels of the drawings; in a narrower list numbers would be truncated; the card shows it."""
_ROOM_FOR_INSTANT: Final = 600
"""A narrower list shows the time left without the deadline."""
_ROOM_FOR_DISTRICT: Final = 860
"""Pixels of the drawings; in a narrower list names would be truncated by it."""


class CaseTableView(TableView):
    """Rows of cases; rows that are not loaded are requested when they come into view.

    Attributes:
        countdown: Gives the time left of each clock.
        cases: The model.

    Signals:
        copy_requested: The user wants to copy the selected rows, some of which are not loaded.
    """

    copy_requested = Signal()

    def __init__(
        self,
        countdown: Countdown,
        fetch: Callable[[Sequence[int]], object],
        *,
        parent: QWidget,
    ) -> None:
        """Make an empty list.

        Args:
            countdown: Gives the time left of each clock.
            fetch: Requests the rows of some cases; pass them to `cases.add_rows`.
        """
        super().__init__("cases", name="Vakalar", parent=parent)
        self._shows_actions = False
        self.countdown = countdown
        self.cases = JumpModel[CaseRow](
            columns.columns(countdown), fetch, key=lambda row: row.case_id, parent=self
        )
        self.setModel(self.cases)
        self.set_row_key(lambda row: row.case_id)
        self.show_actions(False)
        self.let_sort()
        self.set_no_match_texts(
            "Aramanıza uyan vaka yok",
            "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün vakaları gösterin.",
            "Bütün vakaları göster",
        )

    def show_actions(self, actions: bool) -> None:  # noqa: FBT001 - the only argument
        """Show the time left for the first action instead of the time left for the entry."""
        self._shows_actions = actions
        self._choose_columns()

    def current_id(self) -> int | None:
        """Return the id of the case that actions apply to, whether its row is loaded or not."""
        position, keys = self.current_position(), self.cases.keys()
        return keys[position] if position is not None and position < len(keys) else None

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected cases from top to bottom."""
        keys = self.cases.keys()
        return [keys[position] for position in self.selected_positions()]

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

    @override
    def selected_rows(self) -> list[CaseRow]:
        found = (self.cases.loaded(case_id) for case_id in self.selected_ids())
        return [row for row in found if row is not None]

    @Slot()
    @override
    def copy_rows(self) -> None:
        if len(self.selected_rows()) < len(self.selected_ids()):
            self.copy_requested.emit()
        else:
            super().copy_rows()


MOST_EXPORTED: Final = 1_000_000
"""A sheet of Excel has 1,048,576 rows."""
_PART: Final = 5000
"""Rows that are read at a time for a file."""
MOST_PRINTED: Final = 2_000
FIRST: Final = 2 * PAGE
"""Rows shown before the ids of all others are known."""
_PAUSE_MS: Final = 30
"""Between the first rows and the query for the ids of all others."""
_SORTS: Final = {
    columns.LEFT: CaseSort.DUE,
    columns.ACTION: CaseSort.DUE,
    columns.NUMBER: CaseSort.NUMBER,
    columns.DISTRICT: CaseSort.DISTRICT,
    columns.DUE: CaseSort.ROUTED,
}
_BY_ACTION: Final = frozenset({CaseView.NO_FIRST_ACTION, CaseView.LATE_ACTION})
MOST_COPIED: Final = 20_000


class CaseList(QWidget):
    """The list of one query.

    Attributes:
        view: The rows.
        list_actions: Copy, workbook (of all rows) and print.

    Signals:
        loaded: The list shows the current result, at least its first rows.
        completed: The ids of all rows are known.
        current_changed: Another case is current, or none.
        chosen: The user selected the case that the list had made current by itself.
        sort_chosen: Another order was chosen by a heading; the page queries again.
    """

    loaded = Signal()
    completed = Signal()
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
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._wanted = CaseFilter(view=CaseView.RUNNING)
        self._question = 0
        self._reach: int | None = None
        self._chosen: int | None = None
        self._left: int | None = None
        self._moves_by_itself = False
        self._is_register_empty = False
        self._offers_intake = False
        self._is_complete = False
        self._sort = (CaseSort.DUE, False)
        self._arrow = (-1, Qt.SortOrder.AscendingOrder)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.view = CaseTableView(Countdown(clock()), self._fetch, parent=self)
        self.list_actions = ListActions(
            self.view,
            background,
            title="Vakalar",
            clock=clock,
            note=note,
            trail=service.TRAIL,
            what="list",
            whole=self._whole,
            printed=self._printed,
            parent=self,
        )
        make_column(self).addWidget(self.view)
        self.view.row_changed.connect(self._on_row_changed)
        self.view.clicked.connect(self._on_pointed)
        self.view.opened.connect(self._on_pointed)
        self.view.preview_requested.connect(self._on_pointed)
        self.view.copy_requested.connect(self._on_copy_requested)
        self.view.cases.sort_requested.connect(self._on_sort_requested)
        self._pause.timeout.connect(lambda: self._ask_ids(self._question, self._extend))

    def wanted(self) -> CaseFilter:
        """Return the query whose result is shown."""
        return self._wanted

    def order(self) -> tuple[CaseSort, bool]:
        """Return the sort key of the list, and whether descending."""
        return self._sort

    def is_complete(self) -> bool:
        """Return whether the ids of all rows are known."""
        return self._is_complete

    def set_register_empty(self, is_empty: bool) -> None:  # noqa: FBT001 - the only argument
        """Set whether no case was ever recorded: then no empty list claims that all is done."""
        if is_empty != self._is_register_empty:
            self._is_register_empty = is_empty
            self._show_empty_texts()

    def _show_empty_texts(self) -> None:
        view = CaseView.ALL if self._is_register_empty else self._wanted.view
        title, text = EMPTY_WORDS.get(view, EMPTY_WORDS[CaseView.ALL])
        self.view.set_empty_texts(title, text, "Vaka kaydet" if self._offers_intake else "")

    def current_case(self) -> int | None:
        """Return the case that acts apply to: of the current row, or the one that has just left.

        A case that was worked on leaves a list such as "Süren" by that very act; the next row is
        not taken for it.
        """
        current = self.view.current_id()
        return self._left if current is None else current

    def is_chosen(self) -> bool:
        """Return whether the user selected the current case; else the list made it current."""
        return self._chosen is not None and self._chosen == self.current_case()

    def ask(self, wanted: CaseFilter, *, is_filtered: bool, offers_intake: bool) -> None:
        """Query another list: its first rows at once, the ids of all others after them.

        Args:
            wanted: The query.
            is_narrow: Whether a filter leaves out cases of the view.
            offers_intake: Whether an empty list may offer a new case.
        """
        self._wanted = wanted
        self._left = None
        self._is_complete = False
        self._question += 1
        question = self._question
        self._pause.stop()
        self.view.show_actions(wanted.view in _BY_ACTION)
        self.view.set_filtered(is_filtered)
        self._offers_intake = offers_intake
        self._show_empty_texts()
        self.view.set_loading(True)

        def show(page: CasePage) -> None:
            if question != self._question:
                return  # another list was requested meanwhile
            self.view.countdown.now = self._clock()
            self.view.set_loading(False)
            with self._moving():
                self.view.cases.show_rows(page.rows)
            self.view.scrollToTop()
            self._choose()
            self.loaded.emit()
            if page.after is None:
                self._complete()
            else:
                # The rows are painted first: a working thread would delay that.
                self._pause.start()

        self._run(lambda work: service.find_cases(work, wanted, limit=FIRST), show)

    @Slot()
    def renew(self) -> None:
        """Query the same list again; the current case and the scroll position stay."""
        wanted, question = self._wanted, self._question

        def show(page: CasePage) -> None:
            if question != self._question:
                return
            if page.after is None:
                self._replace(page.rows, None)
            else:
                self._ask_ids(question, lambda ids: self._replace(page.rows, ids))

        self._run(lambda work: service.find_cases(work, wanted, limit=FIRST), show)

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

    def _extend(self, ids: CaseIds) -> None:
        if self.view.cases.extend(ids.ids):
            self._complete()
        else:
            # Something has changed between the two queries.
            self.renew()

    def _replace(self, rows: Sequence[CaseRow], ids: CaseIds | None) -> None:
        keys = None if ids is None else ids.ids
        self.view.countdown.now = self._clock()
        self.view.set_loading(False)
        with self._moving():
            if not self.view.cases.renew(rows, keys):
                self._show_again(rows, keys)
        self._choose()
        self.loaded.emit()
        self._complete()

    def _show_again(self, rows: Sequence[CaseRow], keys: array[int] | None) -> None:
        """Show other rows; the current case and the scroll position stay where possible."""
        was_chosen = self.is_chosen()
        current, position = self.current_case(), self.view.currentIndex().row()
        bar = self.view.verticalScrollBar()
        scrolled = bar.value()
        self.view.cases.show_rows(rows, keys)
        self._left = None
        if current is None or not self.view.select_row(current):
            if was_chosen:
                self.view.await_row(current)
                self._left = current
            elif count := self.view.cases.rowCount():
                self.view.selectRow(max(0, min(position, count - 1)))
        bar.setValue(scrolled)

    def _complete(self) -> None:
        self._is_complete = True
        self._reach_wanted()
        self._reach = None
        self.completed.emit()

    def _ask_ids(self, question: int, take: Callable[[CaseIds], None]) -> None:
        wanted = self._wanted

        def go_on(ids: CaseIds) -> None:
            if question == self._question:
                take(ids)

        self._run(lambda work: service.find_ids(work, wanted), go_on)

    def _whole(self) -> Callable[[Work], Table]:
        """Return an operation that reads every row of the current query."""
        return self._reading(
            workbook_table, self.view.cases.columns, MOST_EXPORTED, "cases.too_many_to_export"
        )

    def _printed(self) -> Callable[[Work], Table]:
        """Return an operation that reads every row for a print, with the visible columns."""
        columns = [self.view.cases.columns[position] for position in self.view.columns_shown()]
        return self._reading(text_table, columns, MOST_PRINTED, "cases.too_many_to_print")

    def _reading(
        self,
        make_table: Callable[..., Table],
        columns: Sequence[Column[CaseRow]],
        most: int,
        code: str,
    ) -> Callable[[Work], Table]:
        wanted = self._wanted

        def read(work: Work) -> Table:
            ids = service.find_ids(work, wanted).ids
            if len(ids) > most:
                raise KnownError(code, limit=most, count=len(ids))
            # A part at a time: a million rows as a whole would fill the memory.
            parts = (ids[start : start + _PART] for start in range(0, len(ids), _PART))
            rows = chain.from_iterable(service.find_by_ids(work, part) for part in parts)
            return make_table(columns, rows)

        return read

    def _fetch(self, case_ids: Sequence[int]) -> None:
        asked = list(case_ids)
        self._background.run(
            lambda work: service.find_by_ids(work, asked),
            parent=self,
            success=lambda rows: self.view.cases.add_rows(asked, rows),
            failure=self._fail,
        )

    def _run(self, op: Callable[[Work], object], success: Callable[..., None]) -> None:
        self._background.run(op, parent=self, success=success, failure=self._fail)

    @Slot()
    def _on_row_changed(self) -> None:
        if self.view.current_id() is not None:
            self._left = None
        if not self._moves_by_itself:
            self._chosen = self.current_case()
        self.current_changed.emit()

    @Slot()
    def _on_pointed(self) -> None:
        """Handle a click or a key on the current case."""
        if not self.is_chosen():
            self._chosen = self.view.current_id()
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

    @Slot()
    def _on_copy_requested(self) -> None:
        """Load the selected rows that are missing, then copy."""
        ids = self.view.selected_ids()
        if len(ids) > MOST_COPIED:
            show_message(
                self,
                f"En çok {number_text(MOST_COPIED)} satır kopyalanır; fazlasını Excel dosyasına "
                "aktarınız.",
            )
            return

        self._run(lambda work: service.find_by_ids(work, ids), self.view.copy_these)

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)
