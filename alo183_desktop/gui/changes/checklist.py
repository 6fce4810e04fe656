"""The eight facts that the letter must carry for each change, with their state.

Not here: which of them is missing or wrong (changes/rules.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from alo183_desktop.changes.rules import Fact, FactState
from alo183_desktop.gui.changes.words import FACT_NAMES, possessive
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import Shape, State
from alo183_desktop.gui.kit.widgets import Card

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS = 4
_STATES = {
    FactState.DONE: (State.GOOD, ""),
    FactState.MISSING: (State.NONE, ": eksik"),
    FactState.WRONG: (State.LATE, ": yanlış"),
    FactState.NOT_NEEDED: (State.NONE, ": gerekmez"),
}


class Checklist(Card):
    """Two columns of facts under "8 bilginin 7’si tamam"."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self._count = make_label("", font=theme.small(), role=theme.MUTED, parent=self)
        head = QHBoxLayout()
        head.addWidget(
            make_label("Yazıda bulunması gerekenler", font=theme.body_strong(), parent=self)
        )
        head.addStretch(1)
        head.addWidget(self._count)
        self.content.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        self._rows: dict[str, _Row] = {}
        for place, key in enumerate(FACT_NAMES):
            row = _Row(parent=self)
            grid.addWidget(row, place % _ROWS, place // _ROWS)
            self._rows[key] = row
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self.content.addLayout(grid)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show the facts of one change."""
        needed = [fact for fact in facts if fact.state is not FactState.NOT_NEEDED]
        done = sum(fact.state is FactState.DONE for fact in needed)
        self._count.setText(f"{len(needed)} bilginin {possessive(done)} tamam")
        for fact in facts:
            state, ending = _STATES[fact.state]
            self._rows[fact.key].show_fact(state, FACT_NAMES[fact.key] + ending)

    def count_words(self) -> str:
        """Return how many facts are there, in words."""
        return self._count.text()

    def words(self) -> list[str]:
        """Return the facts as they are shown."""
        return [row.accessibleName() for row in self._rows.values()]


class _Row(QWidget):
    """One fact: shape and words."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._shape = Shape(State.NONE, parent=self)
        self._label = make_label("", font=theme.small(), parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._shape)
        layout.addWidget(self._label, 1)

    def show_fact(self, state: State, words: str) -> None:
        """Show another state."""
        self._shape.set_state(state)
        self._label.setText(words)
        wrong = state is State.LATE
        self._label.setFont(theme.small_strong() if wrong else theme.small())
        self._label.setForegroundRole(
            theme.LATE if wrong else (self.foregroundRole() if state is State.GOOD else theme.MUTED)
        )
        self.setAccessibleName(words)
