"""What the window shows: every list of every page, cell by cell, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QDeadlineTimer, QEvent, QEventLoop, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QListWidget, QTableView, QWidget
from sqlalchemy import func, select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.gui import pages
from alo183_desktop.gui.changes.letter_panel import LetterLoader, LetterPanel
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.page import PartsPage
from alo183_desktop.gui.kit.side_card import CardReader, SideCard
from alo183_desktop.gui.kit.states import StateMark, StateText
from alo183_desktop.gui.overview.page import BackupLine
from alo183_desktop.gui.overview.tile import TileButton
from alo183_desktop.gui.rota.sheet_view import FIRST, SheetModel
from alo183_desktop.gui.shell.main_window import MainWindow
from alo183_desktop.gui.shell.startup_notices import BackupWatch, DutyWatch, start_notices
from alo183_desktop.shared.clock import local_day
from tests.clocks import PATIENCE_S

if TYPE_CHECKING:
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.page import Page

_KEY: Final = Qt.ItemDataRole.UserRole
_BADGE: Final = Qt.ItemDataRole.UserRole + 2
_DAILY: Final = ("today", "officers", "changes", "phones", "cases", "guidance", "rota", "vehicles")

Cells = list[dict[str, str]]
"""The rows of a list: the texts by the headings of their columns."""


class Card(NamedTuple):
    """What the card beside a list says of one row."""

    lines: tuple[str, ...]
    """Its words in order, those of its marks included."""
    marks: tuple[tuple[str, str], ...]
    """The state and the words of each mark: red, yellow or green."""
    facts: tuple[tuple[str, str], ...]
    """Its labels with the words beside them."""


class Window:
    """The window at a desk, with each page opened once and read.

    Attributes:
        lists: Of every page and part, such as `phones/items` or `cases`, the visible ones in order.
        cards: What the cards beside them say of the first, the middle and the last row; beside the
            sheet of a month, of the duties of its first, its present and its last day.
        foot: The facts in the line below: who is on duty, and the state of the backups.
        backup_line: What Bugün says of the backups.
        entries: How many entries the audit trail had then.
        badges: The counts beside the names of the pages, by their keys.
        tiles: What each tile of Bugün says, by its clause: the figure and the links below it.
    """

    def __init__(self, desk: Desk) -> None:
        self.application = QApplication.instance() or QApplication([])
        self.lists: dict[str, list[Cells]] = {}
        self.cards: dict[str, list[Card]] = {}
        self._day = local_day(desk.clock()).day
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
                self.cards[place] = list(self._cards(page, views))
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

    def _cards(self, page: Page, views: list[Any]) -> Iterator[Card]:
        """Yield what the card of a page says of some rows of its list."""
        sheets = [one for one in views if isinstance(one.model(), SheetModel)]
        for view in (sheets or views)[:1]:
            for index in self._chosen(view.model()):
                view.setCurrentIndex(index)
                # Both read of themselves once the user stays on the row.
                for reader in page.findChildren(CardReader):
                    reader.read_now()
                for loader in page.findChildren(LetterLoader):
                    loader.open_now(view.current_row().letter_id)
                self._settle()
                for kind in (SideCard, LetterPanel):
                    for card in page.findChildren(kind):
                        if card.isVisibleTo(page):
                            yield _read(card)

    def _chosen(self, model: QAbstractItemModel) -> Iterator[QModelIndex]:
        """Yield the places in a list that are chosen one after the other."""
        rows, columns = model.rowCount(), range(1)
        middle = rows // 2
        if isinstance(model, SheetModel):
            middle, columns = min(self._day, rows) - 1, range(FIRST, model.columnCount())
        for row in sorted({0, middle, rows - 1}) if rows else ():
            yield from (model.index(row, column) for column in columns)

    def _settle(self) -> None:
        """Wait until nothing is on its way to the window."""
        patience = QDeadlineTimer(round(PATIENCE_S * 1000))
        while not self.background.is_idle():
            if patience.hasExpired():
                raise TimeoutError("the window is never done")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.processEvents()


def _read(card: QWidget) -> Card:
    shown = [one for one in card.findChildren(QWidget) if one.isVisibleTo(card)]
    lines = [line for one in shown for line in _own_words(one).splitlines()]
    marks = [
        (state.value, _words(one))
        for one in shown
        if isinstance(one, StateMark | StateText) and (state := one.state())
    ]
    facts = []
    for grid in card.findChildren(QGridLayout):
        place = grid.parentWidget()
        if place is None or not place.isVisibleTo(card):
            continue  # of the row before, about to be destroyed
        for row in range(grid.rowCount()):
            cells = [grid.itemAtPosition(row, column) for column in (0, 1)]
            widgets = [one.widget() if one else None for one in cells]
            name, value = (_words(one) if one else "" for one in widgets)
            facts.append((name, value))
    return Card(tuple(lines), tuple(marks), tuple(facts))


def _own_words(shown: QWidget) -> str:
    """Return what a widget itself shows."""
    if isinstance(shown, QLabel):
        return shown.text()
    return shown.word() if isinstance(shown, StateMark) else ""


def _words(shown: QWidget) -> str:
    """Return what a widget shows, and what it contains."""
    return "\n".join(filter(None, map(_own_words, (shown, *shown.findChildren(QWidget)))))


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
