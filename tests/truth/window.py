"""What the window shows: every list of every page, cell by cell, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QTableView
from sqlalchemy import func, select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.gui import pages
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.page import PartsPage
from alo183_desktop.gui.kit.side_card import CardReader, SideCard
from alo183_desktop.gui.overview.page import BackupLine
from alo183_desktop.gui.overview.tile import TileButton
from alo183_desktop.gui.shell.main_window import MainWindow
from alo183_desktop.gui.shell.startup_notices import BackupWatch, DutyWatch, start_notices
from tests.clocks import PATIENCE_S

if TYPE_CHECKING:
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.page import Page

_KEY: Final = Qt.ItemDataRole.UserRole
_BADGE: Final = Qt.ItemDataRole.UserRole + 2
_DAILY: Final = ("today", "officers", "changes", "phones", "cases", "guidance", "rota", "vehicles")

Cells = list[dict[str, str]]
"""The rows of a list: the texts by the headings of their columns."""


class Window:
    """The window at a desk, with each page opened once and read.

    Attributes:
        lists: Of every page and part, such as `phones/items` or `cases`, the visible ones in order.
        cards: What the cards beside them say of the first row.
        foot: The facts in the line below: who is on duty, and the state of the backups.
        backup_line: What Bugün says of the backups.
        entries: How many entries the audit trail had then.
        badges: The counts beside the names of the pages, by their keys.
        tiles: What each tile of Bugün says, by its clause: the figure and the links below it.
    """

    def __init__(self, desk: Desk) -> None:
        self.application = QApplication.instance() or QApplication([])
        self.lists: dict[str, list[Cells]] = {}
        self.cards: dict[str, str] = {}
        self.background = Background()
        self.background.attach(desk.work)
        self.window = MainWindow()
        self.window.setUpdatesEnabled(False)  # read, not looked at
        self.workspace = pages.make_workspace(
            self.background, desk, settings=None, parent=self.window
        )
        self.workspace.begin(desk.directorate_name, pages.person_words(desk.actor))
        start_notices(self.workspace, desk, background=self.background, is_return=False)
        self.window.show_center(self.workspace)
        self.window.show()
        self._settle()
        for key in _DAILY:
            for place, page in self._parts(key):
                views = [one for one in page.findChildren(QTableView) if one.isVisibleTo(page)]
                self.lists[place] = [_cells(one) for one in views]
                self.cards[place] = self._card(page, views)
        self.workspace.show_page("today")
        self._settle()
        for duties in self.workspace.findChildren(DutyWatch):
            duties.look()  # it looks of itself a little later
        for backups in self.workspace.findChildren(BackupWatch):
            backups.look()
        self._settle()
        with desk.work() as work:
            self.entries = work.session.scalar(select(func.max(AuditEntry.sequence))) or 0
        foot = self.workspace.foot
        self.foot = foot.duty_text(), foot.backup_text()
        self.backup_line = "".join(
            one.accessibleName() for one in self.window.findChildren(BackupLine)
        )
        self.badges = {
            item.data(_KEY): item.data(_BADGE)[1]
            for pages in self.workspace.findChildren(QListWidget)
            for item in map(pages.item, range(pages.count()))
            if item.data(_BADGE)
        }
        self.tiles = {
            one.tile().clause: (one.accessibleName(), *(link.text() for link in one.links))
            for one in self.window.findChildren(TileButton)
        }

    def close(self) -> None:
        """Close the window, and let go of the data."""
        self.background.close()
        self.window.deleteLater()
        self.background.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _parts(self, key: str) -> Iterator[tuple[str, Page]]:
        page = self.workspace.show_page(key)
        self._settle()
        if not isinstance(page, PartsPage):
            yield key, page
            return
        for view in page.views():
            page.show_view(view)
            self._settle()
            yield f"{key}/{view}", page

    def _card(self, page: Page, views: list[QTableView]) -> str:
        """Return what the cards of a page say when the first row of its list is chosen."""
        if views and views[0].model().rowCount():
            views[0].setCurrentIndex(views[0].model().index(0, 0))
            for reader in page.findChildren(CardReader):
                reader.read_now()  # of itself once the user stays on the row
            self._settle()
        words = (
            label.text()
            for card in page.findChildren(SideCard)
            if card.isVisibleTo(page)
            for label in card.findChildren(QLabel)
            if label.isVisibleTo(page)
        )
        return "\n".join(words)

    def _settle(self) -> None:
        """Wait until nothing is on its way to the window."""
        patience = QDeadlineTimer(round(PATIENCE_S * 1000))
        while not self.background.is_idle():
            if patience.hasExpired():
                raise TimeoutError("the window is never done")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.processEvents()


def _cells(view: QTableView) -> Cells:
    model: Any = view.model()
    while model.canFetchMore(view.rootIndex()):
        model.fetchMore(view.rootIndex())
    heads = [
        str(model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole))
        for column in range(model.columnCount())
    ]
    return [
        {head: str(model.index(row, column).data() or "") for column, head in enumerate(heads)}
        for row in range(model.rowCount())
    ]
