"""What holds other widgets: the ruled surface, areas that scroll, two things side by side.

A widget is destroyed here, too, but never under the feet of who works in it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QThread, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    Part = QWidget | QLayout | tuple[QWidget | QLayout, *tuple[object, ...]] | int

BoxT = TypeVar("BoxT", bound=QBoxLayout)
_NO_MARGINS: Final = (0, 0, 0, 0)
_ANSWERED_MS: Final = 50
"""How often it is looked whether somebody still waits for an answer."""
_OVER_WORDS: Final = 3
"""Of a link, in pixels of the drawings."""
_BACK_AND_FORTH: Final = 8
"""Sizes within one another, of which two are enough where a bar is decided on."""
_ROUNDS: Final = 4
"""Of layouts that lie in one another."""


def make_column(
    parent: QWidget | None,
    *parts: Part,
    gap: int | None = None,
    margins: tuple[int, int, int, int] = _NO_MARGINS,
) -> QVBoxLayout:
    """Return a layout from top to bottom.

    Args:
        parent: What it lays out; None: it becomes a part of another layout.
        parts: What stands in it: widgets and layouts, each alone or with what `addWidget` takes
            beside it (its share of the room, its place in it); a number is the share of free room.
        gap: Between two of them, in pixels of the drawings; None: as the style has it.
        margins: At the left, above, at the right and below, likewise.
    """
    return _filled(QVBoxLayout() if parent is None else QVBoxLayout(parent), parts, gap, margins)


def make_row(
    parent: QWidget | None,
    *parts: Part,
    gap: int | None = None,
    margins: tuple[int, int, int, int] = _NO_MARGINS,
) -> QHBoxLayout:
    """Return a layout from left to right; as `make_column`."""
    return _filled(QHBoxLayout() if parent is None else QHBoxLayout(parent), parts, gap, margins)


def _filled(
    box: BoxT, parts: Sequence[Part], gap: int | None, margins: tuple[int, int, int, int]
) -> BoxT:
    box.setContentsMargins(*(theme.px(one) if one else 0 for one in margins))
    if gap is not None:
        box.setSpacing(theme.px(gap) if gap else 0)
    for part in parts:
        if isinstance(part, int):
            box.addStretch(part)
        else:
            one, *how = part if isinstance(part, tuple) else (part,)
            add: Callable[..., None] = box.addLayout if isinstance(one, QLayout) else box.addWidget
            add(one, *how)
    return box


def beside_link(widget: QWidget, *, parent: QWidget) -> QWidget:
    """Return what holds a widget on one line with the words of a link, above which is some room."""
    holder = QWidget(parent)
    make_column(holder, widget, margins=(0, _OVER_WORDS, 0, 0))
    return holder


class Card(QFrame):
    """A flat, ruled surface.

    Attributes:
        content: Takes the content from top to bottom.
    """

    def __init__(self, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        """Make the card; `quiet` fills it with the colour of the navigation."""
        super().__init__(parent)
        # Drawn by the style sheet: the first brush of a painter costs 20 ms before the first paint.
        self.setProperty("card", "quiet" if quiet else "plain")
        self.content = QVBoxLayout(self)
        margin = theme.px(16)
        self.content.setContentsMargins(margin, theme.px(12), margin, theme.px(12))
        self.content.setSpacing(theme.px(8))


class _ContentArea(QScrollArea):
    """Scrolls what it holds, without a frame, and is told when that becomes larger.

    A bar can make the content so low that it needs none, which makes it so high that it does: Qt
    would go back and forth for ever. There it stays, until the area has another size.
    """

    def __init__(self, content: QWidget, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self._content = content
        self._within = 0
        self._undecided: QSize | None = None
        self.setWidget(content)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What lies in a scroll area tells nobody outside that it has become larger.
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        if event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._within == _BACK_AND_FORTH:
            self._undecided = self.size()
            self.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
            return False
        if self._undecided is not None and self._undecided != self.size():
            self._undecided = None
            self.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._within += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._within -= 1


class DialogArea(_ContentArea):
    """As large as its content wants while there is room for it; scrolls otherwise."""

    def __init__(self, content: QWidget, *, room: Callable[[], QSize], parent: QWidget) -> None:
        """Put the content in.

        Args:
            content: Gives it its size.
            room: Says how much there is at most.
            parent: The dialog.
        """
        self._room = room
        super().__init__(content, parent=parent)

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


class UprightArea(_ContentArea):
    """Scrolls downwards only: it is never narrower than what lies in it needs."""

    def __init__(self, content: QWidget, *, parent: QWidget) -> None:
        super().__init__(content, parent=parent)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @override
    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self._content.minimumSizeHint().width() + bar
        return super().minimumSizeHint().expandedTo(QSize(needed, 0))


def room_of(widget: QWidget) -> QSize:
    """Return how large a dialog over a window can be, the window's frame and all."""
    window = widget.window()
    while (parent := window.parentWidget()) is not None:
        window = parent.window()
    # Without a display there is a screen all the same, which is smaller than any real one.
    if QApplication.platformName() in {"offscreen", "minimal"}:
        return window.size()
    screen = window.screen().availableGeometry().size()
    return room_on(screen, window=window.size(), framed=window.frameGeometry().size())


def room_on(screen: QSize, *, window: QSize, framed: QSize) -> QSize:
    """Return how large a dialog over a window can be whose own frame stays on the screen, too.

    Args:
        screen: What of it windows can have.
        window: The size of the window.
        framed: The same with its frame; a dialog's is taken to be as large.
    """
    return window.boundedTo(screen - (framed - window))


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


_GAP = 8


class Beside(QWidget):
    """Never squeezes what it holds: a word that is cut off says nothing."""

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        *,
        is_spread: bool = True,
        shares: tuple[int, int] = (0, 0),
        gap: int = _GAP,
        parent: QWidget,
    ) -> None:
        """Put the two beside one another.

        Args:
            first: What stands at the left.
            second: What stands beside it, or below.
            is_spread: Whether the second stands at the right edge.
            shares: How the two share the width where both can use it.
            gap: Between the two, in pixels of the drawings.
            parent: What it lies in.
        """
        super().__init__(parent)
        self._first = first
        self._second = second
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(gap))
        self._fills = any(shares)
        self._box.addWidget(first, shares[0] or int(is_spread))
        self._box.addWidget(second, shares[1])
        if not is_spread:
            self._box.addStretch(1)

    def is_below(self) -> bool:
        """Return whether the second stands below the first."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def fit(self) -> None:
        """Place the two where there is room for both."""
        needed = self._first.sizeHint().width() + self._second.sizeHint().width()
        self.put_below(is_below=needed + self._box.spacing() > self.width())

    def put_below(self, *, is_below: bool) -> None:
        """Put the second below the first, or beside it."""
        if is_below == self.is_below():
            return
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if is_below else ways.LeftToRight)
        is_left = is_below and not self._fills
        edge = QtCore.Qt.AlignmentFlag.AlignLeft if is_left else QtCore.Qt.AlignmentFlag(0)
        self._box.setAlignment(self._second, edge)
        self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        widths = (one.minimumSizeHint().width() for one in (self._first, self._second))
        return QSize(max(widths), self._box.minimumSize().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return is_done


def group(
    widgets: Sequence[QWidget],
    *,
    shares: Sequence[int] = (),
    gap: int = _GAP,
    parent: QWidget,
) -> QWidget:
    """Return a row of widgets for one of the two, with how they share its width."""
    holder = QWidget(parent)
    row = make_row(holder, gap=gap)
    for index, widget in enumerate(widgets):
        row.addWidget(widget, shares[index] if shares else 0)
    return holder


def destroy(widget: QWidget) -> None:
    """Hide a widget at once, and destroy it when nobody waits for an answer any more.

    `deleteLater` alone destroys it within the waiting: whoever asked goes on in what is gone.
    """
    widget.hide()
    if is_asked():
        QTimer.singleShot(_ANSWERED_MS, widget, partial(destroy, widget))
    else:
        widget.deleteLater()


def close_popups() -> None:
    """Close every menu and list of offers that is open over a window that goes.

    WORKAROUND: Qt 6.11: where a popup is still open when the focus comes back to the window behind,
    `QApplication.activeWindow` stays None, and no shortcut is heard until somebody leaves the
    program and returns.
    """
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if popup is QApplication.activePopupWidget():
            break


def next_turn(owner: QObject, act: Callable[[], object]) -> None:
    """Do something in the next turn of the event loop, unless its owner is gone by then.

    WORKAROUND: PySide6 6.11: `QTimer.singleShot(0, owner, act)` keeps the act for ever, and with it
    all that it holds, when the owner goes first.
    """
    turn = QTimer(owner, singleShot=True, interval=0)
    turn.timeout.connect(act)
    turn.timeout.connect(partial(turn.deleteLater))
    turn.start()


def is_asked() -> bool:
    """Return whether somebody waits for an answer: of `ask`, or of a dialog of the system."""
    return QThread.currentThread().loopLevel() > 1


def replace_content(area: QScrollArea, content: QWidget) -> None:
    """Let something else scroll in an area.

    What it takes the place of stays until the act is over: it may have begun there, with a click on
    a link, and `setWidget` alone would destroy the link within its own click.
    """
    former = area.takeWidget()
    if former is not None:
        former.setParent(area)  # else Python destroys it, as soon as nobody here names it
        former.deleteLater()
    area.setWidget(content)
    # A text knows how high it is only once it knows how wide it is, and what is around it only
    # then: laid out before it is painted, nothing lies over anything for a moment.
    laid_out = [one for one in content.findChildren(QWidget) if one.layout() is not None]
    for _round in range(_ROUNDS):
        for one in (*reversed(laid_out), content, area.viewport(), area):
            QCoreApplication.sendPostedEvents(one, QEvent.Type.LayoutRequest)
