"""What holds other widgets: the ruled surface, areas that scroll, two things side by side.

Widgets are destroyed here, too, but never while code within them is still running.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QSize,
    QThread,
    QTimer,
    Slot,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListWidget,
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
"""Interval of the check whether an answer is still awaited."""
_OVER_WORDS: Final = 3
"""Space above a link, in pixels of the drawings."""
_BACK_AND_FORTH: Final = 8
"""Nested sizes, of which two are enough to decide on a bar."""
SEEN_WHOLE: Final = "seenWhole"
"""The property of a widget, such as a field, that is scrolled into sight with all its parts."""
_ROUNDS: Final = 4
"""Of nested layouts."""
_ONE_LINE: Final = 1.7
"""Lines of text that a label of one line is high at most, with its surroundings."""


def make_column(
    parent: QWidget | None,
    *parts: Part,
    gap: int | None = None,
    margins: tuple[int, int, int, int] = _NO_MARGINS,
) -> QVBoxLayout:
    """Return a layout from top to bottom.

    Args:
        parent: What it lays out; None: it becomes a part of another layout.
        parts: Its content: widgets and layouts, each alone or with what `addWidget` takes
            beside it (stretch, alignment); a number is a stretch.
        gap: Between two of them, in pixels of the drawings; None: as in the style.
        margins: Left, top, right and bottom, likewise.
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
    """Return a container with a widget on the baseline of a link, which has some space above."""
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
    """Scrolls its content, without a frame, and notices when the content grows.

    A scroll bar can make the content low enough to need none, which makes it too high again: Qt
    would alternate forever. Here the bar stays until the area has another size.
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
        # The content of a scroll area reports its growth to nobody outside.
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
    """As large as its content while there is room for it; scrolls otherwise."""

    def __init__(self, content: QWidget, *, room: Callable[[], QSize], parent: QWidget) -> None:
        """Make the area around its content.

        Args:
            content: Determines the size.
            room: Returns the maximum size.
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
            # The scroll bar takes room, too.
            wanted.setWidth(wanted.width() + self.verticalScrollBar().sizeHint().width())
        return wanted.boundedTo(room)


class VerticalScrollArea(_ContentArea):
    """Scrolls vertically only: it is never narrower than its content needs."""

    def __init__(self, content: QWidget, *, parent: QWidget) -> None:
        super().__init__(content, parent=parent)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @override
    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self._content.minimumSizeHint().width() + bar
        return super().minimumSizeHint().expandedTo(QSize(needed, 0))


def room_of(widget: QWidget) -> QSize:
    """Return the maximum size of a dialog over a window, including the window's frame."""
    window = widget.window()
    while (parent := window.parentWidget()) is not None:
        window = parent.window()
    # Without a display there is a screen anyway, which is smaller than any real one.
    if QApplication.platformName() in {"offscreen", "minimal"}:
        return window.size()
    screen = window.screen().availableGeometry().size()
    return room_on(screen, window=window.size(), framed=window.frameGeometry().size())


def room_on(screen: QSize, *, window: QSize, framed: QSize) -> QSize:
    """Return the maximum size of a dialog over a window, with the dialog's own frame on the screen.

    Args:
        screen: Its area available to windows.
        window: The size of the window.
        framed: The same with its frame; the dialog's frame is assumed to be as large.
    """
    return window.boundedTo(screen - (framed - window))


def bring_into_sight(widget: QWidget) -> None:
    """Scroll the areas around a widget until it is seen: Qt does that only for Tab.

    The control of a field is seen with its label and its message, as far as there is room for them.
    Does nothing before the widget is shown: its position is not known until then.
    """
    if not widget.isVisible():
        return
    whole: QWidget | None = widget
    while whole is not None and not whole.property(SEEN_WHOLE):
        whole = whole.parentWidget()
    within = [widget]
    while (parent := within[-1].parentWidget()) is not None:
        if isinstance(parent, QScrollArea):
            # New content has no position yet. Never activate the window's own layout: it would
            # ask for room before texts know their height.
            for one in within:
                QCoreApplication.sendPostedEvents(one, QEvent.Type.LayoutRequest)
            if whole is not None and parent.isAncestorOf(whole):
                parent.ensureWidgetVisible(whole)
            parent.ensureWidgetVisible(widget)
        within.append(parent)


def make_stop(area: QScrollArea) -> None:
    """Make an area of texts reachable by Tab, so that keys scroll it, and show its focus."""
    area.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
    area.setProperty("look", "stop")


def _cut_of(texts: QLabel | QListWidget, above: int) -> int:
    """Return how much of a line is above an edge that cuts it; 0 where the edge cuts none."""
    if not 0 < above < texts.height():
        return 0
    if isinstance(texts, QListWidget):
        rows = (texts.visualItemRect(texts.item(index)) for index in range(texts.count()))
        return next((above - row.top() for row in rows if row.top() < above <= row.bottom()), 0)
    line = texts.fontMetrics().lineSpacing()
    return above % line if texts.height() > _ONE_LINE * line else above


class _WholeLines(QScrollArea):
    """Ends above the line of text that its lower edge would cut."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        bar = self.verticalScrollBar()
        for moved in (bar.valueChanged, bar.rangeChanged):
            moved.connect(self.hide_cut_line)

    @Slot()
    def hide_cut_line(self) -> None:
        """Show whole lines only, after the content has moved or is another one."""
        port, content = self.viewport(), self.widget()
        if content is None or content.y() + content.height() <= port.height():
            port.clearMask()
            return
        begun = edge = port.height() - content.y()
        texts: list[QLabel | QListWidget] = list(content.findChildren(QLabel))
        texts += content.findChildren(QListWidget)
        tops = {one: one.mapTo(content, QPoint()).y() for one in texts if one.isVisibleTo(content)}
        # Whole above one text, the edge may cut another beside it.
        while cut := max((_cut_of(one, edge - top) for one, top in tops.items()), default=0):
            edge -= cut
        port.setMask(QRegion(0, 0, port.width(), port.height() - begun + edge))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hide_cut_line()


def scroll_area(
    content: QWidget | None = None,
    *,
    is_sideways: bool = False,
    has_whole_lines: bool = False,
    parent: QWidget,
) -> QScrollArea:
    """Return a frameless area around `content`, which never takes the focus.

    Args:
        content: The scrolled widget; may be set later.
        is_sideways: Whether it scrolls horizontally, too, where its content is wider.
        has_whole_lines: Whether it hides the line of text that its lower edge cuts, as cards do.
    """
    area = _WholeLines(parent) if has_whole_lines else QScrollArea(parent)
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
    """Two widgets side by side that are never squeezed: a truncated word means nothing."""

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
            first: The left one.
            second: Beside it, or below.
            is_spread: Whether the second is aligned to the right edge.
            shares: Stretch of the two where both can use the width.
            gap: Between the two, in pixels of the drawings.
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
        """Return whether the second is below the first."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def fit(self) -> None:
        """Place the two where there is room for both."""
        self.put_below(is_below=self._width_beside() > self.width())

    def _width_beside(self) -> int:
        widths = self._first.sizeHint().width() + self._second.sizeHint().width()
        return widths + self._box.spacing()

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
    def sizeHint(self) -> QSize:
        # Also while one is below: a pair around this one must not take that for room enough.
        return QSize(self._width_beside(), super().sizeHint().height())

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
    """Return a row of widgets for one of the two, with their stretches."""
    holder = QWidget(parent)
    row = make_row(holder, gap=gap)
    for index, widget in enumerate(widgets):
        row.addWidget(widget, shares[index] if shares else 0)
    return holder


def destroy(widget: QWidget) -> None:
    """Hide a widget at once, and destroy it when no answer is awaited any more.

    `deleteLater` alone destroys it during the wait: the waiting code would go on in a dead object.
    """
    widget.hide()
    if is_asked():
        QTimer.singleShot(_ANSWERED_MS, widget, partial(destroy, widget))
    else:
        widget.deleteLater()


def close_popups() -> None:
    """Close every open menu and completion list of a window that is closing.

    WORKAROUND: Qt 6.11: where a popup is still open when the focus comes back to the window behind,
    `QApplication.activeWindow` stays None, and no shortcut works until the user leaves the
    program and returns.
    """
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if popup is QApplication.activePopupWidget():
            break


def next_turn(owner: QObject, act: Callable[[], object]) -> None:
    """Call a function in the next turn of the event loop, unless its owner is destroyed by then.

    WORKAROUND: PySide6 6.11: `QTimer.singleShot(0, owner, act)` keeps `act` forever, and with it
    everything it holds, when the owner is destroyed first.
    """
    turn = QTimer(owner, singleShot=True, interval=0)
    turn.timeout.connect(act)
    turn.timeout.connect(partial(turn.deleteLater))
    turn.start()


def is_asked() -> bool:
    """Return whether an answer is awaited: of `ask`, or of a system dialog."""
    return QThread.currentThread().loopLevel() > 1


def replace_content(area: QScrollArea, content: QWidget) -> None:
    """Replace the content of a scroll area.

    The former content stays until the current event is handled: it may have come from a link in
    it, and `setWidget` alone would destroy the link within its own click.
    """
    former = area.takeWidget()
    if former is not None:
        former.setParent(area)  # else Python destroys it as soon as no name refers to it
        former.deleteLater()
    area.setWidget(content)
    # A text knows its height only once it knows its width, and its surroundings only then: laid
    # out before painting, nothing overlaps even for a moment.
    laid_out = [one for one in content.findChildren(QWidget) if one.layout() is not None]
    for _round in range(_ROUNDS):
        for one in (*reversed(laid_out), content, area.viewport(), area):
            QCoreApplication.sendPostedEvents(one, QEvent.Type.LayoutRequest)
    if isinstance(area, _WholeLines):
        area.hide_cut_line()
