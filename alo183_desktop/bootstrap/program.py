"""The data folder of one directorate: set it up, open it, recover it, restore data into it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from alo183_desktop.access import keys, presence, recovery, strength
from alo183_desktop.access.files import clear_asides, copy_file, write_atomically
from alo183_desktop.access.presence import demand_lasting, demand_own_disk, demand_own_folder
from alo183_desktop.access.rules import Role
from alo183_desktop.access.second_folder import in_both_places, unreadable_in_both_places
from alo183_desktop.access.server_file import demand_chosen, laid_down_address, read_place
from alo183_desktop.access.vault import (
    DATA_FILE,
    KEY_FILE,
    LEAVING_FILE,
    RESTORING_FILE,
    SERVER_FILE,
    Vault,
)
from alo183_desktop.bootstrap.credentials import FileCredentials
from alo183_desktop.bootstrap.opening import (
    OpenedData,
    SetUpAnswers,
    begin,
    demand_clock,
    demand_reachable,
    demand_writable,
    first_actor,
    first_rows,
    judge,
    make_folder,
    open_data_file,
)
from alo183_desktop.bootstrap.served import ServedData
from alo183_desktop.bootstrap.working import record_breaks, work_in
from alo183_desktop.shared.clock import Clock, system_clock
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import of_folder
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.restoring import BackupContents
    from alo183_desktop.bootstrap.bringing_back import Opener
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.server_address import ServerLogin


class Program:
    """The data folder of one directorate, locked.

    Attributes:
        data_folder: Contains the data file, the key file, the outside head and the journal of
            failed attempts.
        clock: Provides all times.
    """

    def __init__(
        self,
        data_folder: Path,
        *,
        clock: Clock = system_clock,
        cost: keys.Cost | None = None,
    ) -> None:
        """Examine a data folder without touching it.

        Args:
            cost: Of a guess for a new slot; None for the recommended one.
        """
        self.data_folder = data_folder
        self.clock = clock
        self._cost = cost or keys.Cost()
        self._vault = Vault(data_folder, clock=clock, cost=self._cost)
        self._served = ServedData(data_folder, clock=clock, cost=self._cost)

    def exists(self) -> bool:
        """Return whether the data of a directorate is here.

        A restore that was killed while files were being replaced is completed first.

        Raises:
            KnownError: `access.folder_unreachable`, `desk.file_here`, or as `restoring.go_on`,
                `files.held_alone` and `server_file.laid_down_address`.
        """
        demand_reachable(self.data_folder)
        if (self.data_folder / RESTORING_FILE).exists():
            from alo183_desktop.access import restoring

            # A program that is changing the key right now completes it itself, under its lock.
            with self._vault.own_turn():
                restoring.go_on(self.data_folder)
        has_file, has_joined = self._vault.data_file.exists(), self._has_joined()
        if has_file and not has_joined and self._is_laid_down():
            place = of_folder(self.data_folder).places["server"]
            raise KnownError("desk.file_here", place=place)
        return has_file or self.is_on_server()

    def is_on_server(self) -> bool:
        """Return whether the data of this desk is on a server that it shares with others.

        Raises:
            KnownError: As `server_file.laid_down_address`.
        """
        return self._has_joined() or self._is_laid_down()

    def has_lost_data(self) -> bool:
        """Return whether a directorate was set up here whose data file is missing."""
        return not self.is_on_server() and self._vault.has_lost_data()

    def label(self) -> str:
        """Return the name of the directorate; raises as `logins`."""
        return self._known_vault().label()

    def server_words(self) -> str:
        """Return the address to which a password typed here goes; empty: it stays here."""
        place = read_place(self.data_folder)
        return "" if place is None else place.address.words()

    def logins(self) -> tuple[str, ...]:
        """Return the logins; for a server those used at this desk, the newest first.

        Raises:
            KnownError: As `keys.load` or `server_file.read_place`.
        """
        return self._known_vault().known_logins()

    def wait_left(self, login: str) -> dt.timedelta:
        """Return how long `login` must wait before the next attempt."""
        return self._known_vault().wait_left(login)

    def create(
        self, answers: SetUpAnswers, password: str, *, demands_strength: bool = True
    ) -> tuple[Desk, RecoverySheet]:
        """Set up a directorate and sign its first administrator in.

        Data file and key file are made under temporary names. The data file is renamed first, so
        that a key file without data is never the result of an interrupted set-up.

        Args:
            answers: Of the first start.
            password: Of the first administrator.
            demands_strength: False only for a directorate of invented people.

        Raises:
            KnownError: `access.exists`, `access.data_missing`, `access.clock_wrong`,
                `access.network_share`, `access.foreign_folder`, `access.synced_empty`,
                `access.temporary_profile`, `access.redirected_folder`, `access.weak_password`,
                faults of the answers, or errors of the disk.
        """
        self._demand_clock()
        self._demand_own_place()
        demand_lasting(self.data_folder)
        self.demand_empty()
        login = fold(answers.administrator_login)
        if demands_strength:
            strength.demand(password, personal=answers.known_facts())
        self.demand_writable()
        make_folder(self.data_folder)
        self._vault.clear_left_overs()
        try:
            sheet = self._set_up(answers, login, password)
        except Exception:
            self._vault.clear_left_overs()
            raise
        self._vault.put_in_place()
        return self.unlock(login, password), sheet

    def _set_up(self, answers: SetUpAnswers, login: str, password: str) -> RecoverySheet:
        """Make data file and key file under temporary names."""
        from alo183_desktop.db.engine import sqlcipher_engine
        from alo183_desktop.db.migrate import upgrade

        sheet = recovery.new_sheet(now=self.clock())
        key = recovery.key_of(sheet.code)
        # SQLite gives its side files the permissions of the existing file.
        write_atomically(self._vault.data_aside, b"", durable=False)
        engine = sqlcipher_engine(self._vault.data_aside, key=key)
        try:
            upgrade(engine)
            actor = first_actor(answers, login)
            with work_in(self._vault, engine, key, actor=actor) as work:
                first_rows(work, answers, login)
        finally:
            engine.dispose()
        form = answers.directorate
        label = f"{form.province} {form.heading_3}"
        self._vault.make_slots(label, login=login, password=password, code=sheet.code, key=key)
        return sheet

    def unlock(self, login: str, password: str) -> Desk:
        """Open the data for a user.

        Raises:
            KnownError: `access.inactive`, `access.old_key_file`, `access.no_data`,
                `access.data_missing`, `access.clock_wrong`, `access.network_share`,
                `access.foreign_folder`, `db.unreadable`, `db.empty`, `db.newer`,
                `server.move_ended`, `server.move_unfinished`, or as `Vault.unwrap`,
                `ServerVault.sign_in` and `db.work.open_work`.
        """
        self._demand_clock()
        self._demand_data()
        demand_own_folder(self.data_folder)
        if (vault := self._served.vault()) is not None:
            if self._has_own_keys():
                demand_chosen(vault.place, self._vault.unwrap(login, password)[0])
            try:
                return self._served.unlock(vault, login, password)
            except KnownError:
                if self.is_on_server():
                    raise
                # A killed move into a file has just been completed.
        self._demand_own_place()
        key, generation = self._vault.unwrap(login, password)
        if (self.data_folder / LEAVING_FILE).exists():
            # A move was killed; no other start loads the code that completes it.
            from alo183_desktop.bootstrap.moving import go_on_to_server

            go_on_to_server(self._vault, login, password, key=key)
        return self._open(login, key, how="password", generation=generation)

    def recover(self, code: str, login: str, password: str) -> Desk:
        """Open the data with the recovery sheet, and give `login` a new password.

        The sheet gives full access: a login that does not exist yet, or is not an
        administrator, becomes one. Where the key file is missing or broken, a new one is made, in
        which nobody else has a slot. On a server the sheet opens the key but not the server:
        `login` must be an administrator there, whose role the server's owner gave `password`.

        Raises:
            KnownError: `access.weak_password`, `server.move_unfinished`, or as
                `recovery.read_code`, `Vault.recover`, `access.service.install_user` and `unlock`.
        """
        from alo183_desktop.bootstrap.moving import demand_no_move
        from alo183_desktop.db.engine import is_opened_by

        self._demand_clock()
        self._demand_data()
        typed = recovery.read_code(code)
        open_by_sheet = partial(
            self._vault.recover, typed, opens=partial(is_opened_by, self._vault.data_file)
        )
        if (vault := self._served.vault()) is not None:
            if self._has_own_keys():
                demand_chosen(vault.place, open_by_sheet())
            return self._served.recover(vault, typed, login, password)
        self._demand_own_place()
        demand_no_move(self.data_folder)
        strength.demand(password, personal=(login,))
        key = open_by_sheet()
        noted = self._restore_administrator(login, key, code=typed)
        generation = self._vault.give_slot(login, password, key, after=noted)
        return self._open(login, key, how="recovery_sheet", generation=generation)

    def recover_file(self, file: Path, code: str, login: str, password: str) -> Desk:
        """Restore a data file that was saved without its key file, and open it with the sheet.

        Raises:
            KnownError: As `bring_data_file` and `recover`.
        """
        self._demand_clock()
        self._demand_own_place()
        demand_lasting(self.data_folder)
        self.demand_empty()
        strength.demand(password, personal=(login,))
        make_folder(self.data_folder)
        bring_data_file(file, self._vault, code)
        return self.recover(code, login, password)

    def backups(self, *, with_second: bool = True) -> tuple[Backup, ...]:
        """Return the backups known here, the newest first; one in two folders once.

        Args:
            with_second: Whether to read the second folder, too, which may not respond for long.
        """
        found = in_both_places(self.data_folder, with_second=with_second)
        known = {backup.sha256: backup for backup in reversed(found)}
        return tuple(sorted(known.values(), key=lambda backup: backup.at, reverse=True))

    def unreadable_backups(self, *, with_second: bool = True) -> KnownError | None:
        """Return the error that names backups left out of `backups`; None where there is none.

        Args:
            with_second: As `backups`.
        """
        found = unreadable_in_both_places(self.data_folder, with_second=with_second)
        if not found:
            return None
        names = ", ".join(folder.name for folder in found)
        return KnownError("backups.unreadable", count=len(found), names=names)

    def other_directorate(self, backup: Backup) -> str | None:
        """Return the name of the directorate here, where a backup is of another one."""
        try:
            here = self.label()
        except KnownError:  # no data here, or unreadable data
            return None
        return None if here == backup.label else here

    def look_into(
        self, backup: Backup, *, login: str, secret: str, by_sheet: bool = False
    ) -> BackupContents:
        """Return the content of a backup, after a full check; arguments as `restore`.

        Raises:
            KnownError: As `bringing_back.look_into`.
        """
        from alo183_desktop.bootstrap import bringing_back

        make_folder(self.data_folder)  # for a computer without a set-up
        opener = bringing_back.Opener(login, secret, by_sheet)
        return bringing_back.look_into(self._vault, backup, opener)

    def restore(
        self,
        backup: Backup,
        *,
        login: str,
        secret: str,
        by_sheet: bool = False,
        present: Opener | None = None,
    ) -> Path:
        """Restore a backup in place of the present data, which is kept.

        Args:
            backup: The backup.
            login: An administrator of the backup's day; with `by_sheet` only recorded in the trail.
            secret: Their password of that day, or the code of that day's recovery sheet.
            by_sheet: Whether `secret` is the code.
            present: As `bringing_back.bring_back`.

        Returns:
            The folder with the former data.

        Raises:
            KnownError: `server.only_file`, or as `bringing_back.bring_back`; nothing was touched
                then.
        """
        from alo183_desktop.bootstrap import bringing_back

        self._demand_clock()
        if self.is_on_server():
            raise KnownError("server.only_file")
        self._demand_own_place()
        make_folder(self.data_folder)
        opener = bringing_back.Opener(login, secret, by_sheet)
        return bringing_back.bring_back(self._vault, backup, opener, present=present)

    def _open(self, login: str, key: bytes, *, how: str, generation: int) -> Desk:
        # Under the lock: the data cannot be replaced between finding the key and opening it.
        with (
            presence.named(lambda: presence.find_others(self.data_folder, key)),
            self._vault.own_turn(),
        ):
            clear_asides(self.data_folder, now=self.clock())
            engine = open_data_file(self._vault, key)
        opened = OpenedData(self._vault, engine, key, FileCredentials(self._vault, key))
        return begin(opened, login, how=how, generation=generation)

    def is_set_up_on(self, login: ServerLogin) -> bool:
        """Return whether a directorate is on a server; raises as `server_setup.is_set_up`."""
        from alo183_desktop.bootstrap.server_setup import is_set_up

        return is_set_up(login)

    def join(self, login: ServerLogin) -> Desk:
        """Connect this desk to a directorate that is already on a server.

        Raises:
            KnownError: `access.exists`, `access.data_missing`, or as `ServerVault.sign_in`; this
                desk is unchanged then.
        """
        self._demand_clock()
        self.demand_empty()
        return self._served.join(login)

    def create_on_server(
        self, owner: ServerLogin, answers: SetUpAnswers, password: str
    ) -> tuple[Desk, RecoverySheet]:
        """Set up a directorate on a server; see `ServedData.create`.

        Raises:
            KnownError: `access.exists`, `access.data_missing`, or as `ServedData.create`.
        """
        self._demand_clock()
        self.demand_empty()
        return self._served.create(owner, answers, password)

    def demand_writable(self) -> None:
        """Refuse a folder in which nothing can be set up; raises as `opening.demand_writable`."""
        demand_writable(self.data_folder)

    def demand_empty(self) -> None:
        """Refuse a folder in which a directorate is or was.

        Raises:
            KnownError: `access.exists`, `access.data_missing`.
        """
        if self.exists() and (self._has_joined() or not self._is_laid_down()):
            raise KnownError("access.exists")
        if self.has_lost_data():
            raise KnownError("access.data_missing")

    def _has_joined(self) -> bool:
        return (self.data_folder / SERVER_FILE).exists()

    def _is_laid_down(self) -> bool:
        return laid_down_address(self.data_folder) is not None

    def _has_own_keys(self) -> bool:
        """Return whether data or keys are beside the name of a server that nobody laid down.

        A move to a server or back that was killed leaves them so, and so does whoever wants a
        password: the data itself must vouch for the server then.
        """
        files = (self._vault.data_file, self.data_folder / KEY_FILE)
        return any(file.exists() for file in files) and not self._is_laid_down()

    def _known_vault(self) -> Vault:
        return self._vault if self._has_own_keys() else self._served.vault() or self._vault

    def _restore_administrator(self, login: str, key: bytes, *, code: str) -> int:
        """Make `login` an administrator, and return the generation of their slot so far.

        A key file that cannot be read, or does not contain the code, is made anew.
        """
        from alo183_desktop.access.model import User
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.access.service import install_user, slot_generation
        from alo183_desktop.db.work import Actor
        from alo183_desktop.directorate.queries import get_directorate

        with self._vault.own_turn():
            engine = open_data_file(self._vault, key)
        try:
            verdict, outside = judge(self._vault, engine, key)
            actor = Actor(None, fold(login), login, Role.ADMINISTRATOR)
            with work_in(self._vault, engine, key, actor=actor) as work:
                found = find_user(work.session, login)
                if found is None:
                    install_user(work, login=login, name=login, role=Role.ADMINISTRATOR)
                else:
                    user = work.session.get_one(User, found.user_id)
                    user.role, user.is_active = Role.ADMINISTRATOR, True
                record_breaks(work, verdict, outside)
                work.record("user.recovered", "user", found.user_id if found else None)
                label = get_directorate(work.session).name
                if self._vault.make_sure_of_code(code, label=label, key=key):
                    work.record("directorate.key_file_made", "directorate", 1)
                return slot_generation(work, login)
        finally:
            engine.dispose()

    def _demand_clock(self) -> None:
        demand_clock(self.clock())

    def _demand_own_place(self) -> None:
        demand_own_disk(self.data_folder, DATA_FILE)
        demand_own_folder(self.data_folder)

    def _demand_data(self) -> None:
        if not self.exists():
            raise KnownError("access.data_missing" if self.has_lost_data() else "access.no_data")


def bring_data_file(file: Path, vault: Vault, code: str) -> None:
    """Copy a data file to its final name after the code of a recovery sheet has opened the copy.

    The log of a program that was not closed is copied, too, if it is beside the file.

    Args:
        file: Such as `alo183.db` on a stick; it stays as it is.
        vault: A data folder without data.
        code: As typed.

    Raises:
        KnownError: `access.no_data_file`, `access.wrong_code`, `access.not_writable`, or as
            `recovery.read_code` and `db.engine.is_opened_by`; nothing is left here then.
    """
    from alo183_desktop.db.engine import SMALLEST_FILE, is_opened_by

    key = recovery.key_of(recovery.read_code(code))
    try:
        if not file.is_file() or file.stat().st_size < SMALLEST_FILE:
            raise KnownError("access.no_data_file", file=file.name)
        vault.clear_left_overs()
        copy_file(file, vault.data_aside)
        log = file.with_name(f"{file.name}-wal")
        if log.is_file():
            copy_file(log, vault.data_aside.with_name(f"{vault.data_aside.name}-wal"))
        if not is_opened_by(vault.data_aside, key):
            raise KnownError("access.wrong_code")
        vault.data_aside.replace(vault.data_file)
    except OSError as error:
        raise KnownError("access.not_writable") from error
    finally:
        if not vault.data_file.exists():
            vault.clear_left_overs()
