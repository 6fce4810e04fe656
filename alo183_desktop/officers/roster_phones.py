"""Phone numbers with words beside them: `Tel: 0532 …`, `0532 … (kurumsal)`, `0312 … dahili 12`."""

from __future__ import annotations

import re
from typing import Final

from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.turkish import fold

PHONE_KEYS: Final = frozenset({"corporate_mobile", "personal_mobile", "desk_phone"})
_NEUTRAL: Final = frozenset(
    {"tel", "telefon", "telefonu", "tlf", "cep", "gsm", "mobil", "no", "nolu", "numara"}
    | {"numarasi", "hat", "hatti", "whatsapp", "wp", "t", "c", "g"}
)
"""Words that say no more than that a phone number stands here."""
_CORPORATE: Final = frozenset({"kurumsal", "kurum", "resmi", "gorev", "makam", "hizmet", "is"})
_PERSONAL: Final = frozenset({"sahsi", "kisisel", "ozel", "kendi", "zati", "bireysel"})
_OF_DESKS: Final = frozenset({"santral", "sabit", "ofis", "buro", "masa", "mudurluk"})
_OWN: Final = {
    "corporate_mobile": _CORPORATE,
    "personal_mobile": _PERSONAL,
    "desk_phone": _CORPORATE | _OF_DESKS,
}
_OTHERS: Final = {
    "corporate_mobile": _PERSONAL,
    "personal_mobile": _CORPORATE,
    "desk_phone": _PERSONAL,
}
_AT_ANY_HOUR: Final = re.compile(
    r"\(?\s*\b(?:7/24|7 ?gun 24 ?saat|24 saat)(?:\s+(?:acik|ulasilabilir|aktif))?\s*\)?"
)
_NO_EXTENSION: Final = re.compile(r"\(?\bdahili\s*:?\s*yok\s*\)?")
_WITH_EXTENSION: Final = re.compile(
    r"(\D*(?:\+?90|0)?[ (]*\d{3}[ )-]*\d{3}[ -]?\d{2}[ -]?\d{2})\b"
    r"(?:[\s,;/(–-]*(?:dahili|dah|ic hat|ext)\.?\s*:?\s*(\d{1,6})|\s*[/,(–-]\s*(\d{3,5}))\s*\)?"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_EMPTY_BRACKETS: Final = re.compile(r"\(\s*\)")
_AROUND: Final = " \t\r\n.:;,-–/☎"


def phone_of(key: str, text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a number without the words that add nothing to it, and what is to be said of it.

    A text with other words is returned as it is: `0532 … (eşi)` is nobody's number here.

    Args:
        key: One of `PHONE_KEYS`.
        text: The cell.

    Raises:
        KnownError: `imports.phone_of_other`: the words contradict the heading.
    """
    plain = _AT_ANY_HOUR.sub(" ", fold(text))
    hints: tuple[Problem, ...] = ()
    if key == "desk_phone":
        plain = _NO_EXTENSION.sub(" ", plain)
        with_extension = None if _is_number(plain) else _WITH_EXTENSION.fullmatch(plain.strip())
        if with_extension is not None:
            plain = with_extension[1]
            extension = with_extension[2] or with_extension[3]
            hints = (Problem(key, "imports.extension_left_out", {"extension": extension}),)
    words = set(_WORD.findall(plain))
    known = _NEUTRAL | _CORPORATE | _PERSONAL | _OF_DESKS
    if not words <= known or not any(map(str.isdigit, plain)):
        return text, ()
    for word in _WORD.findall(text):
        if fold(word) in _OTHERS[key]:
            raise KnownError("imports.phone_of_other", word=word)
    if not words <= _NEUTRAL | _OWN[key]:
        return text, ()
    return _EMPTY_BRACKETS.sub(" ", _WORD.sub(" ", plain)).strip(_AROUND), hints


def _is_number(text: str) -> bool:
    try:
        parse_phone(text)
    except KnownError:
        return False
    return True
