"""The number of a person on duty at an instant: the one answer for every surface.

A number is given only where somebody answers it as that person: whoever rings the line of an
officer after it was taken back reaches somebody else. Source: Genelge 2014/05, madde 1.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.phones.rows import LineHistory
    from alo183_desktop.rota.rows import DutyRow, PersonRow

_EVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_MOMENT: Final = dt.timedelta(microseconds=1)


class NumberState(Worded):
    """Whether somebody can be called, and why not."""

    HELD = "held", "hattı üzerinde"
    """They hold a line of the directorate."""
    OWN = "own", "kayıtlı numarası"
    """They hold none; their stored number is no line of the register."""
    EXPECTED = "expected", "hattı henüz teslim edilmedi"
    """Their line is in store, or with an officer who leaves; they never held it."""
    LOST = "lost", "hattı kayıp"
    IN_REPAIR = "in_repair", "hattı tamirde"
    NONE = "none", "hattı yok"
    """None is known, or it was taken back or given to somebody else."""


class DutyNumber(NamedTuple):
    """The number of a person at an instant."""

    phone: str
    """E.164; empty unless the person answers it (`HELD`, `OWN`)."""
    state: NumberState

    @property
    def words(self) -> str:
        """The number as it is shown and printed, or why there is none."""
        return format_phone(self.phone) if self.phone else self.state.words


NO_NUMBER: Final = DutyNumber("", NumberState.NONE)


class CalledPerson(NamedTuple):
    """Somebody whose number is asked for."""

    officer_id: int | None
    """None: they are not in the roster, and hold no line."""
    stored: tuple[str, ...]
    """Their numbers (E.164) as stored, the preferred one first."""


class Since(NamedTuple):
    """The number of a person from an instant until the next one."""

    at: dt.datetime
    """UTC."""
    number: DutyNumber


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of people at every instant, as known at one of them."""

    now: dt.datetime
    """UTC; of what is ahead no more is known than now."""
    by_person: Mapping[int, Sequence[Since]]
    """In order, each from the beginning of time."""

    def at(self, person_id: int, at: dt.datetime) -> DutyNumber:
        """Return the number of somebody at an instant, UTC."""
        steps = self.by_person.get(person_id, ())
        place = bisect_right(steps, at, key=lambda one: one.at)
        return steps[place - 1].number if place else NO_NUMBER

    def until(self, person_id: int, ends_at: dt.datetime) -> DutyNumber:
        """Return the number of somebody in a time: that of now, or its last if it is over.

        Args:
            person_id: Whose.
            ends_at: The end of the time, UTC, which does not belong to it.
        """
        return self.at(person_id, min(self.now, ends_at - _MOMENT))

    def of(self, duty: DutyRow) -> DutyNumber | None:
        """Return the number of the holder of a duty, as `until`; None: nobody holds it."""
        if duty.person_id is None or not duty.is_held:
            return None
        return self.until(duty.person_id, duty.held_to)

    def lacks(self, person_id: int, duty: DutyRow) -> bool:
        """Return whether somebody cannot be called on a duty, nor will be once it begins."""
        number = self.until(person_id, duty.ends_at)
        is_ahead = self.now < duty.starts_at
        return not number.phone and not (is_ahead and number.state is NumberState.EXPECTED)

    def held(self, person_id: int) -> Iterator[tuple[str, dt.datetime, dt.datetime | None]]:
        """Yield the lines on which somebody answers, each from when until when, UTC."""
        steps = self.by_person.get(person_id, ())
        ends: list[dt.datetime | None] = [two.at for _one, two in pairwise(steps)]
        for (starts_at, number), ends_at in zip(steps, [*ends, None], strict=True):
            if number.state is NumberState.HELD:
                yield number.phone, starts_at, ends_at


def constant_numbers(people: Iterable[PersonRow], *, now: dt.datetime = _EVER) -> Numbers:
    """Return numbers that never change: those of people as they were read.

    Args:
        people: Whose.
        now: UTC; by default all duties are ahead.
    """
    return Numbers(now, {one.person_id: (Since(_EVER, one.number),) for one in people})


def numbers_of(
    asked: Mapping[int, CalledPerson],
    lines: Iterable[LineHistory],
    leaving: Collection[int],
    *,
    now: dt.datetime,
) -> Numbers:
    """Return the numbers of people.

    Args:
        asked: By the id under which they are asked for.
        lines: The lines that these people held or hold, and those with their stored numbers.
        leaving: The officers with a last day, among the holders of these lines.
        now: UTC.
    """
    by_phone = {one.phone: one for one in lines}
    of_officer: dict[int, list[LineHistory]] = {}
    for line in by_phone.values():
        for officer_id in {one.officer_id for one in line.custodies}:
            of_officer.setdefault(officer_id, []).append(line)
    found = {}
    for key, one in asked.items():
        own = of_officer.get(one.officer_id, []) if one.officer_id is not None else []
        touched = {line.phone: line for line in own}
        touched |= {phone: by_phone[phone] for phone in one.stored if phone in by_phone}
        cuts = sorted({_EVER, *(cut for line in touched.values() for cut in line.cuts())})
        steps: list[Since] = []
        for at in cuts:
            number = _number_at(one, own, by_phone, leaving, at)
            if not steps or steps[-1].number != number:
                steps.append(Since(at, number))
        found[key] = tuple(steps)
    return Numbers(now, found)


def _number_at(
    asked: CalledPerson,
    own: Sequence[LineHistory],
    by_phone: Mapping[str, LineHistory],
    leaving: Collection[int],
    at: dt.datetime,
) -> DutyNumber:
    held = [
        ((custody.from_at, custody.custody_id), line.state_at(at), line.phone)
        for line in own
        if (custody := line.custody_at(at)) is not None and custody.officer_id == asked.officer_id
    ]
    held.sort(key=lambda one: one[0], reverse=True)
    for _since, state, phone in held:
        if state is ItemState.ISSUED:
            return DutyNumber(phone, NumberState.HELD)
    known = {phone: by_phone[phone] for phone in asked.stored if phone in by_phone}
    for phone in asked.stored:
        # A line that was never issued may be in use since before there was a register.
        if phone not in known or not known[phone].is_used_by(at):
            return DutyNumber(phone, NumberState.OWN)
    if held:
        is_lost = held[0][1] is ItemState.LOST
        return DutyNumber("", NumberState.LOST if is_lost else NumberState.IN_REPAIR)
    if any(_is_expected(asked, line, leaving, at) for line in known.values()):
        return DutyNumber("", NumberState.EXPECTED)
    return NO_NUMBER


def _is_expected(
    asked: CalledPerson, line: LineHistory, leaving: Collection[int], at: dt.datetime
) -> bool:
    """Return whether somebody is named with a line that nobody who stays has."""
    if asked.officer_id is None or any(
        one.officer_id == asked.officer_id and one.from_at <= at for one in line.custodies
    ):
        return False
    custody = line.custody_at(at)
    if custody is None:
        return line.state_at(at) is ItemState.IN_STORE
    return custody.officer_id in leaving and line.state_at(at) is ItemState.ISSUED
