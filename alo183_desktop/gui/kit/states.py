"""The four states, each a shape, a word and a colour."""

from __future__ import annotations

from typing import Final

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.
from PySide6 import QtCore
from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.labels import WrappedLabel
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

_SHAPE: Final = 12
_GAP: Final = 6
_FOREGROUND: Final = {
    State.LATE: theme.LATE,
    State.NEAR: theme.NEAR,
    State.GOOD: theme.GOOD,
    State.NONE: theme.MUTED,
}


def paint_shape(painter: QPainter, rect: QRect | QRectF, state: State) -> None:
    """Paint the shape of `state` (disc, triangle, tick, ring) so that it fills `rect`."""
    room = QRectF(rect)
    x, y, width, height = room.x(), room.y(), room.width(), room.height()
    hue = theme.colour("near_mark" if state is State.NEAR else state.value)
    outlined = state in {State.GOOD, State.NONE}
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thickness = (2.0 if state is State.GOOD else 1.6) * width / _SHAPE
    pen = QPen(hue, thickness, QtCore.Qt.PenStyle.SolidLine, QtCore.Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(QtCore.Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen if outlined else QtCore.Qt.PenStyle.NoPen)
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush if outlined else hue)
    if state is State.NEAR:
        corners = [(0.5, 0.04), (1.0, 0.92), (0.0, 0.92)]
        painter.drawPolygon(
            QPolygonF([QPointF(x + width * across, y + height * down) for across, down in corners])
        )
    elif state is State.GOOD:
        corners = [(0.08, 0.55), (0.38, 0.85), (0.92, 0.18)]
        painter.drawPolyline(
            QPolygonF([QPointF(x + width * across, y + height * down) for across, down in corners])
        )
    else:
        inset = (1.0 if state is State.LATE else 1.5) * width / _SHAPE
        painter.drawEllipse(QRectF(x + inset, y + inset, width - 2 * inset, height - 2 * inset))
    painter.restore()


def paint_state(
    painter: QPainter, rect: QRect, state: State, word: str | None, *, strong: bool = True
) -> None:
    """Paint shape and word from the left of `rect`, in the middle of its height.

    Args:
        painter: On the widget or the cell.
        rect: Where; a text that is too long is elided.
        state: Gives shape and colour.
        word: None for the usual word of the state.
        strong: Semi-bold, for a mark; not for a good row of a list.
    """
    shape = theme.px(_SHAPE)
    top = rect.top() + (rect.height() - shape) // 2
    paint_shape(painter, QRect(rect.left(), top, shape, shape), state)
    text = rect.adjusted(shape + theme.px(_GAP), 0, 0, 0)
    painter.save()
    font = painter.font()
    font.setWeight(theme.body_strong().weight() if strong else theme.body().weight())
    painter.setFont(font)
    painter.setPen(theme.colour(state.value))
    words = state.words if word is None else word
    elided = QFontMetrics(font).elidedText(
        words, QtCore.Qt.TextElideMode.ElideRight, text.width() + 1
    )
    painter.drawText(
        text, QtCore.Qt.AlignmentFlag.AlignVCenter | QtCore.Qt.AlignmentFlag.AlignLeft, elided
    )
    painter.restore()


class StateShape(QWidget):
    """Only the shape, for use beside a separate text."""

    def __init__(self, state: State, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: State) -> None:
        """Show the shape of another state."""
        self._state = state
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_SHAPE), theme.px(_SHAPE))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.px(_SHAPE)
        paint_shape(QPainter(self), QRect(0, (self.height() - side) // 2, side, side), self._state)


class StateMark(QWidget):
    """Shape, word and colour in one line; hidden when there is no state."""

    def __init__(
        self,
        state: State | None = None,
        word: str | None = None,
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._word = ""
        self.setFont(theme.small_strong())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_state(state, word)

    def set_state(self, state: State | None, word: str | None = None) -> None:
        """Show another state; `word` None takes the usual word of the state."""
        self._state = state
        self._word = "" if state is None else (state.words if word is None else word)
        self.setAccessibleName(self._word)
        self.setVisible(state is not None)
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """Return the word that is shown."""
        return self._word

    def state(self) -> State | None:
        """Return the state that is shown."""
        return self._state

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = theme.px(_SHAPE) + theme.px(_GAP) + metrics.horizontalAdvance(self._word) + 1
        return QSize(width, metrics.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_SHAPE), self.fontMetrics().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is not None:
            painter = QPainter(self)
            painter.setFont(self.font())
            paint_state(painter, self.rect(), self._state, self._word)


class StateText(QWidget):
    """A shape beside a text that may take several lines, such as the error of a field."""

    def __init__(
        self,
        state: State = State.LATE,
        text: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shape: StateShape | None = None
        self._label: WrappedLabel | None = None
        self._state = state
        self.set_text(state, text)

    def set_text(self, state: State, text: str) -> None:
        """Show another state and text; an empty text hides the line."""
        self._state = state
        if text and self._label is None:
            self._fill()  # most fields never show a text
        if self._shape is not None and self._label is not None:
            self._shape.set_state(state)
            self._label.setForegroundRole(_FOREGROUND[state])
            self._label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """Return the text that is shown."""
        return "" if self._label is None else self._label.text()

    def state(self) -> State:
        """Return the state that is shown beside the text."""
        return self._state

    def _fill(self) -> None:
        self._shape = StateShape(State.LATE, parent=self)
        self._label = WrappedLabel("", parent=self)
        self._label.setFont(theme.small_medium())
        # A widget that was never laid out is narrow: its text would ask for many lines at first.
        self._label.resize(self.window().width() // 2, self._label.height())
        self._label.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = make_row(self, gap=_GAP)
        # As high as a line, so that the shape is centred on the first one.
        self._shape.setFixedHeight(self._label.fontMetrics().height() + 1)
        layout.addWidget(self._shape, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._label, 1)
