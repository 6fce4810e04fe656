"""What every page of the main window has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dropping import dropped_file
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.page_header import PageHeader
from alo183_desktop.gui.kit.scrolling import scroll_area
from alo183_desktop.gui.kit.tabs import TabsAsRead
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class Page(TabsAsRead, QWidget):
    """One page: a header, and below it a list with its preview, or a dashboard.

    Attributes:
        background: Runs what touches the database.
        actor: Who is signed in.
        clock: For what is shown as running; UTC.
        header: Title, state in words, actions.
        content: Takes what stands below the header.
        body: The parent of all that; a widget made for another one has its style worked out twice.
        toast: Says what has just been done.

    Signals:
        badge_changed: The key of a page, a value of `State` and how many things are in it; an empty
            text for none.
        route_requested: A kind, such as `letter`, and the id of what should be shown elsewhere.
        list_requested: The key of another page, and what it should list (`show_query`); None for
            its primary action.
        notice_settled: What the notice over all pages tells has been seen to.
        notified: Title and text of a notification of the system; they name nobody.
    """

    badge_changed = Signal(str, str, int)
    route_requested = Signal(str, int)
    list_requested = Signal(str, object)
    notice_settled = Signal()
    notified = Signal(str, str)

    def __init__(
        self,
        background: Background,
        *,
        title: str,
        actor: Actor,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.background = background
        self.actor = actor
        self.clock = clock
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        layout.setSpacing(theme.px(16))
        self.header = PageHeader(title, parent=self)
        layout.addWidget(self.header)
        # Where the window is too low for all of it, it scrolls, and nothing is squeezed.
        self.body = QWidget(self)
        self.content = QVBoxLayout(self.body)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(theme.px(12))
        layout.addWidget(scroll_area(self.body, is_sideways=True, parent=self), 1)
        self.toast = Toast(parent=self)

    def take_focus(self, before: QWidget | None = None) -> None:
        """Take the focus: where it was before, else the first list, else the page itself.

        The page's keys work only while the focus is somewhere within it.
        """
        target = before
        if target is None or not self._can_work(target):
            target = next(filter(self._can_work, self.lists()), self)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def lists(self) -> Sequence[QWidget]:
        """Return the lists of the page, the most important first.

        A page that is shown first names its own: looking for them takes 2 ms.
        """
        return self.findChildren(QAbstractItemView)

    def welcome(self, actor: Actor) -> None:
        """Tell a page that was made behind the lock who has come; a night may have passed there."""
        self.actor = actor
        self.look_at_clock()

    def look_at_clock(self) -> None:
        """Follow the clock where what is shown goes by the day."""

    def show_item(self, kind: str, item_id: int) -> None:
        """Show one thing of this page; the kinds are those that the page registered for."""

    def show_query(self, query: object) -> None:
        """Show exactly the list that a number of the overview counts; a filter of this page."""

    def primary_action(self) -> None:
        """Do what the page's primary button does; the command palette calls it."""

    def take_file(self, path: Path) -> None:
        """Do what a file asks for that was dropped here; only pages that accept drops are asked."""

    def kept_while_locked(self) -> tuple[object, ...]:
        """Return what the program may still know while the data is locked; nothing of a person."""
        return ()

    def prepare_lock(self) -> None:
        """Keep drafts and close dialogs; the page is destroyed right after."""

    def _can_work(self, view: QWidget) -> bool:
        return view.isVisibleTo(self) and view.isEnabledTo(self)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self.take_file(path)
