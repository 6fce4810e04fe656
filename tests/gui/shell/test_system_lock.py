"""What Windows reports of its lock, as it would come."""

import ctypes
from ctypes import wintypes

import pytest

from alo183_desktop.gui.shell.system_lock import _Filter


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
