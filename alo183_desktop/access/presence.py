"""Who has the data open: a note beside it for each program, held as long as the program lives.

Anybody can read computer, process and since when; the name of who is signed in is encrypted with a
key that comes from the key of the data. The system lets go of a note when its program is killed; a
note that nobody holds is removed by whoever looks next.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import os
import secrets
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.db.key import derive
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_NOTE: Final = "alo183.open-"
_LARGEST_NOTE: Final = 4096
_HELD_AT: Final = 1 << 30
"""Where a note is held, far behind its text: on Windows nobody else reads a byte that is held."""
_NONCE_BYTES: Final = 12
_INFO: Final = b"alo183 who has it open"
_BY: Final = {
    "access.rekey_in_use": "access.rekey_in_use_by",
    "backups.in_use": "backups.in_use_by",
    "db.busy": "db.busy_by",
}
"""What an error becomes when it is known who is in the way."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another program that has the data open."""

    computer: str
    process: int
    since: dt.datetime
    """UTC."""
    person: str = ""
    """Who is signed in there; empty without the key of the data."""


class Presence:
    """The note of this program; gone when it is closed or killed."""

    def __init__(self, folder: Path, key: bytes, *, person: str, now: dt.datetime) -> None:
        """Write the note; a folder that cannot be written gets none.

        Args:
            folder: Of the data.
            key: Of the data.
            person: Who is signed in.
            now: UTC.
        """
        self._path = folder / f"{_NOTE}{secrets.token_hex(4)}"
        self._descriptor: int | None = None
        note = {
            "computer": socket.gethostname(),
            "process": os.getpid(),
            "since": now.isoformat(),
            "person": _encrypted(person, key),
        }
        with contextlib.suppress(OSError):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            self._descriptor = descriptor
            os.write(descriptor, json.dumps(note).encode())
            _hold(descriptor)

    def others(self, key: bytes) -> tuple[Other, ...]:
        """Return who else has the data open."""
        return find_others(self._path.parent, key, but=self._path)

    def end(self) -> None:
        """Take the note away."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
        with contextlib.suppress(OSError):
            self._path.unlink()


def find_others(folder: Path, key: bytes = b"", *, but: Path | None = None) -> tuple[Other, ...]:
    """Return which programs have the data of a folder open, the longest first.

    Args:
        folder: Of the data.
        key: Of the data, by which names are read; empty reads none.
        but: One's own note.
    """
    notes = (path for path in folder.glob(f"{_NOTE}*") if path != but)
    found = [other for path in notes if (other := _read(path, key)) is not None]
    return tuple(sorted(found, key=lambda other: other.since))


@contextlib.contextmanager
def named(find: Callable[[], tuple[Other, ...]]) -> Iterator[None]:
    """Let an error that the data is in use name who has it open, where a note says so.

    Args:
        find: Returns the others; asked only when there is such an error.

    Raises:
        KnownError: `db.busy_by`, `backups.in_use_by`, `access.rekey_in_use_by`, or what is raised.
    """
    try:
        yield
    except KnownError as error:
        if error.code not in _BY or not (others := find()):
            raise
        raise KnownError(_BY[error.code], who=told(others[0])) from error


def told(other: Other) -> str:
    """Return how somebody is told: `Selin AKTAŞ, MASA-2, 24.11.2026 09:14 açılışından beri`."""
    from alo183_desktop.shared.clock import format_instant

    since = f"{format_instant(other.since)} açılışından beri"
    return ", ".join(part for part in (other.person, other.computer, since) if part)


def _read(path: Path, key: bytes) -> Other | None:
    """Return what a note says; None when nobody holds it, and it is removed then."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if _hold(descriptor):
            is_left = True
        else:
            is_left = False
            content = json.loads(os.read(descriptor, _LARGEST_NOTE))
            return Other(
                computer=str(content["computer"]),
                process=int(content["process"]),
                since=dt.datetime.fromisoformat(content["since"]).astimezone(dt.UTC),
                person=_decrypted(str(content["person"]), key),
            )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        # Held, but not readable: somebody is there whose note is damaged.
        return Other("?", 0, dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC))
    finally:
        os.close(descriptor)
    if is_left:
        with contextlib.suppress(OSError):
            path.unlink()
    return None


def _encrypted(person: str, key: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(derive(key, _INFO)).encrypt(nonce, person.encode(), _INFO)
    return base64.b64encode(nonce + sealed).decode()


def _decrypted(text: str, key: bytes) -> str:
    if not key:
        return ""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = base64.b64decode(text)
    try:
        opened = AESGCM(derive(key, _INFO)).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _INFO)
    except InvalidTag:
        return ""
    return opened.decode(errors="replace")


if sys.platform == "win32":
    import msvcrt

    def _hold(descriptor: int) -> bool:
        os.lseek(descriptor, _HELD_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _hold(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
