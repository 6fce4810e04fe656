"""Copy, workbook and print of both lists of the page, and the trace that they leave.

Not here: the files themselves (kit/export.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.export import ListActions
from alo183_desktop.officers import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import SecondaryButton
    from alo183_desktop.gui.kit.tables import TableView


class ListExport(QObject):
    """What one list offers beside its rows.

    Attributes:
        actions: Copy, workbook, print.

    Signals:
        told: What has just been done, in words.
    """

    told = Signal(str)

    def __init__(
        self,
        view: TableView,
        background: Background,
        *,
        title: str,
        what: str,
        note: Callable[[], str],
        place: QWidget,
    ) -> None:
        """Give a list its actions.

        Args:
            view: The list.
            background: Writes files and the audit trail.
            title: Heads the print and names the file.
            what: How the audit trail calls the list, such as `roster`.
            note: What narrows the list just now.
            place: Holds the list alone; the keys of the actions work inside it.
        """
        super().__init__(place)
        self._background = background
        self._what = what
        self._place = place
        self.actions = ListActions(view, background, title=title, note=note, parent=place)
        self.actions.exported.connect(self._on_exported)
        self.actions.printed.connect(self._on_printed)

    def make_button(self, *, export: bool, printing: bool, parent: QWidget) -> SecondaryButton:
        """Return the button with what the role may do."""
        self.actions.set_allowed(export=export, printing=printing)
        return self.actions.make_button(parent=parent)

    def _on_exported(self, count: int) -> None:
        self._record(lambda work: service.record_export(work, count, self._what))
        self.told.emit(f"{count} satır dosyaya aktarıldı.")

    def _on_printed(self, count: int) -> None:
        self._record(lambda work: service.record_print(work, count, self._what))
        self.told.emit(f"{count} satır yazıcıya gönderildi.")

    def _record(self, op: Callable[[Work], None]) -> None:
        self._background.run(op, parent=self, success=lambda _nothing: None, failure=self._fail)

    def _fail(self, error: Exception) -> None:
        show_failure(self._place, error)
