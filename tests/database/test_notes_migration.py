"""Four more kinds get a period, and every row of retention stays as it was, guarded as before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.changes.model import ChangeDraft
from alo183_desktop.db import audit, migrate
from alo183_desktop.phones import service as phones
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import RecordKind
from tests.clocks import START
from tests.database.conftest import AUDIT_KEY
from tests.database.phones import line_values, stock
from tests.database.test_phones_migration import contents, working

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.clocks import FixedClock

BEFORE = "0009"
NEW = {
    *(RecordKind.LINE_NOTES, RecordKind.HANDSET_NOTES, RecordKind.STATE_REASONS),
    RecordKind.ACCOUNTS,
}


def go_back(engine: Engine, revision: str = BEFORE) -> None:
    config = migrate.alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@pytest.fixture
def old_engine(empty_engine: Engine, clock: FixedClock) -> Engine:
    """Return a database of the revision before, with a period, a review and a destruction."""
    migrate.upgrade(empty_engine)
    with working(empty_engine, clock) as work:
        here = stock(work)
        phones.change_line(work, here.line, line_values(note="Ayşe IŞIK aradı"), version=1)
        work.session.add_all(
            ChangeDraft(title=title, form={}, saved_at=START, saved_by="Selin AKTAŞ")
            for title in ("bir", "iki")
        )
    clock.advance(days=400)
    kind = RecordKind.DRAFTS
    with working(empty_engine, clock) as work:
        service.set_period(work, kind, starts_on=work.now.date(), months=3, basis="Yeni plan")
        first, second = [row.item_id for row in service.open_due(work, kind)]
        service.agree(work, kind, [first])
        service.destroy(work, kind, [first], reason="Süresi doldu")
        service.postpone(work, kind, [second], until=dt.date(2030, 1, 1), reason="Dava sürüyor")
    go_back(empty_engine)
    return empty_engine


def test_that_every_row_stays_and_four_kinds_get_their_periods(
    old_engine: Engine, clock: FixedClock
) -> None:
    names = set(inspect(old_engine).get_table_names()) - {"alembic_version"}
    names = {name for name in names if not name.startswith("fts_")}
    before = contents(old_engine, names)
    migrate.upgrade(old_engine)
    after = contents(old_engine, names)
    periods = [row for row in after["retention_periods"] if row not in before["retention_periods"]]
    assert {row[1] for row in periods} == {kind.value for kind in NEW}
    for row in periods:
        after["retention_periods"].remove(row)
    assert after == before
    clock.set(dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    with working(old_engine, clock) as work:
        due = {row.kind: row.due for row in service.look(work).kinds}
        assert due[RecordKind.LINE_NOTES] == 1  # written before anybody knew a period of it
        head = audit.read_head(work.session)
        assert audit.verify(work.session, key=AUDIT_KEY, outside=head).is_whole


def test_that_the_tables_take_the_new_kinds_and_no_others(old_engine: Engine) -> None:
    statement = text(
        "INSERT INTO retention_periods (kind, starts_on, months, basis, version) "
        "VALUES (:kind, '2030-01-01', 1, 'Plan', 1)"
    )

    def add(kind: str) -> None:
        with old_engine.begin() as connection:
            connection.execute(statement, {"kind": kind})

    with pytest.raises(DBAPIError, match="recordkind"):
        add("accounts")
    migrate.upgrade(old_engine)
    for kind in RecordKind:
        add(kind.value)
    with pytest.raises(DBAPIError, match="recordkind"):
        add("others")


def test_that_a_destruction_is_as_guarded_as_before(old_engine: Engine) -> None:
    migrate.upgrade(old_engine)
    for act in ("DELETE FROM destructions", "UPDATE destructions SET items = 7"):
        with (
            pytest.raises(DBAPIError, match="never changed"),
            old_engine.begin() as connection,
        ):
            connection.execute(text(act))
    if old_engine.dialect.name == "sqlite":
        with old_engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA writable_schema")).scalar_one() == 0


def test_that_the_way_back_is_closed_once_something_was_destroyed(
    old_engine: Engine, clock: FixedClock
) -> None:
    migrate.upgrade(old_engine)
    clock.set(dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    kind = RecordKind.LINE_NOTES
    with working(old_engine, clock) as work:
        ids = [row.item_id for row in service.open_due(work, kind)]
        service.agree(work, kind, ids)
        service.destroy(work, kind, ids, reason="Süresi doldu")
    with pytest.raises(RuntimeError, match="never removed"):
        go_back(old_engine)
    assert not migrate.needs_upgrade(old_engine)
