"""Several desks on one server: set up, joined, signed in, and left."""

import json
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from alo183_desktop.access.queries import find_user
from alo183_desktop.access.rules import Role
from alo183_desktop.access.server_file import read_place
from alo183_desktop.access.vault import SERVER_FILE
from alo183_desktop.bootstrap import server_setup
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.moving import move_to_file
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases import unexplained
from alo183_desktop.cases.kinds import CallReason
from alo183_desktop.cases.rows import UnexplainedCallFilter
from alo183_desktop.db import migrate
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.write_lock import UPGRADE
from alo183_desktop.officers.queries import get_card
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.officers.service import add_officer, search_officers
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.rota import service as rota
from alo183_desktop.rota import swap_service
from alo183_desktop.rota.kinds import RotaFileKind, SwapManner
from alo183_desktop.rota.rows import Cell
from alo183_desktop.rota.swap_service import SwapWanted
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import mask_tckn
from tests.clocks import FixedClock
from tests.database import kept_rotas
from tests.database.kept_rotas import set_limits
from tests.database.postgresql import OWNER, Server
from tests.database.rosters import tckn, values
from tests.database.servers import (
    ADMINISTRATOR,
    PASSWORDS,
    ServedDirectorate,
    as_stranger,
)
from tests.database.test_cases_unexplained import line_with_calls
from tests.later import one_release_later
from tests.rules_of_desk import RulesOfDesk
from tests.unit.bootstrap.people import ANSWERS, OTHER, refusal, user


def test_that_a_directorate_is_set_up_on_a_server_and_its_trail_is_whole(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert administrator.is_on_server
    assert administrator.actor.login == ADMINISTRATOR
    assert administrator.verify_audit().is_whole
    stored = directorate.program().label()
    assert stored == administrator.directorate_name


def test_that_the_folder_of_a_desk_holds_neither_password_nor_key(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    folder = administrator.data_folder
    assert not (folder / "alo183.key").exists()
    content = (folder / SERVER_FILE).read_text(encoding="utf-8")
    assert json.loads(content)["database"] == directorate.database
    assert PASSWORDS[ADMINISTRATOR] not in content


def test_that_a_second_desk_joins_with_address_user_and_password_alone(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    desk = directorate.join("memur", "masa-2")
    assert desk.verdict.is_whole
    assert desk.actor.role == Role.CLERK.value
    assert directorate.program("masa-2").logins() == ("memur",)
    assert directorate.unlock("memur", "masa-2").actor.login == "memur"


def test_that_what_one_desk_writes_the_other_reads(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    desk = directorate.join("memur", "masa-2")
    assert user(desk, "denetci").role is Role.AUDITOR


def test_that_joining_with_a_wrong_password_writes_nothing(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    program = directorate.program("masa-2")
    error = refusal(lambda: program.join(directorate.login("memur", OTHER + "!")))
    assert error.code == "access.wrong_password"
    assert not program.exists()
    assert not program.has_lost_data()


def test_that_joining_an_empty_database_says_that_nothing_is_set_up(
    directorate: ServedDirectorate,
) -> None:
    program = directorate.program("masa-2")
    error = refusal(lambda: program.join(directorate.owner))
    assert error.code == "server.not_set_up"


def test_that_a_second_set_up_in_the_same_database_is_refused(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert administrator.is_on_server
    again = directorate.program("masa-2")
    error = refusal(
        lambda: again.create_on_server(directorate.owner, ANSWERS, PASSWORDS[ADMINISTRATOR])
    )
    assert error.code == "server.exists"
    assert not again.exists()


def test_that_a_database_with_foreign_tables_is_left_alone(
    directorate: ServedDirectorate,
) -> None:
    with directorate.psql(OWNER) as connection:
        connection.execute("CREATE TABLE baska (id integer)")
    error = refusal(directorate.set_up)
    assert error.code == "server.foreign_tables"


def test_that_the_owner_of_the_database_cannot_be_the_administrator(
    directorate: ServedDirectorate,
) -> None:
    answers = replace(ANSWERS, administrator_login=OWNER)
    program = directorate.program()
    error = refusal(
        lambda: program.create_on_server(directorate.owner, answers, PASSWORDS[ADMINISTRATOR])
    )
    assert error.code == "server.role_taken"
    assert error.parameters["login"] == OWNER
    with directorate.psql(OWNER) as connection:
        assert connection.execute("SELECT to_regclass('users')").fetchone() == (None,)


def test_that_somebody_who_may_make_no_roles_sets_nothing_up(
    directorate: ServedDirectorate, server: Server
) -> None:
    server._execute("CREATE ROLE baskasi LOGIN PASSWORD 'p'")  # noqa: SLF001 - as its owner would
    try:
        stranger = as_stranger(directorate, "baskasi", "p")
        program = directorate.program()
        error = refusal(
            lambda: program.create_on_server(stranger, ANSWERS, PASSWORDS[ADMINISTRATOR])
        )
        assert error.code == "server.not_owner"
    finally:
        server._execute("DROP ROLE baskasi")  # noqa: SLF001


def test_that_an_own_password_is_changed_on_the_server_and_in_the_slot(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    desk = directorate.join("memur", "masa-2")
    desk.users.change_own_password(PASSWORDS["memur"], "dört turuncu ördek yürüdü")
    with desk.work():
        pass  # the open desk goes on, also with new connections
    error = refusal(lambda: directorate.program("masa-2").unlock("memur", PASSWORDS["memur"]))
    assert error.code == "access.wrong_password"
    again = directorate.unlock("memur", "masa-2", "dört turuncu ördek yürüdü")
    assert again.actor.login == "memur"


def test_that_a_password_that_was_given_must_be_changed_before_anything_is_read(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    given, own = "dört turuncu ördek yürüdü", "beş mavi tavşan uyudu"
    directorate.add_people(administrator)
    directorate.join("memur", "masa-2")
    administrator.users.set_password(user(administrator, "memur"), given)
    desk = directorate.unlock("memur", "masa-2", given)
    assert desk.has_given_password
    assert refusal(lambda: user(desk, "denetci")).code == "access.given_password"
    # Another program does not let them say that they have chosen.
    refused = pytest.raises(errors.InsufficientPrivilege)
    with directorate.psql("memur", given) as connection, refused:
        connection.execute("UPDATE users SET given_generation = 0")
    assert refusal(lambda: desk.users.choose_own_password(given)).code == "access.same_password"
    desk.users.choose_own_password(own)
    assert user(desk, "denetci").role is Role.AUDITOR
    assert not directorate.unlock("memur", "masa-2", own).has_given_password


def test_that_a_wrong_old_password_changes_nothing_and_is_counted(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    error = refusal(
        lambda: administrator.users.change_own_password("yanlış", "dört turuncu ördek yürüdü")
    )
    assert error.code == "access.wrong_password"
    assert directorate.unlock(ADMINISTRATOR, "masa-1").actor.login == ADMINISTRATOR


def test_that_wrong_passwords_cost_waiting_as_they_do_on_a_file(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert administrator.is_on_server
    program = directorate.program()
    codes = [refusal(lambda: program.unlock(ADMINISTRATOR, "yanlış")).code for _ in range(4)]
    assert codes == [
        "access.wrong_password",
        "access.wrong_password",
        "access.wrong_password_wait",
        "access.wait",
    ]


def test_that_an_administrator_does_not_close_their_own_account_half(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    second = "dört turuncu ördek yürüdü"
    administrator.users.add(login="ikinci", name="İkinci", role=Role.ADMINISTRATOR, password=second)
    me = user(administrator, ADMINISTRATOR)
    refused = refusal(
        lambda: administrator.users.change(me, name=me.name, role=me.role, is_active=False)
    )
    assert refused.code == "access.own_account"
    assert directorate.unlock(ADMINISTRATOR, "masa-1").verdict.is_whole


def test_that_who_is_closed_out_loses_the_server_at_once(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    desk = directorate.join("memur", "masa-2")
    row = user(administrator, "memur")
    administrator.users.change(row, name=row.name, role=row.role, is_active=False)

    def work() -> None:
        with desk.work():
            pass

    assert refusal(work).code == "access.inactive"
    error = refusal(lambda: directorate.program("masa-2").unlock("memur", PASSWORDS["memur"]))
    assert error.code == "access.wrong_password"
    with pytest.raises(psycopg.OperationalError), directorate.psql("memur"):
        pass


def test_that_a_closed_account_is_destroyed_and_loses_its_login_for_good(
    directorate: ServedDirectorate, administrator: Desk, clock: FixedClock
) -> None:
    directorate.add_people(administrator)
    row = user(administrator, "denetci")
    administrator.users.change(row, name=row.name, role=row.role, is_active=False)
    clock.advance(days=3700)
    with administrator.work() as work:
        retention.agree(work, RecordKind.ACCOUNTS, [row.user_id])
        retention.destroy(work, RecordKind.ACCOUNTS, [row.user_id], reason="Süresi doldu")
        assert find_user(work.session, "denetci") is None
    assert administrator.verify_audit().is_whole
    with (
        directorate.psql(ADMINISTRATOR) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="keeps their login"),
    ):
        connection.execute("UPDATE users SET login = 'denetci' WHERE id = %s", [row.user_id])


def test_that_who_is_let_in_again_comes_with_the_new_password_only(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    directorate.join("memur", "masa-2")
    row = user(administrator, "memur")
    administrator.users.change(row, name=row.name, role=row.role, is_active=False)
    administrator.users.reopen(user(administrator, "memur"), "dört turuncu ördek yürüdü")
    again = directorate.unlock("memur", "masa-2", "dört turuncu ördek yürüdü")
    assert again.verdict.is_whole


def test_that_a_role_that_another_desk_gave_meanwhile_stays_when_only_the_name_is_changed(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    row = user(administrator, "memur")
    administrator.users.change(row, name=row.name, role=Role.AUDITOR, is_active=True)
    administrator.users.change(row, name="Yeni AD", role=row.role, is_active=True)
    now = user(administrator, "memur")
    assert (now.name, now.role) == ("Yeni AD", Role.AUDITOR)
    with directorate.psql("memur") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("UPDATE officers SET id = id WHERE false")


def test_that_a_password_given_by_the_administrator_opens_key_and_server(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    directorate.join("mudur", "masa-2")
    administrator.users.set_password(user(administrator, "mudur"), "dört turuncu ördek yürüdü")
    assert directorate.unlock("mudur", "masa-2", "dört turuncu ördek yürüdü").verdict.is_whole


def test_that_a_user_named_like_no_role_of_this_directorate_can_be_is_refused(
    administrator: Desk,
) -> None:
    wrong = {
        "postgres": "server.role_taken",
        "pg_memur": "server.role_taken",
        "public": "server.role_taken",
        "m" * 64: "server.login_long",
    }
    for login, code in wrong.items():
        error = refusal(
            lambda login=login: administrator.users.add(  # type: ignore[misc]
                login=login, name="Biri", role=Role.CLERK, password=OTHER
            )
        )
        assert error.code == code
        with administrator.work() as work:
            assert find_user(work.session, login) is None


def test_that_the_recovery_sheet_opens_the_key_after_the_owner_has_set_a_password(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert administrator.is_on_server
    assert directorate.sheet is not None
    with directorate.psql(OWNER) as connection:
        connection.execute(f"ALTER ROLE \"{ADMINISTRATOR}\" PASSWORD 'geçici parola 183'")
    program = directorate.program()
    error = refusal(lambda: program.unlock(ADMINISTRATOR, "geçici parola 183"))
    assert error.code == "server.no_slot"
    desk = program.recover(directorate.sheet.code, ADMINISTRATOR, "geçici parola 183")
    desk.close()
    assert directorate.unlock(ADMINISTRATOR, "masa-1", "geçici parola 183").verdict.is_whole


def test_that_another_sheet_takes_the_place_of_the_first_one(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert directorate.sheet is not None
    first = directorate.sheet.code
    assert administrator.try_recovery_sheet(first)
    sheet = administrator.new_recovery_sheet()
    # The key is the first sheet's still: a file it is moved into needs its key file with this one.
    assert not administrator.try_recovery_sheet(sheet.code)
    error = refusal(lambda: administrator.try_recovery_sheet(first))
    assert error.code == "access.wrong_code"
    assert refusal(lambda: administrator.rekey(sheet)).code == "server.only_file"


def test_that_no_backup_is_taken_of_a_server_and_the_way_is_reported(administrator: Desk) -> None:
    assert refusal(administrator.backups.take).code == "server.no_backup"
    assert administrator.backups.take_daily() is None
    administrator.backups.take_before_import()


def bring_address(administrator: Desk, folder: Path) -> None:
    """Bring `alo183.server` alone to another desk, as whoever sets twenty of them up does."""
    folder.mkdir()
    name = SERVER_FILE
    (folder / name).write_bytes((administrator.data_folder / name).read_bytes())


def test_that_a_desk_to_which_the_address_was_copied_walks_the_trail_once_and_nobody_is_alarmed(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    folder = administrator.data_folder.with_name("masa-9")
    bring_address(administrator, folder)
    for _time in range(2):
        assert directorate.unlock(ADMINISTRATOR, "masa-9").verdict.is_whole
        assert (folder / "alo183.head").exists()
    assert directorate.unlock(ADMINISTRATOR, "masa-1").verdict.is_whole
    with administrator.work() as work:
        reported = [
            row.action for row in find_entries(work.session, AuditFilter(), before=None, limit=50)
        ]
    assert reported.count("audit.anchored") == 2  # of the desk that joined, and of this one
    assert "audit.found_broken" not in reported


def test_that_a_desk_for_which_a_server_is_laid_down_needs_no_set_up_and_leaves_it_for_none(
    directorate: ServedDirectorate, administrator: Desk, rules_of_desk: RulesOfDesk
) -> None:
    assert administrator.lock_minutes != 3
    program = directorate.program("masa-9")
    folder = program.data_folder
    url = directorate.url()
    rules_of_desk.write(f"data_folder = '{folder}'\nserver = '{url}'\nlock_minutes = 3")
    assert not folder.exists()
    assert program.exists()
    assert program.is_on_server()
    desk = directorate.unlock(ADMINISTRATOR, "masa-9")
    assert desk.verdict.is_whole
    assert desk.lock_minutes == 3
    assert program.label() == desk.directorate_name
    with desk.work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=9)
    assert not {"audit.found_broken", "sign_in.failed"} & {row.action for row in rows}
    assert refusal(lambda: move_to_file(desk)).code == "desk.laid_down"
    address = replace(directorate.address, port=5433)
    other = replace(directorate.login(ADMINISTRATOR), address=address)
    (folder / SERVER_FILE).unlink()
    (folder / "alo183.head").unlink()
    assert refusal(lambda: program.join(other)).code == "desk.laid_down"
    (folder / "alo183.db").write_bytes(b"x")
    assert refusal(program.exists).code == "desk.file_here"
    # Whoever names another folder means that one.
    assert not directorate.program("masa-10").exists()


def test_that_a_set_up_trusts_the_server_as_is_laid_down_and_touches_no_other_one(
    directorate: ServedDirectorate, rules_of_desk: RulesOfDesk, tmp_path: Path
) -> None:
    program, certificate = directorate.program(), tmp_path / "kök.crt"
    url = directorate.url()
    other = url.replace(f"port={directorate.server.port}", "port=5433")
    rule = f"data_folder = '{program.data_folder}'\ncertificate = '{certificate}'\nserver = "
    rules_of_desk.write(f"{rule}'{other}'")
    assert refusal(directorate.set_up).code == "desk.laid_down"
    with directorate.psql(OWNER) as connection:
        assert connection.execute("SELECT to_regclass('users')").fetchone() == (None,)
    rules_of_desk.write(f"{rule}'{url}'")
    assert directorate.set_up().verdict.is_whole
    place = read_place(program.data_folder)
    assert place is not None
    assert place.address.sslrootcert == str(certificate)


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ("sunucu/alo183", "server.url"),
        ("postgresql://ayse:parola@sunucu/alo183", "desk.server_person"),
        ("postgresql://sunucu/alo183?sslmode=disable", "server.tls_needed"),
    ],
)
def test_that_a_server_that_cannot_be_laid_down_is_reported_by_its_key(
    server: str, code: str, rules_of_desk: RulesOfDesk, tmp_path: Path
) -> None:
    rules_of_desk.write(f"data_folder = '{tmp_path}'\nserver = '{server}'")
    error = refusal(lambda: Program(tmp_path).exists())
    assert error.code == "desk.rules_wrong"
    assert [(problem.key, problem.code) for problem in error.problems] == [("server", code)]


def test_that_a_broken_trail_is_reported_at_a_desk_without_a_head_too(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    with psycopg.connect(
        host=directorate.server.host,
        port=directorate.server.port,
        dbname=directorate.database,
        user="postgres",
    ) as connection:
        connection.execute("ALTER TABLE audit_entries DISABLE TRIGGER USER")
        connection.execute("UPDATE audit_entries SET actor_name = 'X' WHERE sequence = 2")
        connection.execute("ALTER TABLE audit_entries ENABLE TRIGGER USER")
    folder = administrator.data_folder.with_name("masa-9")
    bring_address(administrator, folder)
    assert directorate.unlock(ADMINISTRATOR, "masa-9").verdict.reason == "head_missing"


def test_that_a_server_that_is_away_is_reported_and_no_try_is_counted(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    place = administrator.data_folder / SERVER_FILE
    content = json.loads(place.read_text(encoding="utf-8"))
    place.write_text(json.dumps({**content, "host": "/tmp/burada-sunucu-yok"}), encoding="utf-8")
    program = directorate.program()
    codes = {
        refusal(lambda: program.unlock(ADMINISTRATOR, PASSWORDS[ADMINISTRATOR])).code
        for _ in range(5)
    }
    assert codes == {"db.server_away"}
    assert not program.wait_left(ADMINISTRATOR)


def test_that_who_only_looks_gets_no_t_c_number_from_the_server_either(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    number = tckn(5)
    with administrator.work() as work:
        officer_id = add_officer(work, values("Ayşe IŞIK", tckn=number))
    covered = mask_tckn(number)
    for name in ("mudur", "denetci"):
        desk = directorate.join(name, name)
        with desk.work() as work:
            rows = search_officers(work, OfficerFilter(), as_of=local_day(work.now))
            assert [row.masked_tckn for row in rows] == [covered]
            card = get_card(work.session, officer_id, as_of=local_day(work.now))
            assert card.masked_tckn == covered
        with directorate.psql(name) as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("SELECT tckn FROM public.officers")
            found = connection.execute("SELECT tckn FROM alo183_masked.officers").fetchall()
            assert found == [(covered,)]
    with directorate.psql("memur") as connection:
        assert connection.execute("SELECT tckn FROM officers").fetchall() == [(number,)]


def test_that_who_only_looks_gets_no_private_phone_from_the_server_and_counts_the_same_calls(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    private = "+905320001122"
    with administrator.work() as work:
        officer_id = add_officer(work, values("Ayşe IŞIK", personal_mobile=private))
        line_with_calls(work, private, "+905329990000")
    with administrator.work() as work:
        ours = unexplained.count_calls(work, UnexplainedCallFilter())
        assert (ours.explained, ours.unexplained) == (((CallReason.OFFICER, 1),), 1)
    for name in ("mudur", "denetci"):
        desk = directorate.join(name, name)
        with desk.work() as work:
            card = get_card(work.session, officer_id, as_of=local_day(work.now))
            assert card.masked_personal_mobile == "0532 ••• •• ••"
            assert unexplained.count_calls(work, UnexplainedCallFilter()) == ours
            assert unexplained.count_unexplained(work.session, UnexplainedCallFilter()) == 1
            (call,) = unexplained.find_calls(work, UnexplainedCallFilter())
            assert call.number != private
            for searched, found in (("isik", 1), ("5320001122", 0)):
                wanted = OfficerFilter(search=searched)
                rows = search_officers(work, wanted, as_of=local_day(work.now))
                assert len(rows) == found
        with directorate.psql(name) as connection:
            shown = connection.execute("SELECT o::text FROM alo183_masked.officers o").fetchall()
            assert len(shown) == 1
            assert private[:9] not in str(shown)
            mask = "SELECT personal_mobile FROM alo183_masked.officers"
            assert connection.execute(mask).fetchall() == [("+90532•••••••",)]
            # No function answers for a number of their choice: each would be tried in turn.
            asked = connection.execute(
                "SELECT proname, pg_get_function_arguments(oid) FROM pg_proc "
                "WHERE pronamespace = 'public'::regnamespace AND prosecdef "
                "AND has_function_privilege(oid, 'EXECUTE')"
            ).fetchall()
            assert asked == [("alo183_is_private", "call_id integer")]
            with pytest.raises(errors.UndefinedFunction):
                connection.execute("SELECT alo183_is_private(%s::text)", [private])


@pytest.mark.parametrize(("revision", "code"), [("0000", "server.older"), ("9999", "server.newer")])
def test_that_another_revision_of_the_server_is_refused_by_name(
    directorate: ServedDirectorate, administrator: Desk, revision: str, code: str
) -> None:
    with directorate.psql(OWNER) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", [revision])
    program = directorate.program()
    error = refusal(lambda: program.unlock(ADMINISTRATOR, PASSWORDS[ADMINISTRATOR]))
    assert error.code == code
    assert (error.parameters["found"], error.parameters["wanted"]) == (revision, migrate.HEAD)

    def work() -> None:
        with administrator.work():
            pass

    # A desk that was open while somebody else migrated, too.
    assert refusal(work).code == code


def test_that_the_guarded_command_brings_an_older_server_forward(
    directorate: ServedDirectorate, administrator: Desk, tmp_path: Path
) -> None:
    older = administrator.revision
    with one_release_later(tmp_path / "program") as newest:
        done = server_setup.upgrade_server(directorate.owner)
        assert (done.before, done.after) == (older, newest)
        assert administrator.find_foreign_rights() is None
    with directorate.psql(OWNER) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == (newest,)


def test_that_two_do_not_migrate_a_server_at_once(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert administrator.is_on_server
    with directorate.psql(OWNER) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [UPGRADE])
        error = refusal(lambda: server_setup.upgrade_server(directorate.owner))
    assert error.code == "server.upgrading"
    done = server_setup.upgrade_server(directorate.owner)
    assert done == server_setup.Upgraded(migrate.HEAD, migrate.HEAD, differed=False, beside=())


def test_that_an_administrator_cannot_migrate_a_server(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    assert administrator.is_on_server
    with pytest.raises(KnownError) as caught:
        server_setup.upgrade_server(directorate.login(ADMINISTRATOR))
    assert caught.value.code == "server.not_owner"


def test_that_a_clerk_gives_a_part_of_a_duty_on_and_takes_it_back_and_approves_nothing(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    desk = directorate.join("memur", "masa-2")
    with desk.work() as work:
        ayse, murat = (
            kept_rotas.add(work, name, index, main=True)
            for index, name in enumerate(("Ayşe DEMİR", "Murat KILIÇ"), start=1)
        )
        rota.begin_month(work, "2026-12")
        duty = rota.month_sheet(work, "2026-12").duties[0]
        rota.fill(work, [Cell(duty.duty_id, duty.version, ayse)])
        duty = rota.month_sheet(work, "2026-12").duties[0]
        half = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
        wanted = SwapWanted(
            duty.duty_id,
            duty.version,
            half,
            duty.ends_at,
            murat,
            SwapManner.ORDER,
            is_urgent=True,
        )
        number = swap_service.swap(work, wanted)
    with directorate.psql("memur") as connection:
        for statement in (
            "UPDATE swaps SET approved_by = 'Memur'",
            "DELETE FROM swaps",
        ):
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute(statement)
        # A whole duty is out of reach, as if there were none.
        assert connection.execute("DELETE FROM duties WHERE part_of IS NULL").rowcount == 0
    with desk.work() as work:
        swap_service.undo_swap(work, number, version=1)
        first, *others = rota.month_sheet(work, "2026-12").duties
        assert (first.ends_at, first.person_id) == (duty.ends_at, ayse)
        assert not any(one.part_of for one in others)
        again = swap_service.swap(work, replace(wanted, version=first.version))
    with administrator.work() as work:
        swap_service.approve_swap(work, again, version=1)
    with desk.work() as work, pytest.raises(KnownError, match="not_allowed"):
        swap_service.undo_swap(work, again, version=2)


def test_that_a_director_publishes_and_approves_once_the_administrator_lets_them(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    directorate.add_people(administrator)
    with administrator.work() as work:
        set_limits(work, director_approves=True)
        ayse, murat = (
            kept_rotas.add(work, name, index, main=True)
            for index, name in enumerate(("Ayşe DEMİR", "Murat KILIÇ"), 1)
        )
        rota.begin_month(work, "2026-12")
        main = [one for one in rota.month_sheet(work, "2026-12").duties if one.kind.value == "main"]
        # The second one stands against the rest after the first, and somebody said why.
        cells = [
            Cell(one.duty_id, one.version, ayse, "Başka kimse yok", overrules=True)
            for one in main[:2]
        ]
        rota.fill(work, cells)
        duty = rota.month_sheet(work, "2026-12").duties[0]
        swap = kept_rotas.take_over(work, duty, murat)
    director = directorate.join("mudur", "masa-2")
    with director.work() as work:
        swap_service.approve_swap(work, swap, version=1)
        state = rota.month_sheet(work, "2026-12").state
        assert state is not None
        rota.set_basis(work, "2026-12", "Valilik oluru", version=state.version)
        version = rota.prepare_version(work, "2026-12")
    with director.work() as work:
        rota.publish(work, version, {RotaFileKind.ROTA: ("çizelge.pdf", b"%PDF-1.4 rota")})
    with administrator.work() as work:
        state = rota.month_sheet(work, "2026-12").state
        assert state is not None
        assert (state.published, state.changed, state.basis) == (1, 0, "Valilik oluru")
        assert [one.name for one in rota.list_notices(work, "2026-12")] == [
            "Ayşe DEMİR",
            "Murat KILIÇ",
        ]
        set_limits(work, director_approves=False)
    with director.work() as work, pytest.raises(KnownError, match="not_allowed"):
        rota.prepare_version(work, "2026-12")


def test_that_the_owner_erases_what_was_destroyed_once_nobody_sees_it_any_more(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    with directorate.psql(OWNER) as owner:
        owner.execute("INSERT INTO change_drafts VALUES (1, 'x', '{}', now(), 'gizli söz', 1)")
    assert server_setup.erase_destroyed(directorate.owner) == 0
    with directorate.psql("selin.aktas") as old:
        old.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM users")
        with directorate.psql(OWNER) as owner, owner.transaction():
            owner.execute("DELETE FROM change_drafts")
            owner.execute(
                "INSERT INTO destructions (kind, at, items, months, basis, oldest_on, newest_on, "
                "reason, ids_sha256, removed, by_name, kept_until) VALUES ('drafts', now(), 1, 1, "
                "'x', '2026-01-01', '2026-01-01', '', repeat('0', 64), '{\"change_drafts\": 1}', "
                "'x', '2030-01-01')"
            )
        # Neither the desk of an administrator nor the owner notes what is not true.
        for act, code in (
            (administrator.erase_destroyed, "db.not_rewritten"),
            (
                lambda: server_setup.erase_destroyed(directorate.login(ADMINISTRATOR)),
                "server.not_owner",
            ),
            (lambda: server_setup.erase_destroyed(directorate.owner), "db.still_seen"),
        ):
            assert refusal(act).code == code
        with directorate.psql(OWNER) as owner:
            erased = owner.execute("SELECT erased_at FROM destructions").fetchall()
            assert erased == [(None,)]
    assert server_setup.erase_destroyed(directorate.owner) == 1
    assert server_setup.erase_destroyed(directorate.owner) == 0
    with directorate.psql(OWNER) as owner:
        ((at,),) = owner.execute("SELECT erased_at FROM destructions").fetchall()
    assert at is not None
    assert administrator.erase_destroyed() == 0
