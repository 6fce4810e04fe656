"""What is loaded behind the card, while the user types the password."""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from alo183_desktop.gui.kit import errors
from alo183_desktop.gui.kit.background import begin_collecting
from alo183_desktop.shared.bugs import log_bug

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background

_BREATH_MS: Final = 10
"""Between two steps on the GUI thread: a key pressed meanwhile is handled at once."""


class Preload(QObject):
    """Loads libraries and services on the background threads, then screens on the GUI thread.

    Signals:
        ready: Everything possible before the sign-in is loaded.
    """

    ready = Signal()

    def __init__(self, background: Background, *, first: str, window: QWidget) -> None:
        """Prepare without loading anything.

        Args:
            background: Loads off the GUI thread.
            first: The key of the page that will be shown first.
            window: Lives as long as the program.
        """
        super().__init__(window)
        self._background = background
        self._first = first
        self._window = window
        # WORKAROUND: PySide6 6.11: it makes Qt's classes when they are first named, and a second
        # thread that names one meanwhile crashes the process. So screens are imported here.
        self._steps: list[Callable[[], object]] = [
            partial(importlib.import_module, "alo183_desktop.gui.pages"),
            partial(_load_screen, first),
            partial(begin_collecting, window),
        ]
        self._breath = QTimer(self, interval=_BREATH_MS)
        self._breath.timeout.connect(self._on_breath)

    def load(self) -> None:
        """Load everything, one after another."""
        self._background.call(
            _load_libraries, parent=self, success=self._load_wings, failure=self._fail
        )

    def stop(self) -> None:
        """Load only what has begun: who is signed in needs the GUI thread."""
        self._breath.stop()
        self._steps.clear()
        begin_collecting(self._window)

    def is_ready(self) -> bool:
        """Return whether nothing more will come."""
        return not self._steps

    def _load_wings(self, _nothing: None) -> None:
        # Off the database thread: that may derive a key meanwhile, without Python's lock.
        self._background.run_pure(
            partial(_load_wings, self._first),
            parent=self,
            success=self._begin_steps,
            failure=self._report,
        )

    def _report(self, error: Exception) -> None:
        self.stop()
        log_bug(error)

    def _begin_steps(self, _nothing: None) -> None:
        if self._steps:
            self._breath.start()

    @Slot()
    def _on_breath(self) -> None:
        step = self._steps.pop(0)
        if not self._steps:  # stopped first: a failing step must not be followed by another
            self._breath.stop()
        step()
        if not self._steps:
            self.ready.emit()

    def _fail(self, error: Exception) -> None:
        self.stop()
        errors.show_failure(self._window, error)


def _load_libraries() -> None:
    from alo183_desktop.bootstrap.capabilities import load_libraries

    load_libraries()


def _load_wings(page: str) -> None:
    from alo183_desktop.bootstrap.capabilities import load_wings

    load_wings(page)


def _load_screen(key: str) -> None:
    from alo183_desktop.bootstrap.capabilities import PAGES, load

    for place in PAGES:
        if place.key == key:
            load(place.screen)
