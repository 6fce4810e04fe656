"""The kinds of cases, and the terms that set deadlines for actions and times of reminders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, or_, select, update

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries
from alo183_desktop.cases.fields import LAST_HOUR
from alo183_desktop.cases.filters import CASES, C
from alo183_desktop.cases.model import CaseKind, CaseReminder, CaseTerms
from alo183_desktop.cases.record import CASE_KIND, CASE_TERMS, CaseKindValues, TermsValues
from alo183_desktop.cases.rules import (
    CALL_REVIEW_DAYS,
    RUNNING_END,
    action_due_at,
    micros_of,
    next_reminder_at,
    number_key,
    reminder_hours,
)
from alo183_desktop.db.conflicts import Thing, merge_edit
from alo183_desktop.records.store import Store
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement

    from alo183_desktop.cases.rows import CaseKindRow, TermsRow
    from alo183_desktop.db.work import Work


def _judge_kind(work: Work, kind_id: int | None, values: CaseKindValues) -> CaseKindValues:
    kind = None if kind_id is None else work.session.get_one(CaseKind, kind_id)
    if kind is not None and values.ends_on is not None and values.ends_on < kind.starts_on:
        raise KnownError("cases.kind_dates")
    return values


def _of_new_kind(work: Work) -> dict[str, Any]:
    position = work.session.scalar(select(func.coalesce(func.max(CaseKind.position), 0)))
    return {"position": int(position or 0) + 1, "starts_on": local_day(work.now)}


KINDS: Final = FormAccess(
    Store(
        CASE_KIND,
        CaseKind,
        unique={"key": "cases.duplicate_kind"},
        derive=lambda values, _row: {"key": number_key(values.name)},
    ),
    Right.EDIT_DIRECTORATE,
    judge=_judge_kind,
    of_new=_of_new_kind,
)
"""The kinds of cases; existing cases stay as urgent as they were. Refuses with
`cases.duplicate_kind`, and `cases.kind_dates`: it would end before it begins."""


def list_kinds(work: Work, *, on: dt.date | None = None) -> tuple[CaseKindRow, ...]:
    """Return the kinds of cases as `queries.list_kinds`, for users who may see cases.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.list_kinds(work.session, on=on)


def list_terms(work: Work) -> tuple[TermsRow, ...]:
    """Return all terms, the newest first, for users who may see cases.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return queries.list_terms(work.session)


def set_terms(
    work: Work,
    *,
    starts_on: dt.date,
    urgent_action_minutes: int,
    other_action_minutes: int,
    reminder_hours: Sequence[int],
    call_review_days: int = CALL_REVIEW_DAYS,
    version: int | None = None,
    base: TermsValues | None = None,
) -> int:
    """Set the terms for referrals from a day on, and return their id.

    Cases that were routed from that day on are measured by them at once; the ladder of the newest
    terms holds for every running case. Noted steps are not noted again.

    Args:
        starts_on: In Istanbul, not before today: past cases are not measured anew. Terms of the
            same day are replaced.
        urgent_action_minutes: From referral to first action; the same for the other.
        other_action_minutes: For a case that is not urgent.
        reminder_hours: After the referral, within the 24 hours; in any order, at least one.
        call_review_days: How long a call's number may wait for the officer's explanation.
        version: Of the terms that begin on that day already, as they were read; None: there were
            none.
        base: What the form began with: changes made only by others since then are kept.

    Raises:
        KnownError: `access.not_allowed`, `records.wrong`, `cases.terms_past`.
        ConflictError: `db.both_changed`: another user set others for that day since `version`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    values = CASE_TERMS.demand(
        TermsValues(
            urgent_action_minutes, other_action_minutes, tuple(reminder_hours), call_review_days
        )
    )
    if starts_on < local_day(work.now):
        raise KnownError("cases.terms_past")
    # Locked: a change that another user is just saving is then read, not overwritten.
    terms = work.session.scalar(
        select(CaseTerms).where(CaseTerms.starts_on == starts_on).with_for_update()
    )
    if terms is None:
        terms = CaseTerms(starts_on=starts_on)
        work.session.add(terms)
    else:
        values = merge_edit(
            work,
            values,
            CASE_TERMS.stored(terms),
            base,
            is_stale=terms.version != version,
            thing=Thing("case_terms", terms.id),
            words=CASE_TERMS.words,
        )
    for key, value in CASE_TERMS.columns(values).items():
        setattr(terms, key, value)
    work.session.flush()
    _measure_again(work, starts_on)
    work.record("case_terms.set", "case_terms", terms.id, starts_on=starts_on.isoformat())
    return terms.id


def _measure_again(work: Work, starts_on: dt.date) -> None:
    """Apply new terms to their cases: when they must be acted on, and reminded of."""
    terms = queries.list_terms(work.session)
    first = day_start(starts_on)
    since = work.now - dt.timedelta(hours=LAST_HOUR)
    measured = select(C.id, C.routed_at, C.recorded_at, C.is_urgent, C.action_key, C.entered_at)
    runs = and_(C.order_key < RUNNING_END, C.routed_at > since)
    noted = _noted(work, runs)
    for case_id, routed_at, recorded_at, is_urgent, action_key, entered_at in work.session.execute(
        measured.where(or_(C.routed_at >= first, runs))
    ).all():
        values: dict[str, Any] = {}
        if routed_at >= first:
            due = action_due_at(routed_at, is_urgent=is_urgent, terms=terms)
            values["action_due_at"] = due
            values["action_key"] = None if action_key is None else micros_of(due)
        if entered_at is None and routed_at > since:
            values["next_reminder_at"] = next_reminder_at(
                routed_at, reminder_hours(terms), noted=noted[case_id], recorded_at=recorded_at
            )
        if values:
            # By a statement of its own: so it does not conflict with a user who edits the case.
            work.session.execute(update(CASES).where(C.id == case_id).values(values))


def _noted(work: Work, wanted: ColumnElement[bool]) -> Mapping[int, Collection[int]]:
    """Return which steps of the ladder were noted, by case id."""
    noted: defaultdict[int, set[int]] = defaultdict(set)
    query = select(CaseReminder.case_id, CaseReminder.hours).join(
        CASES, C.id == CaseReminder.case_id
    )
    for case_id, hours in work.session.execute(query.where(wanted)):
        noted[case_id].add(hours)
    return noted
