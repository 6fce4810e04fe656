"""A fresh, migrated database for each test, once on SQLCipher and once on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import pytest
from sqlalchemy import event

from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.db import migrate
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.db.work import Actor, open_work
from tests.database.postgresql import Server
from tests.database.rosters import set_up
from tests.database.servers import ServedDirectorate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.audit import Head
    from alo183_desktop.db.work import Work
    from tests.clocks import FixedClock

tables_known()
whole_metadata()

# The server is started as no one starts it on Windows; the encrypted file is what runs there.
BACKENDS: Final = ("sqlcipher",) if os.name == "nt" else ("sqlcipher", "postgresql")
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


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return the PostgreSQL server of this run; a missing one fails, it is never skipped."""
    try:
        running = Server()
    except FileNotFoundError as error:
        pytest.fail(str(error), pytrace=False)
    yield running
    running.stop()


@pytest.fixture
def directorate(server: Server, tmp_path: Path, clock: FixedClock) -> Iterator[ServedDirectorate]:
    """Return a directorate on the server of this run, not set up yet."""
    made = ServedDirectorate(server, tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def administrator(directorate: ServedDirectorate) -> Desk:
    """Return the desk of who set the directorate up on the server."""
    return directorate.set_up()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an encrypted file that was migrated once; tests get copies."""
    path = tmp_path_factory.mktemp("template") / "alo183.db"
    engine = sqlcipher_engine(path, key=KEY)
    migrate.upgrade(engine)
    # Closing the last connection brings the write-ahead log into the file.
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_template(server: Server) -> str:
    """Return the name of a PostgreSQL database that was migrated once; tests get copies."""
    name = server.create()
    engine = server.engine(name)
    migrate.upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Return the name of each backend in turn."""
    return str(request.param)


@pytest.fixture
def engine(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a migrated database that only this test sees."""
    yield from _engine_on_copy(backend, request, tmp_path)


@pytest.fixture
def empty_engine(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a database without any table."""
    if backend == "sqlcipher":
        made = sqlcipher_engine(tmp_path / "empty.db", key=KEY)
        yield made
        made.dispose()
        return
    server: Server = request.getfixturevalue("server")
    yield from _engine_on_server(server)


@pytest.fixture
def database(backend: str, engine: Engine, clock: FixedClock) -> Database:
    """Return a migrated database with the clock and the actors of this test."""
    return Database(backend=backend, engine=engine, clock=clock, heads=[])


@dataclass(slots=True)
class _Filling:
    """What one way of filling has left: a file or the name of a database, and beside it."""

    place: Path | str
    made: Any
    heads: list[Head]
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class _Fillings:
    """What the databases of this run were filled with so far."""

    folder: Path
    known: dict[tuple[str, Callable[..., Any]], _Filling]
    """By backend, and by what fills them."""


class FillOnce:
    """Fills the database of a test, which is empty yet; the same way a second time is a copy."""

    def __init__(
        self,
        database: Database,
        fillings: _Fillings,
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


@pytest.fixture(scope="session")
def fillings(tmp_path_factory: pytest.TempPathFactory) -> _Fillings:
    """Return what the databases of this run were filled with so far: nothing."""
    return _Fillings(tmp_path_factory.mktemp("fillings"), {})


@pytest.fixture
def fill_once(
    database: Database, fillings: _Fillings, request: pytest.FixtureRequest, tmp_path: Path
) -> FillOnce:
    """Return what fills the database as one that was filled so before."""
    return FillOnce(
        database,
        fillings,
        file=tmp_path / "alo183.db",
        server=None if database.backend == "sqlcipher" else request.getfixturevalue("server"),
    )


@pytest.fixture
def five(database: Database) -> Mapping[str, int]:
    """Return the five subjects, by name, of a directorate into which rosters come."""
    return set_up(database)


def _engine_on_copy(backend: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    # Only the backend that is asked for is started: the rest of the fixtures stay asleep.
    if backend == "sqlcipher":
        path = folder / "alo183.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        made = sqlcipher_engine(path, key=KEY)
        yield made
        made.dispose()
        return
    server: Server = request.getfixturevalue("server")
    yield from _engine_on_server(server, request.getfixturevalue("migrated_template"))


def _engine_on_server(server: Server, template: str = "template0") -> Iterator[Engine]:
    name = server.new_name()
    made = server.engine(name)

    @event.listens_for(made, "do_connect")
    def _create(*_connection: object) -> None:
        # Only now: what fills a database once may have brought a copy of a filled one.
        if not server.has(name):
            server.create(template=template, name=name)

    yield made
    made.dispose()
    if server.has(name):
        server.drop(name)
