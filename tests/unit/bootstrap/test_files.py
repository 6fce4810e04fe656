"""The files of a data folder: what they show, and what happens when they do not fit."""

import contextlib
import json
import os
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from alo183_desktop.access import backups, keys, vault
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db import audit, migrate
from alo183_desktop.db import engine as engines
from alo183_desktop.shared.errors import KnownError
from tests.later import one_release_later
from tests.platforms import WITH_MODES, WITH_PIPES
from tests.unit.bootstrap.people import OTHER, PASSWORD, THIRD, entries, first_sign_in, refusal


def test_that_no_file_shows_a_name_a_number_or_a_password(desk: Desk, data_folder: Path) -> None:
    secrets = (
        "BÜYÜKKARAGÖZOĞLU",
        "KÖKSAL",
        "AKTAŞ",
        "Karanfil",
        "Leylak",
        "12345678",
        "5001239876",
        "Şehit yakını",
        "directorate.installed",
        PASSWORD,
        "mor kedi",
        "CREATE TABLE",
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


@WITH_MODES
def test_that_the_files_are_for_this_user_only(desk: Desk) -> None:
    for name in (vault.KEY_FILE, vault.HEAD_FILE):
        assert (desk.data_folder / name).stat().st_mode & 0o077 == 0, name


def test_that_a_log_that_cannot_be_opened_is_not_reported_as_damage(
    program: Program, desk: Desk
) -> None:
    desk.close()
    log = desk.data_folder / f"{vault.DATA_FILE}-wal"
    log.mkdir()
    refused = refusal(lambda: program.unlock("selin.aktas", PASSWORD))
    assert refused.code == "db.not_opened"
    log.rmdir()
    program.unlock("selin.aktas", PASSWORD).close()


@WITH_PIPES
@pytest.mark.parametrize("kind", ["pipe", "huge"])
@pytest.mark.parametrize(
    "name",
    [
        vault.KEY_FILE,
        vault.HEAD_FILE,
        vault.RESTORING_FILE,
        vault.SERVER_FILE,
        vault.LEAVING_FILE,
    ],
)
def test_that_nothing_waits_for_a_file_that_never_ends(
    program: Program, desk: Desk, name: str, kind: str
) -> None:
    desk.close()
    path = desk.data_folder / name
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(1 << 40)
    if name == vault.HEAD_FILE:
        with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as opened:
            assert opened.verdict.reason == "head_broken"
    else:
        refused = refusal(lambda: program.unlock("selin.aktas", PASSWORD))
        assert refused.code in {
            "access.key_file_broken",
            "backups.marker_broken",
            "server.file_broken",
        }
        assert refused.parameters.get("file", name) == name


def read_head(engine: Engine) -> audit.Head:
    with Session(engine) as session:
        return audit.read_head(session)


def break_head(folder: Path, how: str) -> None:
    path = folder / vault.HEAD_FILE
    head = json.loads(path.read_text())
    if how == "removed":
        path.unlink()
    if how == "emptied":
        path.write_bytes(bytes(80))
    if how in {"removed", "emptied", "cut"}:
        (folder / vault.HEAD_BEFORE).unlink()
    if how in {"removed", "emptied"}:
        return
    path.write_text(
        {
            "cut": "{",
            "ahead": json.dumps({**head, "sequence": head["sequence"] + 5}),
            "first": json.dumps({**head, "sequence": 0, "mac": "0" * 64}),
            "endless": '{"sequence": 1e400, "mac": "x", "seal": "y"}',
            "deep": "[" * 200_000,
            "other mac": json.dumps({**head, "mac": "f" * 64}),
        }[how]
    )


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("removed", "head_missing"),
        ("emptied", "head_empty"),
        ("cut", "head_empty"),
        ("ahead", "head_broken"),
        ("first", "head_broken"),
        ("endless", "head_broken"),
        ("deep", "head_broken"),
        ("other mac", "head_broken"),
    ],
)
def test_that_a_head_that_does_not_fit_is_reported_and_written(
    program: Program, desk: Desk, how: str, reason: str
) -> None:
    desk.close()
    break_head(desk.data_folder, how)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert opened.verdict.reason == reason
    found = next(row for row in entries(opened) if row.action == "audit.found_broken")
    assert found.details == {"reason": reason}
    opened.close()


@pytest.mark.parametrize(
    "content", [None, b"", bytes(80), b'{"sequence": 12, "ma', b'{"se' + bytes(76)]
)
def test_that_a_head_that_a_power_cut_took_is_no_alarm_but_stands_in_the_trail(
    program: Program, desk: Desk, content: bytes | None
) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    path = desk.data_folder / vault.HEAD_FILE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as opened:
        assert opened.verdict.is_whole
        assert "audit.head_lost" in {row.action for row in entries(opened)}
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as opened:
        assert [row.action for row in entries(opened)].count("audit.head_lost") == 1


def test_that_data_of_before_the_last_start_is_found_without_the_newest_head_too(
    program: Program, desk: Desk
) -> None:
    desk.close()
    data = desk.data_folder / vault.DATA_FILE
    older = data.read_bytes()
    program.unlock("selin.aktas", PASSWORD).close()
    data.write_bytes(older)
    (desk.data_folder / vault.HEAD_FILE).unlink()
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as opened:
        assert opened.verdict.reason == "tail_cut"


def test_that_an_older_copy_of_the_data_is_reported_until_somebody_acknowledges_it(
    program: Program, desk: Desk
) -> None:
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    data = desk.data_folder / vault.DATA_FILE
    older = data.read_bytes()
    with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as newer:
        head = read_head(newer.engine)
    data.write_bytes(older)
    for login, password in (("memur", OTHER), ("selin.aktas", PASSWORD), ("memur", OTHER)):
        opened = program.unlock(login, password)
        assert opened.verdict.reason == "tail_cut"
        opened.close()
    # What the head outside said before it was written anew is kept in the trail.
    opened = program.unlock("selin.aktas", PASSWORD)
    found = [row for row in entries(opened) if row.action == "audit.found_broken"]
    assert [row.details for row in found] == [
        {"reason": "tail_cut", "outside": head.sequence, "outside_mac": head.mac}
    ]
    clerk = first_sign_in(program, "memur", OTHER)
    assert refusal(clerk.acknowledge_audit).code == "access.not_allowed"
    clerk.close()
    opened.acknowledge_audit()
    assert opened.verdict.is_whole
    opened.close()
    again = program.unlock("memur", THIRD)
    assert again.verdict.is_whole
    again.close()


def test_that_a_break_is_reported_although_the_recovery_sheet_writes_a_new_head(
    program: Program, made: tuple[Desk, RecoverySheet]
) -> None:
    desk, sheet = made
    desk.close()
    break_head(desk.data_folder, "removed")
    opened = program.recover(sheet.code, "selin.aktas", OTHER)
    assert opened.verdict.reason == "head_missing"
    opened.close()


def test_that_a_break_that_a_walk_finds_is_reported_at_the_next_start(
    program: Program, desk: Desk
) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER tr_audit_entries_update"))
        connection.execute(text("UPDATE audit_entries SET actor_name = 'X' WHERE sequence = 3"))
    assert desk.verify_audit().broken_at == 3
    desk.close()
    opened = program.unlock("selin.aktas", PASSWORD)
    assert (opened.verdict.broken_at, opened.verdict.reason) == (3, "changed")
    opened.close()


def test_that_a_stale_head_is_no_alarm(program: Program, desk: Desk) -> None:
    path = desk.data_folder / vault.HEAD_FILE
    stale = path.read_bytes()
    desk.acknowledge_audit()
    desk.close()
    path.write_bytes(stale)
    opened = program.unlock("selin.aktas", PASSWORD)
    assert opened.verdict.is_whole
    assert opened.verify_audit().is_whole
    opened.close()


def test_that_a_trail_that_was_emptied_with_its_heads_is_reported(
    program: Program, desk: Desk
) -> None:
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
    assert not (desk.data_folder / backups.BACKUPS).exists()


def test_that_older_data_is_copied_before_it_is_brought_forward(
    program: Program, desk: Desk, tmp_path: Path
) -> None:
    older = desk.revision
    desk.close()
    with one_release_later(tmp_path / "program") as newest:
        opened = program.unlock("selin.aktas", PASSWORD)
        assert migrate.current_revision(opened.engine) == newest
        opened.close()
    (backup,) = backups.list_backups(desk.data_folder / backups.BACKUPS)
    assert (backup.reason, backup.revision) == (BackupReason.UPGRADE, older)
    key = keys.load(desk.data_folder / vault.KEY_FILE).unwrap("selin.aktas", PASSWORD)
    assert key is not None
    engine = engines.sqlcipher_engine(backup.folder / vault.DATA_FILE, key=key)
    assert migrate.current_revision(engine) == older
    assert engines.find_damage(engine) == ()
    engine.dispose()


def test_that_older_data_that_cannot_be_copied_is_not_brought_forward(
    program: Program, desk: Desk, tmp_path: Path
) -> None:
    desk.close()
    (desk.data_folder / backups.BACKUPS).write_text("a file where the folder should be")
    with one_release_later(tmp_path / "program"):
        refused = refusal(lambda: program.unlock("selin.aktas", PASSWORD))
    assert refused.code == "backups.not_written"
    (desk.data_folder / backups.BACKUPS).unlink()
    program.unlock("selin.aktas", PASSWORD).close()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (vault.DATA_FILE, "access.data_missing"),
        (vault.KEY_FILE, "access.key_file_missing"),
    ],
)
def test_that_a_missing_file_is_reported(
    program: Program, desk: Desk, name: str, code: str
) -> None:
    desk.close()
    (desk.data_folder / name).unlink()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == code


def test_that_a_damaged_data_file_is_reported_and_left_alone(program: Program, desk: Desk) -> None:
    desk.close()
    path = desk.data_folder / vault.DATA_FILE
    path.write_bytes(b"x" * 8192)
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.unreadable"
    assert path.read_bytes() == b"x" * 8192


@pytest.mark.parametrize("length", [0, 1, 100])
def test_that_an_emptied_data_file_is_reported_and_left_alone(
    program: Program, made: tuple[Desk, RecoverySheet], length: int
) -> None:
    desk, sheet = made
    desk.close()
    path = desk.data_folder / vault.DATA_FILE
    emptied = path.read_bytes()[:length]
    path.write_bytes(emptied)
    head = (desk.data_folder / vault.HEAD_FILE).read_bytes()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.empty"
    recover = lambda: program.recover(sheet.code, "selin.aktas", OTHER)  # noqa: E731
    assert refusal(recover).code == "db.empty"
    assert path.read_bytes() == emptied
    assert (desk.data_folder / vault.HEAD_FILE).read_bytes() == head


def test_that_a_database_in_which_nothing_stands_is_damage(program: Program, desk: Desk) -> None:
    desk.close()
    key = keys.load(desk.data_folder / vault.KEY_FILE).unwrap("selin.aktas", PASSWORD)
    assert key is not None
    (desk.data_folder / vault.DATA_FILE).unlink()
    engine = engines.sqlcipher_engine(desk.data_folder / vault.DATA_FILE, key=key)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (id INTEGER)"))
    engine.dispose()
    assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.empty"


def test_that_a_flipped_bit_anywhere_is_reported_as_damage(program: Program, desk: Desk) -> None:
    key = keys.load(desk.data_folder / vault.KEY_FILE).unwrap("selin.aktas", PASSWORD)
    assert key is not None
    desk.close()
    path = desk.data_folder / vault.DATA_FILE
    whole = path.read_bytes()
    reported = set()
    for place in range(700, len(whole), len(whole) // 40):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            opened = program.unlock("selin.aktas", PASSWORD)
        except KnownError as error:
            reported.add(error.code)
            continue
        try:
            if engines.find_damage(opened.engine):
                reported.add("found")
        except KnownError as error:
            reported.add(error.code)
        finally:
            opened.close()
    assert reported <= {"db.unreadable", "db.damaged", "found"}
    assert "db.damaged" in reported


@pytest.mark.parametrize("length", [-1, 4096, -4096])
def test_that_a_cut_data_file_is_reported_as_damage(
    program: Program, desk: Desk, length: int
) -> None:
    desk.close()
    path = desk.data_folder / vault.DATA_FILE
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(KnownError, match=r"db\.(unreadable|damaged|empty)"):
        engines.find_damage(program.unlock("selin.aktas", PASSWORD).engine)


def test_that_data_that_another_program_holds_is_busy(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_BUSY_TIMEOUT_S", 0.01)
    with desk.engine.begin():
        assert refusal(lambda: program.unlock("selin.aktas", PASSWORD)).code == "db.busy_by"


@WITH_MODES
def test_that_a_copy_of_the_data_is_for_this_user_only(desk: Desk, tmp_path: Path) -> None:
    desk.copy_data(tmp_path / "kopya.db").dispose()
    assert (tmp_path / "kopya.db").stat().st_mode & 0o077 == 0


def test_that_a_copy_of_the_data_opens_with_the_same_key(desk: Desk, tmp_path: Path) -> None:
    engine = desk.copy_data(tmp_path / "kopya.db")
    engines.assert_readable(engine)
    assert engines.find_damage(engine) == ()
    engine.dispose()
