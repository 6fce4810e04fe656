"""What people need of backups: whole, opening, and a way back that loses nothing."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from alo183_desktop.access import backups, vault
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.access.queries import list_users
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.rules import Role
from alo183_desktop.access.second_folder import read_second
from alo183_desktop.bootstrap.bringing_back import Opener
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db import audit
from alo183_desktop.db import engine as engines
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.platforms import WITH_MODES
from tests.unit.bootstrap.people import (
    AFTER,
    ANOTHER_CODE,
    BEFORE,
    OTHER,
    PASSWORD,
    THIRD,
    entries,
    first_sign_in,
    give_unit,
    refusal,
    user,
)

LOGIN = "selin.aktas"


def units_of(program: Program) -> set[str]:
    """Return the institutions that the data in its place knows."""
    desk = program.unlock(LOGIN, PASSWORD)
    try:
        with desk.work() as work:
            return {unit.name for unit in list_units(work.session)}
    finally:
        desk.close()


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Return all that lies in a folder, but what trying a password writes."""
    passed_over = {vault.ATTEMPTS_FILE, vault.TURN_FILE}
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in passed_over
    }


def test_that_a_backup_taken_while_somebody_writes_opens_and_is_whole(desk: Desk) -> None:
    with desk.work() as work:
        UNITS.save(work, None, UnitValues(AFTER))
        backup = desk_backup_of(desk)
    assert backup.reason is BackupReason.ASKED
    assert backup.size > 0
    assert backups.list_backups(desk.data_folder / BACKUPS) == (backup,)
    assert sorted(path.name for path in backup.folder.iterdir()) == [
        "alo183.db",
        "alo183.head",
        "alo183.key",
        "backup.json",
    ]


def desk_backup_of(desk: Desk) -> backups.Backup:
    """Take a backup without the entry in the trail, which would wait for whoever writes."""
    return backups.take(
        desk._vault,  # noqa: SLF001 - the desk writes to the trail, too
        desk.engine,
        desk._key,  # noqa: SLF001 - as above
        reason=BackupReason.ASKED,
        place=desk.data_folder / BACKUPS,
    )


def test_that_a_backup_shows_nothing_to_who_has_no_key(desk: Desk) -> None:
    give_unit(desk, BEFORE)
    backup = desk.backups.take()
    for path in backup.folder.iterdir():
        assert BEFORE.encode() not in path.read_bytes()


def test_that_acts_after_the_newest_backup_are_counted_until_the_next_one(desk: Desk) -> None:
    desk.backups.take()
    assert desk.backups.standing().acts_since == 0
    give_unit(desk, BEFORE)
    give_unit(desk, AFTER)
    found = desk.backups.standing()
    assert found.acts_since == 2
    assert "sonraki 2 denetim kaydı yedekte yok" in found.text
    desk.backups.take()
    assert desk.backups.standing().acts_since == 0


@WITH_MODES
def test_that_a_backup_is_for_this_user_only(desk: Desk) -> None:
    for path in desk.backups.take().folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_that_the_first_start_of_a_day_takes_one_backup_and_the_second_none(
    desk: Desk, clock: FixedClock
) -> None:
    first = desk.backups.take_daily()
    assert first is not None
    assert first.reason is BackupReason.DAILY
    clock.advance(hours=2)
    assert desk.backups.take_daily() is None
    clock.advance(days=1)
    assert desk.backups.take_daily() is not None
    assert desk.backups.standing().newest == clock()


def test_that_a_backup_that_another_program_is_taking_stays(desk: Desk, clock: FixedClock) -> None:
    place = desk.data_folder / BACKUPS
    place.mkdir(exist_ok=True)
    other = place / f".part-{clock():%Y%m%d-%H%M%S}-0a1b2c3d"
    killed = place / ".part-yedek-2020-01-01-000000-gunun-ilk-acilisi"
    for folder in (other, killed):
        folder.mkdir()
        (folder / "data.db").write_bytes(b"half")
    clock.advance(minutes=30)
    desk.backups.take()
    assert other.is_dir()
    assert not killed.exists()
    clock.advance(hours=12)
    desk.backups.take()
    assert not other.exists()


def test_that_old_backups_go_when_a_new_one_has_come(desk: Desk, clock: FixedClock) -> None:
    for _day in range(40):
        desk.backups.take_daily()
        clock.advance(days=1)
    assert len(backups.list_backups(desk.data_folder / BACKUPS)) <= 7 + 4 + 12
    assert len(list((desk.data_folder / BACKUPS).iterdir())) == len(
        backups.list_backups(desk.data_folder / BACKUPS)
    )


def test_that_a_backup_brings_back_what_was_there_and_keeps_what_came_after(
    program: Program, backup: backups.Backup
) -> None:
    keeps = program.restore(backup, login=LOGIN, secret=PASSWORD)
    assert units_of(program) >= {BEFORE}
    assert AFTER not in units_of(program)
    shutil.rmtree(program.data_folder / BACKUPS)
    for name in (vault.DATA_FILE, vault.KEY_FILE, vault.HEAD_FILE):
        shutil.copy(keeps / name, program.data_folder / name)
    assert units_of(program) >= {BEFORE, AFTER}


def test_that_a_restored_backup_has_a_whole_audit_trail_that_records_it(
    program: Program, backup: backups.Backup
) -> None:
    desk = program.unlock(LOGIN, PASSWORD)
    with desk.work() as work:
        there = audit.read_head(work.session).sequence
    desk.close()
    program.restore(backup, login=LOGIN, secret=PASSWORD)
    desk = program.unlock(LOGIN, PASSWORD)
    (found,) = desk.verify_audit().breaks
    assert (found.reason, found.last) == ("restored", there), "what fell out is reported"
    recorded = {entry.action: entry.details for entry in entries(desk)}
    assert recorded["backup.restored"]["dropped"] == there - found.at + 1
    desk.acknowledge_audit()
    assert desk.verify_audit().is_whole
    desk.close()


def test_that_a_backup_opens_on_a_clean_computer(
    program: Program, backup: backups.Backup, tmp_path: Path, made: tuple[Desk, RecoverySheet]
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(backup.folder, stick / backup.folder.name)
    shutil.rmtree(program.data_folder)
    (found,) = backups.list_backups(stick)
    program.restore(found, login="", secret=made[1].code, by_sheet=True)
    assert BEFORE in units_of(program)


def test_that_a_wrong_secret_touches_nothing(program: Program, backup: backups.Backup) -> None:
    before = bytes_below(program.data_folder)
    wrong_password = refusal(lambda: program.restore(backup, login=LOGIN, secret=OTHER))
    wrong_code = refusal(
        lambda: program.restore(backup, login=LOGIN, secret=ANOTHER_CODE, by_sheet=True)
    )
    assert wrong_password.code == "access.wrong_password"
    assert wrong_code.code == "access.wrong_code"
    assert bytes_below(program.data_folder) == before


def test_that_a_clerk_cannot_bring_an_older_day_back(program: Program, desk: Desk) -> None:
    desk.users.add(login="ali.kaya", name="Ali KAYA", role=Role.CLERK, password=OTHER)
    backup = desk.backups.take()
    desk.close()
    before = bytes_below(program.data_folder)
    refused = refusal(lambda: program.restore(backup, login="ali.kaya", secret=OTHER))
    assert refused.code == "backups.present_needed"
    present = Opener(LOGIN, PASSWORD)
    refused = refusal(
        lambda: program.restore(backup, login="ali.kaya", secret=OTHER, present=present)
    )
    assert refused.code == "access.not_allowed"
    assert bytes_below(program.data_folder) == before


def close_account(desk: Desk, login: str) -> None:
    """Close an account as an administrator does."""
    row = user(desk, login)
    desk.users.change(row, name=row.name, role=row.role, is_active=False)


def test_that_a_closed_administrator_gets_in_by_no_backup(
    program: Program, desk: Desk, made: tuple[Desk, RecoverySheet]
) -> None:
    """The backups of a year open with the passwords of their day."""
    desk.users.add(login="eski", name="Eski YÖNETİCİ", role=Role.ADMINISTRATOR, password=OTHER)
    desk.close()
    first_sign_in(program, "eski", OTHER).close()
    desk = program.unlock(LOGIN, PASSWORD)
    backup = desk.backups.take()
    close_account(desk, "eski")
    desk.close()
    before = bytes_below(program.data_folder)
    refused = refusal(lambda: program.restore(backup, login="eski", secret=THIRD))
    assert refused.code == "backups.present_needed"
    wrong = Opener("eski", THIRD)
    refused = refusal(lambda: program.restore(backup, login="eski", secret=THIRD, present=wrong))
    assert refused.code == "access.wrong_password"
    assert bytes_below(program.data_folder) == before
    # With somebody of today it comes back, and the account stays closed.
    sheet = Opener("", made[1].code, by_sheet=True)
    program.restore(backup, login="eski", secret=THIRD, present=sheet)
    assert refusal(lambda: program.unlock("eski", THIRD)).code == "access.wrong_password"
    desk = program.unlock(LOGIN, PASSWORD)
    changed = [entry.details for entry in entries(desk) if entry.action == "user.changed"]
    assert changed == [{"fields": ["is_active"]}]
    desk.close()


def test_that_who_was_given_less_since_gets_no_more_by_a_backup(
    program: Program, desk: Desk
) -> None:
    desk.users.add(login="ali.kaya", name="Ali KAYA", role=Role.ADMINISTRATOR, password=OTHER)
    backup = desk.backups.take()
    row = user(desk, "ali.kaya")
    desk.users.change(row, name=row.name, role=Role.CLERK, is_active=True)
    desk.close()
    program.restore(backup, login=LOGIN, secret=PASSWORD)
    desk = program.unlock(LOGIN, PASSWORD)
    with desk.work() as work:
        roles = {one.login: one.role for one in list_users(work.session)}
    desk.close()
    assert roles == {LOGIN: Role.ADMINISTRATOR, "ali.kaya": Role.CLERK}


def test_that_a_backup_of_administrators_who_are_all_closed_comes_back_by_its_sheet_alone(
    program: Program, desk: Desk, made: tuple[Desk, RecoverySheet]
) -> None:
    backup = desk.backups.take()
    desk.users.add(login="yeni", name="Yeni YÖNETİCİ", role=Role.ADMINISTRATOR, password=OTHER)
    desk.close()
    new = first_sign_in(program, "yeni", OTHER)
    close_account(new, LOGIN)
    new.close()
    present = Opener("yeni", THIRD)
    refused = refusal(
        lambda: program.restore(backup, login=LOGIN, secret=PASSWORD, present=present)
    )
    assert refused.code == "backups.no_administrator"
    program.restore(backup, login="", secret=made[1].code, by_sheet=True, present=present)
    program.recover(made[1].code, "yeni", THIRD).close()


@pytest.mark.parametrize("content", [None, b"", b"x" * 200_000])
def test_that_data_that_nobody_can_open_any_more_asks_for_nobody_of_today(
    program: Program, backup: backups.Backup, content: bytes | None
) -> None:
    data = program.data_folder / vault.DATA_FILE
    data.unlink()
    if content is not None:
        data.write_bytes(content)
    program.restore(backup, login=LOGIN, secret=PASSWORD)
    desk = program.unlock(LOGIN, PASSWORD)
    assert desk.verdict.is_whole, "how many entries fell out, nobody knows"
    desk.close()


def test_that_a_backup_shows_what_is_in_it_before_it_is_brought_back(
    program: Program, backup: backups.Backup
) -> None:
    before = bytes_below(program.data_folder)
    contents = program.look_into(backup, login=LOGIN, secret=PASSWORD)
    assert contents.counts["officers"] == 0
    assert contents.newest_entry_at is not None
    assert contents.newest_entry_at <= backup.at
    assert bytes_below(program.data_folder) == before


def test_that_a_copy_that_came_out_damaged_is_no_backup(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engines.copy_database

    def spoil(engine: Engine, target: Path, *, key: bytes) -> None:
        real(engine, target, key=key)
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 1
        target.write_bytes(data)

    monkeypatch.setattr(engines, "copy_database", spoil)
    assert refusal(desk.backups.take).code == "backups.damaged"
    assert list((desk.data_folder / BACKUPS).iterdir()) == []


@pytest.mark.parametrize("place", [100, 5000, 20_000, -1])
def test_that_a_backup_with_a_changed_byte_is_refused_and_nothing_is_touched(
    program: Program, backup: backups.Backup, place: int
) -> None:
    file = backup.folder / vault.DATA_FILE
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    before = bytes_below(program.data_folder)
    refused = refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))
    assert refused.code == "backups.damaged"
    assert bytes_below(program.data_folder) == before


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": 1}', b"\x00" * 100, b'{"format": 2, "at": "x"}']
)
def test_that_a_folder_that_is_no_backup_is_passed_over(
    desk: Desk, content: bytes, clock: FixedClock
) -> None:
    broken = desk.backups.take()
    clock.advance(minutes=1)
    whole = desk.backups.take()
    (broken.folder / "backup.json").write_bytes(content)
    assert backups.list_backups(desk.data_folder / BACKUPS) == (whole,)
    assert backups.list_unreadable(desk.data_folder / BACKUPS) == (broken.folder,)
    assert refusal(lambda: backups.read_backup(broken.folder)).code == "backups.not_one"


@pytest.mark.parametrize("name", ["backup.json", vault.DATA_FILE])
@pytest.mark.parametrize("is_pipe", [True, False])
def test_that_a_backup_whose_file_is_missing_or_a_pipe_is_named_and_holds_nobody_up(
    desk: Desk, name: str, *, is_pipe: bool
) -> None:
    if is_pipe and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes among its files")
    broken = desk.backups.take()
    (broken.folder / name).unlink()
    if is_pipe:
        os.mkfifo(broken.folder / name)
    assert backups.list_backups(desk.data_folder / BACKUPS) == ()
    assert backups.list_unreadable(desk.data_folder / BACKUPS) == (broken.folder,)


class Killed(BaseException):
    """The program ends here: no `except Exception` sees it."""


class LastMove:
    """Takes the place of `Path.replace`, and lets only so many files move."""

    def __init__(self, left: int) -> None:
        self._left = left
        self._real = Path.replace

    def put(self, patched: pytest.MonkeyPatch) -> None:
        """Stand in the way from now on."""

        def replace(path: Path, target: Path) -> Path:
            return self._move(path, target)

        patched.setattr(Path, "replace", replace)

    def _move(self, path: Path, target: Path) -> Path:
        if not self._left:
            raise Killed
        self._left -= 1
        return self._real(path, target)


def test_that_a_restoring_that_is_killed_anywhere_ends_at_the_next_start(
    program: Program, backup: backups.Backup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each moving of a file in turn is the last thing that the program does."""
    untouched = tmp_path / "untouched"
    shutil.copytree(program.data_folder, untouched)
    ends: list[int] = []
    is_killed = True
    while is_killed:
        shutil.rmtree(program.data_folder)
        shutil.copytree(untouched, program.data_folder)
        with monkeypatch.context() as patched:
            LastMove(len(ends)).put(patched)
            try:
                program.restore(backup, login=LOGIN, secret=PASSWORD)
                is_killed = False
            except Killed:
                pass
        assert program.exists()
        assert not (program.data_folder / vault.RESTORING_FILE).exists()
        ends.append(len(units_of(program) & {BEFORE, AFTER}))
    # Some were killed before anything moved, and have the present data; all others the backup's.
    assert ends == sorted(ends, reverse=True)
    assert (ends[0], ends[-1]) == (2, 1)
    assert len(ends) > len((vault.DATA_FILE, vault.KEY_FILE, vault.HEAD_FILE)) * 2


# On Windows the folder itself is not flushed.
@pytest.mark.parametrize("last", range(3 if os.name == "nt" else 4))
def test_that_a_full_disk_leaves_no_half_backup(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, last: int, clock: FixedClock
) -> None:
    older = desk.backups.take()
    clock.advance(minutes=1)
    left, real = [last], os.fsync

    def fsync(descriptor: int) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(KnownError) as refused:
            desk.backups.take()
    assert refused.value.code in {"backups.not_written", "access.disk_full"}
    assert list((desk.data_folder / BACKUPS).iterdir()) == [older.folder]


def test_that_only_an_administrator_says_where_backups_go(
    program: Program, desk: Desk, tmp_path: Path
) -> None:
    desk.users.add(login="ali.kaya", name="Ali KAYA", role=Role.CLERK, password=OTHER)
    desk.close()
    clerk = first_sign_in(program, "ali.kaya", OTHER)
    assert refusal(lambda: clerk.backups.set_second(tmp_path)).code == "access.not_allowed"
    assert read_second(desk.data_folder) is None
    clerk.close()


def test_that_a_backup_that_ends_after_the_lock_leaves_the_trail_whole(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backups.take

    def lock_meanwhile(*arguments: Any, **options: Any) -> backups.Backup:
        taken = real(*arguments, **options)
        desk.close()
        return taken

    monkeypatch.setattr(backups, "take", lock_meanwhile)
    with pytest.raises(RuntimeError, match="locked"):
        desk.backups.take()
    opened = program.unlock(LOGIN, PASSWORD)
    assert opened.verify_audit().is_whole
    opened.close()
