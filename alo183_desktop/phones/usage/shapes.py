"""Files of another shape: a service in each row (`Konuşma | 120 | dk`), a line above its rows."""

from __future__ import annotations

import re
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.documents.foreign.columns import CODES
from alo183_desktop.documents.foreign.tables import ForeignColumn
from alo183_desktop.imports.headings import find_columns, words_of
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.phones.usage.columns import (
    MEASURES,
    WANTED,
    UsageField,
    is_usage,
    measure_of,
    recognise,
)
from alo183_desktop.phones.usage.sheet import is_total
from alo183_desktop.phones.usage.values import DATA_WORDS, TIME_WORDS, amount_of
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignSheet
    from alo183_desktop.phones.usage.columns import UsageLayout

_SEARCHED_ROWS: Final = 101
_SERVICES: Final = word_set("usage.service")
_AMOUNTS: Final = word_set("usage.amount")
_UNITS: Final = frozenset({"birim", "birimi", "olcubirimi", "olcu"})
_OF_COUNTS: Final = frozenset({"adet", "ad", "tane", "sms", "mms", "mesaj", "tl", "try"})
_OF_MEASURES: Final = {
    **dict.fromkeys(TIME_WORDS, UsageField.DURATION),
    **dict.fromkeys(DATA_WORDS, UsageField.DATA),
}
_SMALLEST: Final = {UsageField.DURATION: "sn", UsageField.DATA: "bayt"}
_HEADINGS: Final = {UsageField.DURATION: "Konuşma", UsageField.DATA: "Veri"}
_LINE_HEADING: Final = "Hat numarası"
_CLOCK: Final = re.compile(r"\d+:\d\d:\d\d")
_DIGIT: Final = re.compile(r"\d")
_UNIT_BEHIND: Final = re.compile(r"[\d.,\s]+([a-z]+)")
_MOBILE: Final = re.compile(
    r"(?<!\d)(?:\+?90[\s.-]*|0[\s.-]*)?\(?5\d{2}\)?[\s.-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}(?!\d)"
)
_OF_CALLS: Final = (
    UsageField.NUMBER,
    UsageField.DATE,
    UsageField.TIME,
    UsageField.KIND,
    UsageField.DIRECTION,
)
_OF_LINES: Final = frozenset({"hat", "hatti", "gsm", "msisdn", "abone", "abonenin"})
_OF_NUMBERS: Final = frozenset({"no", "nosu", "numara", "numarasi", "telefon", "cep", "kurumsal"})


class Shaped(NamedTuple):
    """A sheet in the usual shape, and notes about its original one."""

    sheet: ForeignSheet
    notes: tuple[Problem, ...] = ()


def reshaped(sheet: ForeignSheet) -> Shaped:
    """Return a sheet with a column for each measure, and with the line in each of its rows."""
    parted = _by_services(sheet)
    lined = _with_lines(parted.sheet)
    return Shaped(lined.sheet, (*parted.notes, *lined.notes))


class _Long(NamedTuple):
    """The positions of the headings of a long form."""

    row: int
    service: int
    amount: int
    unit: int | None
    is_calls: bool
    """Whether rows are calls: `Yurt içi` is then the kind of one, and its unit the measure."""


def _by_services(sheet: ForeignSheet) -> Shaped:
    """Return a sheet with the amounts of talk and of data in columns of their own.

    Talk takes the column of the amounts, and data that of the units, or one more in front.
    """
    found = _long_form(sheet)
    if found is None:
        return Shaped(sheet)
    texts: dict[UsageField, list[object]] = {field: [None] * sheet.height for field in MEASURES}
    left_out: dict[str, int] = {}
    rows = sheet.rows(found.row + 1)
    for place, row in enumerate(rows, start=found.row + 1):
        amount = row[found.amount]
        if amount is None or not str(amount).strip():
            continue
        unit = _text(row[found.unit]) if found.unit is not None else ""
        service = _text(row[found.service])
        field = _field_of(service, unit or _unit_behind(amount))
        if field is None:
            left_out[service or unit] = left_out.get(service or unit, 0) + 1
            continue
        is_measure = measure_of(service) is not None or (found.is_calls and unit in _OF_MEASURES)
        texts[field][place] = (
            _cell(amount, unit, field) if is_measure else f"{service}: {amount} {unit}"
        )
    for field in MEASURES:
        texts[field][found.row] = _HEADINGS[field]
    kept = {
        place for column in texts.values() for place, cell in enumerate(column) if cell is not None
    }
    # A row of messages or money is irrelevant here.
    others = frozenset(range(found.row + 1, sheet.height)) - kept
    blank = {place for place in others if rows[place - found.row - 1][found.amount] is not None}
    columns = [_without(column, blank) for column in sheet.columns]
    columns[found.amount] = _column(texts[UsageField.DURATION])
    notes = [Problem("", "phones.usage_long_form")]
    if left_out:
        services = ", ".join(f"{name} ({count} satır)" for name, count in left_out.items())
        notes.append(Problem("", "phones.usage_services_passed", {"services": services}))
    data = _column(texts[UsageField.DATA])
    if found.unit is None:
        return Shaped(_in_front(replace(sheet, columns=tuple(columns)), data), tuple(notes))
    columns[found.unit] = data
    return Shaped(replace(sheet, columns=tuple(columns)), tuple(notes))


def _long_form(sheet: ForeignSheet) -> _Long | None:
    for number, row in enumerate(sheet.rows(0, _SEARCHED_ROWS)):
        names = ["".join(words_of(cell)) if isinstance(cell, str) else "" for cell in row]
        places = [
            [index for index, name in enumerate(names) if name in wanted]
            for wanted in (_SERVICES, _AMOUNTS, _UNITS)
        ]
        if [len(found) for found in places[:2]] != [1, 1] or len(places[2]) > 1:
            continue
        (service,), (amount,) = places[:2]
        unit = places[2][0] if places[2] else None
        column = sheet.columns[amount if unit is None else unit]
        cells = [column.values[code] for code in set(column.codes[number + 1 :])]
        units = [_text(cell) if unit is not None else _unit_behind(cell) for cell in cells if cell]
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        heads = find_columns([texts], WANTED, {})
        is_calls = heads is not None and not {UsageField.DATE, UsageField.NUMBER}.isdisjoint(
            heads.columns
        )
        names_one = any(measure_of(_text(cell)) for cell in sheet.columns[service].values)
        if any(one in _OF_MEASURES for one in units) and (is_calls or names_one):
            return _Long(number, service, amount, unit, is_calls)
    return None


def _field_of(service: str, unit: str) -> UsageField | None:
    """Return the measure of a row; None for other rows: messages, money, what is left.

    Where service and unit contradict each other, the service decides, which then refuses
    the amount.
    """
    words = words_of(service)
    if unit in _OF_COUNTS or (service and not is_usage(words)):
        return None
    return measure_of(service) or _OF_MEASURES.get(unit, UsageField.DURATION)


def _cell(amount: object, unit: str, field: UsageField) -> object:
    """Return an amount with its unit; one that does not fit stays as written, and is refused."""
    if _CLOCK.fullmatch(str(amount)) and unit in TIME_WORDS:
        return amount
    is_time = field is UsageField.DURATION
    size = (TIME_WORDS if is_time else DATA_WORDS).get(unit)
    if size is not None and isinstance(amount, float | int):
        # A number of Excel's has no mark that a text could keep.
        try:
            return f"{amount_of(amount, size, None, is_time=is_time)} {_SMALLEST[field]}"
        except KnownError:
            pass
    return f"{amount} {unit}".strip()


def _unit_behind(cell: object) -> str:
    found = _UNIT_BEHIND.fullmatch(fold(cell)) if isinstance(cell, str) else None
    return found[1] if found else ""


def _text(cell: object) -> str:
    return fold(str(cell)).strip(" .:") if cell is not None else ""


def _with_lines(sheet: ForeignSheet) -> Shaped:
    """Return a sheet whose rows contain the line that is alone in a row above them."""
    layout = recognise(sheet)
    if layout is None:
        return Shaped(sheet)
    lines = layout.columns.of(UsageField.LINE)
    if lines and None not in sheet.columns[lines[0]].values:
        return Shaped(sheet)
    heads = dict(_heads(sheet, layout))
    if not heads:
        return Shaped(sheet)
    totals = set(_places(sheet, lambda cell: is_total(fold(str(cell)))))
    measured = set(_places(sheet, lambda cell: cell is not None, _measures(layout)))
    own = sheet.columns[lines[0]].pick(sheet.columns[lines[0]].values) if lines else []
    rows = {place for place in measured - totals if place >= layout.first_row}
    # Where rows contain their own line, one without it is a total or a mistake, of no line.
    if own and any(_DIGIT.search(str(own[place])) for place in rows):
        return Shaped(sheet)
    lines_of_rows: list[object] = []
    line: str | None = None
    for place in range(sheet.height):
        line = heads.get(place, line)
        here = own[place] if own and place not in heads else None
        lines_of_rows.append(here if here is not None else line if place in rows else None)
    if not lines:
        lines_of_rows[layout.heading_row] = _LINE_HEADING
    # A title above the headings may name the period, too.
    columns = [
        _without(column, {place for place in heads if place >= layout.first_row})
        for column in sheet.columns
    ]
    notes = (Problem("", "phones.usage_lines_above", {"count": len(heads)}),)
    if lines:
        columns[lines[0]] = _column(lines_of_rows)
        return Shaped(replace(sheet, columns=tuple(columns)), notes)
    return Shaped(_in_front(replace(sheet, columns=tuple(columns)), _column(lines_of_rows)), notes)


def _heads(sheet: ForeignSheet, layout: UsageLayout) -> Iterator[tuple[int, str]]:
    """Yield the rows that contain nothing but the number of a line, and that number.

    A text may follow it, such as the name of the line's holder. Above the headings it
    has to be labelled as a line: an operator prints numbers of its own there.
    """
    measured = set(_places(sheet, lambda cell: cell is not None, _measures(layout)))
    candidates = _places(sheet, lambda cell: bool(_MOBILE.search(str(cell))))
    for place in sorted(set(candidates) - measured):
        cells = [column.values[column.codes[place]] for column in sheet.columns]
        text = " ".join(str(cell) for cell in cells if cell is not None)
        found = list(_MOBILE.finditer(text))
        label = set(words_of(text[: found[0].start()])) if found else set()
        is_called = not _OF_LINES.isdisjoint(label) or place >= layout.first_row
        if len(found) != 1 or not is_called or not label <= _OF_LINES | _OF_NUMBERS:
            continue
        if place < layout.first_row or _is_head(cells, layout, is_named=bool(label)):
            yield place, found[0][0]


def _is_head(cells: Sequence[object], layout: UsageLayout, *, is_named: bool) -> bool:
    """Return whether nothing after the number of a line is specific to a call.

    The number that an SMS went to is in its row without a measure, too.
    """
    at = next(index for index, cell in enumerate(cells) if _MOBILE.search(str(cell)))
    behind = [index for index, cell in enumerate(cells) if index > at and cell is not None]
    if not behind:
        return True
    is_text = isinstance(cells[at + 1], str) and not _DIGIT.search(str(cells[at + 1]))
    is_of_call = layout.columns.columns[at + 1].field in _OF_CALLS
    return behind == [at + 1] and is_text and (is_named or not is_of_call)


def _measures(layout: UsageLayout) -> Sequence[int]:
    return [column for field in MEASURES for column in layout.columns.of(field)]


def _places(
    sheet: ForeignSheet, is_wanted: Callable[[Any], bool], columns: Sequence[int] | None = None
) -> Iterator[int]:
    """Yield the rows in which a cell is wanted, once for each such cell."""
    for number in range(len(sheet.columns)) if columns is None else columns:
        column = sheet.columns[number]
        wanted = {code for code, cell in enumerate(column.values) if is_wanted(cell)}
        if wanted:
            yield from (index for index, code in enumerate(column.codes) if code in wanted)


def _column(cells: Sequence[object]) -> ForeignColumn:
    values = list(dict.fromkeys(cells))
    codes = {cell: code for code, cell in enumerate(values)}
    return ForeignColumn(tuple(values), array(CODES, map(codes.__getitem__, cells)))  # type: ignore[arg-type]


def _without(column: ForeignColumn, places: set[int]) -> ForeignColumn:
    """Return a column that is empty in some rows."""
    codes = column.codes[:]
    for place in places:
        codes[place] = len(column.values)
    return ForeignColumn((*column.values, None), codes) if places else column


def _in_front(sheet: ForeignSheet, column: ForeignColumn) -> ForeignSheet:
    widths = array(CODES, [width + 1 for width in sheet.widths])
    return replace(sheet, columns=(column, *sheet.columns), widths=widths)
