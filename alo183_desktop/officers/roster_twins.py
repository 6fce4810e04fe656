"""Rows of a roster that speak of the same person as another row."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.officers.roster_file import Entry


def find_twins(entries: Sequence[Entry]) -> dict[int, Problem]:
    """Return what is to be said of rows that speak of the same person as another row.

    Rows of one T.C. number do; so do rows of one name, of which one lacks the T.C. number, unless
    their corporate mobile numbers tell them apart.
    """
    by_tckn: defaultdict[str, list[Entry]] = defaultdict(list)
    by_name: defaultdict[str, list[_Told]] = defaultdict(list)
    for entry in entries:
        # A row with a wrong value is refused anyway, and must not bring others down with it.
        if not entry.problems and not entry.continues:
            values = dict(entry.values)
            told = _Told(entry, values.get("tckn", ""), values.get("corporate_mobile", ""))
            by_name[fold(entry.label)].append(told)
            if told.tckn:
                by_tckn[told.tckn].append(entry)
    said: dict[int, Problem] = {}
    for group in by_tckn.values():
        for entry in group[1:]:
            _compare(group[0], entry, said)
    for namesakes in by_name.values():
        # Where each has a number, nobody need be compared in pairs.
        if not all(told.tckn for told in namesakes):
            _compare_namesakes(namesakes, said)
    return said


class _Told(NamedTuple):
    """What tells namesakes apart."""

    entry: Entry
    tckn: str
    """Empty when the row has none, so with the mobile."""
    mobile: str


def _compare_namesakes(namesakes: Sequence[_Told], said: dict[int, Problem]) -> None:
    for place, told in enumerate(namesakes):
        for earlier in namesakes[:place]:
            if told.entry.row_number not in said and _may_be_one(earlier, told):
                _compare(earlier.entry, told.entry, said)


def _may_be_one(one: _Told, other: _Told) -> bool:
    if one.tckn and other.tckn:
        return False
    return one.mobile == other.mobile or not one.mobile or not other.mobile


def _compare(first: Entry, second: Entry, said: dict[int, Problem]) -> None:
    if first.told == second.told:
        said[second.row_number] = Problem("", "imports.repeated", {"row": first.row_number})
        return
    # Nobody can tell which of them is right.
    said[second.row_number] = _contradiction(second, first)
    if first.row_number not in said:
        said[first.row_number] = _contradiction(first, second)


def _contradiction(entry: Entry, other: Entry) -> Problem:
    mine, theirs = dict(entry.values), dict(other.values)
    fields = {
        field for field in mine.keys() | theirs.keys() if mine.get(field) != theirs.get(field)
    }
    fields |= {
        field
        for field in ("unit", "subjects", "starts_on")
        if getattr(entry, field) != getattr(other, field)
    }
    told = ", ".join(_SHOWN_FIELDS[field] for field in _SHOWN_FIELDS if field in fields)
    return Problem("", "imports.contradiction", {"row": other.row_number, "fields": told})


_SHOWN_FIELDS: Final = {
    "given_names": "ad",
    "surname": "soyadı",
    "title": "unvan",
    "unit": "kurum",
    "subjects": "müracaat konusu",
    "corporate_email": "kurumsal e-posta",
    "personal_email": "kişisel e-posta",
    "personal_mobile": "kişisel cep",
    "corporate_mobile": "kurumsal cep",
    "desk_phone": "iş telefonu",
    "note": "not",
    "starts_on": "başlama tarihi",
    "tckn": "T.C. kimlik no",
}
"""Words for the fields of a row inside a sentence."""
