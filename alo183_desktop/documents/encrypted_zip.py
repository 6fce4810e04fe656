"""Encrypted archives of several files.

The format is ZIP with AES-256 (WinZip's AE-2), which 7-Zip, WinRAR, WinZip and the archive programs
of Linux and macOS open. The names of the files are not encrypted: they name no person.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_KEY_BITS: Final = 256
_PIECE: Final = 1024 * 1024
_FIRST_YEAR: Final = 1980
"""A ZIP has no earlier year, and none after 2107."""
_LAST_YEAR: Final = 2107


def encrypted_zip(files: Mapping[str, bytes], *, password: str, at: dt.datetime) -> bytes:
    """Return an archive of files.

    Args:
        files: Bytes by name; `/` in a name makes a folder.
        password: Of every file.
        at: When they were made, as local time without a zone.
    """
    import pyzipper  # only needed for packages

    target = io.BytesIO()
    year = min(max(at.year, _FIRST_YEAR), _LAST_YEAR)
    stamp = (year, at.month, at.day, at.hour, at.minute, at.second)
    with pyzipper.AESZipFile(
        target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=_KEY_BITS)
        for name, data in files.items():
            info = archive.zipinfo_cls(name, date_time=stamp)
            info.compress_type = pyzipper.ZIP_DEFLATED
            info.file_size = len(data)
            with archive.open(info, "w") as entry:
                # Compressed and encrypted as a whole, it would be in memory twice more.
                for start in range(0, len(data), _PIECE):
                    entry.write(data[start : start + _PIECE])
    return target.getvalue()
