"""Find the records whose period is over, and those that cannot go yet.

Notes, reasons of states and closed accounts have no end of their own in their rows. The audit trail
records when a note or an account was changed last: it is never shortened. Without such a record
the row's own first day counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from alo183_desktop.db.bulk import parts_of
from alo183_desktop.letters.model import Letter, LetterReminder
from alo183_desktop.retention.belonging import columns_that_hold
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.retained import RETAINED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from alo183_desktop.retention.retained import FoundRecord


def find_due(
    session: Session,
    kind: RecordKind,
    last_day: dt.date,
    *,
    only: Collection[int] | None = None,
    limit: int | None = None,
) -> tuple[FoundRecord, ...]:
    """Return the records of a kind whose period is over, ordered by id.

    Args:
        kind: The kind.
        last_day: The last day from which a period that ran is over (rules.cutoff).
        only: The ids to look at; None: all.
        limit: The most that are returned; None: all.
    """
    retained = RETAINED[kind]
    item_id = retained.entity.id
    query = retained.query(last_day).order_by(item_id)
    if only is None:
        records = session.execute(query.limit(limit)).all()
    else:
        records = [
            record
            for part in parts_of(sorted(only))
            for record in session.execute(query.where(item_id.in_(part)))
        ]
    return tuple(map(retained.row, records))


def count_due(session: Session, kind: RecordKind, last_day: dt.date) -> int:
    """Return how many records of a kind are due; `find_due` returns as many."""
    # Without the columns of a list: only the conditions are evaluated.
    counting = (
        RETAINED[kind].query(last_day).with_only_columns(func.count(), maintain_column_froms=True)
    )
    return int(session.execute(counting).scalar_one())


def referenced(session: Session, kind: RecordKind, ids: Collection[int]) -> frozenset[int]:
    """Return the records that cannot be destroyed, because one that stays refers to them.

    Args:
        kind: Of the records.
        ids: All records that would go together.
    """
    found: set[int] = set()
    for column in columns_that_hold(kind):
        for part in parts_of(sorted(ids)):
            found.update(session.scalars(select(column).where(column.in_(part)).distinct()))
    if kind is RecordKind.LETTERS:
        found |= _held_by_later(session, set(ids) - found)
    return frozenset(found)


def _held_by_later(session: Session, going: set[int]) -> set[int]:
    """Return the letters whose correction or reminder stays, and those that these refer to."""
    corrected = select(Letter.corrects_letter_id, Letter.id).where(
        Letter.corrects_letter_id.is_not(None)
    )
    reminded = select(LetterReminder.reminded_id, LetterReminder.letter_id)
    # The newest first: whether it stays is known before the one that it refers to is looked at.
    pairs = sorted(
        session.execute(corrected.union(reminded)).all(), key=lambda pair: pair[1], reverse=True
    )
    held_back: set[int] = set()
    for earlier, later in pairs:
        if earlier in going and (later not in going or later in held_back):
            held_back.add(earlier)
    return held_back
