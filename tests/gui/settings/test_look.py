"""Each section of the settings in each look, full and with wrong values."""

from itertools import product

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from alo183_desktop.gui.kit.form.form import Form, LongTextField, TextField
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.section import SectionList
from tests.gui.conftest import Answers
from tests.gui.look import ROOMS, faults, seat
from tests.gui.settings.showing import show
from tests.gui.settings.test_conflicts import change_elsewhere
from tests.gui.settings.test_page import type_into

LONG = "Doğubayazıt İlçesi Çığırtkanoğlu Şükrüpaşa Mahallesi Güneşlioğulları Sokağı No: 183/İÇ"
LEAVE = 1
"""Without saving what is wrong."""
pytestmark = pytest.mark.usefixtures("look")


def test_that_nothing_in_the_settings_is_cut_or_covered(
    page: SettingsPage,
    background: Background,
    host: QWidget,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    for room, name in product(ROOMS, page.section_names()):
        seat(page, room)
        answers.replies = [LEAVE]
        page.show_section(name)
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], (room, name)
        for form in page.findChildren(Form):
            for field in form.fields():
                if form.isVisible() and isinstance(field, (TextField, LongTextField)):
                    field.set_text("?")
                    field.validate()
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], (room, name)


def test_that_every_section_is_in_sight_in_a_low_window(page: SettingsPage, qtbot: QtBot) -> None:
    seat(page, ROOMS[1])
    last = page.findChildren(SectionList)[0].findChildren(QAbstractButton)[-1]
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect() == last.rect())


def test_that_both_values_of_a_conflict_are_neither_cut_nor_covered(
    page: SettingsPage, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    host.resize(theme.px(1088), theme.px(690))
    page.resize(host.size())
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    change_elsewhere(desk, address=LONG, detsis="11111111")
    type_into(section, address=LONG[::-1], detsis="87654321")
    section.save.click()
    qtbot.waitUntil(lambda: section.save.text() == SAVE_MINE)
    assert faults(host) == []
