"""A desk that somebody has signed in at, for the commands of the terminal.

Not here: the tests.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from alo183_desktop.imports.model import Import

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from alo183_desktop.db.work import Work
    from tests.database.conftest import Database


class SignedIn:
    """Stands where a signed-in desk stands, on the database of a test.

    Attributes:
        clock: Of the database.
        backups: For each backup that was asked for, how many imports were stored by then.
    """

    def __init__(self, database: Database, role: str = "clerk") -> None:
        self.clock = database.clock
        self.backups: list[int] = []
        self._database = database
        self._role = role

    def work(self) -> AbstractContextManager[Work]:
        return self._database.open_work(self._role)

    def take_import_backup(self) -> None:
        """Take none: a database of a test is no file of the program."""
        with self.work() as work:
            self.backups.append(work.session.scalar(select(func.count(Import.id))) or 0)

    @contextmanager
    def open_desk(self) -> Iterator[SignedIn]:
        """Stand for the context of a command, too."""
        yield self
