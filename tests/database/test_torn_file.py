"""A data file that lost its power while its log was brought into it."""

import shutil
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.db.engine import find_damage, sqlcipher_engine
from alo183_desktop.shared.errors import KnownError

KEY: Final = bytes(range(32))
PAGE: Final = 4096


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """Return a file after a power cut: all of its pages stand in the log, too."""
    whole, left = tmp_path / "whole.db", tmp_path / "left.db"
    engine = sqlcipher_engine(whole, key=KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
        connection.exec_driver_sql("INSERT INTO words VALUES ('Iğdır')")
    engine.dispose()  # brings the log into the file
    engine = sqlcipher_engine(whole, key=KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE words SET word = 'Ağrı'")
        connection.exec_driver_sql("CREATE TABLE others (word TEXT)")
    for end in ("", "-wal"):
        shutil.copyfile(f"{whole}{end}", f"{left}{end}")
    engine.dispose()
    return left


def tear(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 1024)
        file.write(b"\0" * 512)


@pytest.mark.parametrize("page", [1, 2])
def test_that_a_page_that_the_log_has_whole_is_no_damage(logged: Path, page: int) -> None:
    tear(logged, page)
    engine = sqlcipher_engine(logged, key=KEY)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT word FROM words").scalars().all() == ["Ağrı"]
    assert find_damage(engine) == ()
    engine.dispose()


@pytest.mark.parametrize("page", [1, 2])
def test_that_a_torn_page_that_no_log_has_is_damage(logged: Path, page: int) -> None:
    engine = sqlcipher_engine(logged, key=KEY)
    engine.connect().close()
    engine.dispose()
    assert not logged.with_name("left.db-wal").exists()
    tear(logged, page)
    engine = sqlcipher_engine(logged, key=KEY)
    with pytest.raises(KnownError, match=r"db\.damaged"):
        find_damage(engine)
    engine.dispose()
