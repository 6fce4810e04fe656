"""Lists that ask the database, and what is done with their rows: those of records in dialogs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypedDict, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.export import list_actions
from alo183_desktop.gui.kit.table.filters import FilterRow
from alo183_desktop.gui.kit.table.models import (
    PagedModel,
    RowsModel,
    TableModel,
    text_table,
    workbook_table,
)
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from _typeshed import DataclassInstance
    from PySide6.QtGui import QShowEvent

    from alo183_desktop.access.register import Register
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.workbooks import Table
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.gui.kit.table.export import ExportTrail
    from alo183_desktop.gui.kit.table.filters import Control
    from alo183_desktop.gui.kit.table.models import Column
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.shared.clock import Clock

    Options = Mapping[str, Sequence[tuple[int, str]]]

RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT", bound="DataclassInstance")
PAGE: Final = 200
"""Rows that are read at a time."""
NO_MATCH: Final = (
    "Aramanıza uyan kayıt yok",
    "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün kayıtları gösterin.",
    "Bütün kayıtları göster",
)
"""Of lists that have filters."""


class LivePane(QWidget):
    """Shows what the database says, and asks again when some of it has changed.

    One question is on its way at a time: who wants something else meanwhile is answered after it.
    What changes while nobody can see the pane is asked for when it is shown.

    Attributes:
        background: Runs what touches the database.
        topics: What must have changed for it to ask again.
        may_edit: Whether the role may change a row.

    Signals:
        loaded: What is shown is what the database says.
    """

    topics: frozenset[Topic]
    may_edit = False

    loaded = Signal()

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.background = background
        self._asking = False
        self._asked_again = False
        self._is_stale = True
        background.changed.connect(self._on_changed)

    def question(self) -> Callable[[Work], Any]:
        """Return what asks the database for all that is shown."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what the database said."""
        raise NotImplementedError

    def views(self) -> tuple[TableView, ...]:
        """Return the lists, which say that they wait."""
        raise NotImplementedError

    def add(self) -> None:
        """Begin a new row; for a page that has a button for it (`PagePart.adds`)."""
        raise NotImplementedError

    def make_list_button(self, *, parent: QWidget) -> QWidget | None:  # noqa: ARG002 - for others
        """Return a button for what is done with the whole list; None: this is none."""
        return None

    def takes(self, query: object) -> bool:  # noqa: ARG002 - for others
        """Return whether this is the list (a `ListPane`) that another page asks for."""
        return False

    @Slot()
    def refresh(self) -> None:
        """Ask now; while an answer is on its way, once more after it."""
        if self._asking:
            self._asked_again = True
            return
        self._asking = True
        self._is_stale = False
        for view in self.views():
            view.set_loading(True)
        self.background.run(
            self.question(), parent=self, success=self._on_answer, failure=self._on_no_answer
        )

    def refresh_if_stale(self) -> None:
        """Ask if something has changed since the pane was looked at last."""
        if self._is_stale:
            self.refresh()

    def fail(self, error: Exception) -> None:
        """Tell what went wrong."""
        show_failure(self, error)

    def _on_answer(self, answer: Any) -> None:
        self._asking = False
        if self._asked_again:
            self._asked_again = False
            self.refresh()
            return
        for view in self.views():
            view.set_loading(False)
        self.show_answer(answer)
        self.loaded.emit()

    def _on_no_answer(self, error: Exception) -> None:
        self._asking = self._asked_again = False
        self._is_stale = True
        for view in self.views():
            view.set_loading(False)
        self.fail(error)

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if not topics & self.topics:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_if_stale()


class FoundModel(PagedModel[RowT]):
    """What a filter finds, read page by page.

    Attributes:
        wanted: The filter of what is shown.

    Signals:
        page_added: One more page stands below.
    """

    page_added = Signal()

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        find: Callable[..., Sequence[RowT]],
        background: Background,
        *,
        wanted: Any,
        parent: QWidget,
    ) -> None:
        """Make it empty.

        Args:
            columns: From left to right.
            find: Called as `find(work, wanted, after=row, limit=PAGE)`, it returns the rows that
                follow one (None: the first ones); without a limit all of them.
            background: Runs the questions.
            wanted: The filter of what leaves before anything is shown.
            parent: Where people are told of what goes wrong.
        """
        super().__init__(columns, self._ask, parent=parent)
        self._find = find
        self._background = background
        self.wanted = wanted
        self._first: Sequence[RowT] | None = None
        self._shown_times = 0
        self._place = parent

    def show_found(self, wanted: Any, first: Sequence[RowT]) -> None:
        """Show the first page of a filter; the others are read as somebody scrolls."""
        self.wanted = wanted
        self._first = first
        self._shown_times += 1
        self.restart()

    def whole(self, make_table: Callable[..., Table] = workbook_table) -> Callable[[Work], Table]:
        """Return what reads every wanted row, not only those that are loaded, into a table."""
        wanted, find, columns = self.wanted, self._find, self.columns
        return lambda work: make_table(columns, find(work, wanted, limit=None))

    def note(self) -> str:
        """Return how many rows are loaded, for the head of a print; empty when all are."""
        return "" if self.is_complete() else f"en yeni {number_text(self.rowCount())} kayıt"

    def _ask(self, after: RowT | None) -> None:
        if after is None:
            # The first page comes with all else that is shown; before that the view waits.
            if self._first is not None:
                self.add_page(self._first, last=len(self._first) < PAGE)
            return
        wanted, find, times = self.wanted, self._find, self._shown_times

        def add(rows: Sequence[RowT]) -> None:
            # Otherwise the list has begun anew meanwhile: these rows follow none that it shows.
            if times == self._shown_times:
                self.add_page(rows, last=len(rows) < PAGE)
                self.page_added.emit()

        self._background.run(
            lambda work: find(work, wanted, after=after, limit=PAGE),
            parent=self._place,
            success=add,
        )


@dataclass(frozen=True, kw_only=True)
class RowAct:
    """What is done with one thing in one transaction, and in which words."""

    words: str = ""
    """In the menu of a row."""
    key: str = ""
    """That does it from the list."""
    right: Right | None = None
    """Without which it is not offered."""
    do: Callable[[Work, Any], object]
    said: Callable[[Any], str]
    """What is told once it is done."""
    changes: frozenset[Topic]
    asks: Callable[[Any], tuple[str, str, str]] | None = None
    """Title, text and verb of the question before it; None: it is done at once."""
    refuses: Callable[[Any], str] = lambda _row: ""
    """Why it is not done, which is told in the place of the question; empty: it is."""

    def run(
        self,
        row: Any,
        background: Background,
        *,
        parent: QWidget,
        after: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask, where it asks, and do it; `after` goes on once it is done."""
        refusal = self.refuses(row)
        if refusal:
            tell(parent, refusal, State.NONE)
            return
        if self.asks is not None:
            title, text, verb = self.asks(row)
            if not dialogs.confirm(parent.window(), title=title, text=text, verb=verb):
                return

        def go_on(_done: object) -> None:
            tell(parent, self.said(row))
            after()

        background.run(
            lambda work: self.do(work, row), parent=parent, success=go_on, changes=self.changes
        )


@dataclass(frozen=True, kw_only=True)
class ListSpec:
    """What one list is."""

    key: str
    """Under which the widths of its columns are remembered."""
    title: str
    """Heads its print and names its file."""
    name: str = ""
    """What is listed, for who hears the screen; empty: the title."""
    trail: ExportTrail
    """Writes down that it leaves, as `what`."""
    what: str
    row_key: Callable[[Any], object]
    """What makes a row the same row after it was read again."""
    no_match: tuple[str, str, str] | None = None
    """That nothing matches, what to do, the verb that shows all; None: as every list says it."""
    prints_whole: bool = False
    """A print holds all that is found with all columns; otherwise what the list shows."""


class Listing(QWidget):
    """One list alone in its place.

    Attributes:
        view: Its rows.
        list_actions: Copy, workbook (of all pages) and print.
    """

    def __init__(
        self,
        spec: ListSpec,
        model: TableModel[Any],
        background: Background,
        *,
        clock: Clock,
        note: Callable[[], str],
        parent: QWidget,
    ) -> None:
        """Make it.

        Args:
            spec: What it is.
            model: Its rows; those that are all in memory can be sorted.
            background: Makes files and pages.
            clock: Tells the day in the names of files; UTC.
            note: What narrows the list just now, for the head of its print.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.view = TableView(spec.key, name=spec.name or spec.title, parent=self)
        self.view.set_row_key(spec.row_key)
        self.view.setModel(model)
        if isinstance(model, RowsModel):
            self.view.let_sort()
        if spec.no_match is not None:
            self.view.set_no_match_texts(*spec.no_match)
        self.list_actions = list_actions(
            self.view,
            background,
            title=spec.title,
            clock=clock,
            note=note,
            trail=spec.trail,
            what=spec.what,
            whole=model.whole if isinstance(model, FoundModel) else None,
            printed=partial(model.whole, text_table)
            if spec.prints_whole and isinstance(model, FoundModel)
            else None,
            parent=self,
        )
        make_column(self, self.view)


@dataclass(frozen=True, kw_only=True)  # no slots: with them Python 3.11 refuses to call it with […]
class FilteredListSpec(ListSpec, Generic[RowT, FilterT]):
    """What a list is that asks the database by its filters."""

    topics: frozenset[Topic]
    """What must have changed for it to ask again."""
    no_match: tuple[str, str, str] | None = NO_MATCH
    find: Callable[..., Sequence[RowT]]
    """Reads the rows of a filter, in the order of the list; of pages as `FoundModel` asks."""
    is_paged: bool = True
    """Otherwise all rows are read at once, and can be sorted by any column."""
    everything: FilterT
    """The filter that leaves nothing out."""
    searched: str = ""
    """What can be searched for; empty where the page has a field for all its lists."""
    filters: Sequence[Control] = ()
    columns: Sequence[Column[RowT]]
    shown: int | None = None
    """As many columns are shown; files hold all. None: all are."""
    empty: tuple[str, str]
    """What the list is while nothing is in it."""
    acts: Sequence[RowAct] = ()
    """What is done with its current row."""


class PaneContext(TypedDict):
    """What a page makes each of its lists with."""

    actor: Actor
    opener: OneDialog
    clock: Clock
    parent: QWidget


class ListPane(LivePane, Generic[RowT, FilterT]):
    """Filters above, the list below, at its right a card.

    Attributes:
        spec: What it is.
        filters: The row above.
        model: The rows that are loaded.
        view: The list.
        list_actions: Copy, workbook (of all pages) and print.
        opener: Opens its dialogs.
        clock: For now; UTC.
    """

    def __init__(
        self,
        spec: FilteredListSpec[RowT, FilterT],
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        read_beside: Callable[[Work, FilterT], Any] = lambda _work, _wanted: None,
        show_beside: Callable[[Any], object] = lambda _more: None,
        parent: QWidget,
    ) -> None:
        """Make the pane; it asks when it is shown, or when it is told to before.

        Args:
            spec: What it is.
            background: Runs the questions, makes files and pages.
            actor: Who may do its acts, export and print it.
            opener: Opens the dialogs of the page.
            clock: For now; UTC.
            read_beside: Reads in the same transaction what is shown beside the rows.
            show_beside: Gets that before the rows are shown.
            parent: The page: Ctrl+F works anywhere within it.
        """
        super().__init__(background, parent=parent)
        self.spec = spec
        self.topics = spec.topics
        self.opener = opener
        self.clock = clock
        self._read_beside = read_beside
        self._show_beside = show_beside
        self.filters = FilterRow(
            spec.everything,
            spec.filters,
            searched=spec.searched,
            today=local_day(clock()),
            page=parent,
            parent=self,
        )
        self.model: FoundModel[RowT] | RowsModel[RowT] = (
            FoundModel(spec.columns, spec.find, background, wanted=spec.everything, parent=self)
            if spec.is_paged
            else RowsModel(spec.columns, parent=self)
        )
        self._listing = Listing(
            spec, self.model, background, clock=clock, note=self.note, parent=self
        )
        self.view = self._listing.view
        self.list_actions = self._listing.list_actions
        self.view.set_empty_texts(*spec.empty)
        if spec.shown is not None:
            self.view.show_columns(range(spec.shown))
        self._box = make_column(self, self.filters, (self._listing, 1), gap=12)
        self.filters.narrowed.connect(self.refresh)
        self.filters.search.left_downwards.connect(partial(self.view.setFocus))
        self.view.show_all_requested.connect(self.show_all)
        # Where a field above has the focus, too: some keys are the field's own otherwise.
        self.addActions(self.list_actions.acts_by_key())
        self.list_actions.allow(actor)
        for act in spec.acts:
            if act.right is None or may(actor.role, act.right, actor.given):
                self.add_act(act)

    def add_act(self, act: RowAct) -> None:
        """Offer an act for the current row."""
        action = self.view.add_row_action(act.words, shortcut=act.key)
        action.triggered.connect(lambda: self._do(act))

    def _do(self, act: RowAct) -> None:
        row = self.current()
        if row is not None:
            act.run(row, self.background, parent=self, after=lambda: self.after_act(act, row))

    def after_act(self, act: RowAct, row: RowT) -> None:
        """Go on once an act was done with a row."""

    def add_card(self, card: QWidget, show_row: Callable[[Any], object]) -> None:
        """Put a card at the right that shows the current row (None: none is); Space hides it."""
        self._box.addWidget(
            Splitter(self.spec.key, self._listing, card, sizes=(728, 296), parent=self), 1
        )
        self.view.row_changed.connect(lambda: show_row(self.current()))
        self.view.preview_requested.connect(lambda: card.setVisible(card.isHidden()))

    def current(self) -> RowT | None:
        """Return the row that an act is for."""
        row: RowT | None = self.view.current_row()
        return row

    def wanted(self) -> FilterT:
        """Return which rows are shown; a list with controls of its own adds what they say."""
        return self.filters.query()

    def note(self) -> str:
        """Return what narrows the list, for the head of a print."""
        parts = [self.filters.note()]
        if isinstance(self.model, FoundModel):
            parts.append(self.model.note())
        return "; ".join(part for part in parts if part)

    @override
    def make_list_button(self, *, parent: QWidget) -> QWidget:
        return self.list_actions.make_button(parent=parent)

    @override
    def takes(self, query: object) -> bool:
        return isinstance(query, type(self.spec.everything))

    def show_query(self, wanted: FilterT) -> None:
        """Show exactly what another page counted, with a chip that says what it is."""
        self.filters.show_query(wanted)
        self.refresh()
        self.view.setFocus()

    @Slot()
    def show_all(self) -> None:
        """Leave nothing out any more."""
        self.filters.clear()
        self.refresh()

    @override
    def question(self) -> Callable[[Work], tuple[FilterT, Sequence[RowT], Any]]:
        wanted, read_beside = self.wanted(), self._read_beside
        find = partial(self.spec.find, limit=PAGE) if self.spec.is_paged else self.spec.find
        return lambda work: (wanted, find(work, wanted), read_beside(work, wanted))

    @override
    def show_answer(self, answer: tuple[FilterT, Sequence[RowT], Any]) -> None:
        wanted, rows, more = answer
        self._show_beside(more)
        self.view.set_narrowed(self.filters.is_narrow())
        if isinstance(self.model, FoundModel):
            self.model.show_found(wanted, rows)
        else:
            self.model.set_rows(rows)
        self.view.select_first()

    @override
    def views(self) -> tuple[TableView, ...]:
        return (self.view,)


@dataclass(frozen=True, kw_only=True)
class RecordActs:
    """What is done with the rows of such a list, and in which words."""

    register: Register[Any]
    """Opens, saves and removes a row."""
    changes: frozenset[Topic]
    number: Callable[[Any], int]
    """The id of a row."""
    called: Callable[[Any], str]
    """By what people know a row."""
    titles: tuple[str, str]
    """Of the dialog that adds one, and of the one that puts one right."""
    said: tuple[str, str]
    """What is told once one is saved, and once one is removed."""
    removing: tuple[str, str, str]
    """Of the question before one is removed: its title, its text, its verb."""
    removal_words: str = "Si&l…"
    """In the menu of a row."""
    kept: Callable[[Any], str] = lambda _row: ""
    """Why a row cannot be removed, which is told in the place of the question; empty: it can."""
    options: Callable[[Work, Any], Options] = lambda _work, _row: {}
    """What its links offer; the row is the one that is put right."""
    refused: Mapping[str, str] | None = None
    """As `RecordDialog`."""
    more: Sequence[RowAct] = ()
    """What else is done with a row by whoever may change it."""
    columns: int = 2
    """Of its form."""
    explanation: str = ""
    """Under the title of the dialog."""
    width: int = 640
    first: str = ""
    """The field that takes the focus; empty: the first one."""

    @property
    def removal(self) -> RowAct:
        """How a row is removed: after a question."""
        title, text, verb = self.removing
        return RowAct(
            words=self.removal_words,
            key="Del",
            do=lambda work, row: self.register.remove(work, self.number(row), version=row.version),
            said=lambda _row: self.said[1],
            changes=self.changes,
            asks=lambda row: (title, f"{self.called(row)}: {text}", verb),
            refuses=self.kept,
        )


def row_dialog(
    acts: RecordActs,
    number: int | None,
    opened: tuple[Any, int],
    options: Options,
    *,
    kind: Callable[..., RecordDialog[Any]] = RecordDialog,
    **common: Unpack[DialogContext],
) -> RecordDialog[Any]:
    """Return the dialog of a row; without a number it adds one. Arguments as `RecordDialog`.

    `kind` makes it, of the same arguments: a dialog that adds something to what all have.
    """
    return register_dialog(
        acts.register,
        number,
        opened,
        kind=kind,
        title=acts.titles[number is not None],
        options=options,
        refused=acts.refused,
        explanation=acts.explanation,
        width=acts.width,
        first=acts.first,
        form=Form(columns=acts.columns),
        changes=acts.changes,
        **common,
    )


class RecordPane(ListPane[RowT, FilterT]):
    """A list whose rows are records."""

    def __init__(
        self,
        spec: FilteredListSpec[RowT, FilterT],
        acts: RecordActs,
        background: Background,
        *,
        read_beside: Callable[[Work, FilterT], Any] = lambda _work, _wanted: None,
        show_beside: Callable[[Any], object] = lambda _more: None,
        **context: Unpack[PaneContext],
    ) -> None:
        """Make the list; arguments as `ListPane`, with what is done with its rows."""
        super().__init__(
            spec, background, read_beside=read_beside, show_beside=show_beside, **context
        )
        role = context["actor"].role
        self.may_edit = all(may(role, right) for right in acts.register.rights)
        self._acts = acts
        if self.may_edit:
            view = self.view
            view.set_empty_texts(*spec.empty, acts.titles[0])
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self.change)
            for act in (acts.removal, *acts.more):
                self.add_act(act)
            view.opened.connect(self.change)
            view.empty_action.connect(self.begin)

    @override
    @Slot()
    def add(self, **more: Any) -> None:
        """Add a row; `more` goes to `make_dialog`."""
        self.opener.prepare(
            lambda work: self._acts.options(work, None),
            lambda options: self._show(None, (None, 0), options, **more),
        )

    @Slot()
    def begin(self) -> None:
        """Do what an empty list offers: add the first row."""
        self.add()

    def make_dialog(
        self, number: int | None, opened: tuple[Any, int], options: Options, **common: Any
    ) -> RecordDialog[Any]:
        """Return the dialog of a row, as `row_dialog`; with what `add` or `put_right` was given."""
        return row_dialog(self._acts, number, opened, options, **common)

    def after_closing(self, number: int, before: Any) -> None:
        """Go on once a dialog that saved is gone.

        Args:
            number: The id of the row.
            before: What was stored; None: the row is new.
        """

    @Slot()
    def change(self) -> None:
        """Put the current row right."""
        row: Any = self.current()
        if row is not None:
            self.put_right(row)

    def put_right(self, row: Any, **more: Any) -> None:
        """Put a row right; `more` goes to `make_dialog`."""
        number = self._acts.number(row)
        self.opener.prepare(
            lambda work: (self._acts.register.open(work, number), self._acts.options(work, row)),
            lambda read: self._show(number, *read, **more),
        )

    @Slot()
    def remove(self) -> None:
        """Remove the current row once asked."""
        row = self.current()
        if row is not None:
            self._acts.removal.run(row, self.background, parent=self)

    def _show(
        self, number: int | None, opened: tuple[Any, int], options: Options, **more: Any
    ) -> None:
        dialog = self.make_dialog(number, opened, options, **self.opener.context(), **more)

        def go_on(saved: int) -> None:
            # Only once it is gone can another one come.
            dialog.finished.connect(lambda _result: self.after_closing(saved, opened[0]))

        dialog.saved.connect(go_on)
        self.opener.show_dialog(dialog, self._acts.said[0])
