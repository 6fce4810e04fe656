"""Every command that reads names leaves a trace of who read them."""

from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cli.main import run
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD, entries

READING: Final = {
    "letters": "letters.exported",
    "officers": "officers.exported",
    "cases": "cases.exported",
    "phones": "phones.exported",
    "quota": "quota.exported",
}
"""Commands, and what the trail calls their act."""


@pytest.mark.parametrize("extra", [(), ("--json",)], ids=["table", "json"])
@pytest.mark.parametrize("command", sorted(READING))
def test_that_a_command_that_reads_names_is_written_down(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, extra: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ALO183_PASSWORD", PASSWORD)
    Program(data_folder, cost=CHEAP).create(ANSWERS, PASSWORD)[0].close()
    assert run(["--data", str(data_folder), command, *extra]) == 0
    desk = Program(data_folder, cost=CHEAP).unlock("selin.aktas", PASSWORD)
    acts = [row.action for row in entries(desk)]
    desk.close()
    assert acts.count(READING[command]) == 1
