"""Numbers, amounts, days and periods, as operators write them.

Everything here is exact: whole numbers and decimal places, never binary fractions; a half is
rounded up, cell by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.imports import cells
from alo183_desktop.imports.vocabulary import word_map
from alo183_desktop.shared.clock import ISTANBUL
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_MOST: Final = 2**53
"""Larger values are a mistake; an Excel cell cannot hold them exactly either."""
_LONGEST_NUMBER: Final = 32
_LONGEST: Final = 400
"""No number of a bill is longer, not even one that a workbook stores with all its digits."""
_PHONE_CHARACTERS: Final = re.compile(r"[0-9\s()+./\-\u00a0]+")
_SHORT_NUMBER: Final = 7
"""A number of at most so many digits belongs to a service, such as 183, 112 or 444 0 183."""
_BLANKS: Final = re.compile(r"[\s\u00a0\u2007\u202f'’]")
_NUMBER_SHAPE: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d*)?|\d*[.,]\d+|\d+[.,]?")
_UNSURE: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_GROUPED: Final = {
    ",": re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?"),
    ".": re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?"),
}
_THOUSANDS: Final = {",": ".", ".": ","}
_POWER: Final = re.compile(r"[0-9](?:\.[0-9]+)?e[+-]?[0-9]{1,2}")
_WITH_UNIT: Final = re.compile(r"([\d.,\s\u00a0\u202f'’]+?)\s*([a-z]+)\.?")
_CLOCK: Final = re.compile(r"(\d{1,9}):([0-5]?\d)(?::([0-5]?\d)(?:[.,](\d{1,6}))?)?")
_ISO: Final = re.compile(r"pt(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?")
_SPOKEN: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?\s*")
_FRACTION: Final = re.compile(r"[.,](\d+)\s*[a-z]*\.?$")
_ITS_UNIT: Final = re.compile(r"\d\s*([a-z]+)\.?$")
_MINUS: Final = ("-", "−", "–")
_GROUP: Final = 3
# Excel's calendar knows no zones, and has a 29 February 1900.
_EPOCH: Final = dt.datetime(1899, 12, 31)  # noqa: DTZ001
_LEAP_DAY_THAT_NEVER_WAS: Final = dt.datetime(1900, 3, 1)  # noqa: DTZ001


class UsageUnit(Worded):
    """The unit of a column."""

    SECONDS = "seconds", "saniye"
    MINUTES = "minutes", "dakika"
    HOURS = "hours", "saat"
    BYTES = "bytes", "bayt"
    KILOBYTES = "kilobytes", "KB"
    MEGABYTES = "megabytes", "MB"
    GIGABYTES = "gigabytes", "GB"
    TERABYTES = "terabytes", "TB"
    CLOCK_MINUTES = "clock_minutes", "12:34 = 12 dk 34 sn"
    """`12:34` is minutes and seconds."""
    CLOCK_HOURS = "clock_hours", "12:34 = 12 sa 34 dk"
    """`12:34` is hours and minutes."""
    DAY_FIRST = "day_first", "gün/ay/yıl"
    """`10/02/2026` is in February."""
    MONTH_FIRST = "month_first", "ay/gün/yıl"
    """`10/02/2026` is in October."""


class DecimalMark(Worded):
    """The decimal mark of a column; the other mark separates thousands."""

    COMMA = ",", "virgül: 1.234,5"
    POINT = ".", "nokta: 1,234.5"


SIZES: Final = {
    UsageUnit.SECONDS: 1,
    UsageUnit.MINUTES: 60,
    UsageUnit.HOURS: 3600,
    UsageUnit.BYTES: 1,
    UsageUnit.KILOBYTES: 1024,
    UsageUnit.MEGABYTES: 1024**2,
    UsageUnit.GIGABYTES: 1024**3,
    UsageUnit.TERABYTES: 1024**4,
}
"""Seconds or bytes of each. 1 GB = 1024 MB = 1024² KB."""
TIME_WORDS: Final = word_map("usage.time_units", UsageUnit)
DATA_WORDS: Final = word_map("usage.data_units", UsageUnit)
_SHORT_TIME_WORDS: Final = {
    "s": UsageUnit.HOURS,
    "h": UsageUnit.HOURS,
    "m": UsageUnit.MINUTES,
    "d": UsageUnit.MINUTES,
}
"""Understood only when another word of the same cell shows their meaning: `4s 15dk`."""


class DecimalEvidence(NamedTuple):
    """What the numbers of a column show about their decimal mark."""

    comma: str | None
    """A number in which the comma must be the decimal mark; None when there is none."""
    point: str | None
    """The same for the point."""
    unsure: str | None
    """A number whose value depends on the mark, such as `3.368`."""

    @property
    def mark(self) -> DecimalMark | None:
        """The mark that is certain; None when nothing shows it, or both are shown."""
        if (self.comma is None) == (self.point is None):
            return None
        return DecimalMark.COMMA if self.comma is not None else DecimalMark.POINT


def weigh_marks(values: Iterable[object]) -> DecimalEvidence:
    """Return what the cells of a column show about their decimal mark; other texts are ignored."""
    comma = point = unsure = None
    for value in values:
        if not isinstance(value, str) or ("," not in value and "." not in value):
            continue
        if _UNSURE.fullmatch(value):
            unsure = unsure or value
            continue
        text = _bare(value)
        if not _NUMBER_SHAPE.fullmatch(text):
            continue
        mark = _mark_of(text)
        if mark is DecimalMark.COMMA:
            comma = comma or value
        elif mark is DecimalMark.POINT:
            point = point or value
        else:
            unsure = unsure or value
    return DecimalEvidence(comma, point, unsure)


def _bare(value: str) -> str:
    """Return a number without its unit, sign and blanks."""
    text = _BLANKS.sub("", fold(value))
    return text.lstrip("+-−–").rstrip("abcdefghijklmnopqrstuvwxyz%₺$€")


def _mark_of(text: str) -> DecimalMark | None:
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return DecimalMark.COMMA if text.rfind(",") > text.rfind(".") else DecimalMark.POINT
    char, other = (
        (DecimalMark.COMMA, DecimalMark.POINT) if commas else (DecimalMark.POINT, DecimalMark.COMMA)
    )
    if commas + points > 1:
        return other
    before, _, after = text.partition(char)
    # Thousands are in groups of three, and no number begins with a group of zero.
    if len(after) != _GROUP or not before or before.startswith("0") or len(before) > _GROUP:
        return char
    return None


def amount_of(
    value: object, unit: UsageUnit | None, mark: DecimalMark | None, *, is_time: bool
) -> int | None:
    """Return the seconds or bytes of a cell; None when it is empty.

    Args:
        value: Text, or a number of Excel's.
        unit: Of the column; a unit in the cell itself takes precedence.
        mark: The decimal mark of the column; None when it has numbers with either mark, so
            that each has to show its own.
        is_time: Whether it is a duration, otherwise an amount of data.

    Raises:
        KnownError: `phones.usage_negative`, `phones.usage_number`, `phones.usage_no_unit`,
            `phones.usage_unsure`, `phones.usage_too_much`, `imports.cell_error`.
    """
    if isinstance(value, dt.datetime) and is_time:
        value = _excel_clock(value)
    if isinstance(value, bool | dt.date):
        raise KnownError("phones.usage_number", value=str(value)[:40])
    if isinstance(value, str) and mark and unit in SIZES and _GROUPED[mark].fullmatch(value):
        # The usual cell, and the fast path for a hundred thousand of them.
        number, places = decimal_of(value, mark)
        return _limited(rounded(number * SIZES[unit], places))
    text = repr(value) if isinstance(value, float | int) else cells.text_of(value)
    if not text:
        return None
    if isinstance(value, float | int):
        mark = DecimalMark.POINT
    if text.startswith(_MINUS):
        raise KnownError("phones.usage_negative", value=text[:40])
    try:
        return _limited(_amount(text, unit, mark, is_time=is_time))
    except KnownError as error:
        if "value" not in error.parameters:
            raise
        # As written in the file, so that it can be found there.
        raise KnownError(error.code, value=text[:40]) from error


def _amount(text: str, unit: UsageUnit | None, mark: DecimalMark | None, *, is_time: bool) -> int:
    folded = fold(text)
    if is_time and (seconds := _time(folded, unit)) is not None:
        return seconds
    words = TIME_WORDS if is_time else DATA_WORDS
    if (found := _WITH_UNIT.fullmatch(folded)) and found[2] in words:
        folded, unit = found[1], words[found[2]]
    number, places = decimal_of(folded, mark or _own_mark(folded))
    if unit not in SIZES:
        raise KnownError("phones.usage_no_unit", value=text[:40])
    return rounded(number * SIZES[unit], places)


def _own_mark(text: str) -> DecimalMark:
    """Return the decimal mark that a number shows by itself.

    Raises:
        KnownError: `phones.usage_unsure`: its value depends on the mark.
    """
    bare = _bare(text)
    if "," not in bare and "." not in bare:
        return DecimalMark.COMMA
    mark = _mark_of(bare)
    if mark is None:
        raise KnownError("phones.usage_unsure", value=text.strip()[:40])
    return mark


def decimal_of(text: str, mark: DecimalMark) -> tuple[int, int]:
    """Return a number without its mark, and the count of its digits after the mark.

    Raises:
        KnownError: `phones.usage_number`: it is no number with this decimal mark.
    """
    # Python itself refuses to read a number of several thousand digits.
    if len(text) > _LONGEST:
        raise KnownError("phones.usage_number", value=text[:40])
    found = _GROUPED[mark].fullmatch(text)
    if found is None:
        text = _BLANKS.sub("", text)
        if _POWER.fullmatch(text):
            text, mark = f"{float(text):.6f}", DecimalMark.POINT
        found = _GROUPED[mark].fullmatch(text)
        if found is None:
            raise KnownError("phones.usage_number", value=text[:40])
    fraction = found[1] or ""
    whole = text[: found.start(1) - 1] if fraction else text
    return int(whole.replace(_THOUSANDS[mark], "") + fraction), len(fraction)


def rounded(number: int, places: int) -> int:
    """Return `number` / 10^`places`, a half rounded up."""
    if not places:
        return number
    scale: int = 10**places
    return (2 * number + scale) // (2 * scale)


def _time(text: str, unit: UsageUnit | None) -> int | None:
    """Return the seconds of a clock or of words; None when it is a plain number."""
    if found := _CLOCK.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if found[3] is None:
            hours = unit is UsageUnit.CLOCK_HOURS
            return (first * 3600 + second * 60) if hours else (first * 60 + second)
        seconds = first * 3600 + second * 60 + int(found[3])
        fraction = found[4] or ""
        return seconds + (rounded(int(fraction), len(fraction)) if fraction else 0)
    if (found := _ISO.fullmatch(text)) and text != "pt":
        hours_, minutes, seconds_ = (int(part or 0) for part in found.groups())
        return hours_ * 3600 + minutes * 60 + seconds_
    return _spoken(text)


def _spoken(text: str) -> int | None:
    """Return the seconds of `4 sa 15 dk 7 sn`; None when it is something else."""
    parts = list(_SPOKEN.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        return None
    words = [part[2] for part in parts]
    units = [TIME_WORDS.get(word) or _SHORT_TIME_WORDS.get(word) for word in words]
    if len(parts) == 1 or None in units or not any(word in TIME_WORDS for word in words):
        return None
    if words[-1] == "s" and UsageUnit.MINUTES in units[:-1]:
        units[-1] = UsageUnit.SECONDS
    sizes = [SIZES[unit] for unit in units if unit is not None]
    if sizes != sorted(set(sizes), reverse=True):
        raise KnownError("phones.usage_number", value=text[:40])
    total, most = 0, 0
    for part, size in zip(parts, sizes, strict=True):
        number, places = decimal_of(part[1].replace(",", "."), DecimalMark.POINT)
        most = max(most, places)
        total += number * size * 10 ** (6 - min(places, 6))
    return rounded(total, 6)


def _excel_clock(value: dt.datetime) -> str:
    """Return hours beyond a day, which Excel shows as a time of the year 1900."""
    epoch = _EPOCH if value < _LEAP_DAY_THAT_NEVER_WAS else _EPOCH - dt.timedelta(days=1)
    seconds = round((value - epoch).total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _limited(amount: int) -> int:
    if amount > _MOST:
        raise KnownError("phones.usage_too_much")
    return amount


def last_place(cell: object, unit: UsageUnit | None, *, is_time: bool) -> float:
    """Return how many seconds or bytes the last digit of a number represents; 0 for no number."""
    text = fold(repr(cell) if isinstance(cell, float) else str(cell or ""))
    words = TIME_WORDS if is_time else DATA_WORDS
    if (found := _ITS_UNIT.search(text)) and found[1] in words:
        unit = words[found[1]]
    if not text[:1].isdigit() or ":" in text or unit not in SIZES:
        return 0.0
    fraction = _FRACTION.search(text)
    # A group of three may be thousands: then the last digit is worth more, not less.
    places = len(fraction[1]) if fraction and len(fraction[1]) != len("000") else 0
    return float(SIZES[unit] / 10**places)


def line_of(value: object) -> str | None:
    """Return the number of a line as E.164; None when the cell is empty.

    Raises:
        KnownError: `identity.phone`, `imports.phone_lost_digits`, `imports.cell_error`.
    """
    text = cells.text_of(value)
    if not text:
        return None
    if cells.is_rounded(value, text):
        raise KnownError("imports.phone_lost_digits")
    return _phone(text)


def _phone(text: str) -> str:
    """Return a whole number as E.164.

    Raises:
        KnownError: `identity.phone`: also for one with hidden digits, such as `0500***0957`, or
                too few of them.
    """
    if not _PHONE_CHARACTERS.fullmatch(text):
        raise KnownError("identity.phone")
    return parse_phone(text)


def number_of(value: object) -> str:
    """Return the number of the other party: E.164 where possible, otherwise as in the file.

    Services have short numbers (183, 112, 155), and data has a word such as `internet`.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        # As identity.parse_phone reads eleven plain digits; its pattern costs five times as much.
        if len(value) == len("05321234567") and value[0] == "0" and value[1] != "0":
            return f"+90{value[1:]}"
        if len(value) <= _SHORT_NUMBER:
            return value
    try:
        text = cells.text_of(value)
    except KnownError:
        text = str(value)
    if sum(map(str.isdigit, text)) > _SHORT_NUMBER:
        with suppress(KnownError):
            return _phone(text)
    return " ".join(text.split())[:_LONGEST_NUMBER]


_YEARS: Final = range(1990, 2101)
_SHORTEST_NAME: Final = 4
_MONTHS: Final = "|".join(name for name in cells.MONTHS if len(name) >= _SHORTEST_NAME)
"""Beside other words only whole names are months: `2026 ara toplam`, `faturanın eki 2026`."""
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
    rf"(?<![a-z])({_MONTHS})[\s_./-]*(20\d{{2}})|"
    rf"(20\d{{2}})[\s_./-]*({_MONTHS})(?![a-z])"
)
_ALONE: Final = re.compile(r"([a-z]+)[\s_./-]*(20\d{2})|(20\d{2})[\s_./-]*([a-z]+)")
_LONGEST_PERIOD: Final = dt.timedelta(days=31)
_TODAYS_OFFSET: Final = dt.timedelta(hours=3)
_HOURS: Final = 24
_TWO_DIGITS: Final = tuple(f"{number:02}" for number in range(60))
_TWO_NAMES: Final = re.compile(
    rf"(?<![a-z])({_MONTHS})\s*(?:-|–|/|,|ve|ile)\s*(?!\1)({_MONTHS})(?![a-z])"
)


class StatedPeriod(NamedTuple):
    """The period of a file or of one of its rows."""

    month: str = ""
    """`2026-09`: the period that begins in that month; empty when the days are given."""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    """The day after the last one."""

    def contradicts(self, other: StatedPeriod) -> bool:
        """Return whether another period certainly has other days: it begins in another month."""
        own, its = (one.month or f"{one.starts_on:%Y-%m}" for one in (self, other))
        return own != its


def month_first_of(values: Iterable[object]) -> bool | str | None:
    """Return whether dates such as `9/29/2026` have the month in front.

    Only a day beyond the twelfth decides. Turkish papers have the day in front; with slashes
    between them, programs of other countries may have written them.

    Returns:
        A date whose meaning depends on the order, when nothing decides; None when there is
        none.
    """
    days = [*values]
    unsure = None
    for value in days:
        first, second = cells.day_and_month(value)
        if first > cells.LAST_MONTH:
            return str(value) if cells.are_turned(days) else False
        if second > cells.LAST_MONTH:
            return True
        if unsure is None and first != second and "/" in str(value):
            unsure = str(value)
    return unsure


def period_of(value: object) -> StatedPeriod | None:
    """Return the period in a cell or in a line of text; None when there is none.

    `202609`, `09/2026`, `2026-09`, `Eylül 2026`, `01.09.2026 - 30.09.2026`, `Eyl 2026` alone
    or after a colon, and a day of Excel's, which makes one out of `09/2026`.
    """
    if isinstance(value, dt.date):
        return StatedPeriod(f"{value:%Y-%m}") if value.year in _YEARS else None
    if isinstance(value, float) and not value.is_integer():
        value = f"{value:.4f}"
    try:
        text = fold(cells.text_of(value))
    except KnownError:
        return None
    return _period_in(text)


def names_two_periods(value: object) -> bool:
    """Return whether a text names more than one month: `Ağustos - Eylül 2026`, `08/2026, 09/2026`.

    A range of days that is longer than a month does, too. A total under it covers all of
    them, and it cannot be divided.
    """
    text = fold(value) if isinstance(value, str) else ""
    if found := _RANGE.search(text):
        days = _range(found[1], found[2])
        return days is not None and days[1] - days[0] > _LONGEST_PERIOD
    if _TWO_NAMES.search(text):
        return True
    return any(
        len({found.groups() for found in shape.finditer(text)}) > 1
        for shape in (_NAMED, _MONTH_FIRST, _YEAR_FIRST)
    )


def _period_in(text: str) -> StatedPeriod | None:
    if names_two_periods(text):
        return None
    if found := _RANGE.search(text):
        days = _range(found[1], found[2])
        return None if days is None else StatedPeriod("", *days)
    if found := _NAMED.search(text) or _ALONE.fullmatch(text.rpartition(":")[2].strip()):
        name, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        if name in cells.MONTHS:
            return StatedPeriod(f"{year}-{cells.MONTHS[name]:02}")
    if found := _MONTH_FIRST.search(text):
        return StatedPeriod(f"{found[2]}-{int(found[1]):02}")
    if found := _YEAR_FIRST.search(text):
        return StatedPeriod(f"{found[1]}-{found[2]}")
    return None


def _range(first: str, last: str) -> tuple[dt.date, dt.date] | None:
    """Return the first day of a range, and the day after its last one."""
    try:
        begin, end = cells.day_of(first), cells.day_of(last)
    except KnownError:
        return None
    if begin is None or end is None:
        return None
    # A range that ends on the same day of a later month names the first day of the next period.
    is_open = end.day == begin.day and end > begin
    ends_on = end if is_open else end + dt.timedelta(days=1)
    return (begin, ends_on) if begin < ends_on else None


def period_in_titles(rows: Sequence[Sequence[object]]) -> StatedPeriod | None:
    """Return the period that the rows above the headings name; None when they name none."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str | dt.date)]
    found = [period for text in texts if (period := period_of(text)) is not None]
    # A line labelled as the period takes precedence over the day on which the file was made.
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
    """Return a function that makes UTC instants in the notation of the database.

    It takes for each call the index of its day among `days` and of its time among `times`, both of
    Istanbul: the texts are combined from parts that are made once, which takes a tenth of the
    time of as many instants. A call without a time is put at the beginning of its day.
    """
    midnight = dt.time()
    whole = [time or midnight for time in times]
    if any(not _is_as_today(day) for day in days):
        # Until 2016 clocks were changed twice a year.
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
    return f"{_TWO_DIGITS[hour]}:{_TWO_DIGITS[time.minute]}:{_TWO_DIGITS[time.second]}.000000"


def _is_as_today(day: dt.date) -> bool:
    """Return whether Istanbul was three hours ahead of UTC for the whole of a day."""
    begin = dt.datetime.combine(day, dt.time(), ISTANBUL)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ISTANBUL)
    return begin.utcoffset() == end.utcoffset() == _TODAYS_OFFSET


def _text(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}.000000"
