"""Each connection to the encrypted file keeps what was committed, whatever happens next."""

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.shared.errors import KnownError

KEPT = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "secure_delete": 1,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "temp_store": 2,  # in memory
}


def test_that_each_connection_flushes_each_commit_and_overwrites_what_it_frees(
    tmp_path: Path,
) -> None:
    engine = sqlcipher_engine(tmp_path / "alo183.db", key=secrets.token_bytes(32))
    with ExitStack() as open_ones:
        for _turn in range(4):  # several at once, so that none is the one before
            connection: Any = open_ones.enter_context(closing(engine.raw_connection()))
            driver = connection.driver_connection
            found = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in KEPT}
            assert found == KEPT
    engine.dispose()


def test_that_a_file_that_keeps_no_log_is_not_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a file system without shared memory, where SQLite stays in another mode."""
    from sqlcipher3 import dbapi2

    class WithoutLog(dbapi2.Connection):  # type: ignore[misc]
        """SQLite that says `delete` when it is asked for a log."""

        def cursor(self, *arguments: Any) -> Any:
            real = super().cursor(*arguments)

            class Cursor:
                def execute(self, statement: str) -> Any:
                    return real.execute(statement.replace("= WAL", "= DELETE"))

                def executescript(self, script: str) -> Any:
                    return real.executescript(script)

                def close(self) -> None:
                    real.close()

            return Cursor()

    connect = dbapi2.connect
    monkeypatch.setattr(
        dbapi2, "connect", lambda *a, **words: connect(*a, factory=WithoutLog, **words)
    )
    engine = sqlcipher_engine(tmp_path / "alo183.db", key=secrets.token_bytes(32))
    with pytest.raises(RuntimeError, match="mode delete"):
        engine.connect()


def _replaced(path: Path) -> None:
    path.replace(path.with_name("old.db"))
    shutil.copyfile(path.with_name("old.db"), path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file in its place")
@pytest.mark.parametrize(
    "hurt",
    [Path.unlink, _replaced, lambda path: path.parent.replace(path.parent.with_name("moved"))],
    ids=["deleted", "replaced", "folder moved"],
)
def test_that_nothing_is_saved_into_a_file_that_nobody_finds_again(
    tmp_path: Path, hurt: Callable[[Path], object]
) -> None:
    folder = tmp_path / "veri"
    folder.mkdir()
    path = folder / "alo183.db"
    engine = sqlcipher_engine(path, key=secrets.token_bytes(32))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
    hurt(path)
    was_there = path.exists()
    for _turn in range(2):
        with pytest.raises(KnownError, match=r"db\.moved"), engine.begin():
            pass
    with closing(engine.raw_connection()), pytest.raises(KnownError, match=r"db\.moved"):
        engine.raw_connection()  # a second one, which SQLite would create a file for
    assert path.exists() == was_there
    engine.dispose()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file in its place")
def test_that_work_goes_on_when_the_file_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "alo183.db"
    engine = sqlcipher_engine(path, key=secrets.token_bytes(32))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
    aside = path.replace(tmp_path / "aside.db")
    with pytest.raises(KnownError, match=r"db\.moved"), engine.begin():
        pass
    aside.replace(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO words VALUES ('Iğdır')")
    engine.dispose()
