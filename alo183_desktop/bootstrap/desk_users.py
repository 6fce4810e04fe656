"""Users of data that is open, each with what opens it for them: both change as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access import strength
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.access.rules import Role
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Kept, Work


class Users:
    """All that is done with the users of open data."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, *, login: str, name: str, role: Role, password: str) -> int:
        """Add a user with a first password, which they must change when they sign in.

        Raises:
            KnownError: As `access.service.add_user`, and `access.weak_password`.
        """
        from alo183_desktop.access import service

        strength.demand(password, personal=(login, name))
        with self._desk.work() as work:
            user_id = service.add_user(work, login=login, name=name, role=role)
            # Written before the commit: a full disk then leaves neither user nor slot. A slot
            # without a user, which a kill in between leaves, opens nothing (`access.inactive`).
            self._give_slot(work, login, password, role=role)
        return user_id

    def change(self, user: UserRow, *, name: str, role: Role, is_active: bool) -> Sequence[Kept]:
        """Change a user; one who may no longer sign in loses their slot at once.

        What only others changed since `user` was read stays as they have it, and is returned.

        Raises:
            KnownError: As `access.service.change_user`.
            ConflictError: `db.both_changed`.
        """
        from alo183_desktop.access import service

        with self._desk.work() as work:
            now = service.change_user(
                work,
                user.user_id,
                name=name,
                role=role,
                is_active=is_active,
                version=user.version,
                base=user.values(),
            )
            if not now.is_active:
                self._desk.keeper.close(work, user.login)
            elif user.is_active:
                self._desk.keeper.change(work, user.login, role=now.role)
        return work.kept

    def reopen(self, user: UserRow, password: str) -> None:
        """Let somebody whose account was closed sign in again, with a new first password.

        Raises:
            KnownError: As `access.service.change_user`, and `access.weak_password`.
            ConflictError: `db.conflict`: somebody else changed them first.
        """
        from alo183_desktop.access import service
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.db.conflicts import Thing, demand_version

        strength.demand(password, personal=(user.login, user.name))
        with self._desk.work() as work:
            # Nothing was typed that could be joined: of two new passwords only one can hold.
            stored = find_user(work.session, user.login)
            demand_version(
                work.session,
                None if stored is None else stored.version,
                user.version,
                Thing("user", user.user_id, ("user.changed",)),
            )
            service.change_user(
                work,
                user.user_id,
                name=user.name,
                role=user.role,
                is_active=True,
                version=user.version,
            )
            work.record("user.password_set", "user", user.user_id)
            self._give_slot(work, user.login, password, role=user.role)

    def set_password(self, user: UserRow, password: str) -> None:
        """Give another user a new first password.

        Raises:
            KnownError: `access.not_allowed` or `access.weak_password`.
        """
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        strength.demand(password, personal=(user.login, user.name))
        with self._desk.work() as work:
            require(work, Right.MANAGE_USERS)
            work.record("user.password_set", "user", user.user_id)
            # What they are now, which the row that was shown may not know yet.
            found = find_user(work.session, user.login) or user
            self._give_slot(work, user.login, password, role=found.role)

    def change_own_password(self, old: str, new: str) -> None:
        """Change the password of whoever signed in.

        Raises:
            KnownError: As `Vault.unwrap` and `choose_own_password`.
        """
        self._desk.keeper.check(self._desk.actor.login, old)
        self.choose_own_password(new)

    def choose_own_password(self, new: str) -> None:
        """Give whoever has just signed in a password of their own choice.

        Raises:
            KnownError: `access.same_password`, `access.weak_password`, or as
                `Desk.work_with_any_password`.
        """
        from alo183_desktop.access.service import note_slot, slot_generation

        actor, keeper = self._desk.actor, self._desk.keeper
        strength.demand(new, personal=(actor.login, actor.name))
        if keeper.is_present(actor.login, new):
            raise KnownError("access.same_password")
        with self._desk.work_with_any_password() as work:
            work.record("user.password_changed", "user", actor.user_id)
            after = slot_generation(work, actor.login)
            note_slot(work, actor.login, keeper.give_own(work, actor.login, new, after=after))
        self._desk.has_given_password = False

    def _give_slot(self, work: Work, login: str, password: str, *, role: Role) -> None:
        from alo183_desktop.access.service import note_given, note_slot, slot_generation

        after = slot_generation(work, login)
        generation = self._desk.keeper.give(work, login, password, role=role, after=after)
        note_slot(work, login, generation)
        note_given(work.session, login, generation)
