"""The open data of one directorate, and who sits in front of it.

Not here: how it was opened (program.py), and what is done with it (services).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import keys, recovery, strength
from alo183_desktop.access.backup_rules import Reason, is_due
from alo183_desktop.bootstrap.keepers import FileKeeper
from alo183_desktop.bootstrap.working import record_break, standing, work_in
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.access.rules import Role
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.bootstrap.keepers import Keeper
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.db.listening import Listener
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.shared.clock import Clock


BACKUPS: Final = "yedek"
"""The folder of backups in the data folder."""


class Desk:
    """Everything that somebody who signed in may reach, until it is closed.

    Attributes:
        actor: Who signed in.
        engine: For whoever needs a connection of its own; screens use `work`.
        verdict: What the check of the audit chain's head found at the start; a break that was
            found earlier stands here until somebody acknowledges it.
        directorate_name: As the foot of the window shows it.
        lock_minutes: Minutes without input after which the window locks.
        is_on_server: Whether other desks share the data.
    """

    def __init__(
        self,
        vault: Vault,
        engine: Engine,
        key: bytes,
        *,
        actor: Actor,
        verdict: Verdict,
        keeper: Keeper | None = None,
    ) -> None:
        from alo183_desktop.directorate.queries import get_directorate

        self._vault = vault
        self._key = key
        self._keeper = keeper or FileKeeper(vault, key)
        self.is_on_server = engine.dialect.name == "postgresql"
        self.engine = engine
        self.actor = actor
        self.verdict = verdict
        with self.work() as work:
            directorate = get_directorate(work.session)
        self.directorate_name = directorate.name
        self.lock_minutes = directorate.lock_minutes

    @property
    def vault(self) -> Vault:
        """The small files of the data folder."""
        return self._vault

    @property
    def key(self) -> bytes:
        """The key of the data; only who moves the data asks for it."""
        return self._key

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

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open a unit of work for whoever signed in, with the role that they have now.

        Raises:
            KnownError: `access.inactive`: their account was closed meanwhile; or as
                `db.work.open_work`.
            RuntimeError: The desk was closed; without its key the trail would be written wrong.
        """
        if not self._key:
            raise RuntimeError("the data is locked")
        with work_in(self._vault, self.engine, self._key, actor=self.actor) as work:
            if self.is_on_server:
                from alo183_desktop.access.server_vault import demand_current

                demand_current(work.session)
            work.actor = standing(work, self.actor.login)
            yield work

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
            self._give_slot(work, login, password, role=role)
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
                self._keeper.close(work, user.login)
            elif user.is_active:
                self._keeper.change(work, user.login, role=role)

    def reopen_user(self, user: UserRow, password: str) -> None:
        """Let somebody whose account was closed sign in again, with a new password.

        Raises:
            KnownError: As `access.service.change_user`, and `access.weak_password`.
            ConflictError: `db.conflict`.
        """
        from alo183_desktop.access import service

        strength.demand(password, personal=(user.login, user.name))
        with self.work() as work:
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
        """Give another user a new password.

        Raises:
            KnownError: `access.not_allowed` or `access.weak_password`.
        """
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        strength.demand(password, personal=(user.login, user.name))
        with self.work() as work:
            require(work, Right.MANAGE_USERS)
            work.record("user.password_set", "user", user.user_id)
            # What they are now, which the row that was shown may not know yet.
            found = find_user(work.session, user.login) or user
            self._give_slot(work, user.login, password, role=found.role)

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password.

        Raises:
            KnownError: As `Vault.unwrap`, and `access.weak_password`.
        """
        from alo183_desktop.access.service import note_slot, slot_generation

        login = self.actor.login
        self._keeper.check(login, old)
        strength.demand(new, personal=(login, self.actor.name))
        with self.work() as work:
            work.record("user.password_changed", "user", self.actor.user_id)
            after = slot_generation(work, login)
            note_slot(work, login, self._keeper.give_own(work, login, new, after=after))

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
            self._keeper.give_recovery(work, sheet.code)
        return sheet

    def verify_audit(
        self, *, walked_so_far: Callable[[int], object] = lambda _count: None
    ) -> Verdict:
        """Walk the whole audit chain and compare it with the head outside the data file.

        Everybody may: it tells whether the trail is whole, and nothing of what stands in it.

        Args:
            walked_so_far: As `db.audit.verify`.
        """
        from alo183_desktop.db.audit import verify

        audit_key = keys.audit_key(self._key)
        outside = self._vault.read_head(audit_key)
        with self.work() as work:
            verdict = verify(
                work.session, key=audit_key, outside=outside, walked_so_far=walked_so_far
            )
            work.record("audit.verified", "audit", None, whole=verdict.is_whole)
            record_break(work, verdict, outside)
        if not verdict.is_whole:
            self.verdict = verdict
        return verdict

    def acknowledge_audit(self) -> None:
        """Write down that somebody answerable has seen a break of the chain; it is told no more.

        Raises:
            KnownError: `access.not_allowed`.
        """
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        with self.work() as work:
            require(work, Right.SEE_AUDIT)
            work.record("audit.acknowledged", "audit", self.verdict.broken_at)
        self.verdict = replace(self.verdict, broken_at=None, reason=None)

    def check_password(self, password: str) -> None:
        """Do nothing, or refuse what is not the password of whoever signed in.

        Raises:
            KnownError: As `Vault.unwrap`.
        """
        self._keeper.check(self.actor.login, password)

    def record_move(self, target: str) -> None:
        """Write down, before it begins, that the data goes to a `server`, a `file` or a `copy`.

        Raises:
            KnownError: `access.not_allowed`.
        """
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        with self.work() as work:
            require(work, Right.MANAGE_USERS)
            work.record("data.move_begun", "data", target=target)

    def copy_data(self, target: Path) -> Engine:
        """Copy the data with SQLite's online backup and return an engine on the copy.

        Everybody may: the copy is as encrypted as the data file, which they can copy as well.

        Raises:
            KnownError: `server.only_file`, or as `db.engine.copy_database`.
        """
        from alo183_desktop.db.engine import copy_database, sqlcipher_engine

        if self.is_on_server:
            raise KnownError("server.only_file")
        copy_database(self.engine, target, key=self._key)
        return sqlcipher_engine(target, key=self._key)

    def take_backup(self, reason: Reason = Reason.ASKED) -> Backup:
        """Take a backup while people work; everybody may, because it is as encrypted as the data.

        Raises:
            KnownError: `server.no_backup`, or as `access.backups.take`.
        """
        from alo183_desktop.access import backups

        if self.is_on_server:
            raise KnownError("server.no_backup")
        backup = backups.take(
            self._vault,
            self.engine,
            self._key,
            reason=reason,
            place=self.data_folder / BACKUPS,
            second_place=backups.second_place(self.data_folder),
        )
        with self.work() as work:
            work.record("backup.taken", "backup", reason=reason.value, size=backup.size)
        return backup

    def take_daily_backup(self) -> Backup | None:
        """Take the backup of the day's first start; None when there is one of today already.

        On a server it is a matter of whoever looks after that: None.

        Raises:
            KnownError: As `take_backup`.
        """
        from alo183_desktop.access import backups

        if self.is_on_server:
            return None
        taken = (backup.at for backup in backups.list_backups(self.data_folder / BACKUPS))
        return self.take_backup(Reason.DAILY) if is_due(taken, now=self.clock()) else None

    def take_import_backup(self) -> None:
        """Take the backup before many rows are stored at once; on a server none is taken here.

        Where the second folder is away the first one is enough: an import waits for no USB stick.

        Raises:
            KnownError: As `take_backup`, but for `backups.second_not_written`.
        """
        if self.is_on_server:
            return
        try:
            self.take_backup(Reason.IMPORT)
        except KnownError as error:
            if error.code != "backups.second_not_written":
                raise

    def newest_backup(self) -> dt.datetime | None:
        """Return when the newest backup was taken, UTC; None when there is none."""
        from alo183_desktop.access import backups

        found = backups.list_backups(self.data_folder / BACKUPS)
        return found[0].at if found else None

    def set_second_place(self, place: Path | None) -> None:
        """Let each backup be copied into another folder as well; None ends that.

        Raises:
            KnownError: `access.not_allowed`, `server.only_file`, or as
                `access.backups.set_second_place`.
        """
        from alo183_desktop.access import backups
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        with self.work() as work:
            require(work, Right.EDIT_DIRECTORATE)
            if self.is_on_server:
                raise KnownError("server.only_file")
            work.record("backup.place_set", "backup", has_place=place is not None)
            backups.set_second_place(self.data_folder, place)

    def open_listener(self) -> Listener:
        """Return what hears of changes that other desks make.

        Raises:
            KnownError: As `db.server.connect`.
            RuntimeError: The data is a file, and nobody else changes it.
        """
        listener = self._keeper.listener(self.engine)
        if listener is None:
            raise RuntimeError("nobody else changes a file")
        return listener

    def close(self) -> None:
        """Close the data and forget the key."""
        self.engine.dispose()
        self._key = b""
        self._keeper.forget()

    def _give_slot(self, work: Work, login: str, password: str, *, role: Role) -> None:
        from alo183_desktop.access.service import note_slot, slot_generation

        after = slot_generation(work, login)
        given = self._keeper.give(work, login, password, role=role, after=after)
        note_slot(work, login, given)
