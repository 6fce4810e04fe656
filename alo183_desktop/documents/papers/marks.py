"""The four states on paper, each a mark and a word, and meters of a quota; in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.charts.data import UNKNOWN, Fill
from alo183_desktop.documents.charts.painting import Area
from alo183_desktop.documents.fonts import ASCENT
from alo183_desktop.documents.lines import break_lines
from alo183_desktop.documents.papers.blocks import Block, draw_text, leading
from alo183_desktop.documents.papers.charts import PaperCanvas
from alo183_desktop.shared.numbers import percent_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportlab.pdfgen.canvas import Canvas

    from alo183_desktop.documents.lines import Face
    from alo183_desktop.documents.states import MarkState

_SIGN: Final = 0.8
"""Of a mark, in sizes of the font beside it."""
_SIGN_GAP: Final = 4.0
_BAR: Final = 6.0
_BAR_GAP: Final = 3.0
_ELAPSED: Final = 1.4
_REACH: Final = 1.8
"""How far the mark of the elapsed part reaches beyond the bar, above and below."""
_FILLS: Final[Mapping[MarkState, Fill]] = {
    "late": Fill.FAULT,
    "near": Fill.HATCH,
    "good": Fill.SOLID,
    "unknown": Fill.EMPTY,
}


@dataclass(frozen=True, slots=True)
class PaperMeter:
    """How much of a quota is used."""

    words: str
    """Used and quota, such as `268 / 300 dk`."""
    share: float | None
    """Used part of the quota, 1.0 is all of it; None while the usage is unknown."""
    state: MarkState = "good"


def draw_mark(canvas: Canvas, left: float, foot: float, size: float, state: MarkState) -> None:
    """Draw a disc, a triangle, a tick or a ring into a square of `size` points."""
    canvas.saveState()
    canvas.setLineWidth(size * 0.16)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    middle_x, middle_y = left + size / 2, foot + size / 2
    if state == "late":
        canvas.circle(middle_x, middle_y, size * 0.45, stroke=0, fill=1)
    elif state == "unknown":
        canvas.circle(middle_x, middle_y, size * 0.38, stroke=1, fill=0)
    else:
        path = canvas.beginPath()
        corners = (
            ((0.5, 0.98), (1.0, 0.06), (0.0, 0.06), (0.5, 0.98))
            if state == "near"
            else ((0.06, 0.45), (0.38, 0.12), (0.94, 0.84))
        )
        path.moveTo(left + corners[0][0] * size, foot + corners[0][1] * size)
        for across, up in corners[1:]:
            path.lineTo(left + across * size, foot + up * size)
        canvas.drawPath(path, stroke=int(state == "good"), fill=int(state == "near"))
    canvas.restoreState()


def marked_block(
    state: MarkState | None, words: str, face: Face, width: float, *, indented: bool = False
) -> Block:
    """Return a mark with its words, broken into lines beside it.

    Args:
        state: None draws no mark.
        words: The text.
        face: Of the words.
        width: Of the whole, in points.
        indented: Without a mark, indent the words as if there were one.
    """
    indent = face.size * _SIGN + _SIGN_GAP if state is not None or indented else 0.0
    lines = tuple(line.text for line in break_lines(words, face, width - indent))
    return Block(max(len(lines), 1) * leading(face), _Marked(state, lines, face, indent))


def meter_block(meter: PaperMeter, face: Face, width: float, *, elapsed: float | None) -> Block:
    """Return a meter: its words, the per cent and a bar.

    A near one is hatched, one over the quota is solid, an unknown one dashed and empty.

    Args:
        meter: What it shows.
        face: Of its words.
        width: In points.
        elapsed: Elapsed part of the period, 0 to 1, drawn as a vertical mark; None draws none.
    """
    height = leading(face) + _BAR_GAP + _BAR + _REACH
    return Block(height, _Meter(meter, face, width, elapsed))


@dataclass(frozen=True, slots=True)
class _Marked:
    """Draws a mark and words."""

    state: MarkState | None
    lines: tuple[str, ...]
    face: Face
    indent: float

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        size = self.face.size * _SIGN
        baseline = top - ASCENT * self.face.size
        if self.state is not None:
            draw_mark(canvas, left, baseline - size * 0.08, size, self.state)
        for line in self.lines:
            draw_text(canvas, left + self.indent, baseline, line, self.face)
            baseline -= leading(self.face)


@dataclass(frozen=True, slots=True)
class _Meter:
    """Draws a meter."""

    meter: PaperMeter
    face: Face
    width: float
    elapsed: float | None

    def __call__(self, canvas: Canvas, left: float, top: float) -> None:
        meter, face = self.meter, self.face
        baseline = top - ASCENT * face.size
        foot = top - leading(face) - _BAR_GAP - _BAR
        canvas.setLineWidth(0.6)
        if meter.share is None:
            draw_text(canvas, left, baseline, UNKNOWN, face)
            canvas.setDash(2, 2)
            canvas.rect(left, foot, self.width, _BAR, stroke=1, fill=0)
            canvas.setDash()
            return
        draw_text(canvas, left, baseline, meter.words, face)
        percent = percent_text(meter.share)
        draw_text(canvas, left, baseline, percent, face, align="right", width=self.width)
        filled = self.width * min(max(meter.share, 0.0), 1.0)
        if filled:
            area = Area(0.0, 0.0, filled, _BAR)
            PaperCanvas(canvas, left, foot + _BAR).fill(area, _FILLS[meter.state])
        canvas.rect(left, foot, self.width, _BAR, stroke=1, fill=0)
        if self.elapsed is not None:
            self._draw_elapsed(canvas, left, foot, self.elapsed)

    def _draw_elapsed(self, canvas: Canvas, left: float, foot: float, elapsed: float) -> None:
        """Draw the vertical mark, white at its sides so that it is visible on any fill."""
        x = left + self.width * min(max(elapsed, 0.0), 1.0) - _ELAPSED / 2
        x = min(max(x, left), left + self.width - _ELAPSED)
        height = _BAR + 2 * _REACH
        canvas.setFillGray(1)
        canvas.rect(x - 1, foot - _REACH, _ELAPSED + 2, height, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.rect(x, foot - _REACH, _ELAPSED, height, stroke=0, fill=1)
