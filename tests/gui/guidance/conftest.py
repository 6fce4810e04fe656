"""The page "Rehberlik" on a real encrypted file."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from alo183_desktop.gui.guidance.page import GuidancePage
from tests.clocks import FixedClock
from tests.gui.cases import directorate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background


@pytest.fixture(scope="session")
def visited_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rehberlik")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.fixture
def desk(visited_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(visited_folder, data_folder, dirs_exist_ok=True)
    made = directorate.unlock(data_folder, clock)
    yield made
    made.close()


@pytest.fixture
def page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> GuidancePage:
    background.attach(desk.work)
    host.resize(1180, 760)
    made = GuidancePage(background, actor=desk.actor, clock=clock, parent=host)
    made.resize(host.size())
    with qtbot.waitSignal(made.loaded):
        host.show()
    qtbot.waitExposed(host)
    return made


@pytest.fixture
def settle(background: Background, qtbot: QtBot) -> Callable[[], None]:
    """Return a way to wait until nothing is on its way to the window any more."""

    def wait() -> None:
        qtbot.waitUntil(background.is_idle)

    return wait
