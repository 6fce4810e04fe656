"""The watch counts from the last input anywhere."""

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.shell.main_window import IdleWatch


def test_that_time_without_input_is_shown(qtbot: QtBot, host: QWidget) -> None:
    watch = IdleWatch(parent=host)
    with qtbot.waitSignal(watch.idled):
        watch.start(0.001)
    assert not watch.is_counting()


def test_that_a_key_starts_the_count_anew(qapp: QApplication, host: QWidget) -> None:
    watch = IdleWatch(parent=host)
    qapp.installEventFilter(watch)
    field = QLineEdit(host)
    watch.start(10)
    timer = watch.findChild(QTimer)
    assert timer is not None
    first = timer.timerId()
    qapp.sendEvent(field, QEvent(QEvent.Type.Polish))
    assert timer.timerId() == first
    QTest.keyClicks(field, "a")
    assert timer.timerId() != first
    qapp.removeEventFilter(watch)
    watch.stop()


@pytest.mark.parametrize(
    "kind", ["KeyPress", "MouseButtonPress", "MouseMove", "Wheel", "TouchBegin", "InputMethod"]
)
def test_that_each_kind_of_input_starts_the_count_anew(host: QWidget, kind: str) -> None:
    watch = IdleWatch(parent=host)
    watch.start(10)
    timer = watch.findChild(QTimer)
    assert timer is not None
    first = timer.timerId()
    # Whoever reads turns the wheel, and presses nothing.
    assert not watch.eventFilter(host, QEvent(QEvent.Type[kind]))
    assert timer.timerId() != first
    watch.stop()
    watch.eventFilter(host, QEvent(QEvent.Type[kind]))
    assert not watch.is_counting()


def test_that_zero_minutes_never_lock(host: QWidget) -> None:
    watch = IdleWatch(parent=host)
    watch.start(0)
    assert not watch.is_counting()
