"""The strength of a password, measured by zxcvbn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.paths import table
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH: Final = 4
"""Of 0 to 4: very unguessable, also offline; each user's password opens all data."""
SHORTEST: Final = 12
"""Characters."""
_TOO_SHORT: Final = "En az 12 karakter olmalı."
_SCORE_OF_SHORT: Final = 2
_ENDINGS: Final = (
    "m",
    "im",
    "um",
    "li",
    "lu",
    "lik",
    "luk",
    "ler",
    "lar",
    "si",
    "cim",
    "cum",
    "can",
)
"""What is often added to a word: possessives, plurals, `from there`, pet names."""
_MEASURED_LENGTH: Final = 72

_WORDS: Final = ("çok zayıf", "zayıf", "orta", "iyi", "çok iyi")
_ADVICE: Final = {
    "Straight rows of keys are easy to guess.": "Klavyede yan yana duran tuşlar kolay bulunur.",
    "Short keyboard patterns are easy to guess.": "Klavyede yan yana duran tuşlar kolay bulunur.",
    'Repeats like "aaa" are easy to guess.': "Yinelenen harfler kolay bulunur.",
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': (
        "Yinelenen parçalar kolay bulunur."
    ),
    'Sequences like "abc" or "6543" are easy to guess.': "Sıralı harf ve rakamlar kolay bulunur.",
    "Recent years are easy to guess.": "Yakın yıllar kolay bulunur.",
    "Dates are often easy to guess.": "Tarihler kolay bulunur.",
    "This is a top-10 common password.": "Bu, en çok kullanılan on paroladan biri.",
    "This is a top-100 common password.": "Bu, en çok kullanılan yüz paroladan biri.",
    "This is a very common password.": "Bu çok kullanılan bir parola.",
    "This is similar to a commonly used password.": "Bu, çok kullanılan bir parolaya benziyor.",
    "A word by itself is easy to guess.": "Tek bir sözcük kolay bulunur.",
    "Names and surnames by themselves are easy to guess.": "Ad ve soyadı kolay bulunur.",
    "Common names and surnames are easy to guess.": "Yaygın ad ve soyadları kolay bulunur.",
}
_GENERAL: Final = "Birbiriyle ilgisiz üç dört sözcüğü yan yana yazmak en kolay güçlü paroladır."


@dataclass(frozen=True, slots=True)
class Strength:
    """A measured password."""

    score: int
    """0 to 4."""
    words: str
    """`çok zayıf` to `çok iyi`."""
    advice: str
    """How to improve it; empty when it is strong enough."""

    @property
    def is_enough(self) -> bool:
        """Whether the program accepts it."""
        return self.score >= ENOUGH


def measure(password: str, *, personal: Sequence[str] = ()) -> Strength:
    """Measure a password.

    Args:
        password: Any text; characters after the 72nd are not needed to find it strong.
        personal: Facts known to an attacker: login, names, province.
    """
    # The dictionaries have no Turkish letters: `sifre` stands for `şifre`, too.
    # Cut afterwards: `…` becomes three characters, and zxcvbn takes at most 72.
    folded = fold(password)[:_MEASURED_LENGTH]
    if not folded:
        return Strength(0, _WORDS[0], _GENERAL)
    from zxcvbn import zxcvbn  # 0.1 s of dictionaries

    _know_turkish()
    known: list[str] = []
    for text in personal:
        # zxcvbn looks for each of them as a whole: `sukru.isik` would not be found in `sukruisik`.
        words = re.findall(r"\w+", fold(text))
        known += [text, fold(text), *words, "".join(words), "".join(reversed(words))]
    found = zxcvbn(folded, user_inputs=known)
    score = int(found["score"])
    is_short = len(password) < SHORTEST
    if is_short:
        score = min(score, _SCORE_OF_SHORT)
    if score >= ENOUGH:
        return Strength(score, _WORDS[score], "")
    warning = _TOO_SHORT if is_short else _ADVICE.get(found["feedback"]["warning"], "")
    return Strength(score, _WORDS[score], f"{warning} {_GENERAL}".strip())


@cache
def _know_turkish() -> None:
    """Give zxcvbn Turkish words, each with its rank: it would take them for random letters."""
    from zxcvbn.matching import add_frequency_lists

    districts = table("districts")
    places = [*districts, *(name for names in districts.values() for name in names)]
    groups = {name: words.split() for name, words in table("passwords").items()}
    groups["places"] = [fold(name).replace(" ", "") for name in places]
    add_frequency_lists({f"turkish_{name}": _with_endings(all_) for name, all_ in groups.items()})


def _with_endings(words: Sequence[str]) -> list[str]:
    """Return words, the likeliest first, then what is made of them; each once."""
    made = [word + ending for word in words for ending in _ENDINGS]
    return list(dict.fromkeys([*words, *made]))


def demand(password: str, *, personal: Sequence[str]) -> None:
    """Refuse a password that is easily guessed.

    Args:
        password: As typed.
        personal: As `measure`.

    Raises:
        KnownError: `access.weak_password` with `words` and `advice`.
    """
    found = measure(password, personal=personal)
    if not found.is_enough:
        raise KnownError("access.weak_password", words=found.words, advice=found.advice)
