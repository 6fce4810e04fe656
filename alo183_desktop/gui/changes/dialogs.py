"""Opens the change dialog: for a new change, a draft, or a correction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeEntry, NewcomerKind
from alo183_desktop.changes.open_cases import leaver_ids
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class DialogOpener(OneDialog):
    """Opens the change dialog, and raises it when it is open already.

    Signals:
        letter_finished: The number of the letter.
        draft_kept: The dialog closed and left a draft.
    """

    letter_finished = Signal(int)
    draft_kept = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, parent=parent)
        self._actor = actor
        self._clock = clock

    @override
    def dialog(self) -> ChangeDialog | None:
        dialog = super().dialog()
        return dialog if isinstance(dialog, ChangeDialog) else None

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
            # With the open cases of who leaves: what they lack decides where the draft goes on.
            context = service.context(
                work, corrects=form.corrects_letter_id, leavers=leaver_ids(form)
            )
            return context, form, version

        self.prepare(
            prepare,
            lambda made: self._show_change(
                made[0], made[1], draft_id=draft_id, draft_version=made[2]
            ),
        )

    def prepare_lock(self) -> None:
        """Keep what is typed and close the dialog without a question."""
        dialog = self.dialog()
        if dialog is not None:
            dialog.prepare_lock()
            self.close_all()

    def _open(self, prepare: Callable[[Work], tuple[ChangeContext, ChangeForm]]) -> None:
        if not self._raise():
            self.prepare(prepare, lambda made: self._show_change(*made))

    def _raise(self) -> bool:
        dialog = self.dialog()
        if dialog is None:
            return False
        dialog.raise_()
        dialog.activateWindow()
        return True

    def _show_change(
        self,
        context: ChangeContext,
        form: ChangeForm,
        *,
        draft_id: int | None = None,
        draft_version: int | None = None,
    ) -> None:
        dialog = ChangeDialog(
            self._background,
            context,
            form,
            actor=self._actor,
            clock=self._clock,
            draft_id=draft_id,
            draft_version=draft_version,
            parent=self._page,
        )
        dialog.letter_finished.connect(self.letter_finished)
        dialog.draft_kept.connect(self.draft_kept)
        self._show(dialog)


def first_entry(officer_id: int, context: ChangeContext) -> ChangeEntry:
    """Return the entry that a change begins with."""
    officer = context.officers.get(officer_id)
    if officer is None:
        return ChangeEntry()
    if officer.held:
        return ChangeEntry(leaver_id=officer_id, subject_ids=tuple(sorted(officer.held)))
    return ChangeEntry(newcomer_kind=NewcomerKind.ROSTER, newcomer_id=officer_id)
