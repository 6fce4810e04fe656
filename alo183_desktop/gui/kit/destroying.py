"""Destroy a widget, but never under the feet of who works in it."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QWidget

from alo183_desktop.shared import collector

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollArea

_ANSWERED_MS: Final = 50
"""How often it is looked whether somebody still waits for an answer."""
_ROUNDS: Final = 4
"""Of layouts that lie in one another."""


def destroy(widget: QWidget) -> None:
    """Hide a widget at once, and destroy it when nobody waits for an answer any more.

    `deleteLater` alone destroys it within the waiting: whoever asked goes on in what is gone.
    """
    widget.hide()
    if is_asked():
        QTimer.singleShot(_ANSWERED_MS, widget, partial(destroy, widget))
    else:
        widget.deleteLater()


def is_asked() -> bool:
    """Return whether somebody waits for an answer: of `ask`, or of a dialog of the system."""
    return QThread.currentThread().loopLevel() > 1


def replace_content(area: QScrollArea, content: QWidget) -> None:
    """Let something else scroll in an area.

    What it takes the place of stays until the act is over: it may have begun there, with a click on
    a link, and `setWidget` alone would destroy the link within its own click.
    """
    former = area.takeWidget()
    if former is not None:
        former.setParent(area)  # else Python destroys it, as soon as nobody here names it
        former.deleteLater()
    area.setWidget(content)
    # A text knows how high it is only once it knows how wide it is, and what is around it only
    # then: laid out before it is painted, nothing lies over anything for a moment.
    laid_out = [one for one in content.findChildren(QWidget) if one.layout() is not None]
    for _round in range(_ROUNDS):
        for one in (*reversed(laid_out), content, area.viewport(), area):
            QCoreApplication.sendPostedEvents(one, QEvent.Type.LayoutRequest)


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
