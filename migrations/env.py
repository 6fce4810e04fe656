"""Run the revisions on the connection that the program hands over.

Not here: opening a database; only the program knows the key (alo183_desktop/db/migrate.py).
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, Engine

import alo183_desktop.access.model
import alo183_desktop.changes.model
import alo183_desktop.db.audit
import alo183_desktop.directorate.model
import alo183_desktop.imports.model
import alo183_desktop.letters.model
import alo183_desktop.officers.model  # noqa: F401 - each adds its tables to the metadata
from alo183_desktop.db.base import Base


def run(connection: Connection) -> None:
    """Run what the command asked for within the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
        compare_type=True,
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
