"""Debian in a folder: bare systems in which the program is frozen, and its package is used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDED: Final = ("debootstrap", "unshare", "chroot")
"""Programs; `debootstrap` unpacks a system."""
FOR_PYTHON: Final = ("python3-venv", "ca-certificates")
"""Packages without which `dev.py` cannot begin; the others it installs."""
_PASSED: Final = re.compile(r"pip_|.*_proxy$|ssl_cert|requests_ca", re.IGNORECASE)
"""Names in the environment that say how something is fetched."""
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
    tried = ["unshare", "--mount", "mount", "--bind", "/usr", "/usr"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


class BareSystem:
    """A Debian of which nothing but the bare minimum is installed.

    Attributes:
        root: Where it lies.
        folder: Of this computer, which lies there at the same place.
    """

    def __init__(
        self, suite: str, root: Path, folder: Path, *, packages: Sequence[str] = ()
    ) -> None:
        """Unpack it, from where this computer's packages come.

        Args:
            suite: Its name, such as `bookworm`.
            root: Is made.
            folder: Of this computer.
            packages: What is installed beside the bare minimum.

        Raises:
            subprocess.CalledProcessError: It could not be unpacked.
        """
        self.root, self.folder = root, folder
        options = ["--variant=minbase", *([f"--include={','.join(packages)}"] if packages else [])]
        subprocess.run(["debootstrap", *options, suite, str(root)], check=True, capture_output=True)

    def entering(self, *words: str) -> list[str]:
        """Return a command that runs another one in it, with the screens of this computer.

        It is given from the shared folder or from one below it, and runs there.
        """
        script = ["/bin/sh", "-c", _ENTERING, "sh", str(self.root), str(self.folder)]
        return ["/usr/bin/unshare", "--mount", *script, *words]

    def environment(self) -> dict[str, str]:
        """Return the environment of its administrator, at home in the shared folder."""
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }

    def run(self, *words: str, display: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of its administrator in the shared folder."""
        return subprocess.run(
            self.entering(*words),
            cwd=self.folder,
            env={**self.environment(), "DISPLAY": display},
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )


def freeze_in(system: BareSystem, source: Path, target: Path) -> int:
    """Freeze and pack the program there by its own Python, and return an exit code.

    What it fetches comes by the way that this computer's pip goes: its settings, its certificates.

    Args:
        system: With `FOR_PYTHON`; its folder is empty.
        source: A checkout; what was made in it stays behind.
        target: Gets what was made.
    """
    for settings in (Path("/etc/pip.conf"), Path.home() / ".config/pip/pip.conf"):
        if settings.is_file():
            shutil.copyfile(settings, system.root / "etc/pip.conf")
    certificates = Path("/etc/ssl/certs/ca-certificates.crt")
    shutil.copyfile(certificates, system.root / certificates.relative_to("/"))
    copy = system.folder / source.name
    made = shutil.ignore_patterns(".git", ".venv", "__pycache__", "build", "dist", ".*_cache")
    shutil.copytree(source, copy, ignore=made)
    words = system.entering("/usr/bin/python3", "dev.py", "package")
    passed = {name: value for name, value in os.environ.items() if _PASSED.match(name)}
    if code := subprocess.call(words, cwd=copy, env={**passed, **system.environment()}):
        return code
    shutil.copytree(copy / "dist", target, dirs_exist_ok=True)
    return 0
