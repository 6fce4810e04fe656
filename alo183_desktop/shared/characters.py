"""Which characters a letter can hold, and the plain form of those with several encodings."""

from __future__ import annotations

import unicodedata
from typing import Final

_RANGES: Final = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x377),
    (0x37A, 0x37F),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x200A),
    (0x2010, 0x2027),
    (0x202F, 0x205F),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x20A0, 0x20BE),
    (0x2100, 0x214F),
    (0x2153, 0x2154),
    (0x215B, 0x215E),
    (0x2190, 0x2195),
    (0x2202, 0x2202),
    (0x2206, 0x2206),
    (0x220F, 0x220F),
    (0x2211, 0x2212),
    (0x2215, 0x2215),
    (0x2219, 0x221A),
    (0x221E, 0x221F),
    (0x2229, 0x2229),
    (0x222B, 0x222B),
    (0x2248, 0x2248),
    (0x2260, 0x2261),
    (0x2264, 0x2265),
    (0x25A0, 0x25A1),
    (0x25AA, 0x25AC),
    (0x25CA, 0x25CC),
    (0x25CF, 0x25CF),
    (0x25E6, 0x25E6),
)
"""What the letter's fonts draw, without invisible characters and right-to-left scripts.

A test compares it with the fonts; rules may not open them.
"""
_HELD: Final = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))
_BREAKS: Final = frozenset("\t\n\r")
_BLANK_CATEGORIES: Final = frozenset(("Cc", "Zl", "Zp"))
_DROPPED_CATEGORIES: Final = frozenset(("Cf", "Cs"))
_WRITTEN_TWICE: Final = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Nd", "Nl"})


def plain(text: str) -> str:
    """Return `text` composed, with the plain form of ligatures, wide and mathematical letters.

    `ﬃ` becomes `ffi`: the printed letter and its text must agree. Other
    characters, such as `²` and `№`, keep their form.
    """
    # `lower()` makes `i` with a combining dot of İ, which Turkish does not have.
    text = text.replace("i\u0307", "i")
    if unicodedata.is_normalized("NFKC", text):
        return text
    letters = (
        unicodedata.normalize("NFKC", char)
        if unicodedata.category(char) in _WRITTEN_TWICE
        else char
        for char in unicodedata.normalize("NFC", text)
    )
    return unicodedata.normalize("NFC", "".join(letters))


def strange_character(text: str) -> str:
    """Return the first character that a letter cannot hold, `漢` or `U+202E`; empty for none.

    Tabs and line ends count as blanks and are allowed.
    """
    if _HELD.issuperset(text):
        return ""
    char = next((char for char in text if char not in _HELD and char not in _BREAKS), "")
    if not char or (char.isprintable() and not unicodedata.combining(char)):
        return char
    return f"U+{ord(char):04X}"


def without_hidden(text: str) -> str:
    """Return `text` without control characters, zero-width characters and lone surrogates."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char.isprintable() or char == " ")


def one_line(text: str) -> str:
    """Return the plain form of `text` with single blanks and no invisible characters."""
    seen = text if text.isascii() else plain(text)
    if not seen.isprintable():
        seen = "".join(char for char in seen if unicodedata.category(char) != "Cf")
    return " ".join(seen.split())


def tidy_lines(text: str) -> str:
    """Return a text without invisible characters, with lines kept and single blanks."""
    lines = (without_hidden(line.replace("\t", " ")) for line in text.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def clean(text: str) -> str:
    """Return `text` in its plain form, line breaks and tabs as blanks, no invisible characters."""
    text = plain(text)
    if text.isprintable():
        return text
    kept: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        if category in _BLANK_CATEGORIES:
            kept.append(" ")
        elif category not in _DROPPED_CATEGORIES:
            kept.append(char)
    return "".join(kept)
