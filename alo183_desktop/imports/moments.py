"""Read times from the cells of foreign tables, as call centres and operators write them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final, NamedTuple

from alo183_desktop.imports.cells import day_of, text_of
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

_YEARS: Final = range(1990, 2101)
_NOON: Final = 12
HALF: Final = r"[ap]\.?m\.?|o\.?[os]\.?"
"""The half of the day in English and Turkish notation, folded: AM, PM, ÖÖ, ÖS."""
_CLOCK: Final = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
_TIME: Final = re.compile(
    rf"(?:saati?\s*:?\s*)?(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}})(?:[.,]\d+)?)?\s*({HALF})?"
)
_SIX_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{2})")
_DAY_AND_TIME: Final = re.compile(
    rf"(\d.*?)[\s,;\-–t]+((?:saati?\s*:?\s*)?{_CLOCK}\s*(?:{HALF})?|\d{{6}})", re.DOTALL
)
_SHORT_DAY: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}")
_HALF_BEFORE: Final = re.compile(rf"(?<![a-z])({HALF})\s*({_CLOCK})$")
_WEEKDAYS: Final = re.compile(r"[\s,]+(?:pazartesi|sali|carsamba|persembe|cumartesi|cuma|pazar)\b")
_ZONED: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(z|[+-]\d{2}:?\d{2})"
)
_OWN_ZONE: Final = re.compile(r"(?<=\d)\s*\+03:?00$")
"""Istanbul's; a time alone of another zone may be of another day."""
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_LENGTH: Final = len("29.09.2026")
_INSTANT_LENGTH: Final = len("29.09.2026 17:02:30")
_DAY_SECONDS: Final = 86_400


class Moment(NamedTuple):
    """A day, with its time, as the clocks of Istanbul show them."""

    day: dt.date
    time: dt.time | None
    """None when only the day is given."""
    at: dt.datetime | None = None
    """The instant in UTC, where its zone is given."""


def moment_of(cell: object) -> Moment | None:
    """Return the day in a cell, with the time when one follows it; None when it is empty.

    Instants and days of Excel, its serial numbers, `06.09.2026 08:10`, `2026-09-06 8:10:30`,
    `6 Eylül 2026 08.10`, `06.09.2026, saat 8:10 PM`, `20260906 081000`, `2026-09-06T05:10:00Z` and
    days alone are understood.

    Raises:
        KnownError: `imports.date`, `imports.time`, `imports.cell_error`.
    """
    if isinstance(cell, str) and len(cell) == _INSTANT_LENGTH and cell[_DAY_LENGTH] in " T":
        # The usual cell, and the fast path for a hundred thousand of them.
        return Moment(_day(cell[:_DAY_LENGTH]), time_of(cell[_DAY_LENGTH + 1 :]))
    if isinstance(cell, dt.datetime):
        whole = _whole_second(cell)
        return Moment(_in_reach(whole.date()), whole.time())
    if isinstance(cell, dt.date):
        return Moment(_in_reach(cell), None)
    if isinstance(cell, float) and not cell.is_integer():
        # Excel's serial number with a fraction of a day.
        serial = day_of(float(cell // 1))
        return None if serial is None else Moment(_in_reach(serial), _part_of_day(cell % 1))
    text = fold(text_of(cell)).strip()
    return _moment_in(text) if text else None


def time_of(cell: object) -> dt.time | None:
    """Return the time of day in a cell, on a clock of 24 hours; None when it is empty.

    Raises:
        KnownError: `imports.time`, `imports.cell_error`.
    """
    if isinstance(cell, str) and len(cell) == len("17:02:30") and cell[2] == cell[5] == ":":
        try:
            return dt.time.fromisoformat(cell)
        except ValueError as error:
            raise KnownError("imports.time", value=cell) from error
    if isinstance(cell, dt.datetime):
        return _whole_second(cell).time()
    if isinstance(cell, float) and 0 <= cell < 1:
        return _part_of_day(cell)
    text = fold(text_of(cell)).strip()
    if not text:
        return None
    plain = _half_behind(_OWN_ZONE.sub("", text))
    found = _TIME.fullmatch(plain)
    parts = found or _SIX_DIGITS.fullmatch(plain)
    half = (found[4] or "").replace(".", "") if found else ""
    hour = int(parts[1]) if parts else 0
    if parts is None or (half in {"am", "oo"} and hour > _NOON):
        raise KnownError("imports.time", value=text[:40])
    if half:
        hour = hour % _NOON if half in {"am", "oo"} else hour if hour >= _NOON else hour + _NOON
    try:
        return dt.time(hour, int(parts[2]), int(parts[3] or 0))
    except ValueError as error:
        raise KnownError("imports.time", value=text[:40]) from error


def _moment_in(text: str) -> Moment:
    if found := _ZONED.fullmatch(text):
        return _zoned(found)
    text = _half_behind(_OWN_ZONE.sub("", _WEEKDAYS.sub(" ", text).strip()))
    if found := _DAY_AND_TIME.fullmatch(text):
        day, time = found[1].strip(), found[2]
        # From one hour or day to another is no instant: `08:10 - 09:30`, `06.09.26-07.09.26`.
        if ":" in day or (_SHORT_DAY.fullmatch(day) and _SHORT_DAY.fullmatch(time)):
            raise KnownError("imports.date", value=text[:40])
        return Moment(_day(day), time_of(time))
    return Moment(_day(text), None)


def _zoned(found: re.Match[str]) -> Moment:
    zone = "+00:00" if found[3] == "z" else found[3]
    try:
        at = dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(dt.UTC)
        shown = local(at)
    except (ValueError, OverflowError) as error:
        raise KnownError("imports.date", value=found[0][:40]) from error
    return Moment(_in_reach(shown.date()), shown.time(), at)


def _half_behind(text: str) -> str:
    """Return a text with the half of the day after its time: `os 02:30`, `2:30 ogleden sonra`."""
    text = text.replace("ogleden once", "oo").replace("ogleden sonra", "os")
    return _HALF_BEFORE.sub(r"\2 \1", text)


@lru_cache(maxsize=4096)
def _day(text: str) -> dt.date:
    found = _COMPACT.fullmatch(text)
    day = day_of(f"{found[1]}-{found[2]}-{found[3]}" if found else text)
    if day is None:
        raise KnownError("imports.date", value=text[:40])
    return _in_reach(day)


def _in_reach(day: dt.date) -> dt.date:
    if day.year not in _YEARS:
        raise KnownError("imports.date", value=f"{day:%d.%m.%Y}")
    return day


def _whole_second(written: dt.datetime) -> dt.datetime:
    # Excel keeps fractions of days: 13:34 comes as 13:33:59.999997.
    half = dt.timedelta(milliseconds=500)
    try:
        return (written + half).replace(microsecond=0, tzinfo=None)
    except OverflowError as error:
        raise KnownError("imports.date", value=str(written)[:40]) from error


def _part_of_day(part: float) -> dt.time:
    seconds = min(round(part * _DAY_SECONDS), _DAY_SECONDS - 1)
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60)
