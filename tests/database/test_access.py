"""Users, and who may do what to them."""

import pytest
from sqlalchemy.orm import Session

from alo183_desktop.access import queries, service, trail
from alo183_desktop.access.rows import UserRow
from alo183_desktop.access.rules import Role
from alo183_desktop.db.audit_queries import AuditFilter
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database


def users(database: Database) -> tuple[UserRow, ...]:
    with Session(database.engine) as session:
        return queries.list_users(session)


def add(database: Database, login: str, name: str, role: Role = Role.CLERK) -> int:
    with database.open_work("administrator") as work:
        return service.add_user(work, login=login, name=name, role=role)


@pytest.mark.both_backends
def test_that_users_come_in_turkish_order_active_ones_first(database: Database) -> None:
    for login, name in (
        ("a", "Zeynep"),
        ("b", "Çağrı"),
        ("c", "Cem"),
        ("d", "Işıl"),
        ("e", "İpek"),
    ):
        add(database, login, name)
    last = add(database, "f", "Ali", Role.AUDITOR)
    with database.open_work("administrator") as work:
        service.change_user(work, last, name="Ali", role=Role.AUDITOR, is_active=False, version=1)
    assert [user.name for user in users(database)] == [
        "Cem",
        "Çağrı",
        "Işıl",
        "İpek",
        "Zeynep",
        "Ali",
    ]


@pytest.mark.both_backends
def test_that_a_login_is_found_whatever_its_letters(database: Database) -> None:
    user_id = add(database, "ŞÜKRÜ.IŞIK", "  Şükrü\ud83d   IŞIK\x1b ")
    with Session(database.engine) as session:
        found = queries.find_user(session, "sukru.IŞIK")
        assert queries.find_user(session, "kimse") is None
    assert found is not None
    assert (found.user_id, found.login, found.name) == (user_id, "sukru.isik", "Şükrü IŞIK")


@pytest.mark.parametrize(
    ("login", "name", "code"),
    [
        ("MEMUR", "Başkası", "access.login_taken"),
        ("iki söz", "Başkası", "access.login_form"),
        ("baskasi", " ", "access.name_missing"),
        ("baskasi", "\ud800\x1b", "access.name_missing"),
        ("baskasi", "B" * 201, "records.too_long"),
    ],
)
def test_that_a_wrong_user_is_refused(database: Database, login: str, name: str, code: str) -> None:
    add(database, "memur", "Şükrü IŞIK")
    with pytest.raises(KnownError) as caught:
        add(database, login, name)
    assert caught.value.code == code
    assert len(users(database)) == 1


@pytest.mark.both_backends
@pytest.mark.parametrize(("role", "is_active"), [(Role.CLERK, True), (Role.ADMINISTRATOR, False)])
def test_that_the_last_administrator_stays(
    database: Database,
    role: Role,
    is_active: bool,  # noqa: FBT001 - a column of the table
) -> None:
    only = add(database, "selin", "Selin AKTAŞ", Role.ADMINISTRATOR)
    closed = add(database, "eski", "Eski YÖNETİCİ", Role.ADMINISTRATOR)
    with database.open_work("administrator") as work:
        service.change_user(
            work, closed, name="Eski", role=Role.ADMINISTRATOR, is_active=False, version=1
        )
    with pytest.raises(KnownError) as caught, database.open_work("administrator") as work:
        service.change_user(
            work, only, name="Selin AKTAŞ", role=role, is_active=is_active, version=1
        )
    assert caught.value.code == "access.last_administrator"
    add(database, "yeni", "Yeni YÖNETİCİ", Role.ADMINISTRATOR)
    with database.open_work("administrator") as work:
        service.change_user(
            work, only, name="Selin AKTAŞ", role=role, is_active=is_active, version=1
        )


def test_that_acts_are_written_without_names(database: Database) -> None:
    user_id = add(database, "memur", "Şükrü IŞIK")
    with database.open_work("administrator") as work:
        service.change_user(
            work, user_id, name="Başka AD", role=Role.DIRECTOR, is_active=True, version=1
        )
        # Nothing to change, nothing to write.
        service.change_user(
            work, user_id, name="Başka AD", role=Role.DIRECTOR, is_active=True, version=2
        )
    with database.open_work("auditor") as work:
        rows = trail.read_trail(work, trail.find_sequences(work, AuditFilter()))
    assert [(row.action, row.item_id) for row in rows] == [
        ("user.changed", user_id),
        ("user.added", user_id),
    ]
    assert rows[0].details == {"fields": ["name", "role"], "role": "director"}


def test_that_reading_the_trail_is_written(database: Database) -> None:
    with database.open_work("auditor") as work:
        trail.open_trail(work)
        trail.TRAIL.record_export(work, 3, "list")
        trail.TRAIL.record_print(work, 2, "list")
    with database.open_work("administrator") as work:
        rows = trail.read_trail(work, trail.find_sequences(work, AuditFilter()))
    assert [(row.action, row.details) for row in rows] == [
        ("audit.printed", {"count": 2, "what": "list"}),
        ("audit.exported", {"count": 3, "what": "list"}),
        ("audit.read", {}),
    ]
