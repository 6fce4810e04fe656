"""What scrolls where the screen or the window is too small for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable


class DialogArea(QScrollArea):
    """As large as its content wants while there is room for it; scrolls otherwise."""

    def __init__(self, content: QWidget, *, room: Callable[[], QSize], parent: QWidget) -> None:
        """Put the content in.

        Args:
            content: Gives it its size.
            room: Says how much there is at most.
            parent: The dialog.
        """
        super().__init__(parent)
        self._content = content
        self._room = room
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    @override
    def sizeHint(self) -> QSize:
        return self._bounded(self._content.sizeHint())

    @override
    def minimumSizeHint(self) -> QSize:
        return self._bounded(self._content.minimumSizeHint())

    def _bounded(self, wanted: QSize) -> QSize:
        room = self._room()
        if wanted.height() > room.height():
            # Beside what scrolls there is its bar.
            wanted.setWidth(wanted.width() + self.verticalScrollBar().sizeHint().width())
        return wanted.boundedTo(room)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What lies in a scroll area tells nobody outside that it has become larger.
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class UprightArea(QScrollArea):
    """Scrolls downwards only: it is never narrower than what lies in it needs."""

    def __init__(self, content: QWidget, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = content
        self.setWidget(content)

    @override
    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self._content.minimumSizeHint().width() + bar
        return super().minimumSizeHint().expandedTo(QSize(needed, 0))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # As above: fonts and fields come after the content was put in.
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def room_of(widget: QWidget) -> QSize:
    """Return how large a dialog over a window can be, the window's frame and all."""
    window = widget.window()
    while (parent := window.parentWidget()) is not None:
        window = parent.window()
    room = window.size()
    # Without a display there is a screen all the same, which is smaller than any real one.
    if QApplication.platformName() not in {"offscreen", "minimal"}:
        room = room.boundedTo(window.screen().availableGeometry().size())
    return room


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever a widget lies in, so that it is seen: keys alone do that only for Tab.

    Nothing happens before it is shown: where it will lie is not known by then.
    """
    if not widget.isVisible():
        return
    within = [widget]
    while (parent := within[-1].parentWidget()) is not None:
        if isinstance(parent, QScrollArea):
            # What has just been said or opened has no place yet. Never the window's own layout: it
            # would ask for room before texts know how high they are.
            for one in within:
                QCoreApplication.sendPostedEvents(one, QEvent.Type.LayoutRequest)
            parent.ensureWidgetVisible(widget)
        within.append(parent)


def make_stop(area: QScrollArea) -> None:
    """Let Tab come to an area of texts, so that keys scroll it, and show that it is there."""
    area.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
    area.setProperty("look", "stop")


def scroll_area(
    content: QWidget | None = None, *, is_sideways: bool = False, parent: QWidget
) -> QScrollArea:
    """Return a frameless area around `content`, which never takes the focus.

    Args:
        content: What scrolls; may be set later.
        is_sideways: Whether it scrolls sideways, too, where its content is wider.
        parent: Qt's owner.
    """
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    if not is_sideways:
        area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if content is not None:
        area.setWidget(content)
    return area
