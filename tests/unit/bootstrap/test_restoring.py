"""Nothing takes the place of data that somebody has open, or opens just then."""

import hashlib
import json
import shutil
from contextlib import nullcontext
from functools import partial
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from alo183_desktop.access import backups, files, recovery, restoring
from alo183_desktop.access.vault import DATA_FILE, HEAD_FILE, KEY_FILE, RESTORING_FILE, Vault
from alo183_desktop.bootstrap import program as opener
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.opening import open_data_file
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.unit.bootstrap.people import AFTER, PASSWORD, give_unit, refusal
from tests.unit.bootstrap.test_backups import LOGIN, bytes_below, units_of


def test_that_nothing_is_restored_while_the_data_is_open(program: Program, desk: Desk) -> None:
    backup = desk.backups.take()
    refused = refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))
    assert refused.code == "backups.in_use_by"
    give_unit(desk, AFTER)


def test_that_a_backup_with_another_key_is_not_restored_over_open_data(
    program: Program, desk: Desk
) -> None:
    backup = desk.backups.take()
    desk.rekey(recovery.new_sheet(now=START))
    refused = refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))
    assert refused.code.startswith("backups.in_use")
    give_unit(desk, AFTER)
    desk.close()
    assert AFTER in units_of(program)


def test_that_whoever_comes_in_while_a_backup_is_copied_loses_nothing(
    program: Program, backup: backups.Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They typed their password just before, and only their opening falls into the copying."""
    came_in: list[Desk] = []
    real = backups.demand_whole

    def come_in(copy: Engine) -> None:
        real(copy)
        came_in.append(program.unlock(LOGIN, PASSWORD))

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "demand_whole", come_in)
        patched.setattr(Vault, "own_turn", lambda _vault: nullcontext())
        refused = refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))
    assert refused.code == "backups.in_use_by"
    give_unit(came_in[0], "Bu sırada gelen")
    came_in[0].close()
    assert "Bu sırada gelen" in units_of(program)
    assert not list(program.data_folder.glob("onceki-*"))


def test_that_nobody_opens_the_data_while_a_backup_takes_its_place(
    program: Program, backup: backups.Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []
    real = restoring.go_on

    def come_in(*arguments: Any, **options: Any) -> None:
        refused.append(refusal(lambda: program.unlock(LOGIN, PASSWORD)).code)
        real(*arguments, **options)

    monkeypatch.setattr(files, "_PATIENCE_S", 0.0)
    monkeypatch.setattr(restoring, "go_on", come_in)
    program.restore(backup, login=LOGIN, secret=PASSWORD)
    assert refused == ["access.busy"]


def test_that_the_data_is_opened_within_the_turn_of_who_signs_in(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between a right password and the opening nothing may take the place of the data."""
    desk.close()
    refused: list[str] = []
    real = open_data_file

    def take_a_turn(vault: Vault, key: bytes) -> Engine:
        with pytest.raises(KnownError) as caught, vault.own_turn():
            pass
        refused.append(caught.value.code)
        return real(vault, key)

    monkeypatch.setattr(files, "_PATIENCE_S", 0.0)
    monkeypatch.setattr(opener, "open_data_file", take_a_turn)
    program.unlock(LOGIN, PASSWORD).close()
    assert refused == ["access.busy"]


@pytest.mark.parametrize("by_sheet", [False, True])
def test_that_a_backup_in_which_nothing_stands_takes_the_place_of_nothing(
    program: Program,
    backup: backups.Backup,
    made: tuple[Desk, recovery.RecoverySheet],
    *,
    by_sheet: bool,
) -> None:
    """SQLite takes an empty file for a fresh database, which any key opens."""
    (backup.folder / DATA_FILE).write_bytes(b"")
    manifest = backup.folder / "backup.json"
    content = {**json.loads(manifest.read_text()), "sha256": hashlib.sha256().hexdigest()}
    manifest.write_text(json.dumps(content))
    empty = backups.read_backup(backup.folder)
    before = bytes_below(program.data_folder)
    secret = made[1].code if by_sheet else PASSWORD
    for act in (program.look_into, program.restore):
        refused = refusal(partial(act, empty, login=LOGIN, secret=secret, by_sheet=by_sheet))
        assert refused.code == "backups.damaged"
    assert bytes_below(program.data_folder) == before


@pytest.mark.parametrize(
    ("name", "content"), [(KEY_FILE, None), (KEY_FILE, b"{"), (HEAD_FILE, None)]
)
def test_that_a_backup_that_lacks_a_file_is_reported_as_such_and_touches_nothing(
    program: Program, backup: backups.Backup, name: str, content: bytes | None
) -> None:
    (backup.folder / name).unlink()
    if content is not None:
        (backup.folder / name).write_bytes(content)
    before = bytes_below(program.data_folder)
    refused = refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))
    assert (refused.code, refused.parameters) == ("backups.incomplete", {"file": name})
    assert bytes_below(program.data_folder) == before


def test_that_a_disk_with_room_for_the_copy_and_nothing_else_is_reported_before_anything_moves(
    program: Program, backup: backups.Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    before = bytes_below(program.data_folder)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _folder: Usage(100_000))
        refused = refusal(lambda: program.restore(backup, login=LOGIN, secret=PASSWORD))
    assert refused.code == "db.full"
    assert bytes_below(program.data_folder) == before


@pytest.mark.parametrize(
    "marker",
    [
        '{"keeps": "..", "discards": true}',
        '{"keeps": ".", "discards": true}',
        '{"keeps": "", "discards": true}',
        '{"keeps": "yedek", "discards": true}',
        '{"keeps": "eski-anahtar-/../yedek", "discards": true}',
        '{"keeps": "yedek", "discards": false}',
        '{"keeps": 3}',
        "{}",
        "[]",
        "3",
        "",
        "{",
        "[" * 200_000,
    ],
)
def test_that_a_broken_note_of_a_restoring_moves_and_removes_nothing(
    program: Program, backup: backups.Backup, marker: str
) -> None:
    path = program.data_folder / RESTORING_FILE
    path.write_text(marker, encoding="utf-8")
    before = bytes_below(program.data_folder.parent)
    assert backup.folder.is_dir()
    assert refusal(lambda: program.unlock(LOGIN, PASSWORD)).code == "backups.marker_broken"
    assert bytes_below(program.data_folder.parent) == before
    path.unlink()
    assert AFTER in units_of(program)
