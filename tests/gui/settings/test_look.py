"""Each section of the settings in each look, full and with wrong values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.gui.kit.forms import Form, LongTextField, TextField
from tests.gui.look import ROOMS, faults, seat

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.settings.page import SettingsPage
    from tests.gui.conftest import Answers

LEAVE = 1
"""Without saving what is wrong."""
pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_that_nothing_in_the_settings_is_cut_or_covered(
    page: SettingsPage,
    background: Background,
    host: QWidget,
    answers: Answers,
    qtbot: QtBot,
    room: tuple[int, int],
) -> None:
    seat(page, room)
    for name in page.section_names():
        answers.replies = [LEAVE]
        page.show_section(name)
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], name
        for form in page.findChildren(Form):
            for field in form.fields():
                if form.isVisible() and isinstance(field, (TextField, LongTextField)):
                    field.set_text("?")
                    field.judge()
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], name
