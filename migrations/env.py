"""Run the revisions on the connection that the program hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, Engine

from alo183_desktop.bootstrap.capabilities import load_tables
from alo183_desktop.db.base import Base

load_tables()
_UNMODELLED = "fts_"
"""Begins the names of what each backend has for full-text search; its revision makes it by hand."""


def _is_modelled(name: str | None, _kind: object, _parents: object) -> bool:
    """Return whether a name of the database is compared with the models."""
    return name is None or not name.startswith(_UNMODELLED)


def run(connection: Connection) -> None:
    """Run what the command asked for within the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
        compare_type=True,
        include_name=_is_modelled,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if isinstance(handed, Engine):
    with handed.begin() as opened:
        run(opened)
elif isinstance(handed, Connection):
    run(handed)
else:
    raise TypeError("revisions run only on a connection of the program")
