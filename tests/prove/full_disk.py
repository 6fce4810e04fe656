"""Let the disk be full at every point of what the program writes.

The disk is a real one, a small file system in memory, that a process of its own mounts where nobody
else sees it. A file that fills it leaves a chosen number of bytes free.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from alo183_desktop.access import backups, recovery, restoring
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.vault import RESTORING_FILE
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.engine import is_opened_by
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.clocks import START, FixedClock
from tests.prove.directorates import LOGIN, Directorate, make, wrong_with, wrong_with_passwords
from tests.prove.figures import Counts, Figure, Tally, left_out
from tests.unit.bootstrap.people import OTHER, PASSWORD

_WHAT: Final = "full disk"
_DISK_MIB: Final = 16
_BLOCK: Final = 4096
_NUMBERS: Final = 30
_MOST_WRITES: Final = 60
_FILLER: Final = "filler"
_NO_ROOM_FOR_A_KEY: Final = frozenset(
    {"db.full", "access.disk_full", "backups.not_written", "access.rekey_not_written"}
)


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Try it on a small disk, when one can be mounted here."""
    mount = _mounting(folder)
    if mount is None:
        return [left_out(_WHAT, "no small disk can be mounted here (unshare, mount)")]
    template = make(folder / "template", numbers=_NUMBERS)
    with template.opened() as engine:
        _take(template, engine, minutes=0)
    (folder / "disk").mkdir(exist_ok=True)
    order = {
        "disk": str(folder / "disk"),
        "template": str(template.folder),
        "key": template.key.hex(),
        "points": counts.points,
        "seed": chance.random(),
        "rows": str(folder / "rows.json"),
    }
    subprocess.run(
        [*mount, sys.executable, "-m", "tests.prove.full_disk"],
        input=json.dumps(order).encode(),
        check=True,
    )
    rows = json.loads((folder / "rows.json").read_bytes())
    return [Figure(**row) for row in rows]


def _mounting(folder: Path) -> list[str] | None:
    """Return the words by which a process gets a small disk of its own; None where it cannot."""
    if sys.platform != "linux" or not all(map(shutil.which, ("unshare", "mount", "sh"))):
        return None
    place = folder / "disk"
    place.mkdir(parents=True, exist_ok=True)
    script = f'mount -t tmpfs -o size={_DISK_MIB}m alo183 "$0" && exec "$@"'
    for rights in ((), ("--map-root-user",)):
        words = ["unshare", "--mount", *rights, "sh", "-c", script, str(place)]
        if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            return words
    return None


def main() -> None:
    """Try it on the disk that the standard input names."""
    order = json.loads(sys.stdin.read())
    disk = Path(order["disk"])
    template = Directorate(Path(order["template"]), bytes.fromhex(order["key"]), "")
    chance = random.Random(order["seed"])
    rows = [
        _try(name, act, order["points"], need, template, disk, chance)
        for name, act, need in (
            ("writes: committed rows are there", _write, 1_200_000),
            ("backup: no half one, the older one stays", _back_up, 3_500_000),
            ("restore: refused untouched, or done", _restore, 4_500_000),
            ("new password: the old or the new one opens", _change_password, 120_000),
            ("re-key: the old key or the new one", _change_key, 3_000_000),
        )
    ]
    Path(order["rows"]).write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")


def _try(
    name: str,
    act: Callable[[Directorate], tuple[str | None, Callable[[], str | None]]],
    points: int,
    need: int,
    template: Directorate,
    disk: Path,
    chance: random.Random,
) -> Figure:
    """Do something with each of so many free spaces, from nothing to about what it needs."""
    tally = Tally(f"{_WHAT} during {name}")
    refused: dict[str, int] = {}
    for point in range(points):
        directorate = template.copied_to(disk / "veri")
        free = int(need * point / points) + chance.randrange(_BLOCK)
        _fill(disk, free)
        try:
            code, judge = act(directorate)
        finally:
            (disk / _FILLER).unlink()
        if code is not None:
            refused[code] = refused.get(code, 0) + 1
        tally.note(judge())
        shutil.rmtree(directorate.folder)
    told = ", ".join(f"{count} {code}" for code, count in sorted(refused.items()))
    return tally.figure(f"refused: {told}" if told else "none refused")


def _fill(disk: Path, free: int) -> None:
    """Leave so many bytes of the disk."""
    state = os.statvfs(disk)
    size = max(0, state.f_bavail * state.f_frsize - free)
    with (disk / _FILLER).open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(1, size))


def _refusal(act: Callable[[], object]) -> str | None:
    """Return the code with which something is refused, which has a text; None when it is done."""
    try:
        act()
    except KnownError as error:
        return error.code if message_of(error).do else f"{error.code}, without a word"
    return None


def _write(directorate: Directorate) -> tuple[str | None, Callable[[], str | None]]:
    number, code = _NUMBERS, None
    with directorate.opened() as engine:
        while number < _NUMBERS + _MOST_WRITES:
            code = _refusal(lambda: directorate.add(engine, number + 1))  # noqa: B023 - done at once
            if code is not None:
                break
            number += 1

    def judge() -> str | None:
        if code not in {None, "db.full"}:
            return f"told as {code}"
        wrong = wrong_with(directorate, least=number, most=number)
        if wrong is None:
            with directorate.opened() as engine:  # there is room again
                directorate.add(engine, number + 1)
            wrong = wrong_with(directorate, least=number + 1, most=number + 1)
        return wrong

    return code, judge


def _back_up(directorate: Directorate) -> tuple[str | None, Callable[[], str | None]]:
    with directorate.opened() as engine:
        code = _refusal(lambda: _take(directorate, engine, minutes=5))

    def judge() -> str | None:
        found = backups.list_backups(directorate.backups())
        if len(found) != (2 if code is None else 1) or len(found) != _count(directorate.backups()):
            return f"{len(found)} backups among {_count(directorate.backups())} folders"
        for backup in found:
            restoring.look_into(backup, directorate.key, folder=directorate.folder)
        if code not in {None, "backups.not_written", "db.full", "access.disk_full"}:
            return f"told as {code}"
        return wrong_with(directorate, least=_NUMBERS, most=_NUMBERS)

    return code, judge


def _restore(directorate: Directorate) -> tuple[str | None, Callable[[], str | None]]:
    (backup,) = backups.list_backups(directorate.backups())
    there = _NUMBERS
    before = {path.name for path in directorate.folder.iterdir()}
    program = directorate.program()
    code = _refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))

    def judge() -> str | None:
        program.exists()
        if (directorate.folder / RESTORING_FILE).exists():
            return "not ended"
        left = {path.name for path in directorate.folder.iterdir()} - before
        left = {
            name
            for name in left
            if not name.startswith(("onceki-", "alo183.attempts", "alo183.turn"))
        }
        if left:
            return f"left over: {min(left)}"
        return wrong_with(directorate, least=there, most=there)

    return code, judge


def _change_password(directorate: Directorate) -> tuple[str | None, Callable[[], str | None]]:
    code: str | None = None
    desk = None
    try:
        desk = directorate.program().unlock(LOGIN, PASSWORD)
        desk.users.change_own_password(PASSWORD, OTHER)
    except KnownError as error:
        code = error.code
    finally:
        if desk is not None:
            desk.close()

    def judge() -> str | None:
        if wrong := wrong_with_passwords(directorate, PASSWORD, OTHER):
            return wrong
        return wrong_with(directorate, least=_NUMBERS, most=_NUMBERS)

    return code, judge


def _change_key(directorate: Directorate) -> tuple[str | None, Callable[[], str | None]]:
    before = {path.name for path in directorate.folder.iterdir()}
    sheet = recovery.new_sheet(now=START)
    new = Directorate(directorate.folder, recovery.key_of(sheet.code), sheet.code)
    code: str | None = None
    desk: Desk | None = None
    try:
        desk = directorate.program().unlock(LOGIN, PASSWORD)
        code = _refusal(lambda: desk.rekey(sheet))
    except KnownError as error:  # not even signed in
        code = error.code

    def judge() -> str | None:
        if code not in {None, *_NO_ROOM_FOR_A_KEY}:
            return f"told as {code}"
        if desk is not None:
            try:  # there is room again, and the window is still open
                with desk.work() as work:
                    work.record("audit.opened", "audit", None)
            finally:
                desk.close()
        directorate.program().exists()
        if is_opened_by(new.vault().data_file, new.key) is not (code is None):
            return "the new key opens it" if code else "the new key does not open it"
        now = directorate if code else new
        if wrong := wrong_with(now, least=_NUMBERS, most=_NUMBERS):
            return wrong
        now.program().unlock(LOGIN, PASSWORD).close()
        left = {path.name for path in directorate.folder.iterdir()} - before
        left = {name for name in left if not name.startswith(("alo183.attempts", "alo183.turn"))}
        return f"left over: {min(left)}" if left else None

    return code, judge


def _take(directorate: Directorate, engine: object, *, minutes: int) -> None:
    clock = FixedClock()
    clock.advance(minutes=minutes)
    backups.take(
        directorate.vault(clock),
        engine,  # type: ignore[arg-type]
        directorate.key,
        reason=BackupReason.ASKED,
        place=directorate.backups(),
    )


def _count(folder: Path) -> int:
    return sum(1 for _one in folder.iterdir())


if __name__ == "__main__":
    main()
