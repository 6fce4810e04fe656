"""Takes the backup of the day's first start, and keeps its age in the foot.

Not here: what a backup is (access/backups.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from alo183_desktop.access.backup_rules import age_words, is_old
from alo183_desktop.gui.kit.errors import log_bug, text_of
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.shell.foot import Foot
    from alo183_desktop.shared.clock import Clock

_MINUTE_MS: Final = 60_000


class BackedUp(Protocol):
    """What the watch needs of the open data; `bootstrap.Desk` is one."""

    @property
    def clock(self) -> Clock:
        """Dates the backups."""

    def take_daily_backup(self) -> object:
        """Take the backup of the day's first start if there is none yet, or raise `KnownError`."""

    def newest_backup(self) -> dt.datetime | None:
        """Return when the newest backup was taken, UTC."""


class BackupWatch(QObject):
    """Looks once a minute: a night over which the program stayed open begins a day, too."""

    def __init__(
        self, background: Background, desk: BackedUp, foot: Foot, *, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._desk = desk
        self._foot = foot
        self._trouble = ""
        self._is_running = False
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.look)
        self._minute.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Take today's backup unless it is there, and say how old the newest one is."""
        if self._is_running:
            return
        self._is_running = True
        # On a thread of its own: people work on while it is written.
        self._background.run_beside(
            self._desk.take_daily_backup,
            parent=self,
            success=self._note,
            failure=self._note_trouble,
        )

    def _note(self, _backup: object) -> None:
        self._trouble = ""
        self._show()

    def _note_trouble(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            log_bug(error)
        self._trouble = str(text_of(error))
        self._show()

    def _show(self) -> None:
        self._background.run_pure(
            self._desk.newest_backup, parent=self, success=self._show_age, failure=log_bug
        )

    def _show_age(self, newest: dt.datetime | None) -> None:
        self._is_running = False
        now = self._desk.clock()
        self._foot.set_backup(
            f"Son yedek: {age_words(newest, now=now)}",
            is_worry=bool(self._trouble) or is_old(newest, now=now),
            why=self._trouble,
        )
