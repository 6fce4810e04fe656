"""The page "Ayarlar" on a real encrypted file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.settings.page import SettingsPage
from tests.clocks import FixedClock
from tests.gui.desks import open_desk


@pytest.fixture
def role() -> Role:
    """Return who is signed in; a test asks for another one by parametrizing it."""
    return Role.ADMINISTRATOR


@pytest.fixture
def desk(data_folder: Path, clock: FixedClock, role: Role) -> Iterator[Desk]:
    made = open_desk(data_folder, clock, role=role)
    yield made
    made.close()


@pytest.fixture
def page(
    desk: Desk, background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot
) -> SettingsPage:
    """Return the page in a window that is shown, its first section loaded."""
    background.attach(desk.work)
    made = SettingsPage(background, actor=desk.actor, clock=clock, desk=desk, parent=host)
    made.resize(1000, 700)
    with qtbot.waitExposed(host):
        host.show()
    qtbot.waitUntil(background.is_idle)
    return made
