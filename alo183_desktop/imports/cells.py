"""Read values from the cells of foreign tables, as people type and Excel distorts them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.shared.calendar import MONTH_NAMES
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS: Final = {
    word: number
    for names in (map(fold, MONTH_NAMES), _ENGLISH)
    for number, name in enumerate(names, start=1)
    for word in (name, name[:3])
}
"""The number of each month by its folded name, Turkish or English, whole or in three letters."""
_NOTHING: Final = frozenset({"", "-", "--", "---", "_", ".", "..", "...", "–", "—", "yok", "bos"})
_LONGEST_NOTHING: Final = max(map(len, _NOTHING))
_BROKEN: Final = re.compile(r"[ÝýÞþÐð]|[ÃÄÅ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
"""What code page 1252 makes of İıŞşĞğ in 1254, and what either makes of Turkish in UTF-8."""
_ROUNDED: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_EXACT: Final = 10**15
"""Below it Excel keeps every digit of a whole number. Source: IEEE 754, double precision."""
_NUMBER_MARKS: Final = re.compile(r"[\s.'’,\-]")
_FRACTION: Final = re.compile(r"[.,]0+$")
_BESIDE_MARKS: Final = re.compile(r"\s*([@._-])\s*|[\r\n]+\s*")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})")
_MONTH_NAMED: Final = re.compile(
    r"(\d{1,2})[. /-]+([a-z]+)[. /-]+(\d{4}|\d{2})"
    r"(?:,? (?:pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar))?"
)
_TIME: Final = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$")
_EXCEL_EPOCH: Final = dt.date(1899, 12, 30)
_SERIAL: Final = re.compile(r"[0-9]{5}")
_SERIALS: Final = range(20_000, 80_000)
"""Excel's numbers of the days from 1954 to 2119; smaller numbers are something else."""
_OPEN_ENDS: Final = word_set("days.open")
NOTHING: Final = "(boş)"
"""The word for an empty cell within a sentence."""
MARKS: Final = word_set("marks.yes")
NO_MARKS: Final = word_set("marks.no") | {""}
_DAY_IN_DIGITS: Final = re.compile(
    r"^([\s'’]*)(\d{1,2})\s*[/\-]\s*(\d{1,2})\s*[/\-]\s*(\d{4}|\d{2})"
)
"""Nobody writes the month first with points."""
LAST_MONTH: Final = 12
_CENTURY: Final = 100
_YEARS: Final = range(1950, 2101)
_DAYS: Final = 4096
"""So many are cached: files repeat them."""


def text_of(cell: object) -> str:
    """Return the visible text of a cell, without blanks around it; empty for `-` and `yok`.

    A number without a fraction is written without one: `10000000832.0` gives `10000000832`.

    Raises:
        KnownError: `imports.cell_error`: it contains an error of Excel's, such as `#YOK`.
    """
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    if not text.isascii():
        # Elsewhere the lower case of İ is an i with a second dot, which Turkish does not have.
        text = unicodedata.normalize("NFC", text).replace("i\u0307", "i")
    # Zero-width characters come along when text is copied from a web page or a mail.
    if not text.isprintable():
        text = "".join(
            char
            for char in text
            # From U+0080 on they are misread letters of another code page.
            if not (unicodedata.category(char) == "Cf" or char < " ") or char in "\t\r\n"
        )
    # Excel's own mark for "this is text" becomes part of it in other programs.
    text = text.strip().lstrip("'’`").strip()
    if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]:
        # So do the formulas by which text files keep a leading zero: `="0532"`.
        text = text[2:-1].strip()
    if text.startswith("#") and text[1:2].isalpha():
        raise KnownError("imports.cell_error", value=text[:20])
    return "" if len(text) <= _LONGEST_NOTHING and fold(text) in _NOTHING else text


def has_broken_letters(text: str) -> bool:
    """Return whether Turkish letters were misread on the way: `Ýsmail ÞEN`, `AÄŸca`."""
    return not text.isascii() and _BROKEN.search(text) is not None


def without_lost_letters(values: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row, without texts that only lost letters or cases on the way.

    `Agca` and `AĞCA` are what is stored as `Ağca`.
    """
    return {
        name: text
        for name, text in values.items()
        if not (
            isinstance(text, str)
            and isinstance(known := stored.get(name), str)
            and fold(text) == fold(known)
            and (text.isascii() > known.isascii() or text == upper_tr(known) != known)
        )
    }


def is_rounded(cell: object, text: str) -> bool:
    """Return whether Excel rounded a long number away: `1,00E+10`, or a fraction."""
    if isinstance(cell, float):
        return not cell.is_integer()
    return ("e" in text or "E" in text) and bool(_ROUNDED.fullmatch(text.replace(" ", "")))


def has_lost_digits(cell: object, text: str) -> bool:
    """Return whether Excel kept only the first fifteen digits of a number."""
    return (isinstance(cell, int | float) and abs(cell) >= _EXACT) or is_rounded(cell, text)


def whole_digits(text: str) -> str:
    """Return a number in digits without blanks, marks, and a `.0` at its end."""
    if text.isdigit():
        return text
    return _NUMBER_MARKS.sub("", _FRACTION.sub("", text.strip()))


def without_blanks(text: str) -> str:
    """Return an e-mail address without line ends, and without blanks beside its `@` and dots.

    Two words with a blank between them stay two, and the address is refused: nobody knows which of
    them belongs to it.
    """
    text = text.strip()
    return _BESIDE_MARKS.sub(r"\1", text) if len(text.split()) > 1 else text


def day_of(cell: object) -> dt.date | None:
    """Return the day in a cell; None when it is empty.

    Days of Excel, its serial numbers, `31.01.2023`, `31/1/2023`, `31-01-23`, `2023-01-31`,
    `31 Ocak 2023` and `31-Jan-23` are understood, with or without a time after them.

    Raises:
        KnownError: `imports.date`, `imports.cell_error`.
    """
    if isinstance(cell, dt.datetime):
        day: dt.date | None = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    else:
        text = text_of(cell)
        if not text:
            return None
        day = _day(text)
    if day is None or day.year not in _YEARS:
        raise KnownError("imports.date", value=text_of(cell)[:40])
    return day


def is_open_end(cell: object) -> bool:
    """Return whether a cell has a text for an open end instead of a day: `devam ediyor`."""
    return isinstance(cell, str) and fold(cell).strip(" .!") in _OPEN_ENDS


def day_and_month(cell: object) -> tuple[int, int]:
    """Return the first two numbers of a day in digits, as written; zeros for another notation."""
    found = _DAY_IN_DIGITS.match(cell) if isinstance(cell, str) else None
    return (0, 0) if found is None else (int(found[2]), int(found[3]))


def has_two_readings(cell: object) -> bool:
    """Return whether a day could be read either way: `10/02/2026`."""
    first, second = day_and_month(cell)
    return 0 < first <= LAST_MONTH and 0 < second <= LAST_MONTH and first != second


def has_unsure_days(values: Iterable[object]) -> bool:
    """Return whether it is undecided for some days whether their month comes first.

    A day beyond the twelfth decides it, unless others beyond it come second.
    """
    days = [day_and_month(value) for value in values]
    in_front = any(first > LAST_MONTH for first, _ in days)
    is_second = any(0 < first <= LAST_MONTH < second for first, second in days)
    return is_second or not in_front


def are_turned(values: Iterable[object]) -> bool:
    """Return whether another country's Excel may have read days with the month in front.

    It made a date of May out of `05/11/2026`, and left `13/11/2026` as a text.
    """
    days = [*values]
    dates = [day for day in days if isinstance(day, dt.date)]
    return bool(
        dates
        and all(date.day <= LAST_MONTH for date in dates)
        and any(day_and_month(day)[0] > LAST_MONTH for day in days)
    )


def day_text(cell: object) -> object:
    """Return a date of Excel's as a text with the day in front; other cells as they are."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell


def with_day_in_front(cell: object) -> object:
    """Return a cell whose text has its month first, with the day first."""
    return _DAY_IN_DIGITS.sub(r"\1\3/\2/\4", cell, count=1) if isinstance(cell, str) else cell


def folded_text(cell: object) -> str:
    """Return the folded text of a cell that may contain a mark, to be looked up in `MARKS`."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else fold(str(cell).strip())


@lru_cache(maxsize=_DAYS)
def _day(text: str) -> dt.date | None:
    plain = _TIME.sub("", text).strip()
    if _SERIAL.fullmatch(plain) and int(plain) in _SERIALS:
        return _EXCEL_EPOCH + dt.timedelta(days=int(plain))
    if found := _DAY_FIRST.fullmatch(plain):
        day, month, year = (int(group) for group in found.groups())
    elif found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(group) for group in found.groups())
    elif (found := _MONTH_NAMED.fullmatch(fold(plain))) and found[2] in MONTHS:
        day, month, year = int(found[1]), MONTHS[found[2]], int(found[3])
    else:
        return None
    if year < _CENTURY:
        year += 2000
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
