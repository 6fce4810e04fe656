"""Foreign papers (scans, fax reports, receipts) as PDF, and turned upright; only in their child."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.fax.scanned_sheets import MOST_PAGES
from alo183_desktop.documents.joining import join
from alo183_desktop.documents.pixels import is_pdf, rendering
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

_FORMATS: Final = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS: Final = 80_000_000
_SCREEN_DPI: Final = 150
_LOWEST_DPI: Final = 50
_DRAWN_TURNED: Final = 90
"""Degrees by which a landscape page is rotated to be drawn upright (`documents.fax.image`)."""


def as_pdf(data: bytes) -> bytes:
    """Return a PDF unchanged, and each page of a PNG, JPEG or TIFF as a page of a new one.

    Raises:
        KnownError: `documents.unreadable_scan` or `documents.scan_too_large`.
    """
    if is_pdf(data):
        return data
    from PIL import Image, ImageSequence  # slow to load

    pages: list[bytes] = []
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if getattr(image, "n_frames", 1) > MOST_PAGES:
                raise KnownError("documents.scan_too_large")
            across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
            known = min(across, down) >= _LOWEST_DPI
            dpi = (across, down) if known else (_SCREEN_DPI, _SCREEN_DPI)
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > _MOST_PIXELS:
                    raise KnownError("documents.scan_too_large")
                # One at a time: 200 pages together may not fit into memory.
                target = io.BytesIO()
                _on_white(frame).save(target, "PDF", dpi=dpi)
                pages.append(target.getvalue())
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise KnownError("documents.unreadable_scan") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise KnownError("documents.scan_too_large") from error
    return pages[0] if len(pages) == 1 else join(pages)


def upright(pdf: bytes, lies: Sequence[int | None]) -> bytes:
    """Return a PDF whose pages are upright.

    Args:
        pdf: Which.
        lies: How far each page is turned clockwise, as it is drawn (a landscape page is drawn
            rotated clockwise); None if unknown: it stays as it is.

    Raises:
        pypdfium2.PdfiumError: The bytes are not a PDF that can be opened.
    """
    import pypdfium2  # slow to load

    target = io.BytesIO()
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for index, lie in enumerate(lies):
                if lie is None:
                    continue
                page = document[index]
                width, height = page.get_size()
                turn = (_DRAWN_TURNED if width > height else 0) - lie
                page.set_rotation((page.get_rotation() + turn) % 360)
                page.close()
            document.save(target)
        finally:
            document.close()
    return target.getvalue()


def _on_white(page: Image) -> Image:
    from PIL import Image as Images

    if page.mode in {"1", "L", "RGB"}:
        return page.copy()
    whole = page.convert("RGBA")
    return Images.alpha_composite(Images.new("RGBA", whole.size, "white"), whole).convert("RGB")
