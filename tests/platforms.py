"""What some tests need of the system that they run on."""

from __future__ import annotations

import sys
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
WITH_MOUNTS: Final = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lists its file systems in a file"
)
WITH_LINKS: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="only an administrator makes links there"
)
