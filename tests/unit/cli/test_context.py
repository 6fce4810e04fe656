"""Where a command takes its password from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alo183_desktop.cli.context import Context
from alo183_desktop.shared.errors import KnownError
from tests.platforms import WITH_PIPES


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
