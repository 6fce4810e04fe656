"""Notices that nobody has touched the program for a while, or that somebody wants to lock it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from alo183_desktop.shared.override import override

_INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
_MS_A_MINUTE: Final = 60_000


class IdleWatch(QObject):
    """Counts from the last key, click, touch or turn of the wheel anywhere in the program.

    Install it as an event filter on the application.

    Signals:
        idled: The time has passed without input.
        lock_pressed: Ctrl+L was pressed where no shortcut of the window reaches: in a dialog.
    """

    idled = Signal()
    lock_pressed = Signal()

    def __init__(self, *, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idled)

    def start(self, minutes: float) -> None:
        """Begin to count; 0 or less never locks."""
        self._timer.stop()
        if minutes > 0:
            self._timer.start(round(minutes * _MS_A_MINUTE))

    def stop(self) -> None:
        """Stop counting: there is nothing to lock."""
        self._timer.stop()

    def is_counting(self) -> bool:
        """Return whether the window will lock without input."""
        return self._timer.isActive()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        if isinstance(event, QKeyEvent) and _asks_for_lock(event):
            # Later: the dialog that gets the key goes away with the lock.
            QTimer.singleShot(0, self, self.lock_pressed.emit)
            return True
        return False


def _asks_for_lock(event: QKeyEvent) -> bool:
    return (
        event.type() is QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_L
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
