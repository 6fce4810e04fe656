"""The data of one directorate on a server: joined, set up, signed in to from this desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alo183_desktop.access import attempts, keys, recovery, strength
from alo183_desktop.access.server_file import ServerPlace, laid_down_address, read_place
from alo183_desktop.access.server_vault import ServerVault
from alo183_desktop.access.vault import ATTEMPTS_FILE, HEAD_FILE
from alo183_desktop.bootstrap.credentials import ServerCredentials
from alo183_desktop.bootstrap.opening import (
    OpenedData,
    SetUpAnswers,
    anchor,
    begin,
    first_actor,
    first_rows,
    make_folder,
    program_itself,
)
from alo183_desktop.bootstrap.working import standing, work_in
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import of_folder
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.server_vault import SignedIn
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.server_address import ServerLogin
    from alo183_desktop.db.work import Work
    from alo183_desktop.shared.clock import Clock


class ServedData:
    """The data folder of a desk whose data is on a server, or will be; locked."""

    def __init__(self, folder: Path, *, clock: Clock, cost: keys.Cost) -> None:
        self._folder = folder
        self._clock = clock
        self._cost = cost

    def vault(self) -> ServerVault | None:
        """Return the vault for the server of this desk; None when its data is in the folder.

        Raises:
            KnownError: As `server_file.read_place`.
        """
        place = read_place(self._folder)
        if place is None:
            return None
        return ServerVault(self._folder, clock=self._clock, cost=self._cost, place=place)

    def unlock(self, vault: ServerVault, login: str, password: str) -> Desk:
        """Open the data for a user; raises as `ServerVault.sign_in` and `opening.begin`.

        A move that was killed is completed, in either direction (moving.py).
        """
        from alo183_desktop.bootstrap.moving import begun, go_on, put_file_aside

        found = begun(self._folder)
        self._begin_desk()
        try:
            signed_in = vault.sign_in(login, password)
        except KnownError as error:
            if error.code == "server.moved":
                go_on(vault, found=found, closed_by=str(error.parameters.get("move_id", "")))
            raise
        go_on(vault, found=found, closed_by="")
        put_file_aside(vault)
        return self._enter(vault, signed_in, how="password")

    def recover(self, vault: ServerVault, code: str, login: str, password: str) -> Desk:
        """Open the key with the sheet for an administrator, and give them a new slot.

        Raises:
            KnownError: As `ServerVault.sign_in` and `opening.begin`.
        """
        from alo183_desktop.access.service import slot_generation

        signed_in = vault.sign_in(login, password, code=code)
        keeper = ServerCredentials(vault, signed_in)
        try:
            with work_in(vault, signed_in.engine, signed_in.key, actor=program_itself()) as work:
                work.actor = standing(work, signed_in.login)
                after = slot_generation(work, signed_in.login)
                generation = keeper.give_own(work, signed_in.login, password, after=after)
                work.record("user.recovered", "user", work.actor.user_id)
        except BaseException:
            signed_in.engine.dispose()
            raise
        again = replace(signed_in, generation=generation)
        return self._enter(vault, again, how="recovery_sheet")

    def join(self, login: ServerLogin) -> Desk:
        """Connect this desk to a directorate that is already on a server.

        Raises:
            KnownError: `desk.laid_down`: another server is laid down for this computer; or as
                `unlock`. This desk is unchanged then.
        """
        login = self._as_laid_down(login)
        self._begin_desk()
        place = ServerPlace(login.address, login.address.words())
        vault = ServerVault(self._folder, clock=self._clock, cost=self._cost, place=place)
        try:
            signed_in = vault.sign_in(login.user, login.password)
            desk = self._enter(vault, signed_in, how="password")
        except BaseException:
            # A lone head would be reported as lost data.
            vault.clear_left_overs()
            raise
        return desk

    def create(
        self, owner: ServerLogin, answers: SetUpAnswers, password: str
    ) -> tuple[Desk, RecoverySheet]:
        """Set up a directorate in an empty database, and sign its first administrator in.

        It is one transaction of the server: tables, rights, roles, the first rows.

        Args:
            owner: The owner of the database, who may create roles; never the administrator, because
                rights do not limit an owner.
            answers: As `Program.create`.
            password: Of the first administrator, for their role and their slot.

        Raises:
            KnownError: `desk.laid_down` as `join`, `server.exists`, `server.foreign_tables`,
                `server.not_owner`, `server.role_taken`, or as `Program.create` and
                `db.server.connect`.
        """
        from alo183_desktop.bootstrap import server_setup

        # Checked first: a directorate that is set up and cannot be joined has lost its sheet.
        owner = self._as_laid_down(owner)
        login = fold(answers.administrator_login)
        strength.demand(password, personal=answers.known_facts())
        make_folder(self._folder)
        sheet = recovery.new_sheet(now=self._clock())
        key = recovery.key_of(sheet.code)  # so that the sheet also opens a file after a move
        slots = keys.KeyFile("").with_password(login, password, key, cost=self._cost)
        slots = slots.with_recovery(sheet.code, key, cost=self._cost)

        def fill(work: Work) -> None:
            first_rows(work, answers, login)

        actor = first_actor(answers, login)
        server_setup.install(
            owner,
            server_setup.ServerSecrets(slots, {login: password}, keys.audit_key(key)),
            fill=fill,
            actor=actor,
            clock=self._clock,
        )
        return self.join(replace(owner, user=login, password=password)), sheet

    def _enter(self, vault: ServerVault, signed_in: SignedIn, *, how: str) -> Desk:
        """Open the data on a server for the user who signed in there.

        A desk without a head of the trail verifies the whole trail: one that joins, or to which
        only `alo183.server` was copied. The other desks have theirs, and the trail records it.

        Args:
            vault: Of the desk.
            signed_in: The user's connection and key.
            how: As recorded in the trail.
        """
        keeper = ServerCredentials(vault, signed_in)
        opened = OpenedData(vault, signed_in.engine, signed_in.key, keeper)
        if not vault.has_head():
            try:
                anchor(opened, signed_in.login)
            except BaseException:
                opened.engine.dispose()
                raise
        desk = begin(opened, signed_in.login, how=how, generation=signed_in.generation)
        # The name of the directorate is known only now.
        named = replace(vault.place, label=desk.directorate_name)
        named.with_login(signed_in.login).sealed_by(signed_in.key).save(self._folder)
        return desk

    def _as_laid_down(self, login: ServerLogin) -> ServerLogin:
        """Return the login for a server, with the trust laid down for this computer.

        Raises:
            KnownError: `desk.laid_down`: another database is laid down, or `desk.rules_wrong`.
        """
        laid, named = laid_down_address(self._folder), login.address
        if laid is None:
            return login
        if (named.host, named.port, named.database) != (laid.host, laid.port, laid.database):
            raise KnownError("desk.laid_down", place=of_folder(self._folder).places["server"])
        return replace(login, address=laid)

    def _begin_desk(self) -> None:
        """Make the folder of a desk and its journal, unless there were attempts to sign in before.

        Raises:
            KnownError: As `make_folder` and `attempts.begin`.
        """
        make_folder(self._folder)
        if not any((self._folder / name).exists() for name in (ATTEMPTS_FILE, HEAD_FILE)):
            attempts.begin(self._folder / ATTEMPTS_FILE)
