"""The fields of a directorate, checked one by one by the rules of the directorate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.directorate.provinces import PROVINCES
from alo183_desktop.directorate.rules import DirectorateForm, check_directorate
from alo183_desktop.gui.kit.forms import ChoiceField, Field, PhoneField, TextField
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
