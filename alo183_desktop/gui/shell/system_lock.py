"""Notice that the desktop is locked, as with Win+L, so that the program is locked as well.

The computer is left then; the password of the desktop on return does not prove that of the data.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject, Signal

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QWindow

    from alo183_desktop.gui.shell.logind import LogindWatch

_KIND: Final = b"windows_generic_MSG"
_SESSION_CHANGE: Final = 0x02B1
_LEFT: Final = frozenset({0x2, 0x4, 0x6, 0x7})
"""WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK.

Source: WM_WTSSESSION_CHANGE, learn.microsoft.com.
"""
_THIS_SESSION: Final = 0
_IS_WINDOWS: Final[bool] = sys.platform == "win32"


class SystemLock(QObject):
    """Listens while the data is open.

    Signals:
        locked: The session was locked or left.
    """

    locked = Signal()

    def __init__(self, *, parent: QObject) -> None:
        super().__init__(parent)
        self._filter = _Filter(self.locked.emit)
        self._handle: int | None = None
        self._logind: LogindWatch | None = None

    def begin(self, window: QWindow | None) -> None:
        """Listen to logind on Linux; register a window with Windows, unless it already is."""
        if sys.platform == "linux":
            self._listen_to_logind()
        application = QCoreApplication.instance()
        if not _IS_WINDOWS or window is None or application is None or self._handle:
            return
        self._handle = int(window.winId())
        _register(self._handle)
        application.installNativeEventFilter(self._filter)

    def end(self) -> None:
        """Stop listening: an event filter costs time with each event."""
        if self._logind is not None:
            self._logind.end()
        application = QCoreApplication.instance()
        if self._handle is None or application is None:
            return
        application.removeNativeEventFilter(self._filter)
        _unregister(self._handle)
        self._handle = None

    def _listen_to_logind(self) -> None:
        from alo183_desktop.gui.shell.logind import LogindWatch  # Windows has no QtDBus to load

        if self._logind is None:
            self._logind = LogindWatch(parent=self)
            self._logind.left.connect(self.locked)
        self._logind.begin()


class _Filter(QAbstractNativeEventFilter):
    """Watches the messages of Windows to the program's windows, without consuming any."""

    def __init__(self, on_left: Callable[[], object]) -> None:
        super().__init__()
        self._on_left = on_left

    @override
    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        if event_type == _KIND:
            received = wintypes.MSG.from_address(int(message))
            if received.message == _SESSION_CHANGE and received.wParam in _LEFT:
                self._on_left()
        return False, 0


if sys.platform == "win32":

    def _register(handle: int) -> None:
        library = ctypes.WinDLL("wtsapi32")
        library.WTSRegisterSessionNotification(wintypes.HWND(handle), _THIS_SESSION)

    def _unregister(handle: int) -> None:
        ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification(wintypes.HWND(handle))

else:

    def _register(_handle: int) -> None:
        """Do nothing: other systems report it elsewhere."""

    def _unregister(_handle: int) -> None:
        """Do nothing."""
