"""Charts on paper: they are readable in black and white."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.charts.data import Fill
from alo183_desktop.documents.charts.painting import Area, Measures, paint_chart, strokes_of
from alo183_desktop.documents.fonts import SANS, SANS_BOLD
from alo183_desktop.documents.papers.blocks import (
    FAULT,
    Block,
    Frame,
    PageFoot,
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

    from alo183_desktop.documents.charts.data import Chart
    from alo183_desktop.documents.charts.painting import Align, Ink, Point
    from alo183_desktop.documents.lines import Face
    from alo183_desktop.documents.papers.blocks import Align as TextAlign

_HATCH: Final = 3.2
"""From one stroke to the next, in points."""
_EDGE: Final = 0.6
_SOLID: Final = 0.55
_TITLE_SIZE: Final = 10.0
_SIZE: Final = 9.0
_WHOLE_HEIGHT: Final = 166.0
"""Of a chart as wide as a page."""
_EMPTY_HEIGHT: Final = 48.0
_GAP: Final = 5.0
_LINE: Final = 1.4
_POINT: Final = 2.2
_MUTED: Final = 0.35
_DASHES: Final = (3.0, 2.0)
_SPACE: Final = 16.0
_TABLE_COLUMNS: Final = 7
"""With more series, a table does not fit on a portrait page."""


def chart_block(chart: Chart, width: float, *, height: float, gap: float = 0.0) -> Block:
    """Return a chart with title and legend as a block of a paper.

    Args:
        chart: What it shows; an empty one shows a message.
        width: In points.
        height: Of the whole, in points.
        gap: Space before it.
    """
    return Block(height, _ChartDrawing(chart, width, height), gap=gap)


def charts_pdf(
    charts: Sequence[Chart], *, title: str, note: str = "", audit_words: str = ""
) -> bytes:
    """Return charts, each with its numbers as a table under it, as an A4 PDF.

    Args:
        charts: From top to bottom.
        title: Of the document.
        note: At the foot of each page, such as who printed it and when; may be empty.
        audit_words: Below it, the end of the audit chain; may be empty.
    """
    frame = Frame()
    width = frame.text_width
    blocks = paragraph(title, face_of(SANS_BOLD, 14), width)
    for chart in charts:
        if chart.is_empty:
            blocks.append(chart_block(chart, width, height=_EMPTY_HEIGHT, gap=_SPACE))
            continue
        drawn = chart_block(chart, width, height=_WHOLE_HEIGHT, gap=_SPACE)
        blocks += [replace(drawn, keeps_next=True), *chart_table(chart, width)]
    foot = PageFoot(_small(), tuple(line for line in (note, audit_words) if line))
    return write_pdf(blocks, title=title, frame=frame, foot=foot)


def chart_table(chart: Chart, width: float) -> list[Block]:
    """Return the numbers of a chart as a table `width` points wide."""
    headings, rows = chart.table()
    face, head = _small(), face_of(SANS_BOLD, _SIZE)
    first = max(face.width_of(row[0]) for row in (headings, *rows)) + 10
    others = len(headings) - 1
    share = max((width - first) / max(others, 1), 30.0)
    if others < _TABLE_COLUMNS:
        share = min(share, width / _TABLE_COLUMNS)
    right: TextAlign = "right"
    aligns: tuple[TextAlign, ...] = ("left", *(right,) * others)
    widths = (first, *(share,) * others)
    grid = Grid(widths, face, room=1.2, aligns=aligns, rule=0.4, is_boxed=False)
    return grid.table(headings, rows, head_face=head, gap=_GAP)


class PaperCanvas:
    """Paints on a page; as `ChartCanvas`, in points.

    Attributes:
        measures: The lengths of a chart.
    """

    def __init__(self, canvas: Canvas, left: float, top: float) -> None:
        """Set the origin `left` and `top` points from the page's lower left corner."""
        self._canvas = canvas
        self._left = left
        self._top = top
        line = leading(_small()) + 2.0
        self.measures = Measures(
            width_of=lambda words, ink: _face(ink).width_of(words),
            text=_SIZE,
            line=line,
            labels=line + 1.0,
            label_drop=3.0,
            legend_gap=_SIZE + _GAP - line,
            gap=_GAP,
            between=4.0,
            breath=1.5,
            swatch=7.0,
            swatch_gap=4.0,
            entry_gap=10.0,
            widest_bar=20.0,
            point=_POINT,
            point_gap=_POINT + 1.0,
        )

    def text(self, area: Area, words: str, ink: Ink = "text", align: Align = "centre") -> None:
        """As `ChartCanvas.text`."""
        left, baseline = self._at((area.left, area.centre[1] + _SIZE / 2 - 1.0))
        grey = _MUTED if ink == "muted" else 0.0
        draw_text(
            self._canvas,
            left,
            baseline,
            words,
            _face(ink),
            align=align,
            width=area.width,
            grey=grey,
        )

    def message(self, area: Area, words: str) -> None:
        """As `ChartCanvas.message`."""
        self.text(area, words, "muted")

    def fill(self, area: Area, fill: Fill) -> None:
        """As `ChartCanvas.fill`."""
        canvas, box = self._canvas, self._box(area)
        canvas.saveState()
        canvas.setLineWidth(_EDGE)
        path = canvas.beginPath()
        path.rect(*box)
        canvas.clipPath(path, stroke=0, fill=0)
        if fill is Fill.FAULT:
            canvas.setFillColorRGB(*FAULT)
        else:
            canvas.setFillGray(_SOLID)
        if fill in {Fill.FAULT, Fill.SOLID}:
            canvas.rect(*box, stroke=0, fill=1)
        if strokes := strokes_of(area, fill, _HATCH):
            canvas.lines([(*self._at(start), *self._at(end)) for start, end in strokes])
        canvas.restoreState()
        canvas.setLineWidth(_EDGE)
        canvas.rect(*box, stroke=1, fill=0)

    def clear(self, area: Area) -> None:
        """As `ChartCanvas.clear`."""
        self._canvas.setFillGray(1)
        self._canvas.rect(*self._box(area), stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def stroke(self, points: Sequence[Point], fill: Fill) -> None:
        """As `ChartCanvas.stroke`: the first line is whole, the others are dashed."""
        self._canvas.setLineWidth(1.0 if fill is Fill.LIMIT else _LINE)
        if fill is not Fill.EMPTY:
            self._canvas.setDash(*_DASHES)
        path = self._canvas.beginPath()
        path.moveTo(*self._at(points[0]))
        for point in points[1:]:
            path.lineTo(*self._at(point))
        self._canvas.drawPath(path, stroke=1, fill=0)
        self._canvas.setDash()

    def point(self, middle: Point, fill: Fill) -> None:
        """As `ChartCanvas.point`."""
        canvas, (x, y) = self._canvas, self._at(middle)
        canvas.setLineWidth(1.0)
        if fill is Fill.EMPTY:
            canvas.circle(x, y, _POINT, stroke=0, fill=1)
            return
        canvas.setFillGray(1)
        canvas.rect(x - _POINT, y - _POINT, 2 * _POINT, 2 * _POINT, stroke=1, fill=1)
        canvas.setFillGray(0)

    def rule(self, left: float, right: float, y: float, *, is_axis: bool) -> None:
        """As `ChartCanvas.rule`."""
        self._canvas.setLineWidth(0.8 if is_axis else 0.3)
        self._canvas.setStrokeGray(0 if is_axis else 0.7)
        self._canvas.line(*self._at((left, y)), *self._at((right, y)))
        self._canvas.setStrokeGray(0)

    def _at(self, point: Point) -> Point:
        """Return a point relative to the page's lower left corner."""
        return self._left + point[0], self._top - point[1]

    def _box(self, area: Area) -> tuple[float, float, float, float]:
        return (*self._at((area.left, area.bottom)), area.width, area.height)


@dataclass(frozen=True, slots=True)
class _ChartDrawing:
    """Draws a chart."""

    chart: Chart
    width: float
    height: float

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        canvas.saveState()
        face = face_of(SANS_BOLD, _TITLE_SIZE)
        draw_text(canvas, left, top - face.size, self.chart.title, face)
        used = leading(face) + _GAP
        area = Area(0.0, used, self.width, self.height - used)
        paint_chart(PaperCanvas(canvas, left, top), area, self.chart)
        canvas.restoreState()


def _face(ink: Ink) -> Face:
    return face_of(SANS_BOLD, _SIZE) if ink == "fault" else _small()


def _small() -> Face:
    return face_of(SANS, _SIZE)
