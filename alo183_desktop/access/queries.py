"""Read the users.

Not here: changing them (service.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from alo183_desktop.access.model import User
from alo183_desktop.access.rows import UserRow
from alo183_desktop.shared.turkish import collation_key, fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def list_users(session: Session) -> tuple[UserRow, ...]:
    """Return all users: active ones first, in Turkish order of their names."""
    rows = [_row(user) for user in session.scalars(select(User))]
    return tuple(sorted(rows, key=lambda row: (not row.is_active, collation_key(row.name))))


def find_user(session: Session, login: str) -> UserRow | None:
    """Return the user of a login, whatever its case; None when there is none."""
    user = session.scalar(select(User).where(User.login == fold(login)))
    return None if user is None else _row(user)


def _row(user: User) -> UserRow:
    return UserRow(user.id, user.login, user.name, user.role, user.is_active, user.version)
