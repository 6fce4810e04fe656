"""Split a typed or pasted search into the words to look for."""

from __future__ import annotations

from typing import Final

from alo183_desktop.shared.turkish import fold, fold_phone

_LONGEST: Final = 200
_MOST_WORDS: Final = 10


def search_words(text: str) -> tuple[str, ...]:
    """Return the words of a search: at most ten, of at most 200 characters together.

    Nobody types more, and a document pasted by mistake would make more conditions than a database
    takes. Lone surrogates and control characters, which cannot be stored, are ignored.
    """
    shown = "".join(char if char.isprintable() else _stand_in(char) for char in text[:_LONGEST])
    return tuple(shown.split()[:_MOST_WORDS])


def folded_words(search: str) -> tuple[str, ...]:
    """Return the words of a search without case and accents; each must be found."""
    return tuple(fold(" ".join(search_words(search))).split())


def folded_words_and_phones(search: str) -> tuple[str, ...]:
    """Return them likewise where phones are searched: the parts of one number are one word."""
    return tuple(word for word, _ in words_and_numbers(search))


def words_and_numbers(search: str) -> tuple[tuple[str, bool], ...]:
    """Return what has to be found: folded words, and whether each is part of a phone number.

    Adjacent words of digits and phone marks form one number: `0 (532) 123` is
    `532123`.
    """
    words: list[tuple[str, bool]] = []
    number: list[str] = []

    def end_number() -> None:
        digits = fold_phone(" ".join(number)) if number else None
        if digits:
            words.append((digits, True))
        else:
            words.extend((fold(part), False) for part in number)
        number.clear()

    for part in search_words(search):
        if any(char.isalpha() or char in "@_" for char in part):
            end_number()
            words.append((fold(part), False))
        else:
            number.append(part)
    end_number()
    return tuple(words)


def _stand_in(char: str) -> str:
    return " " if char.isspace() else ""
