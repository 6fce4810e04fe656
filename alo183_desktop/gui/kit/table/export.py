"""Actions of every list: copy, save as a workbook, print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import workbook_table
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.notices import report_saved
from alo183_desktop.gui.kit.paper.papers import audit_anchor
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.table.models import TableModel
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alo183_desktop.access.lists import ExportTrail
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.shared.clock import Clock

_WORKBOOK: Final = "Excel çalışma kitabı (*.xlsx)"


class Export(QObject):
    """Exports or prints a list after recording it.

    Signals:
        exported: The number of rows in the file; the page has reported it already.
    """

    exported = Signal(int)

    def __init__(self, background: Background, *, title: str, clock: Clock, page: QWidget) -> None:
        """Make it.

        Args:
            background: Records, makes pages and writes files.
            title: Of the list; heads the print, names the sheet and the file.
            clock: Gives the date in file names.
            page: The page, or a widget on it.
        """
        super().__init__(page)
        self._background = background
        self._title = title
        self._clock = clock
        self._page = page

    def ask(self) -> Path | None:
        """Ask where to save the workbook; None when the user cancels."""
        return ask_target(self._page, "Excel dosyasına aktar", self._file_name(".xlsx"), _WORKBOOK)

    def write(self, path: Path, take: Callable[[Work], Table]) -> None:
        """Write a list to a workbook.

        Args:
            path: Of the workbook.
            take: Records the export and returns the list, in one transaction.
        """
        self._background.run(
            take,
            parent=self,
            success=lambda table: self.write_table(path, table),
        )

    def write_table(self, path: Path, table: Table) -> None:
        """Write a list that needs no record, or has one, to a workbook."""
        title = self._title

        def write() -> int:
            from alo183_desktop.documents.workbooks import write_table  # XlsxWriter is slow to load

            write_file(path, write_table(title, table.headings, table.rows))
            return len(table.rows)

        def report(count: int) -> None:
            report_saved(self._page, path, f"{number_text(count)} satır kaydedildi")
            self.exported.emit(count)

        self._background.run_pure(write, parent=self, success=report)

    def print_table(
        self, table: Table, *, note: str, record: Callable[[Work], object] | None
    ) -> None:
        """Print a list through the system's dialog, with the head of the audit chain in its footer.

        Args:
            table: Texts, as they are printed.
            note: Shown under the title.
            record: Records the printing before the printer gets it.
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
            from alo183_desktop.documents.papers.lists import table_pdf  # reportlab is slow to load

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
                name=self._file_name(".pdf"),
                background=self._background,
                record=record,
            ),
        )

    def _file_name(self, ending: str) -> str:
        return file_name(self._title, local_day(self._clock()), ending=ending)


class ListActions(QObject):
    """The actions of one list, as a button with a menu and as keyboard shortcuts.

    Signals:
        exported: The number of rows in the file; the page has reported it already.
    """

    exported = Signal(int)

    def __init__(  # noqa: PLR0913 - what differs between the lists
        self,
        view: TableView,
        background: Background,
        *,
        title: str,
        clock: Clock,
        note: Callable[[], str] = str,
        trail: ExportTrail,
        what: str,
        whole: Callable[[], Callable[[Work], Table]] | None = None,
        exporting: Callable[[], Callable[[Work], Table]] | None = None,
        printed: Callable[[], Callable[[Work], Table]] | None = None,
        parent: QWidget,
    ) -> None:
        """Give a list its actions.

        Args:
            view: The list.
            background: Writes files and makes pages off the GUI thread.
            title: Of the list; heads the print and names the file.
            clock: Gives the date in file names.
            note: The current filter, printed under the title.
            trail: Records exports and prints with their row count.
            what: The name of the list in the audit trail, such as `lines`.
            whole: For a list that holds only loaded rows: returns the operation that reads all of
                them for the current filter. None: it holds all.
            exporting: For an export that is read and recorded in a way of its own: returns the
                operation that does so.
            printed: Returns the operation that reads the texts of a print for the filter; None: the
                print contains what the list shows.
            parent: Contains only the list, or is its page: the shortcuts work inside it.
        """
        super().__init__(parent)
        self._view = view
        self._note = note
        self._trail = trail
        self._what = what
        self._whole = whole
        self._exporting = exporting or self._read_and_record
        self._printed = printed
        self._background = background
        self._page = parent
        self._export = Export(background, title=title, clock=clock, page=parent)
        self.copy_action = QAction("Seçili satırları &kopyala", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.export_action = QAction("&Excel dosyasına aktar…", self)
        self.export_action.setShortcut(QKeySequence("Ctrl+E"))
        self.print_action = QAction("&Yazdır…", self)
        self.print_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        for action in self.acts_by_key():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            parent.addAction(action)
        self._connect()

    def acts_by_key(self) -> tuple[QAction, ...]:
        """Return the actions with shortcuts, for a page with several lists."""
        return self.export_action, self.print_action

    def make_button(self, *, parent: QWidget) -> SecondaryButton:
        """Return a button that opens the three actions, and below them the columns."""
        button = SecondaryButton("&Liste", icon="export", parent=parent)
        menu = QMenu(button)
        for action, name in (
            (self.copy_action, "copy"),
            (self.export_action, "export"),
            (self.print_action, "print"),
        ):
            action.setIcon(icon(name))
            menu.addAction(action)
        menu.addSeparator()
        columns = menu.addMenu("&Sütunlar")
        columns.aboutToShow.connect(lambda: self._view.fill_column_menu(columns))
        button.setMenu(menu)
        return button

    def allow(self, actor: Actor) -> None:
        """Hide what the user may not do; the services refuse it as well."""
        for action, right in (
            (self.export_action, Right.EXPORT),
            (self.print_action, Right.PRINT),
        ):
            action.setVisible(may(actor.role, right))
            action.setEnabled(may(actor.role, right))

    def write_file(self, path: Path) -> None:
        """Write the current rows to a workbook, with all columns."""
        self._export.write(path, self._exporting())

    def _connect(self) -> None:
        self.copy_action.triggered.connect(self._view.copy_rows)
        self.export_action.triggered.connect(self._on_export)
        self.print_action.triggered.connect(self._on_print)
        self._export.exported.connect(self.exported)

    @Slot()
    def _on_export(self) -> None:
        path = self._export.ask()
        if path is not None:
            self.write_file(path)

    @Slot()
    def _on_print(self) -> None:
        if self._printed is None:
            self._print(Table(*self._view.table_texts()))
        else:
            self._background.run(self._printed(), parent=self, success=self._print)

    def _print(self, table: Table) -> None:
        trail, what = self._trail, self._what
        self._export.print_table(
            table,
            note=self._note(),
            record=lambda work: trail.record_print(work, len(table.rows), what),
        )

    def _read_and_record(self) -> Callable[[Work], Table]:
        read = self._whole() if self._whole is not None else _rows_of(self._view)
        trail, what = self._trail, self._what

        def take(work: Work) -> Table:
            table = read(work)
            trail.record_export(work, len(table.rows), what)
            return table

        return take


def _rows_of(view: TableView) -> Callable[[Work], Table]:
    """Return an operation that gives the rows of a list, in the order of the screen."""
    model = view.model()
    if not isinstance(model, TableModel):
        raise TypeError(f"{view.accessibleName()}: no list of ours")
    table = workbook_table(model.columns, model.rows())
    return lambda _work: table
