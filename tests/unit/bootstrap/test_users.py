"""Users at the open desk: accounts closed and opened, passwords, rights."""

from functools import partial

import pytest

from alo183_desktop.access import vault
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.rules import Right, Role, may
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.rota import service
from alo183_desktop.shared.errors import KnownError
from tests.database.kept_rotas import set_limits
from tests.unit.bootstrap.people import (
    OTHER,
    PASSWORD,
    THIRD,
    entries,
    first_sign_in,
    refusal,
    user,
)


def test_that_a_user_whose_account_is_closed_cannot_open(program: Program, desk: Desk) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    program.unlock("memur", OTHER).close()
    clerk = user(desk, "memur")
    slots = (desk.data_folder / vault.KEY_FILE).read_bytes()
    desk.users.change(clerk, name=clerk.name, role=clerk.role, is_active=False)
    assert program.logins() == ("selin.aktas",)
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.wrong_password"
    # An older copy of the key file does not bring them back either.
    (desk.data_folder / vault.KEY_FILE).write_bytes(slots)
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.inactive"


def test_that_nobody_closes_the_account_that_they_work_with(program: Program, desk: Desk) -> None:
    desk.users.add(login="ikinci", name="İkinci", role=Role.ADMINISTRATOR, password=OTHER)
    me = user(desk, "selin.aktas")
    refused = refusal(lambda: desk.users.change(me, name=me.name, role=me.role, is_active=False))
    assert refused.code == "access.own_account"
    desk.close()
    program.unlock("selin.aktas", PASSWORD).close()


def test_that_an_account_is_opened_again_with_a_new_password(program: Program, desk: Desk) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    clerk = user(desk, "memur")
    desk.users.change(clerk, name=clerk.name, role=clerk.role, is_active=False)
    closed = user(desk, "memur")
    desk.users.reopen(closed, PASSWORD)
    program.unlock("memur", PASSWORD).close()


def test_that_a_password_is_changed_by_who_knows_the_old_one(program: Program, desk: Desk) -> None:
    assert (
        refusal(lambda: desk.users.change_own_password(OTHER, OTHER)).code
        == "access.wrong_password"
    )
    assert (
        refusal(lambda: desk.users.change_own_password(PASSWORD, "123")).code
        == "access.weak_password"
    )
    desk.users.change_own_password(PASSWORD, OTHER)
    changed = [row for row in entries(desk) if row.action == "user.password_changed"]
    assert [(row.actor_login, row.item_id) for row in changed] == [
        ("selin.aktas", user(desk, "selin.aktas").user_id)
    ]
    desk.close()
    program.unlock("selin.aktas", OTHER).close()


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.AUDITOR])
def test_that_only_administrators_do_what_concerns_all(
    program: Program, desk: Desk, role: Role
) -> None:
    desk.users.add(login="biri", name="Biri KİŞİ", role=role, password=OTHER)
    other = user(desk, "selin.aktas")
    desk.close()
    theirs = first_sign_in(program, "biri", OTHER)
    before = (theirs.data_folder / vault.KEY_FILE).read_bytes()
    for act in (
        lambda: theirs.users.add(login="y", name="Y", role=role, password=PASSWORD),
        lambda: theirs.users.change(other, name="Y", role=role, is_active=False),
        lambda: theirs.users.set_password(other, OTHER),
        lambda: theirs.users.reopen(other, OTHER),
        theirs.new_recovery_sheet,
        lambda: theirs.record_move("server"),
    ):
        assert refusal(act).code == "access.not_allowed"
    assert (theirs.data_folder / vault.KEY_FILE).read_bytes() == before
    theirs.close()


def test_that_a_director_approves_only_while_the_administrator_lets_them(
    program: Program, desk: Desk
) -> None:
    def let_approve(*, approves: bool) -> None:
        with desk.work() as work:
            set_limits(work, director_approves=approves)

    desk.users.add(login="mudur", name="Hasan KÖKSAL", role=Role.DIRECTOR, password=OTHER)
    theirs = first_sign_in(program, "mudur", OTHER)

    def prepare() -> object:
        with theirs.work() as work:
            return service.prepare_version(work, "2026-12")

    assert refusal(prepare).code == "access.not_allowed"
    let_approve(approves=True)
    assert refusal(prepare).code == "rota.gone"  # allowed: it is the month that is not there
    with theirs.work() as work, pytest.raises(KnownError, match=r"access\.not_allowed"):
        service.begin_month(work, "2026-12")
    theirs.close()
    signed_in = program.unlock("mudur", THIRD)
    assert may(signed_in.actor.role, Right.APPROVE_ROTA, signed_in.actor.given)
    signed_in.close()
    assert entries(desk)[-1].action != "rota_limits.changed"
    let_approve(approves=False)
    changed = entries(desk)[-1]
    assert (changed.action, changed.details["fields"]) == (
        "rota_limits.changed",
        ["director_approves"],
    )
    again = program.unlock("mudur", THIRD)
    assert not may(again.actor.role, Right.APPROVE_ROTA, again.actor.given)
    again.close()


def test_that_an_older_key_file_does_not_bring_an_older_password_back(
    program: Program, desk: Desk
) -> None:
    key_file = desk.data_folder / vault.KEY_FILE
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    older = key_file.read_bytes()
    desk.users.change_own_password(PASSWORD, THIRD)
    desk.users.set_password(user(desk, "memur"), PASSWORD)
    desk.close()
    newer = key_file.read_bytes()
    key_file.write_bytes(older)
    for login, password in (("selin.aktas", PASSWORD), ("memur", OTHER)):
        assert refusal(partial(program.unlock, login, password)).code == "access.old_key_file"
    key_file.write_bytes(newer)
    program.unlock("memur", PASSWORD).close()


def test_that_the_sheet_helps_when_only_an_older_key_file_is_left(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, sheet = made
    key_file = desk.data_folder / vault.KEY_FILE
    older = key_file.read_bytes()
    desk.users.change_own_password(PASSWORD, OTHER)
    desk.close()
    key_file.write_bytes(older)
    program.recover(sheet.code, "selin.aktas", OTHER).close()
    program.unlock("selin.aktas", OTHER).close()


def test_that_a_password_opens_whose_change_was_killed_before_the_commit(
    program: Program, desk: Desk
) -> None:
    desk.close()
    data = desk.data_folder / vault.DATA_FILE
    before = data.read_bytes()
    opened = program.unlock("selin.aktas", PASSWORD)
    opened.users.change_own_password(PASSWORD, OTHER)
    opened.close()
    data.write_bytes(before)
    program.unlock("selin.aktas", OTHER).close()


def test_that_an_open_desk_has_the_rights_that_its_user_has_now(
    program: Program, desk: Desk
) -> None:
    desk.users.add(login="biri", name="Biri KİŞİ", role=Role.ADMINISTRATOR, password=OTHER)
    theirs = first_sign_in(program, "biri", OTHER)
    they = user(desk, "biri")
    desk.users.change(they, name=they.name, role=Role.DIRECTOR, is_active=True)
    assert refusal(theirs.new_recovery_sheet).code == "access.not_allowed"
    with theirs.work() as work:
        assert work.actor.role == Role.DIRECTOR
        work.record("audit.read", "audit")
    assert entries(desk)[-1].actor_role == Role.DIRECTOR
    they = user(desk, "biri")
    desk.users.change(they, name=they.name, role=Role.DIRECTOR, is_active=False)
    assert refusal(lambda: entries(theirs)).code == "access.inactive"
    theirs.close()


def give(desk: Desk, how: str) -> None:
    """Give a clerk the password `OTHER`, in one of the ways in which somebody gets one."""
    desk.users.add(
        login="memur",
        name="Şükrü IŞIK",
        role=Role.CLERK,
        password=OTHER if how == "added" else PASSWORD,
    )
    clerk = user(desk, "memur")
    if how == "reset":
        desk.users.set_password(clerk, OTHER)
    elif how == "reopened":
        desk.users.change(clerk, name=clerk.name, role=clerk.role, is_active=False)
        desk.users.reopen(user(desk, "memur"), OTHER)


@pytest.mark.parametrize("how", ["added", "reset", "reopened"])
def test_that_nothing_is_read_or_written_with_a_password_that_somebody_else_chose(
    program: Program, desk: Desk, how: str
) -> None:
    give(desk, how)
    for _time in range(2):  # leaving without a choice does not help
        theirs = program.unlock("memur", OTHER)
        assert theirs.has_given_password
        for act, code in (
            (partial(entries, theirs), "access.given_password"),
            (theirs.verify_audit, "access.given_password"),
            (theirs.backups.take, "access.given_password"),
            (partial(theirs.users.choose_own_password, OTHER), "access.same_password"),
            (partial(theirs.users.choose_own_password, "123"), "access.weak_password"),
        ):
            assert refusal(act).code == code
        theirs.close()
    theirs = program.unlock("memur", OTHER)
    theirs.users.choose_own_password(THIRD)
    last = entries(theirs)[-1]
    assert (last.action, last.actor_login) == ("user.password_changed", "memur")
    theirs.close()
    again = program.unlock("memur", THIRD)
    assert not again.has_given_password
    assert entries(again)
    again.close()
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.wrong_password"


def test_that_who_set_the_directorate_up_or_has_the_sheet_chose_their_own_password(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, sheet = made
    assert not desk.has_given_password
    give(desk, "added")
    desk.close()
    theirs = program.recover(sheet.code, "memur", THIRD)
    assert not theirs.has_given_password
    theirs.close()


def test_that_a_new_key_leaves_it_as_it_is_who_must_choose_a_password(
    program: Program, desk: Desk
) -> None:
    give(desk, "added")
    desk.rekey(desk.new_recovery_sheet())
    desk.close()
    theirs = program.unlock("memur", OTHER)
    assert theirs.has_given_password
    theirs.close()
