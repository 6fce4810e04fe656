"""Offers a directorate of invented people, in a folder and a window of its own."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.shared.invented import PASSWORD, folder_beside, known_password
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class DemoDialog(TaskDialog):
    """Fills the demo beside a data folder, unless it is there already.

    Signals:
        filled: Its folder.
    """

    filled = Signal(object)

    def __init__(
        self, background: Background, data_folder: Path, *, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(
            title="Uydurma bir müdürlükle dene",
            explanation="Bir yıllık kaydı olan uydurma bir müdürlük kurulur: kişiler, numaralar ve "
            "vakalar gerçek değildir. Ayrı bir klasörde durur, kendi müdürlüğünüze hiçbir şey "
            "geçmez. Penceresindeki “Denemeyi sil” hepsini siler ve buraya döndürür.",
            width=520,
            parent=parent,
        )
        self._background = background
        self._clock = clock
        self.folder = folder_beside(data_folder)
        self._is_given_up = Event()
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Uydurma müdürlük kuruluyor")
        self._progress.hide()
        self.content.addWidget(self._progress)
        self.add_button("&Vazgeç").clicked.connect(self.reject)
        self.go = self.add_button("&Denemeyi aç", primary=True)
        self.go.clicked.connect(self._on_go)
        self.go.setFocus()

    @Slot()
    def _on_go(self) -> None:
        if known_password(self.folder):
            self._end(self.folder)
            return
        self.go.setEnabled(False)
        self.go.setText("Kuruluyor…")
        self._progress.show()
        folder, clock, is_given_up = self.folder, self._clock, self._is_given_up

        def fill() -> Path:
            from alo183_desktop import demo  # all that there is: only on demand

            demo.fill(
                folder, password=PASSWORD, clock=clock, is_wanted=lambda: not is_given_up.is_set()
            )
            return folder

        self._background.call(fill, parent=self, success=self._end, failure=self._refuse)

    def _end(self, folder: Path) -> None:
        self.accept()
        self.filled.emit(folder)

    def _refuse(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.go.setText("&Denemeyi aç")
        self._progress.hide()
        show_failure(self, error)

    @override
    def done(self, result: int) -> None:
        self._is_given_up.set()
        super().done(result)
