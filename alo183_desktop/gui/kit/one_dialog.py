"""At most one dialog of a page is open: it is read for, shown, kept, and forgotten at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.imports.dialog import ImportDialog
from alo183_desktop.gui.kit.imports.history import ImportHistoryDialog
from alo183_desktop.gui.kit.notices import tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog, QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.adapter import ImportAdapter

FoundT = TypeVar("FoundT")
ImportT = TypeVar("ImportT", bound=ImportDialog)


class OneDialog(QObject):
    """Opens the dialogs of a page, one at a time.

    Signals:
        opened: A dialog is on the screen.
        closed: It is gone.
        imported: A file was imported, or an import was taken back.
    """

    opened = Signal()
    closed = Signal()
    imported = Signal()

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        """Begin with no dialog.

        Args:
            background: Reads what dialogs begin with.
            parent: The page.
        """
        super().__init__(parent)
        self._background = background
        self._page = parent
        self._dialog: QDialog | None = None
        self._waiting = False

    def dialog(self) -> QDialog | None:
        """Return the dialog that is open."""
        if self._dialog is not None and not shiboken6.isValid(self._dialog):
            self._dialog = None
        return self._dialog

    def close_all(self) -> None:
        """Close without a question: the window is being locked."""
        dialog = self.dialog()
        if dialog is not None:
            dialog.done(0)

    def show_dialog(self, dialog: QDialog) -> bool:
        """Show a dialog unless another one is open; return whether it is shown."""
        if self.dialog() is not None:
            return False
        self._show(dialog)
        return True

    def prepare(self, read: Callable[[Work], FoundT], show: Callable[[FoundT], object]) -> None:
        """Read what a dialog begins with, then show it unless another one has come meanwhile."""
        if self.dialog() is not None or self._waiting:
            return
        self._waiting = True

        def go_on(found: FoundT) -> None:
            self._waiting = False
            if self.dialog() is None:
                show(found)

        self._background.run(read, parent=self, success=go_on, failure=self._fail)

    def import_file(
        self,
        adapter: ImportAdapter,
        path: Path | None = None,
        *,
        kind: type[ImportT] = ImportDialog,  # type: ignore[assignment]
    ) -> ImportT | None:
        """Open an import, with a file where one was dropped or chosen already."""
        if self.dialog() is not None:
            return None
        dialog = kind(self._background, adapter=adapter, parent=self._window())
        dialog.applied.connect(self.imported)
        self._show(dialog)
        if path is not None:
            dialog.read_file(path)
        return dialog

    def show_history(self, adapter: ImportAdapter) -> None:
        """Open the list of past imports of a kind."""
        if self.dialog() is not None:
            return
        dialog = ImportHistoryDialog(self._background, adapter=adapter, parent=self._window())
        dialog.undone.connect(self.imported)
        self._show(dialog)

    def _tell(self, words: str) -> None:
        """Say on the page what has just been done."""
        tell(self._page, words)

    def _window(self) -> QWidget:
        return self._page.window()

    def _show(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_finished)
        if isinstance(dialog, FormDialog):
            dialog.joined.connect(self._tell)
        dialog.open()
        self.opened.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._dialog = None
        self.closed.emit()

    def _fail(self, error: Exception) -> None:
        self._waiting = False
        show_failure(self._page, error)
