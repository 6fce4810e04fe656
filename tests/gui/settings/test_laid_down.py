"""What is laid down for the computer stands in the settings with its place, and cannot be set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alo183_desktop.access.second_folder import read_second
from alo183_desktop.bootstrap import BACKUPS
from alo183_desktop.gui.settings.backups_section import BackupsSection
from alo183_desktop.gui.settings.security_section import SecuritySection
from alo183_desktop.shared.errors import KnownError
from tests.gui.look import ROOMS, faults, seat
from tests.gui.settings.showing import show

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.settings.page import SettingsPage
    from tests.rules_of_desk import RulesOfDesk


@pytest.fixture
def place(rules_of_desk: RulesOfDesk, data_folder: Path, tmp_path: Path) -> Path:
    """Return the second folder that is laid down, before anybody has signed in."""
    folder = tmp_path / "yedekler ğüşİı"
    rules_of_desk.write(
        f"data_folder = '{data_folder}'\nsecond_folder = '{folder}'\n"
        "lock_minutes = 7\nmay_print = false"
    )
    return folder


def test_that_each_rule_is_told_with_its_value_and_place_and_no_button_sets_it(
    place: Path,
    rules_of_desk: RulesOfDesk,
    page: SettingsPage,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
) -> None:
    security = show(page, "Güvenlik", SecuritySection, qtbot)
    assert desk.lock_minutes == 7
    assert "7 dakika" in security.lock_words.text()
    assert not security.change_lock.isVisible()
    for key, words in (
        ("second_folder", str(place)),
        ("lock_minutes", "7 dakika"),
        ("may_print", "yok"),
    ):
        assert security.laid_down_lines[key].text() == f"{words} ({rules_of_desk.path})"
    for room in ROOMS:
        seat(page, room)
        assert faults(host) == [], room
    backups = show(page, "Yedekler", BackupsSection, qtbot)
    assert backups.place.text() == str(place)
    assert not backups.choose.isVisible()
    assert not backups.end.isVisible()
    assert str(rules_of_desk.path) in backups.place.note()


def test_that_backups_go_where_it_is_laid_down_and_nobody_chooses_another_place(
    place: Path, desk: Desk, tmp_path: Path
) -> None:
    desk.backups.take()
    desk.backups.fill_second()
    second = read_second(desk.data_folder)
    assert second is not None
    assert (second.path, second.copied_at) == (place, desk.clock())
    assert len(list(place.iterdir())) == len(list((desk.data_folder / BACKUPS).iterdir()))
    with pytest.raises(KnownError) as caught:
        desk.backups.set_second(tmp_path / "başka")
    assert caught.value.code == "desk.laid_down"
