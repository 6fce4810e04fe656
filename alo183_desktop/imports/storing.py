"""Store an agreed import, what it brought, and many rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from sqlalchemy import insert, select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.bulk import parts_of, reserve_ids
from alo183_desktop.imports.cells import without_lost_accents
from alo183_desktop.imports.model import Import, ImportChange, ImportShape
from alo183_desktop.imports.rows import ImportRow, RowPlan, Verdict
from alo183_desktop.imports.undoing import Brought
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from _typeshed import DataclassInstance
    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview, PreviewRow
    from alo183_desktop.imports.sheets import ReadFile
    from alo183_desktop.records.record import Record
    from alo183_desktop.records.store import Store

FIRST_VERSION: Final = 1
"""As the mapper begins to count."""
_FILE_NAME_LENGTH: Final = 255
_NO_WORDS: Final = MappingProxyType[str, str]({})
PlanT = TypeVar("PlanT", bound=RowPlan[Any])
ValuesT = TypeVar("ValuesT", bound="DataclassInstance")


class Change(NamedTuple):
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
    wrong = [row for row in rows if row.verdict is Verdict.WRONG]
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


def import_row(work: Work, preview: Preview) -> ImportRow:
    """Return the import of a preview as a list shows it, before it is stored."""
    counts = preview.counts
    return ImportRow(
        import_id=None,
        kind=preview.kind,
        file_name=preview.file_name,
        at=work.now,
        by_name=work.actor.name,
        created=counts[Verdict.CREATE],
        updated=counts[Verdict.UPDATE],
        unchanged=counts[Verdict.UNCHANGED],
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


def keep_changes(session: Session, import_id: int, changes: Iterable[Change]) -> None:
    """Store what an import created and updated, in this order."""
    insert_all(
        session,
        ImportChange,
        [{"import_id": import_id, **change._asdict()} for change in changes],
    )


def keep_shape(work: Work, made: Import, file: ReadFile) -> None:
    """Keep what somebody said of the columns of a file, for further files of its shape.

    What an earlier import said already stays that one's: undoing this one takes nothing away.
    """
    session = work.session
    query = select(ImportShape).where(
        ImportShape.kind == made.kind, ImportShape.shape == file.shape
    )
    known = session.scalar(query) or ImportShape(kind=made.kind, shape=file.shape)
    if known.columns == dict(file.chosen):
        return
    known.columns, known.import_id, known.saved_at = dict(file.chosen), made.id, work.now
    session.add(known)
    session.flush()


def insert_all(
    session: Session,
    entity: type[Base],
    records: Sequence[dict[str, Any]],
    *,
    is_numbered: bool = False,
) -> Sequence[int]:
    """Store many rows by one statement, which costs a fifth of as many entities.

    Returns:
        Their numbers when they are to be numbered here, otherwise nothing.
    """
    if not records:
        return ()
    table: Any = entity.__table__
    numbers: Sequence[int] = ()
    if is_numbered:
        numbers = reserve_ids(session, table, len(records))
        records = [
            {"id": number, **record} for number, record in zip(numbers, records, strict=True)
        ]
    session.execute(insert(table), records)
    return numbers


@dataclass(frozen=True, slots=True)
class Known(Generic[ValuesT]):
    """A row of a record that is stored already, beside which a row of a file is judged."""

    item_id: int
    version: int
    values: ValuesT
    beside: tuple[Any, ...]
    """What the table has beside the fields of the record, as it was asked for."""


def read_known(session: Session, store: Store[ValuesT], *beside: str) -> list[Known[ValuesT]]:
    """Return all rows of a record, by one statement; `beside` names further columns."""
    columns = ("id", "version", *store.record.fields, *beside)
    query = select(*(getattr(store.model, name) for name in columns))
    end = len(columns) - len(beside)
    return [
        Known(found[0], found[1], store.record.values(*found[2:end]), tuple(found[end:]))
        for found in session.execute(query)
    ]


def merge_known(
    record: Record[ValuesT], told: Mapping[str, Any], known: Known[ValuesT] | None
) -> tuple[ValuesT, tuple[str, ...]]:
    """Return a record as it will stand, and its fields that change; what is not told stays.

    Of a new one all that are not empty change.
    """
    base = {key: field.empty for key, field in record.fields.items()}
    if known is not None:
        base = record.columns(known.values)
    values = record.values(**{**base, **without_lost_accents(told, base)})
    if known is not None:
        return values, record.differences(values, known.values)
    return values, tuple(key for key in record.fields if getattr(values, key))


def edited_by_hand(
    session: Session, store: Store[Any], item_ids: Iterable[int]
) -> dict[int, frozenset[str]]:
    """Return by row the fields that somebody changed by hand since an import told of the row.

    One that no import has brought yet is among them, too: an older file knows less of it. The trail
    tells which fields a change was about, and whether an import made it.
    """
    told: dict[int, set[str]] = {}
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
                told.setdefault(item_id, set()).difference_update(fields)
            elif item_id in told:
                told[item_id].update(fields)
    return {item_id: frozenset(fields) for item_id, fields in told.items() if fields}


def keep_edited(
    record: Record[Any],
    told: Mapping[str, Any],
    known: Known[Any] | None,
    edited: Collection[str],
    is_taken: Callable[[Problem], object],
    *,
    words: Mapping[str, str] = _NO_WORDS,
) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a row tells without what would take back what somebody edited, and these.

    Args:
        record: What its fields are.
        told: Its values by field.
        known: What is stored.
        edited: The fields that somebody edited by hand (`edited_by_hand`).
        is_taken: Whether somebody said that the value of the file is taken all the same.
        words: How values are called that are numbers of something else, by field.
    """
    if known is None or not edited:
        return dict(told), []
    # As it would be stored: another way of writing the same is no other value.
    _, fields = merge_known(record, told, known)
    said = {
        name: words.get(name) or record.words(name, told[name]) for name in fields if name in edited
    }
    asked = [
        Problem(name, "imports.edited_since", {"value": value}) for name, value in said.items()
    ]
    hints = [problem for problem in asked if not is_taken(problem)]
    kept = {problem.key for problem in hints}
    return {name: value for name, value in told.items() if name not in kept}, hints


def load_rows(session: Session, entity: type[Any], item_ids: Iterable[int]) -> dict[int, Any]:
    """Return rows of a table by their numbers."""
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
    told: Callable[[PlanT], Mapping[str, Any]] = lambda _plan: {},
) -> tuple[list[int], list[Change]]:
    """Store the records of an import, and write down each that is new or another one.

    Args:
        work: The unit of work.
        store: Keeps the record; its table has `created_at` besides.
        plans: What is stored.
        import_id: Which import.
        beside: What the table has of it beside the fields of the record.
        told: What the trail tells of it beside the fields that changed.

    Returns:
        The number of the row of each plan, and what is needed to take the import back.
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
    usual = {"created_at": work.now, "version": FIRST_VERSION}
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
            changes.append(Change(store.record.name, item_id, None, FIRST_VERSION))
        elif item_id in before:
            version = known[item_id].version
            changes.append(Change(store.record.name, item_id, before[item_id], version))
        facts = told(plan)
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
        store: Keeps the record.
        also: Takes what stood beside the fields of a record out of what stood there before the
            import, and gives it back.
    """

    def give_back(work: Work, _import_id: int, changes: Sequence[ImportChange]) -> None:
        rows = load_rows(work.session, store.model, [change.item_id for change in changes])
        for change in changes:
            before = dict(change.before or {})
            also(work, rows[change.item_id], before)
            store.write(rows[change.item_id], store.record.values(**before))

    return Brought(store.record.name, store.model, give_back=give_back, thing=store.record.name)
