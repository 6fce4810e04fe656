"""How a cell of a list is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from alo183_desktop.documents.columns import CellKind
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import paint_chip
from alo183_desktop.gui.kit.states import paint_state
from alo183_desktop.gui.kit.table.models import TableModel
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from alo183_desktop.documents.columns import Column

_BAR: Final = 3
# Combined once: PySide makes a new enum value each time, for each cell.
_AT_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_AT_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Paints text, state or chips; the selection as a tint with a bar at the row's left."""

    def __init__(self, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._body = theme.body()
        self._strong = theme.body_strong()
        self._chip = theme.small()
        self._chip_metrics = QFontMetrics(self._chip)
        self._body_metrics = QFontMetrics(self._body)
        self._strong_metrics = QFontMetrics(self._strong)
        self._padding = theme.px(8)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        view = self.parent()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.colour("tint" if selected else "base"))
        current = isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row()
        if index.column() == 0 and selected and current:
            painter.fillRect(
                QRect(rect.left(), rect.top(), theme.px(_BAR), rect.height()),
                theme.colour("accent"),
            )
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        self._paint_content(painter, rect.adjusted(self._padding, 0, -self._padding, 0), index)
        painter.restore()

    @override
    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        model = index.model()
        row = model.row_at(index) if isinstance(model, TableModel) else None
        if not isinstance(model, TableModel) or row is None:
            return False
        column = model.columns[index.column()]
        if self.needed_width(column, row) > option.rect.width():
            QToolTip.showText(event.globalPos(), column.text(row), view)
        else:
            QToolTip.hideText()
        return True

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        # Called by Qt on a double click on the edge of a heading.
        size = super().sizeHint(option, index)
        model = index.model()
        row = model.row_at(index) if isinstance(model, TableModel) else None
        if isinstance(model, TableModel) and row is not None:
            size.setWidth(self.needed_width(model.columns[index.column()], row))
        return size

    def needed_width(self, column: Column[Any], row: Any) -> int:
        """Return the width that a column needs to show a row in full."""
        return self._width(column, row) + 2 * self._padding

    def _paint_content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        # Straight from the model: each role through Qt would be a call back into Python,
        # and an enum would come back as its text.
        model = index.model()
        if not isinstance(model, TableModel):
            return
        column = model.columns[index.column()]
        row = model.row_at(index)
        if row is None:
            return  # not loaded yet (jump_model.py)
        if column.chips is not None:
            self._paint_chips(painter, rect, column.chips(row))
            return
        text = column.text(row)
        if column.state is not None:
            state = column.state(row)
            if state is not None:
                painter.setFont(self._body)
                strong = state in {State.LATE, State.NEAR}
                paint_state(painter, rect, state, text, strong=strong)
                return
            if column.keeps_mark_room:
                rect = rect.adjusted(theme.px(18), 0, 0, 0)
        repeats = column.repeats is not None and column.repeats(row)
        font = self._strong if column.kind is CellKind.STRONG and not repeats else self._body
        if column.struck is not None and column.struck(row):
            font = QFont(font)
            font.setStrikeOut(True)
        role = "muted" if column.kind is CellKind.MUTED or repeats else "text"
        sides = Qt.TextElideMode.ElideMiddle if column.cut_middle else Qt.TextElideMode.ElideRight
        shown = QFontMetrics(font).elidedText(text, sides, rect.width() + 1)
        _paint_text(painter, rect, shown, font=font, role=role, to_right=column.align_right)

    def _paint_chips(self, painter: QPainter, rect: QRect, words: Sequence[str]) -> None:
        painter.setFont(self._chip)
        height = theme.px(20)
        top = rect.top() + (rect.height() - height) / 2
        x = float(rect.left())
        for index, word in enumerate(words):
            width = self._chip_metrics.horizontalAdvance(word) + theme.px(14)
            hidden = len(words) - index
            last = index == len(words) - 1
            more = 0 if last else self._chip_metrics.horizontalAdvance(f"+{hidden}") + theme.px(8)
            if index and x + width + more > rect.right() + 1:
                painter.setPen(theme.colour("muted"))
                room_left = QRectF(x, top, rect.right() - x + 1, height)
                painter.drawText(room_left, _AT_LEFT, f"+{hidden}")
                return
            room = min(width, rect.right() + 1 - x)
            shown = self._chip_metrics.elidedText(
                word, Qt.TextElideMode.ElideRight, int(room) - theme.px(12)
            )
            paint_chip(painter, QRectF(x, top, room, height), shown)
            x += width + theme.px(6)

    def _width(self, column: Column[Any], row: Any) -> int:
        """Return the painted width of a cell, without its padding."""
        if column.chips is not None:
            return sum(
                self._chip_metrics.horizontalAdvance(word) + theme.px(20)
                for word in column.chips(row)
            )
        is_plain = column.state is None and column.kind in {CellKind.TEXT, CellKind.MUTED}
        metrics = self._body_metrics if is_plain else self._strong_metrics
        mark = theme.px(18) if column.state is not None else 0
        return metrics.horizontalAdvance(column.text(row)) + mark


def _paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    font: QFont,
    role: str,
    to_right: bool,
) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    painter.drawText(rect, _AT_RIGHT if to_right else _AT_LEFT, text)
