"""Case, folding and order of Turkish text."""

from __future__ import annotations

import unicodedata
from typing import Final

_UPPER: Final = str.maketrans({"i": "İ", "ı": "I"})
_LOWER: Final = str.maketrans({"I": "ı", "İ": "i"})
_FOLD: Final = str.maketrans("ıİIşŞğĞçÇöÖüÜâÂîÎûÛ", "iiissggccoouuaaiiuu")
_ALPHABET: Final = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_RANK: Final = {letter: chr(ord("a") + place) for place, letter in enumerate(_ALPHABET)}
_PHONE_MARKS: Final = frozenset("()-./+ \t\u00a0\u202f\u2010\u2011\u2013")


def upper_tr(text: str) -> str:
    """Return `text` in Turkish capitals: i becomes İ, ı becomes I."""
    return text.translate(_UPPER).upper()


def lower_tr(text: str) -> str:
    """Return `text` in Turkish lower case: I becomes ı, İ becomes i."""
    return text.translate(_LOWER).lower()


def upper_first(words: str) -> str:
    """Return words with a capital as their first letter."""
    return upper_tr(words[:1]) + words[1:]


def lower_first(words: str) -> str:
    """Return words with a small first letter, abbreviations untouched: `kişisel cep`, `T.C. no`."""
    return words if words[1:2] == "." else lower_tr(words[:1]) + words[1:]


def title_tr(text: str) -> str:
    """Return the words of a text with a capital first letter and small letters after it."""
    return " ".join(_title_of(word) for word in text.split())


def _title_of(word: str) -> str:
    first = upper_tr(word[:1])
    # The capital of one letter may be two, `ß` and `SS`; only the first of them stays a capital.
    return first[:1] + lower_tr(first[1:] + word[1:])


def fold(text: str) -> str:
    """Return the key by which `text` is found whatever its case, accents or spaces.

    "IŞIK", "ışık" and "isik" all give "isik"; runs of blanks become one.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text).translate(_FOLD)
    # Nearly all Turkish text is ASCII by now, and files have thousands of cells.
    if plain.isascii():
        return " ".join(plain.casefold().split())
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    # A compatibility decomposition can yield a dotless i again.
    return " ".join(kept.casefold().translate(_FOLD).split())


def fold_phone(text: str) -> str | None:
    """Return the digits by which a phone is found, without country code and leading zero.

    Returns:
        None when `text` is not part of a phone number: it has other characters than digits and
        phone marks, or fewer than three digits.
    """
    if any(not (char.isascii() and char.isdigit()) and char not in _PHONE_MARKS for char in text):
        return None
    digits = "".join(char for char in text if char.isdigit())
    if text.strip().startswith("+90"):
        digits = digits[2:]
    elif digits.startswith("0090"):
        digits = digits[4:]
    elif len(digits) == len("905001234567") and digits.startswith("90"):
        digits = digits[2:]
    digits = digits.removeprefix("0")
    return digits if len(digits) >= len("532") else None


def collation_key(text: str) -> str:
    """Return a string whose binary order is the order of the Turkish alphabet.

    A letter and its other case or circumflexed form are adjacent, blanks come first; q, w and x are
    where the Latin alphabet has them.
    """
    small = lower_tr(unicodedata.normalize("NFC", text))
    return "".join(_rank(char) for char in " ".join(small.split()))


def _rank(char: str) -> str:
    if char in _RANK:
        return _RANK[char]
    base = unicodedata.normalize("NFD", char)[0]
    # Digits and blanks sort before letters as they do in ASCII; foreign scripts after them.
    return _RANK.get(base, base)
