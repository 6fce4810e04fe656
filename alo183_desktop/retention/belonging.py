"""Which rows go with which records, and which hold them: read from the foreign keys."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from alo183_desktop.db.base import whole_metadata
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.retention.retained import RETAINED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, ForeignKey, Table


@cache
def references_that_go(table: Table) -> tuple[ForeignKey, ...]:
    """Return the references of the rows that go with those of a table, before them."""
    kind = owner_of(table)
    let_go = set() if kind is None else _let_go(kind)
    return tuple(
        key
        for key in _references_to(table)
        if _goes_with(key, kind) and key.parent not in let_go and key.ondelete != "SET NULL"
    )


@cache
def columns_that_hold(kind: RecordKind) -> tuple[Column[Any], ...]:
    """Return the columns of rows that stay after a destruction and refer to records of a kind."""
    key_of_kind = RETAINED[kind].key
    let_go = _let_go(kind)
    return tuple(
        key.parent
        for key in (() if key_of_kind is None else _references_to(key_of_kind.table))
        if not _goes_with(key, kind)
        and not refers_to_itself(key)
        and key.parent not in let_go
        and key.ondelete == "RESTRICT"
    )


@cache
def owner_of(table: Table) -> RecordKind | None:
    """Return the kind with whose records the rows of a table go; None: with none.

    It is the first one, in the order of a destruction, to which each row must refer, also through
    rows of other tables.
    """
    for kind, one in RETAINED.items():
        if one.key is not None and one.key.table is table:
            return kind
    if _is_of_kind(table):
        return None
    kinds = list(RecordKind)
    found = {
        owner_of(key.column.table)
        for key in table.foreign_keys
        if not key.parent.nullable and not refers_to_itself(key)
    }
    return min((kind for kind in found if kind is not None), key=kinds.index, default=None)


def refers_to_itself(key: ForeignKey) -> bool:
    """Return whether a row refers to another one of its table."""
    return key.column.table is key.parent.table


def _is_of_kind(table: Table) -> bool:
    return any(one.entity.__table__ is table for one in RETAINED.values())


def _goes_with(key: ForeignKey, kind: RecordKind | None) -> bool:
    table = key.parent.table
    return kind is not None and not _is_of_kind(table) and owner_of(table) is kind


def _let_go(kind: RecordKind) -> set[Column[Any]]:
    return {column.property.columns[0] for column in RETAINED[kind].lets_go}


def _references_to(table: Table) -> Iterator[ForeignKey]:
    for other in whole_metadata().tables.values():
        for key in other.foreign_keys:
            if key.column.table is table:
                yield key
