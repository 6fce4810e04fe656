"""Keep the windows out of screenshots, recordings and shared screens, where the system can.

Of the systems that the program runs on only Windows can. It is asked for each window; from Windows
10 2004 on a picture of the screen shows what lies behind the window, before that a black area. A
camera in front of the screen sees everything all the same. Source: SetWindowDisplayAffinity,
learn.microsoft.com.
"""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    Hide = Callable[[int, bool], object]

_SHOWN: Final = 0x00
"""WDA_NONE."""
_BLACK: Final = 0x01
"""WDA_MONITOR."""
_LEFT_OUT: Final = 0x11
"""WDA_EXCLUDEFROMCAPTURE."""
_APPEARING: Final = frozenset({QEvent.Type.Show, QEvent.Type.WinIdChange})


class CaptureShield(QObject):
    """Hides all windows of the program, those that open later included, while it is active."""

    def __init__(self, hide: Hide | None = None, *, parent: QObject) -> None:
        """Hide nothing yet.

        Args:
            hide: Hides the window with a number of the system, or shows it again; None: as the
                system does it, if it can.
            parent: Of the object.
        """
        super().__init__(parent)
        self._hide = hide or system_hide()
        self._is_active = False

    def set_active(self, *, is_active: bool) -> None:
        """Hide all windows from now on, or none."""
        application = QApplication.instance()
        if self._hide is None or application is None or is_active == self._is_active:
            return
        self._is_active = is_active
        if is_active:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)
        for window in QApplication.topLevelWidgets():
            if window.internalWinId():  # others get their number when they are shown
                self._hide(window.internalWinId(), is_active)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            self._hide is not None
            and event.type() in _APPEARING
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched.internalWinId()
        ):
            # Its number exists by now, and nothing of it is on the screen yet.
            self._hide(watched.internalWinId(), True)
        return False


if sys.platform == "win32":

    def system_hide() -> Hide | None:
        """Return what hides a window on this system; None where nothing does."""
        affect = ctypes.WinDLL("user32").SetWindowDisplayAffinity

        def hide(window: int, is_hidden: bool) -> None:  # noqa: FBT001 - as `Hide`
            ways = (_LEFT_OUT, _BLACK) if is_hidden else (_SHOWN,)
            any(affect(ctypes.c_void_p(window), way) for way in ways)

        return hide

else:

    def system_hide() -> Hide | None:
        """Return what hides a window on this system; None where nothing does."""
        return None
