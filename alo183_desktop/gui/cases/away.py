"""The banner "Siz yokken" over the list, and the dialog behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.gui.cases.away_dialog import AwayDialog
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import ReminderRow
    from alo183_desktop.gui.cases.opener import CaseOpener
    from alo183_desktop.gui.cases.reminders import ReminderWatch
    from alo183_desktop.shared.clock import Clock


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
