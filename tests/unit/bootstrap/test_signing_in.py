"""Signing in and recovering: what opens, what it costs, what is written."""

import datetime as dt
import gc
import weakref

import pytest

from alo183_desktop.access import vault
from alo183_desktop.access.attempts import read_attempts
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import (
    ANOTHER_CODE,
    CHEAP,
    OTHER,
    PASSWORD,
    entries,
    first_sign_in,
    give_unit,
    refusal,
    user,
)


def test_that_the_right_password_opens_and_a_wrong_one_does_not(
    program: Program, desk: Desk
) -> None:
    desk.close()
    program.unlock("SELİN.aktaş", PASSWORD).close()
    error = refusal(lambda: program.unlock("selin.aktas", OTHER))
    assert (error.code, error.parameters) == (
        "access.wrong_password",
        {"left": 2, "wait": 30},
    )
    assert refusal(lambda: program.unlock("kimse", PASSWORD)).code == "access.wrong_password"


@pytest.mark.usefixtures("own_statements")
def test_that_closed_data_keeps_nothing_of_its_engine(program: Program, desk: Desk) -> None:
    desk.close()
    again = program.unlock("selin.aktas", PASSWORD)
    give_unit(again, "Şube")
    dialect = weakref.ref(again.engine.dialect)
    again.close()
    del again
    gc.collect()
    assert dialect() is None


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
    assert read_attempts(program.data_folder / vault.ATTEMPTS_FILE) == ()
    opened.close()


def test_that_failures_of_another_user_wait_for_their_owner(program: Program, desk: Desk) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    refusal(lambda: program.unlock("memur", PASSWORD))
    opened = program.unlock("selin.aktas", PASSWORD)
    assert "sign_in.failed" not in [row.action for row in entries(opened)]
    opened.close()
    opened = first_sign_in(program, "memur", OTHER)
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
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    clerk = user(desk, "memur")
    desk.users.change(clerk, name=clerk.name, role=clerk.role, is_active=False)
    desk.close()
    for login in ("memur", "yeni.kisi"):
        opened = program.recover(sheet.code, login, OTHER)
        assert (opened.actor.login, opened.actor.role) == (login, Role.ADMINISTRATOR)
        opened.close()


def test_that_a_wrong_sheet_is_refused_and_costs_time(program: Program, desk: Desk) -> None:
    desk.close()
    codes = [refusal(lambda: program.recover(ANOTHER_CODE, "x", OTHER)).code for _ in range(4)]
    assert codes == ["access.wrong_code"] * 3 + ["access.wait"]


def test_that_a_new_sheet_closes_the_old_one(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, old = made
    new = desk.new_recovery_sheet()
    desk.rekey(new)
    desk.close()
    assert refusal(lambda: program.recover(old.code, "selin.aktas", OTHER)).code == (
        "access.wrong_code"
    )
    program.recover(new.code, "selin.aktas", OTHER).close()


def test_that_a_journal_that_was_removed_is_reported_in_the_trail(
    program: Program, desk: Desk
) -> None:
    desk.close()
    refusal(lambda: program.unlock("selin.aktas", OTHER))
    (program.data_folder / vault.ATTEMPTS_FILE).unlink()
    opened = program.unlock("selin.aktas", PASSWORD)
    rows = [row for row in entries(opened) if row.action == "sign_in.failed"]
    assert [row.details["how"] for row in rows] == ["journal_missing"]
    opened.close()


@pytest.mark.parametrize("year", [1, 9999])
def test_that_a_clock_at_an_end_of_the_calendar_opens_nothing(
    program: Program, desk: Desk, clock: FixedClock, year: int
) -> None:
    desk.close()
    clock.set(dt.datetime(year, 12, 31, 23, tzinfo=dt.UTC))
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "access.clock_wrong"
