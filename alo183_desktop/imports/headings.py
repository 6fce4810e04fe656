"""Find the columns of a foreign table by the meaning of their headings."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.imports.vocabulary import phrases_of, word_set
from alo183_desktop.shared.paths import table
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

_SEARCHED_ROWS: Final = 200
_TOP: Final = 30
"""In so many rows the headings of a list of another kind are searched."""
_LEAST_COLUMNS: Final = 2
_MOST_HEADINGS: Final = 3
"""Rows below each other."""
_PREFIX_LENGTH: Final = 4
"""From this length on a word also stands for its inflected forms: `unvan` for `unvanı`."""
_CHOSEN: Final = 1000
_EXACT: Final = 100
_MEANT: Final = 50
_LIKE: Final = 30
"""Score of a phrase with other words beside it that may change its meaning: `Eski Hat No`."""
_WEAK: Final = 20
TOTALS: Final = ("toplam", "genel toplam", "ara toplam", "yekun", "genel yekun")
"""Folded words before the sums of a list: such a row is not a data row."""
_COUNTED: Final = re.compile(r"\b([^\W\d_]+)(\d+)\b")
_INNER_CAPITAL: Final = re.compile(r"(?<=[a-zçğıöşü])(?=[A-ZÇĞİÖŞÜ])")
_LONGER_THAN_DENIZ: Final = 6
_DIGITS_OF_VALUE: Final = 5
"""A heading has fewer: `Telefon (10 hane)`, `2026 yılı`."""
_NO_CHOICES: Final = MappingProxyType[str, str]({})
_LETTERS: Final = 26
_PLACE_BEHIND: Final = re.compile(r"(?: \(|^)[A-Z]{1,3} sütunu\)?$")
_LEFT_OUT_STEMS: Final = ("personel", "gorevli", "sorumlu", "calisan", "telefon")
_OF_GROUPS: Final = frozenset({"bilgi", "bilgiler", "bilgileri"})
"""Follows the name of a group of columns: `KİŞİSEL BİLGİLER` over `Cep Telefonu`, `Kurumsal`."""
_SERIAL: Final = frozenset({"", "no", "sn", "sno", "sira", "sirano", "siranumarasi"})


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """One wanted column, as `resources/headings.toml` defines and explains it."""

    key: str
    label: str = ""
    words: str = ""
    exact: str = ""
    weak: str = ""
    never: str = ""
    several: bool = False
    is_distinctive: bool = False


def wanted(kind: str) -> tuple[WantedColumn, ...]:
    """Return the columns of a kind of import."""
    return tuple(WantedColumn(key, **fields) for key, fields in table("headings")[kind].items())


class KnownShape(NamedTuple):
    """The meaning of the columns of an earlier file, as the user chose it."""

    shape: str
    """By which a file with the same headings is recognised (`shape_of`)."""
    sender: str
    """The sender; empty where none was named."""
    columns: Mapping[str, str]
    """The chosen meaning of each column by name; empty: it is not read."""


class Claim(NamedTuple):
    """Which columns may be one field, by their indexes."""

    sure: tuple[int, ...]
    """Columns whose headings name the field."""
    like: tuple[int, ...]
    """Columns whose headings resemble one that would."""

    @property
    def rivals(self) -> tuple[int, ...]:
        """The columns between which only the user can choose; empty: one is certain."""
        return self.like if not self.sure else self.sure if len(self.sure) > 1 else ()

    def without(self, columns: Collection[int]) -> Claim:
        """Return the claim without some columns."""
        return Claim(*(tuple(one for one in part if one not in columns) for part in self))


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """The position and the meaning of the headings."""

    heading_row: int
    """Index of the first row of headings, from 0."""
    first_row: int
    """Index of the row after the headings."""
    columns: Mapping[str, int]
    """Index of the column for each key that was found, in the order of the file."""
    headings: tuple[str, ...]
    """The heading of each column of the table, as it is written."""
    names: tuple[str, ...]
    """The name of each column of the table (`column_names`)."""
    claims: Mapping[str, Claim]
    """The candidates for each key; without columns chosen by the user."""
    meant: frozenset[int]
    """Columns whose headings mean a wanted key, whether or not they were taken for it."""
    score: int
    several: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The columns of each key that several may mean."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """By column name the key that the user chose."""
    told: frozenset[str] = frozenset()
    """Keys that only the user's choice gives to a column: its heading does not name them."""
    is_remembered: bool = False
    """Whether it was chosen for an earlier file of this shape."""
    others: frozenset[int] = frozenset()
    """Columns of other people, which are reported as such."""

    @property
    def known(self) -> int:
        """The number of columns with a meaning; that it is not to be read is one, too."""
        return len(self.columns) + sum(not key for key in self.chosen.values())

    @property
    def texts(self) -> Mapping[str, str]:
        """The heading of each key that was found."""
        return {key: self.headings[at] or self.names[at] for key, at in self.columns.items()}

    @property
    def left(self) -> tuple[int, ...]:
        """The columns with a heading that are not read; serial numbers are left out."""
        read = {*self.columns.values(), *chain(*self.several.values()), *self.others}
        return tuple(
            at
            for at, heading in enumerate(self.headings)
            if at not in read and "".join(words_of(heading)) not in _SERIAL
        )

    @property
    def twice(self) -> tuple[str, ...]:
        """Headings that mean a key for which another column was taken."""
        return tuple(self.headings[at] for at in self.left if self._is_second(at))

    @property
    def unread(self) -> tuple[str, ...]:
        """Headings without a wanted meaning."""
        return tuple(self.headings[at] for at in self.left if not self._is_second(at))

    def _is_second(self, at: int) -> bool:
        return at in self.meant and self.names[at] not in self.chosen

    @property
    def doubts(self) -> Mapping[str, tuple[int, ...]]:
        """By key the columns between which the user has to choose."""
        return {
            key: claim.rivals
            for key, claim in self.claims.items()
            if key in self.columns and claim.rivals
        }

    @property
    def shape(self) -> str:
        """By which such a file is recognised."""
        return shape_of(self.names)

    def with_columns(
        self, columns: Mapping[str, int], claims: Mapping[str, Claim] | None = None
    ) -> ColumnMatch:
        """Return the headings with other columns, once these were looked at together."""
        ordered = dict(sorted(columns.items(), key=lambda item: item[1]))
        return replace(self, columns=ordered, claims=self.claims if claims is None else claims)

    def without(self, key: str) -> ColumnMatch:
        """Return the headings without one key, whose column then means nothing."""
        rest = {one: at for one, at in self.columns.items() if one != key}
        return replace(self, columns=rest, meant=self.meant - {self.columns.get(key, -1)})

    def without_claims(self, columns: Collection[int]) -> ColumnMatch:
        """Return the headings without doubts about some columns."""
        claims = {key: claim.without(columns) for key, claim in self.claims.items()}
        return replace(self, claims=claims)

    @property
    def guessed(self) -> frozenset[str]:
        """Keys whose column only resembles it."""
        return frozenset(key for key in self.doubts if not self.claims[key].sure)


def find_columns(
    rows: Sequence[Sequence[object]],
    wanted: Sequence[WantedColumn],
    choices: Mapping[str, str] = _NO_CHOICES,
    shapes: Iterable[KnownShape] = (),
) -> ColumnMatch | None:
    """Return the position and the meaning of the headings.

    A heading may be in any row and order, and take two rows or three, such as `Cep Telefonu`
    over `Kişisel` and `Kurumsal`.

    Args:
        rows: The whole table.
        wanted: The wanted columns.
        choices: By name (`column_names`) or letter the key that the user chose for a column,
            whatever it looks like; empty: it is not read.
        shapes: The choices for earlier files, the newest first; used where `choices` is empty.

    Returns:
        None when no row names at least two of the wanted columns.
    """
    best = _best(rows, wanted, choices)
    if best is None or len(best.columns) < _LEAST_COLUMNS:
        return None
    before = (one.columns for one in shapes if one.shape == best.shape)
    if not choices and (known := next(before, None)):
        again = find_columns(rows, wanted, known)
        if again is not None and again.names == best.names:
            return replace(again, is_remembered=True)
    return _without_copies(best, rows[best.first_row :])


def _best(
    rows: Sequence[Sequence[object]], wanted: Sequence[WantedColumn], choices: Mapping[str, str]
) -> ColumnMatch | None:
    """Return the meaning of the rows that say the most as headings."""
    meanings = [_Meaning(want) for want in wanted]
    # The rows below the headings are tried, too, and repeat the same.
    scores_of = cache(lambda text: tuple(_scores_of(text, meanings)))
    match = partial(
        _match, scores_of, choices, frozenset(want.key for want in wanted if want.several)
    )
    height = min(len(rows), _SEARCHED_ROWS + 1)
    singles = [match(_texts(rows[place]), heading_row=place, height=1) for place in range(height)]
    candidates: list[ColumnMatch] = []
    for place, single in enumerate(singles[:_SEARCHED_ROWS]):
        candidates.append(single)
        for below in range(place + 1, min(place + _MOST_HEADINGS, height)):
            if not _may_be_lower(rows[below], meanings):
                break
            if below == place + 1 and _is_title_below(rows[place], rows[below]):
                break
            joined = join_headings(rows[place : below + 1])
            together = match(joined, heading_row=place, height=below + 1 - place)
            # Rows are headings only when together they say more than each alone.
            if together.known <= max(candidates[-1].known, singles[below].known):
                break
            candidates.append(together)
    return max(candidates, key=_rank, default=None)


def _without_copies(found: ColumnMatch, below: Sequence[Sequence[object]]) -> ColumnMatch:
    """Return the columns without doubts between those that are equal in every row.

    Two that merely resemble a field and agree are still not the field: the user is asked about one.
    """
    claims = dict(found.claims)
    for key, columns in found.doubts.items():
        cells = [[_cell(row, column) for row in below] for column in columns]
        if len(columns) > 1 and any(cells[0]) and all(one == cells[0] for one in cells):
            one = (found.columns[key],)
            claims[key] = Claim(one, ()) if claims[key].sure else Claim((), one)
    return replace(found, claims=claims)


def _cell(row: Sequence[object], column: int) -> object:
    cell = row[column] if column < len(row) else None
    return fold(str(cell).strip()) if cell is not None else ""


def list_of(
    rows: Sequence[Sequence[object]], kind: str, choices: Mapping[str, str] = _NO_CHOICES
) -> str:
    """Return the kind of list that a table plainly is; empty where it may be of `kind`.

    The other one knows more of its columns, and of those that only its own lists have.

    Args:
        rows: The table.
        kind: Of the import.
        choices: By name or letter the field of it that the user chose for a column.
    """
    top = [[_as_heading(cell) for cell in row] for row in rows[:_TOP]]
    named = {name: key for name, key in choices.items() if key}

    def certain(of: str) -> tuple[int, int]:
        said = named if of == kind else dict.fromkeys(named, "")
        found, telling = find_columns(top, wanted(of), said), _telling(of)
        sure = frozenset() if found is None else found.columns.keys() - found.guessed
        return len(sure & telling), len(sure)

    own = certain(kind)
    columns = {column for row in top for column in range(len(row)) if _cell(row, column)}
    if own[1] == len(columns):
        return ""  # none knows more of them, and asking all takes longer than reading the rows
    others = [(certain(other), other) for other in table("headings") if other != kind]
    plain = [
        (count, other)
        for count, other in others
        if count[0] >= _LEAST_COLUMNS and count[0] > own[0] and count[1] > own[1]
    ]
    return max(plain)[1] if plain else ""


def _as_heading(cell: object) -> object:
    """Return a cell with the day of a rota as a text: `21` for a number or a date."""
    if isinstance(cell, dt.date):
        return str(cell.day)
    return f"{cell:g}" if isinstance(cell, int | float) else cell


def _telling(kind: str) -> frozenset[str]:
    return frozenset(want.key for want in wanted(kind) if want.is_distinctive)


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

    A number after a word is a word of its own, so is what begins with a capital inside one, and
    the possessive `-niz` of questionnaires is removed: `GSM1` gives `gsm`, `1`; `KurumsalCep` gives
    `kurumsal`, `cep`; `Adınız` gives `ad`.
    """
    parted = _INNER_CAPITAL.sub(" ", text)
    kept = "".join(
        [char if char.isalnum() else "" if char in ".'’" else " " for char in fold(parted)]
    )
    return tuple(map(_without_yours, _COUNTED.sub(r"\1 \2", kept).split()))


def _without_yours(word: str) -> str:
    if len(word) < _LONGER_THAN_DENIZ or not word.endswith(("niz", "nuz")):
        return word
    if word.endswith(("iniz", "unuz")) and not word.endswith(("giniz", "gunuz")):
        return word[:-4]
    return word[:-3]


def chosen_keys(names: Sequence[str], choices: Mapping[str, str]) -> Mapping[int, str]:
    """Return by index the key of each column that the user chose, by name or letter."""
    keys = {fold(" ".join(name.split())): key for name, key in choices.items()}
    return {
        column: keys[text]
        for column, name in enumerate(names)
        # A name takes precedence over the letter of another column.
        for text in (fold(letter_of(column)), fold(name))
        if text in keys
    }


def _rank(found: ColumnMatch) -> tuple[int, int]:
    return found.known, found.score


def _texts(row: Sequence[object]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row]


def _may_be_lower(row: Sequence[object], meanings: Sequence[_Meaning]) -> bool:
    """Return whether a row may contain headings under others: words of theirs, and no values.

    Otherwise, under `Adı Soyadı` over two columns, the first person would be a row of headings.
    """
    texts = [cell for cell in row if cell is not None and cell != ""]
    if any(not isinstance(cell, str) or _is_value(cell) for cell in texts):
        return False
    words = {word for text in _texts(row) for word in words_of(text)}
    return any(meaning.speaks_of(words) for meaning in meanings)


def _is_title_below(upper: Sequence[object], lower: Sequence[object]) -> bool:
    """Return whether a text alone in its row begins under the serial number: it heads a section."""
    texts = [column for column, text in enumerate(_texts(lower)) if text.strip()]
    return len(texts) == 1 and "".join(
        words_of("".join(_texts(upper)[texts[0] : texts[0] + 1]))
    ) in (_SERIAL - {""})


def _is_value(text: str) -> bool:
    return "@" in text or sum(map(str.isdigit, text)) >= _DIGITS_OF_VALUE


def _match(
    scores_of: Callable[[str], Iterable[tuple[int, int, str]]],
    choices: Mapping[str, str],
    several: frozenset[str],
    texts: Sequence[str],
    *,
    heading_row: int,
    height: int,
) -> ColumnMatch:
    headings = [" ".join(text.split()) for text in texts]
    names = column_names(headings)
    chosen = chosen_keys(names, choices) if choices else {}
    scores = sorted(_scores(texts, scores_of, chosen), reverse=True)
    taken: dict[str, tuple[int, int]] = {}
    used: set[int] = set()
    many: dict[str, tuple[int, ...]] = {}
    for score, before, _, key in scores:
        column = -before
        if key in several:
            many[key] = (*many.get(key, ()), column)
            used.add(column)
        elif key not in taken and column not in used:
            taken[key] = (column, score)
            used.add(column)
    meant = {-before for score, before, _, _ in scores if score > _WEAK}
    columns = {key: column for key, (column, _) in sorted(taken.items(), key=lambda item: item[1])}
    return ColumnMatch(
        heading_row=heading_row,
        first_row=heading_row + height,
        columns=columns,
        headings=tuple(headings),
        names=names,
        claims=_claims(scores, taken),
        meant=frozenset(meant),
        score=sum(score for _, score in taken.values()),
        several={key: tuple(sorted(places)) for key, places in many.items()},
        chosen={names[column]: key for column, key in chosen.items()},
        told=frozenset(
            key
            for column, key in chosen.items()
            if not any(score >= _MEANT and of == key for score, _, of in scores_of(texts[column]))
        ),
    )


def _claims(
    scores: Iterable[tuple[int, int, int, str]],
    taken: Mapping[str, tuple[int, int]],
) -> dict[str, Claim]:
    """Return which columns may be each of the fields that were found."""
    claims: dict[str, Claim] = {}
    certain = {column: key for key, (column, score) in taken.items() if score >= _MEANT}
    for score, before, _, key in scores:
        column = -before
        is_others = column in certain and certain[column] != key
        if key not in taken or taken[key][1] == _CHOSEN or is_others:
            continue
        sure, like = claims.get(key, Claim((), ()))
        claims[key] = (
            Claim((*sure, column), like) if score >= _MEANT else Claim(sure, (*like, column))
        )
    return claims


def _scores(
    texts: Sequence[str],
    scores_of: Callable[[str], Iterable[tuple[int, int, str]]],
    chosen: Mapping[int, str],
) -> Iterator[tuple[int, int, int, str]]:
    """Yield score, negative column, negative index of the key, and key of each possible meaning.

    The first of equals wins when they are sorted in descending order.
    """
    for column, text in enumerate(texts):
        if column in chosen:
            if chosen[column]:
                yield _CHOSEN, -column, 0, chosen[column]
            continue
        for score, place, key in scores_of(text):
            yield score, -column, -place, key


def _scores_of(text: str, meanings: Sequence[_Meaning]) -> Iterator[tuple[int, int, str]]:
    """Yield score, index of the key, and key of each possible meaning of a heading."""
    words = _without_group(words_of(text))
    if not words:
        return
    scores = [(meaning.score(words), place, meaning) for place, meaning in enumerate(meanings)]
    clearest = max((score for score, _, _ in scores), default=0)
    for score, place, meaning in scores:
        # A heading that clearly means one thing is not guessed to be another.
        if score >= _MEANT or (score and clearest < _MEANT):
            yield score, place, meaning.key


def _without_group(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a heading without those of the group over it."""
    for index, word in enumerate(words[:-1]):
        if index and word in _OF_GROUPS:
            return words[index + 1 :]
    return words


def letter_of(column: int) -> str:
    """Return the letter of a column in Excel; counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = f"{chr(ord('A') + rest)}{letters}"
    return letters


def heading_of(name: str) -> str:
    """Return the heading of a column by its name (`column_names`)."""
    return _PLACE_BEHIND.sub("", name)


def column_names(headings: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns: their headings, with the letter where that is ambiguous.

    Of two columns `Telefon` the one is `Telefon (D sütunu)`; one without a heading is `E sütunu`.
    """
    counts = Counter(map(fold, headings))
    return tuple(
        f"{letter_of(column)} sütunu"
        if not heading
        else f"{heading} ({letter_of(column)} sütunu)"
        if counts[fold(heading)] > 1
        else heading
        for column, heading in enumerate(headings)
    )


def shape_of(names: Iterable[str]) -> str:
    """Return a fingerprint of the names of columns, whatever their order."""
    named = "|".join(sorted(map(fold, names)))
    return hashlib.sha256(named.encode()).hexdigest()


class _Meaning:
    """A wanted column with its phrases split once: rows of people are tried too."""

    def __init__(self, want: WantedColumn) -> None:
        self.key = want.key
        self._left_out = word_set("headings.left_out")
        words = phrases_of(want.words)
        self._whole = {phrase.replace(" ", "") for phrase in (*phrases_of(want.exact), *words)}
        self._words = [tuple(phrase.split()) for phrase in words]
        self._weak = [tuple(phrase.split()) for phrase in phrases_of(want.weak)]
        self._never = [(word,) for word in phrases_of(want.never)]
        self._of_words = {part for phrase in self._words for part in phrase}
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
        held = [phrase for phrase in self._words if _holds(words, phrase)]
        sure = [phrase for phrase in held if self._says_nothing_else(words, phrase)]
        if sure:
            # More words that agree mean more, words that do not agree mean less.
            best = max(map(len, sure))
            return _MEANT + 10 * best - min(len(words) - best, 9)
        if any(_holds(words, phrase) for phrase in self._never):
            return 0
        if held:
            best = max(map(len, held))
            return _LIKE + min(best, 9) - min(len(words) - best, 9)
        return _WEAK if any(_holds(words, phrase) for phrase in self._weak) else 0

    def _says_nothing_else(self, words: Sequence[str], phrase: Sequence[str]) -> bool:
        """Return whether words beside a phrase keep its meaning: `Personelin Cep Telefonu`."""
        return all(
            word in self._left_out
            or word.isdigit()
            or word.startswith(_LEFT_OUT_STEMS)
            or any(_stands_for(word, part) for part in self._of_words)
            or any(_stands_for(word, part) for part in phrase)
            for word in words
        )


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return all(any(_stands_for(word, part) for word in words) for part in phrase)


def _stands_for(word: str, part: str) -> bool:
    return word == part or (len(part) >= _PREFIX_LENGTH and word.startswith(part))
