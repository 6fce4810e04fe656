"""How many clauses are in which state: the sum of all tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import OF_MARK, State, StateText
from alo183_desktop.gui.overview.backup_line import BackupLine
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from alo183_desktop.overview.rows import ClauseTile

_NARROW: Final = 184
"""Pixels of the drawings; in a card as narrow as that the lines would be parted."""
_NARROW_SIDE: Final = 6
_SIDE: Final = 16
_WORDS: Final = {
    State.LATE: "maddede aksama",
    State.NEAR: "madde bekliyor",
    State.GOOD: "madde tamam",
    State.NONE: "madde bilinmiyor",
}


class SummaryCard(Card):
    """Four lines, one for each state; below them how old the newest backup is.

    Attributes:
        backup: Leads to the backups.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.content.setSpacing(theme.px(1))
        self.content.addWidget(make_label("Bütün maddeler", font=theme.body_strong(), parent=self))
        self._lines = {state: StateText(state, "", parent=self) for state in State}
        for line in self._lines.values():
            self.content.addWidget(line)
        self.content.addStretch(1)
        self.backup = BackupLine(parent=self)
        self.content.addWidget(self.backup)

    def set_tiles(self, tiles: Sequence[ClauseTile]) -> None:
        """Count the tiles by state."""
        found = [OF_MARK[tile.state] for tile in tiles]
        for state, line in self._lines.items():
            line.set_text(state, f"{found.count(state)} {_WORDS[state]}")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the words the room of the margins where there is little."""
        super().resizeEvent(event)
        side = theme.px(_NARROW_SIDE if self.width() < theme.px(_NARROW) else _SIDE)
        self.content.setContentsMargins(side, theme.px(12), side, theme.px(12))
