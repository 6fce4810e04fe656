"""Pages of a PDF as pixels."""

from __future__ import annotations

import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.letter.content import Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument

BYTES_PER_PIXEL: Final = 4
rendering: Final = threading.RLock()
"""PDFium is not thread-safe; callers hold this."""


class Size(NamedTuple):
    """Width and height of a page, in points, as it is viewed."""

    width: float
    height: float


def is_pdf(data: bytes) -> bool:
    """Return whether the bytes start like a PDF.

    Some readers look further. A picture with that word after its header would then be one paper on
    the fax and another one for a person who opens the stored file.
    """
    return data.startswith(b"%PDF-")


@contextmanager
def opened(pdf: bytes) -> Iterator[PdfDocument]:
    """Lock PDFium for this thread and yield an open document.

    Raises:
        pypdfium2.PdfiumError: The bytes are not a PDF that can be opened.
    """
    import pypdfium2  # slow to load

    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> list[Size]:
    """Return the size of each page."""
    with opened(pdf) as document:
        return [Size(*map(float, document.get_page_size(index))) for index in range(len(document))]


def page_pixels(pdf: bytes, page: int, *, scale: float, most_pixels: int | None = None) -> Pixels:
    """Return a page as a picture on white.

    Args:
        pdf: The document.
        page: From 0.
        scale: Pixels per point; 1.0 is 72 dpi.
        most_pixels: A larger picture is drawn smaller.
    """
    with opened(pdf) as document:
        sheet = document[page]
        if most_pixels is not None:
            scale = _fitting(Size(*map(float, sheet.get_size())), scale, most_pixels)
        bitmap = sheet.render(scale=scale, prefer_bgrx=True)
        try:
            return Pixels(
                width=bitmap.width,
                height=bitmap.height,
                stride=bitmap.stride,
                data=bytes(bitmap.buffer),
            )
        finally:
            bitmap.close()
            sheet.close()


def _fitting(size: Size, scale: float, most_pixels: int) -> float:
    """Return a scale at which a page has at most so many pixels, its sides rounded up."""
    area = size.width * size.height
    if math.ceil(size.width * scale) * math.ceil(size.height * scale) <= most_pixels:
        return scale
    # Of (w s + 1) (h s + 1) = most, for s: rounding up adds less than one to a side.
    sides = size.width + size.height
    return (math.sqrt(sides * sides + 4 * area * (most_pixels - 1)) - sides) / (2 * area)
