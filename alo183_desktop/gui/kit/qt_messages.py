"""Write where Qt complains, and nothing of what it complains about."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import qInstallMessageHandler

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

logger = logging.getLogger(__name__)

_PLACE: Final = re.compile(r"Q[A-Z][A-Za-z]+::[a-z][A-Za-z]+(?=[:( ])")
"""A function of Qt, with which most of its messages begin."""


def keep_qt_quiet() -> None:
    """Log the function and the kind of each message of Qt.

    Their texts name files, addresses, objects and signs of the text on the screen.
    """
    qInstallMessageHandler(_on_message)


def _on_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    place = _PLACE.match(message)
    # The category is a word of Qt's own, such as `qt.qpa.clipboard`.
    logger.warning(
        "%s of %s at %s", kind.name, context.category, place.group() if place else "unknown"
    )
