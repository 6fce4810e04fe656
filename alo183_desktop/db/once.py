"""Store a row unless one with the same key is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import FromClause
    from sqlalchemy.orm import Session


def insert_once(session: Session, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store the rows whose keys are not taken, also when another desk takes them just now.

    Args:
        session: Of the unit of work.
        table: Has a key or a unique index that tells one row from another.
        rows: Values by the name of the column; none may rely on a default of the entity.
    """
    if not rows:
        return
    session.execute(_insert_of(session)(table).on_conflict_do_nothing(), list(rows))


def _insert_of(session: Session) -> Any:
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # with all of its drivers, 20 ms

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert
