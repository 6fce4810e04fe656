"""Data of a program that knew no phones is brought forward, and all of it is kept."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, Table, inspect, select, text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.db import audit, migrate
from alo183_desktop.db.work import Actor, open_work
from alo183_desktop.phones import custody, queries
from alo183_desktop.phones import service as phones
from tests.database.conftest import AUDIT_KEY
from tests.database.desks import furnish
from tests.database.phones import handset_values, line_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from alo183_desktop.db.work import Work
    from tests.clocks import FixedClock


@contextmanager
def working(engine: Engine, clock: FixedClock) -> Iterator[Work]:
    actor = Actor(user_id=None, login="selin", name="Selin AKTAŞ", role="administrator")
    with open_work(engine, clock=clock, actor=actor, audit_key=AUDIT_KEY) as work:
        yield work


def contents(engine: Engine, names: set[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of tables as they stand in the database, whatever the program knows."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name in names:
        with engine.connect() as connection:
            table = Table(name, MetaData(), autoload_with=connection)
            found[name] = sorted(
                (tuple(row) for row in connection.execute(select(table))), key=repr
            )
    return found


def test_that_old_data_is_kept_and_phones_come_to_it(
    empty_engine: Engine, clock: FixedClock
) -> None:
    migrate.upgrade(empty_engine, revision="0001")
    with working(empty_engine, clock) as work:
        people = furnish(work)
    old = set(inspect(empty_engine).get_table_names()) - {"alembic_version"}
    before = contents(empty_engine, old)
    assert migrate.needs_upgrade(empty_engine)

    migrate.upgrade(empty_engine)

    assert not migrate.needs_upgrade(empty_engine)
    assert contents(empty_engine, old) == before
    with working(empty_engine, clock) as work:
        verdict = audit.verify(work.session, key=AUDIT_KEY, outside=audit.read_head(work.session))
        assert verdict.is_whole
        assert verdict.entries > 0
        line = phones.add_line(work, line_values())
        handset = phones.add_handset(work, handset_values())
        custody.issue(work, officer_id=people.ilknur, line_id=line, handset_id=handset, at=work.now)
        assert len(queries.held_by(work.session, people.ilknur, at=work.now)) == 2


def test_that_the_old_guards_still_stand(empty_engine: Engine, clock: FixedClock) -> None:
    migrate.upgrade(empty_engine, revision="0001")
    with working(empty_engine, clock) as work:
        furnish(work)
    migrate.upgrade(empty_engine)
    with pytest.raises(DBAPIError, match="append-only"), empty_engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entries"))
