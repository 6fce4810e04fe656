"""Two things beside one another, or the second below the first where room is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

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
