"""What the desktop reports of its lock, as it would come."""

import ctypes
import sys
from ctypes import wintypes

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.shell.system_lock import SystemLock, _Filter


@pytest.mark.parametrize(
    ("message", "reason", "times"),
    [
        (0x02B1, 0x7, 1),  # Win+L
        (0x02B1, 0x4, 1),  # a remote desktop that was left
        (0x02B1, 0x8, 0),  # unlocked
        (0x02B1, 0x5, 0),  # somebody signs in
        (0x0113, 0x7, 0),  # a timer
    ],
)
def test_that_the_program_hears_that_windows_is_locked_or_left(
    message: int, reason: int, times: int
) -> None:
    heard: list[bool] = []
    listening = _Filter(lambda: heard.append(True))
    shown = wintypes.MSG(message=message, wParam=reason)
    address = ctypes.addressof(shown)
    for kind in (b"windows_generic_MSG", b"xcb_generic_event_t"):
        assert listening.nativeEventFilter(kind, address) == (False, 0)
    assert heard == [True] * times


@pytest.mark.skipif(sys.platform != "linux", reason="logind is Linux's")
def test_that_what_logind_reports_locks_the_program_while_the_data_is_open(
    qapp: QObject, qtbot: QtBot
) -> None:
    lock = SystemLock(parent=qapp)
    lock.begin(None)
    lock.begin(None)
    watch = lock._logind  # noqa: SLF001 - what it listens to
    assert watch is not None
    with qtbot.waitSignal(lock.locked):
        watch.on_lock()
    lock.end()
