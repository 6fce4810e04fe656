"""Let Tab go from block to block as they are read, whatever was made first.

Qt goes by the order in which widgets were made. What is made later, such as a link in a card that
follows the list, would come behind everything else, and a list behind the card that it fills.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class TabsAsRead:
    """Goes by reading order; stands before the Qt class among the bases of a window or page."""

    def focusNextPrevChild(self, next: bool, /) -> bool:  # noqa: A002, N802, FBT001 - Qt's name
        """Give the focus to the next or the previous place; asked for each Tab within."""
        from alo183_desktop.gui.kit.focus import move_focus  # not before the first paint

        return move_focus(cast("QWidget", self).window(), forward=next)
