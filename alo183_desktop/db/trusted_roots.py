"""The certificates that vouch for a server, where libpq can read them on Windows.

libpq's `sslrootcert=system` asks files of OpenSSL, and Windows has none: its certificates stand in
a store of its own, into which an administrator also puts those of the institution. And libpq looks
for a file by the code page of the system, so that it finds none under a path with letters of
another alphabet, or with ı and ş. Source: libpq, `initialize_SSL` in `fe-secure-openssl.c`.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import ssl
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

IS_NEEDED: Final = sys.platform == "win32"
_SERVERS: Final = "1.3.6.1.5.5.7.3.1"
"""id-kp-serverAuth: the certificate vouches for servers. Source: RFC 5280, 4.2.1.12."""
_TRUSTED: Final = "ROOT"
_REFUSED: Final = "Disallowed"
_SYSTEM: Final = "system"

Certificate = tuple[bytes, str, "set[str] | bool"]
"""Its bytes, their encoding, and what it may vouch for; True stands for everything."""


def readable(sslrootcert: str) -> str:
    """Return what libpq is told of the certificates in the place of `sslrootcert`.

    Args:
        sslrootcert: A file, `system`, or empty.

    Returns:
        On Windows a file whose path is ASCII, as far as there is a folder for one; elsewhere, and
        where the file cannot be read, the same: libpq tells what is wrong with it.
    """
    if not IS_NEEDED or not sslrootcert:
        return sslrootcert
    if sslrootcert == _SYSTEM:
        data = pem_of(stored(_TRUSTED), refused=stored(_REFUSED)).encode()
    elif sslrootcert.isascii():
        return sslrootcert
    else:
        try:
            data = Path(sslrootcert).read_bytes()
        except OSError:
            return sslrootcert
    return str(_place(data))


def pem_of(certificates: Iterable[Certificate], *, refused: Iterable[Certificate] = ()) -> str:
    """Return those of a store that vouch for servers, as the text of a PEM file.

    Args:
        certificates: As `ssl.enum_certificates` has them.
        refused: Those that somebody has withdrawn the trust from.
    """
    untrusted = {data for data, _encoding, _trust in refused}
    return "".join(
        ssl.DER_cert_to_PEM_cert(data)
        for data, encoding, trust in certificates
        if encoding == "x509_asn"
        and data not in untrusted
        and (trust is True or (trust is not False and _SERVERS in trust))
    )


def ascii_folder(candidates: Iterable[Path]) -> Path | None:
    """Return the first folder, as it is named or by its short name, whose path is ASCII."""
    for folder in candidates:
        for name in (str(folder), short_name(folder)):
            if name.isascii():
                return Path(name)
    return None


_own_folders: Final[list[Path]] = []
"""The one folder of this process, once there is one."""


def _place(data: bytes) -> Path:
    """Write certificates into a file of this process, and return it; the same for the same ones."""
    if not _own_folders or not _own_folders[0].is_dir():  # who cleans up takes it away, too
        shared = os.environ.get("PROGRAMDATA", "")
        parent = ascii_folder(Path(one) for one in (tempfile.gettempdir(), shared) if one)
        # Others may read it, but not write into it: what they put there would be trusted.
        _own_folders[:] = [Path(tempfile.mkdtemp(prefix="alo183-", dir=parent))]
        atexit.register(shutil.rmtree, _own_folders[0], ignore_errors=True)
    file = _own_folders[0] / f"{hashlib.sha256(data).hexdigest()[:16]}.pem"
    if not file.is_file() or file.read_bytes() != data:
        file.write_bytes(data)
    return file


if sys.platform == "win32":
    import ctypes

    def stored(store: str) -> list[Certificate]:
        """Return the certificates of a store of Windows."""
        return list(ssl.enum_certificates(store))

    def short_name(folder: Path) -> str:
        """Return the path in names of eight letters and an ending, where the disk keeps such."""
        room = ctypes.create_unicode_buffer(1024)
        length = ctypes.windll.kernel32.GetShortPathNameW(str(folder), room, len(room))
        return room.value if 0 < length < len(room) else str(folder)

else:

    def stored(_store: str) -> list[Certificate]:
        """Return nothing: OpenSSL finds the certificates itself."""
        return []

    def short_name(folder: Path) -> str:
        """Return the path: it has no other name."""
        return str(folder)
