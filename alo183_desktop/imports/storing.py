"""Store an accepted import and its rows, and undo it as long as nothing was built on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar, cast

from sqlalchemy import String, and_, delete, exists, func, select, tuple_
from sqlalchemy import cast as sql_cast

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.bulk import FIRST_VERSION, insert_all, parts_of
from alo183_desktop.imports.cells import without_lost_letters
from alo183_desktop.imports.headings import KnownShape
from alo183_desktop.imports.model import Import, ImportChange, ImportShape
from alo183_desktop.imports.rows import ImportRow, RowPlan, RowVerdict
from alo183_desktop.shared.errors import ConflictError, KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance
    from sqlalchemy import Column, ColumnElement, Select, Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview, PreviewRow
    from alo183_desktop.records.record import Record
    from alo183_desktop.records.store import Store

_FILE_NAME_LENGTH: Final = 255
_NO_WORDS: Final = MappingProxyType[str, str]({})
PlanT = TypeVar("PlanT", bound=RowPlan[Any])
ValuesT = TypeVar("ValuesT", bound="DataclassInstance")


class RowChange(NamedTuple):
    """One row that an import created or updated."""

    item_kind: str
    item_id: int
    before: dict[str, Any] | None
    """The values before; None when the row was created."""
    version: int
    """Of the row after the import."""


def refuse_wrong_rows(rows: Iterable[PreviewRow]) -> None:
    """Refuse an import as long as a row is wrong.

    Raises:
        KnownError: `imports.wrong_rows` with each problem under `row.field`.
    """
    wrong = [row for row in rows if row.verdict is RowVerdict.WRONG]
    if wrong:
        raise KnownError(
            "imports.wrong_rows",
            problems=[
                Problem(
                    f"{row.row_number}.{problem.key}".strip("."), problem.code, problem.parameters
                )
                for row in wrong
                for problem in row.problems
            ],
            count=len(wrong),
        )


def refuse_questions(preview: Preview) -> None:
    """Refuse a file that leaves questions open.

    Raises:
        KnownError: `imports.columns`; as `refuse_wrong_rows`.
    """
    if preview.file.problems:
        raise KnownError("imports.columns", problems=preview.file.problems)
    refuse_wrong_rows(preview.rows)


def import_row(work: Work, preview: Preview) -> ImportRow:
    """Return the import of a preview as a list shows it, before it is stored."""
    counts = preview.counts
    return ImportRow(
        import_id=None,
        kind=preview.kind,
        file_name=preview.file.file_name,
        at=work.now,
        by_name=work.actor.name,
        created=counts[RowVerdict.CREATE],
        updated=counts[RowVerdict.UPDATE],
        unchanged=counts[RowVerdict.UNCHANGED],
        undone_at=None,
        why_not="",
    )


def keep_import(work: Work, row: ImportRow, *, sha256: str) -> Import:
    """Store an import and return it."""
    made = Import(
        kind=row.kind,
        file_name=row.file_name[-_FILE_NAME_LENGTH:],
        sha256=sha256,
        at=work.now,
        by_user_id=work.actor.user_id,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
    )
    work.session.add(made)
    work.session.flush()
    return made


def keep_changes(session: Session, import_id: int, changes: Iterable[RowChange]) -> None:
    """Store what an import created and updated, in this order."""
    insert_all(
        session,
        ImportChange,
        [{"import_id": import_id, **change._asdict()} for change in changes],
    )


def list_shapes(session: Session, kind: str) -> list[KnownShape]:
    """Return the choices for columns of earlier files of a kind, the newest first."""
    query = select(ImportShape.shape, ImportShape.sender, ImportShape.columns)
    found = session.execute(query.where(ImportShape.kind == kind).order_by(ImportShape.id.desc()))
    return [KnownShape(*row) for row in found]


def keep_shape(session: Session, made: Import, shape: KnownShape) -> None:
    """Keep the choices for the columns of a file, for further ones.

    A choice of an earlier import stays with that one: undoing this one does not remove it.
    """
    before = (one for one in list_shapes(session, made.kind) if one[:2] == shape[:2])
    if next(before, None) != shape:
        session.add(ImportShape(kind=made.kind, import_id=made.id, **shape._asdict()))
        session.flush()


@dataclass(frozen=True, slots=True)
class Known(Generic[ValuesT]):
    """A stored row of a record, with which a row of a file is compared."""

    item_id: int
    version: int
    values: ValuesT
    edited: frozenset[str]
    """The fields changed by hand since an import last set the row."""
    beside: tuple[Any, ...]
    """The further columns that were asked for."""


def read_known(session: Session, store: Store[ValuesT], *beside: str) -> list[Known[ValuesT]]:
    """Return all rows of a record; `beside` names further columns."""
    columns = ("id", "version", *store.record.fields, *beside)
    query = select(*(getattr(store.model, name) for name in columns))
    end = len(columns) - len(beside)
    rows = session.execute(query).all()
    edited = _edited_by_hand(session, store, [row[0] for row in rows])
    return [
        Known(
            row[0],
            row[1],
            store.record.values(*row[2:end]),
            edited.get(row[0], frozenset()),
            tuple(row[end:]),
        )
        for row in rows
    ]


def _edited_by_hand(
    session: Session, store: Store[Any], item_ids: Iterable[int]
) -> dict[int, frozenset[str]]:
    """Return the fields of `Known.edited` by row.

    A row that no import has brought yet counts as well: an older file knows less of it. The trail
    records which fields a change was about, and whether an import made it.
    """
    by_hand: dict[int, set[str]] = {}
    for part in parts_of(item_ids):
        query = (
            select(AuditEntry.item_id, AuditEntry.details)
            .where(
                AuditEntry.kind == store.record.name,
                AuditEntry.item_id.in_(part),
                AuditEntry.action.in_((store.added, store.changed)),
            )
            .order_by(AuditEntry.sequence)
        )
        for item_id, details in session.execute(query):
            fields = details.get("fields", ())
            if "imported" in details or "undone" in details:
                by_hand.setdefault(item_id, set()).difference_update(fields)
            elif item_id in by_hand:
                by_hand[item_id].update(fields)
    return {item_id: frozenset(fields) for item_id, fields in by_hand.items()}


def merge_values(
    record: Record[ValuesT],
    of_file: Mapping[str, Any],
    known: Known[ValuesT] | None,
    is_taken: Callable[[Problem], object],
    *,
    words: Mapping[str, str] = _NO_WORDS,
) -> tuple[ValuesT, tuple[str, ...], list[Problem]]:
    """Return the record afterwards, its fields that change, and questions about others.

    Fields without a value stay, and so does what was edited by hand, unless the user takes the new
    value. Of a new record all non-empty fields change.

    Args:
        record: The definition of its fields.
        of_file: The values of a row by field.
        known: The stored row; None: none yet.
        is_taken: Whether the user chose to take the value of the file all the same.
        words: The words for values that are ids of something else, by field.
    """
    if known is None:
        new = record.values(**{**{key: one.empty for key, one in record.fields.items()}, **of_file})
        return new, tuple(key for key in record.fields if getattr(new, key)), []
    base = record.columns(known.values)
    values = record.values(**{**base, **without_lost_letters(of_file, base)})
    # As it would be stored: another notation of the same is not another value.
    fields = record.differences(values, known.values)
    asked = [
        Problem(
            name,
            "imports.edited_since",
            {"value": words.get(name) or record.words(name, of_file[name])},
        )
        for name in fields
        if name in known.edited
    ]
    kept = [problem for problem in asked if not is_taken(problem)]
    stay = {problem.key: base[problem.key] for problem in kept}
    if stay:
        values = replace(values, **stay)
        fields = tuple(name for name in fields if name not in stay)
    return values, fields, kept


def load_rows(session: Session, entity: type[Any], item_ids: Iterable[int]) -> dict[int, Any]:
    """Return rows of a table by their ids."""
    found: dict[int, Any] = {}
    for part in parts_of(item_ids):
        found.update(
            (row.id, row) for row in session.scalars(select(entity).where(entity.id.in_(part)))
        )
    return found


def store_records(
    work: Work,
    store: Store[Any],
    plans: Sequence[PlanT],
    *,
    import_id: int,
    beside: Callable[[PlanT], Mapping[str, Any]] = lambda _plan: {},
    audited: Callable[[PlanT], Mapping[str, Any]] = lambda _plan: {},
) -> tuple[list[int], list[RowChange]]:
    """Store the records of an import, and record each new or changed one in the trail.

    Args:
        store: The store of the record; a `created_at` column is set to the present time.
        plans: What to store.
        import_id: The import.
        beside: Columns of the table beside the fields of the record.
        audited: What the trail records beside the fields that changed.

    Returns:
        The id of the row of each plan, and what is needed to undo the import.
    """
    known = load_rows(work.session, store.model, [plan.item_id for plan in plans if plan.item_id])
    before: dict[int, dict[str, Any]] = {}
    for plan in plans:
        row, columns = known.get(plan.item_id or 0), beside(plan)
        old = {name: getattr(row, name, None) for name in columns}
        if row is not None and (plan.fields or old != columns):
            before[row.id] = {**store.record.columns(store.record.stored(row)), **old}
            store.write(row, plan.values)
            for name, value in columns.items():
                setattr(row, name, value)
    work.session.flush()
    usual: dict[str, Any] = {"version": FIRST_VERSION}
    if hasattr(store.model, "created_at"):
        usual["created_at"] = work.now
    new = [
        {**store.columns(plan.values), **beside(plan), **usual}
        for plan in plans
        if plan.item_id is None
    ]
    numbers = iter(insert_all(work.session, store.model, new, is_numbered=True))
    item_ids = [next(numbers) if plan.item_id is None else plan.item_id for plan in plans]
    changes = []
    for item_id, plan in zip(item_ids, plans, strict=True):
        if plan.item_id is None:
            changes.append(RowChange(store.record.name, item_id, None, FIRST_VERSION))
        elif item_id in before:
            version = known[item_id].version
            changes.append(RowChange(store.record.name, item_id, before[item_id], version))
        facts = audited(plan)
        if plan.item_id is None or plan.fields or facts:
            action = store.added if plan.item_id is None else store.changed
            facts = {"imported": import_id, "fields": list(plan.fields), **facts}
            work.record(action, store.record.name, item_id, **facts)
    return item_ids, changes


def brought_by(
    store: Store[Any],
    also: Callable[[Work, Any, dict[str, Any]], None] = lambda _work, _row, _before: None,
) -> Brought:
    """Return the kind of rows that `store_records` stores.

    Args:
        store: The store of the record.
        also: Takes the values beside the fields of a record out of those before the import, and
            restores them.
    """

    def give_back(work: Work, _import_id: int, changes: Sequence[ImportChange]) -> None:
        rows = load_rows(work.session, store.model, [change.item_id for change in changes])
        for change in changes:
            before = dict(change.before or {})
            also(work, rows[change.item_id], before)
            store.write(rows[change.item_id], store.record.values(**before))

    return Brought(store.record.name, store.model, give_back=give_back, thing=store.record.name)


_CHANGES: Final = ImportChange.__table__.c
# The JSON column writes "nothing" as JSON's null; other programs may have left it empty.
_IS_NEW: Final = func.coalesce(sql_cast(_CHANGES.before, String), "null") == "null"


@dataclass(frozen=True, slots=True)
class Brought:
    """One kind of rows that an import brings; each has a version."""

    kind: str
    """As in `ImportChange.item_kind`."""
    entity: type[Base]
    key: str = "id"
    """The column that `ImportChange.item_id` refers to."""
    give_back: Callable[[Work, int, Sequence[ImportChange]], None] | None = None
    """Restores the rows as they were before the import; None: it only brings new ones."""
    thing: str = ""
    """Its kind in the trail; empty: it is recorded with something else."""
    changed: str = "changed"
    """The word of the trail for restoring it."""

    @property
    def table(self) -> Table:
        """The table of the rows."""
        return _table(self.entity)

    @property
    def id_column(self) -> Column[Any]:
        """The column that `ImportChange.item_id` refers to."""
        return self.table.c[self.key]


def built_on(
    session: Session,
    import_ids: Collection[int],
    kinds: Sequence[Brought],
    *,
    apart: Collection[type[Base]] = (),
) -> frozenset[int]:
    """Return those of the imports that cannot be undone any more, because their rows were used.

    A row of theirs was changed or removed since, or a row that they did not bring refers to one
    that they created. The number of statements does not grow with the number of imports.

    Args:
        import_ids: Which imports.
        kinds: The kinds they can bring.
        apart: Tables whose rows come and go with what they refer to, and do not count.
    """
    queries = [*_touched(kinds), *_references(kinds, {_table(entity) for entity in apart})]
    return frozenset(
        import_id
        for query in queries
        for import_id in session.scalars(query.where(_CHANGES.import_id.in_(import_ids)))
    )


def take_back(work: Work, import_id: int, brings: Sequence[Brought]) -> None:
    """Remove what an import created, and restore the values that it changed.

    Args:
        import_id: Which import.
        brings: The kinds it can have brought, each before those that it refers to.

    Raises:
        ConflictError: `db.conflict`: another user changed one of them first.
        IntegrityError: Another user referred to one of them first.
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
    """Return the changes of an import to a kind, in its order."""
    query = select(ImportChange).where(_is_of(import_id, kind), ~_IS_NEW)
    return session.scalars(query.order_by(ImportChange.id)).all()


def created_by(session: Session, import_id: int, kind: str) -> Sequence[tuple[int, int]]:
    """Return id and version of the rows of a kind that an import created, in its order."""
    query = select(_CHANGES.item_id, _CHANGES.version).where(_is_of(import_id, kind), _IS_NEW)
    return [(item_id, version) for item_id, version in session.execute(query.order_by(_CHANGES.id))]


def remove_created(session: Session, brought: Brought, import_id: int) -> None:
    """Delete all rows of a kind that an import created, each in the version that it had then.

    Raises:
        ConflictError: `db.conflict`: another user changed one of them first.
        IntegrityError: Another user referred to one of them first.
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

    Higher layers have tables that this one does not know by name; their foreign keys show it.
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
    # Rows that the import brought itself do not count.
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
