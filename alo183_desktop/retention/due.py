"""Find the records whose period is over, kind by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from alo183_desktop.cases.model import (
    Case,
    CaseResponsibility,
    CaseWaiver,
)
from alo183_desktop.changes.model import Change
from alo183_desktop.letters.model import Letter
from alo183_desktop.phones.model import (
    Custody,
    CustodyForm,
    CustodyWaiver,
)
from alo183_desktop.retention.due_sources import SOURCES
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.shared.calendar import day_end

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.retention.due_found import Found

_LETTERS: Final[Any] = Letter.__table__.c
_MANY: Final = 500
"""Numbers in one statement."""


def find_due(
    session: Session,
    kind: RecordKind,
    last_day: dt.date,
    *,
    only: Collection[int] | None = None,
    limit: int | None = None,
) -> tuple[Found, ...]:
    """Return the records of a kind whose period is over, by their numbers.

    Args:
        session: Only read.
        kind: Of which kind.
        last_day: The last day from which a period that ran is over (rules.cutoff).
        only: Look at these alone; None: at all.
        limit: The most that are returned; None: all.
    """
    source = SOURCES[kind]
    query = source.query(last_day, day_end(last_day)).order_by(source.item)
    if only is None:
        records = session.execute(query.limit(limit)).all()
    else:
        records = [
            record
            for part in parts_of(sorted(only))
            for record in session.execute(query.where(source.item.in_(part)))
        ]
    return tuple(source.row(record) for record in records)


def count_due(session: Session, kind: RecordKind, last_day: dt.date) -> int:
    """Return how many records of a kind are due; `find_due` returns as many."""
    query = SOURCES[kind].query(last_day, day_end(last_day))
    # Without what a list shows: nothing but the conditions is looked at.
    counting = query.with_only_columns(func.count(), maintain_column_froms=True)
    return int(session.execute(counting).scalar_one())


def held(session: Session, kind: RecordKind, ids: Collection[int]) -> frozenset[int]:
    """Return which records cannot go, because one that stays refers to them.

    Args:
        session: Only read.
        kind: Of the records.
        ids: All records that would go together.
    """
    found: set[int] = set()
    for column in _REFERRING.get(kind, ()):
        for part in parts_of(sorted(ids)):
            found.update(session.scalars(select(column).where(column.in_(part)).distinct()))
    if kind is RecordKind.LETTERS:
        found |= _held_by_corrections(session, set(ids) - found)
    return frozenset(found)


def parts_of(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield numbers in parts that fit into one statement."""
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]


def _held_by_corrections(session: Session, going: set[int]) -> set[int]:
    """Return the letters of which a correction stays, and those that these correct in turn."""
    pairs = session.execute(
        select(_LETTERS.corrects_letter_id, _LETTERS.id)
        .where(_LETTERS.corrects_letter_id.is_not(None))
        .order_by(_LETTERS.id.desc())
    ).all()
    held_back: set[int] = set()
    for corrected, correction in pairs:
        if corrected in going and (correction not in going or correction in held_back):
            held_back.add(corrected)
    return held_back


_REFERRING: Final[Mapping[RecordKind, tuple[Any, ...]]] = {
    RecordKind.LETTERS: (CaseWaiver.letter_id, CustodyWaiver.letter_id),
    RecordKind.OFFICERS: (
        Case.officer_id,
        CaseResponsibility.officer_id,
        CaseWaiver.officer_id,
        Custody.officer_id,
        CustodyForm.officer_id,
        Change.leaver_id,
        Change.newcomer_id,
    ),
}
"""Which columns of records that have a period of their own refer to a kind."""
