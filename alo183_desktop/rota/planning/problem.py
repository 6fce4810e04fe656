"""The facts for a proposal of a month, as plain values; nothing here solves anything."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.rota import ledger, rules
from alo183_desktop.rota.holidays import day_class, is_free
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.shared.calendar import month_after, month_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles.rows import Fleet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from alo183_desktop.officers.rows import Task
    from alo183_desktop.rota.holidays import Closure
    from alo183_desktop.rota.kinds import DayClass
    from alo183_desktop.rota.ledger import LedgerEntry, Turns, WorkedRow
    from alo183_desktop.rota.record import Limits
    from alo183_desktop.rota.rows import AbsenceRow, Breach, DutyRow, PersonRow, WishRow
    from alo183_desktop.rota.rules import Facts

    Key = TypeVar("Key", DayClass, DutyKind)

_NONE: Final[Turns] = MappingProxyType({})
SOFT: Final = frozenset({"spacing"})
"""Rules that matter less than an empty slot: the clerk gives a reason then."""
_DAY: Final = dt.timedelta(days=1)


class Assigned(NamedTuple):
    """A person on a duty."""

    duty_id: int
    person_id: int


@dataclass(frozen=True)
class MonthProblem:
    """A month to be proposed, with all facts that decide it; instants are UTC."""

    month: str
    """Such as `2026-12`."""
    duties: tuple[DutyRow, ...]
    """Of the month, at present, in the order in which they begin."""
    open_ids: frozenset[int]
    """The duties to propose; all others stay as they are."""
    neighbours: tuple[DutyRow, ...]
    """Of the weeks around the month."""
    people: tuple[PersonRow, ...]
    absences: tuple[AbsenceRow, ...]
    closures: tuple[Closure, ...]
    limits: Limits
    deviations: Mapping[int, Mapping[DayClass, float]]
    """Before the month: duties by class of day that somebody worked beyond their share."""
    tasks: tuple[Task, ...]
    """The tasks of the people around the month; empty where all answer for everything."""
    published: Mapping[int, int | None]
    """The holder of each duty in the newest published version; empty before the first."""
    fleet: Fleet = field(default_factory=Fleet)
    """Vehicles and drivers around the month: some may not drive then."""
    wishes: tuple[WishRow, ...] = ()
    worked: tuple[WorkedRow, ...] = ()
    """The differences from the plan in the days of the month that are over."""
    turns: Turns = field(default_factory=dict)
    """Of everybody before the month."""
    given_up: frozenset[int] = frozenset()
    """Duties that nobody has in any plan that leaves the least empty."""
    seed: int = 0
    shows_kind: bool = True
    """Whether the kind of an absence is shown."""

    @cached_property
    def proposed(self) -> tuple[DutyRow, ...]:
        """The duties to propose, with nobody on them."""
        return tuple(emptied(one) for one in self.duties if one.duty_id in self.open_ids)

    @cached_property
    def fixed(self) -> tuple[DutyRow, ...]:
        """The duties around them that stay as they are and have a holder."""
        stay = (*self.neighbours, *(one for one in self.duties if one.duty_id not in self.open_ids))
        return tuple(one for one in stay if one.person_id is not None)

    @property
    def keeps_duties(self) -> bool:
        """Whether duties of the month with a holder stay as they are."""
        return any(one.duty_id in self.by_id for one in self.fixed)

    @cached_property
    def names(self) -> dict[int, str]:
        """The names of all people by their ids."""
        return {one.person_id: one.name for one in self.people}

    @cached_property
    def by_id(self) -> dict[int, DutyRow]:
        """The duties of the month by their ids."""
        return {one.duty_id: one for one in self.duties}

    @cached_property
    def can(self) -> frozenset[Assigned]:
        """Who can have which proposed duty, looked at alone."""
        alone = self.around(())
        return frozenset(
            Assigned(duty.duty_id, person.person_id)
            for duty in self.proposed
            for person in self.people
            if duty.duty_id not in self.given_up
            and duty.kind in person.kinds
            and not rules.check(duty, person.person_id, alone)
        )

    @cached_property
    def possible(self) -> frozenset[Assigned]:
        """Who can have which proposed duty beside the fixed ones."""
        beside = self.around(self.fixed)
        held = {one.person_id for one in self.fixed}
        duties = {one.duty_id: one for one in self.proposed}
        return frozenset(
            one
            for one in self.can
            if one.person_id not in held
            or all(
                breach.rule in SOFT
                for breach in rules.check(duties[one.duty_id], one.person_id, beside)
            )
        )

    @cached_property
    def expected(self) -> dict[int, dict[DayClass, float]]:
        """The share of each person in the month by class of day, before anybody is chosen.

        As the ledger will count it (`ledger.entries`) if everything is held that somebody can have:
        of a duty that stays empty no share is expected. Everybody with a kind of duty is taken to
        do it this month.
        """
        return expected_by(self._weighed, self.people, lambda one: one.day_class)

    @cached_property
    def expected_of_kind(self) -> dict[int, dict[DutyKind, float]]:
        """The share of each person in the month by kind of duty, as `expected`."""
        return expected_by(self._weighed, self.people, lambda one: one.kind)

    def entries(
        self, duties: Iterable[DutyRow], *, to_be_held: Collection[int] = (), turns: Turns = _NONE
    ) -> tuple[LedgerEntry, ...]:
        """Return the shares in duties of the month, as the ledger counts them.

        Args:
            duties: Of the month.
            to_be_held: As in `ledger.entries`.
            turns: Of the month, beside those before it.
        """
        return ledger.entries(
            duties,
            self.worked,
            self.people,
            self.absences,
            self.closures,
            self.limits,
            before={**turns, **self.turns},
            to_be_held=to_be_held,
        )

    @cached_property
    def _weighed(self) -> tuple[LedgerEntry, ...]:
        first = month_start(self.month)
        turns: dict[tuple[int, DutyKind | None], ledger.Turn] = {
            (one.person_id, kind): ledger.Turn(first, month_start(month_after(self.month)))
            for one in self.people
            for kind in one.kinds
        }
        held = {one.duty_id for one in self.possible}
        return self.entries(self.filled(()), to_be_held=held, turns=turns)

    @cached_property
    def shares(self) -> dict[int, float]:
        """Which share of its whole each duty is, by its id."""
        return rules.shares((*self.neighbours, *self.duties))

    def class_of(self, duty: DutyRow) -> DayClass:
        """Return the class of the day on which the whole duty begins."""
        return self._classes[duty.duty_id]

    @cached_property
    def _classes(self) -> dict[int, DayClass]:
        return {one.duty_id: day_class(self.day_of(one), self.closures) for one in self.duties}

    def day_of(self, duty: DutyRow) -> dt.date:
        """Return the day on which the whole of a duty begins, in Istanbul."""
        return rules.first_day(duty, self.begins)

    def is_of_month(self, duty: DutyRow) -> bool:
        """Return whether a duty, or the whole of which it is a part, begins in the month."""
        return rules.is_of(duty, self.month, self.begins)

    @cached_property
    def begins(self) -> dict[int, dt.datetime]:
        """When whole duties begin, by their ids."""
        return rules.whole_begins((*self.neighbours, *self.duties))

    def is_free(self, day: dt.date) -> bool:
        """Return whether a day is of a weekend or a feast."""
        return is_free(day, self.closures)

    def able(self, subject_id: int, day: dt.date) -> frozenset[int]:
        """Return who is able for a subject on a day; other people than officers always are."""
        answering = {
            one.officer_id
            for one in self.tasks
            if one.subject_id == subject_id and one.runs_on(day)
        }
        return frozenset(
            one.person_id
            for one in self.people
            if one.officer_id is None or one.officer_id in answering
        )

    def filled(self, plan: Iterable[Assigned]) -> tuple[DutyRow, ...]:
        """Return the duties of the month with the people of a plan on the proposed ones."""
        holders = dict(plan)
        return tuple(
            replace(
                emptied(one),
                person_id=holders[one.duty_id],
                person_name=self.names[holders[one.duty_id]],
            )
            if one.duty_id in holders
            else emptied(one)
            if one.duty_id in self.open_ids
            else one
            for one in self.duties
        )

    def facts(self, duties: Iterable[DutyRow]) -> Facts:
        """Return the facts for the rules around the duties of the month."""
        return self.around((*duties, *self.neighbours), shows_kind=self.shows_kind)

    def around(self, duties: Iterable[DutyRow], *, shows_kind: bool = True) -> Facts:
        """Return the facts for the rules around some duties and no others."""
        return rules.facts(
            self.people,
            duties,
            self.absences,
            self.limits,
            shows_kind=shows_kind,
            fleet=self.fleet,
        )

    def breaches(self, plan: Iterable[Assigned]) -> tuple[Breach, ...]:
        """Return the breaches that a plan would add, as found by the rules.

        It runs `rules.check_all` on the whole month, independently of how the plan was made.
        """
        filled = self.filled(plan)
        around = (*filled, *self.neighbours)
        known = self.names.keys()
        stay = (one for one in (*self.duties, *self.neighbours) if one.duty_id not in self.open_ids)
        stood = {
            (one.duty_id, one.rule)
            for one in rules.check_all(
                (one for one in stay if one.person_id in known), self.facts(self.duties)
            )
        }
        found = rules.check_all(
            (one for one in around if one.person_id in known), self.facts(filled)
        )
        # No plan assigns vehicles: a breach of one does not depend on the holder.
        return tuple(
            one
            for one in found
            if one.person_id is not None and (one.duty_id, one.rule) not in stood
        )

    def is_as(self, other: MonthProblem) -> bool:
        """Return whether all facts that decide the month are the same in another problem."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in (
                "duties",
                "open_ids",
                "neighbours",
                "people",
                "absences",
                "closures",
                "limits",
                "fleet",
                "wishes",
            )
        )


def expected_by(
    found: Iterable[LedgerEntry], people: Iterable[PersonRow], key: Callable[[LedgerEntry], Key]
) -> dict[int, dict[Key, float]]:
    """Return what is expected of people, summed up by a part of the entries."""
    sums: dict[int, defaultdict[Key, float]] = {one.person_id: defaultdict(float) for one in people}
    for one in found:
        if one.person_id in sums and one.expected:
            sums[one.person_id][key(one)] += one.expected
    return {number: dict(theirs) for number, theirs in sums.items()}


def occupied_until(duty: DutyRow) -> dt.datetime:
    """Return when the holder can begin another duty after this one; UTC.

    Two duties of one person clash when one begins in `[starts_at, occupied_until)` of the other.
    """
    rest = duty.rest_minutes if duty.is_active else 0
    return duty.ends_at + dt.timedelta(minutes=rest)


def cliques(duties: Sequence[DutyRow], *, least_rest_minutes: int = 0) -> Iterator[list[DutyRow]]:
    """Yield groups of duties of which a person can have one at most; they cover all clashes.

    Parts of one duty count as one: they do not clash with each other.

    Args:
        duties: In any order.
        least_rest_minutes: Between two of them, beside their own rest.
    """
    rest = dt.timedelta(minutes=least_rest_minutes)
    ends = {one.duty_id: max(occupied_until(one), one.ends_at + rest) for one in duties}
    for later in duties:
        # All that occupy their holder when this one begins clash with each other.
        found = [one for one in duties if one.starts_at <= later.starts_at < ends[one.duty_id]]
        if len({one.whole_id for one in found}) > 1:
            yield found


def counts_in_month(duty: DutyRow) -> bool:
    """Return whether a duty counts towards the most that a person may have in a month."""
    return duty.kind is not DutyKind.STAND_IN


def runs_of_free_days(problem: MonthProblem) -> tuple[frozenset[dt.date], ...]:
    """Return the weekends and feasts of a month and the one before it, as runs of days."""
    first, end = month_start(problem.month), month_start(month_after(problem.month))
    runs: list[set[dt.date]] = []
    day, was_free = first - rules.REACH, False
    while day < end:
        free = problem.is_free(day)
        if free and not was_free:
            runs.append(set())
        if free:
            runs[-1].add(day)
        day, was_free = day + _DAY, free
    return tuple(map(frozenset, runs))


def days_of(starts_at: dt.datetime, ends_at: dt.datetime) -> list[dt.date]:
    """Return the days in Istanbul that a time touches."""
    first = local_day(starts_at)
    last = local_day(ends_at - dt.datetime.resolution)
    return [first + _DAY * number for number in range((last - first).days + 1)]


def week_of(duty: DutyRow) -> dt.date:
    """Return the Monday of the week in which a duty begins."""
    day = local_day(duty.starts_at)
    return day - _DAY * day.weekday()


def emptied(duty: DutyRow) -> DutyRow:
    """Return a duty without its person, and without the reason for them."""
    if duty.person_id is None and not duty.reason:
        return duty
    return replace(
        duty, person_id=None, person_name="", held_until=None, reason="", overruled=frozenset()
    )
