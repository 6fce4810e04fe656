"""The columns that rows are made of, named by the rows themselves."""

from __future__ import annotations

from typing import Any

from alo183_desktop.shared.values import names_of


def columns_of(kind: Any, columns: Any, /, **others: Any) -> tuple[Any, ...]:
    """Return what is selected for rows of a kind, in the order of its fields: `Row(*record)`.

    What follows the first field that no column is for takes its default.

    Args:
        kind: A dataclass or a named tuple.
        columns: Of the table that has most of them by the names of the fields (`__table__.c`).
        **others: Those that are called otherwise there, or stand in other tables.
    """
    found = []
    for name in names_of(kind):
        column = others.get(name, columns.get(name))
        if column is None:
            break
        found.append(column.label(name))
    return tuple(found)
