"""Make the statements of a file ready while the key that opens it is still being typed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, Enum

from alo183_desktop.db.base import Base
from alo183_desktop.db.engine import connect, engine_of
from alo183_desktop.db.types import UtcDateTime

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Column, Engine

_SAMPLES: Final[dict[type, int | str]] = {
    int: 1,
    bool: 0,
    dt.date: "2000-01-01",
    dt.datetime: "2000-01-01 00:00:00.000000",
}


class Rehearsal:
    """An engine whose connections lead into empty memory until there is a key.

    SQLAlchemy puts the words of a statement together when an engine meets it first, which takes
    longer than SQLite then needs to answer. Who has asked the same questions here before has the
    words ready. The tables here are names of columns only, with one row that says nothing, so that
    a question goes all its way; nothing of them outlives `open_file`.

    Attributes:
        engine: For the questions; the same one later reaches the file.
    """

    def __init__(self, path: Path) -> None:
        """Prepare for a file, which is not touched."""
        self._path = path
        self._key: bytes | None = None
        self.engine = engine_of(self._connect, path)
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num)")
            for table in Base.metadata.tables.values():
                names = ", ".join(f'"{column.name}"' for column in table.columns)
                row = tuple(_sample(column) for column in table.columns)
                places = ", ".join("?" for _ in row)
                connection.exec_driver_sql(f'CREATE TABLE "{table.name}" ({names})')
                # The name is one of ours.
                filled = f'INSERT INTO "{table.name}" VALUES ({places})'  # noqa: S608
                connection.exec_driver_sql(filled, row)

    def open_file(self, key: bytes) -> Engine:
        """Return the engine, which from now on reaches the file; as `engine.sqlcipher_engine`."""
        self._key = key
        self.engine.dispose()
        return self.engine

    def _connect(self) -> Any:
        if self._key is not None:
            return connect(self._path, key=self._key)
        from sqlcipher3 import dbapi2

        return dbapi2.connect(":memory:", check_same_thread=False, isolation_level=None)


def _sample(column: Column[Any]) -> int | str | None:
    """Return what a column of the one row holds, as SQLite keeps it."""
    kind = column.type.impl_instance if isinstance(column.type, UtcDateTime) else column.type
    if column.nullable:
        return None
    if isinstance(kind, Enum):
        return str(kind.enums[0])
    if isinstance(kind, JSON):
        return "[]"
    return _SAMPLES.get(kind.python_type, "")
