"""Two things beside one another, or the second below the first where room is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import paint_chip
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        edge = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag(0)
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
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(gap))
    for place, widget in enumerate(widgets):
        row.addWidget(widget, shares[place] if shares else 0)
    return holder


_HEIGHT = 20
_CHIP_GAP = 6
_PADDING = 14


class ChipFlow(QWidget):
    """Chips from left to right and from top to bottom; as high as its width demands."""

    def __init__(self, words: Sequence[str] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setFont(theme.small())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: Sequence[str]) -> None:
        """Show other chips."""
        self._words = tuple(words)
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self._keep_height()
        self.update()

    def _chips(self) -> Iterator[tuple[QRectF, str]]:
        metrics = QFontMetrics(self.font())
        height, gap = theme.px(_HEIGHT), theme.px(_CHIP_GAP)
        x = y = 0
        for word in self._words:
            width = min(metrics.horizontalAdvance(word) + theme.px(_PADDING), max(self.width(), 1))
            if x and x + width > self.width():
                x, y = 0, y + height + gap
            yield QRectF(x, y, width, height), word
            x += width + gap

    def _keep_height(self) -> None:
        # A fixed height does what heightForWidth does not inside a scroll area (labels.py).
        needed = int(max((room.bottom() for room, _ in self._chips()), default=0))
        if needed != self.height():
            self.setFixedHeight(needed)

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(word) for word in self._words), default=0)
        return QSize(widest + theme.px(_PADDING), max(self.height(), theme.px(_HEIGHT)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(_HEIGHT))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        for room, word in self._chips():
            shown = metrics.elidedText(
                word, Qt.TextElideMode.ElideRight, int(room.width()) - theme.px(_PADDING - 2)
            )
            paint_chip(painter, room, shown)
