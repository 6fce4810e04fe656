"""A new key for the data, and a sheet that opens the data file alone."""

import contextlib
import datetime as dt
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import text
from sqlalchemy.orm import Session

from alo183_desktop.access import keys, vault
from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.access.drafts import keep_draft
from alo183_desktop.access.queries import sheet_looked_at
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap import new_keys
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db import audit
from alo183_desktop.db import engine as engines
from alo183_desktop.db.work import Work
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import (
    ANOTHER_CODE,
    CHEAP,
    OTHER,
    PASSWORD,
    THIRD,
    entries,
    first_sign_in,
    refusal,
    user,
)


def key_of(desk: Desk) -> bytes:
    """Return the key, which closing lets go of."""
    return desk.key


def left_overs(folder: Path) -> list[str]:
    return [
        path.name
        for path in folder.iterdir()
        if path.name.startswith(("yeni-", "eski-", "onceki-", f"{vault.RESTORING_FILE}."))
        or path.name.endswith(".restored")
    ]


def test_that_everybody_opens_the_newly_encrypted_data_with_their_own_password(
    program: Program, desk: Desk
) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    old = key_of(desk)
    assert desk.rekey(desk.new_recovery_sheet()) == ()
    new = key_of(desk)
    desk.users.change_own_password(PASSWORD, THIRD)
    desk.close()
    assert old != new
    assert not engines.is_opened_by(desk.data_folder / vault.DATA_FILE, old)
    opening = (program.unlock("selin.aktas", THIRD), first_sign_in(program, "memur", OTHER))
    for one in opening:
        with contextlib.closing(one) as opened:
            assert opened.verdict.is_whole
            assert opened.verify_audit().is_whole
            assert engines.find_damage(opened.engine) == ()
    assert left_overs(desk.data_folder) == []


def test_that_the_trail_verifies_over_two_changes_of_the_key(desk: Desk) -> None:
    for _ in range(2):
        desk.rekey(desk.new_recovery_sheet())
    assert desk.verify_audit().is_whole
    actions = [row.action for row in entries(desk)]
    assert actions.count("directorate.key_changed") == 2
    first = actions.index("directorate.key_changed") + 1
    for place in (2, first, first + 2, len(actions)):
        with desk.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER IF EXISTS tr_audit_entries_update"))
            before = connection.execute(
                text("SELECT actor_name FROM audit_entries WHERE sequence = :s"), {"s": place}
            ).scalar_one()
            change = text("UPDATE audit_entries SET actor_name = :n WHERE sequence = :s")
            connection.execute(change, {"n": "X", "s": place})
        verdict = desk.verify_audit()
        assert (verdict.broken_at, verdict.reason) == (place, "changed")
        with desk.engine.begin() as connection:
            connection.execute(change, {"n": before, "s": place})
    assert desk.verify_audit().is_whole


def test_that_only_an_administrator_changes_the_key(program: Program, desk: Desk) -> None:
    sheet = desk.new_recovery_sheet()
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    with contextlib.closing(first_sign_in(program, "memur", OTHER)) as clerk:
        for act in (lambda: clerk.rekey(sheet), lambda: clerk.try_recovery_sheet(sheet.code)):
            assert refusal(act).code == "access.not_allowed"
        assert clerk.verify_audit().is_whole


def test_that_data_that_somebody_else_has_open_keeps_its_key(program: Program, desk: Desk) -> None:
    old = key_of(desk)
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as other:
        entries(other)
        assert refusal(lambda: desk.rekey(desk.new_recovery_sheet())).code == (
            "access.rekey_in_use_by"
        )
        assert key_of(desk) == old
        assert entries(other)
    assert left_overs(desk.data_folder) == []
    assert desk.rekey(desk.new_recovery_sheet()) == ()


def keep_typing(work: Work, text: str) -> None:
    keep_draft(work, "1", "cases.intake", "Vaka kaydet", {"summary": text})


def test_that_what_was_kept_over_the_same_meanwhile_leaves_the_data_its_key(
    desk: Desk,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = audit.begin_new_part

    def keep_meanwhile(session: Session, *, before: bytes) -> None:
        real(session, before=before)
        clock.advance(seconds=1)
        with desk.work() as work:
            keep_typing(work, "sonra")

    with desk.work() as work:
        keep_typing(work, "önce")
    monkeypatch.setattr(audit, "begin_new_part", keep_meanwhile)
    error = refusal(lambda: desk.rekey(desk.new_recovery_sheet()))
    assert error.code == "access.rekey_in_use"
    assert left_overs(desk.data_folder) == []


def test_that_an_older_backup_opens_with_its_own_key_file(program: Program, desk: Desk) -> None:
    desk.rekey(desk.new_recovery_sheet())
    desk.close()
    (backup,) = program.backups()
    assert backup.reason == "new_key"
    contents = program.look_into(backup, login="selin.aktas", secret=PASSWORD)
    assert contents.counts["officers"] == 0
    program.restore(backup, login="selin.aktas", secret=PASSWORD)
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as opened:
        assert [one.reason for one in opened.verify_audit().breaks] == ["restored"]


def test_that_the_sheet_opens_the_data_file_alone_on_a_clean_computer(
    made: tuple[Desk, RecoverySheet], tmp_path: Path, clock: FixedClock
) -> None:
    desk, sheet = made
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    clean = Program(tmp_path / "temiz", clock=clock, cost=CHEAP)
    clean.data_folder.mkdir()
    shutil.copyfile(desk.data_folder / vault.DATA_FILE, clean.data_folder / vault.DATA_FILE)
    wrong = refusal(lambda: clean.recover(ANOTHER_CODE, "selin.aktas", OTHER))
    assert wrong.code == "access.wrong_code"
    opened = clean.recover(sheet.code, "selin.aktas", THIRD)
    with contextlib.closing(opened):
        # The missing outside head is reported, as it must be; the chain itself is whole.
        assert opened.verdict.reason == "head_missing"
        assert opened.verify_audit().breaks == opened.verdict.breaks
        assert clean.label() == desk.directorate_name
        assert clean.logins() == ("selin.aktas",)
        opened.users.set_password(user(opened, "memur"), OTHER)
    for login, password in (("selin.aktas", THIRD), ("memur", OTHER)):
        clean.unlock(login, password).close()


def test_that_the_sheet_of_the_new_key_opens_the_data_file_alone_and_the_old_one_does_not(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, old = made
    new = desk.new_recovery_sheet()
    desk.rekey(new)
    desk.close()
    (desk.data_folder / vault.KEY_FILE).unlink()
    assert refusal(lambda: program.recover(old.code, "selin.aktas", OTHER)).code == (
        "access.wrong_code"
    )
    program.recover(new.code, "selin.aktas", OTHER).close()
    program.unlock("selin.aktas", OTHER).close()


@pytest.mark.parametrize("content", [b"", b"{", b"\0" * 400])
def test_that_the_sheet_helps_when_the_key_file_is_broken(
    program: Program, made: tuple[Desk, RecoverySheet], content: bytes
) -> None:
    desk, sheet = made
    desk.close()
    (desk.data_folder / vault.KEY_FILE).write_bytes(content)
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == (
        "access.key_file_broken"
    )
    program.recover(sheet.code, "selin.aktas", OTHER).close()
    program.unlock("selin.aktas", OTHER).close()


def test_that_a_sheet_is_tested_and_the_test_written_down(
    made: tuple[Desk, RecoverySheet], clock: FixedClock
) -> None:
    desk, sheet = made
    assert looked_at(desk) is None  # shown, but nobody has read it back
    desk.note_recovery_sheet()
    assert looked_at(desk) == clock()
    clock.advance(days=200)
    assert desk.try_recovery_sheet(" ".join(sheet.groups).lower())
    assert looked_at(desk) == clock()
    last = entries(desk)[-1]
    assert (last.action, last.details) == ("directorate.recovery_sheet_tried", {"alone": True})
    assert refusal(lambda: desk.try_recovery_sheet(ANOTHER_CODE)).code == "access.wrong_code"
    assert refusal(lambda: desk.try_recovery_sheet("X")).code == "access.recovery_length"


def looked_at(desk: Desk) -> dt.datetime | None:
    with desk.work() as work:
        return sheet_looked_at(work.session)


def test_that_a_slot_that_cannot_take_the_key_of_who_asks_hinders_it(desk: Desk) -> None:
    path = desk.data_folder / vault.KEY_FILE
    older = path.read_bytes()
    desk.users.change_own_password(PASSWORD, OTHER)
    path.write_bytes(older)
    assert refusal(lambda: desk.rekey(desk.new_recovery_sheet())).code == "access.rekey_own_slot"
    desk.users.change_own_password(PASSWORD, THIRD)
    assert desk.rekey(desk.new_recovery_sheet()) == ()


def test_that_a_public_key_that_somebody_slipped_in_gets_nothing(
    program: Program, desk: Desk
) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    path = desk.data_folder / vault.KEY_FILE
    slots = keys.load(path)
    public = X25519PrivateKey.generate().public_key().public_bytes_raw()
    forged = tuple(
        replace(slot, public=public) if slot.login == "memur" else slot for slot in slots.slots
    )
    keys.KeyFile(slots.label, forged).save(path)
    assert desk.rekey(desk.new_recovery_sheet()) == ("memur",)
    assert entries(desk)[-2].details == {"count": 1}
    assert program.logins() == ("selin.aktas",)
    assert refusal(lambda: program.unlock("memur", OTHER)).code == "access.wrong_password"
    desk.users.set_password(user(desk, "memur"), THIRD)
    program.unlock("memur", THIRD).close()


def test_that_an_older_key_file_brings_no_older_password_to_the_new_key(
    program: Program, desk: Desk
) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    path = desk.data_folder / vault.KEY_FILE
    older = path.read_bytes()
    desk.users.set_password(user(desk, "memur"), THIRD)
    path.write_bytes(older)
    assert desk.rekey(desk.new_recovery_sheet()) == ("memur",)
    clerk = user(desk, "memur")
    desk.users.set_password(clerk, THIRD)
    with_clerk = path.read_bytes()
    desk.users.change(clerk, name=clerk.name, role=clerk.role, is_active=False)
    path.write_bytes(with_clerk)
    assert desk.rekey(desk.new_recovery_sheet()) == ()
    assert program.logins() == ("selin.aktas",)


def test_that_what_a_killed_change_left_is_removed_by_the_next(desk: Desk) -> None:
    folder = desk.data_folder
    (folder / "yeni-anahtar-1").mkdir()
    (folder / "yeni-anahtar-1" / vault.DATA_FILE).write_bytes(b"half")
    (folder / f"{vault.KEY_FILE}.restored").write_bytes(b"half")
    (folder / f"{vault.RESTORING_FILE}.4711-139624473760576.new").write_bytes(b"{")
    assert len(left_overs(folder)) == 3
    new_keys.clear_left_overs(folder)
    assert left_overs(folder) == []
    assert (folder / BACKUPS).exists() is False


def test_that_a_key_file_that_a_killed_program_left_aside_goes_with_the_next_start(
    program: Program, desk: Desk
) -> None:
    left = desk.data_folder / f"{vault.KEY_FILE}.4711-139624473760576.new"
    left.write_bytes((desk.data_folder / vault.KEY_FILE).read_bytes())
    old = desk.clock().timestamp() - 7200
    os.utime(left, (old, old))
    desk.close()
    program.unlock("selin.aktas", PASSWORD).close()
    assert not left.exists()
