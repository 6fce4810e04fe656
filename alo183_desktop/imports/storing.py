"""Store an agreed import, what it brought, and many rows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import insert

from alo183_desktop.db.bulk import reserve_ids
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.imports.rows import ImportRow, Verdict
from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview, PreviewRow

FIRST_VERSION: Final = 1
"""As the mapper begins to count."""
_FILE_NAME_LENGTH: Final = 255


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
        can_undo=False,
        why_not="",
    )


def numbered(row: ImportRow, import_id: int) -> ImportRow:
    """Return a row of an import that was stored."""
    return replace(row, import_id=import_id, can_undo=True)


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
