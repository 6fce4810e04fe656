"""What people see of backups in the settings, and do there."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backups import BACKUPS, list_backups
from alo183_desktop.access.rules import Role
from alo183_desktop.access.second_folder import read_second
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.settings import backups_section
from alo183_desktop.gui.settings.backups_section import BackupsSection


@pytest.fixture
def section(desk: Desk, background: Background, host: QWidget, qtbot: QtBot) -> BackupsSection:
    """Return the section in a window that is shown, loaded."""
    background.attach(desk.work)
    made = BackupsSection(background, desk=desk, parent=host)
    made.resize(900, 600)
    with qtbot.waitExposed(host):
        host.show()
    made.load()
    qtbot.waitUntil(background.is_idle)
    return made


def test_that_a_missing_backup_is_shown_and_taken_by_one_button(
    section: BackupsSection, desk: Desk, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    assert section.notice.text().startswith("Henüz yedek alınmadı")
    with qtbot.waitSignal(section.reported) as said:
        section.take.click()
    assert said.args == ["Yedek alındı ve denetlendi"]
    qtbot.waitUntil(lambda: section.model.rowCount() == 1)
    assert section.notice.text().startswith("Son yedek: bugün")
    assert len(list_backups(desk.data_folder / BACKUPS)) == 1
    qtmodeltester.check(section.model)  # type: ignore[no-untyped-call]


def test_that_a_second_folder_is_set_and_taken_away(
    section: BackupsSection,
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.backups.take()
    place = tmp_path / "USB ğüşİı"
    monkeypatch.setattr(backups_section, "ask_folder", lambda _parent, _title: place)
    with qtbot.waitSignal(section.reported):
        section.choose.click()
    qtbot.waitUntil(lambda: section.place.text() == str(place))
    second = read_second(desk.data_folder)
    assert second is not None
    assert second.path == place
    assert second.copied_at == desk.clock()
    assert len(list_backups(place)) == 1
    with qtbot.waitSignal(section.reported):
        section.end.click()
    qtbot.waitUntil(lambda: section.place.text() == "")
    assert read_second(desk.data_folder) is None


def test_that_the_first_step_leads_to_the_window_for_the_second_folder(
    section: BackupsSection, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "USB"
    monkeypatch.setattr(backups_section, "ask_folder", lambda _parent, _title: place)
    with qtbot.waitSignal(section.reported) as said:
        section.focus_field("second_place")
    assert said.args == ["İkinci klasör ayarlandı"]


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR])
def test_that_others_take_a_backup_but_do_not_say_where_it_goes(section: BackupsSection) -> None:
    assert section.take.isVisible()
    assert not section.choose.isVisible()
    assert not section.end.isVisible()


def test_that_a_folder_that_cannot_be_written_is_shown_and_the_button_comes_back(
    section: BackupsSection, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated: list[Exception] = []
    monkeypatch.setattr(section, "show_error", stated.append)
    (desk.data_folder / BACKUPS).write_text("a file where the folder should be")
    section.take.click()
    qtbot.waitUntil(lambda: bool(stated))
    qtbot.waitUntil(lambda: section.take.text() == "Şimdi &yedekle")
    assert getattr(stated[0], "code", "") == "backups.not_written"


def test_that_the_focus_stays_on_the_button_while_a_backup_is_taken(
    section: BackupsSection, desk: Desk, qtbot: QtBot
) -> None:
    section.take.setFocus()
    with qtbot.waitSignal(section.reported):
        QTest.keyClick(section.take, Qt.Key.Key_Space)
        assert section.take.hasFocus()
        QTest.keyClick(section.take, Qt.Key.Key_Space)
    qtbot.waitUntil(section.background.is_idle)
    assert section.take.hasFocus()
    assert len(list_backups(desk.data_folder / BACKUPS)) == 1


def test_that_the_first_backup_taken_from_the_empty_list_leaves_the_focus_in_the_list(
    section: BackupsSection, qtbot: QtBot
) -> None:
    (link,) = (
        one for one in section.view.findChildren(QAbstractButton) if one.text() == "Şimdi yedekle"
    )
    link.setFocus()
    with qtbot.waitSignal(section.reported):
        QTest.keyClick(link, Qt.Key.Key_Space)
    qtbot.waitUntil(section.background.is_idle)
    assert section.view.hasFocus()
