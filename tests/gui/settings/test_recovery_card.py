"""The recovery sheet in the settings: tested, asked for in time, made again with a new key."""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.vault import KEY_FILE
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.security_section import (
    NewSheetDialog,
    SecuritySection,
    TrySheetDialog,
)
from alo183_desktop.gui.shell.frame import WindowFoot
from alo183_desktop.gui.shell.startup_notices import SheetWatch
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import PASSWORD, make_program
from tests.gui.settings.showing import dialog_of, show
from tests.gui.setup.test_recovery_sheet import keep_sheet


def test_that_a_new_sheet_is_printed_and_read_back_before_the_key_changes(
    page: SettingsPage,
    desk: Desk,
    qtbot: QtBot,
    answers: Answers,
    data_folder: Path,
    clock: FixedClock,
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    before = (data_folder / KEY_FILE).read_bytes()
    answers.replies = [0]
    section.recovery.new_sheet.click()
    qtbot.waitUntil(lambda: bool(section.window().findChildren(NewSheetDialog)))
    dialog = dialog_of(NewSheetDialog)
    assert not dialog.go.isEnabled()
    dialog.reject()  # the question is answered with Esc: back to the code
    assert dialog.isVisible()
    assert (data_folder / KEY_FILE).read_bytes() == before
    view = dialog.sheet_view
    keep_sheet(view, qtbot)
    view.answer.set_text(view._sheet.groups[view.asked_index()])  # noqa: SLF001 - the paper
    answers.replies = [0]  # test it now
    with qtbot.waitSignal(section.reported):
        dialog.go.click()
    test = dialog_of(TrySheetDialog)
    test.code.set_text("X")
    test.save_button.click()
    qtbot.waitUntil(lambda: bool(test.code.shown_message()))
    test.code.set_text(" ".join(view._sheet.groups))  # noqa: SLF001 - the paper
    with qtbot.waitSignal(section.reported) as said:
        test.save_button.click()
    assert "veriyi açıyor" in said.args[0]
    assert (data_folder / KEY_FILE).read_bytes() != before
    make_program(data_folder, clock).unlock(desk.actor.login, PASSWORD).close()


def test_that_a_new_sheet_that_is_not_kept_changes_nothing(
    page: SettingsPage, qtbot: QtBot, answers: Answers, data_folder: Path
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    before = (data_folder / KEY_FILE).read_bytes()
    answers.replies = [0, 1]
    section.recovery.new_sheet.click()
    qtbot.waitUntil(lambda: bool(section.window().findChildren(NewSheetDialog)))
    dialog_of(NewSheetDialog).reject()
    assert section.recovery.new_sheet.isEnabled()
    assert (data_folder / KEY_FILE).read_bytes() == before


def test_that_a_sheet_that_was_not_tested_for_half_a_year_is_shown(
    page: SettingsPage, desk: Desk, qtbot: QtBot, clock: FixedClock
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    desk.note_recovery_sheet()
    section.recovery.load()
    qtbot.waitUntil(lambda: "günü yapıldı" in section.recovery.mark.word())
    clock.advance(days=184)
    section.recovery.load()
    qtbot.waitUntil(lambda: "altı ay geçti" in section.recovery.mark.word())


def test_that_a_sheet_that_nobody_has_read_back_is_none(page: SettingsPage, qtbot: QtBot) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    qtbot.waitUntil(lambda: "Kurtarma kâğıdı yapılmadı" in section.recovery.mark.word())


def test_that_the_foot_tells_a_sheet_that_was_not_made_from_one_that_was_not_tested(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot, clock: FixedClock
) -> None:
    background.attach(desk.work)
    foot = WindowFoot(BackupNews(parent=host), parent=host)
    watch = SheetWatch(background, foot, role=desk.actor.role, clock=clock, parent=host)
    watch.look()
    qtbot.waitUntil(lambda: foot.sheet_text() == "▲ Kurtarma kâğıdı yapılmadı")
    desk.note_recovery_sheet()
    watch.look()
    qtbot.waitUntil(lambda: not foot.sheet_text())
    clock.advance(days=184)
    watch.look()
    qtbot.waitUntil(lambda: foot.sheet_text() == "▲ Kurtarma kâğıdı altı aydır denenmedi")
