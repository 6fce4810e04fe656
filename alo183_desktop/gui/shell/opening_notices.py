"""Says after the opening who else has the data open, and which forms were left half typed.

To an administrator also that the rights on a server are not those that this program says.

Not here: the notes beside the data (access/presence.py), the drafts (access/drafts.py), and the
rights (bootstrap/server_rights.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.access.presence import told
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.access.presence import Other
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.shell.workspace import Workspace
    from alo183_desktop.shared.errors import KnownError

_PAUSE_MS: Final = 1000


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
        if found:
            titles = "; ".join(dict.fromkeys(draft.title for draft in found))
            self._workspace.add_notice(
                State.NEAR,
                f"Kaydedilmemiş yazı var: {titles}. Formu açınca “Geri getir” ile sürer.",
            )

    def _show_rights(self, difference: KnownError | None) -> None:
        if difference is not None:
            self._workspace.add_notice(State.LATE, str(message_of(difference)))
