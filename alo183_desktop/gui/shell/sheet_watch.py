"""Says in the foot that the recovery sheet has to be made or tested, to who can do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from alo183_desktop.access.queries import sheet_looked_at
from alo183_desktop.access.recovery_rules import is_overdue
from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.kinds import Kind

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.shell.foot import Foot
    from alo183_desktop.shared.clock import Clock

_PAUSE_MS: Final = 1000


class SheetWatch(QObject):
    """Looks when the data is opened, and after each change of the directorate's settings."""

    def __init__(
        self, background: Background, foot: Foot, *, role: str, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._foot = foot
        self._clock = clock
        if may(role, Right.MANAGE_USERS):
            background.changed.connect(self._on_changed)
            # The first page comes first.
            QTimer.singleShot(_PAUSE_MS, self, self.look)

    @Slot()
    def look(self) -> None:
        """Ask when somebody last had the sheet in hand."""
        self._background.run(
            lambda work: sheet_looked_at(work.session),
            parent=self,
            success=self._show,
            failure=log_bug,
        )

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.DIRECTORATE in kinds:
            self.look()

    def _show(self, looked_at: dt.datetime | None) -> None:
        if looked_at is None:
            self._foot.set_sheet("Kurtarma kâğıdı yapılmadı", cure="Ayarlar, Güvenlik")
        elif is_overdue(looked_at, now=self._clock()):
            self._foot.set_sheet(
                "Kurtarma kâğıdı altı aydır denenmedi", cure="Ayarlar, Güvenlik, “Kâğıdı dene…”"
            )
        else:
            self._foot.set_sheet("")
