"""Data that older programs made opens with this one, with every row of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from alo183_desktop.db import migrate
from tests.prove.released import copied, names, wrong_after_opening

if TYPE_CHECKING:
    from pathlib import Path


def test_that_data_of_every_older_revision_is_stored() -> None:
    scripts = ScriptDirectory.from_config(migrate.alembic_config())
    revisions = {script.revision for script in scripts.walk_revisions()}
    assert set(names()) == {"0001", "0002", "0003"}
    assert set(names()) <= revisions


@pytest.mark.parametrize("name", names())
def test_that_stored_data_is_brought_forward_with_every_row(name: str, data_folder: Path) -> None:
    assert wrong_after_opening(copied(name, data_folder / name)) is None


@pytest.mark.parametrize("name", names())
def test_that_older_data_gets_a_new_key_and_its_old_sheet_opens_it_until_then(
    name: str, data_folder: Path
) -> None:
    released = copied(name, data_folder / name)
    with contextlib.closing(released.program().unlock(released.login, released.password)) as desk:
        # The sheet of that day needs the key file; the new one does not.
        assert not desk.try_recovery_sheet(released.code)
        sheet = desk.new_recovery_sheet()
        assert desk.rekey(sheet) == ()
        assert desk.try_recovery_sheet(sheet.code)
        assert desk.verify_audit().is_whole


def test_that_the_very_first_data_gets_what_freezes_letters(data_folder: Path) -> None:
    released = copied("0001", data_folder / "0001")
    with contextlib.closing(released.program().unlock(released.login, released.password)) as desk:
        for statement in ("UPDATE letters SET summary = 'x'", "DELETE FROM changes"):
            with (
                pytest.raises(DatabaseError, match="frozen"),
                desk.engine.begin() as connection,
            ):
                connection.execute(text(statement))
