"""Engines on the encrypted file.

Not here: where the key comes from (access), and which file it is (bootstrap).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from alo183_desktop.db.hindrances import hindrance, hindrances_told
from alo183_desktop.db.key import KEY_BYTES
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_BUSY_TIMEOUT_S: Final = 5.0
_FULL: Final = 2
_CACHE_KIB: Final = 64_000
SMALLEST_FILE: Final = 4096
"""Bytes of one page of SQLCipher: what is shorter is no database, whatever SQLite makes of it."""


def sqlcipher_engine(path: Path, *, key: bytes) -> Engine:
    """Return an engine on an SQLCipher file, which is created when it is missing.

    Each connection is asserted to run in WAL mode with `synchronous=FULL`: with NORMAL a power cut
    loses rows that were reported as saved. Transactions begin IMMEDIATE, so that a second program
    waits at the start instead of failing half-way.

    Args:
        path: The file.
        key: 32 random bytes; they appear in no URL and no log.
    """
    from sqlcipher3 import dbapi2

    if len(key) != KEY_BYTES:
        raise ValueError("the key of an encrypted file has 32 bytes")

    def connect() -> Any:
        connection = dbapi2.connect(
            str(path), timeout=_BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
        )
        cursor = connection.cursor()
        try:
            # The key must come before anything else touches the file.
            cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            cursor.execute("PRAGMA cipher_log_level = NONE")
            cursor.execute("PRAGMA foreign_keys = ON")
            # Without it INSERT OR REPLACE removes rows past the triggers that refuse to.
            cursor.execute("PRAGMA recursive_triggers = ON")
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("PRAGMA temp_store = MEMORY")
            cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            cursor.execute("PRAGMA synchronous = FULL")
            level = cursor.execute("PRAGMA synchronous").fetchone()[0]
        except BaseException:
            connection.close()
            raise
        cursor.close()
        if (mode, level) != ("wal", _FULL):
            connection.close()
            raise RuntimeError(f"the file is in mode {mode} with synchronous={level}")
        return connection

    engine = create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def assert_readable(engine: Engine) -> None:
    """Check that the key opens the file.

    Raises:
        KnownError: `db.unreadable`: another key, or no database at all; or as
            `hindrances.hindrances_told`.
    """
    try:
        with hindrances_told(), engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except KnownError as error:
        if error.code == "db.damaged":  # its very first page
            raise KnownError("db.unreadable") from error
        raise


def copy_database(engine: Engine, target: Path, *, key: bytes) -> None:
    """Copy an open encrypted file with SQLite's own online backup; the copy has the same key.

    Only this user can read the copy.

    Raises:
        KnownError: As `hindrances.hindrances_told`.
    """
    from sqlcipher3 import dbapi2

    copy = sqlcipher_engine(target, key=key)
    try:
        # SQLite gives its side files the permissions of the file that it finds.
        target.touch(mode=0o600)
        with hindrances_told(), engine.connect() as source, copy.connect() as destination:
            source.exec_driver_sql("COMMIT")  # a backup reads outside a transaction of its own
            destination.exec_driver_sql("COMMIT")
            source.connection.driver_connection.backup(  # type: ignore[union-attr]
                destination.connection.driver_connection
            )
    except OSError as error:
        raise hindrance(str(error)) or KnownError("db.read_only") from error
    except dbapi2.Error as error:  # the backup's own, which SQLAlchemy has not seen
        known = hindrance(str(error))
        if known is None:
            raise
        raise known from error
    finally:
        copy.dispose()


def find_damage(engine: Engine) -> tuple[str, ...]:
    """Return what SQLite and SQLCipher find wrong with a file; empty when it is whole.

    Raises:
        KnownError: As `hindrances.hindrances_told`; `db.damaged` when not even looking is possible.
    """
    with hindrances_told(), engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
        rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found = [*pages, *(row for row in rows if row != "ok"), *(f"{row[0]}" for row in orphans)]
    return tuple(map(str, found))
