"""Questions with verbs on their buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateShape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.shared.states import State

STAYED: Final = -1
"""What `ask` returns when the user pressed Esc or closed the question."""


def ask(
    parent: QWidget | None,
    *,
    title: str,
    text: str,
    verbs: Sequence[str],
    primary: int = 0,
    state: State | None = None,
) -> int:
    """Ask a question and wait for the answer.

    Args:
        title: The question itself, short.
        text: The meaning of each answer.
        verbs: The buttons, from left to right: the action, never "Tamam".
        primary: Which one is emphasised and answers to Enter; -1 for none.
        state: A mark beside the title.

    Returns:
        The index of the verb, or `STAYED`; the latter at once for an invisible dialog: keys pressed
        while the window was being locked may still arrive, and no question is shown over the lock.
    """
    if parent is not None and is_unseen(parent):
        return STAYED
    question = Question(
        title=title, text=text, verbs=verbs, primary=primary, state=state, parent=parent
    )
    question.exec()
    chosen = question.chosen
    if shiboken6.isValid(question):  # locking may have destroyed the window meanwhile
        question.deleteLater()
    return chosen


def is_unseen(widget: QWidget) -> bool:
    """Return whether a widget belongs to an invisible dialog."""
    window = widget.window()
    return isinstance(window, QDialog) and not window.isVisible()


def confirm(
    parent: QWidget | None, *, title: str, text: str, verb: str, state: State | None = None
) -> bool:
    """Return whether the user confirms; Enter declines. Arguments as `ask`."""
    return ask(parent, title=title, text=text, verbs=("Vazgeç", verb), state=state) == 1


class Question(QDialog):
    """A title, a few sentences and two or three verbs.

    Attributes:
        chosen: The index of the verb, or `STAYED`.
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
        # A strut, not a minimum size: the layout then keeps the window as high as its text.
        outer.addStrut(theme.px(400))
        head = make_row(None, gap=8)
        if state is not None:
            head.addWidget(StateShape(state, parent=self))
        head.addWidget(make_label(title, font=theme.card_title(), wrap=True, parent=self), 1)
        outer.addLayout(head)
        words = make_label(text, wrap=True, selectable=True, parent=self)
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(words)
        outer.addSpacing(theme.px(12))
        row = make_row(None, 1, gap=8)
        for index, verb in enumerate(verbs):
            kind: type[Button] = PrimaryButton if index == primary else SecondaryButton
            button = kind(verb, parent=self)
            button.setDefault(index == primary)
            button.setProperty("index", index)
            button.clicked.connect(self._on_button_clicked)
            row.addWidget(button)
            if index == primary or (primary < 0 and index == len(verbs) - 1):
                button.setFocus()
        outer.addLayout(row)

    def _on_button_clicked(self) -> None:
        sender = self.sender()
        self.chosen = int(sender.property("index"))
        self.accept()
