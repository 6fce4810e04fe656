"""A proposal of a month: computed by the solver's process, checked by the rules, summed up."""

from __future__ import annotations

import enum
import json
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.documents.foreign.limited_child import (
    ChildEndedError,
    Ending,
    ask_child,
    command_of,
)
from alo183_desktop.rota import rules
from alo183_desktop.rota.kinds import DayClass, WishKind
from alo183_desktop.rota.planning import solver
from alo183_desktop.rota.planning.problem import SOFT, Assigned, expected_by
from alo183_desktop.rota.planning.program import program_of
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alo183_desktop.rota.kinds import DutyKind
    from alo183_desktop.rota.planning.problem import MonthProblem
    from alo183_desktop.rota.planning.program import LinearProgram
    from alo183_desktop.rota.rows import Breach, DutyRow, WishRow


@dataclass(frozen=True, slots=True)
class SolverLimits:
    """The resources of a proposal."""

    seconds: float = 30.0
    memory_mib: int = 2048
    """Of address space: the libraries take half a gigabyte of it before they begin."""
    answer_bytes: int = 20_000_000
    grace_s: float = 5.0
    """After `seconds`, until a child that does not end by itself is killed."""


SOLVER_LIMITS: Final = SolverLimits()


class Shortage(enum.Enum):
    """Why a proposal may not be the best one."""

    TIME = enum.auto()
    MEMORY = enum.auto()
    KILLED = enum.auto()
    """The process died."""


class Solution(NamedTuple):
    """The answer of the solver's process."""

    chosen: tuple[Assigned, ...]
    proven: Mapping[str, bool]
    """By stage: whether nothing is better in it; stages not begun are left out."""
    shortage: Shortage | None
    """None: every stage was completed."""


class Tally(NamedTuple):
    """Duties of a person by class of day, as the ledger counts them."""

    before: Mapping[DayClass, float]
    after: Mapping[DayClass, float]
    """As proposed."""
    share: Mapping[DayClass, float]
    """What is expected of them in the month with the plan."""
    expected: Mapping[DayClass, float]
    """Their share, with the balance from before the month."""


@dataclass(frozen=True)
class Proposal:
    """A plan checked by the rules; nothing of it is stored."""

    problem: MonthProblem
    plan: tuple[Assigned, ...]
    """Ordered by duty."""
    proven: Mapping[str, bool]
    shortage: Shortage | None
    breaches: tuple[Breach, ...]
    """Breaches that need a reason before publishing; no final ones."""

    @property
    def is_best(self) -> bool:
        """Whether no plan is better in everything that is weighed."""
        return self.shortage is None and all(self.proven.values())

    @property
    def is_fullest(self) -> bool:
        """Whether no plan leaves less empty: main duties first, then drivers, then stand-ins.

        Compared with plans that leave the duties which are not open as they are.
        """
        return self.proven.get("empty", not self.problem.possible)

    @cached_property
    def duties(self) -> tuple[DutyRow, ...]:
        """The duties of the month with the plan applied."""
        return self.problem.filled(self.plan)

    @property
    def empty(self) -> tuple[DutyRow, ...]:
        """The duties without a holder in the plan."""
        return tuple(one for one in self.duties if one.person_id is None)

    def empty_counts(self) -> dict[DutyKind, tuple[int, int]]:
        """Return by kind how many duties were empty before, and how many are with the plan."""
        before = Counter(one.kind for one in self.problem.duties if one.person_id is None)
        after = Counter(one.kind for one in self.empty)
        kinds = {one.kind for one in self.problem.duties}
        return {kind: (before[kind], after[kind]) for kind in sorted(kinds, key=_place)}

    def tallies(self) -> dict[int, Tally]:
        """Return the duties of each person, before and after, in the order of names."""
        problem = self.problem
        found_kinds = {problem.class_of(one) for one in problem.duties}
        kinds = [kind for kind in DayClass if kind in found_kinds]
        before, after = (
            rules.counts_by_person(duties, problem.closures, problem.limits, problem.begins)
            for duties in (problem.duties, self.duties)
        )
        shares = expected_by(
            problem.entries(self.duties), problem.people, lambda one: one.day_class
        )
        found = {}
        for person in problem.people:
            number = person.person_id
            carried = problem.deviations.get(number, {})
            was, then = (counted.get(number, rules.NO_COUNTS).days for counted in (before, after))
            share = {kind: shares[number].get(kind, 0.0) for kind in kinds}
            found[number] = Tally(
                {kind: was.get(kind, 0) for kind in kinds},
                {kind: then.get(kind, 0) for kind in kinds},
                share,
                {kind: share[kind] - carried.get(kind, 0.0) for kind in kinds},
            )
        return found

    def wishes(self) -> tuple[tuple[WishRow, bool], ...]:
        """Return each wish with whether the plan meets it."""
        on_duty = {(one.person_id, self.problem.day_of(one)) for one in self.duties}
        return tuple(
            (one, ((one.person_id, one.day) in on_duty) == (one.kind is WishKind.DUTY))
            for one in self.problem.wishes
        )


def propose(
    problem: MonthProblem,
    *,
    limits: SolverLimits = SOLVER_LIMITS,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Proposal:
    """Return the best plan found for a month; takes seconds, and stores nothing.

    Args:
        problem: The facts.
        limits: Its resources.
        is_cancelled: Called ten times a second, on another thread.

    Raises:
        KnownError: `rota.plan_cancelled`; `rota.plan_none`: the process died, or found no plan
            within its limits.
    """
    began = time.monotonic()
    solution = solve(program_of(problem), limits=limits, is_cancelled=is_cancelled)
    filled = {one.duty_id for one in solution.chosen}
    left = frozenset(one.duty_id for one in problem.possible) - filled
    seconds = limits.seconds - (time.monotonic() - began)
    if left and seconds > 1 and solution.shortage is None:
        # Of what stays empty no share is expected: without it the loads are weighed once more.
        again = solve(
            program_of(replace(problem, given_up=left)),
            limits=replace(limits, seconds=seconds),
            is_cancelled=is_cancelled,
        )
        if filled == {one.duty_id for one in again.chosen}:
            solution = again._replace(
                proven={**again.proven, "empty": solution.proven.get("empty", False)}
            )
    plan = tuple(sorted(solution.chosen))
    breaches = problem.breaches(plan)
    grave = sorted({one.rule for one in breaches if one.rule not in SOFT})
    if grave or not problem.possible.issuperset(plan):
        raise RuntimeError(f"a plan that breaks the rules: {grave}")
    return Proposal(problem, plan, solution.proven, solution.shortage, breaches)


def solve(
    program: LinearProgram,
    *,
    limits: SolverLimits = SOLVER_LIMITS,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Solution:
    """Return the best that the solver's process finds for a program.

    Raises:
        KnownError: As `propose`.
    """
    if not program.pairs:
        return Solution((), {}, None)
    shortage: Shortage | None = None
    try:
        heard = ask_child(
            [*child_command(), str(limits.memory_mib), str(limits.seconds)],
            json.dumps(program.as_json()).encode(),
            seconds=limits.seconds + limits.grace_s,
            answer_bytes=limits.answer_bytes,
            is_cancelled=is_cancelled,
        )
    except ChildEndedError as error:
        if error.ending is Ending.CANCELLED:
            raise KnownError("rota.plan_cancelled") from error
        heard, shortage = error.heard, Shortage.TIME
    chosen: tuple[Assigned, ...] | None = None
    proven: dict[str, bool] = {}
    last: dict[str, Any] = {}
    for line in _lines(heard):
        last = line
        if "chosen" in line:
            chosen = tuple(program.pairs[column] for column in line["chosen"])
        elif "proven" in line:
            proven[program.stages[line["stage"]].name] = line["proven"]
    if chosen is None:
        raise KnownError("rota.plan_none")
    if shortage is None and "end" not in last:
        shortage = Shortage.MEMORY if last.get("error") == "memory" else Shortage.KILLED
    if shortage is None and len(proven) < len(program.stages):
        shortage = Shortage.TIME
    return Solution(chosen, proven, shortage)


def child_command() -> list[str]:
    """Return the command line of the child, without its limits."""
    return command_of(solver.OPTION, solver.__file__)


def _lines(heard: bytes) -> list[dict[str, Any]]:
    """Return the lines received; a line that was cut off ends them."""
    found = []
    for line in heard.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found


def _place(kind: DutyKind) -> int:
    return list(type(kind)).index(kind)
