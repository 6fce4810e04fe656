"""The page "Vakalar" on a real encrypted file."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from alo183_desktop.cases import queries
from alo183_desktop.db.audit import AuditFilter, find_entries
from alo183_desktop.gui.cases.page import CasesPage
from tests.clocks import FixedClock
from tests.gui.cases import directorate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
    directorate.make(folder, FixedClock(), with_people=True)
    return folder


@pytest.fixture
def desk(full_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(full_folder, data_folder, dirs_exist_ok=True)
    made = directorate.unlock(data_folder, clock)
    yield made
    made.close()


@pytest.fixture
def empty_desk(empty_folder: Path, data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    shutil.copytree(empty_folder, data_folder, dirs_exist_ok=True)
    made = directorate.unlock(data_folder, clock)
    yield made
    made.close()


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


@pytest.fixture
def settle(background: Background, qtbot: QtBot) -> Callable[[], None]:
    """Return a way to wait until nothing is on its way to the window any more."""

    def wait() -> None:
        qtbot.waitUntil(background.is_idle)

    return wait


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


def acts(desk: Desk, action: str) -> int:
    """Return how often the audit trail tells of an act."""
    with desk.work() as work:
        wanted = AuditFilter(actions=(action,))
        return len(find_entries(work.session, wanted, before=None, limit=100))


def case_id_of(desk: Desk, number: str) -> int:
    """Return the case with a number."""
    with desk.work() as work:
        found = queries.find_number(work.session, number)
    assert found is not None
    return found
