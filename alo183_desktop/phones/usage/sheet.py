"""The rows below the headings of a usage file, and what each line used.

Each different cell is read once, and rows are looked at one by one only when something about them
is odd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.imports.headings import words_of
from alo183_desktop.imports.rows import PreviewRow, RowVerdict
from alo183_desktop.imports.sheets import repeats_headings
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.usage.columns import AS_WRITTEN, MEASURES, UsageField, marks_of
from alo183_desktop.phones.usage.rows import LineUsage, sum_of
from alo183_desktop.phones.usage.values import (
    StatedPeriod,
    UsageUnit,
    amount_of,
    last_place,
    line_of,
    month_first_of,
    names_two_periods,
    period_in_titles,
    period_of,
)
from alo183_desktop.shared.calendar import month_start
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignSheet
    from alo183_desktop.phones.usage.columns import ColumnMap, UsageLayout, UsageReading

_TOTALS: Final = frozenset({"toplam", "toplami", "toplamlar", "yekun", "yekunu", "total", "totals"})
_LONGEST_TOTAL: Final = 60
_DIGIT: Final = re.compile(r"\d")
_SHORT_CLOCK: Final = re.compile(r"\d+:\d\d")
_LONG_CLOCK: Final = re.compile(r"\d+:\d\d:\d\d")
_PLAIN: Final = re.compile(r"[+-]?\d[\d.,\s]*")
_LABEL_LENGTH: Final = 40
_LONG_NUMBER: Final = re.compile(r"\d{10}")


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """The values read from one column, row by row."""

    values: Sequence[Any]
    """One for each distinct cell of the column; None for an empty and for a wrong one."""
    codes: array[int]
    """For each row the index of its cell among them."""
    wrong: Mapping[int, KnownError]
    """By the index of the row."""

    def rows(self) -> list[Any]:
        """Return the value of each row."""
        return list(map(self.values.__getitem__, self.codes))

    def indexes_of(self, is_wanted: Callable[[Any], bool]) -> list[int]:
        """Return the indexes of the rows whose value is wanted."""
        wanted = {code for code in set(self.codes) if is_wanted(self.values[code])}
        if not wanted:
            return []
        return [index for index, code in enumerate(self.codes) if code in wanted]


class Body:
    """The rows below the headings of one sheet.

    Attributes:
        sheet: The sheet.
        layout: The position of its headings, and their meaning.
        is_calls: Whether each row is a call, or the usage of a line on a day; otherwise a line.
        month_first: Whether dates such as `9/29/2026` have the month in front.
        height: How many rows there are; indexes count from the first of them.
        phones: The column of lines: E.164.
        seconds: Of each row; None where it is empty or wrong, and where no column contains it.
        bytes: The same.
        notes: Remarks about the sheet as a whole.
        problems: Why nothing of it can be read.
        passed_over: Row numbers of titles, totals and repeated headings.
        wrong: Rows that cannot be right.
    """

    def __init__(
        self,
        sheet: ForeignSheet,
        layout: UsageLayout,
        *,
        reading: UsageReading = AS_WRITTEN,
        struck: Iterable[int] = (),
    ) -> None:
        self.sheet = sheet
        self.layout = layout
        self.height = sheet.height - layout.first_row
        self._struck = {
            row - layout.first_row: Problem("", "phones.usage_struck")
            for row in struck
            if row >= layout.first_row
        }
        self.is_calls = layout.may_be_calls and (layout.is_surely_calls or self._has_days())
        self._marks, self.notes, self.problems = marks_of(sheet, layout, decimal=reading.decimal)
        self.month_first = self.is_calls and self._has_month_first(reading)
        self.passed_over: list[int] = []
        self.wrong: list[PreviewRow] = []
        self._taken: list[tuple[UsageField, ParsedColumn]] = []
        self._units = {
            column: self._unit_of(field, column)
            for field in MEASURES
            for column in layout.columns.of(field)
        }
        self.phones: ParsedColumn = self._take_first(UsageField.LINE, line_of)
        self.seconds = self._measured(UsageField.DURATION)
        self.bytes = self._measured(UsageField.DATA)
        self._odd: set[int] = set()
        self._left_out: frozenset[int] = frozenset()
        self._totals: list[int] = []
        self._widths: Mapping[int, int] = {}

    @property
    def columns(self) -> ColumnMap:
        """The map with the units and decimal marks that were decided."""
        columns = self.layout.columns
        uses = tuple(
            replace(use, unit=self._units[index], mark=self._marks[index])
            if use.field in MEASURES
            else use
            for index, use in enumerate(columns.columns)
        )
        return replace(columns, columns=uses)

    def has_measure(self, field: UsageField) -> bool:
        """Return whether the sheet has a column of a measure."""
        return bool(self.layout.columns.of(field))

    def take(self, field: UsageField, read: Callable[[Any], Any]) -> ParsedColumn | None:
        """Read the column with the meaning `field`; None when there is none."""
        return self._take_first(field, read) if self.layout.columns.of(field) else None

    def settle(
        self,
        lacking: Mapping[int, Problem],
        *,
        left_out: frozenset[int] = frozenset(),
        uncounted: Mapping[UsageField, Callable[[], frozenset[int]]] | None = None,
        trusts_end: bool = False,
    ) -> None:
        """Take out the odd rows: blank ones, titles, totals, and wrong ones.

        Args:
            lacking: The problem of each row that lacks something this kind of file needs, by index.
            left_out: Indexes of rows that are right but no usage, such as incoming calls.
            uncounted: Returns the indexes of rows whose amount of a measure does not count, such as
                the length of a data session. A total in the file may include them or not; called
                only when there is one.
            trusts_end: Whether the user said that a file without a last line end is complete.
        """
        lacking = {**lacking, **self._struck}
        odd = {index for _, taken in self._taken for index in taken.wrong}
        odd.update(lacking)
        odd.update(self.phones.indexes_of(lambda phone: phone is None))
        self._widths = self._odd_widths()
        odd.update(self._widths)
        end = self._end(trusts_end=trusts_end)
        if end is not None:
            odd.add(self.height - 1)
        for index in sorted(odd):
            self._judge(index, lacking.get(index), end if index == self.height - 1 else None)
        self._odd = odd
        self._check_totals(left_out, uncounted or {})
        self._left_out = left_out
        # A cut workbook cannot be opened at all; a text that was cut after a row looks complete.
        if not self._totals and (self.is_calls or self.sheet.encoding):
            self.notes.append(Problem("", "phones.usage_no_total"))

    def good(self, rows: Iterable[Any]) -> list[Any]:
        """Return those of some row values that are usage."""
        if not self._odd and not self._left_out:
            return list(rows)
        mask = bytearray(b"\1") * self.height
        for index in (*self._odd, *self._left_out):
            mask[index] = 0
        return list(compress(rows, mask))

    def number_of(self, index: int) -> int:
        """Return the number of a row as Excel counts."""
        return self.layout.first_row + index + 1

    def refuse(self, index: int, *problems: Problem) -> None:
        """Mark a row as wrong."""
        column = self.layout.columns.of(UsageField.LINE)[0]
        cell = self._cell(column, index)
        label = "" if cell is None else " ".join(str(cell).split())[:_LABEL_LENGTH]
        number, sheet = self.number_of(index), self.sheet.sheet
        self.wrong.append(PreviewRow(number, RowVerdict.WRONG, label, problems, sheet=sheet))

    def _has_days(self) -> bool:
        """Return whether rows have different days: one and the same is the day of the paper."""
        column = self.sheet.columns[self.layout.columns.of(UsageField.DATE)[0]]
        days = {
            fold(str(column.values[code])) for code in set(column.codes[self.layout.first_row :])
        }
        return len([day for day in days if _DIGIT.search(day)]) > 1

    def _has_month_first(self, reading: UsageReading) -> bool:
        place = self.layout.columns.of(UsageField.DATE)[0]
        use = self.layout.columns.columns[place]
        if use.unit in {UsageUnit.DAY_FIRST, UsageUnit.MONTH_FIRST}:
            return use.unit is UsageUnit.MONTH_FIRST
        order = month_first_of(self.sheet.columns[place].values)
        if isinstance(order, bool):
            return order
        if order is not None and reading.month_first is None:
            words = {"heading": use.heading, "value": order.strip()[:20]}
            self.problems.append(Problem(UsageField.DATE, "phones.usage_date_order", words))
        return bool(reading.month_first)

    def _take_first(self, field: UsageField, read: Callable[[Any], Any]) -> ParsedColumn:
        return self._take(field, self.layout.columns.of(field)[0], read)

    def _take(self, field: UsageField, column: int, read: Callable[[Any], Any]) -> ParsedColumn:
        values = self.sheet.columns[column].values
        codes = self.sheet.columns[column].codes[self.layout.first_row :]
        used = set(codes)
        if max(used, default=-1) >= len(values):
            raise KnownError("documents.foreign_unreadable")
        read_values: list[Any] = [None] * len(values)
        errors: dict[int, KnownError] = {}
        for code in used:
            try:
                read_values[code] = read(values[code])
            except KnownError as error:
                errors[code] = error
        wrong: dict[int, KnownError] = {}
        if errors:
            wrong = {index: errors[code] for index, code in enumerate(codes) if code in errors}
        taken = ParsedColumn(read_values, codes, wrong)
        self._taken.append((field, taken))
        return taken

    def _unit_of(self, field: UsageField, column: int) -> UsageUnit | None:
        """Return the unit of a measure; without one in the heading it is guessed or refused."""
        use, cells_there = self.layout.columns.columns[column], self.sheet.columns[column]
        if use.unit in {UsageUnit.CLOCK_MINUTES, UsageUnit.CLOCK_HOURS}:
            return use.unit
        cells = [
            cells_there.values[code] for code in set(cells_there.codes[self.layout.first_row :])
        ]
        texts = [str(cell).strip() for cell in cells if cell is not None]
        heading = {"heading": use.heading}
        if field is UsageField.DURATION and any(map(_SHORT_CLOCK.fullmatch, texts)):
            # `12:34` among `1:12:34` has no hours; alone it may be hours and minutes.
            is_sure = any(map(_LONG_CLOCK.fullmatch, texts))
            if not is_sure and not self.is_calls:
                self.problems.append(Problem(field, "phones.usage_clock_unsure", heading))
            else:
                self.notes.append(Problem(field, "phones.usage_clock", heading))
        if use.unit is not None or not any(map(_PLAIN.fullmatch, texts)):
            return use.unit
        if field is UsageField.DURATION and self.is_calls:
            self.notes.append(Problem(field, "phones.usage_seconds_taken", heading))
            return UsageUnit.SECONDS
        self.problems.append(Problem(field, "phones.usage_unit_unknown", heading))
        return UsageUnit.SECONDS if field is UsageField.DURATION else UsageUnit.BYTES

    def _reader(self, field: UsageField, column: int) -> Callable[[Any], int | None]:
        return partial(
            amount_of,
            unit=self._units[column],
            mark=self._marks[column],
            is_time=field is UsageField.DURATION,
        )

    def _measured(self, field: UsageField) -> list[int | None]:
        """Return the amount of each row for a measure, the sum of its columns."""
        parts = [
            self._take(field, column, self._reader(field, column)).rows()
            for column in self.layout.columns.of(field)
        ]
        if not parts:
            # The user said that the file does not contain it.
            return [None] * self.height
        if len(parts) == 1:
            return parts[0]
        return list(map(sum_of, zip(*parts, strict=True)))

    def _cell(self, column: int, index: int) -> Any:
        values = self.sheet.columns[column]
        return values.values[values.codes[self.layout.first_row + index]]

    def _judge(self, index: int, lack: Problem | None, end: Problem | None) -> None:
        cells = [self._cell(column, index) for column in range(len(self.sheet.columns))]
        texts = [fold(str(cell)) for cell in cells if cell is not None and str(cell).strip()]
        if end is not None:
            self.refuse(index, end)
            return
        if not texts:
            return
        if any(map(is_total, texts)):
            self._totals.append(index)
            self.passed_over.append(self.number_of(index))
            return
        phone = self.phones.values[self.phones.codes[index]]
        measured = [column for field in MEASURES for column in self.layout.columns.of(field)]
        is_measured = any(_DIGIT.search(str(cells[column])) for column in measured)
        width = self._widths.get(index)
        # A phone number in another column is a shifted row, not a remark.
        is_remark = width is None or not any(map(_LONG_NUMBER.search, texts))
        if self._is_heading(cells) or (phone is None and not is_measured and is_remark):
            self.passed_over.append(self.number_of(index))
            return
        if width is not None:
            # Everything else odd about it follows from that.
            words = {"told": width, "wanted": self._heading_width()}
            self.refuse(index, Problem("", "phones.usage_width", words))
            return
        problems = [
            Problem(field, taken.wrong[index].code, taken.wrong[index].parameters)
            for field, taken in self._taken
            if index in taken.wrong
        ]
        if phone is None and index not in self.phones.wrong:
            problems.append(Problem(UsageField.LINE, "phones.usage_no_line"))
        if lack is not None and not any(problem.key == lack.key for problem in problems):
            problems.append(lack)
        self.refuse(index, *problems)

    def _is_heading(self, cells: Sequence[Any]) -> bool:
        """Return whether a row repeats the headings, as on printed pages."""
        return repeats_headings(
            (fold(str(cell)), fold(use.heading))
            for cell, use in zip(cells, self.layout.columns.columns, strict=True)
            if cell is not None and use.field is not None
        )

    def _heading_width(self) -> int:
        rows = range(self.layout.heading_row, self.layout.first_row)
        return max(map(self.sheet.width_of, rows))

    def _odd_widths(self) -> dict[int, int]:
        """Return the rows with more or fewer cells than there are headings, and how many.

        One separator too many or too few shifts the cells after it under other headings, where
        they may look right. Only all rows alike may have more, when the extra cells are empty.
        """
        widths, wanted = self.sheet.widths[self.layout.first_row :], self._heading_width()
        odd = {index: width for index, width in enumerate(widths) if width not in {0, wanted}}
        if not odd:
            return {}
        of_lines = [
            width
            for width, code in zip(widths, self.phones.codes, strict=True)
            if self.phones.values[code] is not None
        ]
        usual = of_lines[0] if of_lines else wanted
        if set(of_lines) == {usual} and usual > wanted and self._is_empty_from(wanted):
            return {index: width for index, width in odd.items() if width != usual}
        return odd

    def _is_empty_from(self, column: int) -> bool:
        """Return whether a column and those after it are empty below the headings."""
        begin = self.layout.first_row
        return not any(
            one.values[code] is not None
            for one in self.sheet.columns[column:]
            for code in set(one.codes[begin:])
        )

    def _end(self, *, trusts_end: bool) -> Problem | None:
        """Return the problem that the file seems to end within its last row; None: it does not."""
        sheet, last = self.sheet, self.height - 1
        if not sheet.encoding or last < 0 or self._is_total_row(last):
            return None
        is_filled = [self._cell(column, last) is not None for column in range(len(sheet.columns))]
        if not any(is_filled) or (
            sum(is_filled) == 1 and self._is_another_text(is_filled.index(True), last)
        ):
            return None
        cut = Problem("", "phones.usage_cut")
        if self._widths.get(last, self._heading_width()) < self._heading_width():
            return cut
        if sheet.is_closed:
            return None
        column = sheet.columns[self._heading_width() - 1]
        end = _shape(self._cell(self._heading_width() - 1, last))
        shapes = {
            _shape(column.values[code]) for code in set(column.codes[self.layout.first_row : -1])
        }
        if shapes and end not in shapes:
            return cut
        # `4567` may have been `45670`: the row alone does not show it.
        return None if trusts_end else Problem("", "phones.usage_open_end")

    def _is_another_text(self, column: int, index: int) -> bool:
        """Return whether a lone cell is a remark, and not the beginning of a row."""
        if not index:
            return False
        here, above = (str(self._cell(column, row) or "") for row in (index, index - 1))
        return any(map(str.isalpha, here)) != any(map(str.isalpha, above))

    def _is_total_row(self, index: int) -> bool:
        cells = (self._cell(column, index) for column in range(len(self.sheet.columns)))
        return any(is_total(fold(str(cell))) for cell in cells if cell is not None)

    def _check_totals(
        self, left_out: frozenset[int], uncounted: Mapping[UsageField, Callable[[], frozenset[int]]]
    ) -> None:
        """Compare the totals in the file with the sums of its rows."""
        for field, amounts in ((UsageField.DURATION, self.seconds), (UsageField.DATA, self.bytes)):
            columns = self.layout.columns.of(field)
            if len(columns) != 1 or not self._totals:
                continue
            kept = [amount or 0 for amount in amounts]
            for index in self._odd:
                kept[index] = 0
            counted = kept.copy()
            for index in left_out | uncounted.get(field, frozenset)():
                counted[index] = 0
            read = self._reader(field, columns[0])
            begin = 0
            for index in self._totals:
                cell = self._cell(columns[0], index)
                sums = [
                    sum(part) for row in (counted, kept) for part in (row[:index], row[begin:index])
                ]
                begin = index
                try:
                    total = read(cell)
                except KnownError:
                    total = None
                slack = self._slack(field, columns[0], index)
                if total is not None and min(abs(total - summed) for summed in sums) > slack:
                    words = {"told": str(cell).strip()[:20], "summed": _words(field, sums[0])}
                    self.refuse(index, Problem(field, "phones.usage_total_differs", words))

    def _slack(self, field: UsageField, column: int, rows: int) -> int:
        """Return the allowed difference of a total, whose parts were rounded when printed."""
        cells = self.sheet.columns[column]
        most = 0.0
        for code in set(cells.codes[self.layout.first_row :]):
            most = max(
                most,
                last_place(
                    cells.values[code], self._units[column], is_time=field is UsageField.DURATION
                ),
            )
        return 0 if most <= 1 else round(most * (rows + 1) / 2) + 1


def is_total(text: str) -> bool:
    """Return whether a folded text marks its row as a total."""
    return len(text) <= _LONGEST_TOTAL and not _TOTALS.isdisjoint(words_of(text))


def _shape(cell: Any) -> str:
    return "" if cell is None else _DIGIT.sub("9", str(cell))


def _words(field: UsageField, amount: int) -> str:
    if field is not UsageField.DURATION:
        return f"{amount} bayt"
    minutes, seconds = divmod(amount, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}, {amount} sn"


_EMPTY = {
    UsageField.DURATION: "phones.usage_empty_duration",
    UsageField.DATA: "phones.usage_empty_data",
}


def lines_of(
    body: Body,
    *,
    file_name: str,
    period: StatedPeriod | None,
    of_calls: StatedPeriod | None,
    today: dt.date,
    trusts_end: bool = False,
) -> list[LineUsage]:
    """Return the usage in the rows of one sheet; problems are recorded in `body`.

    Args:
        body: The sheet.
        file_name: Names the period when nothing in the file does.
        period: The user's choice; it may not contradict the file.
        of_calls: That of the calls in the same file; used when nothing else states it.
        today: In Istanbul: a period that begins later was not used yet.
        trusts_end: Whether the user said that a file without a last line end is complete.
    """
    column = body.take(UsageField.PERIOD, _period_in_cell)
    body.settle(
        {
            index: Problem("", "phones.usage_nothing")
            for index, row in enumerate(zip(body.seconds, body.bytes, strict=True))
            if row == (None, None)
        },
        trusts_end=trusts_end,
    )
    titles = [cell for row in body.sheet.rows(0, body.layout.heading_row) for cell in row]
    if column is None and any(map(names_two_periods, titles)):
        body.problems.append(Problem(UsageField.PERIOD, "phones.usage_two_periods"))
        return []
    own = None if column is not None else period_in_titles([titles])
    if period is not None and own is not None and own.contradicts(period):
        words = {"told": _period_words(own), "wanted": _period_words(period)}
        body.problems.append(Problem(UsageField.PERIOD, "phones.usage_period_differs", words))
        return []
    around = period or _period_around(body, file_name, is_needed=column is None) or of_calls
    if around is None and column is None:
        body.problems.append(Problem(UsageField.PERIOD, "phones.usage_no_period"))
        return []
    periods = column.rows() if column is not None else [None] * body.height
    lines: list[LineUsage] = []
    phones = body.phones.rows()
    for index in body.good(range(body.height)):
        if period is not None and periods[index] is not None and periods[index].contradicts(period):
            words = {"told": _period_words(periods[index]), "wanted": _period_words(period)}
            body.refuse(index, Problem(UsageField.PERIOD, "phones.usage_period_differs", words))
            continue
        of_row = period or periods[index] or around
        if of_row is None:
            body.refuse(index, Problem(UsageField.PERIOD, "phones.usage_no_period"))
            continue
        if (begin := _first_day(of_row)) > today:
            words = {"day": f"{begin:%d.%m.%Y}"}
            body.refuse(index, Problem(UsageField.PERIOD, "phones.usage_future", words))
            continue
        seconds, amount = body.seconds[index], body.bytes[index]
        empty = [
            Problem(field, _EMPTY[field])
            for field, value in zip(MEASURES, (seconds, amount), strict=True)
            if value is None and body.has_measure(field)
        ]
        lines.append(
            LineUsage(
                phone=phones[index],
                row_number=body.number_of(index),
                rows=1,
                period=of_row,
                seconds=seconds,
                bytes=amount,
                hints=tuple(empty),
                sheet=body.sheet.sheet,
            )
        )
    return _without_empty(list(_once(body, lines)))


def _without_empty(lines: Sequence[LineUsage]) -> list[LineUsage]:
    """Return the lines without the hint that a measure is empty where another row contains it."""
    measures = {(line.phone, line.period): set[Measure]() for line in lines}
    for line in lines:
        measures[line.phone, line.period] |= line.measures
    return [
        replace(line, hints=()) if len(measures[line.phone, line.period]) == len(MEASURES) else line
        for line in lines
    ]


def _once(body: Body, lines: list[LineUsage]) -> Iterator[LineUsage]:
    """Yield the lines without repeated ones; they may be halves or copies: nobody knows.

    A row of minutes and one of data of the same line are both good.
    """
    first: dict[tuple[str, StatedPeriod, Measure], LineUsage] = {}
    for line in lines:
        keys = [(line.phone, line.period, measure) for measure in line.measures]
        known = next((first[key] for key in keys if key in first), None)
        if known is None:
            first.update(dict.fromkeys(keys, line))
            yield line
            continue
        code = "phones.usage_line_twice"
        index = line.row_number - body.layout.first_row - 1
        body.refuse(index, Problem(UsageField.LINE, code, {"row": known.row_number}))


def _period_words(period: StatedPeriod) -> str:
    return period.month or f"{period.starts_on:%d.%m.%Y}"


def _first_day(period: StatedPeriod) -> dt.date:
    """Return the first day that a period can begin on."""
    return period.starts_on or month_start(period.month)


def _period_in_cell(cell: object) -> StatedPeriod | None:
    if cell is None or not str(cell).strip():
        return None
    period = period_of(cell)
    if period is None or "?" in str(cell):
        raise KnownError("phones.usage_period", value=str(cell).strip()[:40])
    return period


def _period_around(body: Body, file_name: str, *, is_needed: bool) -> StatedPeriod | None:
    titles = period_in_titles(body.sheet.rows(0, body.layout.heading_row))
    if titles is not None:
        return titles
    for text, code in (
        (body.sheet.sheet, "phones.usage_period_by_sheet"),
        (file_name.rpartition(".")[0], "phones.usage_period_by_name"),
    ):
        named = period_of(text) if text else None
        if named is not None:
            if is_needed:
                words = {"period": _period_words(named)}
                body.notes.append(Problem(UsageField.PERIOD, code, words))
            return named
    return None
