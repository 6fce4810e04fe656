"""The base of the five parts of the page: one query at a time, and its result."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.containers import group, make_column
from alo183_desktop.gui.kit.filters import AsOfField, ToggleButton
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.list_pane import LivePane
from alo183_desktop.gui.kit.table.listing import Listing
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from PySide6.QtGui import QAction

    from alo183_desktop.access.lists import ListSpec
    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.filters import FilterBox
    from alo183_desktop.gui.kit.side_card import SideCard
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.gui.kit.table.models import RowsModel
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.gui.phones.dialogs import PhoneDialogOpener
    from alo183_desktop.shared.clock import Clock

_BLANK_MS: Final = 200
"""An empty area is not noticed as waiting within this time."""
_LAYERS: Final = 4
"""Nested layouts: each takes its room in a separate turn of the event loop."""


class Part(LivePane):
    """One part of the page.

    Attributes:
        actor: The user who is signed in.
        clock: The current time; UTC.
        opener: Opens dialogs.
        today: The day in Istanbul.
        chapter: The heading in the user's guide.
        hint: What can be searched for.

    Signals:
        route_requested: A kind and the id of an item to show elsewhere.
        usage_requested: The user wants to import a usage file.
        clear_search: The search was cleared; the field above must follow.
        list_changed: Another list of this part is shown.
    """

    chapter: str
    hint: str

    route_requested = Signal(str, int)
    usage_requested = Signal()
    clear_search = Signal()
    list_changed = Signal()

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(background, parent=context["parent"])
        self.actor, self.clock = context["actor"], context["clock"]
        self.opener = cast("PhoneDialogOpener", context["opener"])
        self.today = local_day(self.clock())
        self.searched = ""
        self.may = {right: may(self.actor.role, right) for right in Right}
        # Counts, banners and cards come with the first result: until then nothing is painted that
        # would jump. After a longer wait the frame appears, with a loading notice.
        self.setUpdatesEnabled(False)
        QTimer.singleShot(_BLANK_MS, self, self._uncover)
        self.loaded.connect(self._uncover_after)

    def acts_by_key(self) -> tuple[QAction, ...]:
        """Return the actions on the current list with shortcuts, for the whole page."""
        return ()

    def focus_list(self) -> None:
        """Focus the current list."""
        self.views()[0].setFocus()

    def set_search(self, text: str) -> None:
        """Show only rows that contain every word of `text`."""
        self.searched = text
        self.refresh()

    def drop_search(self) -> None:
        """Clear the search, in the field above, too."""
        self.clear_search.emit()
        self.set_search("")

    def search_words(self) -> str:
        """Return the search text, for the head of a print."""
        searched = self.searched.strip()
        return f"“{searched}” araması" if searched else ""

    def show_item(self, kind: str, item_id: int) -> None:
        """Show one item of this part."""

    def set_today(self, today: dt.date) -> None:
        """Set the current day after midnight."""
        self.today = today
        self.refresh()

    @override
    def show_error(self, error: Exception) -> None:
        self._uncover()
        super().show_error(error)

    @Slot()
    def _uncover(self) -> None:
        """Make the part visible."""
        self.setUpdatesEnabled(True)

    def _uncover_after(self, turns: int = _LAYERS) -> None:
        """Make the part visible once its layouts have settled."""
        if turns:
            QTimer.singleShot(1, self, partial(self._uncover_after, turns - 1))
        else:
            self._uncover()


class ListStack(QStackedWidget):
    """Sortable lists, each with its own copy, workbook and print."""

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        note: Callable[[], str],
        parent: QWidget,
    ) -> None:
        """Make it empty; the first list added is shown.

        Args:
            background: Writes files and the audit trail.
            actor: Who may export and print.
            clock: Gives the date in file names.
            note: The current filter of the list, for the head of its print.
            parent: The part.
        """
        super().__init__(parent)
        self._background = background
        self._actor = actor
        self._clock = clock
        self._note = note
        self._lists: dict[str, Listing] = {}
        self._buttons: list[QWidget] = []
        self._models: list[RowsModel[Any]] = []

    def add_list(self, key: str, spec: ListSpec, model: RowsModel[Any]) -> TableView:
        """Add a list of rows under a key, and return its view."""
        listing = Listing(
            spec, model, self._background, clock=self._clock, note=self._note, parent=self
        )
        listing.list_actions.allow(self._actor)
        self.addWidget(listing)
        self._lists[key] = listing
        self._models.append(model)
        return listing.view

    def show_list(self, key: str) -> None:
        """Show the list with a key."""
        self.setCurrentIndex(list(self._lists).index(key))
        self._show_button()

    def make_button(self, *, parent: QWidget) -> QWidget:
        """Return the button of the current list."""
        self._buttons = [
            one.list_actions.make_button(parent=parent) for one in self._lists.values()
        ]
        self._show_button()
        return group(self._buttons, gap=0, parent=parent)

    def _show_button(self) -> None:
        for index, button in enumerate(self._buttons):
            button.setVisible(index == self.currentIndex())

    def views(self) -> tuple[TableView, ...]:
        """Return the views, the current one first."""
        return tuple(self._lists[key].view for key in self._keys())

    def acts_by_key(self) -> tuple[QAction, ...]:
        """Return the actions on the current list with shortcuts."""
        return self._lists[self._keys()[0]].list_actions.acts_by_key()

    def set_search(self, text: str) -> None:
        """Show only the rows that contain every word of `text`."""
        for model in self._models:
            model.set_search(text)
        self.select_first()

    def select_first(self) -> None:
        """Make the first row current in each list that has no current row."""
        for listing in self._lists.values():
            listing.view.select_first()

    def _keys(self) -> list[str]:
        keys = list(self._lists)
        return [keys.pop(self.currentIndex()), *keys]


_WIDTH: Final = 132
_BACK: Final = "Bugüne dön"
_NOT_THEN: Final = "O gün kayıt yok"


class AsOfDay(QObject):
    """A field for the tools of a part, and a banner for its top.

    Attributes:
        field: The day.
        banner: Shows the day, and leads back to today.

    Signals:
        chosen: The user chose another day.
    """

    chosen = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        """Begin with today; Ctrl+D focuses the field from anywhere in `parent`."""
        super().__init__(parent)
        self.field = AsOfField("Hangi günün durumu", today=today, parent=parent)
        self.field.setFixedWidth(theme.px(_WIDTH))
        self.field.hide()
        self.banner = Banner(parent=parent)
        self.field.day_chosen.connect(self._on_day_chosen)
        self.banner.action_chosen.connect(self.field.go_to_today)

    def instant(self) -> dt.datetime | None:
        """Return the end of the chosen day, UTC; None for today, which means now."""
        if self.field.is_today():
            return None
        return day_end(self.field.day()) - dt.timedelta(microseconds=1)

    def words(self) -> str:
        """Return the chosen day, for the head of a print; empty for today."""
        day = format_day(self.field.day())
        return "" if self.field.is_today() else f"{day} günü sonundaki durum"

    @Slot()
    def _on_day_chosen(self) -> None:
        words = self.words()
        self.banner.show_notice(
            State.NONE if words else None,
            f"{words} gösteriliyor; yapılan işlemler bugüne yazılır." if words else "",
            action=_BACK,
        )
        self.chosen.emit()


class Waiting(NamedTuple):
    """The rows of a list that wait for somebody."""

    takes: Callable[[Any], bool]
    """Whether a row is one of them."""
    words: str
    """What they are, on the button that shows only them."""
    tooltip: str


class AsOfPart(Part):
    """Items and their holders: lists behind a choice, as of a day, and a card.

    Attributes:
        as_of: The effective day.
        lists: Chooses the list.
        waiting: Shows only the rows that wait for somebody, in the words of their list.
        boxes: Further filters of the lists.
    """

    topics = frozenset({Topic.PHONES, Topic.OFFICER})

    def __init__(
        self,
        background: Background,
        *,
        lists: Sequence[tuple[str, str]],
        waiting: Waiting,
        **context: Unpack[PaneContext],
    ) -> None:
        """Make the part without lists.

        Args:
            background: As `Part`, so with `context`.
            lists: Their keys and texts.
            waiting: Of the first of them.
        """
        super().__init__(background, **context)
        self._wanted: tuple[str, int] | None = None
        self._waits: dict[str, tuple[RowsModel[Any], Waiting]] = {}
        self._empty: dict[TableView, tuple[str, str, str]] = {}
        self.as_of = AsOfDay(today=self.today, parent=self)
        self.lists = Segmented(lists, parent=self)
        self.waiting = ToggleButton(waiting.words, tooltip=waiting.tooltip, parent=self)
        self.boxes: tuple[FilterBox, ...] = ()
        self._stack = ListStack(
            background, actor=self.actor, clock=self.clock, note=self._note, parent=self
        )

    def add_list(
        self,
        key: str,
        spec: ListSpec,
        model: RowsModel[Any],
        *,
        waiting: Waiting,
        empty: tuple[str, str, str],
    ) -> TableView:
        """Add a list under a key, and return its view.

        Args:
            key: One of the keys of `lists`.
            spec: Its properties.
            model: Its rows.
            waiting: Which of its rows wait for somebody.
            empty: Its texts while empty, and the verb that begins it.
        """
        view = self._stack.add_list(key, spec, model)
        view.set_empty_texts(*empty)
        self._empty[view] = empty
        self._waits[key] = model, waiting
        return view

    def lay_out(self, key: str, head: QWidget, card: SideCard) -> None:
        """Put the filters above, below them the lists with the card beside them.

        Args:
            key: The name under which the width of the card is remembered.
            head: The filters.
            card: Of the current row; Space hides it.
        """
        card.set_lists(*self.views())
        splitter = Splitter(key, self._stack, card, sizes=(728, 296), parent=self)
        make_column(self, self.as_of.banner, head, (splitter, 1), gap=12)
        self.lists.chosen.connect(self._on_list_chosen)
        self.as_of.chosen.connect(self._on_day_chosen)
        self.waiting.toggled.connect(self.filter_rows)
        for box in self.boxes:
            box.filtered.connect(self.filter_rows)
        for view in self.views():
            view.row_changed.connect(self.show_card)
            view.preview_requested.connect(lambda: card.setVisible(card.isHidden()))
            view.show_all_requested.connect(self.show_all)
            view.empty_action.connect(self._on_empty_action)

    def show_card(self) -> None:
        """Show the current row on the card."""
        raise NotImplementedError

    def begin(self) -> None:
        """Do what an empty list offers."""
        raise NotImplementedError

    def lets_through(self, _row: Any) -> bool:
        """Return whether a row passes the boxes."""
        return True

    def day_words(self) -> str:
        """Return the chosen day, for the head of a print; empty for today."""
        return self.as_of.words()

    def show_lists(
        self, rows: Mapping[str, Sequence[Any]], *, counts: Mapping[str, int] | None = None
    ) -> None:
        """Show the result of the query in each list.

        Args:
            rows: By the keys of the lists.
            counts: The numbers beside their texts, where that is not their row count.
        """
        for key, found in rows.items():
            self._waits[key][0].set_rows(found)
        self.lists.set_counts({key: len(found) for key, found in rows.items()} | dict(counts or {}))
        self.filter_rows()
        self._reach_wanted()
        self.show_card()

    def choose_list(self, key: str) -> None:
        """Show one of the lists."""
        self.lists.choose(key)
        self._on_list_chosen(key)

    def reach(self, key: str, item_id: int) -> None:
        """Make a row of a list current as soon as it is loaded."""
        self._wanted = key, item_id
        self.show_all()
        self.choose_list(key)
        self._reach_wanted()
        self.refresh()

    def _reach_wanted(self) -> None:
        key, item_id = self._wanted or ("", 0)
        view = self.views()[0]
        if key == self.lists.chosen_key() and view.select_row(item_id):
            self._wanted = None
            view.setFocus()

    @Slot()
    def filter_rows(self) -> None:
        """Hide the rows that boxes and button filter out."""
        only = self.waiting.isChecked()
        is_filtered = only or any(box.key() is not None for box in self.boxes)
        for model, waiting in self._waits.values():

            def keep(row: Any, takes: Callable[[Any], bool] = waiting.takes) -> bool:
                return self.lets_through(row) and (not only or takes(row))

            model.set_filter(keep if is_filtered else None)
        model, waiting = self._waits[self.lists.chosen_key()]
        self.waiting.set_words(waiting.words, tooltip=waiting.tooltip)
        self.waiting.set_count(sum(map(waiting.takes, model.all_rows())))
        self._stack.select_first()

    @Slot()
    def show_all(self) -> None:
        """Clear all filters."""
        for box in self.boxes:
            box.choose(None)
        self.waiting.setChecked(False)
        self.drop_search()
        self.filter_rows()

    def _note(self) -> str:
        parts = (
            self.day_words(),
            *(box.currentText() for box in self.boxes if box.key() is not None),
            self.waiting.words() if self.waiting.isChecked() else "",
            self.search_words(),
        )
        return "; ".join(filter(None, parts))

    @Slot()
    def _on_day_chosen(self) -> None:
        words = self.day_words()
        for view, empty in self._empty.items():
            view.set_empty_texts(*((_NOT_THEN, f"{words}.", _BACK) if words else empty))
        self.refresh()

    @Slot()
    def _on_empty_action(self) -> None:
        if self.as_of.field.is_today():
            self.begin()
        else:
            self.as_of.field.go_to_today()

    @Slot(str)
    def _on_list_chosen(self, key: str) -> None:
        self._stack.show_list(key)
        self.filter_rows()
        self.show_card()
        self.list_changed.emit()

    @override
    def tools(self) -> QWidget:
        return self.as_of.field

    @override
    def set_today(self, today: dt.date) -> None:
        self.as_of.field.set_today(today)
        super().set_today(today)

    @override
    def acts_by_key(self) -> tuple[QAction, ...]:
        return self._stack.acts_by_key()

    @override
    def make_list_button(self, *, parent: QWidget) -> QWidget:
        return self._stack.make_button(parent=parent)

    @override
    def views(self) -> tuple[TableView, ...]:
        return self._stack.views()

    @override
    def set_search(self, text: str) -> None:
        self.searched = text
        self._stack.set_search(text)
