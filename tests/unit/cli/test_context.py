"""Where a command takes its folder, its user and its password from."""

import io
import os
from pathlib import Path

import pytest

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.context import Context
from alo183_desktop.cli.main import build_parser, run
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import default_data_folder
from tests.platforms import WITH_PIPES
from tests.unit.bootstrap.people import (
    ANSWERS,
    CHEAP,
    OTHER,
    PASSWORD,
    THIRD,
    first_sign_in,
)


def context_of(monkeypatch: pytest.MonkeyPatch, *words: str, **variables: str) -> Context:
    for name in ("USER", "PASSWORD"):
        monkeypatch.delenv(f"ALO183_{name}", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"ALO183_{name}", value)
    return Context.of(build_parser().parse_args([*words, "letters"]))


def test_that_who_signs_in_is_named_by_the_option_before_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert context_of(monkeypatch).login is None
    assert context_of(monkeypatch, USER="ayse").login == "ayse"
    assert context_of(monkeypatch, "--user", "fatma", USER="ayse").login == "fatma"
    assert context_of(monkeypatch, USER="").login is None


def test_that_the_password_comes_from_the_file_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "parola"
    path.write_text("dosyadaki\n", encoding="utf-8")
    named = ("--password-file", str(path))
    assert context_of(monkeypatch, *named).given_password() == "dosyadaki"
    assert context_of(monkeypatch, PASSWORD="ortamdaki").given_password() == "ortamdaki"
    assert context_of(monkeypatch, *named, PASSWORD="ortamdaki").given_password() == "dosyadaki"


def test_that_nobody_is_asked_for_a_password_where_nobody_can_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("boru\n"))
    with pytest.raises(KnownError, match=r"cli\.password_needed"):
        context_of(monkeypatch).password_of("ayse")


def test_that_each_command_takes_the_folder_that_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert context_of(monkeypatch, "--data", str(tmp_path)).data_folder == tmp_path
    assert context_of(monkeypatch).data_folder == default_data_folder()


def test_that_a_user_has_to_be_named_where_there_are_several(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    desk, _sheet = Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)
    asked = ["--data", str(data_folder), "letters"]
    assert run(asked) == 0
    desk.users.add(login="memur", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    assert run(asked) == 2
    assert "--user" in capsys.readouterr().err
    assert run(["--user", "selin.aktas", *asked]) == 0
    monkeypatch.setenv("ALO183_USER", "memur")
    assert run(asked) == 2  # the password is another one's
    monkeypatch.setenv("ALO183_PASSWORD", OTHER)
    capsys.readouterr()
    assert run(asked) == 2  # somebody else chose it
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "kendi parolanızı belirlemeden veri açılmaz" in answer.err
    first_sign_in(Program(data_folder, cost=CHEAP), "memur", OTHER).close()
    monkeypatch.setenv("ALO183_PASSWORD", THIRD)
    assert run(asked) == 0


def password_of(path: Path) -> str:
    context = Context(data_folder=path.parent, login=None, password_file=path)
    return context.password_of("ayse")


@pytest.mark.parametrize("written", ["çilek 12\n", "\ufeffçilek 12\r\n", "çilek 12"])
def test_that_a_password_file_gives_its_line(tmp_path: Path, written: str) -> None:
    path = tmp_path / "parola"
    path.write_bytes(written.encode())
    assert password_of(path) == "çilek 12"


def test_that_a_file_that_is_too_long_for_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parola"
    path.write_bytes(b"a" * 5000)
    with pytest.raises(KnownError, match=r"cli\.password_file"):
        password_of(path)


@WITH_PIPES
def test_that_a_pipe_and_a_device_hold_no_password(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "boru")
    for path in (tmp_path / "boru", Path("/dev/zero")):
        with pytest.raises(KnownError, match=r"cli\.password_file"):
            password_of(path)
