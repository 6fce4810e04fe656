"""A tile: one clause of the circular, its state, its worst number, and links for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import DrawnButton
from alo183_desktop.gui.kit.focus import paint_focus
from alo183_desktop.gui.kit.states import paint_shape
from alo183_desktop.overview.rows import TileMatter
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.overview.rows import ClauseTile

_HEIGHT: Final = 128
_WIDTH: Final = 176
_LEAST_WIDTH: Final = 148
_SIDE: Final = 16
_SHAPE: Final = 12
_GAP: Final = 6
_MOST_WORDS: Final = 3
_MOST_LINKS: Final = 2
"""That many fit below the text."""


KEEPING: Final = "Neler tutulabilir?"


class TileButton(DrawnButton):
    """A card that opens the list behind its worst number; the others are links in it.

    Attributes:
        links: The other non-zero numbers, for mouse and keyboard; where they do not all
            fit, the last one opens the menu with the rest.

    Signals:
        opened: The matter whose list to open (`overview.rows.TileMatter`).
        keeping_asked: The user asks what may be kept here.
    """

    opened = Signal(TileMatter)
    keeping_asked = Signal()

    def __init__(self, tile: ClauseTile, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._tile = tile
        self._is_hovered = False
        self._shown = ""
        self._others: list[TileMatter] = []
        self._is_unkept = False
        self.links: list[TileLink] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.opened.emit(self._tile.worst))
        self.set_tile(tile)

    def tile(self) -> ClauseTile:
        """Return the clause shown."""
        return self._tile

    def set_tile(self, tile: ClauseTile) -> None:
        """Show other numbers of the same clause."""
        self._tile = tile
        self.setAccessibleName(
            f"{tile.clause}. madde, {tile.title}: {self.state_word()}, {tile.figure}"
        )
        worst = tile.worst
        others = [one for one in tile.matters if one.count and one is not worst]
        # The painted number is the worst one; the others are links.
        self._shown = worst.words if others else tile.words
        self.setAccessibleDescription(f"{self._shown}. Enter listeyi açar.")
        self.setToolTip(tile.words)
        if self._others != others or self._is_unkept != tile.is_unkept:
            self._others, self._is_unkept = others, tile.is_unkept
            self._make_links(others)
        self.update()

    def _make_links(self, matters: Sequence[TileMatter]) -> None:
        focused = next((link.index for link in self.links if link.hasFocus()), None)
        more = len(matters) - (_MOST_LINKS - 1)
        if len(matters) > _MOST_LINKS:
            matters = matters[: _MOST_LINKS - 1]
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links = []
        for index, matter in enumerate(matters):
            link = TileLink(f"{matter.figure} {matter.words}", index=index, parent=self)
            link.clicked.connect(lambda _checked=False, one=matter: self.opened.emit(one))
            self.links.append(link)
        if len(self._others) > len(matters):
            link = TileLink(f"ve {number_text(more)} konu daha…", index=len(matters), parent=self)
            link.clicked.connect(self._on_more)
            self.links.append(link)
        if self._is_unkept:
            link = TileLink(KEEPING, index=len(self.links), parent=self)
            link.clicked.connect(self.keeping_asked)
            self.links.append(link)
        for link in self.links:
            link.setVisible(True)
            if link.index == focused:
                link.setFocus()
        self._place_links()

    @Slot()
    def _on_more(self) -> None:
        link = self.links[-1]
        self._show_menu(link.mapToGlobal(link.rect().bottomLeft()), self._others[link.index :])

    def _place_links(self) -> None:
        """Put the links below the text, one below another; the last one ends within the tile."""
        height = QFontMetrics(theme.small()).height()
        left, width = theme.px(_SIDE), self.width() - 2 * theme.px(_SIDE)
        lines = (theme.small(), theme.body_strong(), theme.title(), theme.small())
        above = theme.px(12 + 2 + 4 + 2) + sum(QFontMetrics(font).height() for font in lines)
        top = min(above, self.height() - theme.px(6) - height * len(self.links))
        for index, link in enumerate(self.links):
            link.setGeometry(left, top + index * height, width, height)

    def state_word(self) -> str:
        """Return the state in a word."""
        return self._tile.state_word or OF_MARK[self._tile.state].words

    def figure_font(self, width: int) -> QFont:
        """Return the largest font in which the number and its text fit."""
        fonts = (theme.title(), theme.card_title(), theme.body_strong())
        figure = self._tile.figure
        return next(
            (one for one in fonts if QFontMetrics(one).horizontalAdvance(figure) <= width),
            fonts[-1],
        )

    def make_menu(self, matters: Sequence[TileMatter]) -> QMenu:
        """Return a menu with lists behind the tile, each with its number."""
        menu = QMenu(self)
        for matter in matters:
            action = menu.addAction(f"{matter.figure} {matter.words}")
            action.triggered.connect(lambda _checked=False, one=matter: self.opened.emit(one))
        return menu

    def _show_menu(self, position: QPoint, matters: Sequence[TileMatter]) -> None:
        menu = self.make_menu(matters)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(position)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH * 3 // 2), theme.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_LEAST_WIDTH), theme.px(_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._show_menu(self.mapToGlobal(self.rect().center()), self._tile.matters)
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self._is_hovered = event.type() == QEvent.Type.Enter
            self.update()
        elif event.type() == QEvent.Type.ContextMenu:
            self._show_menu(self.mapToGlobal(self.rect().center()), self._tile.matters)
            return True
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_links()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = OF_MARK[self._tile.state]
        is_late = state is State.LATE
        self._paint_edge(painter, is_late=is_late)
        room = self.rect().adjusted(theme.px(_SIDE), theme.px(12), -theme.px(_SIDE), -theme.px(6))
        top = self._paint_head(painter, room, state)
        painter.setFont(theme.body_strong())
        painter.setPen(theme.colour("text"))
        top = _line(painter, room, top, self._tile.title)
        painter.setFont(self.figure_font(room.width()))
        painter.setPen(theme.colour("late" if is_late else "text"))
        _line(painter, room, top + theme.px(4), self._tile.figure)
        # Whatever is painted in it, the line is as high as `_place_links` assumes.
        top += theme.px(4) + QFontMetrics(theme.title()).height()
        painter.setFont(theme.small())
        painter.setPen(theme.colour("muted"))
        foot = self.links[0].y() if self.links else room.bottom()
        rest = QRect(room.left(), top + theme.px(2), room.width(), foot - top - theme.px(2))
        _wrapped(painter, rest, self._shown)

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
        side, gap, bold = theme.px(_SHAPE), theme.px(_GAP), QFontMetrics(theme.small_strong())
        clause, advance = f"{self._tile.clause}.", painter.fontMetrics().horizontalAdvance
        word = bold.elidedText(
            self.state_word(),
            Qt.TextElideMode.ElideRight,
            room.width() - advance(clause) - 2 * gap - side,
        )
        left = room.right() - bold.horizontalAdvance(word) - gap - side
        if advance(f"{clause} madde") <= left - gap - room.left():
            clause = f"{clause} madde"
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, clause)
        painter.setFont(theme.small_strong())
        painter.setPen(theme.colour(state.value))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, word)
        paint_shape(painter, QRect(left, room.top() + (height - side) // 2, side, side), state)
        return room.top() + height + theme.px(2)


class TileLink(DrawnButton):
    """A further number of a tile, as a link.

    Attributes:
        index: Index among the links of its tile, from 0.
    """

    def __init__(self, words: str, *, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.index = index
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription("Enter listeyi açar.")
        self.setFont(theme.small())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()), metrics.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.small()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        painter.setPen(theme.colour("accent"))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft, shown)
        if self.hasFocus():
            paint_focus(painter, self.rect())


def _line(painter: QPainter, room: QRect, top: int, text: str) -> int:
    """Paint one line, elided if necessary, and return where the next one begins."""
    metrics = painter.fontMetrics()
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    line = QRect(room.left(), top, room.width(), metrics.height())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, cut)
    return top + metrics.height()


def _wrapped(painter: QPainter, room: QRect, text: str) -> None:
    """Paint text over as many lines as fit; the tooltip has all of it."""
    metrics = painter.fontMetrics()
    lines = max(1, min(_MOST_WORDS, room.height() // metrics.height()))
    words = text.split()
    for number in range(lines):
        line = words[:1]
        while len(line) < len(words) and (
            metrics.horizontalAdvance(" ".join(words[: len(line) + 1])) <= room.width()
        ):
            line = words[: len(line) + 1]
        shown = " ".join(line)
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
