"""What the cells of names in a roster hold: one person, several, or no name at all."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.headings import words_of
from alo183_desktop.officers.name_titles import ends_with_title, part_title
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import is_office, split_name, tidy_given_names, tidy_surname
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alo183_desktop.imports.headings import Found

NAME_KEYS: Final = frozenset({"name", "given_names", "surname"})
_SHOWN: Final = 60
_MORE_THAN_NAME: Final = re.compile(r"\s[-–—/]\s?|[-–—/]\s")
"""A hyphen with a blank beside it parts no double name: `Uğur ŞİMŞEK - izinli`."""
_JOINTS: Final = frozenset({"ve", "ile", "veya"})
_NOBODY: Final = frozenset(
    {"atama", "atamasi", "atanacak", "atanmadi", "munhal", "kimse", "gorevlendirme"}
    | {"gorevlendirmesi", "yapilmadi", "yapilacak", "yapilmamistir", "bekleniyor", "bekliyor"}
    | {"gorevlendirilmedi", "gorevlendirilecek", "gorevlendirilmemistir", "belirlenmedi"}
    | {"belirlenecek", "belirlenmemistir", "bulunmuyor", "bulunmamaktadir", "yurutuluyor"}
    | {"yurutulmektedir", "bakiliyor", "bakilmaktadir", "vekaleten"}
)
"""Words of remarks that stand where a post is vacant; hardly anybody is called so."""
_SURNAMES: Final = frozenset({"atama", "munhal", "kimse"})
"""Those of them that are surnames, too; a T.C. number beside them says that one is meant."""
_OF_POSTS: Final = frozenset({"kadro", "kadrosu", "pozisyon", "gorev", "gorevi", "yer", "yok"})
_MARKS_BEFORE: Final = re.compile(
    r"^(?:\s*(?:\(?\d{1,3}\s*(?:[.)]\s*[-–]?|[-–]\)?)|[a-zçğıöşü]\)|[•*·▪●✓✔–-]))+\s*(?=[^\W\d_])"
)
"""The number of a list and marks in front of a name: `1) Ayşe IŞIK`, `• Ayşe IŞIK`."""
_MARKS_BEHIND: Final = re.compile(r"(?<=[^\W\d_])(?:\s*(?:\(\*{1,3}\)|[*•✓✔;,]))+\s*$")
_QUOTES: Final = '"“”„«»'
_PLAIN, _CAPITAL = False, True
_TWO_PEOPLE: Final = (
    [_PLAIN, _CAPITAL, _PLAIN, _CAPITAL],
    [_CAPITAL, _PLAIN, _CAPITAL, _PLAIN],
)
"""How words in capitals and others follow one another when two names stand in one cell."""


def without_marks(text: str) -> str:
    """Return a name without what lists put around it: numbers, bullets, stars of remarks."""
    text = _MARKS_BEHIND.sub("", _MARKS_BEFORE.sub("", text.strip(_QUOTES)))
    last = text.split()[-1:]
    # A full stop behind a surname is none of an initial or a title.
    is_stopped = last and last[0].endswith(".") and last[0][:-1].isalpha()
    if is_stopped and len(last[0]) > len("Öz.") and last[0] == upper_tr(last[0]):
        return text if ends_with_title(text) else text[:-1]
    return text


def check_name(key: str, text: str, *, is_numbered: bool = False) -> None:
    """Refuse what is more or less than the name of one person.

    Args:
        key: One of `NAME_KEYS`.
        text: The cell, with its line ends.
        is_numbered: Whether a right T.C. number stands beside it.

    Raises:
        KnownError: `imports.columns_swapped`, `imports.no_name`, `imports.two_people`,
            `imports.more_than_name`.
    """
    if "@" in text or (text and not any(map(str.isalpha, text))):
        raise KnownError("imports.columns_swapped", expected="ad soyadı")
    words = text.split()
    value = " ".join(words)[:_SHOWN]
    folded = {fold(word).strip(".,") for word in words}
    nobody = folded & _NOBODY
    if nobody and not (is_numbered and nobody <= _SURNAMES and not folded & _OF_POSTS):
        raise KnownError("imports.no_name", value=value)
    if folded & _JOINTS or (key == "name" and _is_of_two(text)):
        raise KnownError("imports.two_people", value=value)
    if _MORE_THAN_NAME.search(text) or (key == "name" and _has_more(text)):
        raise KnownError("imports.more_than_name", value=value)
    if key == "name" and is_office(text):
        raise KnownError("imports.no_name", value=value)


def read_name(texts: dict[str, str], found: Found) -> tuple[str, str]:
    """Return given names and surname of the cells of one row, each empty where it is missing."""
    if texts.get("given_names") or texts.get("surname"):
        given_names = tidy_given_names(texts.get("given_names", ""))
        return given_names, tidy_surname(texts.get("surname", ""))
    whole = texts.get("name", "")
    # An initial is a capital however the words are written.
    in_capitals = {word == upper_tr(word) for word in whole.split() if len(word.strip(".")) > 1}
    if _is_surname_first(found) and len(in_capitals) == 1 and "," not in whole:
        # Only the heading tells which of the words is the surname.
        surname, _, given = whole.partition(" ")
        whole = f"{surname}, {given}"
    return split_name(whole)


def part_titles(texts: dict[str, str], found: Found) -> Iterator[Problem]:
    """Take titles out of the names in `texts`, and tell where they went."""
    for key, fewest in (("name", 2), ("given_names", 1)):
        if not texts.get(key):
            continue
        title, texts[key] = part_title(
            texts[key], fewest=fewest, surname_first=key == "name" and _is_surname_first(found)
        )
        if title and texts.get("title"):
            yield Problem(key, "imports.title_left_out", {"title": title})
        elif title:
            texts["title"] = title
            yield Problem(key, "imports.title_read", {"title": title})


def doubt_comma(texts: dict[str, str], given_names: str, surname: str) -> Iterator[Problem]:
    """Tell what a comma was read as, where nothing but the comma says which is the surname."""
    before, comma, behind = texts.get("name", "").partition(",")
    first, second = set(_capitals(before.split())), set(_capitals(behind.split()))
    if comma and not (first == {_CAPITAL} and second == {_PLAIN}):
        read = {"given_names": given_names, "surname": surname}
        yield Problem("name", "imports.comma_read", read)


def _is_of_two(text: str) -> bool:
    """Return whether two names stand under one another, or behind a comma, or one after another."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len([line for line in lines if len(line) > 1]) > 1 and not _is_wrapped(lines):
        return True
    before, *behind = [part.split() for part in text.split(",")]
    if len(behind) > 1:
        return True
    if behind and len(before) > 1:
        # A surname before a comma is written in one way: `ÖZDOĞRU YILDIRIM, Iraz Ayşe`.
        first, second = set(_capitals(before)), set(_capitals(behind[0]))
        is_surname = first == {_CAPITAL} and second == {_PLAIN}
        return not is_surname and len(behind[0]) > 1 and not ends_with_title(text)
    return [is_capital for is_capital, _ in groupby(_capitals(text.split()))] in _TWO_PEOPLE


def _is_wrapped(lines: list[list[str]]) -> bool:
    """Return whether one name stands on two lines: `Ayşe Nur` over `ÖZ YILDIRIM`."""
    given, *rest = [set(_capitals(line)) for line in lines]
    return given == {_PLAIN} and rest == [{_CAPITAL}]


def _has_more(text: str) -> bool:
    """Return whether a title or a remark stands behind a name: `Ali TAŞ Psikolog`."""
    before, _, behind = text.partition(",")
    runs = [is_capital for is_capital, _ in groupby(_capitals(text.split()))]
    is_mixed = behind.strip() and len(set(_capitals(before.split()))) > 1
    return bool(is_mixed) or runs == [_PLAIN, _CAPITAL, _PLAIN] or ends_with_title(text)


def _capitals(words: list[str]) -> Iterator[bool]:
    """Yield for each word that is no initial whether it is in capitals."""
    for word in words:
        letters = [sign for sign in word if sign.isalpha()]
        if len(letters) > 1 and not word.endswith("."):
            yield word == upper_tr(word)


def _is_surname_first(found: Found) -> bool:
    heading = words_of(found.texts.get("name", ""))
    return bool(heading) and heading[0].startswith("soy")
