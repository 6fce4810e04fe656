"""Read the users, and when the recovery sheet was last used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from alo183_desktop.access.model import User
from alo183_desktop.access.rows import UserRow
from alo183_desktop.access.rules import FORGOTTEN
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_SHEET_IN_HAND: Final = ("directorate.recovery_sheet_made", "directorate.recovery_sheet_tried")


def list_users(session: Session) -> tuple[UserRow, ...]:
    """Return all users: active ones first, in Turkish order of their names.

    Without destroyed accounts, of which only the id is left.
    """
    rows = [_row(user) for user in session.scalars(select(User).where(is_remembered()))]
    return tuple(sorted(rows, key=lambda row: (not row.is_active, collation_key(row.name))))


def find_user(session: Session, login: str) -> UserRow | None:
    """Return the user of a login, in any case of letters; None when there is none."""
    user = session.scalar(select(User).where(User.login == fold(login), is_remembered()))
    return None if user is None else _row(user)


def is_remembered() -> ColumnElement[bool]:
    """Return the condition that an account was not destroyed."""
    return User.login.not_like(f"{FORGOTTEN}%")


def sheet_looked_at(session: Session) -> dt.datetime | None:
    """Return when the recovery sheet was made or last tested, UTC.

    None: never; the sheet shown at set-up does not count before it was read back.
    """
    query = select(func.max(AuditEntry.at)).where(
        AuditEntry.kind == "directorate", AuditEntry.action.in_(_SHEET_IN_HAND)
    )
    return session.scalar(query)


def _row(user: User) -> UserRow:
    return UserRow(
        user.id,
        user.login,
        user.name,
        user.role,
        user.is_active,
        user.version,
    )
