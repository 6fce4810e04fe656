"""Write files completely or not at all, copy and flush them, and lock them between programs."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import shutil
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.written_files import BINARY, NO_ROOM, asides_in, put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_SUCH_THING: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
_ON_ITS_WAY: Final = dt.timedelta(hours=1)
_PATIENCE_S: Final = 15.0
_PAUSE_S: Final = 0.02
_CHUNK: Final = 1024 * 1024
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a small file beside the data: a key file with thousands of slots is smaller."""


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write `data` to a temporary file and rename it, readable by this user only.

    A killed program leaves the old file or the new one, never a partial one.

    Args:
        path: The file; its old content stays until the new one is complete.
        data: The whole content.
        durable: Flush to the disk before the renaming; False where losing the newest state in a
            power cut does no harm.

    Raises:
        KnownError: `access.disk_full` or `access.not_writable`.
    """
    try:
        put_in_place(path, data, mode=0o600, durable=durable)
    except OSError as error:
        raise not_written(error) from error


def read_small(path: Path) -> bytes:
    """Return the whole content of a small file beside the data.

    Raises:
        OSError: It is missing, cannot be read, is no file (a pipe would never end), or far larger
            than any that this program writes.
    """
    data = read_regular(path, limit=_LARGEST)
    if len(data) > _LARGEST:
        raise OSError(errno.EFBIG, "too large for a small file")
    return data


def clear_asides(folder: Path, *, now: dt.datetime) -> None:
    """Remove temporary files of killed programs; what cannot be removed stays.

    One of the key file may contain the slot of a user who was removed since.

    Args:
        folder: The data folder.
        now: UTC; files written within the last hour may still be in use.
    """
    for aside in asides_in(folder):
        with suppress(OSError):
            written = dt.datetime.fromtimestamp(aside.stat().st_mtime, dt.UTC)
            if now - written > _ON_ITS_WAY:
                aside.unlink()


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Lock a file; other programs and threads wait meanwhile.

    The system releases it when the program is killed.

    Args:
        path: The lock file; created if missing, always empty and never removed.

    Raises:
        KnownError: `access.busy` after a quarter of a minute, `access.disk_full` or
            `access.not_writable`.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise not_written(error) from error
    try:
        give_up_at = time.monotonic() + _PATIENCE_S
        while not try_lock(descriptor):
            if time.monotonic() > give_up_at:
                raise KnownError("access.busy")
            time.sleep(_PAUSE_S)
        yield
    finally:
        # Closing it releases the lock, on every system.
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int, *, at: int = 0) -> bool:
        """Return whether an open file is now locked by this program, until it is closed.

        Args:
            descriptor: Of the file, positioned at its beginning afterwards.
            at: The byte that is locked on Windows, where nobody else can read it meanwhile.
        """
        os.lseek(descriptor, at, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(descriptor: int, *, at: int = 0) -> bool:  # noqa: ARG001 (of Windows)
        """Return whether an open file is now locked by this program, until it is closed."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def copy_file(source: Path, target: Path) -> None:
    """Copy a file by its bytes, readable by this user only, down to the disk; raises OSError."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o600)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        shutil.copyfileobj(reader, writer, _CHUNK)
        writer.flush()
        os.fsync(writer.fileno())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Flush a file, or the names in a folder, to the disk; raises OSError."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return  # Windows cannot flush a folder
    # Windows flushes only what may be written, and a folder elsewhere can only be read.
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Nor can some network file systems.
        if not is_folder or error.errno not in _NO_SUCH_THING:
            raise
    finally:
        os.close(descriptor)


def not_written(error: OSError) -> KnownError:
    """Return `access.disk_full` or `access.not_writable` for what could not be written."""
    return KnownError("access.disk_full" if error.errno in NO_ROOM else "access.not_writable")
