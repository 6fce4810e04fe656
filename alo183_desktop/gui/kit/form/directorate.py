"""The fields of a directorate and of somebody who signs its letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.directorate.provinces import PROVINCES
from alo183_desktop.directorate.rules import (
    DirectorateForm,
    SignatoryForm,
    check_directorate,
    check_signatory,
)
from alo183_desktop.gui.kit.form.form import (
    ChoiceField,
    DateField,
    Field,
    Form,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import parse_email, parse_phone, tidy_name, tidying
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtWidgets import QWidget

# On one screen with "Kaydet", "Vazgeç", "Geri" and "İleri": no letter is taken twice.
_LABELS: Final[Mapping[str, str]] = {
    "province": "İ&l",
    "heading_1": "Başlık, &1. satır",
    "heading_2": "Başlık, &2. satır",
    "heading_3": "Başlık, &3. satır",
    "detsis": "&DETSİS numarası",
    "file_plan_code": "Dos&ya planı kodu",
    "address": "&Adres",
    "postal_code": "&Posta kodu",
    "telephone": "&Telefon",
    "fax": "&Faks",
    "email": "e-P&osta",
    "kep": "K&EP adresi",
    "website": "İ&nternet adresi",
    "contact_name": "&Bilgi için: adı soyadı",
    "contact_title": "Bilgi için: un&vanı",
    "contact_telephone": "Bilgi i&çin: telefonu",
    "recipient_1": "Mu&hatap",
    "recipient_2": "&Muhatap birim",
    "recipient_address": "Muhatabın adre&si",
    "recipient_fax": "M&uhatabın faksı",
    "email_domains": "Kurumsal e-posta alan adla&rı",
}
_NOTES: Final[Mapping[str, str]] = {
    "detsis": "Kurumun DETSİS kaydındaki sekiz rakam.",
    "file_plan_code": "Yazının sayısında yer alır; örnek: 903.07",
    "recipient_1": "Büyük harflerle ve yönelme ekiyle: BAKANLIĞINA",
    "recipient_2": "Ayraç içinde, yazıdaki gibi.",
    "recipient_fax": "Yazılar bu numaraya fakslanır.",
    "email_domains": "Virgülle ayırınız. Başka alan adları için uyarı gösterilir.",
}
_PHONES: Final = frozenset({"telephone", "fax", "contact_telephone", "recipient_fax"})
_TIDIED: Final[Mapping[str, Callable[[str], str]]] = {
    "contact_name": tidy_name,
    "email": tidying(parse_email),
    "kep": tidying(parse_email),
}
"""How letters print what is typed."""
_REQUIRED: Final = frozenset(problem.key for problem in check_directorate(DirectorateForm()))
_LONGEST: Final = {"detsis": 8, "postal_code": 16, "file_plan_code": 32}
_USUAL_LONGEST: Final = 200


def directorate_field(key: str, *, parent: QWidget) -> Field:
    """Return the field of one value, named as in `DirectorateForm`."""
    label, note, required = _LABELS[key], _NOTES.get(key, ""), key in _REQUIRED
    if key == "province":
        names = sorted((province.name for province in PROVINCES), key=collation_key)
        return ChoiceField(
            label,
            [(name, name) for name in names],
            key=key,
            required=True,
            placeholder="Yazmaya başlayınız",
            parent=parent,
        )
    if key in _PHONES:
        return PhoneField(
            label, key=key, required=required, check=parse_phone, note=note, parent=parent
        )
    return TextField(
        label,
        key=key,
        required=required,
        check=_check_of(key),
        show=_TIDIED.get(key),
        note=note,
        max_length=_LONGEST.get(key, _USUAL_LONGEST),
        parent=parent,
    )


def show_directorate(fields: Iterable[Field], form: DirectorateForm) -> None:
    """Show the values of a form in its fields."""
    for field in fields:
        if hasattr(form, field.key):
            # Phones are shown by their field, which takes E.164.
            text = str(getattr(form, field.key))
            field.set_value(tidying(parse_phone)(text) if field.key in _PHONES else text)


def read_directorate(fields: Iterable[Field], form: DirectorateForm) -> DirectorateForm:
    """Return `form` with what is typed in the fields."""
    typed: dict[str, Any] = {
        field.key: field.text().strip() for field in fields if field.key in _LABELS
    }
    return replace(form, **typed)


def label_of(key: str) -> str:
    """Return how a field is called, without its mnemonic."""
    return _LABELS.get(key, key).replace("&", "")


def _check_of(key: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        typed: dict[str, Any] = {key: text}
        for problem in check_directorate(replace(DirectorateForm(), **typed)):
            if problem.key == key:
                raise problem.error()
        return text

    return check


GOVERNOR: Final = "Vali a."
_PRINCIPAL: Final = "principal"
_DEPUTY: Final = "deputy"
_ONE_DAY: Final = dt.timedelta(days=1)


class SignatoryFields(Form):
    """Name, title, for whom, and from which day to which; the last day is one that counts."""

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        """Make empty fields; `today` is the day in Istanbul."""
        super().__init__(parent=parent)
        self.name = TextField(
            "&Adı soyadı",
            key="name",
            required=True,
            check=_check_name,
            show=tidy_name,
            parent=self,
        )
        self.title = TextField("&Unvanı", key="title", required=True, parent=self)
        self.on_behalf_of = RadioChoice(
            "Kimin adına imzalar",
            [(GOVERNOR, "&Vali adına (Vali a.)"), ("", "Ken&di adına")],
            key="on_behalf_of",
            parent=self,
        )
        self.kind = RadioChoice(
            "Görevi",
            [(_PRINCIPAL, "A&sıl"), (_DEPUTY, "Vekil (unva&nın sonuna V. yazılır)")],
            key="is_deputy",
            parent=self,
        )
        self.since = DateField(
            "İ&lk günü",
            today=today,
            key="valid_from",
            required=True,
            note="Daha önceki tarihli yazıda seçilemez.",
            parent=self,
        )
        self.last = DateField(
            "S&on günü",
            today=today,
            key="valid_until",
            check=self._check_last,
            note="Belli değilse boş bırakınız.",
            parent=self,
        )
        self.add_row(self.name, self.title)
        # One below the other: beside one another they have no room in a small window.
        self.add_row(self.on_behalf_of)
        self.add_row(self.kind)
        self.add_row(self.since, self.last)
        self.add_stretch()
        self.since.changed.connect(self._on_since_changed)
        self.mark_clean()

    def form(self) -> SignatoryForm:
        """Return what is typed; a day that cannot be read is none."""
        last = self.last.value()
        return SignatoryForm(
            name=self.name.text(),
            title=self.title.text(),
            on_behalf_of=self.on_behalf_of.value(),
            is_deputy=self.kind.value() == _DEPUTY,
            valid_from=self.since.value(),
            valid_until=None if last is None else last + _ONE_DAY,
        )

    def show_form(self, form: SignatoryForm) -> None:
        """Show the values of a form."""
        self.name.set_value(form.name)
        self.title.set_value(form.title)
        self.on_behalf_of.set_value(form.on_behalf_of)
        self.kind.set_value(_DEPUTY if form.is_deputy else _PRINCIPAL)
        self.since.set_value(form.valid_from)
        self.last.set_value(last_day(form.valid_until))
        self.mark_clean()

    def _check_last(self, day: dt.date) -> dt.date:
        since = self.since.value()
        if since is not None and day < since:
            raise KnownError("directorate.interval")
        return day

    def _on_since_changed(self) -> None:
        if self.last.shown_message():
            self.last.judge()


def last_day(valid_until: dt.date | None) -> dt.date | None:
    """Return the last day that counts of an interval that ends before `valid_until`."""
    return None if valid_until is None else valid_until - _ONE_DAY


def interval_text(valid_from: dt.date, valid_until: dt.date | None) -> str:
    """Return an interval as people write it, with its last day."""
    last = last_day(valid_until)
    return f"{format_day(valid_from)} – {'sürüyor' if last is None else format_day(last)}"


def _check_name(text: str) -> Any:
    for problem in check_signatory(SignatoryForm(name=text)):
        if problem.key == "name":
            raise problem.error()
    return text
