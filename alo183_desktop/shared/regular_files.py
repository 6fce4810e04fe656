"""Open paths given by a user, if they are regular files: a pipe or device might never end."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

# Opening a pipe for reading would otherwise wait for a writer.
_WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)


def _open_at_once(name: str, flags: int) -> int:
    return os.open(name, flags | _WITHOUT_WAITING)


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading its bytes.

    Raises:
        OSError: It is missing, not readable, or not a regular file.
    """
    stream = open(path, "rb", opener=_open_at_once)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "not a regular file")
    return stream


def read_regular(path: Path, *, limit: int) -> bytes:
    """Return the first `limit` bytes of a file, and one more if it is longer.

    Raises:
        OSError: As `open_regular`.
    """
    with open_regular(path) as stream:
        return stream.read(limit + 1)
