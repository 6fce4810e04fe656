"""What is laid down for the computer stands in the settings with its place, and cannot be set."""

import errno
import os
import shutil
import stat as stat_names
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backups import BACKUPS
from alo183_desktop.access.second_folder import read_second
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.settings.backups_section import BackupsSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.security_section import SecuritySection
from alo183_desktop.shared.errors import KnownError
from tests.gui.look import ROOMS, faults, seat
from tests.gui.settings.showing import show
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


@pytest.mark.usefixtures("painted")
def test_that_each_rule_is_shown_with_its_value_and_place_and_no_button_sets_it(
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


def test_that_what_was_chosen_comes_back_when_the_rule_ends(
    rules_of_desk: RulesOfDesk, data_folder: Path, desk: Desk, tmp_path: Path
) -> None:
    chosen = tmp_path / "seçilen"
    desk.backups.set_second(chosen)
    desk.backups.take()
    before = read_second(data_folder)
    laid = tmp_path / "belirlenen"
    rules_of_desk.write(f"data_folder = '{data_folder}'\nsecond_folder = '{laid}'")
    desk.backups.fill_second()
    second = read_second(data_folder)
    assert second is not None
    assert (second.path, second.copied_at) == (laid, desk.clock())
    rules_of_desk.end()
    assert read_second(data_folder) == before


def test_that_a_laid_down_folder_of_another_disk_is_away_without_it_and_is_not_made_anew(
    place: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        found = real(path, follow_symlinks=follow_symlinks)
        numbers = list(found)
        numbers[stat_names.ST_DEV] += path == place
        return os.stat_result(numbers)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", stat)
        desk.backups.take()
        second = read_second(desk.data_folder)
    assert second is not None
    assert second.is_other_disk
    shutil.rmtree(place)
    with pytest.raises(KnownError) as caught:
        desk.backups.fill_second()
    assert caught.value.code == "backups.second_away"
    assert not place.exists()
    place.mkdir()
    with pytest.raises(KnownError) as caught:
        desk.backups.fill_second()
    assert caught.value.code == "backups.second_away"
    assert not list(place.iterdir())


@pytest.mark.parametrize("what", ["stat", "mkdir"])
def test_that_a_laid_down_share_that_refuses_is_shown_as_away(
    what: str, place: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(Path, what)

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == place:
            raise PermissionError(errno.EACCES, "no")
        return real(path, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, what, refuse)
        with pytest.raises(KnownError) as caught:
            desk.backups.take()
    assert caught.value.code == "backups.second_away"
    desk.backups.fill_second()
    assert list(place.iterdir())
