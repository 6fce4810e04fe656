"""An invented directorate whose rows are numbered, and the questions whether it is whole.

Each unit of work adds the two halves of one number, so that half a unit of work shows.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from alo183_desktop.access import keys
from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.access.rules import Role
from alo183_desktop.access.vault import Vault
from alo183_desktop.bootstrap.opening import SetUpAnswers
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.bootstrap.working import tables_known, work_in
from alo183_desktop.db import audit
from alo183_desktop.db.engine import find_damage, sqlcipher_engine
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import ANSWERS, CHEAP, PASSWORD

tables_known()

LOGIN: Final = "selin.aktas"
HALVES: Final = ("a", "b")
_NAME: Final = "Sayılı Kurum "
_ACTOR: Final = Actor(None, LOGIN, "Selin AKTAŞ", Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Directorate:
    """A data folder with its key, which processes may hand to each other."""

    folder: Path
    key: bytes
    code: str
    """Of the recovery sheet."""

    def vault(self, clock: FixedClock | None = None) -> Vault:
        """Return the small files beside the data."""
        return Vault(self.folder, clock=clock or FixedClock(), cost=CHEAP)

    def program(self, clock: FixedClock | None = None) -> Program:
        """Return the program, locked."""
        return Program(self.folder, clock=clock or FixedClock(), cost=CHEAP)

    def backups(self) -> Path:
        """Return the folder of the backups."""
        return self.folder / BACKUPS

    def copied_to(self, folder: Path) -> Directorate:
        """Return a copy in a folder that is made anew."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Directorate(folder, self.key, self.code)

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        """Open the data file."""
        engine = sqlcipher_engine(self.vault().data_file, key=self.key)
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def work(self, engine: Engine) -> Iterator[Work]:
        """Open the program's own unit of work."""
        with work_in(self.vault(), engine, self.key, actor=_ACTOR) as work:
            yield work

    def add(self, engine: Engine, number: int) -> None:
        """Commit both halves of one number in one unit of work."""
        with self.work(engine) as work:
            for half in HALVES:
                UNITS.save(work, None, UnitValues(f"{_NAME}{number:06d} {half}"))

    def judge_trail(self, session: Session) -> audit.Verdict:
        """Walk the chain and compare it with the head outside."""
        audit_key = keys.audit_key(self.key)
        return audit.verify(session, key=audit_key, outside=self.vault().read_head(audit_key))


def make(folder: Path, *, answers: SetUpAnswers = ANSWERS, numbers: int = 0) -> Directorate:
    """Set up a directorate as the first start does, with so many numbered rows; it is closed."""
    desk, sheet = Program(folder, clock=FixedClock(), cost=CHEAP).create(answers, PASSWORD)
    made = Directorate(folder, desk.key, sheet.code)
    try:
        for number in range(1, numbers + 1):
            made.add(desk.engine, number)
    finally:
        desk.close()
    return made


def wrong_with_passwords(directorate: Directorate, *passwords: str) -> str | None:
    """Return what is wrong where one of several passwords must open the data; None for nothing."""
    program, opened = directorate.program(), 0
    for password in passwords:
        try:
            program.unlock(LOGIN, password).close()
        except KnownError as error:
            if error.code != "access.wrong_password":
                return f"told as {error.code}"
        else:
            opened += 1
    return None if opened == 1 else f"{opened} passwords open it"


def numbers_in(session: Session) -> tuple[int, str | None]:
    """Return how many numbers stand there, and what is wrong with them."""
    found = session.scalars(select(Unit.name).where(Unit.name.startswith(_NAME)))
    halves = Counter(int(name.removeprefix(_NAME)[:6]) for name in found)
    count = len(halves)
    if any(there != len(HALVES) for there in halves.values()):
        return count, "half a unit of work"
    if halves and max(halves) != count:
        return count, f"{max(halves) - count} numbers are missing between"
    return count, None


def wrong_with(directorate: Directorate, *, least: int, most: int) -> str | None:
    """Open the data and return what is wrong with it; None when nothing is.

    Args:
        directorate: Closed, or just killed.
        least: Numbers that were reported as committed.
        most: Numbers that may have been committed.
    """
    try:
        with directorate.opened() as engine:
            if damage := find_damage(engine):
                return f"damaged: {damage[0]}"
            with Session(engine) as session:
                found, wrong = numbers_in(session)
                verdict = directorate.judge_trail(session)
    except KnownError as error:
        return f"does not open: {error.code}"
    if wrong is None and not least <= found <= most:
        wrong = f"{least} to {most} numbers were committed, {found} are there"
    if wrong is None and not verdict.is_whole:
        wrong = f"trail: {verdict.reason} at {verdict.broken_at}"
    return wrong


def count_in(directorate: Directorate) -> int:
    """Return how many numbers a whole directorate has."""
    with directorate.opened() as engine, Session(engine) as session:
        return numbers_in(session)[0]


def contents(
    connection: Connection, columns: dict[str, Sequence[str]]
) -> dict[str, list[tuple[Any, ...]]]:
    """Return what stands in some columns of some tables, in an order of its own."""
    return {
        table: sorted(
            map(tuple, connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table}")),  # noqa: S608 - names of our own tables
            key=repr,
        )
        for table, names in columns.items()
    }
