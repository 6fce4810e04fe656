"""Takes the backup of the day's first start and tells how backups and the second folder stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from alo183_desktop.access.backup_rules import is_of_second
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.kinds import Kind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.backup_rules import Standing
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.backup_news import BackupNews
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import KnownError

_MINUTE_MS: Final = 60_000
_PAUSE: Final = dt.timedelta(minutes=30)
"""How long a second folder that refused is left alone, so that a worn stick is not worn out."""
_COMES_BACK: Final = frozenset({"backups.second_away", "backups.second_broken_off"})
"""Of a folder that is looked for each minute: asking whether it is there costs nothing."""


class LookedAfter(Protocol):
    """What the watch needs of the backups of the open data (`Desk.backups`)."""

    def look_after(self, *, fills_second: bool = True) -> KnownError | None:
        """Take what is due, let the second folder catch up, return what stood in the way."""

    def standing(self, *, running_since: dt.datetime | None = None) -> Standing:
        """Return how backups stand, without waiting for a folder that may not answer."""


class BackupWatch(QObject):
    """Looks once a minute: a night over which the program stayed open begins a day, too."""

    def __init__(
        self,
        background: Background,
        backups: LookedAfter,
        news: BackupNews,
        *,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._backups = backups
        self._news = news
        self._clock = clock
        self._running_since: dt.datetime | None = None
        self._tries_again_at: dt.datetime | None = None
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.look)
        background.changed.connect(self._on_changed)
        self._minute.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Take today's backup unless it is there, and say how the backups stand."""
        if self._running_since is None:
            now = self._running_since = self._clock()
            may_fill = self._tries_again_at is None or now >= self._tries_again_at
            # On a thread of its own: people work on while it is written.
            self._background.run_beside(
                lambda: self._backups.look_after(fills_second=may_fill),
                parent=self,
                success=self._note,
                failure=self._note_bug,
            )
        # Meanwhile too: a second folder that does not answer hides nothing of the first one.
        self._judge()

    def _note(self, trouble: KnownError | None) -> None:
        self._running_since = None
        if trouble is not None:
            is_refused = is_of_second(trouble) and trouble.code not in _COMES_BACK
            self._tries_again_at = self._clock() + _PAUSE if is_refused else None
        self._judge()

    def _note_bug(self, error: Exception) -> None:
        self._running_since = None
        log_bug(error)
        self._judge()

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.BACKUPS in kinds:
            self._judge()

    def _judge(self) -> None:
        since = self._running_since
        self._background.run_pure(
            lambda: self._backups.standing(running_since=since),
            parent=self,
            success=self._news.tell,
            failure=log_bug,
            key="backups",
        )
