"""How backups stand, as every part of the window tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from alo183_desktop.access.backup_rules import Standing


class BackupNews(QObject):
    """The last word on it.

    Signals:
        told: It is another one now.
    """

    told = Signal()

    def __init__(self, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: Standing | None = None

    def standing(self) -> Standing | None:
        """Return how backups stand; None while nobody has looked."""
        return self._standing

    def tell(self, standing: Standing) -> None:
        """Say how they stand now."""
        self._standing = standing
        self.told.emit()
