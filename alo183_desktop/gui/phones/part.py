"""What the five parts of the page have in common: one question at a time, and its answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypedDict

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import SecondaryButton
    from alo183_desktop.gui.kit.kinds import Kind
    from alo183_desktop.gui.kit.tables import TableView
    from alo183_desktop.gui.phones.opener import DialogOpener
    from alo183_desktop.shared.clock import Clock

    Question = Callable[[Work], Any]

_BLANK_MS: Final = 200
"""So long an empty place is no wait to anybody."""
_LAYERS: Final = 4
"""Layouts lie in one another: each takes its room at a turn of the event loop of its own."""


class Common(TypedDict):
    """What every part is made with, beside its background."""

    actor: Actor
    clock: Clock
    opener: DialogOpener
    parent: QWidget


class ListOffer(Protocol):
    """What may be done with a list, as a button and by keys."""

    def acts_by_key(self) -> tuple[QAction, ...]:
        """Return what has a key."""

    def set_allowed(self, *, export: bool, printing: bool) -> None:
        """Hide what the role may not do."""

    def make_button(self, *, parent: QWidget) -> SecondaryButton:
        """Return the button."""


class Part(QWidget):
    """One part of the page: it asks again whenever something that it shows has changed.

    Attributes:
        background: Runs what touches the database.
        clock: For what is asked as of now; UTC.
        opener: Opens dialogs.
        today: The day in Istanbul.
        kinds: What must have changed for it to ask again.

    Signals:
        loaded: What is shown is what the database says.
        route_requested: A kind and the id of what should be shown elsewhere.
        usage_requested: Somebody wants to import a file of usage.
        clear_search: Nothing is searched for any more; the field above shall say so.
        list_changed: Another list of this part is shown.
    """

    kinds: ClassVar[frozenset[Kind]]

    loaded = Signal()
    route_requested = Signal(str, int)
    usage_requested = Signal()
    clear_search = Signal()
    list_changed = Signal()

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        opener: DialogOpener,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.background = background
        self.clock = clock
        self.opener = opener
        self.today = local_day(clock())
        self.searched = ""
        self.may = {right: may(actor.role, right) for right in Right}
        self._asking = False
        self._asked_again = False
        self._is_stale = True
        # Counts, banners and cards come with the first answer: until then nothing is painted that
        # would jump aside. Who waits longer than that sees the frame, and that it waits.
        self.setUpdatesEnabled(False)
        QTimer.singleShot(_BLANK_MS, self, self._uncover)
        background.changed.connect(self._on_changed)

    def tools(self) -> QWidget | None:
        """Return what stands at the right of the row above, None for nothing."""
        return None

    def exports(self) -> tuple[ListOffer, ...]:
        """Return the lists of this part with what can be done with them."""
        return ()

    def question(self) -> Question:
        """Return what asks the database for all that is shown."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what the database said."""
        raise NotImplementedError

    def views(self) -> tuple[TableView, ...]:
        """Return the lists, which say that they wait."""
        raise NotImplementedError

    def focus_list(self) -> None:
        """Give the focus to the list that is shown."""
        self.views()[0].setFocus()

    def set_search(self, text: str) -> None:
        """Show only what holds every word of `text`."""
        self.searched = text
        self.refresh()

    def show_item(self, kind: str, item_id: int) -> None:
        """Show one thing of this part."""

    def set_today(self, today: dt.date) -> None:
        """Tell the part that midnight has passed."""
        self.today = today
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask now; while an answer is on its way, once more after it."""
        if self._asking:
            self._asked_again = True
            return
        self._asking = True
        self._is_stale = False
        for view in self.views():
            view.set_loading(True)
        self.background.run(
            self.question(), parent=self, success=self._on_answer, failure=self._on_no_answer
        )

    def refresh_if_stale(self) -> None:
        """Ask if something has changed since the part was looked at last."""
        if self._is_stale:
            self.refresh()

    def fail(self, error: Exception) -> None:
        """Tell what went wrong."""
        show_failure(self, error)

    def prepare_lock(self) -> None:
        """Stop what waits; the part is destroyed right after."""

    @Slot()
    def _uncover(self) -> None:
        """Let the part be seen."""
        self.setUpdatesEnabled(True)

    def _uncover_after(self, turns: int) -> None:
        """Let the part be seen once everything has found its place."""
        if turns:
            QTimer.singleShot(1, self, partial(self._uncover_after, turns - 1))
        else:
            self._uncover()

    def _on_answer(self, answer: Any) -> None:
        self._asking = False
        if self._asked_again:
            self._asked_again = False
            self.refresh()
            return
        for view in self.views():
            view.set_loading(False)
        self.show_answer(answer)
        self._uncover_after(_LAYERS)
        self.loaded.emit()

    def _on_no_answer(self, error: Exception) -> None:
        self._asking = self._asked_again = False
        self._uncover()
        for view in self.views():
            view.set_loading(False)
        self.fail(error)

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Kind]) -> None:
        if not kinds & self.kinds:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True
