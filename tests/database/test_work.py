"""The unit of work: all of it is stored, or nothing."""

import datetime as dt

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from alo183_desktop.access.rules import Role
from alo183_desktop.db import audit
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.directorate import service
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.database.databases import Database
from tests.database.people import LOGINS

pytestmark = pytest.mark.both_backends


class OddError(Exception):
    """A bug, as far as the unit of work knows."""


def names(database: Database) -> list[str]:
    with Session(database.engine) as session:
        return [unit.name for unit in list_units(session)]


def test_that_what_was_done_is_stored_at_the_end(database: Database) -> None:
    with database.open_work("administrator") as work:
        service.UNITS.save(work, None, UnitValues("Huzurevi"))
        assert work.now == database.clock()
    assert names(database) == ["Huzurevi"]


def test_that_nothing_is_stored_when_something_fails(database: Database) -> None:
    def fail() -> None:
        with database.open_work("administrator") as work:
            service.UNITS.save(work, None, UnitValues("Huzurevi"))
            raise OddError

    with pytest.raises(OddError):
        fail()
    assert names(database) == []
    assert database.heads == []


def test_that_the_instant_stays_the_same_while_a_work_lasts(database: Database) -> None:
    with database.open_work() as work:
        began = work.now
        database.clock.advance(hours=1)
        assert work.now == began
        work.record("officer.changed", "officer", 1)
        work.record("officer.changed", "officer", 2)
    with Session(database.engine) as session:
        rows = find_entries(session, AuditFilter(), before=None, limit=9)
    assert [row.at for row in rows] == [began, began]


def test_that_a_work_without_records_adds_none(database: Database) -> None:
    with database.open_work():
        pass
    assert database.heads == []


@pytest.mark.parametrize("backend", ["postgresql"])
def test_that_on_a_server_each_role_of_a_test_comes_with_its_own_login_and_no_more_rights(
    database: Database,
) -> None:
    found = {}
    for role in (*Role, "owner"):
        with database.open_work(role) as work:
            asked = "SELECT session_user, current_user, row_security_active('audit_entries')"
            found[role] = work.session.execute(text(asked)).one()
    assert found.pop("owner") == ("postgres", "postgres", False)
    assert found == {role: (LOGINS[role], LOGINS[role], True) for role in Role}
    with database.open_work("administrator") as work:
        unit_id = service.UNITS.save(work, None, UnitValues("Huzurevi"))
    for role in ("clerk", "director", "auditor"):
        with pytest.raises(KnownError, match="not_allowed"), database.open_work(role) as work:
            work.session.execute(update(Unit).where(Unit.id == unit_id).values(name="X"))


def test_that_the_second_writer_of_a_row_is_refused(database: Database) -> None:
    with database.open_work("administrator") as work:
        service.UNITS.save(work, None, UnitValues("Huzurevi"))

    def write() -> None:
        with database.open_work("administrator") as work:
            held = work.session.scalars(select(Unit)).one()
            # What another desk has stored since it was read here.
            work.session.execute(text("UPDATE units SET version = 7"))
            held.name = "Kreş"

    with pytest.raises(ConflictError) as caught:
        write()
    assert caught.value.code == "db.conflict"
    assert names(database) == ["Huzurevi"]


def test_that_a_broken_constraint_stays_a_bug(database: Database) -> None:
    with pytest.raises(IntegrityError), database.open_work() as work:
        work.session.add_all([Unit(name="a", key="a"), Unit(name="b", key="a")])


def test_that_a_naive_instant_has_no_place_in_the_database(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.open_work() as work:
        work.session.execute(
            select(audit.AuditEntry).where(audit.AuditEntry.at > dt.datetime(2026, 1, 1))  # noqa: DTZ001
        )
