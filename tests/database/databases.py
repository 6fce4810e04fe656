"""A migrated database, empty or filled as one that was filled so before."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Engine

from alo183_desktop.db.audit import Head
from alo183_desktop.db.work import Actor, Work, open_work
from tests.clocks import FixedClock
from tests.database.postgresql import Server

KEY: Final = bytes(range(32))
AUDIT_KEY: Final = bytes(range(32, 64))
NAME: Final = "Şükrü IŞIK"
"""Of who acts where a test names nobody."""
FilledT = TypeVar("FilledT")


@dataclass(frozen=True, slots=True)
class Database:
    """A database of the newest revision in which nothing stands yet."""

    backend: str
    """`sqlcipher` or `postgresql`."""
    engine: Engine
    clock: FixedClock
    heads: list[Head]
    """Each head of the audit trail that was handed out after a commit, in order."""

    @contextmanager
    def open_work(
        self,
        role: str = "clerk",
        *,
        login: str = "memur",
        name: str = NAME,
        user_id: int | None = None,
    ) -> Iterator[Work]:
        """Open a unit of work in which somebody of `role` acts at the clock's instant."""
        actor = Actor(user_id=user_id, login=login, name=name, role=role)
        with open_work(
            self.engine,
            clock=self.clock,
            actor=actor,
            audit_key=AUDIT_KEY,
            head_written=self.heads.append,
        ) as work:
            yield work


@dataclass(slots=True)
class _Filling:
    """What one way of filling has left: a file or the name of a database, and beside it."""

    place: Path | str
    made: Any
    heads: list[Head]
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Fillings:
    """What the databases of this run were filled with so far."""

    folder: Path
    known: dict[tuple[str, Callable[..., Any]], _Filling]
    """By backend, and by what fills them."""


class FillOnce:
    """Fills the database of a test, which is empty yet; the same way a second time is a copy."""

    def __init__(
        self,
        database: Database,
        fillings: Fillings,
        *,
        file: Path,
        server: Server | None,
    ) -> None:
        self._database = database
        self._fillings = fillings
        self._file = file
        self._server = server

    def __call__(
        self, fill: Callable[[Work], FilledT], *, role: str = "administrator", name: str = NAME
    ) -> FilledT:
        """Let somebody fill it in one unit of work; return what `fill` returns."""

        def act(database: Database) -> FilledT:
            with database.open_work(role, name=name) as work:
                return fill(work)

        return self._fill(fill, act)

    def over_time(self, fill: Callable[[Database], FilledT]) -> FilledT:
        """Fill it in several units of work, between which the clock may move."""
        return self._fill(fill, fill)

    def _fill(self, key: Callable[..., FilledT], act: Callable[[Database], FilledT]) -> FilledT:
        database, known = self._database, self._fillings.known
        assert not database.heads, "something stands in it already"
        filling = known.get((database.backend, key))
        if filling is None:
            made = act(database)
            database.engine.dispose()
            known[database.backend, key] = _Filling(
                self._keep(), made, [*database.heads], database.clock()
            )
            return made
        database.engine.dispose()
        self._bring(filling.place)
        database.heads[:] = filling.heads
        database.clock.set(filling.ends_at)
        return cast("FilledT", filling.made)

    def _keep(self) -> Path | str:
        if self._server is None:
            place = self._fillings.folder / f"{len(self._fillings.known)}.db"
            return shutil.copyfile(self._file, place)
        return self._server.create(template=self._name())

    def _bring(self, place: Path | str) -> None:
        if self._server is None:
            shutil.copyfile(place, self._file)
        else:
            self._server.create(template=str(place), name=self._name())

    def _name(self) -> str:
        return str(self._database.engine.url.database)
