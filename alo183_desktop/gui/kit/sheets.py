"""Pages of a PDF as pictures of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

SCREEN_SCALE: Final = 3.0
"""Pixels of a picture for each point of the page, to be scaled down."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One rendered page."""

    image: QImage
    points: QSizeF


def render_pages(pdf: bytes, *, scale: float = SCREEN_SCALE) -> tuple[Sheet, ...]:
    """Return every page as a picture; call it off the GUI thread."""
    from alo183_desktop.documents.pixels import page_count  # PDFium is slow to load

    return tuple(render_page(pdf, page, scale=scale) for page in range(page_count(pdf)))


def render_page(pdf: bytes, page: int, *, scale: float) -> Sheet:
    """Return one page, from 0, as a picture."""
    from alo183_desktop.documents.pixels import page_pixels  # as above

    pixels = page_pixels(pdf, page, scale=scale)
    image = QImage(
        pixels.data, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32
    ).copy()  # QImage does not keep Python's bytes alive
    return Sheet(image, QSizeF(pixels.width / scale, pixels.height / scale))
