"""What of a typed or pasted search is looked for."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 200
_MOST_WORDS: Final = 10


def search_words(text: str) -> tuple[str, ...]:
    """Return the words of a search: at most ten, of at most 200 signs together.

    Nobody types more, and a document pasted by mistake would be more conditions than a database
    takes. What cannot be stored is passed over: lone surrogates and control characters.
    """
    shown = "".join(sign if sign.isprintable() else _stand_in(sign) for sign in text[:_LONGEST])
    return tuple(shown.split()[:_MOST_WORDS])


def _stand_in(sign: str) -> str:
    return " " if sign.isspace() else ""
