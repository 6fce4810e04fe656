"""Store a hundred thousand call records as fast as the database takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.phones.call_marks import hand_on, list_marked, meet
from alo183_desktop.phones.model import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.phones.call_marks import Marked
    from alo183_desktop.phones.usage_rows import Calls, LineUsage

_COLUMNS: Final = "usage_id, at, kind, number, seconds, bytes"
_WIDTH: Final = 6
_NUMBER: Final = 3
"""Place of the number among them."""
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
    replaced_ids: Collection[int] = (),
    rows_done: Callable[[int], object],
) -> None:
    """Store the calls of some lines.

    Args:
        session: Of either backend.
        calls: Of the whole file.
        usage_ids: One for each of `lines`.
        lines: Those that are stored; each names its part of `calls`.
        replaced_ids: Usages whose places they take: where a call of one was reviewed, its mark and
            its review go to the same call here.
        rows_done: Told how many rows are stored so far.
    """
    parts = [
        (usage_id, slice(line.start, line.stop))
        for usage_id, line in zip(usage_ids, lines, strict=True)
        if line.has_calls
    ]
    met = _reviewed(session, calls, usage_ids, lines, replaced_ids)
    flat = _flat(calls, parts)
    _put_marks(flat, parts, met)
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
    hand_on(session, calls, dict(zip(usage_ids, lines, strict=True)), met)


def _reviewed(
    session: Session,
    calls: Calls,
    usage_ids: Sequence[int],
    lines: Sequence[LineUsage],
    replaced_ids: Collection[int],
) -> Mapping[int, Marked]:
    """Return the reviewed calls of what is replaced, by the place of the same call in the file."""
    marked = list_marked(session, replaced_ids)
    if not marked:
        return {}
    ids = {*usage_ids, *(one.usage_id for one in marked)}
    owners = dict(session.execute(select(Usage.id, Usage.line_id).where(Usage.id.in_(ids))).all())
    met: dict[int, Marked] = {}
    for usage_id, line in zip(usage_ids, lines, strict=True):
        of_line = [one for one in marked if owners[one.usage_id] == owners[usage_id]]
        met.update(meet(session, calls, slice(line.start, line.stop), of_line))
    return met


def _put_marks(
    flat: list[Any], parts: Sequence[tuple[int, slice]], met: Mapping[int, Marked]
) -> None:
    if not met:
        return
    stored = (place for _, part in parts for place in range(part.start, part.stop))
    for row, place in enumerate(stored):
        if place in met:
            flat[row * _WIDTH + _NUMBER] = met[place].number


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
