"""Rewrite a data file, so that nothing of what was deleted stands in its bytes.

Deleting alone is not enough. SQLite overwrites what it frees (`secure_delete`), but leaves copies
of rows in pages that it balanced; FTS5 only marks words as gone until its segments are merged;
PostgreSQL keeps dead rows until a vacuum.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from alo183_desktop.db.hindrances import hindrance, hindrances_told
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

_MERGE_WORDS: Final = "INSERT INTO fts_cases (fts_cases) VALUES ('optimize')"
"""Of SQLite's full-text search, which the migration alone makes."""
_HAS_WORDS: Final = "SELECT count(*) FROM sqlite_master WHERE name = 'fts_cases'"

_FILE_OF: Final = text("SELECT pg_relation_filenode(CAST(:table AS regclass))")


def erase_freed(engine: Engine, *, tables: Sequence[str]) -> None:
    """Rewrite what of the data may still hold deleted rows; takes seconds for a large file.

    Args:
        engine: Of either backend; nobody may write meanwhile.
        tables: Of which rows were deleted; SQLite rewrites all of its file.

    Raises:
        KnownError: `db.busy`: somebody reads or writes; `db.not_rewritten`: whoever is signed in to
            the server may not do that; or as `hindrances.hindrances_told`.
    """
    if engine.dialect.name == "postgresql":
        _rewrite_tables(engine, tables)
    else:
        _rewrite_file(engine)


def _rewrite_file(engine: Engine) -> None:
    from sqlcipher3 import dbapi2

    # A driver connection: neither a vacuum nor a checkpoint can be made within a transaction.
    with hindrances_told(), closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        try:
            if driver.execute(_HAS_WORDS).fetchone()[0]:
                driver.execute(_MERGE_WORDS)
            driver.execute("VACUUM")
            # Until the log is emptied, the old pages stand in the file and the new ones in it.
            is_busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except dbapi2.Error as error:  # the driver's own, which SQLAlchemy has not seen
            known = hindrance(str(error))
            if known is None:
                raise
            raise known from error
    if is_busy:
        raise KnownError("db.busy")


def _rewrite_tables(engine: Engine, tables: Sequence[str]) -> None:
    with (
        hindrances_told(),
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        for table in tables:
            before = connection.execute(_FILE_OF, {"table": table}).scalar_one()
            connection.exec_driver_sql(f"VACUUM FULL {table}")
            # To who may not, the server only gives a warning, and leaves the table as it is.
            if connection.execute(_FILE_OF, {"table": table}).scalar_one() == before:
                raise KnownError("db.not_rewritten")
