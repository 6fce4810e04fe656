"""A month as a sheet: where each duty stands, and what typing, pasting and undoing come to."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rules import OVERRULABLE, duty_words, whole_duties
from alo183_desktop.shared.calendar import month_after, month_start
from alo183_desktop.shared.clock import local, local_day
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.rows import DutyRow, PersonRow

_DAY: Final = dt.timedelta(days=1)


class Place(NamedTuple):
    """A cell: the day from above, the column of duties from the left."""

    row: int
    column: int


class SheetColumn(NamedTuple):
    """The duties of a kind: where a day has several, the first of each day, or the second."""

    kind: DutyKind
    number: int
    """From 1; 0 where no day has two of the kind."""
    hours: str
    """`08.00-17.00` where all of them are so; otherwise empty."""

    @property
    def heading(self) -> str:
        """What stands above it."""
        words = self.kind.words
        return f"{words} {self.number}" if self.number else words


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the duties of a month stand."""

    days: tuple[dt.date, ...]
    columns: tuple[SheetColumn, ...]
    duties: Mapping[Place, int]
    """The number of the duty in a cell, of its first part; other cells have none."""
    places: Mapping[int, Place]
    """By the number of the duty or of a part."""


def lay_out(month: str, duties: Iterable[DutyRow]) -> Layout:
    """Return where each duty of a month such as `2026-12` stands; its parts stand where it does."""
    duties = tuple(duties)
    first, end = month_start(month), month_start(month_after(month))
    days = tuple(first + place * _DAY for place in range((end - first).days))
    by_cell: defaultdict[tuple[dt.date, DutyKind], list[DutyRow]] = defaultdict(list)
    for duty in sorted(whole_duties(duties), key=lambda one: (one.starts_at, one.duty_id)):
        by_cell[local_day(duty.starts_at), duty.kind].append(duty)
    most: Counter[DutyKind] = Counter()
    for (_day, kind), found in by_cell.items():
        most[kind] = max(most[kind], len(found))
    columns: list[SheetColumn] = []
    places: dict[int, Place] = {}
    for kind in DutyKind:
        for number in range(most[kind]):
            hours = set()
            for row, day in enumerate(days):
                found = by_cell.get((day, kind), [])
                if number < len(found):
                    places[found[number].duty_id] = Place(row, len(columns))
                    hours.add(hours_of(found[number]))
            numbered = number + 1 if most[kind] > 1 else 0
            columns.append(SheetColumn(kind, numbered, hours.pop() if len(hours) == 1 else ""))
    cells = {place: duty_id for duty_id, place in places.items()}
    places |= {one.duty_id: places[one.whole_id] for one in duties if one.whole_id in places}
    return Layout(days, tuple(columns), cells, places)


def hours_of(duty: DutyRow) -> str:
    """Return from when to when a duty lasts: `08.00-08.00`."""
    return f"{local(duty.starts_at):%H.%M}-{local(duty.ends_at):%H.%M}"


class Change(NamedTuple):
    """Somebody comes on a duty, or nobody is on it any more."""

    duty_id: int
    person_id: int | None
    reason: str = ""

    @classmethod
    def of(cls, duty: DutyRow) -> Change:
        """Return what puts a duty back as it is now."""
        return cls(duty.duty_id, duty.person_id, duty.reason)

    def done_to(self, duty: DutyRow, names: Mapping[int, str]) -> DutyRow:
        """Return its duty as it is afterwards."""
        return replace(
            duty,
            person_id=self.person_id,
            person_name="" if self.person_id is None else names.get(self.person_id, ""),
            reason=self.reason,
            overruled=OVERRULABLE if self.reason else frozenset(),
        )


class Given(NamedTuple):
    """A duty is given a vehicle, or None of them any more."""

    duty_id: int
    vehicle_id: int | None

    @classmethod
    def of(cls, duty: DutyRow) -> Given:
        """Return what puts a duty back as it is now."""
        return cls(duty.duty_id, duty.vehicle_id)

    def done_to(self, duty: DutyRow, _names: Mapping[int, str]) -> DutyRow:
        """Return its duty as it is afterwards; its plate is read with what is stored."""
        return replace(duty, vehicle_id=self.vehicle_id)


def put(duty: DutyRow, person_id: int | None) -> Change:
    """Return that somebody comes on a duty; who has it already keeps the reason for that."""
    return Change(duty.duty_id, person_id, duty.reason if person_id == duty.person_id else "")


class Step(NamedTuple):
    """What one act changed, for undoing it."""

    before: tuple[Change | Given, ...]
    after: tuple[Change | Given, ...]


class History:
    """What can be undone and done again, act by act."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, step: Step) -> None:
        """Note an act; what was undone before it cannot be done again."""
        self._done.append(step)
        self._undone.clear()

    def undo(self) -> Step | None:
        """Return the act that is undone now, None where there is none."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step | None:
        """Return the act that is done again now, None where there is none."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]

    def forget(self, step: Step) -> None:
        """Let an act be neither undone nor done again: it was refused."""
        for steps in (self._done, self._undone):
            if step in steps:
                steps.remove(step)

    def clear(self) -> None:
        """Forget all acts."""
        self._done.clear()
        self._undone.clear()


def matches(typed: str, people: Iterable[PersonRow]) -> tuple[PersonRow, ...]:
    """Return whose name has words that begin with what is typed; given names come first."""
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
    """Return the cells that a spreadsheet puts into the clipboard."""
    lines = csv.reader(io.StringIO(text.rstrip("\r\n")), delimiter="\t")
    return [[" ".join(cell.split()) for cell in line] for line in lines]


def changed(
    duties: Iterable[DutyRow], changes: Iterable[Change | Given], names: Mapping[int, str]
) -> tuple[DutyRow, ...]:
    """Return duties as they are after some changes, one after the other."""
    rows = {one.duty_id: one for one in duties}
    for change in changes:
        if change.duty_id in rows:
            rows[change.duty_id] = change.done_to(rows[change.duty_id], names)
    return tuple(rows.values())


class Sifted(NamedTuple):
    """Changes that can be stored, and why the others cannot."""

    changes: tuple[Change | Given, ...]
    refused: tuple[str, ...]


def sift(
    wanted: Sequence[Change | Given], duties: Sequence[DutyRow], people: Mapping[int, PersonRow]
) -> Sifted:
    """Leave out what would put somebody on two duties at once, and what changes nothing.

    Args:
        wanted: What somebody asks for; of one duty the last one counts.
        duties: As they are now, those around the month, too.
        people: By their numbers.
    """
    rows = {one.duty_id: one for one in duties}
    meant = {one.duty_id: one for one in wanted if one.duty_id in rows}
    meant = {
        number: one
        for number, one in meant.items()
        if one.of(rows[number]) != one
        # An act that is undone may name somebody who can be on no duty of the month any more.
        and (isinstance(one, Given) or one.person_id is None or one.person_id in people)
    }
    refused: list[str] = []
    while (found := _first_double(meant, rows)) is not None:
        change, other = found
        # Whoever stood there stands there still, which may be in the way of another change.
        del meant[change.duty_id]
        if change.person_id is not None:
            name = people[change.person_id].name
            refused.append(f"{name}: aynı anda nöbette ({duty_words(other)})")
    return Sifted(tuple(meant.values()), tuple(refused))


def _first_double(
    meant: Mapping[int, Change | Given], rows: Mapping[int, DutyRow]
) -> tuple[Change, DutyRow] | None:
    """Return the first change that puts somebody on two duties at once, and the other duty."""
    # As they are once all that change are empty: two people can change places.
    stand = {number: one for number, one in rows.items() if number not in meant}
    for number, change in meant.items():
        if isinstance(change, Given):
            continue
        if change.person_id is not None:
            other = _other_duty(rows[number], change.person_id, stand.values())
            if other is not None:
                return change, other
        stand[number] = replace(rows[number], person_id=change.person_id)
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
) -> Iterator[Change]:
    """Yield who comes on the empty duties of a month by the order of the month before.

    The first duty of a kind goes to who had the first one of that kind, and so on. Who is on no
    duty any more is left out.
    """
    for kind in DutyKind:
        had, empty = (
            [one for one in whole_duties(each) if one.kind is kind] for each in (before, duties)
        )
        for last, duty in zip(had, empty, strict=False):
            if duty.person_id is None and last.person_id in people:
                yield Change(duty.duty_id, last.person_id)
