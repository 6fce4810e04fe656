"""Fields for a day, a time of day, and a point in time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPen, QShortcut, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.shared.calendar import instant_of, parse_day, parse_time
from alo183_desktop.shared.clock import format_day, local
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from alo183_desktop.gui.kit.form.fields import Field, FieldFrame
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.shared.clock import Clock


class DateField(TextField):
    """A day. Down opens the calendar, Ctrl+T types today."""

    def __init__(
        self,
        label: str,
        *,
        today: dt.date,
        check: Callable[[dt.date], dt.date] | None = None,
        **frame: Unpack[FieldFrame],
    ) -> None:
        """Make an empty field.

        Args:
            label: As `Field`; likewise what is not listed here.
            today: The day in Istanbul.
            check: Refuses a day with `KnownError`; returns it otherwise.
        """

        def checked(text: str) -> dt.date:
            day = parse_day(text)
            return day if check is None else check(day)

        super().__init__(label, check=checked, show=format_day, max_length=20, **frame)
        self.line.set_hint("gün.ay.yıl")
        self.time: Field | None = None
        """Of the same point in time, where it stands beside."""
        self._today = today
        self._open = QAction("Takvimi aç", self)
        self.line.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self._open.triggered.connect(self.open_calendar)
        alone = Qt.ShortcutContext.WidgetShortcut
        # WORKAROUND: PySide6 6.11 loses the context when the slot is among the arguments.
        QShortcut(Qt.Key.Key_Down, self.line, context=alone).activated.connect(self.open_calendar)
        QShortcut("Ctrl+T", self.line, context=alone).activated.connect(self._on_today)
        self._tint()

    @override
    def focus_to_mend(self) -> None:
        # What is wrong with an instant of today is its time, and the day would be typed over.
        if self.time is not None and self.value() == self._today:
            self.time.take_focus()
        else:
            super().focus_to_mend()

    @Slot()
    def open_calendar(self) -> None:
        """Open the calendar below the field."""
        calendar = _Calendar(self.value() or self._today, today=self._today, parent=self)
        calendar.chosen.connect(self._on_calendar_chosen)
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        calendar.show()

    @Slot(dt.date)
    def _on_calendar_chosen(self, day: dt.date) -> None:
        self.line.setText(format_day(day))
        self.line.setFocus()

    @Slot()
    def _on_today(self) -> None:
        self.line.setText(format_day(self._today))

    def _tint(self) -> None:
        self._open.setIcon(icon("calendar", "muted"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)


class _Month(QCalendarWidget):
    """A month in our colours: the chosen day filled, today ringed, other months' days muted."""

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = QDate(today.year, today.month, today.day)
        self.setLocale(QLocale(QLocale.Language.Turkish, QLocale.Country.Turkey))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setFont(theme.body())
        head = QTextCharFormat()
        head.setForeground(theme.colour("muted"))
        head.setBackground(theme.colour("base"))
        self.setHeaderTextFormat(head)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, head)  # Qt's own are bright red
        for name, arrow, words in (
            ("qt_calendar_prevmonth", "chevron_left", "Önceki ay"),
            ("qt_calendar_nextmonth", "chevron_right", "Sonraki ay"),
        ):
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(arrow, "text"))
                button.setIconSize(QSize(theme.px(16), theme.px(16)))
                button.setToolTip(words)
                button.setAccessibleName(words)

    @override
    def paintCell(self, painter: QPainter, rect: QRect, date: Any) -> None:
        day = QDate(date)
        is_chosen = day == self.selectedDate()
        is_here = (day.month(), day.year()) == (self.monthShown(), self.yearShown())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.colour("base"))
        room = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
        radius = theme.px(4)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(room, radius, radius)
        elif day == self._today:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRoundedRect(room, radius, radius)
        role = "on_accent" if is_chosen else "text" if is_here else "muted"
        painter.setFont(self.font() if is_here else theme.small())
        painter.setPen(theme.colour(role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(day.day()))
        painter.restore()


class _Calendar(QFrame):
    """A month in a popup; weeks begin on Monday.

    Signals:
        chosen: The day that the user chose.
    """

    chosen = Signal(dt.date)

    def __init__(self, day: dt.date, *, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.Box)
        self._calendar = _Month(today=today, parent=self)
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._calendar)
        self._calendar.clicked.connect(self._on_day)
        self._calendar.activated.connect(self._on_day)
        self._calendar.setFocus()

    @Slot(QDate)
    def _on_day(self, day: QDate) -> None:
        if self.isVisible():
            self.hide()
            self.chosen.emit(dt.date(day.year(), day.month(), day.day()))
            self.close()


def day_text(value: Any) -> str:
    """Return a day as it is shown, an empty text for None."""
    return "" if value is None else format_day(value)


def time_text(time: dt.time) -> str:
    """Return a time as it is shown: `14:05`."""
    return f"{time:%H:%M}"


class TimeField(TextField):
    """A time of day in Istanbul; Ctrl+T types the current one."""

    def __init__(
        self,
        label: str,
        *,
        clock: Clock,
        check: Callable[[str], dt.time] = parse_time,
        show: Callable[[dt.time], str] = time_text,
        **frame: Unpack[FieldFrame],
    ) -> None:
        super().__init__(label, check=check, show=show, max_length=8, **frame)
        self.line.set_hint("saat:dakika")
        self._clock = clock
        self._words = show
        alone = Qt.ShortcutContext.WidgetShortcut
        QShortcut("Ctrl+T", self.line, context=alone).activated.connect(self._on_now)

    @Slot()
    def _on_now(self) -> None:
        self.line.setText(self._words(local(self._clock()).time().replace(second=0, microsecond=0)))


class InstantFields:
    """A day and a time that form one point in time, in one row of a form.

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
        required: bool = True,
        proposes_now: bool = True,
        note: str = "",
        parent: QWidget,
    ) -> None:
        """Add the row.

        Args:
            form: Gets the row.
            clock: The current time.
            labels: Of both fields, with their mnemonics.
            key: Of the day in problems of a service; the time's is `<key>_time`.
            required: Whether it may not be empty.
            proposes_now: Whether it begins with the current time, if it is required.
            note: Shown below the day while nothing is wrong.
        """
        now = local(clock())
        self.day = DateField(
            labels[0], today=now.date(), key=key, required=required, note=note, parent=parent
        )
        self.time = TimeField(
            labels[1], clock=clock, key=f"{key}_time", required=required, parent=parent
        )
        self.day.time = self.time
        form.add_row(self.day, self.time)
        self._now = clock
        if required and proposes_now:
            self.set_instant(clock())
        for field in (self.day, self.time):
            field.is_proposed = True

    def set_instant(self, instant: dt.datetime | None) -> None:
        """Show a point in time, UTC; None empties both fields."""
        shown = None if instant is None else local(instant)
        self.day.set_value(None if shown is None else shown.date())
        self.time.set_value(None if shown is None else shown.time())

    def is_half(self) -> bool:
        """Return whether only the day or only the time is typed."""
        return bool(self.day.text().strip()) != bool(self.time.text().strip())

    def instant(self) -> dt.datetime | None:
        """Return the point in time in UTC; None while a part of it is empty or invalid.

        The current minute means now, not the beginning of the minute.
        """
        day, time = self.day.value(), self.time.value()
        if day is None or time is None:
            return None
        typed = instant_of(day, time)
        now = self._now()
        return now if dt.timedelta() <= now - typed < dt.timedelta(minutes=1) else typed
