"""The steps of a task, painted in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.states import State, paint_shape
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence


class Steps(QWidget):
    """The steps of a task: done, current, wrong, still to come.

    Signals:
        step_chosen: The place of the step that somebody clicked.
    """

    step_chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = tuple(words)
        self._current = 0
        self._done: frozenset[int] = frozenset()
        self._wrong: frozenset[int] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(theme.body())

    def set_current(
        self,
        place: int,
        *,
        done: frozenset[int] = frozenset(),
        wrong: frozenset[int] = frozenset(),
    ) -> None:
        """Show where somebody is, which steps are complete, and which hold a wrong value."""
        self._current = place
        self._done = done
        self._wrong = wrong
        name = f"Adım {place + 1} / {len(self._words)}: {self._words[place]}"
        if wrong:
            steps = ", ".join(self._words[one] for one in sorted(wrong))
            name = f"{name}; yanlış değer olan adım: {steps}"
        self.setAccessibleName(name)
        self.setToolTip(name.partition("; ")[2])
        self.update()

    def _rooms(self) -> list[QRectF]:
        metrics = self.fontMetrics()
        rooms = []
        x = 0.0
        for word in self._words:
            width = theme.px(24 + 7) + metrics.horizontalAdvance(word) * 1.08
            rooms.append(QRectF(x, 0, width, self.height()))
            x += width + theme.px(48)
        return rooms

    @override
    def sizeHint(self) -> QSize:
        rooms = self._rooms()
        return QSize(int(rooms[-1].right()) + 2 if rooms else 0, theme.px(32))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        for place, room in enumerate(self._rooms()):
            if room.contains(position):
                self.step_chosen.emit(place)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rooms = self._rooms()
        for place, (word, room) in enumerate(zip(self._words, rooms, strict=True)):
            self._paint_step(painter, place, word, room)
            if place + 1 < len(rooms):
                painter.setPen(QPen(theme.colour("line"), 1))
                middle = room.center().y()
                gap = theme.px(12)
                painter.drawLine(
                    int(room.right()) + gap,
                    int(middle),
                    int(rooms[place + 1].left()) - gap,
                    int(middle),
                )

    def _paint_step(self, painter: QPainter, place: int, word: str, room: QRectF) -> None:
        side = theme.px(22)
        disc = QRectF(room.left() + 1, room.center().y() - side / 2, side, side)
        current = place == self._current
        wrong = place in self._wrong and not current
        edge = "accent" if current else "late" if wrong else "control"
        painter.setPen(QPen(theme.colour(edge), 1))
        painter.setBrush(theme.colour("accent" if current else "base"))
        painter.drawEllipse(disc)
        font = theme.small_strong()
        painter.setFont(font)
        if wrong:
            dot = side * 0.5
            paint_shape(painter, disc.adjusted(dot / 2, dot / 2, -dot / 2, -dot / 2), State.LATE)
        elif place in self._done and not current:
            painter.setPen(QPen(theme.colour("good"), 2))
            inner = disc.adjusted(side * 0.28, side * 0.3, -side * 0.28, -side * 0.3)
            painter.drawPolyline(
                [
                    inner.bottomLeft() - (inner.bottomLeft() - inner.topLeft()) * 0.45,
                    (inner.bottomLeft() * 0.62 + inner.bottomRight() * 0.38),
                    inner.topRight(),
                ]
            )
        else:
            painter.setPen(theme.colour("on_accent" if current else "muted"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        painter.setFont(theme.body_strong() if current else theme.body())
        ahead = not current and place not in self._done
        painter.setPen(theme.colour("late" if wrong else "muted" if ahead else "text"))
        painter.drawText(
            room.adjusted(side + theme.px(8), 0, theme.px(8), 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            word,
        )
