"""A paper needs no home folder, and nothing that lies in one runs for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.platforms import ON_LINUX

_LETTER = """
from alo183_desktop.changes.toml_letter import example_text, read_toml_letter
from alo183_desktop.documents.letter.pdf import lay_out
print(lay_out(read_toml_letter(example_text().encode()).letter).pages)
"""


def pages_at(home: str) -> str:
    """Return what a letter says whose computer has that home folder."""
    environment = {**os.environ, "HOME": home, "USERPROFILE": home}
    command = [sys.executable, "-c", _LETTER]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


@ON_LINUX
@pytest.mark.parametrize("home", ["/dev/null", "/nonexistent"])
def test_that_an_account_without_a_home_writes_a_letter(home: str) -> None:
    assert pages_at(home) == "1"


def test_that_no_file_of_the_home_folder_runs_in_the_program(tmp_path: Path) -> None:
    for name in (".reportlab_mods", ".reportlab_settings"):
        (tmp_path / name).write_text("print('run')")
    assert pages_at(str(tmp_path)) == "1"
