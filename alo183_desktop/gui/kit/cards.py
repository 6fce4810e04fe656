"""The flat, ruled surface that things stand on.

Not here: what stands on it.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.shared.override import override


class Card(QFrame):
    """A flat, ruled surface.

    Attributes:
        content: Takes the content from top to bottom.
    """

    def __init__(self, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        """Make the card; `quiet` fills it with the colour of the navigation."""
        super().__init__(parent)
        self._fill = "chrome" if quiet else "base"
        self._late = False
        self.content = QVBoxLayout(self)
        margin = theme.px(16)
        self.content.setContentsMargins(margin, theme.px(12), margin, theme.px(12))
        self.content.setSpacing(theme.px(8))

    def set_late(self, late: bool) -> None:  # noqa: FBT001 - the only argument
        """Mark the card with the strong red edge of something that is late."""
        self._late = late
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self._late else 1
        painter.setPen(QPen(theme.colour("late" if self._late else "line"), width))
        painter.setBrush(theme.colour(self._fill))
        radius = theme.px(4)
        inset = width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
        )
