"""The one window of the program: locked or at work, idle, or in the notification area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import destroy, is_asked
from alo183_desktop.gui.kit.focus import ReadingOrderTabsMixin
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from alo183_desktop.gui.kit.tray import Tray

_TITLE: Final = "Alo 183 İl Masası"
_GEOMETRY: Final = "window/geometry"
_TITLE_BAR: Final = 32


class MainWindow(ReadingOrderTabsMixin, QMainWindow):
    """Holds one central widget at a time; its title never names a person or a case.

    A widget with a method `may_leave` is asked before the window closes.

    Attributes:
        stays: Whether closing only hides the window; the program then stays in the tray.

    Signals:
        closing: The window is about to close.
        painted: It has been painted for the first time; slow loading waits for this.
    """

    closing = Signal()
    painted = Signal()

    def __init__(self, *, settings: QSettings | None = None, is_demo: bool = False) -> None:
        """Make the window at its last position.

        Args:
            settings: Remembers sizes; None remembers nothing.
            is_demo: Whether its data is invented, which its title says.
        """
        super().__init__()
        self.stays: Callable[[], bool] = lambda: False
        self._settings = settings
        self._is_leaving = False
        self._was_painted = False
        # A window that Qt fills itself ignores the role of its background.
        self.setAutoFillBackground(True)
        # The name of the program comes last: where it does not, Qt adds it once more.
        self.setWindowTitle(f"Deneme – {_TITLE}" if is_demo else _TITLE)
        self.setMinimumSize(theme.px(960), theme.px(600))
        self._fit_screen()
        saved = settings.value(_GEOMETRY) if settings is not None else None
        if saved is not None:
            self.restoreGeometry(saved)

    def leave(self) -> None:
        """Close for good, even when closing only hides the window."""
        self._is_leaving = True
        self.close()

    @Slot()
    def bring_to_front(self) -> None:
        """Show the window before all others."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def show_center(
        self, widget: QWidget, *, ground: QPalette.ColorRole = QPalette.ColorRole.Window
    ) -> None:
        """Replace the central widget; the former one is destroyed.

        Args:
            widget: Fills the window, but not its background: a window that is covered completely is
                never painted itself, and `painted` would not be emitted.
            ground: The colour behind it.
        """
        self.setBackgroundRole(ground)
        if is_asked() and (former := self.takeCentralWidget()) is not None:
            former.setParent(self)
            destroy(former)
        # Qt hides and destroys the former one. Taking it out would always make a window of it.
        self.setCentralWidget(widget)
        widget.show()

    def close_dialogs(self) -> None:
        """Close every other window of the program, without a question.

        A dialog with a method `prepare_lock` keeps its draft there first.
        """
        for widget in QApplication.topLevelWidgets():
            if widget is self or not widget.isVisible():
                continue
            prepare = getattr(widget, "prepare_lock", None)
            if callable(prepare):
                prepare()
            if isinstance(widget, QDialog):
                goes_by_itself = QtCore.Qt.WidgetAttribute.WA_DeleteOnClose
                goes = widget.testAttribute(goes_by_itself)
                widget.setAttribute(goes_by_itself, False)
                widget.done(QDialog.DialogCode.Rejected)
                if goes:
                    destroy(widget)
            widget.hide()

    def _fit_screen(self) -> None:
        wanted = QSize(theme.px(1280), theme.px(800))
        screen = self.screen()
        if screen is not None:
            room = screen.availableGeometry().size()
            self.setMinimumSize(bounded(self.minimumSize(), room))
            # Without a display there is a screen anyway, which is smaller than any real one.
            if QApplication.platformName() not in {"offscreen", "minimal"}:
                wanted = bounded(wanted, room)
        self.resize(wanted)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # From the event loop: by then the content of the window is on the screen, too.
            QTimer.singleShot(0, self, self.painted.emit)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._settings is not None:
            self._settings.setValue(_GEOMETRY, self.saveGeometry())
        if not self._is_leaving and self.stays():
            event.ignore()
            self.hide()
            return
        may_leave = getattr(self.centralWidget(), "may_leave", None)
        if not self._is_leaving and callable(may_leave) and not may_leave():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def bounded(wanted: QSize, room: QSize) -> QSize:
    """Return the maximum size of a window on a screen: its title bar must fit, too.

    The frame is not known before the window is shown; a title bar has about this height.
    """
    return wanted.boundedTo(room - QSize(0, theme.px(_TITLE_BAR)))


class WindowTray(QObject):
    """The icon of one window; does nothing on a desktop without a notification area.

    Attributes:
        tray: The icon; None without a notification area.

    Signals:
        lock_requested: The user wants to lock.
        quit_requested: The user wants to end the program.
        message_opened: The user clicked the last notification.
    """

    lock_requested = Signal()
    quit_requested = Signal()
    message_opened = Signal()

    def __init__(self, window: MainWindow, *, parent: QObject) -> None:
        """Show the icon.

        Args:
            window: Is hidden there when closed, if the settings of this computer say so.
        """
        super().__init__(parent)
        from alo183_desktop.gui.kit.tray import Tray  # not before the first paint

        self._window = window
        self.tray: Tray | None = None
        window.stays = Tray.stays
        if Tray.is_available():
            self.tray = Tray(parent=self)
            self.tray.open_requested.connect(window.bring_to_front)
            self.tray.message_opened.connect(self._on_message_opened)
            self.tray.lock_requested.connect(self.lock_requested)
            self.tray.quit_requested.connect(self.quit_requested)

    @Slot(str, str)
    def notify(self, title: str, text: str) -> None:
        """Show a notification that names nobody."""
        if self.tray is not None:
            self.tray.notify(title, text)

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001 - the only argument
        """Set whether the data is open."""
        if self.tray is not None:
            self.tray.set_open(is_open)

    def leave(self) -> None:
        """Remove the icon: the program ends."""
        if self.tray is not None:
            self.tray.leave()

    @Slot()
    def _on_message_opened(self) -> None:
        self._window.bring_to_front()
        self.message_opened.emit()


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
    """Counts from the last key, click, touch or wheel movement anywhere in the program.

    Install it as an event filter on the application.

    Signals:
        idled: The time has passed without input.
        lock_pressed: Ctrl+L was pressed where no shortcut of the window works: in a dialog.
        guide_pressed: F1 was pressed, in the window or in a dialog.
    """

    idled = Signal()
    lock_pressed = Signal()
    guide_pressed = Signal()

    def __init__(self, *, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idled)

    def start(self, minutes: float) -> None:
        """Start counting; 0 or less never locks."""
        self._timer.stop()
        if minutes > 0:
            self._timer.start(round(minutes * _MS_A_MINUTE))

    def stop(self) -> None:
        """Stop counting: there is nothing to lock."""
        self._timer.stop()

    def is_counting(self) -> bool:
        """Return whether the window will lock after inactivity."""
        return self._timer.isActive()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            keys, held = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier
            wanted = {
                (keys.Key_L, held.ControlModifier): self.lock_pressed,
                (keys.Key_F1, held.NoModifier): self.guide_pressed,
            }.get((keys(event.key()), event.modifiers()))
            if wanted is not None:
                # Later: the dialog that gets the key is destroyed by the lock.
                QTimer.singleShot(0, self, wanted.emit)
                return True
        return False
