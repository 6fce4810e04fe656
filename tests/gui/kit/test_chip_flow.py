"""Chips on as many lines as they need."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.buttons import ChipFlow

SUBJECTS = ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını, gazi")


def test_that_a_narrow_place_gives_more_lines(host: QWidget, qtbot: QtBot) -> None:
    flow = ChipFlow(SUBJECTS, parent=host)
    flow.setFixedWidth(900)
    host.show()
    qtbot.waitExposed(host)
    one_line = flow.height()
    flow.setFixedWidth(160)
    assert flow.height() > 2 * one_line
    flow.set_words(SUBJECTS[:1])
    assert flow.height() == one_line


def test_that_a_screen_reader_hears_every_chip(host: QWidget) -> None:
    assert ChipFlow(SUBJECTS, parent=host).accessibleName() == ", ".join(SUBJECTS)
