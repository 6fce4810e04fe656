"""An embedded file on a network share is refused, whatever the share is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from alo183_desktop.access import shares
from alo183_desktop.access.shares import demand_own_disk, network_type, share_of
from alo183_desktop.shared.errors import KnownError

_MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:40 / /mnt/masa rw,relatime shared:1 - nfs4 sunucu:/masa rw,vers=4.2
31 27 0:41 / /mnt/il\040m\303\274d\303\274rl\303\274g\303\274 rw - cifs //sunucu/ortak rw
32 27 0:42 / /mnt/masa/yerel rw - ext4 /dev/vdb rw
33 27 0:43 / /mnt/c rw - 9p C:\134 rw,dirsync,aname=drvfs;path=C:\,trans=fd,rfd=8,wfd=8
34 27 0:44 / /kutu rw - 9p none rw,trans=fd,rfdno=4,wfdno=4
35 27 0:45 / /mnt/ssh rw - fuse.sshfs biri@sunucu: rw
36 27 0:46 / /mnt/iki rw - ext4 /dev/vdc rw
37 36 0:47 / /mnt/iki rw - smb3 //sunucu/iki rw
38 27 0:48 / /mnt/usb rw - vfat /dev/sdb1 rw
a line without its parts
39 27 0:49 / /mnt/bozuk -
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/memur/alo183", None),
        ("/mnt/masa/alo183", "nfs4"),
        ("/mnt/masa", "nfs4"),
        ("/mnt/masalar/alo183", None),
        ("/mnt/masa/yerel/alo183", None),
        ("/mnt/c/Users/memur/alo183", "9p"),
        ("/kutu/alo183", None),
        ("/mnt/ssh/alo183", "fuse.sshfs"),
        ("/mnt/iki/alo183", "smb3"),
        ("/mnt/usb/alo183", None),
    ],
)
def test_that_the_file_system_of_a_folder_is_told_by_its_mount(
    folder: str, kind: str | None
) -> None:
    assert network_type(Path(PurePosixPath(folder)), _MOUNTS) == kind


def test_that_a_sandbox_whose_own_root_is_a_share_is_no_share() -> None:
    assert network_type(Path("/srv/x"), "27 1 0:1 / / rw - 9p none rw,trans=virtio") is None


def test_that_a_mount_with_blanks_in_its_name_is_known() -> None:
    mounts = r"31 27 0:41 / /mnt/il\040paylasim rw - cifs //sunucu/ortak rw"
    assert network_type(Path("/mnt/il paylasim/alo183"), mounts) == "cifs"


def test_that_a_link_to_a_share_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "paylasim"
    share.mkdir()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"31 27 0:41 / {share.resolve()} rw - cifs //sunucu/ortak rw\n")
    monkeypatch.setattr(shares, "_MOUNTS", mounts)
    (tmp_path / "veri").symlink_to(share)
    assert share_of(tmp_path / "veri" / "yeni") == "cifs"
    with pytest.raises(KnownError) as caught:
        demand_own_disk(tmp_path / "veri")
    assert caught.value.code == "access.network_share"
    demand_own_disk(tmp_path)


def test_that_a_system_that_does_not_tell_locks_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "_MOUNTS", tmp_path / "none")
    assert share_of(tmp_path) is None
