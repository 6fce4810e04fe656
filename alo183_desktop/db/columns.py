"""Select the columns of row types by the names of their fields, and search words in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_

from alo183_desktop.shared.values import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select


def columns_of(kind: Any, columns: Any, /, **others: Any) -> tuple[Any, ...]:
    """Return the columns to select for a row type, in the order of its fields: `Row(*record)`.

    Fields after the first one without a column take their defaults.

    Args:
        kind: A dataclass or a named tuple.
        columns: Of the table with most of them, by the names of the fields (`__table__.c`).
        **others: Those with other names there, or from other tables.
    """
    found = []
    for name in names_of(kind):
        column = others.get(name, columns.get(name))
        if column is None:
            break
        found.append(column.label(name))
    return tuple(found)


def with_words(query: Select[Any], words: Iterable[str], *columns: Any) -> Select[Any]:
    """Return a query of the rows that contain each word in one of some columns."""
    for word in words:
        query = query.where(or_(*(one.contains(word, autoescape=True) for one in columns)))
    return query
