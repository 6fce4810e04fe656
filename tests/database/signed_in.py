"""A desk that somebody has signed in at, for the commands of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import func, select

from alo183_desktop.db.work import Work
from alo183_desktop.imports.model import Import
from tests.database.databases import Database


class NotedBackups:
    """Takes none: a database of a test is no file of the program.

    Attributes:
        imports_before: For each backup that was asked for, how many imports were stored by then.
    """

    def __init__(self, open_work: Callable[[], AbstractContextManager[Work]]) -> None:
        self._open_work = open_work
        self.imports_before: list[int] = []

    def take_before_import(self) -> None:
        with self._open_work() as work:
            self.imports_before.append(work.session.scalar(select(func.count(Import.id))) or 0)


class SignedIn:
    """Stands where a signed-in desk stands, on the database of a test.

    Attributes:
        clock: Of the database.
        backups: Notes what was asked for.
    """

    def __init__(self, database: Database, role: str = "clerk") -> None:
        self.clock = database.clock
        self.backups = NotedBackups(self.work)
        self._database = database
        self._role = role

    def work(self) -> AbstractContextManager[Work]:
        return self._database.open_work(self._role)

    @contextmanager
    def open_desk(self) -> Iterator[SignedIn]:
        """Stand for the context of a command, too."""
        yield self
