"""The steps that all ways to open the data have in common."""

from __future__ import annotations

import datetime as dt
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alo183_desktop.access import backups, keys
from alo183_desktop.access.attempts import MISSING
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.files import not_written
from alo183_desktop.access.rules import Role
from alo183_desktop.access.vault import DATA_FILE
from alo183_desktop.bootstrap.working import record_breaks, standing, work_in
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.attempts import FailedAttempt
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.bootstrap.credentials import CredentialStore
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit import Head, HeadFault, Verdict
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.record import DirectorateValues, SignatoryValues

_MINUTE = dt.timedelta(minutes=1)
_BLOCK = 4096


def demand_clock(now: dt.datetime) -> None:
    """Refuse a clock that is impossible to work with.

    Raises:
        KnownError: `access.clock_wrong`.
    """
    # Near the limits of the calendar there is neither a local time nor a day before or after.
    if now.year in {dt.MINYEAR, dt.MAXYEAR}:
        raise KnownError("access.clock_wrong")


def clock_notice(now: dt.datetime, newest: dt.datetime) -> KnownError:
    """Return what is said of a clock that is behind the newest entry; nobody is locked out by it.

    Where that entry was made by a clock that was ahead, this one is right, and the next sign-in
    finds an entry of its own.
    """
    return KnownError("access.clock_behind", now=format_instant(now), newest=format_instant(newest))


def record_failure(work: Work, failure: FailedAttempt, user: Actor) -> None:
    """Record a failed attempt in the trail, after a user has signed in."""
    if fold(failure.login) == user.login:
        user_id, how = user.user_id, "password"
    elif failure.login == MISSING:
        user_id, how = None, "journal_missing"
    else:
        # Text in the login field that is no login may be a password: it is not recorded.
        user_id, how = None, "unknown" if failure.login else "recovery_sheet"
    work.record("sign_in.failed", "user", user_id, at=failure.at.isoformat(), how=how)


def demand_administrator(engine: Engine, login: str) -> None:
    """Refuse a user who is no administrator of some data.

    Raises:
        KnownError: `access.not_allowed`.
    """
    from sqlalchemy.orm import Session

    from alo183_desktop.access.queries import find_user

    with Session(engine) as session:
        user = find_user(session, login)
    if user is None or not user.is_active or user.role is not Role.ADMINISTRATOR:
        raise KnownError("access.not_allowed")


@dataclass(frozen=True, slots=True)
class SetUpAnswers:
    """The answers of the first start, without the password."""

    directorate: DirectorateValues
    signatories: tuple[SignatoryValues, ...]
    administrator_login: str
    administrator_name: str

    def known_facts(self) -> tuple[str, ...]:
        """Return what whoever guesses the administrator's password knows of them."""
        form = self.directorate
        office = (form.province, form.heading_2, form.heading_3)
        return (self.administrator_login, self.administrator_name, *office)


@dataclass(frozen=True, slots=True)
class OpenedData:
    """Data opened by a key, before the user is known."""

    vault: Vault
    engine: Engine
    key: bytes
    keeper: CredentialStore


def begin(opened: OpenedData, login: str, *, how: str, generation: int) -> Desk:
    """Sign a user in to open data.

    Args:
        opened: Closed again on failure.
        login: The owner of the password or sheet that opened it.
        how: As recorded in the trail.
        generation: Of their slot.

    Raises:
        KnownError: `access.inactive`, `access.old_key_file`, or as `db.work.open_work`.
    """
    from alo183_desktop.access.rules import READERS_OF_TRAIL
    from alo183_desktop.access.service import is_given, note_slot
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit_queries import findings, newest_ahead, unsettled

    vault, engine, key = opened.vault, opened.engine, opened.key
    audit_key = keys.audit_key(key)
    try:
        verdict, outside = judge(vault, engine, key)
        failures = vault.failures_to_record(login)
        with work_in(vault, engine, key, actor=program_itself()) as work:
            actor = work.actor = standing(work, login)
            is_file = engine.dialect.name != "postgresql"
            newest = newest_ahead(work.session, work.now) if is_file else None
            note_slot(work, actor.login, generation)
            has_given_password = is_given(work, actor.login, generation)
            record_breaks(work, verdict, outside)
            if vault.has_lost_head(audit_key):
                work.record("audit.head_lost", "audit")
            verdict = unsettled(verdict, findings(work.session, trusted=READERS_OF_TRAIL))
            for failure in failures:
                record_failure(work, failure, actor)
            behind = {} if newest is None else {"behind": (newest - work.now) // _MINUTE}
            work.record("sign_in.succeeded", "user", actor.user_id, how=how, **behind)
        vault.forget(failures)
        if work.head is not None:
            vault.keep_head(work.head, audit_key)
        return Desk(
            vault,
            engine,
            key,
            actor=actor,
            verdict=verdict,
            keeper=opened.keeper,
            has_given_password=has_given_password,
            clock_notice=None if newest is None else clock_notice(work.now, newest),
        )
    except BaseException:
        engine.dispose()
        raise


def judge(vault: Vault, engine: Engine, key: bytes) -> tuple[Verdict, Head | HeadFault]:
    """Compare the end of the audit chain with the head outside, before that is written again."""
    from alo183_desktop.db.audit import Break, verify_head
    from alo183_desktop.db.work import open_snapshot

    audit_key = keys.audit_key(key)
    # Before the snapshot: a head outside is never ahead of the data, unless that was set back.
    outside = vault.read_head(audit_key)
    with open_snapshot(engine) as session:
        verdict = verify_head(session, key=audit_key, outside=outside)
    if not verdict.head.sequence:
        # Set-up writes the first entries: an empty trail was emptied, with its head.
        verdict = replace(verdict, breaks=(Break(1, "tail_cut"),))
    return verdict, outside


def anchor(opened: OpenedData, login: str) -> None:
    """Store the head of a trail that this desk has none of, after the whole trail is verified.

    A broken trail gets none: the missing head is then reported like any other break.
    """
    from alo183_desktop.db.audit import read_head, verify
    from alo183_desktop.db.work import open_snapshot

    audit_key = keys.audit_key(opened.key)
    with open_snapshot(opened.engine) as session:
        if not verify(session, key=audit_key, outside=read_head(session)).is_whole:
            return
    with work_in(opened.vault, opened.engine, opened.key, actor=program_itself()) as work:
        work.actor = standing(work, login)
        work.record("audit.anchored", "audit")


def first_rows(work: Work, answers: SetUpAnswers, login: str) -> None:
    """Store the answers in an empty database."""
    from alo183_desktop.access.service import install_user
    from alo183_desktop.directorate import service as directorates
    from alo183_desktop.officers.subjects import install_required_subjects

    directorates.install_directorate(work, answers.directorate)
    for signatory in answers.signatories:
        directorates.install_signatory(work, signatory)
    install_required_subjects(work)
    install_user(work, login=login, name=answers.administrator_name, role=Role.ADMINISTRATOR)


def first_actor(answers: SetUpAnswers, login: str) -> Actor:
    """Return the actor of a set-up, before there is a row for them."""
    from alo183_desktop.db.work import Actor

    return Actor(None, login, answers.administrator_name, Role.ADMINISTRATOR)


def program_itself() -> Actor:
    """Return the program as the actor, until a user has signed in."""
    from alo183_desktop.db.work import Actor

    return Actor(None, "", "Program", "")


def demand_reachable(folder: Path) -> None:
    """Refuse a data folder whose content cannot be determined.

    Raises:
        KnownError: `access.folder_unreachable`.
    """
    try:
        # Not `exists`: from Python 3.14 on it returns False without access.
        with suppress(FileNotFoundError, NotADirectoryError):
            (folder / DATA_FILE).stat()
    except OSError as error:  # no access, or an invalid name
        raise KnownError("access.folder_unreachable") from error


def make_folder(folder: Path) -> None:
    """Create a data folder that only this user can read.

    Raises:
        KnownError: `access.disk_full` or `access.not_writable`.
    """
    from alo183_desktop.shared.windows_rights import keep_for_this_user

    is_new = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(error) from error
    if is_new:
        with suppress(OSError):  # a disk without rights
            keep_for_this_user(folder)


def demand_writable(folder: Path) -> None:
    """Refuse a data folder that cannot be made or written, and leave none behind.

    Raises:
        KnownError: `access.disk_full` or `access.not_writable`.
    """
    made: list[Path] = []
    try:
        made += [one for one in (folder, *folder.parents) if not one.exists()]
        make_folder(folder)
        with tempfile.TemporaryFile(dir=folder, buffering=0) as tried:
            tried.write(bytes(_BLOCK))  # a full disk still makes empty files
    except OSError as error:
        raise not_written(error) from error
    finally:
        for one in made:
            with suppress(OSError):
                one.rmdir()


def open_data_file(vault: Vault, key: bytes) -> Engine:
    """Open the data file, and upgrade it to this program's revision after a safety copy.

    An empty file is damage, and left as it is: SQLite would create a new database
    in it.

    Args:
        vault: The folder of the file.
        key: Of the data.

    Raises:
        KnownError: `db.empty`, `db.unreadable`, or as `backups.take` and `migrate.upgrade`.
    """
    from alo183_desktop.db import engine as engines

    if vault.data_file.stat().st_size < engines.SMALLEST_FILE:
        raise KnownError("db.empty")
    engine = engines.sqlcipher_engine(vault.data_file, key=key)
    try:
        engines.assert_readable(engine)
        _bring_forward(vault, engine, key)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_forward(vault: Vault, engine: Engine, key: bytes) -> None:
    from alo183_desktop.db import migrate

    if migrate.needs_upgrade(engine):
        if migrate.current_revision(engine) is None:
            raise KnownError("db.empty")
        backups.take(
            vault, engine, key, reason=BackupReason.UPGRADE, place=vault.folder / backups.BACKUPS
        )
        migrate.upgrade(engine)
