"""Boxes and buttons that narrow a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Button
from alo183_desktop.gui.kit.choices import ComboBox
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

_ARROW: Final = 46
_NARROWEST: Final = 84
"""Of a box, in pixels of the drawings."""


class NarrowingBox(ComboBox):
    """One of several values, or with its first entry all of them.

    Signals:
        narrowed: Somebody chose another value.
    """

    narrowed = Signal()

    def __init__(
        self,
        name: str,
        everything: str,
        choices: Sequence[tuple[Any, str]] = (),
        *,
        widest: str = "",
        parent: QWidget,
    ) -> None:
        """Make the box with everything chosen.

        Args:
            name: What is chosen, for screen readers and as the tooltip.
            everything: The words of the first entry; empty when one value is always chosen.
            choices: Values with their words.
            widest: Words that must fit in; longer ones are read in the list that opens.
            parent: Qt's owner.
        """
        super().__init__(parent=parent)
        self._everything = everything
        self._keys: list[Any] = []
        self._room = 0
        self.set_name(name)
        self.set_choices(choices)
        room = self.fontMetrics().horizontalAdvance(widest or everything)
        # Where there is little room it gets narrower: the words end in dots then.
        self._room = room + theme.px(_ARROW)
        self.setMaximumWidth(self._room)
        self.setMinimumWidth(min(self._room, theme.px(_NARROWEST)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(self._on_chosen)

    def key(self) -> Any:
        """Return the value that is chosen, None for all of them."""
        place = self.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else None

    def choose(self, key: Any) -> None:
        """Choose a value without a signal; nothing happens when it is not offered."""
        if key in self._keys:
            with QSignalBlocker(self):
                self.setCurrentIndex(self._keys.index(key))

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; what was chosen stays where it is still offered."""
        chosen = self.key()
        offered = ([(None, self._everything)] if self._everything else []) + list(choices)
        with QSignalBlocker(self):
            self.clear()
            self.addItems([words for _key, words in offered])
            self._keys = [key for key, _words in offered]
            if self._keys:
                self.setCurrentIndex(self._keys.index(chosen) if chosen in self._keys else 0)
            self._say_everything()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._room, super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_everything()

    def _say_everything(self) -> None:
        """Call the first entry by its last word where there is little room: `Konular`."""
        if not self._everything or not self.count():
            return
        words = self._everything
        if self._room and self.width() < self._room:
            last = words.rpartition(" ")[2]
            words = upper_tr(last[:1]) + last[1:]
        if self.itemText(0) != words:
            self.setItemText(0, words)

    @Slot()
    def _on_chosen(self) -> None:
        self.narrowed.emit()


class ToggleButton(Button):
    """A filter that is on or off, such as "İmzasız"; it counts what it would show."""

    def __init__(self, words: str, *, tooltip: str = "", parent: QWidget) -> None:
        super().__init__(words, tooltip=tooltip, parent=parent)
        self._words = words
        self.setProperty("look", "segment only")
        self.setCheckable(True)

    def set_count(self, count: int) -> None:
        """Show how many there are."""
        self.setText(f"{self._words} {count}" if count else self._words)
