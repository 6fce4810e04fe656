"""Everything that the filter finds, as a workbook or on paper; not only the pages on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.access import trail
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.audit.reading import Line, read_all
from alo183_desktop.gui.audit.words import ROLES
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from alo183_desktop.db.audit_queries import AuditFilter
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

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
    """

    exported = Signal(int)

    def __init__(
        self,
        background: Background,
        *,
        clock: Clock,
        wanted: Callable[[], AuditFilter],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._background = background
        self._wanted = wanted
        self._page = page
        self._leaving = Export(background, title=_TITLE, clock=clock, page=page)
        self._leaving.exported.connect(self.exported)
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
        wanted = self._wanted()

        def take(work: Work) -> Table:
            lines = read_all(work, wanted)
            trail.record_export(work, len(lines))
            return Table(_HEADINGS, [_cells(line) for line in lines])

        self._leaving.write(path, take)

    @Slot()
    def _on_export(self) -> None:
        path = self._leaving.ask()
        if path is not None:
            self.write_file(path)

    @Slot()
    def _on_print(self) -> None:
        wanted = self._wanted()
        self._background.run(
            lambda work: read_all(work, wanted),
            parent=self,
            success=self._print_lines,
        )

    def _print_lines(self, lines: tuple[Line, ...]) -> None:
        self._leaving.print_table(
            printed_table(lines),
            note=f"{number_text(len(lines))} kayıt, yenisi üstte",
            record=lambda work: trail.record_print(work, len(lines)),
        )


def printed_table(lines: tuple[Line, ...]) -> Table:
    """Return the entries as they are printed."""
    return Table(_PRINTED, [_printed(line) for line in lines])


def _cells(line: Line) -> tuple[str | int | dt.datetime, ...]:
    row = line.row
    return (
        row.sequence,
        row.at,
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
