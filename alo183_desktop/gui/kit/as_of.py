"""A field in a row of filters: the day for which a page is looked at."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from alo183_desktop.gui.kit.dates import DateField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WHOLE: Final = re.compile(r"\d{2}\.\d{2}\.\d{4}")


class AsOfField(DateField):
    """A day without a label above; an empty field is today.

    A day counts once it is typed to its end (`24.11.20` is not yet the year 2020), chosen in the
    calendar, or left with Enter or Tab.

    Signals:
        day_chosen: The day that counts from now on.
    """

    day_chosen = Signal(dt.date)

    def __init__(
        self, name: str, *, today: dt.date, shortcut: str = "", parent: QWidget | None = None
    ) -> None:
        """Make the field at today.

        Args:
            name: Says what the day is for, to screen readers and as the tooltip.
            today: The day in Istanbul.
            shortcut: Brings the focus here from anywhere in the parent; empty for none.
            parent: Qt's owner.
        """
        super().__init__(name, today=today, parent=parent)
        self._day = today
        self._label.hide()
        self.hide_required_mark()
        self.line.set_hint("boşsa bugün")
        self.line.setClearButtonEnabled(False)
        self.line.setToolTip(f"{name} ({shortcut})" if shortcut else name)
        self.changed.connect(self._on_changed)
        self.line.editingFinished.connect(self._settle)
        if shortcut:
            key = QShortcut(QKeySequence(shortcut), parent or self)
            key.activated.connect(self.take_focus)

    def day(self) -> dt.date:
        """Return the day that counts."""
        return self._day

    def is_today(self) -> bool:
        """Return whether the day that counts is today."""
        return self._day == self._today

    def set_today(self, today: dt.date) -> None:
        """Tell the field that midnight has passed; an empty field goes with it."""
        was_today = self.is_today()
        self._today = today
        if was_today:
            self._day = today

    def go_to_today(self) -> None:
        """Show today again."""
        self.set_value(None)
        self._settle()

    @Slot()
    def _on_changed(self) -> None:
        text = self.text().strip()
        if not text or _WHOLE.fullmatch(text):
            self._settle()

    @Slot()
    def _settle(self) -> None:
        day = self.value() if self.text().strip() else self._today
        if day is not None and day != self._day:
            self._day = day
            self.day_chosen.emit(day)
