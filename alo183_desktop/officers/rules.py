"""Rules of officers' names and titles, and of who answers for what."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import collation_key, fold, upper_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from alo183_desktop.officers.rows import SubstitutionRow, Task

REQUIRED_SUBJECTS: Final = ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")
"""In the order in which lists show them. Source: Genelge 2014/05, giriş."""

_WORDS: Final = 4096
"""How many words of names are cached in their plain form: files repeat them."""


def display_name(given_names: str, surname: str) -> str:
    """Return a name as official papers print it: `İlknur ÇIĞ`."""
    return f"{given_names} {surname}".strip()


class HasMobiles(Protocol):
    """Whoever has mobile numbers, in E.164; empty or None while unknown."""

    @property
    def personal_mobile(self) -> str | None:
        """Their own."""

    @property
    def corporate_mobile(self) -> str | None:
        """Of the directorate's line."""


class NamedMobiles(HasMobiles, Protocol):
    """An officer of the roster as far as their numbers are compared."""

    @property
    def given_names(self) -> str:
        """Those before the surname."""

    @property
    def surname(self) -> str:
        """In capital letters."""


def mobiles_of_others(
    values: HasMobiles, others: Iterable[NamedMobiles], *, base: HasMobiles | None = None
) -> Iterator[Problem]:
    """Yield which mobile numbers are somebody else's; a form asks, and may store them anyway.

    Nobody's personal mobile is another one's, and no personal mobile is another one's corporate
    one. Two people may have one corporate mobile after the line was handed over.

    Args:
        values: Whose numbers they are said to be.
        others: Everybody else in the roster.
        base: What was known of them before: a number that stood there is not asked about again.

    Yields:
        A problem whose key is `personal_mobile` or `corporate_mobile`.
    """
    others = tuple(others)
    for key in ("personal_mobile", "corporate_mobile"):
        mobile = getattr(values, key)
        if not mobile or (base is not None and getattr(base, key) == mobile):
            continue
        for other in others:
            is_shared_line = key == "corporate_mobile"
            if mobile == other.personal_mobile or (
                mobile == other.corporate_mobile and not is_shared_line
            ):
                name = display_name(other.given_names, other.surname)
                yield Problem(key, "officers.mobile_of_other", {"name": name})
                break


def who_answers(
    assigned: Iterable[Task], substitutions: Iterable[SubstitutionRow]
) -> Iterator[Task]:
    """Yield who answers for what: on the days of a substitution the substitute, else the assigned.

    A substitute who leaves answers for nobody from then on.

    Args:
        assigned: What officers, substitutes among them, were assigned.
        substitutions: Of two for one officer and subject on one day, the earlier one holds.
    """
    assigned = tuple(assigned)
    left = last_days(assigned)
    of_officer: defaultdict[int, list[SubstitutionRow]] = defaultdict(list)
    for one in sorted(substitutions, key=lambda one: (one.starts_on, one.substitution_id)):
        of_officer[one.officer_id].append(one)
    for task in assigned:
        rest = task
        for one in of_officer[task.officer_id]:
            begins = max(rest.starts_on, one.starts_on)
            ends = min(one.ends_on, left.get(one.substitute_id, one.ends_on))
            ends = ends if task.ends_on is None else min(task.ends_on, ends)
            if one.subject_id not in {None, task.subject_id} or begins >= ends:
                continue
            if rest.starts_on < begins:
                yield rest._replace(ends_on=begins)
            yield task._replace(
                officer_id=one.substitute_id, starts_on=begins, ends_on=ends, for_id=task.officer_id
            )
            rest = rest._replace(starts_on=ends)
        if rest.ends_on is None or rest.starts_on < rest.ends_on:
            yield rest


def last_days(assigned: Iterable[Task]) -> dict[int, dt.date]:
    """Return by officer the first day without any subject; who stays is left out."""
    ends: defaultdict[int, list[dt.date | None]] = defaultdict(list)
    for task in assigned:
        ends[task.officer_id].append(task.ends_on)
    return {
        officer_id: max(day for day in theirs if day is not None)
        for officer_id, theirs in ends.items()
        if None not in theirs
    }


def title_doubt(title: str, known: Iterable[str]) -> Problem | None:
    """Return the doubt about a title that is not among the known ones; None for none.

    A shortened one may stand for a known one: `Şb. Müd.` for `Şube Müdürü`. While no title is known
    at all, a new one is not remarkable.
    """
    titles = {fold(one): one for one in known if one}
    if not title or not titles or fold(title) in titles:
        return None
    short = fold(title).replace(".", ". ").split()
    meant = [one for words, one in titles.items() if _shortens(short, words.split())]
    if not meant:
        return Problem("title", "officers.title_first", {"title": title})
    known_words = " ya da ".join(f"“{one}”" for one in sorted(meant, key=collation_key))
    return Problem("title", "officers.title_short", {"title": title, "known": known_words})


def _shortens(short: list[str], whole: list[str]) -> bool:
    """Return whether each word is the other's, or stands for it: its first and some more letters.

    Args:
        short: Words in their plain form; a shortened one ends with a full stop.
    """
    if len(short) != len(whole) or not any(part.endswith(".") for part in short):
        return False
    return all(
        part == word or (part.endswith(".") and part[0] == word[0] and _has(word, part[:-1]))
        for part, word in zip(short, whole, strict=True)
    )


def _has(word: str, letters: str) -> bool:
    """Return whether a word has the letters in their order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)


_ADDRESSES: Final = frozenset({"sn", "sayin", "bay", "bayan"})
"""Forms of address, which are not titles."""
_SHORT: Final = frozenset(
    {"av", "ars", "cal", "doc", "dt", "dyt", "ecz", "fzt", "gel", "gor", "hem", "hiz", "md"}
    | {"mim", "muh", "op", "ogr", "opr", "prof", "psk", "sb", "sos", "uz", "uzm", "vet", "yrd"}
    | {"coc", "kur", "yard", "mud"}
)
"""Titles when followed by a full stop; without one they may be names."""
_ALWAYS: Final = frozenset({"dr", "prof", "doc"})
_PHRASES: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "ogr uyesi",
        "ogretim uyesi",
        "ogr gorevlisi",
        "ogretim gorevlisi",
        "sosyal hizmet uzmani",
        "sosyal calismaci",
        "cocuk gelisim uzmani",
        "cocuk gelisimci",
        "cocuk gelisimcisi",
        "il mudur yardimcisi",
        "mudur yardimcisi",
        "kurulus muduru",
        "sube muduru",
        "il muduru",
        "uzman psikolog",
        "psikolog",
        "sosyolog",
        "ogretmen",
        "hemsire",
        "avukat",
        "doktor",
        "memur",
        "mudur",
        "uzman",
        "sef",
    )
)
_LENGTHS: Final = tuple(sorted({len(phrase) for phrase in _PHRASES}, reverse=True))


_LIKE_TITLES: Final = (
    "uzmani",
    "mudur",
    "gorevli",
    "memuru",
    "ogretmen",
    "sorumlu",
    "yardimci",
    "teknik",
    "muhendis",
    "hemsire",
    "baskan",
    "amir",
    "koordinator",
    "danisman",
    "sekreter",
    "personel",
)
_OF_TRADES: Final = ("terapist", "olog", "calismacisi", "isyen")
"""Beginnings and ends of words that are never names of people."""
_NO_SURNAMES: Final = frozenset({"psikolog", "sosyolog"})


def part_title(text: str, *, fewest: int, surname_first: bool = False) -> tuple[str, str]:
    """Return the title in front of a name, and the name.

    The title is empty where there is none; `Sayın` and `Bay` are not titles, and are dropped.

    Args:
        text: As written.
        fewest: How many words must be left: two of a full name, one of given names.
        surname_first: Whether the first word is a surname; `Uzman` is one, too.

    Returns:
        `("Uzm. Psk.", "Ayşe IŞIK")`; the text unchanged when nothing precedes the name.
    """
    words = [part for word in text.split() for part in _parted(word)]
    title: list[str] = []
    # Capitals before a name that is not in capitals, or that follows a comma, are a surname.
    stands_out = bool(words) and _is_capital(words[0]) and not _is_capital(words[-1])
    alone = not (surname_first or stands_out or "," in text)
    while taken := _titled(words, fewest, alone=alone):
        title.extend(word for word in words[:taken] if _plain(word) not in _ADDRESSES)
        words = words[taken:]
    return " ".join(title), " ".join(words)


def ends_with_title(text: str) -> bool:
    """Return whether a title that is no surname follows a name: `Ali TAŞ, Şube Müdürü`."""
    words = tuple(_plain(word) for word in text.split())
    if len(words) > len(("given", "surname")) and text.rsplit(maxsplit=1)[-1].endswith("."):
        parts = [fold(part) for part in text.rsplit(maxsplit=1)[-1].split(".") if part]
        if parts and all(part in _SHORT | _ALWAYS for part in parts):
            return True
    return any(
        len(words) > length + 1
        and words[-length:] in _PHRASES
        and (length > 1 or words[-1] in _NO_SURNAMES)
        for length in _LENGTHS
    )


def unclear_title(text: str) -> str:
    """Return what precedes a name and may be an unknown title; empty for nothing.

    Args:
        text: The name from `part_title`: `Fzyt. Ayşe IŞIK`, `Hizmet Sorumlusu Ayşe IŞIK`.
    """
    words = text.split()
    last = 0
    for index, word in enumerate(words[:-1], start=1):
        is_short = word.endswith(".") and len(word) > len("Öz.")
        plain = _plain(word)
        if is_short or plain.startswith(_LIKE_TITLES) or plain.endswith(_OF_TRADES):
            last = index
    return " ".join(words[:last])


def _titled(words: list[str], fewest: int, *, alone: bool) -> int:
    """Return how many words at the beginning are a title, such that a name is left.

    Args:
        words: Of the name, and what precedes it.
        fewest: As `part_title`.
        alone: Whether a single spelled-out word, such as `Uzman`, may be one.
    """
    most = len(words) - fewest
    if most < 1:
        return 0
    folded = [_plain(word) for word in words]
    for length in _LENGTHS:
        if length <= most and tuple(folded[:length]) in _PHRASES:
            return length if alone or length > 1 else 0
    first, word = folded[0], words[0]
    parts = [fold(part) for part in word.split(".") if part]
    is_short = word.endswith(".") and all(part in _SHORT | _ALWAYS for part in parts)
    return int(first in _ADDRESSES or first in _ALWAYS or (bool(parts) and is_short))


def _parted(word: str) -> list[str]:
    """Return a short title and the name that directly follows it: `Dr.Ayşe`."""
    title, dot, name = word.rpartition(".")
    if not dot:
        return [word]
    parts = [fold(part) for part in title.split(".")]
    is_title = len(name) > 1 and all(part in _SHORT | _ALWAYS for part in parts)
    return [f"{title}.", name] if is_title and fold(name) not in _SHORT | _ALWAYS else [word]


def _is_capital(word: str) -> bool:
    return word == upper_tr(word)


@lru_cache(maxsize=_WORDS)
def _plain(word: str) -> str:
    return fold(word).strip(".,:")
