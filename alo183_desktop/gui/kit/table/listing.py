"""One list with its actions: in memory, or too long for that and read where somebody looks."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.documents.columns import text_table, workbook_table
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.table.jump_model import JumpModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _typeshed import DataclassInstance

    from alo183_desktop.access.lists import Beginning, KeyedRows, ListSpec
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.columns import Column
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.models import TableModel
    from alo183_desktop.shared.clock import Clock

RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT", bound="DataclassInstance")


class Listing(QWidget):
    """One list with its actions.

    Attributes:
        view: Its rows.
        list_actions: Copy, workbook (of all rows) and print.

    Signals:
        current_loaded: The current row of a long list has come; it became current before.
    """

    current_loaded = Signal()

    def __init__(  # noqa: PLR0913 - what differs between the lists
        self,
        spec: ListSpec,
        model: TableModel[Any],
        background: Background,
        *,
        clock: Clock,
        note: Callable[[], str],
        make_view: Callable[..., TableView] = TableView,
        whole: Callable[[], Callable[[Work], Table]] | None = None,
        printed: Callable[[], Callable[[Work], Table]] | None = None,
        parent: QWidget,
    ) -> None:
        """Make it.

        Args:
            spec: Its properties.
            model: Its rows.
            background: Makes files and pages.
            clock: Gives the date in file names; UTC.
            note: The current filter, for the head of its print.
            make_view: As `TableView`.
            whole: As `ListActions`.
            printed: Likewise.
        """
        super().__init__(parent)
        self.view = make_view(spec.key, name=spec.name or spec.title, parent=self)
        self.view.set_row_key(spec.row_key)
        self.view.setModel(model)
        if model.is_sortable:
            self.view.let_sort()
        if spec.no_match is not None:
            self.view.set_no_match_texts(*spec.no_match)
        self.list_actions = ListActions(
            self.view,
            background,
            title=spec.title,
            clock=clock,
            note=note,
            trail=spec.trail,
            what=spec.what,
            whole=whole,
            printed=printed,
            parent=self,
        )
        make_column(self, self.view)


_PAUSE_MS: Final = 30
"""Between the first rows and the query for the keys of all others."""
MOST_COPIED: Final = 20_000


class LongListing(Listing, Generic[RowT, FilterT]):
    """A list that is too long for memory: rows are loaded where somebody looks.

    Attributes:
        model: Its rows.
        wanted: The filter of the rows shown.

    Signals:
        completed: The keys of all rows are known.
    """

    completed = Signal()

    def __init__(
        self,
        spec: ListSpec,
        find: KeyedRows[RowT, FilterT],
        columns: Sequence[Column[RowT]],
        background: Background,
        *,
        wanted: FilterT,
        is_sortable: bool = False,
        **common: Any,
    ) -> None:
        """Make it without rows; arguments as `Listing`.

        Args:
            spec: Its properties.
            find: Reads its keys and rows.
            columns: From left to right.
            background: Runs the queries.
            wanted: The filter for exports before anything is shown.
            is_sortable: As `JumpModel`.
            common: Further arguments of `Listing`.
        """
        model = JumpModel[RowT](
            columns,
            self._fetch,
            key=cast("Callable[[RowT], int]", spec.row_key),
            is_sortable=is_sortable,
            parent=common["parent"],
        )
        super().__init__(
            spec, model, background, whole=self._exported, printed=self._printed, **common
        )
        self.model, self.wanted = model, wanted
        self._spec = spec
        self._find = find
        self._background = background
        self._is_shown = False
        self._is_complete = False
        self._awaits_current = False
        self._question = 0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self._ask_keys(self._extend))
        self.view.copy_requested.connect(self._on_copy_requested)
        self.view.row_changed.connect(self._note_current)
        self.model.page_added.connect(self._on_page_added)

    def is_complete(self) -> bool:
        """Return whether the keys of all rows are known."""
        return self._is_complete

    def show_result(self, wanted: FilterT, beginning: Beginning[RowT]) -> None:
        """Show the first rows of a filter; where it is the one shown, nothing moves."""
        if self._is_shown and wanted == self.wanted:
            self.renew(beginning)
        else:
            self.begin(wanted)
            self.show_first(beginning)

    def begin(self, wanted: FilterT) -> None:
        """Begin another list: answers about the present one are dropped from now on."""
        self.wanted = wanted
        self._question += 1
        self._is_complete = False
        self._pause.stop()

    def ask_first(self, show: Callable[[Beginning[RowT]], object]) -> None:
        """Ask for the first rows of the list."""
        begin, wanted = self._find.begin, self.wanted
        self._ask(lambda work: begin(work, wanted), show)

    def show_first(self, beginning: Beginning[RowT]) -> None:
        """Show the first rows of a list that was begun; the keys of all others come after them."""
        self._is_shown = True
        self.model.show_rows(*beginning)
        if beginning.is_whole:
            self.complete()
        else:
            # The rows are painted first: a working thread would delay that.
            self._pause.start()

    def renew(self, beginning: Beginning[RowT]) -> None:
        """Show the same list with current data; the current row and the scroll position stay."""

        def show(keys: array[int] | None) -> None:
            self.replace(beginning.rows, keys)
            self.complete()

        if beginning.is_whole:
            show(beginning.keys)
        else:
            self._ask_keys(show)

    def replace(self, rows: Sequence[RowT], keys: array[int] | None) -> None:
        """Show the same list with current data."""
        if not self.model.renew(rows, keys):
            self.show_again(rows, keys)

    def show_again(self, rows: Sequence[RowT], keys: array[int] | None) -> None:
        """Show the same list with other rows; the scroll position stays."""
        bar = self.view.verticalScrollBar()
        scrolled = bar.value()
        self.model.show_rows(rows, keys)
        bar.setValue(scrolled)

    def complete(self) -> None:
        """Announce that the keys of all rows are known."""
        self._is_complete = True
        self.completed.emit()

    def show_error(self, error: Exception) -> None:
        """Show an error."""
        show_failure(self, error)

    def _exported(self) -> Callable[[Work], Table]:
        wanted, find, columns = self.wanted, self._find, self.model.columns
        return lambda work: workbook_table(columns, find.whole(work, wanted))

    def _printed(self) -> Callable[[Work], Table]:
        wanted, find, columns = self.wanted, self._find, self.model.columns
        if not self._spec.prints_all_columns:
            columns = tuple(columns[position] for position in self.view.columns_shown())
        most, code = find.most_printed, "export.too_many_to_print"
        return lambda work: text_table(columns, find.whole(work, wanted, most=most, code=code))

    def _run(self, op: Callable[[Work], Any], success: Callable[[Any], object]) -> None:
        self._background.run(op, parent=self, success=success, failure=self.show_error)

    def _fetch(self, keys: Sequence[int]) -> None:
        read, wanted = self._find.rows, list(keys)
        self._run(lambda work: read(work, wanted), lambda rows: self.model.add_rows(wanted, rows))

    def _ask(self, op: Callable[[Work], Any], take: Callable[[Any], object]) -> None:
        question = self._question

        def go_on(answer: Any) -> None:
            if question == self._question:
                take(answer)

        self._run(op, go_on)

    def _ask_keys(self, take: Callable[[array[int]], object]) -> None:
        read, wanted = self._find.keys, self.wanted
        self._ask(lambda work: read(work, wanted), take)

    def _extend(self, keys: array[int]) -> None:
        if self.model.extend(keys):
            self.complete()
        else:
            # Something has changed between the two queries.
            self.ask_first(self.renew)

    @Slot()
    def _note_current(self) -> None:
        is_one = self.view.current_key() is not None
        self._awaits_current = is_one and self.view.current_row() is None

    @Slot()
    def _on_page_added(self) -> None:
        if self._awaits_current and self.view.current_row() is not None:
            self._awaits_current = False
            self.current_loaded.emit()

    @Slot()
    def _on_copy_requested(self) -> None:
        count = self.view.selected_count()
        if not count:
            self._ask_keys(self._copy)  # all rows, of which maybe only the first are known
        elif count > MOST_COPIED:
            self._refuse_to_copy()
        else:
            self._copy(array("q", self.view.selected_keys()))

    def _copy(self, keys: array[int]) -> None:
        """Load the rows of some keys, and copy them."""
        if len(keys) > MOST_COPIED:
            self._refuse_to_copy()
        elif keys:
            read = self._find.rows
            self._run(lambda work: read(work, keys), self.view.copy_these)

    def _refuse_to_copy(self) -> None:
        most = number_text(MOST_COPIED)
        show_message(self, f"En çok {most} satır kopyalanır; fazlasını Excel dosyasına aktarınız.")
