"""What the columns of an operator's file mean: field, unit and decimal mark."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.phones.usage_numbers import (
    Mark,
    Unit,
    weigh_marks,
)
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.documents.foreign.tables import ForeignSheet


class Field(enum.StrEnum):
    """What a column means."""

    LINE = "line"
    NUMBER = "number"
    """The other number of a call."""
    DATE = "date"
    """Alone, or with the time behind it."""
    TIME = "time"
    KIND = "kind"
    DIRECTION = "direction"
    """Whether a call came in or went out."""
    DURATION = "duration"
    DATA = "data"
    PERIOD = "period"


_MARK_WORDS: Final = {Mark.COMMA: "virgül", Mark.POINT: "nokta"}
MEASURES: Final = (Field.DURATION, Field.DATA)
"""What several columns of a file may add up to."""
_OF_CALLS: Final = (Field.NUMBER, Field.TIME, Field.KIND, Field.DIRECTION)
TIME_UNITS: Final = (
    Unit.SECONDS,
    Unit.MINUTES,
    Unit.HOURS,
    Unit.CLOCK_MINUTES,
    Unit.CLOCK_HOURS,
)
DATA_UNITS: Final = (Unit.BYTES, Unit.KILOBYTES, Unit.MEGABYTES, Unit.GIGABYTES, Unit.TERABYTES)


DATE_UNITS: Final = (Unit.DAY_FIRST, Unit.MONTH_FIRST)


class Reading(NamedTuple):
    """How somebody said that what nothing in a file decides is read."""

    decimal: Mark | None = None
    """The decimal mark of numbers such as `1.234`; None: the file is not read."""
    month_first: bool | None = None
    """Whether `10/02/2026` is in October; None: the file is not read."""


AS_WRITTEN: Final = Reading()


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of a file means."""

    heading: str
    """As the file has it; empty when there is none."""
    field: Field | None = None
    """None: it is not read."""
    unit: Unit | None = None
    """Of a measure or a date; None when its cells name their own, or nobody knows."""
    mark: Mark | None = None
    """The decimal mark of a measure; None: it is decided by the numbers."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a file means what: as it was recognised, or as a clerk corrected it."""

    columns: tuple[ColumnUse, ...]
    """One for each column, in the order of the file."""
    absent: frozenset[Field] = frozenset()
    """Measures that the file knowingly does not tell; they stay unknown."""

    @property
    def signature(self) -> frozenset[str]:
        """The folded headings, by which a file of the same operator is known again."""
        return frozenset(key for key in keys_of(use.heading for use in self.columns) if key)

    def of(self, field: Field) -> tuple[int, ...]:
        """Return the places of the columns that mean `field`."""
        return tuple(place for place, use in enumerate(self.columns) if use.field is field)

    def to_json(self) -> dict[str, Any]:
        """Return the map as the database keeps it."""
        return {
            "columns": [
                {"heading": use.heading, "field": use.field, "unit": use.unit, "mark": use.mark}
                for use in self.columns
            ],
            "absent": sorted(self.absent),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ColumnMap:
        """Return the map that `to_json` made; raises ValueError or LookupError for another one."""
        return cls(
            tuple(
                ColumnUse(
                    str(told["heading"]),
                    Field(told["field"]) if told["field"] else None,
                    Unit(told["unit"]) if told["unit"] else None,
                    Mark(told["mark"]) if told["mark"] else None,
                )
                for told in stored["columns"]
            ),
            frozenset(map(Field, stored["absent"])),
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings of a sheet stand, and what they mean."""

    heading_row: int
    """Index of the first row of headings, from 0."""
    first_row: int
    """Index of the row after the headings."""
    columns: ColumnMap
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read before somebody corrects the map."""

    @property
    def may_be_calls(self) -> bool:
        """Whether each row may be a call, or what a line used on a day."""
        of = self.columns.of
        if not of(Field.DATE):
            return False
        return self.is_surely_calls or not of(Field.PERIOD)

    @property
    def is_surely_calls(self) -> bool:
        """Whether each row has what only a call has."""
        of = self.columns.of
        return bool(of(Field.DATE)) and any(of(field) for field in _OF_CALLS)


def marks_of(
    sheet: ForeignSheet, layout: Layout, *, decimal: Mark | None = None
) -> tuple[dict[int, Mark | None], list[Problem], list[Problem]]:
    """Return the decimal mark of each measured column, and hints about them.

    A column whose numbers could be read in two ways is decided by the other columns of the sheet,
    which is said; when they do not tell either, somebody has to. None for a column
    that has the one mark and the other: each of its numbers has to tell its own.

    Args:
        sheet: The sheet.
        layout: Where its headings stand.
        decimal: The mark that somebody named for what nothing in the file decides.

    Returns:
        The marks, hints, and what nothing decides: `1.234` MB is a thousand times `1,234` MB.
    """
    marks: dict[int, Mark | None] = {}
    told: list[Problem] = []
    undecided: list[Problem] = []
    weighed = {
        place: weigh_marks(_values(sheet, place, layout.first_row))
        for place, use in enumerate(layout.columns.columns)
        if use.field is None or use.field in MEASURES
    }
    others = {mark for evidence in weighed.values() if (mark := evidence.mark) is not None}
    for place, use in enumerate(layout.columns.columns):
        if use.field not in MEASURES:
            continue
        evidence = weighed[place]
        marks[place] = use.mark or evidence.mark
        if marks[place] is not None:
            continue
        if evidence.comma and evidence.point:
            samples = {
                "heading": use.heading,
                "first": evidence.comma.strip()[:20],
                "second": evidence.point.strip()[:20],
            }
            told.append(Problem(use.field, "phones.usage_two_marks", samples))
            continue
        mark = next(iter(others)) if len(others) == 1 else decimal or Mark.COMMA
        if evidence.unsure:
            parameters = {"heading": use.heading, "value": evidence.unsure.strip()[:20]}
            if len(others) == 1:
                words = {**parameters, "mark": _MARK_WORDS[mark]}
                told.append(Problem(use.field, "phones.usage_mark_by_others", words))
            elif decimal is None:
                undecided.append(Problem(use.field, "phones.usage_mark", parameters))
        marks[place] = mark
    return marks, told, undecided


def _values(sheet: ForeignSheet, place: int, first_row: int) -> list[object]:
    column = sheet.columns[place]
    return [column.values[code] for code in set(column.codes[first_row:])]


def keys_of(headings: Iterable[str]) -> list[str]:
    """Return the folded headings; one that comes again has a number behind it."""
    seen: dict[str, int] = {}
    keys = []
    for heading in headings:
        key = fold(heading)
        seen[key] = seen.get(key, 0) + 1
        keys.append(f"{key}#{seen[key]}" if key and seen[key] > 1 else key)
    return keys
