"""The page "Telefonlar" on a real encrypted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.gui.phones.page import PhonesPage
from tests.clocks import FixedClock
from tests.gui.officers import directorate as people
from tests.gui.phones import directorate

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.phones.page import View
    from alo183_desktop.gui.phones.part import Part


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("telefonlar")
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
) -> PhonesPage:
    return open_page(desk, background, clock, host, qtbot)


@pytest.fixture
def empty_page(
    empty_desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> PhonesPage:
    return open_page(empty_desk, background, clock, host, qtbot)


def open_page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> PhonesPage:
    """Return the page in a window, with its first list."""
    background.attach(desk.work)
    host.resize(1180, 760)
    page = PhonesPage(background, actor=desk.actor, clock=clock, parent=host)
    page.resize(host.size())
    with qtbot.waitSignal(page.loaded), qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    qtbot.waitUntil(background.is_idle)
    return page


def show(page: PhonesPage, view: View, qtbot: QtBot) -> Part:
    """Show a part as if somebody had chosen it, and wait until nothing is on its way."""
    page.parts.choose(view.value)
    page.parts.chosen.emit(view.value)
    qtbot.waitUntil(page.background.is_idle)
    return page.part()
