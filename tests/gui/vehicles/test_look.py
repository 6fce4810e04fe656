"""The page "Araçlar" in each look and each window: full, empty, and its dialogs."""

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtWidgets import QWidget

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.vehicles.page import VehiclePart, VehiclesPage
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat

pytestmark = pytest.mark.usefixtures("look")


def test_that_nothing_on_the_page_is_cut_or_covered(
    page: VehiclesPage, host: QWidget, settle: Callable[[], None]
) -> None:
    for room, view in product(ROOMS, VehiclePart):
        seat(page, room)
        page.show_view(view)
        settle()
        assert faults(host) == [], (room, view)


def test_that_nothing_covers_what_an_empty_page_says(
    empty_desk: Desk,
    open_page: Callable[..., VehiclesPage],
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    page = open_page(empty_desk)
    for room, view in product(ROOMS, VehiclePart):
        seat(page, room)
        page.show_view(view)
        settle()
        assert faults(host) == [], (room, view)


def test_that_the_dialogs_fit_a_small_window(
    page: VehiclesPage, host: QWidget, settle: Callable[[], None]
) -> None:
    enlarge(host, SMALL)
    for view in VehiclePart:
        page.show_view(view)
        page.primary_action()
        settle()
        dialog = page.opener.dialog()
        assert dialog is not None
        assert faults(dialog) == [], view
        assert dialog.width() <= host.width()
        assert dialog.height() <= host.height()
        dialog.done(0)
