"""Who signs in: with a password that somebody else chose, after somebody else, after themselves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from alo183_desktop.access.rules import Role
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.audit.page import AuditPage
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.guidance.page import GuidancePage
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.overview.page import OverviewPage
from alo183_desktop.gui.phones.page import PhonesPage
from alo183_desktop.gui.unlock.own_password_page import OwnPasswordPage
from tests.gui.desks import ANSWERS, OTHER, OWN, PASSWORD, make_program
from tests.gui.shell.fake_program import seen
from tests.unit.bootstrap.people import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.clocks import FixedClock

CLERK: Final = "memur"
SELIN: Final = ANSWERS.administrator_login


@pytest.fixture
def session(
    qapp: QApplication, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> Iterator[Session]:
    """Return a locked window on real data; a clerk was given the password `OTHER`."""
    program = make_program(data_folder, clock)
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    desk.users.add(login=CLERK, name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    hook = sys.excepthook
    made = Session(data_folder, clock=clock, program=program, parent=qapp)
    with qtbot.waitSignal(made.ready):
        made.start()
    yield made
    qtbot.waitUntil(made.background.is_idle)
    made.window.close()
    sys.excepthook = hook
    Remembered.settings = None
    made.window.deleteLater()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def type_password(session: Session, login: str, password: str) -> None:
    card = session.unlock_page()
    assert card is not None
    card.user.set_value(login)
    card.password.set_text(password)
    QTest.keyClick(card.password.line, Qt.Key.Key_Return)


def sign_in(qtbot: QtBot, session: Session, login: str, password: str) -> None:
    with qtbot.waitSignal(session.opened):
        type_password(session, login, password)


def choice_of(qtbot: QtBot, session: Session) -> OwnPasswordPage:
    """Return the card that asks for a password of one's own."""
    qtbot.waitUntil(lambda: isinstance(session.window.centralWidget(), OwnPasswordPage))
    page = session.window.centralWidget()
    assert isinstance(page, OwnPasswordPage)
    return page


def choose(page: OwnPasswordPage, password: str) -> None:
    for field in (page.new_password.first, page.new_password.second):
        field.set_text(password)
    QTest.keyClick(page.new_password.second.control(), Qt.Key.Key_Return)


def test_that_nothing_is_shown_before_somebody_has_a_password_of_their_own(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    assert session.workspace() is None
    assert session.unlock_page() is None
    assert not any("Kahramanmaraş" in text for text in seen())
    choose(page, OTHER)  # the one that was given
    qtbot.waitUntil(lambda: "aynı" in page.new_password.first.shown_message())
    assert session.workspace() is None
    with qtbot.waitSignal(session.opened):
        choose(page, OWN)
    workspace = session.workspace()
    assert workspace is not None
    assert workspace.current_key() == "today"
    qtbot.waitUntil(session.background.is_idle)
    session.lock()
    qtbot.waitUntil(session.background.is_idle)
    sign_in(qtbot, session, CLERK, OWN)
    assert refusal(lambda: make_program(data_folder, clock).unlock(CLERK, OTHER)).code == (
        "access.wrong_password"
    )


def test_that_who_does_not_choose_sees_the_lock_and_is_asked_again(
    session: Session, qtbot: QtBot
) -> None:
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    with qtbot.waitSignal(session.locked):
        QTest.keyClick(
            page.new_password.first.control(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
        )
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    with qtbot.waitSignal(session.locked):
        page.later.click()
    assert session.workspace() is None
    sign_in(qtbot, session, SELIN, PASSWORD)


def test_that_another_user_begins_on_the_first_page_and_the_same_one_where_they_were(
    session: Session, qtbot: QtBot
) -> None:
    def shown() -> str:
        workspace = session.workspace()
        assert workspace is not None
        return workspace.current_key()

    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None
    workspace.show_page("officers")
    session.lock()
    sign_in(qtbot, session, SELIN, PASSWORD)
    assert shown() == "officers"
    session.lock()
    type_password(session, CLERK, OTHER)
    with qtbot.waitSignal(session.opened):
        choose(choice_of(qtbot, session), OWN)
    assert shown() == "today"


def test_that_every_mark_of_the_sidebar_is_read_at_the_sign_in(
    session: Session, qtbot: QtBot
) -> None:
    session.first_page = "settings"
    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None
    assert workspace.current_key() == "settings"
    marking = (OverviewPage, CasesPage, OfficersPage, ChangesPage, PhonesPage, GuidancePage)
    for kind in (*marking, AuditPage):
        qtbot.waitUntil(lambda kind=kind: workspace.findChild(kind) is not None)  # type: ignore[misc]
    assert workspace.current_key() == "settings"
