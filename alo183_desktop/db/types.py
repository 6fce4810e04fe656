"""Column types that both backends share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, TypeDecorator, text

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: UTC in the database, aware in Python.

    Raises:
        ValueError: A naive datetime is stored (SQLAlchemy wraps it in StatementError).
    """

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def only_where(condition: str) -> dict[str, Any]:
    """Return what makes an index hold only the rows that meet a condition, such as `x IS NULL`.

    SQLite alone is named: for an option of PostgreSQL SQLAlchemy loads that dialect with all of its
    drivers, at each start. The migrations, which alone make indexes, name both.
    """
    return {"sqlite_where": text(condition)}
