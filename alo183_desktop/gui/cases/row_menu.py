"""The menu of a row of cases, and its keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu

from alo183_desktop.gui.cases.steps import Step, menu_words, next_step, offered

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CaseCard
    from alo183_desktop.gui.cases.case_view import CaseView


class RowMenu(QObject):
    """Offers what the current case is ready for.

    Signals:
        step_chosen: A value of `Step`.
    """

    step_chosen = Signal(str)

    def __init__(self, view: CaseView, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._may_edit = may_edit
        self._card: CaseCard | None = None
        if may_edit:
            for words, key, do in (
                ("&Sıradaki adım…", "F4", self._on_next),
                ("İş&lem ekle…", "F7", partial(self.step_chosen.emit, Step.ACT.value)),
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
