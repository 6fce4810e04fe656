"""A directorate that has just been set up."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alo183_desktop.access import backups
from alo183_desktop.access.recovery import RecoverySheet
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.program import Program
from tests.clocks import FixedClock
from tests.unit.bootstrap.people import AFTER, ANSWERS, BEFORE, CHEAP, PASSWORD, give_unit


@pytest.fixture
def program(data_folder: Path, clock: FixedClock) -> Program:
    """Return a program on an empty folder; a guess is cheap, so that tests are quick."""
    return Program(data_folder, clock=clock, cost=CHEAP)


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RecoverySheet]:
    """Return the folder of a directorate that has just been set up, and its sheet."""
    folder = tmp_path_factory.mktemp("kurulum")
    desk, sheet = Program(folder, clock=FixedClock(), cost=CHEAP).create(ANSWERS, PASSWORD)
    desk.close()
    return folder, sheet


@pytest.fixture
def made(
    set_up: tuple[Path, RecoverySheet], program: Program
) -> Iterator[tuple[Desk, RecoverySheet]]:
    """Return what a set-up gives; closed at the end."""
    folder, sheet = set_up
    shutil.copytree(folder, program.data_folder, dirs_exist_ok=True)
    desk = program.unlock(ANSWERS.administrator_login, PASSWORD)
    yield desk, sheet
    desk.close()


@pytest.fixture
def desk(made: tuple[Desk, RecoverySheet]) -> Desk:
    """Return the open data of a directorate that has just been set up."""
    return made[0]


@pytest.fixture
def backup(desk: Desk, clock: FixedClock) -> backups.Backup:
    """Return a backup that the data has outgrown; nobody has the data open any more."""
    give_unit(desk, BEFORE)
    taken = desk.backups.take()
    clock.advance(minutes=5)
    give_unit(desk, AFTER)
    desk.close()
    return taken
