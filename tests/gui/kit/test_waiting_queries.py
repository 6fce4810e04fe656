"""What a page asks behind the lock waits for the data."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.background import Background, WaitingQueries
from alo183_desktop.gui.kit.topics import Topic


@contextmanager
def open_work() -> Iterator[Any]:
    """Stand for the database: the unit of work is a word."""
    yield "veri"


class Screen(QObject):
    """Asks, and keeps its answers."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.background = background
        self.answers: list[object] = []
        self.errors: list[Exception] = []

    def ask(self, question: object) -> None:
        """Ask with the same method for the answer each time."""
        self.background.run(
            lambda work: (work, question),
            parent=self,
            success=self.take,
            failure=self.errors.append,
        )

    def take(self, answer: object) -> None:
        """Take an answer."""
        self.answers.append(answer)


def test_that_a_question_behind_the_lock_is_asked_once_the_data_is_open(
    background: Background, qtbot: QtBot
) -> None:
    held = WaitingQueries()
    background.hold(held)
    screen = Screen(background)
    screen.ask(1)
    screen.ask(2)
    assert background.is_idle()
    background.attach(open_work)
    held.ask(background)
    qtbot.waitUntil(background.is_idle)
    assert screen.answers == [("veri", 2)]


def test_that_a_screen_that_has_gone_asks_nothing(background: Background) -> None:
    held = WaitingQueries()
    background.hold(held)
    screen = Screen(background)
    screen.ask(1)
    shiboken6.delete(screen)
    background.attach(open_work)
    held.ask(background)
    assert background.is_idle()


def test_that_nothing_is_held_once_the_data_is_locked_again(background: Background) -> None:
    held = WaitingQueries()
    background.hold(held)
    background.attach(open_work)
    background.detach()
    screen = Screen(background)
    screen.ask(1)
    background.attach(open_work)
    held.ask(background)
    assert background.is_idle()
    assert screen.answers == []


def test_that_a_change_is_never_held(background: Background, qtbot: QtBot) -> None:
    held = WaitingQueries()
    background.hold(held)
    screen = Screen(background)
    background.run(
        str,
        parent=screen,
        success=pytest.fail,
        failure=screen.errors.append,
        changes=frozenset({Topic.LETTER}),
    )
    qtbot.waitUntil(lambda: len(screen.errors) == 1)
    background.attach(open_work)
    held.ask(background)
    assert background.is_idle()
