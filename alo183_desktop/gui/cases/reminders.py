"""Watches the clocks, reports what came due, and what did so unseen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.cases import reminders, unexplained
from alo183_desktop.cases.rows import ReminderRow, ShownReminder
from alo183_desktop.cases.rules import NEAR, left_words, time_left
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import ComingReminder
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.cases.dialogs import CaseOpener
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


_LOOK_MS: Final = 5_000
_MINUTE: Final = dt.timedelta(minutes=1)
_JUMP: Final = dt.timedelta(seconds=30)
"""More than the interval of checks: the computer slept, or its clock was set."""
_MOST_LISTED: Final = 3
_TITLE: Final = "24 saat hatırlatması"


class _Found(NamedTuple):
    """The stored state of the clocks."""

    due: tuple[ReminderRow, ...]
    """Noted just now."""
    unseen: tuple[ReminderRow, ...]
    """All that no user has seen, noted by any desk."""
    coming: tuple[ComingReminder, ...]


class ReminderWatch(QObject):
    """Notes each step once, and reports those that have just come due.

    A timer alone would not do: it stops while the computer sleeps. So the wall clock is
    checked every five seconds, and queried when a minute has passed or the clock has jumped.

    Signals:
        notified: Title and text of a notification; they contain case numbers and times, no names.
        missed: Steps that came due unseen, the newest of each case.
        minute_passed: A minute has passed, or the clock has jumped.
    """

    notified = Signal(str, str)
    missed = Signal(tuple)
    minute_passed = Signal()

    def __init__(
        self, background: Background, *, clock: Clock, may_note: bool, parent: QObject
    ) -> None:
        """Make the watch; `start` activates it.

        Args:
            clock: The wall clock; UTC.
            may_note: Whether the signed-in user works on cases: only then steps are noted as shown.
            parent: The page.
        """
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._may_note = may_note
        self._looked_at = clock()
        self._asked_at = clock()
        self._is_asking = False
        self._reported: set[int] = set()
        self._known: set[tuple[int, int]] = set()
        self._has_asked = False
        self._has_hidden = False
        self._coming: tuple[ComingReminder, ...] = ()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Query now, and each minute from now on."""
        self._timer.start()
        self._ask(is_first=True)

    def is_running(self) -> bool:
        """Return whether it watches the clock."""
        return self._timer.isActive()

    def coming(self) -> tuple[ComingReminder, ...]:
        """Return the steps still to come, for as long as the data is locked."""
        return self._coming

    def renew_coming(self) -> None:
        """Query the steps still to come: cases have changed."""
        if self._may_note:
            self._background.run(
                reminders.coming_reminders,
                parent=self,
                success=self._keep_coming,
                failure=log_bug,
            )

    @Slot()
    def look(self) -> None:
        """Query if a minute has passed, or the clock has jumped, since the last time."""
        now = self._clock()
        jumped = abs(now - self._looked_at) > _JUMP
        self._looked_at = now
        if jumped or not dt.timedelta() <= now - self._asked_at < _MINUTE:
            self.minute_passed.emit()
            self._ask(is_first=jumped)

    def mark_seen(self, case_ids: Collection[int]) -> None:
        """Record that the user has seen the steps of some cases; does nothing without any."""
        wanted = list(case_ids)
        if not wanted or not self._may_note:
            return
        self._reported.difference_update(wanted)
        self._background.run(
            lambda work: reminders.mark_seen(work, wanted),
            parent=self,
            failure=log_bug,
            changes=frozenset({Topic.CASES}),
        )

    def note_opened(self, case_id: int) -> None:
        """Record that the user opened a case after its reminder."""
        if case_id in self._reported:
            self.mark_seen([case_id])

    def _keep_coming(self, coming: tuple[ComingReminder, ...]) -> None:
        self._coming = coming

    def _ask(self, *, is_first: bool) -> None:
        """Note what came due; with `is_first`, also show what no user has seen yet."""
        self._asked_at = self._clock()
        if self._is_asking or not self._may_note:
            return
        self._is_asking = True
        if not is_first:
            self._hide_numbers()

        def read(work: Work) -> _Found:
            due = reminders.due_reminders(work)
            # Another desk may have noted a step first: it is shown here anyway.
            unseen = reminders.unseen_reminders(work)
            return _Found(due, unseen, reminders.coming_reminders(work))

        self._background.run(
            read,
            parent=self,
            success=lambda found: self._report(found, is_first=is_first),
            failure=self._fail,
        )

    def _hide_numbers(self) -> None:
        """Hide outdated case numbers; once, and not while the window is being opened."""
        if self._has_hidden:
            return
        self._has_hidden = True
        self._background.run(
            unexplained.hide_old_numbers,
            parent=self,
            failure=log_bug,
        )

    def _report(self, found: _Found, *, is_first: bool) -> None:
        self._is_asking = False
        self._coming = found.coming
        now = self._clock()
        # At the start only steps noted just now are news; earlier ones were shown before.
        news = found.due
        if self._has_asked:
            news = tuple(row for row in found.unseen if _step(row) not in self._known)
        self._has_asked = True
        self._known.update(map(_step, (*found.due, *found.unseen)))
        live = newest_of_each(row for row in news if not row.was_missed and row.entered_at is None)
        if live:
            self._reported.update(row.case_id for row in live)
            self.notified.emit(_TITLE, notice_words(live, now=now))
        fresh = {row.case_id for row in live}
        late_news = tuple(row for row in news if row.was_missed)
        missed = newest_of_each(
            row
            for row in (found.unseen if is_first else late_news)
            if row.case_id not in fresh and (row.was_missed or row.entered_at is None)
        )
        if missed:
            self._reported.update(row.case_id for row in missed)
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
    """Return the last step of each case, the next due first."""
    found: dict[int, ReminderRow] = {}
    for row in rows:
        known = found.get(row.case_id)
        if known is None or known.hours <= row.hours:
            found[row.case_id] = row
    return tuple(sorted(found.values(), key=lambda row: (row.entry_due_at, row.case_id)))


def notice_words(rows: Sequence[ReminderRow], *, now: dt.datetime) -> str:
    """Return the text of a notification: case numbers and times, at most three of them."""
    return _lines_text([f"Vaka {reminders.reminder_words(row, now=now)}" for row in rows])


def _lines_text(lines: Sequence[str]) -> str:
    more = len(lines) - _MOST_LISTED
    return "\n".join([*lines[:_MOST_LISTED], f"ve {more} vaka daha"] if more > 0 else lines)


class LockedReminders(QObject):
    """Reports the steps that come due while locked, each once.

    It uses what was kept in memory before: case numbers and times. It contains no person, and
    is never stored; the steps shown are noted after unlocking.

    Signals:
        notified: Title and text of a notification; they contain case numbers and times, no names.
    """

    notified = Signal(str, str)

    def __init__(self, coming: Sequence[ComingReminder], *, clock: Clock, parent: QObject) -> None:
        """Start watching the clock.

        Args:
            coming: The steps still to come.
            clock: The wall clock; UTC.
        """
        super().__init__(parent)
        self._coming = list(coming)
        self._clock = clock
        self._shown: list[ShownReminder] = []
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        if self._coming:
            self._timer.start()

    def shown(self) -> tuple[ShownReminder, ...]:
        """Return the steps shown so far."""
        return tuple(self._shown)

    @Slot()
    def look(self) -> None:
        """Report what has come due since the last check; of each case the last step."""
        now = self._clock()
        due = [one for one in self._coming if one.due_at <= now]
        if not due:
            return
        self._coming = [one for one in self._coming if one.due_at > now]
        self._shown.extend(ShownReminder(one.case_id, one.hours, now) for one in due)
        newest = {one.case_id: one for one in due}
        rows = sorted(newest.values(), key=lambda one: one.entry_due_at)
        self.notified.emit(
            _TITLE,
            _lines_text(
                [
                    f"Vaka {one.number}: {left_words(time_left(one.entry_due_at, now))}"
                    for one in rows
                ]
            ),
        )

    def stop(self) -> None:
        """Stop watching, and discard what was kept."""
        self._timer.stop()
        self._coming.clear()


_FEW: Final = 6


class AwayDialog(TaskDialog):
    """Cases with the time left of their 24 hours; once seen, they are not shown again.

    Attributes:
        model: The cases.
        view: The list.
        show_button: Shows the current case.
        seen_button: Confirms that all of them have been seen.

    Signals:
        case_requested: The id of a case to show.
        seen: The user has seen them all.
    """

    chapter = "Vakanın süresi doluyor"

    case_requested = Signal(int)
    seen = Signal()

    def __init__(self, rows: Sequence[ReminderRow], *, now: dt.datetime, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            rows: The last step of each case.
            now: UTC.
        """
        super().__init__(
            title="Siz yokken",
            explanation="Program kapalıyken ya da kilitliyken hatırlatma zamanı gelen vakalar.",
            width=640,
            parent=parent,
        )

        def words(row: ReminderRow) -> str:
            return "girildi" if row.entered_at is not None else left_words(row.left(now))

        def mark(row: ReminderRow) -> State | None:
            if row.entered_at is not None:
                return State.GOOD
            left = row.left(now)
            if left < dt.timedelta():
                return State.LATE
            return State.NEAR if left < NEAR else None

        columns = (
            Column[ReminderRow](
                "Kalan süre",
                words,
                state=mark,
                keeps_mark_room=True,
                sort_key=lambda row: row.entry_due_at,
                width_chars=20,
            ),
            Column[ReminderRow](
                "Başvuru no",
                lambda row: row.number,
                kind=CellKind.STRONG,
                width_chars=18,
                stretch=True,
            ),
            Column[ReminderRow](
                "Hatırlatma",
                lambda row: f"{row.hours}. saat",
                sort_key=lambda row: row.hours,
                width_chars=10,
            ),
            Column[ReminderRow](
                "Zamanı", lambda row: row.due_at, kind=CellKind.MUTED, width_chars=15
            ),
        )
        self.model = RowsModel[ReminderRow](columns, parent=self)
        self.model.set_rows(rows)
        self.view = TableView("away", name="Siz yokken", parent=self)
        self.view.setModel(self.model)
        self.view.setMinimumHeight(theme.row_height() * (min(len(rows), _FEW) + 2))
        self.view.selectRow(0)
        self.content.addWidget(self.view, 1)
        self.show_button = self.add_button("&Vakayı göster")
        self.seen_button = self.add_button("&Gördüm", primary=True)
        self.show_button.clicked.connect(self._on_show)
        self.seen_button.clicked.connect(self._on_seen)
        self.view.opened.connect(self._on_show)
        self.view.setFocus()

    @Slot()
    def _on_show(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.case_requested.emit(row.case_id)
            self.accept()

    @Slot()
    def _on_seen(self) -> None:
        self.seen.emit()
        self.accept()


class AwayNotice(QObject):
    """Shows how many clocks reached a step unseen, until a user has seen them.

    Attributes:
        banner: Above the list; hidden while there is nothing to show.

    Signals:
        case_requested: The id of a case to show.
        shown: The banner is shown.
    """

    case_requested = Signal(int)
    shown = Signal()

    def __init__(
        self, *, clock: Clock, opener: CaseOpener, watch: ReminderWatch, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._opener = opener
        self._watch = watch
        self._page = parent
        self._rows: dict[int, ReminderRow] = {}
        self.banner = Banner(parent=parent)
        self.banner.action_chosen.connect(self.open_list)
        watch.missed.connect(self._on_missed)

    def rows(self) -> tuple[ReminderRow, ...]:
        """Return the last step of each case that no user has seen."""
        return tuple(self._rows.values())

    @Slot()
    def open_list(self) -> None:
        """Show the list of them."""
        dialog = AwayDialog(self.rows(), now=self._clock(), parent=self._page.window())
        dialog.seen.connect(self._on_seen)
        dialog.case_requested.connect(self._on_case_requested)
        if not self._opener.show_dialog(dialog):
            dialog.deleteLater()

    @Slot(tuple)
    def _on_missed(self, rows: tuple[ReminderRow, ...]) -> None:
        self._rows.update({row.case_id: row for row in rows})
        self._show_banner()

    @Slot()
    def _on_seen(self) -> None:
        self._watch.mark_seen(self._rows)
        self._rows.clear()
        self._show_banner()

    @Slot(int)
    def _on_case_requested(self, case_id: int) -> None:
        self._watch.mark_seen([case_id])
        self._rows.pop(case_id, None)
        self._show_banner()
        self.case_requested.emit(case_id)

    def _show_banner(self) -> None:
        now = self._clock()
        running = [row for row in self._rows.values() if row.entered_at is None]
        late = sum(row.entry_due_at < now for row in running)
        if not self._rows:
            self.banner.show_notice(None, "")
            return
        words = f"Siz yokken {len(self._rows)} vakada hatırlatma zamanı geldi"
        if late:
            words = f"{words}; {late} vakanın 24 saati geçti"
        state = State.LATE if late else State.NEAR if running else State.NONE
        self.banner.show_notice(state, f"{words}.", action="Göster")
        self.shown.emit()
