"""Files that a user names: opened if they are regular, as a pipe or device might never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.characters import without_hidden

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

_LONGEST_NAME: Final = 255
_LONGEST_END: Final = 10
_NO_NAME: Final = "belge"
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


def kept_name(name: str) -> str:
    """Return a file name without folders and hidden characters; a long one keeps its end."""
    bare = without_hidden(PureWindowsPath(PurePosixPath(name).name).name).strip()
    if len(bare) <= _LONGEST_NAME:
        return bare or _NO_NAME
    end = PurePosixPath(bare).suffix[-_LONGEST_END:]
    return f"{bare[: _LONGEST_NAME - len(end) - 1]}…{end}"
