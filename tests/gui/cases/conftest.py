"""The page "Vakalar" on a real encrypted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.cases import queries
from alo183_desktop.gui.cases.page import CasesPage
from tests.clocks import FixedClock
from tests.gui.cases import directorate
from tests.gui.officers.directorate import make

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vakalar")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bos")
    make(folder, FixedClock(), with_people=True)
    return folder


@pytest.fixture
def page(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> CasesPage:
    return open_page(desk, background, clock, host, qtbot)


@pytest.fixture
def empty_page(
    empty_desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> CasesPage:
    return open_page(empty_desk, background, clock, host, qtbot)


def open_page(
    desk: Desk,
    background: Background,
    clock: FixedClock,
    host: QWidget,
    qtbot: QtBot,
    *,
    actor: Actor | None = None,
) -> CasesPage:
    """Return the page in a window, with its first list."""
    background.attach(desk.work)
    host.resize(1180, 760)
    page = CasesPage(background, actor=actor or desk.actor, clock=clock, parent=host)
    page.resize(host.size())
    with qtbot.waitSignals([page.loaded, page.card_shown, page.counted]):
        host.show()
    qtbot.waitExposed(host)
    qtbot.waitUntil(background.is_idle)
    return page


def case_id_of(desk: Desk, number: str) -> int:
    """Return the case with a number."""
    with desk.work() as work:
        found = queries.find_number(work.session, number)
    assert found is not None
    return found
