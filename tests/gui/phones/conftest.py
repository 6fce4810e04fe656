"""The page "Telefonlar" on a real encrypted file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.gui.phones.part import Part
from tests.clocks import FixedClock
from tests.gui.phones import directorate


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("telefonlar")
    directorate.fill(folder, FixedClock())
    return folder


def show(page: PhonesPage, view: PhonesPart, qtbot: QtBot) -> Part:
    """Show a part as if somebody had chosen it, and wait until nothing is on its way."""
    page.parts.choose(view.value)
    page.parts.chosen.emit(view.value)
    qtbot.waitUntil(page.background.is_idle)
    return page.part()


@pytest.fixture
def open_page(put_up: Callable[..., PhonesPage]) -> Callable[..., PhonesPage]:
    """Return what opens the page on data."""
    return partial(put_up, PhonesPage, loaded=("loaded",))
