"""The fields of a referral, in the order in which the call centre reports it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.cases.fields import LENGTHS, CaseForm, check_case
from alo183_desktop.gui.kit.form.choices import ChoiceField, QuickChoice
from alo183_desktop.gui.kit.form.dates import DateField, TimeField
from alo183_desktop.gui.kit.form.form import CheckList, LongTextField, PhoneField, TextField
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.characters import one_line
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.fields import CheckedCase
    from alo183_desktop.gui.cases.dialog_data import IntakeChoices
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.shared.clock import Clock

NOBODY_NOTE: Final = "Boş kalırsa vaka sorumlusuz görünür."
"""Shown below the responsible officer while nobody is proposed."""
_YES: Final = "yes"
_IN_FUTURE: Final = "cases.in_future"
_PAUSE_MS: Final = 150
_ADVISED: Final = frozenset(
    {"cases.late_already", "cases.time_twice", "cases.police_before_referral"}
)
"""Messages shown at once; the one about the police has a line of its own."""


def _time_text(time: dt.time) -> str:
    return f"{time:%H:%M:%S}" if time.second else f"{time:%H:%M}"


class MomentField(TimeField):
    """A time of day in Istanbul, with seconds where they are known; Ctrl+T types now."""

    def __init__(
        self, label: str, *, clock: Clock, key: str, required: bool = False, parent: QWidget
    ) -> None:
        super().__init__(
            label,
            clock=clock,
            key=key,
            required=required,
            show=_time_text,
            parent=parent,
        )


def _typed(field: Field) -> str:
    time = field.value() if isinstance(field, MomentField) else None
    return field.text() if time is None else _time_text(time)


class CaseFields(QObject):
    """The fields of a referral inside a form.

    Attributes:
        number: The call centre's number.
        subject: Determines who is proposed.
        kind: Determines whether it is urgent initially.
        caller_phone: Determines which other cases are shown.
        officer: The responsible officer; hidden where not asked for.

    Signals:
        responsible_asked: Subject or time have changed: who answers for them?
    """

    responsible_asked = Signal()

    def __init__(
        self, form: Form, choices: IntakeChoices, *, clock: Clock, parent: QWidget
    ) -> None:
        """Add the fields.

        Args:
            form: Gets the fields.
            choices: Subjects, kinds, officers and districts.
            clock: The current time; UTC.
            parent: The dialog.
        """
        super().__init__(parent)
        self._form = form
        self._choices = choices
        self._clock = clock
        today = local(clock()).date()
        self.number = TextField(
            "Başvuru &no",
            key="number",
            required=True,
            note="Çağrı merkezinin verdiği numara.",
            max_length=LENGTHS["number"],
            parent=parent,
        )
        self.day = DateField(
            "Yönlendirme &günü", today=today, key="routed_day", required=True, parent=parent
        )
        self.time = MomentField(
            "&Saati", clock=clock, key="routed_time", required=True, parent=parent
        )
        self.day.time = self.time
        self.operator = TextField("Operatö&r", key="operator_name", show=one_line, parent=parent)
        self.subject = QuickChoice(
            "Müracaat kon&usu",
            [(str(key), name) for key, name in choices.subjects],
            key="subject_id",
            required=True,
            unknown=self._unknown_subject,
            parent=parent,
        )
        self.kind = QuickChoice(
            "&Tür",
            [(str(one.kind_id), one.name) for one in choices.kinds if one.holds_on(today)],
            key="kind_id",
            required=True,
            unknown=lambda text: KnownError("cases.kind_unknown", kind=text),
            parent=parent,
        )
        self._is_urgent_by_kind = False
        self.urgent = CheckList(
            "Aciliyet", ((_YES, "A&cil"),), key="is_urgent", columns=1, parent=parent
        )
        self.district = QuickChoice(
            "İl&çe",
            [(name, name) for name in choices.districts],
            key="district",
            free=True,
            completes=True,
            parent=parent,
        )
        self.caller_phone = PhoneField(
            "Arayanın tele&fonu", key="caller_phone", check=parse_phone, parent=parent
        )
        self.caller_name = TextField(
            "Arayanın a&dı soyadı", key="caller_name", show=one_line, parent=parent
        )
        self.officer = QuickChoice(
            "Soru&mlu",
            [(str(key), name) for key, name in choices.officers],
            key="officer",
            note=NOBODY_NOTE,
            parent=parent,
        )
        self.summary = LongTextField("Ö&zet", key="summary", lines=3, parent=parent)
        self.police = CheckList(
            "Kolluk",
            ((_YES, "K&olluğa bildirildi"),),
            key="is_police_informed",
            columns=1,
            parent=parent,
        )
        self.police_unit = ChoiceField(
            "Kolluk &birimi",
            [(name, name) for name in choices.forces],
            free=True,
            key="police_unit",
            parent=parent,
        )
        self.police_by = TextField("Bildiren", key="police_by", show=one_line, parent=parent)
        self.police_day = DateField("Bildirim günü", today=today, key="police_day", parent=parent)
        self.police_time = MomentField(
            "Bildirim saati", clock=clock, key="police_time", parent=parent
        )
        self.advice = StateText(State.NEAR, parent=parent)
        self._add_rows()
        self.day.propose(today)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._show_advice)
        form.changed.connect(partial(self._pause.start))
        self.kind.changed.connect(self._on_kind_changed)
        self.police.changed.connect(self._on_police_changed)
        for field in (self.subject, self.day, self.time):
            field.left.connect(self.responsible_asked)
        for field in (self.day, self.time, self.police_day, self.police_time):
            field.left.connect(self._refuse_future)
        self._on_police_changed()

    def stop(self) -> None:
        """Stop advising: the dialog is closing."""
        self._pause.stop()

    def form_typed(self) -> CaseForm:
        """Return what is typed."""
        typed: dict[str, Any] = {field.key: _typed(field) for field in self._texts()}
        is_informed = bool(self.police.value())
        if not is_informed:
            # Hidden fields no longer count.
            typed |= dict.fromkeys((field.key for field in self._of_police()), "")
        subject, kind = self.subject.value(), self.kind.value()
        return replace(
            CaseForm(**typed),
            subject_id=None if subject is None else int(subject),
            kind_id=None if kind is None else int(kind),
            is_urgent=bool(self.urgent.value()),
            is_police_informed=is_informed,
        )

    def show_form(self, form: CaseForm, *, keep: bool = False) -> None:
        """Show the values of a text or a stored case.

        Args:
            form: As typed.
            keep: Whether a field keeps its value where the form has none.
        """
        for field in self._texts():
            text = getattr(form, field.key)
            if text or not keep:
                field.set_text(text)
        for choice, item_id in ((self.subject, form.subject_id), (self.kind, form.kind_id)):
            if item_id is not None or not keep:
                choice.set_value(None if item_id is None else str(item_id))
        for flag, is_set in (
            (self.urgent, form.is_urgent),
            (self.police, form.is_police_informed),
        ):
            if is_set or not keep:
                flag.set_value((_YES,) if is_set else ())
        self._on_kind_changed()
        self._on_police_changed()

    def _unknown_subject(self, text: str) -> KnownError:
        known = ", ".join(name for _key, name in self._choices.subjects)
        return KnownError("cases.subject_unknown", subject=text, proposal="", known=known)

    def _texts(self) -> tuple[Field, ...]:
        """Return the text fields, each under its name in `CaseForm`."""
        return (
            self.number,
            self.day,
            self.time,
            self.operator,
            self.district,
            self.caller_phone,
            self.caller_name,
            self.summary,
            *self._of_police(),
        )

    def _of_police(self) -> tuple[Field, ...]:
        return self.police_unit, self.police_day, self.police_time, self.police_by

    def check(self) -> CheckedCase:
        """Check what is typed."""
        return check_case(self.form_typed(), kinds=self._choices.kinds, now=self._clock())

    def routed_at(self) -> dt.datetime | None:
        """Return the time of the referral as far as it is typed, UTC."""
        day, time = self.day.value(), self.time.value()
        return None if day is None or time is None else instant_of(day, time)

    def _add_rows(self) -> None:
        for line in (
            ((self.number, 4), (self.day, 3), (self.time, 2), (self.operator, 4)),
            ((self.subject, 4), (self.kind, 4), (self.urgent, 2), (self.district, 3)),
            ((self.caller_phone, 4), (self.caller_name, 5), (self.officer, 5)),
            ((self.summary, 1),),
            ((self.police, 4), (self.police_unit, 5), (self.police_day, 3), (self.police_time, 2)),
            ((self.police_by, 5), (self.advice, 9)),
        ):
            self._form.add_line(*line)

    @Slot()
    def _on_kind_changed(self) -> None:
        # At once, not when the field is left: Tab should skip the box then.
        chosen = self.kind.highlighted()
        kind = next((one for one in self._choices.kinds if str(one.kind_id) == chosen), None)
        is_urgent = kind is not None and kind.is_urgent
        if is_urgent and not self.urgent.value():
            self._is_urgent_by_kind = True
            self.urgent.set_value((_YES,))
        elif not is_urgent and self._is_urgent_by_kind:
            # Nobody ticked it: a kind that was chosen by mistake leaves no urgent case behind.
            self._is_urgent_by_kind = False
            self.urgent.set_value(())
        # An urgent kind stays urgent: the box only shows it.
        self.urgent.setEnabled(not is_urgent)
        self.urgent.set_note("Türü gereği" if is_urgent else "")

    @Slot()
    def _on_police_changed(self) -> None:
        is_informed = bool(self.police.value())
        for field in self._of_police():
            field.setVisible(is_informed)

    @Slot()
    def _refuse_future(self) -> None:
        # A day and a time, each right alone, are judged together once one of them is left.
        for problem in self.check().problems:
            if problem.code == _IN_FUTURE:
                self._form.show_problem(self._form.field(problem.key), str(message_of(problem)))

    @Slot()
    def _show_advice(self) -> None:
        checked = self.check()
        shown = [one for one in checked.warnings if one.code in _ADVISED]
        is_urgent = bool(self.urgent.value())
        if is_urgent and not self.police.value():
            shown += [one for one in checked.warnings if one.code == "cases.police_should_know"]
        self.advice.set_text(State.NEAR, " ".join(str(message_of(one)) for one in shown))
