"""Log the test call that has just been made: a few keys below the list of whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.forms import TextField
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.phones.reachability import CheckForm
from alo183_desktop.shared.identity import format_phone, tidy_name
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.phones.reachability_rows import ProposedCheck
    from alo183_desktop.shared.errors import Problem

_RING_PX: Final = 96


class CheckPanel(Card):
    """Seconds, who answered, and two verbs; Enter in a field means that it was answered.

    Attributes:
        ring: After how many seconds it was answered.
        by: Who answered.
        answered_button: It was answered.
        missed_button: It was not.

    Signals:
        logged: The call as typed, without its instant: it is now.
        dialog_requested: A call of another time shall be logged.
        left_upwards: The list should take the focus.
    """

    logged = Signal(CheckForm)
    dialog_requested = Signal()
    left_upwards = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self._row: ProposedCheck | None = None
        self._title = make_label("", font=theme.body_strong(), wrap=True, parent=self)
        self._why = muted_label("", wrap=True, parent=self)
        self.ring = TextField("Kaç &saniyede", key="ring_seconds", max_length=6, parent=self)
        self.ring.setFixedWidth(theme.px(_RING_PX))
        self.by = TextField("Ki&m yanıtladı", key="answered_by", show=tidy_name, parent=self)
        self.answered_button = PrimaryButton("Yanıtla&dı", icon="check", parent=self)
        self.missed_button = SecondaryButton("Yanıt &vermedi", icon="close", parent=self)
        self._other = LinkButton("&Başka yoklama…", parent=self)
        fields = QHBoxLayout()
        fields.setSpacing(theme.px(12))
        fields.addWidget(self.ring)
        fields.addWidget(self.by, 1)
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(8))
        acts.addWidget(self._other)
        acts.addStretch(1)
        acts.addWidget(self.missed_button)
        acts.addWidget(self.answered_button)
        self.content.addWidget(self._title)
        self.content.addWidget(self._why)
        self.content.addLayout(fields)
        self.content.addLayout(acts)
        for field in (self.ring, self.by):
            field.line.key_pressed.connect(self._on_key)
        self.answered_button.clicked.connect(self._on_answered)
        self.missed_button.clicked.connect(self._on_missed)
        self._other.clicked.connect(self.dialog_requested)
        self.show_check(None)

    def show_check(self, row: ProposedCheck | None) -> None:
        """Show whom to call; None: nobody is left."""
        if row is not None and self._row is not None and row.line_id == self._row.line_id:
            self._row = row
            return
        self._row = row
        if row is None:
            self._title.setText("Bugün aranacak kimse kalmadı")
            self._why.setText("Her hat her ay gündüz ve gece birer kez aranır.")
        else:
            self._title.setText(f"{format_phone(row.phone)}, {row.holder_name}")
            self._why.setText(row.why)
        for field in (self.ring, self.by):
            field.set_value(None)
            field.setVisible(row is not None)
        for button in (self.answered_button, self.missed_button):
            button.setVisible(row is not None)

    def take_focus(self) -> None:
        """Let somebody type the seconds."""
        if self._row is not None:
            self.ring.take_focus()

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with what was typed."""
        for problem in problems:
            field = self.by if problem.key == self.by.key else self.ring
            field.set_problem(str(message_of(problem)))
            field.take_focus()

    def clear(self) -> None:
        """Forget what was typed: it is stored."""
        self._row = None

    @Slot()
    def _on_answered(self) -> None:
        self._log(is_answered=True)

    @Slot()
    def _on_missed(self) -> None:
        self._log(is_answered=False)

    def _log(self, *, is_answered: bool) -> None:
        row = self._row
        if row is None:
            return
        self.logged.emit(
            CheckForm(
                line_id=row.line_id,
                is_answered=is_answered,
                ring_seconds=self.ring.text() if is_answered else "",
                answered_by=self.by.text() if is_answered else "",
            )
        )

    @Slot(QKeyEvent)
    def _on_key(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_answered()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Escape}:
            self.left_upwards.emit()
