"""The text of one cell of a roster, ready for the check of its field."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alo183_desktop.imports import cells
from alo183_desktop.imports.headings import words_of
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.officers.rules import ends_with_title, part_title, unclear_title
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import (
    is_office,
    parse_phone,
    parse_tckn,
    split_name,
    tidy_given_names,
    tidy_surname,
)
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alo183_desktop.imports.headings import ColumnMatch

_WORDS: Final = 4096
"""How many words of names are cached: files repeat them."""
NAME_KEYS: Final = frozenset({"name", "given_names", "surname"})
SHOWN: Final = {
    "tckn": "T.C. kimlik no",
    "corporate_email": "e-posta",
    "personal_email": "e-posta",
    "unit": "kurum",
}
"""The names of columns within a sentence."""
_SHOWN: Final = 60
_MORE_THAN_NAME: Final = re.compile(r"\s[-–—/]\s?|[-–—/]\s")
"""A hyphen with a blank beside it is not part of a double name: `Uğur ŞİMŞEK - izinli`."""
_JOINTS: Final = frozenset({"ve", "ile", "veya"})
_NOBODY: Final = word_set("officers.nobody")
_SURNAMES: Final = frozenset({"atama", "munhal", "kimse"})
"""Those that are also surnames; a T.C. number beside them means that one is meant."""
_OF_POSTS: Final = frozenset({"kadro", "kadrosu", "pozisyon", "gorev", "gorevi", "yer", "yok"})
_MARKS_BEFORE: Final = re.compile(
    r"^(?:\s*(?:\(?\d{1,3}\s*(?:[.)]\s*[-–]?|[-–]\)?)|[a-zçğıöşü]\)|[•*·▪●✓✔–-]))+\s*(?=[^\W\d_])"
)
"""The number of a list and marks in front of a name: `1) Ayşe IŞIK`, `• Ayşe IŞIK`."""
_MARKS_BEHIND: Final = re.compile(r"(?<=[^\W\d_])(?:\s*(?:\(\*{1,3}\)|[*•✓✔;,]))+\s*$")
_POLITE: Final = frozenset({"bey", "hanim"})
_QUOTES: Final = '"“”„«»'
_PLAIN, _CAPITAL = False, True
_TWO_PEOPLE: Final = (
    [_PLAIN, _CAPITAL, _PLAIN, _CAPITAL],
    [_CAPITAL, _PLAIN, _CAPITAL, _PLAIN],
)
"""How words in capitals and others alternate when one cell has two names."""


def without_marks(text: str) -> str:
    """Return a name without numbers, bullets and asterisks that lists put around it."""
    text = _MARKS_BEHIND.sub("", _MARKS_BEFORE.sub("", text.strip(_QUOTES)))
    last = text.split()[-1:]
    # A full stop after a surname belongs to no initial or title.
    is_stopped = last and last[0].endswith(".") and last[0][:-1].isalpha()
    if is_stopped and len(last[0]) > len("Öz.") and last[0] == upper_tr(last[0]):
        return text if ends_with_title(text) else text[:-1]
    return text


def check_name(key: str, text: str, *, is_numbered: bool = False) -> None:
    """Refuse what is more or less than the name of one person.

    Args:
        key: One of `NAME_KEYS`.
        text: The cell, with its line ends.
        is_numbered: Whether the row has a valid T.C. number.

    Raises:
        KnownError: `imports.columns_swapped`, `imports.no_name`, `imports.two_people`,
            `imports.more_than_name`.
    """
    if "@" in text or (text and not any(map(str.isalpha, text))):
        raise KnownError("imports.columns_swapped", expected="ad soyadı")
    words = text.split()
    value = " ".join(words)[:_SHOWN]
    folded = set(map(_folded, words))
    nobody = folded & _NOBODY
    if nobody and not (is_numbered and nobody <= _SURNAMES and not folded & _OF_POSTS):
        raise KnownError("imports.no_name", value=value)
    if folded & _JOINTS or (key == "name" and _is_of_two(text)):
        raise KnownError("imports.two_people", value=value)
    if _MORE_THAN_NAME.search(text) or (key == "name" and _has_more(text)):
        raise KnownError("imports.more_than_name", value=value)
    if key == "name" and is_office(text):
        raise KnownError("imports.no_name", value=value)


def read_name(texts: dict[str, str], *, surname_first: bool) -> tuple[str, str]:
    """Return given names and surname from the cells of one row, each empty where missing.

    Args:
        texts: By field.
        surname_first: Whether the heading implies it (`is_surname_first`).
    """
    if texts.get("given_names") or texts.get("surname"):
        given_names = tidy_given_names(texts.get("given_names", ""))
        return given_names, tidy_surname(texts.get("surname", ""))
    whole = texts.get("name", "")
    if surname_first and "," not in whole:
        # An initial is a capital in any spelling.
        in_capitals = {word == upper_tr(word) for word in whole.split() if len(word.strip(".")) > 1}
        if len(in_capitals) == 1:
            # Only the heading decides which of the words is the surname.
            surname, _, given = whole.partition(" ")
            whole = f"{surname}, {given}"
    return split_name(whole)


def unclear_titles(texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what precedes the names in `texts` and may be a title or a part of them."""
    for key in ("name", "given_names"):
        if title := unclear_title(texts.get(key, "")):
            yield Problem(key, "imports.title_unclear", {"title": title})


def part_titles(texts: dict[str, str], *, surname_first: bool) -> Iterator[Problem]:
    """Move titles out of the names in `texts`, and yield where they went; as `read_name`."""
    for key, fewest in (("name", 2), ("given_names", 1)):
        if not texts.get(key):
            continue
        title, texts[key] = part_title(
            texts[key], fewest=fewest, surname_first=key == "name" and surname_first
        )
        if title and texts.get("title"):
            yield Problem(key, "imports.title_left_out", {"title": title})
        elif title:
            texts["title"] = title
            yield Problem(key, "imports.title_read", {"title": title})


def doubt_comma(texts: dict[str, str], given_names: str, surname: str) -> Iterator[Problem]:
    """Yield how a comma was read, where nothing else decides which part is the surname."""
    before, comma, behind = texts.get("name", "").partition(",")
    if not comma:
        return
    first, second = set(_capitals(before.split())), set(_capitals(behind.split()))
    if not (first == {_CAPITAL} and second == {_PLAIN}):
        read = {"given_names": given_names, "surname": surname}
        yield Problem("name", "imports.comma_read", read)


@lru_cache(maxsize=_WORDS)
def _folded(word: str) -> str:
    return fold(word).strip(".,")


def _is_of_two(text: str) -> bool:
    """Return whether a cell has two names, on two lines, around a comma, or in sequence."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len([line for line in lines if len(line) > 1]) > 1 and not _is_wrapped(lines):
        return True
    before, *behind = [part.split() for part in text.split(",")]
    if len(behind) > 1:
        return True
    if behind and len(before) > 1:
        # A surname before a comma is either all capitals or not: `ÖZDOĞRU YILDIRIM, Iraz Ayşe`.
        first, second = set(_capitals(before)), set(_capitals(behind[0]))
        is_surname = first == {_CAPITAL} and second == {_PLAIN}
        return not is_surname and len(behind[0]) > 1 and not ends_with_title(text)
    return [is_capital for is_capital, _ in groupby(_capitals(text.split()))] in _TWO_PEOPLE


def _is_wrapped(lines: list[list[str]]) -> bool:
    """Return whether one name is on two lines: `Ayşe Nur` over `ÖZ YILDIRIM`."""
    given, *rest = [set(_capitals(line)) for line in lines]
    return given == {_PLAIN} and rest == [{_CAPITAL}]


def _has_more(text: str) -> bool:
    """Return whether a title, a remark or a form of address follows a name: `Ali TAŞ Psikolog`."""
    *_, last = text.split() or [""]
    if _folded(last) in _POLITE and not _capital(last):
        return True  # `Ahmet Bey`; only `Ahmet BEY` has that surname
    before, _, behind = text.partition(",")
    runs = [is_capital for is_capital, _ in groupby(_capitals(text.split()))]
    is_mixed = behind.strip() and len(set(_capitals(before.split()))) > 1
    return bool(is_mixed) or runs == [_PLAIN, _CAPITAL, _PLAIN] or ends_with_title(text)


def _capitals(words: list[str]) -> Iterator[bool]:
    """Yield for each word that is no initial whether it is in capitals."""
    for word in words:
        is_capital = _capital(word)
        if is_capital is not None:
            yield is_capital


@lru_cache(maxsize=_WORDS)
def _capital(word: str) -> bool | None:
    """Return whether a word is in capitals; None for an initial."""
    is_initial = word.endswith(".") or sum(map(str.isalpha, word)) < len("Öz")
    return None if is_initial else word == upper_tr(word)


def is_surname_first(found: ColumnMatch) -> bool:
    """Return whether the heading of full names implies that the surname comes first."""
    heading = words_of(found.texts.get("name", ""))
    return bool(heading) and heading[0].startswith("soy")


PHONE_KEYS: Final = frozenset({"corporate_mobile", "personal_mobile", "desk_phone"})
_NEUTRAL: Final = word_set("officers.phone")
_CORPORATE: Final = word_set("officers.corporate")
_PERSONAL: Final = word_set("officers.personal")
_OF_DESKS: Final = word_set("officers.desk")
_OWN: Final = {
    "corporate_mobile": _CORPORATE,
    "personal_mobile": _PERSONAL,
    "desk_phone": _CORPORATE | _OF_DESKS,
}
_OTHERS: Final = {
    "corporate_mobile": _PERSONAL,
    "personal_mobile": _CORPORATE,
    "desk_phone": _PERSONAL,
}
_AT_ANY_HOUR: Final = re.compile(
    r"\(?\s*\b(?:7/24|7 ?gun 24 ?saat|24 saat)(?:\s+(?:acik|ulasilabilir|aktif))?\s*\)?"
)
_NO_EXTENSION: Final = re.compile(r"\(?\bdahili\s*:?\s*yok\s*\)?")
_WITH_EXTENSION: Final = re.compile(
    r"(\D*(?:\+?90|0)?[ (]*\d{3}[ )-]*\d{3}[ -]?\d{2}[ -]?\d{2})\b"
    r"(?:[\s,;/(–-]*(?:dahili|dah|ic hat|ext)\.?\s*:?\s*(\d{1,6})|\s*[/,(–-]\s*(\d{3,5}))\s*\)?"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_EMPTY_BRACKETS: Final = re.compile(r"\(\s*\)")
_AROUND: Final = " \t\r\n.:;,-–/☎"


def phone_of(key: str, text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a number without meaningless words, and the hints about it.

    A text with other words is returned unchanged: `0532 … (eşi)` is not this person's number.

    Args:
        key: One of `PHONE_KEYS`.
        text: The cell.

    Raises:
        KnownError: `imports.phone_of_other`: the words contradict the heading.
    """
    plain = _AT_ANY_HOUR.sub(" ", fold(text))
    hints: tuple[Problem, ...] = ()
    if key == "desk_phone":
        plain = _NO_EXTENSION.sub(" ", plain)
        with_extension = None if _is_number(plain) else _WITH_EXTENSION.fullmatch(plain.strip())
        if with_extension is not None:
            plain = with_extension[1]
            extension = with_extension[2] or with_extension[3]
            hints = (Problem(key, "imports.extension_left_out", {"extension": extension}),)
    words = set(_WORD.findall(plain))
    known = _NEUTRAL | _CORPORATE | _PERSONAL | _OF_DESKS
    if not words <= known or not any(map(str.isdigit, plain)):
        return text, ()
    for word in _WORD.findall(text):
        if fold(word) in _OTHERS[key]:
            raise KnownError("imports.phone_of_other", word=word)
    if not words <= _NEUTRAL | _OWN[key]:
        return text, ()
    return _EMPTY_BRACKETS.sub(" ", _WORD.sub(" ", plain)).strip(_AROUND), hints


def _is_number(text: str) -> bool:
    try:
        parse_phone(text)
    except KnownError:
        return False
    return True


_PRINTED: Final = NAME_KEYS | {"title", "unit"}
_DIGITS_OF_TWO: Final = 18
"""The longest format of one number has fewer: `0090 532 123 45 67` has 14."""
_WHOLE_NUMBER: Final = re.compile(r"(\d{10,14})[.,]0+")
"""A number that some program formatted with a fraction: `5321234567.0`."""


_OWN_VALUES: Final = NAME_KEYS | PHONE_KEYS | {"tckn", "corporate_email", "personal_email"}
"""Columns whose values people do not share."""
_shared_text: Final = lru_cache(maxsize=_WORDS, typed=True)(cells.text_of)


def is_tckn(cell: object) -> bool:
    """Return whether a cell holds a T.C. number with valid check digits."""
    try:
        text = cells.text_of(cell)
        if cells.is_rounded(cell, text):
            return False
        parse_tckn(cells.whole_digits(text))
    except KnownError:
        return False
    return True


def text_of_field(
    key: str, cell: object, hints: list[Problem], *, is_numbered: bool = False
) -> str:
    """Return the text of a cell, ready for its check.

    Args:
        key: The field.
        cell: As the file has it.
        hints: Hints about values that were changed in reading are added here.
        is_numbered: Whether the row has a valid T.C. number, so that it is about a person.

    Raises:
        KnownError: For what no check of a form covers, because nobody types it into a form.
    """
    text = cells.text_of(cell) if key in _OWN_VALUES else _shared_text(cell)
    if key in _PRINTED and cells.has_broken_letters(text):
        raise KnownError("imports.broken_letters", value=" ".join(text.split())[:60])
    if key == "tckn":
        return _tckn(cell, text)
    if key in {"corporate_email", "personal_email"}:
        # Only digits and phone marks: a number that slipped into the next column.
        if text and not any(map(str.isalpha, text)):
            raise KnownError("imports.columns_swapped", expected=SHOWN[key])
        return cells.without_blanks(text).removeprefix("mailto:").strip("<>,;")
    if key in PHONE_KEYS:
        return _phone(key, cell, text, hints)
    if key in NAME_KEYS:
        if key == "surname" and is_numbered and not text and isinstance(cell, str):
            # Boş and Yok are surnames, too.
            text = cell.strip() if cell.strip().isalpha() else ""
        text = without_marks(text)
        check_name(key, text, is_numbered=is_numbered)
    return text


def _phone(key: str, cell: object, text: str, hints: list[Problem]) -> str:
    if "@" in text:
        raise KnownError("imports.columns_swapped", expected="telefon")
    if text and cells.is_rounded(cell, text):
        raise KnownError("imports.phone_lost_digits")
    if sum(map(str.isdigit, text)) >= _DIGITS_OF_TWO:
        raise KnownError("imports.two_phones", value=" ".join(text.split())[:60])
    if text.isascii() and not any(map(str.isalpha, text)) and key != "desk_phone":
        return _WHOLE_NUMBER.sub(r"\1", text)
    number, phone_hints = phone_of(key, text)
    hints.extend(phone_hints)
    return _WHOLE_NUMBER.sub(r"\1", number)


def _tckn(cell: object, text: str) -> str:
    if not text:
        return ""
    if cells.is_rounded(cell, text):
        raise KnownError("imports.tckn_lost_digits")
    if any(map(str.isalpha, text)):
        raise KnownError("imports.columns_swapped", expected=SHOWN["tckn"])
    if "•" in text:
        # A number as masked by this program is not one.
        return ""
    digits = cells.whole_digits(text)
    if digits.isdigit() and len(digits) < len("10000000146"):
        raise KnownError("imports.tckn_lost_digits")
    return digits
