"""Days and months of Istanbul's calendar, and the times at which they begin."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from alo183_desktop.shared.clock import ISTANBUL, format_day
from alo183_desktop.shared.errors import KnownError, demand

MONTH_NAMES: Final = (
    "Ocak",
    "Şubat",
    "Mart",
    "Nisan",
    "Mayıs",
    "Haziran",
    "Temmuz",
    "Ağustos",
    "Eylül",
    "Ekim",
    "Kasım",
    "Aralık",
)
WEEKDAYS: Final = ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2199
_YEAR: Final = 12
_DAY: Final = dt.timedelta(days=1)


def instant_of(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the time, UTC, at which the clocks of Istanbul show a time of a day.

    Clamped to the ends of the calendar.
    """
    try:
        return dt.datetime.combine(day, time, ISTANBUL).astimezone(dt.UTC)
    except OverflowError:  # Istanbul's first day begins before UTC's
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def day_start(day: dt.date) -> dt.datetime:
    """Return the time at which a day begins, UTC."""
    return instant_of(day, dt.time())


def day_end(day: dt.date) -> dt.datetime:
    """Return the first time after a day, UTC; the last possible one for the calendar's last day."""
    if day == dt.date.max:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    return day_start(day + _DAY)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of another month, or that month's last day if it has no such day.

    Clamped to the ends of the calendar.
    """
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    if year < dt.MINYEAR:
        return dt.date.min
    if year > dt.MAXYEAR:
        return dt.date.max
    month += 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_key(day: dt.date) -> str:
    """Return the month of a day as `2026-09`."""
    return f"{day.year:04}-{day.month:02}"


def month_start(key: str) -> dt.date:
    """Return the first day of a month such as `2026-09`."""
    return dt.date.fromisoformat(f"{key}-01")


def month_after(key: str, count: int = 1) -> str:
    """Return the month `count` months after `key`; before it when `count` is negative."""
    year, month = divmod(int(key[:4]) * _YEAR + int(key[5:]) - 1 + count, _YEAR)
    return f"{year:04}-{month + 1:02}"


def month_span(month: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the begin and end of a month in Istanbul such as `2026-11`, UTC."""
    return day_start(month_start(month)), day_start(month_start(month_after(month)))


def months_back(today: dt.date, count: int) -> tuple[str, ...]:
    """Return the current month and those before it, the newest first: `2026-11`."""
    present = month_key(today)
    return tuple(month_after(present, -index) for index in range(count))


def months_to_choose(today: dt.date) -> list[tuple[str, str]]:
    """Return the months of two years, the current one first, each with its words, for a box."""
    return [(month, month_words(month)) for month in months_back(today, 2 * _YEAR)]


def is_month_key(text: str) -> bool:
    """Return whether a text is a month in the form `2026-09`, within this program's calendar."""
    try:
        day = month_start(text)
    except ValueError:
        return False
    return month_key(day) == text and _FIRST_YEAR <= day.year <= _LAST_YEAR


def month_words(key: str) -> str:
    """Return a month such as `2026-09` as `Eylül 2026`."""
    return f"{MONTH_NAMES[int(key[5:]) - 1]} {int(key[:4])}"


def month_name(day: dt.date) -> str:
    """Return the month of a day without its year: `Kasım`."""
    return MONTH_NAMES[day.month - 1]


_PARTS: Final = re.compile(r"(\d{1,2})[.\-/ ]+(\d{1,2})[.\-/ ]+(\d{4}|\d{2})", re.ASCII)
_SOLID: Final = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_CENTURY: Final = 2000
_TWO_DIGITS: Final = 100


def parse_day(text: str) -> dt.date:
    """Parse a day such as `24.11.2026`, `24/11/26`, `24112026` or `2026-11-24`.

    Raises:
        KnownError: `forms.date`.
    """
    typed = text.strip()
    iso = _ISO.fullmatch(typed)
    match = demand(iso or _PARTS.fullmatch(typed) or _SOLID.fullmatch(typed), "forms.date")
    parts = [int(part) for part in match.groups()]
    year, month, day = parts if iso else reversed(parts)
    if year < _TWO_DIGITS:
        year += _CENTURY
    try:
        return dt.date(year, month, day)
    except ValueError as error:  # 31.02.2026
        raise KnownError("forms.date") from error


def tidy_day(text: str) -> str:
    """Return a typed day as `24.11.2026`; what is not a day stays as typed."""
    try:
        return format_day(parse_day(text))
    except KnownError:
        return text


_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.,;\- ]*([0-5][0-9])(?:[:.]([0-5][0-9]))?")
_HOUR: Final = re.compile(r"[01]?[0-9]|2[0-3]")


def parse_time(text: str) -> dt.time:
    """Return the time that `14:05`, `14.05`, `1405`, `905`, `9` or `14:05:30` means.

    Raises:
        KnownError: `forms.time`.
    """
    typed = text.strip()
    if _HOUR.fullmatch(typed):
        return dt.time(int(typed))
    match = _CLOCK.fullmatch(typed)
    if match is None:
        raise KnownError("forms.time")
    return dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
