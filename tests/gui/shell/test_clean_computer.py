"""A new computer and a USB stick: the way from the set-up to the open data."""

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.setup.wizard import SetupWizard
from alo183_desktop.gui.unlock.recovery_dialog import RecoveryDialog
from alo183_desktop.gui.unlock.restore_dialog import RestoreDialog
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.unit.bootstrap.people import ANOTHER_CODE, ANSWERS, CHEAP, OTHER, PASSWORD


def test_that_a_backup_is_brought_to_a_computer_where_nothing_was_set_up(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    data_folder: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    desk, _sheet = Program(tmp_path / "eski", clock=clock, cost=CHEAP).create(ANSWERS, PASSWORD)
    backup = desk.backups.take()
    desk.close()
    program = Program(data_folder, clock=clock, cost=CHEAP)
    session = Session(data_folder, clock=clock, program=program, parent=qapp)
    with qtbot.waitSignal(session.ready):
        session.start()
    (wizard,) = session.window.findChildren(SetupWizard)
    wizard.restoring.click()
    (dialog,) = session.window.findChildren(RestoreDialog)
    dialog.add_backup(backup.folder)
    dialog.login.set_text("selin.aktas")
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    with qtbot.waitSignal(session.ready):
        dialog.go.click()
    page = session.unlock_page()
    assert page is not None
    page.user.set_text("selin.aktas")
    page.password.set_text(PASSWORD)
    with qtbot.waitSignal(session.opened):
        page.try_unlock()
    end(session, qtbot)


def test_that_a_data_file_alone_is_opened_with_the_sheet_where_nothing_was_set_up(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    data_folder: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    desk, sheet = Program(tmp_path / "eski", clock=clock, cost=CHEAP).create(ANSWERS, PASSWORD)
    desk.close()
    stick = tmp_path / "usb"
    stick.mkdir()
    shutil.copyfile(tmp_path / "eski" / "alo183.db", stick / "alo183.db")
    program = Program(data_folder, clock=clock, cost=CHEAP)
    session = Session(data_folder, clock=clock, program=program, parent=qapp)
    with qtbot.waitSignal(session.ready):
        session.start()
    assert session.first_start is not None
    session.first_start.open_data_file(stick / "alo183.db")
    (dialog,) = session.window.findChildren(RecoveryDialog)
    dialog.login.set_text("selin.aktas")
    dialog.form.field("password").set_text(OTHER)
    dialog.form.field("password_again").set_text(OTHER)
    dialog.code.set_text(ANOTHER_CODE)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.code.shown_message()))
    assert not program.exists()
    dialog.code.set_text(" ".join(sheet.groups))
    with qtbot.waitSignal(session.opened):
        dialog.save_button.click()
    assert program.logins() == ("selin.aktas",)
    end(session, qtbot)


def test_that_nothing_is_asked_where_nothing_could_be_kept(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    (tmp_path / "ev").write_bytes(b"")
    session = Session(tmp_path / "ev" / "veri", parent=qapp)
    session.start()
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert answers.asked == ["Veri klasörüne yazılamıyor."]
    assert session.first_start is None
    end(session, qtbot)


def end(session: Session, qtbot: QtBot) -> None:
    """Close the window and leave nothing of it behind."""
    qtbot.waitUntil(session.background.is_idle)
    Remembered.settings = None
    session.window.close()
    session.window.deleteLater()
    session.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
