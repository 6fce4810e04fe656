"""Debian in a folder: bare systems on which a package is installed, used and removed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

NEEDED: Final = ("debootstrap", "unshare", "chroot")
"""Programs; `debootstrap` unpacks a system."""
_ENTERING: Final = """
set -e
root=$1 folder=$2
shift 2
/bin/mkdir -p "$root$folder" "$root/tmp/.X11-unix" /tmp/.X11-unix
/bin/mount --rbind /dev "$root/dev"
/bin/mount -t proc proc "$root/proc"
/bin/mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
/bin/mount --bind "$folder" "$root$folder"
exec /usr/sbin/chroot "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$PWD" "$@"
"""
"""Mounts that end with the process, and which nobody else sees."""


def can_enter() -> bool:
    """Return whether a system can be unpacked and entered here, which takes an administrator."""
    if sys.platform != "linux" or os.geteuid() or not all(map(shutil.which, NEEDED)):
        return False
    tried = ["unshare", "--mount", "mount", "--bind", "/tmp", "/tmp"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


class BareSystem:
    """A Debian of which nothing but the bare minimum is installed.

    Attributes:
        root: Where it lies.
        folder: Of this computer, which lies there at the same place.
    """

    def __init__(self, suite: str, root: Path, folder: Path) -> None:
        """Unpack it, from where this computer's packages come.

        Args:
            suite: Its name, such as `bookworm`.
            root: Is made.
            folder: Of this computer.
        """
        self.root, self.folder = root, folder
        subprocess.run(
            ["debootstrap", "--variant=minbase", suite, str(root)], check=True, capture_output=True
        )

    def entering(self, *words: str) -> list[str]:
        """Return a command that runs another one in it, with the screens of this computer.

        It is given from the shared folder or from one below it, and runs there.
        """
        script = ["/bin/sh", "-c", _ENTERING, "sh", str(self.root), str(self.folder)]
        return ["/usr/bin/unshare", "--mount", *script, *words]

    def run(self, *words: str, display: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of its administrator in the shared folder."""
        return subprocess.run(
            self.entering(*words),
            cwd=self.folder,
            env={
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": str(self.folder),
                "LANG": "C.UTF-8",
                "DEBIAN_FRONTEND": "noninteractive",
                "DISPLAY": display,
            },
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
