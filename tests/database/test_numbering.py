"""Numbers for many new rows at once."""

from typing import Any

import pytest
from sqlalchemy import insert

from alo183_desktop.db.bulk import reserve_ids
from alo183_desktop.directorate.model import Unit
from tests.database.databases import Database

pytestmark = pytest.mark.both_backends


def test_that_reserved_numbers_collide_neither_with_older_nor_with_later_rows(
    database: Database,
) -> None:
    table: Any = Unit.__table__
    with database.open_work() as work:
        older = Unit(name="A", key="a")
        work.session.add(older)
        work.session.flush()
        reserved = list(reserve_ids(work.session, table, 3))
        work.session.execute(
            insert(table),
            [
                {"id": number, "name": f"B{number}", "key": f"b{number}", "version": 1}
                | {"is_active": True}
                for number in reserved
            ],
        )
        later = Unit(name="C", key="c")
        work.session.add(later)
        work.session.flush()
        assert sorted(reserved) == reserved
        assert len({older.id, *reserved, later.id}) == 5
        assert older.id < reserved[0] <= reserved[-1] < later.id
