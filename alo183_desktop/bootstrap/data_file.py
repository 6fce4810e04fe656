"""Open the data file with its key, and bring it up to the revision of this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access.backup_rules import Reason
from alo183_desktop.bootstrap.backing_up import BACKUPS
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from alo183_desktop.access.vault import Vault
    from alo183_desktop.db.rehearsal import Rehearsal


def open_data_file(vault: Vault, key: bytes, *, rehearsal: Rehearsal | None = None) -> Engine:
    """Open the data file, and bring it up to this program's revision over a safe copy.

    A file in which nothing stands is damage, and left as it is: SQLite would make a fresh database
    of it.

    Args:
        vault: Where the file is.
        key: Opens it.
        rehearsal: Has its first statements ready.

    Raises:
        KnownError: `db.empty`, `db.unreadable`, or as `backups.take` and `migrate.upgrade`.
    """
    from alo183_desktop.db import engine as engines

    if vault.data_file.stat().st_size < engines.SMALLEST_FILE:
        raise KnownError("db.empty")
    if rehearsal is None:
        engine = engines.sqlcipher_engine(vault.data_file, key=key)
    else:
        engine = rehearsal.open_file(key)
    try:
        engines.assert_readable(engine)
        _bring_forward(vault, engine, key)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_forward(vault: Vault, engine: Engine, key: bytes) -> None:
    from alo183_desktop.access import backups
    from alo183_desktop.db import migrate

    if migrate.needs_upgrade(engine):
        if migrate.current_revision(engine) is None:
            raise KnownError("db.empty")
        backups.take(vault, engine, key, reason=Reason.UPGRADE, place=vault.folder / BACKUPS)
        migrate.upgrade(engine)
