"""A field for a day: typed in any usual way, or taken from a calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPen, QShortcut, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.fields import TextField
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.days import parse_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable


class DateField(TextField):
    """A day. Down opens the calendar, Ctrl+T types today."""

    def __init__(
        self,
        label: str,
        *,
        today: dt.date,
        key: str = "",
        required: bool = False,
        check: Callable[[dt.date], dt.date] | None = None,
        warn: Callable[[dt.date], str] | None = None,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty field.

        Args:
            label: As `Field`.
            today: The day in Istanbul.
            key: As `Field`.
            required: As `Field`.
            check: Refuses a day with `KnownError`; returns it otherwise.
            warn: As `Field`.
            note: As `Field`.
            parent: Qt's owner.
        """

        def checked(text: str) -> dt.date:
            day = parse_day(text)
            return day if check is None else check(day)

        super().__init__(
            label,
            key=key,
            required=required,
            check=checked,
            warn=warn,
            show=format_day,
            note=note,
            max_length=20,
            parent=parent,
        )
        self.line.set_hint("gün.ay.yıl")
        self._today = today
        self._open = QAction("Takvimi aç", self)
        self.line.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self._open.triggered.connect(self.open_calendar)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.line)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.open_calendar)
        now = QShortcut(QKeySequence("Ctrl+T"), self.line)
        now.setContext(Qt.ShortcutContext.WidgetShortcut)
        now.activated.connect(self._on_today)
        self._tint()

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
        chosen: The day that somebody chose.
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
