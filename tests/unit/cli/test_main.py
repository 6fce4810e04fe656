"""What becomes of a wrong command line, of a bug, and of an output that has no room."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from alo183_desktop.bootstrap.capabilities import IMPORTS, load
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.changes.toml_letter import example_text
from alo183_desktop.cli import letter
from alo183_desktop.cli.main import run
from alo183_desktop.imports.rows import Answer
from alo183_desktop.shared.paths import resources
from tests.platforms import WITH_LONGEST_NAME, WITH_PIPES
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

_FULL: Final = Path("/dev/full")


def places(answer: dict[str, Any]) -> Iterator[str]:
    """Yield what the commands are described to call, and what their options are read by."""
    for key, value in answer.items():
        if isinstance(value, dict):
            yield from places(value)
        elif key in {"run", "on_data", "type", "error_as_json"} and value != "path":
            yield value


def test_that_what_the_commands_call_is_there() -> None:
    answer = tomllib.loads((resources() / "commands.toml").read_text(encoding="utf-8"))
    assert all(callable(load(place)) for place in places(answer))
    assert answer["commands"]["import"]["commands"].keys() == {*IMPORTS, "rota"}
    assert ", ".join(Answer) in answer["shared"]["--answer"]["help"]


@pytest.mark.skipif(not _FULL.exists(), reason="this system has no device that is always full")
def commands(described: dict[str, Any], *above: str) -> Iterator[list[str]]:
    """Yield each command with those above it."""
    for name, one in described.items():
        yield [*above, name]
        yield from commands(one.get("commands", {}), *above, name)


def test_that_each_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    described = tomllib.loads((resources() / "commands.toml").read_text(encoding="utf-8"))
    for words in [[], *commands(described["commands"])]:
        with pytest.raises(SystemExit) as ended:
            run([*words, "--help"])
        assert ended.value.code == 0, words
        assert capsys.readouterr().out.startswith(" ".join(["Kullanım: alo183", *words])), words


def test_that_an_output_without_room_is_reported_as_such() -> None:
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


@pytest.mark.skipif(not _FULL.exists(), reason="this system has no device that is always full")
def test_that_a_refusal_without_room_for_its_answer_is_still_a_refusal() -> None:
    with _FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "alo183_desktop", "letter", "yok.toml", "--out", "x", "--json"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 2
    assert done.stderr.startswith("Dosya bulunamadı: yok.toml")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", ["", "letters", "check", "setup --example", "backup"])
def test_that_an_account_without_a_home_is_reported_how_to_name_its_data(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = pytest.importorskip("pwd")

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(accounts, "getpwuid", unknown)
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert run(words.split()) == 2
    answer = capsys.readouterr().err
    assert "--data" in answer
    assert "HOME" in answer


@WITH_PIPES
@pytest.mark.parametrize("deaf", ["stdout", pytest.param("stderr", marks=pytest.mark.extra)])
def test_that_a_refusal_that_nobody_reads_is_still_a_refusal(deaf: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "alo183_desktop", "letter", "yok.toml", "--out", "x", "--json"],
        check=False,
        encoding="utf-8",
        stdout=writer if deaf == "stdout" else subprocess.PIPE,
        stderr=writer if deaf == "stderr" else subprocess.PIPE,
    )
    os.close(writer)
    assert done.returncode == 2
    assert "Traceback" not in f"{done.stdout}{done.stderr}"


@WITH_PIPES
@pytest.mark.parametrize(
    ("words", "closed", "code"),
    [
        pytest.param("letter --example", ">&-", 0, marks=pytest.mark.extra),
        ("letter --example", "<&- >&- 2>&-", 0),
        pytest.param("--version", ">&-", 0, marks=pytest.mark.extra),
        ("letters --json", ">&- 2>&-", 2),
        pytest.param("rekey", "<&-", 2, marks=pytest.mark.extra),
    ],
)
def test_that_a_stream_that_is_closed_is_no_bug(
    words: str, closed: str, code: int, tmp_path: Path
) -> None:
    command = f'exec "$0" -m alo183_desktop --data "$1" {words} {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(tmp_path)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert "beklenmeyen" not in done.stderr
    assert done.returncode == code


@WITH_PIPES
def test_that_a_password_cannot_be_typed_where_the_input_is_closed(data_folder: Path) -> None:
    Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)[0].close()
    done = subprocess.run(
        [
            "sh",
            "-c",
            'exec "$0" -m alo183_desktop --data "$1" letters <&-',
            sys.executable,
            str(data_folder),
        ],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert "Parola" in done.stderr


@WITH_LONGEST_NAME
@pytest.mark.parametrize("words", [["letters"], ["check"], ["demo", "--no-window"], ["backup"]])
def test_that_a_data_folder_that_cannot_be_looked_into_is_reported(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["--data", str(tmp_path / ("ş" * 300)), *words]) == 2
    assert "Veri klasörüne bakılamıyor" in capsys.readouterr().err


def test_that_a_letter_goes_into_no_folder_that_cannot_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    change = tmp_path / "degisiklik.toml"
    change.write_text(example_text(), encoding="utf-8")
    assert run(["letter", str(change), "--out", str(tmp_path / ("ş" * 300))]) == 2
    assert "Bu adda bir klasör olamaz" in capsys.readouterr().err


def test_that_a_bug_is_reported_by_its_place_and_ends_with_one(
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
    ("words", "answer"),
    [
        (["letters", "--nedir"], "tanınmayan seçenek ya da sözcük: --nedir"),
        (["mektup"], "KOMUT: 'mektup' tanınmıyor; şunlardan biri olmalı"),
        (["import"], "eksik: TÜR"),
        (["import", "officers"], "eksik: DOSYA"),
        (["--data"], "--data: bir değer bekleniyor"),
        (["--data", ""], "--data: klasör yazılmamış"),
        (["--data", "", "letters"], "--data: klasör yazılmamış"),
        (["officers", "--as-of", "35.13.2026"], "--as-of: gün okunamadı"),
        (["letters", "--json=1"], "--json: değer almaz"),
    ],
)
def test_that_a_wrong_command_line_is_reported_in_turkish_and_ends_with_two(
    words: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(words)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Kullanım: alo183")
    assert answer in said.err


@pytest.mark.parametrize(
    "command",
    [
        "letters",
        "officers",
        "phones",
        "quota",
        "cases",
        "today",
        "retention",
        "backup",
        "verify",
    ],
)
def test_that_a_refused_command_answers_a_program_with_one_json_document(
    command: str, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data_folder), command, "--json"]) == 2
    said = capsys.readouterr()
    (answer,) = json.loads(said.out)
    assert answer["error"]["code"] == "access.no_data"
    assert said.err.startswith(f"{answer['error']['what']} ")
    assert run(["--data", str(data_folder), command]) == 2
    assert capsys.readouterr().out == ""
