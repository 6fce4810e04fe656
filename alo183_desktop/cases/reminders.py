"""Remind of cases whose entry is due, each step of the ladder once.

Computed from the data at each call, so that a computer that slept misses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import queries
from alo183_desktop.cases.filters import CASES, C
from alo183_desktop.cases.model import Case, CaseReminder
from alo183_desktop.cases.rows import ComingReminder, ReminderRow
from alo183_desktop.cases.rules import (
    left_words,
    next_reminder_at,
    next_step,
    reminder_hours,
    steps_due,
)
from alo183_desktop.db.columns import columns_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from alo183_desktop.cases.rows import ShownReminder
    from alo183_desktop.db.work import Work

_REMINDERS: Final[Any] = CaseReminder.__table__
_AT_ONCE: Final = 500
"""Cases that one call looks at; the next minute has its own."""


def due_reminders(work: Work) -> tuple[ReminderRow, ...]:
    """Note the steps that came due since the last call, and return them, oldest first.

    Each is noted once, whoever calls and however often; those that came due while the program was
    off are included (`ReminderRow.was_missed`). Only users who work on cases note them.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    session = work.session
    ladder = reminder_hours(queries.list_terms(session))
    query = (
        select(C.id, C.routed_at, C.recorded_at)
        .where(C.next_reminder_at <= work.now)
        .order_by(C.next_reminder_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    noted: list[tuple[int, int]] = []
    for case_id, routed_at, recorded_at in session.execute(query).all():
        shown = set(
            session.scalars(select(CaseReminder.hours).where(CaseReminder.case_id == case_id))
        )
        steps = [
            step
            for step in steps_due(routed_at, ladder, since=recorded_at, now=work.now)
            if step not in shown
        ]
        noted.extend((case_id, step) for step in steps)
        _note(work, case_id, routed_at, dict.fromkeys(steps, work.now))
        # By a statement of its own: so it does not conflict with a user who edits the case.
        session.execute(
            update(CASES)
            .where(C.id == case_id)
            .values(next_reminder_at=next_step(routed_at, ladder, after=work.now))
        )
    if not noted:
        return ()
    found = _noted_steps(
        session, CaseReminder.noted_at == work.now, CaseReminder.case_id.in_({n[0] for n in noted})
    )
    return tuple(row for row in found if (row.case_id, row.hours) in set(noted))


def unseen_reminders(work: Work) -> tuple[ReminderRow, ...]:
    """Return the noted steps that no user has marked as seen, oldest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    return _noted_steps(work.session, CaseReminder.seen_at.is_(None))


def _noted_steps(session: Session, *conditions: Any) -> tuple[ReminderRow, ...]:
    """Return the noted steps that meet all conditions, in the order in which they came due."""
    query = (
        select(
            *columns_of(
                ReminderRow,
                CaseReminder.__table__.c,
                number=C.number,
                entry_due_at=C.due_at,
                entered_at=C.entered_at,
            )
        )
        .join(Case, Case.id == CaseReminder.case_id)
        .where(*conditions)
        .order_by(CaseReminder.due_at, CaseReminder.case_id)
    )
    return tuple(ReminderRow(*record) for record in session.execute(query))


def coming_reminders(work: Work) -> tuple[ComingReminder, ...]:
    """Return the future steps of the running cases, the next one first.

    They name no person: the program keeps them to show them while the data is locked.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    ladder = reminder_hours(queries.list_terms(work.session))
    query = (
        select(C.id, C.number, C.routed_at, C.due_at, C.next_reminder_at)
        .where(C.next_reminder_at.is_not(None))
        .order_by(C.next_reminder_at)
        .limit(_AT_ONCE)
    )
    coming = [
        ComingReminder(case_id, number, step, at, due_at)
        for case_id, number, routed_at, due_at, next_at in work.session.execute(query)
        for step in ladder
        if (at := routed_at + dt.timedelta(hours=step)) >= next_at
    ]
    return tuple(sorted(coming, key=lambda one: (one.due_at, one.case_id)))


def note_shown(work: Work, shown: Collection[ShownReminder]) -> None:
    """Note the steps that were shown while the data was locked, with the time at which they were.

    Steps that were noted meanwhile, and those of cases that were entered or are gone, are skipped.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    session = work.session
    ladder = reminder_hours(queries.list_terms(session))
    by_case: defaultdict[int, dict[int, dt.datetime]] = defaultdict(dict)
    for one in shown:
        by_case[one.case_id].setdefault(one.hours, one.at)
    query = (
        select(C.id, C.routed_at, C.recorded_at)
        .where(C.id.in_(by_case), C.next_reminder_at.is_not(None))
        .with_for_update()
    )
    for case_id, routed_at, recorded_at in session.execute(query).all():
        noted = set(
            session.scalars(select(CaseReminder.hours).where(CaseReminder.case_id == case_id))
        )
        steps = {hours: at for hours, at in by_case[case_id].items() if hours not in noted}
        _note(work, case_id, routed_at, steps)
        session.execute(
            update(CASES)
            .where(C.id == case_id)
            .values(
                next_reminder_at=next_reminder_at(
                    routed_at, ladder, noted={*noted, *steps}, recorded_at=recorded_at
                )
            )
        )


def _note(
    work: Work, case_id: int, routed_at: dt.datetime, steps: Mapping[int, dt.datetime]
) -> None:
    """Store steps of a ladder, each with when it was shown."""
    if steps:
        work.session.execute(
            insert(_REMINDERS),
            [
                {
                    "case_id": case_id,
                    "hours": step,
                    "due_at": routed_at + dt.timedelta(hours=step),
                    "noted_at": at,
                    "seen_at": None,
                }
                for step, at in steps.items()
            ],
        )


def mark_seen(work: Work, case_ids: Collection[int] | None = None) -> None:
    """Mark the noted steps of some cases, or of all, as seen.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_CASES)
    query = update(_REMINDERS).where(_REMINDERS.c.seen_at.is_(None)).values(seen_at=work.now)
    if case_ids is not None:
        query = query.where(_REMINDERS.c.case_id.in_(case_ids))
    work.session.execute(query)


def reminder_words(row: ReminderRow, *, now: dt.datetime) -> str:
    """Return the text of a notification: the case's number and the time left, but no name."""
    if row.entered_at is not None:
        return f"{row.number}: sisteme girildi"
    return f"{row.number}: {left_words(row.left(now))}"
