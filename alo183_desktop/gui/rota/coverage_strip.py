"""The strip over the month sheet: every hour of the month for every subject, with what it lacks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.rota.coverage import HOUR, Leg, leg_words
from alo183_desktop.rota.rules import instant_words
from alo183_desktop.shared.calendar import day_start, month_after, month_span, month_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from alo183_desktop.rota.coverage import MonthCoverage

_ROW: Final = 3
_GAP: Final = 1
_MOST_HOURS: Final = 4


def coverage_words(found: MonthCoverage) -> tuple[State, str]:
    """Return the coverage of a month as text; a month with unknown hours is never good."""
    unknown = []
    if not found.subjects:
        unknown.append("müracaat konusu yok")
    if not found.asks_lines:
        unknown.append("zimmetli hat kaydı yok")
    if not found.asks_vehicles:
        unknown.append("araç kaydı yok")
    rest = f" ({', '.join(unknown)})" if unknown else ""
    if found.hours:
        legs = Counter(
            leg
            for hour in found.hours.values()
            for leg in {leg for missing in hour.values() for leg in missing}
        )
        text = ", ".join(f"{leg.words} {number_text(legs[leg])} saat" for leg in Leg if legs[leg])
        hours = number_text(len(found.hours))
        return State.NEAR, f"24 saat hizmet: {hours} saatte eksik var: {text}{rest}"
    if unknown:
        return State.NONE, f"24 saat hizmet: bilinenlerde eksik yok{rest}"
    return State.GOOD, "24 saat hizmet: her saatte her konu için nöbetçi, hat, araç ve şoför var"


def _has_nobody(found: MonthCoverage, hour: dt.datetime) -> bool:
    """Return whether nobody on duty is able for any subject; the list marks it red, too."""
    lacking = found.hours.get(hour, {})
    return all(Leg.OFFICER in lacking.get(subject_id, ()) for subject_id, _name in found.subjects)


class _Strip(QWidget):
    """A row for each subject, with the hours of the month from left to right."""

    day_chosen = Signal(object)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: MonthCoverage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_coverage(self, found: MonthCoverage) -> None:
        """Show a month; the height fits its subjects before it is visible."""
        self._found = found
        self.setFixedHeight(max(1, len(found.subjects) * theme.px(_ROW + _GAP)))
        self.update()

    def words_at(self, x: int, y: int) -> str:
        """Return what the hour and the subject at a position lack, in words."""
        found = self._found
        if found is None or not found.subjects:
            return ""
        hour = self._hour(x)
        row = min(len(found.subjects) - 1, max(0, y // theme.px(_ROW + _GAP)))
        subject_id, name = found.subjects[row]
        missing = found.hours.get(hour, {}).get(subject_id)
        return f"{instant_words(hour)}, {name}: {leg_words(missing) if missing else 'tam'}"

    def _span(self) -> tuple[dt.datetime, int]:
        """Return the beginning of the month, UTC, and the number of its hours."""
        month = "2000-01" if self._found is None else self._found.month
        begins, ends = month_span(month)
        return begins, (ends - begins) // HOUR

    def _hour(self, x: int) -> dt.datetime:
        begins, hours = self._span()
        return begins + HOUR * min(hours - 1, max(0, x * hours // max(1, self.width())))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        found = self._found
        if found is None:
            return
        painter = QPainter(self)
        begins, hours = self._span()
        height, step = theme.px(_ROW), theme.px(_ROW + _GAP)
        is_known = found.asks_lines and found.asks_vehicles
        calm = theme.colour("good" if is_known else "line")
        for row in range(len(found.subjects)):
            painter.fillRect(QRect(0, row * step, self.width(), height), calm)
        late, base = theme.colour("late"), theme.colour("base")
        # Hatched: distinguishable from good without colour, too.
        near = QBrush(theme.colour("near"), Qt.BrushStyle.Dense5Pattern)
        for hour, lacking in found.hours.items():
            place, nobody = (hour - begins) // HOUR, _has_nobody(found, hour)
            left, right = (edge * self.width() // hours for edge in (place, place + 1))
            for row, (subject_id, _name) in enumerate(found.subjects):
                if lacking.get(subject_id):
                    room = QRect(left, row * step, max(1, right - left), height)
                    painter.fillRect(room, late if nobody else base)
                    if not nobody:
                        painter.fillRect(room, near)
        painter.setPen(theme.colour("base"))
        day = local_day(begins)
        while day < month_start(month_after(found.month)):
            x = (day_start(day) - begins) // HOUR * self.width() // hours
            painter.drawLine(x, 0, x, self.height())
            day += dt.timedelta(days=1)
        painter.end()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.x(), event.y()), self)
            return True
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.day_chosen.emit(local_day(self._hour(round(event.position().x()))))


class CoverageStrip(QWidget):
    """The coverage of the month, as text and below it hour by hour.

    Attributes:
        words: The text.
        strip: The hours.

    Signals:
        day_chosen: The day that the user clicked.
    """

    day_chosen = Signal(object)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = StateText(State.NONE, "", parent=self)
        self.strip = _Strip(parent=self)
        self.strip.day_chosen.connect(self.day_chosen)
        make_column(self, self.words, self.strip, gap=4)
        self.hide()

    def show_coverage(self, found: MonthCoverage | None) -> None:
        """Show a month; None: it was not begun."""
        if found is None:
            self.hide()
            return
        self.words.set_text(*coverage_words(found))
        self.strip.show_coverage(found)
        first = [
            f"{instant_words(hour)}: {leg_words({leg for one in lacking.values() for leg in one})}"
            for hour, lacking in sorted(found.hours.items())[:_MOST_HOURS]
        ]
        text = "; ".join(first)
        self.strip.setAccessibleName("Ayın 24 saat hizmeti, saat saat")
        self.strip.setAccessibleDescription(upper_tr(text[:1]) + text[1:])
        self.show()
