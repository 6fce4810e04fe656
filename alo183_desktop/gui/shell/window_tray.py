"""Joins the window with the system's notification area: staying there, coming back, ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.gui.kit.tray import Tray

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from alo183_desktop.gui.shell.main_window import MainWindow


class WindowTray(QObject):
    """The icon of one window; without such an area on the desktop it does nothing.

    Attributes:
        tray: The icon; None where there is no such area.

    Signals:
        lock_requested: Somebody wants to lock.
        quit_requested: Somebody wants to end the program.
        message_opened: Somebody clicked the last notification.
    """

    lock_requested = Signal()
    quit_requested = Signal()
    message_opened = Signal()

    def __init__(self, window: MainWindow, *, settings: QSettings | None, parent: QObject) -> None:
        """Show the icon.

        Args:
            window: Goes there when it is closed, if the settings say so.
            settings: Where that is kept.
            parent: Qt's owner.
        """
        super().__init__(parent)
        Tray.settings = settings
        self._window = window
        self.tray: Tray | None = None
        window.stays = Tray.stays
        if Tray.is_available():
            self.tray = Tray(parent=self)
            self.tray.open_requested.connect(self.show_window)
            self.tray.message_opened.connect(self._on_message_opened)
            self.tray.lock_requested.connect(self.lock_requested)
            self.tray.quit_requested.connect(self.quit_requested)

    @Slot(str, str)
    def notify(self, title: str, text: str) -> None:
        """Show a notification that names nobody."""
        if self.tray is not None:
            self.tray.notify(title, text)

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001 - the only argument
        """Tell whether the data is open."""
        if self.tray is not None:
            self.tray.set_open(is_open)

    def leave(self) -> None:
        """Take the icon away: the program ends."""
        if self.tray is not None:
            self.tray.leave()

    @Slot()
    def show_window(self) -> None:
        """Bring the window back to the front."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot()
    def _on_message_opened(self) -> None:
        self.show_window()
        self.message_opened.emit()
