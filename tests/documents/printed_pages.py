"""What a finished PDF says and how it is made, read back from its bytes."""

import io
import re
from typing import Final

import pikepdf
import pypdfium2
from pypdfium2 import raw

from alo183_desktop.documents.pixels import rendering

A4: Final = (595.28, 841.89)
LEAST_SIZE: Final = 9.0
_TOLERANCE: Final = 1.0


def texts_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with one blank between words."""
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [
                re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in document
            ]
        finally:
            document.close()


def assert_inside_margins(pdf: bytes, *, side: float, top: float, bottom: float) -> None:
    """Assert that no text of any page stands in a margin; lengths are points."""
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                text = page.get_textpage()
                assert text.count_rects()
                for place in range(text.count_rects()):
                    left, low, right, high = text.get_rect(place)
                    assert left >= side - _TOLERANCE
                    assert right <= page.get_width() - side + _TOLERANCE
                    assert low >= bottom - _TOLERANCE
                    assert high <= page.get_height() - top + _TOLERANCE
        finally:
            document.close()


def assert_is_legible(pdf: bytes, *, least: float = LEAST_SIZE) -> None:
    """Assert that no text is smaller than so many points."""
    sizes = set()
    with rendering:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                text = page.get_textpage()
                sizes |= {
                    round(raw.FPDFText_GetFontSize(text, place), 2)
                    for place in range(text.count_chars())
                    if raw.FPDFText_GetUnicode(text, place) > ord(" ")
                }
        finally:
            document.close()
    assert min(sizes) >= least, sizes


def assert_is_made_well(
    pdf: bytes, *, title: str, size: tuple[float, float] = A4, least: float = LEAST_SIZE
) -> None:
    """Assert Turkish, title, paper, that nothing is too small, and that each font is embedded."""
    assert_is_legible(pdf, least=least)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == title
        assert str(document.Root.Lang) == "tr-TR"
        # The window of a reader names the document, and not its file.
        assert document.Root.ViewerPreferences.DisplayDocTitle
        fonts = []
        for page in document.pages:
            box = [float(number) for number in page.mediabox]
            assert abs(box[2] - size[0]) < _TOLERANCE
            assert abs(box[3] - size[1]) < _TOLERANCE
            fonts += list(page.resources.Font.values())
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font
