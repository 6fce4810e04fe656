"""Garbage of windows is destroyed on their own thread."""

import gc
import threading
import weakref

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.background import begin_collecting, collect_due
from alo183_desktop.gui.kit.containers import next_turn
from alo183_desktop.shared.collector import collector_paused


class Ring(QObject):
    """Holds itself, so that only a collector takes it away."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def leave_garbage() -> list[threading.Thread]:
    """Leave a ring of Qt's, and return where it is destroyed, once it is."""
    where: list[threading.Thread] = []
    weakref.finalize(Ring(), lambda: where.append(threading.current_thread()))
    return where


class Late(QObject):
    """Wants something in the next turn of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0
        next_turn(self, self.turn)

    def turn(self) -> None:
        self.turns += 1


def make_much() -> list[list[int]]:
    """Make so much that Python would look for garbage."""
    return [[number] for number in range(200_000)]


def test_that_no_other_thread_destroys_what_belongs_to_the_window(
    host: QWidget, qtbot: QtBot
) -> None:
    gc.enable()
    begin_collecting(host)
    destroyed = leave_garbage()
    kept: list[list[list[int]]] = []
    busy = threading.Thread(target=lambda: kept.append(make_much()))
    busy.start()
    busy.join()
    assert destroyed == []
    qtbot.waitUntil(lambda: destroyed != [])
    assert destroyed == [threading.main_thread()]


def test_that_what_waits_for_the_next_turn_is_let_go_with_its_owner(qtbot: QtBot) -> None:
    stays = Late()
    goes = Late()
    gone = weakref.ref(goes)
    shiboken6.delete(goes)
    del goes
    qtbot.waitUntil(lambda: stays.turns == 1)
    gc.collect()
    assert gone() is None


def test_that_work_which_wants_no_look_is_left_alone() -> None:
    destroyed = leave_garbage()
    kept = make_much()
    with collector_paused():
        collect_due()
        assert destroyed == []
    collect_due()
    assert destroyed == [threading.main_thread()]
    del kept


def test_that_nothing_is_looked_for_while_little_was_made() -> None:
    gc.collect()
    destroyed = leave_garbage()
    collect_due()
    assert destroyed == []
