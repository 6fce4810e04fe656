"""A second program on the same data gets the name of the first user; a share is refused."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from alo183_desktop.access import presence, vault
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db import engine as engines
from alo183_desktop.shared.texts import message_of
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import ANSWERS, OTHER, PASSWORD, refusal

_STAYING = """
import sys
from pathlib import Path
from tests.clocks import FixedClock
from alo183_desktop.bootstrap.program import Program
from tests.unit.bootstrap.people import CHEAP
desk = Program(Path(sys.argv[1]), clock=FixedClock(), cost=CHEAP).unlock("memur", sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


def notes(folder: Path) -> list[Path]:
    return sorted(folder.glob("alo183.open-*"))


def test_that_each_program_knows_the_others_until_they_are_closed(
    program: Program, desk: Desk, clock: FixedClock
) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    assert desk.others() == ()
    since = clock()
    clock.advance(minutes=5)
    with contextlib.closing(program.unlock("memur", OTHER)) as theirs:
        (other,) = theirs.others()
        assert (other.person, other.computer) == ("Selin AKTAŞ", socket.gethostname())
        assert (other.process, other.since) == (os.getpid(), since)
        assert [one.person for one in desk.others()] == ["Şükrü IŞIK"]
    assert desk.others() == ()
    desk.close()
    assert notes(desk.data_folder) == []


def test_that_a_note_names_nobody_to_who_has_no_key(desk: Desk) -> None:
    (note,) = notes(desk.data_folder)
    for name in ("Selin", "AKTAŞ", "selin.aktas"):
        assert name.encode() not in note.read_bytes()
    (other,) = presence.find_others(desk.data_folder)
    assert other.person == ""
    assert os.name == "nt" or note.stat().st_mode & 0o077 == 0


def test_that_a_killed_program_is_there_no_more(desk: Desk) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    with subprocess.Popen(
        [sys.executable, "-c", _STAYING, str(desk.data_folder), OTHER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        assert [one.process for one in desk.others()] == [other.pid]
        other.kill()
        other.wait()
    assert desk.others() == ()
    assert len(notes(desk.data_folder)) == 1


def test_that_a_damaged_note_still_counts_while_it_is_held(program: Program, desk: Desk) -> None:
    (note,) = notes(desk.data_folder)
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as second:
        for content in (b"", b"{", b'{"computer": 1e999}', b"[" * 3000):
            note.write_bytes(content)
            (other,) = second.others()
            assert (other.computer, other.person) == ("?", "")


def test_that_busy_data_is_reported_with_who_has_it(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_BUSY_TIMEOUT_S", 0.01)
    with desk.engine.begin():
        error = refusal(lambda: program.unlock("selin.aktas", PASSWORD))
    assert error.code == "db.busy_by"
    assert "Selin AKTAŞ" in str(message_of(error))
    assert socket.gethostname() in str(message_of(error))


def test_that_restoring_and_a_new_key_name_who_is_in_the_way(program: Program, desk: Desk) -> None:
    backup = desk.backups.take()
    error = refusal(lambda: program.restore(backup, login="selin.aktas", secret=PASSWORD))
    assert (error.code, "Selin AKTAŞ" in str(message_of(error))) == ("backups.in_use_by", True)
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as second:
        error = refusal(lambda: second.rekey(second.new_recovery_sheet()))
    assert error.code == "access.rekey_in_use_by"


def test_that_data_on_a_share_is_neither_made_nor_opened(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = program.data_folder
    desk, sheet = program.create(ANSWERS, PASSWORD)
    backup = desk.backups.take()
    desk.close()
    before = (folder / vault.DATA_FILE).read_bytes()
    monkeypatch.setattr(presence, "share_of", {folder: "cifs"}.get)
    for act in (
        lambda: program.create(ANSWERS, PASSWORD),
        lambda: program.unlock("selin.aktas", PASSWORD),
        lambda: program.recover(sheet.code, "selin.aktas", OTHER),
        lambda: program.restore(backup, login="selin.aktas", secret=PASSWORD),
        lambda: program.recover_file(folder / vault.DATA_FILE, sheet.code, "x", OTHER),
    ):
        error = refusal(act)
        assert error.code == "access.network_share"
        assert "cifs" in str(message_of(error))
        assert "PostgreSQL" in str(message_of(error))
    assert (folder / vault.DATA_FILE).read_bytes() == before


def test_that_closing_lets_go_of_the_key(desk: Desk) -> None:
    assert desk.key
    desk.close()
    assert not desk.key
