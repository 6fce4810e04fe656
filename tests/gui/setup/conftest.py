"""The set-up in a window that is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.gui.setup.wizard import SetupWizard
from tests.clocks import FixedClock
from tests.gui.desks import make_program


@pytest.fixture
def program(data_folder: Path, clock: FixedClock) -> Program:
    return make_program(data_folder, clock)


@pytest.fixture
def wizard(program: Program, host: QWidget, qtbot: QtBot) -> Iterator[SetupWizard]:
    """Return the wizard in a window that is shown."""
    made = SetupWizard(program, parent=host)
    made.resize(1280, 800)
    host.resize(1280, 800)
    with qtbot.waitExposed(host):
        host.show()
    yield made
    made.shut_down()
