"""Engines on the encrypted file."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from alo183_desktop.db.error_mapping import driver_errors_mapped, known_error_of
from alo183_desktop.db.key import KEY_BYTES
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

_BUSY_TIMEOUT_S: Final = 5.0
_FULL: Final = 2
_CACHE_KIB: Final = 64_000
_NO_ROOM: Final = 1024 * 1024
"""Bytes; with less, a write that fails is reported as a full disk."""
SMALLEST_FILE: Final = 4096
"""Bytes of one page of SQLCipher: a shorter file is no database, whatever SQLite makes of it."""


def sqlcipher_engine(path: Path, *, key: bytes) -> Engine:
    """Return an engine on an SQLCipher file, which is created when it is missing; see `connect`.

    Transactions begin IMMEDIATE, so that a second program waits at the start instead of failing
    half-way. While connections are open, KnownError `db.moved` reports that the file was moved,
    deleted or replaced.

    Args:
        path: The file.
        key: 32 random bytes; they appear in no URL and no log.
    """
    from sqlcipher3 import dbapi2

    file = _OpenFile(path)
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=partial(file.connect, key=key), poolclass=QueuePool
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        file.demand_in_place()
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "engine_disposed")
    def _forget(_engine: Engine) -> None:
        file.forget()

    @event.listens_for(engine, "handle_error")
    def _report_full(context: ExceptionContext) -> None:
        known = _hindrance(context.original_exception, path)
        if known is not None and known.code in {"db.full", "db.damaged", "db.not_opened"}:
            raise known from context.original_exception

    return engine


class _OpenFile:
    """The file behind an engine, while it is open.

    Windows keeps others from moving it. Elsewhere SQLite would go on writing into a file that
    nobody finds again, and a further connection would create an empty one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: os.stat_result | None = None

    def connect(self, *, key: bytes) -> Any:
        """Return a connection as `connect`; raises as `demand_in_place`."""
        self.demand_in_place()
        connection = connect(self._path, key=key)
        if self._opened is None:
            self._opened = self._path.stat()
        return connection

    def demand_in_place(self) -> None:
        """Refuse to go on without the file that was opened first.

        Raises:
            KnownError: `db.moved`.
        """
        if self._opened is None or os.name == "nt":
            return
        try:
            is_in_place = os.path.samestat(self._opened, self._path.stat())
        except (FileNotFoundError, NotADirectoryError):
            is_in_place = False
        except OSError:  # SQLite will report it
            return
        if not is_in_place:
            raise KnownError("db.moved")

    def forget(self) -> None:
        """Accept whatever file is there at the next connection: all connections are closed."""
        self._opened = None


def connect(path: Path, *, key: bytes) -> Any:
    """Return a connection of the driver to an SQLCipher file.

    It is asserted to run in WAL mode with `synchronous=FULL`: with NORMAL a power cut loses rows
    that were reported as saved.
    """
    from sqlcipher3 import dbapi2

    if len(key) != KEY_BYTES:
        raise ValueError("the key of an encrypted file has 32 bytes")
    connection = dbapi2.connect(
        str(path), timeout=_BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
    )
    cursor = connection.cursor()
    try:
        # The key must come before anything else accesses the file.
        _give_key(connection, "key", key)
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.execute("PRAGMA foreign_keys = ON")
        # Without it INSERT OR REPLACE deletes rows without the triggers that refuse it.
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


def assert_readable(engine: Engine) -> None:
    """Check that the key opens the file.

    Raises:
        KnownError: `db.unreadable`: another key, or no database at all; or as
            `error_mapping.driver_errors_mapped`.
    """
    try:
        with driver_errors_mapped(), engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except KnownError as error:
        if error.code == "db.damaged":  # its very first page
            raise KnownError("db.unreadable") from error
        raise


def is_opened_by(path: Path, key: bytes) -> bool:
    """Return whether a key opens a file.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    engine = sqlcipher_engine(path, key=key)
    try:
        assert_readable(engine)
    except KnownError as error:
        if error.code != "db.unreadable":
            raise
        return False
    finally:
        engine.dispose()
    return True


def copy_database(engine: Engine, target: Path, *, key: bytes) -> None:
    """Copy an open encrypted file with SQLite's own online backup; the copy has the same key.

    Only this user can read the copy.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    from sqlcipher3 import dbapi2

    copy = sqlcipher_engine(target, key=key)
    try:
        # SQLite gives its side files the permissions of the existing file.
        target.touch(mode=0o600)
        # Driver connections: a transaction of the engine would first wait for a
        # writer, and a backup only reads.
        with (
            closing(engine.raw_connection()) as source,
            closing(copy.raw_connection()) as destination,
        ):
            source.driver_connection.backup(destination.driver_connection)  # type: ignore[union-attr]
    except OSError as error:
        raise known_error_of(str(error)) or KnownError("db.read_only") from error
    except dbapi2.Error as error:  # raised by the driver, not wrapped by SQLAlchemy
        known = _hindrance(error, target)
        if known is None:
            raise
        raise known from error
    finally:
        copy.dispose()


def change_key(path: Path, *, before: bytes, key: bytes) -> None:
    """Encrypt a file that nobody has open with another key, in place.

    Only for a copy of the data: a kill half-way leaves it to its journal.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), timeout=_BUSY_TIMEOUT_S, isolation_level=None)
    try:
        _give_key(connection, "key", before)
        connection.execute("PRAGMA cipher_log_level = NONE")
        # Otherwise pages are rewritten within the log, and the file keeps the older ones.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA secure_delete = ON")
        _give_key(connection, "rekey", key)
    except dbapi2.Error as error:  # raised by the driver, not wrapped by SQLAlchemy
        known = _hindrance(error, path)
        if known is None:
            raise
        raise known from error
    finally:
        connection.close()


def is_in_use(path: Path, *, key: bytes) -> bool:
    """Return whether some program has an encrypted file open; False when `key` does not open it."""
    from sqlcipher3 import dbapi2

    if not path.exists():
        return False
    connection = dbapi2.connect(str(path), timeout=0, isolation_level=None)
    try:
        _give_key(connection, "key", key)
        connection.execute("PRAGMA cipher_log_level = NONE")
        # In WAL mode a program with the open file holds a shared lock that blocks this one.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except dbapi2.Error as error:
        known = known_error_of(str(error))
        return known is not None and known.code == "db.busy"
    finally:
        connection.close()
    return False


def find_damage(engine: Engine) -> tuple[str, ...]:
    """Return the faults that SQLite and SQLCipher find in a file; empty when it is whole.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`; `db.damaged` when it cannot even be
            examined.
    """
    _bring_log_in(engine)
    with driver_errors_mapped(), engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
        rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found = [*pages, *(row for row in rows if row != "ok"), *(f"{row[0]}" for row in orphans)]
    return tuple(map(str, found))


def _bring_log_in(engine: Engine) -> None:
    """Copy the log into the file, as far as nobody reads older pages.

    SQLCipher's check reads the file without its log. After a power cut during a checkpoint
    the file may contain torn pages that are whole in the log: they would be reported as damage.
    """
    # A driver connection: no checkpoint is possible within the transaction that the engine begins.
    with driver_errors_mapped(), closing(engine.raw_connection()) as connection:
        connection.driver_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[union-attr]


def _give_key(connection: Any, pragma: str, key: bytes) -> None:
    """Give SQLCipher a key unchanged; as a script, of which the driver keeps no statement."""
    connection.executescript(f"PRAGMA {pragma} = \"x'{key.hex()}'\"")


def room_left(path: Path) -> int:
    """Return the free bytes of the disk on which a file is or would be."""
    return shutil.disk_usage(path.parent).free


def _hindrance(error: BaseException, path: Path) -> KnownError | None:
    """Return the error of a file that has an outside cause.

    On a full disk SQLite reports an I/O error when its shared memory cannot grow.
    """
    known = known_error_of(str(error))
    if known is not None and known.code == "db.read_only" and _may_write(path):
        # After a damaged page SQLCipher refuses to write, and reports a read-only file. A file that
        # cannot even be opened is held by another program, such as a virus scanner.
        return KnownError("db.not_opened" if "unable to open" in str(error) else "db.damaged")
    if known is not None and known.code == "db.disk_failed":
        try:
            if room_left(path) < _NO_ROOM:
                return KnownError("db.full")
        except OSError:  # the disk is gone
            return known
    return known


def _may_write(path: Path) -> bool:
    """Return whether this user may write a file, its folder and SQLite's files beside it."""
    beside = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))
    needed = [path, path.parent, *(one for one in beside if one.exists())]
    return all(os.access(one, os.W_OK) for one in needed)
