"""Offices of both kinds, each begun once and copied for each life."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.clocks import FixedClock
from tests.database.conftest import backend, server
from tests.database.postgresql import Server
from tests.truth.beginning import begin
from tests.truth.offices import BEGIN, FileOffice, Office, ServedOffice

__all__ = ["backend", "server"]

NewOffice = Callable[[], Office]
"""Returns an office at its beginning; the one before is over."""


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> FileOffice:
    """Return an office in a file at its beginning; tests get copies."""
    office = FileOffice.set_up(tmp_path_factory.mktemp("baslangic"), FixedClock(BEGIN))
    begin(office)
    office.lock()
    return office


@pytest.fixture
def new_file_office(begun: FileOffice, tmp_path: Path) -> Iterator[NewOffice]:
    """Return what begins an office in a file anew."""
    numbers = count()
    made: list[Office] = []

    def begin_again() -> Office:
        for office in made:
            office.close()
        made.clear()
        made.append(begun.copied_to(tmp_path / f"{next(numbers)}", FixedClock(BEGIN)))
        return made[0]

    yield begin_again
    for office in made:
        office.close()


@pytest.fixture
def new_office(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewOffice]:
    """Return what begins an office of the test's backend anew."""
    if backend == "sqlcipher":
        yield request.getfixturevalue("new_file_office")
        return
    running: Server = request.getfixturevalue("server")
    office = ServedOffice.set_up(running, tmp_path, FixedClock(BEGIN))
    begin(office)
    office.keep()

    def begin_again() -> Office:
        office.begin_again()
        return office

    yield begin_again
    office.close()
