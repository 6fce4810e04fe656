"""The strength of a password, measured by zxcvbn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate
from math import comb
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
_EVERYDAY: Final = ("common", "more", "daily", "home", "verbs")
"""The groups whose words also stand in passwords of unrelated words."""
_RANK_OF_EVERYDAY: Final = 200
"""At least: beside others, the first of them is as likely as the two hundredth."""
_COST_OF_ENDING: Final = 10
_COST_OF_FURTHER_ENDING: Final = 4
_MOST_ENDINGS: Final = 4
"""Of one word: `ev-ler-imiz-den`."""
_SOFTENED: Final = {"k": "g", "p": "b", "t": "d"}
"""The last letter of a word before an ending that begins with a vowel: `çocuk`, `çocuğum`."""
_LONGEST_RUN: Final = 10
"""Words of a phrase that are known by heart at a stretch."""
_COST_OF_MARKS: Final = 20
"""For what stands between and behind words: one or some of the usual, and each other kind."""
_USUAL_MARKS: Final = frozenset(" .,-_!?*+")
_MANY_WORDS: Final = 4
"""Typed apart; taken together, they would be read as others: `su deniz` as `sude` and `niz`."""
_NUMBER_OF_SOMEBODY: Final = re.compile(
    r"(?:90|0)?[2-5]\d{9}"  # a phone
    r"|[1-9]\d{10}"  # a T.C. number
    r"|(?:0[1-9]|[1-7]\d|8[01])[a-z]{1,3}\d{2,5}"  # the plate of a car
)
_COST_OF_NUMBER: Final = 10_000
"""Others know it: the numbers of the persons around somebody are soon tried."""
_USUAL_CAPITALS: Final = re.compile(r"(?:U?l{2,}|U{2,}(?!l)|(?<![Ul])[Ul](?![Ul])|\.)*")
"""Words in small or large letters, or with a large one first; U and l for the two."""
_SAYABLE: Final = re.compile("(?:[bcdfghjklmnprstvyz]?[aeiou][bcdfghjklmnprstvyz]{0,2})+")
"""Letters that make Turkish syllables."""
_SHORTEST_WORD: Final = 4
_LONGEST_WORD: Final = 12
_COST_OF_LETTER: Final = 5
"""Of a word that can be said and stands in no list: one of six is found in a list of 16,000."""
_LOOKALIKES: Final = str.maketrans("013457@$", "oieastas")
"""Characters for the letters that they resemble: `p4r0l4`."""
_MIXED: Final = re.compile(r"[0-9@$]*[a-z]+[0-9@$]+[a-z][a-z0-9@$]*|[0-9@$][a-z][a-z0-9@$]*")
"""A word with such characters before or between its letters; digits behind it are a number."""
_COST_OF_LOOKALIKES: Final = 4
_YEARS: Final = (*range(2050, 1799, -1), 1453, 1071, 1299, 571)
_ROWS: Final = {
    "turkish_q": ('"1234567890*-', " qwertyuıopğü", " asdfghjklşi,", " <zxcvbnmöç."),
    "turkish_f": ("+1234567890/-", " fgğıodrnhpqwx", " uieaütkmlyş", " <jövcçzsb.,"),
}
"""The keys of the keyboards of this country, each half a key right of the one above it."""
_MEASURED_LENGTH: Final = 72

_WORDS: Final = ("çok zayıf", "zayıf", "orta", "henüz yeterli değil", "çok iyi")
"""Of each score; none below `ENOUGH` praises what is refused."""
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
    bare, starts = _joined(folded)
    for number in _NUMBER_OF_SOMEBODY.findall(bare):
        known.setdefault(number, _COST_OF_NUMBER)
    marks, capitals = _cost_of_marks(folded), _cost_of_capitals(password[:_MEASURED_LENGTH])
    spelt, spelt_starts = _joined(_MIXED.sub(_spelt, folded))
    found = min(
        _search(folded, known, times=capitals),
        _search(lower_tr(password)[:_MEASURED_LENGTH], known, times=capitals),  # by Turkish keys
        _search(bare, known, times=capitals * marks, starts=starts),
        _search(spelt, known, times=capitals * marks * _COST_OF_LOOKALIKES, starts=spelt_starts),
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


def _search(
    text: str, known: dict[str, int], *, times: int = 1, starts: frozenset[int] = frozenset()
) -> _Found:
    """Return the way of least guesses to a text.

    Unlike `zxcvbn.zxcvbn` without its 10,000 guesses for each further part: they call any four
    parts very unguessable, also `elif2014kerem2016`.

    Args:
        text: At most 72 characters.
        known: The rank of each word that stands in no list.
        times: What the guesser must try for each guess of this text.
        starts: Where words began that were typed apart.
    """
    from zxcvbn import matching, scoring

    if not text:
        return _Found(Decimal("Infinity"), [])
    _know_turkish()
    matches = matching.omnimatch(text, {**matching.RANKED_DICTIONARIES, "known": known})
    matches += _inflected_words(text, known, starts)
    found = scoring.most_guessable_match_sequence(text, matches, _exclude_additive=True)
    return _Found(Decimal(found["guesses"]) * times, found["sequence"])


def _cost_of_marks(text: str) -> int:
    """Return the guesses at what stands between words; four words typed apart are four words."""
    kinds = {"." if mark in _USUAL_MARKS else mark for mark in re.findall("[^a-z0-9]", text)}
    least = 2 if len(re.findall("[a-z]{2,}", text)) >= _MANY_WORDS else 1
    guesses: int = _COST_OF_MARKS ** max(len(kinds), least)
    return guesses


def _cost_of_capitals(text: str) -> int:
    """Return the guesses at which letters are capitals: one where they begin words, or make them.

    As zxcvbn's `uppercase_variations`, which see nothing of a text that was folded.
    """
    cases = "".join("U" if c.isupper() else "l" if c.isalpha() else "." for c in text)
    if _USUAL_CAPITALS.fullmatch(cases):
        return 1
    large, small = cases.count("U"), cases.count("l")
    return sum(comb(large + small, number) for number in range(1, min(large, small) + 1))


def _joined(text: str) -> tuple[str, frozenset[int]]:
    """Return a text without what stands between its words, and where they begin in it."""
    words = re.findall("[a-z0-9]+", text)
    return "".join(words), frozenset(accumulate(map(len, words)))


def _spelt(word: re.Match[str]) -> str:
    """Return a word with letters for the characters that resemble them."""
    return word[0].translate(_LOOKALIKES)


def _inflected_words(text: str, known: dict[str, int], starts: frozenset[int]) -> Iterator[Any]:
    """Yield each part of a text that could be a Turkish word, with up to four endings.

    Args:
        text: Folded.
        known: As `_search`.
        starts: As `_search`: no ending begins a word.
    """
    stems, endings = _stems_and_endings()
    reached = [_cost_of_endings(text, first, endings, starts) for first in range(len(text) + 1)]
    for first in range(len(text)):
        cheapest: dict[int, int] = {}
        for last in range(first + 2, min(first + _LONGEST_WORD, len(text)) + 1):
            token = text[first:last]
            length = last - first
            costs = [found[token] for found in (stems, known) if token in found]
            if length >= _SHORTEST_WORD and _SAYABLE.fullmatch(token):
                costs.append(_COST_OF_LETTER**length)
            if costs:
                for end, times in reached[last].items():
                    # With an ending none is likelier than the first of the everyday ones.
                    guesses = min(costs) * times
                    if end > last:
                        guesses = max(guesses, _RANK_OF_EVERYDAY)
                    cheapest[end] = min(guesses, cheapest.get(end, guesses))
        for end, guesses in cheapest.items():
            yield {
                "pattern": "inflected",
                "i": first,
                "j": end - 1,
                "token": text[first:end],
                "guesses": guesses,
            }


def _cost_of_endings(
    text: str, first: int, endings: frozenset[str], starts: frozenset[int]
) -> dict[int, int]:
    """Return by where it ends what each chain of endings costs that begins there; none, too."""
    costs = {first: 1}
    begun, cost = {first}, _COST_OF_ENDING
    longest = max(map(len, endings))
    for _number in range(_MOST_ENDINGS):
        begun = {
            last
            for start in begun - starts
            for last in range(start + 1, min(start + longest, len(text)) + 1)
            if text[start:last] in endings and last not in costs
        }
        costs.update(dict.fromkeys(begun, cost))
        cost *= _COST_OF_FURTHER_ENDING
    return costs


def _told_by(text: str) -> Iterator[str]:
    """Yield what a fact of a person gives a guesser, the likeliest first.

    zxcvbn looks for each as a whole: `sukru.isik` would not be found in `sukruisik`.
    """
    words = re.findall(r"\w+", fold(text))
    yield from (text, fold(text), *words, "".join(words), "".join(reversed(words)))


@cache
def _ranked_words() -> dict[str, dict[str, int]]:
    """Return the Turkish words of each group with their ranks."""
    districts = table("districts")
    places = [*districts, *(name for names in districts.values() for name in names)]
    groups = {name: words.split() for name, words in table("passwords").items()}
    groups["places"] = [fold(name).replace(" ", "") for name in places]
    del groups["endings"]
    everyday = {word for name in _EVERYDAY for word in groups[name]}
    ranked: dict[str, dict[str, int]] = {}
    for name, words in groups.items():
        ranks = ranked[name] = {}
        for number, word in enumerate(words, 1):
            is_everyday = name in _EVERYDAY or word in everyday
            rank = max(number, _RANK_OF_EVERYDAY) if is_everyday else number
            ranks[word] = min(rank, ranks.get(word, rank))
    return ranked


@cache
def _stems_and_endings() -> tuple[dict[str, int], frozenset[str]]:
    """Return what endings are put to, with the lowest rank of each, and the endings."""
    stems: dict[str, int] = {}
    for ranks in _ranked_words().values():
        for word, rank in ranks.items():
            softened = word[:-1] + _SOFTENED.get(word[-1], word[-1])
            for stem in {word, softened}:
                stems[stem] = min(rank, stems.get(stem, rank))
    return stems, frozenset(table("passwords")["endings"].split())


@cache
def _know_turkish() -> None:
    """Give zxcvbn Turkish words, each with its rank, and the keys of Turkish keyboards."""
    from zxcvbn import matching

    for name, ranks in _ranked_words().items():
        matching.RANKED_DICTIONARIES[f"turkish_{name}"] = ranks
    months = table("passwords")["months"].split()[:12]
    days = [day for month in months for day in _days_of(month)]
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
