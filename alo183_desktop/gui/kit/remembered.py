"""What this desk remembers of how somebody works: widths, columns, the folder of the last file."""

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
        settings: Set once by the application; None remembers nothing.
    """

    settings: ClassVar[QSettings | None] = None

    @classmethod
    def value(cls, key: str) -> Any:
        """Return what was kept; None when nothing was."""
        return None if cls.settings is None else cls.settings.value(key)

    @classmethod
    def keep(cls, key: str, value: object) -> None:
        """Keep something for the next time."""
        if cls.settings is not None:
            cls.settings.setValue(key, value)


class Splitter(QSplitter):
    """A list and its preview; remembers how the room is shared."""

    def __init__(
        self,
        key: str,
        first: QWidget,
        second: QWidget,
        *,
        sizes: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        """Put two widgets side by side.

        Args:
            key: Under which the share is remembered.
            first: Grows with the window.
            second: Keeps its width.
            sizes: The first share, in pixels of the drawings.
            parent: Qt's owner.
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
