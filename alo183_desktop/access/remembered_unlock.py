"""Who is let in without a password: where nobody can be, who still is, and the end of it.

The data says who is remembered and where; the key file has the slot (`Vault.give_protected`), which
whoever calls this gives and takes within the same work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Right, Role, why_not_remembered
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work

REMEMBERED: Final = "remembered"
"""How somebody signed in, as the trail tells it."""


def demand(role: str, *, days: int, place: str, is_on_server: bool) -> None:
    """Refuse where somebody's unlock cannot be remembered, with the reason.

    Args:
        role: Whose.
        days: For how long the directorate lets it be remembered.
        place: Of the vault; empty where the system protects nothing.
        is_on_server: Whether the data is on a server, which asks for the password itself.

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


def is_remembered(work: Work, place: str, *, days: int) -> bool:
    """Return whether the unlock of whoever acts is remembered here; what no longer holds is ended.

    Args:
        work: The unit of work.
        place: Of the vault.
        days: As `demand`.
    """
    query = select(User.unlock_remembered_at, User.unlock_place).where(
        User.id == work.actor.user_id
    )
    since, noted_place = work.session.execute(query).one()
    if since is None:
        return False
    if why := why_not_remembered(work.actor.role, since, days=days, now=work.now):
        end(work, work.actor.login, why=why)
        return False
    return bool(noted_place == place)


def end(work: Work, login: str | None = None, *, why: str) -> None:
    """Note that the unlock of `login` is remembered no more; None: of nobody."""
    query = select(User.id).where(User.unlock_remembered_at.is_not(None)).order_by(User.id)
    if login is not None:
        query = query.where(User.login == fold(login))
    # Only where there is one: on a server nobody but administrators may write these columns.
    for user_id in work.session.scalars(query).all():
        work.session.execute(
            update(User)
            .where(User.id == user_id)
            .values(unlock_remembered_at=None, unlock_place="")
        )
        work.record("user.unlock_ended", "user", user_id, reason=why)
