"""The fixed words of an official letter and the way its number and dates are written."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.content import LetterStyle, is_e_signed, is_unsigned
from alo183_desktop.shared.signs import plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.documents.letter.content import (
        ContactBlock,
        Distribution,
        Letter,
        LetterNumber,
        Verification,
    )

NUMBER: Final = "Sayı"
TOPIC: Final = "Konu"
REFERENCE: Final = "İlgi"
ANNEX: Final = "Ek:"
DISTRIBUTION: Final = "Dağıtım:"
ANNEX_LIST: Final = "Ek Listesi"
ANNEX_LIST_HEADING: Final = "EK LİSTESİ"
DISTRIBUTION_LIST: Final = "Dağıtım Listesi"
DISTRIBUTION_LIST_HEADING: Final = "DAĞITIM LİSTESİ"
ACTION: Final = "Gereği:"
INFORMATION: Final = "Bilgi:"
E_SIGNED_NOTE: Final = "Bu belge, güvenli elektronik imza ile imzalanmıştır."
DRAFT_MARK: Final = "TASLAK – güvenli elektronik imza ile henüz imzalanmamıştır"

_ALPHABET: Final = "abcçdefgğhıijklmnoöprsştuüvyz"
_URGENCY: Final = {LetterStyle.EDITION_2020: "ACELE", LetterStyle.EDITION_2004: "İVEDİ"}
_DATE: Final = {LetterStyle.EDITION_2020: "%d.%m.%Y", LetterStyle.EDITION_2004: "%d/%m/%Y"}
_ROOM: Final = "." * 70
"""Where the e-document system writes: 48 mm at 8 pt, and what breaks no line."""
_BLANK_CATEGORIES: Final = frozenset(("Cc", "Zl", "Zp"))
_DROPPED_CATEGORIES: Final = frozenset(("Cf", "Cs"))


def clean(text: str) -> str:
    """Return `text` in its plain form, its breaks and tabs as blanks, without invisible signs."""
    text = plain(text)
    if text.isprintable():
        return text
    kept: list[str] = []
    for sign in text:
        category = unicodedata.category(sign)
        if category in _BLANK_CATEGORIES:
            kept.append(" ")
        elif category not in _DROPPED_CATEGORIES:
            kept.append(sign)
    return "".join(kept)


def urgency_word(style: LetterStyle) -> str:
    """Return the word that marks an urgent letter. Source: Yönetmelik 2020/31151, madde 26."""
    return _URGENCY[style]


def number_text(number: LetterNumber, style: LetterStyle) -> str:
    """Return the number as printed; it ends with a hyphen where the register number is missing.

    The edition of 2004 knows three parts, without the way of preparation.
    Source: Yönetmelik 2020/31151, madde 11.
    """
    parts = [number.detsis, number.file_plan_code, number.register_number or ""]
    if style is LetterStyle.EDITION_2020:
        parts.insert(0, number.preparation.value)
    return clean("-".join(parts))


def whole_number(number: LetterNumber, style: LetterStyle) -> str:
    """Return the number as printed; empty while the register number is missing."""
    return number_text(number, style) if number.register_number else ""


def date_text(date: dt.date | None, style: LetterStyle) -> str:
    """Return the date as printed, or an empty text where it is left for a stamp."""
    return "" if date is None else date.strftime(_DATE[style])


def reference_mark(place: int) -> str:
    """Return the mark of the reference at `place`, from 0: `a)`, `b)`, `c)`, `ç)` ... `aa)`.

    Source: Yönetmelik 2020/31151, madde 15 (all letters of the Turkish alphabet).
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return f"{letters})"


def annex_lines(annexes: Sequence[str]) -> list[str]:
    """Return the lines of the annexes; several are numbered.

    Source: Yönetmelik 2020/31151, madde 18.
    """
    if not annexes:
        return []
    if len(annexes) == 1:
        return [f"{ANNEX} {clean(annexes[0])}"]
    return [ANNEX, *listed_annexes(annexes)]


def listed_annexes(annexes: Sequence[str]) -> list[str]:
    """Return the annexes with their numbers."""
    return [f"{place}- {clean(annex)}" for place, annex in enumerate(annexes, start=1)]


def distribution_columns(distribution: Distribution) -> list[tuple[str, tuple[str, ...]]]:
    """Return the headings and names of the columns that have any name.

    Where nobody is only informed, the names stand under `Dağıtım:` without a heading, which is then
    empty. Source: Yönetmelik 2020/31151, madde 19.
    """
    if not distribution.information:
        return [("", distribution.action)] if distribution.action else []
    columns = [(ACTION, distribution.action), (INFORMATION, distribution.information)]
    return [(heading, names) for heading, names in columns if names]


def contact_lines(block: ContactBlock) -> list[list[str]]:
    """Return the lines of the left side of the contact block, each as parts that stay whole.

    Source: Yönetmelik 2020/31151, madde 24.
    """
    address, postal_code = clean(block.address), clean(block.postal_code)
    post = "" if postal_code in address else f"Posta Kodu: {postal_code}"
    lines = [
        [address, post],
        [_labelled("Telefon", block.telephone), _labelled("Faks", block.fax)],
        [_labelled("e-Posta", block.email), _labelled("KEP", block.kep)],
        [_labelled("İnternet Adresi", block.website)],
    ]
    return [kept for line in lines if (kept := [part for part in line if part])]


def contact_person_lines(block: ContactBlock) -> list[str]:
    """Return the lines of the right side of the contact block."""
    person = block.contact
    lines = (
        _labelled("Bilgi için", person.name),
        clean(person.title),
        _labelled("Telefon", person.telephone),
    )
    return [line for line in lines if line]


def has_verification(letter: Letter) -> bool:
    """Tell whether the letter carries the two verification lines, which say that it is signed."""
    return is_e_signed(letter.style, letter.number.preparation) and bool(letter.verification.code)


def is_draft(letter: Letter) -> bool:
    """Tell whether the letter waits for its e-signature, and carries the mark of a draft."""
    return is_unsigned(letter.style, letter.number.preparation, letter.verification.code)


def verification_line(verification: Verification) -> str:
    """Return the line that says where to check the letter, dotted where the address is missing."""
    code = clean(verification.code)
    address = clean(verification.address) or _ROOM
    return f"Belge Doğrulama Kodu: {code} Belge Doğrulama Adresi: {address}"


def sender_of(heading: Sequence[str]) -> str:
    """Return who sends, on one line: the heading without `T.C.`."""
    return " ".join(clean(line) for line in heading[1:])


def _labelled(label: str, value: str) -> str:
    value = clean(value).strip()
    return f"{label}: {value}" if value else ""
