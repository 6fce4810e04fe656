"""The whole roster into a workbook, with what the list masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.export import Leaving
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.gui.kit.states import State
from alo183_desktop.officers import roster_export
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class WholeExport(QObject):
    """One action: ask, read, write.

    Attributes:
        action: For the menu of the list.

    Signals:
        exported: How many people went into the file; the page has told it already.
    """

    exported = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._leaving = Leaving(background, title="Kadro, bütün bilgiler", clock=clock, page=parent)
        self.action = QAction("&Bütün bilgilerle Excel dosyasına aktar…", self)
        self.action.setIcon(icon("export"))
        self.action.triggered.connect(self._on_triggered)
        self._leaving.exported.connect(self.exported)

    def write_file(self, path: Path) -> None:
        """Read the roster as it stands now and write it to a workbook."""

        def take(work: Work) -> Table:
            rows = roster_export.read_roster_table(work, as_of=local_day(work.now))
            return Table(roster_export.HEADINGS, rows)

        self._leaving.write(path, take)

    @Slot()
    def _on_triggered(self) -> None:
        answer = dialogs.ask(
            self._page,
            title="T.C. kimlik numaraları açık yazılacak",
            text="Dosya şifresiz olur: T.C. kimlik numaraları ve kişisel cep telefonları açıkça "
            "okunur. Kimin aktardığı denetim izine yazılır.",
            verbs=("Vazgeç", "Aktar"),
            state=State.NEAR,
        )
        path = self._leaving.ask() if answer == 1 else None
        if path is not None:
            self.write_file(path)
