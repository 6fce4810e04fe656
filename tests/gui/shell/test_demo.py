"""The door for a newcomer: invented data is offered, says what it is, and goes by one button."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop import demo
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.setup.wizard import SetupWizard
from alo183_desktop.shared import invented
from tests.clocks import FixedClock
from tests.gui.shell.test_clean_computer import end
from tests.unit.bootstrap.people import ANSWERS, CHEAP

OF_DEMO: Final = replace(ANSWERS, administrator_login=demo.LOGIN)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the folders whose windows were started in a process of their own."""
    started: list[Path] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(Session, "start_elsewhere", lambda _session, folder: started.append(folder))
    monkeypatch.setattr(QApplication, "quit", lambda *_self: started.append(Path()))
    return started


def begin(folder: Path, clock: FixedClock, qapp: QApplication, qtbot: QtBot) -> Session:
    program = Program(folder, clock=clock, cost=CHEAP)
    session = Session(folder, clock=clock, program=program, parent=qapp)
    with qtbot.waitSignal(session.ready):
        session.start()
    return session


def fill(folder: Path, *, password: str, clock: FixedClock, **_others: object) -> None:
    program = Program(folder, clock=clock, cost=CHEAP)
    program.create(OF_DEMO, password, demands_strength=False)[0].close()
    invented.note_filled(folder, password)


def test_that_the_first_screen_offers_an_invented_directorate_in_a_folder_of_its_own(
    elsewhere: list[Path],
    qapp: QApplication,
    qtbot: QtBot,
    data_folder: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demo, "fill", fill)
    session = begin(data_folder, clock, qapp, qtbot)
    (wizard,) = session.window.findChildren(SetupWizard)
    assert wizard.trying.text().replace("&", "") == "Uydurma bir müdürlükle dene"
    dialog = wizard.open_demo()
    with qtbot.waitSignal(dialog.filled):
        dialog.go.click()
    beside = invented.folder_beside(data_folder)
    assert elsewhere == [beside]
    assert (beside / "alo183.db").exists()
    assert not (data_folder / "alo183.db").exists()
    assert not session.window.isVisible()
    end(session, qtbot)


def test_that_a_demo_says_what_it_is_and_is_thrown_away_by_one_button(
    elsewhere: list[Path], qapp: QApplication, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    folder = invented.folder_beside(data_folder)
    fill(folder, password=invented.PASSWORD, clock=clock)
    session = begin(folder, clock, qapp, qtbot)
    assert session.window.windowTitle() == "Deneme – Alo 183 İl Masası"
    card = session.unlock_page()
    assert card is not None
    assert invented.PASSWORD in card.password.note()
    with qtbot.waitSignal(session.opened):
        card.try_unlock()
    workspace = session.workspace()
    assert workspace is not None
    banner = next(one for one in workspace.findChildren(Banner) if "uydurma" in one.text())
    assert not banner.isHidden()
    banner.action_chosen.emit()
    assert not folder.exists()
    assert elsewhere == [data_folder, Path()]
    Remembered.settings = None
    end(session, qtbot)
