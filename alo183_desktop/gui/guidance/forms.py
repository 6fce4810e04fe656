"""The line with which a visit is written down in ten seconds, and the form that puts one right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import CheckList, Form, LongTextField, TextField
from alo183_desktop.gui.kit.form.quick_choice import QuickChoice
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.responsive_row import Beside, group
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.guidance import service
from alo183_desktop.guidance.rules import LENGTHS, GuidanceForm, check_guidance
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.guidance.rules import Checked
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem

_YES: Final = "yes"
_GAP: Final = 12


class LogForm(Card):
    """Subject, what was asked, what was done; Enter saves it as of now.

    Attributes:
        form: The fields.
        subject: What the visit was about.
        asked: What was asked.
        answer: What was done.
        sent: Whether the citizen was sent on to 183.
        reason: Why; shown only then.

    Signals:
        save_requested: Enter or the button.
    """

    save_requested = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.setAccessibleName("Yeni rehberlik kaydı")
        self.form = Form(columns=1, parent=self)
        self.subject = QuickChoice("K&onu", key="subject_id", parent=self)
        self.asked = TextField(
            "Ne so&ruldu?", key="asked", max_length=LENGTHS["asked"], parent=self
        )
        self.answer = TextField(
            "Ne &yapıldı?",
            key="done",
            max_length=LENGTHS["done"],
            note="Enter kaydeder; zaman, kaydettiğiniz andır.",
            parent=self,
        )
        self.sent = CheckList(
            "Alo &183",
            ((_YES, "Alo 183’e yönle&ndirildi"),),
            key="is_sent_on",
            columns=1,
            parent=self,
        )
        self.reason = TextField(
            "Ned&en 183’e yönlendirildi?",
            key="sent_reason",
            max_length=LENGTHS["sent_reason"],
            parent=self,
        )
        self.save_button = PrimaryButton("&Kaydet", parent=self)
        self._trouble = StateText(State.LATE, parent=self)
        self._lay_out()
        self._connect()
        self._on_sent_changed()

    def set_subjects(self, subjects: Sequence[tuple[int, str]]) -> None:
        """Offer subjects; what is typed stays."""
        self.subject.set_options([(str(key), name) for key, name in subjects])

    def typed(self, *, at: dt.datetime) -> GuidanceForm:
        """Return what is typed, as of an instant in UTC."""
        self.subject.tidy()
        subject = self.subject.value()
        is_sent = bool(self.sent.value())
        return GuidanceForm(
            at=at,
            subject_id=None if subject is None else int(subject),
            asked=self.asked.text(),
            done=self.answer.text(),
            is_sent_on=is_sent,
            sent_reason=self.reason.text() if is_sent else "",
        )

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show problems at their fields, and the others below."""
        rest = self.form.show_problems(problems)
        self._trouble.set_text(State.LATE, " ".join(str(message_of(one)) for one in rest))

    def clear(self) -> None:
        """Be ready for the next visit."""
        for field in self.form.fields():
            field.set_value(None)
        self._trouble.set_text(State.LATE, "")
        self._on_sent_changed()
        self.form.mark_clean()
        self.subject.take_focus()

    def _lay_out(self) -> None:
        # As high as a label with its control, so that the button stands beside the controls.
        end = QWidget(self)
        beside = QVBoxLayout(end)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(4))
        beside.addWidget(make_label("", font=theme.body_medium(), parent=end))
        beside.addWidget(self.save_button)
        beside.addStretch(1)
        fields = Beside(
            group((self.subject, self.asked), shares=(3, 6), gap=_GAP, parent=self),
            group((self.answer, self.sent, end), shares=(6, 3, 0), gap=_GAP, parent=self),
            shares=(9, 11),
            gap=_GAP,
            parent=self,
        )
        for field in (self.subject, self.asked, self.answer, self.sent):
            self.form.watch(field)
        second = QWidget(self)
        line = QHBoxLayout(second)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        line.addWidget(self.reason, 1)
        self.form.watch(self.reason)
        self.form.add_row(fields)
        self.form.add_row(second)
        self.content.addWidget(self.form)
        self.content.addWidget(self._trouble)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _connect(self) -> None:
        self.sent.changed.connect(self._on_sent_changed)
        self.save_button.clicked.connect(self.save_requested)
        self.form.save_requested.connect(self.save_requested)
        for field in (self.asked, self.answer, self.reason):
            field.line.returnPressed.connect(self.save_requested)

    @Slot()
    def _on_sent_changed(self) -> None:
        self.reason.setVisible(bool(self.sent.value()))
        holder = self.reason.parentWidget()
        if holder is not None:
            holder.setVisible(bool(self.sent.value()))


CHANGES: Final = frozenset({Topic.GUIDANCE})


class GuidanceDialog(FormDialog):
    """When, what about, what was asked and done, sent on or not, and why."""

    def __init__(
        self,
        guidance_id: int,
        form: GuidanceForm,
        version: int,
        *,
        subjects: Sequence[tuple[int, str]],
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            guidance_id: Which visit.
            form: What stands in the fields at first.
            version: As it was read.
            subjects: To choose from.
            background: Saves.
            clock: For now; UTC.
            parent: The window that waits.
        """
        super().__init__(
            title="Rehberlik kaydını düzelt",
            background=background,
            changes=CHANGES,
            draft=f"guidance.visit.{guidance_id}",
            parent=parent,
        )
        self._guidance_id = guidance_id
        self._clock = clock
        self.subject = QuickChoice(
            "K&onu",
            [(str(key), name) for key, name in subjects],
            key="subject_id",
            required=True,
            parent=self,
        )
        self.form.add_row(self.subject)
        self.at = InstantFields(self.form, clock=clock, parent=self)
        self.asked = LongTextField("Ne so&ruldu?", key="asked", required=True, lines=3, parent=self)
        self.answer = LongTextField("Ne &yapıldı?", key="done", lines=3, parent=self)
        self.sent = CheckList(
            "", ((_YES, "Alo 183’e yönle&ndirildi"),), key="is_sent_on", columns=1, parent=self
        )
        self.reason = LongTextField(
            "Ned&en 183’e yönlendirildi?", key="sent_reason", lines=2, parent=self
        )
        for field in (self.asked, self.answer, self.sent, self.reason):
            self.form.add_row(field)
        self.subject.set_value(None if form.subject_id is None else str(form.subject_id))
        self.at.set_instant(form.at)
        self.asked.set_text(form.asked)
        self.answer.set_text(form.done)
        self.sent.set_value((_YES,) if form.is_sent_on else ())
        self.reason.set_text(form.sent_reason)
        self.sent.changed.connect(self._on_sent_changed)
        self._on_sent_changed()
        self.form.mark_clean()
        # As it is read out of the fields, which show no seconds.
        self._began = self.begin_with(EditBase(self._check().values, version))

    @override
    def first_field(self) -> Field:
        return self.asked

    @override
    def act(self) -> Callable[[Work], int] | None:
        checked = self._check()
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        guidance_id, version, base = self._guidance_id, self._began.version, self._began.values

        def save(work: Work) -> int:
            service.change_guidance(work, guidance_id, values, version=version, base=base)
            return guidance_id

        return save

    def _check(self) -> Checked:
        now = self._clock()
        subject_id = self.subject.value()
        is_sent = bool(self.sent.value())
        return check_guidance(
            GuidanceForm(
                at=self.at.instant() or now,
                subject_id=None if subject_id is None else int(subject_id),
                asked=self.asked.text(),
                done=self.answer.text(),
                is_sent_on=is_sent,
                sent_reason=self.reason.text() if is_sent else "",
            ),
            now=now,
        )

    def _on_sent_changed(self) -> None:
        self.reason.setVisible(bool(self.sent.value()))
        self.fit_soon()
