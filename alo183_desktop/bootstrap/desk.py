"""The open data of one directorate, and who sits in front of it.

Not here: how it was opened (program.py), and what is done with it (services).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from alo183_desktop.access import keys, recovery, strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.access.rules import Role
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.shared.clock import Clock


class Desk:
    """Everything that somebody who signed in may reach, until it is closed.

    Attributes:
        actor: Who signed in.
        engine: For whoever needs a connection of its own; screens use `work`.
        verdict: What the check of the audit chain's head found at the start.
        directorate_name: As the foot of the window shows it.
        lock_minutes: Minutes without input after which the window locks.
    """

    def __init__(
        self, vault: Vault, engine: Engine, key: bytes, *, actor: Actor, verdict: Verdict
    ) -> None:
        from alo183_desktop.directorate.queries import get_directorate

        self._vault = vault
        self._key = key
        self.engine = engine
        self.actor = actor
        self.verdict = verdict
        with self.work() as work:
            directorate = get_directorate(work.session)
        self.directorate_name = directorate.name
        self.lock_minutes = directorate.lock_minutes

    @property
    def clock(self) -> Clock:
        """The clock of the program."""
        return self._vault.clock

    @property
    def data_folder(self) -> Path:
        """Where the data is."""
        return self._vault.folder

    @property
    def revision(self) -> str:
        """The revision of the data, which is the program's own once it is open."""
        from alo183_desktop.db.migrate import HEAD

        return HEAD

    def work(self) -> AbstractContextManager[Work]:
        """Open a unit of work for whoever signed in."""
        return work_in(self._vault, self.engine, self._key, actor=self.actor)

    def add_user(self, *, login: str, name: str, role: Role, password: str) -> int:
        """Add a user with a first password.

        Raises:
            KnownError: As `access.service.add_user`, and `access.weak_password`.
        """
        from alo183_desktop.access import service

        strength.demand(password, personal=(login, name))
        with self.work() as work:
            user_id = service.add_user(work, login=login, name=name, role=role)
            # Written before the commit: a full disk then leaves neither user nor slot. A slot
            # without a user, which a kill in between leaves, opens nothing (`access.inactive`).
            self._vault.give_slot(login, password, self._key)
        return user_id

    def change_user(self, user: UserRow, *, name: str, role: Role, is_active: bool) -> None:
        """Change a user; one who may no longer sign in loses their slot at once.

        Raises:
            KnownError: As `access.service.change_user`.
            ConflictError: `db.conflict`.
        """
        from alo183_desktop.access import service

        with self.work() as work:
            service.change_user(
                work,
                user.user_id,
                name=name,
                role=role,
                is_active=is_active,
                version=user.version,
            )
            if not is_active:
                self._vault.remove_slot(user.login)

    def set_password(self, user: UserRow, password: str) -> None:
        """Give another user a new password.

        Raises:
            KnownError: `access.not_allowed` or `access.weak_password`.
        """
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        strength.demand(password, personal=(user.login, user.name))
        with self.work() as work:
            require(work, Right.MANAGE_USERS)
            work.record("user.password_set", "user", user.user_id)
            self._vault.give_slot(user.login, password, self._key)

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password.

        Raises:
            KnownError: As `Vault.unwrap`, and `access.weak_password`.
        """
        self._vault.unwrap(self.actor.login, old)
        strength.demand(new, personal=(self.actor.login, self.actor.name))
        with self.work() as work:
            work.record("user.password_changed", "user", self.actor.user_id)
            self._vault.give_slot(self.actor.login, new, self._key)

    def new_recovery_sheet(self) -> RecoverySheet:
        """Make a new recovery sheet; the one before opens nothing any more.

        Raises:
            KnownError: `access.not_allowed`.
        """
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        sheet = recovery.new_sheet(now=self.clock())
        with self.work() as work:
            require(work, Right.MANAGE_USERS)
            work.record("directorate.recovery_sheet_made", "directorate", 1)
            self._vault.give_recovery_slot(sheet.code, self._key)
        return sheet

    def verify_audit(
        self, *, walked_so_far: Callable[[int], object] = lambda _count: None
    ) -> Verdict:
        """Walk the whole audit chain and compare it with the head outside the data file.

        Args:
            walked_so_far: As `db.audit.verify`.
        """
        from alo183_desktop.db.audit import verify

        outside = self._vault.read_head()
        with self.work() as work:
            verdict = verify(
                work.session,
                key=keys.audit_key(self._key),
                outside=outside,
                walked_so_far=walked_so_far,
            )
            work.record("audit.verified", "audit", None, whole=verdict.is_whole)
        return verdict

    def copy_data(self, target: Path) -> Engine:
        """Copy the data with SQLite's online backup and return an engine on the copy."""
        from alo183_desktop.db.engine import copy_database, sqlcipher_engine

        copy_database(self.engine, target, key=self._key)
        return sqlcipher_engine(target, key=self._key)

    def close(self) -> None:
        """Close the file and forget the key."""
        self.engine.dispose()
        self._key = b""


@contextmanager
def work_in(vault: Vault, engine: Engine, key: bytes, *, actor: Actor) -> Iterator[Work]:
    """Open a unit of work whose audit head is kept in the vault; raises as `db.work.open_work`."""
    from alo183_desktop.db.work import open_work

    with open_work(
        engine,
        clock=vault.clock,
        actor=actor,
        audit_key=keys.audit_key(key),
        head_written=vault.write_head,
    ) as work:
        yield work
