"""The list of past imports: what it costs, and what it says of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import event, select

from alo183_desktop.imports.model import Import
from alo183_desktop.officers.roster.importing import apply_roster, list_imports, preview_roster
from tests.database.rosters import CIG, roster, set_up

if TYPE_CHECKING:
    from pathlib import Path

    from tests.database.conftest import Database

TODAY: Final = dt.date(2026, 11, 24)


def import_(database: Database, path: Path) -> None:
    with database.open_work() as work:
        made = preview_roster(work, path, today=TODAY)
    with database.open_work() as work:
        apply_roster(work, made, skip_wrong=False)


@pytest.mark.both_backends
def test_that_the_list_of_imports_asks_as_little_for_many_as_for_few(
    database: Database, tmp_path: Path
) -> None:
    set_up(database)
    asked: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _k, words, *_rest: asked.append(words)
    )

    def count() -> int:
        with database.open_work() as work:
            asked.clear()
            list_imports(work)
            return len(asked)

    import_(database, roster(tmp_path, CIG))
    few = count()
    with database.open_work() as work:
        made = work.session.scalars(select(Import)).one()
        for _ in range(20):
            work.session.add(
                Import(
                    kind=made.kind,
                    file_name=made.file_name,
                    sha256=made.sha256,
                    at=made.at,
                    created=0,
                    updated=0,
                    unchanged=0,
                )
            )
    assert count() == few
    with database.open_work() as work:
        rows = list_imports(work)
        assert len(rows) == 21
        assert all(row.can_undo for row in rows)
