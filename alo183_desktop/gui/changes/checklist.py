"""What the letter must have for each change, with its state: clause 6, the day, the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.changes.rules import Fact, FactState, checklist
from alo183_desktop.gui.changes.words import FACT_NAMES, HAND_OVER, LETTER, is_missing, possessive
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import Shape, State
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QMouseEvent

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.shared.errors import Problem

_NAMES = FACT_NAMES | {
    "effective": "Görev değişikliğinin başladığı gün",
    "vacancy_reason": "Görevlendirme yapılmamasının nedeni",
}
_ROWS = 5
_LOW = 600
"""Of the window, in pixels of the drawings."""
_KEYS_OF = {"newcomer.name": ("newcomer", "newcomer.given_names", "newcomer.surname")}
_FIELD_OF = {"newcomer.name": "newcomer.given_names"}
_STATES = {
    FactState.DONE: (State.GOOD, ""),
    FactState.MISSING: (State.NONE, ": eksik"),
    FactState.WRONG: (State.LATE, ": yanlış"),
    FactState.NOT_NEEDED: (State.NONE, ": gerekmez"),
}


def facts_of(
    form: ChangeForm, place: int, context: ChangeContext, problems: Mapping[str, Problem]
) -> tuple[Fact, ...]:
    """Return the facts of one change; none is done that keeps the letter from being finished.

    Args:
        form: The whole letter.
        place: Of the change, from 0.
        context: What the rules look things up in.
        problems: Of the whole form, by their keys.
    """
    entry = form.entries[place]
    facts = list(checklist(entry, context))
    facts.append(Fact("effective", FactState.DONE, None))
    if entry.newcomer_kind == NewcomerKind.NOBODY:
        facts.append(Fact("vacancy_reason", FactState.DONE, None))

    def judged(fact: Fact) -> Fact:
        if fact.state is not FactState.DONE:
            return fact
        for key in _KEYS_OF.get(fact.key, (fact.key,)):
            problem = problems.get(f"entries.{place}.{key}")
            if problem is not None:
                state = FactState.MISSING if is_missing(problem) else FactState.WRONG
                return Fact(fact.key, state, problem)
        return fact

    return tuple(judged(fact) for fact in facts)


class Checklist(Card):
    """Two columns of facts under "9 bilginin 8’i tamam".

    Signals:
        fact_chosen: The key of the field of a fact that somebody clicked.
    """

    fact_chosen = Signal(str)

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
        self._facts = QWidget(self)
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        self._rows: dict[str, _Row] = {}
        self._place = 0
        for place, key in enumerate(_NAMES):
            row = _Row(_FIELD_OF.get(key, key), parent=self)
            row.clicked.connect(self._on_row_clicked)
            grid.addWidget(row, place % _ROWS, place // _ROWS)
            self._rows[key] = row
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self.content.addWidget(self._facts)

    def follow_step(self, step: int) -> None:
        """Leave the room to the steps that need it: the hand-over's lists, and the letter's fields.

        The hand-over decides nothing of what the letter must have: there the count is enough. So it
        is in a low window, where the facts would leave no room for the fields.
        """
        self.setVisible(step != LETTER)
        is_low = self.window().height() < theme.px(_LOW)
        self._facts.setVisible(step != HAND_OVER and not is_low)

    def show_facts(self, facts: Sequence[Fact], decisions: int, *, place: int) -> None:
        """Show the facts of one change.

        Args:
            facts: Of `facts_of`.
            place: Of the change, from 0.
            decisions: How many the hand-over still waits for; no fact of the letter tells them.
        """
        self._place = place
        needed = [fact for fact in facts if fact.state is not FactState.NOT_NEEDED]
        done = sum(fact.state is FactState.DONE for fact in needed)
        waiting = f"; teslimde {decisions} karar bekliyor" if decisions else ""
        self._count.setText(f"{len(needed)} bilginin {possessive(done)} tamam{waiting}")
        for fact in facts:
            state, ending = _STATES[fact.state]
            self._rows[fact.key].show_fact(state, _NAMES[fact.key] + ending)

        # Most changes name somebody: then nothing is said of a reason for nobody.
        shown = {fact.key for fact in facts}
        self._rows["vacancy_reason"].setVisible("vacancy_reason" in shown)

    def count_words(self) -> str:
        """Return how many facts are there, in words."""
        return self._count.text()

    def words(self) -> list[str]:
        """Return the facts as they are shown."""
        return [row.accessibleName() for row in self._rows.values() if not row.isHidden()]

    def row(self, fact: str) -> QWidget:
        """Return the line of a fact, such as `newcomer.tckn`."""
        return self._rows[fact]

    @Slot(str)
    def _on_row_clicked(self, key: str) -> None:
        self.fact_chosen.emit(f"entries.{self._place}.{key}")


class _Row(QWidget):
    """One fact: shape and words; a click leads to its field, as F8 does with what is wrong.

    Signals:
        clicked: The key of the field, without its change.
    """

    clicked = Signal(str)

    def __init__(self, key: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setCursor(Qt.CursorShape.PointingHandCursor)
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

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.clicked.emit(self._key)
