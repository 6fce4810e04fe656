"""Pages on paper, through the system's own dialog.

Not here: what is on the pages (documents), who may print (services), the screen (pdf_preview.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.pdf_preview import Overlay, PdfPreview
from alo183_desktop.gui.kit.sheets import render_page, render_pages
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

__all__ = ["Overlay", "PdfPreview", "paint_pages", "print_pdf", "render_page", "render_pages"]

_PRINT_SCALE: Final = 300 / 72


def print_pdf(
    parent: QWidget,
    pdf: bytes,
    *,
    title: str,
    printed: Callable[[int], object] | None = None,
) -> None:
    """Print through the system's own dialog, to paper or to a fax printer.

    The pages are scaled to the paper as they are: a letter keeps its margins.

    Args:
        parent: The window that waits.
        pdf: What is printed.
        title: Name of the job; printers show and keep it, so it names no person.
        printed: Called with the number of pages that have gone to the printer, to record it.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # asks the system for its printers

    from alo183_desktop.documents.pixels import page_count

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    count = page_count(pdf)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Yazdır")
    dialog.setMinMax(1, count)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)

    # Windows' own dialog knows no other way than to wait for it.
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    if not accepted or not shiboken6.isValid(parent):  # locked meanwhile
        return
    pages = _chosen_pages(printer.fromPage(), printer.toPage(), count)
    try:
        paint_pages(printer, pdf, pages)
    except KnownError as error:
        show_failure(parent, error)
        return
    if printed is not None:
        printed(len(pages))


def paint_pages(printer: object, pdf: bytes, pages: Sequence[int]) -> None:
    """Paint pages, from 0, onto a `QPrinter` that is set to the full page.

    Raises:
        KnownError: `printing.refused`: the printer takes nothing.
    """
    from PySide6.QtPrintSupport import QPrinter

    if not isinstance(printer, QPrinter):
        raise TypeError("not a printer")
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError("printing.refused")
    try:
        for place, page in enumerate(pages):
            if place:
                printer.newPage()
            sheet = render_page(pdf, page, scale=_PRINT_SCALE)
            dots = printer.resolution() / 72
            size = QSizeF(sheet.points.width() * dots, sheet.points.height() * dots)
            painter.drawImage(QRectF(QPointF(0, 0), size), sheet.image)
    finally:
        painter.end()


def _chosen_pages(first: int, last: int, count: int) -> list[int]:
    """Return the pages of a range from 1, from 0; a range of zeros means all."""
    if first <= 0:
        return list(range(count))
    return list(range(first - 1, min(max(last, first), count)))
