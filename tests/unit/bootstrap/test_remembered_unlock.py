"""Who is let in by the account of the system: when, where, and everything that ends it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop.access import files, keys, recovery, vault
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock
from tests.protectors import MemoryAccount
from tests.rules_of_desk import RulesOfDesk
from tests.unit.bootstrap.people import (
    ANSWERS,
    CHEAP,
    OTHER,
    PASSWORD,
    THIRD,
    entries,
    first_sign_in,
    let_remember,
    refusal,
    user,
)

DAYS = 7
ADMINISTRATOR = "selin.aktas"


@pytest.fixture
def account() -> MemoryAccount:
    return MemoryAccount()


@pytest.fixture
def program(data_folder: Path, clock: FixedClock, account: MemoryAccount) -> Program:
    return Program(data_folder, clock=clock, cost=CHEAP, protector=account)


@pytest.fixture
def clerk(program: Program) -> Iterator[Desk]:
    """Return the desk of a clerk whose unlock is remembered, in a directorate that lets it be."""
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    let_remember(desk, days=DAYS)
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    theirs = first_sign_in(program, "memur", OTHER)
    theirs.users.remember_unlock(THIRD)
    yield theirs
    theirs.close()


def slots(folder: Path) -> keys.KeyFile:
    return keys.load(folder / vault.KEY_FILE)


def trail(program: Program) -> list[tuple[str, str, dict[str, object]]]:
    """Return the entries of the trail about remembering, with their actors, for an auditor."""
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    found = [
        (row.action, row.actor_login, dict(row.details))
        for row in entries(desk)
        if row.action.startswith("user.unlock_")
        or (row.action == "sign_in.succeeded" and row.actor_login == "memur")
    ]
    desk.close()
    return found


def test_that_who_asked_for_it_with_their_password_is_let_in_without_it(
    program: Program, clerk: Desk
) -> None:
    clerk.close()
    assert program.remembered() == ("memur",)
    again = program.unlock_remembered("MEMUR")
    assert (again.actor.login, again.actor.role) == ("memur", Role.CLERK)
    again.close()
    assert trail(program) == [
        ("sign_in.succeeded", "memur", {"how": "password"}),
        ("user.unlock_remembered", "memur", {}),
        ("sign_in.succeeded", "memur", {"how": "remembered", "remembers": True}),
    ]


def test_that_a_wrong_password_lets_nobody_be_remembered(program: Program, clerk: Desk) -> None:
    clerk.users.end_remembered("memur")
    assert refusal(lambda: clerk.users.remember_unlock(OTHER)).code == "access.wrong_password"
    assert program.remembered() == ()


def test_that_nobody_is_remembered_before_an_administrator_lets_it_be(program: Program) -> None:
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    clerk = first_sign_in(program, "memur", OTHER)
    assert refusal(lambda: clerk.users.remember_unlock(THIRD)).code == "access.remembered_off"
    clerk.close()
    assert program.remembered() == ()


@pytest.mark.parametrize("days", [0, DAYS])
def test_that_an_administrator_is_never_remembered(program: Program, days: int) -> None:
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    let_remember(desk, days=days)
    error = refusal(lambda: desk.users.remember_unlock(PASSWORD))
    assert error.code == "access.remembered_administrator"
    desk.close()


def test_that_a_system_without_protection_remembers_nobody(
    data_folder: Path, clock: FixedClock, clerk: Desk
) -> None:
    clerk.close()
    bare = Program(data_folder, clock=clock, cost=CHEAP)
    assert bare.remembered() == ()
    refused = refusal(lambda: bare.unlock_remembered("memur"))
    assert refused.code == "access.unlock_not_remembered"
    desk = bare.unlock("memur", THIRD)
    assert refusal(lambda: desk.users.remember_unlock(THIRD)).code == "access.no_protection"
    desk.close()


def test_that_a_policy_forbids_it_and_ends_it(
    program: Program, clerk: Desk, rules_of_desk: RulesOfDesk
) -> None:
    clerk.close()
    rules_of_desk.write("may_remember_unlock = false")
    assert program.remembered() == ()  # nor is it offered
    refused = refusal(lambda: program.unlock_remembered("memur"))
    assert refused.code == "access.unlock_not_remembered"
    assert program.remembered() == ()
    desk = program.unlock("memur", THIRD)
    assert refusal(lambda: desk.users.remember_unlock(THIRD)).code == "desk.forbidden"
    desk.close()
    rules_of_desk.end()
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ()
    assert ("user.unlock_ended", "memur", {"reason": "not_allowed"}) in trail(program)


def test_that_a_lock_takes_it_until_the_password_is_typed(
    program: Program, clerk: Desk, data_folder: Path
) -> None:
    clerk.forget_unlock()
    clerk.close()
    # Nothing is left in the key file: no other start of the program lets them in, either.
    assert (program.remembered(), slots(data_folder).protected) == ((), ())
    refused = refusal(lambda: program.unlock_remembered("memur"))
    assert refused.code == "access.unlock_not_remembered"
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ("memur",)
    reported = [
        details for action, _who, details in trail(program) if action == "sign_in.succeeded"
    ]
    assert reported[-1] == {"how": "password", "remembers": True}


def test_that_it_lapses_by_the_days_since_it_was_asked_for(
    program: Program, clerk: Desk, clock: FixedClock
) -> None:
    clerk.close()
    clock.advance(days=DAYS, seconds=-1)
    program.unlock("memur", THIRD).close()  # a password does not prolong it
    program.unlock_remembered("memur").close()
    clock.advance(seconds=1)
    refused = refusal(lambda: program.unlock_remembered("memur"))
    assert refused.code == "access.unlock_not_remembered"
    assert program.remembered() == ()
    assert trail(program)[-1] == ("user.unlock_ended", "memur", {"reason": "lapsed"})


def test_that_a_clock_that_was_set_back_ends_it(
    program: Program, clerk: Desk, clock: FixedClock
) -> None:
    clerk.close()
    clock.advance(days=-1)
    refused = refusal(lambda: program.unlock_remembered("memur"))
    assert refused.code == "access.unlock_not_remembered"


def test_that_its_owner_ends_it(program: Program, clerk: Desk, data_folder: Path) -> None:
    clerk.users.end_remembered("memur")
    clerk.close()
    assert slots(data_folder).protected == ()
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ()
    assert ("user.unlock_ended", "memur", {"reason": "asked"}) in trail(program)


def test_that_nobody_but_an_administrator_ends_that_of_somebody_else(
    program: Program, clerk: Desk, data_folder: Path
) -> None:
    refused = refusal(lambda: clerk.users.end_remembered(ADMINISTRATOR))
    assert refused.code == "access.not_allowed"
    clerk.close()
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    assert user(desk, "memur").unlock_remembered_at is not None
    desk.users.end_remembered("memur")
    assert user(desk, "memur").unlock_remembered_at is None
    desk.close()
    assert slots(data_folder).protected == ()
    assert ("user.unlock_ended", ADMINISTRATOR, {"reason": "asked"}) in trail(program)


def test_that_a_key_file_that_cannot_be_written_leaves_the_note_as_well(
    program: Program, clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(files, "_PATIENCE_S", 0)
        with clerk.vault.own_turn():
            assert refusal(lambda: clerk.users.end_remembered("memur")).code == "access.busy"
    assert user(clerk, "memur").unlock_remembered_at is not None
    assert program.remembered() == ("memur",)


def closes(desk: Desk) -> None:
    clerk = user(desk, "memur")
    desk.users.change(clerk, name=clerk.name, role=clerk.role, is_active=False)


def promotes(desk: Desk) -> None:
    clerk = user(desk, "memur")
    desk.users.change(clerk, name=clerk.name, role=Role.ADMINISTRATOR, is_active=True)


def gives_password(desk: Desk) -> None:
    desk.users.set_password(user(desk, "memur"), OTHER)


def ends_all(desk: Desk) -> None:
    let_remember(desk, days=0)
    # Nobody comes back by it when it is let be again.
    let_remember(desk, days=DAYS)


def renews_key(desk: Desk) -> None:
    desk.rekey(recovery.new_sheet(now=desk.clock()))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (closes, "not_allowed"),
        (promotes, "not_allowed"),
        (gives_password, "new_password"),
        (ends_all, "not_allowed"),
        (renews_key, "new_key"),
    ],
)
def test_that_what_an_administrator_does_ends_it_and_no_older_key_file_brings_it_back(
    program: Program,
    clerk: Desk,
    data_folder: Path,
    act: Callable[[Desk], None],
    reason: str,
) -> None:
    clerk.close()
    older = (data_folder / vault.KEY_FILE).read_bytes()
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    act(desk)
    desk.close()
    assert slots(data_folder).protected == ()
    newer = (data_folder / vault.KEY_FILE).read_bytes()
    (data_folder / vault.KEY_FILE).write_bytes(older)
    refused = refusal(lambda: program.unlock_remembered("memur"))
    assert refused.code in {
        "access.unlock_not_remembered",
        "access.inactive",
        "access.old_key_file",
        "db.unreadable",
    }
    (data_folder / vault.KEY_FILE).write_bytes(newer)
    assert ("user.unlock_ended", ADMINISTRATOR, {"reason": reason}) in trail(program)


def test_that_a_password_of_one_s_own_ends_it(program: Program, clerk: Desk) -> None:
    clerk.users.change_own_password(THIRD, OTHER)
    clerk.close()
    assert program.remembered() == ()
    program.unlock("memur", OTHER).close()
    assert program.remembered() == ()
    assert ("user.unlock_ended", "memur", {"reason": "new_password"}) in trail(program)


def test_that_a_copied_folder_opens_for_nobody_else_and_nowhere_else(
    program: Program, clerk: Desk, clock: FixedClock, account: MemoryAccount, tmp_path: Path
) -> None:
    clerk.close()
    copy = tmp_path / "kopya"
    copy.mkdir()
    for name in (vault.DATA_FILE, vault.KEY_FILE, vault.HEAD_FILE, vault.ATTEMPTS_FILE):
        (copy / name).write_bytes((program.data_folder / name).read_bytes())
    # The same account says it is on another computer, or its folder is another one.
    account_elsewhere = MemoryAccount("başka\\selin")
    account_elsewhere.__dict__["_kept"] = account.__dict__["_kept"]
    for folder, who in (
        (copy, account),
        (program.data_folder, account_elsewhere),
        (program.data_folder, MemoryAccount()),
    ):
        thief = Program(folder, clock=clock, cost=CHEAP, protector=who)
        refused = refusal(lambda thief=thief: thief.unlock_remembered("memur"))  # type: ignore[misc]
        assert refused.code == "access.unlock_not_remembered"
    for folder, who in ((copy, account), (program.data_folder, account_elsewhere)):
        thief = Program(folder, clock=clock, cost=CHEAP, protector=who)
        assert thief.remembered() == (), "it is not even offered"
    program.unlock_remembered("memur").close()


def test_that_a_slot_cannot_be_passed_off_as_somebody_else_s(
    program: Program, clerk: Desk, data_folder: Path
) -> None:
    clerk.close()
    found = slots(data_folder)
    (own,) = found.protected
    for forged in (replace(own, login=ADMINISTRATOR), replace(own, generation=own.generation + 1)):
        replace(found, protected=(forged,)).save(data_folder / vault.KEY_FILE)
        refused = refusal(lambda forged=forged: program.unlock_remembered(forged.login))  # type: ignore[misc]
        assert refused.code == "access.unlock_not_remembered"


def test_that_no_backup_has_a_slot_and_going_back_to_one_remembers_nobody(
    program: Program, clerk: Desk, data_folder: Path, clock: FixedClock
) -> None:
    backup = clerk.backups.take()
    assert keys.load(backup.folder / vault.KEY_FILE).protected == ()
    clerk.users.end_remembered("memur")
    clerk.close()
    clock.advance(minutes=5)
    again = program.unlock("memur", THIRD)
    again.users.remember_unlock(THIRD)
    again.close()
    kept = program.restore(backup, login=ADMINISTRATOR, secret=PASSWORD)
    assert keys.load(kept / vault.KEY_FILE).protected == ()
    program.unlock("memur", THIRD).close()
    assert (program.remembered(), slots(data_folder).protected) == ((), ())


def test_that_wrong_passwords_make_this_way_wait_too(
    program: Program, clerk: Desk, clock: FixedClock
) -> None:
    clerk.close()
    for _ in range(3):
        refusal(lambda: program.unlock("memur", OTHER))
    assert refusal(lambda: program.unlock_remembered("memur")).code == "access.wait"
    clock.advance(seconds=31)
    program.unlock_remembered("memur").close()


def test_that_what_the_account_refuses_to_protect_is_reported_and_leaves_nothing(
    program: Program, clerk: Desk, account: MemoryAccount
) -> None:
    clerk.users.end_remembered("memur")
    account.is_willing = False
    assert refusal(lambda: clerk.users.remember_unlock(THIRD)).code == "access.not_protected"
    clerk.close()
    assert program.remembered() == ()
    with program.unlock("memur", THIRD).work() as work:
        assert work.actor.login == "memur"


def test_that_an_account_that_protects_nothing_any_more_hinders_no_password(
    program: Program, clerk: Desk, account: MemoryAccount
) -> None:
    clerk.forget_unlock()
    clerk.close()
    account.is_willing = False
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ()
    account.is_willing = True
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ("memur",)
    reported = [
        details for action, _who, details in trail(program) if action == "sign_in.succeeded"
    ]
    assert reported[-2:] == [{"how": "password"}, {"how": "password", "remembers": True}]


def test_that_a_lock_takes_the_unlock_of_all_who_use_the_account(
    program: Program, clerk: Desk
) -> None:
    clerk.close()
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    desk.users.add(login="hasan", name="Hasan KÖKSAL", role=Role.DIRECTOR, password=OTHER)
    desk.close()
    director = first_sign_in(program, "hasan", OTHER, own=PASSWORD)
    director.users.remember_unlock(PASSWORD)
    assert program.remembered() == ("memur", "hasan")
    director.close()
    # Who sits down at the account that both use could take either.
    program.unlock_remembered("hasan").forget_unlock()
    assert program.remembered() == ()
    program.unlock("hasan", PASSWORD).close()
    assert program.remembered() == ("hasan",)
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ("hasan", "memur")


class Busy(MemoryAccount):
    """An account in which something happens while it protects a secret."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    @override
    def protect(self, secret: bytes, *, bound: bytes) -> bytes:
        self.meanwhile()
        return super().protect(secret, bound=bound)


@pytest.fixture
def busy(data_folder: Path, clock: FixedClock, clerk: Desk) -> Iterator[tuple[Busy, Desk]]:
    """Return the desk of the clerk whose unlock was remembered, at such an account."""
    clerk.users.end_remembered("memur")
    clerk.close()
    account = Busy()
    desk = Program(data_folder, clock=clock, cost=CHEAP, protector=account).unlock("memur", THIRD)
    yield account, desk
    desk.close()


def test_that_a_lock_in_the_midst_of_remembering_leaves_no_slot(
    busy: tuple[Busy, Desk], data_folder: Path
) -> None:
    account, desk = busy
    account.meanwhile = desk.forget_unlock
    desk.users.remember_unlock(THIRD)
    desk.close()
    assert slots(data_folder).protected == ()


def test_that_what_still_runs_after_a_lock_writes_no_slot(
    busy: tuple[Busy, Desk], data_folder: Path
) -> None:
    _account, desk = busy
    desk.forget_unlock()
    desk.users.remember_unlock(THIRD)
    assert slots(data_folder).protected == ()


def test_that_nobody_else_changes_the_key_file_while_somebody_writes_a_slot(
    busy: tuple[Busy, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    account, desk = busy
    monkeypatch.setattr(files, "_PATIENCE_S", 0)
    refused: list[str] = []

    def come() -> None:
        def take() -> None:
            with desk.vault.own_turn():
                pass

        refused.append(refusal(take).code)

    def make(*args: Any, **options: Any) -> keys.Slot:
        come()
        return make_slot(*args, **options)

    make_slot = keys._make
    monkeypatch.setattr(keys, "_make", make)
    account.meanwhile = come
    desk.users.remember_unlock(THIRD)
    desk.users.change_own_password(THIRD, OTHER)
    assert refused == ["access.busy"] * 2


def test_that_a_lock_leaves_what_another_account_of_the_system_has(
    program: Program, clerk: Desk, clock: FixedClock, data_folder: Path
) -> None:
    clerk.close()
    other = Program(data_folder, clock=clock, cost=CHEAP, protector=MemoryAccount("masa\\hasan"))
    desk = other.unlock(ADMINISTRATOR, PASSWORD)
    desk.forget_unlock()
    desk.close()
    assert program.remembered() == ("memur",)
    program.unlock_remembered("memur").close()


def test_that_the_password_at_another_account_of_the_system_ends_it(
    program: Program, clerk: Desk, clock: FixedClock, data_folder: Path
) -> None:
    clerk.close()
    other = Program(data_folder, clock=clock, cost=CHEAP, protector=MemoryAccount("masa\\hasan"))
    other.unlock("memur", THIRD).close()
    assert (other.remembered(), slots(data_folder).protected) == ((), ())
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    assert user(desk, "memur").unlock_remembered_at is None
    desk.close()
    assert ("user.unlock_ended", "memur", {"reason": "moved"}) in trail(program)
    program.unlock("memur", THIRD).close()
    assert program.remembered() == ()


def test_that_a_move_of_the_data_ends_it(program: Program, clerk: Desk, data_folder: Path) -> None:
    clerk.close()
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    desk.record_move("server")
    desk.close()
    assert (program.remembered(), slots(data_folder).protected) == ((), ())
    assert ("user.unlock_ended", ADMINISTRATOR, {"reason": "moved"}) in trail(program)


def test_that_it_ends_by_the_days_also_for_who_does_not_come(
    program: Program, clerk: Desk, clock: FixedClock, data_folder: Path
) -> None:
    clerk.close()
    clock.advance(days=DAYS)
    program.unlock(ADMINISTRATOR, PASSWORD).close()
    assert slots(data_folder).protected == ()
    assert trail(program)[-1] == ("user.unlock_ended", ADMINISTRATOR, {"reason": "lapsed"})


def test_that_fewer_days_end_it_at_once(
    program: Program, clerk: Desk, clock: FixedClock, data_folder: Path
) -> None:
    clerk.close()
    clock.advance(days=1)
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    let_remember(desk, days=14)
    assert len(slots(data_folder).protected) == 1
    let_remember(desk, days=1)
    assert slots(data_folder).protected == ()
    desk.close()


def test_that_a_policy_ends_it_also_for_who_does_not_come(
    program: Program, clerk: Desk, data_folder: Path, rules_of_desk: RulesOfDesk
) -> None:
    clerk.close()
    rules_of_desk.write("may_remember_unlock = false")
    program.unlock(ADMINISTRATOR, PASSWORD).close()
    assert slots(data_folder).protected == ()


def test_that_a_clock_that_is_set_back_behind_the_trail_prolongs_nothing(
    program: Program, clerk: Desk, clock: FixedClock
) -> None:
    clock.advance(days=DAYS)
    with clerk.work() as work:
        work.record("audit.verified", "audit", None, whole=True)
    clerk.close()
    clock.advance(days=1 - DAYS)
    refused = refusal(lambda: program.unlock_remembered("memur"))
    assert refused.code == "access.unlock_not_remembered"


def test_that_who_is_refused_without_a_password_is_reported_in_the_trail_and_wrong_ones_still_count(
    program: Program, clerk: Desk, clock: FixedClock, data_folder: Path
) -> None:
    clerk.close()
    older = (data_folder / vault.KEY_FILE).read_bytes()
    clock.advance(days=DAYS)
    for _ in range(2):
        refusal(lambda: program.unlock("memur", OTHER))
    assert refusal(lambda: program.unlock_remembered("memur")).code == (
        "access.unlock_not_remembered"
    )
    (data_folder / vault.KEY_FILE).write_bytes(older)
    refusal(lambda: program.unlock_remembered("memur"))
    refusal(lambda: program.unlock("memur", OTHER))
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.wait"
    desk = program.unlock(ADMINISTRATOR, PASSWORD)
    reported = [row.details for row in entries(desk) if row.action == "sign_in.failed"]
    assert reported == [{"how": "remembered"}] * 2
    desk.close()


def test_that_nothing_of_the_key_stands_in_the_key_file(
    program: Program, clerk: Desk, data_folder: Path
) -> None:
    text = (data_folder / vault.KEY_FILE).read_bytes()
    assert clerk.key not in text
    assert clerk.key.hex().encode() not in text
    (slot,) = slots(data_folder).protected
    assert (slot.login, len(slot.place)) == ("memur", 64)
    assert program.remembered() == ("memur",)
