"""Everything that the filter finds, as a workbook or on paper; not only the pages on the screen.

Not here: what is written down about it (page.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from alo183_desktop.gui.audit.reading import Line, read_all
from alo183_desktop.gui.audit.words import ROLES, grouped
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.folders import documents_folder
from alo183_desktop.gui.kit.printing import print_pdf
from alo183_desktop.shared.clock import format_instant, local
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from alo183_desktop.db.audit import AuditFilter
    from alo183_desktop.gui.kit.background import Background

_TITLE: Final = "Denetim izi"
_HEADINGS: Final = (
    "Sıra no",
    "Zaman",
    "Kim",
    "Kullanıcı adı",
    "Rolü",
    "İşlem",
    "Neyle ilgili",
    "Ayrıntı",
)
_PRINTED: Final = ("Sıra no", "Zaman", "Kim", "İşlem", "Neyle ilgili", "Ayrıntı")


class AuditExport(QObject):
    """The two actions behind the button "Liste".

    Signals:
        exported: How many entries went into a file.
        printed: How many entries went to a printer.
    """

    exported = Signal(int)
    printed = Signal(int)

    def __init__(
        self, background: Background, *, wanted: Callable[[], AuditFilter], page: QWidget
    ) -> None:
        super().__init__(page)
        self._background = background
        self._wanted = wanted
        self._page = page
        self._export = QAction("&Excel dosyasına aktar…", self)
        self._export.setShortcut(QKeySequence("Ctrl+E"))
        self._print = QAction("&Yazdır…", self)
        self._print.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        for action in (self._export, self._print):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._export.triggered.connect(self._on_export)
        self._print.triggered.connect(self._on_print)

    def make_button(self, *, export: bool, printing: bool, parent: QWidget) -> SecondaryButton:
        """Return the button with what the role may do."""
        button = SecondaryButton("&Liste", icon="export", parent=parent)
        menu = QMenu(button)
        for action, allowed in ((self._export, export), (self._print, printing)):
            if allowed:
                menu.addAction(action)
                self._page.addAction(action)
        button.setMenu(menu)
        button.setVisible(not menu.isEmpty())
        return button

    def write_file(self, path: Path) -> None:
        """Write everything that the filter finds to a workbook."""

        def write(lines: tuple[Line, ...]) -> int:
            from alo183_desktop.documents.workbooks import write_table  # XlsxWriter is slow to load

            content = write_table(_TITLE, _HEADINGS, [_cells(line) for line in lines])
            try:
                path.write_bytes(content)
            except OSError as error:
                raise KnownError("export.not_written", file=path.name) from error
            return len(lines)

        self._read(
            lambda lines: self._background.run_pure(
                lambda: write(lines),
                parent=self._page,
                success=self.exported.emit,
                failure=self._fail,
            )
        )

    def _read(self, then: Callable[[tuple[Line, ...]], object]) -> None:
        wanted = self._wanted()
        self._background.run(
            lambda work: read_all(work, wanted),
            parent=self._page,
            success=then,
            failure=self._fail,
        )

    @Slot()
    def _on_export(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self._page,
            "Excel dosyasına aktar",
            str(documents_folder() / f"{_TITLE}.xlsx"),
            "Excel çalışma kitabı (*.xlsx)",
        )
        if path:
            self.write_file(Path(path).with_suffix(".xlsx"))

    @Slot()
    def _on_print(self) -> None:
        self._read(self._print_lines)

    def _print_lines(self, lines: tuple[Line, ...]) -> None:
        self._background.run_pure(
            lambda: list_pdf(lines),
            parent=self._page,
            success=lambda pdf: print_pdf(
                self._page,
                pdf,
                title=_TITLE,
                printed=lambda _pages: self.printed.emit(len(lines)),
            ),
            failure=self._fail,
        )

    def _fail(self, error: Exception) -> None:
        show_failure(self._page, error)


def list_pdf(lines: tuple[Line, ...]) -> bytes:
    """Return the entries as pages to be printed; slow."""
    from alo183_desktop.documents.table_pdf import table_pdf  # reportlab is slow to load

    return table_pdf(
        title=_TITLE,
        subtitle=f"{grouped(len(lines))} kayıt, yenisi üstte",
        headings=_PRINTED,
        rows=[_printed(line) for line in lines],
    )


def _cells(line: Line) -> tuple[str | int | dt.datetime, ...]:
    row = line.row
    return (
        row.sequence,
        local(row.at).replace(tzinfo=None),
        row.actor_name or "Program",
        row.actor_login,
        ROLES.get(row.actor_role, row.actor_role),
        line.action,
        line.item or line.kind,
        line.details_text,
    )


def _printed(line: Line) -> tuple[str, ...]:
    row = line.row
    return (
        str(row.sequence),
        format_instant(row.at),
        row.actor_name or "Program",
        line.action,
        line.item or line.kind,
        line.details_text,
    )
