"""Data of a program that destroyed nothing is brought forward, and stays as guarded as it was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.cases import progress, timeline
from alo183_desktop.db import audit, migrate
from alo183_desktop.phones import custody
from alo183_desktop.retention import service
from alo183_desktop.retention.kinds import RecordKind
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.conftest import AUDIT_KEY
from tests.database.desks import finish
from tests.database.phones import stock
from tests.database.test_changes import form_of, new_entry
from tests.database.test_phones_migration import contents, working

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.clocks import FixedClock

BEFORE: Final = "0003"
GUARDED: Final = (
    *("case_actions", "letters", "letter_files", "changes", "custody_forms", "custody_files"),
    "audit_entries",
)
CHANGED: Final = {"audit_entries": "kind = kind", "custody_forms": "officer_name = 'x'"}
"""Where no `id` stands, or the same value again is no change."""


@pytest.fixture
def old_engine(empty_engine: Engine, clock: FixedClock) -> Engine:
    """Return a database of the revision before, in which something of each kind stands.

    Today's program fills it, and knows only today's tables: the later revisions are taken back.
    """
    migrate.upgrade(empty_engine)
    with working(empty_engine, clock) as work:
        here = stock(work)
        custody.issue(
            work,
            officer_id=here.people.ilknur,
            line_id=here.line,
            handset_id=None,
            at=START - HOUR,
        )
        case = add(work, here.people)
        timeline.add_action(work, case, at=START, words="Eve gidildi")
        progress.close_case(work, case, at=START, outcome="Görüşüldü")
        finish(work, form_of(here.people, new_entry(here.people)))
    config = migrate.alembic_config()
    with empty_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)
    return empty_engine


def test_that_old_data_is_kept_and_every_kind_gets_its_period(
    old_engine: Engine, clock: FixedClock
) -> None:
    old = set(inspect(old_engine).get_table_names()) - {"alembic_version"}
    old = {name for name in old if not name.startswith("fts_")}
    before = contents(old_engine, old)
    migrate.upgrade(old_engine, revision="0004")
    assert contents(old_engine, old) == before
    migrate.upgrade(old_engine)
    with working(old_engine, clock) as work:
        assert [row.kind for row in service.look(work).kinds] == list(RecordKind)
        outside = audit.read_head(work.session)
        assert audit.verify(work.session, key=AUDIT_KEY, outside=outside).is_whole


@pytest.mark.parametrize("table", GUARDED)
def test_that_what_was_guarded_is_guarded_still(old_engine: Engine, table: str) -> None:
    migrate.upgrade(old_engine)
    column = CHANGED.get(table, "id = id")
    for act in (f"DELETE FROM {table}", f"UPDATE {table} SET {column}"):  # noqa: S608 - listed above
        with (
            pytest.raises(DBAPIError, match=r"frozen|append-only|never changed"),
            old_engine.begin() as connection,
        ):
            connection.execute(text(act))


def test_that_old_records_are_destroyed_like_new_ones(
    old_engine: Engine, clock: FixedClock
) -> None:
    migrate.upgrade(old_engine)
    clock.set(dt.datetime(2038, 6, 1, 9, tzinfo=dt.UTC))
    with working(old_engine, clock) as work:
        ids = [row.item_id for row in service.open_due(work, RecordKind.CASES)]
        service.agree(work, RecordKind.CASES, ids)
        made = service.destroy(work, RecordKind.CASES, ids, reason="Süresi doldu")
    assert made.removed["case_actions"] == 2
    with old_engine.connect() as connection:
        assert connection.execute(text("SELECT sum(cases) FROM case_months")).scalar_one() == 1
