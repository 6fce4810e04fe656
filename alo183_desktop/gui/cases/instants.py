"""The instants of a case as a line from top to bottom, with what was late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alo183_desktop.cases.rules import NEAR, left_words, span_words
from alo183_desktop.gui.cases.words import late_span
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.states import State, paint_shape
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import CaseCard

_SHAPE: Final = 12
_ROOM: Final = 22
_NOTHING: Final = dt.timedelta()
_ROLES: Final = {State.LATE: theme.LATE, State.NEAR: theme.NEAR}


@dataclass(frozen=True, slots=True)
class Instant:
    """One point of the line."""

    label: str
    at: dt.datetime | None
    """UTC; None while it has not happened."""
    words: str
    """How long after the referral, by how much late, or what is left."""
    state: State | None
    """None: it has happened in time, or nothing is wrong yet."""


def instants_of(card: CaseCard, *, now: dt.datetime) -> tuple[Instant, ...]:
    """Return the instants of a case: routed, acknowledged, first action, entry, closing.

    Source: Genelge 2014/05, madde 4 ve 5.
    """
    row = card.row
    routed = row.routed_at
    told = [
        Instant("Yönlendirildi", routed, "24 saat bu andan işler", None),
        Instant(
            "Sorumluya bildirildi",
            card.acknowledged_at,
            _after(routed, card.acknowledged_at),
            None,
        ),
        _due("İlk işlem", routed, row.first_action_at, row.action_due_at, now=now),
        _due("Sisteme giriş", routed, row.entered_at, card.due_at, now=now),
    ]
    told.append(Instant("Kapanış", card.closed_at, _after(routed, card.closed_at), None))
    return tuple(told)


def _due(
    label: str,
    routed: dt.datetime,
    at: dt.datetime | None,
    due: dt.datetime,
    *,
    now: dt.datetime,
) -> Instant:
    """Return an instant that has an end of its own."""
    if at is not None:
        if at > due:
            return Instant(label, at, late_span(at - due), State.LATE)
        return Instant(label, at, _after(routed, at), State.GOOD)
    left = due - now
    state = State.LATE if left < _NOTHING else None
    if state is None and left < min(NEAR, (due - routed) / 2):
        state = State.NEAR
    return Instant(label, None, left_words(left), state)


def _after(routed: dt.datetime, at: dt.datetime | None) -> str:
    if at is None:
        return ""
    if at < routed:
        return "yönlendirmeden önce"
    return f"{span_words(at - routed)} sonra"


class InstantsLine(QWidget):
    """Points on a line; their words are labels that can be read and copied."""

    def __init__(self, instants: Sequence[Instant], *, parent: QWidget | None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        last = len(instants) - 1
        self._points = [
            _Point(instant, is_first=place == 0, is_last=place == last, parent=self)
            for place, instant in enumerate(instants)
        ]
        for point in self._points:
            box.addWidget(point)

    def show_now(self, instants: Sequence[Instant]) -> None:
        """Show the same instants at a later time: what is left of them has changed, no more."""
        for point, instant in zip(self._points, instants, strict=True):
            point.show_now(instant)


class _Point(QWidget):
    """One instant with its part of the line."""

    def __init__(self, instant: Instant, *, is_first: bool, is_last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._instant = instant
        self._is_first = is_first
        self._is_last = is_last
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(_ROOM), 0, 0, 0 if is_last else theme.px(8))
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        name = make_label(
            instant.label,
            font=theme.body_medium(),
            role=theme.MUTED if instant.at is None else self.foregroundRole(),
            parent=self,
        )
        head.addWidget(name)
        head.addStretch(1)
        shown = "henüz yok" if instant.at is None else format_instant(instant.at)
        head.addWidget(
            muted_label(shown, parent=self)
            if instant.at is None
            else make_label(shown, font=theme.small(), selectable=True, parent=self)
        )
        box.addLayout(head)
        self._shown = shown
        self._words = muted_label("", parent=self)
        box.addWidget(self._words)
        self.show_now(instant)

    def show_now(self, instant: Instant) -> None:
        """Show what is left of the same instant."""
        self._instant = instant
        role = None if instant.state is None else _ROLES.get(instant.state)
        # Its shape stands on the line.
        self._words.setFont(theme.small() if role is None else theme.small_strong())
        self._words.setForegroundRole(theme.MUTED if role is None else role)
        self._words.setText(instant.words)
        self._words.setVisible(bool(instant.words))
        told = ", ".join(part for part in (instant.label, self._shown, instant.words) if part)
        self.setAccessibleName(told)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(_SHAPE)
        line_height = self.fontMetrics().height()
        top = (line_height - side) / 2 + 1
        middle = side / 2
        gap = theme.px(3)
        done = self._instant.at is not None
        pen = QPen(theme.colour("control"), 1.5)
        if not done:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        if not self._is_first:
            painter.drawLine(QLineF(middle, 0, middle, top - gap))
        if not self._is_last:
            painter.setPen(QPen(theme.colour("control"), 1.5))
            painter.drawLine(QLineF(middle, top + side + gap, middle, self.height()))
        room = QRectF(0, top, side, side)
        if self._instant.state is not None:
            paint_shape(painter, room, self._instant.state)
        elif done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("fill"))
            inset = side / 4
            painter.drawEllipse(room.adjusted(inset, inset, -inset, -inset))
        else:
            paint_shape(painter, room, State.NONE)
