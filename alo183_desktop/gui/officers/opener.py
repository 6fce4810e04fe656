"""Opens the dialogs of the page: the card of an officer, the import of a roster, past imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.gui.kit.one_dialog import OneDialog
from alo183_desktop.gui.officers.officer_dialog import OfficerDialog, Opened
from alo183_desktop.gui.officers.reading import read_choices
from alo183_desktop.officers import service
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.officers.roster_adapter import RosterAdapter
    from alo183_desktop.shared.clock import Clock


class DialogOpener(OneDialog):
    """One dialog at a time.

    Signals:
        officer_saved: The number of an officer who was added or changed.
    """

    officer_saved = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(background, parent=parent)
        self._clock = clock

    def add_officer(self) -> None:
        """Open an empty card."""
        self.prepare(lambda work: Opened(read_choices(work)), self._show_card)

    def open_officer(self, officer_id: int) -> None:
        """Open the card of an officer; it is written down."""

        def read(work: Work) -> Opened:
            form, version = service.open_form(work, officer_id)
            return Opened(read_choices(work), officer_id, form, version)

        self.prepare(read, self._show_card)

    def import_roster(self, path: Path | None = None) -> None:
        """Open the import, with a file where one was dropped."""
        self.import_file(self._adapter(), path)

    def show_imports(self) -> None:
        """Open the list of past imports."""
        self.show_history(self._adapter())

    def _adapter(self) -> RosterAdapter:
        # With the first import: reading foreign tables is 20 ms to load, and 1 MiB.
        from alo183_desktop.gui.officers.roster_adapter import RosterAdapter

        return RosterAdapter(today=local_day(self._clock()))

    def _show_card(self, prepared: Opened) -> None:
        dialog = OfficerDialog(
            prepared,
            background=self._background,
            today=local_day(self._clock()),
            parent=self._window(),
        )
        dialog.saved.connect(self.officer_saved)
        dialog.told.connect(self._tell)
        self._show(dialog)
