"""The program on fake data."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop.gui import pages
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.pages import UserContext
from alo183_desktop.gui.shell.registration import PageEntry
from tests.clocks import FixedClock
from tests.gui.shell.fake_program import FakeProgram, SecretPage


@pytest.fixture
def start(
    qapp: QApplication,
    qtbot: QtBot,
    data_folder: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Session]]:
    """Return a function that starts the program on fake data."""
    (data_folder / "alo183.key").touch()
    sessions: list[Session] = []

    def entries(background: Background, _seat: UserContext) -> list[PageEntry]:
        return [
            PageEntry(
                "officers",
                "Kadro",
                "officers",
                lambda parent: SecretPage(background, clock=clock, parent=parent),
                chapter="Kadro",
            )
        ]

    monkeypatch.setattr(pages, "entries", entries)
    hook = sys.excepthook

    def begin(*, in_tray: bool = False) -> Session:
        program: Any = FakeProgram(clock)
        session = Session(data_folder, clock=clock, program=program, parent=qapp)
        sessions.append(session)
        with qtbot.waitSignal(session.ready):
            session.start(in_tray=in_tray)
        return session

    yield begin
    sys.excepthook = hook
    Remembered.settings = None
    for session in sessions:
        session.window.close()
        session.window.deleteLater()
        session.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
