"""What the commands on backups do, and say of backups that are none."""

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from alo183_desktop.access import vault
from alo183_desktop.access.backups import read_backup, slots_of
from alo183_desktop.access.files import sha256_of
from alo183_desktop.access.vault import Vault
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from alo183_desktop.db import migrate
from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.shared.texts import message
from tests.later import one_release_later
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, PASSWORD


def take(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Take a backup, and return its folder as the command prints it."""
    assert run(["--data", str(folder), "backup", "--json"]) == 0
    (reported,) = json.loads(capsys.readouterr().out)
    return str(reported["folder"])


def test_that_a_backup_is_taken_listed_checked_and_brought_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = take(folder, capsys)
    assert run(["--data", str(folder), "backup", "--list"]) == 0
    assert taken in capsys.readouterr().out
    assert run(["--data", str(folder), "verify", taken]) == 0
    assert "Yedek sağlam; denetim izi" in capsys.readouterr().out
    assert run(["--data", str(folder), "restore", taken]) == 0
    assert str(folder / "onceki-") in capsys.readouterr().out
    assert run(["--data", str(folder), "verify"]) == 2
    assert capsys.readouterr().err.count("1 kayıt denetim izinden çıktı") == 1
    with contextlib.closing(Program(folder).unlock("selin.aktas", PASSWORD)) as desk:
        desk.acknowledge_audit()
    assert run(["--data", str(folder), "verify"]) == 0
    assert "zincir sağlam" in capsys.readouterr().out


def test_that_a_backup_that_the_list_leaves_out_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = Path(take(folder, capsys))
    (taken / "backup.json").write_text("{")
    assert run(["--data", str(folder), "backup", "--list"]) == 0
    assert f"backup.json dosyası okunamadı, bu yüzden listede yok: {taken.name}" in (
        capsys.readouterr().err
    )


def test_that_a_backup_of_another_password_comes_back_with_an_administrator_of_today(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken, today = take(folder, capsys), tmp_path / "bugun.txt"
    with contextlib.closing(Program(folder).unlock("selin.aktas", PASSWORD)) as desk:
        desk.users.change_own_password(PASSWORD, OTHER)
    today.write_text(OTHER, encoding="utf-8")
    command = ["--data", str(folder), "restore", taken]
    assert run(command) == 2
    assert "bugünün bir yöneticisi de gerekir" in capsys.readouterr().err
    present = ["--present-user", "selin.aktas", "--present-secret-file"]
    assert run([*command, *present, str(tmp_path / "yok.txt")]) == 2
    assert "dosyadan okunamadı" in capsys.readouterr().err
    assert run([*command, *present, str(today)]) == 0


def test_that_a_break_that_was_found_is_reported_as_such_until_somebody_has_seen_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (vault.HEAD_FILE, vault.HEAD_BEFORE):
        (folder / name).unlink()
    # The first start finds it, and writes a new head that fits.
    for _turn in range(2):
        assert run(["--data", str(folder), "verify"]) == 2
        reported = capsys.readouterr()
        assert "zincir sağlam" not in reported.out
        assert reported.err.count("alo183.head") == 1
    assert run(["--data", str(folder), "verify", "--json"]) == 2
    reported = capsys.readouterr()
    answer = json.loads(reported.out)
    assert answer["is_whole"] is False
    assert answer["audit"]["reason"] == "head_missing"
    assert reported.err.count("alo183.head") == 1
    desk = Program(folder, cost=CHEAP).unlock("selin.aktas", PASSWORD)
    desk.acknowledge_audit()
    desk.close()
    assert run(["--data", str(folder), "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_whole"] is True


def test_that_a_refusal_is_reported_as_json_where_json_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bad = tmp_path / "kullanim.csv"
    bad.write_bytes("Hat No;Süre\r\n0500;1\0\r\n".encode())
    assert run(["--data", str(folder), "import", "usage", str(bad), "--json"]) == 2
    output = capsys.readouterr()
    (reported,) = json.loads(output.out)
    assert reported["error"]["code"] == "documents.foreign_character"
    assert (reported["error"]["file"], reported["error"]["row"]) == ("kullanim.csv", 2)
    assert reported["error"]["what"]
    assert f"kullanim.csv: {reported['error']['what']}" in output.err


def test_that_the_command_for_the_morning_says_how_old_the_newest_backup_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--data", str(folder), "today"]
    assert run(command) == 0
    reported = capsys.readouterr().out
    assert "● Yedek: alınmadı\n  Henüz yedek alınmadı. Ayarlar, Yedekler" in reported
    taken = take(folder, capsys)
    assert run(command) == 0
    assert "✓ Son yedek: bugün" in capsys.readouterr().out
    code, said = answer([*command, "--json"], capsys)
    assert (code, said["backups"]["state"], said["backups"]["worry"]) == (0, "good", None)
    assert said["backups"]["newest_at"] == read_backup(Path(taken)).at.isoformat()


def test_that_data_with_a_changed_byte_is_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / vault.DATA_FILE
    data = bytearray(file.read_bytes())
    data[-5000] ^= 1
    file.write_bytes(data)
    assert run(["--data", str(folder), "verify"]) == 2
    assert capsys.readouterr().err
    assert run(["--data", str(folder), "verify", "--json"]) == 2
    reported = capsys.readouterr()
    json.loads(reported.out)
    assert "bozuk" in reported.err


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """Return the exit code of a command and what it writes as JSON."""
    capsys.readouterr()
    code = run(arguments)
    return code, json.loads(capsys.readouterr().out)


def test_that_a_backup_whose_trail_was_changed_is_reported_although_its_pages_are_sound(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By somebody who has the key; the digest beside it is computed anew."""
    take(folder, capsys)
    program = Program(folder, cost=CHEAP)
    (backup,) = program.backups()
    key, _ = Vault(folder, clock=program.clock, cost=CHEAP).unwrap(
        "selin.aktas", PASSWORD, slots=slots_of(backup)
    )
    engine = sqlcipher_engine(backup.folder / vault.DATA_FILE, key=key)
    with engine.begin() as connection:
        for (name,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_entries'")
        ).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit_entries SET actor_name='Biri' WHERE sequence = 2"))
    engine.dispose()
    manifest = backup.folder / "backup.json"
    content = json.loads(manifest.read_text())
    content["sha256"] = sha256_of(backup.folder / vault.DATA_FILE)
    manifest.write_text(json.dumps(content))
    command = ["--data", str(folder), "verify", str(backup.folder)]
    assert run(command) == 2
    reported = capsys.readouterr()
    assert "sağlam" not in reported.out
    assert "zincir 2. kayıtta kopuyor" in reported.err
    code, said = answer([*command, "--json"], capsys)
    assert (code, said["is_whole"], said["audit"]["reason"]) == (2, False, "changed")


@pytest.mark.parametrize("what", ["missing", "broken"])
def test_that_a_backup_without_the_head_of_its_trail_is_reported(
    folder: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    taken = Path(take(folder, capsys))
    if what == "missing":
        (taken / vault.HEAD_FILE).unlink()
    else:
        (taken / vault.HEAD_FILE).write_text("{}")
    code, said = answer(["--data", str(folder), "verify", str(taken), "--json"], capsys)
    assert (code, said["audit"]["reason"]) == (2, f"head_{what}")


def test_that_a_backup_of_an_older_revision_is_checked_whole_and_left_as_it_is(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = Path(take(folder, capsys))
    before = {path: path.read_bytes() for path in taken.iterdir()}
    command = ["--data", str(tmp_path / "bos"), "--user", "selin.aktas", "verify", str(taken)]
    with one_release_later(tmp_path / "program"):
        code, said = answer([*command, "--json"], capsys)
    assert (code, said["is_whole"], said["audit"]["reason"]) == (0, True, None)
    assert {path: path.read_bytes() for path in taken.iterdir()} == before


def test_that_a_backup_of_an_older_revision_is_brought_forward_once_it_is_back(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = take(folder, capsys)
    with one_release_later(tmp_path / "program") as newest:
        assert run(["--data", str(folder), "restore", taken]) == 0
        program = Program(folder, cost=CHEAP)
        with contextlib.closing(program.unlock("selin.aktas", PASSWORD)) as desk:
            assert migrate.current_revision(desk.engine) == newest
            assert [one.reason for one in desk.verify_audit().breaks] == ["restored"]
    capsys.readouterr()
    assert run(["--data", str(folder), "verify"]) == 2
    assert message("db.newer", {}).what in capsys.readouterr().err


def test_that_the_backup_of_another_directorate_is_brought_back_only_when_that_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = replace(ANSWERS, directorate=replace(ANSWERS.directorate, province="Ankara"))
    other = Program(tmp_path / "ankara", cost=CHEAP)
    other.create(theirs, PASSWORD)[0].close()
    taken = take(tmp_path / "ankara", capsys)
    before = (folder / vault.DATA_FILE).read_bytes()
    command = ["--data", str(folder), "restore", taken]
    assert run(command) == 2
    reported = capsys.readouterr().err
    assert "“Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü”" in reported
    assert "“Iğdır Aile ve Sosyal Hizmetler İl Müdürlüğü”" in reported
    assert "--other-directorate" in reported
    assert (folder / vault.DATA_FILE).read_bytes() == before
    assert not list(folder.glob("onceki-*"))
    assert run([*command, "--other-directorate"]) == 0
    assert capsys.readouterr().out.startswith("Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü: ")
    assert Program(folder, cost=CHEAP).label().startswith("Ankara")


def test_that_an_empty_folder_takes_any_backup(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = take(folder, capsys)
    assert run(["--data", str(tmp_path / "yeni"), "restore", taken]) == 0
