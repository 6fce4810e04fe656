"""The page "Rehberlik" on a real encrypted file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from alo183_desktop.gui.guidance.page import GuidancePage
from tests.clocks import FixedClock
from tests.gui.cases import directorate


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rehberlik")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.fixture
def open_page(put_up: Callable[..., GuidancePage]) -> Callable[..., GuidancePage]:
    """Return what opens the page on data."""
    return partial(put_up, GuidancePage, loaded=("list.loaded",))
