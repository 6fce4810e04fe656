"""What stands above a list: two groups side by side, or one below the other where room is short.

Not here: what the groups hold (custody_part.py, items_part.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_GAP = 8


class ListHead(QWidget):
    """Never narrower than its buttons need: a word that is cut off says nothing."""

    def __init__(
        self,
        first: Sequence[QWidget],
        second: Sequence[QWidget],
        *,
        is_spread: bool,
        parent: QWidget,
    ) -> None:
        """Put the widgets into their groups.

        Args:
            first: What stands at the left.
            second: What stands beside it, or below.
            is_spread: Whether the second group stands at the right edge.
            parent: What the list lies in.
        """
        super().__init__(parent)
        self._first = self._group(first)
        self._second = self._group(second)
        self._edge = Qt.AlignmentFlag.AlignRight if is_spread else Qt.AlignmentFlag.AlignLeft
        self._is_narrow = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(_GAP))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._first, 0, 0)
        self._grid.addWidget(self._second, 0, 1, self._edge)

    def _group(self, widgets: Sequence[QWidget]) -> QWidget:
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(_GAP))
        for widget in widgets:
            row.addWidget(widget)
        return group

    def _place(self) -> None:
        needed = self._first.sizeHint().width() + theme.px(_GAP) + self._second.sizeHint().width()
        is_narrow = needed > self.width()
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._grid.removeWidget(self._second)
            place = (1, 0, 1, 2) if is_narrow else (0, 1, 1, 1)
            edge = Qt.AlignmentFlag.AlignLeft if is_narrow else self._edge
            self._grid.addWidget(self._second, *place, edge)
            # Beside one another the first group takes no more than it needs.
            left = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag(0)
            self._grid.setAlignment(self._first, left)
            self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        width = max(self._first.sizeHint().width(), self._second.sizeHint().width())
        return QSize(width, self._grid.minimumSize().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)
