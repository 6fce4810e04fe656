"""Small files are whole or not there, whatever happens while they are written."""

import datetime as dt
import errno
import os
from pathlib import Path

import pytest

from alo183_desktop.access import files
from alo183_desktop.access.files import clear_asides, held_alone, write_atomically
from alo183_desktop.shared.errors import KnownError


def test_that_a_file_is_replaced_and_nothing_lies_beside_it(data_folder: Path) -> None:
    path = data_folder / "alo183.key"
    write_atomically(path, b"old")
    write_atomically(path, b"new", durable=False)
    assert path.read_bytes() == b"new"
    assert list(data_folder.iterdir()) == [path]


def test_that_only_what_a_killed_program_left_aside_is_removed(data_folder: Path) -> None:
    killed = data_folder / "alo183.key.4711-139624473760576.new"
    files_kept = [data_folder / name for name in ("alo183.key", "alo183.db.new", "notlar.new")]
    for path in (killed, *files_kept):
        path.write_bytes(b"slots")
    written = dt.datetime.fromtimestamp(killed.stat().st_mtime, dt.UTC)
    clear_asides(data_folder, now=written + dt.timedelta(minutes=59))
    assert killed.exists()
    clear_asides(data_folder, now=written + dt.timedelta(minutes=61))
    assert set(data_folder.iterdir()) == set(files_kept)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *((number, "access.disk_full") for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)),
        (errno.EACCES, "access.not_writable"),
    ],
)
def test_that_a_write_that_fails_leaves_the_old_file(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    path = data_folder / "alo183.key"
    write_atomically(path, b"old")

    def refuse(_descriptor: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(KnownError) as caught:
        write_atomically(path, b"new")
    assert caught.value.code == code
    assert path.read_bytes() == b"old"
    assert list(data_folder.iterdir()) == [path]


def test_that_a_folder_that_is_not_there_is_reported(data_folder: Path) -> None:
    with pytest.raises(KnownError) as caught:
        write_atomically(data_folder / "yok" / "alo183.key", b"")
    assert caught.value.code == "access.not_writable"


def test_that_a_file_is_held_by_one_at_a_time(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = data_folder / "alo183.turn"
    monkeypatch.setattr(files, "_PATIENCE_S", 0.0)
    with held_alone(path), pytest.raises(KnownError) as caught, held_alone(path):
        pytest.fail("two held it")
    assert caught.value.code == "access.busy"
    with held_alone(path):
        assert path.stat().st_size == 0
