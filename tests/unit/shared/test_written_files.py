"""A set of files comes into a folder whole, or not at all."""

import datetime as dt
import errno
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.written_files import (
    file_name,
    write_file,
    write_new_folder,
    write_together,
)
from tests.platforms import WITH_LINKS, WITH_PIPES

FILES = {"a.txt": b"yeni a", "b.txt": b"yeni b", "c.txt": b"yeni c"}


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_that_a_name_says_in_turkish_what_a_file_is() -> None:
    name = file_name("Değişiklik yazısı", "E-1/4752", dt.date(2026, 11, 28), ending=".pdf")
    assert name == "degisiklik-yazisi-e-1-4752-2026-11-28.pdf"
    assert file_name("Yazı", None, ending=".pdf") == "yazi.pdf"


@given(st.text(), st.text())
def test_that_every_system_takes_a_name(first: str, second: str) -> None:
    name = file_name(first, second, ending=".xlsx")
    assert re.fullmatch(r"[a-z0-9-]{0,120}\.xlsx", name)


def test_that_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_together(tmp_path / "iç" / "içe", FILES)
    assert read(tmp_path / "iç" / "içe") == FILES


def test_that_files_of_the_same_name_are_replaced_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"eski")
    (tmp_path / "not.txt").write_bytes(b"kalan")
    write_together(tmp_path, FILES)
    assert read(tmp_path) == {**FILES, "not.txt": b"kalan"}


def test_that_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"eski")
    calls = iter(range(10))

    def full(_descriptor: int) -> None:
        if next(calls) == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError, match=r"export\.disk_full"):
        write_together(tmp_path, FILES)
    assert read(tmp_path) == {"a.txt": b"eski"}


def test_that_a_failure_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError):
        write_together(tmp_path / "yeni" / "klasör", FILES)
    assert list(tmp_path.iterdir()) == []


def test_that_files_come_back_when_one_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"eski a")
    (tmp_path / "c.txt").write_bytes(b"eski c")
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target == tmp_path / "c.txt" and self.parent.name == "new":
            raise PermissionError(errno.EACCES, "open elsewhere")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(KnownError, match=r"export\.file_in_use"):
        write_together(tmp_path, FILES)
    assert read(tmp_path) == {"a.txt": b"eski a", "c.txt": b"eski c"}


def test_that_a_folder_in_the_way_of_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(KnownError, match=r"export\.file_in_use"):
        write_together(tmp_path, FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["b.txt"]


@pytest.mark.parametrize("name", ["x" * 300, "iç/" + "ş" * 300])
def test_that_a_name_that_no_folder_can_have_is_reported(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError, match=r"export\.folder_name"):
        write_together(tmp_path / name, FILES)
    assert list(tmp_path.iterdir()) == []


@WITH_LINKS
@pytest.mark.parametrize("below", ["", "iç"])
def test_that_a_link_that_leads_nowhere_is_reported(tmp_path: Path, below: str) -> None:
    (tmp_path / "bağlantı").symlink_to(tmp_path / "yok")
    with pytest.raises(KnownError, match=r"export\.folder_dangling"):
        write_together(tmp_path / "bağlantı" / below, FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["bağlantı"]


@pytest.mark.parametrize("under", [False, True])
def test_that_a_file_is_no_folder(tmp_path: Path, *, under: bool) -> None:
    (tmp_path / "dosya").write_bytes(b"")
    target = tmp_path / "dosya" / "iç" if under else tmp_path / "dosya"
    with pytest.raises(KnownError, match=r"export\.folder_is_file"):
        write_together(target, FILES)


def test_that_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file(tmp_path / "liste.xlsx", b"eski")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError, match=r"export\.disk_full"):
        write_file(path, b"yeni")
    assert read(tmp_path) == {"liste.xlsx": b"eski"}
    with pytest.raises(KnownError, match=r"export\.folder_not_writable"):
        write_file(tmp_path / "yok" / "liste.xlsx", b"yeni")


def test_that_a_file_in_the_way_of_one_is_reported_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "liste.xlsx").mkdir()
    with pytest.raises(KnownError, match=r"export\.not_written"):
        write_file(tmp_path / "liste.xlsx", b"yeni")


def test_that_a_new_folder_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    assert write_new_folder(tmp_path, "Yazı 7", FILES) == tmp_path / "Yazı 7"
    assert write_new_folder(tmp_path, "Yazı 7", FILES) == tmp_path / "Yazı 7 (2)"


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_that_a_file_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(KnownError, match=r"export\.not_written"):
        write_file(Path(name), b"yeni")


@WITH_PIPES
def test_that_no_file_takes_the_place_of_a_pipe_or_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "boru")
    with pytest.raises(KnownError, match=r"export\.not_written"):
        write_file(tmp_path / "boru", b"yeni")
    assert (tmp_path / "boru").is_fifo()


def test_that_a_folder_within_one_of_somebody_else_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, **_options: bool) -> bool:
        raise PermissionError(errno.EACCES, "denied")

    for name in ("exists", "is_symlink", "stat"):
        monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(KnownError, match=r"export\.folder_not_writable"):
        write_together(tmp_path / "iç", FILES)
