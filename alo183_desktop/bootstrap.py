"""Wire the key file, the engine, the clock and the first tables: the one place that knows them all.

Not here: windows (gui), commands (cli), and what is done with an open directorate (services).
"""

from __future__ import annotations

import contextlib
import json
import threading
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import attempts, keys, recovery, strength
from alo183_desktop.access.files import write_atomically
from alo183_desktop.access.rules import FREE_TRIES, Role, recent, wait_left
from alo183_desktop.shared.clock import Clock, system_clock
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.db.audit import Head, Verdict
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm

DATA_FILE: Final = "alo183.db"
KEY_FILE: Final = "alo183.key"
HEAD_FILE: Final = "alo183.head"
ATTEMPTS_FILE: Final = "alo183.attempts"
BACKUPS: Final = "yedek"


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
        self._cost = cost or keys.Cost()

    def exists(self) -> bool:
        """Return whether a directorate was set up here."""
        return (self.data_folder / DATA_FILE).exists()

    def label(self) -> str:
        """Return what the directorate calls itself; raises as `keys.load`."""
        return self._key_file().label

    def logins(self) -> tuple[str, ...]:
        """Return who can sign in; raises as `keys.load`."""
        return self._key_file().logins()

    def wait_left(self, login: str) -> dt.timedelta:
        """Return how long `login` must wait before the next try."""
        return wait_left(self._failures(login), now=self.clock())

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
        from alo183_desktop.db.work import Actor, open_work
        from alo183_desktop.directorate import service as directorates
        from alo183_desktop.officers.service import install_required_subjects

        if self.exists():
            raise KnownError("access.exists")
        login = _key(answers.administrator_login)
        if demands_strength:
            demand_strength(password, personal=(login, answers.administrator_name))
        self.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self.data_folder / f"{DATA_FILE}.new"
        for left_over in self.data_folder.glob(f"{DATA_FILE}.new*"):
            left_over.unlink()
        for stale in (HEAD_FILE, ATTEMPTS_FILE):
            (self.data_folder / stale).unlink(missing_ok=True)
        key = keys.new_key()
        head: list[Head] = []
        # SQLite gives its side files the permissions of the file that it finds.
        aside.touch(mode=0o600)
        engine = sqlcipher_engine(aside, key=key)
        try:
            upgrade(engine)
            with open_work(
                engine,
                clock=self.clock,
                actor=Actor(None, login, answers.administrator_name, Role.ADMINISTRATOR),
                audit_key=keys.audit_key(key),
                head_written=head.append,
            ) as work:
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
        key_file = keys.KeyFile(label=f"{form.province} {form.heading_3}")
        key_file = key_file.with_password(_key(login), password, key, cost=self._cost)
        key_file.with_recovery(sheet.code, key, cost=self._cost).save(self._path(KEY_FILE))
        write_head(self._path(HEAD_FILE), head[0])
        aside.replace(self._path(DATA_FILE))
        return self.unlock(login, password), sheet

    def unlock(self, login: str, password: str) -> Desk:
        """Open the data for somebody.

        Raises:
            KnownError: `access.wait`, `access.wrong_password`, `access.wrong_password_wait`,
                `access.inactive`, `access.no_data`, `db.unreadable`, `db.newer`, or as `keys.load`.
        """
        self._demand_data()
        key_file = self._key_file()
        self._demand_patience(login)
        key = key_file.unwrap(login, password)
        if key is None:
            raise self._failed(login, "access.wrong_password")
        return self._open(login, key, how="password")

    def recover(self, code: str, login: str, password: str) -> Desk:
        """Open the data with the recovery sheet, and give `login` a new password.

        Whoever holds the sheet holds everything: a login that is not there yet, or not an
        administrator, becomes one.

        Raises:
            KnownError: `access.wrong_code`, `access.weak_password`, or as `recovery.read_code`,
                `access.service.install_user` and `unlock`.
        """
        self._demand_data()
        key_file = self._key_file()
        self._demand_patience("")
        typed = recovery.read_code(code)
        demand_strength(password, personal=(login,))
        key = key_file.recover(typed)
        if key is None:
            raise self._failed("", "access.wrong_code")
        self._restore_administrator(login, key)
        key_file = key_file.with_password(_key(login), password, key, cost=self._cost)
        key_file.save(self._path(KEY_FILE))
        return self._open(login, key, how="recovery_sheet")

    def _open(self, login: str, key: bytes, *, how: str) -> Desk:
        from alo183_desktop.access.queries import find_user
        from alo183_desktop.db.audit import Verdict, verify_head
        from alo183_desktop.db.work import Actor

        engine = self._engine(key)
        try:
            outside = read_head(self._path(HEAD_FILE))
            failures = self._taken_over(login)
            with self._work(engine, key, actor=_program_itself()) as work:
                verdict = verify_head(work.session, key=keys.audit_key(key), outside=outside)
                user = find_user(work.session, login)
            if not verdict.head.sequence:
                # Set-up writes the first entries: an empty trail was emptied, with its head.
                verdict = Verdict(0, 1, "tail_cut", verdict.head)
            user = _demand_active(user)
            actor = Actor(user.user_id, user.login, user.name, user.role.value)
            with self._work(engine, key, actor=actor) as work:
                for failure in failures:
                    own = _key(failure.login) == user.login
                    work.record(
                        "sign_in.failed",
                        "user",
                        user.user_id if own else None,
                        at=failure.at.isoformat(),
                        # What stood in the field of a login that nobody has may be a password.
                        how="password"
                        if own
                        else ("unknown" if failure.login else "recovery_sheet"),
                    )
                if not verdict.is_whole:
                    work.record("audit.found_broken", "audit", verdict.broken_at)
                work.record("sign_in.succeeded", "user", user.user_id, how=how)
            if failures:
                taken = {failure.login for failure in failures}
                attempts.forget(self._path(ATTEMPTS_FILE), taken)
            return Desk(self, engine, key, user, verdict)
        except BaseException:
            engine.dispose()
            raise

    def _engine(self, key: bytes) -> Engine:
        """Open the data file, and bring it up to this program's revision over a safe copy."""
        from alo183_desktop.db import engine as engines
        from alo183_desktop.db import migrate

        engine = engines.sqlcipher_engine(self._path(DATA_FILE), key=key)
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
            actor = Actor(None, _key(login), login, Role.ADMINISTRATOR)
            with self._work(engine, key, actor=actor) as work:
                found = find_user(work.session, login)
                if found is None:
                    install_user(work, login=login, name=login, role=Role.ADMINISTRATOR)
                else:
                    user = work.session.get_one(User, found.user_id)
                    user.role, user.is_active = Role.ADMINISTRATOR, True
                work.record("user.recovered", "user", found.user_id if found else None)
        finally:
            engine.dispose()

    @contextmanager
    def _work(self, engine: Engine, key: bytes, *, actor: Actor) -> Iterator[Work]:
        from alo183_desktop.db.work import open_work

        with open_work(
            engine,
            clock=self.clock,
            actor=actor,
            audit_key=keys.audit_key(key),
            head_written=lambda head: write_head(self._path(HEAD_FILE), head),
        ) as work:
            yield work

    def _demand_data(self) -> None:
        if not self.exists():
            raise KnownError("access.no_data")

    def _demand_patience(self, login: str) -> None:
        left = self.wait_left(login)
        if left:
            raise KnownError("access.wait", seconds=_seconds(left))

    def _failed(self, login: str, code: str) -> KnownError:
        journal = self._path(ATTEMPTS_FILE)
        attempts.write_attempt(journal, attempts.Attempt(self.clock(), _key(login)))
        left = self.wait_left(login)
        if code == "access.wrong_code":
            return KnownError(code)
        if left:
            return KnownError("access.wrong_password_wait", seconds=_seconds(left))
        counted = recent(self._failures(login), now=self.clock())
        return KnownError(code, left=FREE_TRIES - len(counted))

    def _failures(self, login: str) -> tuple[dt.datetime, ...]:
        journal = self._path(ATTEMPTS_FILE)
        attempts.settle(journal, now=self.clock())
        return attempts.of_login(attempts.read_attempts(journal), login)

    def _taken_over(self, login: str) -> tuple[attempts.Attempt, ...]:
        """Return the failures that the next success writes to the trail.

        These are `login`'s own and those of nobody else's: with the recovery sheet, or with a login
        that is not there, whose owner will never come to take them over.
        """
        others = {_key(known) for known in self.logins()} - {_key(login)}
        found = attempts.read_attempts(self._path(ATTEMPTS_FILE))
        return tuple(failure for failure in found if _key(failure.login) not in others)

    def _key_file(self) -> keys.KeyFile:
        return keys.load(self._path(KEY_FILE))

    def _path(self, name: str) -> Path:
        return self.data_folder / name


class Desk:
    """The open data of one directorate, and who sits in front of it.

    Attributes:
        actor: Who signed in.
        engine: For whoever needs a connection of its own; screens use `work`.
        verdict: What the check of the audit chain's head found at the start.
    """

    def __init__(
        self, program: Program, engine: Engine, key: bytes, user: UserRow, verdict: Verdict
    ) -> None:
        from alo183_desktop.db.work import Actor
        from alo183_desktop.directorate.queries import get_directorate

        self._program = program
        self._key = key
        self.engine = engine
        self.actor = Actor(user.user_id, user.login, user.name, user.role.value)
        self.verdict = verdict
        with self.work() as work:
            directorate = get_directorate(work.session)
        self.directorate_name = directorate.name
        self.lock_minutes = directorate.lock_minutes

    @property
    def clock(self) -> Clock:
        """The clock of the program."""
        return self._program.clock

    @property
    def data_folder(self) -> Path:
        """Where the data is."""
        return self._program.data_folder

    @property
    def revision(self) -> str:
        """The revision of the data, which is the program's own once it is open."""
        from alo183_desktop.db.migrate import HEAD

        return HEAD

    def work(self) -> AbstractContextManager[Work]:
        """Open a unit of work for whoever signed in."""
        return self._program._work(self.engine, self._key, actor=self.actor)  # noqa: SLF001

    def add_user(self, *, login: str, name: str, role: Role, password: str) -> int:
        """Add a user with a first password.

        Raises:
            KnownError: As `access.service.add_user`, and `access.weak_password`.
        """
        from alo183_desktop.access import service

        demand_strength(password, personal=(login, name))
        with self.work() as work:
            user_id = service.add_user(work, login=login, name=name, role=role)
            # Written before the commit: a full disk then leaves neither user nor slot. A slot
            # without a user, which a kill in between leaves, opens nothing (`access.inactive`).
            self._give_slot(_key(login), password)
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
                path = self.data_folder / KEY_FILE
                keys.load(path).without(user.login).save(path)

    def set_password(self, user: UserRow, password: str) -> None:
        """Give another user a new password.

        Raises:
            KnownError: `access.not_allowed` or `access.weak_password`.
        """
        from alo183_desktop.access.rules import Right
        from alo183_desktop.access.service import require

        demand_strength(password, personal=(user.login, user.name))
        with self.work() as work:
            require(work, Right.MANAGE_USERS)
            work.record("user.password_set", "user", user.user_id)
            self._give_slot(user.login, password)

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password.

        Raises:
            KnownError: `access.wrong_password`, `access.wait` or `access.weak_password`.
        """
        program = self._program
        program._demand_patience(self.actor.login)  # noqa: SLF001 - the two halves of one thing
        if keys.load(self.data_folder / KEY_FILE).unwrap(self.actor.login, old) is None:
            raise program._failed(self.actor.login, "access.wrong_password")  # noqa: SLF001
        demand_strength(new, personal=(self.actor.login, self.actor.name))
        with self.work() as work:
            work.record("user.password_changed", "user", self.actor.user_id)
            self._give_slot(self.actor.login, new)

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
            path = self.data_folder / KEY_FILE
            cost = self._program._cost  # noqa: SLF001
            keys.load(path).with_recovery(sheet.code, self._key, cost=cost).save(path)
        return sheet

    def verify_audit(
        self, *, walked_so_far: Callable[[int], object] = lambda _count: None
    ) -> Verdict:
        """Walk the whole audit chain and compare it with the head outside the data file.

        Args:
            walked_so_far: As `db.audit.verify`.
        """
        from alo183_desktop.db.audit import verify

        outside = read_head(self.data_folder / HEAD_FILE)
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

    def _give_slot(self, login: str, password: str) -> None:
        path = self.data_folder / KEY_FILE
        cost = self._program._cost  # noqa: SLF001
        keys.load(path).with_password(login, password, self._key, cost=cost).save(path)


def demand_strength(password: str, *, personal: tuple[str, ...]) -> None:
    """Refuse a password that is easily found.

    Raises:
        KnownError: `access.weak_password` with `words` and `advice`.
    """
    found = strength.measure(password, personal=personal)
    if not found.is_enough:
        raise KnownError("access.weak_password", words=found.words, advice=found.advice)


def write_head(path: Path, head: Head) -> None:
    """Keep the end of the audit chain outside the data file.

    Not flushed: an older head is still a part of the chain, so a power cut does no harm. Two
    writers of one process take turns.
    """
    with _head_lock:
        content = json.dumps({"sequence": head.sequence, "mac": head.mac})
        # The change is committed already; a head that cannot be written only ages.
        with contextlib.suppress(KnownError):
            write_atomically(path, content.encode(), durable=False)


def read_head(path: Path) -> Head | None:
    """Return the end of the chain that was kept outside; None when it is not there or broken."""
    from alo183_desktop.db.audit import Head

    try:
        content = json.loads(path.read_bytes())
        return Head(int(content["sequence"]), str(content["mac"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _demand_active(user: UserRow | None) -> UserRow:
    if user is None or not user.is_active:
        raise KnownError("access.inactive")
    return user


def _program_itself() -> Actor:
    from alo183_desktop.db.work import Actor

    return Actor(None, "", "Program", "")


def _key(login: str) -> str:
    from alo183_desktop.shared.turkish import fold

    return fold(login)


def _seconds(left: dt.timedelta) -> int:
    return int(left.total_seconds()) + 1


_head_lock: Final = threading.Lock()
