"""Read which imports were made.

Not here: whether one can still be undone, which only the capability knows whose rows it brought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.model import User
from alo183_desktop.imports.model import Import
from alo183_desktop.imports.rows import ImportRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

_LIMIT: Final = 100


def list_imports(
    session: Session,
    kind: str,
    *,
    why_not: Callable[[Session, int], str] | None = None,
) -> tuple[ImportRow, ...]:
    """Return the newest 100 imports of a kind, the newest first.

    Args:
        session: Only read.
        kind: Such as `officers`.
        why_not: Tells why an import cannot be undone, or nothing; without it only those are told
            apart that were undone already.
    """
    query = (
        select(
            Import.id,
            Import.kind,
            Import.file_name,
            Import.at,
            User.name,
            Import.created,
            Import.updated,
            Import.unchanged,
            Import.undone_at,
        )
        .outerjoin(User, User.id == Import.by_user_id)
        .where(Import.kind == kind)
        .order_by(Import.at.desc(), Import.id.desc())
        .limit(_LIMIT)
    )
    rows = []
    for record in session.execute(query):
        import_id, by_name, undone_at = record[0], record[4] or "", record[8]
        if undone_at is not None:
            reason = "imports.undone"
        else:
            reason = why_not(session, import_id) if why_not else ""
        rows.append(
            ImportRow(*record[:4], by_name, *record[5:], can_undo=not reason, why_not=reason)
        )
    return tuple(rows)
