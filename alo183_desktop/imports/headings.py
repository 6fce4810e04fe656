"""Find the columns of a foreign table by the meaning of their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_SEARCHED_ROWS: Final = 200
_LEAST_COLUMNS: Final = 2
_PREFIX_LENGTH: Final = 4
"""From this length on a word also stands for its inflected forms: `unvan` for `unvanı`."""
_CHOSEN: Final = 1000
_EXACT: Final = 100
_MEANT: Final = 50
_WEAK: Final = 20
TOTALS: Final = ("toplam", "genel toplam", "ara toplam", "yekun", "genel yekun")
"""Folded words before the sums of a list: such a row is no row of it."""
_COUNTED: Final = re.compile(r"\b([^\W\d_]+)(\d+)\b")
_INNER_CAPITAL: Final = re.compile(r"(?<=[a-zçğıöşü])(?=[A-ZÇĞİÖŞÜ])")
_LONGER_THAN_DENIZ: Final = 6
_DIGITS_OF_VALUE: Final = 5
"""A heading has fewer: `Telefon (10 hane)`, `2026 yılı`."""
_NOTHING_SAID: Final = MappingProxyType[str, str]({})
_SERIAL: Final = frozenset({"", "no", "sn", "sno", "sira", "sirano", "siranumarasi"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One column that is looked for; all words are folded."""

    key: str
    words: tuple[str, ...] = ()
    """Phrases whose words must all stand in the heading, in any order."""
    exact: tuple[str, ...] = ()
    """Headings that mean it only when nothing else stands there."""
    weak: tuple[str, ...] = ()
    """Phrases that mean it when no other column was meant more clearly."""
    never: tuple[str, ...] = ()
    """Words with which a heading is no guess at it: `Ev Telefonu` is no mobile number."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the headings stand."""

    heading_row: int
    """Index of the first row of headings, from 0."""
    first_row: int
    """Index of the row after the headings."""
    columns: Mapping[str, int]
    """Index of the column for each key that was found, in the order of the file."""
    texts: Mapping[str, str]
    """The heading of each key that was found."""
    guessed: frozenset[str]
    """Keys that were found by a weak phrase only."""
    twice: tuple[str, ...]
    """Headings that mean a key for which another column was taken."""
    unread: tuple[str, ...]
    """Headings that mean nothing that is wanted; serial numbers are left out."""
    score: int


def find_columns(
    rows: Sequence[Sequence[object]],
    wanted: Sequence[Wanted],
    said: Mapping[str, str] = _NOTHING_SAID,
) -> Found | None:
    """Return where the headings stand and what they mean.

    A heading may stand in any row and order, and take two rows or three, such as `Cep Telefonu`
    over `Kişisel` and `Kurumsal`.

    Args:
        rows: The whole table.
        wanted: The columns that are looked for.
        said: By heading the key that its column means, as somebody said, whatever it looks like;
            empty: it is not read.

    Returns:
        None when no row names at least two of the wanted columns.
    """
    best: Found | None = None
    meanings = [_Meaning(want) for want in wanted]
    chosen = {fold(" ".join(heading.split())): key for heading, key in said.items()}
    height = min(len(rows), _SEARCHED_ROWS + 1)
    singles = [
        _match(_texts(rows[place]), meanings, chosen, heading_row=place, height=1)
        for place in range(height)
    ]
    for place, single in enumerate(singles[:_SEARCHED_ROWS]):
        candidates = [single]
        if (
            place + 1 < height
            and _may_be_lower(rows[place + 1], meanings)
            and not _is_title_below(rows[place], rows[place + 1])
        ):
            lower = singles[place + 1]
            joined = join_headings(rows[place : place + 2])
            both = _match(joined, meanings, chosen, heading_row=place, height=2)
            # Two rows are headings only when they tell more together than each alone.
            if len(both.columns) > max(len(single.columns), len(lower.columns)):
                candidates.append(both)
                if place + 2 < height and _may_be_lower(rows[place + 2], meanings):
                    joined = join_headings(rows[place : place + 3])
                    three = _match(joined, meanings, chosen, heading_row=place, height=3)
                    if len(three.columns) > len(both.columns):
                        candidates.append(three)
        for candidate in candidates:
            if best is None or _rank(candidate) > _rank(best):
                best = candidate
    return best if best is not None and len(best.columns) >= _LEAST_COLUMNS else None


def join_headings(rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the heading of each column of a row of headings, or of several below each other."""
    upper: list[str] = []
    for row in rows:
        lower, over = _texts(row), ""
        if not upper:
            upper = lower
            continue
        joined: list[str] = []
        for top, bottom in zip_longest(upper, lower, fillvalue=""):
            # A merged cell has its text in its first column only.
            over = top or (over if bottom else "")
            joined.append(f"{over} {bottom}".strip())
        upper = joined
    return upper


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a heading: `T.C. Kimlik No` gives `tc`, `kimlik`, `no`.

    A number behind a word is a word of its own, so is what begins with a capital inside one, and
    what a questionnaire asks for loses its `-niz`: `GSM1` gives `gsm`, `1`; `KurumsalCep` gives
    `kurumsal`, `cep`; `Adınız` gives `ad`.
    """
    parted = _INNER_CAPITAL.sub(" ", text)
    kept = "".join(
        [sign if sign.isalnum() else "" if sign in ".'’" else " " for sign in fold(parted)]
    )
    return tuple(map(_without_yours, _COUNTED.sub(r"\1 \2", kept).split()))


def _without_yours(word: str) -> str:
    if len(word) < _LONGER_THAN_DENIZ or not word.endswith(("niz", "nuz")):
        return word
    if word.endswith(("iniz", "unuz")) and not word.endswith(("giniz", "gunuz")):
        return word[:-4]
    return word[:-3]


def _rank(found: Found) -> tuple[int, int]:
    return len(found.columns), found.score


def _texts(row: Sequence[object]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row]


def _may_be_lower(row: Sequence[object], meanings: Sequence[_Meaning]) -> bool:
    """Return whether a row may hold headings under others: words of theirs, and no values.

    Under `Adı Soyadı` over two columns, the first person would else be a second row of headings.
    """
    texts = [cell for cell in row if cell is not None and cell != ""]
    if any(not isinstance(cell, str) or _is_value(cell) for cell in texts):
        return False
    words = {word for text in _texts(row) for word in words_of(text)}
    return any(meaning.speaks_of(words) for meaning in meanings)


def _is_title_below(upper: Sequence[object], lower: Sequence[object]) -> bool:
    """Return whether a text alone in its row begins under the serial number: it is over people."""
    texts = [column for column, text in enumerate(_texts(lower)) if text.strip()]
    return len(texts) == 1 and "".join(
        words_of("".join(_texts(upper)[texts[0] : texts[0] + 1]))
    ) in (_SERIAL - {""})


def _is_value(text: str) -> bool:
    return "@" in text or sum(map(str.isdigit, text)) >= _DIGITS_OF_VALUE


def _match(
    texts: Sequence[str],
    meanings: Sequence[_Meaning],
    chosen: Mapping[str, str],
    *,
    heading_row: int,
    height: int,
) -> Found:
    scores = sorted(_scores(texts, meanings, chosen), reverse=True)
    taken: dict[str, tuple[int, int]] = {}
    used: set[int] = set()
    for score, before, _, key in scores:
        column = -before
        if key not in taken and column not in used:
            taken[key] = (column, score)
            used.add(column)
    meant = {-before for score, before, _, _ in scores if score > _WEAK}
    columns = {key: column for key, (column, _) in sorted(taken.items(), key=lambda item: item[1])}
    left = [
        (column, " ".join(text.split()))
        for column, text in enumerate(texts)
        if column not in used and "".join(words_of(text)) not in _SERIAL
    ]
    return Found(
        heading_row=heading_row,
        first_row=heading_row + height,
        columns=columns,
        texts={key: " ".join(texts[column].split()) for key, column in columns.items()},
        guessed=frozenset(key for key, (_, score) in taken.items() if score <= _WEAK),
        twice=tuple(text for column, text in left if column in meant),
        unread=tuple(text for column, text in left if column not in meant),
        score=sum(score for _, score in taken.values()),
    )


def _scores(
    texts: Sequence[str], meanings: Sequence[_Meaning], chosen: Mapping[str, str]
) -> Iterator[tuple[int, int, int, str]]:
    """Yield score, negative column, negative place of the key, and key of each possible meaning.

    The first of equals wins when they are sorted downwards.
    """
    for column, text in enumerate(texts):
        words = words_of(text)
        if not words:
            continue
        key = chosen.get(fold(" ".join(text.split()))) if chosen else None
        if key is not None:
            if key:
                yield _CHOSEN, -column, 0, key
            continue
        scores = [(meaning.score(words), place, meaning) for place, meaning in enumerate(meanings)]
        clearest = max((score for score, _, _ in scores), default=0)
        for score, place, meaning in scores:
            # What clearly means one thing is no guess at another.
            if score > _WEAK or (score and clearest == score):
                yield score, -column, -place, meaning.key


class _Meaning:
    """A wanted column with its phrases taken apart once: rows of people are asked too."""

    def __init__(self, want: Wanted) -> None:
        self.key = want.key
        self._whole = {phrase.replace(" ", "") for phrase in (*want.exact, *want.words)}
        self._words = [tuple(phrase.split()) for phrase in want.words]
        self._weak = [tuple(phrase.split()) for phrase in want.weak]
        self._never = [(word,) for word in want.never]
        self._parts = {part for phrase in (*self._words, *self._weak) for part in phrase}
        self._stems = tuple(part for part in self._parts if len(part) >= _PREFIX_LENGTH)

    def speaks_of(self, words: Iterable[str]) -> bool:
        """Return whether one of the words belongs to a phrase that means the column."""
        return any(word in self._parts or word.startswith(self._stems) for word in words)

    def score(self, words: tuple[str, ...]) -> int:
        """Return how clearly a heading of these words means the column; 0 when it does not."""
        if "".join(words) in self._whole:
            return _EXACT
        if not self.speaks_of(words):
            return 0
        best = max((len(phrase) for phrase in self._words if _holds(words, phrase)), default=0)
        if best:
            # More words that agree mean more, words that do not agree mean less.
            return _MEANT + 10 * best - min(len(words) - best, 9)
        if any(_holds(words, phrase) for phrase in self._never):
            return 0
        return _WEAK if any(_holds(words, phrase) for phrase in self._weak) else 0


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return all(
        any(
            word == part or (len(part) >= _PREFIX_LENGTH and word.startswith(part))
            for word in words
        )
        for part in phrase
    )
