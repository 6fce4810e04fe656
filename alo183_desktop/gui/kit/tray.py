"""The program in the system's notification area: its messages, and whether it stays there.

A notification names no person: anyone in front of the screen can read it, locked or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from alo183_desktop.gui.kit.remembered import Remembered

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

_STAYS: Final = "window/stays_in_tray"
_TITLE: Final = "Alo 183 İl Masası"
_SHOWN_MS: Final = 15_000


class Tray(QObject):
    """The icon beside the clock with its menu.

    Signals:
        open_requested: The user wants to see the window.
        message_opened: The user clicked the last notification.
        lock_requested: The user wants to lock.
        quit_requested: The user wants to end the program.
    """

    open_requested = Signal()
    message_opened = Signal()
    lock_requested = Signal()
    quit_requested = Signal()

    def __init__(self, *, parent: QObject) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
        self._icon.setToolTip(_TITLE)
        self._menu = QMenu()
        self._lock: QAction | None = None
        for words, signal in (
            ("&Aç", self.open_requested),
            ("&Kilitle", self.lock_requested),
            ("&Çık", self.quit_requested),
        ):
            action = self._menu.addAction(words)
            action.triggered.connect(signal)
            if signal is self.lock_requested:
                self._lock = action
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.message_opened)
        self._icon.show()

    @staticmethod
    def is_available() -> bool:
        """Return whether this desktop has a notification area."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @classmethod
    def stays(cls) -> bool:
        """Return whether closing the window hides it there, instead of ending the program."""
        # Read from a file, Qt returns the word.
        return cls.is_available() and str(Remembered.value(_STAYS)).lower() == "true"

    @staticmethod
    def set_staying(stays: bool) -> None:  # noqa: FBT001 - the only argument
        """Set whether closing the window hides it there."""
        Remembered.keep(_STAYS, stays)

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001 - the only argument
        """Offer locking only while the data is open."""
        if self._lock is not None:
            self._lock.setEnabled(is_open)

    @Slot(str, str)
    def notify(self, title: str, text: str) -> None:
        """Show a system notification; it must name nobody."""
        self._icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.NoIcon, _SHOWN_MS)

    def entries(self) -> list[QAction]:
        """Return the actions of the menu."""
        return self._menu.actions()

    def tooltip(self) -> str:
        """Return the tooltip of the icon; it names nobody."""
        return self._icon.toolTip()

    def leave(self) -> None:
        """Remove the icon: the program ends."""
        self._icon.hide()
        self._menu.deleteLater()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        reasons = QSystemTrayIcon.ActivationReason
        if reason in {reasons.Trigger, reasons.DoubleClick}:
            self.open_requested.emit()
