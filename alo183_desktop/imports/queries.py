"""Read which imports were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.model import User
from alo183_desktop.imports.model import Import
from alo183_desktop.imports.rows import ImportRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.orm import Session

_LIMIT: Final = 100


def list_imports(
    session: Session,
    kind: str,
    *,
    built_on: Callable[[Session, Collection[int]], Collection[int]],
) -> tuple[ImportRow, ...]:
    """Return the newest 100 imports of a kind, the newest first.

    Args:
        session: Only read.
        kind: Such as `officers`.
        built_on: Tells which of some imports somebody built on, all in one go.
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
    records = session.execute(query).all()
    stay = built_on(session, [record.id for record in records if record.undone_at is None])
    rows = []
    for record in records:
        by_name = record[4] or ""
        if record.undone_at is not None:
            reason = "imports.undone"
        else:
            reason = "imports.built_on" if record.id in stay else ""
        rows.append(
            ImportRow(*record[:4], by_name, *record[5:], can_undo=not reason, why_not=reason)
        )
    return tuple(rows)
