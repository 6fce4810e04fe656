"""Print pages through the system's own dialog."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QMarginsF, QObject, QPointF, QRectF, QSizeF, QTimer, Signal, Slot
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QProgressBar, QWidget

from alo183_desktop.gui.kit import chosen_files, theme
from alo183_desktop.gui.kit.background import Cancellation
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.notices import report_saved, show_message
from alo183_desktop.gui.kit.paper.preview import Overlay, PdfPreview, image_of, pages_of
from alo183_desktop.shared.errors import Cancelled, KnownError
from alo183_desktop.shared.laid_down import laid_down

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtPrintSupport import QPrinter

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.letter.content import Pixels
    from alo183_desktop.documents.own_pages import Pages
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.topics import Topic

__all__ = ["Overlay", "PdfPreview", "paint_pages", "print_pdf"]

_PRINT_SCALE: Final = 300 / 72
_MOST_PIXELS: Final = 36_000_000
"""A sheet of A2 at 300 dpi; a larger page is printed less finely."""
_TOGETHER: Final = 4
"""Pages that are drawn at once: each beginning of a child takes a moment."""
_SHOW_AFTER_MS: Final = 200
HAS_OWN_DIALOG: Final = sys.platform == "linux"
"""Qt's own, which prints into a file, too; that of Windows does not open without a printer."""


def print_pdf(
    place: QWidget,
    paper: bytes | Pages,
    *,
    title: str,
    name: str,
    background: Background,
    record: Callable[[Work], object] | None = None,
    changes: frozenset[Topic] = frozenset(),
    is_secret: bool = False,
) -> PrintJob | None:
    """Print through the system's own dialog, to paper, to a fax printer or into a file.

    Pages are scaled to the paper as they are: a letter keeps its margins. They are drawn off the
    GUI thread; the window shows the progress, can stop it, and reports when the printer has them.
    Where the dialog prints into a file, the pages themselves are saved, and the message says so;
    where nothing may be saved at this computer, the message says that.

    Args:
        place: What prints; its window waits, and the result is reported around it.
        paper: What is printed: a PDF that the program has just made, or pages that have told their
            sizes.
        title: Name of the job; printers show and keep it, so it names no person.
        name: Proposed for a file.
        background: Draws the pages.
        record: Records the printing before anything goes to the printer; what it
            refuses is not printed.
        changes: What `record` changes, such as the state of a form.
        is_secret: Whether nobody else may read such a file, and no link to it is offered.

    Returns:
        The job; None when the user cancels, or it is refused.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # asks the system for its printers

    if not HAS_OWN_DIALOG and not printer_names():
        show_failure(place, KnownError("printing.none"))
        return None
    pdf = pages_of(paper)
    sizes = pdf.sizes()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    if HAS_OWN_DIALOG:
        # As in Qt's own dialog; naming a file alone would select printing into it.
        printer.setOutputFileName(str(chosen_files.saved_folder() / name))
        printer.setOutputFormat(QPrinter.OutputFormat.NativeFormat)
    printer.setPageLayout(layout_of(sizes[0]))
    count = len(sizes)
    dialog = QPrintDialog(printer, place.window())
    dialog.setWindowTitle("Yazdır")
    dialog.setMinMax(1, count)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)

    # Windows' own dialog only works modally.
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    # At once, because it writes into the printer, which is destroyed when this ends: a button
    # pressed by its mnemonic clicks a moment later, even in a dialog that has been closed.
    if shiboken6.isValid(dialog):
        shiboken6.delete(dialog)
    if not accepted or not shiboken6.isValid(place):  # locked meanwhile
        return None
    pages = _chosen_pages(printer.fromPage(), printer.toPage(), count)
    is_file = printer.outputFormat() is QPrinter.OutputFormat.PdfFormat
    if is_file:
        try:
            laid_down().demand("export")
        except KnownError as error:
            show_failure(place, error)
            return None
    job = PrintJob(
        background,
        printer,
        pdf,
        pages,
        title=title,
        target=Path(printer.outputFileName()) if is_file else None,
        is_secret=is_secret,
        window=place,
    )
    job.start(record, changes=changes)
    return job


class PrintJob(QObject):
    """Pages being sent to a printer or into a file; destroys itself.

    Attributes:
        target: The file; None for a printer.

    Signals:
        printed: How many pages the printer or the file has accepted.
        ended: They were sent, refused or stopped.
    """

    printed = Signal(int)
    ended = Signal()
    _page_painted = Signal(int)

    def __init__(
        self,
        background: Background,
        printer: object,
        paper: bytes | Pages,
        pages: Sequence[int],
        *,
        title: str,
        target: Path | None = None,
        is_secret: bool = False,
        window: QWidget,
    ) -> None:
        """Make a job.

        Args:
            background: Draws the pages.
            printer: A `QPrinter` that is set to the full page.
            paper: What is printed, as in `print_pdf`.
            pages: Which of its pages, from 0.
            title: What is printed.
            target: The file to save the pages in unchanged; None: they are printed.
            is_secret: As in `print_pdf`.
            window: The window that waits.
        """
        super().__init__(window)
        self._background = background
        self._printer = printer
        self._pdf = pages_of(paper)
        self._pages = pages
        self._title = title
        self.target = target
        self._is_secret = is_secret
        self._window = window
        self._cancellation = Cancellation()
        self._progress = _Progress(len(pages), parent=window)
        self._progress.rejected.connect(self._cancellation.cancel)
        self._page_painted.connect(self._progress.show_page)

    def start(
        self,
        record: Callable[[Work], object] | None = None,
        *,
        changes: frozenset[Topic] = frozenset(),
    ) -> None:
        """Record the printing where required, and print afterwards."""
        self._progress.show_soon()
        if record is None:
            self._paint()
            return
        self._background.run(
            record,
            parent=self,
            success=lambda _result: self._paint(),
            failure=self._on_failed,
            changes=changes,
        )

    def stop(self) -> None:
        """Stop before the next page."""
        self._cancellation.cancel()

    def _paint(self) -> None:
        printer, pdf, pages = self._printer, self._pdf, self._pages
        target, is_secret = self.target, self._is_secret
        if target is not None:
            self._background.run_pure(
                lambda: chosen_files.write_file(target, _taken(pdf, pages), is_secret=is_secret),
                parent=self,
                success=self._on_painted,
                failure=self._on_failed,
            )
            return
        cancellation = self._cancellation

        def painted(count: int) -> None:
            # A lock may have destroyed the window; the job is printed anyway.
            if shiboken6.isValid(self):
                self._page_painted.emit(count)

        self._background.run_pure(
            lambda: paint_pages(printer, pdf, pages, painted=painted, cancellation=cancellation),
            parent=self,
            success=self._on_painted,
            failure=self._on_failed,
        )

    def _on_painted(self, _done: object) -> None:
        if self.target is None:
            show_message(self._window, f"{self._title} yazıcıya gönderildi.")
        elif not self._is_secret:
            chosen_files.keep_folder(self.target)
            report_saved(self._window, self.target)
        self.printed.emit(len(self._pages))
        self._end()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, Cancelled):
            show_failure(self._window, error)

    def _end(self) -> None:
        self._progress.leave()
        self.ended.emit()
        self.deleteLater()


class _Progress(TaskDialog):
    """Shows how many pages have gone to the printer, once it takes longer than a moment."""

    def __init__(self, pages: int, *, parent: QWidget) -> None:
        super().__init__(title="Yazdırılıyor", width=360, parent=parent)
        self.setModal(True)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, pages)
        self._bar.setFormat("%v / %m sayfa")
        self._bar.setAccessibleName("Yazıcıya giden sayfalar")
        self._bar.setMinimumHeight(theme.px(16))
        self.content.addWidget(self._bar)
        self.add_button("&Durdur").clicked.connect(self.reject)
        self._delay = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._delay.timeout.connect(self.show)

    def show_soon(self) -> None:
        """Show it if the job is not done in a moment."""
        self._delay.start()

    @Slot(int)
    def show_page(self, done: int) -> None:
        """Show the number of finished pages."""
        self._bar.setValue(done)

    def leave(self) -> None:
        """Close it for good."""
        self._delay.stop()
        self.hide()
        self.deleteLater()


def paint_pages(
    printer: object,
    paper: bytes | Pages,
    pages: Sequence[int],
    *,
    painted: Callable[[int], object] = lambda _count: None,
    cancellation: Cancellation | None = None,
) -> None:
    """Paint pages, from 0, onto a `QPrinter` that is set to the full page; slow.

    Args:
        printer: The target.
        paper: The pages, as in `print_pdf`.
        pages: Which of them.
        painted: Called with the number of finished pages.
        cancellation: Stops before the next page.

    Raises:
        KnownError: `printing.refused`: the printer accepts nothing; `printing.gone`.
        Cancelled: It was stopped; the printer discards what it has.
    """
    from PySide6.QtPrintSupport import QPrinter

    if not isinstance(printer, QPrinter):
        raise TypeError("not a printer")
    _demand_there(printer)
    painter = QPainter()
    drawn: Mapping[int, Pixels] = {}
    # The dialog replaces an envelope by the printer's usual paper, and turns it upright.
    pdf = pages_of(paper)
    sizes = pdf.sizes()
    layout = layout_of(sizes[pages[0]])
    printer.setPageLayout(layout)
    if not painter.begin(printer):
        raise KnownError("printing.refused")
    try:
        for index, page in enumerate(pages):
            if cancellation is not None and cancellation.is_cancelled():
                printer.abort()
                raise Cancelled
            if index:
                if (other := layout_of(sizes[page])) != layout:
                    layout = other
                    printer.setPageLayout(layout)
                printer.newPage()
            if index % _TOGETHER == 0:
                drawn = pdf.draw(
                    pages[index : index + _TOGETHER],
                    scale=_PRINT_SCALE,
                    most_pixels=_MOST_PIXELS,
                )
            dots = printer.resolution() / 72
            size = QSizeF(*sizes[page]) * dots
            painter.drawImage(QRectF(QPointF(0, 0), size), image_of(drawn[page]))
            painted(index + 1)
    finally:
        painter.end()
    # Qt accepts a job for a printer that has disappeared, without an error.
    _demand_there(printer)


def printer_names() -> list[str]:
    """Return the printers that the system has now."""
    from PySide6.QtPrintSupport import QPrinterInfo  # asks the system for its printers

    return list(QPrinterInfo.availablePrinterNames())


def _demand_there(printer: QPrinter) -> None:
    """Refuse a printer that does not exist, or no longer.

    Raises:
        KnownError: `printing.gone`.
    """
    if not printer.outputFileName() and printer.printerName() not in printer_names():
        raise KnownError("printing.gone", printer=printer.printerName() or "—")


def layout_of(points: tuple[float, float]) -> QPageLayout:
    """Return a page layout of the page's own size: A4 portrait or landscape, an envelope."""
    width, height = points
    size = QPageSize(
        QSizeF(min(points), max(points)),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    lies = width > height
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, way, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _chosen_pages(first: int, last: int, count: int) -> list[int]:
    """Return the pages, from 0, of a range from 1; a range of zeros means all."""
    if first <= 0:
        return list(range(count))
    return list(range(first - 1, min(max(last, first), count)))


def _taken(pdf: Pages, pages: Sequence[int]) -> bytes:
    """Return some of the pages, from 0; for all of them the PDF unchanged."""
    return pdf.pdf(() if len(pages) == len(pdf.sizes()) else pages)
