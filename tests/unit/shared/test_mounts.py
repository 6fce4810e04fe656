"""A folder on a share of the network is told from one of this computer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from alo183_desktop.bootstrap import Program
from alo183_desktop.shared import mounts
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD, refusal

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:45 / /mnt/ortak rw,relatime shared:20 - cifs //sunucu/ortak rw
41 22 0:46 / /mnt/iki\\040söz rw - nfs4 sunucu:/x rw
42 40 8:2 / /mnt/ortak/yerel rw - ext4 /dev/sdb1 rw
43 22 0:47 / /ev rw - nfs sunucu:/ev rw
44 22 8:3 / /ev rw - xfs /dev/sdc1 rw
broken
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has drives instead of mounts")
@pytest.mark.parametrize(
    ("folder", "is_network"),
    [
        ("/srv/memur/veri", False),
        ("/mnt/ortak", True),
        ("/mnt/ortak/alo183/henüz yok", True),
        ("/mnt/ortaklar", False),
        ("/mnt/iki söz/veri", True),
        ("/mnt/ortak/yerel/veri", False),
        ("/ev/memur", False),
    ],
)
def test_that_the_innermost_and_newest_mount_decides(folder: str, *, is_network: bool) -> None:
    assert mounts.is_network_mount(Path(folder), MOUNTS) is is_network


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has drives instead of mounts")
def test_that_an_encrypted_file_on_a_share_is_neither_made_nor_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "veri"
    program = Program(folder, clock=FixedClock(), cost=CHEAP)
    program.create(ANSWERS, PASSWORD)[0].close()
    listing = tmp_path / "mounts"
    listing.write_text(f"40 22 0:45 / {tmp_path} rw - cifs //sunucu/ortak rw\n", encoding="utf-8")
    monkeypatch.setattr(mounts, "_MOUNTS", listing)
    assert mounts.is_on_network(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "access.network_share"
    other = Program(tmp_path / "yeni", clock=FixedClock(), cost=CHEAP)
    assert refusal(lambda: other.create(ANSWERS, PASSWORD)).code == "access.network_share"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not (tmp_path / "yeni").exists()
