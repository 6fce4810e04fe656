"""Opens the dialogs of the page: the card of an officer, the import of a roster, past imports.

Not here: the dialogs themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.import_dialog import ImportDialog
from alo183_desktop.gui.kit.import_history import ImportHistoryDialog
from alo183_desktop.gui.officers.officer_dialog import OfficerDialog, Opened
from alo183_desktop.gui.officers.reading import read_choices
from alo183_desktop.gui.officers.roster_adapter import RosterAdapter
from alo183_desktop.officers import service
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog, QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class DialogOpener(QObject):
    """One dialog at a time.

    Signals:
        officer_saved: The number of an officer who was added or changed.
        imported: A roster was imported, or an import undone.
        opened: A dialog is on the screen.
    """

    officer_saved = Signal(int)
    imported = Signal()
    opened = Signal()

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._page = parent
        self._dialog: QDialog | None = None
        self._waiting = False

    def dialog(self) -> QDialog | None:
        """Return the dialog that is open."""
        if self._dialog is not None and not shiboken6.isValid(self._dialog):
            self._dialog = None
        return self._dialog

    def add_officer(self) -> None:
        """Open an empty card."""
        self._open_card(lambda work: Opened(read_choices(work)))

    def open_officer(self, officer_id: int) -> None:
        """Open the card of an officer; it is written down."""

        def prepare(work: Work) -> Opened:
            form, version = service.open_form(work, officer_id)
            return Opened(read_choices(work), officer_id, form, version)

        self._open_card(prepare)

    def import_roster(self, path: Path | None = None) -> None:
        """Open the import, with a file where one was dropped."""
        if self.dialog() is not None:
            return
        dialog = ImportDialog(self._background, adapter=self._adapter(), parent=self._page.window())
        dialog.applied.connect(self.imported)
        self._show(dialog)
        if path is not None:
            dialog.read_file(path)

    def show_imports(self) -> None:
        """Open the list of past imports."""
        if self.dialog() is not None:
            return
        dialog = ImportHistoryDialog(
            self._background, adapter=self._adapter(), parent=self._page.window()
        )
        dialog.undone.connect(self.imported)
        self._show(dialog)

    def close_all(self) -> None:
        """Close without a question: the window is being locked."""
        dialog = self.dialog()
        if dialog is not None:
            dialog.done(0)

    def _adapter(self) -> RosterAdapter:
        return RosterAdapter(today=local_day(self._clock()))

    def _open_card(self, prepare: Callable[[Work], Opened]) -> None:
        if self.dialog() is not None or self._waiting:
            return
        self._waiting = True
        self._background.run(
            prepare,
            parent=self,
            success=self._on_prepared,
            failure=self._fail,
        )

    def _on_prepared(self, prepared: Opened) -> None:
        self._waiting = False
        if self.dialog() is not None:
            return
        dialog = OfficerDialog(
            prepared,
            background=self._background,
            today=local_day(self._clock()),
            parent=self._page.window(),
        )
        dialog.saved.connect(self.officer_saved)
        self._show(dialog)

    def _show(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self.opened.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._dialog = None

    def _fail(self, error: Exception) -> None:
        self._waiting = False
        show_failure(self._page, error)
