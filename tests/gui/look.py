"""What can be wrong with the look of a window: cut words, things that lie over others, faint text.

And a key that leads to two places: it leads to none of them, but from one to the other.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import EverywhereButton
from alo183_desktop.gui.kit.notices import EmptyState
from alo183_desktop.gui.kit.page import Page

ROOMS: Final = ((1088, 771), (718, 451))
"""What navigation and foot leave of 1280 × 800, and, below the title bar, of 910 × 512: 1366 × 768
at 150 %."""
SMALL: Final = (910, 512)
"""The whole of the smaller window, for dialogs."""
_LEAST_CONTRAST: Final = 4.5
"""Of a text on what is behind it. Source: WCAG 2.1, 1.4.3."""
_ROUNDING: Final = 1
_ROUNDS: Final = 12
"""A layout notifies the one around it only in the next turn of the event loop."""


def seat(page: Page, room: tuple[int, int]) -> None:
    """Give a page the room that it has in the main window, and the search that stands there."""
    if page.header.findChild(EverywhereButton) is None:
        page.header.insert_search(EverywhereButton("Her yerde ara (Ctrl+K)", parent=page.header))
    enlarge(page.window(), room)
    page.resize(page.window().size())


def enlarge(window: QWidget, room: tuple[int, int]) -> None:
    """Give a window a size in pixels of the drawings."""
    window.resize(*map(theme.px, room))


def faults(window: QWidget) -> list[str]:
    """Return what is wrong with what is seen of a window; an empty list when nothing is."""
    for _round in range(_ROUNDS):
        QApplication.processEvents()
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found, managed = taken_twice(window), cache(_managed)
    for widget in _seen(window):
        what = [*_faults_of(widget, window, picture), *_covered(widget, managed)]
        found += [f"{one}: {_named(widget)}" for one in what]
    return found


def taken_twice(window: QWidget) -> list[str]:
    """Return the keys with Alt that several things in sight share, with their words."""
    taken: dict[str, list[str]] = {}
    for widget in _seen(window):
        is_label = isinstance(widget, QLabel) and widget.buddy() is not None
        if isinstance(widget, QAbstractButton) or is_label:
            text = str(widget.property("text"))
            if key := QKeySequence.mnemonic(text).toString():
                taken.setdefault(key, []).append(text)
    return [f"{key} twice: {words}" for key, words in taken.items() if len(words) > 1]


def _seen(window: QWidget) -> Iterator[QWidget]:
    """Yield the parts of a window that somebody sees; what a table paints is none of them."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window or widget.size().isEmpty():
            continue
        # What stands where rows would stand is no cell.
        painted = _is_within(widget, (QAbstractItemView, QComboBox, QLineEdit))
        if painted and not _is_within(widget, (EmptyState,)):
            continue
        yield widget


def _faults_of(widget: QWidget, window: QWidget, picture: QImage) -> Iterator[str]:
    if _is_outside(widget):
        yield "outside its frame"
    if isinstance(widget, QLabel) and widget.text():
        if _is_cut(widget):
            yield "cut"
        if _is_faint(widget, window, picture):
            yield "faint"
    elif isinstance(widget, QAbstractButton) and widget.text():
        room = widget.minimumSizeHint()
        if room.width() > widget.width() + _ROUNDING or room.height() > widget.height() + _ROUNDING:
            yield "cut"


def _is_cut(label: QLabel) -> bool:
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        longest = max(label.fontMetrics().horizontalAdvance(word) for word in label.text().split())
        return needed > label.height() + _ROUNDING or longest > room.width() + _ROUNDING
    return _width_of(label) > room.width() + _ROUNDING


def _width_of(label: QLabel) -> int:
    text = label.text() if label.buddy() is None else label.text().replace("&", "")
    return max(label.fontMetrics().horizontalAdvance(line) for line in text.splitlines() or [""])


def _is_outside(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if parent is None:
        return False
    area = parent.parentWidget()
    if isinstance(area, QAbstractScrollArea) and parent is area.viewport():
        # What is higher than the window is scrolled to; nothing is wider than it.
        return widget.width() > parent.width() + _ROUNDING
    return not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())


def _covered(widget: QWidget, managed: Callable[[QWidget], list[QWidget]]) -> Iterator[str]:
    """Yield what of the same layout lies over a widget, once for each pair."""
    parent = widget.parentWidget()
    if parent is None or isinstance(widget, QAbstractScrollArea):
        return
    row = managed(parent)
    if widget in row:
        for other in row[row.index(widget) + 1 :]:
            if _common(widget.geometry(), other.geometry()):
                yield f"under {_named(other)}"


def _managed(parent: QWidget) -> list[QWidget]:
    """Return what is seen of the layout of a widget."""
    layout = parent.layout()
    shown = [one for one in parent.children() if isinstance(one, QWidget) and one.isVisible()]
    if layout is None:
        return []
    return [one for one in shown if not one.isWindow() and layout.indexOf(one) >= 0]


def _common(first: QRect, second: QRect) -> bool:
    return first.adjusted(1, 1, -1, -1).intersects(second.adjusted(1, 1, -1, -1))


def _is_faint(label: QLabel, window: QWidget, picture: QImage) -> bool:
    if not label.isEnabled():
        return False
    place = QRect(label.mapTo(window, QPoint(0, 0)), label.size()) & picture.rect()
    shown = label.visibleRegion().boundingRect()
    place &= shown.translated(label.mapTo(window, QPoint(0, 0)))
    if place.isEmpty():
        return False
    pixels, width = memoryview(picture.constBits()).cast("I"), picture.bytesPerLine() // 4
    colours = Counter[int]()
    for y in range(place.top(), place.bottom() + 1, 2):
        colours.update(pixels[y * width + place.left() : y * width + place.right() + 1 : 2])
    ground = QColor(colours.most_common(1)[0][0])
    return contrast(label.palette().color(label.foregroundRole()), ground) < _LEAST_CONTRAST


def contrast(first: QColor, second: QColor) -> float:
    """Return the ratio of two colours, from 1 to 21. Source: WCAG 2.1, relative luminance."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _is_within(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, kinds):
            return True
        above = above.parentWidget()
    return False


def _named(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = widget.accessibleName() or (text() if callable(text) else "")
    return f"{type(widget).__name__} {words!r} at {widget.geometry().getRect()}"
