"""Propose a month: read the facts that decide it, and store a proposal that is still valid.

Nothing is solved here: `proposal.propose` takes seconds, outside any transaction.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.officers.queries import read_tasks
from alo183_desktop.rota import queries, service
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.planning.explanation import RelaxableKind
from alo183_desktop.rota.planning.problem import Assigned, MonthProblem, emptied
from alo183_desktop.rota.rows import Cell, WishFilter
from alo183_desktop.rota.worked import read_history
from alo183_desktop.shared.calendar import month_after, month_span, month_start, month_words
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.officers.rows import Task
    from alo183_desktop.rota.planning.explanation import RelaxableFact, Remedy
    from alo183_desktop.rota.planning.proposal import Proposal
    from alo183_desktop.rota.rows import MonthSheet

_DAY: Final = dt.timedelta(days=1)


def read_problem(work: Work, month: str, *, seed: int = 0, anew: bool = False) -> MonthProblem:
    """Return the facts that decide the proposal of a month.

    Args:
        month: Such as `2026-12`.
        seed: Selects one of several equally good plans.
        anew: Whether duties with a holder are proposed, too; those that are locked, have
            begun, or changed hands with an approval never are.

    Raises:
        KnownError: `access.not_allowed`; `rota.not_begun`.
    """
    require(work, Right.EDIT_ROTA)
    shows_kind = may(work.actor.role, Right.SEE_ABSENCE_KIND)
    sheet, known = queries.sheet_and_facts(work.session, month, now=work.now, shows_kind=shows_kind)
    if sheet.state is None:
        raise KnownError("rota.not_begun", month=month_words(month))
    begins, ends = month_span(month)
    history = read_history(work.session, month_start(month))
    # Whoever has left by then is on no duty: somebody else is proposed.
    duties = tuple(
        one if one.is_held or one.person_id is None else emptied(one) for one in sheet.duties
    )
    return MonthProblem(
        month=month,
        duties=duties,
        open_ids=frozenset(
            one.duty_id
            for one in duties
            if one.starts_at > work.now and not one.is_locked and (anew or one.person_id is None)
            if not any(
                swap.approved_at is not None
                and swap.duty_id == one.whole_id
                and swap.starts_at < one.ends_at
                and one.starts_at < swap.ends_at
                for swap in sheet.swaps
            )
        ),
        neighbours=sheet.neighbours,
        people=sheet.people,
        # With their kinds, which the rules of the night need; `shows_kind` hides them in words.
        absences=tuple(one for theirs in known.absences.values() for one in theirs),
        closures=sheet.closures,
        limits=sheet.limits,
        deviations=history.deviations,
        turns=history.turns,
        worked=sheet.worked,
        fleet=sheet.fleet,
        tasks=_tasks(work.session, sheet) if sheet.limits.own_subjects_only else (),
        published=_published(work.session, sheet),
        wishes=queries.list_wishes(work.session, WishFilter(since=begins, until=ends)),
        seed=seed,
        shows_kind=shows_kind,
    )


def accept(work: Work, proposal: Proposal) -> int:
    """Put the people of a proposal on their duties; return how many duties that changes.

    A breach that needs a reason is stored without one, so that the sheet asks for it.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`; `rota.plan_outdated`: the facts of the
            month have changed since the proposal, or one of its duties has begun meanwhile.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    problem = proposal.problem
    anew = any(one.duty_id in problem.open_ids and one.person_id for one in problem.duties)
    now = read_problem(work, problem.month, seed=problem.seed, anew=anew)
    if not now.is_as(problem):
        raise KnownError("rota.plan_outdated", month=month_words(problem.month))
    cells = cells_of(proposal)
    service.fill(work, cells, seed=problem.seed)
    return len(cells)


def apply_relief(
    work: Work, problem: MonthProblem, duty_id: int, relief: Remedy, *, reason: str = ""
) -> None:
    """Do what a relief says, all or nothing: withdraw leave, and put people on duties.

    Args:
        problem: As `read_problem` returned it, with duties that have a holder open, too.
        duty_id: The empty duty.
        relief: Of its explanation; one that `is_applicable`, or with a reason
            `is_kept_with_reason`.
        reason: Why its holder has the duty before what is done by hand.

    Raises:
        KnownError: `access.not_allowed`, `rota.gone`, `rota.overlap`; `rota.plan_outdated`: the
            facts of the month have changed since.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_ROTA)
    if not read_problem(work, problem.month, seed=problem.seed, anew=True).is_as(problem):
        raise KnownError("rota.plan_outdated", month=month_words(problem.month))
    for lift in relief.lifts:
        if lift.kind is RelaxableKind.ABSENCE:
            _withdraw(work, lift)
        elif lift.kind is RelaxableKind.ELIGIBILITY:
            _make_eligible(work, lift)
        elif not reason:
            raise ValueError(f"{lift.kind} is not lifted by the program")
    wanted = {duty_id: relief.person_id, **{one.duty_id: one.after for one in relief.moves}}
    service.fill(
        work,
        [
            Cell(
                number,
                problem.by_id[number].version,
                person_id,
                reason if number == duty_id else "",
                overrules=bool(reason) and number == duty_id,
            )
            for number, person_id in wanted.items()
        ],
    )


def _withdraw(work: Work, lift: RelaxableFact) -> None:
    """Withdraw a part of an absence; what is left before and after it stays."""
    absence_id, since, until = lift.absence_id, lift.starts_at, lift.ends_at
    assert absence_id is not None  # noqa: S101 - of every lift of this kind
    assert since is not None  # noqa: S101 - likewise
    assert until is not None  # noqa: S101 - likewise
    values, version = service.ABSENCES.open(work, absence_id)
    spans = [
        span for span in ((values.starts_at, since), (until, values.ends_at)) if span[0] < span[1]
    ]
    if not spans:
        service.ABSENCES.remove(work, absence_id, version=version)
    for place, (starts_at, ends_at) in enumerate(spans):
        part = replace(values, starts_at=starts_at, ends_at=ends_at)
        if place:
            service.ABSENCES.save(work, None, part)
        else:
            service.ABSENCES.save(work, absence_id, part, version=version, base=values)


def _make_eligible(work: Work, lift: RelaxableFact) -> None:
    assert lift.person_id is not None  # noqa: S101 - of every lift of this kind
    values, version = service.PEOPLE.open(work, lift.person_id)
    now = replace(
        values,
        does_main=values.does_main or lift.duty_kind is DutyKind.MAIN,
        does_stand_in=values.does_stand_in or lift.duty_kind is DutyKind.STAND_IN,
        does_driver=values.does_driver or lift.duty_kind is DutyKind.DRIVER,
    )
    service.PEOPLE.save(work, lift.person_id, now, version=version, base=values)


def renumbered(work: Work, proposal: Proposal) -> Proposal:
    """Return a proposal for a month that was begun anew since: its duties have other ids.

    Raises:
        KnownError: `access.not_allowed`; `rota.plan_outdated`: the month begins differently now.
    """
    require(work, Right.EDIT_ROTA)
    before = proposal.problem
    now = read_problem(work, before.month, seed=before.seed)
    slots = [
        [(one.kind, one.starts_at, one.ends_at, one.person_id) for one in problem.duties]
        for problem in (before, now)
    ]
    if slots[0] != slots[1]:
        raise KnownError("rota.plan_outdated", month=month_words(before.month))
    numbers = {old.duty_id: new.duty_id for old, new in zip(before.duties, now.duties, strict=True)}
    return replace(
        proposal,
        problem=replace(before, duties=now.duties, open_ids=now.open_ids),
        plan=tuple(Assigned(numbers[duty_id], person_id) for duty_id, person_id in proposal.plan),
        breaches=tuple(
            one._replace(duty_id=numbers.get(one.duty_id, one.duty_id)) for one in proposal.breaches
        ),
    )


def cells_of(proposal: Proposal) -> tuple[Cell, ...]:
    """Return the cells that a proposal changes."""
    return tuple(
        Cell(after.duty_id, before.version, after.person_id)
        for before, after in zip(proposal.problem.duties, proposal.duties, strict=True)
        if before.person_id != after.person_id
    )


def _published(session: Session, sheet: MonthSheet) -> dict[int, int | None]:
    """Return the holder of each duty in the newest published version."""
    if sheet.state is None or not sheet.state.published:
        return {}
    content = queries.published_content(session, sheet.state.month_id)
    holders: defaultdict[tuple[str, str, str], list[int | None]] = defaultdict(list)
    for kind, starts_at, ends_at, person_id, *_ in content.get("duties", ()):
        holders[kind, starts_at, ends_at].append(person_id)
    found: dict[int, int | None] = {}
    for one in sheet.duties:
        slot = holders[one.kind.value, one.starts_at.isoformat(), one.ends_at.isoformat()]
        if slot:
            found[one.duty_id] = slot.pop(0)
    return found


def _tasks(session: Session, sheet: MonthSheet) -> tuple[Task, ...]:
    """Return the tasks of the people of a month on its days, and the day after it."""
    officers = {one.officer_id for one in sheet.people}
    first, end = month_start(sheet.month), month_start(month_after(sheet.month)) + _DAY
    return tuple(
        one for one in read_tasks(session) if one.officer_id in officers and one.touches(first, end)
    )
