"""Read periods, reviews, due records and the records of destructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from alo183_desktop.db.bulk import parts_of
from alo183_desktop.db.columns import columns_of
from alo183_desktop.retention import due, rules
from alo183_desktop.retention.kinds import Decision, RecordKind
from alo183_desktop.retention.model import Destruction, RetentionPeriod, RetentionReview
from alo183_desktop.retention.rows import DestructionRow, DueRow, KindRow, PeriodRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

_COLUMNS: Final = columns_of(DestructionRow, Destruction.__table__.c, destruction_id=Destruction.id)
MOST_SHOWN: Final = 5000
"""Due records of a kind in one list; with more, the user reviews these first."""


def list_periods(session: Session, kind: RecordKind | None = None) -> tuple[PeriodRow, ...]:
    """Return all periods of a kind, or of all kinds, the newest of each first."""
    columns = columns_of(PeriodRow, RetentionPeriod.__table__.c)
    query = select(*columns).order_by(RetentionPeriod.kind, RetentionPeriod.starts_on.desc())
    if kind is not None:
        query = query.where(RetentionPeriod.kind == kind)
    return tuple(PeriodRow(*record) for record in session.execute(query))


def periods_on(session: Session, day: dt.date) -> Mapping[RecordKind, PeriodRow]:
    """Return the period of each kind that is in force on a day.

    Before the first one of a kind, that one counts: one must be in force.
    """
    found: dict[RecordKind, PeriodRow] = {}
    for row in list_periods(session):
        known = found.get(row.kind)
        if known is None or known.starts_on > day:
            found[row.kind] = row
    return found


def list_due(
    session: Session, period: PeriodRow, *, today: dt.date, only: Collection[int] | None = None
) -> tuple[DueRow, ...]:
    """Return the records of a kind whose period is over, those due longest first.

    Args:
        period: Of the kind, in force today.
        today: In Istanbul.
        only: The ids to look at; None: the first `MOST_SHOWN`.
    """
    found = due.find_due(
        session,
        period.kind,
        rules.cutoff(today, period.months),
        only=only,
        limit=MOST_SHOWN if only is None else None,
    )
    ids = [one.item_id for one in found]
    held = due.referenced(session, period.kind, ids)
    reviews = reviews_of(session, period.kind, ids)
    rows = []
    for one in found:
        review = reviews.get(one.item_id)
        due_on = rules.due_on(one.anchor_on, period.months)
        if review is not None and not _holds(review, due_on=due_on, today=today):
            review = None
        rows.append(
            made_of(
                DueRow,
                one,
                kind=period.kind,
                due_on=due_on,
                is_held=one.item_id in held,
                decision=None if review is None else review.decision,
                until=None if review is None else review.until,
                reason="" if review is None else review.reason,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.item_id)))


def _holds(review: RetentionReview, *, due_on: dt.date, today: dt.date) -> bool:
    """Return whether the decision on a record still applies.

    A decision from before it was due does not: then it was changed since, its period was
    extended, or it is another record with the id of one that was removed.
    """
    is_over = review.until is not None and review.until <= today
    return not is_over and local_day(review.at) >= due_on


def reviews_of(
    session: Session, kind: RecordKind, ids: Collection[int]
) -> Mapping[int, RetentionReview]:
    """Return the last decisions on records, by their ids."""
    return {
        review.item_id: review
        for part in parts_of(sorted(ids))
        for review in session.scalars(
            select(RetentionReview).where(
                RetentionReview.kind == kind, RetentionReview.item_id.in_(part)
            )
        )
    }


def look_at_kind(session: Session, period: PeriodRow, *, today: dt.date) -> KindRow:
    """Return the retention state of one kind of records."""
    count = due.count_due(session, period.kind, rules.cutoff(today, period.months))
    rows = list_due(session, period, today=today) if count else ()
    waiting = [row.due_on for row in rows if row.decision is not Decision.POSTPONED]
    return KindRow(
        kind=period.kind,
        period=period,
        due=count,
        agreed=sum(row.decision is Decision.AGREED for row in rows),
        postponed=sum(row.decision is Decision.POSTPONED for row in rows),
        oldest_due_on=min(waiting, default=None),
    )


def list_destructions(session: Session) -> tuple[DestructionRow, ...]:
    """Return the records of all destructions, the newest first."""
    query = select(*_COLUMNS).order_by(Destruction.at.desc(), Destruction.id.desc())
    return tuple(DestructionRow(*record) for record in session.execute(query))


def find_destruction(session: Session, destruction_id: int) -> DestructionRow | None:
    """Return the record of one destruction; None when there is none."""
    query = select(*_COLUMNS).where(Destruction.id == destruction_id)
    found = session.execute(query).one_or_none()
    return None if found is None else DestructionRow(*found)


def list_unerased(session: Session) -> Sequence[Mapping[str, int]]:
    """Return the removed rows, by table, of each destruction without a rewritten file yet."""
    return session.scalars(select(Destruction.removed).where(Destruction.erased_at.is_(None))).all()


def tables_to_rewrite(session: Session) -> tuple[str, ...]:
    """Return the tables whose files still contain destroyed rows; empty when none do."""
    removed = list_unerased(session)
    names = {table for tables in removed for table in tables}
    return tuple(sorted({*names, "retention_reviews"})) if removed else ()


def count_unerased(session: Session) -> int:
    """Return the number of destructions without a rewritten data file yet."""
    query = select(func.count()).where(Destruction.erased_at.is_(None))
    return int(session.execute(query).scalar_one())
