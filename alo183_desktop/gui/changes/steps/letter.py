"""Step 5: the letter's form, number and day, signatory, and receiver."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.documents.letter.content import Secrecy, is_e_signed
from alo183_desktop.gui.changes.steps.base import WizardStep
from alo183_desktop.gui.kit.form.form import (
    ChoiceField,
    DateField,
    LongTextField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.form.rare import RareFields
from alo183_desktop.shared.calendar import parse_day, tidy_day
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.directorate.rows import SignatoryRow
    from alo183_desktop.gui.changes.validation import ChangeValidator

_STYLES = (("2020", "2020 yönetmeliği"), ("2004", "2004 yönetmeliği (eski dosyalar)"))
_PREPARATIONS = (
    ("Z", "Z: ıslak imzalı, kâğıt"),
    ("E", "E: elektronik imzalı"),
    ("O", "O: sistem çalışmıyor"),
)
SECRECIES = ((Secrecy.RESTRICTED.value, "Hizmete Özel"), (Secrecy.NONE.value, "Yok"))
_URGENT, _PLAIN = "urgent", "plain"
_LONGEST = 200


class LetterStep(WizardStep):
    """Values that do not depend on leavers and newcomers."""

    def __init__(self, *, validator: ChangeValidator, parent: QWidget) -> None:
        super().__init__("Yazı", validator=validator, parent=parent)
        self._corrected = TextField(
            "D&üzeltilen bilgi",
            note="Yazıda geçer: önceki yazıdaki hangi bilgi yanlıştı?",
            **self.validated("letter.correction_reason", required=True),
        )
        self._number = TextField(
            "&Sayı (kayıt numarası)",
            note="Boş bırakılırsa kaşe için yer kalır.",
            max_length=64,
            **self.validated("letter.register_number", warns=True),
        )
        self._date = DateField(
            "&Tarih",
            today=validator.context.today,
            note="Boş bırakılırsa kaşe için yer kalır.",
            **self.validated("letter.date") | {"check": self._checked},
        )
        self._signatory = ChoiceField(
            "İm&zalayan", **self.validated("letter.signatory", required=True)
        )
        self._urgency = RadioChoice(
            "İvedilik",
            ((_URGENT, "A&cele"), (_PLAIN, "Nor&mal")),
            key="letter.urgent",
            parent=self,
        )
        self._secrecy = ChoiceField(
            "Gizlili&k derecesi", SECRECIES, key="letter.secrecy", required=True, parent=self
        )
        self._style = ChoiceField("&Biçim", _STYLES, key="letter.style", required=True, parent=self)
        self._preparation = ChoiceField(
            "&Hazırlanışı", _PREPARATIONS, key="letter.preparation", required=True, parent=self
        )
        self._code, self._address = (
            TextField(label, note=note, max_length=_LONGEST, **self.validated(f"letter.{name}"))
            for label, name, note in (
                (
                    "Doğrula&ma kodu",
                    "verification_code",
                    "EBYS verir. Yazılmadıkça yazı TASLAK olarak basılır.",
                ),
                (
                    "Doğr&ulama adresi",
                    "verification_address",
                    "EBYS verir. Boş bırakılırsa yeri noktalı kalır.",
                ),
            )
        )
        self._lists = {
            name: LongTextField(
                label,
                note="Her satıra bir tane." if name == "references" else "",
                lines=2,
                **self.validated(f"letter.{name}", warns=True),
            )
            for name, label in (
                ("references", "İ&lgi"),
                ("annexes", "&Ekler"),
                ("action", "Dağıtım, ge&reği için"),
                ("information", "Dağıtım, bilgi içi&n"),
            )
        }
        self.set_sentence("Sayıyı ve tarihi kurumunuzun kayıt defteri verir; program üretmez.")
        self.add_row(self._corrected)
        self.add_row(self._number, self._date)
        self.add_row(self._signatory, self._urgency)
        self.add_row(self._secrecy)
        self.add_row(self._code, self._address)
        rare = RareFields(gap=14, parent=self)
        rare.add_row(self._style, self._preparation)
        rare.add_row(self._lists["references"])
        rare.add_row(self._lists["annexes"])
        rare.add_row(self._lists["action"], self._lists["information"])
        self.add_row(rare)
        usual = validator.context.directorate
        self._style.rest_at(usual.letter_style.value)
        self._preparation.rest_at(usual.preparation.value)
        self._lists["references"].rest_at(CIRCULAR)
        for choice in (self._style, self._preparation):
            choice.changed.connect(self._show_verification)

    @override
    def fill(self, form: ChangeForm, index: int) -> None:
        self._signatory.set_options(
            [(str(one.signatory_id), _signatory_words(one)) for one in self._may_sign(form)]
        )
        old = self.validator.context.letters.get(form.corrects_letter_id or 0)
        signed = None if old is None else old.signature
        self._signatory.set_note(
            "" if signed is None else f"Düzeltilen yazıyı imzalayan: {signed.name}, {signed.title}"
        )
        self._corrected.setVisible(form.corrects_letter_id is not None)
        self._corrected.set_value(form.correction_reason)
        self._number.set_value(form.register_number)
        self._date.set_value(None)
        self._date.set_text(form.date)
        self._signatory.set_value(None if form.signatory_id is None else str(form.signatory_id))
        self._urgency.set_value(_URGENT if form.urgent else _PLAIN)
        self._secrecy.set_value(form.secrecy)
        self._style.set_value(form.style)
        self._preparation.set_value(form.preparation)
        self._code.set_value(form.verification_code)
        self._address.set_value(form.verification_address)
        self._show_verification()
        for name, field in self._lists.items():
            field.set_value("\n".join(getattr(form, name)))

    @override
    def take(self, form: ChangeForm, index: int) -> ChangeForm:
        signatory = self._signatory.value()
        lists: dict[str, Any] = {name: _lines(field.text()) for name, field in self._lists.items()}
        return replace(
            form,
            correction_reason=self._corrected.text(),
            register_number=self._number.text(),
            date=tidy_day(self._date.text()),
            signatory_id=int(signatory) if signatory else None,
            urgent=self._urgency.value() == _URGENT,
            secrecy=self._secrecy.value() or "",
            style=self._style.value() or "",
            preparation=self._preparation.value() or "",
            verification_code=self._code.text() if self._is_e_signed() else "",
            verification_address=self._address.text() if self._is_e_signed() else "",
            **lists,
        )

    @override
    def field_key(self, key: str) -> str:
        return "letter.correction_reason" if key == "letter.corrects" else key

    @Slot()
    def _show_verification(self) -> None:
        for field in (self._code, self._address):
            field.setVisible(self._is_e_signed())

    def _is_e_signed(self) -> bool:
        """Return whether the letter shows where it can be verified."""
        return is_e_signed(self._style.value() or "", self._preparation.value() or "")

    def _may_sign(self, form: ChangeForm) -> list[SignatoryRow]:
        """Return who may sign on the letter's day, and the current choice."""
        try:
            day = parse_day(form.date) if form.date.strip() else self.validator.context.today
        except KnownError:
            day = self.validator.context.today
        return [
            one
            for one in self.validator.context.signatories
            if one.signatory_id == form.signatory_id or one.may_sign_on(day)
        ]

    def _checked(self, day: dt.date) -> dt.date:
        self.check_of("letter.date")(format_day(day))
        return day


def _signatory_words(one: SignatoryRow) -> str:
    signature = one.signature()
    behalf = f", {signature.on_behalf_of}" if signature.on_behalf_of else ""
    return f"{one.name}{behalf}, {signature.title}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for part in text.splitlines() if (line := " ".join(part.split())))
