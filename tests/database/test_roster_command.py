"""`alo183 import officers`: a backup first, then the roster as in the window."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, cast

from alo183_desktop.cli.officers import run_import
from alo183_desktop.officers import roster_import
from alo183_desktop.shared.override import override
from tests.database.rosters import CIG, roster, set_up
from tests.database.test_cases_command import SignedIn

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from alo183_desktop.bootstrap import Desk
    from tests.database.conftest import Database


class Counting(SignedIn):
    """Remembers how many imports there were when a backup was taken."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.backups: list[int] = []

    @override
    def take_import_backup(self) -> None:
        with self.work() as work:
            self.backups.append(len(roster_import.list_imports(work)))


def test_that_a_backup_is_taken_before_a_roster_comes_in(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(database)
    desk = Counting(database)
    usual = {"file": roster(tmp_path, CIG), "skip_wrong": False, "json": True}
    assert run_import(Namespace(**usual, dry_run=True), cast("Desk", desk)) == 0
    assert desk.backups == []
    assert not json.loads(capsys.readouterr().out)["stored"]
    assert run_import(Namespace(**usual, dry_run=False), cast("Desk", desk)) == 0
    assert desk.backups == [0]
    assert json.loads(capsys.readouterr().out)["stored"]
