"""Around the steps of a change: the list of changes, the checklist, the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.changes.rules import Fact, FactState, checklist
from alo183_desktop.gui.changes.words import (
    FACT_NAMES,
    HAND_OVER,
    LETTER,
    brief,
    is_missing,
    possessive,
)
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import IconButton, LinkButton, SecondaryButton, emphasise
from alo183_desktop.gui.kit.containers import Card, make_row
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateShape
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QMouseEvent, QPalette

    from alo183_desktop.changes.entry_values import ReadChange
    from alo183_desktop.shared.errors import Problem


class EntryBar(QWidget):
    """One line above the form: "Bu yazıda 2 değişiklik", the changes, add and remove.

    Signals:
        entry_chosen: The index of the change that the user chose.
        add_requested: One more change for this letter.
        remove_requested: The change shown is to be removed.
    """

    entry_chosen = Signal(int)
    add_requested = Signal()
    remove_requested = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = make_label("", font=theme.body_medium(), parent=self)
        self._combo = ComboBox(parent=self)
        self._combo.set_name("Yazıdaki değişiklikler")
        self._combo.setToolTip("Önceki ve sonraki: Ctrl+PageUp, Ctrl+PageDown")
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._add = LinkButton("De&ğişiklik ekle", icon="add", parent=self)
        self._add.setToolTip("Aynı yazıya bir değişiklik daha ekler (Ctrl+D)")
        self._remove = IconButton("Bu değişikliği yazıdan çıkar", icon="delete", parent=self)
        make_row(self, self._count, (self._combo, 1), 0, self._remove, self._add, gap=8)
        self._combo.activated.connect(self.entry_chosen)
        self._add.clicked.connect(self.add_requested)
        self._remove.clicked.connect(self.remove_requested)

    def show_entries(self, titles: Sequence[str], index: int) -> None:
        """Show the changes, with `index` as the current one."""
        several = len(titles) > 1
        self._count.setText(f"Bu yazıda {len(titles)} değişiklik")
        if [self._combo.itemText(item) for item in range(self._combo.count())] != list(titles):
            self._combo.clear()
            self._combo.addItems(list(titles))
        self._combo.setCurrentIndex(index)
        self._combo.setVisible(several)
        self._remove.setVisible(several)

    def titles(self) -> list[str]:
        """Return the titles of the changes as listed."""
        return [self._combo.itemText(item) for item in range(self._combo.count())]


_NAMES = FACT_NAMES | {
    "effective": "Görev değişikliğinin başladığı gün",
    "vacancy_reason": "Görevlendirme yapılmamasının nedeni",
}
_ROWS = 5
_LOW = 600
"""Low window, in pixels of the drawings."""
_KEYS_OF = {"newcomer.name": ("newcomer", "newcomer.given_names", "newcomer.surname")}
_FIELD_OF = {"newcomer.name": "newcomer.given_names"}
_STATES = {
    FactState.DONE: (State.GOOD, ""),
    FactState.MISSING: (State.NONE, ": eksik"),
    FactState.WRONG: (State.LATE, ": yanlış"),
    FactState.NOT_NEEDED: (State.NONE, ": gerekmez"),
}


def facts_of(read: ReadChange, index: int, problems: Mapping[str, Problem]) -> tuple[Fact, ...]:
    """Return the facts of one change; none that blocks finishing the letter counts as done.

    Args:
        read: The whole letter.
        index: Index of the change, from 0.
        problems: Of the whole form, by their keys.
    """
    entry = read.form.entries[index]
    facts = list(checklist(entry, read.entries[index]))
    facts.append(Fact("effective", FactState.DONE, None))
    if entry.newcomer_kind == NewcomerKind.NOBODY:
        facts.append(Fact("vacancy_reason", FactState.DONE, None))

    def judged(fact: Fact) -> Fact:
        if fact.state is not FactState.DONE:
            return fact
        for key in _KEYS_OF.get(fact.key, (fact.key,)):
            problem = problems.get(f"entries.{index}.{key}")
            if problem is not None:
                state = FactState.MISSING if is_missing(problem) else FactState.WRONG
                return Fact(fact.key, state, problem)
        return fact

    return tuple(judged(fact) for fact in facts)


class Checklist(Card):
    """Two columns of facts under "9 bilginin 8’i tamam".

    Signals:
        fact_chosen: The key of the field of the fact that the user clicked.
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
        self._index = 0
        for index, key in enumerate(_NAMES):
            row = _Row(_FIELD_OF.get(key, key), parent=self)
            row.clicked.connect(lambda key: self.fact_chosen.emit(f"entries.{self._index}.{key}"))
            grid.addWidget(row, index % _ROWS, index // _ROWS)
            self._rows[key] = row
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self.content.addWidget(self._facts)

    def follow_step(self, step: int) -> None:
        """Shrink for the steps that need the room: the hand-over's lists, and the letter's fields.

        The hand-over affects no required fact of the letter: there the count is enough. The same
        in a low window, where the facts would leave no room for the fields.
        """
        self.setVisible(step != LETTER)
        is_low = self.window().height() < theme.px(_LOW)
        self._facts.setVisible(step != HAND_OVER and not is_low)

    def show_facts(self, facts: Sequence[Fact], decisions: int, *, index: int) -> None:
        """Show the facts of one change.

        Args:
            facts: Of `facts_of`.
            index: Index of the change, from 0.
            decisions: How many the hand-over still waits for; they belong to no fact.
        """
        self._index = index
        needed = [fact for fact in facts if fact.state is not FactState.NOT_NEEDED]
        done = sum(fact.state is FactState.DONE for fact in needed)
        waiting = f"; teslimde {decisions} karar bekliyor" if decisions else ""
        self._count.setText(f"{len(needed)} bilginin {possessive(done)} tamam{waiting}")
        for fact in facts:
            state, ending = _STATES[fact.state]
            self._rows[fact.key].show_fact(state, _NAMES[fact.key] + ending)

        # Most changes name a newcomer: then the fact of the reason for none is hidden.
        shown = {fact.key for fact in facts}
        self._rows["vacancy_reason"].setVisible("vacancy_reason" in shown)

    def count_words(self) -> str:
        """Return how many facts are complete, in words."""
        return self._count.text()

    def words(self) -> list[str]:
        """Return the texts of the facts as shown."""
        return [row.accessibleName() for row in self._rows.values() if not row.isHidden()]

    def row(self, fact: str) -> QWidget:
        """Return the line of a fact, such as `newcomer.tckn`."""
        return self._rows[fact]


class _Row(QWidget):
    """One fact: shape and text; a click focuses its field, as F8 does for errors.

    Signals:
        clicked: The key of the field, without its change.
    """

    clicked = Signal(str)

    def __init__(self, key: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shape = StateShape(State.NONE, parent=self)
        self._label = make_label("", font=theme.small(), parent=self)
        make_row(self, self._shape, (self._label, 1), gap=8)

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


NEXT_KEYS: Final = "Alt+I"
"""The mnemonic that is underlined in "İleri"."""
_GO_THERE: Final = "Alana git"
_FINISH: Final = "&Yazıyı tamamla"
_WORDS_SHARE: Final = 1000
"""Stretch of the text: the buttons after it share only the rest."""
_ROUNDING: Final = 2
_NOT_HERE: Final = frozenset({"letter.corrects", "letter.contact"})
"""Corrected in the older letter and in the settings: this letter has no field for them."""


class ReadinessFoot(QWidget):
    """Shows why the letter cannot be finished yet, or that it can.

    Signals:
        keep_requested: Keep the draft and close.
        back_requested: The previous step.
        next_requested: The next step.
        finish_requested: Finish the letter.
        field_requested: The key of the field with a missing or wrong value.
    """

    keep_requested = Signal()
    back_requested = Signal()
    next_requested = Signal()
    finish_requested = Signal()
    field_requested = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = ""
        self._gone_to = ""
        self._warnings: dict[str, Problem] = {}
        self._shape = StateShape(State.LATE, parent=self)
        self._words = make_label("", font=theme.body_strong(), wrap=True, parent=self)
        # Tab, which follows the order of making, goes from the last field to what comes next.
        self._next = SecondaryButton("İler&i", parent=self)
        self._finish = SecondaryButton(_FINISH, parent=self)
        self._go = LinkButton(_GO_THERE, parent=self)
        self._go.setToolTip("F8")
        self._back = SecondaryButton("&Geri", parent=self)
        self._keep = SecondaryButton("Taslağı sakla ve ka&pat", parent=self)
        # The dialog has the shortcut: a mnemonic acts only a tenth of a second later, and text
        # typed meanwhile would end up in the field of the previous step.
        self._next.setShortcut(QKeySequence())
        for button in (self._back, self._next):
            button.setMinimumWidth(theme.px(56))
        layout = make_row(self, self._shape, gap=8, margins=(24, 12, 24, 12))
        # Beside its subject; only the text yields, to a second line.
        layout.addWidget(self._words, _WORDS_SHARE)
        layout.addWidget(self._go)
        layout.addStretch(1)
        for button in (self._keep, self._back, self._next, self._finish):
            layout.addWidget(button)
        self._keep.clicked.connect(self.keep_requested)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._finish.clicked.connect(self.finish_requested)
        self._go.clicked.connect(self.go_there)

    def show_state(self, problems: Mapping[str, Problem], warnings: Mapping[str, Problem]) -> None:
        """Show what prevents the form from being finished, or one of its warnings after another."""
        possible = not problems
        self._warnings = {} if problems else dict(warnings)
        if problems:
            self._key = next(iter(problems))
            first = brief(problems[self._key])
            self._show_text(State.LATE, theme.LATE, f"Yazı tamamlanamaz: {first}")
            self._finish.setToolTip(first)
        else:
            self._finish.setToolTip("")
            self._show_warning(self._key)
        self._go.setVisible(bool(self._key) and self._key not in _NOT_HERE)
        self._finish.setEnabled(possible)
        self._finish.setAccessibleDescription(self._finish.toolTip())
        emphasise(self._finish, possible)

    def _show_warning(self, key: str) -> None:
        """Show a warning that still holds, or else the first one."""
        keys = self._keys_of_fields() or list(self._warnings)
        self._key = key if key in keys else next(iter(keys), "")
        if not self._key:
            self._show_text(State.GOOD, theme.GOOD, "Yazı tamamlanabilir.")
            return
        place = f" ({keys.index(self._key) + 1}/{len(keys)})" if len(keys) > 1 else ""
        words = message_of(self._warnings[self._key]).what
        words = f"Yazı tamamlanabilir; gözden geçiriniz{place}: {words}"
        self._show_text(State.NEAR, theme.NEAR, words)

    def _keys_of_fields(self) -> list[str]:
        return [key for key in self._warnings if key not in _NOT_HERE]

    def show_place(self, *, first: bool, last: bool) -> None:
        """Enable back and next where they exist; call it after `show_state`."""
        self._back.setEnabled(not first)
        self._next.setEnabled(not last)
        self._next.setDefault(not last)
        emphasise(self._next, not last and not self._finish.isEnabledTo(self))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - the only argument
        """Show that the letter is being finished, and disable the buttons meanwhile."""
        self.setEnabled(not busy)
        self._finish.setText("Tamamlanıyor…" if busy else _FINISH)

    def take_focus(self) -> None:
        """Focus the button to the next step."""
        self._next.setFocus()

    def can_finish(self) -> bool:
        """Return whether the letter can be finished."""
        return self._finish.isEnabled()

    def words(self) -> str:
        """Return the text shown."""
        return self._words.text()

    @Slot()
    def go_there(self) -> None:
        """Request the field that is named; of a warning seen before, that of the next one."""
        keys = self._keys_of_fields()
        if self._key == self._gone_to and self._key in keys:
            self._show_warning(keys[(keys.index(self._key) + 1) % len(keys)])
        self._gone_to = self._key
        if self._key:
            self.field_requested.emit(self._key)

    def _show_text(self, state: State, role: QPalette.ColorRole, words: str) -> None:
        self._shape.set_state(state)
        self._words.setForegroundRole(role)
        self._words.setText(words)
        self._words.setMaximumWidth(self._words.fontMetrics().horizontalAdvance(words) + _ROUNDING)
