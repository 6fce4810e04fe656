"""Finishes the letter of the dialog: renders it first, then stores it in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from alo183_desktop.changes import service
from alo183_desktop.gui.kit.kinds import Kind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.changes.service import Finished
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.changes.draft_keeper import DraftKeeper
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.forms import Rendered

_FINISHED: Final = frozenset(
    {Kind.LETTER, Kind.DRAFT, Kind.OFFICER, Kind.ASSIGNMENT, Kind.PHONES, Kind.CASES}
)


class Finisher(QObject):
    """Turns a form into a frozen letter.

    Signals:
        finished: What it has made (`service.Finished`).
        refused: Why there is none; the draft is kept as it was.
        outdated: What the letter is looked up in has changed meanwhile; comes before `refused`.
    """

    finished = Signal(service.Finished)
    refused = Signal(Exception)
    outdated = Signal()

    def __init__(self, background: Background, keeper: DraftKeeper, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._keeper = keeper
        self._is_running = False

    def is_running(self) -> bool:
        """Return whether a letter is on its way."""
        return self._is_running

    def finish(self, form: ChangeForm, context: ChangeContext) -> None:
        """Render the letter as it is shown, and store it if it still is what it would be."""
        self._is_running = True
        # A lock while the letter is being rendered must not take what was typed last.
        self._keeper.flush()
        self._keeper.end()
        self._background.run_pure(
            lambda: service.render_letter(form, context),
            parent=self,
            success=lambda rendered: self._store(form, rendered),
            failure=self._on_refused,
        )

    def _store(self, form: ChangeForm, rendered: Rendered) -> None:
        def store(work: Work, draft_id: int | None) -> Finished:
            return service.finish(work, form, rendered, draft_id=draft_id)

        self._background.run(
            self._keeper.finishing(store),
            parent=self,
            success=self._on_finished,
            failure=self._on_refused,
            changes=_FINISHED,
        )

    def _on_finished(self, made: Finished) -> None:
        self._is_running = False
        self.finished.emit(made)

    def _on_refused(self, error: Exception) -> None:
        self._is_running = False
        self._keeper.resume()
        if service.is_outdated(error):
            self.outdated.emit()
        self.refused.emit(error)
