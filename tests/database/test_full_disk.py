"""A disk without room is reported as full, whatever SQLite makes of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine

from alo183_desktop.cli.context import PASSWORD_VARIABLE
from alo183_desktop.cli.setup import example_text
from alo183_desktop.db import engine as engines
from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.unit.bootstrap.people import PASSWORD

if sys.platform == "win32":
    pytest.skip("no limits of this kind on Windows", allow_module_level=True)

import resource

KEY: Final = bytes(range(32))
_SET_UP: Final = """
mount -t tmpfs -o size=16m,nr_inodes=100 alo183 "$0" && mkdir "$0/veri" || exit 1
eval "$1" && shift && exec "$@"
"""
"""Its folder, what happens to the disk, then the words of a command."""


def mounting() -> list[str]:
    """Return the words by which a command sees disks of its own, or skip the test."""
    for rights in ((), ("--map-root-user",)):
        words = ["unshare", "--mount", *rights]
        if shutil.which("unshare") and not subprocess.run([*words, "true"], check=False).returncode:
            return words
    pytest.skip("no disk can be mounted here")


@pytest.mark.parametrize("folder", ["veri", "veri/yeni"])
@pytest.mark.parametrize(
    ("happens", "code"),
    [
        ('mount -o remount,ro "$0"', "access.not_writable"),
        ('dd if=/dev/zero of="$0/full" 2>/dev/null; true', "access.disk_full"),
        ('for i in $(seq 100); do touch "$0/$i"; done 2>/dev/null; true', "access.disk_full"),
    ],
    ids=["read-only", "full", "no-inode"],
)
def test_that_a_directorate_set_up_on_a_disk_that_takes_nothing_is_refused_in_plain_words(
    tmp_path: Path, folder: str, happens: str, code: str
) -> None:
    disk, answers = tmp_path / "disk", tmp_path / "kurulum.toml"
    disk.mkdir()
    answers.write_text(example_text(), encoding="utf-8")
    words = [sys.executable, "-m", "alo183_desktop", "--data", str(disk / folder), "setup"]
    words += ["--answers", str(answers), "--sheet", str(tmp_path / "kâğıt.pdf")]
    done = subprocess.run(
        [*mounting(), "sh", "-c", _SET_UP, str(disk), happens, *words],
        env={**os.environ, PASSWORD_VARIABLE: PASSWORD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert message_of(KnownError(code)).what in done.stderr


@contextmanager
def no_file_grows() -> Iterator[None]:
    """Let the system refuse each write that makes a file longer than a page."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = engines.sqlcipher_engine(tmp_path / "alo183.db", key=KEY)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
    yield made
    made.dispose()


def write(engine: Engine) -> str:
    with (
        pytest.raises(KnownError) as caught,
        driver_errors_mapped(),
        no_file_grows(),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO words VALUES ('Iğdır')")
    return caught.value.code


@pytest.mark.parametrize(("free", "code"), [(0, "db.full"), (1_000_000_000, "db.disk_failed")])
def test_that_a_write_that_fails_is_reported_by_the_room_that_is_left(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, free: int, code: str
) -> None:
    monkeypatch.setattr(engines, "room_left", lambda _path: free)
    assert write(engine) == code
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO words VALUES ('Iğdır')")
        assert connection.exec_driver_sql("SELECT count(*) FROM words").scalar() == 1


@pytest.mark.parametrize(("free", "code"), [(0, "db.full"), (1_000_000_000, "db.disk_failed")])
def test_that_a_copy_that_fails_is_reported_by_the_room_that_is_left(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, code: str
) -> None:
    monkeypatch.setattr(engines, "room_left", lambda _path: free)
    with pytest.raises(KnownError) as caught, no_file_grows():
        engines.copy_database(engine, tmp_path / "copy.db", key=KEY)
    assert caught.value.code == code
