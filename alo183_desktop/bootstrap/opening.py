"""The steps that every way into the data has in common."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.access import backups, keys
from alo183_desktop.access.attempts import MISSING
from alo183_desktop.access.backup_rules import Reason
from alo183_desktop.access.rules import Role
from alo183_desktop.access.vault import DATA_FILE
from alo183_desktop.bootstrap.working import record_break, standing, work_in
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.attempts import Attempt
    from alo183_desktop.access.vault import Vault
    from alo183_desktop.bootstrap.credentials import CredentialStore
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit import Head, HeadFault, Verdict
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.record import DirectorateValues, SignatoryValues


def demand_clock(now: dt.datetime) -> None:
    """Refuse a clock with which nothing can be kept.

    Raises:
        KnownError: `access.clock_wrong`.
    """
    # At the ends of the calendar there is neither a local time nor a day before or after.
    if now.year in {dt.MINYEAR, dt.MAXYEAR}:
        raise KnownError("access.clock_wrong")


def record_failure(work: Work, failure: Attempt, user: Actor) -> None:
    """Write a failed attempt to the trail, once somebody has signed in."""
    if fold(failure.login) == user.login:
        user_id, how = user.user_id, "password"
    elif failure.login == MISSING:
        user_id, how = None, "journal_missing"
    else:
        # What stood in the field of a login that nobody has may be a password: it is not told.
        user_id, how = None, "unknown" if failure.login else "recovery_sheet"
    work.record("sign_in.failed", "user", user_id, at=failure.at.isoformat(), how=how)


def demand_administrator(engine: Engine, login: str) -> None:
    """Refuse who is no administrator of some data.

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
    """What the first start asks for, but the password."""

    directorate: DirectorateValues
    signatories: tuple[SignatoryValues, ...]
    administrator_login: str
    administrator_name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Data that a key opens, before it is known who stands in front of it."""

    vault: Vault
    engine: Engine
    key: bytes
    keeper: CredentialStore


def begin(opened: Opened, login: str, *, how: str, generation: int) -> Desk:
    """Sign somebody in to data that is open.

    Args:
        opened: Closed again when it comes to nothing.
        login: Whose password, or sheet, has opened it.
        how: As the trail tells it.
        generation: Of their slot.

    Raises:
        KnownError: `access.inactive`, `access.old_key_file`, `access.unlock_not_remembered`, or as
            `db.work.open_work`.
    """
    from alo183_desktop.access.remembered_unlock import REMEMBERED
    from alo183_desktop.access.service import is_given, note_slot
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit_queries import with_pending_finding

    vault, engine, key = opened.vault, opened.engine, opened.key
    try:
        verdict, outside = judge(vault, engine, key)
        failures = vault.failures_to_record(login)
        with work_in(vault, engine, key, actor=program_itself()) as work:
            actor = work.actor = standing(work, login)
            note_slot(work, actor.login, generation)
            has_given_password = is_given(work, actor.login, generation)
            record_break(work, verdict, outside)
            verdict = with_pending_finding(work.session, verdict)
            is_remembered = settle_remembered(work, vault, key, how=how)
            is_let_in = how != REMEMBERED or is_remembered
            if is_let_in:
                for failure in failures:
                    record_failure(work, failure, actor)
                remembers = {"remembers": True} if is_remembered else {}
                work.record("sign_in.succeeded", "user", actor.user_id, how=how, **remembers)
            else:
                work.record("sign_in.failed", "user", actor.user_id, how=how)
        if not is_let_in:  # once that is written down; wrong passwords before it go on to count
            raise KnownError("access.unlock_not_remembered")  # noqa: TRY301 - closed as any other
        vault.forget(failures)
        return Desk(
            vault,
            engine,
            key,
            actor=actor,
            verdict=verdict,
            keeper=opened.keeper,
            has_given_password=has_given_password,
        )
    except BaseException:
        engine.dispose()
        raise


def settle_remembered(work: Work, vault: Vault, key: bytes, *, how: str) -> bool:
    """End what is remembered no more, of everybody; return whether whoever signs in is, here.

    Their password renews the slot that a lock has taken. Where that cannot be, it opens all the
    same: the slot is missing then, or is refused by what the data says.

    Args:
        work: Of whoever signs in.
        vault: Without a protector nobody is remembered here.
        key: Of the data.
        how: As of `begin`.
    """
    from alo183_desktop.access.remembered_unlock import REMEMBERED, remembered_logins, settle
    from alo183_desktop.directorate.queries import remembered_days

    settle(work, days=remembered_days(work.session), place=vault.here)
    noted = remembered_logins(work.session)
    is_one = bool(vault.here) and work.actor.login in noted
    try:
        with vault.own_turn():
            vault.keep_protected(noted)
            if is_one and how != REMEMBERED:
                vault.give_protected(work.actor.login, key)
    except KnownError:
        return False
    return is_one


def judge(vault: Vault, engine: Engine, key: bytes) -> tuple[Verdict, Head | HeadFault]:
    """Compare the end of the audit chain with the head outside, before that is written anew."""
    from alo183_desktop.db.audit import Verdict, verify_head

    audit_key = keys.audit_key(key)
    outside = vault.read_head(audit_key)
    with work_in(vault, engine, key, actor=program_itself()) as work:
        verdict = verify_head(work.session, key=audit_key, outside=outside)
    if not verdict.head.sequence:
        # Set-up writes the first entries: an empty trail was emptied, with its head.
        verdict = Verdict(0, 1, "tail_cut", verdict.head)
    return verdict, outside


def anchor(opened: Opened, login: str) -> None:
    """Keep the head of a trail that this desk has none of, once all of it is walked.

    A trail that is broken gets none: the missing head is then told like any other break.
    """
    # Others may add to it while it is walked: only what is broken when nobody writes is broken.
    _ = _is_anchored(opened, login, alone=False) or _is_anchored(opened, login, alone=True)


def _is_anchored(opened: Opened, login: str, *, alone: bool) -> bool:
    """Walk the trail, and say in it that its head is kept here; False: it seems to be broken."""
    from alo183_desktop.db.audit import read_head, verify
    from alo183_desktop.db.write_lock import take_write_lock

    audit_key = keys.audit_key(opened.key)
    with work_in(opened.vault, opened.engine, opened.key, actor=program_itself()) as work:
        if alone:
            take_write_lock(work.session)
        head = read_head(work.session)
        if not verify(work.session, key=audit_key, outside=head).is_whole:
            return False
        work.actor = standing(work, login)
        work.record("audit.anchored", "audit")
    return True


def first_rows(work: Work, answers: SetUpAnswers, login: str) -> None:
    """Store what was answered, in a database in which nothing stands."""
    from alo183_desktop.access.service import install_user
    from alo183_desktop.directorate import service as directorates
    from alo183_desktop.officers.subjects import install_required_subjects

    directorates.install_directorate(work, answers.directorate)
    for signatory in answers.signatories:
        directorates.install_signatory(work, signatory)
    install_required_subjects(work)
    install_user(work, login=login, name=answers.administrator_name, role=Role.ADMINISTRATOR)


def first_actor(answers: SetUpAnswers, login: str) -> Actor:
    """Return who sets a directorate up, before there is a row of them."""
    from alo183_desktop.db.work import Actor

    return Actor(None, login, answers.administrator_name, Role.ADMINISTRATOR)


def program_itself() -> Actor:
    """Return the program as the one who acts, until it is known who signs in."""
    from alo183_desktop.db.work import Actor

    return Actor(None, "", "Program", "")


def demand_reachable(folder: Path) -> None:
    """Refuse a data folder of which the system does not say whether anything is in it.

    Raises:
        KnownError: `access.folder_unreachable`.
    """
    try:
        # Not `exists`: from Python 3.14 on it says no of what it may not look at.
        with suppress(FileNotFoundError, NotADirectoryError):
            (folder / DATA_FILE).stat()
    except OSError as error:  # somebody else's, or a name that no folder can have
        raise KnownError("access.folder_unreachable") from error


def make_folder(folder: Path) -> None:
    """Make a data folder that only this user can look into.

    Raises:
        KnownError: `access.not_writable`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError("access.not_writable") from error


def open_data_file(vault: Vault, key: bytes) -> Engine:
    """Open the data file, and bring it up to this program's revision over a safe copy.

    A file in which nothing stands is damage, and left as it is: SQLite would make a fresh database
    of it.

    Args:
        vault: Where the file is.
        key: Opens it.

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
            vault, engine, key, reason=Reason.UPGRADE, place=vault.folder / backups.BACKUPS
        )
        migrate.upgrade(engine)
