"""Who is responsible for a case, and what happens to the cases of an officer who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, exists, func, not_, select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries, storing
from alo183_desktop.cases.fields import short_text
from alo183_desktop.cases.filters import is_open
from alo183_desktop.cases.model import Case, CaseResponsibility, CaseWaiver
from alo183_desktop.cases.rows import ProposedOfficer
from alo183_desktop.cases.rules import is_running
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.rota import queries as rota_queries
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.officers.rows import CoveringOfficer, OfficerRow

_REASON_LENGTH: Final = 500


def propose_officers(
    work: Work, subject_id: int, *, at: dt.datetime
) -> tuple[ProposedOfficer, ...]:
    """Return the officers who could get a case: those on duty first, then by fewest open cases.

    Officers on main duty or standing in who do not answer for the subject come after those who do,
    and absent ones come last.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    session, day = work.session, local_day(at)
    coverage = officer_queries.coverage(session, as_of=day)
    officers = next((row.officers for row in coverage if row.subject_id == subject_id), ())
    able = {officer.officer_id: officer.for_name for officer in officers}
    on_duty = rota_queries.officers_on_duty(session, at)
    others = (
        officer_queries.list_officers(session, OfficerFilter(), as_of=day)
        if on_duty.keys() - able.keys()
        else ()
    )
    known: list[CoveringOfficer | OfficerRow] = [
        *officers,
        *(one for one in others if one.officer_id in on_duty.keys() - able.keys()),
    ]
    away = rota_queries.officers_away(session, at)
    numbers = [one.officer_id for one in known]
    open_cases = count_open(session, numbers)
    mobiles = {one.officer_id: one.corporate_mobile for one in known}
    phones = rota_queries.numbers_of_officers(session, mobiles, at=at)
    proposed = [
        ProposedOfficer(
            one.officer_id,
            one.name,
            phones[one.officer_id].phone,
            open_cases.get(one.officer_id, 0),
            duty=on_duty.get(one.officer_id),
            is_able=one.officer_id in able,
            is_away=one.officer_id in away,
            for_name=able.get(one.officer_id, ""),
        )
        for one in known
    ]
    order = (DutyKind.MAIN, DutyKind.STAND_IN, None)
    return tuple(
        sorted(
            proposed,
            key=lambda one: (one.is_away, not one.is_able, order.index(one.duty), one.open_cases),
        )
    )


def reassign(work: Work, case_id: int, officer_id: int | None, *, reason: str) -> None:
    """Make another officer responsible for a case from now on, with a reason.

    Args:
        case_id: Which case.
        officer_id: Who; None: nobody for the time being.
        reason: Why; only the first officer of a case needs none.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.reason_missing`, `records.too_long`;
            `cases.same_officer`.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.officer_id == officer_id:
        raise KnownError("cases.same_officer")
    words = ""
    if case.officer_id is not None or reason.strip():
        words = short_text(reason, longest=_REASON_LENGTH, missing="cases.reason_missing")
    storing.keep_from_files(case, "officer_id")
    _hand_on(work, case, officer_id, words)


def cases_to_hand_over(work: Work, officer_id: int) -> tuple[CaseRow, ...]:
    """Return the open cases of an officer that need another one, next due first.

    One that was waived stays with them and open: it is left out here alone.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.cases_by_ids(work.session, _ids_to_hand_over(work.session, officer_id))


def hand_over(
    work: Work,
    officer_id: int,
    to_officer_id: int,
    *,
    reason: str,
    case_ids: Collection[int] | None = None,
    letter_id: int | None = None,
) -> tuple[int, ...]:
    """Hand open cases of an officer to another one, and return their ids.

    Args:
        officer_id: Whose cases.
        to_officer_id: Who gets them.
        reason: Why.
        case_ids: Which of them; None: all.
        letter_id: The letter of the change.

    Raises:
        KnownError: `access.not_allowed`, `cases.reason_missing`, `records.too_long`,
            `cases.same_officer`; `cases.not_theirs`: one of `case_ids` is not an open case of
            theirs.
    """
    require(work, Right.EDIT_CASES)
    if officer_id == to_officer_id:
        raise KnownError("cases.same_officer")
    words = short_text(reason, longest=_REASON_LENGTH, missing="cases.reason_missing")
    theirs = _ids_to_hand_over(work.session, officer_id)
    chosen = theirs if case_ids is None else tuple(dict.fromkeys(case_ids))
    if not set(chosen) <= set(theirs):
        raise KnownError("cases.not_theirs")
    for case_id in chosen:
        _hand_on(work, storing.locked(work, case_id), to_officer_id, words, letter_id=letter_id)
    return chosen


def waive(work: Work, case_id: int, *, reason: str, letter_id: int | None = None) -> None:
    """Let an open case stay with an officer who leaves, with a reason.

    Args:
        case_id: Which case.
        reason: Why nobody takes it over.
        letter_id: The letter of the change.

    Raises:
        KnownError: `access.not_allowed`, `cases.gone`, `cases.reason_missing`, `records.too_long`;
            `cases.no_officer`; `cases.hours_running`: it is not entered, so an officer must have
            it.
    """
    require(work, Right.EDIT_CASES)
    case = storing.locked(work, case_id)
    if case.officer_id is None:
        raise KnownError("cases.no_officer")
    if is_running(case.entered_at):
        raise KnownError("cases.hours_running", number=case.number)
    words = short_text(reason, longest=_REASON_LENGTH, missing="cases.reason_missing")
    work.session.add(
        CaseWaiver(
            case_id=case_id,
            officer_id=case.officer_id,
            letter_id=letter_id,
            reason=words,
            at=work.now,
            by_name=work.actor.name,
        )
    )
    work.session.flush()
    work.record("case.waived", "case", case_id, officer=case.officer_id, letter=letter_id)


def count_open(session: Session, officer_ids: Collection[int]) -> dict[int, int]:
    """Return how many open cases officers have; those without any are left out."""
    query = (
        select(Case.officer_id, func.count())
        .where(Case.officer_id.in_(officer_ids), is_open())
        .group_by(Case.officer_id)
    )
    return {one: number for one, number in session.execute(query) if one is not None}


def count_to_hand_over(
    session: Session, officer_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """Return for how many open cases officers need a successor, by officer and subject.

    Those without any are left out.
    """
    query = (
        select(Case.officer_id, Case.subject_id, func.count())
        .where(Case.officer_id.in_(officer_ids), _needs_successor())
        .group_by(Case.officer_id, Case.subject_id)
    )
    return {
        (officer_id, subject_id): number
        for officer_id, subject_id, number in session.execute(query)
        if officer_id is not None
    }


def _ids_to_hand_over(session: Session, officer_id: int) -> tuple[int, ...]:
    query = (
        select(Case.id)
        .where(Case.officer_id == officer_id, _needs_successor())
        .order_by(Case.order_key, Case.id)
    )
    return tuple(session.scalars(query))


def _needs_successor() -> ColumnElement[bool]:
    """Return the condition of an open case that was not waived for its present officer."""
    is_waived = exists().where(
        CaseWaiver.case_id == Case.id, CaseWaiver.officer_id == Case.officer_id
    )
    return and_(is_open(), not_(is_waived))


def _hand_on(
    work: Work, case: Case, officer_id: int | None, reason: str, *, letter_id: int | None = None
) -> None:
    had = select(CaseResponsibility.id).where(CaseResponsibility.case_id == case.id).limit(1)
    is_first = not reason and work.session.scalar(had) is None
    # The first officer of a case answers for it from the referral on.
    at = case.routed_at if is_first else max(work.now, case.routed_at)
    storing.make_responsible(work, case, officer_id, at=at, reason=reason)
    storing.store_words(work.session, case)
    work.session.flush()
    details = {} if letter_id is None else {"letter": letter_id}
    work.record("case.reassigned", "case", case.id, officer=officer_id, **details)
