"""Lists that query the database, and actions on their rows: those of records open dialogs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.lists import KeyedRows
from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.filters import FilterRow
from alo183_desktop.gui.kit.table.listing import Listing, LongListing
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from _typeshed import DataclassInstance
    from PySide6.QtGui import QShowEvent

    from alo183_desktop.access.form_access import FormAccess
    from alo183_desktop.access.lists import FilteredListSpec
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.gui.kit.side_card import SideCard
    from alo183_desktop.gui.kit.table.models import TableModel
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.shared.clock import Clock

    Options = Mapping[str, Sequence[tuple[int, str]]]

RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT", bound="DataclassInstance")


class LivePane(QWidget):
    """Shows the result of a query, and repeats it when some of the data has changed.

    One query is pending at a time: a later request is run after it. A change while the pane is
    hidden is queried when it is shown.

    Attributes:
        background: Runs database work.
        topics: The topics whose changes repeat the query.
        may_edit: Whether the role may change a row.

    Signals:
        loaded: The pane shows the current result.
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

    def query(self) -> Callable[[Work], Any]:
        """Return the query for everything shown."""
        raise NotImplementedError

    def show_result(self, answer: Any) -> None:
        """Show the result of the query."""
        raise NotImplementedError

    def views(self) -> tuple[TableView, ...]:
        """Return the lists, which show that they are loading."""
        raise NotImplementedError

    def add(self) -> None:
        """Add a row; for a page that has a button for it (`PagePart.adds`)."""
        raise NotImplementedError

    def make_list_button(self, *, parent: QWidget) -> QWidget | None:  # noqa: ARG002 - for others
        """Return a button with actions on the whole list; None: this pane is no list."""
        return None

    def tools(self) -> QWidget | None:
        """Return the widget beside the names of the lists while this one is shown; or None."""
        return None

    def accepts_filter(self, query: object) -> bool:  # noqa: ARG002 - for others
        """Return whether `query` from another page is for this list (a `ListPane`)."""
        return False

    @Slot()
    def refresh(self) -> None:
        """Query now; while a query is pending, once more after it."""
        if self._asking:
            self._asked_again = True
            return
        self._asking = True
        self._is_stale = False
        for view in self.views():
            view.set_loading(True)
        self.background.run(
            self.query(), parent=self, success=self._on_answer, failure=self._on_no_answer
        )

    def refresh_if_stale(self) -> None:
        """Query if something has changed since the pane was last shown."""
        if self._is_stale:
            self.refresh()

    def show_error(self, error: Exception) -> None:
        """Show an error."""
        show_failure(self, error)

    def _on_answer(self, answer: Any) -> None:
        self._asking = False
        if self._asked_again:
            self._asked_again = False
            self.refresh()
            return
        for view in self.views():
            view.set_loading(False)
        self.show_result(answer)
        self.loaded.emit()

    def _on_no_answer(self, error: Exception) -> None:
        self._asking = self._asked_again = False
        self._is_stale = True
        for view in self.views():
            view.set_loading(False)
        self.show_error(error)

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


@dataclass(frozen=True, kw_only=True)
class RowAct:
    """An action on one row in one transaction, with its texts."""

    words: str = ""
    """In the menu of a row."""
    key: str = ""
    """Its shortcut in the list."""
    right: Right | None = None
    """Without it the action is not offered."""
    do: Callable[[Work, Any], object]
    message: Callable[[Any], str]
    """The message afterwards."""
    changes: frozenset[Topic]
    asks: Callable[[Any], tuple[str, str, str]] | None = None
    """Title, text and verb of the question before it; None: it is done at once."""
    refuses: Callable[[Any], str] = lambda _row: ""
    """Why it is refused, shown instead of the question; empty: it is not."""

    def run(
        self,
        row: Any,
        background: Background,
        *,
        parent: QWidget,
        after: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask, if it has a question, and do it; `after` runs once it is done."""
        refusal = self.refuses(row)
        if refusal:
            show_message(parent, refusal, State.NONE)
            return
        if self.asks is not None:
            title, text, verb = self.asks(row)
            if not dialogs.confirm(parent.window(), title=title, text=text, verb=verb):
                return

        def go_on(_done: object) -> None:
            show_message(parent, self.message(row))
            after()

        background.run(
            lambda work: self.do(work, row), parent=parent, success=go_on, changes=self.changes
        )


class PaneContext(TypedDict):
    """Common arguments of the lists of a page."""

    actor: Actor
    opener: OneDialog
    clock: Clock
    parent: QWidget


class ListPane(LivePane, Generic[RowT, FilterT]):
    """Filters above, the list below, a card at its right.

    Attributes:
        spec: Its properties.
        filters: The row above the list.
        model: The loaded rows.
        view: The list.
        list_actions: Copy, workbook (of all pages) and print.
        opener: Opens its dialogs.
        clock: The current time; UTC.
    """

    def __init__(  # noqa: PLR0913 - what differs between the lists
        self,
        spec: FilteredListSpec[RowT, FilterT],
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        topics: frozenset[Topic],
        read_beside: Callable[[Work, FilterT], Any] = lambda _work, _wanted: None,
        show_beside: Callable[[Any], object] = lambda _more: None,
        parent: QWidget,
    ) -> None:
        """Make the pane; it queries when it is shown, or when it is refreshed before.

        Args:
            spec: Its properties.
            background: Runs the queries, makes files and pages.
            topics: The topics whose changes repeat the query.
            actor: Determines which actions, exports and prints are offered.
            opener: Opens the dialogs of the page.
            clock: The current time; UTC.
            read_beside: Reads further data in the same transaction.
            show_beside: Gets that data before the rows are shown.
            parent: The page: Ctrl+F works anywhere within it.
        """
        super().__init__(background, parent=parent)
        self.spec = spec
        self.topics = topics
        self.opener = opener
        self._actor = actor
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
        find = spec.find
        self._listing: Listing
        self._read: Callable[[Work, FilterT], Any] = find
        self._show_rows: Callable[[FilterT, Any], object]
        if isinstance(find, KeyedRows):
            self._listing = long = LongListing(
                spec,
                find,
                spec.columns,
                background,
                wanted=spec.everything,
                clock=clock,
                note=self.note,
                parent=self,
            )
            self.model: TableModel[RowT] = long.model
            self._read, self._show_rows = find.begin, long.show_result
        else:
            self.model = rows = RowsModel(spec.columns, parent=self)
            self._listing = Listing(
                spec, rows, background, clock=clock, note=self.note, parent=self
            )
            self._show_rows = lambda _wanted, found: rows.set_rows(found)
        self.view = self._listing.view
        self.list_actions = self._listing.list_actions
        self.view.set_empty_texts(*spec.empty)
        if spec.shown is not None:
            self.view.show_columns(range(spec.shown))
        self._box = make_column(self, self.filters, (self._listing, 1), gap=12)
        self.filters.filtered.connect(self.refresh)
        self.filters.search.left_downwards.connect(partial(self.view.setFocus))
        self.view.show_all_requested.connect(self.show_all)
        # Where a field above has the focus, too: otherwise some keys belong to the field.
        self.addActions(self.list_actions.acts_by_key())
        self.list_actions.allow(actor)

    def add_act(self, act: RowAct) -> None:
        """Offer an action on the current row to users with its right."""
        if act.right is not None and not may(self._actor.role, act.right, self._actor.given):
            return
        action = self.view.add_row_action(act.words, shortcut=act.key)
        action.triggered.connect(lambda: self._do(act))

    def _do(self, act: RowAct) -> None:
        row = self.current()
        if row is not None:
            act.run(row, self.background, parent=self, after=lambda: self.after_act(act, row))

    def after_act(self, act: RowAct, row: RowT) -> None:
        """React after an action on a row."""

    def add_card(self, card: SideCard, show_row: Callable[[Any], object]) -> None:
        """Put a card at the right that shows the current row (None: none is); Space hides it."""
        card.set_lists(self.view)
        self._box.addWidget(
            Splitter(self.spec.key, self._listing, card, sizes=(728, 296), parent=self), 1
        )
        for signal in (self.view.row_changed, self._listing.current_loaded):
            signal.connect(lambda: show_row(self.current()))
        self.view.preview_requested.connect(lambda: card.setVisible(card.isHidden()))

    def current(self) -> RowT | None:
        """Return the row that actions apply to."""
        row: RowT | None = self.view.current_row()
        return row

    def wanted(self) -> FilterT:
        """Return the current filter; a list with controls of its own adds theirs."""
        return self.filters.query()

    def note(self) -> str:
        """Return the current filter as a text, for the head of a print."""
        return self.filters.note()

    @override
    def make_list_button(self, *, parent: QWidget) -> QWidget:
        return self.list_actions.make_button(parent=parent)

    @override
    def accepts_filter(self, query: object) -> bool:
        return isinstance(query, type(self.spec.everything))

    def show_query(self, wanted: FilterT) -> None:
        """Show exactly the rows that another page counted, with a chip that names the filter."""
        self.filters.show_query(wanted)
        self.refresh()
        self.view.setFocus()

    @Slot()
    def show_all(self) -> None:
        """Clear all filters."""
        self.filters.clear()
        self.refresh()

    def show_new(self, dialog: FormDialog, message: str = "") -> None:
        """Show the form of a new row: once it is saved, its row is the current one.

        Otherwise the keys of a row would act on the one that was current before.
        """
        dialog.saved.connect(self.view.await_row)
        self.opener.show_dialog(dialog, message)

    @override
    def query(self) -> Callable[[Work], tuple[FilterT, Any, Any]]:
        wanted, read, read_beside = self.wanted(), self._read, self._read_beside
        return lambda work: (wanted, read(work, wanted), read_beside(work, wanted))

    @override
    def show_result(self, answer: tuple[FilterT, Any, Any]) -> None:
        wanted, rows, more = answer
        self._show_beside(more)
        self.view.set_filtered(self.filters.is_filtered())
        self._show_rows(wanted, rows)
        self.view.select_first()

    @override
    def views(self) -> tuple[TableView, ...]:
        return (self.view,)


@dataclass(frozen=True, kw_only=True)
class RecordActs:
    """Actions on the rows of a `RecordPane`, with their texts."""

    access: FormAccess[Any]
    """Opens, saves and removes a row."""
    changes: frozenset[Topic]
    row_id: Callable[[Any], int]
    """The id of a row."""
    called: Callable[[Any], str]
    """The name of a row for users."""
    titles: tuple[str, str]
    """Of the dialog that adds one, and of the one that edits one."""
    messages: tuple[str, str]
    """The messages after one is saved, and after one is removed."""
    removing: tuple[str, str, str] | None = None
    """Of the question before one is removed: its title, its text, its verb; None: none is."""
    removal_words: str = "Si&l…"
    """In the menu of a row."""
    kept: Callable[[Any], str] = lambda _row: ""
    """Why a row cannot be removed, shown instead of the question; empty: it can."""
    options: Callable[[Work, Any], Options] = lambda _work, _row: {}
    """The choices of its links; the row is the one being edited."""
    refused: Mapping[str, str] | None = None
    """As `RecordDialog`."""
    more: Sequence[RowAct] = ()
    """Further actions for users who may change a row."""
    columns: int = 2
    """Of its form."""
    explanation: str = ""
    """Under the title of the dialog."""
    width: int = 640
    first: str = ""
    """The field with the initial focus; empty: the first one."""

    @property
    def removal(self) -> RowAct:
        """The removal of a row, after a question."""
        if self.removing is None:
            raise TypeError("these rows are not removed")
        title, text, verb = self.removing
        return RowAct(
            words=self.removal_words,
            key="Del",
            do=lambda work, row: self.access.remove(work, self.row_id(row), version=row.version),
            message=lambda _row: self.messages[1],
            changes=self.changes,
            asks=lambda row: (title, f"{self.called(row)}: {text}", verb),
            refuses=self.kept,
        )


def row_dialog(
    acts: RecordActs,
    record_id: int | None,
    opened: tuple[Any, int],
    options: Options,
    *,
    kind: Callable[..., RecordDialog[Any]] = RecordDialog,
    **common: Unpack[DialogContext],
) -> RecordDialog[Any]:
    """Return the dialog of a row; without an id it adds one. Arguments as `RecordDialog`.

    `kind` is its class, with the same arguments: a dialog that adds to the common one.
    """
    return register_dialog(
        acts.access,
        record_id,
        opened,
        kind=kind,
        title=acts.titles[record_id is not None],
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
        topics: frozenset[Topic],
        read_beside: Callable[[Work, FilterT], Any] = lambda _work, _wanted: None,
        show_beside: Callable[[Any], object] = lambda _more: None,
        **context: Unpack[PaneContext],
    ) -> None:
        """Make the list; arguments as `ListPane`, with the actions on its rows."""
        super().__init__(
            spec,
            background,
            topics=topics,
            read_beside=read_beside,
            show_beside=show_beside,
            **context,
        )
        role = context["actor"].role
        self.may_edit = all(may(role, right) for right in acts.access.rights)
        self._acts = acts
        if self.may_edit:
            view = self.view
            view.set_empty_texts(*spec.empty, acts.titles[0])
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self.change)
            view.add_row_action(acts.removal_words, shortcut="Del").triggered.connect(self.remove)
            for act in acts.more:
                self.add_act(act)
            view.opened.connect(self.change)
            view.empty_action.connect(self.begin)

    @override
    @Slot()
    def add(self, acts: RecordActs | None = None, **more: Any) -> None:
        """Add a row; `acts` as `acts_of`, and `more` goes to `make_dialog`."""
        of = acts or self._acts
        self.opener.prepare(
            lambda work: of.options(work, None),
            lambda options: self._show(of, None, (None, 0), options, **more),
        )

    @Slot()
    def begin(self) -> None:
        """Do what an empty list offers: add the first row."""
        self.add()

    def acts_of(self, row: RowT) -> RecordActs:  # noqa: ARG002 - for rows of several kinds
        """Return the actions on a row."""
        return self._acts

    def key_of(self, acts: RecordActs, record_id: int) -> object:  # noqa: ARG002 - likewise
        """Return the key of a row (`ListSpec.row_key`)."""
        return record_id

    def make_dialog(
        self,
        acts: RecordActs,
        record_id: int | None,
        opened: tuple[Any, int],
        options: Options,
        **common: Any,
    ) -> RecordDialog[Any]:
        """Return the dialog of a row, as `row_dialog`; with what `add` or `put_right` was given."""
        return row_dialog(acts, record_id, opened, options, **common)

    def after_closing(self, acts: RecordActs, record_id: int, before: Any) -> None:
        """Continue after a dialog has saved and closed.

        Args:
            acts: Those of the row.
            record_id: The id of the row.
            before: What was stored; None: the row is new.
        """

    @Slot()
    def change(self) -> None:
        """Edit the current row."""
        row: Any = self.current()
        if row is not None:
            self.put_right(row)

    def put_right(self, row: Any, **more: Any) -> None:
        """Edit a row; `more` goes to `make_dialog`."""
        acts = self.acts_of(row)
        record_id = acts.row_id(row)
        self.opener.prepare(
            lambda work: (acts.access.open(work, record_id), acts.options(work, row)),
            lambda read: self._show(acts, record_id, *read, **more),
        )

    @Slot()
    def remove(self) -> None:
        """Remove the current row after a question."""
        row = self.current()
        if row is not None:
            act = self.acts_of(row).removal
            act.run(row, self.background, parent=self, after=lambda: self.after_act(act, row))

    def _show(
        self,
        acts: RecordActs,
        record_id: int | None,
        opened: tuple[Any, int],
        options: Options,
        **more: Any,
    ) -> None:
        dialog = self.make_dialog(acts, record_id, opened, options, **self.opener.context(), **more)

        def go_on(saved: int) -> None:
            if record_id is None:
                self.view.await_row(self.key_of(acts, saved))
            # Only once it is closed can another one open.
            dialog.finished.connect(lambda _result: self.after_closing(acts, saved, opened[0]))

        dialog.saved.connect(go_on)
        self.opener.show_dialog(dialog, acts.messages[0])
