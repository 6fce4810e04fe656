"""The first page is seen with its rows, and never behind the lock."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap import capabilities
from alo183_desktop.gui import pages
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import Button, Segmented
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.pages import UserContext
from alo183_desktop.gui.shell.registration import PageEntry
from alo183_desktop.gui.shell.workspace import Workspace
from tests.clocks import PATIENCE_S, FixedClock
from tests.gui.desks import ANSWERS, PASSWORD, make_program
from tests.gui.shell.fake_program import SECRET, SecretPage, seen, unlock


class MadePage(SecretPage):
    """Asks in its first moment, as pages do."""

    may_answer = threading.Event()

    def __init__(self, background: Background, *, clock: FixedClock, parent: object) -> None:
        super().__init__(background, clock=clock, parent=parent)  # type: ignore[arg-type]
        self.remembered = Remembered.settings
        self.answers: list[object] = []
        background.run(
            lambda work: (self.may_answer.wait(PATIENCE_S), work.actor.name)[1],
            parent=self,
            success=self.answers.append,
            failure=self.answers.append,
        )


@pytest.fixture
def made(
    start: Callable[[], Session], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> list[MadePage]:
    """Return every page that was made, the newest last."""
    del start  # it comes first: its page is replaced
    monkeypatch.setattr(MadePage, "may_answer", threading.Event())
    MadePage.may_answer.set()
    found: list[MadePage] = []

    def entries(background: Background, _context: UserContext) -> list[PageEntry]:
        def factory(parent: object) -> MadePage:
            found.append(MadePage(background, clock=clock, parent=parent))
            return found[-1]

        return [PageEntry("today", "Bugün", "today", factory)]

    monkeypatch.setattr(pages, "entries", entries)
    return found


@pytest.fixture
def ready(qtbot: QtBot, made: list[MadePage], start: Callable[[], Session]) -> Session:
    """Return a session that stands behind its card, with everything loaded."""
    session = start()
    qtbot.waitUntil(session.is_ready)
    assert made == []
    return session


def test_that_the_password_keeps_the_focus_and_every_key_while_all_is_loaded(
    start: Callable[[], Session], qtbot: QtBot
) -> None:
    session = start()
    card = session.unlock_page()
    assert card is not None
    qtbot.waitUntil(lambda: QApplication.focusWidget() is card.password.line)
    for key in (Qt.Key.Key_K, Qt.Key.Key_L, Qt.Key.Key_N, Qt.Key.Key_1):
        QTest.keyClick(card.password.line, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(card.password.line, "mor")
    qtbot.waitUntil(session.is_ready)
    assert card.password.text() == "mor"
    assert QApplication.focusWidget() is card.password.line
    assert QApplication.activeModalWidget() is None
    assert session.unlock_page() is card


def test_that_the_page_finds_the_widths_that_were_remembered(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    unlock(qtbot, ready)
    assert made[0].remembered is ready._settings  # noqa: SLF001 - where widths are kept


def test_that_whoever_is_faster_than_the_libraries_gets_their_page_all_the_same(
    start: Callable[[], Session],
    made: list[MadePage],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    may_load = threading.Event()
    monkeypatch.setattr(capabilities, "load_wings", lambda _page: may_load.wait(PATIENCE_S))
    session = start()
    unlock(qtbot, session)
    may_load.set()
    qtbot.waitUntil(lambda: made[-1].answers == ["Selin AKTAŞ"])
    qtbot.waitUntil(session.background.is_idle)
    session.lock()
    unlock(qtbot, session)
    assert len(made) == 2


def test_that_a_piece_that_cannot_be_loaded_keeps_nobody_out(
    start: Callable[[], Session],
    made: list[MadePage],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    qtbot: QtBot,
) -> None:
    def fail(_page: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(capabilities, "load_wings", fail)
    session = start()
    qtbot.waitUntil(session.is_ready)
    assert "RuntimeError" in caplog.text
    unlock(qtbot, session)
    assert len(made) == 1


def test_that_the_page_is_seen_with_its_answer_and_not_before(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    filled: list[bool] = []
    ready.opened.connect(lambda: filled.append(made[0].answers == ["Selin AKTAŞ"]))
    unlock(qtbot, ready)
    assert filled == [True]


def test_that_a_page_that_waits_for_its_answer_is_seen_soon_all_the_same(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    MadePage.may_answer.clear()
    unlock(qtbot, ready)
    assert made[0].isVisible()
    assert made[0].answers == []
    MadePage.may_answer.set()
    qtbot.waitUntil(lambda: made[0].answers == ["Selin AKTAŞ"])


def sign_in_before_the_page_answers(qtbot: QtBot, session: Session) -> None:
    MadePage.may_answer.clear()
    card = session.unlock_page()
    assert card is not None
    card.password.set_text("doğru")
    card.try_unlock()
    qtbot.waitUntil(lambda: session.workspace() is not None)


def test_that_a_lock_before_the_page_is_seen_leaves_nothing_beneath_the_card(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    sign_in_before_the_page_answers(qtbot, ready)
    assert made[0].isVisible()
    ready.lock()
    MadePage.may_answer.set()
    assert SECRET not in seen()
    assert not any(one.isVisible() for one in ready.window.findChildren(Workspace))
    unlock(qtbot, ready)
    assert made[1].isVisible()


def test_that_a_window_that_closes_before_the_page_is_seen_closes_the_data(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    sign_in_before_the_page_answers(qtbot, ready)
    desk: Any = ready._desk  # noqa: SLF001 - to see whether it was closed
    MadePage.may_answer.set()
    ready.window.close()
    assert desk.is_closed
    assert not made[0].isVisible()


def test_that_the_first_picture_of_the_roster_cuts_no_word(
    qapp: QApplication, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    program = make_program(data_folder, clock)
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    desk.close()
    hook = sys.excepthook
    session = Session(data_folder, clock=clock, program=program, parent=qapp)
    session.first_page = "officers"
    session.start()
    cut: list[list[str]] = []

    def look() -> None:
        views = session.window.findChildren(Segmented)
        buttons = [one for view in views for one in view.findChildren(Button) if one.isVisible()]
        cut.append([one.text() for one in buttons if one.width() < one.sizeHint().width()])

    try:
        qtbot.waitUntil(lambda: session.is_ready() and session.background.is_idle())
        card = session.unlock_page()
        assert card is not None
        card.user.set_value(ANSWERS.administrator_login)
        card.password.set_text(PASSWORD)
        session.opened.connect(look)
        with qtbot.waitSignal(session.opened):
            card.try_unlock()
        assert cut == [[]]
    finally:
        session.window.close()
        sys.excepthook = hook
        Remembered.settings = None
        session.window.deleteLater()
        session.deleteLater()
