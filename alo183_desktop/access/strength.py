"""The strength of a password, measured by zxcvbn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.paths import table
from alo183_desktop.shared.turkish import fold, lower_tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENOUGH: Final = 4
"""Of 0 to 4: very unguessable, also offline; each user's password opens all data."""
SHORTEST: Final = 12
"""Characters."""
_TOO_SHORT: Final = "En az 12 karakter olmalı."
_SCORE_OF_SHORT: Final = 2
_EVERYDAY: Final = ("common", "more", "daily", "home")
"""The groups whose words also stand in passwords of unrelated words."""
_RANK_OF_EVERYDAY: Final = 200
"""At least: beside others, the first of them is as likely as the two hundredth."""
_COST_OF_ENDING: Final = 10
_LONGEST_RUN: Final = 10
"""Words of a phrase that are known by heart at a stretch."""
_COST_OF_MARKS: Final = 20
"""For what stands between and behind words: a blank, a dot, a dash, one of the usual endings."""
_MANY_WORDS: Final = 4
"""Typed apart; taken together, they would be read as others: `su deniz` as `sude` and `niz`."""
_NUMBER_OF_SOMEBODY: Final = re.compile(
    r"(?:90|0)?[2-5]\d{9}"  # a phone
    r"|[1-9]\d{10}"  # a T.C. number
    r"|(?:0[1-9]|[1-7]\d|8[01])[a-z]{1,3}\d{2,5}"  # the plate of a car
)
_COST_OF_NUMBER: Final = 10_000
"""Others know it: the numbers of the persons around somebody are soon tried."""
_SAYABLE: Final = re.compile("(?:[bcdfghjklmnprstvyz]?[aeiou][bcdfghjklmnprstvyz]{0,2})+")
"""Letters that make Turkish syllables."""
_SHORTEST_WORD: Final = 4
_LONGEST_WORD: Final = 12
_COST_OF_LETTER: Final = 5
"""Of a word that can be said and stands in no list: one of six is found in a list of 16,000."""
_YEARS: Final = (*range(2050, 1799, -1), 1453, 1071, 1299, 571)
_ROWS: Final = {
    "turkish_q": ('"1234567890*-', " qwertyuıopğü", " asdfghjklşi,", " <zxcvbnmöç."),
    "turkish_f": ("+1234567890/-", " fgğıodrnhpqwx", " uieaütkmlyş", " <jövcçzsb.,"),
}
"""The keys of the keyboards of this country, each half a key right of the one above it."""
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
_GENERAL: Final = "Birbiriyle ilgisiz dört sözcüğü aralıklı yazmak en kolay güçlü paroladır."


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
    from zxcvbn.feedback import get_feedback
    from zxcvbn.time_estimates import guesses_to_score  # 0.1 s of dictionaries

    words = [word for text in personal for word in _told_by(text)]
    known = {word: rank for rank, word in reversed(list(enumerate(words, 1)))}
    bare = re.sub(r"[^a-z0-9]", "", folded)
    for number in _NUMBER_OF_SOMEBODY.findall(bare):
        known.setdefault(number, _COST_OF_NUMBER)
    found = min(
        _search(folded, known),
        _search(lower_tr(password)[:_MEASURED_LENGTH], known),  # the keys of a Turkish keyboard
        _search(bare, known, times=_cost_of_marks(folded)),
        key=lambda found: found.guesses,
    )
    score = guesses_to_score(found.guesses)
    warning = get_feedback(score, found.matches)["warning"]
    is_short = len(password) < SHORTEST
    if is_short:
        score = min(score, _SCORE_OF_SHORT)
    if score >= ENOUGH:
        return Strength(score, _WORDS[score], "")
    warning = _TOO_SHORT if is_short else _ADVICE.get(warning, "")
    return Strength(score, _WORDS[score], f"{warning} {_GENERAL}".strip())


@dataclass(frozen=True, slots=True)
class _Found:
    """The way of least guesses to a password."""

    guesses: Decimal
    matches: Any  # as zxcvbn's


def _search(text: str, known: dict[str, int], *, times: int = 1) -> _Found:
    """Return the way of least guesses to a text.

    Unlike `zxcvbn.zxcvbn` without its 10,000 guesses for each further part: they call any four
    parts very unguessable, also `elif2014kerem2016`.

    Args:
        text: At most 72 characters.
        known: The rank of each word that stands in no list.
        times: What the guesser must try for each guess of this text.
    """
    from zxcvbn import matching, scoring

    if not text:
        return _Found(Decimal("Infinity"), [])
    _know_turkish()
    matches = matching.omnimatch(text, {**matching.RANKED_DICTIONARIES, "known": known})
    matches += _sayable_words(text)
    found = scoring.most_guessable_match_sequence(text, matches, _exclude_additive=True)
    return _Found(Decimal(found["guesses"]) * times, found["sequence"])


def _cost_of_marks(text: str) -> int:
    """Return the guesses at what stands between words; four words typed apart are four words."""
    return _COST_OF_MARKS ** (2 if len(re.findall("[a-z]{2,}", text)) >= _MANY_WORDS else 1)


def _sayable_words(text: str) -> Iterator[Any]:
    """Yield each part of a text that could be a Turkish word."""
    for first in range(len(text)):
        for last in range(first + _SHORTEST_WORD, min(first + _LONGEST_WORD, len(text)) + 1):
            if _SAYABLE.fullmatch(text, first, last):
                guesses = _COST_OF_LETTER ** (last - first)
                token = text[first:last]
                yield {
                    "pattern": "syllables",
                    "i": first,
                    "j": last - 1,
                    "token": token,
                    "guesses": guesses,
                }


def _told_by(text: str) -> Iterator[str]:
    """Yield what a fact of a person gives a guesser, the likeliest first.

    zxcvbn looks for each as a whole: `sukru.isik` would not be found in `sukruisik`.
    """
    words = re.findall(r"\w+", fold(text))
    yield from (text, fold(text), *words, "".join(words), "".join(reversed(words)))


@cache
def _know_turkish() -> None:
    """Give zxcvbn Turkish words, each with its rank, and the keys of Turkish keyboards."""
    from zxcvbn import matching

    districts = table("districts")
    places = [*districts, *(name for names in districts.values() for name in names)]
    groups = {name: words.split() for name, words in table("passwords").items()}
    groups["places"] = [fold(name).replace(" ", "") for name in places]
    endings = groups.pop("endings")
    everyday = {word for name in _EVERYDAY for word in groups[name]}
    for name, words in groups.items():
        ranks: dict[str, int] = {}
        for number, word in enumerate(words, 1):
            is_everyday = name in _EVERYDAY or word in everyday
            rank = max(number, _RANK_OF_EVERYDAY) if is_everyday else number
            ranks[word] = min(rank, ranks.get(word, rank))
            for ending in endings:
                ranks.setdefault(word + ending, rank * _COST_OF_ENDING)
        matching.RANKED_DICTIONARIES[f"turkish_{name}"] = ranks
    days = [day for month in groups["months"][:12] for day in _days_of(month)]
    phrases = [line for lines in table("password_phrases").values() for line in lines.splitlines()]
    runs = [run for line in phrases for run in _runs_of(line.split())]
    matching.add_frequency_lists(
        {
            "turkish_days": days,
            "turkish_years": [str(year) for year in _YEARS],
            "turkish_phrases": list(dict.fromkeys(runs)),
        }
    )
    matching.GRAPHS.update({name: _neighbours(rows) for name, rows in _ROWS.items()})


def _days_of(month: str) -> Iterator[str]:
    for day in range(1, 32):
        yield from dict.fromkeys((f"{day}{month}", f"{day:02}{month}", f"{month}{day}"))


def _runs_of(words: Sequence[str]) -> Iterator[str]:
    """Yield what of a phrase is said in one breath, without blanks, the whole first."""
    for length in range(min(len(words), _LONGEST_RUN), 1, -1):
        for first in range(len(words) - length + 1):
            yield "".join(words[first : first + length])


def _neighbours(rows: Sequence[str]) -> dict[str, list[str | None]]:
    """Return the keys around each key, by direction: left, right, two above, two below."""

    def key(row: int, column: int) -> str | None:
        is_there = 0 <= row < len(rows) and 0 <= column < len(rows[row])
        return (rows[row][column].strip() or None) if is_there else None

    return {
        char: [
            *(key(row, column - 1), key(row, column + 1)),
            *(key(row - 1, column), key(row - 1, column + 1)),
            *(key(row + 1, column - 1), key(row + 1, column)),
        ]
        for row, chars in enumerate(rows)
        for column, char in enumerate(chars)
        if char != " "
    }


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
