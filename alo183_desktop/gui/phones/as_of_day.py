"""The day as of which a part of the page is looked at, and the notice that it is not today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.as_of import AsOfField
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.clock import format_day

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH: Final = 132


class AsOfDay(QObject):
    """A field for the tools of a part, and a banner for its top.

    Attributes:
        field: The day.
        banner: Says which day is shown, and leads back.

    Signals:
        chosen: Another day is wanted.
    """

    chosen = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        """Begin with today; Ctrl+D leads to the field from anywhere in `parent`."""
        super().__init__(parent)
        self.field = AsOfField("Hangi günün durumu", today=today, shortcut="Ctrl+D", parent=parent)
        self.field.setFixedWidth(theme.px(_WIDTH))
        self.field.hide()
        self.banner = Banner(parent=parent)
        self.field.day_chosen.connect(self._on_day_chosen)
        self.banner.action_chosen.connect(self.field.go_to_today)

    def instant(self) -> dt.datetime | None:
        """Return the end of the day that is shown, UTC; None: it is today, so now is meant."""
        if self.field.is_today():
            return None
        return day_end(self.field.day()) - dt.timedelta(microseconds=1)

    def words(self) -> str:
        """Return which day is shown, for the top of a print; empty for today."""
        day = format_day(self.field.day())
        return "" if self.field.is_today() else f"{day} günü sonundaki durum"

    @Slot()
    def _on_day_chosen(self) -> None:
        words = self.words()
        self.banner.show_notice(
            State.NONE if words else None,
            f"{words} gösteriliyor; yapılan işlemler bugüne yazılır." if words else "",
            action="Bugüne dön",
        )
        self.chosen.emit()
