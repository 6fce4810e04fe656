"""The page "Kadro" on a real encrypted file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from alo183_desktop.gui.officers.page import OfficersPage
from tests.clocks import FixedClock
from tests.gui.officers import directorate


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
def open_page(put_up: Callable[..., OfficersPage]) -> Callable[..., OfficersPage]:
    """Return what opens the page on data."""
    return partial(put_up, OfficersPage, loaded=("loaded", "card_shown"))
