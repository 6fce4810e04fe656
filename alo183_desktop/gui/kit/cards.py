"""The flat, ruled surface that things stand on."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme


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
