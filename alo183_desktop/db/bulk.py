"""Query many rows, insert many at once, or insert a row unless its key exists."""

from __future__ import annotations

import sys
from array import array
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import BigInteger, Integer, cast, func, insert, literal, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import FromClause, Insert, Select, Table
    from sqlalchemy.orm import Session

    from alo183_desktop.db.base import Base

PartT = TypeVar("PartT")
FIRST_VERSION: Final = 1
"""Where the mapper begins to count."""
_MANY: Final = 500
"""Values in one statement: SQLite allows 32,766, PostgreSQL plans long lists slowly."""


def parts_of(ids: Iterable[PartT]) -> Iterator[list[PartT]]:
    """Yield ids or keys in parts that fit into one statement."""
    whole = list(ids)
    for start in range(0, len(whole), _MANY):
        yield whole[start : start + _MANY]


def keys_statement(ordered: Select[Any], dialect: str) -> Select[Any]:
    """Return the statement that gives the keys of another one as one text.

    The database joins them to hexadecimal digits: a million of them arrive in a tenth of the time
    of rows, and `keys_in` converts them in one step that blocks no window.

    Args:
        ordered: Selects one whole number a row, in the order wanted.
        dialect: Of the database.
    """
    # Sixteen hexadecimal digits each: exactly eight bytes.
    found = ordered.subquery()
    (key,) = found.c
    if dialect == "postgresql":
        return select(func.string_agg(func.lpad(func.to_hex(cast(key, BigInteger)), 16, "0"), ""))
    return select(func.group_concat(func.printf("%016x", key), ""))


def keys_in(joined: str | None) -> array[int]:
    """Return the keys in the answer to a `keys_statement`, eight bytes each."""
    keys = array("q", bytes.fromhex(joined or ""))
    if sys.byteorder == "little":
        keys.byteswap()
    return keys


def read_keys(session: Session, ordered: Select[Any]) -> array[int]:
    """Return the keys that a statement selects, one whole number a row, in its order."""
    statement = keys_statement(ordered, session.get_bind().dialect.name)
    return keys_in(session.scalar(statement))


def reserve_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return `count` ids that no row of `table` has or will get, in ascending order.

    They are those that the database would have assigned: from the table's sequence on PostgreSQL;
    on SQLite the numbers after the largest one, which nobody else can take, because transactions
    there begin IMMEDIATE (engine.py).
    """
    key: Any = table.c["id"]
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        places = func.generate_series(1, literal(count)).table_valued("place")
        numbers = select(cast(func.nextval(sequence), Integer)).select_from(places)
        return sorted(session.scalars(numbers))
    last = session.connection().execute(_last(key)).scalar_one()
    return range(last + 1, last + 1 + count)


@cache
def _last(key: Any) -> Any:
    return select(func.coalesce(func.max(key), 0))


def insert_all(
    session: Session,
    entity: type[Base],
    records: Sequence[dict[str, Any]],
    *,
    is_numbered: bool = False,
) -> Sequence[int]:
    """Store many rows by one statement, which costs a fifth of as many entities.

    Returns:
        Their ids when they are to be numbered here, otherwise nothing.
    """
    if not records:
        return ()
    table: Any = entity.__table__
    numbers: Sequence[int] = ()
    if is_numbered:
        numbers = reserve_ids(session, table, len(records))
        records = [
            {"id": number, **record} for number, record in zip(numbers, records, strict=True)
        ]
    session.connection().execute(_insert_into(table), records)
    return numbers


@cache
def _insert_into(table: Table) -> Insert:
    # Cached: building it takes longer than storing one row by it.
    return insert(table)


def insert_if_absent(
    session: Session, table: FromClause, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows whose keys are not taken, even if another desk inserts them right now.

    Args:
        session: Of the unit of work.
        table: Has a key or a unique index that identifies a row.
        rows: Values by the name of the column; none may rely on a default of the entity.
    """
    if not rows:
        return
    session.execute(_insert_of(session)(table).on_conflict_do_nothing(), list(rows))


def _insert_of(session: Session) -> Any:
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # with all of its drivers, 20 ms

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert
