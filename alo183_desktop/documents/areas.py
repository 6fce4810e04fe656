"""Areas of a drawing on paper, filled so that they are told apart without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.chart_data import Fill

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

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
