"""The files of a data folder: what they show, and what happens when they do not fit."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from alo183_desktop import bootstrap
from alo183_desktop.access import keys, vault
from alo183_desktop.db import engine as engines
from alo183_desktop.db import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.bootstrap import Desk, Program

from tests.unit.bootstrap.people import PASSWORD, entries, refusal


def test_that_no_file_shows_a_name_a_number_or_a_password(desk: Desk, data_folder: Path) -> None:
    secrets = (
        *("BÜYÜKKARAGÖZOĞLU", "KÖKSAL", "AKTAŞ", "Karanfil", "Leylak", "12345678", "5001239876"),
        *("Şehit yakını", "directorate.installed", PASSWORD, "mor kedi", "CREATE TABLE"),
    )
    # Once while it is open, with its write-ahead log, and once closed.
    for is_closed in (False, True):
        if is_closed:
            desk.close()
        for path in data_folder.rglob("*"):
            content = path.read_bytes()
            words = re.findall(rb"[ -~\x80-\xff]{4,}", content)
            assert not [word for word in words if b"SQLite" in word], path
            for secret in secrets:
                assert secret.encode() not in content, (secret, path)
                assert secret.encode("utf-16-le") not in content, (secret, path)


def test_that_the_files_are_for_this_user_only(desk: Desk) -> None:
    for name in (vault.KEY_FILE, vault.HEAD_FILE):
        assert (desk.data_folder / name).stat().st_mode & 0o077 == 0, name


def break_head(folder: Path, how: str) -> None:
    path = folder / vault.HEAD_FILE
    if how == "removed":
        path.unlink()
    elif how == "broken":
        path.write_text("{")
    else:
        head = json.loads(path.read_text())
        head["sequence"] += {"ahead": 5, "same": 0}[how]
        path.write_text(json.dumps({**head, "mac": "f" * 64}))


@pytest.mark.parametrize("how", ["removed", "broken", "ahead", "same"])
def test_that_a_head_that_does_not_fit_is_told_and_written(
    program: Program, desk: Desk, how: str
) -> None:
    desk.close()
    break_head(desk.data_folder, how)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert not opened.verdict.is_whole
    assert "audit.found_broken" in [row.action for row in entries(opened)]
    opened.close()


def test_that_a_stale_head_is_no_alarm(program: Program, desk: Desk) -> None:
    path = desk.data_folder / vault.HEAD_FILE
    stale = path.read_bytes()
    desk.new_recovery_sheet()
    desk.close()
    path.write_bytes(stale)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert opened.verdict.is_whole
    assert opened.verify_audit().is_whole
    opened.close()


def test_that_a_trail_that_was_emptied_with_its_heads_is_told(program: Program, desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER tr_audit_entries_delete"))
        connection.execute(text("DELETE FROM audit_entries"))
        connection.execute(text("DELETE FROM audit_heads"))
    desk.close()
    (desk.data_folder / vault.HEAD_FILE).unlink()
    opened = program.unlock("selin.aktas", PASSWORD)
    assert not opened.verdict.is_whole
    opened.close()


def test_that_data_of_a_newer_program_is_refused_untouched(program: Program, desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.newer"
    assert not (desk.data_folder / bootstrap.BACKUPS).exists()


def test_that_older_data_is_copied_before_it_is_brought_forward(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.close()
    upgraded: list[bool] = []

    def upgrade(_engine: object) -> None:
        copies = list((desk.data_folder / bootstrap.BACKUPS).glob("*.db"))
        upgraded.append(len(copies) == 1)

    monkeypatch.setattr(migrate, "needs_upgrade", lambda _engine: True)
    monkeypatch.setattr(migrate, "upgrade", upgrade)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert upgraded == [True]
    copy = next((desk.data_folder / bootstrap.BACKUPS).glob("*.db"))
    key = keys.load(desk.data_folder / vault.KEY_FILE).unwrap("selin.aktas", PASSWORD)
    assert key is not None
    engine = engines.sqlcipher_engine(copy, key=key)
    engines.assert_readable(engine)
    assert engines.find_damage(engine) == ()
    engine.dispose()
    opened.close()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (vault.DATA_FILE, "access.no_data"),
        (vault.KEY_FILE, "access.key_file_missing"),
    ],
)
def test_that_a_missing_file_is_told(program: Program, desk: Desk, name: str, code: str) -> None:
    desk.close()
    (desk.data_folder / name).unlink()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == code


def test_that_a_damaged_data_file_is_told_and_left_alone(program: Program, desk: Desk) -> None:
    desk.close()
    path = desk.data_folder / vault.DATA_FILE
    path.write_bytes(b"x" * 8192)
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.unreadable"
    assert path.read_bytes() == b"x" * 8192


def test_that_a_copy_of_the_data_opens_with_the_same_key(desk: Desk, tmp_path: Path) -> None:
    engine = desk.copy_data(tmp_path / "kopya.db")
    engines.assert_readable(engine)
    assert engines.find_damage(engine) == ()
    engine.dispose()
