"""Store a hundred thousand call records as fast as the database takes them.

Not here: usages and their days (usage_import.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.phones.usage_rows import Calls, LineUsage

_COLUMNS: Final = "usage_id, at, kind, number, seconds, bytes"
_WIDTH: Final = 6
_AT_ONCE: Final = 50
"""Rows of one statement: with so many SQLite stores a row in half the time of one by one."""
_STEP: Final = 10_000
"""Rows between two words of progress."""


def insert_calls(
    session: Session,
    calls: Calls,
    usage_ids: Sequence[int],
    lines: Sequence[LineUsage],
    *,
    rows_done: Callable[[int], object],
) -> None:
    """Store the calls of some lines.

    Args:
        session: Of either backend.
        calls: Of the whole file.
        usage_ids: One for each of `lines`.
        lines: Those that are stored; each names its part of `calls`.
        rows_done: Told how many rows are stored so far.
    """
    parts = [
        (usage_id, slice(line.start, line.stop))
        for usage_id, line in zip(usage_ids, lines, strict=True)
        if line.has_calls
    ]
    flat = _flat(calls, parts)
    count = len(flat) // _WIDTH
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    connection = session.connection()
    step = _STEP * _WIDTH
    for start in range(0, len(flat), step):
        # The driver itself: going through Core costs more than the storing.
        block = flat[start : start + step]
        whole = len(block) - len(block) % (_AT_ONCE * _WIDTH)
        for begin, end, rows in ((0, whole, _AT_ONCE), (whole, len(block), 1)):
            many = [
                tuple(block[place : place + rows * _WIDTH])
                for place in range(begin, end, rows * _WIDTH)
            ]
            if many:
                connection.exec_driver_sql(_statement(rows, mark), many)
        rows_done(min((start + step) // _WIDTH, count))


def _flat(calls: Calls, parts: Sequence[tuple[int, slice]]) -> list[Any]:
    """Return all values row after row in one list, which is sliced faster than rows are made."""
    size = sum(part.stop - part.start for _, part in parts)
    flat: list[Any] = [None] * (size * _WIDTH)
    owners: list[int] = []
    for usage_id, part in parts:
        owners += [usage_id] * (part.stop - part.start)
    flat[0::_WIDTH] = owners
    columns = (calls.at, calls.kinds, calls.numbers, calls.seconds, calls.bytes)
    for place, column in enumerate(columns, start=1):
        picked: list[Any] = []
        for _, part in parts:
            picked += column[part]
        flat[place::_WIDTH] = picked
    return flat


def _statement(rows: int, mark: str) -> str:
    one = f"({', '.join([mark] * _WIDTH)})"
    return f"INSERT INTO call_records ({_COLUMNS}) VALUES {', '.join([one] * rows)}"  # noqa: S608
