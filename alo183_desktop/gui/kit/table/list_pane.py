"""A list that asks the database by its filters, with the card of its current row beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.export import list_actions
from alo183_desktop.gui.kit.table.filters import FilterRow
from alo183_desktop.gui.kit.table.models import PagedModel, workbook_table
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _typeshed import DataclassInstance

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.export import Records
    from alo183_desktop.gui.kit.table.filters import Filter
    from alo183_desktop.gui.kit.table.models import Column
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.shared.clock import Clock

RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT", bound="DataclassInstance")
PAGE: Final = 200
"""Rows that are read at a time."""


class Find(Protocol):
    """Reads rows, in the order of the list."""

    def __call__(
        self, work: Work, wanted: Any, /, *, after: Any = None, limit: int | None = PAGE
    ) -> Sequence[Any]:
        """Return the rows of a filter after a row (None: from the first); no limit: all."""


@dataclass(frozen=True)  # no slots: with them Python 3.11 refuses to call `ListSpec[…](…)`
class ListSpec(Generic[RowT, FilterT]):
    """What one list is."""

    key: str
    """Under which the widths of its columns are remembered."""
    title: str
    """Heads its print and names its file."""
    name: str
    """What is listed, for who hears the screen."""
    records: Records
    """Writes down that it leaves, as `what`."""
    what: str
    topics: frozenset[Topic]
    """What must have changed for it to ask again."""
    find: Find
    count: Callable[[Work, FilterT], int]
    row_key: Callable[[RowT], int]
    nothing: FilterT
    """The filter that leaves nothing out."""
    searched: str
    """What can be searched for."""
    filters: Sequence[Filter]
    columns: Sequence[Column[RowT]]
    narrow: int
    """As many columns are shown; files hold all."""
    empty: tuple[str, str]
    """What the list is while nothing is in it."""
    no_match: tuple[str, str, str]
    """That nothing matches, what to do, the verb that shows all."""


class ShowsRow(Protocol):
    """What shows the current row in full."""

    def show_row(self, row: Any) -> None:
        """Show a row; None: none is current."""


class ListPane(QWidget, Generic[RowT, FilterT]):
    """Filters above, the list at the left, the card at the right.

    Attributes:
        spec: What it is.
        filters: The row above.
        model: The rows that are loaded.
        view: The list.
        list_actions: Copy, workbook (of all pages) and print.

    Signals:
        loaded: The list shows what the database says.
        page_added: One more page stands below.
    """

    loaded = Signal()
    page_added = Signal()

    def __init__(
        self,
        spec: ListSpec[RowT, FilterT],
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        read_more: Callable[[Work], Any] = lambda _work: None,
        show_more: Callable[[Any, int], object] = lambda _more, _count: None,
        parent: QWidget,
    ) -> None:
        """Make the pane; `begin` gives it its card and asks for the first time.

        Args:
            spec: What it is.
            background: Runs the questions, makes files and pages.
            actor: Who is signed in.
            clock: Tells the day; UTC.
            read_more: Reads in the same transaction what the page shows beside the rows.
            show_more: Gets that, and how many rows are wanted, before the rows are shown.
            parent: The page: F5 and Ctrl+F work anywhere within it.
        """
        super().__init__(parent)
        self.spec = spec
        self._background = background
        self._read_more = read_more
        self._show_more = show_more
        self._wanted = spec.nothing
        self._question = 0
        self._first: Sequence[RowT] | None = None
        self._card: ShowsRow | None = None
        self.filters = FilterRow(
            spec.nothing,
            spec.filters,
            searched=spec.searched,
            today=local_day(clock()),
            page=parent,
            parent=self,
        )
        self._place = QWidget(self)
        self.model = PagedModel[RowT](spec.columns, self._fetch, parent=self)
        self.view = TableView(spec.key, name=spec.name, parent=self._place)
        self.view.set_row_key(spec.row_key)
        self.view.setModel(self.model)
        self.view.show_columns(range(spec.narrow))
        self.view.set_no_match_texts(*spec.no_match)
        self.list_actions = list_actions(
            self.view,
            background,
            title=spec.title,
            clock=clock,
            note=self._note,
            records=spec.records,
            what=spec.what,
            whole=self._reading,
            parent=self._place,
        )
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
        place = QVBoxLayout(self._place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.view)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(12))
        self._box.addWidget(self.filters)
        self._connect(parent)

    def begin(self, card: QWidget, *, offer: str = "") -> None:
        """Take the card that shows the current row, and ask the database.

        Args:
            card: Has `show_row`.
            offer: The verb of an empty list (`view.empty_action`); none where the role may not.
        """
        self._card = card  # type: ignore[assignment]
        self._box.addWidget(
            Splitter(self.spec.key, self._place, card, sizes=(728, 296), parent=self), 1
        )
        self.view.set_empty_texts(*self.spec.empty, offer)
        self.view.preview_requested.connect(lambda: card.setVisible(card.isHidden()))
        self.refresh()

    def current(self) -> RowT | None:
        """Return the row that an act is for."""
        row: RowT | None = self.view.current_row()
        return row

    def show_query(self, wanted: FilterT) -> None:
        """Show exactly what another page counted, with a chip that says what it is."""
        self.filters.show_query(wanted)
        self.refresh()
        self.view.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Ask for the list as it is narrowed now."""
        wanted = self.filters.query()
        self._question += 1
        question, find, count = self._question, self.spec.find, self.spec.count
        read_more = self._read_more
        self.view.set_loading(True)

        def read(work: Work) -> tuple[Sequence[RowT], int, Any]:
            return find(work, wanted), count(work, wanted), read_more(work)

        def show(answer: tuple[Sequence[RowT], int, Any]) -> None:
            if question == self._question:  # otherwise somebody asked for something else meanwhile
                self._show(wanted, *answer)

        self._background.run(read, parent=self, success=show, failure=self.fail)

    def fail(self, error: Exception) -> None:
        """Tell what went wrong."""
        self.view.set_loading(False)
        show_failure(self, error)

    def _show(self, wanted: FilterT, rows: Sequence[RowT], count: int, more: Any) -> None:
        self._wanted = wanted
        self._show_more(more, count)
        self.view.set_loading(False)
        self.view.set_narrowed(self.filters.is_narrow())
        self._first = rows
        self.model.restart()
        self.view.select_first()
        self.loaded.emit()

    def _fetch(self, after: RowT | None) -> None:
        if after is None:
            # The first page came with the counts; before that the view waits.
            if self._first is not None:
                self.model.add_page(self._first, last=len(self._first) < PAGE)
            return
        wanted, find = self._wanted, self.spec.find

        def add(rows: Sequence[RowT]) -> None:
            if wanted == self._wanted:
                self.model.add_page(rows, last=len(rows) < PAGE)
                self.page_added.emit()

        self._background.run(
            lambda work: find(work, wanted, after=after),
            parent=self,
            success=add,
            failure=self.fail,
        )

    def _reading(self) -> Callable[[Work], Table]:
        """Return what reads every wanted row, not only those that are loaded."""
        wanted, spec = self._wanted, self.spec
        return lambda work: workbook_table(spec.columns, spec.find(work, wanted, limit=None))

    def _note(self) -> str:
        parts = [self.filters.note()]
        if not self.model.is_complete():
            parts.append(f"en yeni {number_text(self.model.rowCount())} kayıt")
        return "; ".join(part for part in parts if part)

    def _connect(self, page: QWidget) -> None:
        self._background.changed.connect(self._on_changed)
        self.filters.narrowed.connect(self.refresh)
        self.filters.search.left_downwards.connect(self.view.setFocus)
        self.view.row_changed.connect(self._on_row_changed)
        self.view.show_all_requested.connect(self._on_show_all)
        again = QShortcut(QKeySequence("F5"), page)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self.refresh)

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & self.spec.topics:
            self.refresh()

    @Slot()
    def _on_row_changed(self) -> None:
        if self._card is not None:
            self._card.show_row(self.current())

    @Slot()
    def _on_show_all(self) -> None:
        self.filters.clear()
        self.refresh()
