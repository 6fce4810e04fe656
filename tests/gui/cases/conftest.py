"""The page "Vakalar" on a real encrypted file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import queries
from alo183_desktop.gui.cases.page import CasesPage
from tests.clocks import FixedClock
from tests.gui.cases import directorate


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vakalar")
    directorate.fill(folder, FixedClock())
    return folder


def case_id_of(desk: Desk, number: str) -> int:
    """Return the case with a number."""
    with desk.work() as work:
        found = queries.find_number(work.session, number)
    assert found is not None
    return found


@pytest.fixture
def open_page(put_up: Callable[..., CasesPage]) -> Callable[..., CasesPage]:
    """Return what opens the page on data."""
    return partial(put_up, CasesPage, loaded=("loaded", "card_shown", "counted"))
