"""Questions with verbs on their buttons, and the frame of a task that has an end."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.scrolling import DialogArea, room_of
from alo183_desktop.gui.kit.states import Shape, State
from alo183_desktop.gui.kit.tabs import TabsAsRead
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.gui.kit.form.form import Form

STAYED: Final = -1
"""What `ask` returns when somebody pressed Esc or closed the question."""
_MARGIN: Final = 16
_LEAST: Final = 80
"""Of what scrolls, in pixels of the drawings."""


def ask(
    parent: QWidget | None,
    *,
    title: str,
    text: str,
    verbs: Sequence[str],
    primary: int = 0,
    state: State | None = None,
) -> int:
    """Ask and wait for the answer.

    Args:
        parent: The window that waits.
        title: The question itself, short.
        text: What each answer means.
        verbs: The buttons, from left to right: what will be done, never "Tamam".
        primary: Which one is emphasised and answers to Enter; -1 for none.
        state: A mark beside the title.

    Returns:
        The place of the verb, or `STAYED`.
    """
    question = Question(
        title=title, text=text, verbs=verbs, primary=primary, state=state, parent=parent
    )
    question.exec()
    chosen = question.chosen
    if shiboken6.isValid(question):  # locking may have destroyed the window meanwhile
        question.deleteLater()
    return chosen


class Question(QDialog):
    """A title, a few sentences and two or three verbs.

    Attributes:
        chosen: The place of the verb, or `STAYED`.
    """

    def __init__(
        self,
        *,
        title: str,
        text: str,
        verbs: Sequence[str],
        primary: int,
        state: State | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.chosen = STAYED
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        outer = QVBoxLayout(self)
        margin = theme.px(24)
        outer.setContentsMargins(margin, margin, margin, theme.px(16))
        outer.setSpacing(theme.px(8))
        # A strut, not a minimum size: the layout then keeps the window as high as its words.
        outer.addStrut(theme.px(400))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        if state is not None:
            head.addWidget(Shape(state, parent=self))
        head.addWidget(make_label(title, font=theme.card_title(), wrap=True, parent=self), 1)
        outer.addLayout(head)
        words = make_label(text, wrap=True, selectable=True, parent=self)
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(words)
        outer.addSpacing(theme.px(12))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        for place, verb in enumerate(verbs):
            kind: type[Button] = PrimaryButton if place == primary else SecondaryButton
            button = kind(verb, parent=self)
            button.setDefault(place == primary)
            button.setProperty("place", place)
            button.clicked.connect(self._on_button_clicked)
            row.addWidget(button)
            if place == primary or (primary < 0 and place == len(verbs) - 1):
                button.setFocus()
        outer.addLayout(row)

    def _on_button_clicked(self) -> None:
        sender = self.sender()
        self.chosen = int(sender.property("place"))
        self.accept()


class TaskDialog(TabsAsRead, QDialog):
    """A task that has an end: title and content above, one row of buttons below.

    Attributes:
        content: Takes the content; fills the room above the buttons.
    """

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
        outer = QVBoxLayout(self)
        margin = theme.px(24)
        # A strut, not a minimum size: the layout then grows the window with what it has to say.
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
        place = QWidget(self)
        self.content = QVBoxLayout(place)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(theme.px(12))
        self._scrolled = DialogArea(place, room=self._room_within, parent=self)
        outer.addWidget(self._scrolled, 1)
        self._foot = QVBoxLayout()
        self._foot.addSpacing(theme.px(12))
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(8))
        self._row.addStretch(1)
        self._foot.addLayout(self._row)
        outer.addLayout(self._foot)
        self._guarded: Form | None = None

    @cached_property
    def toast(self) -> Toast:
        """Says above the buttons what has just been done."""
        return Toast(parent=self._scrolled)

    def guard(self, form: Form) -> None:
        """Ask before what is typed in a form is thrown away, whichever way the dialog is left.

        Call it when the form shows what it begins with. A `FormDialog` does it by itself.
        """
        form.mark_clean()
        self._guarded = form
        form.left.connect(self._on_form_left)

    @Slot()
    def _on_form_left(self) -> None:
        super().reject()  # the form has asked

    def fit_area(self, area: QScrollArea) -> None:
        """Be as high as what scrolls in an area wants, where screen and window have the room."""
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
        """Return how large the dialog can be, with a margin of the window or screen around it."""
        margin = theme.px(_MARGIN)
        return room_of(self) - QSize(margin, margin)

    def _room_within(self) -> QSize:
        """Return how much of that the content can have, beside title and buttons."""
        room, outer = self._room(), self.layout()
        if outer is None:
            return room
        sides = outer.contentsMargins()
        # A gap for each thing, though some have none: what wraps may need a little more.
        taken = sum(
            one.minimumSize().height() + outer.spacing() * one.count()
            for one in (self._head, self._foot)
        )
        return QSize(
            room.width() - sides.left() - sides.right(),
            max(theme.px(_LEAST), room.height() - sides.top() - sides.bottom() - taken),
        )

    def add_above_buttons(self, widget: QWidget) -> None:
        """Put something above the buttons that stays in sight however far the content scrolls."""
        # Apart from what scrolls above it.
        widget.setContentsMargins(0, theme.px(8), 0, 0)
        self._foot.insertWidget(0, widget)

    def add_left(self, widget: QWidget) -> None:
        """Put something at the left of the buttons, such as what is still missing."""
        self._row.insertWidget(self._row.count() - 1, widget, 1)

    @override
    def reject(self) -> None:
        if self._guarded is None or self._guarded.may_leave():
            super().reject()

    @override
    def done(self, result: int) -> None:
        super().done(result)
        # A closed window may live on for a while; who heard that it closed has read them.
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
