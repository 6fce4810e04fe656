# ruff: noqa: S608 - names of tables and roles of the tests themselves
"""What each role may do on the server with another program than ours, tried as each of them."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest
from psycopg import errors

from alo183_desktop.access.queries import list_users
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.server_rights import ROLE_TAKEN, VERSION
from alo183_desktop.bootstrap.server_setup import upgrade_server
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.shared.paths import resources
from tests.clocks import FixedClock
from tests.database.kept_rotas import set_limits
from tests.database.postgresql import OWNER, Server
from tests.database.servers import ADMINISTRATOR, ROLES, ServedDirectorate
from tests.unit.bootstrap.people import user

LOOKERS: Final = ("mudur", "denetci")
EVERYBODY: Final = (ADMINISTRATOR, *ROLES)
ADMINISTRATED: Final = ("directorates", "signatories", "case_kinds", "case_terms", "users")


OWN_NAME: Final = "(SELECT name FROM users WHERE login = session_user)"
OWN_ROLE: Final = "(SELECT role FROM users WHERE login = session_user)"


def _entry(
    sequence: str = "max(sequence) + 1",
    *,
    at: str = "now()",
    login: str = "current_user",
    name: str = OWN_NAME,
    role: str = OWN_ROLE,
    details: str = "{}",
) -> str:
    """Return a statement that writes an entry in one's own name, past the program."""
    return (
        f"INSERT INTO audit_entries SELECT {sequence}, {at}, {login}, {name}, {role}, 'x', 'x', "
        f"NULL, '{details}', repeat('0', 64) FROM audit_entries"
    )


class Shared:
    """One directorate for all tests of this file: none of them may leave anything changed."""

    def __init__(self, directorate: ServedDirectorate, desk: Desk) -> None:
        self.directorate = directorate
        self.desk = desk

    def refused(self, name: str, statement: str) -> type[Exception] | None:
        """Return how a statement of somebody is refused; None when it is not. Nothing stays."""
        with self.directorate.psql(name) as connection:
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(statement)
            except psycopg.Error as error:
                return type(error)
        return None


@pytest.fixture(scope="module")
def shared(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    directorate = ServedDirectorate(server, tmp_path_factory.mktemp("masalar"), FixedClock())
    desk = directorate.set_up()
    directorate.add_people(desk)
    yield Shared(directorate, desk)
    directorate.close()


def tables() -> list[str]:
    return [table.name for table in whole_metadata().sorted_tables]


def test_that_rights_which_say_something_else_have_another_version() -> None:
    script = (resources() / "rights.sql").read_text(encoding="utf-8")
    assert script.startswith(f"-- Version {VERSION}: ")
    said = [line for line in script.splitlines() if not line.lstrip().startswith("--")]
    # Servers compare the version alone: raise it when the second of these must change.
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
    assert (VERSION, digest[:16]) == (10, "091d52f5a468c61e")


@pytest.mark.parametrize("name", LOOKERS)
def test_that_who_only_looks_writes_into_no_table_but_the_trail(shared: Shared, name: str) -> None:
    written = [
        (table, act)
        for table in tables()
        for act, statement in (
            ("insert", f"INSERT INTO {table} SELECT * FROM {table} WHERE false"),
            ("delete", f"DELETE FROM {table} WHERE false"),
        )
        if shared.refused(name, statement) is None
    ]
    # Their own drafts may go, and they have none.
    assert sorted(written) == [("audit_entries", "insert"), ("form_drafts", "delete")]


@pytest.mark.parametrize("name", LOOKERS)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE officers SET surname = 'X'",
        "UPDATE cases SET summary = 'X'",
        "UPDATE directorates SET province = 'X'",
        "UPDATE users SET role = 'administrator'",
        "UPDATE users SET is_active = true",
        "TRUNCATE cases CASCADE",
        "DROP TABLE cases",
        "CREATE TABLE mine (id integer)",
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
        "SELECT alo183_settle_role('mudur', 'administrator', NULL)",
        "SELECT alo183_close('x')",
        "CREATE ROLE other LOGIN",
        "SELECT * FROM line_secrets",
    ],
)
def test_that_who_only_looks_is_refused_by_the_server_itself(
    shared: Shared, name: str, statement: str
) -> None:
    assert shared.refused(name, statement) is errors.InsufficientPrivilege


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_heads VALUES (2, 0, repeat('0', 64))",
        _entry("max(sequence) + 2"),
        _entry("0"),
        _entry("max(sequence) + 1", at="'infinity'"),
        _entry("max(sequence) + 1", details="5"),
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "DROP TRIGGER tr_audit_entries ON audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "DELETE FROM audit_heads",
        "UPDATE audit_heads SET sequence = 1",
        "UPDATE audit_heads SET mac = repeat('0', 64)",
    ],
)
def test_that_the_trail_is_only_added_to_whoever_tries(
    shared: Shared, name: str, statement: str
) -> None:
    assert shared.refused(name, statement) is errors.InsufficientPrivilege


@pytest.mark.parametrize("name", EVERYBODY)
def test_that_nobody_writes_into_the_trail_in_the_name_of_another(
    shared: Shared, name: str
) -> None:
    own = ROLES.get(name, Role.ADMINISTRATOR)
    other = next(one for one in EVERYBODY if one != name)
    wrong = [_entry(login=f"'{other}'"), _entry(name="'Selin AKTAŞ (müdür)'")]
    wrong += [_entry(name=f"(SELECT name FROM users WHERE login = '{other}')"), _entry(role="'x'")]
    wrong += [_entry(role=f"'{role}'") for role in Role if role != own]
    for statement in wrong:
        assert shared.refused(name, statement) is errors.InsufficientPrivilege, statement
    assert shared.refused(name, _entry(login=f"'{name}'")) is None


_OTHERS: Final = "UPDATE users SET name = 'Selin SAHTE' WHERE login = session_user"
_OWN: Final = "UPDATE users SET name = 'Selin AKTAŞ' WHERE login = session_user"
_AWAY: Final = "UPDATE users SET login = 'gecici' WHERE login = session_user"
_BACK: Final = "UPDATE users SET login = session_user WHERE login = 'gecici'"
_HEAD: Final = """UPDATE audit_heads SET (sequence, mac) =
    (SELECT sequence, mac FROM audit_entries ORDER BY sequence DESC LIMIT 1)"""
_ABOUT_ONESELF: Final = """INSERT INTO audit_entries SELECT max(sequence) + 1, now(), current_user,
    (SELECT name FROM users WHERE login = session_user), 'administrator', 'user.changed', 'user',
    (SELECT id FROM users WHERE login = session_user), '{}', repeat('0', 64) FROM audit_entries"""


@pytest.mark.parametrize(
    "statements",
    [
        (_OTHERS, _entry(), _HEAD, _OWN),
        (_OTHERS, _ABOUT_ONESELF, _HEAD, _OWN),
        (_OTHERS, _ABOUT_ONESELF, _HEAD, "SET CONSTRAINTS ALL IMMEDIATE", _OWN),
        # A savepoint has a transaction of its own.
        (_OTHERS, "SAVEPOINT part", _entry(), "RELEASE part", _OWN, _ABOUT_ONESELF, _HEAD),
        # Without a login in the table they would be nobody, and might have any name.
        (_AWAY, _entry(name="'Memur'", role="'administrator'"), _HEAD, _BACK),
    ],
)
def test_that_nobody_takes_a_name_for_one_entry_of_the_trail(
    shared: Shared, statements: tuple[str, ...]
) -> None:
    with shared.directorate.psql(ADMINISTRATOR) as connection:
        assert connection.execute(OWN_NAME[1:-1]).fetchone() == ("Selin AKTAŞ",)
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("; ".join(("BEGIN", *statements, "COMMIT")))
    assert shared.desk.verify_audit().is_whole


def test_that_a_user_is_renamed_by_the_program_alone_or_with_a_line_in_the_trail(
    shared: Shared,
) -> None:
    with (
        shared.directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="stands in the trail"),
    ):
        connection.execute("UPDATE users SET name = 'Başkası' WHERE login = 'memur'")
    with shared.desk.work() as work:
        own = next(one for one in list_users(work.session) if one.login == ADMINISTRATOR)
    shared.desk.users.change(own, name="Selin AKTAŞ YENİ", role=own.role, is_active=True)
    with shared.desk.work() as work:
        own = next(one for one in list_users(work.session) if one.login == ADMINISTRATOR)
    assert own.name == "Selin AKTAŞ YENİ"
    shared.desk.users.change(own, name="Selin AKTAŞ", role=own.role, is_active=True)
    assert shared.desk.verify_audit().is_whole


def test_that_no_user_is_added_without_a_line_in_the_trail(shared: Shared) -> None:
    statement = (
        "INSERT INTO users (login, name, role, is_active, created_at, slot_generation, version) "
        "VALUES ('gercek', 'Memur', 'clerk', true, now(), 0, 1)"
    )
    with (
        shared.directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="stands in the trail"),
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM key_slots WHERE login = 'memur'",
        "DELETE FROM key_slots WHERE login = ''",
        "UPDATE key_slots SET generation = generation + 1 WHERE login = 'memur'",
        "UPDATE key_slots SET login = 'kimse' WHERE login = 'memur'",
        "UPDATE key_slots SET sealed = wrapped WHERE login = ''",
    ],
)
def test_that_nobody_loses_their_way_to_the_key_without_a_line_in_the_trail(
    shared: Shared, statement: str
) -> None:
    with (
        shared.directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="a slot stands in the trail"),
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE users SET login = '(1)' WHERE login = session_user",
        "UPDATE users SET login = '(2)' WHERE id = 2",
        "UPDATE users SET login = 'baskasi', is_active = false WHERE id = 2",
        "UPDATE users SET id = 99 WHERE id = 4",
    ],
)
def test_that_a_user_keeps_the_login_by_which_the_server_knows_them(
    shared: Shared, statement: str
) -> None:
    assert shared.refused(ADMINISTRATOR, statement) is errors.InsufficientPrivilege


def _about_memur(action: str) -> str:
    return _ABOUT_ONESELF.replace("user.changed", action).replace(
        "login = session_user), '{}'", "login = 'memur'), '{}'"
    )


SETTLE: Final = "SELECT alo183_settle_role('memur', 'clerk', 'SCRAM-SHA-256$4096:eA==$eA==:eA==')"


@pytest.mark.parametrize(
    "statement",
    [
        SETTLE,
        "SELECT alo183_settle_role('memur', 'administrator', NULL)",
        "SELECT alo183_settle_role('memur', NULL, NULL)",
        # A line that says something else is none; nor does anybody act who has no login.
        f"BEGIN; {SETTLE}; {_about_memur('user.shown')}; {_HEAD}; COMMIT",
        f"BEGIN; {SETTLE}; {_about_memur('user.changed')}; {_HEAD}; COMMIT",
        f"BEGIN; {_AWAY}; {SETTLE}; {_BACK}; COMMIT",
        # Nobody is locked out, let in by an older password, or spared the choice of their own.
        "UPDATE users SET slot_generation = 99 WHERE login = 'memur'",
        "UPDATE users SET slot_generation = 0 WHERE login = 'memur'",
        "UPDATE users SET given_generation = 99 WHERE login = 'memur'",
        (
            f"BEGIN; UPDATE users SET given_generation = 99 WHERE login = 'memur'; "
            f"{_about_memur('user.changed')}; {_HEAD}; COMMIT"
        ),
        "UPDATE users SET given_generation = 99 WHERE login = session_user",
    ],
)
def test_that_an_administrator_does_nothing_to_a_role_without_a_line_in_the_trail(
    shared: Shared, statement: str
) -> None:
    with (
        shared.directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(errors.InsufficientPrivilege, match=r"in the trail|keeps their login"),
    ):
        connection.execute(statement)
    with shared.directorate.psql("memur") as connection:  # with their own password, as before
        assert connection.execute("SELECT count(*) FROM line_secrets").fetchone() == (0,)


def test_that_an_administrator_does_not_close_the_server_without_a_line_in_the_trail(
    shared: Shared,
) -> None:
    with (
        shared.directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="stands in the trail"),
    ):
        connection.execute("SELECT alo183_close('x')")


def test_that_a_role_of_nobody_in_a_group_is_named_and_taken_out(
    shared: Shared, server: Server
) -> None:
    name = shared.directorate.database
    server._execute('CREATE ROLE "ge""cici" LOGIN')  # noqa: SLF001 - as a superuser would
    try:
        with shared.directorate.psql(OWNER) as connection:
            connection.execute(f'GRANT {name}_clerk TO "ge""cici"')
        difference = shared.desk.find_foreign_rights()
        assert difference is not None
        assert difference.parameters == {"names": 'ge"cici'}
        assert upgrade_server(shared.directorate.owner).beside == ()
        assert shared.desk.find_foreign_rights() is None
    finally:
        server._execute('DROP ROLE "ge""cici"')  # noqa: SLF001


def test_that_every_act_on_a_role_is_kept_with_its_line_where_nobody_changes_it(
    shared: Shared,
) -> None:
    for name in EVERYBODY:
        for statement in (
            "INSERT INTO role_acts SELECT * FROM role_acts",
            "UPDATE role_acts SET has_secret = false",
            "DELETE FROM role_acts",
        ):
            assert shared.refused(name, statement) is errors.InsufficientPrivilege, name
        with shared.directorate.psql(name) as connection:
            kept = connection.execute(
                "SELECT acts.by_login, users.login, acts.role, acts.has_secret, action "
                "FROM role_acts acts JOIN users ON users.id = user_id "
                "LEFT JOIN audit_entries USING (sequence) ORDER BY acts.id"
            ).fetchall()
        added = [(ADMINISTRATOR, login, role, True, "user.added") for login, role in ROLES.items()]
        assert kept[: len(added)] == added
        assert {act[-1] for act in kept} <= {"user.added", "user.changed"}
    assert shared.desk.find_unrecorded_acts() is None


def test_that_an_administrator_who_changes_their_own_name_writes_it_into_the_trail(
    shared: Shared,
) -> None:
    row = user(shared.desk, ADMINISTRATOR)
    for name in ("Selin YILMAZ", row.name):
        own = user(shared.desk, ADMINISTRATOR)
        shared.desk.users.change(own, name=name, role=own.role, is_active=True)
        assert user(shared.desk, ADMINISTRATOR).name == name
    assert shared.desk.verify_audit().is_whole


def test_that_an_act_on_a_role_that_its_line_does_not_tell_is_reported(shared: Shared) -> None:
    with shared.directorate.psql(OWNER) as owner:
        owner.execute("UPDATE role_acts SET user_id = 1 WHERE id = 1")
        try:
            found = shared.desk.find_unrecorded_acts()
            assert found is not None
            assert (found.code, found.parameters["count"]) == ("server.role_acts_unrecorded", 1)
            assert ADMINISTRATOR in str(found.parameters["places"])
        finally:
            owner.execute("UPDATE role_acts SET user_id = 2 WHERE id = 1")
    assert shared.desk.find_unrecorded_acts() is None


@pytest.mark.parametrize("name", EVERYBODY)
def test_that_nobody_writes_into_the_trail_in_the_name_of_a_group(
    shared: Shared, name: str
) -> None:
    group = f"{shared.directorate.database}_user"
    stepping = f"SET LOCAL ROLE {group}; {_entry('max(sequence) + 1')}"
    assert shared.refused(name, stepping) is errors.InsufficientPrivilege


@pytest.mark.parametrize("name", EVERYBODY)
def test_that_nobody_leaves_an_entry_behind_the_head_on_which_all_others_would_stumble(
    shared: Shared, name: str
) -> None:
    with (
        shared.directorate.psql(name) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(_entry("max(sequence) + 1"))
    with shared.desk.work() as work:
        work.record("letters.exported", "letter", count=1)
    assert shared.desk.verify_audit().is_whole


@pytest.mark.parametrize(
    "table",
    [
        "call_reviews",
        "case_files",
        "case_reminders",
        "dispatches",
        "import_changes",
        "imports",
        "letters",
        "letter_files",
        "review_keys",
        "reachability_seeds",
        "substitutions",
    ],
)
def test_that_a_clerk_takes_nothing_away_that_the_program_keeps(shared: Shared, table: str) -> None:
    statement = f"DELETE FROM {table} WHERE false"
    assert shared.refused("memur", statement) is errors.InsufficientPrivilege
    assert shared.refused(ADMINISTRATOR, statement) is None


@pytest.mark.parametrize("table", ADMINISTRATED)
def test_that_a_clerk_does_not_change_what_the_administrator_settles(
    shared: Shared, table: str
) -> None:
    statement = f"UPDATE {table} SET id = id WHERE false"
    assert shared.refused("memur", statement) is errors.InsufficientPrivilege
    assert shared.refused(ADMINISTRATOR, statement) is None


@pytest.mark.parametrize("table", ["officers", "cases", "lines", "change_drafts", "guidances"])
def test_that_a_clerk_changes_what_stands_on_the_desk(shared: Shared, table: str) -> None:
    assert shared.refused("memur", f"UPDATE {table} SET id = id WHERE false") is None
    assert shared.refused("memur", "SELECT * FROM line_secrets") is None


@pytest.fixture
def cut_duty(shared: Shared) -> Iterator[None]:
    """Keep a duty (1) with a part that was taken over (2), and the swap that says so (1)."""
    with shared.directorate.psql(OWNER) as connection:
        connection.execute(
            "INSERT INTO rota_months (id, month, basis, published, version) "
            "VALUES (1, '2026-12', '', 0, 1)"
        )
        day, half = ("'2026-12-01 05:00'", "'2026-12-01 17:00'")
        for number, part_of, span in (
            (1, "NULL", f"{day}, {half}"),
            (2, "1", f"{half}, '2026-12-02 05:00'"),
        ):
            connection.execute(
                "INSERT INTO duties (id, month, kind, starts_at, ends_at, rest_minutes, is_active, "
                "reason, overruled, is_locked, part_of, version) VALUES "
                f"({number}, '2026-12', 'main', {span}, 0, true, '', '', false, {part_of}, 1)"
            )
        for number in (1, 2):
            connection.execute(
                "INSERT INTO duty_people (id, name, phone, employment, does_main, does_stand_in, "
                "does_driver, starts_on, sort_key, search_key, version) VALUES "
                f"({number}, 'X', '', 'official', true, true, true, '2026-01-01', '', '', 1)"
            )
        connection.execute(_swap("NULL", ""))
        yield
        # No whole duty is removed but by a destruction.
        connection.execute("ALTER TABLE duties DISABLE TRIGGER USER")
        connection.execute("DELETE FROM swaps; DELETE FROM duties WHERE part_of IS NOT NULL")
        connection.execute("DELETE FROM duties; DELETE FROM duty_people; DELETE FROM rota_months")
        connection.execute("ALTER TABLE duties ENABLE TRIGGER USER")


def _swap(approved_at: str, approved_by: str, number: int = 1) -> str:
    """Return a statement that writes a swap of a part down."""
    return (
        "INSERT INTO swaps (id, duty_id, starts_at, ends_at, from_person_id, person_id, manner, "
        "recorded_at, by_name, approved_at, approved_by, version) VALUES "
        f"({number}, 1, '2026-12-01 17:00', '2026-12-02 05:00', 1, 2, 'consent', now(), 'X', "
        f"{approved_at}, '{approved_by}', 1)"
    )


@pytest.mark.usefixtures("cut_duty")
def test_that_a_clerk_joins_parts_of_duties_and_approves_no_swap(shared: Shared) -> None:
    with (
        shared.directorate.psql("memur") as connection,
        connection.transaction(force_rollback=True),
    ):
        assert connection.execute("DELETE FROM duties WHERE id = 1").rowcount == 0
        assert connection.execute("DELETE FROM duties WHERE id = 2").rowcount == 1
        taken = connection.execute("UPDATE swaps SET undone_at = now(), version = 2")
        assert taken.rowcount == 1
    with shared.directorate.psql(OWNER) as connection:
        connection.execute("UPDATE swaps SET approved_at = now()")
    with (
        shared.directorate.psql("memur") as connection,
        connection.transaction(force_rollback=True),
    ):
        assert connection.execute("UPDATE swaps SET undone_at = now()").rowcount == 0
    assert shared.refused("memur", _swap("NULL", "", 2)) is None
    for statement in (
        _swap("now()", "X", 2),
        "UPDATE swaps SET approved_at = now()",
        "UPDATE swaps SET approved_by = 'X'",
        "DELETE FROM swaps",
        "UPDATE duties SET part_of = 2 WHERE id = 1",
    ):
        assert shared.refused("memur", statement) is errors.InsufficientPrivilege, statement
    assert shared.refused(ADMINISTRATOR, _swap("now()", "X", 2)) is None


def _month(published: str, published_at: str) -> str:
    return (
        "INSERT INTO rota_months (id, month, basis, published, published_at, version) "
        f"VALUES (9, '2027-03', '', {published}, {published_at}, 1)"
    )


def test_that_a_clerk_begins_a_month_and_none_that_is_published(shared: Shared) -> None:
    assert shared.refused("memur", _month("0", "NULL")) is None
    for published in (("1", "now()"), ("1", "NULL"), ("0", "now()")):
        assert shared.refused("memur", _month(*published)) is errors.InsufficientPrivilege
        assert shared.refused(ADMINISTRATOR, _month(*published)) is None


@pytest.mark.parametrize(
    ("table", "column"), [("review_keys", "key"), ("reachability_seeds", "seed")]
)
def test_that_a_secret_of_the_desk_is_read_by_who_needs_it_and_changed_by_nobody(
    shared: Shared, table: str, column: str
) -> None:
    for name in EVERYBODY:
        may_read = name not in LOOKERS
        refused = None if may_read else errors.InsufficientPrivilege
        assert shared.refused(name, f"SELECT {column} FROM public.{table}") is refused, name
        change = f"UPDATE {table} SET {column} = '' WHERE false"
        assert shared.refused(name, change) is errors.InsufficientPrivilege, name
    with shared.directorate.psql(OWNER) as owner:
        moment = ", now()" if table == "reachability_seeds" else ""
        owner.execute(f"INSERT INTO {table} VALUES (1, 'secret'{moment})")
        try:
            for name in LOOKERS:
                with shared.directorate.psql(name) as connection:
                    shown = connection.execute(f"SELECT {column} FROM alo183_masked.{table}")
                    assert shown.fetchall() == [(None,)]
        finally:
            owner.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("name", EVERYBODY)
def test_that_nobody_fills_the_disk_beside_all_tables(shared: Shared, name: str) -> None:
    for statement in (
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, repeat('x', 1000)::bytea)",
    ):
        assert shared.refused(name, statement) is errors.InsufficientPrivilege, statement


def test_that_a_server_whose_administrator_left_large_objects_open_is_reported(
    shared: Shared, server: Server
) -> None:
    function = "FUNCTION lo_create(oid)"
    database = shared.directorate.database
    server._execute(  # noqa: SLF001 - as a superuser would
        f"GRANT EXECUTE ON {function} TO PUBLIC", database=database
    )
    try:
        found = shared.desk.find_foreign_rights()
        assert found is not None
        assert (found.code, found.parameters) == ("server.large_objects", {"database": database})
        # Its owner may not close it.
        assert not upgrade_server(shared.directorate.owner).differed
        assert shared.desk.find_foreign_rights() is not None
    finally:
        server._execute(  # noqa: SLF001
            f"REVOKE EXECUTE ON {function} FROM PUBLIC", database=database
        )
    assert shared.desk.find_foreign_rights() is None


@pytest.mark.usefixtures("cut_duty")
def test_that_a_director_approves_on_the_server_only_while_the_setting_says_so(
    shared: Shared,
) -> None:
    statements = (
        "UPDATE swaps SET approved_at = now(), approved_by = 'X', version = 2",
        "UPDATE rota_months SET published = 1, published_at = now(), version = 2",
        "INSERT INTO rota_notices (month_id, number, person_id, version) VALUES (1, 1, 1, 1)",
        "INSERT INTO rota_files SELECT * FROM rota_files WHERE false",
    )
    never = (
        "UPDATE swaps SET undone_at = now()",
        "DELETE FROM swaps",
        "UPDATE rota_months SET month = '2027-01'",
        "UPDATE duties SET person_id = 1",
        "UPDATE rota_limits SET director_approves = true",
    )
    refused = [errors.InsufficientPrivilege] * len(statements)
    for approves in (False, True, False):
        with shared.desk.work() as work:
            set_limits(work, director_approves=approves)
        found = [shared.refused("mudur", one) for one in statements]
        assert found == ([None] * len(statements) if approves else refused), approves
        for name in ("memur", "denetci"):
            assert [shared.refused(name, one) for one in statements] == refused, name
        assert {shared.refused("mudur", one) for one in never} == {errors.InsufficientPrivilege}
        assert shared.desk.find_foreign_rights() is None
    with shared.directorate.psql(OWNER) as connection:
        connection.execute(f"GRANT {shared.directorate.database}_approver TO mudur")
    difference = shared.desk.find_foreign_rights()
    assert difference is not None
    assert difference.code == "server.rights_beside"
    assert upgrade_server(shared.directorate.owner).beside == ()
    assert shared.refused("mudur", statements[0]) is errors.InsufficientPrivilege


def test_that_everybody_sees_their_own_slot_alone_and_the_administrator_all(
    shared: Shared,
) -> None:
    seen: dict[str, set[Any]] = {}
    for name in EVERYBODY:
        with shared.directorate.psql(name) as connection:
            rows = connection.execute("SELECT login FROM key_slots").fetchall()
        seen[name] = {login for (login,) in rows}
    assert {name: logins for name, logins in seen.items() if name != ADMINISTRATOR} == {
        name: {name} for name in ROLES
    }
    # The empty one is the recovery sheet's.
    assert seen[ADMINISTRATOR] == {"", *EVERYBODY}


@pytest.mark.parametrize(("is_active", "found"), [("true", []), ("false", [("memur",)])])
def test_that_an_administrator_removes_what_only_somebody_who_is_gone_was_typing(
    shared: Shared, is_active: str, found: list[tuple[str]]
) -> None:
    keep = (
        "INSERT INTO form_drafts (key, login, form, title, texts, words, kept_at) "
        "VALUES ('{0}', 'memur', '{0}', 'Vaka kaydet', '{{}}', '', now())"
    )
    with shared.directorate.psql("memur") as theirs:
        theirs.execute(keep.format("cases.intake"))
        with (
            shared.directorate.psql(ADMINISTRATOR) as connection,
            connection.transaction(force_rollback=True),
        ):
            connection.execute(f"UPDATE users SET is_active = {is_active} WHERE login = 'memur'")
            assert connection.execute("SELECT login FROM form_drafts").fetchall() == found
            removed = connection.execute("DELETE FROM form_drafts WHERE login = 'memur'")
            assert removed.rowcount == len(found)
            # Nobody goes on typing in their name.
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(keep.format("cases.card"))
        theirs.execute("DELETE FROM form_drafts")


def test_that_the_key_stands_nowhere_on_the_server_in_clear(shared: Shared) -> None:
    key = shared.desk._key  # noqa: SLF001 - what must not be found
    forms = (key, key.hex().encode(), key.hex().upper().encode())
    found = []
    with shared.directorate.psql(OWNER) as connection:
        for table in tables():
            for (row,) in connection.execute(f"SELECT t::text FROM {table} t").fetchall():
                found += [table for form in forms if form in row.encode()]
    assert len(key) == 32
    assert found == []


@pytest.fixture
def kept_secrets(shared: Shared) -> Iterator[dict[str, str]]:
    """Keep what imports and drafts keep of numbers and codes, and return each by its name."""
    secrets = {
        "tckn": "10000000146",
        "personal_mobile": "+905320001122",
        "pin": "4711",
        "puk": "40302010",
    }
    before = json.dumps({**secrets, "note": "rafta"})
    form = json.dumps({"corrects_letter_id": 5, "entries": [{"tckn": secrets["tckn"]}]})
    with shared.directorate.psql(OWNER) as connection:
        connection.execute(
            "INSERT INTO imports VALUES (1, 'lines', 'x', 'x', now(), NULL, 0, 1, 0, NULL)"
        )
        connection.execute(
            "INSERT INTO import_changes "
            "VALUES (1, 1, 'line', 1, %s, 1), (2, 1, 'line', 2, 'null', 1)",
            [before],
        )
        connection.execute("INSERT INTO change_drafts VALUES (1, 'x', %s, now(), 'x', 1)", [form])
        yield secrets
        connection.execute("DELETE FROM import_changes; DELETE FROM imports")
        connection.execute("DELETE FROM change_drafts")


@pytest.mark.usefixtures("cut_duty")
@pytest.mark.parametrize("name", LOOKERS)
def test_that_who_only_looks_reads_no_reason_of_a_duty_and_not_whose_a_wish_is(
    shared: Shared, name: str
) -> None:
    with shared.directorate.psql(OWNER) as connection:
        connection.execute("UPDATE duties SET reason = 'Eşi hasta' WHERE id = 1")
        connection.execute(
            "INSERT INTO wishes VALUES (1, 1, '2026-12-05', 'duty', 'much', now(), 'X', 1)"
        )
    try:
        for table in ("duties", "wishes"):
            assert shared.refused(name, f"SELECT * FROM {table}") is errors.InsufficientPrivilege
        with shared.directorate.psql(name) as connection:
            reasons = connection.execute("SELECT DISTINCT reason FROM alo183_masked.duties")
            assert reasons.fetchall() == [("",)]
            wishes = connection.execute("SELECT person_id, day FROM alo183_masked.wishes")
            assert [person for person, _day in wishes.fetchall()] == [None]
    finally:
        with shared.directorate.psql(OWNER) as connection:
            connection.execute("DELETE FROM wishes")


@pytest.mark.parametrize("name", LOOKERS)
def test_that_who_only_looks_finds_no_number_and_no_code_in_what_imports_and_drafts_keep(
    shared: Shared, kept_secrets: dict[str, str], name: str
) -> None:
    for table in ("import_changes", "change_drafts"):
        assert shared.refused(name, f"SELECT * FROM {table}") is errors.InsufficientPrivilege
        with shared.directorate.psql(name) as connection:
            connection.execute("SET search_path = alo183_masked, public")
            rows = connection.execute(f"SELECT t::text FROM {table} t").fetchall()
        assert rows
        assert [secret for secret in kept_secrets.values() if secret in str(rows)] == []
    with shared.directorate.psql(name) as connection:
        kept = connection.execute(
            "SELECT before ->> 'note' FROM alo183_masked.import_changes ORDER BY id"
        ).fetchall()
        form = connection.execute(
            "SELECT form -> 'corrects_letter_id' FROM alo183_masked.change_drafts"
        ).fetchall()
    assert kept == [("rafta",), (None,)]
    assert form == [(5,)]


def test_that_nobody_raises_themselves_through_the_row_that_is_theirs(shared: Shared) -> None:
    for name in ROLES:
        with shared.directorate.psql(name) as connection:
            changed = connection.execute("UPDATE users SET slot_generation = slot_generation")
            assert changed.rowcount == 1
        for column in ("role = 'administrator'", "is_active = true", "login = 'x'"):
            statement = f"UPDATE users SET {column} WHERE login = '{name}'"
            assert shared.refused(name, statement) is errors.InsufficientPrivilege


def test_that_an_administrator_makes_no_roles_but_those_of_users(shared: Shared) -> None:
    for statement in (
        "CREATE ROLE other LOGIN",
        "ALTER ROLE mudur PASSWORD 'x'",
        "SELECT alo183_settle_role('postgres', 'administrator', NULL)",
        "SELECT alo183_settle_role('mudur', 'owner', NULL)",
        f"GRANT {shared.directorate.database}_clerk TO mudur",
    ):
        assert shared.refused(ADMINISTRATOR, statement) is not None


def test_that_an_administrator_does_not_get_at_the_owner_by_calling_a_user_so(
    shared: Shared,
) -> None:
    statements = (
        "INSERT INTO users (login, name, role, is_active, created_at, slot_generation, version) "
        f"VALUES ('{OWNER}', 'X', 'administrator', true, now(), 0, 1); "
        f"SELECT alo183_settle_role('{OWNER}', 'administrator', 'x')"
    )
    with (
        shared.directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(psycopg.Error) as caught,
        connection.transaction(),
    ):
        connection.execute(statements)
    assert caught.value.sqlstate == ROLE_TAKEN
    with shared.directorate.psql(OWNER) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (OWNER,)


def test_that_a_new_role_of_a_user_is_the_servers_at_once(shared: Shared) -> None:
    statement = "UPDATE officers SET id = id WHERE false"
    desk = shared.desk
    row = user(desk, "mudur")
    clerk = user(desk, "memur").role
    desk.users.change(row, name=row.name, role=clerk, is_active=True)
    try:
        assert shared.refused("mudur", statement) is None
    finally:
        again = user(desk, "mudur")
        desk.users.change(again, name=row.name, role=row.role, is_active=True)
    assert shared.refused("mudur", statement) is errors.InsufficientPrivilege


def test_that_a_stranger_of_the_server_does_not_even_come_in(
    shared: Shared, server: Server
) -> None:
    server._execute("CREATE ROLE yabanci LOGIN PASSWORD 'p'")  # noqa: SLF001 - as its owner would
    try:
        with pytest.raises(psycopg.OperationalError), shared.directorate.psql("yabanci", "p"):
            pass
    finally:
        server._execute("DROP ROLE yabanci")  # noqa: SLF001


@pytest.mark.parametrize(
    "changed",
    [
        "GRANT SELECT ON line_secrets TO mudur",
        "GRANT UPDATE (surname) ON officers TO {}_director",
        "GRANT SELECT ON officers TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO mudur",
        "ALTER TABLE key_slots DISABLE ROW LEVEL SECURITY",
        "DROP POLICY adds_own ON audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER tr_audit_entries_guard_tail",
        "DROP VIEW alo183_masked.officers",
        "ALTER FUNCTION alo183_settle_role(text, text, text) RESET search_path",
        "ALTER FUNCTION alo183_find_entry() SECURITY INVOKER",
        "COMMENT ON TABLE alembic_version IS NULL",  # as a version before this comment left it
    ],
)
def test_that_rights_which_are_not_those_that_were_said_are_reported_and_mended(
    shared: Shared, changed: str
) -> None:
    assert shared.desk.find_foreign_rights() is None
    with shared.directorate.psql(OWNER) as connection:
        connection.execute(changed.format(shared.directorate.database))
    difference = shared.desk.find_foreign_rights()
    assert difference is not None
    assert difference.code == "server.rights_differ"
    assert upgrade_server(shared.directorate.owner).differed
    assert shared.desk.find_foreign_rights() is None
    for refused in ("SELECT * FROM line_secrets", "CREATE TABLE public.mine (id integer)"):
        assert shared.refused("mudur", refused) is errors.InsufficientPrivilege


def test_that_somebody_in_another_group_than_their_row_says_is_named_and_taken_out(
    shared: Shared,
) -> None:
    name = shared.directorate.database
    with shared.directorate.psql(OWNER) as connection:
        connection.execute(f"GRANT {name}_administrator TO memur")
    difference = shared.desk.find_foreign_rights()
    assert difference is not None
    assert (difference.code, difference.parameters) == (
        "server.rights_beside",
        {"names": "memur"},
    )
    assert upgrade_server(shared.directorate.owner).beside == ()
    assert shared.desk.find_foreign_rights() is None
    assert shared.refused("memur", "SELECT alo183_close('x')") is errors.InsufficientPrivilege
    assert shared.refused("memur", "UPDATE officers SET id = id WHERE false") is None


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("GRANT pg_read_all_data TO denetci", "REVOKE pg_read_all_data FROM denetci"),
        ("ALTER ROLE denetci SUPERUSER", "ALTER ROLE denetci NOSUPERUSER"),
    ],
)
def test_that_what_only_a_superuser_takes_back_is_said_after_the_guarded_command(
    shared: Shared, server: Server, given: str, taken: str
) -> None:
    server._execute(given)  # noqa: SLF001 - as a superuser would
    try:
        assert upgrade_server(shared.directorate.owner).beside == ("denetci",)
    finally:
        server._execute(taken)  # noqa: SLF001
    assert shared.desk.find_foreign_rights() is None
