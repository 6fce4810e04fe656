"""The banner "Siz yokken" over the list, and the dialog behind it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.cases.rows import ReminderRow
from alo183_desktop.cases.rules import NEAR, left_words
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.models import CellKind, Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.cases.dialogs import CaseOpener
    from alo183_desktop.gui.cases.reminders import ReminderWatch
    from alo183_desktop.shared.clock import Clock

_FEW = 6


class AwayDialog(TaskDialog):
    """Cases with what is left of their 24 hours; seen means that it is not told again.

    Attributes:
        model: The cases.
        view: The list.
        show_button: Shows the current case.
        seen_button: Tells that all of them have been seen.

    Signals:
        case_requested: The number of a case that shall be shown.
        seen: Somebody has seen them all.
    """

    chapter = "Hatırlatmalar"

    case_requested = Signal(int)
    seen = Signal()

    def __init__(self, rows: Sequence[ReminderRow], *, now: dt.datetime, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            rows: The last step of each case.
            now: UTC.
            parent: The window that waits.
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
                kind=CellKind.STATE,
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
                "Zamanı",
                lambda row: row.due_at,
                kind=CellKind.MUTED,
                width_chars=15,
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
    """Says how many clocks reached a step while nobody could see it, until somebody has.

    Attributes:
        banner: Over the list; hidden while there is nothing to say.

    Signals:
        case_requested: The number of a case that shall be shown.
        told: The banner says it.
    """

    case_requested = Signal(int)
    told = Signal()

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
        """Return the last step of each case that nobody has seen."""
        return tuple(self._rows.values())

    @Slot()
    def open_list(self) -> None:
        """Show them."""
        dialog = AwayDialog(self.rows(), now=self._clock(), parent=self._page.window())
        dialog.seen.connect(self._on_seen)
        dialog.case_requested.connect(self._on_case_requested)
        if not self._opener.show_dialog(dialog):
            dialog.deleteLater()

    @Slot(tuple)
    def _on_missed(self, rows: tuple[ReminderRow, ...]) -> None:
        self._rows.update({row.case_id: row for row in rows})
        self._say()

    @Slot()
    def _on_seen(self) -> None:
        self._watch.mark_seen(self._rows)
        self._rows.clear()
        self._say()

    @Slot(int)
    def _on_case_requested(self, case_id: int) -> None:
        self._watch.mark_seen([case_id])
        self._rows.pop(case_id, None)
        self._say()
        self.case_requested.emit(case_id)

    def _say(self) -> None:
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
        self.told.emit()
