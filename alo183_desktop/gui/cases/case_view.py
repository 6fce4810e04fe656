"""The list of cases on the screen: a million rows under one scroll bar, copied as a table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu

from alo183_desktop.cases import service
from alo183_desktop.cases.rows import CaseRow
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.cases import words as columns
from alo183_desktop.gui.cases.words import Step, menu_words, next_step, offered
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.table.jump_model import JumpModel
from alo183_desktop.gui.kit.table.models import workbook_table
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CaseCard, CaseFilter
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.cases.words import Countdown
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

_ALWAYS: Final = (columns.NUMBER, columns.SUBJECT)
_ROOM_FOR_OFFICER: Final = 500
"""Pixels of the drawings; in a narrower list numbers would be cut off, and the card has it."""
_ROOM_FOR_INSTANT: Final = 600
"""A narrower list tells the time left without the instant."""
_ROOM_FOR_DISTRICT: Final = 860
"""Pixels of the drawings; in a narrower list names would be cut off for it."""


class CaseView(TableView):
    """Rows of cases; those that are not there yet are asked for when somebody looks at them.

    Attributes:
        countdown: Says what is left of each clock.
        cases: The model.

    Signals:
        copy_requested: Somebody wants to copy the selected rows, of which some are not there yet.
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
            countdown: Says what is left of each clock.
            fetch: Asks for the rows of some cases, which `cases.add_rows` takes.
            parent: Qt's owner.
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
        header = self.horizontalHeader()
        self.setSortingEnabled(True)
        header.setSortIndicatorClearable(True)
        self.sortByColumn(-1, header.sortIndicatorOrder())
        self.set_no_match_texts(
            "Aramanıza uyan vaka yok",
            "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün vakaları gösterin.",
            "Bütün vakaları göster",
        )

    def show_actions(self, actions: bool) -> None:  # noqa: FBT001 - the only argument
        """Show the time left for the first action in place of the time left for the entry."""
        self._shows_actions = actions
        self._choose_columns()

    def current_id(self) -> int | None:
        """Return the number of the case that an act is for, whether its row is there or not."""
        place, keys = self.current_place(), self.cases.keys()
        return keys[place] if place is not None and place < len(keys) else None

    def selected_ids(self) -> list[int]:
        """Return the numbers of the selected cases from top to bottom."""
        keys = self.cases.keys()
        return [keys[place] for place in self.selected_places()]

    def show_now(self) -> None:
        """Paint the clocks anew; nothing moves."""
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


class RowMenu(QObject):
    """Offers what the current case is ready for.

    Signals:
        step_chosen: A value of `Step`.
        order_wanted: A task order is wanted for the current case.
        text_wanted: What was done in it shall be pasted into the ministry's system.
        reminder_wanted: Its officer shall be reminded of it by a message.
    """

    step_chosen = Signal(str)
    order_wanted = Signal()
    text_wanted = Signal()
    reminder_wanted = Signal()

    def __init__(self, view: CaseView, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._may_edit = may_edit
        self._card: CaseCard | None = None
        if may_edit:
            for words, key, do in (
                ("&Sıradaki adım…", "F4", self._on_next),
                ("Yapılanları sistem için k&opyala", "F6", self.text_wanted.emit),
                ("&Hatırlatma metnini kopyala", "", self.reminder_wanted.emit),
                ("İş&lem ekle…", "F7", partial(self.step_chosen.emit, Step.ACT.value)),
                ("&Taşıt görev emri…", "F8", self.order_wanted.emit),
            ):
                view.add_row_action(words, shortcut=key).triggered.connect(do)
        view.menu_requested.connect(self._on_menu_requested)

    def set_card(self, card: CaseCard) -> None:
        """Take the case whose row is current."""
        self._card = card

    def _current(self) -> CaseCard | None:
        card = self._card
        return card if card is not None and card.row.case_id == self._view.current_id() else None

    @Slot()
    def _on_next(self) -> None:
        card = self._current()
        step = None if card is None else next_step(card)
        if step is not None:
            self.step_chosen.emit(step.value)

    @Slot(QMenu)
    def _on_menu_requested(self, menu: QMenu) -> None:
        card = self._current()
        if card is None or not self._may_edit:
            return
        menu.addSeparator()
        for step in offered(card):
            if step is not Step.ACT:
                action = menu.addAction(menu_words(step, card))
                action.triggered.connect(partial(self.step_chosen.emit, step.value))


MOST_EXPORTED: Final = 1_000_000
"""A sheet of Excel has 1,048,576 rows."""
MOST_PRINTED: Final = 2_000
_LIST: Final = "list"


class CaseListActions(ListActions):
    """What the list offers beside its rows; a file and a print hold all rows of the query."""

    def __init__(
        self,
        view: CaseView,
        background: Background,
        *,
        clock: Clock,
        wanted: Callable[[], CaseFilter],
        note: Callable[[], str],
        place: QWidget,
    ) -> None:
        """Give the list its actions.

        Args:
            view: The list.
            background: Writes files and the audit trail.
            clock: Tells the day in the name of the file.
            wanted: The query whose answer is shown.
            note: What narrows the list just now.
            place: Holds the list alone; the keys of the actions work inside it.
        """
        super().__init__(
            view,
            background,
            title="Vakalar",
            clock=clock,
            note=note,
            exporting=self._taking_all,
            printing=lambda work, count: service.record_print(work, count, _LIST),
            parent=place,
        )
        self._cases = view
        self._background = background
        self._wanted = wanted
        self._words = note

    def _taking_all(self) -> Callable[[Work], Table]:
        columns = self._cases.cases.columns
        read = self._reading(MOST_EXPORTED, "cases.too_many_to_export")

        def take(work: Work) -> Table:
            table = workbook_table(columns, read(work))
            service.record_export(work, len(table.rows), _LIST)
            return table

        return take

    @Slot()
    @override
    def _on_print(self) -> None:
        self._background.run(
            self._reading(MOST_PRINTED, "cases.too_many_to_print"),
            parent=self,
            success=self._print,
        )

    def _print(self, rows: tuple[CaseRow, ...]) -> None:
        table = Table(*self._cases.table_texts(rows))
        self._leaving.print_table(
            table,
            note=self._words(),
            record=lambda work: self._printing(work, len(table.rows)),
        )

    def _reading(self, most: int, code: str) -> Callable[[Work], tuple[CaseRow, ...]]:
        """Return what reads every row of the query that is asked now."""
        wanted = self._wanted()

        def read(work: Work) -> tuple[CaseRow, ...]:
            ids = service.find_ids(work, wanted).ids
            if len(ids) > most:
                raise KnownError(code, limit=most, count=len(ids))
            return service.find_by_ids(work, ids)

        return read
