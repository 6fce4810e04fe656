"""Reminds while the data is locked, by what was kept of it in memory before: numbers and instants.

No person is among what is kept, and nothing of it is written anywhere; what was told is noted when
somebody unlocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.cases.rows import ToldReminder
from alo183_desktop.cases.rules import left_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import ComingReminder
    from alo183_desktop.shared.clock import Clock

_LOOK_MS: Final = 5_000
_MOST_TOLD: Final = 3
TITLE: Final = "24 saat hatırlatması"


class LockedReminders(QObject):
    """Tells the steps that come due until somebody unlocks, each once.

    Signals:
        notified: Title and text of a notification; they name cases and times, nobody.
    """

    notified = Signal(str, str)

    def __init__(self, coming: Sequence[ComingReminder], *, clock: Clock, parent: QObject) -> None:
        """Begin to look at the clock.

        Args:
            coming: The steps that are still to come.
            clock: The wall clock; UTC.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._coming = list(coming)
        self._clock = clock
        self._told: list[ToldReminder] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        if self._coming:
            self._timer.start()

    def told(self) -> tuple[ToldReminder, ...]:
        """Return what was told so far."""
        return tuple(self._told)

    @Slot()
    def look(self) -> None:
        """Tell what has come due since the last look; of each case the last step."""
        now = self._clock()
        due = [one for one in self._coming if one.due_at <= now]
        if not due:
            return
        self._coming = [one for one in self._coming if one.due_at > now]
        self._told.extend(ToldReminder(one.case_id, one.hours, now) for one in due)
        newest = {one.case_id: one for one in due}
        rows = sorted(newest.values(), key=lambda one: one.entry_due_at)
        lines = [
            f"Vaka {one.number}: {left_words(one.entry_due_at - now)}" for one in rows[:_MOST_TOLD]
        ]
        more = len(rows) - len(lines)
        self.notified.emit(TITLE, "\n".join([*lines, f"ve {more} vaka daha"] if more else lines))

    def stop(self) -> None:
        """Look no more, and forget what was kept."""
        self._timer.stop()
        self._coming.clear()
