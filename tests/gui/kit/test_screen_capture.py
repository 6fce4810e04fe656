"""Windows are kept out of screenshots, those that open later, too, and only while it is wanted."""

import sys

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.screen_capture import CaptureShield, system_hide


@pytest.fixture
def asked() -> dict[int, bool]:
    """Return by number of a window what was asked of the system last."""
    return {}


@pytest.fixture
def shield(asked: dict[int, bool], qapp: QObject) -> CaptureShield:
    return CaptureShield(asked.__setitem__, parent=qapp)


def test_that_open_and_later_windows_are_hidden_until_it_is_not_wanted_any_more(
    shield: CaptureShield, asked: dict[int, bool], qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    shield.set_active(is_active=True)
    assert asked[window.winId()] is True

    dialog, menu = QDialog(window), QMenu(window)
    inner = QLabel("Başvurucunun adı", dialog)
    dialog.open()
    menu.popup(window.pos())
    assert (asked[dialog.winId()], asked[menu.winId()]) == (True, True)
    assert inner.internalWinId() == 0
    assert False not in asked.values()

    shield.set_active(is_active=False)
    assert (asked[window.winId()], asked[dialog.winId()], asked[menu.winId()]) == (False,) * 3
    asked.clear()
    dialog.close()
    dialog.open()
    assert asked == {}


def test_that_a_window_is_hidden_before_it_is_shown_again_under_another_number(
    shield: CaptureShield, asked: dict[int, bool], qtbot: QtBot
) -> None:
    shield.set_active(is_active=True)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.destroy()
    asked.clear()
    window.create()
    window.show()
    assert asked[window.winId()] is True
    shield.set_active(is_active=False)


def test_that_wanting_it_twice_asks_once(
    shield: CaptureShield, asked: dict[int, bool], qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    shield.set_active(is_active=False)
    assert asked == {}
    shield.set_active(is_active=True)
    asked.clear()
    shield.set_active(is_active=True)
    assert asked == {}
    shield.set_active(is_active=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can")
def test_that_a_system_that_cannot_is_known_as_such_and_nothing_is_done(
    qapp: QObject, qtbot: QtBot
) -> None:
    assert system_hide() is None
    shield = CaptureShield(parent=qapp)
    shield.set_active(is_active=True)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
