"""What this desk remembers of how somebody works: widths, columns, the folder of the last file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

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
