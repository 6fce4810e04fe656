"""A field for a time of the day, and with a day an instant."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from alo183_desktop.gui.kit.dates import DateField
from alo183_desktop.gui.kit.fields import TextField
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.forms import Form
    from alo183_desktop.shared.clock import Clock

_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.,;\- ]*([0-5][0-9])")
_HOUR: Final = re.compile(r"[01]?[0-9]|2[0-3]")


def parse_time(text: str) -> dt.time:
    """Return the time that `14:05`, `14.05`, `1405`, `905` or `9` means.

    Raises:
        KnownError: `forms.time`.
    """
    typed = text.strip()
    if _HOUR.fullmatch(typed):
        return dt.time(int(typed))
    match = _TIME.fullmatch(typed)
    if match is None:
        raise KnownError("forms.time")
    return dt.time(int(match[1]), int(match[2]))


def time_text(time: dt.time) -> str:
    """Return a time as it is shown: `14:05`."""
    return f"{time:%H:%M}"


class TimeField(TextField):
    """A time of the day in Istanbul; Ctrl+T types the present one."""

    def __init__(
        self,
        label: str,
        *,
        clock: Clock,
        key: str = "",
        required: bool = False,
        check: Callable[[str], dt.time] = parse_time,
        show: Callable[[dt.time], str] = time_text,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            key=key,
            required=required,
            check=check,
            show=show,
            note=note,
            max_length=8,
            parent=parent,
        )
        self.line.set_hint("saat:dakika")
        self._clock = clock
        self._words = show
        now = QShortcut(QKeySequence("Ctrl+T"), self.line)
        now.setContext(Qt.ShortcutContext.WidgetShortcut)
        now.activated.connect(self._on_now)

    @Slot()
    def _on_now(self) -> None:
        self.line.setText(self._words(local(self._clock()).time().replace(second=0, microsecond=0)))


class InstantFields:
    """A day and a time that are one instant, in one row of a form.

    Attributes:
        day: The day in Istanbul.
        time: The time there.
    """

    def __init__(
        self,
        form: Form,
        *,
        clock: Clock,
        labels: tuple[str, str] = ("G&ün", "&Saat"),
        key: str = "at",
        parent: QWidget,
    ) -> None:
        """Add the row, filled with now.

        Args:
            form: Gets the row.
            clock: For now.
            labels: Of both fields, with their mnemonics.
            key: Of the day in problems of a service; the time's is `<key>_time`.
            parent: Qt's owner.
        """
        now = local(clock())
        self.day = DateField(labels[0], today=now.date(), key=key, required=True, parent=parent)
        self.time = TimeField(
            labels[1], clock=clock, key=f"{key}_time", required=True, parent=parent
        )
        form.add_row(self.day, self.time)
        self._now = clock
        self.set_instant(clock())

    def set_instant(self, instant: dt.datetime) -> None:
        """Show an instant."""
        shown = local(instant)
        self.day.set_value(shown.date())
        self.time.set_value(shown.time())

    def instant(self) -> dt.datetime | None:
        """Return the instant in UTC; None while a part of it is empty or wrong.

        The minute that has not ended yet is now, not the past minute's beginning.
        """
        day, time = self.day.value(), self.time.value()
        if day is None or time is None:
            return None
        typed = instant_of(day, time)
        now = self._now()
        return now if dt.timedelta() <= now - typed < dt.timedelta(minutes=1) else typed
