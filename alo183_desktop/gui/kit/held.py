"""Questions that a page asks behind the lock; they wait for the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shiboken6

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background, Failure


@dataclass(frozen=True, slots=True)
class _Question:
    op: Callable[[Work], Any]
    parent: QObject
    success: Callable[[Any], object]
    failure: Failure


class HeldQuestions:
    """What was asked; of the same question to the same answer only the newest."""

    def __init__(self) -> None:
        self._held: dict[tuple[QObject, object], _Question] = {}

    def keep(
        self,
        op: Callable[[Work], Any],
        *,
        parent: QObject,
        success: Callable[[Any], object],
        failure: Failure,
    ) -> None:
        """Keep a question; arguments as `Background.run`."""
        self._held[parent, success] = _Question(op, parent, success, failure)

    def ops(self) -> tuple[Callable[[Work], Any], ...]:
        """Return what the questions do with a unit of work."""
        return tuple(one.op for one in self._held.values())

    def ask(self, background: Background) -> None:
        """Ask everything of data that is open now, as far as whoever asked is still there."""
        for one in self._held.values():
            if shiboken6.isValid(one.parent):
                background.run(one.op, parent=one.parent, success=one.success, failure=one.failure)
