"""How a chart is painted, on the screen or on a printer, light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from alo183_desktop.documents.charts.data import ChartKind, Fill, shown_every
from alo183_desktop.gui.kit import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFont

    from alo183_desktop.documents.charts.data import Chart

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


_POINT: Final = 4
_FOCUS: Final = 2
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def paint_chart(
    painter: QPainter,
    room: QRectF,
    chart: Chart,
    look: ChartLook,
    *,
    current: int | None = None,
) -> None:
    """Paint a chart with its legend.

    Args:
        painter: On a widget, a picture or a printer.
        room: Where, in the units of the screen's fonts; a printer's painter is scaled before.
        chart: What it shows; an empty one says so.
        look: Its colours and fonts.
        current: The bar or point that has the focus; None for none.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    if chart.is_empty:
        _paint_empty(painter, room, chart, look)
    else:
        plan = plan_chart(chart, room, look)
        _paint_legend(painter, plan, chart, look)
        if current is not None:
            painter.fillRect(focus_room(plan, chart, current), look.hue("tint"))
        if chart.kind is ChartKind.BARS:
            _paint_bars(painter, plan, chart, look)
        else:
            _paint_lines(painter, plan, chart, look)
        _paint_labels(painter, plan, chart, look)
        if current is not None:
            _paint_focus(painter, focus_room(plan, chart, current), look)
    painter.restore()


def _paint_empty(painter: QPainter, room: QRectF, chart: Chart, look: ChartLook) -> None:
    painter.setFont(look.small)
    painter.setPen(look.hue("muted"))
    painter.drawText(room, int(_CENTRE | Qt.TextFlag.TextWordWrap), chart.empty_words)


def _paint_legend(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    line = QFontMetricsF(look.small).height() + theme.px(4)
    side = theme.px(SWATCH)
    for number, row in enumerate(legend_rows(chart, plan.legend.width(), look)):
        x = plan.legend.left()
        top = plan.legend.top() + number * line
        for fill, words in row:
            area = QRectF(x + 0.5, top + (line - side) / 2, side, side)
            if chart.kind is ChartKind.LINES or fill is Fill.LIMIT:
                middle = area.center()
                painter.setPen(_line_pen(fill, look))
                painter.drawLine(
                    QPointF(area.left() - 1, middle.y()), QPointF(area.right() + 1, middle.y())
                )
                if fill is not Fill.LIMIT:
                    _paint_point(painter, middle, fill, look)
            else:
                fill_area(painter, area, fill, look)
            fault = fill is Fill.FAULT
            painter.setFont(look.strong if fault else look.small)
            painter.setPen(look.hue("late" if fault else "text"))
            text = QRectF(area.right() + theme.px(6), top, entry_width(words, look), line)
            painter.drawText(text, int(_LEFT), words)
            x += entry_width(words, look)
    if chart.unit:
        painter.setFont(look.small)
        painter.setPen(look.hue("muted"))
        box = QRectF(plan.legend.left(), plan.legend.top(), plan.legend.width(), line)
        painter.drawText(box, int(_RIGHT), chart.unit)


def _paint_bars(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    foot = plan.plot.bottom()
    fills = chart.fills()
    for place in range(len(chart.labels)):
        room = bar_room(place, chart, plan)
        y = foot
        for fill, series in zip(fills, chart.series, strict=True):
            value = series.values[place]
            if not value:
                continue
            height = height_of(value, chart, plan)
            over = len(chart.series) == 1 and chart.is_over(place)
            area = QRectF(room.left(), y - height, room.width(), height)
            fill_area(painter, area, Fill.FAULT if over else fill, look)
            y -= height
    painter.setPen(QPen(look.hue("control"), 1))
    painter.drawLine(QPointF(plan.plot.left(), foot), QPointF(plan.plot.right(), foot))
    _paint_limit(painter, plan, chart, look)
    _paint_bar_texts(painter, plan, chart, look)


def _paint_bar_texts(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    """Paint the numbers over the bars; in a narrow room only those that touch no other bar."""
    count = len(chart.labels)
    taken = [bar_room(place, chart, plan) for place in range(count)]
    for place in chart.by_weight():
        faulty = chart.is_faulty(place)
        font = look.strong if faulty else look.small
        metrics = QFontMetricsF(font)
        text = chart.bar_text(place)
        width = metrics.horizontalAdvance(text) + theme.px(2)
        top = taken[place].top() - metrics.height() - theme.px(2)
        left = taken[place].center().x() - width / 2
        box = plan.inside(QRectF(left, top, width, metrics.height()))
        if any(box.intersects(room) for number, room in enumerate(taken) if number != place):
            continue
        taken.append(box)
        if chart.limit is not None:
            # The quota's line must not cross a number.
            painter.fillRect(box.adjusted(0, 1, 0, 0), look.hue("base"))
        known = chart.total_at(place) is not None
        painter.setFont(font)
        painter.setPen(look.hue("late" if faulty else "text" if known else "muted"))
        painter.drawText(box, int(_CENTRE), text)


def _paint_limit(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    """Paint the limit, with a step where it became another one."""
    steps = QPolygonF()
    for place, limit in enumerate(chart.limits()):
        slot = plan.slot(place, len(chart.labels))
        y = plan.plot.bottom() - height_of(limit, chart, plan)
        steps.append(QPointF(slot.left(), y))
        steps.append(QPointF(slot.right(), y))
    painter.setPen(_line_pen(Fill.LIMIT, look))
    painter.drawPolyline(steps)


def _paint_lines(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    _paint_axis(painter, plan, chart, look)
    _paint_limit(painter, plan, chart, look)
    count = len(chart.labels)
    for fill, series in zip(chart.fills(), chart.series, strict=True):
        points = [
            None if value is None else _point(place, count, value, chart, plan)
            for place, value in enumerate(series.values)
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_line_pen(fill, look))
        for run in _runs(points):
            painter.drawPolyline(QPolygonF(run))
        for point in points:
            if point is not None:
                _paint_point(painter, point, fill, look)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    _paint_point_texts(painter, plan, chart, look)


def _point(place: int, count: int, value: float, chart: Chart, plan: ChartPlan) -> QPointF:
    y = plan.plot.bottom() - height_of(value, chart, plan)
    return QPointF(plan.slot(place, count).center().x(), y)


def _runs(points: Sequence[QPointF | None]) -> list[list[QPointF]]:
    """Return the points that follow one another; what is not known parts the line."""
    runs: list[list[QPointF]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


def _line_pen(fill: Fill, look: ChartLook) -> QPen:
    if fill is Fill.LIMIT:
        limit = QPen(look.hue("text"), 1.5)
        limit.setDashPattern([4, 3])
        return limit
    hue = look.hue("late" if fill is Fill.FAULT else "accent" if fill is Fill.EMPTY else "text")
    pen = QPen(hue, theme.px(2))
    if fill is not Fill.EMPTY:
        pen.setDashPattern([3, 2])
    return pen


def _paint_point(painter: QPainter, point: QPointF, fill: Fill, look: ChartLook) -> None:
    """Paint a disc on the first line, a hollow square on the second."""
    pen = _line_pen(fill, look)
    pen.setStyle(Qt.PenStyle.SolidLine)
    radius = theme.px(_POINT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fill is Fill.EMPTY:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.color())
        painter.drawEllipse(point, radius, radius)
    else:
        painter.setPen(QPen(pen.color(), theme.px(1.5)))
        painter.setBrush(look.hue("base"))
        painter.drawRect(QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius))
    painter.restore()


def _paint_axis(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    height = QFontMetricsF(look.small).height()
    painter.setFont(look.small)
    for tick in chart.ticks():
        y = plan.plot.bottom() - height_of(tick, chart, plan)
        painter.setPen(QPen(look.hue("control" if tick == 0 else "line"), 1))
        painter.drawLine(QPointF(plan.plot.left(), y), QPointF(plan.plot.right(), y))
        painter.setPen(look.hue("muted"))
        box = QRectF(0, y - height / 2, plan.plot.left() - theme.px(GAP), height)
        painter.drawText(box, int(_RIGHT), chart.tick_text(tick))


def _touches_whole(top: float, height: float, chart: Chart, plan: ChartPlan) -> bool:
    """Return whether a number would stand on the line of 100 %, where it is hard to read."""
    whole = plan.plot.bottom() - height_of(1.0, chart, plan)
    return chart.is_share and top < whole < top + height


def _paint_point_texts(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    """Paint the values: over the uppermost line, under the lowest where there are two."""
    count = len(chart.labels)
    metrics = QFontMetricsF(look.small)
    height = metrics.height()
    texts = [
        [chart.value_text(value) for value in series.values if value is not None]
        for series in chart.series
    ]
    widest = max((metrics.horizontalAdvance(text) for row in texts for text in row), default=0.0)
    widest += theme.px(6)
    every = shown_every(count, plan.plot.width(), widest)
    painter.setFont(look.small)
    painter.setPen(look.hue("text"))
    for place in range(count - 1, -1, -every):
        values = sorted(
            value for series in chart.series if (value := series.values[place]) is not None
        )
        shown: list[tuple[float, Callable[[float], float]]] = []
        if values:
            shown.append((values[-1], lambda y: y - height - theme.px(_POINT + 1)))
        if len(values) > 1 and height_of(values[0], chart, plan) > height + theme.px(_POINT + 2):
            shown.append((values[0], lambda y: y + theme.px(_POINT + 1)))
        for value, placed in shown:
            point = _point(place, count, value, chart, plan)
            text = chart.value_text(value)
            wide = metrics.horizontalAdvance(text) + theme.px(2)
            top = placed(point.y())
            if len(values) == 1 and _touches_whole(top, height, chart, plan):
                top = point.y() + theme.px(_POINT + 1)
            box = plan.inside(QRectF(point.x() - wide / 2, top, wide, height))
            # No line crosses a number.
            painter.fillRect(box.adjusted(0, theme.px(2), 0, -theme.px(1)), look.hue("base"))
            painter.drawText(box, int(_CENTRE), text)


def _paint_labels(painter: QPainter, plan: ChartPlan, chart: Chart, look: ChartLook) -> None:
    count = len(chart.labels)
    metrics = QFontMetricsF(look.small)
    widest = max(metrics.horizontalAdvance(label) for label in chart.labels) + theme.px(6)
    every = shown_every(count, plan.plot.width(), widest)
    painter.setFont(look.small)
    painter.setPen(look.hue("muted"))
    for place, label in enumerate(chart.labels):
        if (count - 1 - place) % every:
            continue
        middle = plan.slot(place, count).center().x()
        width = metrics.horizontalAdvance(label)
        top = plan.labels.top() + theme.px(4)
        box = plan.inside(QRectF(middle - width / 2, top, width, metrics.height()))
        painter.drawText(box, int(_CENTRE | Qt.TextFlag.TextDontClip), label)


def _paint_focus(painter: QPainter, room: QRectF, look: ChartLook) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.hue("accent"), theme.px(_FOCUS)))
    inset = theme.px(_FOCUS) / 2
    painter.drawRect(room.adjusted(inset, inset, -inset, -inset))
