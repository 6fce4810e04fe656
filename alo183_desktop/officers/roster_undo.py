"""Take an imported roster back, as long as nobody has built on it.

Not here: rights, and the import itself (roster_import.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import String, and_, delete, func, select, tuple_
from sqlalchemy import cast as sql_cast

from alo183_desktop.db.base import Base
from alo183_desktop.directorate.model import Unit
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rules import OfficerValues
from alo183_desktop.officers.storing import columns_of
from alo183_desktop.shared.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Select, Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

OFFICER: Final = "officer"
ASSIGNMENT: Final = "assignment"
UNIT: Final = "unit"

_CHANGES: Final = ImportChange.__table__.c
# The column of documents writes "nothing" as JSON's null; other programs may have left it empty.
_IS_NEW: Final = func.coalesce(sql_cast(_CHANGES.before, String), "null") == "null"


def why_not(session: Session, import_id: int) -> str:
    """Return the code of the reason why an import cannot be undone; empty when it can."""
    for kind, table in ((OFFICER, _table(Officer)), (ASSIGNMENT, _table(Assignment))):
        brought = select(func.count()).where(_is_of(import_id, kind))
        untouched = brought.select_from(
            _table(ImportChange).join(
                table, and_(table.c.id == _CHANGES.item_id, table.c.version == _CHANGES.version)
            )
        )
        if session.scalar(brought) != session.scalar(untouched):
            return "imports.built_on"
    if any(session.scalar(query) is not None for query in _references(import_id)):
        return "imports.built_on"
    return ""


def take_back(work: Work, import_id: int) -> None:
    """Remove what an import created, and give back the values that it changed.

    Raises:
        ConflictError: `db.conflict`: somebody else changed one of them first.
        IntegrityError: Somebody else referred to one of them first.
    """
    session = work.session
    _remove(session, Assignment, import_id, ASSIGNMENT)
    changed = select(ImportChange).where(_is_of(import_id, OFFICER), ~_IS_NEW)
    for change in session.scalars(changed.order_by(ImportChange.id)):
        officer = session.get_one(Officer, change.item_id)
        for column, value in columns_of(OfficerValues(**(change.before or {}))).items():
            setattr(officer, column, value)
        work.record("officer.changed", "officer", officer.id, undone=import_id)
    session.flush()
    created = _ids(import_id, OFFICER, _IS_NEW).order_by(_CHANGES.id)
    for officer_id in session.scalars(created):
        work.record("officer.removed", "officer", officer_id, undone=import_id)
    _remove(session, Officer, import_id, OFFICER, _IS_NEW)
    for unit_id, version in session.execute(
        select(_CHANGES.item_id, _CHANGES.version).where(_is_of(import_id, UNIT))
    ).all():
        unit = session.get(Unit, unit_id)
        in_use = select(func.count()).select_from(Officer).where(Officer.unit_id == unit_id)
        # A unit that others came to use, or that somebody renamed, has a life of its own.
        if unit is not None and unit.version == version and not session.scalar(in_use):
            session.delete(unit)
            work.record("unit.removed", "unit", unit_id, undone=import_id)
    session.flush()


def _remove(
    session: Session,
    entity: type[Base],
    import_id: int,
    kind: str,
    *conditions: ColumnElement[bool],
) -> None:
    """Delete all of a kind that an import created, each of them in the version that it had then."""
    table = _table(entity)
    brought = select(_CHANGES.item_id, _CHANGES.version).where(_is_of(import_id, kind), *conditions)
    done: Any = session.execute(
        delete(table).where(tuple_(table.c.id, table.c.version).in_(brought))
    )
    count = select(func.count()).select_from(brought.subquery())
    if done.rowcount != session.scalar(count):
        raise ConflictError("db.conflict")


def _references(import_id: int) -> Iterator[Select[Any]]:
    """Yield for each table a query for one row that refers to an officer whom the import created.

    The floors above have tables that this one does not know by name; their foreign keys tell.
    """
    officer_id = _table(Officer).c.id
    created = _ids(import_id, OFFICER, _IS_NEW)
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is not officer_id:
                continue
            query = select(table.c.id).where(key.parent.in_(created)).limit(1)
            if table is Assignment.__table__:
                # Assignments that the import opened itself do not count.
                query = query.where(table.c.id.not_in(_ids(import_id, ASSIGNMENT)))
            yield query


def _is_of(import_id: int, kind: str) -> ColumnElement[bool]:
    return and_(_CHANGES.import_id == import_id, _CHANGES.item_kind == kind)


def _ids(import_id: int, kind: str, *conditions: ColumnElement[bool]) -> Select[int]:
    return select(_CHANGES.item_id).where(_is_of(import_id, kind), *conditions)


def _table(entity: type[Base]) -> Table:
    return cast("Table", entity.__table__)
