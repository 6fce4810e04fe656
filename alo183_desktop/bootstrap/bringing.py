"""Bring a data file or a backup into the place of the present data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access import presence, recovery, restoring
from alo183_desktop.access.backups import slots_of
from alo183_desktop.access.files import copy_file
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.opening import demand_administrator, open_data_file
from alo183_desktop.bootstrap.working import work_in
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.backups import Backup
    from alo183_desktop.access.restoring import Contents
    from alo183_desktop.access.vault import Vault


def bring_data_file(file: Path, vault: Vault, code: str) -> None:
    """Copy a data file into its place once the code of a recovery sheet has opened the copy.

    The log of a program that was not closed comes along, where it stands beside the file.

    Args:
        file: Such as `alo183.db` on a stick; it stays as it is.
        vault: A data folder without data.
        code: As it was typed.

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


_COUNTED: Final = ("officers", "letters", "lines", "cases")
"""The tables by whose rows people know a backup."""


def look_into(vault: Vault, backup: Backup, *, login: str, secret: str, by_sheet: bool) -> Contents:
    """Return what is in a backup, after all of it was checked; arguments as `bring_back`.

    Raises:
        KnownError: As `key_of` and `restoring.look_into`.
    """
    key = key_of(vault, backup, login=login, secret=secret, by_sheet=by_sheet)
    return restoring.look_into(backup, key, folder=vault.folder, tables=_COUNTED)


def bring_back(vault: Vault, backup: Backup, *, login: str, secret: str, by_sheet: bool) -> Path:
    """Put a backup into the place of the present data, which is kept, and write that down.

    Args:
        vault: Of the data folder.
        backup: Which.
        login: An administrator of the backup's day; with `by_sheet` only told in the trail.
        secret: Their password of that day, or the code of that day's recovery sheet.
        by_sheet: Whether `secret` is the code.

    Returns:
        The folder that keeps what was there before.

    Raises:
        KnownError: `access.not_allowed`, or as `key_of` and `restoring.bring_in`; nothing was
            touched then. `backups.restored_unfinished`: it is in its place, and not written down.
    """
    from alo183_desktop.db.work import Actor

    key = key_of(vault, backup, login=login, secret=secret, by_sheet=by_sheet)

    def may_bring_in(copy: Engine) -> None:
        if not by_sheet:
            demand_administrator(copy, login)

    with presence.named(lambda: presence.find_others(vault.folder, key)):
        keeps = restoring.bring_in(backup, vault, key, may_bring_in=may_bring_in)
    actor = Actor(None, fold(login), login, Role.ADMINISTRATOR)
    try:
        engine = open_data_file(vault, key)
        try:
            with work_in(vault, engine, key, actor=actor) as work:
                work.record("backup.restored", "backup", taken_at=backup.at.isoformat())
        finally:
            engine.dispose()
    except KnownError as error:
        # The files have changed places already: nobody must read that nothing was touched.
        why = message_of(error).what
        raise KnownError("backups.restored_unfinished", keeps=str(keeps), why=why) from error
    return keeps


def key_of(vault: Vault, backup: Backup, *, login: str, secret: str, by_sheet: bool) -> bytes:
    """Return the key of a backup's data.

    Raises:
        KnownError: As `Vault.unwrap`, `Vault.recover`, `recovery.read_code` and `slots_of`.
    """
    slots = slots_of(backup)
    if by_sheet:
        return vault.recover(recovery.read_code(secret), slots=slots)
    return vault.unwrap(login, secret, slots=slots)[0]
