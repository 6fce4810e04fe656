"""Each connection to the encrypted file keeps what was committed, whatever happens next."""

import secrets
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop.db.engine import sqlcipher_engine

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
