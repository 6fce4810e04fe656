"""The page "Telefonlar" on a real encrypted file."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from alo183_desktop.db.audit import AuditFilter, find_entries
from alo183_desktop.gui.phones.page import PhonesPage
from tests.clocks import FixedClock
from tests.gui.officers import directorate as people
from tests.gui.phones import directorate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
def desk(full_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(full_folder, data_folder, dirs_exist_ok=True)
    made = people.unlock(data_folder, clock)
    yield made
    made.close()


@pytest.fixture
def empty_desk(empty_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(empty_folder, data_folder, dirs_exist_ok=True)
    made = people.unlock(data_folder, clock)
    yield made
    made.close()


@pytest.fixture
def settle(background: Background, qtbot: QtBot) -> Callable[[], None]:
    """Return a way to wait until nothing is on its way to the window any more."""

    def wait() -> None:
        qtbot.waitUntil(background.is_idle)

    return wait


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


def acts(desk: Desk, action: str) -> int:
    """Return how often the audit trail tells of an act."""
    with desk.work() as work:
        wanted = AuditFilter(actions=(action,))
        return len(find_entries(work.session, wanted, before=None, limit=100))
