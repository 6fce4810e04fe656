"""A directorate at whose desks each role works: in a file, or on a server under its own login."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import update

from alo183_desktop.access.model import User
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.db.work import Work
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock
from tests.database.postgresql import Server
from tests.database.servers import ADMINISTRATOR, PASSWORDS, ROLES, ServedDirectorate
from tests.unit.bootstrap.people import ANSWERS, CHEAP

BEGIN: Final = dt.datetime(2026, 10, 26, 7, 10, tzinfo=dt.UTC)
"""A Monday; 10:10 in Istanbul. The month ends five days later."""
_LOGINS: Final = {
    Role.ADMINISTRATOR: ADMINISTRATOR,
    **{role: login for login, role in ROLES.items()},
}


class Office:
    """A directorate and the desks of who works there, one for each role.

    Attributes:
        clock: Of all desks.
    """

    clock: FixedClock

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self._desks: dict[Role, Desk] = {}

    def desk(self, role: Role) -> Desk:
        """Return the desk of a role; whoever has none signs in."""
        if role not in self._desks:
            self._desks[role] = self._sign_in(_LOGINS[role])
        return self._desks[role]

    @contextmanager
    def work(self, role: Role = Role.CLERK) -> Iterator[Work]:
        """Open a unit of work of a role."""
        with self.desk(role).work() as work:
            yield work

    def lock(self) -> None:
        """Lock all desks; the next work signs in anew."""
        for desk in self._desks.values():
            desk.close()
        self._desks.clear()

    def close(self) -> None:
        """Lock all desks for good."""
        self.lock()

    def restore(self) -> bool:
        """Bring back the newest backup, if there is one; return whether there was."""
        return False

    def back_up(self) -> bool:
        """Take a backup, where the program does; return whether it does."""
        return False

    def _sign_in(self, login: str) -> Desk:
        raise NotImplementedError


class FileOffice(Office):
    """A directorate in an encrypted file."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        super().__init__(clock)
        self.folder = folder

    @classmethod
    def set_up(cls, folder: Path, clock: FixedClock) -> FileOffice:
        """Set a directorate up in an empty folder, with one of each role."""
        made = cls(folder, clock)
        desk, _sheet = made._program().create(ANSWERS, PASSWORDS[ADMINISTRATOR])
        for login, role in ROLES.items():
            desk.users.add(login=login, name=login.title(), role=role, password=PASSWORDS[login])
        with desk.work() as work:  # as if they had chosen these passwords themselves
            work.session.execute(update(User).values(given_generation=0))
        made._desks[Role.ADMINISTRATOR] = desk
        return made

    def copied_to(self, folder: Path, clock: FixedClock) -> FileOffice:
        """Return a copy in another folder; this one is locked."""
        self.lock()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return FileOffice(folder, clock)

    @override
    def back_up(self) -> bool:
        """Take a backup at the administrator's desk."""
        self.desk(Role.ADMINISTRATOR).backups.take()
        return True

    @override
    def restore(self) -> bool:
        """Bring the newest backup back, if there is one."""
        backups = self._program().backups()
        if not backups:
            return False
        self.lock()
        newest = max(backups, key=lambda one: one.at)
        self._program().restore(newest, login=ADMINISTRATOR, secret=PASSWORDS[ADMINISTRATOR])
        return True

    def _program(self) -> Program:
        return Program(self.folder, clock=self.clock, cost=CHEAP)

    @override
    def _sign_in(self, login: str) -> Desk:
        return self._program().unlock(login, PASSWORDS[login])


class ServedOffice(Office):
    """A directorate on a PostgreSQL server: who works there has the rights of their own login."""

    def __init__(self, served: ServedDirectorate, clock: FixedClock) -> None:
        super().__init__(clock)
        self._served = served
        self._kept = ""

    @classmethod
    def set_up(cls, server: Server, folder: Path, clock: FixedClock) -> ServedOffice:
        """Set a directorate up in a database of its own, with one of each role."""
        made = cls(ServedDirectorate(server, folder, clock), clock)
        made.begin()
        return made

    def begin(self) -> None:
        """Set it up, and let one of each role sit down at a desk of their own."""
        desk = self._served.set_up()
        self._served.add_people(desk)
        self._desks[Role.ADMINISTRATOR] = desk
        for login, role in ROLES.items():
            self._desks[role] = self._served.join(login, f"masa-{login}")

    def keep(self) -> None:
        """Keep the data as it stands, to begin with it again."""
        self._disconnect()
        self._kept = self._served.server.create(template=self._served.database)

    def begin_again(self) -> None:
        """Go back to what was kept; everybody stays at their desk."""
        self._disconnect()
        server, database = self._served.server, self._served.database
        server.drop(database)
        server.create(template=self._kept, name=database)
        self.clock.set(BEGIN)

    @override
    def lock(self) -> None:
        """Leave the desks open: their connections are closed, which a lock does, too."""
        self._disconnect()

    @override
    def close(self) -> None:
        """Close all desks and remove the database."""
        self._desks.clear()
        if self._kept:
            self._served.server.drop(self._kept)
        self._served.close()

    def _disconnect(self) -> None:
        for desk in self._desks.values():
            desk.engine.dispose()
