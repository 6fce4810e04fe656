"""The whole roster into a workbook, with what the list masks.

Not here: the list as it is shown (exports.py), and who may have it (officers/roster_export.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.icons import icon
from alo183_desktop.gui.kit.states import State
from alo183_desktop.officers import roster_export
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.officers.roster_export import TextRow

_TITLE: Final = "Kadro"
_WORKBOOK: Final = "Excel çalışma kitabı (*.xlsx)"


class WholeExport(QObject):
    """One action: ask, read, write.

    Attributes:
        action: For the menu of the list.

    Signals:
        told: What has just been done, in words.
    """

    told = Signal(str)

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._page = parent
        self.action = QAction("&Bütün bilgilerle Excel dosyasına aktar…", self)
        self.action.setIcon(icon("export"))
        self.action.triggered.connect(self._on_triggered)

    def write_file(self, path: Path) -> None:
        """Read the roster as it stands now and write it to a workbook."""

        def read(work: Work) -> tuple[TextRow, ...]:
            return roster_export.read_roster_table(work, as_of=local_day(work.now))

        self._background.run(
            read, parent=self, success=lambda rows: self._write(path, rows), failure=self._fail
        )

    def _write(self, path: Path, rows: tuple[TextRow, ...]) -> None:
        def write() -> int:
            from alo183_desktop.documents.workbooks import write_table  # slow to load

            content = write_table(_TITLE, roster_export.HEADINGS, rows)
            try:
                path.write_bytes(content)
            except OSError as error:
                raise KnownError("export.not_written", file=path.name) from error
            return len(rows)

        self._background.run_pure(write, parent=self, success=self._tell, failure=self._fail)

    def _tell(self, count: int) -> None:
        self.told.emit(f"{count} kişi bütün bilgileriyle dosyaya aktarıldı.")

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
        if answer != 1:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _kind = QFileDialog.getSaveFileName(
            self._page, "Excel dosyasına aktar", str(Path(folder) / f"{_TITLE}.xlsx"), _WORKBOOK
        )
        if name:
            self.write_file(Path(name).with_suffix(".xlsx"))

    def _fail(self, error: Exception) -> None:
        show_failure(self._page, error)
