"""Destroy records with all rows that belong to them, and all copies of their texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, delete, func, select, update

from alo183_desktop.access.model import FormDraft, User
from alo183_desktop.access.rules import forgotten_login
from alo183_desktop.db.base import Versioned
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.officers.model import Assignment
from alo183_desktop.phones.model import ReachabilityCheck
from alo183_desktop.retention.belonging import references_that_go, refers_to_itself
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.retained import RETAINED
from alo183_desktop.rota.model import Absence, RotaLimits
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Column, ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base


def remove(session: Session, kind: RecordKind, ids: Sequence[int]) -> dict[str, int]:
    """Destroy records, and return how many rows were removed or emptied, by table.

    Args:
        session: Its transaction contains the record of the destruction, with all of them.
        kind: Of the records.
        ids: In any order; nothing that stays refers to them.
    """
    removed: Counter[str] = Counter()
    # The newest first: a correction is removed before what it corrects.
    for part in parts_of(sorted(ids, reverse=True)):
        if kind in _BESIDES:
            removed.update(_BESIDES[kind](session, part))
        removed.update(_take(session, kind, part))
        imported = RETAINED[kind].imported
        if imported:
            removed.update(_forget_import(session, imported, part))
    return {table: count for table, count in sorted(removed.items()) if count}


def _take(session: Session, kind: RecordKind, ids: Sequence[int]) -> Counter[str]:
    retained = RETAINED[kind]
    entity, key = retained.entity, retained.key
    if key is None:
        return _written(session, entity, entity.id.in_(ids), **retained.empties or {})
    removed = _parts_gone(session, key, ids)
    for column, others in retained.lets_go.items():
        _written(session, column.class_, column.in_(ids), **{column.key: None, **others})
    # One by one where one may refer to another: a letter corrects one that is removed with it.
    is_chained = any(map(refers_to_itself, key.table.foreign_keys))
    for some in ([item_id] for item_id in ids) if is_chained else (ids,):
        removed.update(_deleted(session, key, some))
    return removed


def _gone(session: Session, key: Column[Any], values: Sequence[Any]) -> Counter[str]:
    """Remove the rows with one of some values, each after the rows that belong to it."""
    removed = _parts_gone(session, key, values)
    removed.update(_deleted(session, key, values))
    return removed


def _parts_gone(session: Session, key: Column[Any], values: Sequence[Any]) -> Counter[str]:
    removed: Counter[str] = Counter()
    for reference in references_that_go(key.table):
        wanted: ColumnElement[Any] = reference.column
        referred = session.scalars(select(wanted).where(key.in_(values)).distinct()).all()
        for part in parts_of(referred):
            removed.update(_gone(session, reference.parent, part))
    return removed


def _deleted(session: Session, key: Column[Any], values: Sequence[Any]) -> Counter[str]:
    result: Any = session.execute(delete(key.table).where(key.in_(values)))
    return Counter({key.table.name: int(result.rowcount)})


def _written(
    session: Session, entity: type[Base], which: ColumnElement[bool], **values: Any
) -> Counter[str]:
    """Set values of rows; return their table and count.

    They get a new version: a card that is open cannot store an old note again, and no import that
    changed an item can be undone.
    """
    if issubclass(entity, Versioned):
        values["version"] = entity.version + 1
    result: Any = session.execute(
        update(entity).where(which).values(**values).execution_options(synchronize_session=False)
    )
    return Counter({entity.__tablename__: int(result.rowcount)})


def _forget_import(session: Session, kind: str, ids: Any) -> Counter[str]:
    """Empty what imports kept of rows; that they touched them stays, so that none can be undone."""
    of_rows = (ImportChange.item_kind == kind) & ImportChange.item_id.in_(ids)
    return _written(session, ImportChange, of_rows, before=JSON.NULL)


def _begin_ledger(session: Session, ids: Sequence[int]) -> Counter[str]:
    """Let the ledger begin after them: it would expect duties of absent people."""
    last = session.scalar(select(func.max(Absence.ends_at)).where(Absence.id.in_(ids)))
    if last is not None:
        since = local_day(last - dt.timedelta(microseconds=1)) + dt.timedelta(days=1)
        row = session.get_one(RotaLimits, 1, with_for_update=True)
        row.ledger_since = max(since, row.ledger_since or since)
        session.flush()
    return Counter()


def _forget_officers(session: Session, ids: Sequence[int]) -> Counter[str]:
    named = ReachabilityCheck.officer_id.in_(ids)
    removed = _written(session, ReachabilityCheck, named, officer_id=None)
    assigned = select(Assignment.id).where(Assignment.officer_id.in_(ids))
    removed.update(_forget_import(session, "assignment", assigned))
    return removed


def _forget_logins(session: Session, ids: Sequence[int]) -> Counter[str]:
    logins = session.scalars(select(User.login).where(User.id.in_(ids))).all()
    removed = _deleted(session, FormDraft.login.property.columns[0], logins)
    for user in session.scalars(select(User).where(User.id.in_(ids))):
        user.login = forgotten_login(user.id)
    session.flush()
    return removed


_BESIDES: Final[Mapping[RecordKind, Callable[[Session, Sequence[int]], Counter[str]]]] = {
    RecordKind.ABSENCES: _begin_ledger,
    RecordKind.OFFICERS: _forget_officers,
    RecordKind.ACCOUNTS: _forget_logins,
}
"""What only one kind does, before its records go."""
