"""Paint a chart on the screen or on paper: the layout of its parts, bars and lines.

It is drawn on a `ChartCanvas`: documents/papers/charts.py has the one of a PDF,
gui/kit/charts.py that of the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypeAlias

from alo183_desktop.documents.charts.data import ChartKind, Fill, shown_every

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.documents.charts.data import Chart

Point: TypeAlias = tuple[float, float]
Ink: TypeAlias = Literal["text", "muted", "fault"]
"""`fault` is bold, and red where there is colour."""
Align: TypeAlias = Literal["left", "centre", "right"]

_BAR_SHARE: Final = 0.6
"""Of the space of a bar."""


class Area(NamedTuple):
    """A rectangle; the upper left corner is the origin."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def touches(self, other: Area) -> bool:
        """Return whether both overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Measures:
    """The lengths of a chart, in the units of its canvas."""

    width_of: Callable[[str, Ink], float]
    """Of a text."""
    text: float
    """Height of a text."""
    line: float
    """Height of a row of the legend, and of the space above the plot for the numbers."""
    labels: float
    """Space below the plot for the labels."""
    label_drop: float
    """From the plot to the labels."""
    legend_gap: float
    """Below the legend."""
    gap: float
    """Beside the numbers of the axis and the unit."""
    between: float
    """Least distance between two adjacent texts."""
    breath: float
    """Added to the width of a number, and between it and its bar."""
    swatch: float
    swatch_gap: float
    entry_gap: float
    widest_bar: float
    point: float
    """Radius of a point of a line."""
    point_gap: float
    """From the centre of a point to its number."""


class ChartCanvas(Protocol):
    """What a chart is painted on."""

    @property
    def measures(self) -> Measures:
        """Its lengths."""

    def text(self, area: Area, words: str, ink: Ink = "text", align: Align = "centre") -> None:
        """Write a line of text, vertically centred in `area`."""

    def message(self, area: Area, words: str) -> None:
        """Write a muted text into the centre of `area`, on as many lines as it needs."""

    def fill(self, area: Area, fill: Fill) -> None:
        """Draw an outlined area, filled as given by `fill`."""

    def clear(self, area: Area) -> None:
        """Fill the space of a text with the background, so that no line crosses it."""

    def stroke(self, points: Sequence[Point], fill: Fill) -> None:
        """Draw the line of a series or of a limit."""

    def point(self, middle: Point, fill: Fill) -> None:
        """Draw a disc on the first line, a hollow square on the others."""

    def rule(self, left: float, right: float, y: float, *, is_axis: bool) -> None:
        """Draw a horizontal line: the bottom of the plot, or a fainter one of the grid."""


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """The layout of a chart."""

    chart: Chart
    measures: Measures
    legend: Area
    plot: Area
    """From the bottom of the bars up to the highest value."""
    labels: tuple[str, ...]
    """Under the bars or points; a line end in those that are on two lines."""
    top: float
    """The value at the upper edge of the plot."""

    @property
    def count(self) -> int:
        """How many bars or points there are."""
        return len(self.chart.labels)

    def slot(self, index: int) -> Area:
        """Return the area of a bar or point, with the number above it and the label below."""
        width = self.plot.width / self.count
        top = self.plot.top - self.measures.line
        height = self.plot.bottom + _labels_height(self.labels, self.measures) - top
        return Area(self.plot.left + index * width, top, width, height)

    def index_at(self, point: Point) -> int | None:
        """Return the index of the slot that contains a point; None: none does."""
        whole = self.slot(0)._replace(width=self.plot.width)
        if not whole.touches(Area(*point, 0, 0)):
            return None
        index = int((point[0] - self.plot.left) / self.plot.width * self.count)
        return min(index, self.count - 1)

    def x(self, index: int) -> float:
        """Return the centre of a bar or point."""
        return self.slot(index).centre[0]

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.plot.bottom - self.plot.height * value / self.top

    def bar(self, index: int) -> Area:
        """Return the area of a whole bar."""
        width = min(self.measures.widest_bar, self.plot.width / self.count * _BAR_SHARE)
        top = self.y(self.chart.total_at(index) or 0.0)
        return Area(self.x(index) - width / 2, top, width, self.plot.bottom - top)

    def text_room(self, index: int, top: float, width: float) -> Area:
        """Return the area of a text over or under a bar or point, inside the chart."""
        right = min(self.x(index) + width / 2, self.plot.right)
        left = max(right - width, self.legend.left)
        return Area(left, top, width, self.measures.text)


def plan_chart(chart: Chart, area: Area, measures: Measures) -> ChartPlan:
    """Return the layout of a chart in `area`."""
    rows = _legend_rows(chart, area.width, measures)
    legend = len(rows) * measures.line + measures.legend_gap if rows else 0.0
    axis, highest = 0.0, chart.top
    if chart.kind is ChartKind.LINES:
        ticks = chart.ticks()
        axis = max(measures.width_of(chart.tick_text(tick), "text") for tick in ticks)
        axis += measures.gap
        highest = max(ticks[-1], highest)
    top = area.top + legend + measures.line
    labels = _labels_of(chart, area.width - axis, measures)
    height = area.bottom - _labels_height(labels, measures) - top
    return ChartPlan(
        chart,
        measures,
        legend=area._replace(height=legend),
        plot=Area(area.left + axis, top, area.width - axis, height),
        labels=labels,
        top=highest,
    )


def _labels_of(chart: Chart, width: float, measures: Measures) -> tuple[str, ...]:
    """Return the labels; names under bars are on two lines where one has too little room.

    A month that is left out is between its neighbours; a line that is left out is anybody's.
    """
    slot = width / max(len(chart.labels), 1)
    halves = [label.split(" ", 1) for label in chart.labels]
    is_narrow = _widest(chart.labels, measures) + measures.between > slot
    fits = (
        _widest([half for label in halves for half in label], measures) + measures.between <= slot
    )
    if chart.kind is ChartKind.BARS and is_narrow and fits:
        return tuple("\n".join(label) for label in halves)
    return chart.labels


def _labels_height(labels: Sequence[str], measures: Measures) -> float:
    """Return the space below the plot for the labels."""
    return measures.labels + measures.text * max((text.count("\n") for text in labels), default=0)


def _widest(texts: Sequence[str], measures: Measures) -> float:
    return max((measures.width_of(text, "muted") for text in texts), default=0.0)


def paint_chart(canvas: ChartCanvas, area: Area, chart: Chart) -> None:
    """Paint a chart with its legend; an empty one shows a message."""
    if chart.is_empty:
        canvas.message(area, chart.empty_words)
        return
    plan = plan_chart(chart, area, canvas.measures)
    _paint_legend(canvas, plan)
    if chart.kind is ChartKind.BARS:
        _paint_bars(canvas, plan)
    else:
        _paint_lines(canvas, plan)
    _paint_labels(canvas, plan)


def strokes_of(area: Area, fill: Fill, step: float) -> list[tuple[Point, Point]]:
    """Return the strokes of a fill, `step` apart; they reach beyond the area."""
    left, top, _width, height = area
    bottom = area.bottom
    strokes: list[tuple[Point, Point]] = []
    # Strokes of all bars are parts of the same slanted lines: adjacent parts look like one.
    starts = _steps(left - height, area.right, step)
    if fill in {Fill.HATCH, Fill.CROSS}:
        strokes += [((x, bottom), (x + height, top)) for x in starts]
    if fill in {Fill.FALLING, Fill.CROSS}:
        strokes += [((x, top), (x + height, bottom)) for x in starts]
    if fill is Fill.LEVEL:
        strokes += [((left, y), (area.right, y)) for y in _steps(top, bottom, step)]
    return strokes


def _steps(first: float, last: float, step: float) -> list[float]:
    return [first + number * step for number in range(int((last - first) / step) + 1)]


def _legend_rows(chart: Chart, width: float, measures: Measures) -> list[list[tuple[Fill, str]]]:
    """Return the entries of the legend row by row; the unit is at the right of the first."""
    rows: list[list[tuple[Fill, str]]] = [[]] if chart.unit else []
    used = measures.width_of(chart.unit, "muted") + measures.gap if chart.unit else 0.0
    for entry in chart.legend():
        wide = _entry_width(entry, measures)
        if not rows or used + wide - measures.entry_gap > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wide
    return rows


def _entry_width(entry: tuple[Fill, str], measures: Measures) -> float:
    words = measures.width_of(entry[1], _ink_of(entry[0]))
    return measures.swatch + measures.swatch_gap + words + measures.entry_gap


def _ink_of(fill: Fill) -> Ink:
    return "fault" if fill is Fill.FAULT else "text"


def _paint_legend(canvas: ChartCanvas, plan: ChartPlan) -> None:
    chart, measures, area = plan.chart, plan.measures, plan.legend
    for number, row in enumerate(_legend_rows(chart, area.width, measures)):
        line = Area(area.left, area.top + number * measures.line, area.width, measures.line)
        for fill, words in row:
            side = measures.swatch
            swatch = Area(line.left, line.centre[1] - side / 2, side, side)
            if chart.kind is ChartKind.LINES or fill is Fill.LIMIT:
                _x, y = swatch.centre
                canvas.stroke(((swatch.left - 1, y), (swatch.right + 1, y)), fill)
                if fill is not Fill.LIMIT:
                    canvas.point(swatch.centre, fill)
            else:
                canvas.fill(swatch, fill)
            left = swatch.right + measures.swatch_gap
            canvas.text(line._replace(left=left), words, _ink_of(fill), "left")
            line = line._replace(left=line.left + _entry_width((fill, words), measures))
    canvas.text(area._replace(height=measures.line), chart.unit, "muted", "right")


def _paint_bars(canvas: ChartCanvas, plan: ChartPlan) -> None:
    chart = plan.chart
    for index in range(plan.count):
        bottom = plan.plot.bottom
        for fill, series in zip(chart.fills(), chart.series, strict=True):
            if value := series.values[index]:
                height = plan.plot.bottom - plan.y(value)
                over = len(chart.series) == 1 and chart.is_over(index)
                area = plan.bar(index)._replace(top=bottom - height, height=height)
                canvas.fill(area, Fill.FAULT if over else fill)
                bottom -= height
    canvas.rule(plan.plot.left, plan.plot.right, plan.plot.bottom, is_axis=True)
    _paint_limit(canvas, plan)
    _paint_bar_texts(canvas, plan)


def _paint_bar_texts(canvas: ChartCanvas, plan: ChartPlan) -> None:
    """Write the numbers over the bars; in a narrow room only those that touch no other bar."""
    chart, measures = plan.chart, plan.measures
    taken = [plan.bar(index) for index in range(plan.count)]
    for index in chart.by_weight():
        ink: Ink = "text" if chart.total_at(index) is not None else "muted"
        if chart.is_faulty(index):
            ink = "fault"
        text = chart.bar_text(index)
        top = taken[index].top - measures.text - measures.breath
        room = plan.text_room(index, top, measures.width_of(text, ink) + measures.breath)
        if any(room.touches(bar) for number, bar in enumerate(taken) if number != index):
            continue
        taken.append(room)
        if chart.limit is not None:
            canvas.clear(room)
        canvas.text(room, text, ink)


def _paint_limit(canvas: ChartCanvas, plan: ChartPlan) -> None:
    """Draw the limit, with a step where it became another one."""
    steps: list[Point] = []
    for index, limit in enumerate(plan.chart.limits()):
        slot, y = plan.slot(index), plan.y(limit)
        steps += [(slot.left, y), (slot.right, y)]
    if steps:
        canvas.stroke(steps, Fill.LIMIT)


def _paint_lines(canvas: ChartCanvas, plan: ChartPlan) -> None:
    chart, plot, measures = plan.chart, plan.plot, plan.measures
    for tick in chart.ticks():
        y = plan.y(tick)
        canvas.rule(plot.left, plot.right, y, is_axis=tick == 0)
        width = plot.left - measures.gap - plan.legend.left
        room = Area(plan.legend.left, y - measures.text / 2, width, measures.text)
        canvas.text(room, chart.tick_text(tick), "muted", "right")
    _paint_limit(canvas, plan)
    for fill, series in zip(chart.fills(), chart.series, strict=True):
        for run in _runs(plan, series.values):
            canvas.stroke(run, fill)
        for index, value in enumerate(series.values):
            if value is not None:
                canvas.point((plan.x(index), plan.y(value)), fill)
    _paint_point_texts(canvas, plan)


def _runs(plan: ChartPlan, values: Sequence[float | None]) -> Iterator[list[Point]]:
    """Yield the points that follow one another; what is not known parts the line."""
    run: list[Point] = []
    for index, value in enumerate((*values, None)):
        if value is not None:
            run.append((plan.x(index), plan.y(value)))
            continue
        if len(run) > 1:
            yield run
        run = []


def _paint_point_texts(canvas: ChartCanvas, plan: ChartPlan) -> None:
    """Write the values: over the uppermost line, under the lowest where there are two."""
    chart, measures = plan.chart, plan.measures
    known = [value for series in chart.series for value in series.values if value is not None]
    widest = max(measures.width_of(chart.value_text(value), "text") for value in known)
    for index in _shown_indexes(plan, widest):
        values = sorted(
            value for series in chart.series if (value := series.values[index]) is not None
        )
        if not values:
            continue
        top = plan.y(values[-1]) - measures.point_gap - measures.text
        below = plan.y(values[0]) + measures.point_gap
        if len(values) > 1 and below + measures.text <= plan.plot.bottom:
            _paint_number(canvas, plan, index, values[0], below)
        elif len(values) == 1 and chart.is_share and 0 < plan.y(1.0) - top < measures.text:
            # Above it the number would be on the line of 100 %.
            top = below
        _paint_number(canvas, plan, index, values[-1], top)


def _paint_number(
    canvas: ChartCanvas, plan: ChartPlan, index: int, value: float, top: float
) -> None:
    text = plan.chart.value_text(value)
    width = plan.measures.width_of(text, "text") + plan.measures.breath
    room = plan.text_room(index, top, width)
    canvas.clear(room)
    canvas.text(room, text)


def _paint_labels(canvas: ChartCanvas, plan: ChartPlan) -> None:
    measures = plan.measures
    labels = [text.split("\n") for text in plan.labels]
    lines = [line for label in labels for line in label]
    for index in _shown_indexes(plan, _widest(lines, measures)):
        top = plan.plot.bottom + measures.label_drop
        for line in labels[index]:
            width = measures.width_of(line, "muted")
            canvas.text(plan.text_room(index, top, width), line, "muted")
            top += measures.text


def _shown_indexes(plan: ChartPlan, widest: float) -> range:
    """Return the indexes whose texts are shown without overlap; from the last one."""
    every = shown_every(plan.count, plan.plot.width, widest + plan.measures.between)
    return range(plan.count - 1, -1, -every)
