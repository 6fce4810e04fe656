"""Keeps what is being typed into a form, and offers it again after a crash or a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.access import drafts
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.form import Form

ResultT = TypeVar("ResultT")

_PAUSE_MS: Final = 1000
_NEVER_KEPT: Final = frozenset({"pin", "puk"})
"""Keys of fields that are typed in the open and are secrets all the same."""


class FormDrafts(QObject):
    """Saves after a pause in the typing what differs from what the form began with.

    Passwords, PIN and PUK are never kept. What was kept before is offered, not put back: the thing
    may have changed since. While the offer stands, it is kept along with what is typed anew, and
    it stays when the form is saved without it.

    Attributes:
        banner: The offer; whoever shows the form gives it a place.

    Signals:
        kept: What was typed last is in the database.
        offered: Something from before was found, and the banner says so.
        taken: It stands in the fields again.
    """

    kept = Signal()
    offered = Signal()
    taken = Signal()

    def __init__(
        self, background: Background, form: Form, name: str, *, title: str, parent: QWidget
    ) -> None:
        """Begin to keep a form.

        Args:
            background: Runs the saving.
            form: With all its fields, marked clean.
            name: Which form, and of which thing: `cases.intake`, `officers.card.17`.
            title: What it is called on screen.
            parent: Shows the form.
        """
        super().__init__(parent)
        self.name = name
        self._background = background
        self._form = form
        self._title = title
        self._offer: Draft | None = None
        self._is_offer_known = False
        self._saved: dict[str, str] | None = None  # what is just being saved
        self._exists = False
        self._ended = False
        self.banner = Banner(parent=parent)
        self.banner.action_chosen.connect(self.take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        form.changed.connect(self._on_changed)
        background.run(
            lambda work: drafts.find_draft(work, name),
            parent=self,
            success=self._show_offer,
            failure=log_bug,
        )

    @Slot()
    def take(self) -> None:
        """Put what was kept back into the fields."""
        offer, self._offer = self._offer, None
        self.banner.show_notice(None, "")
        if offer is not None:
            self._exists = True
            self._form.set_texts(offer.texts)
            self.taken.emit()

    @Slot()
    def flush(self) -> None:
        """Keep what is typed, now."""
        self._pause.stop()
        texts = self._texts()
        if self._ended or texts == self._saved:
            return
        self._saved = None
        if texts:
            self._exists = True
            self._keep({**self._offered(), **texts})
        elif self._exists:
            self._exists = False
            self._run(self._leaving())

    def saving(self, save: Callable[[Work], ResultT]) -> Callable[[Work], ResultT]:
        """Return what saves the form and removes what was kept of it in the same transaction.

        Whatever ends the program or locks it meanwhile, the form is either saved or offered again.
        """
        self.flush()
        self._saved = self._texts()
        if self._form.texts().items() >= self._offered().items():
            self._offer = None
            self.banner.show_notice(None, "")
        leave = self._leaving()

        def save_and_leave(work: Work) -> ResultT:
            result = save(work)
            leave(work)
            return result

        return save_and_leave

    def end(self) -> None:
        """Remove what was typed: it is saved or given up; an offer that nobody took stays."""
        self._ended = True
        self._pause.stop()
        if self._exists:
            self._run(self._leaving())

    def begin_anew(self) -> None:
        """Keep the next one: the form stays and is empty again."""
        self._ended = self._exists = False
        self._saved = None

    def _texts(self) -> dict[str, str]:
        changed = self._form.changed_texts()
        passwords = {one.key for one in self._form.fields() if isinstance(one, PasswordField)}
        return {key: changed[key] for key in changed.keys() - passwords - _NEVER_KEPT}

    def _offered(self) -> Mapping[str, str]:
        return {} if self._offer is None else self._offer.texts

    def _keep(self, texts: Mapping[str, str]) -> None:
        name, title, is_offer_known = self.name, self._title, self._is_offer_known

        def keep(work: Work) -> None:
            before = None if is_offer_known else drafts.find_draft(work, name)
            offered = {} if before is None else before.texts
            drafts.keep_draft(work, name, title, {**offered, **texts})

        self._run(keep)

    def _leaving(self) -> Callable[[Work], None]:
        """Return what leaves nothing but the offer."""
        name, title, offered = self.name, self._title, self._offered()

        def leave(work: Work) -> None:
            if offered:
                drafts.keep_draft(work, name, title, offered)
            else:
                drafts.drop_draft(work, name)

        return leave

    def _run(self, op: Callable[[Work], None]) -> None:
        # Without a kind that it changes it would be a question, and go with a lock.
        self._background.run(
            op,
            parent=self,
            success=self._on_kept,
            failure=log_bug,
            changes=frozenset({Topic.TYPING}),
        )

    def _on_kept(self, _nothing: None) -> None:
        self.kept.emit()

    def _show_offer(self, found: Draft | None) -> None:
        self._is_offer_known = True
        if found is None or self._ended:
            return
        self._offer = found
        self.banner.show_notice(
            State.NEAR,
            f"Bu formda {format_instant(found.kept_at)} zamanından kaydedilmemiş yazı var.",
            action="Geri getir",
        )
        self.offered.emit()

    @Slot()
    def _on_changed(self) -> None:
        if not self._ended:
            self._pause.start()
