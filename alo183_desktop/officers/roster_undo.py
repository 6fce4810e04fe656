"""Take an imported roster back, as long as nobody has built on it.

Not here: rights, and the import itself (roster_import.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import String, and_, delete, exists, func, select, tuple_
from sqlalchemy import cast as sql_cast

from alo183_desktop.db.base import Base
from alo183_desktop.directorate.model import Unit
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.rules import OfficerValues
from alo183_desktop.officers.storing import columns_of
from alo183_desktop.shared.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Select, Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

OFFICER: Final = "officer"
ASSIGNMENT: Final = "assignment"
UNIT: Final = "unit"

_CHANGES: Final = ImportChange.__table__.c
# The column of documents writes "nothing" as JSON's null; other programs may have left it empty.
_IS_NEW: Final = func.coalesce(sql_cast(_CHANGES.before, String), "null") == "null"


def built_on(session: Session, import_ids: Collection[int]) -> frozenset[int]:
    """Return which of the imports somebody built on, so that they cannot be undone any more.

    The number of statements does not grow with the number of imports.
    """
    queries = [*_touched(), *_references()]
    return frozenset(
        import_id
        for query in queries
        for import_id in session.scalars(query.where(_CHANGES.import_id.in_(import_ids)))
    )


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


def _touched() -> Iterator[Select[int]]:
    """Yield for each table a query for the imports whose rows were changed or removed since."""
    for kind, table in ((OFFICER, _table(Officer)), (ASSIGNMENT, _table(Assignment))):
        same = and_(table.c.id == _CHANGES.item_id, table.c.version == _CHANGES.version)
        yield (
            select(_CHANGES.import_id)
            .distinct()
            .select_from(_table(ImportChange).outerjoin(table, same))
            .where(_CHANGES.item_kind == kind, table.c.id.is_(None))
        )


def _references() -> Iterator[Select[int]]:
    """Yield for each foreign key a query for the imports to whose new officers a row refers.

    The floors above have tables that this one does not know by name; their foreign keys tell.
    Whoever opens a unit of work has them all in the metadata (bootstrap/tables.py).
    """
    officer_id = f"{Officer.__tablename__}.id"
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.target_fullname != officer_id:
                continue
            query = (
                select(_CHANGES.import_id)
                .distinct()
                .join(table, key.parent == _CHANGES.item_id)
                .where(_CHANGES.item_kind == OFFICER, _IS_NEW)
            )
            if table is Assignment.__table__:
                # Assignments that the import opened itself do not count.
                own = _table(ImportChange).alias("own")
                query = query.where(
                    ~exists().where(
                        own.c.import_id == _CHANGES.import_id,
                        own.c.item_kind == ASSIGNMENT,
                        own.c.item_id == table.c.id,
                    )
                )
            yield query


def _is_of(import_id: int, kind: str) -> ColumnElement[bool]:
    return and_(_CHANGES.import_id == import_id, _CHANGES.item_kind == kind)


def _ids(import_id: int, kind: str, *conditions: ColumnElement[bool]) -> Select[int]:
    return select(_CHANGES.item_id).where(_is_of(import_id, kind), *conditions)


def _table(entity: type[Base]) -> Table:
    return cast("Table", entity.__table__)
