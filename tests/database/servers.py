"""A directorate on a server, and people with roles of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg

from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.server_address import ServerLogin
from tests.clocks import FixedClock
from tests.database.postgresql import OWNER, OWNER_PASSWORD, Server
from tests.unit.bootstrap.people import ANSWERS, CHEAP

ADMINISTRATOR: Final = "selin.aktas"
PASSWORDS: Final = {
    ADMINISTRATOR: "mor kedi tavanda yüzer",
    "memur": "yeşil çorap uçan balık",
    "mudur": "kırmızı dağda üç fil",
    "denetci": "sarı kuyuda iki çan",
}
ROLES: Final = {"memur": Role.CLERK, "mudur": Role.DIRECTOR, "denetci": Role.AUDITOR}


class ServedDirectorate:
    """A directorate in a database of its own, and desks that share it."""

    def __init__(self, server: Server, folder: Path, clock: FixedClock, database: str = "") -> None:
        """Make its database.

        Args:
            server: Runs.
            folder: Of the desks.
            clock: Of all desks.
            database: Its name; empty for one that nothing else has.
        """
        self.server = server
        self.database = server.create_owned(database)
        self.address = server.address(self.database)
        self.owner = ServerLogin(self.address, OWNER, OWNER_PASSWORD)
        self._folder = folder
        self._clock = clock
        self._desks: list[Desk] = []
        self.sheet: RecoverySheet | None = None

    def program(self, desk: str = "masa-1") -> Program:
        """Return the program on the data folder of one desk."""
        return Program(self._folder / desk, clock=self._clock, cost=CHEAP)

    def set_up(self, desk: str = "masa-1") -> Desk:
        """Set it up as its owner does, and return the administrator's desk."""
        made, self.sheet = self.program(desk).create_on_server(
            self.owner, ANSWERS, PASSWORDS[ADMINISTRATOR]
        )
        return self._keep(made)

    def rename(self, database: str) -> None:
        """Call the database otherwise, before anything is in it."""
        self.server.rename(self.database, database)
        self.database = database
        self.address = replace(self.address, database=database)
        self.owner = replace(self.owner, address=self.address)

    def add_people(self, administrator: Desk) -> None:
        """Add one of each other role."""
        for login, role in ROLES.items():
            administrator.users.add(
                login=login, name=login.title(), role=role, password=PASSWORDS[login]
            )
        with self.psql(OWNER) as connection:  # as if they had chosen these passwords themselves
            connection.execute("UPDATE users SET given_generation = 0")

    def login(self, name: str, password: str | None = None) -> ServerLogin:
        """Return how somebody comes to the server."""
        return ServerLogin(self.address, name, password or PASSWORDS[name])

    def join(self, name: str, desk: str) -> Desk:
        """Let somebody join at another desk."""
        return self._keep(self.program(desk).join(self.login(name)))

    def unlock(self, name: str, desk: str, password: str | None = None) -> Desk:
        """Sign somebody in at a desk that has joined."""
        return self._keep(self.program(desk).unlock(name, password or PASSWORDS[name]))

    @contextmanager
    def psql(self, name: str, password: str | None = None) -> Iterator[psycopg.Connection[Any]]:
        """Connect as somebody does with another program than ours."""
        login = self.owner if name == OWNER else self.login(name, password)
        with psycopg.connect(
            host=self.server.host,
            port=self.server.port,
            dbname=self.database,
            user=login.user,
            password=login.password,
            autocommit=True,
        ) as connection:
            yield connection

    def url(self, name: str = "") -> str:
        """Return the address as it is given to a command, without a password."""
        where = f"host={self.server.host}&port={self.server.port}"
        return f"postgresql://{name}@/{self.database}?{where}"

    def close(self) -> None:
        """Close all desks and remove the database."""
        for desk in self._desks:
            desk.close()
        self.server.drop(self.database)
        self.server.drop_people()

    def _keep(self, desk: Desk) -> Desk:
        self._desks.append(desk)
        return desk


def as_stranger(directorate: ServedDirectorate, name: str, password: str) -> ServerLogin:
    """Return how somebody comes who is nobody in the directorate."""
    return replace(directorate.owner, user=name, password=password)
