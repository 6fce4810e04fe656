"""Unlocking without a password: when it is refused, for whom it is active, and its end.

The data records whose unlock is remembered and where; the key file has the slot
(`Vault.give_protected`). When it ends, the unit of work (`Desk.work`) removes the slot before it is
committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import NotNullable, select, update

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right, Role, why_not_remembered
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work

REMEMBERED: Final = "remembered"
"""How a user signed in, as recorded in the trail."""


def demand(role: str, *, days: int, place: str, is_on_server: bool) -> None:
    """Refuse where a user's unlock cannot be remembered, with the reason.

    Args:
        role: Of the user.
        days: For how long the directorate lets it be remembered.
        place: Of the vault; empty where the system has no protection.
        is_on_server: Whether the data is on a server, which needs the password itself.

    Raises:
        KnownError: `access.remembered_server`, `access.no_protection`, `desk.forbidden`,
            `access.remembered_administrator`, `access.remembered_off`.
    """
    if is_on_server:
        raise KnownError("access.remembered_server")
    if not place:
        raise KnownError("access.no_protection")
    laid_down().demand(Right.REMEMBER_UNLOCK)
    if role == Role.ADMINISTRATOR:
        raise KnownError("access.remembered_administrator")
    if not days:
        raise KnownError("access.remembered_off")


def settle(work: Work, *, days: int, place: str = "") -> None:
    """End unlocks that are no longer valid, of all users: an absent one must lose their slot, too.

    Args:
        days: As `demand`.
        place: Of the vault at which the acting user has just signed in. They are remembered
            at no other one; empty: not checked.
    """
    query = select(
        User.id, User.login, User.role, NotNullable(User.unlock_remembered_at), User.unlock_place
    ).where(User.unlock_remembered_at.is_not(None))
    noted = work.session.execute(query.order_by(User.id)).all()
    if not noted:
        return
    newest = work.session.scalar(
        select(AuditEntry.at).order_by(AuditEntry.sequence.desc()).limit(1)
    )
    for user_id, login, role, since, noted_place in noted:
        why = why_not_remembered(role, since, days=days, now=work.now, newest=newest or work.now)
        if user_id == work.actor.user_id and place and noted_place != place:
            why = why or "moved"
        if why:
            end(work, login, why=why)


def remembered_logins(session: Session) -> frozenset[str]:
    """Return the logins whose unlock is remembered, wherever that is."""
    query = select(User.login).where(User.unlock_remembered_at.is_not(None))
    return frozenset(session.scalars(query))


def end(work: Work, login: str | None = None, *, why: str) -> None:
    """Note that the unlock of `login` is no longer remembered; None: of nobody."""
    query = select(User.id).where(User.unlock_remembered_at.is_not(None)).order_by(User.id)
    if login is not None:
        query = query.where(User.login == fold(login))
    # Only where there is one: on a server only administrators may write these columns.
    for user_id in work.session.scalars(query).all():
        work.session.execute(
            update(User)
            .where(User.id == user_id)
            .values(unlock_remembered_at=None, unlock_place="")
        )
        work.record("user.unlock_ended", "user", user_id, reason=why)
