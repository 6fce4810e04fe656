"""Values out of the cells of the call centre's list, and out of its pasted screen."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.cases.fields import moment_of, parse_time
from alo183_desktop.cases.rules import number_key
from alo183_desktop.imports import cells
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import CaseKindRow

_YES: Final = frozenset({"evet", "e", "var", "yapildi", "bildirildi", "true", "1", "x", "dogru"})
_NO: Final = frozenset(
    {"", "hayir", "h", "yok", "yapilmadi", "bildirilmedi", "false", "0", "yanlis"}
)
_TOLD: Final = frozenset({"bildirildi", "arandi", "verildi", "yapildi", "iletildi", "edildi"})
_NOT_TOLD: Final = frozenset(
    {"bildirilmedi", "aranmadi", "verilmedi", "yapilmadi", "iletilmedi", "edilmedi"}
)
"""Words of a sentence about the police: `155 arandı`, `haber verilmedi`."""
_OF_POLICE: Final = frozenset(
    {"polis", "polise", "jandarma", "jandarmaya", "emniyet", "emniyete", "kolluk", "kolluga"}
    | {"kuvvetlerine", "birimine", "karakol", "karakola", "haber", "bilgi", "ihbar"}
    | {"il", "ilce", "mudurlugu", "mudurlugune", "komutanligi", "komutanligina", "ve", "de", "da"}
    | {"saat", "telefonla", "evet", "hayir", "alo", "merkez", "merkezi", "merkezine", "asayis"}
)
_UNIT: Final = re.compile(r"\(([^()]+)\)")
_URGENT: Final = frozenset({"acil", "cok acil", "yuksek", "acil vaka", "ivedi", "1"})
_ORDINARY: Final = frozenset({"normal", "rutin", "dusuk", "orta", "acil degil", "2", "3"})


@dataclass(frozen=True, slots=True)
class CellMoment:
    """An instant out of a cell."""

    at: dt.datetime
    """UTC."""
    has_no_time: bool
    """Whether only a day stands there, for which midnight was taken."""
    is_ambiguous: bool


class KindReader:
    """Recognises kinds of cases in what people write: `Töre / Namus İhbarı`."""

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
        if (kind := self._kinds.get(key)) is not None:
            return kind
        # `Töre ihbarı`, `Namus`, `Rehberlik`: one part of one name only.
        parts = [kind for name, kind in self._kinds.items() if key in name]
        if len(parts) == 1:
            return parts[0]
        # `Töre / namus cinayeti ihbarı`: a name, and beside it only words that say nothing else.
        said = _meaning(text)
        named = {kind.kind_id: kind for words, kind in self._names if words <= said}
        known = {word for words, _ in self._names for word in words}
        if len(named) != 1 or not said <= known:
            raise KnownError("cases.kind_unknown", kind=text[:80])
        return next(iter(named.values()))


def moment_of_cell(cell: object, time_cell: object = None) -> CellMoment | None:
    """Return the instant that a cell shows in Istanbul; None when it is empty.

    Instants and days of Excel, its serial numbers, `06.09.2026 08:10`, `2026-09-06 8:10:30`,
    `6 Eylül 2026 08.10`, `06.09.2026, saat 8:10 PM`, `2026-09-06T05:10:00Z` and days alone are
    understood. A workbook keeps midnight as a day without a time, so for that midnight is taken,
    and told.

    Args:
        cell: The day, with or without a time.
        time_cell: The time, when it has a column of its own; where the day has one too, both must
            be the same minute.

    Raises:
        KnownError: `cases.moment`, `cases.time_skipped`, `cases.times_differ`, `imports.date`,
            `imports.cell_error`.
    """
    time = _time_of_cell(time_cell)
    moment = _moment_alone(cell, time)
    if time is not None and moment is not None:
        shown = local(moment.at).time()
        if (shown.hour, shown.minute) != (time.hour, time.minute):
            # Nobody may guess from which of both the 24 hours run.
            raise KnownError("cases.times_differ", first=f"{shown:%H:%M}", second=f"{time:%H:%M}")
    return moment


def _moment_alone(cell: object, time: dt.time | None) -> CellMoment | None:
    """Return the instant of a cell; a day alone gets `time`."""
    if isinstance(cell, dt.datetime):
        # Excel keeps parts of days: 13:34 comes as 13:33:59.999997.
        return _cell_moment(_whole_second(cell), has_no_time=False)
    if isinstance(cell, float) and not cell.is_integer():
        return _cell_moment(_of_serial(cell), has_no_time=False)
    text = cells.text_of(cell)
    if not text:
        return None
    if (zoned := _zoned(text)) is not None:
        return zoned
    day_text, said_time = _parted(text)
    if said_time is not None:
        time = said_time
    day = cells.day_of(cell if isinstance(cell, dt.date) else day_text)
    if day is None:
        raise KnownError("cases.moment", value=text[:40])
    whole = dt.datetime.combine(day, time or dt.time())
    return _cell_moment(whole, has_no_time=time is None)


def is_yes(text: str, key: str) -> bool:
    """Return whether a cell of `is_urgent` or `is_police_informed` says yes; an empty one says no.

    Raises:
        KnownError: `cases.yes_or_no`.
    """
    words = _words(text)
    said = " ".join(words)
    if said in _YES or (key == "is_urgent" and said in _URGENT):
        return True
    if said in _NO or (key == "is_urgent" and said in _ORDINARY):
        return False
    if key == "is_police_informed":
        plain = [word for word in _words(_UNIT.sub(" ", text)) if not word.isdigit()]
        is_told, is_not_told = not _TOLD.isdisjoint(plain), not _NOT_TOLD.isdisjoint(plain)
        # A sentence says it only where nothing else stands in it: `bildirildi mi belli değil`.
        if is_told != is_not_told and set(plain) <= _TOLD | _NOT_TOLD | _OF_POLICE:
            return is_told
        if plain and " ".join(plain) in _YES | _NO:
            return " ".join(plain) in _YES
    raise KnownError("cases.yes_or_no", value=text[:40])


def unit_in(text: str) -> str:
    """Return the unit that a cell about the police names in brackets; empty when it names none."""
    found = _UNIT.search(text)
    return " ".join(found[1].split()) if found else ""


def _time_of_cell(cell: object) -> dt.time | None:
    if isinstance(cell, dt.datetime):
        return _whole_second(cell).time()
    if isinstance(cell, float) and 0 <= cell < 1:
        return _of_serial(cell).time()
    text = cells.text_of(cell)
    if not text:
        return None
    found = _TIME_AT_END.fullmatch(_half_behind(text))
    if found is None or found["day"]:
        raise KnownError("cases.time")
    return _time_of(found)


def _of_serial(serial: float) -> dt.datetime:
    """Return the instant of one of Excel's serial numbers, to the second."""
    try:
        days = dt.timedelta(seconds=round(serial * 86_400))
        return dt.datetime(1899, 12, 30) + days  # noqa: DTZ001 - as the workbook has it
    except OverflowError as error:
        raise KnownError("cases.moment", value=str(serial)[:40]) from error


def _whole_second(written: dt.datetime) -> dt.datetime:
    half = dt.timedelta(milliseconds=500)
    return (written + half).replace(microsecond=0, tzinfo=None)


def _cell_moment(written: dt.datetime, *, has_no_time: bool) -> CellMoment:
    moment = moment_of(written)
    return CellMoment(moment.at, has_no_time, moment.is_ambiguous)


class _Parts(NamedTuple):
    """A text with a day in it."""

    day: str
    time: dt.time | None
    """None when none stands there."""


_TIME_AT_END: Final = re.compile(
    r"(?P<day>.*?)(?:^|[\s,;\-–T]+)(?:saati?\s*:?\s*)?"
    r"(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)(?:[.,]\d+)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?|[Öö]\.?[ÖöSs]\.?)?",
    re.DOTALL | re.IGNORECASE,
)
"""A time behind a day, or alone; the half of the day as English and Turkish clocks write it."""
_BEFORE_NOON: Final = re.compile(r"öğleden\s+önce", re.IGNORECASE)
_AFTER_NOON: Final = re.compile(r"öğleden\s+sonra", re.IGNORECASE)
_HALF_BEFORE: Final = re.compile(
    r"(?<![^\W\d_])([AaPp]\.?[Mm]\.?|[Öö]\.?[ÖöSs]\.?)\s*(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)$"
)
_WEEKDAYS: Final = re.compile(
    r"[\s,]+(?:pazartesi|salı|çarşamba|perşembe|cumartesi|cuma|pazar)\b", re.IGNORECASE
)
_NOON: Final = 12
_GENERIC: Final = frozenset(
    {"ihbari", "ihbar", "vakasi", "vaka", "ve", "veya", "cinayeti", "olayi", "bildirimi", "talebi"}
)
"""Words that say nothing of a kind."""


def _zoned(text: str) -> CellMoment | None:
    """Return the instant of a text that names its zone; None when it names none."""
    try:
        at = cells.zoned_instant(text)
    except (ValueError, OverflowError) as error:
        raise KnownError("cases.moment", value=text[:40]) from error
    return None if at is None else CellMoment(at, has_no_time=False, is_ambiguous=False)


def _parted(text: str) -> _Parts:
    """Return the day and the time of a text.

    Raises:
        KnownError: `cases.moment`: what stands where a time should is none.
    """
    plain = _half_behind(_WEEKDAYS.sub(" ", text).strip())
    found = _TIME_AT_END.fullmatch(plain)
    if found is None or not found["day"]:
        return _Parts(plain, None)
    try:
        return _Parts(found["day"].strip(), _time_of(found))
    except KnownError as error:
        raise KnownError("cases.moment", value=text[:40]) from error


def _half_behind(text: str) -> str:
    """Return a text with the half of the day behind its time: `ÖS 02:30`, `2:30 öğleden sonra`."""
    text = _BEFORE_NOON.sub("ÖÖ", _AFTER_NOON.sub("ÖS", text))
    return _HALF_BEFORE.sub(r"\2 \1", text)


def _time_of(found: re.Match[str]) -> dt.time:
    """Return the time of a match, on a clock of 24 hours.

    Raises:
        KnownError: `cases.time`.
    """
    time, half = parse_time(found["time"]), fold(found["half"] or "").replace(".", "")
    if half in {"am", "oo"}:
        if time.hour > _NOON:
            raise KnownError("cases.time")
        return time.replace(hour=time.hour % _NOON)
    if half in {"pm", "os"} and time.hour < _NOON:
        return time.replace(hour=time.hour + _NOON)
    return time


def _words(text: str) -> list[str]:
    """Return the folded words of a text without punctuation."""
    return "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()


def _meaning(text: str) -> frozenset[str]:
    return frozenset(_words(text)) - _GENERIC
