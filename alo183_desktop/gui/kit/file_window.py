"""A paper on the whole screen: a letter, a form, a scan, a report, a receipt.

Nothing is written to a file that another program could leave behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background


class FileWindow(TaskDialog):
    """Pages, "Yazdır", "Kaydet" and "Kapat".

    Signals:
        print_requested: The pages shall be printed.
        save_requested: The file shall be saved as it is.
    """

    print_requested = Signal()
    save_requested = Signal()

    def __init__(
        self,
        title: str,
        data: bytes,
        *,
        window_title: str,
        background: Background,
        may_print: bool,
        may_save: bool,
        parent: QWidget,
    ) -> None:
        """Show a PDF or a picture.

        Args:
            title: What it is.
            data: The file, as it was frozen.
            window_title: What kind of paper it is; the system shows it elsewhere, too, so it names
                nobody.
            background: Turns a picture into pages.
            may_print: Whether the role may print.
            may_save: Whether the role may export.
            parent: The window that waits.
        """
        super().__init__(title=title, parent=parent)
        self.setWindowTitle(window_title)
        self._preview = PdfPreview(background, parent=self)
        self._preview.set_zoom("Genişliğe sığdır")
        self.content.addWidget(self._preview, 1)
        keep = self.add_button("Ka&ydet…")
        paper = self.add_button("Ya&zdır…", icon="print")
        leave = self.add_button("&Kapat", primary=True)
        keep.setVisible(may_save)
        paper.setVisible(may_print)
        keep.clicked.connect(self.save_requested)
        paper.clicked.connect(self.print_requested)
        leave.clicked.connect(self.accept)
        room = parent.window().size()
        self.resize(min(room.width() - theme.px(80), theme.px(960)), room.height() - theme.px(48))

        def pages() -> bytes:
            from alo183_desktop.documents.papers import as_pdf  # Pillow is slow to load

            return as_pdf(data)

        background.run_pure(
            pages,
            parent=self,
            success=self._preview.set_pdf,
        )

    def is_shown(self) -> bool:
        """Return whether pages have been drawn."""
        return not self._preview.is_empty()
