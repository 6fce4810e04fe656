"""Ask for rights, and keep the list of users."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from alo183_desktop.access.model import User
from alo183_desktop.access.rows import UserValues
from alo183_desktop.access.rules import FORGOTTEN, ROLE_WORDS, Right, Role, may, parse_login
from alo183_desktop.db.conflicts import Thing, merge_edit
from alo183_desktop.db.types import too_long
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import tidy_name
from alo183_desktop.shared.signs import without_hidden
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.values import value_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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
        KnownError: `access.login_form`, `access.name_missing`, `access.name_too_long` or
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
    """Return the generations of the newest slots of who may sign in, by login."""
    query = select(User.login, User.slot_generation).where(User.is_active)
    return dict(work.session.execute(query).all())


def note_slot(work: Work, login: str, generation: int) -> None:
    """Note the generation of a login's newest slot; older ones are refused from then on.

    The key file is written before the commit. A kill in between leaves a slot that is newer than
    what is noted: it opens, and is noted then.

    Raises:
        KnownError: `access.old_key_file`: a newer one was noted before.
    """
    if generation < slot_generation(work, login):
        raise KnownError("access.old_key_file")
    # Leaves the version alone: whoever edits the user at the same time is not in conflict with it.
    work.session.execute(
        update(User)
        # Only when it is another one: each desk hears of a row that is written.
        .where(User.login == fold(login), User.slot_generation != generation)
        .values(slot_generation=generation)
    )


def note_given(session: Session, login: str, generation: int) -> None:
    """Note that somebody else chose the password of a slot: its owner must choose another."""
    session.execute(
        update(User).where(User.login == fold(login)).values(given_generation=generation)
    )


def is_given(work: Work, login: str, generation: int) -> bool:
    """Return whether somebody else chose the password of the slot of this generation."""
    query = select(User.given_generation).where(User.login == fold(login))
    return generation <= (work.session.scalar(query) or 0)


def add_user(work: Work, *, login: str, name: str, role: Role) -> int:
    """Add a user; the caller gives them a slot of the key file within the same work.

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
    """Change a user's name, role or whether they may sign in, and return what they are now.

    Args:
        work: The unit of work.
        user_id: Which user.
        name: As typed.
        role: Theirs from now on.
        is_active: Whether they may sign in.
        version: As it was read.
        base: What the form began with: what only others changed since then stays as they have it.

    Raises:
        KnownError: `access.not_allowed`, `access.name_missing`, `access.name_too_long`,
            `access.account_destroyed`, or `access.last_administrator`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.MANAGE_USERS)
    mine = UserValues(_name(name), role, is_active)
    # Locked: what somebody else is just saving is then read, and told, and not written over.
    user = work.session.get_one(User, user_id, with_for_update=True)
    if user.login.startswith(FORGOTTEN):
        raise KnownError("access.account_destroyed")
    merged = merge_edit(
        work,
        mine,
        UserValues(user.name, user.role, user.is_active),
        base,
        is_stale=user.version != version,
        thing=Thing("user", user_id, actions=("user.changed",)),
        words=_words,
    )
    stays = merged.is_active and merged.role is Role.ADMINISTRATOR
    if user.role is Role.ADMINISTRATOR and user.is_active and not stays:
        others = work.session.scalar(
            select(func.count())
            .select_from(User)
            .where(User.role == Role.ADMINISTRATOR, User.is_active, User.id != user_id)
        )
        if not others:
            raise KnownError("access.last_administrator")
    wanted = asdict(merged)
    changed = sorted(key for key, value in wanted.items() if getattr(user, key) != value)
    for key in changed:
        setattr(user, key, wanted[key])
    if changed:
        work.session.flush()
        work.record("user.changed", "user", user_id, fields=changed, role=merged.role.value)
    return merged


def _words(field: str, value: Any) -> str:
    return ROLE_WORDS[value] if field == "role" else value_words(field, value)


def _name(text: str) -> str:
    words = tidy_name(without_hidden(" ".join(text.split())))
    if not words:
        raise KnownError("access.name_missing")
    for _column, longest in too_long(User, {"name": words}):
        raise KnownError("access.name_too_long", longest=longest)
    return words
