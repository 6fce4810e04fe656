"""Open stored data of every revision that the program ever had, and kill that at its steps.

Not here: how the files were made: by the program of that revision, with invented people
(tests/released).
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect

from alo183_desktop.access import keys
from alo183_desktop.access.vault import KEY_FILE
from alo183_desktop.bootstrap import BACKUPS, Program
from alo183_desktop.db import migrate
from alo183_desktop.db.engine import find_damage, sqlcipher_engine
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.prove.directorates import contents
from tests.prove.figures import Figure, Tally
from tests.prove.steps import all_steps, chosen, kill, watch
from tests.unit.bootstrap.people import CHEAP

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from sqlalchemy import Engine

    from tests.prove.figures import Counts

STORED: Final = Path(__file__).resolve().parents[1] / "released"
_ABOUT: Final = "released.json"
_SIGNING_IN_WRITES: Final = frozenset({"alembic_version", "audit_entries", "audit_heads", "users"})

_COMPUTED_ANEW: Final = {"case_kinds": {"starts_on"}, "cases": {"action_key", "police_key"}}
"""What a later migration computes from other columns, and so changes on purpose (0008)."""

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows of the tables of a revision, in the columns that it had."""


@dataclass(frozen=True, slots=True)
class Released:
    """Data of one revision, in a folder that a test may change."""

    folder: Path
    revision: str
    login: str
    password: str
    code: str
    """Of the recovery sheet of that day."""
    counts: dict[str, int]
    """Rows of each table, as the program of that revision counted them."""

    def program(self) -> Program:
        """Return the program of today, locked."""
        return Program(self.folder, clock=FixedClock(), cost=CHEAP)

    def key(self) -> bytes:
        """Return the key of the data, asked past the program's way of opening."""
        found = keys.load(self.folder / KEY_FILE).unwrap(self.login, self.password)
        if found is None:
            raise RuntimeError("the stored password does not open the stored key file")
        return found

    def engine(self) -> Engine:
        """Return an engine on the data, which migrates nothing."""
        return sqlcipher_engine(self.folder / "alo183.db", key=self.key())


def names() -> list[str]:
    """Return the revisions of which data is stored."""
    return sorted(path.name for path in STORED.iterdir() if (path / _ABOUT).exists())


def copied(name: str, folder: Path) -> Released:
    """Copy the stored data of a revision into a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STORED / name, folder)
    about = json.loads((folder / _ABOUT).read_bytes())
    return Released(
        folder=folder,
        revision=about["revision"],
        login=about["login"],
        password=about["password"],
        code=about["code"],
        counts=about["rows"],
    )


def rows_of(engine: Engine, columns: dict[str, Sequence[str]]) -> Rows:
    """Return what stands in some columns of some tables."""
    with engine.connect() as connection:
        return contents(connection, columns)


def columns_of(engine: Engine) -> dict[str, Sequence[str]]:
    """Return the columns of the tables that opening the data does not write to."""
    found = inspect(engine)
    wanted = (name for name in found.get_table_names() if not name.startswith("fts_"))
    return {
        name: [
            column["name"]
            for column in found.get_columns(name)
            if column["name"] not in _COMPUTED_ANEW.get(name, ())
        ]
        for name in wanted
        if name not in _SIGNING_IN_WRITES
    }


def wrong_after_opening(released: Released) -> str | None:
    """Open stored data with the program of today; return what is wrong, None when nothing is."""
    engine = released.engine()
    try:
        columns = columns_of(engine)
        before = rows_of(engine, columns)
        revision = migrate.current_revision(engine)
    finally:
        engine.dispose()
    if revision != released.revision:
        return f"the stored data has revision {revision}"
    counted = {table: len(found) for table, found in before.items()}
    if any(counted[table] != released.counts.get(table) for table in counted):
        return "the stored rows are not those that were counted"
    return wrong_with(released, columns, before)


def wrong_with(released: Released, columns: dict[str, Sequence[str]], before: Rows) -> str | None:
    """Open data and compare it with what stood there; None when everything was kept."""
    try:
        desk = released.program().unlock(released.login, released.password)
    except KnownError as error:
        return f"does not open: {error.code}"
    with contextlib.closing(desk):
        damage = find_damage(desk.engine)
        verdict = desk.verify_audit()
        wrong = {
            "it was not brought forward": migrate.current_revision(desk.engine) != migrate.HEAD,
            "rows changed": rows_of(desk.engine, columns) != before,
            f"damaged: {damage}": bool(damage),
            f"trail: {verdict.reason} at {verdict.broken_at}": not verdict.is_whole,
            "no backup was taken before": not any((released.folder / BACKUPS).glob("*-upgrade")),
        }
    return next((words for words, is_so in wrong.items() if is_so), None)


def open_stored(reports: Connection, released: Released, last: int | None) -> None:
    """Open stored data, which brings it forward, and end before step `last`."""
    done = watch(reports, last)
    released.program().unlock(released.login, released.password).close()
    reports.send(done())


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Open the data of each revision; then kill the opening, and open it again."""
    kept = Tally("stored data of each revision opened: every row kept")
    killed = Tally("  and killed while it is brought forward, then opened")
    for name in names():
        kept.note(wrong_after_opening(copied(name, folder / name)))
        total = all_steps(open_stored, copied(name, folder / name))
        # Half as many at each revision: bringing one forward takes a second.
        count = None if counts.steps is None else -(-counts.steps // (2 * len(names())))
        for last in chosen(total, count, chance):
            released = copied(name, folder / name)
            engine = released.engine()
            columns = columns_of(engine)
            before = rows_of(engine, columns)
            engine.dispose()
            wrong = kill(open_stored, released, last)
            killed.note(wrong or wrong_with(released, columns, before))
    told = ", ".join(names())
    return [kept.figure(f"revisions {told}, to {migrate.HEAD}"), killed.figure()]
