"""The commands that change the key of the data, and open it with the recovery sheet."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from alo183_desktop.access import vault
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from alo183_desktop.shared.errors import KnownError
from tests.platforms import WITH_PIPES
from tests.unit.bootstrap.people import ANOTHER_CODE, CHEAP, OTHER, PASSWORD

_CODE = re.compile(r"Yeni kurtarma kodu: ((?:[0-9A-Z]{5} ?){8})")


def test_that_a_new_key_is_given_and_its_sheet_opens_the_data_file_alone(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run(["--data", str(folder), "rekey"]) == 0
    found = _CODE.search(capsys.readouterr().out)
    assert found is not None
    assert run(["--data", str(folder), "verify"]) == 0
    code, clean = tmp_path / "kod.txt", tmp_path / "temiz"
    stick = tmp_path / "usb.db"
    shutil.copyfile(folder / vault.DATA_FILE, stick)
    monkeypatch.setenv("ALO183_PASSWORD", OTHER)
    words = ["--data", str(clean), "--user", "selin.aktas", "recover", "--code-file", str(code)]
    code.write_text(ANOTHER_CODE)
    assert run([*words, "--data-file", str(stick)]) == 2
    assert "Kurtarma kodu bu veriye ait değil" in capsys.readouterr().err
    assert not (clean / vault.DATA_FILE).exists()
    code.write_text(found.group(1))
    assert run([*words, "--data-file", str(stick)]) == 0
    answer = capsys.readouterr()
    assert "selin.aktas yönetici" in answer.out
    assert "alo183.head" in answer.err
    # Nothing outside the file says where its trail ended; whoever has seen that says so.
    desk = Program(clean, cost=CHEAP).unlock("selin.aktas", OTHER)
    desk.acknowledge_audit()
    desk.close()
    assert run(["--data", str(clean), "verify"]) == 0
    assert run([*words, "--data-file", str(stick)]) == 2
    assert "zaten bir müdürlüğün verisi var" in capsys.readouterr().err


def test_that_the_new_sheet_is_written_as_pdf(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "kağıt.pdf"
    assert run(["--data", str(folder), "rekey", "--sheet", str(sheet)]) == 0
    assert sheet.read_bytes().startswith(b"%PDF")
    assert os.name == "nt" or sheet.stat().st_mode & 0o077 == 0
    assert _CODE.search(capsys.readouterr().out) is None


def test_that_a_code_that_was_reported_too_early_is_taken_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.closing(Program(folder, cost=CHEAP).unlock("selin.aktas", PASSWORD)):
        assert run(["--data", str(folder), "rekey"]) == 2
    said = capsys.readouterr()
    found = _CODE.search(said.out)
    assert found is not None
    assert "önceki kurtarma kâğıdı geçerlidir" in said.err
    with pytest.raises(KnownError, match=r"access\.wrong_code"):
        Program(folder, cost=CHEAP).recover(found[1], "selin.aktas", OTHER)


@WITH_PIPES
@pytest.mark.parametrize("closed", [">&-", "| exec sleep 0"])
def test_that_no_key_is_given_whose_code_nobody_can_read(folder: Path, closed: str) -> None:
    before = (folder / "alo183.key").read_bytes()
    command = f'("$0" -m alo183_desktop --data "$1" rekey; echo "$?" >&2) {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(folder)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stderr.startswith("Kurtarma kodu yazılamıyor")
    assert done.stderr.endswith("2\n")
    assert (folder / "alo183.key").read_bytes() == before


def test_that_what_is_no_data_file_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", OTHER)
    code = tmp_path / "kod.txt"
    code.write_text(ANOTHER_CODE)
    small = tmp_path / "alo183.db"
    small.write_bytes(b"x")
    words = ["--data", str(tmp_path / "temiz"), "--user", "x", "recover", "--code-file", str(code)]
    for file in (small, tmp_path, tmp_path / "yok.db"):
        assert run([*words, "--data-file", str(file)]) == 2
        assert "bir veri dosyası değil" in capsys.readouterr().err
    assert run([*words[:-1], str(tmp_path / "yok.txt")]) == 2
    assert "Kurtarma kodu alınamadı" in capsys.readouterr().err
