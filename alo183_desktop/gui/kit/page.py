"""The base of every page of the main window, and the one dialog that it may have open."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import EverywhereButton, PrimaryButton, Segmented
from alo183_desktop.gui.kit.chosen_files import dropped_file
from alo183_desktop.gui.kit.containers import Beside, group, make_column, make_row, scroll_area
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.filters import (
    AsOfField,
    FilterChip,
    read_filters,
    restore_filters,
)
from alo183_desktop.gui.kit.focus import ReadingOrderTabsMixin
from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label, muted_label
from alo183_desktop.gui.kit.notices import Toast, show_message
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.dialogs import AnyRecipe, ImportDialog
    from alo183_desktop.gui.kit.table.list_pane import ListPane, LivePane, PaneContext
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.states import State

IMPORT: Final = "import"
ADD_FIRST: Final = "add_first"
"""The argument of `show_query` for the empty form of what a page is begun with."""
IMPORT_FILE: Final = "import_file"
"""As `IMPORT`, with the system's window for the file in front of it."""
"""The query that makes a page open its import."""
_LEAST_SENTENCE: Final = 120
"""Minimum width of the sentence beside its marks, in pixels of the drawings."""
_GAP: Final = 12
"""Between two actions, and between two marks."""
_MINUTE_MS: Final = 60_000
_WITHIN: Final = Qt.ShortcutContext.WidgetWithChildrenShortcut
_SPACE: Final = 16
"""Between the title and the actions."""


class _TitleRow(Beside):
    """The title, and beside it the actions; the search loses its text first."""

    def __init__(self, title: QWidget, acts: QWidget, *, parent: QWidget) -> None:
        self.search: EverywhereButton | None = None
        self._title = title
        self._acts = acts
        super().__init__(title, acts, gap=_SPACE, parent=parent)

    @override
    def fit(self) -> None:
        room = self.width() - theme.px(_SPACE) - self._title.sizeHint().width()
        is_below = room < self._width_of_acts(is_short=True)
        if is_below:
            room = self.width()
        if self.search is not None:
            self.search.set_short(is_short=room < self._width_of_acts(is_short=False))
        self.put_below(is_below=is_below)

    def _width_of_acts(self, *, is_short: bool) -> int:
        width = self._acts.sizeHint().width()
        if self.search is None or self.search.isHidden():
            return width
        return width - self.search.sizeHint().width() + self.search.width_of(is_short=is_short)

    @override
    def minimumSizeHint(self) -> QSize:
        acts = self._width_of_acts(is_short=True)
        return QSize(max(self._title.sizeHint().width(), acts), super().minimumSizeHint().height())


def _more_words(count: int) -> str:
    return f"ve {number_text(count)} uyarı daha"


class PageHeader(QWidget):
    """Title, with its actions at the right; below them the status of the page.

    Where room is short the search loses its text first, and then the actions move
    below the title; no action is ever truncated.
    """

    def __init__(self, title: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._acts = group((), gap=_GAP, parent=self)
        heading = make_label(title, font=theme.title(), parent=self)
        self._top = _TitleRow(heading, self._acts, parent=self)
        self._subtitle = ElidedLabel("", role="muted", parent=self)
        self._marks: list[StateMark] = []
        self._more = muted_label("", parent=self)
        self._line = make_row(None, self._subtitle, self._more, 1, gap=_GAP)
        make_column(self, self._top, self._line, gap=4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_subtitle(self, text: str, *states: tuple[State, str]) -> None:
        """Show the status: a muted sentence, then marks such as (LATE, "1 görev boş")."""
        self._subtitle.set_text(text)
        for mark in self._marks:
            self._line.removeWidget(mark)
            mark.hide()  # it is destroyed only in the next turn of the event loop
            mark.deleteLater()
        self._marks = []
        for state, word in states:
            mark = StateMark(state, word, parent=self)
            self._line.insertWidget(self._line.count() - 2, mark)
            self._marks.append(mark)
        self.setToolTip("; ".join(word for _state, word in states))
        self._show_state()
        self._line.activate()  # else a new mark covers the title until the next turn

    def add_action(self, widget: QWidget) -> None:
        """Add an action at the right; the primary one comes last."""
        self._row().addWidget(widget)

    def insert_search(self, search: EverywhereButton) -> None:
        """Put the search of the whole program before the actions."""
        self._top.search = search
        self._row().insertWidget(0, search)

    def is_below(self) -> bool:
        """Return whether the actions are below the title."""
        return self._top.is_below()

    def _show_state(self) -> None:
        """Hide the sentence, and then the last marks, rather than truncate a mark.

        What is hidden is counted at the end; the tooltip names it.
        """
        gap, room = theme.px(_GAP), self.width()
        marks = [mark.sizeHint().width() for mark in self._marks]
        whole = sum(marks) + gap * len(marks)
        has_room = room >= whole + theme.px(_LEAST_SENTENCE)
        # Without marks it keeps the line, so that nothing moves when the first ones appear.
        self._subtitle.setVisible(not marks or (bool(self._subtitle.text()) and has_room))
        ends = list(accumulate(width + gap for width in marks))
        self._more.setText(_more_words(len(marks)))
        rest = self._more.sizeHint().width() if marks and ends[-1] - gap > room else -gap
        shown = max(1, sum(end + rest <= room for end in ends))
        for index, mark in enumerate(self._marks):
            mark.setVisible(index < shown)
        self._more.setText(_more_words(len(marks) - shown))
        self._more.setVisible(shown < len(marks))

    def _row(self) -> QHBoxLayout:
        row = self._acts.layout()
        assert isinstance(row, QHBoxLayout)  # noqa: S101 - made by `group`
        return row

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_state()


@dataclass(frozen=True, slots=True)
class Seen:
    """The visible state of a page."""

    filters: Mapping[str, str] = field(default_factory=dict)
    """The values of its controls, by name: texts and logins, which may identify a person."""
    rows: Mapping[str, object] = field(default_factory=dict)
    """The current row of each list, by the key of the list."""
    opened: Callable[[], int | None] = lambda: None
    """Returns the id of the unfinished change of an open dialog, once it is kept."""
    reading: str = ""
    """The title of a dialog in which a file had been read, whose answers are lost with it."""


class Page(ReadingOrderTabsMixin, QWidget):
    """One page: a header, and below it a list with its preview, or a dashboard.

    Attributes:
        background: Runs database work.
        actor: The user who is signed in.
        clock: For values that depend on the current time; UTC.
        header: Title, status, actions.
        content: Layout below the header.
        body: The parent of its widgets; one made with another parent is styled twice.
        toast: Reports what has just been done.

    Signals:
        kept_found: The keys of the optional pages on which something is kept.
        page_wanted: The key of a page on which the user wants to keep something from now on.
        badge_changed: The key of a page, a value of `State`, how many things are in it, and what
            they are, a line for each kind; an empty text for none.
        route_requested: A kind, such as `letter`, and the id of an item to show elsewhere.
        list_requested: The key of another page, and the filter to show there (`show_query`); None
            for its primary action.
        notice_settled: The notice above all pages has been dealt with.
        notified: Title and text of a system notification; they name nobody.
    """

    badge_changed = Signal(str, str, int, str)
    route_requested = Signal(str, int)
    list_requested = Signal(str, object)
    kept_found = Signal(frozenset)
    page_wanted = Signal(str)
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
        layout = make_column(self, gap=16, margins=(24, 16, 24, 16))
        self.header = PageHeader(title, parent=self)
        layout.addWidget(self.header)
        # A window too low for all of it scrolls, and nothing is squeezed.
        self.body = QWidget(self)
        self.content = make_column(self.body, gap=12)
        area = scroll_area(self.body, is_sideways=True, parent=self)
        area.installEventFilter(self)
        layout.addWidget(area, 1)
        self.toast = Toast(parent=self)
        self.minute = QTimer(self, interval=_MINUTE_MS)
        self.minute.timeout.connect(self.look_at_clock)
        self.minute.start()

    def take_focus(self, before: QWidget | None = None) -> None:
        """Set the focus: to the former widget, else the first list, else the page itself.

        The page's keys work only while the focus is within it.
        """
        target = before
        if target is None or not self._can_work(target):
            target = self._first_list() or self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def lists(self) -> Sequence[QWidget]:
        """Return the lists of the page, the most important first."""
        return self.findChildren(QAbstractItemView)

    @Slot()
    def look_at_clock(self) -> None:
        """Refresh what depends on the clock, each minute."""

    def show_item(self, kind: str, item_id: int) -> None:
        """Show one item of this page; the kinds are those that the page registered for."""

    def show_query(self, query: object) -> None:
        """Show exactly the list behind a count of the overview; a filter of this page."""

    def drop_query(self) -> None:
        """Remove the filters from other pages, which chips name, from its lists."""
        for chip in self.findChildren(FilterChip):
            chip.remove()

    def seen(self) -> Seen:
        """Return the visible state."""
        days = {day.filter_name(): day.filter_text() for day in self._days()}
        views = [view for view in self.findChildren(TableView) if view.isVisibleTo(self)]
        keys = {view.key: view.current_key() for view in views}
        return Seen(
            {**read_filters(self), **days},
            {name: key for name, key in keys.items() if key is not None},
            reading=next(
                (
                    dialog.windowTitle()
                    for dialog in self.window().findChildren(TaskDialog)
                    if dialog.has_read()
                ),
                "",
            ),
        )

    def show_seen(self, seen: Seen) -> None:
        """Restore the state before the lock, as far as it still exists."""
        restore_filters(self, seen.filters)
        for day in self._days():
            day.restore(seen.filters.get(day.filter_name(), ""))
        for view in self.findChildren(TableView):
            if view.key in seen.rows:
                view.await_row(seen.rows[view.key])

    def chapter(self) -> str:
        """Return the chapter of the user's guide for what is shown; empty for the page's own."""
        return ""

    def badge_opens(self, key: str) -> tuple[str, object] | None:  # noqa: ARG002 - for overrides
        """Return page and filter of the list that the badge of a page counts; None for none."""
        return None

    def primary_action(self) -> None:
        """Do what the page's primary button does; called by the command palette."""

    def take_file(self, path: Path) -> None:
        """Handle a file that was dropped here; called only on pages that accept drops."""

    def kept_while_locked(self) -> tuple[object, ...]:
        """Return what the program may keep while the data is locked; nothing about a person."""
        return ()

    def prepare_lock(self) -> None:
        """Keep drafts and close dialogs; the page is destroyed right after."""
        for timer in self.findChildren(QTimer):
            timer.stop()
        for opener in self.findChildren(OneDialog):
            opener.close_all()

    def _days(self) -> list[AsOfField]:
        """Return the day whose state is shown: at most one, above what is seen."""
        return [one for one in self.findChildren(AsOfField) if one.isVisibleTo(self)]

    def _first_list(self) -> QWidget | None:
        return next(filter(self._can_work, self.lists()), None)

    def _can_work(self, view: QWidget) -> bool:
        return view.isVisibleTo(self) and view.isEnabledTo(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Down from the views above a list, which they leave to the area: it would only scroll.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and (focused := self.window().focusWidget()) is not None
            and isinstance(focused.parentWidget(), Segmented)
            and (listed := self._first_list()) is not None
        ):
            listed.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self.take_file(path)


FoundT = TypeVar("FoundT")
ImportT = TypeVar("ImportT", bound="ImportDialog")


class OneDialog(QObject):
    """Opens the dialogs of a page, one at a time.

    Signals:
        opened: The dialog that is on the screen now.
        closed: It is closed.
    """

    opened = Signal(QDialog)
    closed = Signal()

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        """Start without a dialog.

        Args:
            background: Reads the initial data of dialogs.
            clock: UTC; for the dialogs.
            parent: The page.
        """
        super().__init__(parent)
        self._background = background
        self._clock = clock
        self._page = parent
        self._dialog: QDialog | None = None
        self._waiting = False

    def dialog(self) -> QDialog | None:
        """Return the dialog that is open."""
        if self._dialog is not None and not shiboken6.isValid(self._dialog):
            self._dialog = None
        return self._dialog

    def close_all(self) -> None:
        """Close without a question: the window is being locked."""
        dialog = self.dialog()
        if dialog is not None:
            dialog.done(0)

    def context(self) -> DialogContext:
        """Return the common arguments of every form."""
        window = self._page.window()
        return {"background": self._background, "clock": self._clock, "parent": window}

    def show_dialog(self, dialog: QDialog, message: str = "") -> bool:
        """Show a dialog unless another one is open.

        Args:
            dialog: The dialog to show.
            message: The message on the page once a form is saved, with an undo where there is one.

        Returns:
            Whether it is shown.
        """
        if self.dialog() is not None:
            return False
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_finished)
        if isinstance(dialog, FormDialog):
            dialog.joined.connect(self._report)
            if message:
                dialog.report_saved(self._page, message)
        dialog.open()
        self.opened.emit(dialog)
        return True

    def prepare(self, read: Callable[[Work], FoundT], show: Callable[[FoundT], object]) -> None:
        """Read the initial data of a dialog, then show it unless another one is open by then."""
        if self.dialog() is not None or self._waiting:
            return
        self._waiting = True

        def go_on(found: FoundT) -> None:
            self._waiting = False
            if self.dialog() is None:
                show(found)

        self._background.run(read, parent=self, success=go_on, failure=self._fail)

    def import_file(
        self,
        recipe: AnyRecipe,
        path: Path | None = None,
        *,
        dialog: type[ImportT] | None = None,
        chooses: bool = False,
    ) -> ImportT | None:
        """Open an import, with the file if one was already dropped or chosen.

        Args:
            recipe: Of what is imported.
            path: The file; None asks for it.
            dialog: A kind of its own.
            chooses: Whether the window of the system for the file is opened at once.
        """
        # 2 MiB, with the first import.
        from alo183_desktop.gui.kit.imports.dialogs import ImportDialog

        if self.dialog() is not None:
            return None
        made = (dialog or cast("type[ImportT]", ImportDialog))(recipe=recipe, **self.context())
        self.show_dialog(made)
        if path is not None:
            made.read_file(path)
        elif chooses:
            QTimer.singleShot(0, made, made.choose_file)
        return made

    def show_history(self, recipe: AnyRecipe) -> None:
        """Open the list of past imports of a kind."""
        from alo183_desktop.gui.kit.imports.dialogs import ImportHistoryDialog

        if self.dialog() is not None:
            return
        window = self._page.window()
        dialog = ImportHistoryDialog(self._background, recipe=recipe, parent=window)
        self.show_dialog(dialog)

    def _report(self, words: str) -> None:
        """Report on the page what has just been done."""
        show_message(self._page, words)

    @Slot()
    def _on_finished(self) -> None:
        self._dialog = None
        self.closed.emit()

    def _fail(self, error: Exception) -> None:
        self._waiting = False
        show_failure(self._page, error)


@dataclass(frozen=True, kw_only=True)
class PagePart:
    """One of the lists that a page shows alternately."""

    words: str
    """Its name on the switch, with its mnemonic."""
    tab: str = ""
    """The name of its tab, where other lists are shown under it, too."""
    within: str = ""
    """The key of the list under whose tab it is shown; empty: it has a tab."""
    sentence: str = ""
    """Shown below the title with the list."""
    pane: Callable[[], LivePane]
    """Returns it; makes it on first use."""
    buttons: Callable[[], Sequence[QWidget]] = tuple
    """Makes the header's buttons before the one that adds."""
    adds: str = ""
    """Text of the button that adds a row, for authorized users; empty: nothing is added by hand."""


class PartsPage(Page):
    """A page of several lists: their names above, the chosen one below.

    A list is made when it is first shown: a page opens as fast with ten lists as with one.

    Attributes:
        parts: Chooses the tab.
        switches: This, and what chooses among the lists of a tab.
        opener: Opens the dialogs.
    """

    parts: Segmented
    switches: Sequence[Segmented]
    opener: OneDialog

    def __init__(
        self,
        background: Background,
        *,
        title: str,
        actor: Actor,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the page without lists; arguments as `Page`."""
        super().__init__(background, title=title, actor=actor, clock=clock, parent=parent)
        self.opener = self.make_opener()
        self._parts: dict[str, PagePart] = {}
        self._view = ""
        self._buttons: dict[str, list[QWidget]] = {}
        self._stack = QStackedWidget(self)
        self._tools = QWidget(self)
        self._row_of_tools = make_row(self._tools)
        self._acts = QWidget(self.header)
        self._row_of_acts = make_row(self._acts, gap=_GAP)
        self.header.add_action(self._acts)
        QShortcut("F5", self, context=_WITHIN).activated.connect(lambda: self.pane().refresh())

    def make_opener(self) -> OneDialog:
        """Return what opens its dialogs."""
        return OneDialog(self.background, clock=self.clock, parent=self)

    def pane_context(self) -> PaneContext:
        """Return the common arguments of its lists."""
        return {"actor": self.actor, "opener": self.opener, "clock": self.clock, "parent": self}

    def set_parts(self, parts: Mapping[str, PagePart], *, search: QWidget | None = None) -> None:
        """Set the lists by their keys, and show the first; `search` is before their names."""
        self._parts = dict(parts)
        tabs = [(key, one.tab or one.words) for key, one in parts.items() if not one.within]
        self.parts = Segmented(tabs, parent=self)
        self._within = {
            tab: Segmented(
                [(key, one.words) for key, one in parts.items() if tab in {key, one.within}],
                parent=self,
            )
            for tab in dict.fromkeys(one.within for one in parts.values() if one.within)
        }
        self.switches = (self.parts, *self._within.values())
        names = QWidget(self)
        row = make_row(names, *self.switches, 1, gap=8)
        if search is not None:
            row.insertWidget(0, search)
        self.content.addWidget(
            Beside(names, self._tools, is_spread=search is not None, gap=_SPACE, parent=self)
        )
        self.content.addWidget(self._stack, 1)
        for switch in self.switches:
            switch.chosen.connect(self._on_part_chosen)
        self.show_view(next(iter(parts)))

    def _make(self, key: str) -> None:
        """Make a list, its tools and its buttons."""
        part = self._parts[key]
        pane = part.pane()
        tools = pane.tools()
        if tools is not None:
            self._row_of_tools.addWidget(tools)
        of_list = pane.make_list_button(parent=self.header)
        made = [*part.buttons()] if of_list is None else [of_list, *part.buttons()]
        if self._adds_to(key):
            button = PrimaryButton(part.adds, icon="add", parent=self.header)
            button.clicked.connect(self.primary_action)
            made.append(button)
        for shown in made:
            self._row_of_acts.addWidget(shown)
        self._buttons[key] = made
        self._stack.addWidget(pane)

    def views(self) -> Sequence[str]:
        """Return the keys of its lists, in their order."""
        return list(self._parts)

    def adds(self) -> bool:
        """Return whether the user may add a row to the list that is shown."""
        return self._adds_to(self.view())

    def _adds_to(self, key: str) -> bool:
        part = self._parts[key]
        return bool(part.adds) and part.pane().may_edit

    def view(self) -> str:
        """Return the key of the list that is shown."""
        return self._view

    def pane(self) -> LivePane:
        """Return the list that is shown."""
        return self._parts[self.view()].pane()

    def panes(self) -> Sequence[LivePane]:
        """Return the lists that were shown by now."""
        return [self._parts[key].pane() for key in self._buttons]

    @Slot(str)
    def show_view(self, view: str) -> None:
        """Show a list with its buttons."""
        # The key of the parts, which may be given as a plain text.
        self._view = next(key for key in self._parts if key == view)
        shown = self._parts[view].within or view
        self.parts.choose(shown)
        for tab, switch in self._within.items():
            switch.setVisible(tab == shown)
            if tab == shown:
                switch.choose(view)
        if view not in self._buttons:
            self._make(view)
        self._stack.setCurrentWidget(self.pane())
        for key, buttons in self._buttons.items():
            tools = self._parts[key].pane().tools()
            for widget in (*buttons, *([] if tools is None else [tools])):
                widget.setVisible(key == view)
        self.show_state()

    @Slot(str)
    def _on_part_chosen(self, view: str) -> None:
        """Show a list that the user chose; the filters from other pages go."""
        self.drop_query()
        self.show_view(view)

    def state(self) -> tuple[str, Sequence[tuple[State, str]]]:
        """Return the status below the title: a sentence, and marks."""
        return self._parts[self.view()].sentence, ()

    @Slot()
    def show_state(self) -> None:
        """Update the status below the title."""
        words, marks = self.state()
        self.header.set_subtitle(words, *marks)

    @override
    def lists(self) -> Sequence[QWidget]:
        return self.pane().views()

    @override
    def show_query(self, query: object) -> None:
        """Show the list with such a filter, filtered by it."""
        for key, one in self._parts.items():
            pane = one.pane()
            if pane.accepts_filter(query):
                self.show_view(key)
                cast("ListPane[Any, Any]", pane).show_query(query)
                return

    @override
    @Slot()
    def primary_action(self) -> None:
        if self.adds():
            self.pane().add()
