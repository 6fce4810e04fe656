"""The page of the audit trail in each look and each window, also while it is being checked."""

from itertools import product

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.audit.page import AuditPage
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.filters import ANY_DAYS
from tests.gui.look import ROOMS, faults, seat

pytestmark = pytest.mark.usefixtures("look")


def test_that_nothing_on_the_page_is_cut_or_covered(
    page: AuditPage, background: Background, host: QWidget, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(host):
        host.show()
    period = page.list.filters.box("since")
    for room, key in product(ROOMS, ("today", ANY_DAYS)):
        seat(page, room)
        assert period.restore(key)
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], (room, period.currentText())
    page.verify()
    assert faults(host) == []
    qtbot.waitUntil(background.is_idle)
    assert faults(host) == []
