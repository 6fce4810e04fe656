"""Watches the clocks: asks each minute, at start and at wake what came due, and says so."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.cases import reminders, unexplained
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from alo183_desktop.cases.rows import ComingReminder, ReminderRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

_LOOK_MS: Final = 5_000
_MINUTE: Final = dt.timedelta(minutes=1)
_JUMP: Final = dt.timedelta(seconds=30)
"""More than a look apart: the computer slept, or somebody set its clock."""
_MOST_TOLD: Final = 3
_TITLE: Final = "24 saat hatırlatması"


class _Found(NamedTuple):
    """What the database says of the clocks."""

    due: tuple[ReminderRow, ...]
    """Noted just now."""
    unseen: tuple[ReminderRow, ...]
    """All that nobody has seen, noted by whichever desk."""
    coming: tuple[ComingReminder, ...]


class ReminderWatch(QObject):
    """Notes each step once, and tells those that have just come due.

    A timer alone would not do: it stands still while the computer sleeps. So it looks at the wall
    clock every five seconds, and asks when a minute has gone by or the clock has jumped.

    Signals:
        notified: Title and text of a notification; they name cases and times, nobody.
        missed: Steps that came due while nobody could see them, the newest of each case.
        minute_passed: A minute has gone by, or the clock has jumped.
    """

    notified = Signal(str, str)
    missed = Signal(tuple)
    minute_passed = Signal()

    def __init__(
        self, background: Background, *, clock: Clock, may_note: bool, parent: QObject
    ) -> None:
        """Make the watch; `start` begins.

        Args:
            background: Asks the database.
            clock: The wall clock; UTC.
            may_note: Whether whoever signed in works on cases: only then steps are noted as told.
            parent: The page.
        """
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._may_note = may_note
        self._looked_at = clock()
        self._asked_at = clock()
        self._is_asking = False
        self._told: set[int] = set()
        self._known: set[tuple[int, int]] = set()
        self._has_asked = False
        self._has_hidden = False
        self._coming: tuple[ComingReminder, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Ask now, and from now on each minute."""
        self._timer.start()
        self._ask(is_first=True)

    def is_running(self) -> bool:
        """Return whether it looks at the clock."""
        return self._timer.isActive()

    def coming(self) -> tuple[ComingReminder, ...]:
        """Return the steps that are still to come, for as long as the data is locked."""
        return self._coming

    def renew_coming(self) -> None:
        """Ask which steps are still to come: cases have changed."""
        if self._may_note:
            self._background.run(
                reminders.coming_reminders,
                parent=self,
                success=self._keep_coming,
                failure=log_bug,
            )

    def stop(self) -> None:
        """Ask no more: the window is being locked."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Ask if a minute has gone by, or the clock has jumped, since the last time."""
        now = self._clock()
        jumped = abs(now - self._looked_at) > _JUMP
        self._looked_at = now
        if jumped or not dt.timedelta() <= now - self._asked_at < _MINUTE:
            self.minute_passed.emit()
            self._ask(is_first=jumped)

    def mark_seen(self, case_ids: Collection[int]) -> None:
        """Keep that somebody has seen the steps of some cases; nothing happens without any."""
        wanted = list(case_ids)
        if not wanted or not self._may_note:
            return
        self._told.difference_update(wanted)
        self._background.run(
            lambda work: reminders.mark_seen(work, wanted),
            parent=self,
            success=lambda _nothing: None,
            failure=log_bug,
            changes=frozenset({Topic.CASES}),
        )

    def note_opened(self, case_id: int) -> None:
        """Keep that somebody looked at a case of which they were told."""
        if case_id in self._told:
            self.mark_seen([case_id])

    def _keep_coming(self, coming: tuple[ComingReminder, ...]) -> None:
        self._coming = coming

    def _ask(self, *, is_first: bool) -> None:
        """Note what came due; with `is_first`, show also what nobody has seen yet."""
        self._asked_at = self._clock()
        if self._is_asking or not self._may_note:
            return
        self._is_asking = True
        if not is_first:
            self._hide_numbers()

        def read(work: Work) -> _Found:
            due = reminders.due_reminders(work)
            # Another desk may have noted a step first: it is told here all the same.
            unseen = reminders.unseen_reminders(work)
            return _Found(due, unseen, reminders.coming_reminders(work))

        self._background.run(
            read,
            parent=self,
            success=lambda found: self._tell(found, is_first=is_first),
            failure=self._fail,
        )

    def _hide_numbers(self) -> None:
        """Let numbers go that waited too long; once, and not while the window is being opened."""
        if self._has_hidden:
            return
        self._has_hidden = True
        self._background.run(
            unexplained.hide_old_numbers,
            parent=self,
            success=lambda _count: None,
            failure=log_bug,
        )

    def _tell(self, found: _Found, *, is_first: bool) -> None:
        self._is_asking = False
        self._coming = found.coming
        now = self._clock()
        # At the start only what was noted just now is news; what was noted before was told before.
        news = found.due
        if self._has_asked:
            news = tuple(row for row in found.unseen if _step(row) not in self._known)
        self._has_asked = True
        self._known.update(map(_step, (*found.due, *found.unseen)))
        live = newest_of_each(row for row in news if not row.was_missed and row.entered_at is None)
        if live:
            self._told.update(row.case_id for row in live)
            self.notified.emit(_TITLE, notice_words(live, now=now))
        fresh = {row.case_id for row in live}
        late_news = tuple(row for row in news if row.was_missed)
        missed = newest_of_each(
            row
            for row in (found.unseen if is_first else late_news)
            if row.case_id not in fresh and (row.was_missed or row.entered_at is None)
        )
        if missed:
            self._told.update(row.case_id for row in missed)
            self.missed.emit(missed)
        running = newest_of_each(
            row for row in late_news if row.case_id not in fresh and row.entered_at is None
        )
        if running:
            self.notified.emit("Siz yokken", notice_words(running, now=now))

    def _fail(self, error: Exception) -> None:
        self._is_asking = False
        log_bug(error)


def _step(row: ReminderRow) -> tuple[int, int]:
    return row.case_id, row.hours


def newest_of_each(rows: Iterable[ReminderRow]) -> tuple[ReminderRow, ...]:
    """Return the last step of each case, what is due next first."""
    found: dict[int, ReminderRow] = {}
    for row in rows:
        known = found.get(row.case_id)
        if known is None or known.hours <= row.hours:
            found[row.case_id] = row
    return tuple(sorted(found.values(), key=lambda row: (row.entry_due_at, row.case_id)))


def notice_words(rows: Sequence[ReminderRow], *, now: dt.datetime) -> str:
    """Return the text of a notification: numbers of cases and times, at most three of them."""
    lines = [f"Vaka {reminders.reminder_words(row, now=now)}" for row in rows[:_MOST_TOLD]]
    more = len(rows) - len(lines)
    return "\n".join([*lines, f"ve {more} vaka daha"] if more else lines)
