"""The window is opened without what the commands need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop import __main__ as entry
from alo183_desktop.cli.window import folder_without_command
from alo183_desktop.documents.foreign import scan_child, table_child
from alo183_desktop.rota.planning import solver
from alo183_desktop.shared import paths

_START: Final = """
import sys
from alo183_desktop import __main__
from alo183_desktop.cli import window
window.open_window = lambda folder: print(folder, *sys.modules, sep="\\n") or 0
sys.argv = ["alo183", "--data", "veri"]
sys.exit(__main__.main())
"""
NOT_NEEDED: Final = {"argparse", "importlib.metadata", "sqlalchemy", "tomllib", "zoneinfo", "csv"}


def test_that_no_argument_means_the_window_on_the_system_s_own_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paths, "default_data_folder", lambda: Path("kendi-yeri"))
    assert folder_without_command([]) == Path("kendi-yeri")


def test_that_a_folder_alone_means_the_window_on_it() -> None:
    assert folder_without_command(["--data", "veri"]) == Path("veri")


@pytest.mark.parametrize(
    "line", ["check", "--data", "--data --help", "--data veri check", "--version", "-h"]
)
def test_that_everything_else_is_left_to_the_parser(line: str) -> None:
    assert folder_without_command(line.split()) is None


def test_that_the_window_is_opened_before_any_command_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _START], check=True, capture_output=True, text=True
    )
    folder, *loaded = done.stdout.splitlines()
    assert folder == "veri"
    assert not NOT_NEEDED.intersection(loaded)
    assert not {f"alo183_desktop.cli.{name}" for name in ("check", "letter")}.intersection(loaded)


def test_that_the_entry_knows_the_options_of_every_child() -> None:
    assert set(entry._CHILDREN) == {  # noqa: SLF001
        *(table_child.OPTION, scan_child.OPTION, solver.OPTION)
    }
