"""The forms of a line and of a handset, new or changed, and of another state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import (
    ChoiceField,
    LongTextField,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.words import STATE_CHOICES
from alo183_desktop.phones import rules, service
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.rules import HandsetForm, LineForm
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.shared.clock import Clock

CHANGES: Final = frozenset({Topic.PHONES})
_FIELDS_OF_CODES: Final = {
    "phones.duplicate_phone": "phone",
    "phones.duplicate_iccid": "iccid",
    "phones.duplicate_imei": "imei",
}

_NO_NAMES: Final = "Kimsenin adını yazmayınız: saklama süresiyle silinmez."


class ItemDialog(FormDialog):
    """A line or a handset as a form.

    When somebody else saves first, the typing stays, and each field shows both values.
    """

    def __init__(
        self,
        *,
        title: str,
        explanation: str,
        background: Background,
        draft: str,
        parent: QWidget,
    ) -> None:
        """Make the dialog; the subclass adds its fields.

        Args:
            title: As `FormDialog`.
            explanation: As `FormDialog`.
            background: Runs the saving.
            draft: As `FormDialog`.
            parent: The window that waits.
        """
        super().__init__(
            title=title,
            explanation=explanation,
            width=620,
            background=background,
            changes=CHANGES,
            draft=draft,
            parent=parent,
        )

    def add_field(self, label: str, key: str, **more: Any) -> TextField:
        """Return a field of one line."""
        return TextField(label, key=key, parent=self, **more)

    @override
    def field_of(self, code: str) -> Field | None:
        return self._field(_FIELDS_OF_CODES.get(code, ""))


class LineDialog(ItemDialog):
    """A line, new or changed; PIN and PUK are typed here and never shown."""

    def __init__(
        self,
        line_id: int | None,
        form: LineForm,
        version: int,
        *,
        operators: Sequence[str],
        may_set_pin: bool,
        background: Background,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            line_id: None: a new line.
            form: What stands in the fields at first.
            version: Of the line, as it was read.
            operators: Those in use.
            may_set_pin: Whether PIN and PUK may be stored.
            background: Runs the saving.
            parent: The window that waits.
        """
        is_new = line_id is None
        super().__init__(
            title="Hat ekle" if is_new else f"Hat: {form.phone}",
            explanation="Hat depoya eklenir; bir sorumluya zimmetle verilir." if is_new else "",
            background=background,
            draft=f"phones.line.{line_id or 'new'}",
            parent=parent,
        )
        self._line_id = line_id
        self._phone = PhoneField("Hat &numarası", key="phone", required=True, parent=self)
        self._operator = ChoiceField(
            "&Operatör",
            [(one, one) for one in operators],
            key="operator",
            free=True,
            note="Kullanım dosyaları operatörün adıyla tanınır.",
            parent=self,
        )
        self._iccid = self.add_field(
            "SI&M kart no (ICCID)", "iccid", check=rules.parse_iccid, max_length=30
        )
        self._package = self.add_field("&Paketi", "package")
        self._pin = self._secret("P&IN", "pin", rules.parse_pin)
        self._puk = self._secret("P&UK", "puk", rules.parse_puk)
        self._note = LongTextField("No&tu", key="note", lines=2, note=_NO_NAMES, parent=self)
        self.form.add_row(self._phone, self._operator)
        self.form.add_row(self._iccid, self._package)
        self.form.add_row(self._pin, self._puk)
        self.form.add_row(self._note)
        for field in (self._pin, self._puk):
            field.setVisible(may_set_pin)
            if not is_new:
                field.set_note("Boş bırakılırsa kayıtlı olan kalır.")
        _show(self.form, form)
        self._began = self.begin_with(EditBase(rules.check_line(form).values, version))

    @override
    def act(self) -> Callable[[Work], int] | None:
        texts = self.form.texts()
        checked = rules.check_line(LineForm(**{key: texts[key] for key in rules.LINE_FIELDS}))
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        line_id, version, base = self._line_id, self._began.version, self._began.values
        pin, puk = self._pin.text().strip(), self._puk.text().strip()

        def save(work: Work) -> int:
            if line_id is None:
                saved = service.add_line(work, values)
            else:
                service.change_line(work, line_id, values, version=version, base=base)
                saved = line_id
            if pin or puk:
                service.set_pin(work, saved, pin=pin, puk=puk)
            return saved

        return save

    def _secret(self, label: str, key: str, check: Callable[[str], str]) -> TextField:
        return self.add_field(label, key, check=check, max_length=12)


class HandsetDialog(ItemDialog):
    """A handset, new or changed."""

    def __init__(
        self,
        handset_id: int | None,
        form: HandsetForm,
        version: int,
        *,
        makes: Sequence[str],
        background: Background,
        parent: QWidget,
    ) -> None:
        """Make the dialog; arguments as `LineDialog`."""
        is_new = handset_id is None
        super().__init__(
            title="Cihaz ekle" if is_new else f"Cihaz: {form.make} {form.model}".strip(),
            explanation="Cihaz depoya eklenir; bir sorumluya zimmetle verilir." if is_new else "",
            background=background,
            draft=f"phones.handset.{handset_id or 'new'}",
            parent=parent,
        )
        self._handset_id = handset_id
        self._make = ChoiceField(
            "&Markası",
            [(one, one) for one in makes],
            key="make",
            required=True,
            free=True,
            parent=self,
        )
        self._model = self.add_field("M&odeli", "model", max_length=100)
        self._imei = self.add_field(
            "&IMEI",
            "imei",
            check=rules.parse_imei,
            note="15 rakam; telefonda *#06# ile görülür.",
            max_length=30,
        )
        self._serial = self.add_field("&Seri no", "serial", max_length=64)
        self._condition = self.add_field(
            "&Fiziki hâli", "condition", note="Örnek: sağlam, ekranda çizik."
        )
        self._accessories = self.add_field(
            "&Aksesuarları", "accessories", note="Örnek: şarj aleti, kutu.", max_length=300
        )
        self._note = LongTextField("No&tu", key="note", lines=2, note=_NO_NAMES, parent=self)
        self.form.add_row(self._make, self._model)
        self.form.add_row(self._imei, self._serial)
        self.form.add_row(self._condition, self._accessories)
        self.form.add_row(self._note)
        _show(self.form, form)
        self._began = self.begin_with(EditBase(rules.check_handset(form).values, version))

    @override
    def act(self) -> Callable[[Work], int] | None:
        texts = self.form.texts()
        checked = rules.check_handset(
            HandsetForm(**{key: texts[key] for key in rules.HANDSET_FIELDS})
        )
        values = checked.values
        if values is None:
            self.tell(checked.problems)
            return None
        handset_id, version, base = self._handset_id, self._began.version, self._began.values

        def save(work: Work) -> int:
            if handset_id is None:
                return service.add_handset(work, values)
            service.change_handset(work, handset_id, values, version=version, base=base)
            return handset_id

        return save


class StateDialog(FormDialog):
    """Another state of a line or a handset, with the reason."""

    def __init__(
        self,
        kind: ItemKind,
        item_id: int,
        *,
        label: str,
        state: ItemState,
        is_held: bool,
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            kind: A line or a handset.
            item_id: Its number.
            label: How it is called.
            state: Its state now.
            is_held: Whether somebody holds it.
            background: Runs the saving.
            clock: For the proposed instant.
            parent: The window that waits.
        """
        super().__init__(
            title=f"{label}: durumunu değiştir",
            explanation=f"Şimdiki durumu: {rules.STATE_WORDS[state]}."
            + (" Zimmetlisi üzerinde kalır; iade ayrıca alınır." if is_held else ""),
            background=background,
            changes=CHANGES,
            draft=f"phones.state.{kind.value}.{item_id}",
            parent=parent,
        )
        self._kind = kind
        self._item_id = item_id
        self._clock = clock
        offered = [
            (one.value, STATE_CHOICES[one])
            for one in ItemState
            if may_follow(state, one, is_held=is_held)
        ]
        self._state = RadioChoice("Yeni durumu", offered, key="state", upright=True, parent=self)
        self._reason = TextField(
            "Ge&rekçesi",
            key="reason",
            required=True,
            check=rules.check_reason,
            note=f"Örnek: ekranı kırıldı, servise verildi. {_NO_NAMES}",
            max_length=rules.LONGEST_REASON,
            parent=self,
        )
        self.form.add_row(self._state)
        self._instant = InstantFields(self.form, clock=clock, parent=self)
        self.form.add_row(self._reason)
        self.form.mark_clean()

    @override
    def field_of(self, code: str) -> Field | None:
        return self._instant.day if code in {"phones.future", "phones.state_before"} else None

    @override
    def act(self) -> Callable[[Work], int] | None:
        state, reason = ItemState(self._state.value()), self._reason.text().strip()
        at = self._instant.instant() or self._clock()
        is_line, item_id = self._kind is ItemKind.LINE, self._item_id

        def change(work: Work) -> int:
            service.set_state(
                work,
                state=state,
                at=at,
                reason=reason,
                line_id=item_id if is_line else None,
                handset_id=None if is_line else item_id,
            )
            return item_id

        return change


def may_follow(before: ItemState, after: ItemState, *, is_held: bool) -> bool:
    """Return whether a state may follow another one, as `rules.check_state_change` says."""
    try:
        rules.check_state_change(before, after, is_held=is_held)
    except KnownError:
        return False
    return True


def _show(form: Form, typed: LineForm | HandsetForm) -> None:
    """Show values in the fields, as if nobody had typed yet."""
    for key in typed.__dataclass_fields__:
        text = getattr(typed, key)
        shown = form.field(key)
        if isinstance(shown, PhoneField):
            shown.set_text(text)
        else:
            shown.set_value(text)
    form.mark_clean()
