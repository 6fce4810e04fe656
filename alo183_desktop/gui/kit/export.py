"""What every list offers beside its rows: copy, save as a workbook, print.

Not here: the workbook and the printed pages themselves (documents).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.folders import documents_folder
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.gui.kit.printing import print_pdf
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table_view import TableView

_WORKBOOK: Final = "Excel çalışma kitabı (*.xlsx)"


def table_rows(view: TableView) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows as they are shown: same columns, same order, same search."""
    return view.table_texts()


class ListActions(QObject):
    """The actions of one list, as a button with a menu and as keys of the list.

    Signals:
        exported: How many rows went into a file; the page writes it to the audit trail.
        printed: How many rows went to a printer, likewise.
    """

    exported = Signal(int)
    printed = Signal(int)

    def __init__(
        self,
        view: TableView,
        background: Background,
        *,
        title: str,
        note: Callable[[], str] | None = None,
        parent: QWidget,
    ) -> None:
        """Give a list its actions.

        Args:
            view: The list.
            background: Writes files and makes pages off the GUI thread.
            title: Of the list; heads the print and names the file.
            note: What narrows the list just now, printed under the title; None for nothing.
            parent: The page.
        """
        super().__init__(parent)
        self._view = view
        self._background = background
        self._title = title
        self._note = note
        self._page = parent
        self.copy_action = QAction("Seçili satırları &kopyala", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.export_action = QAction("&Excel dosyasına aktar…", self)
        self.export_action.setShortcut(QKeySequence("Ctrl+E"))
        self.print_action = QAction("&Yazdır…", self)
        self.print_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        for action in (self.export_action, self.print_action):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            parent.addAction(action)
        self._connect()

    def make_button(self, *, parent: QWidget) -> SecondaryButton:
        """Return a button that opens the three actions."""
        button = SecondaryButton("&Liste", icon="export", parent=parent)
        menu = QMenu(button)
        for action, name in (
            (self.copy_action, "copy"),
            (self.export_action, "export"),
            (self.print_action, "print"),
        ):
            action.setIcon(icon(name))
            menu.addAction(action)
        button.setMenu(menu)
        button.setProperty("menu", True)
        return button

    def set_allowed(self, *, export: bool, printing: bool) -> None:
        """Hide what the role may not do; the services refuse it as well."""
        self.export_action.setVisible(export)
        self.export_action.setEnabled(export)
        self.print_action.setVisible(printing)
        self.print_action.setEnabled(printing)

    def write_file(self, path: Path) -> None:
        """Write the list as it is shown to a workbook."""
        headings, rows = table_rows(self._view)
        title = self._title

        def write() -> int:
            from alo183_desktop.documents.workbooks import write_table  # XlsxWriter is slow to load

            content = write_table(title, headings, rows)
            try:
                path.write_bytes(content)
            except OSError as error:
                raise KnownError("export.not_written", file=path.name) from error
            return len(rows)

        self._background.run_pure(
            write, parent=self._page, success=self.exported.emit, failure=self._fail
        )

    def _connect(self) -> None:
        self.copy_action.triggered.connect(self._view.copy_rows)
        self.export_action.triggered.connect(self._on_export)
        self.print_action.triggered.connect(self._on_print)

    @Slot()
    def _on_export(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self._page,
            "Excel dosyasına aktar",
            str(documents_folder() / f"{self._title}.xlsx"),
            _WORKBOOK,
        )
        if path:
            self.write_file(Path(path).with_suffix(".xlsx"))

    @Slot()
    def _on_print(self) -> None:
        headings, rows = table_rows(self._view)
        title = self._title
        note = "" if self._note is None else self._note()

        def make() -> bytes:
            from alo183_desktop.documents.table_pdf import table_pdf  # reportlab is slow to load

            return table_pdf(title=title, subtitle=note, headings=headings, rows=rows)

        self._background.run_pure(
            make,
            parent=self._page,
            success=lambda pdf: print_pdf(
                self._page, pdf, title=title, printed=lambda _pages: self.printed.emit(len(rows))
            ),
            failure=self._fail,
        )

    def _fail(self, error: Exception) -> None:
        show_failure(self._page, error)
