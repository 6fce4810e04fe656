"""The page "Bugün" in each look and each window: full, empty, and the report of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.overview.conftest import make_page

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.overview.page import OverviewPage
    from tests.clocks import FixedClock
    from tests.gui.overview.conftest import OpenWork

pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize("room", ROOMS, ids=str)
@pytest.mark.parametrize("data", ["busy", "open_data"])
def test_that_nothing_on_the_page_is_cut_or_covered(
    request: pytest.FixtureRequest,
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    *,
    data: str,
    room: tuple[int, int],
) -> None:
    opened: OpenWork = request.getfixturevalue(data)
    page = make_page(background, host, clock, qtbot, opened)
    seat(page, room)
    qtbot.waitUntil(background.is_idle)
    assert faults(host) == []


def test_that_the_report_of_a_month_fits_a_small_window(page: OverviewPage, host: QWidget) -> None:
    enlarge(host, SMALL)
    page.papers.open_report()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert faults(dialog) == []
    assert dialog.width() <= host.width()
    assert dialog.height() <= host.height()
    page.papers.close_all()
