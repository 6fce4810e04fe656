"""Fills the card beside the list, and shows masked numbers on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.gui.officers.reading import Shown, read_card
from alo183_desktop.officers import service
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.officers.preview import PreviewCard

_PAUSE_MS: Final = 60


class CardLoader(QObject):
    """Reads the officer who is current once somebody stays on the row.

    Signals:
        shown: The card shows the officer who was asked for.
    """

    shown = Signal()

    def __init__(self, card: PreviewCard, background: Background, *, page: QWidget) -> None:
        super().__init__(page)
        self._card = card
        self._background = background
        self._page = page
        self._wanted: tuple[int, dt.date] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        card.tckn_requested.connect(self._on_tckn_requested)
        card.mobile_requested.connect(self._on_mobile_requested)

    def show_soon(self, officer_id: int, *, as_of: dt.date) -> None:
        """Show an officer, unless another row becomes current at once."""
        self._wanted = (officer_id, as_of)
        self._pause.start()

    @Slot()
    def forget(self) -> None:
        """Drop what was asked for; something else is current."""
        self._wanted = None
        self._pause.stop()

    @Slot()
    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        officer_id, as_of = wanted
        self._background.run(
            lambda work: read_card(work, officer_id, as_of=as_of),
            parent=self,
            success=lambda shown: self._on_read(shown, wanted),
        )

    def _on_read(self, shown: Shown, wanted: tuple[int, dt.date]) -> None:
        if wanted == self._wanted:  # otherwise somebody has gone on meanwhile
            self._card.show_officer(shown)
            self.shown.emit()

    @Slot(int)
    def _on_tckn_requested(self, officer_id: int) -> None:
        self._background.run(
            lambda work: service.show_tckn(work, officer_id),
            parent=self,
            success=lambda tckn: self._reveal(officer_id, tckn=tckn),
        )

    @Slot(int)
    def _on_mobile_requested(self, officer_id: int) -> None:
        self._background.run(
            lambda work: service.show_personal_mobile(work, officer_id),
            parent=self,
            success=lambda phone: self._reveal(officer_id, phone=phone),
        )

    def _reveal(self, officer_id: int, *, tckn: str = "", phone: str = "") -> None:
        card = self._card
        if card.officer_id() != officer_id:
            return
        if tckn and card.tckn is not None:
            card.tckn.reveal(tckn)
        if phone and card.mobile is not None:
            card.mobile.reveal(format_phone(phone))
