"""Tab in reading order, and the focus frame of widgets that paint themselves.

Qt uses the order in which widgets were made. Widgets made later, such as a link in a card that
follows the list, would come after everything else, and a list after the card that it fills.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtGui import QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import bring_into_sight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter


class ReadingOrderTabsMixin:
    """Lets Tab follow the reading order; must precede the Qt class among a window's bases."""

    def focusNextPrevChild(self, next: bool, /) -> bool:  # noqa: A002, N802, FBT001 - Qt's name
        """Move the focus to the next or previous widget; called for each Tab within."""
        return move_focus(cast("QWidget", self).window(), forward=next)


@runtime_checkable
class _Listing(Protocol):
    """A list, whose rows Tab passes over as one."""

    placeholders: list[QWidget]
    """What it shows in place of rows; with buttons of its own."""


ASIDE: Final = "aside"
"""The property of what Tab reaches last, such as a preview of what is typed beside it."""
_WHOLE: Final = (QAbstractScrollArea, QAbstractSpinBox, QComboBox, QLineEdit)


def paint_focus(painter: QPainter, rect: QRect) -> None:
    """Paint the focus frame; what the style sheet paints needs none."""
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0, 0, -1, -1))


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next widget in reading order, and scroll it into sight.

    Args:
        window: A whole window.
        forward: Tab; Shift+Tab otherwise.

    Returns:
        Whether there is such a widget.
    """
    shown = list(_in_reading_order(window))[1:]
    focused = window.focusWidget()
    index = shown.index(focused) if focused in shown else -1
    ways = shown[index + 1 :] + shown[: max(index, 0)]
    if not forward:
        ways = ways[::-1]
    found = next(filter(_takes_tab, ways), None)
    if found is None:
        return False
    reasons = QtCore.Qt.FocusReason
    found.setFocus(reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
    bring_into_sight(found)
    return True


def _in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Yield a widget and its focusable descendants, in layout order."""
    yield widget
    for child in _parts(widget):
        if child.isVisible() and child.isEnabled():
            yield from _in_reading_order(child)


def _parts(widget: QWidget) -> list[QWidget]:
    """Return the children of a widget: first those its layout places, then the rest by position.

    Qt's internal children of a control or a scroll area are never wrapped: PySide 6.11
    makes a wrapper for it, and destroys those of all its descendants with it.
    """
    if isinstance(widget, QScrollArea):
        content = widget.widget()
        return [] if content is None else [content]
    if isinstance(widget, _Listing):
        return widget.placeholders
    if isinstance(widget, _WHOLE):
        return []
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    placed = list(_placed(widget.layout(), children))
    placed.sort(key=lambda one: bool(one.property(ASIDE)))
    main = next((one for one in placed if isinstance(one, QPushButton) and one.isDefault()), None)
    if main is not None:
        # What a dialog is for follows its fields, wherever its button stands in the row.
        place = first = placed.index(main)
        while first and isinstance(placed[first - 1], QPushButton):
            first -= 1
        placed.insert(first, placed.pop(place))
    others = [child for child in children if child not in placed and not child.isWindow()]
    return [*placed, *sorted(others, key=lambda child: (child.y(), child.x()))]


def _placed(layout: QLayout | None, widgets: Sequence[QWidget]) -> Iterator[QWidget]:
    """Yield those of some widgets that a layout, or one nested in it, places; a grid row by row.

    WORKAROUND: PySide6 6.11: `itemAt` makes a wrapper of the item that outlives it. An object
    that later occupies the item's memory is then destroyed as if it were the item: a crash.
    """
    if layout is None:
        return
    within = [one for one in layout.children() if isinstance(one, QLayout)]
    items: dict[int, QWidget | QLayout] = {layout.indexOf(one): one for one in widgets}
    items |= {layout.indexOf(one): one for one in within}
    positions = sorted(index for index in items if index >= 0)
    if isinstance(layout, QGridLayout):
        positions.sort(key=lambda index: cast("tuple[int, ...]", layout.getItemPosition(index)))
    for item in map(items.__getitem__, positions):
        if isinstance(item, QWidget):
            yield item
        else:
            yield from _placed(item, widgets)


def _takes_tab(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus)
    return by_tab and widget.focusProxy() is None
