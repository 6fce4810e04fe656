"""Keeps unsaved typing in the database, so that a crash or a lock loses nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.gui.kit.form.drafts import TypingKeeper
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.plain import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background

_DRAFT: Final = frozenset({Topic.DRAFT})


class _Slot:
    """The draft that is written to.

    Accessed only by operations on the database thread, one after another: a save queued
    after another one writes to the draft that this one made.
    """

    def __init__(self, draft_id: int | None, version: int | None) -> None:
        self.draft_id = draft_id
        self.version = version


class DraftKeeper(TypingKeeper):
    """Saves while something is typed, each second, or at once on request.

    Signals:
        saved: The latest typing is in the database.
        kept: The same, after `keep_now`.
        lost: It could not be saved, which is tried again; the exception.
    """

    saved = Signal()
    kept = Signal()
    lost = Signal(Exception)

    def __init__(
        self,
        background: Background,
        *,
        draft_id: int | None,
        version: int | None,
        parent: QObject,
    ) -> None:
        """Make a keeper.

        Args:
            draft_id: The draft being resumed; None until something is typed.
            version: Its version.
        """
        super().__init__(parent)
        self._background = background
        self._slot = _Slot(draft_id, version)
        self._pending: ChangeForm | None = None
        self._trying: ChangeForm | None = None
        self._exists = draft_id is not None
        self._ended = self._is_hindered = False

    def note(self, form: ChangeForm) -> None:
        """Save `form` within a second."""
        if not self._ended:
            self._pending = form
            self._keep_soon()

    def has_draft(self) -> bool:
        """Return whether a draft is stored, or is being stored."""
        return self._exists

    def draft_id(self) -> Callable[[], int | None]:
        """Return a function for the id of the draft, known once it is saved; None: no draft.

        It is valid after locking, and in operations that are queued behind the saving.
        """
        slot = self._slot
        return lambda: slot.draft_id

    def keep_now(self, form: ChangeForm) -> None:
        """Save `form` at once, and emit `kept` once that is done."""
        self.note(form)
        self._flush(self.kept.emit)

    @Slot()
    @override
    def flush(self) -> None:
        self._flush(lambda: None)

    def _flush(self, then: Callable[[], None]) -> None:
        self._timer.stop()
        form, self._pending = self._pending, None
        if form is None or self._ended:
            return
        self._exists = True
        slot, self._trying = self._slot, form

        def save(work: Work) -> None:
            slot.draft_id, slot.version = _save(work, form, slot.draft_id, slot.version)

        self._background.run(
            save,
            parent=self,
            success=lambda _nothing: self._on_saved(then),
            failure=lambda error: self._on_not_saved(form, error),
            changes=_DRAFT,
        )

    @override
    def unkept(self) -> str:
        form = self._pending or self._trying
        if form is None or self._ended or not self._is_hindered:
            return ""
        return json.dumps([self._slot.draft_id, self._slot.version, to_plain(form)])

    @staticmethod
    @override
    def keep_again(work: Work, unkept: str) -> None:
        draft_id, version, form = json.loads(unkept)
        _save(work, from_plain(ChangeForm, form), draft_id, version)

    def _on_saved(self, then: Callable[[], None]) -> None:
        self._is_hindered, self._trying = False, None
        self.saved.emit()
        then()

    def _on_not_saved(self, form: ChangeForm, error: Exception) -> None:
        self._is_hindered = True
        if not self._ended and self._pending is None:  # nothing was typed since
            self._pending = form
            self._keep_later()
        self._on_lost(error)

    def end(self) -> None:
        """Stop saving."""
        self._ended = True
        self._pending = None
        self._timer.stop()

    def resume(self) -> None:
        """Resume saving: the letter could not be finished."""
        self._ended = False

    def discard(self) -> None:
        """Delete the draft, if there is one."""
        self.end()
        if not self._exists:
            return
        slot = self._slot

        def remove(work: Work) -> None:
            if slot.draft_id is not None:
                service.discard_draft(work, slot.draft_id)

        self._background.run(remove, parent=self, failure=self._on_lost, changes=_DRAFT)

    def _on_lost(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            log_bug(error)
        self.lost.emit(error)


def _save(
    work: Work, form: ChangeForm, draft_id: int | None, version: int | None
) -> tuple[int, int]:
    """Save a draft, and return its id and version.

    Where another user has changed or removed it, both keep what they typed.
    """
    try:
        return service.save_draft(work, form, draft_id=draft_id, version=version)
    except KnownError as error:
        if not isinstance(error, ConflictError) and error.code != "changes.draft_gone":
            raise
        return service.save_draft(work, form)
