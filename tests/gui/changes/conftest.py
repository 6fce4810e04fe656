"""The page and the dialog on a real encrypted directorate, and hands on the keyboard."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.kit.background import Background
from tests.clocks import FixedClock
from tests.gui.changes import directorate
from tests.gui.changes.letters_made import ENTRY


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that is copied for each test: setting one up takes a while."""
    folder = tmp_path_factory.mktemp("directorate") / "Veri ğüşİ"
    directorate.make(folder, FixedClock())
    return folder


@pytest.fixture
def data(desk: Desk, background: Background) -> Background:
    """Return a background on the data."""
    background.attach(desk.work)
    return background


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Return a shown window for a page."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    QVBoxLayout(made).setContentsMargins(0, 0, 0, 0)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def page(
    desk: Desk, data: Background, clock: FixedClock, window: QWidget, settle: Callable[[], None]
) -> ChangesPage:
    """Return the page with its lists loaded."""
    made = ChangesPage(data, actor=desk.actor, clock=clock, parent=window)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    made.show()
    settle()
    return made


@pytest.fixture
def form(desk: Desk) -> ChangeForm:
    """Return a form that could be finished."""
    with desk.work() as work:
        return replace(service.new_form(service.context(work)), entries=(ENTRY,))


@pytest.fixture
def open_dialog(
    desk: Desk, data: Background, window: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> Callable[[ChangeForm | None], ChangeDialog]:
    """Return what opens the change dialog on a form; None for an empty one."""

    def make(form: ChangeForm | None = None) -> ChangeDialog:
        with desk.work() as work:
            context = service.context(work)
        dialog = ChangeDialog(
            data,
            context,
            form or service.new_form(context),
            actor=desk.actor,
            clock=desk.clock,
            parent=window,
        )
        with qtbot.waitExposed(dialog):
            dialog.open()
        settle()
        return dialog

    return make


class Hands:
    """Types where the focus is, as a clerk does, and waits for what it brings about."""

    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self._qtbot = qtbot
        self._background = background

    def rest(self) -> None:
        """Wait until nothing runs any more."""
        self._qtbot.waitUntil(self._background.is_idle)

    def write(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self._focus(), letter)
                continue
            # QTest ends the program on letters that Latin-1 lacks, such as ı.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                typed = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self._focus(), typed)

    def press(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press one key."""
        QTest.keyClick(self._focus(), key, modifiers)

    def tab(self) -> None:
        """Go to the next field."""
        self.press(Qt.Key.Key_Tab)

    def alt(self, letter: str) -> None:
        """Press a mnemonic; a button stays down for a moment before it is clicked."""
        self.press(Qt.Key(ord(letter)), Qt.KeyboardModifier.AltModifier)
        window = QApplication.activeWindow()
        buttons = [] if window is None else window.findChildren(QAbstractButton)
        self._qtbot.waitUntil(lambda: not any(isValid(one) and one.isDown() for one in buttons))

    def fill(self, *texts: str) -> None:
        """Type texts into one field after another, and leave the last one."""
        for text in texts:
            self.write(text)
            self.tab()

    def _focus(self) -> QWidget:
        # A popup, such as what a field offers, gets the keys first. A window that was just
        # opened or left takes a moment to have or give back the focus.
        self._qtbot.waitUntil(lambda: _has_keys() is not None)
        focused = _has_keys()
        assert focused is not None
        return focused


def _has_keys() -> QWidget | None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        within: QWidget | None = popup.focusWidget()  # None, whatever its type says
        return popup if within is None else within  # the open list of a choice is within a frame
    return QApplication.focusWidget()


@pytest.fixture
def hands(qtbot: QtBot, data: Background) -> Hands:
    """Return hands on the keyboard."""
    return Hands(qtbot, data)
