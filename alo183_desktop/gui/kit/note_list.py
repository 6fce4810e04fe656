"""Notes below one another, such as what is to be said of a file; many of them scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.destroying import replace_content
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

_HIGHEST: Final = 84
"""About five lines: below them stands what the notes are about."""


class NoteList(QScrollArea):
    """As high as its notes, up to some five lines; not there without any."""

    def __init__(self, name: str, *, parent: QWidget) -> None:
        """Make an empty list.

        Args:
            name: What screen readers call it.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._box = QVBoxLayout()
        self.hide()

    def set_notes(self, texts: Sequence[str]) -> None:
        """Show other notes, from the first one on."""
        inner = QWidget(self)
        self._box = box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(2))
        for text in texts:
            box.addWidget(StateText(State.NEAR, text, parent=inner))
        replace_content(self, inner)
        inner.setAutoFillBackground(False)
        inner.installEventFilter(self)
        self.setVisible(bool(texts))
        inner.resize(self.viewport().width(), inner.height())
        self._fit()

    def _fit(self) -> None:
        layout = self._box
        # The lines know how high they are once they have their width.
        layout.activate()
        highest, wanted = theme.px(_HIGHEST), layout.minimumSize().height()
        scrolls = wanted > highest
        # Who reads by the keyboard comes to what does not fit, and passes by what does.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(highest if scrolls else wanted)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
        return super().eventFilter(watched, event)
