"""Errors of the disk while a backup is read are not reported as faults of the backup."""

from typing import NoReturn

import pytest

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db import engine as engines
from alo183_desktop.shared.errors import KnownError
from tests.unit.bootstrap.people import PASSWORD, refusal


@pytest.mark.parametrize("what", ["assert_readable", "find_damage"])
def test_that_a_disk_that_is_full_is_not_reported_as_a_bad_backup(
    program: Program, desk: Desk, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    backup = desk.backups.take()
    desk.close()

    def find_no_room(_engine: object) -> NoReturn:
        raise KnownError("db.full")

    with monkeypatch.context() as patched:
        patched.setattr(engines, what, find_no_room)
        restoring = refusal(lambda: program.restore(backup, login="selin.aktas", secret=PASSWORD))
        looking = refusal(lambda: program.look_into(backup, login="selin.aktas", secret=PASSWORD))
    assert (restoring.code, looking.code) == ("db.full", "db.full")
    program.restore(backup, login="selin.aktas", secret=PASSWORD)
