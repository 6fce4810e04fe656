"""A fresh, migrated database for each test, once on SQLCipher and once on PostgreSQL."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine, event

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.server_setup import owned, prepare
from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.db import migrate
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.db.server_address import ServerLogin
from tests.clocks import FixedClock
from tests.database.databases import KEY, Database, Fillings, FillOnce
from tests.database.people import People
from tests.database.postgresql import OWNER, OWNER_PASSWORD, TEMPLATE, Server
from tests.database.rosters import set_up
from tests.database.servers import ServedDirectorate

tables_known()
whole_metadata()

BACKENDS: Final = ("sqlcipher", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return the PostgreSQL server of this run; a missing one fails, where there can be one."""
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
    """Return the name of a PostgreSQL database that was migrated once; tests get copies.

    With the rights of the roles, as its owner gives them when a directorate is set up.
    """
    name = server.create_owned(TEMPLATE)
    owner = ServerLogin(server.address(name), OWNER, OWNER_PASSWORD)
    with owned(owner) as session:
        prepare(session, owner)
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
def database(
    backend: str, engine: Engine, clock: FixedClock, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """Return a migrated database with the clock and the actors of this test."""
    if backend == "sqlcipher":
        yield Database(backend=backend, engine=engine, clock=clock, heads=[])
        return
    server: Server = request.getfixturevalue("server")
    people = People(engine, server.address(str(engine.url.database)), groups=TEMPLATE)
    yield Database(backend=backend, engine=engine, clock=clock, heads=[], people=people)
    people.leave()


@pytest.fixture(scope="session")
def fillings(tmp_path_factory: pytest.TempPathFactory) -> Fillings:
    """Return what the databases of this run were filled with so far: nothing."""
    return Fillings(tmp_path_factory.mktemp("fillings"), {})


@pytest.fixture
def fill_once(
    database: Database, fillings: Fillings, request: pytest.FixtureRequest, tmp_path: Path
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
