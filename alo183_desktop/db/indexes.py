"""Options of indexes in models."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text


def only_where(condition: str) -> dict[str, Any]:
    """Return what makes an index hold only the rows that meet a condition, such as `x IS NULL`.

    SQLite alone is named: for an option of PostgreSQL SQLAlchemy loads that dialect with all of its
    drivers, at each start. The migrations, which alone make indexes, name both.
    """
    return {"sqlite_where": text(condition)}
