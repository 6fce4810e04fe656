"""The open data of one directorate, and the signed-in user."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import keys, presence, recovery, service, strength
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.queries import find_user
from alo183_desktop.access.record import USER
from alo183_desktop.access.rules import READERS_OF_TRAIL, Right, may
from alo183_desktop.access.server_vault import demand_current
from alo183_desktop.bootstrap import new_keys
from alo183_desktop.bootstrap.backing_up import Backups
from alo183_desktop.bootstrap.credentials import FileCredentials
from alo183_desktop.bootstrap.working import record_breaks, standing, work_in
from alo183_desktop.db.audit import demand_entry, verify
from alo183_desktop.db.audit_queries import findings, refuted, unsettled
from alo183_desktop.db.base import forget_compiled
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.db.copying import erase_freed
from alo183_desktop.db.engine import copy_database, sqlcipher_engine
from alo183_desktop.db.key import seal, unseal
from alo183_desktop.db.migrate import HEAD
from alo183_desktop.db.work import open_snapshot
from alo183_desktop.directorate.queries import get_directorate, hides_from_capture, lock_minutes
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.access.rules import Role
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.bootstrap.credentials import CredentialStore
    from alo183_desktop.db.audit import Head, Verdict
    from alo183_desktop.db.listening import Listener
    from alo183_desktop.db.work import Actor, KeptFields, Work
    from alo183_desktop.shared.clock import Clock

_LEFT_OPEN: Final = b"alo183 what was shown before a lock"


class Users:
    """Operations on the users of open data."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, *, login: str, name: str, role: Role, password: str) -> int:
        """Add a user with a first password, which they must change when they sign in.

        Raises:
            KnownError: As `access.service.add_user`, and `access.weak_password`.
        """
        self._demand_strong(password, login, name)
        with self._desk.work() as work:
            user_id = service.add_user(work, login=login, name=name, role=role)
            # Written before the commit: a full disk then leaves neither user nor slot. A slot
            # without a user, left by a kill in between, opens nothing (`access.inactive`).
            self._give_slot(work, login, password, role=role)
        return user_id

    def change(
        self, user: UserRow, *, name: str, role: Role, is_active: bool
    ) -> Sequence[KeptFields]:
        """Change a user; one who may no longer sign in loses their slot at once.

        Fields that only others changed since `user` was read keep their values, and are returned.

        Raises:
            KnownError: As `access.service.change_user`.
            ConflictError: `db.both_changed`.
        """
        with self._desk.work() as work:
            now = service.change_user(
                work,
                user.user_id,
                name=name,
                role=role,
                is_active=is_active,
                version=user.version,
                base=USER.stored(user),
            )
            if not now.is_active:
                self._desk.keeper.close(work, user.login)
            elif user.is_active:
                self._desk.keeper.change(work, user.login, role=now.role)
                # A server takes an entry only with the name and the role that its writer has.
                work.actor = standing(work, work.actor.login)
        return work.kept

    def reopen(self, user: UserRow, password: str) -> None:
        """Reopen a closed account, with a new first password.

        Raises:
            KnownError: As `access.service.change_user`, and `access.weak_password`.
            ConflictError: `db.conflict`: another user changed them first.
        """
        self._demand_strong(password, user.login, user.name)
        with self._desk.work() as work:
            # There is nothing to merge: of two new passwords only one can apply.
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
        self._demand_strong(password, user.login, user.name)
        with self._desk.work() as work:
            service.require(work, Right.MANAGE_USERS)
            work.record("user.password_set", "user", user.user_id)
            # Their present values, which may be newer than the row on screen.
            found = find_user(work.session, user.login) or user
            self._give_slot(work, user.login, password, role=found.role)

    def _demand_strong(self, password: str, login: str, name: str) -> None:
        strength.demand(password, personal=(login, name, self._desk.directorate_name))

    def change_own_password(self, old: str, new: str) -> None:
        """Change the password of the signed-in user.

        Raises:
            KnownError: As `Vault.unwrap` and `choose_own_password`.
        """
        self._desk.keeper.check(self._desk.actor.login, old)
        self.choose_own_password(new)

    def choose_own_password(self, new: str) -> None:
        """Give a user who has just signed in a password of their own choice.

        Raises:
            KnownError: `access.same_password`, `access.weak_password`, or as
                `Desk.work_with_any_password`.
        """
        actor, keeper = self._desk.actor, self._desk.keeper
        self._demand_strong(new, actor.login, actor.name)
        if keeper.is_present(actor.login, new):
            raise KnownError("access.same_password")
        with self._desk.work_with_any_password() as work:
            work.record("user.password_changed", "user", actor.user_id)
            after = service.slot_generation(work, actor.login)
            service.note_slot(
                work, actor.login, keeper.give_own(work, actor.login, new, after=after)
            )
        self._desk.has_given_password = False

    def _give_slot(self, work: Work, login: str, password: str, *, role: Role) -> None:
        after = service.slot_generation(work, login)
        generation = self._desk.keeper.give(work, login, password, role=role, after=after)
        service.note_slot(work, login, generation)
        service.note_given(work.session, login, generation)


class Desk:
    """Everything that a signed-in user may access, until it is closed.

    Attributes:
        actor: The signed-in user.
        engine: For uses with a connection of their own; screens use `work`.
        verdict: The result of checking the head of the audit chain at the start; a break that was
            found earlier stays here until it is acknowledged.
        directorate_name: As the foot of the window shows it.
        lock_minutes: Minutes without input after which the window locks.
        hides_from_capture: Whether windows are left out of screenshots.
        is_on_server: Whether other desks share the data.
        backups: Taken, counted, copied elsewhere, removed.
        users: Added, changed, given passwords.
        keeper: The credentials of users; only used to manage them.
        has_given_password: Whether another user chose the present password: nothing can be
            read or written before the user chooses their own (`Users.choose_own_password`).
        clock_notice: What is wrong with the clock of this computer, beside the newest entry.
        turns: Locked while a backup is taken, which happens on a thread of its own, or the
            key is changed: the two must not overlap.
    """

    def __init__(
        self,
        vault: Vault,
        engine: Engine,
        key: bytes,
        *,
        actor: Actor,
        verdict: Verdict,
        keeper: CredentialStore | None = None,
        has_given_password: bool = False,
        clock_notice: KnownError | None = None,
    ) -> None:
        self._vault = vault
        self._key = key
        self.turns = threading.RLock()
        self.backups = Backups(self)
        self.users = Users(self)
        self.keeper = keeper or FileCredentials(vault, key)
        self.is_on_server = engine.dialect.name == "postgresql"
        self.engine = engine
        self.actor = actor
        self.verdict = verdict
        self.has_given_password = has_given_password
        self.clock_notice = clock_notice
        with work_in(vault, engine, key, actor=actor) as work:
            self.directorate_name = get_directorate(work.session).name
            self.lock_minutes = lock_minutes(work.session)
            self.hides_from_capture = hides_from_capture(work.session)
        self._presence = self._be_present()

    @property
    def vault(self) -> Vault:
        """The small files of the data folder."""
        return self._vault

    @property
    def key(self) -> bytes:
        """The key of the data; only needed to move it, and to read the head of its trail."""
        return self._key

    @property
    def clock(self) -> Clock:
        """The clock of the program."""
        return self._vault.clock

    @property
    def data_folder(self) -> Path:
        """The folder of the data."""
        return self._vault.folder

    @property
    def revision(self) -> str:
        """The revision of the data, which is the program's own once it is open."""
        return HEAD

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open a unit of work for the signed-in user, with their present role.

        Raises:
            KnownError: As `demand_own_password` and `work_with_any_password`.
            RuntimeError: As `work_with_any_password`.
        """
        self.demand_own_password()
        with self.work_with_any_password() as work:
            yield work

    def demand_own_password(self) -> None:
        """Refuse a user who has not chosen their own password yet.

        Raises:
            KnownError: `access.given_password`.
        """
        if self.has_given_password:
            raise KnownError("access.given_password")

    def _demand_open(self) -> None:
        if not self._key:
            raise RuntimeError("the data is locked")

    @contextmanager
    def work_with_any_password(self) -> Iterator[Work]:
        """Open a unit of work as `work`, but only to set another password.

        Raises:
            KnownError: `access.inactive`: their account was closed meanwhile; or as
                `db.work.open_work`.
            RuntimeError: The desk was closed; without its key the trail would be written wrong.
        """
        self._demand_open()
        with (
            presence.named(self.others),
            work_in(self._vault, self.engine, self._key, actor=self.actor) as work,
        ):
            if self.is_on_server:
                demand_current(work.session)
            work.actor = standing(work, self.actor.login)
            yield work

    def new_recovery_sheet(self) -> RecoverySheet:
        """Make a recovery sheet to be printed.

        On a server it is valid at once; one of a file opens something only after `rekey` with it.

        Raises:
            KnownError: `access.not_allowed`.
        """
        with self.work() as work:
            service.require(work, Right.MANAGE_USERS)
            sheet = recovery.new_sheet(now=self.clock())
            if self.keeper.give_recovery(work, sheet.code):
                work.record("directorate.recovery_sheet_made", "directorate", 1)
        return sheet

    def note_recovery_sheet(self) -> None:
        """Record that the sheet of the set-up was handed over.

        Raises:
            KnownError: `access.not_allowed`.
        """
        with self.work() as work:
            service.require(work, Right.MANAGE_USERS)
            work.record("directorate.recovery_sheet_made", "directorate", 1)

    def rekey(self, sheet: RecoverySheet) -> tuple[str, ...]:
        """Encrypt the whole data with a new key from `sheet`; the older sheet is void.

        Passwords stay. A backup is taken before, which keeps its own key file.

        Args:
            sheet: Already printed; it is not shown again.

        Returns:
            The logins that need a new password now, because their slots could not take the key.

        Raises:
            KnownError: `server.only_file`, or as `Backups.take` and `new_keys.rekey`.
        """
        if self.is_on_server:
            raise KnownError("server.only_file")
        with self.turns:
            with self.work() as work:
                service.require(work, Right.MANAGE_USERS)
                generations = service.slot_generations(work)
            self.backups.take_first(BackupReason.NEW_KEY)
            with presence.named(self.others):
                if self.others():
                    raise KnownError("access.rekey_in_use")
                key, dropped = new_keys.rekey(
                    self._vault,
                    self.engine,
                    before=self._key,
                    sheet=sheet,
                    generations=generations,
                    actor=self.actor,
                )
            self.engine, self._key = sqlcipher_engine(self._vault.data_file, key=key), key
            self.keeper = FileCredentials(self._vault, key)
            # The new note before the old one is removed: none of the data is open again yet.
            before, self._presence = self._presence, self._be_present()
            before.end()
        return dropped

    def try_recovery_sheet(self, code: str) -> bool:
        """Test whether a sheet opens the data, and record it; as `new_keys.try_sheet`."""
        return new_keys.try_sheet(self._vault, self.work, self._key, code)

    def verify_audit(
        self, *, walked_so_far: Callable[[int], object] = lambda _count: None
    ) -> Verdict:
        """Verify the whole audit chain and compare it with the head outside the data file.

        Every user may: it shows whether the trail is whole, and nothing of its content.

        Args:
            walked_so_far: As `db.audit.verify`.

        Returns:
            The result, without the breaks that somebody with the right has seen, and with those
            found earlier that nobody has. A walk by somebody with the right also settles what was
            no break: at the time of the finding, others were writing.
        """
        self.demand_own_password()
        self._demand_open()
        audit_key = keys.audit_key(self._key)
        outside = self._vault.read_head(audit_key)
        with open_snapshot(self.engine) as session:
            walked = verify(session, key=audit_key, outside=outside, walked_so_far=walked_so_far)
            known = findings(session, trusted=READERS_OF_TRAIL)
            wrong = refuted(session, walked, known)
        with self.work() as work:
            if not may(work.actor.role, Right.SEE_AUDIT):
                wrong = ()
            work.record("audit.verified", "audit", None, whole=walked.is_whole)
            record_breaks(work, walked, outside, known=known)
            for finding in wrong:
                work.record("audit.refuted", "audit", finding.sequence)
        self.verdict = unsettled(walked, [one for one in known if one not in wrong])
        return self.verdict

    def demand_anchor(self, printed: Head) -> None:
        """Refuse a trail that does not contain an entry as a paper has it; every user may ask.

        Raises:
            KnownError: As `demand_own_password` and `db.audit.demand_entry`.
        """
        self.demand_own_password()
        self._demand_open()
        with open_snapshot(self.engine) as session:
            demand_entry(session, printed)

    def acknowledge_audit(self) -> None:
        """Record that a user with the right saw a break of the chain; it is no longer reported.

        Raises:
            KnownError: `access.not_allowed`.
        """
        with self.work() as work:
            service.require(work, Right.SEE_AUDIT)
            work.record("audit.acknowledged", "audit", self.verdict.broken_at)
        self.verdict = replace(self.verdict, breaks=())

    def check_password(self, password: str) -> None:
        """Refuse a text that is not the password of the signed-in user.

        Raises:
            KnownError: As `Vault.unwrap`.
        """
        self.keeper.check(self.actor.login, password)

    def record_move(self, target: str) -> None:
        """Record, before it begins, that the data is moved to a `server`, a `file` or a `copy`.

        Raises:
            KnownError: `access.not_allowed`.
        """
        with self.work() as work:
            service.require(work, Right.MANAGE_USERS)
            work.record("data.move_begun", "data", target=target)

    def copy_data(self, target: Path) -> Engine:
        """Copy the data with SQLite's online backup and return an engine on the copy.

        Every user may: the copy is as encrypted as the data file, which they can copy as well.

        Raises:
            KnownError: `server.only_file`, or as `db.engine.copy_database`.
        """
        if self.is_on_server:
            raise KnownError("server.only_file")
        copy_database(self.engine, target, key=self._key)
        return sqlcipher_engine(target, key=self._key)

    def erase_destroyed(self) -> int:
        """Rewrite the data file without destroyed rows, and return for how many destructions.

        Nothing of them is in the file or in its log afterwards. Backups keep what they have until
        they are removed; see `Backups.remove_before`.

        Raises:
            KnownError: `access.not_allowed`, `db.not_rewritten`: on a server its owner does it
                (`server_setup.erase_destroyed`); or as `db.copying.erase_freed`.
        """
        from alo183_desktop.retention import service as retention

        with self.work() as work:
            tables = retention.tables_to_rewrite(work)
        if not tables:
            return 0
        if self.is_on_server:
            raise KnownError("db.not_rewritten")
        erase_freed(self.engine, tables=tables)
        with self.work() as work:
            return retention.note_erased(work)

    def others(self) -> tuple[presence.Other, ...]:
        """Return the other programs that have the data open, the earliest first."""
        return self._presence.others(self._key)

    def find_foreign_rights(self) -> KnownError | None:
        """Return the difference of the server's rights from this program's; none for a file.

        Raises:
            KnownError: As `work`.
        """
        if not self.is_on_server:
            return None
        from alo183_desktop.bootstrap.server_rights import find_difference, find_large_objects

        with self.work() as work:
            connection = work.session.connection()
            return find_difference(connection) or find_large_objects(connection)

    def find_unrecorded_acts(self) -> KnownError | None:
        """Return what was done to roles of a server past the trail; none for a file.

        Raises:
            KnownError: As `work`.
        """
        if not self.is_on_server:
            return None
        from alo183_desktop.bootstrap.server_rights import find_unrecorded

        with self.work() as work:
            return find_unrecorded(work.session.connection())

    def open_listener(self) -> Listener:
        """Return a listener for changes by other desks.

        Raises:
            KnownError: As `db.server.connect`.
            RuntimeError: The data is a file, which nobody else changes.
        """
        listener = self.keeper.listener(self.engine)
        if listener is None:
            raise RuntimeError("nobody else changes a file")
        return listener

    def seal(self, texts: Mapping[str, str]) -> str:
        """Return texts sealed for memory while the data is locked."""
        return seal(json.dumps(dict(texts)), self._key, _LEFT_OPEN)

    def unseal(self, sealed: str) -> Mapping[str, str] | None:
        """Return sealed texts; None where the data has another key now."""
        text = unseal(sealed, self._key, _LEFT_OPEN)
        return dict(json.loads(text)) if text else None

    def close(self) -> None:
        """Close the data and discard the key, once a running backup has ended."""
        with self.turns:
            self._presence.end()
            self.engine.dispose()
            forget_compiled()
            self.keeper.forget()
            self._key = b""

    def _be_present(self) -> presence.Presence:
        return presence.Presence(
            self.data_folder, self._key, person=self.actor.name, now=self.clock()
        )
