"""The base of all task dialogs, and the steps of a task."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button, PrimaryButton, SecondaryButton, let_search
from alo183_desktop.gui.kit.containers import (
    DialogArea,
    close_popups,
    make_column,
    make_row,
    room_of,
)
from alo183_desktop.gui.kit.focus import ReadingOrderTabsMixin
from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.states import paint_shape
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.gui.kit.form.form import Form

_MARGIN: Final = 16
_LEAST: Final = 80
"""Minimum height of scrolled content, in pixels of the drawings."""


class TaskDialog(ReadingOrderTabsMixin, QDialog):
    """Base of a task's dialog: title and content above, one row of buttons below.

    Attributes:
        content: Layout of the content; fills the room above the buttons.
    """

    chapter: str = ""
    """Its heading in the user's guide; empty: that of the page behind it."""

    def __init__(
        self, *, title: str, explanation: str = "", width: int = 560, parent: QWidget | None
    ) -> None:
        """Make the dialog.

        Args:
            title: What is done here.
            explanation: One or two sentences under the title.
            width: At 100 %, in pixels of the drawings.
            parent: The window that it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        let_search(self)
        outer = QVBoxLayout(self)
        margin = theme.px(24)
        # A strut, not a minimum size: the layout then grows the window with its text.
        outer.addStrut(min(theme.px(width), self._room().width()) - 2 * margin)
        outer.setContentsMargins(margin, theme.px(20), margin, theme.px(16))
        outer.setSpacing(theme.px(4))
        self._head = QVBoxLayout()
        self._head.addWidget(make_label(title, font=theme.card_title(), wrap=True, parent=self))
        if explanation:
            words = make_label(explanation, role=theme.MUTED, wrap=True, parent=self)
            self._head.addWidget(words)
        self._head.addSpacing(theme.px(12))
        outer.addLayout(self._head)
        inner = QWidget(self)
        self.content = make_column(inner, gap=12)
        self._scrolled = DialogArea(inner, room=self._room_within, parent=self)
        outer.addWidget(self._scrolled, 1)
        self._foot = QVBoxLayout()
        self._foot.addSpacing(theme.px(12))
        self._row = make_row(None, 1, gap=8)
        self._foot.addLayout(self._row)
        outer.addLayout(self._foot)
        self._guarded: Form | None = None

    @cached_property
    def toast(self) -> Toast:
        """The line above the buttons that reports what has just been done."""
        return Toast(parent=self._scrolled)

    def has_read(self) -> bool:
        """Return whether it shows a file that was read: a lock closes it unsaved."""
        return False

    def guard(self, form: Form) -> None:
        """Ask before typed data of a form is discarded, however the dialog is left.

        Call it when the form shows its initial values. A `FormDialog` does so itself.
        """
        form.mark_clean()
        self._guarded = form
        form.left.connect(self._on_form_left)

    @Slot()
    def _on_form_left(self) -> None:
        super().reject()  # the form has asked

    def fit_area(self, area: QScrollArea) -> None:
        """Be as high as the content of a scroll area, where screen and window have the room."""
        holder = area.widget()
        if holder is None:
            return
        wanted = holder.sizeHint().height()
        if holder.hasHeightForWidth():
            wanted = holder.heightForWidth(area.viewport().width())
        around = self.height() - area.height()
        self.resize(self.width(), min(wanted + around + theme.px(4), self._room().height()))

    def take_size(self, width: int, height: int) -> None:
        """Be of a size in pixels of the drawings, where there is room for it."""
        self.resize(QSize(theme.px(width), theme.px(height)).boundedTo(self._room()))

    def _room(self) -> QSize:
        """Return the maximum size of the dialog, which leaves a margin of window or screen."""
        margin = theme.px(_MARGIN)
        return room_of(self) - QSize(margin, margin)

    def _room_within(self) -> QSize:
        """Return how much of that is left for the content, beside title and buttons."""
        room, outer = self._room(), self.layout()
        if outer is None:
            return room
        sides = outer.contentsMargins()
        # A gap for each item, though some have none: wrapped text may need a little more.
        taken = sum(
            one.minimumSize().height() + outer.spacing() * one.count()
            for one in (self._head, self._foot)
        )
        return QSize(
            room.width() - sides.left() - sides.right(),
            max(theme.px(_LEAST), room.height() - sides.top() - sides.bottom() - taken),
        )

    def add_above_buttons(self, widget: QWidget) -> None:
        """Add a widget above the buttons that stays visible however far the content scrolls."""
        # Separated from the scrolling content.
        widget.setContentsMargins(0, theme.px(8), 0, 0)
        self._foot.insertWidget(0, widget)

    def add_left(self, widget: QWidget) -> None:
        """Add a widget at the left of the buttons, such as what is still missing."""
        self._row.insertWidget(0, widget, 1)

    @override
    def open(self) -> None:
        """Show it; closing destroys it."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().open()

    @override
    def reject(self) -> None:
        if self._guarded is None or self._guarded.may_leave():
            super().reject()

    @override
    def done(self, result: int) -> None:
        close_popups()  # an answer may end the dialog under an open menu
        super().done(result)
        # A closed window may live on for a while; handlers of `finished` have read its fields.
        if shiboken6.isValid(self):
            for field in self.findChildren(PasswordField):
                field.clear()

    def add_button(self, text: str, *, primary: bool = False, icon: str | None = None) -> Button:
        """Add a button at the right and return it; the primary one answers to Enter."""
        kind: type[Button] = PrimaryButton if primary else SecondaryButton
        button = kind(text, icon=icon, parent=self)
        button.setDefault(primary)
        self._row.addWidget(button)
        return button


class Steps(QWidget):
    """The steps of a task: done, current, wrong, still to come.

    Signals:
        step_chosen: The index of the step that the user clicked.
    """

    step_chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._words = tuple(words)
        self._current = 0
        self._done: frozenset[int] = frozenset()
        self._wrong: frozenset[int] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(theme.body())

    def set_current(
        self,
        index: int,
        *,
        done: frozenset[int] = frozenset(),
        wrong: frozenset[int] = frozenset(),
    ) -> None:
        """Show the current step, which steps are complete, and which hold an invalid value."""
        self._current = index
        self._done = done
        self._wrong = wrong
        name = f"Adım {index + 1} / {len(self._words)}: {self._words[index]}"
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
        for index, room in enumerate(self._rooms()):
            if room.contains(position):
                self.step_chosen.emit(index)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rooms = self._rooms()
        for index, (word, room) in enumerate(zip(self._words, rooms, strict=True)):
            self._paint_step(painter, index, word, room)
            if index + 1 < len(rooms):
                painter.setPen(QPen(theme.colour("line"), 1))
                middle = room.center().y()
                gap = theme.px(12)
                painter.drawLine(
                    int(room.right()) + gap,
                    int(middle),
                    int(rooms[index + 1].left()) - gap,
                    int(middle),
                )

    def _paint_step(self, painter: QPainter, index: int, word: str, room: QRectF) -> None:
        side = theme.px(22)
        disc = QRectF(room.left() + 1, room.center().y() - side / 2, side, side)
        current = index == self._current
        wrong = index in self._wrong and not current
        edge = "accent" if current else "late" if wrong else "control"
        painter.setPen(QPen(theme.colour(edge), 1))
        painter.setBrush(theme.colour("accent" if current else "base"))
        painter.drawEllipse(disc)
        font = theme.small_strong()
        painter.setFont(font)
        if wrong:
            dot = side * 0.5
            paint_shape(painter, disc.adjusted(dot / 2, dot / 2, -dot / 2, -dot / 2), State.LATE)
        elif index in self._done and not current:
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
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(index + 1))
        painter.setFont(theme.body_strong() if current else theme.body())
        ahead = not current and index not in self._done
        painter.setPen(theme.colour("late" if wrong else "muted" if ahead else "text"))
        painter.drawText(
            room.adjusted(side + theme.px(8), 0, theme.px(8), 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            word,
        )
