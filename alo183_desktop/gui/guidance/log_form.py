"""The line with which a visit is written down in ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.kit.containers import Beside, Card, group
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.guidance.record import GUIDANCE
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem

_GAP: Final = 12
_KEYS: Final = ("subject_id", "asked", "done", "is_sent_on", "sent_reason")


class LogForm(Card):
    """Subject, what was asked, what was done; Enter saves it as of now.

    Attributes:
        form: The fields.
        fields: Their controls; the reason is shown only when somebody was sent on.

    Signals:
        save_requested: Enter or the button.
    """

    save_requested = Signal()

    def __init__(self, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.setAccessibleName("Yeni rehberlik kaydı")
        self.form = Form(columns=1, parent=self)
        self.fields = RecordFields(
            self.form,
            GUIDANCE,
            clock=clock,
            in_rows=False,
            keys=_KEYS,
            parent=self,
        )
        self.fields["done"].set_note("Enter kaydeder; zaman, kaydettiğiniz andır.")
        self.fields["is_sent_on"].set_label("Alo &183")
        self.save_button = PrimaryButton("&Kaydet", parent=self)
        self._trouble = StateText(State.LATE, parent=self)
        self._lay_out()
        self.save_button.clicked.connect(self.save_requested)
        self.form.save_requested.connect(self.save_requested)
        for field in self.form.fields():
            if isinstance(field, TextField):
                field.line.returnPressed.connect(self.save_requested)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields, and the others below."""
        rest = self.form.show_problems(problems)
        self._trouble.set_text(State.LATE, " ".join(str(message_of(one)) for one in rest))

    @Slot()
    def clear(self) -> None:
        """Be ready for the next visit."""
        for field in self.form.fields():
            field.set_value(None)
        self._trouble.set_text(State.LATE, "")
        self.fields.hide_unasked()
        self.form.mark_clean()
        self.fields["subject_id"].take_focus()

    def _lay_out(self) -> None:
        # As high as a label with its control, so that the button stands beside the controls.
        end = QWidget(self)
        beside = QVBoxLayout(end)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(4))
        beside.addWidget(make_label("", font=theme.body_medium(), parent=end))
        beside.addWidget(self.save_button)
        beside.addStretch(1)
        subject, asked, done, sent, reason = (self.fields[key] for key in _KEYS)
        for field in (subject, asked, done, sent):
            self.form.watch(field)
        self.form.add_row(
            Beside(
                group((subject, asked), shares=(3, 6), gap=_GAP, parent=self),
                group((done, sent, end), shares=(6, 3, 0), gap=_GAP, parent=self),
                shares=(9, 11),
                gap=_GAP,
                parent=self,
            )
        )
        self.form.add_row(reason)
        self.content.addWidget(self.form)
        self.content.addWidget(self._trouble)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
