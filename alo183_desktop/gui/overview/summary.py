"""How many clauses are in which state: the sum of all tiles.

Not here: the tiles (tile.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.overview.words import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.overview.rows import ClauseTile

_WORDS: Final = {
    State.LATE: "maddede aksama",
    State.NEAR: "madde bekliyor",
    State.GOOD: "madde tamam",
    State.NONE: "maddede kayıt yok",
}


class SummaryCard(Card):
    """Four lines, one for each state."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.content.setSpacing(theme.px(4))
        self.content.addWidget(make_label("Bütün maddeler", font=theme.body_strong(), parent=self))
        self._lines = {state: StateText(state, "", parent=self) for state in State}
        for line in self._lines.values():
            self.content.addWidget(line)
        self.content.addStretch(1)

    def set_tiles(self, tiles: Sequence[ClauseTile]) -> None:
        """Count the tiles by state."""
        found = [STATES[tile.state] for tile in tiles]
        for state, line in self._lines.items():
            line.set_text(state, f"{found.count(state)} {_WORDS[state]}")
