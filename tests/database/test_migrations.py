"""The migrations are the only way a table comes to be, on both backends."""

import re

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, inspect

from alo183_desktop.db import migrate
from alo183_desktop.db.base import Base
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database

pytestmark = pytest.mark.both_backends


def test_that_the_models_have_not_drifted_from_the_migrations(engine: Engine) -> None:
    config = migrate.alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_that_every_table_of_the_models_comes_from_a_migration(engine: Engine) -> None:
    found = {
        # What SQLite keeps of a full-text search has no model (migrations/env.py).
        name
        for name in inspect(engine).get_table_names()
        if not name.startswith("fts_")
    }
    assert found == {*Base.metadata.tables, "alembic_version"}


def test_that_every_named_constraint_of_the_models_is_in_the_database(engine: Engine) -> None:
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        expected = {
            str(constraint.name)
            for constraint in table.constraints
            if type(constraint).__name__ == "CheckConstraint"
        }
        names = {str(check["name"]) for check in found.get_check_constraints(table.name)}
        assert expected <= names, table.name


def test_that_the_revision_in_the_code_is_the_newest_of_the_folder() -> None:
    heads = ScriptDirectory.from_config(migrate.alembic_config()).get_heads()
    assert heads == [migrate.HEAD]


def test_that_an_empty_database_asks_for_an_upgrade(empty_engine: Engine) -> None:
    assert migrate.needs_upgrade(empty_engine)


def test_that_a_database_of_a_newer_program_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(KnownError) as caught:
        migrate.needs_upgrade(engine)
    assert caught.value.code == "db.newer"


def test_that_an_act_and_its_entry_in_the_trail_come_together(database: Database) -> None:
    with database.open_work() as work:
        work.record("officer.changed", "officer", 7, fields=["title"])
    assert [head.sequence for head in database.heads] == [1]


@pytest.mark.parametrize("backend", ["sqlcipher"], indirect=True)  # PostgreSQL words checks anew
def test_that_each_check_of_the_database_says_what_the_models_say(engine: Engine) -> None:
    """Alembic compares no checks: a new kind in the code alone would be refused by the file."""
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        expected = {
            str(check.name): words_of(
                str(check.sqltext.compile(engine, compile_kwargs={"literal_binds": True}))
            )
            for check in table.constraints
            if isinstance(check, CheckConstraint)
        }
        kept = {
            str(check["name"]): words_of(check["sqltext"])
            for check in found.get_check_constraints(table.name)
        }
        assert kept == expected, table.name


def words_of(sql: str) -> list[str]:
    """Return the tokens of a condition, without names of tables, its list in any order."""
    plain = re.sub(r"\b\w+\.(?=\w)", "", sql.replace('"', ""))
    words = re.findall(r"'[^']*'|\w+|[^\s\w]", plain)
    return sorted(words) if " IN " in plain else words
