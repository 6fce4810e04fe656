"""What the text of a PDF says, and whether it shows more than its text."""

from __future__ import annotations

from dataclasses import dataclass

from alo183_desktop.documents.pixels import opened


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF."""

    pages: tuple[str, ...]
    has_pictures: bool
    """Whether a page shows a picture, in which words may stand that are no text."""

    @property
    def tells_all(self) -> bool:
        """Whether there is text on each page, and no picture beside it."""
        return not self.has_pictures and all(page.strip() for page in self.pages)


def text_of(pdf: bytes) -> PdfText | None:
    """Return the text of a PDF; None when it is none that can be opened."""
    import pypdfium2  # slow to load
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    pages: list[str] = []
    has_pictures = False
    try:
        with opened(pdf) as document:
            for page in document:
                pages.append(page.get_textpage().get_text_range())
                pictures = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=5)
                has_pictures = has_pictures or any(True for _picture in pictures)
    except pypdfium2.PdfiumError:
        return None
    return PdfText(tuple(pages), has_pictures)
