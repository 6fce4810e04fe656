"""A filter that came from elsewhere, in words, with a cross that takes it away."""

from __future__ import annotations

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import IconButton
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.shared.override import override


class FilterChip(QWidget):
    """Says what the list is narrowed to; hidden while that is nothing.

    Signals:
        removed: Somebody took the filter away.
    """

    removed = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = ElidedLabel("", font=theme.body_medium(), parent=self)
        self._close = IconButton("Süzgeci kaldır", icon="close", parent=self)
        self._close.setFixedSize(theme.px(24), theme.px(24))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(3), 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self._label)
        row.addWidget(self._close)
        self.setFixedHeight(theme.px(32))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._close.clicked.connect(self.removed)
        self.hide()

    def show_words(self, words: str) -> None:
        """Say what is shown; an empty text hides the chip."""
        self._label.set_text(words)
        self.setAccessibleName(f"Süzgeç: {words}" if words else "")
        self.setVisible(bool(words))

    def words(self) -> str:
        """Return what it says."""
        return self._label.text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(theme.colour("tint"))
        radius = theme.px(4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
