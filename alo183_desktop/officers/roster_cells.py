"""The text of one cell of a roster, ready for the check of its field."""

from __future__ import annotations

import re
from typing import Final

from alo183_desktop.imports import cells
from alo183_desktop.officers.roster_names import NAME_KEYS, check_name, without_marks
from alo183_desktop.officers.roster_notes import SHOWN
from alo183_desktop.officers.roster_phones import PHONE_KEYS, phone_of
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_tckn

_PRINTED: Final = NAME_KEYS | {"title", "unit"}
_DIGITS_OF_TWO: Final = 18
"""The longest way of writing one number has fewer: `0090 532 123 45 67` has 14."""
_WHOLE_NUMBER: Final = re.compile(r"(\d{10,14})[.,]0+")
"""A number that some program wrote out as one with a fraction: `5321234567.0`."""


def is_tckn(cell: object) -> bool:
    """Return whether a cell holds a T.C. number with right check digits."""
    try:
        text = cells.text_of(cell)
        if cells.is_rounded(cell, text):
            return False
        parse_tckn(cells.whole_digits(text))
    except KnownError:
        return False
    return True


def text_of_field(
    key: str, cell: object, hints: list[Problem], *, is_numbered: bool = False
) -> str:
    """Return the text of a cell, ready for its check.

    Args:
        key: The field.
        cell: As the file has it.
        hints: What was read otherwise than it is written is added here.
        is_numbered: Whether a right T.C. number stands beside it: somebody is spoken of.

    Raises:
        KnownError: What no check of a form would say, because nobody types it into a form.
    """
    text = cells.text_of(cell)
    if key in _PRINTED and cells.has_broken_letters(text):
        raise KnownError("imports.broken_letters", value=" ".join(text.split())[:60])
    if key == "tckn":
        return _tckn(cell, text)
    if key in {"corporate_email", "personal_email"}:
        # Digits and phone marks alone are a number that slipped into the next column.
        if text and not any(map(str.isalpha, text)):
            raise KnownError("imports.columns_swapped", expected=SHOWN[key])
        return cells.without_blanks(text).removeprefix("mailto:").strip("<>,;")
    if key in PHONE_KEYS:
        return _phone(key, cell, text, hints)
    if key in NAME_KEYS:
        if key == "surname" and is_numbered and not text and isinstance(cell, str):
            # Boş and Yok are surnames, too.
            text = cell.strip() if cell.strip().isalpha() else ""
        text = without_marks(text)
        check_name(key, text, is_numbered=is_numbered)
    return text


def _phone(key: str, cell: object, text: str, hints: list[Problem]) -> str:
    if "@" in text:
        raise KnownError("imports.columns_swapped", expected="telefon")
    if text and cells.is_rounded(cell, text):
        raise KnownError("imports.phone_lost_digits")
    if sum(map(str.isdigit, text)) >= _DIGITS_OF_TWO:
        raise KnownError("imports.two_phones", value=" ".join(text.split())[:60])
    if text.isascii() and not any(map(str.isalpha, text)) and key != "desk_phone":
        return _WHOLE_NUMBER.sub(r"\1", text)
    number, said = phone_of(key, text)
    hints.extend(said)
    return _WHOLE_NUMBER.sub(r"\1", number)


def _tckn(cell: object, text: str) -> str:
    if not text:
        return ""
    if cells.is_rounded(cell, text):
        raise KnownError("imports.tckn_lost_digits")
    if any(map(str.isalpha, text)):
        raise KnownError("imports.columns_swapped", expected=SHOWN["tckn"])
    digits = cells.whole_digits(text)
    if digits.isdigit() and len(digits) < len("10000000146"):
        raise KnownError("imports.tckn_lost_digits")
    return digits
