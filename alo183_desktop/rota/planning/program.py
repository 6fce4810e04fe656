"""A month as an integer program: columns, rows, and stages of costs.

Every month has a plan: a duty that nobody can have stays empty, which costs more than all else.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.rota import rules
from alo183_desktop.rota.kinds import WISH_WEIGHTS, DutyKind, Employment, WishKind
from alo183_desktop.rota.planning.problem import (
    Assigned,
    cliques,
    counts_in_month,
    days_of,
    runs_of_free_days,
    week_of,
)
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.planning.problem import MonthProblem
    from alo183_desktop.rota.rows import DutyRow, PersonRow

    Terms = Mapping[int, float]

_TENTH: Final = 10
"""Shares are rounded to tenths of a duty, so that every cost is an integer."""
_WHOLE_GAP: Final = 0.9
"""Integer costs that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A cost that is minimised before the stages after it."""

    name: str
    costs: Terms
    """By column."""
    is_whole: bool = True
    """Whether every cost of a plan is a whole number."""


@dataclass(slots=True)
class LinearProgram:
    """A program whose first columns are the pairs of duty and person: 1, when the person has it."""

    pairs: tuple[Assigned, ...]
    uppers: list[float]
    rows: list[tuple[float | None, float | None, Terms]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    seed: int = 0

    def add_column(self, upper: float) -> int:
        """Add a column between 0 and `upper`; return its index."""
        self.uppers.append(upper)
        return len(self.uppers) - 1

    def add_row(self, low: float | None, terms: Terms, high: float | None) -> None:
        """Keep a sum between two bounds; None: no bound on that side."""
        if terms:
            self.rows.append((low, high, terms))

    def add_stage(self, name: str, costs: Terms) -> None:
        """Add a stage; one in which nothing has a cost is left out."""
        real = {column: cost for column, cost in costs.items() if cost}
        if real:
            self.stages.append(Stage(name, real))

    def as_json(self) -> dict[str, Any]:
        """Return the program in the form that `solver` reads."""
        return {
            "whole": len(self.pairs),
            "upper": self.uppers,
            "rows": [
                [low, high, list(terms), list(terms.values())] for low, high, terms in self.rows
            ],
            "stages": [
                {
                    "columns": list(one.costs),
                    "costs": list(one.costs.values()),
                    "gap": _WHOLE_GAP,
                    "is_whole": one.is_whole,
                }
                for one in self.stages
            ],
            "seed": self.seed,
        }


def program_of(problem: MonthProblem, *, also: Iterable[Assigned] = ()) -> LinearProgram:
    """Return the program of a problem; the same problem gives the same one.

    Args:
        problem: The facts.
        also: Pairs that break a rule whose facts may be lifted.
    """
    pairs = sorted(problem.possible.union(also))
    # Of equally good plans the order of the columns decides.
    random.Random(problem.seed).shuffle(pairs)  # noqa: S311 - not for security
    program = LinearProgram(tuple(pairs), [1.0] * len(pairs), seed=problem.seed % 2**31)
    writer = _Writer(problem, program)
    writer.add_rules()
    writer.add_stages()
    return program


class _Writer:
    """Writes rules and wishes of a problem into a program."""

    def __init__(self, problem: MonthProblem, program: LinearProgram) -> None:
        self.problem = problem
        self.program = program
        self.duties = {one.duty_id: one for one in problem.proposed}
        self.by_duty: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self.by_person: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for column, (duty_id, person_id) in enumerate(program.pairs):
            self.by_duty[duty_id][person_id] = column
            self.by_person[person_id][duty_id] = column
        self.fixed: defaultdict[int, list[DutyRow]] = defaultdict(list)
        for duty in problem.fixed:
            if duty.person_id is not None:
                self.fixed[duty.person_id].append(duty)
        self.marks: dict[frozenset[int], int] = {}
        self.people = [one for one in problem.people if one.person_id in self.by_person]

    def theirs(self, person: PersonRow) -> list[DutyRow]:
        """Return the proposed duties that a person can have, as they begin."""
        return [
            one for one in self.problem.proposed if one.duty_id in self.by_person[person.person_id]
        ]

    def columns(self, person: PersonRow, duties: Iterable[DutyRow]) -> dict[int, float]:
        """Return the columns of a person on duties that they can have."""
        mine = self.by_person[person.person_id]
        return {mine[one.duty_id]: 1.0 for one in duties if one.duty_id in mine}

    def wholes(
        self, person: PersonRow, duties: Iterable[DutyRow], *, held: Iterable[DutyRow] = ()
    ) -> dict[int, float]:
        """Return columns of duties that a person can have, one for all parts of the same duty.

        Args:
            person: The person.
            duties: In any order.
            held: What they have anyway: a part of the same duty does not count again.
        """
        mine = self.by_person[person.person_id]
        known = {one.whole_id for one in held}
        parts: defaultdict[int, list[DutyRow]] = defaultdict(list)
        for duty in duties:
            if duty.duty_id in mine and duty.whole_id not in known:
                parts[duty.whole_id].append(duty)
        return {self._whole(person, theirs): 1.0 for theirs in parts.values()}

    def _whole(self, person: PersonRow, parts: Sequence[DutyRow]) -> int:
        columns = self.columns(person, parts)
        if len(columns) == 1:
            return next(iter(columns))
        key = frozenset(columns)
        if key not in self.marks:
            mark = self.marks[key] = self._any_of(columns)
            self.program.add_row(None, {mark: 1.0, **dict.fromkeys(columns, -1.0)}, 0.0)
        return self.marks[key]

    # Rules -------------------------------------------------------------------------------------

    def add_rules(self) -> None:
        """Add the constraints that no plan may break."""
        for duty_id in self.duties:
            self.program.add_row(None, dict.fromkeys(self.by_duty[duty_id].values(), 1.0), 1.0)
        limits = self.problem.limits
        for person in self.people:
            theirs = self.theirs(person)
            found = list(cliques(theirs))
            if person.employment is Employment.WORKER:
                active = [one for one in theirs if one.is_active]
                found.extend(cliques(active, least_rest_minutes=limits.worker_rest_minutes))
                self._add_weeks(person, active)
            for clique in _largest(found):
                self.program.add_row(None, self.wholes(person, clique), 1.0)
            if limits.month_most:
                held = [
                    one
                    for one in self.fixed[person.person_id]
                    if counts_in_month(one) and self.problem.is_of_month(one)
                ]
                counted = self.wholes(person, filter(counts_in_month, theirs), held=held)
                most = limits.month_most - _count(held)
                self.program.add_row(None, counted, float(max(0, most)))

    def _add_weeks(self, person: PersonRow, active: Sequence[DutyRow]) -> None:
        mine = self.by_person[person.person_id]
        weeks: defaultdict[dt.date, dict[int, float]] = defaultdict(dict)
        for duty in active:
            weeks[week_of(duty)][mine[duty.duty_id]] = float(
                rules.minutes_of(duty.ends_at - duty.starts_at)
            )
        for monday, terms in weeks.items():
            held = sum(
                rules.minutes_of(one.ends_at - one.starts_at)
                for one in self.fixed[person.person_id]
                if one.is_active and week_of(one) == monday
            )
            most = self.problem.limits.worker_week_minutes - held
            self.program.add_row(None, terms, float(max(0, most)))

    # Stages ------------------------------------------------------------------------------------

    def add_stages(self) -> None:
        """Add the costs to minimise, the gravest first."""
        self.program.add_stage("empty", self._empty())
        self.program.add_stage("subjects", self._subjects())
        self.program.add_stage("spacing", self._spacing())
        self.program.add_stage("fairness", self._fairness())
        self.program.add_stage("balance", self._balance())
        self.program.add_stage("running", self._running())
        self.program.add_stage("wishes", self._wishes())
        self.program.add_stage("changes", self._changes())

    def _empty(self) -> Terms:
        """Fill main duties before drivers before stand-ins: one outweighs all later kinds."""
        weights: dict[DutyKind, int] = {}
        behind = 0
        for kind in (DutyKind.STAND_IN, DutyKind.DRIVER, DutyKind.MAIN):
            weights[kind] = behind + 1
            behind += weights[kind] * sum(one.kind is kind for one in self.duties.values())
        return {
            column: -float(weights[self.duties[one.duty_id].kind])
            for column, one in enumerate(self.program.pairs)
        }

    def _subjects(self) -> Terms:
        """Count the subjects that nobody on main duty is able for.

        Only where several people are on main duty at once: a single one gets all cases, and
        fairness decides who it is.
        """
        together: defaultdict[tuple[dt.datetime, dt.datetime], list[DutyRow]] = defaultdict(list)
        for duty in self.problem.duties:
            if duty.kind is DutyKind.MAIN:
                together[duty.starts_at, duty.ends_at].append(duty)
        every = sorted({one.subject_id for one in self.problem.tasks})
        costs: dict[int, float] = {}
        for (starts_at, ends_at), duties in together.items():
            if len(duties) == 1:
                continue
            # Tasks can change at midnight: then each day counts, otherwise all of them once.
            days = days_of(starts_at, ends_at)
            asked = dict.fromkeys(
                (subject, self.problem.able(subject, day)) for subject in every for day in days
            )
            for _subject, people in asked:
                if any(one.person_id in people for one in duties if one.duty_id not in self.duties):
                    continue
                able = {
                    column: 1.0
                    for duty in duties
                    for person_id, column in self.by_duty[duty.duty_id].items()
                    if person_id in people
                }
                missing = self.program.add_column(1.0)
                self.program.add_row(1.0, {missing: 1.0, **able}, None)
                costs[missing] = 1.0
        return costs

    def _spacing(self) -> Terms:
        """Count the long duties that follow each other within the days of the rule."""
        days = self.problem.limits.spacing_days
        costs: dict[int, float] = {}
        if not days:
            return costs
        for person in self.people:
            by_day: defaultdict[int, list[DutyRow]] = defaultdict(list)
            held: defaultdict[int, list[DutyRow]] = defaultdict(list)
            for duty in filter(rules.is_long, self.theirs(person)):
                by_day[local_day(duty.starts_at).toordinal()].append(duty)
            for duty in filter(rules.is_long, self.fixed[person.person_id]):
                held[local_day(duty.starts_at).toordinal()].append(duty)
            firsts = {day - back for day in by_day for back in range(days)}
            for first in sorted(firsts):
                window = range(first, first + days)
                stay = [one for day in window for one in held.get(day, ())]
                found = (one for day in window for one in by_day.get(day, ()))
                terms = self.wholes(person, found, held=stay)
                fixed = _count(stay)
                if len(terms) + fixed < 2:  # noqa: PLR2004 - nothing can follow nothing
                    continue
                over = self.program.add_column(float(days))
                self.program.add_row(None, {**terms, over: -1.0}, float(max(0, 1 - fixed)))
                costs[over] = 1.0
        return costs

    def _fairness(self) -> Terms:
        """Sum up the squares of each person's excess over their share, by class of day."""
        costs: dict[int, float] = {}
        for person in self.people:
            before = self.problem.deviations.get(person.person_id, {})
            expected = self.problem.expected[person.person_id]
            by_class = defaultdict(list)
            for duty in self.theirs(person):
                by_class[self.problem.class_of(duty)].append(duty)
            for kind, duties in by_class.items():
                held = [
                    one
                    for one in self.fixed[person.person_id]
                    if one.duty_id in self.problem.by_id and self.problem.class_of(one) is kind
                ]
                start = before.get(kind, 0.0) - expected.get(kind, 0.0)
                costs |= self._squares(person, duties, start, held=held)
        return costs

    def _balance(self) -> Terms:
        """As `_fairness`, for all classes together, and for each kind of duty that they share."""
        costs: dict[int, float] = {}
        for person in self.people:
            number = person.person_id
            theirs = self.theirs(person)
            held = [one for one in self.fixed[number] if one.duty_id in self.problem.by_id]
            before = sum(self.problem.deviations.get(number, {}).values())
            expected = sum(self.problem.expected[number].values())
            costs |= self._squares(person, theirs, before - expected, held=held)
            kinds = {one.kind for one in theirs}
            for kind in sorted(kinds if len(kinds) > 1 else ()):
                share = self.problem.expected_of_kind[number].get(kind, 0.0)
                duties = [one for one in theirs if one.kind is kind]
                of_kind = [one for one in held if one.kind is kind]
                costs |= self._squares(person, duties, -share, held=of_kind)
        return costs

    def _squares(
        self,
        person: PersonRow,
        duties: Sequence[DutyRow],
        start: float,
        *,
        held: Sequence[DutyRow],
    ) -> Terms:
        """Return the costs of a count: its square by steps, each costlier than the one before.

        `(s + n)² - s²` is the sum of `2s + 2j - 1` for j from 1 to n.
        """
        counted = sum(self.problem.shares[one.duty_id] for one in held)
        rounded = round((start + counted) * _TENTH)
        terms = self.wholes(person, duties, held=held)
        steps = [self.program.add_column(1.0) for _ in terms]
        self.program.add_row(0.0, {**terms, **dict.fromkeys(steps, -1.0)}, 0.0)
        return {
            column: float(2 * rounded + _TENTH * (2 * index - 1))
            for index, column in enumerate(steps, start=1)
        }

    def _running(self) -> Terms:
        """Count the people on duty on two weekends or feasts running."""
        runs = runs_of_free_days(self.problem)
        costs: dict[int, float] = {}
        for person in self.people:
            of_run: list[list[DutyRow]] = [[] for _ in runs]
            held = [False] * len(runs)
            for index, run in enumerate(runs):
                of_run[index] = [
                    one for one in self.theirs(person) if self.problem.day_of(one) in run
                ]
                held[index] = any(
                    self.problem.day_of(one) in run for one in self.fixed[person.person_id]
                )
            marks = [
                None if is_held or not duties else self._any_of(self.columns(person, duties))
                for is_held, duties in zip(held, of_run, strict=True)
            ]
            for (first, held_first), (second, held_second) in pairwise(
                zip(marks, held, strict=True)
            ):
                terms = {mark: 1.0 for mark in (first, second) if mark is not None}
                fixed = held_first + held_second
                if terms and len(terms) + fixed == 2:  # noqa: PLR2004 - both of them
                    both = self.program.add_column(1.0)
                    self.program.add_row(None, {**terms, both: -1.0}, 1.0 - fixed)
                    costs[both] = 1.0
        return costs

    def _any_of(self, columns: Iterable[int]) -> int:
        """Return a column that is 1 if one of some columns is."""
        mark = self.program.add_column(1.0)
        for column in columns:
            self.program.add_row(None, {column: 1.0, mark: -1.0}, 0.0)
        return mark

    def _wishes(self) -> Terms:
        """Weigh the unmet wishes by their degree."""
        costs: dict[int, float] = {}
        people = {one.person_id: one for one in self.people}
        for wish in self.problem.wishes:
            person = people.get(wish.person_id)
            if person is None or any(
                self.problem.day_of(one) == wish.day for one in self.fixed[wish.person_id]
            ):
                # Nobody, or it is settled: another duty of that day neither meets nor misses it.
                continue
            duties = [one for one in self.theirs(person) if self.problem.day_of(one) == wish.day]
            weight = float(WISH_WEIGHTS[wish.degree])
            if wish.kind is WishKind.DUTY and duties:
                missed = self.program.add_column(1.0)
                self.program.add_row(1.0, {missed: 1.0, **self.columns(person, duties)}, None)
                costs[missed] = weight
            elif duties:
                costs[self._any_of(self.columns(person, duties))] = weight
        return costs

    def _changes(self) -> Terms:
        """Count the duties that change hands against the present or the published holder."""
        costs: dict[int, float] = {}
        for duty_id in self.duties:
            before = self.problem.by_id[duty_id].person_id or self.problem.published.get(duty_id)
            column = self.by_duty[duty_id].get(before) if before is not None else None
            if column is not None:
                costs[column] = -1.0
        return costs


def _count(duties: Iterable[DutyRow]) -> int:
    """Return how many duties these are; parts of one count once."""
    return len({one.whole_id for one in duties})


def _largest(found: Iterable[Sequence[DutyRow]]) -> Iterator[Sequence[DutyRow]]:
    """Yield the cliques that are in no other one."""
    sets: list[frozenset[Hashable]] = []
    for clique in sorted(found, key=len, reverse=True):
        ids = frozenset(one.duty_id for one in clique)
        if not any(ids <= other for other in sets):
            sets.append(ids)
            yield clique
