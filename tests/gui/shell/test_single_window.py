"""One window per data folder, and a start that nobody sees."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from alo183_desktop.gui import application
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.shell.single_window import LOCK_FILE, SingleWindow
from tests.clocks import FixedClock
from tests.gui.shell.fake_program import FakeProgram

_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from alo183_desktop.gui.shell.single_window import SingleWindow

app = QCoreApplication([])
print(SingleWindow(Path(sys.argv[1]), parent=app).hand_over())
"""


@pytest.fixture
def first(qapp: QApplication, data_folder: Path) -> Iterator[SingleWindow]:
    """Return the window that is there first."""
    made = SingleWindow(data_folder, parent=qapp)
    assert not made.hand_over()
    yield made
    made.leave()
    made.deleteLater()


def _start_again(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _SECOND, str(folder)], stdout=subprocess.PIPE, text=True
    )


def _answer_of(process: subprocess.Popen[str]) -> str:
    return process.communicate()[0].strip()


def test_that_a_second_start_brings_the_window_to_the_front_and_ends(
    first: SingleWindow, data_folder: Path, qtbot: QtBot
) -> None:
    first.listen()
    with qtbot.waitSignal(first.wanted):
        second = _start_again(data_folder)
    assert _answer_of(second) == "True"


def test_that_a_second_start_waits_for_a_window_that_is_still_being_made(
    first: SingleWindow, data_folder: Path, qtbot: QtBot
) -> None:
    second = _start_again(data_folder)
    first.listen()
    qtbot.waitUntil(lambda: second.poll() is not None)
    assert _answer_of(second) == "True"


def test_that_another_folder_gets_a_window_of_its_own(first: SingleWindow, tmp_path: Path) -> None:
    first.listen()
    (tmp_path / "öteki müdürlük").mkdir()
    assert _answer_of(_start_again(tmp_path / "öteki müdürlük")) == "False"


def test_that_the_next_start_opens_a_window_once_the_first_has_closed(
    first: SingleWindow, data_folder: Path
) -> None:
    first.listen()
    first.leave()
    assert _answer_of(_start_again(data_folder)) == "False"


def test_that_the_lock_of_a_process_that_was_killed_keeps_nobody_out(data_folder: Path) -> None:
    held = subprocess.run(
        [sys.executable, "-c", _SECOND + "\nimport os; os._exit(9)", str(data_folder)],
        capture_output=True,
        check=False,
    )
    assert held.returncode == 9
    # Windows removes the file with the process that held it.
    assert (data_folder / LOCK_FILE).exists() or os.name == "nt"
    assert _answer_of(_start_again(data_folder)) == "False"


def test_that_a_folder_that_is_not_there_yet_hinders_no_start(
    qapp: QApplication, tmp_path: Path
) -> None:
    single = SingleWindow(tmp_path / "yok", parent=qapp)
    assert not single.hand_over()
    single.listen()
    assert not (tmp_path / "yok").exists()


def test_that_the_folder_of_a_first_start_is_held_once_the_set_up_has_made_it(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "yeni"
    single = SingleWindow(folder, parent=qapp)
    assert not single.hand_over()
    single.listen()
    folder.mkdir()
    single.listen()
    with qtbot.waitSignal(single.wanted):
        second = _start_again(folder)
    assert _answer_of(second) == "True"
    single.leave()


def test_that_a_second_start_shows_the_window_of_the_first_that_is_beside_the_clock(
    qapp: QApplication,
    data_folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (data_folder / "alo183.key").touch()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: None)
    program: Any = FakeProgram(clock)
    sessions: list[Session] = []
    singles: list[SingleWindow] = []

    def make_session(folder: Path, **others: Any) -> Session:
        sessions.append(Session(folder, program=program, **others))
        return sessions[0]

    def make_single(folder: Path, **others: Any) -> SingleWindow:
        singles.append(SingleWindow(folder, **others))
        return singles[0]

    def start_again() -> int:
        """Do in the place of the event loop what somebody does who starts the program again."""
        qtbot.waitUntil(sessions[0].is_ready)
        assert not sessions[0].window.isVisible()
        second = _start_again(data_folder)
        qtbot.waitUntil(sessions[0].window.isVisible)
        assert _answer_of(second) == "True"
        return 0

    monkeypatch.setattr(application, "Session", make_session)
    monkeypatch.setattr(application, "SingleWindow", make_single)
    monkeypatch.setattr(qapp, "exec", start_again)
    hook = sys.excepthook
    try:
        assert application.run(data_folder, in_tray=True, clock=clock) == 0
    finally:
        sys.excepthook = hook
        sessions[0].window.close()
        for made in (*singles, sessions[0].window, *sessions):
            made.deleteLater()


@pytest.mark.parametrize("has_place", [True, False])
def test_that_a_start_beside_the_clock_shows_no_window_until_it_is_wanted(
    start: Callable[..., Session], monkeypatch: pytest.MonkeyPatch, *, has_place: bool
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: has_place))
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: None)
    session = start(in_tray=True)
    assert session.window.isVisible() is not has_place
    session.window.bring_to_front()
    assert session.window.isVisible()
    assert session.unlock_page() is not None
