"""A page has one dialog open at the most, and knows when it is gone."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.page import OneDialog
from tests.clocks import FixedClock
from tests.gui.desks import open_desk


def test_that_a_second_dialog_is_not_shown_before_the_first_is_gone(
    qtbot: QtBot, background: Background, host: QWidget, clock: FixedClock
) -> None:
    dialogs = OneDialog(background, clock=clock, parent=host)
    first, second = QDialog(host), QDialog(host)
    assert dialogs.show_dialog(first)
    assert not dialogs.show_dialog(second)
    assert dialogs.dialog() is first
    with qtbot.waitSignal(dialogs.closed):
        dialogs.close_all()
    assert dialogs.dialog() is None
    assert dialogs.show_dialog(second)
    dialogs.close_all()


def test_that_what_was_asked_for_twice_is_read_and_shown_once(
    qtbot: QtBot, background: Background, host: QWidget, tmp_path: Path, clock: FixedClock
) -> None:
    desk = open_desk(tmp_path, clock)
    background.attach(desk.work)
    dialogs = OneDialog(background, clock=clock, parent=host)
    shown: list[QDialog] = []

    def show(_name: str) -> None:
        shown.append(QDialog(host))
        dialogs.show_dialog(shown[-1])

    with qtbot.waitSignal(dialogs.opened):
        dialogs.prepare(lambda work: work.actor.name, show)
        dialogs.prepare(lambda work: work.actor.name, show)
    qtbot.waitUntil(background.is_idle)
    assert len(shown) == 1
    dialogs.close_all()
    background.close()
    desk.close()
