"""Words in outlines on as many lines as they need, such as the subjects of an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import paint_chip
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEIGHT = 20
_GAP = 6
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
        height, gap = theme.px(_HEIGHT), theme.px(_GAP)
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
