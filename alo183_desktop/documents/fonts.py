"""The embedded fonts, loaded once."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.lines import Face
from alo183_desktop.shared.paths import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportlab.pdfbase.ttfonts import TTFont


LINE_HEIGHT: Final = 1.15
"""Line spacing 1.0 of Times New Roman: its ascent, descent and gap in font sizes."""
ASCENT: Final = 0.9125
"""From the baseline to a line's top in font sizes, so that letters are centred in the line."""
SERIF: Final = "Tinos"
SERIF_BOLD: Final = "Tinos-Bold"
SANS: Final = "Arimo"
SANS_BOLD: Final = "Arimo-Bold"
_FILES: Final = {
    SERIF: "Tinos-Regular.ttf",
    SERIF_BOLD: "Tinos-Bold.ttf",
    SANS: "Arimo-Regular.ttf",
    SANS_BOLD: "Arimo-Bold.ttf",
}
_KEPT_SUBSETS: Final = 64
_loading = threading.Lock()
drawing = threading.RLock()
"""Held while a document is drawn: a font reads its file through one shared position."""


class CellFont(NamedTuple):
    """Font of the cells of a table."""

    face: str
    size: float
    spacing: float = 0.0
    """Added after each character, in font sizes."""
    breadth: float = 1.0
    """Width of the characters with their spacing, as a share of the font's width."""


class _Widths(dict[str, float]):
    """Advance of each character in font sizes; that of the empty box where the font lacks it."""

    def __init__(self, font: TTFont) -> None:
        face = font.face
        super().__init__((chr(code), width / 1000) for code, width in face.charWidths.items())
        self._missing = face.defaultWidth / 1000

    def __missing__(self, char: str) -> float:
        missing: float = self._missing
        return missing


class _Spaced(dict[str, float]):
    """Advances with spacing added to each, narrowed; filled on demand."""

    def __init__(self, plain: Mapping[str, float], spacing: float, breadth: float) -> None:
        super().__init__()
        self._plain = plain
        self._spacing = spacing
        self._breadth = breadth

    def __missing__(self, char: str) -> float:
        advance = self[char] = (self._plain[char] + self._spacing) * self._breadth
        return advance


def widths(face: str) -> Mapping[str, float]:
    """Return the advance of each character of `face` for a font size of one point."""
    with _loading:
        return _load(face)


def text_width(text: str, face: str, size: float) -> float:
    """Return the width of `text` in points."""
    return sum(map(widths(face).__getitem__, text)) * size


@cache
def face_of(font: CellFont) -> Face:
    """Return a font with the advances of its characters."""
    plain = widths(font.face)
    if font.spacing or font.breadth != 1:
        plain = _Spaced(plain, font.spacing, font.breadth)
    return Face(font.face, font.size, plain, font.spacing, font.breadth)


@cache
def _load(face: str) -> _Widths:
    from reportlab.pdfbase import pdfmetrics  # slow to load
    from reportlab.pdfbase.ttfonts import TTFont

    path = resources() / "fonts" / _FILES[face]
    # With asciiReadable every document would contain all of ASCII, used or not.
    font = TTFont(face, str(path), asciiReadable=False)
    make_subset = font.face.makeSubset

    @lru_cache(maxsize=_KEPT_SUBSETS)
    def subset_of(codes: tuple[int, ...]) -> bytes:
        program: bytes = make_subset(list(codes))
        return program

    # A preview that follows the typing needs the same few subsets again and again.
    font.face.makeSubset = lambda codes: subset_of(tuple(codes))  # type: ignore[method-assign, assignment]
    pdfmetrics.registerFont(font)
    return _Widths(font)
