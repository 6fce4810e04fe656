"""Many keys in statements, many new rows at once, or one unless its key is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Integer, cast, func, literal, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import FromClause, Table
    from sqlalchemy.orm import Session


_BATCH: Final = 500
KeyT = TypeVar("KeyT")


def in_batches(keys: Iterable[KeyT]) -> Iterator[Sequence[KeyT]]:
    """Yield keys in parts small enough for one statement to name each key."""
    whole = list(keys)
    for start in range(0, len(whole), _BATCH):
        yield whole[start : start + _BATCH]


def reserve_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return `count` numbers that no row of `table` has or will get, in rising order.

    They are those that the database would have given itself: of the table's sequence on PostgreSQL;
    on SQLite the numbers after the largest one, which nobody else can take, because transactions
    there begin IMMEDIATE (engine.py).
    """
    key: Any = table.c["id"]
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        places = func.generate_series(1, literal(count)).table_valued("place")
        numbers = select(cast(func.nextval(sequence), Integer)).select_from(places)
        return sorted(session.scalars(numbers))
    last = session.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
    return range(last + 1, last + 1 + count)


def insert_if_absent(
    session: Session, table: FromClause, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Store the rows whose keys are not taken, also when another desk takes them just now.

    Args:
        session: Of the unit of work.
        table: Has a key or a unique index that tells one row from another.
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
