"""Charts on paper: stacked bars and lines that read in black and white."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.charts.data import Chart, ChartKind, Fill, shown_every
from alo183_desktop.documents.letter.style import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import (
    Block,
    Foot,
    Frame,
    draw_text,
    leading,
    paragraph,
    write_pdf,
)
from alo183_desktop.documents.papers.form_layout import face_of
from alo183_desktop.documents.papers.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.lines import Face
    from alo183_desktop.documents.papers.blocks import Align

_HATCH: Final = 3.2
"""From one stroke to the next, in points."""
_EDGE: Final = 0.6
_FAULT: Final = (0.65, 0.11, 0.11)
"""A red as dark as the outlines: on a photocopy it is nearly black."""


class Area(NamedTuple):
    """A rectangle on a page, in points over its lower left corner."""

    left: float
    foot: float
    width: float
    height: float

    def touches(self, other: Area) -> bool:
        """Return whether both have some room in common."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.foot < other.foot + other.height
            and other.foot < self.foot + self.height
        )


def fill_area(canvas: Canvas, area: Area, fill: Fill) -> None:
    """Draw an outlined area, filled as `fill` says."""
    left, foot, width, height = area
    canvas.saveState()
    canvas.setLineWidth(_EDGE)
    path = canvas.beginPath()
    path.rect(left, foot, width, height)
    canvas.clipPath(path, stroke=0, fill=0)
    if fill is Fill.FAULT:
        canvas.setFillColorRGB(*_FAULT)
        canvas.rect(left, foot, width, height, stroke=0, fill=1)
    elif fill is Fill.SOLID:
        canvas.setFillGray(0.55)
        canvas.rect(left, foot, width, height, stroke=0, fill=1)
    strokes: list[tuple[float, float, float, float]] = []
    # Strokes of all bars are parts of the same slanting lines: parts that touch read as one.
    starts = _steps(left - height, left + width)
    if fill in {Fill.HATCH, Fill.CROSS}:
        strokes += [(x, foot, x + height, foot + height) for x in starts]
    if fill in {Fill.FALLING, Fill.CROSS}:
        strokes += [(x, foot + height, x + height, foot) for x in starts]
    if fill is Fill.LEVEL:
        strokes += [(left, y, left + width, y) for y in _steps(foot, foot + height)]
    if strokes:
        canvas.lines(strokes)
    canvas.restoreState()
    canvas.setLineWidth(_EDGE)
    canvas.rect(left, foot, width, height, stroke=1, fill=0)


def _steps(first: float, last: float) -> list[float]:
    return [first + number * _HATCH for number in range(int((last - first) / _HATCH) + 1)]


_TITLE_SIZE: Final = 10.0
_SIZE: Final = 7.5
_HEIGHT: Final = 150.0
_WHOLE_HEIGHT: Final = 190.0
"""Of a chart that has the width of a page."""
_EMPTY_HEIGHT: Final = 48.0
_GAP: Final = 5.0
_SWATCH: Final = 7.0
_SWATCH_GAP: Final = 4.0
_ENTRY_GAP: Final = 10.0
_WIDEST_BAR: Final = 20.0
_BAR_SHARE: Final = 0.6
_LINE: Final = 1.4
_POINT: Final = 2.2
_MUTED: Final = 0.35
_RULE: Final = 0.8
_DASHES: Final = (3.0, 2.0)
_SPACE: Final = 16.0
_TABLE_COLUMNS: Final = 7
"""More series than that have no room for a table beside one another on an upright page."""


def chart_block(
    chart: Chart, width: float, *, height: float = _HEIGHT, gap: float = 0.0, titled: bool = True
) -> Block:
    """Return a chart with title and legend as a block of a paper.

    Args:
        chart: What it shows; an empty one says so in words.
        width: In points.
        height: Of the whole, in points.
        gap: Room before it.
        titled: Whether its title stands over it.
    """
    return Block(height, _ChartDrawing(chart, width, height, titled), gap=gap)


def charts_pdf(
    charts: Sequence[Chart],
    *,
    title: str,
    subtitle: str = "",
    note: str = "",
    audit_words: str = "",
) -> bytes:
    """Return charts, each with its numbers as a table under it, as an A4 PDF.

    Args:
        charts: From top to bottom.
        title: Of the document.
        subtitle: Under the title; may be empty.
        note: At the foot of each page, such as who printed it and when; may be empty.
        audit_words: Below it, the end of the audit chain; may be empty.
    """
    frame = Frame()
    width = frame.text_width
    blocks = paragraph(title, face_of(SANS_BOLD, 14), width)
    blocks += paragraph(subtitle, face_of(SANS, 9), width, gap=2.0, grey=_MUTED)
    for chart in charts:
        if chart.is_empty:
            blocks.append(chart_block(chart, width, height=_EMPTY_HEIGHT, gap=_SPACE))
            continue
        drawn = chart_block(chart, width, height=_WHOLE_HEIGHT, gap=_SPACE)
        blocks += [replace(drawn, keeps_next=True), *chart_table(chart, width)]
    foot = Foot(_small(), tuple(line for line in (note, audit_words) if line))
    return write_pdf(blocks, title=title, subject=subtitle, frame=frame, foot=foot)


def chart_table(chart: Chart, width: float) -> list[Block]:
    """Return the numbers of a chart as a table as wide as `width` points."""
    headings, rows = chart.table()
    face, head = _small(), _strong()
    first = max(face.width_of(row[0]) for row in (headings, *rows)) + 10
    others = len(headings) - 1
    share = max((width - first) / max(others, 1), 30.0)
    if others < _TABLE_COLUMNS:
        share = min(share, width / _TABLE_COLUMNS)
    right: Align = "right"
    aligns: tuple[Align, ...] = ("left", *(right,) * others)
    grid = Grid(
        (first, *(share,) * others),
        face,
        room=1.2,
        aligns=aligns,
        rule=0.4,
        is_boxed=False,
    )
    blocks = grid.table(headings, rows, head_face=head)
    return [replace(blocks[0], gap=_GAP), *blocks[1:]]


def _small() -> Face:
    return face_of(SANS, _SIZE)


def _strong() -> Face:
    return face_of(SANS_BOLD, _SIZE)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the bars or lines stand on the page, in points over its lower left corner."""

    left: float
    foot: float
    width: float
    height: float
    top: float
    """The value at the upper edge."""
    count: int

    def y(self, value: float) -> float:
        return self.foot + self.height * value / self.top

    def x(self, place: int) -> float:
        """Return the middle of a bar or point."""
        return self.left + (place + 0.5) * self.width / self.count

    def inside(self, left: float, width: float) -> float:
        """Return the left edge of a text so that it does not stand out at the right."""
        return min(left, self.left + self.width - width)

    def bar(self, place: int, value: float) -> Area:
        """Return the room of a bar of that value."""
        width = min(_WIDEST_BAR, self.width / self.count * _BAR_SHARE)
        return Area(self.x(place) - width / 2, self.foot, width, self.y(value) - self.foot)


@dataclass(frozen=True, slots=True)
class _ChartDrawing:
    """Draws a chart."""

    chart: Chart
    width: float
    height: float
    titled: bool

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        canvas.saveState()
        foot = top - self.height
        if self.titled:
            face = face_of(SANS_BOLD, _TITLE_SIZE)
            draw_text(canvas, left, top - face.size, self.chart.title, face)
            top -= leading(face) + _GAP
        if self.chart.is_empty:
            words = self.chart.empty_words
            middle = (top + foot) / 2
            draw_text(
                canvas, left, middle, words, _small(), align="centre", width=self.width, grey=_MUTED
            )
        else:
            top = _draw_legend(canvas, self.chart, left, top, self.width)
            plot = self._plot(left, top, foot)
            if self.chart.kind is ChartKind.BARS:
                _draw_bars(canvas, self.chart, plot)
            else:
                _draw_lines(canvas, self.chart, plot)
            _draw_labels(canvas, self.chart, plot)
        canvas.restoreState()

    def _plot(self, left: float, top: float, foot: float) -> _Plot:
        chart, face = self.chart, _small()
        axis = 0.0
        highest = chart.top
        if chart.kind is ChartKind.LINES:
            ticks = chart.ticks()
            axis = max(face.width_of(chart.tick_text(tick)) for tick in ticks) + _GAP
            highest = max(ticks[-1], highest)
        labels, numbers = leading(face) + 3.0, leading(face) + 2.0
        return _Plot(
            left=left + axis,
            foot=foot + labels,
            width=self.width - axis,
            height=top - numbers - foot - labels,
            top=highest,
            count=len(chart.labels),
        )


def _draw_legend(canvas: Canvas, chart: Chart, left: float, top: float, width: float) -> float:
    """Draw the entries, row by row, with the unit at the right, and return where they end."""
    small, strong = _small(), _strong()
    entries = chart.legend()
    if not entries and not chart.unit:
        return top
    step = leading(small) + 2.0
    baseline = top - small.size
    draw_text(canvas, left, baseline, chart.unit, small, align="right", width=width, grey=_MUTED)
    room = width - (small.width_of(chart.unit) + _GAP if chart.unit else 0.0)
    x = left
    for fill, words in entries:
        face = strong if fill is Fill.FAULT else small
        wide = _SWATCH + _SWATCH_GAP + face.width_of(words)
        if x > left and x + wide > left + room:
            x, baseline, room = left, baseline - step, width
        if chart.kind is ChartKind.LINES or fill is Fill.LIMIT:
            middle = baseline + small.size * 0.35
            _set_line(canvas, fill)
            canvas.line(x - 1, middle, x + _SWATCH + 1, middle)
            canvas.setDash()
            if fill is not Fill.LIMIT:
                _draw_point(canvas, x + _SWATCH / 2, middle, fill)
        else:
            fill_area(canvas, Area(x, baseline - 1.0, _SWATCH, _SWATCH), fill)
        draw_text(canvas, x + _SWATCH + _SWATCH_GAP, baseline, words, face)
        x += wide + _ENTRY_GAP
    return baseline - _GAP


def _draw_bars(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    fills = chart.fills()
    for place in range(plot.count):
        left, foot, width, _height = plot.bar(place, chart.total_at(place) or 0.0)
        for fill, series in zip(fills, chart.series, strict=True):
            value = series.values[place]
            if not value:
                continue
            height = plot.y(value) - plot.foot
            over = len(chart.series) == 1 and chart.is_over(place)
            area = Area(left, foot, width, height)
            fill_area(canvas, area, Fill.FAULT if over else fill)
            foot += height
    canvas.setLineWidth(_RULE)
    canvas.line(plot.left, plot.foot, plot.left + plot.width, plot.foot)
    _draw_limit(canvas, chart, plot)
    _draw_bar_texts(canvas, chart, plot)


def _draw_bar_texts(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    """Write the numbers over the bars; in a narrow room only those that touch no other bar."""
    taken = [plot.bar(place, chart.total_at(place) or 0.0) for place in range(plot.count)]
    for place in chart.by_weight():
        face = _strong() if chart.is_faulty(place) else _small()
        text = chart.bar_text(place)
        width = face.width_of(text) + 2.0
        own = taken[place]
        foot = own.foot + own.height + 1.5
        left = plot.inside(own.left + (own.width - width) / 2, width)
        box = Area(left, foot, width, face.size)
        if any(box.touches(room) for number, room in enumerate(taken) if number != place):
            continue
        taken.append(box)
        if chart.limit is not None:
            # The limit's line must not cross a number.
            canvas.setFillGray(1)
            canvas.rect(*box, stroke=0, fill=1)
        draw_text(canvas, box.left, foot + 1.0, text, face, align="centre", width=width)


def _draw_limit(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    """Draw the limit, with a step where it became another one."""
    limits = chart.limits()
    if not limits:
        return
    path = canvas.beginPath()
    path.moveTo(plot.left, plot.y(limits[0]))
    for place, limit in enumerate(limits):
        half = plot.width / plot.count / 2
        path.lineTo(plot.x(place) - half, plot.y(limit))
        path.lineTo(plot.x(place) + half, plot.y(limit))
    _set_line(canvas, Fill.LIMIT)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash()


def _draw_lines(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    face = _small()
    for tick in chart.ticks():
        y = plot.y(tick)
        canvas.setLineWidth(_RULE if tick == 0 else 0.3)
        canvas.setStrokeGray(0 if tick == 0 else 0.7)
        canvas.line(plot.left, y, plot.left + plot.width, y)
        text = chart.tick_text(tick)
        left = plot.left - _GAP - face.width_of(text)
        draw_text(canvas, left, y - face.size * 0.35, text, face, grey=_MUTED)
    canvas.setStrokeGray(0)
    _draw_limit(canvas, chart, plot)
    for fill, series in zip(chart.fills(), chart.series, strict=True):
        points = [
            None if value is None else (plot.x(place), plot.y(value))
            for place, value in enumerate(series.values)
        ]
        _set_line(canvas, fill)
        canvas.lines(
            [
                (*start, *end)
                for start, end in pairwise(points)
                if start is not None and end is not None
            ]
        )
        canvas.setDash()
        for point in points:
            if point is not None:
                _draw_point(canvas, *point, fill)
    _draw_point_texts(canvas, chart, plot)


def _set_line(canvas: Canvas, fill: Fill) -> None:
    """Set width and dashes of a line: the first is whole, the others and a limit are dashed."""
    canvas.setLineWidth(1.0 if fill is Fill.LIMIT else _LINE)
    if fill is Fill.EMPTY:
        canvas.setDash()
    else:
        canvas.setDash(*_DASHES)


def _draw_point(canvas: Canvas, x: float, y: float, fill: Fill) -> None:
    """Draw a disc on the first line, a hollow square on the others."""
    canvas.setLineWidth(1.0)
    if fill is Fill.EMPTY:
        canvas.setFillGray(0)
        canvas.circle(x, y, _POINT, stroke=0, fill=1)
        return
    canvas.setFillGray(1)
    canvas.rect(x - _POINT, y - _POINT, 2 * _POINT, 2 * _POINT, stroke=1, fill=1)
    canvas.setFillGray(0)


def _draw_point_texts(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    """Write the values: over the uppermost line, under the lowest where there are two."""
    face = _small()
    known = [
        chart.value_text(value)
        for series in chart.series
        for value in series.values
        if value is not None
    ]
    widest = max(map(face.width_of, known)) + 4.0
    every = shown_every(plot.count, plot.width, widest)
    for place in range(plot.count - 1, -1, -every):
        values = sorted(
            value for series in chart.series if (value := series.values[place]) is not None
        )
        baselines = []
        if values:
            baseline = plot.y(values[-1]) + _POINT + 2.0
            if (
                len(values) == 1
                and chart.is_share
                and baseline < plot.y(1.0) < baseline + face.size
            ):
                # Over it the number would stand on the line of 100 %.
                baseline = plot.y(values[-1]) - _POINT - face.size
            baselines.append((values[-1], baseline))
        if len(values) > 1 and plot.y(values[0]) - plot.foot > leading(face) + _POINT:
            baselines.append((values[0], plot.y(values[0]) - _POINT - face.size))
        for value, baseline in baselines:
            text = chart.value_text(value)
            wide = face.width_of(text) + 1.5
            left = plot.inside(plot.x(place) - wide / 2, wide)
            canvas.setFillGray(1)  # no line crosses a number
            canvas.rect(left, baseline - 0.5, wide, face.size * 0.8, stroke=0, fill=1)
            draw_text(canvas, left, baseline, text, face, align="centre", width=wide)


def _draw_labels(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    face = _small()
    widest = max(map(face.width_of, chart.labels)) + 4.0
    every = shown_every(plot.count, plot.width, widest)
    baseline = plot.foot - 2.0 - face.size
    for place, label in enumerate(chart.labels):
        if (plot.count - 1 - place) % every == 0:
            width = face.width_of(label)
            left = plot.inside(plot.x(place) - width / 2, width)
            draw_text(canvas, left, baseline, label, face, grey=_MUTED)
