"""What is shown where nothing was set up yet: the set-up, or a way back to data from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from alo183_desktop.gui.setup.wizard import SetupWizard

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.bootstrap import Program
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.shell.main_window import MainWindow


class FirstStart(QObject):
    """The set-up, and what somebody does in place of it.

    Signals:
        opened: The open data (`bootstrap.Desk`), set up here or brought here with its sheet.
        restored: A backup is in the data folder; nobody has opened it yet.
    """

    opened = Signal(object)
    restored = Signal()

    def __init__(self, background: Background, program: Program, *, window: MainWindow) -> None:
        super().__init__(window)
        self._background = background
        self._program = program
        self._window = window
        self._wizard = SetupWizard(program, parent=window)
        self._wizard.finished.connect(self.opened)
        self._wizard.restore_wanted.connect(self._open_restoring)
        self._wizard.opening_wanted.connect(self._ask_data_file)
        window.closing.connect(self._wizard.shut_down)

    def show(self) -> None:
        """Show the set-up in the window."""
        self._window.show_center(self._wizard)

    @Slot()
    def _open_restoring(self) -> None:
        from alo183_desktop.gui.unlock.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._background, self._program, login="", parent=self._window)
        dialog.restored.connect(self._wizard.shut_down)
        dialog.restored.connect(self.restored)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _ask_data_file(self) -> None:
        from alo183_desktop.gui.kit.chosen_files import ask_source

        file = ask_source(self._window, "Veri dosyası", "Veri dosyası (*.db)")
        if file is not None:
            self.open_data_file(file)

    def open_data_file(self, file: Path) -> None:
        """Ask for the recovery sheet of a data file that was saved alone, and bring it here."""
        from alo183_desktop.gui.unlock.recovery_dialog import DataFile, RecoveryDialog

        data = DataFile(file, self._program)
        dialog = RecoveryDialog(self._background, data, login="", parent=self._window)
        dialog.recovered.connect(self._wizard.shut_down)
        dialog.recovered.connect(self.opened)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
