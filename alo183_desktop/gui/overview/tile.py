"""A tile: one clause of the circular, its state, one number, and the lists behind it.

Not here: what the numbers are (overview).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.states import WORDS, State, paint_shape
from alo183_desktop.gui.overview.words import STATES
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from alo183_desktop.overview.rows import ClauseTile

_HEIGHT: Final = 128
_WIDTH: Final = 176
_SIDE: Final = 16
_SHAPE: Final = 12
_GAP: Final = 6
_MOST_WORDS: Final = 3


class TileButton(QAbstractButton):
    """A card that opens the list behind its worst number; its menu offers the others.

    Signals:
        opened: The matter whose list is wanted (`overview.rows.Matter`).
    """

    opened = Signal(object)

    def __init__(self, tile: ClauseTile, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._tile = tile
        self._is_hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)
        self.set_tile(tile)

    def tile(self) -> ClauseTile:
        """Return what is shown."""
        return self._tile

    def set_tile(self, tile: ClauseTile) -> None:
        """Show other numbers of the same clause."""
        self._tile = tile
        self.setAccessibleName(
            f"{tile.clause}. madde, {tile.title}: {self.state_word()}, {tile.figure}"
        )
        self.setAccessibleDescription(f"{tile.words}. Enter listeyi açar.")
        self.setToolTip(tile.words)
        self.update()

    def state_word(self) -> str:
        """Return the state in a word."""
        return self._tile.state_word or WORDS[STATES[self._tile.state]]

    def make_menu(self) -> QMenu:
        """Return a menu with every list behind the tile, each with its number."""
        menu = QMenu(self)
        for matter in self._tile.matters:
            action = menu.addAction(f"{matter.figure} {matter.words}")
            action.triggered.connect(lambda _checked=False, one=matter: self.opened.emit(one))
        return menu

    @Slot()
    def _on_clicked(self) -> None:
        self.opened.emit(self._tile.worst)

    def _show_menu(self, place: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH * 3 // 2), theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._show_menu(self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self._is_hovered = event.type() == QEvent.Type.Enter
            self.update()
        elif event.type() == QEvent.Type.ContextMenu:
            self._show_menu(self.mapToGlobal(self.rect().center()))
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = STATES[self._tile.state]
        is_late = state is State.LATE
        self._paint_edge(painter, is_late=is_late)
        room = self.rect().adjusted(theme.px(_SIDE), theme.px(12), -theme.px(_SIDE), -theme.px(6))
        top = self._paint_head(painter, room, state)
        painter.setFont(theme.body_strong())
        painter.setPen(theme.colour("text"))
        top = _line(painter, room, top, self._tile.title)
        painter.setFont(theme.title())
        painter.setPen(theme.colour("late" if is_late else "text"))
        top = _line(painter, room, top + theme.px(4), self._tile.figure)
        painter.setFont(theme.small())
        painter.setPen(theme.colour("muted"))
        rest = QRect(room.left(), top + theme.px(2), room.width(), room.bottom() - top)
        _wrapped(painter, rest, self._tile.words)

    def _paint_edge(self, painter: QPainter, *, is_late: bool) -> None:
        hue = "late" if is_late else "line"
        width = theme.px(2) if is_late else 1
        if self.hasFocus():
            hue, width = "accent", theme.px(3)
        painter.setPen(QPen(theme.colour(hue), width))
        painter.setBrush(theme.colour("tint" if self._is_hovered else "base"))
        half = width / 2
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(half, half, -half, -half), theme.px(4), theme.px(4)
        )

    def _paint_head(self, painter: QPainter, room: QRect, state: State) -> int:
        """Paint clause and state, and return where the next line begins."""
        painter.setFont(theme.small())
        height = painter.fontMetrics().height()
        painter.setPen(theme.colour("muted"))
        line = QRect(room.left(), room.top(), room.width(), height)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, f"{self._tile.clause}. madde")
        painter.setFont(theme.small_strong())
        word = self.state_word()
        width = painter.fontMetrics().horizontalAdvance(word)
        painter.setPen(theme.colour(state.value))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, word)
        side = theme.px(_SHAPE)
        left = room.right() - width - theme.px(_GAP) - side
        paint_shape(painter, QRect(left, room.top() + (height - side) // 2, side, side), state)
        return room.top() + height + theme.px(2)


def _line(painter: QPainter, room: QRect, top: int, text: str) -> int:
    """Paint one line, cut at its end if need be, and return where the next one begins."""
    metrics = painter.fontMetrics()
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    line = QRect(room.left(), top, room.width(), metrics.height())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, cut)
    return top + metrics.height()


def _wrapped(painter: QPainter, room: QRect, text: str) -> None:
    """Paint words over as many lines as there is room for; the tool tip has all of them."""
    metrics = painter.fontMetrics()
    lines = max(1, min(_MOST_WORDS, room.height() // metrics.height()))
    words = text.split()
    for number in range(lines):
        line = words[:1]
        while len(line) < len(words) and (
            metrics.horizontalAdvance(" ".join(words[: len(line) + 1])) <= room.width()
        ):
            line = words[: len(line) + 1]
        if number == lines - 1:
            line = words
        shown = metrics.elidedText(" ".join(line), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(
            QRect(
                room.left(), room.top() + number * metrics.height(), room.width(), metrics.height()
            ),
            Qt.AlignmentFlag.AlignLeft,
            shown,
        )
        words = words[len(line) :]
        if not words:
            return
