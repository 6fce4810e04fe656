"""The page "Nöbet" on a real encrypted file, and hands on the keyboard."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.rota.page import RotaPage
from tests.clocks import FixedClock
from tests.gui.changes.conftest import Hands
from tests.gui.rota import directorate


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nobet")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.fixture
def hands(qtbot: QtBot, background: Background) -> Hands:
    return Hands(qtbot, background)


@pytest.fixture
def page(open_page: Callable[..., RotaPage], desk: Desk) -> RotaPage:
    return open_page(desk, month=directorate.MONTH)


@pytest.fixture
def sheet(page: RotaPage, settle: Callable[[], None]) -> RotaPage:
    """Return the page with the first duty of the month current, and the keys on the sheet."""
    page.sheet.view.setFocus()
    page.sheet.view.select_day(page.sheet.view.sheet.day(0))
    settle()
    return page


@pytest.fixture
def open_page(put_up: Callable[..., RotaPage]) -> Callable[..., RotaPage]:
    """Return what opens the page on data, with the current month or another one."""

    def make(*where: Background, month: str, **context: Any) -> RotaPage:
        page = RotaPage(*where, **context)
        if month:
            page.sheet.show_month(month, asks=False)
        return page

    def opened(desk: Desk, *, month: str = "", **more: QWidget) -> RotaPage:
        return put_up(partial(make, month=month), desk, loaded=("sheet.loaded",), **more)

    return opened
