"""A roster of 10,000 officers, imported, opened and searched, beside the raw engine."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import python_calamine

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.officers import queries
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.rows import OfficerFilter
from tests.benchmarks import people
from tests.benchmarks.measure import Figure, compare

_COUNT: Final = 10_000
_TODAY: Final = dt.date(2026, 11, 25)
_ROUNDS: Final = 5
_LIST: Final = (
    "SELECT o.id, o.given_names, o.surname, o.title, o.unit_id, u.name, o.tckn, o.corporate_email,"
    " o.corporate_mobile, o.version, o.sort_key FROM officers o JOIN units u ON u.id = o.unit_id"
    " ORDER BY o.sort_key, o.id"
)
_HELD: Final = "SELECT officer_id, subject_id, starts_on, ends_on FROM assignments"
_STORED: Final = ("imports", "officers", "assignments", "import_changes", "audit_entries")
"""The tables that an import fills, in an order that keeps every reference whole."""


def measure() -> list[Figure]:
    """Return the figures of the roster."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        workbook = folder / "kadro.xlsx"
        rows = people.people(_COUNT, today=_TODAY)
        workbook.write_bytes(write_table("Kadro", people.HEADINGS, rows))
        # Each round needs a database in which nobody stands yet; the first is the warm-up's.
        ours = _empty_desks(folder / "ours", opened)
        theirs = _empty_desks(folder / "theirs", opened)
        full = next(ours)
        _import(full, workbook)
        return [
            *_reading(full),
            _importing(workbook, ours=ours, theirs=theirs, stored=_stored_rows(full)),
        ]


def _reading(desk: Desk) -> list[Figure]:
    with desk.work() as work:
        raw = _driver(work.session)

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
            compare("10,000 officers listed / raw engine", list_all, raw_list, goal=3.0),
            compare("10,000 officers searched / raw LIKE", search, raw_search, goal=3.0),
        ]


def _importing(
    workbook: Path,
    *,
    ours: Iterator[Desk],
    theirs: Iterator[Desk],
    stored: dict[str, list[tuple[Any, ...]]],
) -> Figure:
    """Compare an import, from the file to the commit, with storing the same rows unchecked."""

    def import_() -> None:
        _import(next(ours), workbook)

    def raw_import() -> None:
        read = python_calamine.load_workbook(str(workbook)).get_sheet_by_index(0).to_python()
        if len(read) != _COUNT + 1:
            raise ValueError(len(read))
        with next(theirs).work() as work:
            raw = _driver(work.session)
            for table, rows in stored.items():
                places = ", ".join("?" * len(rows[0]))
                raw.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608

    return compare(
        "10,000 rows checked, imported / calamine, executemany",
        import_,
        raw_import,
        goal=5.0,
        rounds=_ROUNDS,
    )


def _import(desk: Desk, workbook: Path) -> None:
    with desk.work() as work:
        preview = ROSTER.preview(work, ROSTER.open(workbook, now=work.now))
    with desk.work() as work:
        made = ROSTER.apply(work, preview)
    if made.created != _COUNT:
        raise ValueError(made)


def _stored_rows(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Return what an import stored, table by table, without what stood there before."""
    with desk.work() as work:
        raw = _driver(work.session)
        stored = {
            table: raw.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table in _STORED
        }
    stored["audit_entries"] = stored["audit_entries"][-_COUNT:]
    return stored


def _empty_desks(folder: Path, opened: ExitStack) -> Iterator[Desk]:
    for place in range(_ROUNDS + 2):
        people.set_up(folder / f"{place}", today=_TODAY)
        desk = Program(folder / f"{place}").unlock("demo", "demo")
        opened.callback(desk.close)
        yield desk


def _driver(session: Any) -> Any:
    return session.connection().connection.driver_connection
