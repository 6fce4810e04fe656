"""Write lists as a workbook."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from alo183_desktop.shared.clock import local
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Value: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""The value of a cell; a time with a zone is shown in Istanbul's time."""

_LONGEST_TEXT: Final = 32_767
_LONGEST_SHEET_NAME: Final = 31
_FORBIDDEN_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_FORMULA_CHARACTERS: Final = ("=", "+", "-", "@", "\t", "\r")
_NARROWEST: Final = 6
_WIDEST: Final = 60
_DAY: Final = "dd.mm.yyyy"
_INSTANT: Final = "dd.mm.yyyy hh:mm"
_INSTANT_WITH_SECONDS: Final = "dd.mm.yyyy hh:mm:ss"
_TIME: Final = "hh:mm"
_SPAN: Final = "[h]:mm:ss"
_PART: Final = "0.00"
_PAST_SPAN: Final = '0.00 "gün"'
"""For a negative span: Excel shows no negative hours. Its value is in days all the same."""
_DIGITS_OF_EXCEL: Final = 15
"""Excel keeps so many digits of a number; a longer integer is stored as text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its headings, for a workbook or for paper."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    """As many values as headings in each."""


class Sheet(NamedTuple):
    """One sheet of a workbook."""

    title: str
    """Its name; shortened and made unique where Excel requires it."""
    table: Table
    """Its headings are in the first row, bold, frozen, with filters. None is an empty cell."""


def make_table(
    columns: Mapping[str, str | Callable[[Any], Value]], records: Iterable[Any]
) -> Table:
    """Return a table with a row for each record.

    Args:
        columns: By heading, the name of an attribute of the records, or a function that returns the
            value.
        records: In the order of the rows.
    """
    getters = [attrgetter(one) if isinstance(one, str) else one for one in columns.values()]
    return Table(tuple(columns), [tuple(one(record) for one in getters) for record in records])


def write_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return an `.xlsx` workbook with one sheet; see `write_tables`."""
    return write_tables(title, [Sheet(title, Table(headings, rows))])


def write_tables(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Return an `.xlsx` workbook.

    A text stays a text, whatever it looks like: it becomes no formula, link or number, so phone and
    T.C. numbers keep their zeros and digits. Days, times and durations have Excel's types: it sorts
    and adds them.

    Args:
        title: Of the document.
        sheets: From left to right; at least one.
    """
    import xlsxwriter  # only needed for exports

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title})
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        formats = {
            "text": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            # Excel leaves such a text alone even when it is edited.
            "quoted": book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True}),
            "number": book.add_format({"valign": "top"}),
            # Shown short, stored whole.
            "part": book.add_format({"num_format": _PART, "valign": "top"}),
            **{
                shape: book.add_format({"num_format": shape, "valign": "top", "align": "left"})
                for shape in (_DAY, _INSTANT, _INSTANT_WITH_SECONDS, _TIME, _SPAN, _PAST_SPAN)
            },
        }
        taken: set[str] = set()
        for sheet in sheets:
            name = _free_name(_sheet_name(sheet.title), taken)
            _fill(book.add_worksheet(name), sheet.table, head, formats)
    return target.getvalue()


def _fill(sheet: Any, table: Table, head: Any, formats: dict[str, Any]) -> None:
    headings, rows = table.headings, table.rows
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, _clean(heading), head)
    for column, heading in enumerate(headings):
        values = [_local(row[column]) for row in rows]
        shape = _INSTANT
        if any(isinstance(value, dt.datetime) and value.second for value in values):
            shape = _INSTANT_WITH_SECONDS
        for index, value in enumerate(values, start=1):
            _write(sheet, index, column, value, formats, instant=shape)
        longest = max((len(_shown(value)) for value in values), default=0)
        # Two more characters for the arrow of the filter.
        sheet.set_column(
            column, column, min(max(longest + 1, len(heading) + 2, _NARROWEST), _WIDEST)
        )
    sheet.freeze_panes(1, 0)
    if headings:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&R&P / &N")


def _local(value: Value) -> Value:
    if not isinstance(value, dt.datetime):
        return value
    shown = value if value.tzinfo is None else local(value)
    return shown.replace(tzinfo=None, microsecond=0)


def _write(
    sheet: Any, row: int, column: int, value: Value, formats: dict[str, Any], *, instant: str
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, _shown(value), formats["text"])
    elif isinstance(value, int | float):
        if isinstance(value, int) and len(str(abs(value))) > _DIGITS_OF_EXCEL:
            sheet.write_string(row, column, str(value), formats["text"])
        else:
            is_whole = isinstance(value, int) or value.is_integer()
            sheet.write_number(row, column, value, formats["number" if is_whole else "part"])
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, formats[instant])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats[_DAY])
    elif isinstance(value, dt.time):
        sheet.write_datetime(row, column, value, formats[_TIME])
    elif isinstance(value, dt.timedelta):
        shape = _PAST_SPAN if value < dt.timedelta() else _SPAN
        sheet.write_datetime(row, column, value, formats[shape])
    else:
        kind = "quoted" if value.startswith(_FORMULA_CHARACTERS) else "text"
        sheet.write_string(row, column, _clean(value), formats[kind])


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Evet" if value else "Hayır"
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.2f}"
    return max(str(value).splitlines(), key=len, default="")


def _clean(text: str) -> str:
    """Return a text without control characters, which a workbook cannot hold, and not too long."""
    return "".join(char for char in text if char >= " " or char in "\t\n")[:_LONGEST_TEXT]


def _sheet_name(title: str) -> str:
    name = " ".join(_clean(title).translate(_FORBIDDEN_IN_SHEET_NAMES).split())
    # Excel refuses an apostrophe at an end, and the name of its own log.
    name = _cut(name, _LONGEST_SHEET_NAME).strip("' ")
    return "Liste" if not name or name.casefold() == "history" else name


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that no other sheet has, and reserve it; Excel ignores case."""
    free = name
    number = 2
    while fold(free) in taken:
        mark = f" {number}"
        free = _cut(name, _LONGEST_SHEET_NAME - len(mark)) + mark
        number += 1
    taken.add(fold(free))
    return free


def _cut(name: str, length: int) -> str:
    """Return the beginning of a name, counted like Excel: a rare character counts twice."""
    return name.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")
