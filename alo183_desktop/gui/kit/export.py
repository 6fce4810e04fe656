"""What every list offers beside its rows: copy, save as a workbook, print.

Not here: the workbook and the printed pages themselves (documents).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit.anchors import audit_anchor
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.folders import documents_folder
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.gui.kit.printing import print_pdf
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.written_files import write_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table_view import TableView

_WORKBOOK: Final = "Excel çalışma kitabı (*.xlsx)"


class Records(Protocol):
    """Who writes down that a list leaves; the service of each capability is one."""

    def record_export(self, work: Work, count: int, what: str) -> None:
        """Write down that so many rows of a list leave as a file."""

    def record_print(self, work: Work, count: int, what: str) -> None:
        """Write down that so many rows of a list are printed."""


def ask_workbook(parent: QWidget, title: str) -> Path | None:
    """Ask where a workbook shall go; None when somebody thinks better of it."""
    path, _kind = QFileDialog.getSaveFileName(
        parent, "Excel dosyasına aktar", str(documents_folder() / f"{title}.xlsx"), _WORKBOOK
    )
    return Path(path).with_suffix(".xlsx") if path else None


class Leaving(QObject):
    """Lets a list leave the program: it is written down first, and made and written then.

    Signals:
        exported: How many rows went into a file.
        printed: How many rows went to a printer.
    """

    exported = Signal(int)
    printed = Signal(int)

    def __init__(self, background: Background, *, title: str, page: QWidget) -> None:
        """Make it.

        Args:
            background: Runs the records, makes pages and writes files.
            title: Of the list; heads the print and names the sheet.
            page: The page that waits.
        """
        super().__init__(page)
        self._background = background
        self._title = title
        self._page = page

    def write(self, path: Path, take: Callable[[Work], Table]) -> None:
        """Write a list to a workbook.

        Args:
            path: Of the workbook.
            take: Writes down in one transaction that the list leaves, and returns it.
        """
        self._background.run(
            take,
            parent=self,
            success=lambda table: self.write_table(path, table),
        )

    def write_table(self, path: Path, table: Table) -> None:
        """Write a list to a workbook that needs no record, or has one."""
        title = self._title

        def write() -> int:
            from alo183_desktop.documents.workbooks import write_table  # XlsxWriter is slow to load

            write_file(path, write_table(title, table.headings, table.rows))
            return len(table.rows)

        self._background.run_pure(write, parent=self, success=self.exported.emit)

    def print_table(
        self, table: Table, *, note: str, record: Callable[[Work], object] | None
    ) -> None:
        """Print a list through the system's dialog, with the end of the audit chain at its foot.

        Args:
            table: Texts, as they are printed.
            note: Stands under the title.
            record: Writes down that it is printed, before the printer gets it.
        """
        self._background.run(
            audit_anchor,
            parent=self,
            success=lambda anchor: self._print(table, note=note, anchor=anchor, record=record),
        )

    def _print(
        self, table: Table, *, note: str, anchor: str, record: Callable[[Work], object] | None
    ) -> None:
        title = self._title

        def pages() -> bytes:
            from alo183_desktop.documents.table_pdf import table_pdf  # reportlab is slow to load

            rows = [[str(cell) for cell in row] for row in table.rows]
            return table_pdf(
                title=title, subtitle=note, headings=table.headings, rows=rows, note=anchor
            )

        self._background.run_pure(
            pages,
            parent=self,
            success=lambda pdf: print_pdf(
                self._page,
                pdf,
                title=title,
                background=self._background,
                record=record,
                printed=lambda _pages: self.printed.emit(len(table.rows)),
            ),
        )


class ListActions(QObject):
    """The actions of one list, as a button with a menu and as keys of the list.

    Signals:
        exported: How many rows went into a file.
        printed: How many rows went to a printer.
        told: What has just been done, in words.
    """

    exported = Signal(int)
    printed = Signal(int)
    told = Signal(str)

    def __init__(
        self,
        view: TableView,
        background: Background,
        *,
        title: str,
        note: Callable[[], str] | None = None,
        exporting: Callable[[Table], Callable[[Work], Table]],
        printing: Callable[[Work, int], object],
        parent: QWidget,
    ) -> None:
        """Give a list its actions.

        Args:
            view: The list.
            background: Writes files and makes pages off the GUI thread.
            title: Of the list; heads the print and names the file.
            note: What narrows the list just now, printed under the title; None for nothing.
            exporting: Gets the list as it is shown, and returns what writes down that it leaves as
                a file, and gives that list or a fuller one.
            printing: Writes down that so many rows are printed, likewise.
            parent: Holds the list alone, or is its page: the keys of the actions work inside it.
        """
        super().__init__(parent)
        self._view = view
        self._note = note
        self._title = title
        self._exporting = exporting
        self._printing = printing
        self._page = parent
        self._leaving = Leaving(background, title=title, page=parent)
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
        """Write the list as it is shown, or what stands behind it, to a workbook."""
        self._leaving.write(path, self._exporting(self._shown()))

    def _shown(self) -> Table:
        """Return headings and rows as they are shown: same columns, same order, same search."""
        return Table(*self._view.table_texts())

    def _connect(self) -> None:
        self.copy_action.triggered.connect(self._view.copy_rows)
        self.export_action.triggered.connect(self._on_export)
        self.print_action.triggered.connect(self._on_print)
        self._leaving.exported.connect(self._on_exported)
        self._leaving.printed.connect(self._on_printed)

    @Slot()
    def _on_export(self) -> None:
        path = ask_workbook(self._page, self._title)
        if path is not None:
            self.write_file(path)

    @Slot()
    def _on_print(self) -> None:
        table, printing = self._shown(), self._printing
        self._leaving.print_table(
            table,
            note="" if self._note is None else self._note(),
            record=lambda work: printing(work, len(table.rows)),
        )

    @Slot(int)
    def _on_exported(self, count: int) -> None:
        self.exported.emit(count)
        self.told.emit(f"{number_text(count)} satır dosyaya aktarıldı.")

    @Slot(int)
    def _on_printed(self, count: int) -> None:
        self.printed.emit(count)
        self.told.emit(f"{number_text(count)} satır yazıcıya gönderildi.")


def list_actions(
    view: TableView,
    background: Background,
    *,
    title: str,
    note: Callable[[], str],
    records: Records,
    what: str,
    whole: Callable[[], Callable[[Work], Table]] | None = None,
    parent: QWidget,
) -> ListActions:
    """Return the actions of a list of which is written down how many rows leave.

    Args:
        view: As `ListActions`; so with the other arguments that are not named here.
        background: As above.
        title: As above.
        note: As above.
        records: Writes it down.
        what: How the audit trail calls the list, such as `lines`.
        whole: Where the list holds only the rows that are loaded: returns what reads all of them,
            as they are asked for now. None: it holds all.
        parent: As above.
    """

    def exporting(shown: Table) -> Callable[[Work], Table]:
        read = None if whole is None else whole()

        def take(work: Work) -> Table:
            table = shown if read is None else read(work)
            records.record_export(work, len(table.rows), what)
            return table

        return take

    return ListActions(
        view,
        background,
        title=title,
        note=note,
        exporting=exporting,
        printing=lambda work, count: records.record_print(work, count, what),
        parent=parent,
    )
