"""Recognise the columns of an operator's file: field, unit and decimal mark."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.imports.headings import (
    chosen_keys,
    column_names,
    find_columns,
    join_headings,
    wanted,
    words_of,
)
from alo183_desktop.imports.moments import HALF
from alo183_desktop.imports.sheets import quoted
from alo183_desktop.imports.vocabulary import word_set
from alo183_desktop.phones.usage.values import (
    DATA_WORDS,
    TIME_WORDS,
    DecimalMark,
    UsageUnit,
    weigh_marks,
)
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold, lower_first

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignColumn, ForeignSheet


class UsageField(enum.StrEnum):
    """What a column means."""

    LINE = "line"
    NUMBER = "number"
    """The number of the other party of a call."""
    DATE = "date"
    """Alone, or with the time behind it."""
    TIME = "time"
    KIND = "kind"
    DIRECTION = "direction"
    """Whether a call came in or went out."""
    DURATION = "duration"
    DATA = "data"
    PERIOD = "period"


_MARK_WORDS: Final = {DecimalMark.COMMA: "virgül", DecimalMark.POINT: "nokta"}
MEASURES: Final = (UsageField.DURATION, UsageField.DATA)
"""Measures that may be the sum of several columns of a file."""
_OF_CALLS: Final = (UsageField.NUMBER, UsageField.TIME, UsageField.KIND, UsageField.DIRECTION)
TIME_UNITS: Final = (
    UsageUnit.SECONDS,
    UsageUnit.MINUTES,
    UsageUnit.HOURS,
    UsageUnit.CLOCK_MINUTES,
    UsageUnit.CLOCK_HOURS,
)
DATA_UNITS: Final = (
    UsageUnit.BYTES,
    UsageUnit.KILOBYTES,
    UsageUnit.MEGABYTES,
    UsageUnit.GIGABYTES,
    UsageUnit.TERABYTES,
)


DATE_UNITS: Final = (UsageUnit.DAY_FIRST, UsageUnit.MONTH_FIRST)


class UsageReading(NamedTuple):
    """How to read what nothing in a file decides, as chosen by the user."""

    decimal: DecimalMark | None = None
    """The decimal mark of numbers such as `1.234`; None: the file is not read."""
    month_first: bool | None = None
    """Whether `10/02/2026` is in October; None: the file is not read."""


AS_WRITTEN: Final = UsageReading()


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of a file means."""

    heading: str
    """As in the file; empty when there is none."""
    field: UsageField | None = None
    """None: it is not read."""
    unit: UsageUnit | None = None
    """Of a measure or a date; None when its cells name their own, or it is unknown."""
    mark: DecimalMark | None = None
    """The decimal mark of a measure; None: it is decided by the numbers."""

    @property
    def notation(self) -> str:
        """Its meaning in the notation of `use_of`: `duration:minutes`, `data:megabytes:,`."""
        if self.field is None or (self.field not in MEASURES and self.unit is None):
            return str(self.field or "")
        return ":".join((self.field, self.unit or "", *filter(None, (self.mark,))))


def use_of(heading: str, notation: str) -> ColumnUse | None:
    """Return the chosen use of a column; None when it is not understood.

    After the field there may be a unit, and after that a decimal mark, each after a colon:
    `duration:minutes`, `data:megabytes:,`. Without a unit the one of the heading is used; an
    empty one means that the cells name it.
    """
    name, has_unit, more = notation.partition(":")
    unit, _, mark = more.partition(":")
    try:
        field = UsageField(name) if name else None
        of_heading = None if has_unit else _unit_of(heading, field)
        return ColumnUse(
            heading,
            field,
            UsageUnit(unit) if unit else of_heading,
            DecimalMark(mark) if mark else None,
        )
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The meaning of each column of a file, as recognised or as corrected by a clerk."""

    columns: tuple[ColumnUse, ...]
    """One for each column, in the order of the file."""
    absent: frozenset[UsageField] = frozenset()
    """Measures known to be missing from the file; they remain unknown."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns (`headings.column_names`)."""
        return column_names([use.heading for use in self.columns])

    @property
    def headings(self) -> Mapping[str, str]:
        """Which heading was taken for which field, in the order of the file."""
        headings: dict[str, str] = {}
        for use in self.columns:
            if use.field is not None:
                known = headings.get(use.field)
                headings[use.field.value] = f"{known} + {use.heading}" if known else use.heading
        return headings

    def of(self, field: UsageField) -> tuple[int, ...]:
        """Return the indexes of the columns that mean `field`."""
        return tuple(index for index, use in enumerate(self.columns) if use.field is field)

    @property
    def notation(self) -> dict[str, str]:
        """By column name its meaning in the notation of `use_of`."""
        return {name: use.notation for name, use in zip(self.names, self.columns, strict=True)}


_NO_CHOICES: Final = MappingProxyType[str, str]({})


@dataclass(frozen=True, slots=True)
class UsageLayout:
    """The position of the headings of a sheet, and their meaning."""

    heading_row: int
    """Index of the first row of headings, from 0."""
    first_row: int
    """Index of the row after the headings."""
    columns: ColumnMap
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read before the map is corrected."""
    rivals: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Fields with the indexes of several columns between which the user has to choose."""

    @property
    def may_be_calls(self) -> bool:
        """Whether each row may be a call, or the usage of a line on one day."""
        of = self.columns.of
        if not of(UsageField.DATE):
            return False
        return self.is_surely_calls or not of(UsageField.PERIOD)

    @property
    def is_surely_calls(self) -> bool:
        """Whether each row has values that only a call has."""
        of = self.columns.of
        return bool(of(UsageField.DATE)) and any(of(field) for field in _OF_CALLS)


def marks_of(
    sheet: ForeignSheet, layout: UsageLayout, *, decimal: DecimalMark | None = None
) -> tuple[dict[int, DecimalMark | None], list[Problem], list[Problem]]:
    """Return the decimal mark of each measured column, and hints about them.

    A column whose numbers could be read in two ways is decided by the other columns of the sheet,
    which a hint states; when they do not decide either, the user has to. None for a column
    with both marks: each of its numbers has to show its own.

    Args:
        sheet: The sheet.
        layout: The position of its headings.
        decimal: The mark that the user chose where nothing in the file decides.

    Returns:
        The marks, the hints, and what remains undecided: `1.234` MB is a thousand times `1,234` MB.
    """
    marks: dict[int, DecimalMark | None] = {}
    hints: list[Problem] = []
    undecided: list[Problem] = []
    weighed = {
        index: weigh_marks(_values(sheet, index, layout.first_row))
        for index, use in enumerate(layout.columns.columns)
        if use.field is None or use.field in MEASURES
    }
    others = {mark for evidence in weighed.values() if (mark := evidence.mark) is not None}
    for index, use in enumerate(layout.columns.columns):
        if use.field not in MEASURES:
            continue
        evidence = weighed[index]
        marks[index] = use.mark or evidence.mark
        if marks[index] is not None:
            continue
        if evidence.comma and evidence.point:
            samples = {
                "heading": use.heading,
                "first": evidence.comma.strip()[:20],
                "second": evidence.point.strip()[:20],
            }
            hints.append(Problem(use.field, "phones.usage_two_marks", samples))
            continue
        mark = next(iter(others)) if len(others) == 1 else decimal or DecimalMark.COMMA
        if evidence.unsure:
            parameters = {"heading": use.heading, "value": evidence.unsure.strip()[:20]}
            if len(others) == 1:
                words = {**parameters, "mark": _MARK_WORDS[mark]}
                hints.append(Problem(use.field, "phones.usage_mark_by_others", words))
            elif decimal is None:
                undecided.append(Problem(use.field, "phones.usage_mark", parameters))
        marks[index] = mark
    return marks, hints, undecided


def _values(sheet: ForeignSheet, index: int, first_row: int) -> list[object]:
    column = sheet.columns[index]
    return [column.values[code] for code in set(column.codes[first_row:])]


_SEARCHED_ROWS: Final = 101
_HALF: Final = re.compile(HALF)
_LETTER: Final = re.compile(r"[^\W\d_]")
_YEAR: Final = re.compile(r"\d{4}")
_LONGEST_LONE_HEADING: Final = 2
"""Words of a heading that is alone above others, such as `Konuşma Süresi`."""
_LEAST_STEM: Final = 4
_LEAST_WITHOUT_MEASURE: Final = 3


WANTED: Final = wanted("usage")
FIELD_WORDS: Final[Mapping[str, str]] = {one.key: one.label for one in WANTED}
"""The names of the columns of a usage file on screens."""
_TIME_STEMS: Final = ("konusma", "gorusme", "dakika", "saniye", "sure", "duration")
_TIME_EXACT: Final = frozenset({"ses", "dk", "sn", "minutes", "seconds"})
"""`Saat` is not among them: it is when a call was, more often than how long."""
_DATA_STEMS: Final = ("internet", "data", "gprs", "indirme", "yukleme", "download", "upload")
_DATA_EXACT: Final = frozenset({"veri", "verisi", "kb", "mb", "gb", "byte", "bayt"})
"""`B` is not among them: it is the other party of a call; `veri` has namesakes like `verilen`."""
_PARTS_OF_DATA: Final = ("indirme", "yukleme", "download", "upload", "gelen", "giden")
_WHOLE: Final = ("toplam", "genel", "yone", "total")
_MONEY_AND_REST: Final = word_set("usage.no_usage")
_COUNTS: Final = word_set("usage.counts")
_OF_AMOUNTS: Final = frozenset({"sesli", *TIME_WORDS, *DATA_WORDS})
_ALLOWANCE: Final = ("kota", "paket", "limit", "hakki", "tanimli", "hediye", "tarife", "quota")
"""What a line may use; with `kullanım` after it, what it used."""
_IDENTIFIERS: Final = word_set("usage.identifiers")
_AMOUNT: Final = re.compile(
    rf"\s*(?:\d{{1,9}}(?:[.,]\d{{3}})*(?:[.,]\d+)?|\d+(?::\d\d){{1,2}})"
    rf"\s*(?:{'|'.join((*TIME_WORDS, *DATA_WORDS))})?\.?\s*"
)
_USED_UP: Final = re.compile("[1-9]")
_CLOCK_WORDS: Final = {"hh": UsageUnit.HOURS, "mm": UsageUnit.MINUTES, "ss": UsageUnit.SECONDS}
_USED: Final = ("kullan", "used", "usage")


def recognise(
    sheet: ForeignSheet,
    *,
    absent: frozenset[UsageField] = frozenset(),
    choices: Mapping[str, str] = _NO_CHOICES,
    is_all: bool = False,
) -> UsageLayout | None:
    """Return the layout of a sheet; None when it has no headings of a usage file.

    Args:
        sheet: The sheet.
        absent: Measures known to be missing from the file.
        choices: By name or letter the meaning of a column (`use_of`); several may be one measure.
        is_all: Whether to read nothing else: other columns are ignored, other measures absent.
    """
    rows = sheet.rows(0, _SEARCHED_ROWS)
    fields = {name: text.partition(":")[0] for name, text in choices.items()}
    found = find_columns([_heading_row(row) for row in rows], WANTED, fields)
    if found is None or not found.columns.keys() & {*MEASURES, UsageField.LINE}:
        return None
    # A word or two in a text about something else are no table of usage.
    if not found.columns.keys() & set(MEASURES) and len(found.columns) < _LEAST_WITHOUT_MEASURE:
        return None
    first_row = found.first_row
    if first_row < len(rows) and _is_of_units(rows[first_row]):
        first_row += 1
    headings = _headings(rows, found.heading_row, first_row)
    taken = {} if is_all else {place: key for key, place in found.columns.items()}
    # A column whose heading is not recognised may still have been named by the user.
    by_index = chosen_keys(column_names(headings), choices)
    taken.update(by_index)
    uses = [
        use_of(heading, taken.get(place, "")) or ColumnUse(heading)
        for place, heading in enumerate(headings)
    ]
    if is_all:
        absent = frozenset(MEASURES) - {use.field for use in uses}
    settled = range(len(uses)) if is_all else by_index
    chosen = {place: uses[place].field for place in settled}
    notes: list[Problem] = []
    problems: list[Problem] = []
    rivals: dict[str, Sequence[int]] = {
        key: places
        for key, places in found.doubts.items()
        if len(places) > 1 and key not in MEASURES and not is_all
    }
    for key, places in rivals.items():
        named = quoted(found.names[place] for place in places)
        problems.append(Problem(key, "imports.columns_compete", {"headings": named}))
    for field in MEASURES:
        rivals[field] = _settle(uses, field, chosen, notes, problems)
        places = tuple(place for place, use in enumerate(uses) if use.field is field)
        is_like = field in found.guessed
        if not places and field not in absent:
            # `Konuşma (saat)` is when a call was, or how long.
            is_like, places = (
                True,
                tuple(
                    place
                    for place, use in enumerate(uses)
                    if use.field in {None, UsageField.TIME}
                    and place not in chosen
                    and measure_of(use.heading) is field
                ),
            )
        if len(places) == 1 and is_like and not rivals[field]:
            # `Ortalama Konuşma`, `Önceki Ay Veri`: of the line, but not its usage.
            rivals[field] = places
            named = quoted(found.names[place] for place in places)
            problems.append(Problem(field, "imports.column_like", {"headings": named}))
    unasked = {
        place: column
        for place, column in enumerate(sheet.columns)
        if uses[place].field is None and place not in settled
    }
    problems += (
        Problem(UsageField.TIME, "phones.usage_halves", {"heading": uses[place].heading})
        for place, column in unasked.items()
        if any(map(_is_half, column.values))
    )
    rivals[""] = [
        place
        for place, column in unasked.items()
        # What is behind all headings of a text slipped there.
        if place < sheet.width_of(found.heading_row)
        and _may_be_amounts(uses[place].heading, column, first_row)
    ]
    names = column_names(headings)
    named = quoted(names[place] for place in rivals[""])
    problems += [Problem("", "imports.column_decides", {"headings": named})] if named else []
    unread = [use.heading for use in uses if use.field is None and use.heading]
    if unread:
        notes.append(Problem("", "imports.unread_columns", {"headings": ", ".join(unread)}))
    layout = UsageLayout(
        found.heading_row,
        first_row,
        ColumnMap(tuple(uses), absent),
        tuple(notes),
        tuple(problems),
        tuple((key, tuple(places)) for key, places in rivals.items() if places),
    )
    return _checked(layout)


def _is_half(cell: object) -> bool:
    """Return whether a cell is the half of a day, beside the hour in another column: `ÖS`."""
    return isinstance(cell, str) and _HALF.fullmatch(fold(cell).strip()) is not None


def _may_be_amounts(heading: str, column: ForeignColumn, first_row: int) -> bool:
    """Return whether a column that is not read may be of talk or data: numbers of no other kind."""
    if heading and not _heading(heading):
        return False
    if measure_of(heading) or _has(words_of(heading), _IDENTIFIERS):
        return False
    codes = column.codes[first_row:]
    if not heading and [str(column.values[code]) for code in codes[:2]] == ["1", "2"]:
        return False  # it numbers the rows
    # The first text that is none decides, of a hundred thousand.
    cells = [cell for code in set(codes) if (cell := column.values[code]) is not None]
    return all(_AMOUNT.fullmatch(fold(str(cell))) for cell in cells) and any(
        _USED_UP.search(str(cell)) for cell in cells
    )


def _is_of_units(row: Sequence[object]) -> bool:
    """Return whether a row below the headings contains only their units: `dk`, `(MB)`."""
    texts = [cell for cell in row if cell is not None and str(cell).strip()]
    units = TIME_WORDS.keys() | DATA_WORDS.keys()
    return bool(texts) and all(
        isinstance(text, str) and units.issuperset(words := words_of(text)) and words
        for text in texts
    )


def _heading_row(row: Sequence[object]) -> list[str]:
    """Return the cells of a row that may be headings; empty where one cannot be.

    A title is alone in its row, and must not be combined with the headings below it.
    """
    texts = [_heading(cell) for cell in row]
    filled = [text for text in texts if text]
    if len(filled) == 1 and (
        len(words_of(filled[0])) > _LONGEST_LONE_HEADING or _YEAR.search(filled[0])
    ):
        return [""] * len(texts)
    return texts


def _heading(cell: object) -> str:
    """Return a cell as a heading; empty when it is about money, an allowance or a share."""
    if not isinstance(cell, str) or not _LETTER.search(cell):
        return ""
    return cell if "%" not in cell and is_usage(words_of(cell)) else ""


def is_usage(words: Sequence[str]) -> bool:
    """Return whether words are about neither money nor an allowance nor what is left of it.

    `Mesaj` counts pieces; `Sesli Mesaj (sn)` does not.
    """
    is_count = _has(words, _COUNTS) and _OF_AMOUNTS.isdisjoint(words)
    if is_count or _has(words, _MONEY_AND_REST):
        return False
    if "fatura" in words and not _has(words, ("donem", "ay", "ayi")):
        return False
    return not _has(words, _ALLOWANCE) or _has(words, _USED) or _is_part_of_package(words)


def _is_part_of_package(words: Sequence[str]) -> bool:
    """Return whether a heading is about usage within a package or beyond it.

    `Paket İçi Dakika` and `Aşım Dakika` are both used.
    """
    is_within = "paket" in words and not {"ici", "disi", "icinde", "disinda"}.isdisjoint(words)
    return is_within or _has(words, ("asim", "asilan", "asan"))


def _has(words: Sequence[str], stems: Collection[str]) -> bool:
    return any(
        word == stem or (len(stem) >= _LEAST_STEM and word.startswith(stem))
        for word in words
        for stem in stems
    )


def measure_of(heading: str) -> UsageField | None:
    """Return the measure of a heading, alone or as one part of several."""
    words = words_of(_heading(heading))
    if _has(words, _DATA_STEMS) or not _DATA_EXACT.isdisjoint(words):
        return UsageField.DATA
    if _has(words, _TIME_STEMS) or not _TIME_EXACT.isdisjoint(words):
        return UsageField.DURATION
    return None


def _settle(
    uses: list[ColumnUse],
    field: UsageField,
    chosen: Mapping[int, UsageField | None],
    notes: list[Problem],
    problems: list[Problem],
) -> Sequence[int]:
    """Decide which of several columns contain a measure; return them when nothing decides."""
    rivals = [
        index
        for index, use in enumerate(uses)
        if index not in chosen
        and (use.field is field or (use.field is None and measure_of(use.heading) is field))
    ]
    is_said = field in chosen.values()
    if len(rivals) <= 1 and not is_said:
        return ()
    words = {index: words_of(uses[index].heading) for index in rivals}
    whole = [index for index in rivals if _has(words[index], _WHOLE)]
    named = ", ".join(uses[index].heading for index in rivals)
    taken: Sequence[int]
    said = [index for index, meant in chosen.items() if meant is field]
    if is_said and (not rivals or any(measure_of(uses[one].heading) is field for one in said)):
        taken = ()
    elif is_said:
        # Of a column that no heading calls so, nothing says whether it is instead of the others.
        both = ", ".join(uses[index].heading for index in sorted((*rivals, *said)))
        problems.append(Problem(field, "phones.usage_rivals", {"headings": both}))
        return rivals
    elif len(whole) == 1:
        taken = whole
        parameters = {"heading": uses[whole[0]].heading, "headings": named}
        notes.append(Problem(field, "phones.usage_whole_taken", parameters))
    elif _are_parts(field, list(words.values())):
        taken = rivals
        notes.append(Problem(field, "phones.usage_parts_added", {"headings": named}))
    else:
        problems.append(Problem(field, "phones.usage_rivals", {"headings": named}))
        return rivals
    for index in rivals:
        heading = uses[index].heading
        meant = field if index in taken else None
        uses[index] = ColumnUse(heading, meant, _unit_of(heading, meant))
    return ()


def _are_parts(field: UsageField, rivals: Sequence[Sequence[str]]) -> bool:
    """Return whether columns are parts of one amount: up and down, within the package or beyond."""
    if field is UsageField.DATA and all(_has(words, _PARTS_OF_DATA) for words in rivals):
        return True
    return all(map(_is_part_of_package, rivals))


def _unit_of(heading: str, field: UsageField | None) -> UsageUnit | None:
    words = words_of(heading)
    if field is UsageField.DATA:
        return next((DATA_WORDS[word] for word in words if word in DATA_WORDS), None)
    if field is not UsageField.DURATION:
        return None
    units = [TIME_WORDS[word] for word in words if word in TIME_WORDS]
    units += [_CLOCK_WORDS[word] for word in words if word in _CLOCK_WORDS]
    match units:
        case [UsageUnit.MINUTES, UsageUnit.SECONDS]:
            return UsageUnit.CLOCK_MINUTES
        case [UsageUnit.HOURS, UsageUnit.MINUTES]:
            return UsageUnit.CLOCK_HOURS
        case [unit]:
            return unit
    return None


def _checked(layout: UsageLayout) -> UsageLayout:
    """Return a layout with its missing columns among its problems."""
    columns = layout.columns
    has_measure = any(columns.of(field) for field in MEASURES)
    missing = [
        Problem(field, "phones.usage_missing_column", {"field": lower_first(FIELD_WORDS[field])})
        for field in (UsageField.LINE, *MEASURES)
        if not columns.of(field)
        and not (field in columns.absent and has_measure)
        and not any(problem.key == field for problem in layout.problems)
    ]
    repeated = [
        Problem(field, "phones.usage_field_twice", {"field": lower_first(FIELD_WORDS[field])})
        for field in UsageField
        if field not in MEASURES and len(columns.of(field)) > 1
    ]
    return replace(layout, problems=(*layout.problems, *missing, *repeated))


def _headings(rows: Sequence[Sequence[object]], start: int, stop: int) -> list[str]:
    """Return the heading of each column."""
    return [" ".join(text.split()) for text in join_headings(rows[start:stop])]
