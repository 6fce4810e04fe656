"""What some tests need of the system that they run on."""

import shutil
import sys
from pathlib import Path
from typing import Final

import pytest

ON_LINUX: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="dev.py installs the tool on Debian"
)
WITH_FREEDESKTOP: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="other desktops keep elsewhere what starts with them"
)
WITH_MODES: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="a file has the rights of its folder there"
)
WITH_PIPES: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="pipes and devices have no names in folders"
)
WITH_STOPS: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="no signal stops a process there"
)
WITH_MOUNTS: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lists its file systems in a file"
)
WITH_LINKS: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="only an administrator makes links there"
)
OFF_THE_SCREEN: Final = pytest.mark.skipif(
    "config.getoption('--platform') != 'offscreen'",
    reason="a few pixels decide, and each plugin of Qt gives letters a width of its own",
)
WITH_CLIPBOARD_AT_ONCE: Final = pytest.mark.skipif(
    "config.getoption('--platform') == 'windows'",
    reason="the clipboard of Windows reports a text when it is gone again",
)
WITH_LONGEST_NAME: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="a name that is too long counts as missing there"
)
_MEMORY: Final = Path("/dev/shm")
_NEEDED: Final = 2 * 1024**3
"""Bytes: what a few processes keep at once, and a server beside them."""


def folder_in_memory() -> Path | None:
    """Return where files live in memory, or None where there is no such place, or a small one.

    A commit that flushes waits for a disk, and a database is some hundred files: on a disk the
    tests wait longer than they work. The calls are the same.
    """
    is_roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _NEEDED
    return _MEMORY if is_roomy else None
