"""Where the parts of a chart stand, its colours, and how its areas are filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from alo183_desktop.documents.chart_data import ChartKind, Fill
from alo183_desktop.gui.kit import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from alo183_desktop.documents.chart_data import Chart

GAP: Final = 8
SWATCH: Final = 12
"""Side of a square of the legend, in pixels of the drawings."""
_WIDEST_BAR: Final = 28
_BAR_SHARE: Final = 0.6
_HATCH: Final = 5


@dataclass(frozen=True, slots=True)
class ChartLook:
    """Colours and fonts of a chart."""

    tokens: theme.Tokens
    small: QFont
    strong: QFont

    @staticmethod
    def now() -> ChartLook:
        """Return the look of the window as it is shown now."""
        return ChartLook(theme.tokens(), theme.small(), theme.small_strong())

    @staticmethod
    def paper() -> ChartLook:
        """Return the look on white paper, whatever the window's is."""
        return ChartLook(theme.LIGHT, theme.small(), theme.small_strong())

    def hue(self, name: str) -> QColor:
        """Return the colour of a token."""
        return QColor(getattr(self.tokens, name))


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """Where the parts of a chart stand in its room."""

    legend: QRectF
    plot: QRectF
    """From the foot of the bars up to the highest value."""
    labels: QRectF
    head: float
    """Room above the plot for the numbers on the highest values."""

    def slot(self, place: int, count: int) -> QRectF:
        """Return the room of one label, from the top of the plot to the foot of the labels."""
        width = self.plot.width() / max(count, 1)
        return QRectF(
            self.plot.left() + place * width,
            self.plot.top(),
            width,
            self.labels.bottom() - self.plot.top(),
        )

    def inside(self, box: QRectF) -> QRectF:
        """Return a box moved so that it does not stand out at the left or the right."""
        right = min(box.right(), self.plot.right())
        left = max(right - box.width(), self.legend.left())
        return QRectF(left, box.top(), box.width(), box.height())


def plan_chart(chart: Chart, room: QRectF, look: ChartLook) -> ChartPlan:
    """Return where the parts of a chart stand in `room`."""
    metrics = QFontMetricsF(look.small)
    line = metrics.height()
    rows = legend_rows(chart, room.width(), look)
    legend_height = len(rows) * (line + theme.px(4)) + (theme.px(GAP) if rows else 0)
    axis = 0.0
    if chart.kind is ChartKind.LINES:
        widest = max(metrics.horizontalAdvance(chart.tick_text(tick)) for tick in chart.ticks())
        axis = widest + theme.px(GAP)
    foot = line + theme.px(6)
    head = line + theme.px(4)  # the numbers over the bars
    top = room.top() + legend_height + head
    plot = QRectF(room.left() + axis, top, room.width() - axis, room.bottom() - foot - top)
    return ChartPlan(
        QRectF(room.left(), room.top(), room.width(), legend_height),
        plot,
        QRectF(plot.left(), plot.bottom(), plot.width(), foot),
        head,
    )


def fill_area(painter: QPainter, area: QRectF, fill: Fill, look: ChartLook) -> None:
    """Fill an area as `fill` says, with an outline."""
    fault = fill is Fill.FAULT
    hue = look.hue("late" if fault else "fill")
    painter.save()
    if fault or fill is Fill.SOLID:
        painter.fillRect(area, hue)
    else:
        painter.fillRect(area, look.hue("chrome" if fill is Fill.EMPTY else "base"))
        _hatch(painter, area, fill, hue)
    painter.setPen(QPen(hue, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    painter.restore()


def _hatch(painter: QPainter, area: QRectF, fill: Fill, hue: QColor) -> None:
    """Draw strokes inside an area; not Qt's own patterns, which no printer shows at 600 dpi."""
    step, height = theme.px(_HATCH), area.height()
    strokes: list[QLineF] = []
    starts = _steps(area.left() - height, area.right(), step)
    if fill in {Fill.HATCH, Fill.CROSS}:
        strokes += [QLineF(x, area.bottom(), x + height, area.top()) for x in starts]
    if fill in {Fill.FALLING, Fill.CROSS}:
        strokes += [QLineF(x, area.top(), x + height, area.bottom()) for x in starts]
    if fill is Fill.LEVEL:
        strokes += [
            QLineF(area.left(), y, area.right(), y) for y in _steps(area.top(), area.bottom(), step)
        ]
    if strokes:
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(hue, 1.2))
        painter.drawLines(strokes)
        painter.restore()


def _steps(first: float, last: float, step: float) -> list[float]:
    return [first + number * step for number in range(int((last - first) / step) + 1)]


def legend_rows(chart: Chart, width: float, look: ChartLook) -> list[list[tuple[Fill, str]]]:
    """Return the entries of the legend row by row, each within `width`; the unit ends the first."""
    unit = QFontMetricsF(look.small).horizontalAdvance(chart.unit)
    rows: list[list[tuple[Fill, str]]] = [[]] if chart.unit else []
    used = unit + theme.px(GAP) if unit else 0.0
    for entry in chart.legend():
        wide = entry_width(entry[1], look)
        if not rows or used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wide
    return rows


def entry_width(words: str, look: ChartLook) -> float:
    """Return how much room an entry of the legend takes, with the gap behind it."""
    # Wide enough for the bold of what went wrong.
    return QFontMetricsF(look.strong).horizontalAdvance(words) + theme.px(SWATCH + 6 + 12)


def height_of(value: float, chart: Chart, plan: ChartPlan) -> float:
    """Return the height of a value over the foot of the plot."""
    top = chart.top if chart.kind is ChartKind.BARS else max(chart.ticks()[-1], chart.top)
    return plan.plot.height() * value / top


def bar_room(place: int, chart: Chart, plan: ChartPlan) -> QRectF:
    """Return the room of a whole bar."""
    count = len(chart.labels)
    width = min(theme.px(_WIDEST_BAR), plan.plot.width() / count * _BAR_SHARE)
    height = height_of(chart.total_at(place) or 0.0, chart, plan)
    left = round(plan.slot(place, count).center().x() - width / 2) + 0.5
    return QRectF(left, plan.plot.bottom() - height, round(width), height)


def focus_room(plan: ChartPlan, chart: Chart, place: int) -> QRectF:
    """Return the room of a bar with the number over it."""
    return plan.slot(place, len(chart.labels)).adjusted(0, -plan.head, 0, 0)
