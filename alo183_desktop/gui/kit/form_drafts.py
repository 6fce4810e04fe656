"""Keeps what is being typed into a form, and offers it again after a crash or a lock.

Not here: where it is kept (access/drafts.py), and the change of an officer (gui/changes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.access import drafts
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.secrets import PasswordField
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.forms import Form

_PAUSE_MS: Final = 1000
_NEVER_KEPT: Final = frozenset({"pin", "puk"})
"""Keys of fields that are typed in the open and are secrets all the same."""


class FormDrafts(QObject):
    """Saves after a pause in the typing what differs from what the form began with.

    Passwords, PIN and PUK are never kept. What was kept before is offered, not put back: the thing
    may have changed since. While the offer stands, it is kept along with what is typed anew.

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
        if self._ended:
            return
        texts = self._texts()
        if texts:
            if self._offer is not None:
                texts = {**self._offer.texts, **texts}
            self._exists = True
            self._keep(texts)
        elif self._exists and self._offer is None:
            self._exists = False
            self._drop()

    def saved(self) -> None:
        """Remove what was kept: the form is saved."""
        if self._exists or self._offer is not None:
            self._drop()
        self._end()

    def abandoned(self) -> None:
        """Remove what was typed; an offer that nobody took stays for the next time."""
        if self._exists:
            if self._offer is None:
                self._drop()
            else:
                self._keep(dict(self._offer.texts))
        self._end()

    def begin_anew(self) -> None:
        """Keep the next one: the form stays and is empty again."""
        self._ended = self._exists = False

    def _end(self) -> None:
        self._ended = True
        self._offer = None
        self._pause.stop()
        self.banner.show_notice(None, "")

    def _texts(self) -> dict[str, str]:
        changed = self._form.changed_texts()
        passwords = {one.key for one in self._form.fields() if isinstance(one, PasswordField)}
        return {key: changed[key] for key in changed.keys() - passwords - _NEVER_KEPT}

    def _keep(self, texts: Mapping[str, str]) -> None:
        name, title = self.name, self._title
        self._background.run(
            lambda work: drafts.keep_draft(work, name, title, texts),
            parent=self,
            success=self._on_kept,
            failure=log_bug,
        )

    def _drop(self) -> None:
        name = self.name
        self._background.run(
            lambda work: drafts.drop_draft(work, name),
            parent=self,
            success=self._on_kept,
            failure=log_bug,
            changes=frozenset({Kind.TYPING}),
        )

    def _on_kept(self, _nothing: None) -> None:
        self.kept.emit()

    def _show_offer(self, found: Draft | None) -> None:
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
