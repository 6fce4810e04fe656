"""Collect Python's garbage on the thread of the window, and on no other."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QTimer

from alo183_desktop.shared import collector

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_EVERY_MS: Final = 1000


class _Current:
    """What looks for garbage; a process has one collector."""

    timer: QTimer | None = None


def begin(window: QWidget) -> None:
    """Look for garbage from now on, but never at what is there now: modules and classes all stay.

    Python looks on whichever thread makes the next object. What it finds of Qt's would then be
    destroyed while the thread of the window still works with it, which ends the process. So Python
    itself looks no more, and a timer does. Nothing happens when it has begun already.

    Args:
        window: Lives as long as the program; the timer ends with it.
    """
    if _Current.timer is not None and shiboken6.isValid(_Current.timer):
        return
    gc.disable()
    gc.freeze()
    timer = QTimer(window)
    timer.setInterval(_EVERY_MS)
    timer.timeout.connect(collect_due)
    timer.start()
    _Current.timer = timer


def collect_due() -> None:
    """Look where enough was made since the last look, by Python's own measure of enough."""
    if collector.is_paused():
        return
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):  # a look at an older one takes the younger ones along
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
