"""Whether a folder lies on a network share, where an embedded file must not be opened.

Not here: folders of backups, which may well lie there.

SQLite's log needs memory that all programs share, and locks that the file system keeps; over a
network neither holds, and a cut line loses or tears what was reported as saved. Source: sqlite.org,
"Write-Ahead Logging", "SQLite Over a Network".
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from alo183_desktop.shared.errors import KnownError

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "davfs", "davfs2"),
        *("ceph", "glusterfs", "lustre", "gpfs", "ocfs2", "beegfs", "9p", "vboxsf"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs", "fuse.davfs2"),
        *("fuse.smbnetfs", "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.curlftpfs"),
        *("fuse.vmhgfs-fuse", "fuse.kio-fuse", "prl_fs", "webdav", "afpfs"),
    }
)
"""Types of file systems that another computer, or another system beside this one, keeps."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_REMOTE_DRIVE: Final = 4


def demand_own_disk(folder: Path) -> None:
    """Refuse a data folder on a network share.

    Raises:
        KnownError: `access.network_share` with `system`.
    """
    system = share_of(folder)
    if system is not None:
        raise KnownError("access.network_share", system=system)


def share_of(folder: Path) -> str | None:
    """Return what kind of share a folder lies on; None for a disk of this computer.

    Where the system does not say, it is none: nobody is locked out of their data by a guess.
    """
    real = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        return _windows_share(folder, real)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return network_type(real, mounts)


def network_type(folder: Path, mounts: str) -> str | None:
    """Return the type of the file system of a folder where it is a network's.

    Args:
        folder: Absolute, without links; it need not be there yet.
        mounts: As Linux lists them in `/proc/self/mountinfo`. Source: proc_pid_mountinfo(5).
    """
    found, kind, options = "", "", ""
    for line in mounts.splitlines():
        before, parted, after = line.partition(" - ")
        words, types = before.split(" "), after.split(" ")
        if not parted or len(words) <= _POINT or not types[0]:
            continue
        point = _ESCAPED.sub(lambda sign: chr(int(sign[1], 8)), words[_POINT])
        # The later of two mounts on one point hides the earlier one.
        if len(point) >= len(found) and folder.is_relative_to(point):
            found, kind, options = point, types[0], types[-1]
    # In a sandbox the disk of its host comes through an open file: the root, and folders beside it.
    # The Windows disks of a Linux on Windows come the same way, and are none of its own.
    is_sandbox = kind == "9p" and "trans=fd" in options and "drvfs" not in options
    return kind if kind in _NETWORK and found != "/" and not is_sandbox else None


_POINT: Final = 4
"""The word of a line that says where a file system stands."""


def _windows_share(folder: Path, real: Path) -> str | None:
    import ctypes  # of Windows only, and not before the first paint

    for path in (folder.absolute(), real):
        drive = path.drive
        if drive.startswith("\\\\"):
            # \\?\C: is a disk of this computer, \\?\UNC\server\share is none.
            name = drive.upper()
            if not name.startswith("\\\\?\\") or name.startswith("\\\\?\\UNC"):
                return drive
        elif drive:
            kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
            if kernel.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE:
                return drive
    return None
