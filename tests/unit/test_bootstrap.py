"""Set-up, signing in, recovery: what is written, what a kill leaves, what a file shows."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import text

from alo183_desktop import bootstrap
from alo183_desktop.access import keys, recovery
from alo183_desktop.access.queries import find_user, list_users
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap import Program, SetUpAnswers
from alo183_desktop.db import engine as engines
from alo183_desktop.db import migrate
from alo183_desktop.db.audit import AuditFilter, find_entries
from alo183_desktop.directorate.provinces import propose
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.directorate.rules import SignatoryForm
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.access.rows import UserRow
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.audit import AuditRow
    from tests.clocks import FixedClock

CHEAP: Final = keys.Cost(time_cost=1, memory_kib=64, parallelism=1)
PASSWORD: Final = "mor kedi tavanda yüzer"
OTHER: Final = "yeşil çorap uçan balık"
ANOTHER_CODE: Final = recovery.new_sheet(now=START).code
ANSWERS: Final = SetUpAnswers(
    directorate=replace(
        propose("Iğdır"),
        detsis="12345678",
        address="Karanfil Mahallesi, Leylak Sokak",
        telephone="0500 123 98 76",
        contact_name="Gülşah BÜYÜKKARAGÖZOĞLU",
    ),
    signatories=(
        SignatoryForm("Hasan KÖKSAL", "İl Müdürü", "Vali a.", valid_from=dt.date(2024, 1, 1)),
    ),
    administrator_login="Selin.AKTAŞ",
    administrator_name="Selin AKTAŞ",
)


@pytest.fixture
def program(data_folder: Path, clock: FixedClock) -> Program:
    """Return a program on an empty folder; a guess is cheap, so that tests are quick."""
    return Program(data_folder, clock=clock, cost=CHEAP)


@pytest.fixture
def made(program: Program) -> Iterator[tuple[Desk, RecoverySheet]]:
    """Return what a set-up gives; closed at the end."""
    desk, sheet = program.create(ANSWERS, PASSWORD)
    yield desk, sheet
    desk.close()


@pytest.fixture
def desk(made: tuple[Desk, RecoverySheet]) -> Desk:
    """Return the open data of a directorate that has just been set up."""
    return made[0]


def entries(desk: Desk) -> list[AuditRow]:
    """Return the trail, oldest first."""
    with desk.work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=1000)
    return list(reversed(rows))


def user(desk: Desk, login: str) -> UserRow:
    """Return somebody who can sign in."""
    with desk.work() as work:
        found = find_user(work.session, login)
    assert found is not None
    return found


def refusal(act: Callable[[], object]) -> KnownError:
    """Return the error with which an act is refused."""
    with pytest.raises(KnownError) as caught:
        act()
    return caught.value


def test_that_a_set_up_ends_in_the_program_with_all_that_was_asked(
    program: Program, desk: Desk
) -> None:
    assert program.exists()
    assert program.logins() == ("selin.aktas",)
    assert program.label() == desk.directorate_name
    assert desk.directorate_name == "Iğdır Aile ve Sosyal Hizmetler İl Müdürlüğü"
    assert (desk.actor.login, desk.actor.role) == ("selin.aktas", Role.ADMINISTRATOR)
    assert desk.lock_minutes == 10
    assert desk.verdict.is_whole
    with desk.work() as work:
        assert get_directorate(work.session).detsis == "12345678"
        assert [row.name for row in list_signatories(work.session)] == ["Hasan KÖKSAL"]
        assert [(row.name, row.is_required) for row in list_subjects(work.session)] == [
            (name, True) for name in ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")
        ]


def test_that_a_set_up_is_written_to_the_trail_under_the_administrator(desk: Desk) -> None:
    rows = entries(desk)
    assert [row.action for row in rows] == [
        *("directorate.installed", "signatory.added"),
        *("subject.added",) * 5,
        *("user.added", "directorate.recovery_sheet_made", "sign_in.succeeded"),
    ]
    assert {row.actor_login for row in rows} == {"selin.aktas"}
    assert desk.verify_audit().is_whole


def test_that_a_second_set_up_in_the_same_folder_is_refused(program: Program, desk: Desk) -> None:
    before = (desk.data_folder / bootstrap.DATA_FILE).stat().st_ino
    assert refusal(lambda: program.create(ANSWERS, PASSWORD)).code == "access.exists"
    assert (desk.data_folder / bootstrap.DATA_FILE).stat().st_ino == before


@pytest.mark.parametrize("password", ["", "123456", "selin.aktas", "igdir"])
def test_that_a_set_up_with_a_weak_password_leaves_nothing(
    program: Program, data_folder: Path, password: str
) -> None:
    assert refusal(lambda: program.create(ANSWERS, password)).code == "access.weak_password"
    assert list(data_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"administrator_login": "iki söz"}, "access.login_form"),
        ({"administrator_name": " "}, "access.name_missing"),
        ({"directorate": replace(ANSWERS.directorate, detsis="1")}, "directorate.wrong"),
        ({"signatories": (SignatoryForm(),)}, "directorate.wrong"),
    ],
    ids=["login", "name", "directorate", "signatory"],
)
def test_that_a_set_up_with_a_wrong_answer_leaves_nothing_that_exists(
    program: Program, changes: dict[str, object], code: str
) -> None:
    answers = replace(ANSWERS, **changes)  # type: ignore[arg-type]
    assert refusal(lambda: program.create(answers, PASSWORD)).code == code
    assert not program.exists()
    program.create(ANSWERS, PASSWORD)[0].close()
    assert program.exists()


class KilledError(BaseException):
    """The power went off."""


@pytest.mark.parametrize(
    "place",
    [
        "alo183_desktop.db.migrate.upgrade",
        "alo183_desktop.directorate.service.install_signatory",
        "alo183_desktop.access.service.install_user",
        "alo183_desktop.access.recovery.new_sheet",
        "alo183_desktop.access.keys.KeyFile.save",
        "alo183_desktop.bootstrap.write_head",
    ],
)
def test_that_a_set_up_that_is_killed_half_way_can_be_begun_anew(
    program: Program, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def kill(*_arguments: object, **_named: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(place, kill)
        with pytest.raises(KilledError):
            program.create(ANSWERS, PASSWORD)
    assert not program.exists()
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    assert desk.verify_audit().is_whole
    with desk.work() as work:
        assert len(list_users(work.session)) == 1
    desk.close()


def test_that_the_right_password_opens_and_a_wrong_one_does_not(
    program: Program, desk: Desk
) -> None:
    desk.close()
    program.unlock("SELİN.aktaş", PASSWORD).close()
    error = refusal(lambda: program.unlock("selin.aktas", OTHER))
    assert (error.code, error.parameters) == ("access.wrong_password", {"left": 2})
    assert refusal(lambda: program.unlock("kimse", PASSWORD)).code == "access.wrong_password"


def test_that_wrong_passwords_cost_time_whoever_asks(
    program: Program, desk: Desk, clock: FixedClock
) -> None:
    desk.close()
    codes = [refusal(lambda: program.unlock("selin.aktas", OTHER)).code for _ in range(3)]
    assert codes == ["access.wrong_password"] * 2 + ["access.wrong_password_wait"]
    error = refusal(lambda: program.unlock("selin.aktas", PASSWORD))
    assert (error.code, error.parameters) == ("access.wait", {"seconds": 31})
    # A new start of the program does not help.
    again = Program(program.data_folder, clock=clock, cost=CHEAP)
    assert refusal(lambda: again.unlock("selin.aktas", PASSWORD)).code == "access.wait"
    clock.advance(seconds=31)
    again.unlock("selin.aktas", PASSWORD).close()
    assert not again.wait_left("selin.aktas")


def test_that_a_wait_of_a_clock_that_ran_ahead_ends(
    program: Program, desk: Desk, clock: FixedClock
) -> None:
    desk.close()
    now = clock()
    clock.set(now + dt.timedelta(days=3650))
    for _ in range(3):
        refusal(lambda: program.unlock("selin.aktas", OTHER))
    clock.set(now)
    assert program.wait_left("selin.aktas") == dt.timedelta(seconds=30)
    clock.advance(seconds=30)
    program.unlock("selin.aktas", PASSWORD).close()


def test_that_failures_move_into_the_trail_at_the_next_success(
    program: Program, desk: Desk, clock: FixedClock
) -> None:
    desk.close()
    failed_at = clock()
    refusal(lambda: program.unlock("selin.aktas", OTHER))
    refusal(lambda: program.unlock("mor kedi", OTHER))
    refusal(lambda: program.recover(ANOTHER_CODE, "selin.aktas", OTHER))
    clock.advance(minutes=1)
    opened = program.unlock("selin.aktas", PASSWORD)
    rows = [row for row in entries(opened) if row.action == "sign_in.failed"]
    assert [(row.item_id, row.details["how"]) for row in rows] == [
        (1, "password"),
        (None, "unknown"),
        (None, "recovery_sheet"),
    ]
    assert {row.details["at"] for row in rows} == {failed_at.isoformat()}
    assert (program.data_folder / bootstrap.ATTEMPTS_FILE).read_text() == ""
    opened.close()


def test_that_failures_of_another_user_wait_for_their_owner(program: Program, desk: Desk) -> None:
    desk.add_user(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    refusal(lambda: program.unlock("memur", PASSWORD))
    opened = program.unlock("selin.aktas", PASSWORD)
    assert "sign_in.failed" not in [row.action for row in entries(opened)]
    opened.close()
    opened = program.unlock("memur", OTHER)
    assert [row.actor_login for row in entries(opened) if row.action == "sign_in.failed"] == [
        "memur"
    ]
    opened.close()


def test_that_the_sheet_opens_and_gives_a_new_password(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, sheet = made
    desk.close()
    refusal(lambda: program.unlock("selin.aktas", OTHER))
    opened = program.recover(" ".join(sheet.groups).lower(), "Selin.Aktaş", OTHER)
    assert [row.action for row in entries(opened)][-3:] == [
        "user.recovered",
        "sign_in.failed",
        "sign_in.succeeded",
    ]
    assert entries(opened)[-1].details == {"how": "recovery_sheet"}
    opened.close()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "access.wrong_password"
    program.unlock("selin.aktas", OTHER).close()


def test_that_the_sheet_makes_an_administrator_of_whoever_is_named(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, sheet = made
    desk.add_user(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    clerk = user(desk, "memur")
    desk.change_user(clerk, name=clerk.name, role=clerk.role, is_active=False)
    desk.close()
    for login in ("memur", "yeni.kisi"):
        opened = program.recover(sheet.code, login, OTHER)
        assert (opened.actor.login, opened.actor.role) == (login, Role.ADMINISTRATOR)
        opened.close()


def test_that_a_wrong_sheet_is_refused_and_costs_time(program: Program, desk: Desk) -> None:
    desk.close()
    codes = [refusal(lambda: program.recover(ANOTHER_CODE, "x", OTHER)).code for _ in range(4)]
    assert codes == ["access.wrong_code"] * 3 + ["access.wait"]
    assert refusal(lambda: program.recover("00000", "x", OTHER)).code == "access.wait"


def test_that_a_new_sheet_closes_the_old_one(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, old = made
    new = desk.new_recovery_sheet()
    desk.close()
    assert refusal(lambda: program.recover(old.code, "selin.aktas", OTHER)).code == (
        "access.wrong_code"
    )
    program.recover(new.code, "selin.aktas", OTHER).close()


def test_that_a_user_whose_account_is_closed_cannot_open(program: Program, desk: Desk) -> None:
    desk.add_user(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    program.unlock("memur", OTHER).close()
    clerk = user(desk, "memur")
    slots = (desk.data_folder / bootstrap.KEY_FILE).read_bytes()
    desk.change_user(clerk, name=clerk.name, role=clerk.role, is_active=False)
    assert program.logins() == ("selin.aktas",)
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.wrong_password"
    # An older copy of the key file does not bring them back either.
    (desk.data_folder / bootstrap.KEY_FILE).write_bytes(slots)
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.inactive"


def test_that_an_account_is_opened_again_with_a_new_password(program: Program, desk: Desk) -> None:
    desk.add_user(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    clerk = user(desk, "memur")
    desk.change_user(clerk, name=clerk.name, role=clerk.role, is_active=False)
    closed = user(desk, "memur")
    desk.set_password(closed, PASSWORD)
    desk.change_user(closed, name=closed.name, role=closed.role, is_active=True)
    program.unlock("memur", PASSWORD).close()


def test_that_a_password_is_changed_by_who_knows_the_old_one(program: Program, desk: Desk) -> None:
    assert refusal(lambda: desk.change_password(OTHER, OTHER)).code == "access.wrong_password"
    assert refusal(lambda: desk.change_password(PASSWORD, "123")).code == "access.weak_password"
    desk.change_password(PASSWORD, OTHER)
    desk.close()
    program.unlock("selin.aktas", OTHER).close()


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.AUDITOR])
def test_that_only_administrators_do_what_concerns_all(
    program: Program, desk: Desk, role: Role
) -> None:
    desk.add_user(login="biri", name="Biri KİŞİ", role=role, password=OTHER)
    other = user(desk, "selin.aktas")
    desk.close()
    theirs = program.unlock("biri", OTHER)
    before = (theirs.data_folder / bootstrap.KEY_FILE).read_bytes()
    for act in (
        lambda: theirs.add_user(login="y", name="Y", role=role, password=PASSWORD),
        lambda: theirs.change_user(other, name="Y", role=role, is_active=False),
        lambda: theirs.set_password(other, OTHER),
        theirs.new_recovery_sheet,
    ):
        assert refusal(act).code == "access.not_allowed"
    assert (theirs.data_folder / bootstrap.KEY_FILE).read_bytes() == before
    theirs.close()


def test_that_no_file_shows_a_name_a_number_or_a_password(desk: Desk, data_folder: Path) -> None:
    secrets = (
        *("BÜYÜKKARAGÖZOĞLU", "KÖKSAL", "AKTAŞ", "Karanfil", "Leylak", "12345678", "5001239876"),
        *("Şehit yakını", "directorate.installed", PASSWORD, "mor kedi", "CREATE TABLE"),
    )
    # Once while it is open, with its write-ahead log, and once closed.
    for is_closed in (False, True):
        if is_closed:
            desk.close()
        for path in data_folder.rglob("*"):
            content = path.read_bytes()
            words = re.findall(rb"[ -~\x80-\xff]{4,}", content)
            assert not [word for word in words if b"SQLite" in word], path
            for secret in secrets:
                assert secret.encode() not in content, (secret, path)
                assert secret.encode("utf-16-le") not in content, (secret, path)


def test_that_the_files_are_for_this_user_only(desk: Desk) -> None:
    for name in (bootstrap.KEY_FILE, bootstrap.HEAD_FILE):
        assert (desk.data_folder / name).stat().st_mode & 0o077 == 0, name


def break_head(folder: Path, how: str) -> None:
    path = folder / bootstrap.HEAD_FILE
    if how == "removed":
        path.unlink()
    elif how == "broken":
        path.write_text("{")
    else:
        head = json.loads(path.read_text())
        head["sequence"] += {"ahead": 5, "same": 0}[how]
        path.write_text(json.dumps({**head, "mac": "f" * 64}))


@pytest.mark.parametrize("how", ["removed", "broken", "ahead", "same"])
def test_that_a_head_that_does_not_fit_is_told_and_written(
    program: Program, desk: Desk, how: str
) -> None:
    desk.close()
    break_head(desk.data_folder, how)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert not opened.verdict.is_whole
    assert "audit.found_broken" in [row.action for row in entries(opened)]
    opened.close()


def test_that_a_stale_head_is_no_alarm(program: Program, desk: Desk) -> None:
    path = desk.data_folder / bootstrap.HEAD_FILE
    stale = path.read_bytes()
    desk.new_recovery_sheet()
    desk.close()
    path.write_bytes(stale)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert opened.verdict.is_whole
    assert opened.verify_audit().is_whole
    opened.close()


def test_that_a_trail_that_was_emptied_with_its_heads_is_told(program: Program, desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER tr_audit_entries_delete"))
        connection.execute(text("DELETE FROM audit_entries"))
        connection.execute(text("DELETE FROM audit_heads"))
    desk.close()
    (desk.data_folder / bootstrap.HEAD_FILE).unlink()
    opened = program.unlock("selin.aktas", PASSWORD)
    assert not opened.verdict.is_whole
    opened.close()


def test_that_data_of_a_newer_program_is_refused_untouched(program: Program, desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.newer"
    assert not (desk.data_folder / bootstrap.BACKUPS).exists()


def test_that_older_data_is_copied_before_it_is_brought_forward(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    upgraded: list[bool] = []

    def upgrade(_engine: object) -> None:
        copies = list((desk.data_folder / bootstrap.BACKUPS).glob("*.db"))
        upgraded.append(len(copies) == 1)

    monkeypatch.setattr(migrate, "needs_upgrade", lambda _engine: True)
    monkeypatch.setattr(migrate, "upgrade", upgrade)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert upgraded == [True]
    copy = next((desk.data_folder / bootstrap.BACKUPS).glob("*.db"))
    key = keys.load(desk.data_folder / bootstrap.KEY_FILE).unwrap("selin.aktas", PASSWORD)
    assert key is not None
    engine = engines.sqlcipher_engine(copy, key=key)
    engines.assert_readable(engine)
    assert engines.find_damage(engine) == ()
    engine.dispose()
    opened.close()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (bootstrap.DATA_FILE, "access.no_data"),
        (bootstrap.KEY_FILE, "access.key_file_missing"),
    ],
)
def test_that_a_missing_file_is_told(program: Program, desk: Desk, name: str, code: str) -> None:
    desk.close()
    (desk.data_folder / name).unlink()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == code


def test_that_a_damaged_data_file_is_told_and_left_alone(program: Program, desk: Desk) -> None:
    desk.close()
    path = desk.data_folder / bootstrap.DATA_FILE
    path.write_bytes(b"x" * 8192)
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.unreadable"
    assert path.read_bytes() == b"x" * 8192


def test_that_a_copy_of_the_data_opens_with_the_same_key(desk: Desk, tmp_path: Path) -> None:
    engine = desk.copy_data(tmp_path / "kopya.db")
    engines.assert_readable(engine)
    assert engines.find_damage(engine) == ()
    engine.dispose()
