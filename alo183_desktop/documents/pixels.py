"""Pages of a PDF as pixels."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.content import Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument

rendering: Final = threading.RLock()
"""PDFium is not thread-safe; callers hold this."""


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


def page_points(pdf: bytes, page: int) -> tuple[float, float]:
    """Return the width and height of a page, from 0, as it is viewed."""
    with opened(pdf) as document:
        width, height = document[page].get_size()
        return float(width), float(height)


def page_pixels(pdf: bytes, page: int, *, scale: float) -> Pixels:
    """Return a page as a picture on white.

    Args:
        pdf: The document.
        page: From 0.
        scale: Pixels per point; 1.0 is 72 dpi.
    """
    with opened(pdf) as document:
        sheet = document[page]
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
