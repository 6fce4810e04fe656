"""Bring a data file that somebody saved without anything beside it into an empty data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access import recovery
from alo183_desktop.access.files import copy_file
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

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
