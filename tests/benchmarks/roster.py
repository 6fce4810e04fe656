"""A roster of 10,000 officers, opened and searched, beside the raw engine.

Not here: the window around it (start.py).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any, Final

from alo183_desktop.bootstrap import Program
from alo183_desktop.officers import queries
from alo183_desktop.officers.rows import OfficerFilter
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare

_COUNT: Final = 10_000
_TODAY: Final = dt.date(2026, 11, 25)
_LIST: Final = (
    "SELECT o.id, o.given_names, o.surname, o.title, o.unit_id, u.name, o.tckn, o.corporate_email,"
    " o.corporate_mobile, o.version, o.sort_key FROM officers o JOIN units u ON u.id = o.unit_id"
    " ORDER BY o.sort_key, o.id"
)
_HELD: Final = "SELECT officer_id, subject_id, starts_on, ends_on FROM assignments"


def measure() -> list[Figure]:
    """Return the figures of the roster."""
    with tempfile.TemporaryDirectory() as name:
        people.fill(Path(name), count=_COUNT, today=_TODAY)
        desk = Program(Path(name)).unlock("demo", "demo")
        try:
            with desk.work() as work:
                raw: Any = work.session.connection().connection.driver_connection

                def list_all() -> None:
                    rows = queries.list_officers(work.session, OfficerFilter(), as_of=_TODAY)
                    if len(rows) != _COUNT:
                        raise ValueError(len(rows))

                def raw_list() -> None:
                    raw.execute(_LIST).fetchall()
                    raw.execute(_HELD).fetchall()

                def search() -> None:
                    wanted = OfficerFilter(search="isik 501 000 01")
                    queries.list_officers(work.session, wanted, as_of=_TODAY)

                def raw_search() -> None:
                    raw.execute(
                        "SELECT * FROM officers WHERE search_key LIKE '%isik%'"
                        " AND search_key LIKE '%50100001%'"
                    ).fetchall()

                return [
                    compare("10,000 officers listed / raw engine", list_all, raw_list, goal=2.0),
                    compare("10,000 officers searched / raw LIKE", search, raw_search, goal=2.0),
                ]
        finally:
            desk.close()
