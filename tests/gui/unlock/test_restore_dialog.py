"""The way back to a backup, as somebody goes it at the unlock card."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backups import Backup
from alo183_desktop.access.recovery import RecoverySheet, new_sheet
from alo183_desktop.access.vault import HEAD_FILE
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.unlock import restore_dialog
from alo183_desktop.gui.unlock.restore_dialog import RestoreDialog
from tests.clocks import PATIENCE_S, FixedClock
from tests.gui.conftest import Answers
from tests.unit.bootstrap.people import ANSWERS, CHEAP, OTHER, PASSWORD


@pytest.fixture
def program(data_folder: Path, clock: FixedClock) -> Program:
    return Program(data_folder, clock=clock, cost=CHEAP)


@pytest.fixture
def sheet(program: Program) -> RecoverySheet:
    """Return the recovery sheet of a directorate that has one backup."""
    desk, sheet = program.create(ANSWERS, PASSWORD)
    desk.backups.take()
    desk.close()
    return sheet


@pytest.fixture
def dialog(
    program: Program, sheet: RecoverySheet, background: Background, host: QWidget, qtbot: QtBot
) -> RestoreDialog:
    del sheet
    made = RestoreDialog(background, program, login="selin.aktas", parent=host)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.model.rowCount() == 1)
    return made


def test_that_a_backup_is_looked_into_and_brought_back(
    dialog: RestoreDialog, program: Program, qtbot: QtBot
) -> None:
    assert not dialog.go.isEnabled()
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "Yedek sağlam. İçinde: 0 sorumlu, 0 yazı" in dialog.found.text()
    assert "zincir sağlam" in dialog.found.text()
    with qtbot.waitSignal(dialog.restored) as restored:
        dialog.go.click()
    assert str(program.data_folder / "onceki-") in restored.args[0]
    program.unlock("selin.aktas", PASSWORD).close()


def test_that_somebody_of_today_is_asked_for_where_the_password_of_that_day_is_none(
    dialog: RestoreDialog, program: Program, qtbot: QtBot
) -> None:
    desk = program.unlock("selin.aktas", PASSWORD)
    desk.users.change_own_password(PASSWORD, OTHER)
    desk.close()
    assert dialog.present_secret.isHidden(), "most need none"
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()
    qtbot.waitUntil(dialog.present_secret.isVisible)
    assert "bugünün bir yöneticisi de gerekir" in dialog.notice.text()
    dialog.present_login.set_text("selin.aktas")
    dialog.present_secret.set_text(PASSWORD)
    dialog.go.click()
    qtbot.waitUntil(lambda: "yanlış" in dialog.present_secret.shown_message())
    dialog.present_secret.set_text(OTHER)
    with qtbot.waitSignal(dialog.restored):
        dialog.go.click()
    program.unlock("selin.aktas", PASSWORD).close()


def test_that_a_second_folder_that_does_not_answer_hides_nothing_of_the_first(
    program: Program,
    sheet: RecoverySheet,
    background: Background,
    host: QWidget,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del sheet
    answers, real = threading.Event(), program.backups

    def wait(*, with_second: bool = True) -> tuple[Backup, ...]:
        if with_second:
            answers.wait(PATIENCE_S)
        return real(with_second=with_second)

    monkeypatch.setattr(program, "backups", wait)
    dialog = RestoreDialog(background, program, login="selin.aktas", parent=host)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    answers.set()
    qtbot.waitUntil(background.is_idle)
    assert dialog.go.isEnabled()


def test_that_a_backup_with_a_broken_trail_is_shown_and_can_be_brought_back_all_the_same(
    dialog: RestoreDialog, program: Program, qtbot: QtBot
) -> None:
    (backup,) = program.backups()
    (backup.folder / HEAD_FILE).write_text("{}")
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "denetim izi bozuk" in dialog.notice.text()
    assert "zincir sağlam" not in dialog.found.text()
    assert "Yedek sağlam" not in dialog.found.text()


def test_that_a_backup_whose_description_is_broken_is_named(
    program: Program, sheet: RecoverySheet, background: Background, host: QWidget, qtbot: QtBot
) -> None:
    del sheet
    (backup,) = program.backups()
    (backup.folder / "backup.json").write_text("{")
    dialog = RestoreDialog(background, program, login="selin.aktas", parent=host)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(lambda: backup.folder.name in dialog.notice.text())


def test_that_the_data_of_another_directorate_is_asked_about(
    dialog: RestoreDialog,
    program: Program,
    answers: Answers,
    clock: FixedClock,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    theirs = replace(ANSWERS, directorate=replace(ANSWERS.directorate, province="Ankara"))
    desk, _sheet = Program(tmp_path / "ankara", clock=clock, cost=CHEAP).create(theirs, PASSWORD)
    backup = desk.backups.take()
    desk.close()
    dialog.add_backup(backup.folder)
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()
    assert answers.asked == ["Bu yedek başka adlı bir müdürlüğün"]
    assert program.label().startswith("Iğdır")
    assert not list(program.data_folder.glob("onceki-*"))
    answers.replies = [1]
    with qtbot.waitSignal(dialog.restored):
        dialog.go.click()
    assert program.label().startswith("Ankara")


def test_that_a_wrong_password_stands_beside_its_field_and_changes_nothing(
    dialog: RestoreDialog, program: Program, qtbot: QtBot
) -> None:
    dialog.secret.set_text(OTHER)
    dialog.look.click()
    qtbot.waitUntil(lambda: "parola yanlış" in dialog.secret.shown_message())
    assert not dialog.go.isEnabled()
    assert not list(program.data_folder.glob("onceki-*"))


def test_that_the_code_of_the_sheet_opens_it_without_a_login(
    dialog: RestoreDialog, sheet: RecoverySheet, qtbot: QtBot
) -> None:
    dialog.how.set_value("sheet")
    assert not dialog.login.isEnabled()
    dialog.secret.set_text(new_sheet(now=sheet.made_at).code)
    dialog.look.click()
    qtbot.waitUntil(lambda: "Kurtarma kodu" in dialog.secret.shown_message())
    dialog.secret.set_text(sheet.code)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)


def test_that_what_was_seen_is_forgotten_when_another_secret_is_typed(
    dialog: RestoreDialog, qtbot: QtBot
) -> None:
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.secret.set_text(OTHER)
    assert not dialog.go.isEnabled()
    assert dialog.found.text().strip() == ""


def test_that_a_folder_without_a_backup_is_shown(
    dialog: RestoreDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_dialog, "ask_folder", lambda _parent, _title: tmp_path)
    dialog.other.click()
    assert "okunabilir bir yedek yok" in dialog.notice.text()
    assert dialog.model.rowCount() == 1


def test_that_what_is_in_a_backup_comes_into_sight_in_a_small_window(
    program: Program,
    sheet: RecoverySheet,
    background: Background,
    host: QWidget,
    qtbot: QtBot,
) -> None:
    del sheet
    host.resize(600, 320)
    with qtbot.waitExposed(host):
        host.show()
    dialog = RestoreDialog(background, program, login="selin.aktas", parent=host)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.secret.set_text(PASSWORD)
    dialog.look.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    qtbot.waitUntil(lambda: not dialog.found.visibleRegion().isEmpty())
    assert dialog.found.visibleRegion().boundingRect().height() >= dialog.found.height() - 1
