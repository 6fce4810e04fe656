"""The pictures of the window, taken where nobody is there to answer anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alo183_desktop.access.rules import Role
from alo183_desktop.gui import pictures
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.background import Background
from tests.clocks import FixedClock
from tests.gui.desks import make_program, open_desk

# ruff: noqa: SLF001 - the whole tour takes longer than a test may


@pytest.fixture
def tour(
    data_folder: Path, clock: FixedClock, background: Background, tmp_path: Path
) -> Iterator[pictures._Tour]:
    """Return a walk through the program as a director, who may change nothing."""
    desk = open_desk(data_folder, clock, role=Role.DIRECTOR)
    background.attach(desk.work)
    program = make_program(data_folder, clock)
    made = pictures._Tour(program, desk, background, tmp_path, suffix="light")
    yield made
    made.end()
    desk.close()


def test_that_a_director_gets_pictures_of_what_a_director_may(tour: pictures._Tour) -> None:
    workspace = tour._open_workspace()
    tour._show_cases(workspace)
    tour._show_officers(workspace)
    names = [path.stem.partition("-")[2] for path in tour.saved]
    assert names == ["vakalar-light", "vakalar-aramalar-light", "kadro-light", "kapsam-light"]


def test_that_a_question_ends_the_tour_instead_of_holding_it_up(tour: pictures._Tour) -> None:
    answer = dialogs.ask(tour._window, title="Silinsin mi?", text="", verbs=("Sil", "Vazgeç"))
    assert answer == dialogs.STAYED
    with pytest.raises(RuntimeError, match="Silinsin mi"):
        tour._take("kadro")
