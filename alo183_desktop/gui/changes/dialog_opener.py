"""Opens the change dialog: for a new change, a draft, or a correction.

Not here: the dialog itself (change_dialog.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeEntry, NewcomerKind
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.kit.errors import show_failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class DialogOpener(QObject):
    """One change dialog at a time.

    Signals:
        letter_finished: The number of the letter.
        draft_kept: The dialog closed and left a draft.
        closed: The dialog is gone, whatever became of its letter.
    """

    letter_finished = Signal(int)
    draft_kept = Signal()
    closed = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._actor = actor
        self._clock = clock
        self._window = parent
        self._dialog: ChangeDialog | None = None

    def dialog(self) -> ChangeDialog | None:
        """Return the dialog that is open."""
        if self._dialog is not None and not shiboken6.isValid(self._dialog):
            self._dialog = None
        return self._dialog

    def open_new(self, officer_id: int = 0) -> None:
        """Begin a change.

        Args:
            officer_id: Who leaves, or who comes when they answer for no subject; 0 for nobody yet.
        """

        def prepare(work: Work) -> tuple[ChangeContext, ChangeForm]:
            context = service.context(work)
            form = service.new_form(context)
            return context, replace(form, entries=(first_entry(officer_id, context),))

        self._open(prepare)

    def open_correction(self, letter_id: int) -> None:
        """Begin a letter that corrects another one."""

        def prepare(work: Work) -> tuple[ChangeContext, ChangeForm]:
            form, context = service.correction_form(work, letter_id)
            return context, form

        self._open(prepare)

    def open_draft(self, draft_id: int) -> None:
        """Go on with a draft."""
        if self._raise():
            return

        def prepare(work: Work) -> tuple[ChangeContext, ChangeForm, int]:
            form, version = service.load_draft(work, draft_id)
            return service.context(work, corrects=form.corrects_letter_id), form, version

        self._background.run(
            prepare,
            parent=self._window,
            success=lambda made: self._show(
                made[0], made[1], draft_id=draft_id, draft_version=made[2]
            ),
            failure=self._fail,
        )

    def prepare_lock(self) -> None:
        """Keep what is typed and close the dialog without a question."""
        dialog = self.dialog()
        if dialog is not None:
            dialog.prepare_lock()
            dialog.done(ChangeDialog.DialogCode.Rejected)

    def _open(self, prepare: Callable[[Work], tuple[ChangeContext, ChangeForm]]) -> None:
        if self._raise():
            return
        self._background.run(
            prepare,
            parent=self._window,
            success=lambda made: self._show(*made),
            failure=self._fail,
        )

    def _raise(self) -> bool:
        dialog = self.dialog()
        if dialog is None:
            return False
        dialog.raise_()
        dialog.activateWindow()
        return True

    def _show(
        self,
        context: ChangeContext,
        form: ChangeForm,
        *,
        draft_id: int | None = None,
        draft_version: int | None = None,
    ) -> None:
        if self._raise():
            return
        dialog = ChangeDialog(
            self._background,
            context,
            form,
            actor=self._actor,
            clock=self._clock,
            draft_id=draft_id,
            draft_version=draft_version,
            parent=self._window,
        )
        dialog.letter_finished.connect(self.letter_finished)
        dialog.draft_kept.connect(self.draft_kept)
        dialog.finished.connect(self._on_finished)
        self._dialog = dialog
        dialog.open()

    def _on_finished(self) -> None:
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.deleteLater()
        self._dialog = None
        self.closed.emit()

    def _fail(self, error: Exception) -> None:
        show_failure(self._window, error)


def first_entry(officer_id: int, context: ChangeContext) -> ChangeEntry:
    """Return the entry that a change begins with."""
    officer = context.officers.get(officer_id)
    if officer is None:
        return ChangeEntry()
    if officer.held:
        return ChangeEntry(leaver_id=officer_id, subject_ids=tuple(sorted(officer.held)))
    return ChangeEntry(newcomer_kind=NewcomerKind.ROSTER, newcomer_id=officer_id)
