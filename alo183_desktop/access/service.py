"""Ask for rights, and keep the list of users.

Not here: passwords and the slots of the key file (keys.py, bootstrap).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right, Role, may, parse_login
from alo183_desktop.shared.errors import ConflictError, KnownError

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work


def require(work: Work, right: Right) -> None:
    """Refuse to go on when the actor's role lacks `right`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    if not may(work.actor.role, right):
        raise KnownError("access.not_allowed")


def install_user(work: Work, *, login: str, name: str, role: Role) -> int:
    """Add a user without asking for a right: only set-up and the recovery sheet may do that.

    Raises:
        KnownError: `access.login_form`, `access.name_missing` or `access.login_taken`.
    """
    key = parse_login(login)
    words = " ".join(name.split())
    if not words:
        raise KnownError("access.name_missing")
    if work.session.scalar(select(User.id).where(User.login == key)) is not None:
        raise KnownError("access.login_taken")
    user = User(login=key, name=words, role=role, created_at=work.now)
    work.session.add(user)
    work.session.flush()
    work.record("user.added", "user", user.id, role=role.value)
    return user.id


def add_user(work: Work, *, login: str, name: str, role: Role) -> int:
    """Add a user; the caller gives them a slot of the key file after the commit.

    Raises:
        KnownError: As `install_user`, and `access.not_allowed`.
    """
    require(work, Right.MANAGE_USERS)
    return install_user(work, login=login, name=name, role=role)


def change_user(
    work: Work, user_id: int, *, name: str, role: Role, is_active: bool, version: int
) -> None:
    """Change a user's name, role or whether they may sign in.

    Raises:
        KnownError: `access.not_allowed`, `access.name_missing`, or `access.last_administrator`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.MANAGE_USERS)
    user = work.session.get_one(User, user_id)
    if user.version != version:
        raise ConflictError("db.conflict")
    words = " ".join(name.split())
    if not words:
        raise KnownError("access.name_missing")
    stays = is_active and role is Role.ADMINISTRATOR
    if user.role is Role.ADMINISTRATOR and user.is_active and not stays:
        others = work.session.scalar(
            select(func.count())
            .select_from(User)
            .where(User.role == Role.ADMINISTRATOR, User.is_active, User.id != user_id)
        )
        if not others:
            raise KnownError("access.last_administrator")
    wanted = {"name": words, "role": role, "is_active": is_active}
    changed = sorted(key for key, value in wanted.items() if getattr(user, key) != value)
    for key in changed:
        setattr(user, key, wanted[key])
    if changed:
        work.session.flush()
        work.record("user.changed", "user", user_id, fields=changed, role=role.value)
