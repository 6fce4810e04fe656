"""The certificates that sign a server's, where libpq can read them on Windows.

libpq's `sslrootcert=system` reads files of OpenSSL, which Windows lacks: its certificates are
in a store of its own, to which an administrator also adds those of the institution. And libpq looks
for a file by the code page of the system, so that it finds none under a path with letters of
another alphabet, or with ı and ş. Source: libpq, `initialize_SSL` in `fe-secure-openssl.c`.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import ssl
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IS_NEEDED: Final = sys.platform == "win32"
_SERVERS: Final = "1.3.6.1.5.5.7.3.1"
"""id-kp-serverAuth: the certificate is for servers. Source: RFC 5280, 4.2.1.12."""
_TRUSTED: Final = "ROOT"
_REFUSED: Final = "Disallowed"
_SYSTEM: Final = "system"

Certificate = tuple[bytes, str, "set[str] | bool"]
"""Its bytes, their encoding, and its purposes; True means all."""


def readable(sslrootcert: str) -> str:
    """Return the value of `sslrootcert` for libpq.

    Args:
        sslrootcert: A file, `system`, or empty.

    Returns:
        On Windows a file whose path is ASCII, if there is a folder for one; elsewhere, and
        where the file cannot be read, the same value: libpq reports the error.
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
    """Return those certificates of a store that are for servers, as the text of a PEM file.

    Args:
        certificates: As from `ssl.enum_certificates`.
        refused: Distrusted ones.
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
    """Return the first folder, by its long or short name, whose path is ASCII."""
    for folder in candidates:
        for name in (str(folder), short_name(folder)):
            if name.isascii():
                return Path(name)
    return None


_own_folders: Final[list[Path]] = []
"""The one folder of this process, once created."""


def _parents() -> Iterator[Path]:
    """Yield where folders of this process may be made."""
    yield Path(tempfile.gettempdir())
    if sys.platform == "win32":
        from alo183_desktop.shared.windows_rights import program_data

        yield program_data()


def _place(data: bytes) -> Path:
    """Write certificates into a file of this process, and return it; one file for equal ones."""
    if not _own_folders or not _own_folders[0].is_dir():  # it may be cleaned up
        parent = ascii_folder(_parents())
        # Others may read it, but not write into it: added certificates would be trusted.
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
        """Return the path in short (8.3) names, where the disk has such."""
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
