"""Says after the opening who else has the data open, and which forms were left half typed.

To an administrator also that the rights on a server are not those that this program says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.access.presence import told
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.access.presence import Other
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.notices import Banner
    from alo183_desktop.gui.shell.workspace import Workspace
    from alo183_desktop.shared.errors import KnownError

_PAUSE_MS: Final = 1000
_KINDS: Final = {
    "cases.act": "case",
    "cases.case": "case",
    "letters.dispatch": "letter",
    "letters.number": "letter",
    "officers.card": "officer",
    "phones.handset": "handset",
    "phones.line": "line",
}
"""Of forms whose names say which thing they are of: as what a page shows it."""


class OpeningNotices(QObject):
    """Looks once, when the data is opened."""

    def __init__(
        self,
        background: Background,
        workspace: Workspace,
        *,
        others: Callable[[], tuple[Other, ...]],
        rights: Callable[[], KnownError | None] | None = None,
        parent: QWidget,
    ) -> None:
        """Look.

        Args:
            background: Asks.
            workspace: Shows what was found.
            others: Returns which other programs have the data open.
            rights: Returns what of a server's rights is not as it should be; None for who could
                not have it mended.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._background = background
        self._workspace = workspace
        self._others = others
        self._rights = rights
        self._left: tuple[Draft, ...] = ()
        self._forms: Banner | None = None
        # The first page comes first.
        QTimer.singleShot(_PAUSE_MS, self, self._look)

    @Slot()
    def _look(self) -> None:
        self._background.run_pure(
            self._others, parent=self, success=self._show_others, failure=log_bug
        )
        self._background.run(list_drafts, parent=self, success=self._show_drafts, failure=log_bug)
        if self._rights is not None:
            self._background.call(
                self._rights, parent=self, success=self._show_rights, failure=log_bug
            )

    def _show_others(self, found: tuple[Other, ...]) -> None:
        if found:
            who = "; ".join(told(other) for other in found)
            self._workspace.add_notice(
                State.NEAR,
                f"Bu veri başka bir programda da açık: {who}. Orada değişenler burada, sayfa "
                "yenilenince görünür.",
            )

    def _show_drafts(self, found: tuple[Draft, ...]) -> None:
        self._left = found
        if found:
            self._forms = self._workspace.add_notice(State.NEAR, "")
            self._forms.action_chosen.connect(self._on_form_wanted)
            self._background.changed.connect(self._on_changed)
            self._tell_forms()

    def _tell_forms(self) -> None:
        titles = "; ".join(dict.fromkeys(draft.title for draft in self._left))
        text = f"Kaydedilmemiş yazı var: {titles}. Formu açınca “Geri getir” ile sürer."
        is_closed = self._forms is not None and self._forms.isHidden() and self._forms.text()
        if self._forms is not None and not is_closed:
            self._forms.show_notice(State.NEAR, text if titles else "", action="Forma git")

    def _keep_left(self, found: tuple[Draft, ...]) -> None:
        """Tell of what was left that is still there; what is typed now is nobody's left-over."""
        there = {draft.form for draft in found}
        self._left = tuple(draft for draft in self._left if draft.form in there)
        self._tell_forms()

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.TYPING in kinds:
            self._background.run(list_drafts, parent=self, success=self._keep_left, failure=log_bug)

    @Slot()
    def _on_form_wanted(self) -> None:
        """Lead to the form that was left last: open it, or show the thing or the page it is of."""
        page, what, *more = self._left[0].form.split(".")
        kind = _KINDS.get(f"{page}.{what}")
        if kind is not None and more[0].isdigit():
            self._workspace.route(kind, int(more[0]))
        elif (page, what) == ("cases", "intake"):
            self._workspace.show_list(page, None)
        elif page in self._workspace.page_keys():
            self._workspace.show_page(page)

    def _show_rights(self, difference: KnownError | None) -> None:
        if difference is not None:
            self._workspace.add_notice(State.LATE, str(message_of(difference)))
