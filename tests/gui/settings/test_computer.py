"""What is set for this computer alone, and the report on a problem."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QPushButton,
    QRadioButton,
    QSystemTrayIcon,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.tray import Tray
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.program_sections import AtSignIn, ComputerSection, report_text
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import default_data_folder
from alo183_desktop.shared.log_file import CRASH_FILE, LOG_FILE
from alo183_desktop.shared.paths import program_folder
from tests.gui.settings.showing import show
from tests.platforms import WITH_FREEDESKTOP, WITH_MODES

_CRASH = """
import faulthandler, sys
from pathlib import Path
from alo183_desktop.shared.log_file import note_crashes

def follow(name):
    faulthandler._sigsegv()

note_crashes(Path(sys.argv[1]))
follow("Zeynep GÜNDOĞDU")
"""


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))


def _tick(section: ComputerSection, words: str) -> None:
    (box,) = [one for one in section.findChildren(QCheckBox) if words in one.text()]
    box.click()


def test_that_light_or_dark_is_chosen_for_this_computer(
    page: SettingsPage, settings: QSettings, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Remembered, "settings", settings)
    section = show(page, "Bu bilgisayar", ComputerSection, qtbot)
    assert section.scheme.value() == "system"
    for words, is_dark in (("Koyu", True), ("Açık", False)):
        (button,) = [
            one
            for one in section.scheme.findChildren(QRadioButton)
            if one.text().replace("&", "") == words
        ]
        button.click()
        assert theme.is_dark() is is_dark
        assert settings.value(theme.SCHEME) == ("dark" if is_dark else "light")
    page.show_section("Hakkında")
    page.show_section("Bu bilgisayar")
    assert section.scheme.value() == "light"


@pytest.mark.usefixtures("with_tray")
@WITH_FREEDESKTOP
def test_that_what_is_ticked_is_what_this_computer_does(
    page: SettingsPage,
    settings: QSettings,
    data_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "ayarlar"))
    monkeypatch.setattr(Remembered, "settings", settings)
    section = show(page, "Bu bilgisayar", ComputerSection, qtbot)
    assert section.ticks.value() == ()
    _tick(section, "kalsın")
    assert Tray.stays()
    _tick(section, "başlasın")
    (file,) = (tmp_path / "ayarlar" / "autostart").iterdir()
    (started,) = [line for line in file.read_text().splitlines() if line.startswith("Exec=")]
    command = shlex.split(started.removeprefix("Exec="))
    assert command[-3:] == ["--data", str(data_folder.resolve()), "--tray"]
    page.show_section("Hakkında")
    page.show_section("Bu bilgisayar")
    assert section.ticks.value() == ("stays", "at_sign_in")
    _tick(section, "başlasın")
    assert not file.exists()


@WITH_FREEDESKTOP
def test_that_a_folder_with_odd_signs_is_named_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / 'İl "Müdürlüğü" $1 `x` 100%'
    AtSignIn(folder).set(starts=True)
    text = (tmp_path / "autostart" / "alo183.desktop").read_text()
    # As the specification reads it: first the string, then what is quoted, as a shell does.
    command = text.partition("Exec=")[2].strip().replace("\\\\", "\\").replace("%%", "%")
    shown = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {command}"], check=True, capture_output=True, text=True
    )
    assert shown.stdout.splitlines()[-2] == str(folder.resolve())


@WITH_FREEDESKTOP
def test_that_the_usual_folder_is_left_to_each_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    AtSignIn(default_data_folder()).set(starts=True)
    text = (tmp_path / "autostart" / "alo183.desktop").read_text()
    assert "--data" not in text
    assert "--tray" in text


@WITH_FREEDESKTOP
def test_that_a_desktop_that_keeps_nothing_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "autostart").write_text("a file in the place of the folder")
    for starts in (True, False):
        with pytest.raises(KnownError) as refused:
            AtSignIn(tmp_path / "veri").set(starts=starts)
        assert refused.value.code == "export.not_written"


def test_that_without_a_place_beside_the_clock_nothing_can_be_ticked(
    page: SettingsPage, qtbot: QtBot
) -> None:
    if QSystemTrayIcon.isSystemTrayAvailable():
        pytest.skip("there is such a place here")
    section = show(page, "Bu bilgisayar", ComputerSection, qtbot)
    assert not section.ticks.isEnabled()


def test_that_the_report_shows_what_went_wrong_and_nobody_s_folder(
    page: SettingsPage,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    (desk.data_folder / LOG_FILE).write_text(
        "2026-11-28 bug: ValueError at run:7 (/gui/kit/background.py)\n"
        f"2026-11-28 warned at {Path.home()}/python/enum.py:12",
        "utf-8",
    )
    (desk.data_folder / CRASH_FILE).write_text(
        f'Thread 0x1:\n  File "{program_folder()}/alo183_desktop/gui/pages.py", line 3 in entries\n'
        # As faulthandler writes a folder of somebody called Ayşe.
        r'  File "C:\Ay\u015fe\Alo183\psycopg\rows.py", line 7 in fetch'
    )
    section = show(page, "Bu bilgisayar", ComputerSection, qtbot)
    text = section.report.toPlainText()
    assert "bug: ValueError at run:7 (/gui/kit/background.py)" in text
    assert 'File "gui/pages.py", line 3 in entries' in text
    assert r'File "psycopg\rows.py", line 7 in fetch' in text
    assert "warned at ~/python/enum.py:12" in text
    assert str(Path.home()) not in text
    assert str(desk.data_folder) not in text
    assert desk.actor.name not in text
    copy = next(one for one in section.findChildren(QPushButton) if "opyala" in one.text())
    copy.click()
    assert QApplication.clipboard().text() == text
    target = tmp_path / "sorun.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(target), "")))
    next(one for one in section.findChildren(QPushButton) if "ydet" in one.text()).click()
    assert target.read_text("utf-8") == text


def test_that_a_report_can_be_made_before_anything_went_wrong(desk: Desk) -> None:
    for name in (LOG_FILE, CRASH_FILE):
        (desk.data_folder / name).unlink(missing_ok=True)
    assert report_text(desk).count("Kayıt yok.") == 2


@WITH_MODES
def test_that_a_crash_leaves_its_place_and_no_value(tmp_path: Path) -> None:
    file = tmp_path / CRASH_FILE
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, str(file)], check=False, capture_output=True
    )
    assert done.returncode < 0
    text = file.read_text("utf-8")
    assert "follow" in text
    assert "Zeynep" not in text
    assert file.stat().st_mode & 0o077 == 0


def test_that_crashes_are_not_noted_where_no_directorate_is(tmp_path: Path) -> None:
    script = "from alo183_desktop.shared.log_file import note_crashes\nimport sys, pathlib\n"
    script += "note_crashes(pathlib.Path(sys.argv[1]))"
    missing = tmp_path / "yok" / CRASH_FILE
    subprocess.run([sys.executable, "-c", script, str(missing)], check=True, env={**os.environ})
    assert not missing.parent.exists()
