"""The data folder of one directorate: set it up, open it, recover it.

Not here: the small files beside the data (access/vault.py), and the open data (desk.py).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import keys, recovery, strength
from alo183_desktop.access.rules import Role
from alo183_desktop.access.vault import DATA_FILE, Vault
from alo183_desktop.bootstrap.desk import Desk, work_in
from alo183_desktop.shared.clock import Clock, system_clock
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.attempts import Attempt
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm

BACKUPS: Final = "yedek"
"""The folder of copies that are made before an upgrade."""
_NEEDED_TO_OPEN: Final = (
    "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "sqlcipher3.dbapi2",
    "alo183_desktop.access.service",
    "alo183_desktop.db.engine",
    "alo183_desktop.db.migrate",
    "alo183_desktop.directorate.queries",
    "alo183_desktop.letters.queries",
    "alo183_desktop.officers.queries",
)


@dataclass(frozen=True, slots=True)
class SetUpAnswers:
    """What the first start asks for, but the password."""

    directorate: DirectorateForm
    signatories: tuple[SignatoryForm, ...]
    administrator_login: str
    administrator_name: str


class Program:
    """The data folder of one directorate, locked.

    Attributes:
        data_folder: Holds the data file, the key file, the outside head and the journal of
            failed attempts.
        clock: Everything that happens is dated by it.
    """

    def __init__(
        self, data_folder: Path, *, clock: Clock = system_clock, cost: keys.Cost | None = None
    ) -> None:
        self.data_folder = data_folder
        self.clock = clock
        self._vault = Vault(data_folder, clock=clock, cost=cost or keys.Cost())

    def exists(self) -> bool:
        """Return whether a directorate was set up here."""
        return self._vault.data_file.exists()

    def label(self) -> str:
        """Return what the directorate calls itself; raises as `keys.load`."""
        return self._vault.key_file().label

    def logins(self) -> tuple[str, ...]:
        """Return who can sign in; raises as `keys.load`."""
        return self._vault.key_file().logins()

    def wait_left(self, login: str) -> dt.timedelta:
        """Return how long `login` must wait before the next try."""
        return self._vault.wait_left(login)

    def create(
        self, answers: SetUpAnswers, password: str, *, demands_strength: bool = True
    ) -> tuple[Desk, RecoverySheet]:
        """Set up a directorate and sign its first administrator in.

        The data file is made aside and comes into its place last: a set-up that was killed leaves
        nothing that `exists`.

        Args:
            answers: What the first start asked for.
            password: Of the first administrator.
            demands_strength: False only for a directorate of invented people.

        Raises:
            KnownError: `access.exists`, `access.weak_password`, or what a form lacks.
        """
        from alo183_desktop.access.service import install_user
        from alo183_desktop.db.engine import sqlcipher_engine
        from alo183_desktop.db.migrate import upgrade
        from alo183_desktop.db.work import Actor
        from alo183_desktop.directorate import service as directorates
        from alo183_desktop.officers.subjects import install_required_subjects

        if self.exists():
            raise KnownError("access.exists")
        login = fold(answers.administrator_login)
        if demands_strength:
            strength.demand(password, personal=(login, answers.administrator_name))
        self.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._vault.clear_left_overs()
        aside = self._vault.data_file.with_name(f"{DATA_FILE}.new")
        key = keys.new_key()
        # SQLite gives its side files the permissions of the file that it finds.
        aside.touch(mode=0o600)
        engine = sqlcipher_engine(aside, key=key)
        try:
            upgrade(engine)
            actor = Actor(None, login, answers.administrator_name, Role.ADMINISTRATOR)
            with work_in(self._vault, engine, key, actor=actor) as work:
                directorates.install_directorate(work, answers.directorate)
                for signatory in answers.signatories:
                    directorates.install_signatory(work, signatory)
                install_required_subjects(work)
                install_user(
                    work,
                    login=login,
                    name=answers.administrator_name,
                    role=Role.ADMINISTRATOR,
                )
                work.record("directorate.recovery_sheet_made", "directorate", 1)
        finally:
            engine.dispose()
        form = answers.directorate
        sheet = recovery.new_sheet(now=self.clock())
        label = f"{form.province} {form.heading_3}"
        self._vault.make_slots(label, login=login, password=password, code=sheet.code, key=key)
        aside.replace(self._vault.data_file)
        return self.unlock(login, password), sheet

    def unlock(self, login: str, password: str) -> Desk:
        """Open the data for somebody.

        Raises:
            KnownError: `access.inactive`, `access.no_data`, `db.unreadable`, `db.newer`, or as
                `Vault.unwrap`.
        """
        self._demand_data()
        key = self._vault.unwrap(login, password)
        return self._open(login, key, how="password")

    def recover(self, code: str, login: str, password: str) -> Desk:
        """Open the data with the recovery sheet, and give `login` a new password.

        Whoever holds the sheet holds everything: a login that is not there yet, or not an
        administrator, becomes one.

        Raises:
            KnownError: `access.weak_password`, or as `recovery.read_code`, `Vault.recover`,
                `access.service.install_user` and `unlock`.
        """
        self._demand_data()
        typed = recovery.read_code(code)
        strength.demand(password, personal=(login,))
        key = self._vault.recover(typed)
        self._restore_administrator(login, key)
        self._vault.give_slot(login, password, key)
        return self._open(login, key, how="recovery_sheet")

    def _open(self, login: str, key: bytes, *, how: str) -> Desk:
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.db.audit import Verdict, verify_head
        from alo183_desktop.db.work import Actor

        engine = self._engine(key)
        try:
            outside = self._vault.read_head()
            failures = self._vault.failures_to_tell(login)
            with work_in(self._vault, engine, key, actor=_program_itself()) as work:
                verdict = verify_head(work.session, key=keys.audit_key(key), outside=outside)
                user = find_user(work.session, login)
            if not verdict.head.sequence:
                # Set-up writes the first entries: an empty trail was emptied, with its head.
                verdict = Verdict(0, 1, "tail_cut", verdict.head)
            user = _demand_active(user)
            actor = Actor(user.user_id, user.login, user.name, user.role.value)
            with work_in(self._vault, engine, key, actor=actor) as work:
                for failure in failures:
                    _tell_failure(work, failure, user)
                if not verdict.is_whole:
                    work.record("audit.found_broken", "audit", verdict.broken_at)
                work.record("sign_in.succeeded", "user", user.user_id, how=how)
            self._vault.forget(failures)
            return Desk(self._vault, engine, key, actor=actor, verdict=verdict)
        except BaseException:
            engine.dispose()
            raise

    def _engine(self, key: bytes) -> Engine:
        """Open the data file, and bring it up to this program's revision over a safe copy."""
        from alo183_desktop.db import engine as engines
        from alo183_desktop.db import migrate

        engine = engines.sqlcipher_engine(self._vault.data_file, key=key)
        try:
            engines.assert_readable(engine)
            if migrate.needs_upgrade(engine):
                folder = self.data_folder / BACKUPS
                folder.mkdir(mode=0o700, exist_ok=True)
                name = f"alo183-{migrate.current_revision(engine)}-{self.clock():%Y%m%d%H%M%S}.db"
                engines.copy_database(engine, folder / name, key=key)
                migrate.upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _restore_administrator(self, login: str, key: bytes) -> None:
        from alo183_desktop.access.model import User
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.access.service import install_user
        from alo183_desktop.db.work import Actor

        engine = self._engine(key)
        try:
            actor = Actor(None, fold(login), login, Role.ADMINISTRATOR)
            with work_in(self._vault, engine, key, actor=actor) as work:
                found = find_user(work.session, login)
                if found is None:
                    install_user(work, login=login, name=login, role=Role.ADMINISTRATOR)
                else:
                    user = work.session.get_one(User, found.user_id)
                    user.role, user.is_active = Role.ADMINISTRATOR, True
                work.record("user.recovered", "user", found.user_id if found else None)
        finally:
            engine.dispose()

    def _demand_data(self) -> None:
        if not self.exists():
            raise KnownError("access.no_data")


def load_libraries() -> None:
    """Import what opening the data needs, while somebody still types their password.

    Such imports stand inside the functions that need them, because the first window must not wait
    for them; after the password nobody should wait for them either.
    """
    for name in _NEEDED_TO_OPEN:
        importlib.import_module(name)


def _tell_failure(work: Work, failure: Attempt, user: UserRow) -> None:
    if fold(failure.login) == user.login:
        user_id, how = user.user_id, "password"
    else:
        # What stood in the field of a login that nobody has may be a password: it is not told.
        user_id, how = None, "unknown" if failure.login else "recovery_sheet"
    work.record("sign_in.failed", "user", user_id, at=failure.at.isoformat(), how=how)


def _demand_active(user: UserRow | None) -> UserRow:
    if user is None or not user.is_active:
        raise KnownError("access.inactive")
    return user


def _program_itself() -> Actor:
    from alo183_desktop.db.work import Actor

    return Actor(None, "", "Program", "")
