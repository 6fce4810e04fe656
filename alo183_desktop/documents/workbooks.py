"""Write lists as a workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from alo183_desktop.shared.clock import local
from alo183_desktop.shared.packed_rows import PackedRows
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
MOST_ROWS: Final = 1_048_575
"""Below the headings; Excel shows no more."""
_LONG: Final = 500_000
"""Rows that may take more than the two GiB of an entry of an older archive."""
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
"""From which Excel counts days."""
_LEAP_DAY: Final = dt.timedelta(days=60)
"""29 February 1900, which Excel counts, and which never was."""
_STYLES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "text": {"num_format": "@", "text_wrap": True},
        # Excel leaves such a text alone even when it is edited.
        "quoted": {"num_format": "@", "quote_prefix": True},
        "number": {},
        # Shown short, stored whole.
        "part": {"num_format": _PART},
        **{
            shape: {"num_format": shape, "align": "left"}
            for shape in (_DAY, _INSTANT, _INSTANT_WITH_SECONDS, _TIME, _SPAN, _PAST_SPAN)
        },
    }
)
_SHEET_FILE: Final = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_SAMPLES: Final = re.compile(r'(<row r="2".*?</row>)')
_STYLE: Final = re.compile(r's="(\d+)"')
_DIMENSION: Final = re.compile(r"<dimension [^>]*/>")
_LIKE_A_NUMBER: Final = re.compile(r"(_x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its headings, for a workbook or for paper."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    """As many values as headings in each."""


class WorkbookSheet(NamedTuple):
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
    rows = (tuple(one(record) for one in getters) for record in records)
    return Table(tuple(columns), PackedRows(rows))


def write_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return an `.xlsx` workbook with one sheet; see `write_tables`."""
    return write_tables(title, [WorkbookSheet(title, Table(headings, rows))])


def write_tables(title: str, sheets: Sequence[WorkbookSheet]) -> bytes:
    """Return an `.xlsx` workbook.

    A text stays a text, whatever it looks like: it becomes no formula, link or number, so phone and
    T.C. numbers keep their zeros and digits. Days, times and durations have Excel's types: it sorts
    and adds them. A list that is too long for a sheet goes on in the next one.

    Only the frame is made by XlsxWriter, which keeps all cells in memory, or in files that anybody
    could read. The rows are written into it one by one, and read twice.

    Args:
        title: Of the document.
        sheets: From left to right; at least one.
    """
    parts = [part for sheet in sheets for part in _parts_of(sheet)]
    target = io.BytesIO()
    with zipfile.ZipFile(_frame(title, parts)) as frame, zipfile.ZipFile(target, "w") as made:
        for entry in frame.infolist():
            data = frame.read(entry)
            place = _SHEET_FILE.fullmatch(entry.filename)
            if place is None:
                made.writestr(entry, data, zipfile.ZIP_DEFLATED)
                continue
            part = parts[int(place[1]) - 1]
            begin, samples, end = _SAMPLES.split(data.decode())
            styles = dict(zip(_STYLES, _STYLE.findall(samples), strict=True))
            with made.open(entry, "w", force_zip64=part.count > _LONG) as into:
                into.write(_DIMENSION.sub(part.reference, begin).encode())
                for row in part.lines(styles):
                    into.write(row.encode())
                into.write(end.encode())
    return target.getvalue()


class _Part:
    """What one sheet shows of a list."""

    def __init__(self, table: Table, *, title: str, start: int) -> None:
        from xlsxwriter.utility import xl_col_to_name  # only needed for exports

        self.title = title
        self.headings = table.headings
        self.count = min(len(table.rows) - start, MOST_ROWS)
        self._rows = table.rows
        self._start = start
        self.longest = [0] * len(self.headings)
        self._instants = [_INSTANT] * len(self.headings)
        for row in self._shown_rows():
            for column, value in enumerate(row):
                self.longest[column] = max(self.longest[column], len(_shown(value)))
                if isinstance(value, dt.datetime) and value.second:
                    self._instants[column] = _INSTANT_WITH_SECONDS
        self._letters = [xl_col_to_name(column) for column in range(len(self.headings))]

    @property
    def reference(self) -> str:
        """The cells that are filled."""
        last = f":{self._letters[-1]}{self.count + 1}" if self._letters else ""
        return f'<dimension ref="A1{last}"/>'

    def lines(self, styles: Mapping[str, str]) -> Iterator[str]:
        """Yield the rows below the headings; `styles` are their numbers by name."""
        for number, row in enumerate(self._shown_rows(), start=2):
            cells = (
                _cell(f"{letter}{number}", value, styles, instant=instant)
                for letter, value, instant in zip(self._letters, row, self._instants, strict=True)
                if value not in {None, ""}
            )
            yield f'<row r="{number}">{"".join(cells)}</row>'

    def _shown_rows(self) -> Iterator[Sequence[Value]]:
        for row in islice(self._rows, self._start, self._start + self.count):
            yield [_local(value) for value in row]


def _parts_of(sheet: WorkbookSheet) -> Iterator[_Part]:
    for start in range(0, max(len(sheet.table.rows), 1), MOST_ROWS):
        yield _Part(sheet.table, title=sheet.title, start=start)


def _frame(title: str, parts: Sequence[_Part]) -> io.BytesIO:
    """Return a workbook without rows: each sheet has its headings, and the styles in row two."""
    import xlsxwriter  # only needed for exports

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": title})
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        styles = [book.add_format({"valign": "top", **style}) for style in _STYLES.values()]
        taken: set[str] = set()
        for part in parts:
            sheet = book.add_worksheet(_free_name(_sheet_name(part.title), taken))
            for column, heading in enumerate(part.headings):
                sheet.write_string(0, column, _clean(heading), head)
                # Two more characters for the arrow of the filter.
                width = max(part.longest[column] + 1, len(heading) + 2, _NARROWEST)
                sheet.set_column(column, column, min(width, _WIDEST))
            for column, style in enumerate(styles):
                sheet.write_blank(1, column, None, style)
            sheet.freeze_panes(1, 0)
            if part.headings:
                sheet.autofilter(0, 0, part.count, len(part.headings) - 1)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            sheet.set_footer("&R&P / &N")
    return target


def _local(value: Value) -> Value:
    if not isinstance(value, dt.datetime):
        return value
    shown = value if value.tzinfo is None else local(value)
    return shown.replace(tzinfo=None, microsecond=0)


def _cell(place: str, value: Value, styles: Mapping[str, str], *, instant: str) -> str:
    """Return a cell as Excel stores it; Source: ECMA-376, part 1, clause 18.3.1.4."""
    style, number = _as_number(value, instant)
    if number is not None:
        return f'<c r="{place}" s="{styles[style]}"><v>{number}</v></c>'
    text = _shown(value) if isinstance(value, bool) else value
    text = _clean(text if isinstance(text, str) else str(text))
    return (
        f'<c r="{place}" s="{styles[style]}" t="inlineStr">'
        f'<is><t xml:space="preserve">{_escaped(text)}</t></is></c>'
    )


def _as_number(value: Value, instant: str) -> tuple[str, str | None]:
    """Return the style of a value, and its number; None of a text."""
    style, span = "text", None
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_whole = isinstance(value, int) or value.is_integer()
        if not (isinstance(value, int) and len(str(abs(value))) > _DIGITS_OF_EXCEL):
            return ("number" if is_whole else "part"), f"{value:.16G}"
    elif isinstance(value, dt.datetime):
        style, span = instant, _since_epoch(value)
    elif isinstance(value, dt.date):
        style, span = _DAY, _since_epoch(dt.datetime.combine(value, dt.time()))
    elif isinstance(value, dt.time):
        style, span = _TIME, dt.datetime.combine(_EPOCH, value) - _EPOCH
    elif isinstance(value, dt.timedelta):
        style, span = (_PAST_SPAN if value < dt.timedelta() else _SPAN), value
    elif isinstance(value, str) and value.startswith(_FORMULA_CHARACTERS):
        style = "quoted"
    return style, None if span is None else f"{span / dt.timedelta(days=1):.16G}"


def _since_epoch(instant: dt.datetime) -> dt.timedelta:
    span = instant - _EPOCH
    return span if span > _LEAP_DAY else span - dt.timedelta(days=1)


def _escaped(text: str) -> str:
    """Return a text for XML; what it cannot hold is written as Excel does, with its number."""
    plain = _LIKE_A_NUMBER.sub(r"_x005F\1", text)
    coded = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
    return coded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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
