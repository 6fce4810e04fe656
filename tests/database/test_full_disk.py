"""A disk without room is reported as full, whatever SQLite makes of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine

from alo183_desktop.db import engine as engines
from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.shared.errors import KnownError

if sys.platform == "win32":
    pytest.skip("no limits of this kind on Windows", allow_module_level=True)

import resource

KEY: Final = bytes(range(32))


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
