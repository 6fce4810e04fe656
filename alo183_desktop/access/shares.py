"""Whether a folder lies on a network share, where an embedded file must not be opened.

SQLite's log needs memory that all programs share, and locks that the file system keeps; over a
network neither holds, and a cut line loses or tears what was reported as saved. Source: sqlite.org,
"Write-Ahead Logging", "SQLite Over a Network".
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import PurePath

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "davfs", "davfs2"),
        *("ceph", "glusterfs", "lustre", "gpfs", "ocfs2", "beegfs", "9p", "vboxsf"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs", "fuse.davfs2"),
        *("fuse.smbnetfs", "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.curlftpfs"),
        *("fuse.vmhgfs-fuse", "fuse.kio-fuse", "prl_fs", "webdav", "afpfs", "orangefs", "pvfs2"),
        *("fuse.fuse-nfs", "fuse.juicefs", "fuse.mfs", "fuse.moosefs", "fuse.seadrive"),
        *("fuse.gcsfuse", "fuse.mount-s3", "fuse.blobfuse2", "fuse.goofys", "fuse.onedriver"),
        *("fuse.google-drive-ocamlfuse", "fuse.fuse_dfs", "fuse.xtreemfs", "fuse.ftpfs"),
    }
)
"""Types of file systems that another computer, or another system beside this one, keeps."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_POINT: Final = 4
"""The word of a line that says where a file system stands."""
_NAMESPACE: Final = re.compile(r"^\\\\[?.]\\")
_REMOTE_DRIVE: Final = 4


def demand_own_disk(folder: Path, *names: str) -> None:
    """Refuse a data folder on a network share, and files in it that are links to one.

    Args:
        folder: The data folder.
        names: Of the files that must lie on a disk of this computer, too.

    Raises:
        KnownError: `access.network_share` with `system`.
    """
    for path in (folder, *(folder / name for name in names)):
        system = share_of(path)
        if system is not None:
            raise KnownError("access.network_share", system=system)


def share_of(folder: Path) -> str | None:
    """Return what kind of share a folder lies on; None for a disk of this computer.

    Where the system does not say, it is none: nobody is locked out of their data by a guess.
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


def windows_share(paths: Iterable[PurePath], drive_type: Callable[[str], int]) -> str | None:
    r"""Return the drive of the first path that another computer keeps.

    Args:
        paths: The same folder as it is named, and without its links and mapped drives.
        drive_type: What Windows says of a drive such as `Z:\`. Source: GetDriveTypeW.
    """
    for path in paths:
        # \\?\C:\ is a disk of this computer; \\?\UNC\server\share and \\?\Z:\ may be none.
        # Not by `drive`: up to Python 3.11 that of \\?\unc\server is empty.
        told = _NAMESPACE.sub("", str(path))
        is_named = told.startswith("\\\\") or told.upper().startswith("UNC\\")
        if is_named or (told[1:2] == ":" and drive_type(f"{told[:2]}\\") == _REMOTE_DRIVE):
            return path.drive or str(path)
    return None


def _ask_windows(drive: str) -> int:
    import ctypes  # of Windows only, and not before the first paint

    return int(ctypes.windll.kernel32.GetDriveTypeW(drive))  # type: ignore[attr-defined,unused-ignore]
