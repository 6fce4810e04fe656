"""How long the window does not come to its events, which is what makes it feel stuck."""

import time
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

FRAME_MS: Final = 50.0
"""A wait that is longer is felt."""
_TICK_MS: Final = 5


class Frames:
    """Watches how long the window does not come to its events."""

    def __init__(self, parent: QWidget) -> None:
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(parent)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def wait_for_tick(self) -> None:
        """Let the window come to its events once more, after what it has to paint."""
        loop = QEventLoop()
        QTimer.singleShot(_TICK_MS, loop.quit)
        loop.exec()

    def _look(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now
