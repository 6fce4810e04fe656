"""Programs that have the data open: each holds a note beside it as long as it runs.

Anybody can read computer, process and start; the name of the signed-in user is encrypted with a
key derived from the key of the data. The system releases a note when its program is killed; a
note that nobody holds is removed by the next program.

SQLite's log needs memory that all programs share, and locks that the file system keeps; over a
network neither holds, and a cut line loses or tears what was reported as saved. Source: sqlite.org,
"Write-Ahead Logging", "SQLite Over a Network".
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.files import try_lock
from alo183_desktop.db.key import seal, unseal
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import PurePath

_NOTE: Final = "alo183.open-"
_LARGEST_NOTE: Final = 4096
_HELD_AT: Final = 1 << 30
"""Locked position of a note, far behind its text: on Windows a locked byte cannot be read."""
_INFO: Final = b"alo183 who has it open"
_BY: Final = {
    "access.rekey_in_use": "access.rekey_in_use_by",
    "backups.in_use": "backups.in_use_by",
    "db.busy": "db.busy_by",
}
"""Errors and their versions that name the other program."""


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
    """The note of this program; removed when it is closed or killed."""

    def __init__(self, folder: Path, key: bytes, *, person: str, now: dt.datetime) -> None:
        """Write the note; in a read-only folder there is none.

        Args:
            folder: Of the data.
            key: Of the data.
            person: The signed-in user.
            now: UTC.
        """
        self._path = folder / f"{_NOTE}{secrets.token_hex(4)}"
        self._descriptor: int | None = None
        note = {
            "computer": socket.gethostname(),
            "process": os.getpid(),
            "since": now.isoformat(),
            "person": seal(person, key, _INFO),
        }
        with contextlib.suppress(OSError):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            self._descriptor = descriptor
            os.write(descriptor, json.dumps(note).encode())
            try_lock(descriptor, at=_HELD_AT)

    def others(self, key: bytes) -> tuple[Other, ...]:
        """Return the other programs that have the data open."""
        return find_others(self._path.parent, key, but=self._path)

    def end(self) -> None:
        """Remove the note."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None
        with contextlib.suppress(OSError):
            self._path.unlink()


def find_others(folder: Path, key: bytes = b"", *, but: Path | None = None) -> tuple[Other, ...]:
    """Return the programs that have the data of a folder open, the earliest first.

    Args:
        folder: Of the data.
        key: Of the data, to decrypt names; empty reads none.
        but: The own note.
    """
    notes = (path for path in folder.glob(f"{_NOTE}*") if path != but)
    found = [other for path in notes if (other := _read(path, key)) is not None]
    return tuple(sorted(found, key=lambda other: other.since))


@contextlib.contextmanager
def named(find: Callable[[], tuple[Other, ...]]) -> Iterator[None]:
    """Add the name of the other program to an error that the data is in use, if a note has it.

    Args:
        find: Returns the others; only called for such an error.

    Raises:
        KnownError: `db.busy_by`, `backups.in_use_by`, `access.rekey_in_use_by`, or what is raised.
    """
    try:
        yield
    except KnownError as error:
        if error.code not in _BY or not (others := find()):
            raise
        raise KnownError(_BY[error.code], who=other_words(others[0])) from error


def other_words(other: Other) -> str:
    """Return a program in words: `Selin AKTAŞ, MASA-2, 24.11.2026 09:14 açılışından beri`."""
    from alo183_desktop.shared.clock import format_instant

    since = f"{format_instant(other.since)} açılışından beri"
    return ", ".join(part for part in (other.person, other.computer, since) if part)


def _read(path: Path, key: bytes) -> Other | None:
    """Return the content of a note; None when nobody holds it, and it is removed then."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if try_lock(descriptor, at=_HELD_AT):
            is_left = True
        else:
            is_left = False
            content = json.loads(os.read(descriptor, _LARGEST_NOTE))
            return Other(
                computer=str(content["computer"]),
                process=int(content["process"]),
                since=dt.datetime.fromisoformat(content["since"]).astimezone(dt.UTC),
                person=unseal(str(content["person"]), key, _INFO),
            )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        # Held, but not readable: another program with a damaged note.
        return Other("?", 0, dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC))
    finally:
        os.close(descriptor)
    if is_left:
        with contextlib.suppress(OSError):
            path.unlink()
    return None


_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "coda",
        "davfs",
        "davfs2",
        "ceph",
        "glusterfs",
        "lustre",
        "gpfs",
        "ocfs2",
        "beegfs",
        "9p",
        "vboxsf",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.ceph",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.smbnetfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.gvfsd-fuse",
        "fuse.curlftpfs",
        "fuse.vmhgfs-fuse",
        "fuse.kio-fuse",
        "prl_fs",
        "webdav",
        "afpfs",
        "orangefs",
        "pvfs2",
        "fuse.fuse-nfs",
        "fuse.juicefs",
        "fuse.mfs",
        "fuse.moosefs",
        "fuse.seadrive",
        "fuse.gcsfuse",
        "fuse.mount-s3",
        "fuse.blobfuse2",
        "fuse.goofys",
        "fuse.onedriver",
        "fuse.google-drive-ocamlfuse",
        "fuse.fuse_dfs",
        "fuse.xtreemfs",
        "fuse.ftpfs",
    }
)
"""Types of file systems that are on another computer, or another system beside this one."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_POINT: Final = 4
"""The word of a line with the mount point."""
_NAMESPACE: Final = re.compile(r"^\\\\[?.]\\")
_REMOTE_DRIVE: Final = 4


def demand_own_disk(folder: Path, *names: str) -> None:
    """Refuse a data folder on a network share, and files in it that are links to one.

    Args:
        folder: The data folder.
        names: Files that must be on a disk of this computer, too.

    Raises:
        KnownError: `access.network_share` with `system`.
    """
    for path in (folder, *(folder / name for name in names)):
        system = share_of(path)
        if system is not None:
            raise KnownError("access.network_share", system=system)


_SYNCED: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""Variables with the folders that OneDrive synchronises. Source: learn.microsoft.com."""
_SYNCED_FOLDER: Final = "access.synced_folder"
_SYNCED_NAMES: Final = re.compile(
    r"(?:OneDrive|Dropbox|Google Drive|iCloudDrive)(?: .*)?", re.IGNORECASE
)
_TEMPORARY: Final = re.compile(r"TEMP(?:\..*)?", re.IGNORECASE)
"""Temporary profiles of Windows for accounts whose own could not be loaded; deleted later."""
_STORE: Final = re.compile(r"PythonSoftwareFoundation\.Python\..*", re.IGNORECASE)
"""The folder of a Python from the Microsoft Store, below `WindowsApps`."""
_REDIRECTED: Final = ("APPDATA", "LOCALAPPDATA")


def doubt_about(
    folder: PurePath, environment: Mapping[str, str], *, python: PurePath
) -> KnownError | None:
    """Return why data should not be in a folder of this computer; None when it may.

    A program that copies a folder while SQLite writes there corrupts the copy, and takes the data
    out of the house; a temporary profile is removed when the user signs out. What a Python from
    the Microsoft Store writes below `AppData`, Windows keeps in the package of that Python, and
    removes with it; no other program finds it by its path. Source: learn.microsoft.com,
    "Understanding how packaged desktop apps run on Windows".

    Args:
        folder: Absolute.
        environment: Variables of this process.
        python: The folder of the Python that runs this (`sys.base_prefix`).

    Returns:
        `access.synced_folder`, `access.temporary_profile` or `access.redirected_folder`.
    """
    synced = [environment[name] for name in _SYNCED if environment.get(name)]
    is_synced = any(folder.is_relative_to(one) for one in synced)
    if is_synced or any(map(_SYNCED_NAMES.fullmatch, folder.parts)):
        return KnownError(_SYNCED_FOLDER, folder=str(folder))
    profile = environment.get("USERPROFILE", "")
    own = type(folder)(profile)
    if profile and _TEMPORARY.fullmatch(own.name) and folder.is_relative_to(own):
        return KnownError("access.temporary_profile", folder=str(folder))
    redirected = [environment[name] for name in _REDIRECTED if environment.get(name)]
    is_of_store = any(map(_STORE.fullmatch, python.parts))
    if is_of_store and any(folder.is_relative_to(one) for one in redirected):
        return KnownError("access.redirected_folder", folder=str(folder))
    return None


def demand_own_folder(folder: Path) -> None:
    """Refuse a data folder that another account owns, or into which everybody may write.

    Who owns a folder reads and replaces what is in it, whatever the rights of the files are.

    Raises:
        KnownError: `access.foreign_folder`.
    """
    from alo183_desktop.shared.windows_rights import is_own

    try:
        if is_own(folder):
            return
    except FileNotFoundError:
        return  # it will be made
    raise KnownError("access.foreign_folder", folder=str(folder))


def doubt_of(folder: Path) -> KnownError | None:
    """Return why data should not be in a folder, for this process (`doubt_about`)."""
    return doubt_about(folder.absolute(), os.environ, python=Path(sys.base_prefix))


def demand_lasting(folder: Path) -> None:
    """Refuse to begin where data would not last; existing data is only warned about.

    Raises:
        KnownError: As `doubt_about`, but `access.synced_empty` for a folder that is synchronised:
            there is nothing yet that could be moved.
    """
    doubt = doubt_of(folder)
    if doubt is not None and doubt.code == _SYNCED_FOLDER:
        raise KnownError("access.synced_empty", folder=doubt.parameters["folder"])
    if doubt is not None:
        raise doubt


def share_of(folder: Path) -> str | None:
    """Return the kind of share that a folder is on; None for a disk of this computer.

    Unknown counts as none: nobody is locked out of their data by a guess.
    """
    real = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        return windows_share((folder.absolute(), real), _ask_windows)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return network_type(real, mounts)


def network_type(folder: Path, mounts: str) -> str | None:
    """Return the type of the file system of a folder if it is a network's.

    Args:
        folder: Absolute, without links; it need not exist yet.
        mounts: As Linux lists them in `/proc/self/mountinfo`. Source: proc_pid_mountinfo(5).
    """
    found, kind, options = "", "", ""
    for line in mounts.splitlines():
        before, parted, after = line.partition(" - ")
        words, types = before.split(" "), after.split(" ")
        if not parted or len(words) <= _POINT or not types[0]:
            continue
        point = _ESCAPED.sub(lambda char: chr(int(char[1], 8)), words[_POINT])
        # The later of two mounts on one point hides the earlier one.
        if len(point) >= len(found) and folder.is_relative_to(point):
            found, kind, options = point, types[0], types[-1]
    # In a sandbox the disk of its host appears as an open file: the root, and folders beside it.
    # The Windows disks of a Linux on Windows appear the same way, and are not its own.
    is_sandbox = kind == "9p" and "trans=fd" in options and "drvfs" not in options
    return kind if kind in _NETWORK and found != "/" and not is_sandbox else None


def windows_share(paths: Iterable[PurePath], drive_type: Callable[[str], int]) -> str | None:
    r"""Return the drive of the first path that is on another computer.

    Args:
        paths: The same folder as it is named, and without its links and mapped drives.
        drive_type: The type that Windows reports for a drive such as `Z:\`. Source: GetDriveTypeW.
    """
    for path in paths:
        # \\?\C:\ is a disk of this computer; \\?\UNC\server\share and \\?\Z:\ may be none.
        # Not by `drive`: up to Python 3.11 that of \\?\unc\server is empty.
        name = _NAMESPACE.sub("", str(path))
        is_named = name.startswith("\\\\") or name.upper().startswith("UNC\\")
        if is_named or (name[1:2] == ":" and drive_type(f"{name[:2]}\\") == _REMOTE_DRIVE):
            return path.drive or str(path)
    return None


def _ask_windows(drive: str) -> int:
    import ctypes  # Windows only, and not before the first paint

    return int(ctypes.windll.kernel32.GetDriveTypeW(drive))  # type: ignore[attr-defined,unused-ignore]
