"""The first page is made while somebody types: unseen, without data, and only for their role."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop.db.work import Actor
from alo183_desktop.gui import pages
from alo183_desktop.gui import preload as ahead
from alo183_desktop.gui.application import SETTINGS_FILE, Session
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import Button, Segmented
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.pages import UserContext
from alo183_desktop.gui.preload import Preload
from alo183_desktop.gui.shell.registration import PageEntry
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.shared.clock import local_day
from tests.clocks import PATIENCE_S, FixedClock
from tests.gui.desks import ANSWERS, PASSWORD, make_program
from tests.gui.shell.fake_program import SECRET, FakeDesk, SecretPage, seen, unlock


class MadePage(SecretPage):
    """Asks in its first moment, as pages do."""

    may_answer = threading.Event()

    def __init__(
        self, background: Background, *, seat: UserContext, clock: FixedClock, parent: object
    ) -> None:
        super().__init__(background, clock=clock, parent=parent)  # type: ignore[arg-type]
        self.actor = seat.actor
        self.made_for = seat.actor
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

    def entries(background: Background, seat: UserContext) -> list[PageEntry]:
        def factory(parent: object) -> MadePage:
            found.append(MadePage(background, seat=seat, clock=clock, parent=parent))
            return found[-1]

        return [PageEntry("today", "Bugün", "today", factory)]

    monkeypatch.setattr(pages, "entries", entries)
    return found


def remember(folder: Path, role: str) -> None:
    """Leave what the last sign-in has left."""
    (folder / SETTINGS_FILE).write_text(f"[unlock]\nlogin=selin\nrole={role}\n", encoding="utf-8")


@pytest.fixture
def ready(
    qtbot: QtBot, made: list[MadePage], start: Callable[[], Session], data_folder: Path
) -> Session:
    """Return a session that stands behind its card, with everything made."""
    remember(data_folder, "clerk")
    session = start()
    qtbot.waitUntil(session.is_ready)
    qtbot.waitUntil(lambda: len(made) == 1)
    return session


def test_that_nothing_of_the_page_is_seen_behind_the_lock(
    ready: Session, made: list[MadePage]
) -> None:
    assert made[0].window() is ready.window
    assert SECRET not in seen()
    assert not any(one.isVisible() for one in ready.window.findChildren(Workspace))
    pixels = ready.window.grab()
    for one in ready.window.findChildren(Workspace):
        one.deleteLater()
        one.setParent(None)
    assert ready.window.grab().toImage() == pixels.toImage()


def test_that_the_password_keeps_the_focus_and_every_key(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    card = ready.unlock_page()
    assert card is not None
    qtbot.waitUntil(lambda: QApplication.focusWidget() is card.password.line)
    for key in (Qt.Key.Key_K, Qt.Key.Key_L, Qt.Key.Key_N, Qt.Key.Key_1):
        QTest.keyClick(card.password.line, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(card.password.line, "mor")
    assert card.password.text() == "mor"
    assert QApplication.activeModalWidget() is None
    assert ready.unlock_page() is card
    assert made[0].answers == []


def test_that_the_page_that_was_made_is_shown_to_who_has_come(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    unlock(qtbot, ready)
    assert len(made) == 1
    assert made[0].isVisible()
    assert made[0].made_for == Actor(None, "", "", "clerk")
    assert made[0].actor == FakeDesk.actor
    qtbot.waitUntil(lambda: made[0].answers == ["Selin AKTAŞ"])


def test_that_another_role_gets_a_page_of_its_own(
    ready: Session, made: list[MadePage], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    director = Actor(2, "müdür", "Hasan KÖKSAL", "director")
    monkeypatch.setattr(FakeDesk, "actor", director)
    unlock(qtbot, ready)
    assert [page.made_for.role for page in made] == ["clerk", "director"]
    assert made[1].isVisible()
    assert len(ready.window.findChildren(Workspace)) == 1
    qtbot.waitUntil(lambda: made[1].answers == ["Hasan KÖKSAL"])


def test_that_the_next_page_is_made_behind_the_lock(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    unlock(qtbot, ready)
    ready.lock()
    qtbot.waitUntil(lambda: len(made) == 2 and ready.is_ready())
    assert SECRET not in seen()
    unlock(qtbot, ready)
    assert len(made) == 2
    assert made[1].isVisible()


def test_that_a_page_that_is_made_anew_takes_the_place_of_the_one_before(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    preload = ready.window.findChild(Preload)
    assert preload is not None
    preload.make(first="today", role="clerk")
    qtbot.waitUntil(lambda: len(made) == 2 and ready.is_ready())
    assert len(ready.window.findChildren(Workspace)) == 1
    unlock(qtbot, ready)
    assert made[1].isVisible()


@pytest.mark.parametrize("role", ["", "king"])
def test_that_a_role_that_is_not_known_makes_no_page(
    role: str,
    start: Callable[[], Session],
    made: list[MadePage],
    data_folder: Path,
    qtbot: QtBot,
) -> None:
    remember(data_folder, role)
    session = start()
    qtbot.waitUntil(session.is_ready)
    assert made == []
    unlock(qtbot, session)
    assert len(made) == 1


def test_that_a_page_that_is_made_ahead_finds_the_widths_that_were_remembered(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    assert made[0].remembered is ready._settings  # noqa: SLF001 - where widths are kept
    unlock(qtbot, ready)
    assert made[0].isVisible()


def test_that_whoever_is_faster_gets_their_page_all_the_same(
    start: Callable[[], Session], made: list[MadePage], data_folder: Path, qtbot: QtBot
) -> None:
    remember(data_folder, "clerk")
    session = start()
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: made[-1].answers == ["Selin AKTAŞ"])
    assert [page.made_for for page in made] == [FakeDesk.actor]


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


def test_that_a_lock_before_the_page_is_seen_leaves_nothing_beneath_the_card(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    MadePage.may_answer.clear()
    card = ready.unlock_page()
    assert card is not None
    card.password.set_text("doğru")
    card.try_unlock()
    qtbot.waitUntil(lambda: ready.workspace() is not None)
    assert made[0].isVisible()
    ready.lock()
    MadePage.may_answer.set()
    assert SECRET not in seen()
    assert not any(one.isVisible() for one in ready.window.findChildren(Workspace))
    qtbot.waitUntil(lambda: ready.is_ready() and len(made) == 2)
    unlock(qtbot, ready)
    assert made[1].isVisible()


def test_that_a_window_that_closes_before_the_page_is_seen_closes_the_data(
    ready: Session, made: list[MadePage], qtbot: QtBot
) -> None:
    MadePage.may_answer.clear()
    card = ready.unlock_page()
    assert card is not None
    card.password.set_text("doğru")
    card.try_unlock()
    qtbot.waitUntil(lambda: ready.workspace() is not None)
    desk: Any = ready._desk  # noqa: SLF001 - to see whether it was closed
    MadePage.may_answer.set()
    ready.window.close()
    assert desk.is_closed
    assert not made[0].isVisible()


@pytest.fixture
def roster(
    qapp: QApplication, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> Iterator[Session]:
    """Return a session on real data whose first page, the roster, is made behind its card."""
    program = make_program(data_folder, clock)
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    desk.close()
    remember(data_folder, "administrator")
    hook = sys.excepthook
    session = Session(data_folder, clock=clock, program=program, parent=qapp)
    session.first_page = "officers"
    session.start()
    qtbot.waitUntil(lambda: session.is_ready() and session.background.is_idle())
    yield session
    session.window.close()
    sys.excepthook = hook
    Remembered.settings = None
    session.window.deleteLater()
    session.deleteLater()


def sign_in(qtbot: QtBot, session: Session) -> None:
    """Sign in as the administrator of real data, and wait for the first page."""
    card = session.unlock_page()
    assert card is not None
    card.user.set_value(ANSWERS.administrator_login)
    card.password.set_text(PASSWORD)
    with qtbot.waitSignal(session.opened):
        card.try_unlock()


def test_that_the_first_picture_of_the_roster_cuts_no_word(roster: Session, qtbot: QtBot) -> None:
    cut: list[list[str]] = []

    def look() -> None:
        views = roster.window.findChildren(Segmented)
        buttons = [one for view in views for one in view.findChildren(Button) if one.isVisible()]
        cut.append([one.text() for one in buttons if one.width() < one.sizeHint().width()])

    roster.opened.connect(look)
    sign_in(qtbot, roster)
    assert cut == [[]]


def test_that_a_roster_that_was_made_before_midnight_is_shown_as_of_the_day_of_the_sign_in(
    roster: Session, qtbot: QtBot, clock: FixedClock
) -> None:
    clock.advance(days=1)
    sign_in(qtbot, roster)
    (page,) = roster.window.findChildren(OfficersPage)
    assert page.question().as_of == page.question().today == local_day(clock())


def test_that_a_page_is_made_after_a_lock_though_somebody_typed_faster_than_all_was_loaded(
    qtbot: QtBot,
    made: list[MadePage],
    start: Callable[[], Session],
    data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_load = threading.Event()
    monkeypatch.setattr(ahead, "_load_page_libraries", lambda _page: may_load.wait(PATIENCE_S))
    remember(data_folder, "clerk")
    session = start()
    unlock(qtbot, session)
    may_load.set()
    qtbot.waitUntil(session.background.is_idle)
    session.lock()
    qtbot.waitUntil(lambda: len(made) == 2)
    unlock(qtbot, session)
    assert made[1].isVisible()


def test_that_a_piece_that_fails_is_shown_once_and_keeps_nobody_out(
    qtbot: QtBot,
    made: list[MadePage],
    start: Callable[[], Session],
    data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_ahead: Preload) -> None:
        raise RuntimeError("this is the last piece")

    monkeypatch.setattr(Preload, "_make_page", fail)
    remember(data_folder, "clerk")
    shown: list[type[BaseException]] = []
    session = start()
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: shown.append(kind))
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.waitUntil(session.is_ready)
    unlock(qtbot, session)
    assert shown == [RuntimeError]
    assert len(made) == 1
