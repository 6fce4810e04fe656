"""Write small files so that a killed program leaves the old one or the new one, never half of one.

Not here: the database, which has its own ways.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write `data` aside and rename it into place, readable by this user only.

    Args:
        path: The file; what stood there before stays until the new one is whole.
        data: The whole content.
        durable: Flush to the disk before the renaming; False where losing the newest state in a
            power cut does no harm.

    Raises:
        KnownError: `access.disk_full` or `access.not_writable`.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
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
        code = "access.disk_full" if error.errno in _FULL else "access.not_writable"
        raise KnownError(code) from error
