"""Write small files whole or not at all, and let one program at a time at them.

Not here: the database, which has its own ways.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_PATIENCE_S: Final = 15.0
_PAUSE_S: Final = 0.02


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write `data` aside and rename it into place, readable by this user only.

    A killed program leaves the old file or the new one, never half of one.

    Args:
        path: The file; what stood there before stays until the new one is whole.
        data: The whole content.
        durable: Flush to the disk before the renaming; False where losing the newest state in a
            power cut does no harm.

    Raises:
        KnownError: `access.disk_full` or `access.not_writable`.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise _known(error) from error


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Hold a file that says whose turn it is; other programs and threads wait meanwhile.

    The system lets go of it when the program is killed.

    Args:
        path: The file; it is made when it is missing, stays empty and is never removed.

    Raises:
        KnownError: `access.busy` after a quarter of a minute, `access.disk_full` or
            `access.not_writable`.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _known(error) from error
    try:
        give_up_at = time.monotonic() + _PATIENCE_S
        while not _take(descriptor):
            if time.monotonic() > give_up_at:
                raise KnownError("access.busy")
            time.sleep(_PAUSE_S)
        yield
    finally:
        # Closing it lets the next one in, on every system.
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _known(error: OSError) -> KnownError:
    return KnownError("access.disk_full" if error.errno in _FULL else "access.not_writable")
