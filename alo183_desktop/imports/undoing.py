"""Take an import back as long as nobody has built on it, whatever kinds of rows it brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import String, and_, delete, exists, func, select, tuple_
from sqlalchemy import cast as sql_cast

from alo183_desktop.db.base import whole_metadata
from alo183_desktop.imports.model import ImportChange
from alo183_desktop.shared.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Select, Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work

_CHANGES: Final = ImportChange.__table__.c
# The column of documents writes "nothing" as JSON's null; other programs may have left it empty.
_IS_NEW: Final = func.coalesce(sql_cast(_CHANGES.before, String), "null") == "null"


@dataclass(frozen=True, slots=True)
class Brought:
    """One kind of rows that an import brings; each has a version."""

    kind: str
    """As `ImportChange.item_kind` names it."""
    entity: type[Base]
    key: str = "id"
    """The column that `ImportChange.item_id` means."""
    give_back: Callable[[Work, int, Sequence[ImportChange]], None] | None = None
    """Gives rows back what stood there before the import; None: it only brings new ones."""
    thing: str = ""
    """What the trail calls one; empty: what happens to it is told with something else."""
    changed: str = "changed"
    """How the trail calls its being given back."""

    @property
    def table(self) -> Table:
        """The table of the rows."""
        return _table(self.entity)

    @property
    def id_column(self) -> Column[Any]:
        """The column that `ImportChange.item_id` means."""
        return self.table.c[self.key]


def built_on(
    session: Session,
    import_ids: Collection[int],
    kinds: Sequence[Brought],
    *,
    apart: Collection[type[Base]] = (),
) -> frozenset[int]:
    """Return which of the imports somebody built on, so that they cannot be undone any more.

    A row of theirs was changed or removed since, or a row that they did not bring refers to one
    that they created. The number of statements does not grow with the number of imports.

    Args:
        session: Only read.
        import_ids: Which imports.
        kinds: What they can bring.
        apart: Tables whose rows come and go with what they refer to, and count for nothing.
    """
    queries = [*_touched(kinds), *_references(kinds, {_table(entity) for entity in apart})]
    return frozenset(
        import_id
        for query in queries
        for import_id in session.scalars(query.where(_CHANGES.import_id.in_(import_ids)))
    )


def take_back(work: Work, import_id: int, brings: Sequence[Brought]) -> None:
    """Remove what an import created, and give back the values that it changed.

    Args:
        work: The unit of work.
        import_id: Which import.
        brings: What it can have brought; what refers to others stands before them.

    Raises:
        ConflictError: `db.conflict`: somebody else changed one of them first.
        IntegrityError: Somebody else referred to one of them first.
    """
    session = work.session
    for brought in brings:
        if brought.give_back is not None:
            changes = updates_of(session, import_id, brought.kind)
            brought.give_back(work, import_id, changes)
            for change in changes:
                action = f"{brought.thing}.{brought.changed}"
                work.record(action, brought.thing, change.item_id, undone=import_id)
    session.flush()
    for brought in brings:
        if brought.thing and brought.key == "id":
            for item_id, _ in created_by(session, import_id, brought.kind):
                work.record(f"{brought.thing}.removed", brought.thing, item_id, undone=import_id)
        remove_created(session, brought, import_id)


def updates_of(session: Session, import_id: int, kind: str) -> Sequence[ImportChange]:
    """Return what an import changed of a kind, in its order."""
    query = select(ImportChange).where(_is_of(import_id, kind), ~_IS_NEW)
    return session.scalars(query.order_by(ImportChange.id)).all()


def created_by(session: Session, import_id: int, kind: str) -> Sequence[tuple[int, int]]:
    """Return number and version of what an import created of a kind, in its order."""
    query = select(_CHANGES.item_id, _CHANGES.version).where(_is_of(import_id, kind), _IS_NEW)
    return [(item_id, version) for item_id, version in session.execute(query.order_by(_CHANGES.id))]


def remove_created(session: Session, brought: Brought, import_id: int) -> None:
    """Delete all of a kind that an import created, each of them in the version that it had then.

    Raises:
        ConflictError: `db.conflict`: somebody else changed one of them first.
        IntegrityError: Somebody else referred to one of them first.
    """
    table = brought.table
    created = select(_CHANGES.item_id, _CHANGES.version).where(
        _is_of(import_id, brought.kind), _IS_NEW
    )
    done: Any = session.execute(
        delete(table).where(tuple_(brought.id_column, table.c.version).in_(created))
    )
    if done.rowcount != session.scalar(select(func.count()).select_from(created.subquery())):
        raise ConflictError("db.conflict")


def _touched(kinds: Sequence[Brought]) -> Iterator[Select[int]]:
    """Yield for each kind a query for the imports whose rows were changed or removed since."""
    for brought in kinds:
        same = and_(
            brought.id_column == _CHANGES.item_id, brought.table.c.version == _CHANGES.version
        )
        yield (
            select(_CHANGES.import_id)
            .distinct()
            .select_from(_table(ImportChange).outerjoin(brought.table, same))
            .where(_CHANGES.item_kind == brought.kind, brought.id_column.is_(None))
        )


def _references(kinds: Sequence[Brought], apart: Collection[Table]) -> Iterator[Select[int]]:
    """Yield for each foreign key a query for the imports to whose new rows another row refers.

    The floors above have tables that this one does not know by name; their foreign keys tell.
    """
    own = {brought.table: brought for brought in kinds}
    for brought in kinds:
        target = f"{brought.table.name}.{brought.key}"
        for table in whole_metadata().tables.values():
            if table in apart:
                continue
            for key in table.foreign_keys:
                if key.target_fullname == target:
                    yield _refers(brought, table, key.parent, own.get(table))


def _refers(
    brought: Brought, table: Table, column: Column[Any], own: Brought | None
) -> Select[int]:
    query = (
        select(_CHANGES.import_id)
        .distinct()
        .join(table, column == _CHANGES.item_id)
        .where(_CHANGES.item_kind == brought.kind, _IS_NEW)
    )
    if own is None:
        return query
    # What the import brought itself does not count.
    other = _table(ImportChange).alias("own")
    return query.where(
        ~exists().where(
            other.c.import_id == _CHANGES.import_id,
            other.c.item_kind == own.kind,
            other.c.item_id == own.id_column,
        )
    )


def _is_of(import_id: int, kind: str) -> ColumnElement[bool]:
    return and_(_CHANGES.import_id == import_id, _CHANGES.item_kind == kind)


def _table(entity: type[Base]) -> Table:
    return cast("Table", entity.__table__)
