"""Remind of cases whose entry is due, each step of the ladder once.

Not here: how it is shown; the words name a case's number and the time left, never a person. It is
computed from the data each time somebody asks, so that a computer that slept misses nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import cards, queries
from alo183_desktop.cases.conditions import CASES, C
from alo183_desktop.cases.model import CaseReminder
from alo183_desktop.cases.rules import left_words, next_step, reminder_hours, steps_due

if TYPE_CHECKING:
    from collections.abc import Collection

    from alo183_desktop.cases.rows import ReminderRow
    from alo183_desktop.db.work import Work

_REMINDERS: Final[Any] = CaseReminder.__table__
_AT_ONCE: Final = 500
"""Cases that one call looks at; the next minute has its own."""


def due_reminders(work: Work) -> tuple[ReminderRow, ...]:
    """Note the steps that came due since somebody asked last, and return them, oldest first.

    Each is noted once, whoever asks and however often; those that came due while the program was
    off are among them (`ReminderRow.was_missed`). Only those who work on cases note them.

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
        told = set(
            session.scalars(select(CaseReminder.hours).where(CaseReminder.case_id == case_id))
        )
        steps = [
            step
            for step in steps_due(routed_at, ladder, since=recorded_at, now=work.now)
            if step not in told
        ]
        noted.extend((case_id, step) for step in steps)
        if steps:
            session.execute(
                insert(_REMINDERS),
                [
                    {
                        "case_id": case_id,
                        "hours": step,
                        "due_at": routed_at + dt.timedelta(hours=step),
                        "noted_at": work.now,
                        "seen_at": None,
                    }
                    for step in steps
                ],
            )
        # By a statement of its own: whoever edits the case meanwhile is not in conflict with it.
        session.execute(
            update(CASES)
            .where(C.id == case_id)
            .values(next_reminder_at=next_step(routed_at, ladder, after=work.now))
        )
    if not noted:
        return ()
    found = cards.list_reminders(
        session, CaseReminder.noted_at == work.now, CaseReminder.case_id.in_({n[0] for n in noted})
    )
    return tuple(row for row in found if (row.case_id, row.hours) in set(noted))


def unseen_reminders(work: Work, *, only_missed: bool = False) -> tuple[ReminderRow, ...]:
    """Return the noted steps that nobody has marked as seen, oldest first.

    Args:
        work: Only read.
        only_missed: Only what came due while the program was off, for the list "siz yokken".

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_CASES)
    rows = cards.list_reminders(work.session, CaseReminder.seen_at.is_(None))
    return tuple(row for row in rows if row.was_missed or not only_missed)


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
    """Return what a notification says: the case's number and the time left, nobody's name."""
    if row.entered_at is not None:
        return f"{row.number}: sisteme girildi"
    return f"{row.number}: {left_words(row.left(now))}"
