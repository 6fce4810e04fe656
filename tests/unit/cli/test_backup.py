"""What the commands on backups do, and say of backups that are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alo183_desktop.access import vault
from alo183_desktop.bootstrap import Program
from alo183_desktop.cli.main import run
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a directorate whose password stands in the environment."""
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)[0].close()
    return data_folder


def take(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Take a backup, and return its folder as the command tells it."""
    assert run(["--data", str(folder), "backup", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    return str(told["folder"])


def test_that_a_backup_is_taken_listed_checked_and_brought_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = take(folder, capsys)
    assert run(["--data", str(folder), "backup", "--list"]) == 0
    assert taken in capsys.readouterr().out
    assert run(["--data", str(folder), "verify", taken]) == 0
    assert "Yedek sağlam" in capsys.readouterr().out
    assert run(["--data", str(folder), "restore", taken]) == 0
    assert str(folder / "onceki-") in capsys.readouterr().out
    assert run(["--data", str(folder), "verify"]) == 0
    assert "zincir sağlam" in capsys.readouterr().out


def test_that_a_break_that_was_found_is_told_as_such_until_somebody_has_seen_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / vault.HEAD_FILE).unlink()
    # The first start finds it, and writes a new head that fits.
    for _turn in range(2):
        assert run(["--data", str(folder), "verify"]) == 2
        told = capsys.readouterr()
        assert "zincir sağlam" not in told.out
        assert "alo183.head" in told.err
    assert run(["--data", str(folder), "verify", "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["is_whole"] is False
    assert answer["audit"]["reason"] == "head_missing"
    desk = Program(folder, cost=CHEAP).unlock("selin.aktas", PASSWORD)
    desk.acknowledge_audit()
    desk.close()
    assert run(["--data", str(folder), "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_whole"] is True


def test_that_a_wrong_password_restores_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take(folder, capsys)
    before = (folder / vault.DATA_FILE).read_bytes()
    monkeypatch.setenv("ALO183_PASSWORD", OTHER)
    assert run(["--data", str(folder), "restore", taken]) == 2
    assert "parola yanlış" in capsys.readouterr().err
    assert (folder / vault.DATA_FILE).read_bytes() == before
    assert not list(folder.glob("onceki-*"))


def test_that_a_folder_that_is_no_backup_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["--data", str(folder), "restore", str(tmp_path)]) == 2
    assert "okunabilir bir yedek yok" in capsys.readouterr().err


def test_that_a_refusal_is_told_as_json_where_json_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bad = tmp_path / "kullanim.csv"
    bad.write_bytes("Hat No;Süre\r\n0500;1\0\r\n".encode())
    assert run(["--data", str(folder), "import", "usage", str(bad), "--json"]) == 2
    output = capsys.readouterr()
    (told,) = json.loads(output.out)
    assert told["error"]["code"] == "documents.foreign_sign"
    assert (told["error"]["file"], told["error"]["row"]) == ("kullanim.csv", 2)
    assert told["error"]["what"]
    assert f"kullanim.csv: {told['error']['what']}" in output.err


def test_that_data_with_a_changed_byte_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / vault.DATA_FILE
    data = bytearray(file.read_bytes())
    data[-5000] ^= 1
    file.write_bytes(data)
    assert run(["--data", str(folder), "verify"]) == 2
    assert capsys.readouterr().err
