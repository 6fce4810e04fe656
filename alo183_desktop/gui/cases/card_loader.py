"""Fills the card beside the list of cases, and shows the caller in full on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.cases import service

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import Caller, CaseCard
    from alo183_desktop.gui.cases.card import CaseCardView
    from alo183_desktop.gui.cases.case_list import CaseList
    from alo183_desktop.gui.kit.background import Background

_PAUSE_MS: Final = 60


class CardLoader(QObject):
    """Reads the case that is current once somebody stays on its row.

    Signals:
        shown: The card shows the current case, or that there is none.
    """

    shown = Signal()

    def __init__(
        self, card: CaseCardView, cases: CaseList, background: Background, *, page: QWidget
    ) -> None:
        super().__init__(page)
        self._card = card
        self._cases = cases
        self._background = background
        self._page = page
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        card.caller_requested.connect(self._on_caller_requested)

    def is_waiting(self) -> bool:
        """Return whether the current case is about to be asked for."""
        return self._pause.isActive()

    @Slot()
    def show_soon(self) -> None:
        """Show the current case, unless another one becomes current at once."""
        # After a pause even without a case: lists have none for a moment while they are replaced.
        self._pause.start()

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._pause.stop()

    @Slot()
    def _read(self) -> None:
        if not self._page.isVisible():
            return  # nobody sees it, so nobody opens it: the page asks again once it is seen
        case_id = self._cases.view.current_id()
        if case_id is None:
            self._card.show_card(None)
            self.shown.emit()
            return

        def show(card: CaseCard) -> None:
            if case_id == self._cases.view.current_id():  # otherwise somebody has gone on
                self._card.show_card(card)
                self.shown.emit()

        self._background.run(
            lambda work: service.open_case(work, case_id),
            parent=self,
            success=show,
        )

    @Slot()
    def _on_caller_requested(self) -> None:
        asked = self._card.card()
        if asked is None:
            return
        case_id = asked.row.case_id

        def show(caller: Caller) -> None:
            shown = self._card.card()
            if shown is not None and shown.row.case_id == case_id:
                self._card.reveal(caller)

        self._background.run(
            lambda work: service.show_caller(work, case_id),
            parent=self,
            success=show,
        )
