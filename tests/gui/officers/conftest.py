"""The page "Kadro" on a real encrypted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.gui.officers.page import OfficersPage
from tests.clocks import FixedClock
from tests.gui.officers import directorate

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kadro")
    directorate.make(folder, FixedClock(), with_people=True)
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bos")
    directorate.make(folder, FixedClock(), with_people=False)
    return folder


@pytest.fixture
def page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> OfficersPage:
    return open_page(desk, background, clock, host, qtbot)


@pytest.fixture
def empty_page(
    empty_desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> OfficersPage:
    return open_page(empty_desk, background, clock, host, qtbot)


def open_page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> OfficersPage:
    """Return the page in a window, with its first list."""
    background.attach(desk.work)
    host.resize(1180, 760)
    page = OfficersPage(background, actor=desk.actor, clock=clock, parent=host)
    page.resize(host.size())
    with qtbot.waitSignals([page.loaded, page.card_shown]):
        host.show()
    qtbot.waitExposed(host)
    return page
