"""Settings of the window kept at this desk: widths, columns, the folder of the last file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from alo183_desktop.gui.kit import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings


class Remembered:
    """The settings of the window; a process has one window.

    Attributes:
        settings: Set once by the application; None keeps nothing.
    """

    settings: ClassVar[QSettings | None] = None

    @classmethod
    def value(cls, key: str) -> Any:
        """Return a kept value; None when there is none."""
        return None if cls.settings is None else cls.settings.value(key)

    @classmethod
    def keep(cls, key: str, value: object) -> None:
        """Keep a value for the next time."""
        if cls.settings is not None:
            cls.settings.setValue(key, value)


class Splitter(QSplitter):
    """A list and its preview; remembers how they share the width."""

    def __init__(
        self,
        key: str,
        first: QWidget,
        second: QWidget,
        *,
        sizes: tuple[int, int],
        parent: QWidget | None,
    ) -> None:
        """Put two widgets side by side.

        Args:
            key: Under which the sizes are remembered.
            first: Grows with the window.
            second: Keeps its width.
            sizes: The initial sizes, in pixels of the drawings.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._key = f"splitter/{key}"
        self.setHandleWidth(theme.px(16))
        self.setChildrenCollapsible(False)
        self.addWidget(first)
        self.addWidget(second)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setSizes([theme.px(size) for size in sizes])
        if (state := Remembered.value(self._key)) is not None:
            self.restoreState(state)
        self.splitterMoved.connect(lambda: Remembered.keep(self._key, self.saveState()))
