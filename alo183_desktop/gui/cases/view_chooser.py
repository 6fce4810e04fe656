"""The views of the page side by side with their counts; in a narrow window in fewer words.

Not here: what each view shows (words.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize

from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.gui.cases.words import VIEW_TITLES, VIEW_WORDS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

CALLS: Final = "calls"
"""The key of what is no list of cases."""
_CALLS_WORDS: Final = "Açıklanma&yan aramalar"
_SHORT: Final = {
    CaseView.DUE_SOON.value: "&4 saat",
    CaseView.NO_FIRST_ACTION.value: "İşlems&iz",
    CaseView.POLICE_NOT_INFORMED.value: "K&olluk",
    CALLS: "A&ramalar",
}
_ROOM: Final = 26
"""Around the words of a button, in pixels of the drawings."""


class ViewChooser(Segmented):
    """Segments whose words get shorter where there is no room for them."""

    def __init__(self, *, parent: QWidget) -> None:
        self._long = {
            **{view.value: words for view, words in VIEW_WORDS.items()},
            CALLS: _CALLS_WORDS,
        }
        self._counts: dict[str, int] = {}
        super().__init__(list(self._long.items()), parent=parent)
        for key, button in self._buttons.items():
            title = (
                "aramalar: vakayla, sorumluyla ya da kollukla eşleşmeyenler"
                if key == CALLS
                else VIEW_TITLES[CaseView(key)]
            )
            button.setToolTip(title)
        self._keep_minimum()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many things each view holds."""
        self._counts = dict(counts)
        self.set_counts(self._counts)
        self._keep_minimum()
        self.updateGeometry()

    def words_of(self, key: str) -> str:
        """Return what stands on a button."""
        return self._buttons[key].text()

    def is_short(self) -> bool:
        """Return whether the words are the short ones now."""
        return self._words[CALLS] == _SHORT[CALLS]

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width(self._long), super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wants_short = self.width() < self._width(self._long)
        if wants_short != self.is_short():
            self._words = {**self._long, **_SHORT} if wants_short else dict(self._long)
            self.set_counts(self._counts)

    def _keep_minimum(self) -> None:
        # An explicit minimum: otherwise the words that are shown now would be the least width.
        self.setMinimumWidth(self._width({**self._long, **_SHORT}))

    def _width(self, words: Mapping[str, str]) -> int:
        metrics = self.fontMetrics()
        shown = (
            f"{text.replace('&', '')} {self._counts[key]}"
            if key in self._counts
            else text.replace("&", "")
            for key, text in words.items()
        )
        return sum(metrics.horizontalAdvance(text) + theme.px(_ROOM) for text in shown)
