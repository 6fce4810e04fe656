"""Days, hours and periods, as operators write them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.imports import cells
from alo183_desktop.shared.calendar import MONTH_NAMES
from alo183_desktop.shared.clock import ISTANBUL
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_YEARS: Final = range(1990, 2101)
_MONTHS: Final = tuple(map(fold, MONTH_NAMES))
_LAST_MONTH: Final = 12
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY: Final = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})")
_INSTANT: Final = re.compile(
    r"(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{8})(?:\s+|t)(\d{1,2}[:.]\d{2}.*|\d{6})"
)
_CLOCK: Final = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?|oo|os)?"
)
_SIX_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{2})")
_ZONE: Final = re.compile(r"(?<=\d)\s*(?:z|[+-]\d{2}:?\d{2})$")
_RANGE: Final = re.compile(
    r"(\d{1,2}[./]\d{1,2}[./]\d{4})\s*(?:-|–|—|/|ile|ila|to)\s*(\d{1,2}[./]\d{1,2}[./]\d{4})"
)
# A whole day is no month: `Rapor tarihi: 05.10.2026` names no period.
_MONTH_FIRST: Final = re.compile(
    r"(?<!\d)(?<!\d[./-])(0?[1-9]|1[0-2])\s*[./_-]\s*(20\d{2})(?![./-]?\d)"
)
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(?<!\d[./-])(20\d{2})\s*[./_-]?\s*(0[1-9]|1[0-2])(?![./-]?\d)"
)
_NAMED: Final = re.compile(
    rf"(?<![a-z])({'|'.join(_MONTHS)})[\s_./-]*(20\d{{2}})|"
    rf"(20\d{{2}})[\s_./-]*({'|'.join(_MONTHS)})(?![a-z])"
)
_TODAYS_OFFSET: Final = dt.timedelta(hours=3)
_HOURS: Final = 24
_DAY_LENGTH: Final = len("29.09.2026")
_INSTANT_LENGTH: Final = len("29.09.2026 17:02:30")
_NOON: Final = 12
_TWO_DIGITS: Final = tuple(f"{hour:02}" for hour in range(_HOURS))
_DAY_SECONDS: Final = 86_400


class Period(NamedTuple):
    """The time that a file or one of its rows speaks of."""

    month: str = ""
    """`2026-09`: the period that begins in that month; empty when the days are told."""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    """The day after the last one."""


class Moment(NamedTuple):
    """When a call was, in Istanbul."""

    day: dt.date
    time: dt.time | None
    """None when only the day is told."""


def month_first_of(values: Iterable[object]) -> bool | str | None:
    """Return whether dates such as `9/29/2026` have the month in front.

    Only a day beyond the twelfth tells. Turkish papers have the day in front; where slashes stand
    between them, programs of other countries may have written them.

    Returns:
        A date that is another one with the month in front, when nothing tells; None when there is
        none.
    """
    unsure = None
    for value in values:
        if isinstance(value, str) and (found := _DAY.match(value.strip())):
            first, second = int(found[1]), int(found[2])
            if first > _LAST_MONTH:
                return False
            if second > _LAST_MONTH:
                return True
            if unsure is None and first != second and "/" in found[0]:
                unsure = value
    return unsure


def moment_of(value: object, *, month_first: bool = False) -> Moment | None:
    """Return the day in a cell, with the time when one stands behind it; None when it is empty.

    Raises:
        KnownError: `imports.date`, `phones.usage_time`, `imports.cell_error`.
    """
    if isinstance(value, str):
        if len(value) == _INSTANT_LENGTH and value[_DAY_LENGTH] in " T":
            # The usual cell, and the quick way for a hundred thousand of them.
            day = _known_day(value[:_DAY_LENGTH], month_first=month_first)
            return Moment(day, time_of(value[_DAY_LENGTH + 1 :]))
        return _moment_in(_ZONE.sub("", fold(cells.text_of(value))), month_first=month_first)
    if isinstance(value, dt.datetime):
        return Moment(_in_reach(value.date()), value.time().replace(microsecond=0))
    if isinstance(value, float) and not value.is_integer():
        # Excel's serial number with a part of a day behind it.
        whole = int(value // 1)
        serial = cells.day_of(float(whole))
        return None if serial is None else Moment(_in_reach(serial), _part_of_day(value - whole))
    if isinstance(value, dt.date):
        return Moment(_in_reach(value), None)
    return _moment_in(fold(cells.text_of(value)), month_first=month_first)


def _moment_in(text: str, *, month_first: bool) -> Moment | None:
    if not text:
        return None
    if found := _INSTANT.fullmatch(text):
        return Moment(_day(found[1], month_first=month_first), time_of(found[2]))
    return Moment(_day(text, month_first=month_first), None)


@lru_cache(maxsize=4096)
def _known_day(text: str, *, month_first: bool) -> dt.date:
    return _day(text, month_first=month_first)


def _day(text: str, *, month_first: bool) -> dt.date:
    try:
        if found := _COMPACT.fullmatch(text):
            return _in_reach(dt.date(int(found[1]), int(found[2]), int(found[3])))
        if month_first and (found := _DAY.fullmatch(text)):
            year = int(found[3]) + (2000 if len(found[3]) == len("26") else 0)
            return _in_reach(dt.date(year, int(found[1]), int(found[2])))
    except ValueError as error:
        raise KnownError("imports.date", value=text[:40]) from error
    day = cells.day_of(text)
    if day is None:
        raise KnownError("imports.date", value=text[:40])
    return _in_reach(day)


def _in_reach(day: dt.date) -> dt.date:
    if day.year not in _YEARS:
        raise KnownError("imports.date", value=f"{day:%d.%m.%Y}")
    return day


def time_of(value: object) -> dt.time | None:
    """Return the time of day in a cell; None when it is empty.

    Raises:
        KnownError: `phones.usage_time`, `imports.cell_error`.
    """
    if isinstance(value, str) and len(value) == len("17:02:30") and value[2] == value[5] == ":":
        try:
            return dt.time.fromisoformat(value)
        except ValueError as error:
            raise KnownError("phones.usage_time", value=value) from error
    if isinstance(value, dt.datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, float) and 0 <= value < 1:
        return _part_of_day(value)
    text = fold(cells.text_of(value))
    if not text:
        return None
    found = _CLOCK.fullmatch(_ZONE.sub("", text)) or _SIX_DIGITS.fullmatch(text)
    if found is None:
        raise KnownError("phones.usage_time", value=text[:40])
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = found[4] if found.re is _CLOCK else None
    if half is not None and 1 <= hour <= _NOON:
        # `ÖÖ` and `ÖS` are what a Turkish Windows writes for AM and PM.
        hour = hour % _NOON + (_NOON if half.startswith("p") or half == "os" else 0)
    try:
        return dt.time(hour, minute, second)
    except ValueError as error:
        raise KnownError("phones.usage_time", value=text[:40]) from error


def _part_of_day(part: float) -> dt.time:
    seconds = min(round(part * _DAY_SECONDS), _DAY_SECONDS - 1)
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def period_of(value: object) -> Period | None:
    """Return the period in a cell or in a line of text; None when there is none.

    `202609`, `09/2026`, `2026-09`, `Eylül 2026`, `01.09.2026 - 30.09.2026` and a day of Excel's,
    which makes one out of `09/2026`.
    """
    if isinstance(value, dt.date):
        return Period(f"{value:%Y-%m}") if value.year in _YEARS else None
    if isinstance(value, float) and not value.is_integer():
        value = f"{value:.4f}"
    try:
        text = fold(cells.text_of(value))
    except KnownError:
        return None
    return _period_in(text)


def _period_in(text: str) -> Period | None:
    if found := _RANGE.search(text):
        return _range(found[1], found[2])
    if found := _NAMED.search(text):
        name, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        return Period(f"{year}-{_MONTHS.index(name) + 1:02}")
    if found := _MONTH_FIRST.search(text):
        return Period(f"{found[2]}-{int(found[1]):02}")
    if found := _YEAR_FIRST.search(text):
        return Period(f"{found[1]}-{found[2]}")
    return None


def _range(first: str, last: str) -> Period | None:
    try:
        begin, end = _day(first, month_first=False), _day(last, month_first=False)
    except KnownError:
        return None
    # A range that ends on the same day of a later month names the first day of the next period.
    is_open = end.day == begin.day and end > begin
    ends_on = end if is_open else end + dt.timedelta(days=1)
    return Period("", begin, ends_on) if begin < ends_on else None


def period_in_titles(rows: Sequence[Sequence[object]]) -> Period | None:
    """Return the period that the rows above the headings name; None when they name none."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str | dt.date)]
    found = [period for text in texts if (period := period_of(text)) is not None]
    # A line that calls itself the period goes before the day on which the file was made.
    named = [
        period
        for row in rows
        if any(isinstance(cell, str) and "donem" in fold(cell) for cell in row)
        for cell in row
        if isinstance(cell, str | dt.date) and (period := period_of(cell)) is not None
    ]
    if named:
        return named[0]
    return found[0] if len(set(found)) == 1 else None


def instants(
    days: Sequence[dt.date], times: Sequence[dt.time | None]
) -> Callable[[Iterable[int], Iterable[int]], list[str]]:
    """Return a function that gives instants of UTC as the database writes them.

    It takes for each call the place of its day among `days` and of its time among `times`, both of
    Istanbul: the texts are put together from parts that are made once, which takes a tenth of the
    time of as many instants. A call whose time is not told stands at the beginning of its day.
    """
    midnight = dt.time()
    whole = [time or midnight for time in times]
    if any(not _is_as_today(day) for day in days):
        # Until 2016 clocks were put back and forth.
        def each(of_day: Iterable[int], of_time: Iterable[int]) -> list[str]:
            return [
                _text(dt.datetime.combine(days[day], whole[time], ISTANBUL))
                for day, time in zip(of_day, of_time, strict=True)
            ]

        return each
    offset = _TODAYS_OFFSET.seconds // 3600
    same = [f"{day} " for day in days]
    before = [f"{day - dt.timedelta(days=1)} " for day in days]
    tails = [
        (before if time.hour < offset else same, _tail(time, (time.hour - offset) % _HOURS))
        for time in whole
    ]

    def joined(of_day: Iterable[int], of_time: Iterable[int]) -> list[str]:
        return [
            part[day] + tail
            for day, (part, tail) in zip(of_day, map(tails.__getitem__, of_time), strict=True)
        ]

    return joined


def _tail(time: dt.time, hour: int) -> str:
    return f"{_TWO_DIGITS[hour]}{time.isoformat()[2:]}.000000"


def _is_as_today(day: dt.date) -> bool:
    """Return whether Istanbul's clocks were three hours before UTC for the whole of a day."""
    begin = dt.datetime.combine(day, dt.time(), ISTANBUL)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ISTANBUL)
    return begin.utcoffset() == end.utcoffset() == _TODAYS_OFFSET


def _text(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}.000000"
