"""The words that a case is found by, and those that a search looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.searching import search_words
from alo183_desktop.shared.turkish import fold, fold_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CUT: Final = 8
"""Characters of a word that the index keeps. Prefixes of two to seven characters have an index of
their own, longer ones are whole words of it, and neither has to be collected from thousands of
longer words. The rest of a word is compared in the rows found. Numbers are kept whole."""
SHORTEST: Final = 2
"""Characters of a word that is searched for: one alone would find nearly everything, slowly."""
_PHONE_TAILS: Final = (7, 4)
"""People remember the end of a number."""
_LONGEST_WORD: Final = 64


def words_of_case(*, number: str, phone: str, texts: Iterable[str]) -> str:
    """Return the words that a case is found by, each once and separated by blanks.

    The index finds prefixes of words only. So a number is also stored from each of its parts on
    (`183-2026-100000` also as `2026100000` and `100000`), and a phone by its last digits. Folded
    here, letter by letter: no database index treats `ı` and `i` as one letter.

    Args:
        number: Of the call centre.
        phone: E.164, or empty.
        texts: Names, district, summary.
    """
    found: dict[str, None] = {}
    parts = list(_words(number))
    for index in range(len(parts)):
        found["".join(parts[index:])] = None
    digits = fold_phone(phone) if phone else None
    if digits:
        found[f"0{digits}"] = None
        for tail in (len(digits), *_PHONE_TAILS):
            found[digits[-tail:]] = None
    for text in texts:
        found.update(dict.fromkeys(_words(text)))
        if any(char.isdigit() for char in text):
            # Numbers are searched for as one word, whatever the blanks in them.
            found.update(dict.fromkeys(_typed(text.split())))
    return " ".join(word[:_LONGEST_WORD] for word in found)


def starts_of(words: str) -> str:
    """Return what the index keeps of words: each cut, and each once."""
    return " ".join(dict.fromkeys(map(cut, words.split())))


def cut(word: str) -> str:
    """Return what the index keeps of a word."""
    return word if word.isdigit() else word[:CUT]


def is_cut(word: str) -> bool:
    """Return whether the index may keep less of a word than is searched for."""
    return len(word) > CUT and not word.isdigit()


def is_whole(word: str) -> bool:
    """Return whether a searched prefix is a whole word of the index."""
    return len(word) >= CUT and not word.isdigit()


def number_of_search(search: str) -> str:
    """Return the beginning of a call centre's number that a search may mean; empty for none.

    Short ones are searched for like words.
    """
    words = words_of_search(search)
    return words[0] if len(words) == 1 and len(words[0]) >= CUT and words[0].isdigit() else ""


def words_of_search(search: str) -> tuple[str, ...]:
    """Return the prefixes of words that must all be found; empty without a search.

    Adjacent words of digits and phone marks are one number, whatever the blanks.
    """
    if not search:
        return ()  # as for most pages of a list
    words = dict.fromkeys(_typed(search_words(search)))
    return tuple(word[:_LONGEST_WORD] for word in words if len(word) >= SHORTEST)


def _typed(parts: Iterable[str]) -> Iterator[str]:
    """Yield the words of a text that was split at its blanks; numbers are joined again."""
    number: list[str] = []
    for part in parts:
        if any(char.isdigit() for char in part) and not any(char.isalpha() for char in part):
            number.append(part)
            continue
        yield from _number_words(" ".join(number))
        number.clear()
        yield from _words(part)
    yield from _number_words(" ".join(number))


def _number_words(written: str) -> Iterable[str]:
    """Return the words of adjacent digits: one number, when they can be."""
    national = fold_phone(written) if written else None
    if national is None:
        return _words(written)
    digits = "".join(char for char in written if char.isdigit())
    has_country = written.startswith("+") or digits.startswith("0090")
    if has_country or (len(digits) == len("905001234567") and digits.startswith("90")):
        return (national,)
    # Zeros stay: a phone is found with and without its first one, a number only with them.
    return (digits,)


def _words(text: str) -> Iterator[str]:
    kept = "".join(char if char.isalnum() else " " for char in fold(text))
    yield from kept.split()
