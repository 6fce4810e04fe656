"""The page "Nöbet" on a real encrypted file, and hands on the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.gui.rota.page import RotaPage
from tests.clocks import FixedClock
from tests.gui.changes.conftest import Hands
from tests.gui.officers import directorate as people
from tests.gui.rota import directorate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nobet")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bos")
    people.make(folder, FixedClock(), with_people=True)
    return folder


@pytest.fixture
def hands(qtbot: QtBot, background: Background) -> Hands:
    return Hands(qtbot, background)


@pytest.fixture
def page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> RotaPage:
    return open_page(desk, background, clock, host, qtbot, month=directorate.MONTH)


@pytest.fixture
def sheet(page: RotaPage, settle: Callable[[], None]) -> RotaPage:
    """Return the page with the first duty of the month current, and the keys on the sheet."""
    page.sheet.view.setFocus()
    page.sheet.view.select_day(page.sheet.view.sheet.day(0))
    settle()
    return page


def open_page(
    desk: Desk,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
    *,
    month: str = "",
) -> RotaPage:
    """Return the page in a window, with a month."""
    background.attach(desk.work)
    host.resize(1180, 760)
    made = RotaPage(background, actor=desk.actor, clock=clock, parent=host)
    made.resize(host.size())
    if month:
        made.sheet.show_month(month, asks=False)
    with qtbot.waitSignal(made.sheet.loaded):
        host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    qtbot.waitUntil(background.is_idle)
    return made
