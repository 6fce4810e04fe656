"""Cut the power of a program that writes, and look for what it had reported as saved.

The writer runs once under strace, which writes down each call that changes a file or flushes it,
and each report. Power cuts are then played on that record: at a random call, and with some of that
lost which was not flushed. What SQLite keeps in shared memory is gone then, and left out.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import event
from sqlalchemy.orm import Session

from alo183_desktop.access import keys
from alo183_desktop.access.vault import DATA_FILE
from alo183_desktop.db import audit
from alo183_desktop.db.engine import find_damage, sqlcipher_engine
from alo183_desktop.shared.errors import KnownError
from tests.prove.directorates import Directorate, make, numbers_in
from tests.prove.disk import CALLS, Disk, Event, Loss, read_trace
from tests.prove.figures import Counts, Figure, Tally, left_out

_WHAT: Final = "simulated power cuts: rows reported as saved are there"
_CONTROL: Final = "  control: the same with synchronous=NORMAL"
_MEMORY: Final = Path("/dev/shm")
_FEW: Final = 50
_SAID: Final = "said"
_NUMBERS: Final = (12, 160)
"""Numbers of one recording, for few cuts and for many; many bring checkpoints about."""


class _Recording(NamedTuple):
    directorate: Directorate
    files: dict[str, bytes]
    """Before the writer began."""
    events: list[Event]


def main() -> None:
    """Write as the standard input says, and report to a file after each commit."""
    order: dict[str, Any] = json.loads(sys.stdin.read())
    directorate = Directorate(Path(order["folder"]), bytes.fromhex(order["key"]), "")
    audit_key = keys.audit_key(directorate.key)
    with directorate.opened() as engine, Path(order["said"]).open("wb", buffering=0) as said:
        if order["is_control"]:

            @event.listens_for(engine, "connect")
            def _flush_less(connection: Any, _record: object) -> None:
                connection.execute("PRAGMA synchronous = NORMAL")

        for number in range(1, order["numbers"] + 1):
            directorate.add(engine, number)
            head = directorate.vault().read_head(audit_key)
            assert isinstance(head, audit.Head)
            said.write(json.dumps([number, head.sequence, head.mac]).encode())


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Play power cuts on what the writer did, and on what it did with less flushing."""
    if why := _hindrance():
        return [left_out(_WHAT, why)]
    return [
        _cut(counts, folder, chance, is_control=False),
        _cut(counts, folder, chance, is_control=True),
    ]


def _cut(counts: Counts, folder: Path, chance: random.Random, *, is_control: bool) -> Figure:
    tally = Tally(_CONTROL if is_control else _WHAT, is_control=is_control)
    writes = 0
    place = _MEMORY if _MEMORY.is_dir() else folder
    numbers = _NUMBERS[counts.cuts > _FEW]
    with tempfile.TemporaryDirectory(prefix="alo183-prove-", dir=place) as replayed:
        for turn in range(counts.recordings):
            where = folder / f"power-{'normal' if is_control else 'full'}-{turn}"
            recording = _record(where, numbers, is_control=is_control)
            writes += len(recording.events)
            share = counts.cuts // counts.recordings
            for wrong in _play(recording, Path(replayed), share, chance):
                tally.note(wrong)
            shutil.rmtree(where)
    return tally.figure(f"in {writes} recorded calls")


def _record(folder: Path, numbers: int, *, is_control: bool) -> _Recording:
    directorate = make(folder / "veri")
    data_file = directorate.vault().data_file
    trace, said = folder / "trace", folder / _SAID
    order = {
        "folder": str(directorate.folder),
        "key": directorate.key.hex(),
        "said": str(said),
        "numbers": numbers,
        "is_control": is_control,
    }
    files = {str(data_file): data_file.read_bytes()}
    subprocess.run(
        [*_strace(trace), sys.executable, "-m", "tests.prove.power"],
        input=json.dumps(order).encode(),
        check=True,
    )
    log = data_file.with_name(f"{DATA_FILE}-wal")
    events = list(read_trace(trace, [data_file, log], said=said))
    trace.unlink()
    # The record is whole when playing all of it gives the very files that are there.
    disk = Disk(files)
    for one in events:
        disk.meet(one)
    there = {str(path): path.read_bytes() for path in (data_file, log) if path.exists()}
    if disk.files() != there or len(disk.said) != numbers:
        raise RuntimeError("the trace does not tell all that the writer did")
    return _Recording(directorate, files, events)


def _play(
    recording: _Recording, folder: Path, cuts: int, chance: random.Random
) -> list[str | None]:
    """Return what was wrong after each power cut."""
    last = len(recording.events)
    moments = sorted(chance.randint(0, last) for _ in range(cuts))
    disk, found = Disk(recording.files), []
    place = 0
    for moment in moments:
        for one in recording.events[place:moment]:
            disk.meet(one)
        place = moment
        files = disk.after_cut(chance.choice(list(Loss)), chance)
        for old in folder.iterdir():
            old.unlink()
        for path, data in files.items():
            (folder / Path(path).name).write_bytes(data)
        found.append(_wrong_with(folder, disk.said, recording.directorate.key))
    return found


def _wrong_with(folder: Path, said: list[bytes], key: bytes) -> str | None:
    """Return what is lost or damaged in a folder; the trail is held against the last report."""
    number, sequence, mac = json.loads(said[-1]) if said else (0, 0, "")
    engine = sqlcipher_engine(folder / DATA_FILE, key=key)
    try:
        if damage := find_damage(engine):
            return f"damaged: {damage[0]}"
        with Session(engine) as session:
            found, wrong = numbers_in(session)
            outside = audit.Head(sequence, mac) if said else audit.read_head(session)
            verdict = audit.verify(session, key=keys.audit_key(key), outside=outside)
    except KnownError as error:
        return f"does not open: {error.code}"
    finally:
        engine.dispose()
    if wrong is None and not number <= found <= number + 1:
        wrong = f"{number} were reported as saved, {found} are there"
    if wrong is None and not verdict.is_whole:
        wrong = f"trail: {verdict.reason} at {verdict.broken_at}"
    return wrong


def _strace(trace: Path) -> list[str]:
    calls = ",".join(CALLS)
    return [
        "strace",
        "--follow-forks",
        "--quiet=all",
        "--decode-fds=path",
        "--strings-in-hex=all",
        "--string-limit=1000000",
        "--signal=none",
        f"--trace={calls}",
        f"--output={trace}",
    ]


def _hindrance() -> str:
    """Return why nothing can be recorded here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace, which records the writes, is not installed"
    with tempfile.TemporaryDirectory(prefix="alo183-prove-") as folder:
        command = [*_strace(Path(folder) / "trace"), "true"]
        tried = subprocess.run(command, capture_output=True, check=False)
    return "strace may trace nothing here" if tried.returncode else ""


if __name__ == "__main__":
    main()
