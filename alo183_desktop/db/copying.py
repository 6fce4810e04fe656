"""Copy every row of one database into another of the same revision, and compare the two.

Deleting alone is not enough. SQLite overwrites freed space (`secure_delete`), but leaves copies
of rows in pages that it balanced; FTS5 only marks words as deleted until its segments are merged;
PostgreSQL keeps dead rows until a vacuum.
"""

from __future__ import annotations

import hashlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    JSON,
    String,
    Text,
    bindparam,
    cast,
    false,
    func,
    insert,
    inspect,
    select,
    text,
    type_coerce,
)

from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Column, Connection, Engine, Table

_BATCH: Final = 500


def copy_rows(
    source: Connection,
    target: Connection,
    *,
    left_out: Collection[str],
    derived: Collection[str],
    copied_so_far: Callable[[int], object] = lambda _count: None,
) -> None:
    """Copy all rows within the transactions of both connections.

    Rows of the target's migrations are deleted first. Triggers of the target run: they
    refuse impossible rows, and maintain the index of words.

    Args:
        target: Of the same revision; it has only the rows of its migrations.
        left_out: Tables that are not copied.
        derived: Tables that triggers fill while others are copied; copied last, replacing that.
        copied_so_far: Called now and then with the number of rows so far.
    """
    tables = [table for table in whole_metadata().sorted_tables if table.name not in left_out]
    last = [table for table in tables if table.name in derived]
    first = [table for table in tables if table.name not in derived]
    count = 0
    with _foreign_keys_deferred(target):
        for table in reversed(tables):
            target.execute(table.delete())
        for table in first:
            count = _copy(source, target, table, count, copied_so_far)
        for table in last:
            target.execute(table.delete())
            count = _copy(source, target, table, count, copied_so_far)
    if target.dialect.name == "postgresql":
        for table in tables:
            _set_sequence(target, table)


def fingerprints(
    connection: Connection, *, left_out: Collection[str]
) -> dict[str, tuple[int, str]]:
    """Return, for each table, the number of its rows and a hash of their content.

    The same contents give the same hash on either backend.
    """
    return {
        table.name: _fingerprint(connection, table)
        for table in whole_metadata().sorted_tables
        if table.name not in left_out
    }


def _fingerprint(connection: Connection, table: Table) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for batch in _batches(connection, table):
        for row in batch:
            count += 1
            digest.update(repr(tuple(row)).encode())
    return count, digest.hexdigest()


def _copy(
    source: Connection,
    target: Connection,
    table: Table,
    count: int,
    copied_so_far: Callable[[int], object],
) -> int:
    is_server = target.dialect.name == "postgresql"
    statement = insert(table).values(
        {column.name: _place(column, is_server=is_server) for column in table.c}
    )
    names = [column.name for column in table.c]
    for batch in _batches(source, table):
        copied_so_far(count)
        target.execute(
            statement,
            [{f"v_{name}": value for name, value in zip(names, row, strict=True)} for row in batch],
        )
        count += len(batch)
    return count


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    query = (
        select(*(_shown(column) for column in table.c))
        .order_by(*table.primary_key.columns)
        .execution_options(yield_per=_BATCH)
    )
    with closing(connection.execute(query)) as found:
        yield from found.partitions()


def _shown(column: Column[Any]) -> Any:
    """Return a column as it is read: JSON as the stored text, with its blanks."""
    if not isinstance(column.type, JSON):
        return column
    return cast(column, Text).label(column.name)


def _place(column: Column[Any], *, is_server: bool) -> Any:
    """Return the parameter for a value: the text of JSON as it is, not encoded again."""
    if not isinstance(column.type, JSON):
        return bindparam(f"v_{column.name}", type_=column.type)
    text = bindparam(f"v_{column.name}", type_=String())
    return cast(text, JSON) if is_server else type_coerce(text, Text)


@contextmanager
def _foreign_keys_deferred(connection: Connection) -> Iterator[None]:
    """Allow rows in any order; all references are checked at the end."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        return
    names = [
        (table, key["name"])
        for table in inspect(connection).get_table_names()
        for key in inspect(connection).get_foreign_keys(table)
    ]
    for table, name in names:
        connection.exec_driver_sql(
            f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED'
        )
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name in names:
        connection.exec_driver_sql(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" NOT DEFERRABLE')


def _set_sequence(connection: Connection, table: Table) -> None:
    """Set the sequence so that the next row gets a new id."""
    key = table.autoincrement_column
    if key is None:
        return
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    if connection.scalar(select(sequence)) is None:
        return
    highest = select(func.coalesce(func.max(key), 0)).scalar_subquery()
    is_used = false()
    connection.execute(select(func.setval(sequence, highest + 1, is_used)))


_MERGE_WORDS: Final = "INSERT INTO fts_cases (fts_cases) VALUES ('optimize')"
"""For SQLite's full-text search, which the migration alone creates."""
_HAS_WORDS: Final = "SELECT count(*) FROM sqlite_master WHERE name = 'fts_cases'"

_FILE_OF: Final = text("SELECT pg_relation_filenode(CAST(:table AS regclass))")


def erase_freed(engine: Engine, *, tables: Sequence[str]) -> None:
    """Rewrite the storage that may still contain deleted rows; takes seconds for a large file.

    Args:
        engine: Of either backend; no concurrent writes.
        tables: The tables of the deleted rows; SQLite rewrites its whole file.

    Raises:
        KnownError: `db.busy`: the data is in use; `db.not_rewritten`: who is connected
            to the server may not do that; or as `error_mapping.driver_errors_mapped`.
    """
    if engine.dialect.name == "postgresql":
        _rewrite_tables(engine, tables)
    else:
        _rewrite_file(engine)


def _rewrite_file(engine: Engine) -> None:
    # A driver connection: neither a vacuum nor a checkpoint is possible within a transaction.
    with driver_errors_mapped(), closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        if driver.execute(_HAS_WORDS).fetchone()[0]:
            driver.execute(_MERGE_WORDS)
        driver.execute("VACUUM")
        # Until the log is emptied, the old pages are in the file and the new ones in it.
        is_busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise KnownError("db.busy")


def _rewrite_tables(engine: Engine, tables: Sequence[str]) -> None:
    with (
        driver_errors_mapped(),
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        for table in tables:
            before = connection.execute(_FILE_OF, {"table": table}).scalar_one()
            connection.exec_driver_sql(f"VACUUM FULL {table}")
            # Without the right the server only gives a warning, and leaves the table as it is.
            if connection.execute(_FILE_OF, {"table": table}).scalar_one() == before:
                raise KnownError("db.not_rewritten")
