"""Take backups while ten programs write, bring them back, and compare."""

import itertools
import os
import random
import time
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from alo183_desktop.access import backups
from alo183_desktop.access.backup_rules import BackupReason
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.engine import find_damage
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.prove.children import child
from tests.prove.directorates import HALVES, LOGIN, Directorate, make
from tests.prove.figures import Counts, Figure, Tally
from tests.unit.bootstrap.people import PASSWORD

_PAUSE_S: Final = 0.2
_WRITER: Final = "Yazan "


def write_beside_others(reports: Connection, directorate: Directorate) -> None:
    """Commit two rows in each unit of work until the process is killed; wait for the others."""
    name = f"{_WRITER}{os.getpid()}"
    with directorate.opened() as engine:
        for number in itertools.count(1):
            try:
                with directorate.work(engine) as work:
                    for half in HALVES:
                        UNITS.save(work, None, UnitValues(f"{name} {number:06d} {half}"))
            except KnownError as error:
                if error.code != "db.busy":
                    raise
            else:
                reports.send(number)


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Each backup that is brought back must be the data after some unit of work, whole."""
    directorate = make(folder / "veri")
    tally = Tally(f"backups under {counts.writers} writing programs: a state that existed")
    clock, made = FixedClock(), []
    with ExitStack() as writing:
        writers = [
            writing.enter_context(child(write_beside_others, directorate))
            for _writer in range(counts.writers)
        ]
        for writer in writers:
            writer.hear()
        with directorate.opened() as engine:
            for _turn in range(counts.backups):
                # They write meanwhile; no moment is waited for.
                time.sleep(chance.uniform(0, _PAUSE_S))
                clock.advance(minutes=1)
                made.append(
                    backups.take(
                        directorate.vault(clock),
                        engine,
                        directorate.key,
                        reason=BackupReason.ASKED,
                        place=directorate.backups(),
                    )
                )
        exits = [writer.exit_code for writer in writers]
    with directorate.opened() as engine, Session(engine) as session:
        states = _States(session)
    rows: list[int] = []
    for backup in made:
        wrong = _wrong_with(backup, directorate, folder / "restored", states, rows)
        if any(code is not None for code in exits):
            wrong = wrong or "a writer ended by itself"
        tally.note(wrong)
    more = f"{rows[0]} to {rows[-1]} rows" if rows else ""
    return [tally.figure(f"{more} of {states.rows} in the end")]


class _States:
    """Every state that the data has had, as its trail tells."""

    def __init__(self, session: Session) -> None:
        self._macs = dict(session.execute(select(AuditEntry.sequence, AuditEntry.mac)).all())
        self._names = dict(session.execute(select(Unit.id, Unit.name)).all())
        added = select(AuditEntry.sequence, AuditEntry.item_id)
        self._added = [
            (place, item or 0)
            for place, item in session.execute(added.where(AuditEntry.action == "unit.added"))
        ]
        # Set-up makes some without an entry of their own.
        self._first = set(self._names.values()) - {self._names[item] for _, item in self._added}
        self.rows = len(self._names)

    def differs(self, names: set[str], trail: dict[int, str]) -> str | None:
        """Return how rows and trail differ from those of the moment at which that trail ended."""
        last = max(trail) - 1  # the last entry tells of the restoring
        if any(self._macs.get(place) != mac for place, mac in trail.items() if place <= last):
            return "the trail is another one"
        added = {self._names[item] for place, item in self._added if place <= last}
        if names != self._first | added:
            return "the rows are those of no moment"
        written = [name for name in names if name.startswith(_WRITER)]
        if len(written) != len(HALVES) * len({name[:-2] for name in written}):
            return "half a unit of work"
        return None


def _wrong_with(
    backup: backups.Backup, directorate: Directorate, folder: Path, states: _States, rows: list[int]
) -> str | None:
    restored = Directorate(folder / backup.folder.name, directorate.key, directorate.code)
    try:
        restored.program().restore(backup, login=LOGIN, secret=PASSWORD)
    except KnownError as error:
        return f"not restored: {error.code}"
    with restored.opened() as engine:
        if damage := find_damage(engine):
            return f"damaged: {damage[0]}"
        with Session(engine) as session:
            names = set(session.scalars(select(Unit.name)))
            trail = dict(session.execute(select(AuditEntry.sequence, AuditEntry.mac)).all())
            verdict = restored.judge_trail(session)
    rows.append(len(names))
    if not verdict.is_whole:
        return f"trail: {verdict.reason} at {verdict.broken_at}"
    return states.differs(names, trail)
