"""Before a file is imported there is a backup without its rows, or nothing is imported."""

import json
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from tests.unit.bootstrap.people import CHEAP

ROSTER = "Adı Soyadı;Kurumsal Cep\r\nSerap ÇINAR;05000011001\r\nOkan ŞENTÜRK;05000011002\r\n"
USAGE = "HAT NO;DÖNEM;KONUŞMA SÜRESİ (SN);VERİ (MB)\r\n0500 000 41 07;202610;60;1\r\n"
PHONES = "Hat No;Operatör\r\n0500 000 41 08;Vodafone\r\n"
CASES = "Başvuru No;Yönlendirme Tarihi;Müracaat Konusu\r\n183-1;01.11.2026 10:00;Çocuk\r\n"


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """Return what a command answers as JSON."""
    capsys.readouterr()
    run([*words, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("kind", "text"), [("officers", ROSTER), ("phones", PHONES), ("usage", USAGE), ("cases", CASES)]
)
def test_that_each_import_of_the_command_line_takes_a_backup_first_and_a_dry_run_none(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, text: str
) -> None:
    file = tmp_path / "dosya.csv"
    file.write_text(text, encoding="utf-8")
    command = ["--data", str(folder), "import", kind, str(file)]
    answer(capsys, *command, "--dry-run")
    program = Program(folder, cost=CHEAP)
    assert program.backups() == ()
    answer(capsys, *command)
    assert [backup.reason for backup in program.backups()] == [BackupReason.IMPORT]


def test_that_the_backup_before_an_import_has_none_of_its_rows(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kadro.csv"
    file.write_text(ROSTER, encoding="utf-8")
    run(["--data", str(folder), "import", "officers", str(file)])
    (backup,) = Program(folder, cost=CHEAP).backups()
    command = ["--data", str(folder), "verify", str(backup.folder)]
    assert answer(capsys, *command)["counts"]["officers"] == 0
    after = answer(capsys, "--data", str(folder), "backup")[0]["folder"]
    assert answer(capsys, *command[:-1], after)["counts"]["officers"] == 2


def test_that_nothing_is_imported_where_no_backup_can_be_taken(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / BACKUPS).write_text("a file where the folder should be")
    file = tmp_path / "kadro.csv"
    file.write_text(ROSTER, encoding="utf-8")
    assert run(["--data", str(folder), "import", "officers", str(file)]) == 2
    assert "Yedek işlemi yazamadı" in capsys.readouterr().err
    (folder / BACKUPS).unlink()
    taken = answer(capsys, "--data", str(folder), "backup")[0]["folder"]
    found = answer(capsys, "--data", str(folder), "verify", taken)
    assert found["counts"]["officers"] == 0
