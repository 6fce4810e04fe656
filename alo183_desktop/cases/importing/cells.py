"""Values from cells of the call centre's list and from its pasted screen."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.fields import moment_of
from alo183_desktop.cases.rules import number_key
from alo183_desktop.imports import moments
from alo183_desktop.imports.cells import MARKS, NO_MARKS, folded_text
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import CaseKindRow

_YES: Final = MARKS | {"yapildi", "bildirildi"}
_NO: Final = NO_MARKS | {"yapilmadi", "bildirilmedi"}
_INFORMED: Final = word_set("cases.informed")
_NOT_INFORMED: Final = word_set("cases.not_informed")
_OF_POLICE: Final = word_set("cases.police")
_UNIT: Final = re.compile(r"\(([^()]+)\)")
_URGENT: Final = frozenset({"acil", "cok acil", "yuksek", "acil vaka", "ivedi", "1"})
_ORDINARY: Final = frozenset({"normal", "rutin", "dusuk", "orta", "acil degil", "2", "3"})


@dataclass(frozen=True, slots=True)
class CellMoment:
    """A time from a cell."""

    at: dt.datetime
    """UTC."""
    has_no_time: bool
    """Whether the cell has only a day, for which midnight was taken."""
    is_ambiguous: bool


class KindReader:
    """Recognises kinds of cases in written words: `Töre / Namus İhbarı`."""

    def __init__(self, kinds: Sequence[CaseKindRow]) -> None:
        self._kinds = {number_key(kind.name): kind for kind in kinds}
        # `Töre/namus ihbarı` is known by either of its names.
        self._names = [
            (frozenset(words), kind)
            for kind in kinds
            for part in kind.name.split("/")
            if (words := _meaning(part))
        ]

    def read(self, text: str) -> CaseKindRow:
        """Return the kind that a text names.

        Raises:
            KnownError: `cases.kind_unknown`, `cases.kind_missing`.
        """
        key = number_key(text)
        if not key:
            raise KnownError("cases.kind_missing")
        if "?" in text:
            raise KnownError("cases.kind_unknown", kind=text[:80])
        if (kind := self._kinds.get(key)) is not None:
            return kind
        # `Namus`, `Töre / namus cinayeti ihbarı`: a name, and else only words without meaning.
        answer = _meaning(text)
        named = {kind.kind_id: kind for words, kind in self._names if words <= answer}
        known = {word for words, _ in self._names for word in words}
        if len(named) != 1 or not answer <= known:
            raise KnownError("cases.kind_unknown", kind=text[:80])
        return next(iter(named.values()))


def moment_of_cell(cell: object, time_cell: object = None) -> CellMoment | None:
    """Return the time that a cell shows in Istanbul; None when it is empty.

    A workbook stores midnight as a day without a time, so midnight is taken for it, with a warning.

    Args:
        cell: The day, with or without a time, as `imports.moments.moment_of` reads it.
        time_cell: The time, when it has a column of its own; where the day has one too, both must
            be the same minute.

    Raises:
        KnownError: `cases.time_skipped`, `cases.times_differ`, `imports.date`, `imports.time`,
            `imports.cell_error`.
    """
    shown, time = moments.moment_of(cell), moments.time_of(time_cell)
    if shown is None:
        return None
    if (
        time is not None
        and shown.time is not None
        and (shown.time.hour, shown.time.minute) != (time.hour, time.minute)
    ):
        # It is undecidable from which of the two the 24 hours run.
        raise KnownError("cases.times_differ", first=f"{shown.time:%H:%M}", second=f"{time:%H:%M}")
    if shown.at is not None:
        return CellMoment(shown.at, has_no_time=False, is_ambiguous=False)
    time = shown.time or time
    moment = moment_of(dt.datetime.combine(shown.day, time or dt.time()))
    return CellMoment(moment.at, has_no_time=time is None, is_ambiguous=moment.is_ambiguous)


def is_yes(text: str, key: str) -> bool:
    """Return whether a cell of `is_urgent` or `is_police_informed` means yes; an empty one is no.

    Raises:
        KnownError: `cases.yes_or_no`.
    """
    mark = folded_text(text)
    answers = {mark, " ".join(_words(text)) or mark}
    if "?" in text:
        raise KnownError("cases.yes_or_no", value=text[:40])
    if answers & _YES or (key == "is_urgent" and answers & _URGENT):
        return True
    if answers & _NO or (key == "is_urgent" and answers & _ORDINARY):
        return False
    if key == "is_police_informed":
        plain = [word for word in _words(_UNIT.sub(" ", text)) if not word.isdigit()]
        informed = not (_INFORMED | {"evet"}).isdisjoint(plain)
        not_informed = not (_NOT_INFORMED | {"hayir"}).isdisjoint(plain)
        # Only where the sentence has no other words: `bildirildi mi belli değil`.
        if informed != not_informed and set(plain) <= _INFORMED | _NOT_INFORMED | _OF_POLICE:
            return informed
        if plain and " ".join(plain) in _YES | _NO:
            return " ".join(plain) in _YES
    raise KnownError("cases.yes_or_no", value=text[:40])


def unit_in(text: str) -> str:
    """Return the unit that a cell about the police names in brackets; empty for none."""
    found = _UNIT.search(text)
    return " ".join(found[1].split()) if found else ""


_GENERIC: Final = word_set("cases.of_kinds")


def _words(text: str) -> list[str]:
    """Return the folded words of a text without punctuation."""
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def _meaning(text: str) -> frozenset[str]:
    return frozenset(_words(text)) - _GENERIC
