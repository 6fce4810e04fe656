"""What becomes of an output that has no room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

_FULL: Final = Path("/dev/full")


@pytest.mark.skipif(not _FULL.exists(), reason="this system has no device that is always full")
def test_that_an_output_without_room_is_told_as_such() -> None:
    with _FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "alo183_desktop", "letter", "--example"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 2
    assert done.stderr.startswith("Çıktının yazıldığı diskte yer kalmadı")
    assert len(done.stderr.splitlines()) <= 2
