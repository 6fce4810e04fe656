"""PDFs joined into one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from alo183_desktop.documents.pixels import rendering

if TYPE_CHECKING:
    from collections.abc import Sequence


def join(
    pdfs: Sequence[bytes], *, pages: Sequence[int] | None = None, on_sheets: bool = False
) -> bytes:
    """Return the pages of several PDFs joined into one.

    Args:
        pdfs: Which.
        pages: Which of the pages of each, from 0; None: all.
        on_sheets: Whether each starts on an odd page: on a new sheet even in duplex printing.

    Raises:
        pypdfium2.PdfiumError: The bytes are not a PDF that can be opened.
    """
    import pypdfium2  # slow to load

    target = io.BytesIO()
    with rendering:
        whole = pypdfium2.PdfDocument.new()
        try:
            for pdf in pdfs:
                if on_sheets and len(whole) % 2:
                    whole.new_page(*whole[len(whole) - 1].get_size())
                part = pypdfium2.PdfDocument(pdf)
                try:
                    whole.import_pages(part, pages)
                finally:
                    part.close()
            whole.save(target)
        finally:
            whole.close()
    return target.getvalue()
