"""Note the number and the day that the register gave after the letter was printed.

Not here: which numbers are allowed (letters/service.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.forms import DateField, Form, TextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.letters import service
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.rows import LetterRow
    from alo183_desktop.shared.clock import Clock

_CHANGES: Final = frozenset({Kind.LETTER})


class NumberDialog(TaskDialog):
    """Number and day as they stand on the paper; the frozen letter stays as it is.

    Signals:
        noted: They are in the database.
    """

    noted = Signal()

    def __init__(
        self, row: LetterRow, *, background: Background, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(
            title="Sayı ve tarihi işle",
            explanation="Kâğıda sonradan basılan sayıyı ve tarihi yazınız. Dondurulmuş yazı "
            "değişmez; zarf, faks kapağı ve liste bunları kullanır.",
            width=480,
            parent=parent,
        )
        self._letter = row
        self._background = background
        self.form = Form(parent=self)
        self._number = TextField(
            "&Sayı (kayıt numarası)",
            key="register_number",
            required=True,
            max_length=64,
            parent=self,
        )
        self._date = DateField(
            "&Tarih", today=local_day(clock()), key="dated_on", required=True, parent=self
        )
        self.form.add_row(self._number, self._date)
        self.content.addWidget(self.form)
        self._number.set_value(row.register_number)
        self._date.set_value(row.dated_on)
        self.form.mark_clean()
        leave = self.add_button("Vazgeç")
        self._save = self.add_button("&Kaydet", primary=True)
        leave.clicked.connect(self.reject)
        self._save.clicked.connect(self.form.submit)
        self.form.save_requested.connect(self._on_save_requested)
        self.form.left.connect(self._on_left)
        self._number.take_focus()

    @Slot()
    def _on_save_requested(self) -> None:
        row, number, day = self._letter, self._number.text(), self._date.value()
        self._save.setEnabled(False)
        self._background.run(
            lambda work: service.note_register_number(
                work, row.letter_id, number, day, version=row.version
            ),
            parent=self,
            success=self._on_noted,
            failure=self._fail,
            changes=_CHANGES,
        )

    def _on_noted(self, _nothing: None) -> None:
        self.noted.emit()
        self.accept()

    def _fail(self, error: Exception) -> None:
        self._save.setEnabled(True)
        if isinstance(error, KnownError) and not isinstance(error, ConflictError):
            self._number.set_problem(str(message_of(error)))
            self._number.take_focus()
        else:
            show_failure(self, error)

    @Slot()
    def _on_left(self) -> None:
        super().reject()

    @override
    def reject(self) -> None:
        if self.form.may_leave():
            super().reject()
