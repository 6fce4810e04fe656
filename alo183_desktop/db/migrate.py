"""Bring a database to the revision of this program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from alo183_desktop.db.error_mapping import driver_errors_mapped
from alo183_desktop.shared import paths
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Engine

HEAD: Final = max(
    script.name.partition("_")[0] for script in (paths.migrations() / "versions").glob("0*.py")
)
"""The newest revision: each script's name begins with its own. Asking Alembic costs 300 ms."""


def current_revision(engine: Engine) -> str | None:
    """Return the revision of a database; None when it is empty.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    with driver_errors_mapped(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def needs_upgrade(engine: Engine) -> bool:
    """Return whether the database is older than the program.

    Raises:
        KnownError: `db.newer`: it was made by a newer program.
    """
    revision = current_revision(engine)
    if revision == HEAD:
        return False
    if revision is not None and revision > HEAD:
        raise KnownError("db.newer")
    return True


def upgrade(engine: Engine) -> None:
    """Run the missing migrations in one transaction.

    Raises:
        KnownError: As `error_mapping.driver_errors_mapped`.
    """
    with driver_errors_mapped(), engine.begin() as connection:
        upgrade_on(connection)


def upgrade_on(connection: Connection) -> None:
    """Run the missing migrations in the transaction of a connection."""
    from alembic import command  # 300 ms, and only after an update

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    """Return the configuration by which Alembic finds the revisions."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    return config
