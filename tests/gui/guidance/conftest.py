"""The page "Rehberlik" on a real encrypted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.gui.guidance.page import GuidancePage
from tests.clocks import FixedClock
from tests.gui.cases import directorate
from tests.gui.officers import directorate as people

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rehberlik")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bos")
    people.make(folder, FixedClock(), with_people=True)
    return folder


@pytest.fixture
def page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> GuidancePage:
    return open_page(desk, background, clock, host, qtbot)


def open_page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> GuidancePage:
    """Return the page in a window, with its list."""
    background.attach(desk.work)
    host.resize(1180, 760)
    made = GuidancePage(background, actor=desk.actor, clock=clock, parent=host)
    made.resize(host.size())
    with qtbot.waitSignal(made.list.loaded):
        host.show()
    qtbot.waitExposed(host)
    return made
