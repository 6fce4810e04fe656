"""Mark a paper that is no longer valid, on what is shown and printed of it."""

from __future__ import annotations

import io
import math
from typing import Final

from alo183_desktop.documents.canvas import POINTS_PER_MM, new_canvas
from alo183_desktop.documents.fonts import SANS_BOLD, text_width, widths

MARK: Final = "İPTAL"
_RED: Final = (0.75, 0.0, 0.0)
_WHITE: Final = (1.0, 1.0, 1.0)
_MARK_SHARE: Final = 0.6
"""How much of the diagonal of a page the mark takes."""
_OUTLINE: Final = 1
"""Of PDF's ways to draw text: what is below it stays readable."""
_LINE: Final = 2.5
_BAND: Final = 9 * POINTS_PER_MM
_NOTE_SIZE: Final = 11.0
_LEAST_NOTE_SIZE: Final = 6.0


def marked_cancelled(pdf: bytes, note: str) -> bytes:
    """Return a PDF with `İPTAL` across each page and a red band with a note at its upper edge.

    Args:
        pdf: As it was frozen; it stays as it is.
        note: One line: `İPTAL EDİLDİ, 02.12.2026: Kişi göreve başlamadı`.
    """
    import pikepdf  # slow to load

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            with pikepdf.open(io.BytesIO(_overlay(right - left, top - bottom, note))) as overlay:
                page.add_overlay(overlay.pages[0], pikepdf.Rectangle(left, bottom, right, top))
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _overlay(width: float, height: float, note: str) -> bytes:
    target = io.BytesIO()
    canvas = new_canvas(target, title=MARK, author="", subject="", page_size=(width, height))
    widths(SANS_BOLD)
    size = _MARK_SHARE * math.hypot(width, height) / text_width(MARK, SANS_BOLD, 1.0)
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(math.degrees(math.atan2(height, width)))
    text = canvas.beginText(-text_width(MARK, SANS_BOLD, size) / 2, -size / 3)
    text.setFont(SANS_BOLD, size)
    text.setTextRenderMode(_OUTLINE)
    canvas.setStrokeColorRGB(*_RED)
    canvas.setLineWidth(_LINE)
    text.textOut(MARK)
    canvas.drawText(text)
    canvas.restoreState()
    canvas.setFillColorRGB(*_RED)
    canvas.rect(0, height - _BAND, width, _BAND, stroke=0, fill=1)
    canvas.setFillColorRGB(*_WHITE)
    room = (width - 2 * _BAND) / text_width(note, SANS_BOLD, 1.0)
    canvas.setFont(SANS_BOLD, max(_LEAST_NOTE_SIZE, min(_NOTE_SIZE, room)))
    canvas.drawCentredString(width / 2, height - _BAND * 0.65, note)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
