"""The second folder of backups may be away, full, pulled out or refuse: the first one stands."""

import datetime as dt
import errno
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import pytest

from alo183_desktop.access import backups, files, second_folder, vault
from alo183_desktop.access.backup_rules import kept
from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.access.second_folder import read_second
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.shared.clock import stamp_of
from tests.clocks import FixedClock
from tests.platforms import ON_LINUX
from tests.unit.bootstrap.people import entries, refusal
from tests.unit.bootstrap.test_backups import bytes_below

AWAY: Final = "backups.second_away"


@pytest.fixture
def stick(desk: Desk, tmp_path: Path) -> Path:
    """Return the second folder, to which nothing was copied yet."""
    place = tmp_path / "usb ığüşöç"
    desk.backups.set_second(place)
    return place


def first(desk: Desk) -> tuple[backups.Backup, ...]:
    return backups.list_backups(desk.data_folder / BACKUPS)


def names(place: Path) -> list[str]:
    """Return what lies in a folder under a final name."""
    return sorted(path.name for path in place.iterdir() if not path.name.startswith(".part-"))


def looked_after(desk: Desk) -> str:
    """Look after the backups, as the window does each minute; return what was in the way."""
    trouble = desk.backups.look_after()
    return "" if trouble is None else trouble.code


def file_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


class Fault:
    """Something happens when the second folder flushes for the n-th time."""

    def __init__(self, stick: Path, happens: Callable[[], NoReturn], *, after: int) -> None:
        self._stick = stick
        self._happens = happens
        self._left = after
        self._real = os.fsync
        self.has_happened = False

    def put(self, patched: pytest.MonkeyPatch) -> None:
        """Wait for it."""
        patched.setattr(os, "fsync", self._fsync)

    def _fsync(self, descriptor: int) -> None:
        if file_of(descriptor).is_relative_to(self._stick):
            if not self._left:
                self.has_happened = True
                self._happens()
            self._left -= 1
        self._real(descriptor)


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="finds the files of a folder by their descriptors"
)


def test_that_a_second_folder_gets_the_same_backup(desk: Desk, stick: Path) -> None:
    backup = desk.backups.take()
    (copy,) = backups.list_backups(stick)
    assert bytes_below(copy.folder) == bytes_below(backup.folder)


@ON_LINUX
def test_that_a_second_folder_whose_name_is_no_text_gets_the_backup(
    desk: Desk, tmp_path: Path
) -> None:
    place = tmp_path / os.fsdecode(b"bellek\xfd")
    place.mkdir()
    desk.backups.set_second(place)
    desk.backups.take()
    second = read_second(desk.data_folder)
    assert second is not None
    assert second.path == place
    assert len(names(place)) == 1


def test_that_a_second_folder_that_is_away_is_reported_and_the_first_backup_stands(
    desk: Desk, stick: Path
) -> None:
    stick.rmdir()
    stick.write_text("a file where the folder should be")
    assert refusal(desk.backups.take).code == AWAY
    assert len(first(desk)) == 1
    desk.backups.take_before_import()  # an import waits for no stick
    assert [entry.action for entry in entries(desk)].count("backup.taken") == 2


def test_that_a_folder_that_is_away_is_not_made_anew_where_a_stick_used_to_be(
    desk: Desk, stick: Path
) -> None:
    """Otherwise the disk of the computer would fill, and be thought of as the stick."""
    stick.rmdir()
    assert refusal(desk.backups.take).code == AWAY
    assert not stick.exists()


def test_that_the_empty_place_of_a_stick_that_is_not_put_in_gets_nothing(
    desk: Desk, stick: Path
) -> None:
    file = desk.data_folder / "alo183.places"
    file.write_text(json.dumps({**json.loads(file.read_text()), "is_other_disk": True}))
    assert refusal(desk.backups.take).code == AWAY
    assert list(stick.iterdir()) == []


def test_that_a_second_folder_that_was_away_catches_up_by_itself(
    desk: Desk, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    desk.backups.take_daily()
    stick.rename(tmp_path / "drawer")
    for _day in range(2):
        clock.advance(days=1)
        assert looked_after(desk) == AWAY
    assert read_second(desk.data_folder) is not None
    (tmp_path / "drawer").rename(stick)
    assert looked_after(desk) == ""
    assert names(stick) == [one.folder.name for one in reversed(first(desk))]
    second = read_second(desk.data_folder)
    assert second is not None
    assert second.copied_at == clock()
    assert looked_after(desk) == ""


def test_that_a_new_second_folder_gets_the_newest_backup_only(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    for _day in range(3):
        desk.backups.take_daily()
        clock.advance(days=1)
    desk.backups.set_second(tmp_path / "stick")
    desk.backups.fill_second()
    assert names(tmp_path / "stick") == [first(desk)[0].folder.name]


def test_that_backups_of_a_clock_that_was_ahead_do_not_keep_new_ones_away(
    desk: Desk, stick: Path, clock: FixedClock
) -> None:
    clock.advance(days=300)
    desk.backups.take()
    clock.advance(days=-300)
    backup = desk.backups.take()
    assert backup.folder.name in names(stick)


@needs_proc
@pytest.mark.parametrize("after", range(6))
def test_that_a_stick_pulled_out_anywhere_leaves_nothing_half_and_catches_up(
    desk: Desk,
    stick: Path,
    tmp_path: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    """Each flush in turn is the one at which it goes: three files, the manifest, two folders."""
    desk.backups.take()
    clock.advance(days=1)

    def pull() -> NoReturn:
        stick.rename(tmp_path / "pulled")
        raise OSError(errno.EIO, "Input/output error")

    fault = Fault(stick, pull, after=after)
    with monkeypatch.context() as patched:
        fault.put(patched)
        assert looked_after(desk) == "backups.second_broken_off"
    assert fault.has_happened
    assert first(desk)[0].at == clock()
    assert looked_after(desk) == AWAY
    (tmp_path / "pulled").rename(stick)
    for copy in backups.list_backups(stick):
        assert len(names(copy.folder)) == 4
    assert looked_after(desk) == ""
    assert names(stick) == [one.folder.name for one in reversed(first(desk))]
    for copy in backups.list_backups(stick):
        assert bytes_below(copy.folder) == bytes_below(
            desk.data_folder / BACKUPS / copy.folder.name
        )
    clock.advance(days=1)
    desk.backups.take()
    assert not list(stick.glob(".part-*"))


@needs_proc
@pytest.mark.parametrize("after", range(5))
def test_that_a_stick_that_is_full_keeps_what_it_has_and_nothing_half(
    desk: Desk, stick: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    older = desk.backups.take()
    clock.advance(days=1)

    def find_no_room() -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        Fault(stick, find_no_room, after=after).put(patched)
        assert refusal(desk.backups.take).code == "backups.second_full"
    assert [path.name for path in stick.iterdir()] == [older.folder.name]
    assert len(first(desk)) == 2
    assert looked_after(desk) == ""
    assert len(names(stick)) == 2


def test_that_nothing_is_written_to_a_stick_that_has_too_little_room(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _place: Usage(1000))
        patched.setattr(second_folder, "copy_whole", None)
        assert refusal(desk.backups.take).code == "backups.second_full"
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    "refused", [PermissionError(errno.EACCES, "no"), OSError(errno.EROFS, "no")], ids=str
)
@pytest.mark.parametrize("what", ["mkdir", "replace"])
def test_that_a_folder_that_may_not_be_written_or_a_file_held_elsewhere_is_reported(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch, what: str, refused: OSError
) -> None:
    """Windows refuses to rename a folder in which a program has a file open."""
    real = getattr(Path, what)

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.parent == stick:
            raise refused
        return real(path, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, what, refuse)
        assert refusal(desk.backups.take).code == "backups.second_read_only"
    assert list(stick.iterdir()) == []
    assert len(first(desk)) == 1
    assert looked_after(desk) == ""
    assert len(names(stick)) == 1


def test_that_a_file_of_the_name_of_a_backup_is_left_alone(
    desk: Desk, stick: Path, clock: FixedClock
) -> None:
    taken = stick / f"yedek-{stamp_of(clock())}-istek-uzerine"
    taken.write_text("another thing")
    desk.backups.take()
    assert names(stick) == [taken.name, f"{taken.name}-2"]
    assert taken.read_text() == "another thing"
    assert looked_after(desk) == ""
    assert len(names(stick)) == 2


def test_that_a_copy_that_came_out_damaged_does_not_stay(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.copy_file

    def spoil(source: Path, target: Path) -> None:
        real(source, target)
        if target.name == vault.DATA_FILE:
            data = bytearray(target.read_bytes())
            data[-1] ^= 1
            target.write_bytes(data)

    with monkeypatch.context() as patched:
        patched.setattr(backups, "copy_file", spoil)
        assert refusal(desk.backups.take).code == "backups.second_damaged"
    assert list(stick.iterdir()) == []


@needs_proc
def test_that_a_share_that_cannot_flush_the_names_of_a_folder_still_gets_its_backup(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        file = file_of(descriptor)
        if file.is_dir() and file.is_relative_to(stick):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    desk.backups.take()
    assert len(names(stick)) == 1


def test_that_nothing_that_people_wait_for_touches_a_second_folder_that_may_not_answer(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stick.is_dir()
    with monkeypatch.context() as patched:
        for name in ("_is_there", "list_backups", "copy_whole"):
            patched.setattr(second_folder, name, None)
        desk.backups.take_before_import()
        assert desk.backups.standing().newest == first(desk)[0].at
    assert looked_after(desk) == ""
    assert len(names(stick)) == 1


def test_that_a_second_folder_within_the_data_folder_is_refused(desk: Desk) -> None:
    for place in (desk.data_folder, desk.data_folder / BACKUPS, desk.data_folder / "x" / ".."):
        refused = refusal(partial(desk.backups.set_second, place))
        assert refused.code == "backups.second_within"
    assert read_second(desk.data_folder) is None


def test_that_a_second_folder_that_cannot_be_made_is_not_set(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = refusal(lambda: desk.backups.set_second(tmp_path / "file" / "below"))
    assert refused.code.startswith("backups.second_")
    assert read_second(desk.data_folder) is None


def test_that_a_backup_in_two_places_is_listed_once(
    program: Program, desk: Desk, stick: Path
) -> None:
    backup = desk.backups.take()
    assert len(names(stick)) == 1
    assert [found.sha256 for found in program.backups()] == [backup.sha256]


def test_that_what_the_second_folder_said_is_reported_until_a_copy_goes_well(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    desk.backups.take()
    stick.rename(tmp_path / "drawer")
    stick.write_text("a file where the folder should be")
    assert refusal(desk.backups.take).code == AWAY
    assert desk.backups.trouble is not None
    desk.backups.look_after(fills_second=False)
    assert desk.backups.trouble.code == AWAY
    stick.unlink()
    (tmp_path / "drawer").rename(stick)
    desk.backups.fill_second()
    assert desk.backups.trouble is None


def test_that_a_first_folder_that_cannot_be_written_is_reported_until_a_backup_is_there(
    desk: Desk,
) -> None:
    place = desk.data_folder / BACKUPS
    place.write_text("a file where the folder should be")
    assert looked_after(desk) == "backups.not_written"
    reported = desk.backups.standing()
    assert reported.worry is not None
    assert (reported.state, reported.worry.code) == ("late", "backups.not_written")
    place.unlink()
    desk.backups.take()
    assert desk.backups.standing().worry is None


def test_that_the_second_folder_keeps_as_many_days_weeks_and_months_as_the_first(
    desk: Desk, stick: Path, clock: FixedClock
) -> None:
    backup = desk.backups.take()
    taken = [clock() - dt.timedelta(days=day) for day in range(1, 60)]
    for at in taken:
        # The same data, as if it had been taken on another day.
        older = stick / f"yedek-{stamp_of(at)}-gunun-ilk-acilisi"
        shutil.copytree(backup.folder, older)
        manifest = older / "backup.json"
        content = {**json.loads(manifest.read_text(encoding="utf-8")), "at": at.isoformat()}
        manifest.write_text(json.dumps(content), encoding="utf-8")
    desk.backups.fill_second()
    stay = kept([clock(), *taken], now=clock())
    assert {one.at for one in backups.list_backups(stick)} == stay
    assert len(list(stick.iterdir())) == len(stay)
