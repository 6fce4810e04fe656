"""Check rights, and maintain the list of users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from alo183_desktop.access.model import User
from alo183_desktop.access.record import USER, UserValues
from alo183_desktop.access.rules import FORGOTTEN, Right, Role, may, parse_login
from alo183_desktop.records.store import Store
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

_USERS: Final = Store(USER, User, audited=("role",))


def require(work: Work, right: Right) -> None:
    """Refuse to go on when the actor lacks `right`, or it is forbidden on this computer.

    Raises:
        KnownError: `access.not_allowed`, `desk.forbidden`.
    """
    if not may(work.actor.role, right, work.actor.given):
        laid_down().demand(right)
        raise KnownError("access.not_allowed")


def install_user(work: Work, *, login: str, name: str, role: Role) -> int:
    """Add a user without checking a right: only for set-up and the recovery sheet.

    Raises:
        KnownError: `access.login_form`, `access.name_missing`, `records.too_long` or
            `access.login_taken`.
    """
    key = parse_login(login)
    words = _name(name)
    if work.session.scalar(select(User.id).where(User.login == key)) is not None:
        raise KnownError("access.login_taken")
    user = User(login=key, name=words, role=role, created_at=work.now)
    work.session.add(user)
    work.session.flush()
    work.record("user.added", "user", user.id, role=role.value)
    return user.id


def slot_generation(work: Work, login: str) -> int:
    """Return the generation of a login's newest slot; 0 before the first, and for nobody."""
    query = select(User.slot_generation).where(User.login == fold(login))
    return work.session.scalar(query) or 0


def slot_generations(work: Work) -> dict[str, int]:
    """Return the generations of the newest slots of active users, by login."""
    query = select(User.login, User.slot_generation).where(User.is_active)
    return dict(work.session.execute(query).all())


def note_slot(work: Work, login: str, generation: int) -> None:
    """Note the generation of a login's newest slot; older ones are refused from then on.

    The key file is written before the commit. A kill in between leaves a slot that is newer than
    the noted one: it opens, and is noted then.

    Raises:
        KnownError: `access.old_key_file`: a newer one was noted before.
    """
    noted = slot_generation(work, login)
    if generation < noted:
        raise KnownError("access.old_key_file")
    # Only when it differs: signing in waits for no writer, and wakes no other desk.
    if generation != noted:
        # The version stays: a concurrent edit of the user is no conflict.
        work.session.execute(
            update(User).where(User.login == fold(login)).values(slot_generation=generation)
        )


def note_given(session: Session, login: str, generation: int) -> None:
    """Note that another user chose the password of a slot: its owner must choose a new one."""
    session.execute(
        update(User).where(User.login == fold(login)).values(given_generation=generation)
    )


def is_given(work: Work, login: str, generation: int) -> bool:
    """Return whether another user chose the password of the slot of this generation."""
    query = select(User.given_generation).where(User.login == fold(login))
    return generation <= (work.session.scalar(query) or 0)


def add_user(work: Work, *, login: str, name: str, role: Role) -> int:
    """Add a user; the caller makes their slot in the key file within the same unit of work.

    Raises:
        KnownError: As `install_user`, and `access.not_allowed`.
    """
    require(work, Right.MANAGE_USERS)
    return install_user(work, login=login, name=name, role=role)


def change_user(
    work: Work,
    user_id: int,
    *,
    name: str,
    role: Role,
    is_active: bool,
    version: int,
    base: UserValues | None = None,
) -> UserValues:
    """Change a user as `Store.change`, and return the stored values.

    Raises:
        KnownError: `access.not_allowed`, `access.name_missing`, `records.too_long`,
            `access.account_destroyed`, `access.last_administrator`, or `access.own_account`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.MANAGE_USERS)
    user = work.session.get_one(User, user_id)
    if user.login.startswith(FORGOTTEN):
        raise KnownError("access.account_destroyed")
    was_one = user.is_active and user.role is Role.ADMINISTRATOR
    values = UserValues(_name(name), role, is_active)
    _USERS.change(work, user_id, values, version=version, base=base)
    left = select(func.count()).where(User.role == Role.ADMINISTRATOR, User.is_active)
    if was_one and not work.session.scalar(left):
        raise KnownError("access.last_administrator")
    # With the account go the rights to finish this very act, and to record it.
    if user_id == work.actor.user_id and not user.is_active:
        raise KnownError("access.own_account")
    return USER.stored(user)


def _name(text: str) -> str:
    name: str = USER.read("name", text)
    if not name:
        raise KnownError("access.name_missing")
    return name
