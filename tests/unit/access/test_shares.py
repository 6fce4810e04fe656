"""An embedded file on a network share is refused, whatever the share is."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

import pytest

from alo183_desktop.access import presence as shares
from alo183_desktop.access.presence import (
    demand_own_disk,
    demand_own_folder,
    doubt_about,
    network_type,
    share_of,
    windows_share,
)
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.platforms import WITH_MODES, WITH_MOUNTS
from tests.unit.bootstrap.people import ANSWERS, PASSWORD

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
48 27 0:40 /il/183 /srv/bagli rw,relatime - nfs4 sunucu:/masa rw,vers=4.2
49 27 254:0 /srv/memur /mnt/masa/geri rw,relatime - ext4 /dev/vda rw
50 27 0:51 / /mnt/webdav rw - fuse.davfs https://sunucu/ rw
51 27 0:52 / /mnt/ntfs rw - fuseblk /dev/sdc1 rw
52 27 0:53 / /srv/gizli rw - fuse.gocryptfs /srv/.gizli rw
53 27 0:54 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
54 27 0:55 / /mnt/asm rw master:3 propagate_from:2 - smb3 //sunucu/a\040b rw
38 27 0:48 / /mnt/usb rw - vfat /dev/sdb1 rw
a line without its parts
39 27 0:49 / /mnt/bozuk -
"""
PYTHON: Final = PureWindowsPath(r"C:\Program Files\Python312")
STORE_PYTHON: Final = PureWindowsPath(
    r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.2800.0_x64__qbz5n2kfra"
)


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
        ("/srv/bagli/alo183", "nfs4"),
        ("/mnt/masa/geri/alo183", None),
        ("/mnt/webdav/x", "fuse.davfs"),
        ("/mnt/ntfs/x", None),
        ("/srv/gizli/x", None),
        ("/run/user/1000/gvfs/smb-share:server=s,share=il/x", "fuse.gvfsd-fuse"),
        ("/mnt/asm", "smb3"),
    ],
)
def test_that_the_file_system_of_a_folder_is_reported_by_its_mount(
    folder: str, kind: str | None
) -> None:
    assert network_type(Path(PurePosixPath(folder)), _MOUNTS) == kind


def test_that_a_sandbox_whose_own_root_is_a_share_is_no_share() -> None:
    assert network_type(Path("/srv/x"), "27 1 0:1 / / rw - 9p none rw,trans=virtio") is None


def test_that_a_mount_with_blanks_in_its_name_is_known() -> None:
    mounts = r"31 27 0:41 / /mnt/il\040paylasim rw - cifs //sunucu/ortak rw"
    assert network_type(Path("/mnt/il paylasim/alo183"), mounts) == "cifs"


@WITH_MOUNTS
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


@WITH_MOUNTS
def test_that_a_way_through_a_share_back_to_the_own_disk_is_no_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "paylasim").mkdir()
    (tmp_path / "yerel").mkdir()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"31 27 0:41 / {tmp_path.resolve() / 'paylasim'} rw - cifs //s/o rw\n")
    monkeypatch.setattr(shares, "_MOUNTS", mounts)
    assert share_of(tmp_path / "paylasim" / ".." / "yerel") is None
    assert share_of(tmp_path / "yerel" / ".." / "paylasim" / "veri") == "cifs"
    monkeypatch.chdir(tmp_path / "paylasim")
    assert share_of(Path()) == "cifs"


@WITH_MOUNTS
def test_that_a_data_file_that_is_a_link_to_a_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, folder = tmp_path / "paylasim", tmp_path / "veri"
    share.mkdir()
    folder.mkdir()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"31 27 0:41 / {share.resolve()} rw - cifs //sunucu/ortak rw\n")
    monkeypatch.setattr(shares, "_MOUNTS", mounts)
    (folder / "alo183.db").symlink_to(share / "alo183.db")
    with pytest.raises(KnownError) as caught:
        Program(folder).unlock("selin", "x")
    assert caught.value.code == "access.no_data"
    (share / "alo183.db").touch()
    with pytest.raises(KnownError) as caught:
        Program(folder).unlock("selin", "x")
    assert caught.value.code == "access.network_share"


@pytest.mark.parametrize(
    ("folder", "real", "is_share"),
    [
        (r"C:\ProgramData\alo183", r"C:\ProgramData\alo183", False),
        (r"\\sunucu\ortak\alo183", r"\\sunucu\ortak\alo183", True),
        (r"\\?\UNC\sunucu\ortak\alo183", r"\\?\UNC\sunucu\ortak\alo183", True),
        (r"\\?\unc\sunucu\ortak\alo183", r"\\?\unc\sunucu\ortak\alo183", True),
        (r"\\?\C:\alo183", r"\\?\C:\alo183", False),
        (r"\\.\C:\alo183", r"\\.\C:\alo183", False),
        (r"Z:\alo183", r"Z:\alo183", True),
        (r"z:\alo183", r"z:\alo183", True),
        (r"\\?\Z:\alo183", r"\\?\Z:\alo183", True),
        (r"E:\alo183", r"E:\alo183", False),
        (r"C:\bag\alo183", r"\\sunucu\ortak\alo183", True),
        (r"S:\alo183", r"\\?\UNC\sunucu\ortak\alo183", True),
        (r"\\wsl$\Debian\srv", r"\\wsl$\Debian\srv", True),
        (r"\\localhost\c$\alo183", r"\\localhost\c$\alo183", True),
    ],
)
def test_that_windows_shows_a_share_by_its_name_its_drive_or_where_a_link_leads(
    folder: str, real: str, *, is_share: bool
) -> None:
    """C: is a disk, E: a stick, Z: a mapped share; S: stands for a folder of one."""
    types = {"C:\\": 3, "E:\\": 2, "S:\\": 3, "Z:\\": 4}
    paths = (PureWindowsPath(folder), PureWindowsPath(real))
    found = windows_share(paths, lambda drive: types.get(drive.upper(), 1))
    assert (found is not None) is is_share


def test_that_a_system_that_does_not_show_locks_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "_MOUNTS", tmp_path / "none")
    assert share_of(tmp_path) is None


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        (r"D:\Profil\Işıl\AppData\Local\Alo183", None),
        (r"D:\Profil\Işıl\OneDrive - Aile Bakanlığı\Alo183", "access.synced_folder"),
        (r"D:\Bulut\Alo183", "access.synced_folder"),
        (r"D:\Bulutlar\Alo183", None),
        (r"D:\Profil\Işıl\Dropbox\Alo183", "access.synced_folder"),
        (r"D:\OneDriveYedeği\Alo183", None),
    ],
)
def test_that_a_folder_that_another_program_copies_is_doubted(
    folder: str, code: str | None
) -> None:
    known = {"OneDriveCommercial": r"D:\Bulut", "USERPROFILE": r"D:\Profil\Işıl"}
    doubt = doubt_about(PureWindowsPath(folder), known, python=PYTHON)
    assert (doubt and doubt.code) == code


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ("TEMP", "access.temporary_profile"),
        ("temp.ashm.001", "access.temporary_profile"),
        ("Temel", None),
    ],
)
def test_that_a_profile_that_windows_removes_is_doubted(profile: str, code: str | None) -> None:
    home = PureWindowsPath(r"D:\Profil") / profile
    known = {"USERPROFILE": str(home)}
    doubt = doubt_about(home / "AppData" / "Alo183", known, python=PYTHON)
    assert (doubt and doubt.code) == code
    assert doubt_about(PureWindowsPath(r"D:\Alo183"), known, python=PYTHON) is None


@pytest.mark.parametrize(
    ("folder", "python", "code"),
    [
        (r"D:\Işıl\AppData\Local\Alo183", STORE_PYTHON, "access.redirected_folder"),
        (r"D:\Işıl\AppData\Roaming\Alo183", STORE_PYTHON, "access.redirected_folder"),
        (r"D:\Alo183", STORE_PYTHON, None),
        (r"D:\Işıl\AppData\Local\Alo183", PYTHON, None),
    ],
)
def test_that_a_folder_that_windows_keeps_within_a_python_of_the_store_is_doubted(
    folder: str, python: PureWindowsPath, code: str | None
) -> None:
    known = {"APPDATA": r"D:\Işıl\AppData\Roaming", "LOCALAPPDATA": r"D:\Işıl\AppData\Local"}
    doubt = doubt_about(PureWindowsPath(folder), known, python=python)
    assert (doubt and doubt.code) == code


@WITH_MODES
def test_that_nothing_begins_or_opens_in_a_folder_that_everybody_may_write_into(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "veri"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(KnownError) as caught:
        Program(folder).create(ANSWERS, PASSWORD)
    assert caught.value.code == "access.foreign_folder"
    assert not any(folder.iterdir())
    (folder / "alo183.server").write_text("somebody else's")
    with pytest.raises(KnownError) as caught:
        Program(folder).unlock("selin", PASSWORD)
    assert caught.value.code == "access.foreign_folder"


@WITH_MODES
def test_that_no_data_is_trusted_in_a_folder_of_another_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid() == 0:
        os.chown(tmp_path, 65534, 65534)
    else:
        monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(KnownError) as caught:
        demand_own_folder(tmp_path)
    assert caught.value.code == "access.foreign_folder"


def test_that_nothing_begins_in_a_folder_that_is_copied_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDrive", str(tmp_path))
    with pytest.raises(KnownError) as caught:
        Program(tmp_path / "veri").create(ANSWERS, PASSWORD)
    assert caught.value.code == "access.synced_empty"
    assert "taşıyınız" not in str(message_of(caught.value))
    assert not (tmp_path / "veri").exists()
