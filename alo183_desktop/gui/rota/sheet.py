"""A month as a sheet: the position of each duty, and the effects of typing, pasting and undoing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rules import OVERRULABLE, clock_words, duty_words, whole_duties
from alo183_desktop.shared.calendar import month_after, month_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.rows import DutyRow, PersonRow

_DAY: Final = dt.timedelta(days=1)


class Place(NamedTuple):
    """A cell: row of the day, column of the duty."""

    row: int
    column: int


class MonthColumn(NamedTuple):
    """The duties of a kind: where a day has several, the first of each day, or the second."""

    kind: DutyKind
    number: int
    """From 1; 0 where no day has two of the kind."""
    hours: str
    """`08.00-17.00` where all of them have the same hours; otherwise empty."""

    @property
    def heading(self) -> str:
        """The heading of the column."""
        words = self.kind.words
        return f"{words} {self.number}" if self.number else words


@dataclass(frozen=True, slots=True)
class MonthLayout:
    """The positions of the duties of a month."""

    days: tuple[dt.date, ...]
    columns: tuple[MonthColumn, ...]
    duties: Mapping[Place, int]
    """The id of the duty in a cell, for a divided duty of its first part."""
    places: Mapping[int, Place]
    """By the id of the duty or of a part."""


def lay_out(month: str, duties: Iterable[DutyRow]) -> MonthLayout:
    """Return the positions of the duties of a month such as `2026-12`; parts share a cell."""
    duties = tuple(duties)
    first, end = month_start(month), month_start(month_after(month))
    days = tuple(first + place * _DAY for place in range((end - first).days))
    by_cell: defaultdict[tuple[dt.date, DutyKind], list[DutyRow]] = defaultdict(list)
    for duty in sorted(whole_duties(duties), key=lambda one: (one.starts_at, one.duty_id)):
        by_cell[local_day(duty.starts_at), duty.kind].append(duty)
    most: Counter[DutyKind] = Counter()
    for (_day, kind), found in by_cell.items():
        most[kind] = max(most[kind], len(found))
    columns: list[MonthColumn] = []
    places: dict[int, Place] = {}
    for kind in DutyKind:
        for number in range(most[kind]):
            hours = set()
            for row, day in enumerate(days):
                found = by_cell.get((day, kind), [])
                if number < len(found):
                    places[found[number].duty_id] = Place(row, len(columns))
                    one = found[number]
                    hours.add(clock_words(one.starts_at, one.ends_at))
            numbered = number + 1 if most[kind] > 1 else 0
            columns.append(MonthColumn(kind, numbered, hours.pop() if len(hours) == 1 else ""))
    cells = {place: duty_id for duty_id, place in places.items()}
    places |= {one.duty_id: places[one.whole_id] for one in duties if one.whole_id in places}
    return MonthLayout(days, tuple(columns), cells, places)


class CellChange(NamedTuple):
    """A duty is assigned to a person, or emptied."""

    duty_id: int
    person_id: int | None
    reason: str = ""

    @classmethod
    def of(cls, duty: DutyRow) -> CellChange:
        """Return the change that restores a duty's current state."""
        return cls(duty.duty_id, duty.person_id, duty.reason)

    def done_to(self, duty: DutyRow, names: Mapping[int, str]) -> DutyRow:
        """Return its duty with the change applied."""
        return replace(
            duty,
            person_id=self.person_id,
            person_name="" if self.person_id is None else names.get(self.person_id, ""),
            held_until=None,
            reason=self.reason,
            overruled=OVERRULABLE if self.reason else frozenset(),
        )


class VehicleChange(NamedTuple):
    """A duty is assigned a vehicle, or None."""

    duty_id: int
    vehicle_id: int | None

    @classmethod
    def of(cls, duty: DutyRow) -> VehicleChange:
        """Return the change that restores a duty's current state."""
        return cls(duty.duty_id, duty.vehicle_id)

    def done_to(self, duty: DutyRow, _names: Mapping[int, str]) -> DutyRow:
        """Return its duty with the change applied; its plate is read with the stored data."""
        return replace(duty, vehicle_id=self.vehicle_id)


def put(duty: DutyRow, person_id: int | None) -> CellChange:
    """Return the change that assigns a person; an unchanged one keeps the reason."""
    return CellChange(duty.duty_id, person_id, duty.reason if person_id == duty.person_id else "")


class UndoStep(NamedTuple):
    """The changes of one action, for undo."""

    before: tuple[CellChange | VehicleChange, ...]
    after: tuple[CellChange | VehicleChange, ...]


class UndoHistory:
    """The actions that can be undone and redone."""

    def __init__(self) -> None:
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []

    def add(self, step: UndoStep) -> None:
        """Record an action; actions undone before can no longer be redone."""
        self._done.append(step)
        self._undone.clear()

    def undo(self) -> UndoStep | None:
        """Return the action to undo now, None where there is none."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> UndoStep | None:
        """Return the action to redo now, None where there is none."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]

    def forget(self, step: UndoStep) -> None:
        """Remove an action, which was refused."""
        for steps in (self._done, self._undone):
            if step in steps:
                steps.remove(step)

    def clear(self) -> None:
        """Remove all actions."""
        self._done.clear()
        self._undone.clear()


def matches(typed: str, people: Iterable[PersonRow]) -> tuple[PersonRow, ...]:
    """Return persons whose names have words that begin with the text; given names come first."""
    wanted = fold(typed)
    if not wanted:
        return ()
    found: list[tuple[int, PersonRow]] = []
    for person in people:
        name = fold(person.name)
        if name == wanted:
            found.append((0, person))
        elif name.startswith(wanted):
            found.append((1, person))
        elif f" {wanted}" in name:
            found.append((2, person))
    return tuple(person for _rank, person in sorted(found, key=lambda one: one[0]))


def read_table(text: str) -> list[list[str]]:
    """Return the cells that a spreadsheet copies to the clipboard."""
    lines = csv.reader(io.StringIO(text.rstrip("\r\n")), delimiter="\t")
    return [[" ".join(cell.split()) for cell in line] for line in lines]


def changed(
    duties: Iterable[DutyRow],
    changes: Iterable[CellChange | VehicleChange],
    names: Mapping[int, str],
) -> tuple[DutyRow, ...]:
    """Return duties with changes applied, one after the other."""
    rows = {one.duty_id: one for one in duties}
    for change in changes:
        if change.duty_id in rows:
            rows[change.duty_id] = change.done_to(rows[change.duty_id], names)
    return tuple(rows.values())


class WritableChanges(NamedTuple):
    """Changes that can be stored, and the reasons why others cannot."""

    changes: tuple[CellChange | VehicleChange, ...]
    refused: tuple[str, ...]


def sift(
    wanted: Sequence[CellChange | VehicleChange],
    duties: Sequence[DutyRow],
    people: Mapping[int, PersonRow],
) -> WritableChanges:
    """Remove changes that would put a person on two duties at once, or have no effect.

    Args:
        wanted: The requested changes; for one duty the last one counts.
        duties: The current duties, including those around the month.
        people: By their ids.
    """
    rows = {one.duty_id: one for one in duties}
    meant = {one.duty_id: one for one in wanted if one.duty_id in rows}
    meant = {
        duty_id: one
        for duty_id, one in meant.items()
        if one.of(rows[duty_id]) != one
        # An undone action may name a person who can no longer be on any duty of the month.
        and (isinstance(one, VehicleChange) or one.person_id is None or one.person_id in people)
    }
    refused: list[str] = []
    while (found := _first_double(meant, rows)) is not None:
        change, other = found
        # The previous person remains, which may block another change.
        del meant[change.duty_id]
        if change.person_id is not None:
            name, left = people[change.person_id].name, _left_words(rows[change.duty_id])
            refused.append(f"{name}: aynı anda nöbette ({duty_words(other)}); {left}")
    return WritableChanges(tuple(meant.values()), tuple(refused))


def _left_words(duty: DutyRow) -> str:
    """Return what a duty stays as that somebody could not be put on."""
    if duty.person_id is None:
        return f"yazılmadı, {duty_words(duty)} boş kaldı"
    return f"yazılmadı, {duty_words(duty)} yine {duty.person_name} üzerinde"


def _first_double(
    meant: Mapping[int, CellChange | VehicleChange], rows: Mapping[int, DutyRow]
) -> tuple[CellChange, DutyRow] | None:
    """Return the first change that puts a person on two duties at once, and the other duty."""
    # With all changed duties emptied first: two people can be exchanged.
    stand = {duty_id: one for duty_id, one in rows.items() if duty_id not in meant}
    for duty_id, change in meant.items():
        if isinstance(change, VehicleChange):
            continue
        if change.person_id is not None:
            other = _other_duty(rows[duty_id], change.person_id, stand.values())
            if other is not None:
                return change, other
        stand[duty_id] = replace(rows[duty_id], person_id=change.person_id)
    return None


def _other_duty(duty: DutyRow, person_id: int, others: Iterable[DutyRow]) -> DutyRow | None:
    return next(
        (
            one
            for one in others
            if one.person_id == person_id
            and one.duty_id != duty.duty_id
            and one.starts_at < duty.ends_at
            and duty.starts_at < one.ends_at
        ),
        None,
    )


def pattern_changes(
    before: Sequence[DutyRow], duties: Sequence[DutyRow], people: Mapping[int, PersonRow]
) -> Iterator[CellChange]:
    """Yield changes that fill the empty duties of a month in the order of the previous month.

    The first duty of a kind goes to the person of the first one of that kind, and so on. People
    who no longer do duties are left out.
    """
    for kind in DutyKind:
        had, empty = (
            [one for one in whole_duties(each) if one.kind is kind] for each in (before, duties)
        )
        for last, duty in zip(had, empty, strict=False):
            if duty.person_id is None and last.person_id in people:
                yield CellChange(duty.duty_id, last.person_id)
