"""The foot of the change dialog: what is still missing, the way there, and the four buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.gui.changes.words import brief
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, SecondaryButton
from alo183_desktop.gui.kit.emphasis import emphasise
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label
from alo183_desktop.gui.kit.states import Shape, State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPalette

    from alo183_desktop.shared.errors import Problem

NEXT_KEYS: Final = "Alt+I"
"""What the letter that is underlined in "İleri" promises."""
_GO_THERE: Final = "Alana git"
_FINISH: Final = "&Yazıyı tamamla"
_WORDS_SHARE: Final = 1000
"""Of the room that is left: what stands behind the words gets what they do not need."""
_ROUNDING: Final = 2
_NOT_HERE: Final = frozenset({"letter.corrects", "letter.contact"})
"""What is mended in the older letter and in the settings: no field of this letter leads to it."""


class Foot(QWidget):
    """Says why the letter cannot be finished yet, or that it can.

    Signals:
        keep_requested: Keep the draft and close.
        back_requested: The step before.
        next_requested: The step after.
        finish_requested: Finish the letter.
        field_requested: The key of the field where something is missing or wrong.
    """

    keep_requested = Signal()
    back_requested = Signal()
    next_requested = Signal()
    finish_requested = Signal()
    field_requested = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = ""
        self._shape = Shape(State.LATE, parent=self)
        self._words = make_label("", font=theme.body_strong(), wrap=True, parent=self)
        self._go = LinkButton(_GO_THERE, parent=self)
        self._go.setToolTip("F8")
        self._rest = ElidedLabel(font=theme.small(), role="muted", parent=self)
        self._keep = SecondaryButton("Taslağı sakla ve ka&pat", parent=self)
        self._back = SecondaryButton("&Geri", parent=self)
        self._next = SecondaryButton("İler&i", parent=self)
        self._finish = SecondaryButton(_FINISH, parent=self)
        # The key is the dialog's: a mnemonic acts only a tenth of a second later, and what somebody
        # types meanwhile would stand in the field of the step before.
        self._next.setShortcut(QKeySequence())
        for button in (self._back, self._next):
            button.setMinimumWidth(theme.px(56))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._shape)
        # Beside what it speaks of; only the words give way, to a second line.
        layout.addWidget(self._words, _WORDS_SHARE)
        layout.addWidget(self._go)
        layout.addWidget(self._rest)
        layout.addStretch(1)
        for button in (self._keep, self._back, self._next, self._finish):
            layout.addWidget(button)
        self._keep.clicked.connect(self.keep_requested)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._finish.clicked.connect(self.finish_requested)
        self._go.clicked.connect(self.go_there)

    def show_state(self, problems: Mapping[str, Problem], warnings: Mapping[str, Problem]) -> None:
        """Show what stands between the form and a finished letter, or what is doubtful."""
        possible = not problems
        shown = problems or warnings
        self._key = next(iter(shown), "")
        more = ""
        if problems:
            first = brief(problems[self._key])
            more = f"{len(problems) - 1} yer daha var." if len(problems) > 1 else ""
            self._say(State.LATE, theme.LATE, f"Yazı tamamlanamaz: {first}")
            self._finish.setToolTip(f"{first} {more}".strip())
        elif warnings:
            words = f"Yazı tamamlanabilir; gözden geçirilecek {len(warnings)} yer var."
            if self._key in _NOT_HERE:
                words = f"Yazı tamamlanabilir. {message_of(warnings[self._key]).what}"
            self._say(State.NEAR, theme.NEAR, words)
            self._finish.setToolTip("")
        else:
            self._say(State.GOOD, theme.GOOD, "Yazı tamamlanabilir.")
            self._finish.setToolTip("")
        self._go.setVisible(bool(shown) and self._key not in _NOT_HERE)
        self._rest.set_text(more)
        self._rest.setVisible(bool(more))
        self._finish.setEnabled(possible)
        self._finish.setAccessibleDescription(self._finish.toolTip())
        emphasise(self._finish, possible)

    def show_place(self, *, first: bool, last: bool) -> None:
        """Offer the way back and forth where there is one; call it behind `show_state`."""
        self._back.setEnabled(not first)
        self._next.setEnabled(not last)
        self._next.setDefault(not last)
        emphasise(self._next, not last and not self._finish.isEnabledTo(self))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - the only argument
        """Say that the letter is being finished, and take no more orders meanwhile."""
        self.setEnabled(not busy)
        self._finish.setText("Tamamlanıyor…" if busy else _FINISH)

    def take_focus(self) -> None:
        """Put the focus on the way to the next step."""
        self._next.setFocus()

    def can_finish(self) -> bool:
        """Return whether the letter may be finished."""
        return self._finish.isEnabled()

    def words(self) -> str:
        """Return what is said."""
        return self._words.text()

    def rest(self) -> str:
        """Return what is said of the places that are not named."""
        return self._rest.text()

    @Slot()
    def go_there(self) -> None:
        """Ask for the field that is named."""
        if self._key:
            self.field_requested.emit(self._key)

    def _say(self, state: State, role: QPalette.ColorRole, words: str) -> None:
        self._shape.set_state(state)
        self._words.setForegroundRole(role)
        self._words.setText(words)
        self._words.setMaximumWidth(self._words.fontMetrics().horizontalAdvance(words) + _ROUNDING)
