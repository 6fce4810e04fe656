"""Who held a number at an instant? One question, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.forms import Form, PhoneField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.kit.times import InstantFields
from alo183_desktop.gui.phones.words import span_words
from alo183_desktop.phones import service
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.phones.rows import CustodyRow
    from alo183_desktop.shared.clock import Clock

_UNKNOWN: Final = "phones.unknown_number"


class HolderDialog(TaskDialog):
    """A number, a day and a time; Enter gives the name.

    Signals:
        answered: The answer stands in the dialog.
    """

    answered = Signal()

    def __init__(
        self, phone: str = "", *, background: Background, clock: Clock, parent: QWidget
    ) -> None:
        """Make the dialog.

        Args:
            phone: Stands in the form at first, E.164; empty for none.
            background: Asks.
            clock: For the proposed instant.
            parent: The window that waits.
        """
        super().__init__(
            title="Kimdeydi?",
            explanation="Bir numaranın bir anda kimin üzerinde olduğunu zimmet kayıtları söyler.",
            width=520,
            parent=parent,
        )
        self._background = background
        self.form = Form(parent=self)
        self.phone = PhoneField("Hat &numarası", key="phone", required=True, parent=self)
        self.form.add_row(self.phone)
        self.instant = InstantFields(self.form, clock=clock, parent=self)
        self._card = Card(quiet=True, parent=self)
        self._name = make_label(
            "", font=theme.card_title(), wrap=True, selectable=True, parent=self
        )
        self._detail = make_label("", role=theme.MUTED, wrap=True, selectable=True, parent=self)
        self._nobody = StateText(State.NONE, parent=self)
        for widget in (self._name, self._nobody, self._detail):
            self._card.content.addWidget(widget)
        self._card.hide()
        self.content.addWidget(self.form)
        self.content.addWidget(self._card)
        self.content.addStretch(1)
        leave = self.add_button("&Kapat")
        self.ask_button = self.add_button("So&r", primary=True)
        if phone:
            self.phone.set_value(phone)
        self.form.mark_clean()
        leave.clicked.connect(self.reject)
        self.ask_button.clicked.connect(self.form.submit)
        self.form.save_requested.connect(self._on_ask)
        self.form.changed.connect(self._card.hide)
        self.form.left.connect(self.reject)

    def answer(self) -> str:
        """Return the answer that is shown; empty before it is."""
        if self._card.isHidden():
            return ""
        words = (self._name.text(), self._nobody.text(), self._detail.text())
        return " ".join(word for word in words if word)

    @Slot()
    def _on_ask(self) -> None:
        phone, at = self.phone.value(), self.instant.instant()
        if phone is None or at is None:
            return
        self._background.run(
            lambda work: service.find_holder(work, phone, at=at),
            parent=self,
            success=lambda row: self._on_answer(phone, at, row),
            failure=self._on_no_answer,
        )

    def _on_answer(self, phone: str, at: dt.datetime, row: CustodyRow | None) -> None:
        self.form.mark_clean()  # a question that has its answer is nothing to lose
        when = f"{format_phone(phone)}, {format_instant(at)}"
        if row is None:
            self._show_words("", "Kimsenin üzerinde değildi.", f"{when}: zimmet kaydı yok.")
        else:
            self._show_words(row.officer_name, "", f"{when}. Zimmet: {span_words(row)}.")

    def _on_no_answer(self, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code == _UNKNOWN:
            self.phone.set_problem(str(message_of(error)))
            self.phone.take_focus()
        else:
            show_failure(self, error)

    def _show_words(self, name: str, nobody: str, detail: str) -> None:
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._nobody.set_text(State.NONE, nobody)
        self._detail.setText(detail)
        self._card.show()
        QTimer.singleShot(0, self, self._fit)
        self.answered.emit()

    @Slot()
    def _fit(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.adjustSize()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.phone.take_focus()
