"""Destroy a widget, but never under the feet of who works in it.

Not here: what Python destroys (garbage.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QThread, QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollArea, QWidget

_ANSWERED_MS: Final = 50
"""How often it is looked whether somebody still waits for an answer."""


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
