"""Text set line under line, for the small forms beside the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.flow import Run
from alo183_desktop.documents.fonts import widths
from alo183_desktop.documents.lines import Face, break_lines
from alo183_desktop.documents.style import LINE_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable

_ASCENT: Final = 0.9125


def face_of(name: str, size: float) -> Face:
    """Return a font at a size in points."""
    return Face(name, size, widths(name))


class Column:
    """A column of text on a page; lengths are points from the left and the top of the page."""

    def __init__(self, left: float, width: float, top: float) -> None:
        self.left = left
        self.width = width
        self.top = top
        self.runs: list[Run] = []

    def add(self, texts: Iterable[str], face: Face, *, centred: bool = False) -> None:
        """Set texts under what stands there, each on lines of its own, and move down."""
        for text in texts:
            for line in break_lines(text, face, self.width):
                left = self.left + ((self.width - line.width) / 2 if centred else 0.0)
                baseline = self.top + _ASCENT * face.size
                self.runs.append(Run(left, baseline, line.text, face.name, face.size))
                self.top += face.size * LINE_HEIGHT

    def skip(self, height: float) -> None:
        """Leave so many points free."""
        self.top += height
