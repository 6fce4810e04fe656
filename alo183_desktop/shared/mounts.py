"""Whether a folder is on a disk of this computer, or on one that several computers reach.

Not here: what becomes of a folder that is not (bootstrap).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

_NETWORK: Final = frozenset(
    {
        *("afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "lustre", "ncpfs"),
        *("nfs", "nfs4", "smb2", "smb3", "smbfs", "fuse.davfs2", "fuse.glusterfs"),
        *("fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.gvfsd-fuse"),
    }
)
"""File systems behind which there is another computer."""
_OCTAL: Final = re.compile(r"\\([0-7]{3})")
_MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE_DRIVE: Final = 4
"""As `GetDriveTypeW` calls it."""


def is_on_network(folder: Path) -> bool:
    """Return whether a folder, or where it would be made, is on a share of the network.

    What cannot be found out is taken for local: nobody is shut out by a guess.
    """
    if sys.platform == "win32":
        return _is_on_network_of_windows(folder)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return is_network_mount(folder.resolve(), mounts)


def is_network_mount(folder: Path, mounts: str) -> bool:
    """Return whether the mount that a folder lies in is one of a network file system.

    Args:
        folder: Absolute, without links.
        mounts: As Linux has them in `/proc/self/mountinfo`.
    """
    longest, kind = -1, ""
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        words, told = before.split(" "), after.split(" ")
        if len(words) < 5 or not told[0]:  # noqa: PLR2004 - the fifth word is the place
            continue
        place = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), words[4]))
        # A later one over the same place hides the earlier one.
        if folder.is_relative_to(place) and len(place.parts) >= longest:
            longest, kind = len(place.parts), told[0]
    return kind in _NETWORK


def _is_on_network_of_windows(folder: Path) -> bool:
    import ctypes

    place = str(folder.absolute())
    if place.startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    return bool(kernel.GetDriveTypeW(f"{folder.absolute().drive}\\") == _REMOTE_DRIVE)
