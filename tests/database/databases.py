"""A migrated database, empty or filled as one that was filled so before."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Engine, event

from alo183_desktop.db.audit import Head
from alo183_desktop.db.work import Actor, Work, open_work
from tests.clocks import FixedClock
from tests.database.people import LOGINS, People
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
    """As its owner comes to it, whom no right binds: for what no role of the program does."""
    clock: FixedClock
    heads: list[Head]
    """Each head of the audit trail that was handed out after a commit, in order."""
    people: People | None = None
    """On a server: who acts there."""

    @contextmanager
    def open_work(
        self,
        role: str = "clerk",
        *,
        login: str = "",
        name: str = NAME,
        user_id: int | None = None,
    ) -> Iterator[Work]:
        """Open a unit of work in which somebody of `role` acts at the clock's instant.

        On a server they come with a login of their own and may there what the role may. Who has
        no role of the program comes as the owner, whom no right binds.
        """
        login = login or LOGINS.get(role, role)
        actor = Actor(user_id=user_id, login=login, name=name, role=role)
        with open_work(
            self.engine_of(role, login),
            clock=self.clock,
            actor=actor,
            audit_key=AUDIT_KEY,
            head_written=self.heads.append,
        ) as work:
            yield work

    def engine_of(self, role: str = "clerk", login: str = "") -> Engine:
        """Return how somebody of `role` comes to the data."""
        if self.people is None or role not in LOGINS:
            return self.engine
        return self.people.engine(login or LOGINS[role], role)

    def listen(self, role: str = "clerk") -> list[str]:
        """Return the list into which everything goes that somebody of `role` asks from now on."""
        asked: list[str] = []
        event.listen(
            self.engine_of(role), "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        return asked

    def disconnect(self) -> None:
        """Close all connections; the next act opens one again."""
        if self.people is not None:
            self.people.disconnect()
        self.engine.dispose()


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
            database.disconnect()
            known[database.backend, key] = _Filling(
                self._keep(), made, [*database.heads], database.clock()
            )
            return made
        database.disconnect()
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
