"""How much fits into a column of text: PostgreSQL refuses more, SQLite would keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alo183_desktop.db.base import Base


def too_long(entity: type[Base], values: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Yield the name and the length of each column whose text is longer than the column.

    Args:
        entity: Whose columns are meant.
        values: By the name of the column; what is no text fits.
    """
    columns = entity.__table__.columns
    for name, value in values.items():
        kind = columns[name].type
        if not isinstance(value, str) or not isinstance(kind, String) or kind.length is None:
            continue
        if len(value) > kind.length:
            yield name, kind.length
