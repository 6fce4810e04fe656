"""`alo183 setup` and `alo183 db upgrade`, as they are typed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from alo183_desktop.access.files import write_atomically
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from alo183_desktop.cli.setup import example_text
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER_PASSWORD, Server
from tests.database.servers import PASSWORDS, ServedDirectorate
from tests.unit.bootstrap.people import PASSWORD


@pytest.fixture
def directorate(server: Server, tmp_path: Path) -> Iterator[ServedDirectorate]:
    made = ServedDirectorate(server, tmp_path, FixedClock())
    yield made
    made.close()


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "kurulum.toml"
    path.write_text(example_text(), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)


def test_that_the_example_sets_a_directorate_up_in_a_file(
    data_folder: Path, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "kâğıt.pdf"
    words = ["--data", str(data_folder), "setup", "--answers", str(answers), "--sheet", str(sheet)]
    assert run(words) == 0
    reported = capsys.readouterr().out
    assert "Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü" in reported
    assert sheet.read_bytes().startswith(b"%PDF")
    assert os.name == "nt" or sheet.stat().st_mode & 0o077 == 0
    code = reported.partition("gösterilmez): ")[2].strip()
    program = Program(data_folder)
    assert program.logins() == ("selin.aktas",)
    program.recover(code, "selin.aktas", "yeşil çorap uçan balık").close()


def test_that_the_code_is_reported_where_its_sheet_cannot_be_written(
    data_folder: Path, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(data_folder), "setup", "--answers", str(answers)]
    assert run([*words, "--sheet", str(tmp_path / "yok" / "kâğıt.pdf")]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("Klasöre yazılamıyor")
    code = said.out.partition("gösterilmez): ")[2].strip()
    Program(data_folder).recover(code, "selin.aktas", "yeşil çorap uçan balık").close()


def test_that_the_example_is_printed_and_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["setup", "--example"]) == 0
    assert capsys.readouterr().out == example_text()


def test_that_the_help_names_the_file_of_passwords_of_each_system(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        run(["setup", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert r"(~/.pgpass, Windows'ta %APPDATA%\postgresql\pgpass.conf)" in said


def test_that_every_strange_key_of_the_answers_is_named_at_once(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kurulum.toml"
    text = example_text().replace('detsis = "12345678"', "detsis = 12345678")
    write_atomically(path, (text + "\n[baska]\nx = 1\n").replace("login =", "giris =").encode())
    assert run(["--data", str(data_folder), "setup", "--answers", str(path)]) == 2
    reported = capsys.readouterr().err
    for key in ("directorate.detsis", "baska", "administrator.giris", "administrator.login"):
        assert f"  {key}: " in reported
    assert reported.startswith(f"{path}: ")
    assert not Program(data_folder).exists()


def test_that_answers_that_cannot_be_read_are_named_by_their_path(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kurulum.toml"
    for text in (None, "[directorate\n", "x = 1\n"):
        if text is not None:
            write_atomically(path, text.encode())
        assert run(["--data", str(data_folder), "setup", "--answers", str(path)]) == 2
        assert capsys.readouterr().err.startswith(f"{path}: ")


def test_that_nothing_is_set_up_without_answers(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data_folder), "setup"]) == 2
    assert "--example" in capsys.readouterr().err


def test_that_the_owner_has_one_password_and_the_first_administrator_another(
    directorate: ServedDirectorate,
    answers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each where the guide puts it: nothing in the address, which the list of processes shows."""
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORDS["selin.aktas"])
    monkeypatch.setenv("PGPASSWORD", "of another server")
    data = ["--data", str(tmp_path / "masa-1")]
    set_up = ["setup", "--answers", str(answers), "--database", directorate.url("sahip")]
    assert run([*data, *set_up]) == 2
    assert message_of(KnownError("server.wrong_password")).what in capsys.readouterr().err
    monkeypatch.setenv("PGPASSWORD", OWNER_PASSWORD)
    assert run([*data, *set_up]) == 0
    assert run([*data, "db", "upgrade", "--database", directorate.url("sahip")]) == 0
    # Who joins has a password of the program, whatever libpq would find.
    joined = ["setup", "--database", directorate.url("selin.aktas")]
    assert run(["--data", str(tmp_path / "masa-2"), *joined]) == 0
    assert "Katılındı" in capsys.readouterr().out
    assert run([*data, "check"]) == 0


def test_that_one_command_sets_up_and_the_same_joins(
    directorate: ServedDirectorate,
    answers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    owner = directorate.url("sahip").replace("sahip@", f"sahip:{OWNER_PASSWORD}@")
    first, second = str(tmp_path / "masa-1"), str(tmp_path / "masa-2")
    words = ["setup", "--database", owner, "--answers", str(answers)]
    assert run(["--data", first, *words]) == 0
    assert "Kurtarma kodu" in capsys.readouterr().out
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORDS["selin.aktas"])
    joined = ["setup", "--database", directorate.url("selin.aktas")]
    assert run(["--data", second, *joined]) == 0
    assert "Katılındı" in capsys.readouterr().out
    assert run(["--data", second, "verify"]) == 0
    assert run(["--data", second, "check"]) == 0
    capsys.readouterr()
    assert run(["--data", second, "backup"]) == 2
    assert "pg_dump" in capsys.readouterr().err
    monkeypatch.setenv("ALO183_PASSWORD", OWNER_PASSWORD)
    assert run(["--data", second, "db", "upgrade", "--database", directorate.url("sahip")]) == 0
    assert "zaten bu sürümde" in capsys.readouterr().out
    assert run(["--data", second, "--user", "sahip", "setup", "--upgrade"]) == 0


def test_that_a_far_address_without_tls_is_refused_before_anything_is_asked(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "postgresql://a:b@sunucu.ornek.gov.tr/alo183?sslmode=disable"
    assert run(["--data", str(data_folder), "setup", "--database", address]) == 2
    assert "şifresiz" in capsys.readouterr().err
