"""What becomes of a wrong command line, of a bug, and of an output that has no room."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.cli import letter
from alo183_desktop.cli.main import run

_FULL: Final = Path("/dev/full")


@pytest.mark.skipif(not _FULL.exists(), reason="this system has no device that is always full")
def test_that_an_output_without_room_is_told_as_such() -> None:
    with _FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "alo183_desktop", "letter", "--example"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 2
    assert done.stderr.startswith("Çıktının yazıldığı diskte yer kalmadı")
    assert len(done.stderr.splitlines()) <= 2


def test_that_a_bug_is_told_by_its_place_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> int:
        raise ZeroDivisionError("Gülşah ÇETİNKAYA")

    monkeypatch.setattr(letter, "run_letter", fail)
    assert run(["letter", "--example"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Programda beklenmeyen bir durum oluştu")
    assert "ZeroDivisionError (test_main.py:" in said.err
    assert "ÇETİNKAYA" not in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["letters", "--nedir"], "tanınmayan seçenek ya da sözcük: --nedir"),
        (["mektup"], "KOMUT: 'mektup' tanınmıyor; şunlardan biri olmalı"),
        (["import"], "eksik: TÜR"),
        (["import", "officers"], "eksik: DOSYA"),
        (["--data"], "--data: bir değer bekleniyor"),
        (["officers", "--as-of", "35.13.2026"], "--as-of: gün okunamadı"),
        (["letters", "--json=1"], "--json: değer almaz"),
    ],
)
def test_that_a_wrong_command_line_is_told_in_turkish_and_ends_with_two(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Kullanım: alo183")
    assert told in said.err


@pytest.mark.parametrize(
    "command",
    [
        *("letters", "officers", "phones", "quota", "cases", "today"),
        *("retention", "backup", "verify"),
    ],
)
def test_that_a_refused_command_answers_a_program_with_one_json_document(
    command: str, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data_folder), command, "--json"]) == 2
    said = capsys.readouterr()
    (told,) = json.loads(said.out)
    assert told["error"]["code"] == "access.no_data"
    assert said.err.startswith(f"{told['error']['what']} ")
    assert run(["--data", str(data_folder), command]) == 2
    assert capsys.readouterr().out == ""
