"""What the five parts of the page have in common: one question at a time, and its answer."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypedDict

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.narrowing import AsOfField, ToggleButton
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.list_pane import Listing, LivePane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from PySide6.QtGui import QAction

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import SecondaryButton
    from alo183_desktop.gui.kit.narrowing import NarrowingBox
    from alo183_desktop.gui.kit.table.export import ListActions
    from alo183_desktop.gui.kit.table.list_pane import ListSpec
    from alo183_desktop.gui.kit.table.models import RowsModel
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.gui.phones.dialogs import DialogOpener
    from alo183_desktop.shared.clock import Clock

_BLANK_MS: Final = 200
"""So long an empty place is no wait to anybody."""
_LAYERS: Final = 4
"""Layouts lie in one another: each takes its room at a turn of the event loop of its own."""


class Common(TypedDict):
    """What every part is made with, beside its background."""

    actor: Actor
    clock: Clock
    opener: DialogOpener
    parent: QWidget


class ListOffer(Protocol):
    """What may be done with a list, as a button and by keys."""

    def acts_by_key(self) -> tuple[QAction, ...]:
        """Return what has a key."""

    def make_button(self, *, parent: QWidget) -> SecondaryButton:
        """Return the button."""


class Part(LivePane):
    """One part of the page.

    Attributes:
        actor: Who looks.
        clock: For what is asked as of now; UTC.
        opener: Opens dialogs.
        today: The day in Istanbul.

    Signals:
        route_requested: A kind and the id of what should be shown elsewhere.
        usage_requested: The user wants to import a file of usage.
        clear_search: Nothing is searched for any more; the field above shall say so.
        list_changed: Another list of this part is shown.
    """

    route_requested = Signal(str, int)
    usage_requested = Signal()
    clear_search = Signal()
    list_changed = Signal()

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        opener: DialogOpener,
        parent: QWidget,
    ) -> None:
        super().__init__(background, parent=parent)
        self.actor = actor
        self.clock = clock
        self.opener = opener
        self.today = local_day(clock())
        self.searched = ""
        self.may = {right: may(actor.role, right) for right in Right}
        # Counts, banners and cards come with the first answer: until then nothing is painted that
        # would jump aside. Who waits longer than that sees the frame, and that it waits.
        self.setUpdatesEnabled(False)
        QTimer.singleShot(_BLANK_MS, self, self._uncover)
        self.loaded.connect(self._uncover_after)

    def tools(self) -> QWidget | None:
        """Return what stands at the right of the row above, None for nothing."""
        return None

    def exports(self) -> tuple[ListOffer, ...]:
        """Return the lists of this part with what can be done with them."""
        return ()

    def focus_list(self) -> None:
        """Give the focus to the list that is shown."""
        self.views()[0].setFocus()

    def set_search(self, text: str) -> None:
        """Show only what holds every word of `text`."""
        self.searched = text
        self.refresh()

    def drop_search(self) -> None:
        """Search for nothing any more; the field above says so."""
        self.clear_search.emit()
        self.set_search("")

    def search_words(self) -> str:
        """Return what is searched for, for the head of a print."""
        searched = self.searched.strip()
        return f"“{searched}” araması" if searched else ""

    def show_item(self, kind: str, item_id: int) -> None:
        """Show one thing of this part."""

    def set_today(self, today: dt.date) -> None:
        """Tell the part that midnight has passed."""
        self.today = today
        self.refresh()

    @override
    def fail(self, error: Exception) -> None:
        self._uncover()
        super().fail(error)

    @Slot()
    def _uncover(self) -> None:
        """Let the part be seen."""
        self.setUpdatesEnabled(True)

    def _uncover_after(self, turns: int = _LAYERS) -> None:
        """Let the part be seen once everything has found its place."""
        if turns:
            QTimer.singleShot(1, self, partial(self._uncover_after, turns - 1))
        else:
            self._uncover()


class ListStack(QStackedWidget):
    """Lists that can be sorted, each with its own copy, workbook and print."""

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        note: Callable[[], str],
        parent: QWidget,
    ) -> None:
        """Make it empty; the first list that is added is shown.

        Args:
            background: Writes files and the audit trail.
            actor: Who may export and print.
            clock: Gives the date in file names.
            note: What narrows the shown list just now, for the top of its print.
            parent: The part.
        """
        super().__init__(parent)
        self._background = background
        self._actor = actor
        self._clock = clock
        self._note = note
        self._lists: dict[str, Listing] = {}
        self._models: list[RowsModel[Any]] = []

    def add_list(self, key: str, spec: ListSpec, model: RowsModel[Any]) -> TableView:
        """Add a list of rows, chosen by a key, and return its view."""
        listing = Listing(
            spec, model, self._background, clock=self._clock, note=self._note, parent=self
        )
        listing.list_actions.allow(self._actor)
        self.addWidget(listing)
        self._lists[key] = listing
        self._models.append(model)
        return listing.view

    def show_list(self, key: str) -> None:
        """Show the list of a key."""
        self.setCurrentIndex(list(self._lists).index(key))

    def views(self) -> tuple[TableView, ...]:
        """Return the views, the shown one first."""
        return tuple(self._lists[key].view for key in self._keys())

    def exports(self) -> tuple[ListActions, ...]:
        """Return what the lists offer, of the shown one first."""
        return tuple(self._lists[key].list_actions for key in self._keys())

    def set_search(self, text: str) -> None:
        """Show only the rows that hold every word of `text`."""
        for model in self._models:
            model.set_search(text)
        self.select_first()

    def select_first(self) -> None:
        """Make the first row the current one in each list that has none."""
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
        banner: Says which day is shown, and leads back.

    Signals:
        chosen: Another day is wanted.
    """

    chosen = Signal()

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        """Begin with today; Ctrl+D leads to the field from anywhere in `parent`."""
        super().__init__(parent)
        self.field = AsOfField("Hangi günün durumu", today=today, parent=parent)
        self.field.setFixedWidth(theme.px(_WIDTH))
        self.field.hide()
        self.banner = Banner(parent=parent)
        self.field.day_chosen.connect(self._on_day_chosen)
        self.banner.action_chosen.connect(self.field.go_to_today)

    def instant(self) -> dt.datetime | None:
        """Return the end of the day that is shown, UTC; None: it is today, so now is meant."""
        if self.field.is_today():
            return None
        return day_end(self.field.day()) - dt.timedelta(microseconds=1)

    def words(self) -> str:
        """Return which day is shown, for the top of a print; empty for today."""
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


class HeldPart(Part):
    """What can be held, and who holds it: lists behind a choice, as of a day, and a card.

    Attributes:
        as_of: The day that is shown.
        lists: Which of the lists is shown.
        unsigned: Shows only what waits for a signature.
        boxes: What else narrows the lists.
    """

    topics = frozenset({Topic.PHONES, Topic.OFFICER})

    def __init__(
        self,
        background: Background,
        *,
        lists: Sequence[tuple[str, str]],
        unsigned: tuple[str, str, str],
        **common: Unpack[Common],
    ) -> None:
        """Make the part without lists.

        Args:
            background: As `Part`, so with `common`.
            lists: Their keys and words.
            unsigned: The words of its button, what it does, and what is shown then.
            **common: As above.
        """
        super().__init__(background, **common)
        self._wanted: tuple[str, int] | None = None
        self._waits: dict[str, tuple[RowsModel[Any], Callable[[Any], bool]]] = {}
        self._empty: dict[TableView, tuple[str, str, str]] = {}
        self.as_of = AsOfDay(today=self.today, parent=self)
        self.lists = Segmented(lists, parent=self)
        words, tooltip, self._unsigned_words = unsigned
        self.unsigned = ToggleButton(words, tooltip=tooltip, parent=self)
        self.boxes: tuple[NarrowingBox, ...] = ()
        self._stack = ListStack(
            background, actor=self.actor, clock=self.clock, note=self._note, parent=self
        )

    def add_list(
        self,
        key: str,
        spec: ListSpec,
        model: RowsModel[Any],
        *,
        waits: Callable[[Any], bool],
        empty: tuple[str, str, str],
    ) -> TableView:
        """Add a list, chosen by a key, and return its view.

        Args:
            key: One of the keys of `lists`.
            spec: What it is.
            model: Its rows.
            waits: Whether a row waits for a signature.
            empty: What it is while nothing is in it, and the verb that begins it.
        """
        view = self._stack.add_list(key, spec, model)
        view.set_empty_texts(*empty)
        self._empty[view] = empty
        self._waits[key] = model, waits
        return view

    def lay_out(self, key: str, head: QWidget, card: QWidget) -> None:
        """Put what narrows the lists above them and the card beside them.

        Args:
            key: Under which the share of the card is remembered.
            head: What narrows.
            card: Of the current row; Space hides it.
        """
        left = QWidget(self)
        make_column(left, head, (self._stack, 1), gap=12)
        box = make_column(self, gap=12)
        box.addWidget(self.as_of.banner)
        box.addWidget(Splitter(key, left, card, sizes=(728, 296), parent=self), 1)
        self.lists.chosen.connect(self._on_list_chosen)
        self.as_of.chosen.connect(self._on_day_chosen)
        self.unsigned.toggled.connect(self.narrow)
        for narrowing in self.boxes:
            narrowing.narrowed.connect(self.narrow)
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
        """Return whether the boxes let a row through."""
        return True

    def day_words(self) -> str:
        """Return which day is shown, for the head of a print; empty for today."""
        return self.as_of.words()

    def show_lists(
        self, rows: Mapping[str, Sequence[Any]], *, counts: Mapping[str, int] | None = None
    ) -> None:
        """Show what the database said of each list.

        Args:
            rows: By the keys of the lists.
            counts: What stands beside their words, where that is not how many rows they have.
        """
        for key, found in rows.items():
            self._waits[key][0].set_rows(found)
        self.lists.set_counts({key: len(found) for key, found in rows.items()} | dict(counts or {}))
        self.narrow()
        self._reach_wanted()
        self.show_card()

    def choose_list(self, key: str) -> None:
        """Show one of the lists."""
        self.lists.choose(key)
        self._on_list_chosen(key)

    def reach(self, key: str, item_id: int) -> None:
        """Make a row of a list current as soon as it is there."""
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
    def narrow(self) -> None:
        """Leave out what boxes and button do not let through."""
        only = self.unsigned.isChecked()
        is_narrow = only or any(box.key() is not None for box in self.boxes)
        for model, waits in self._waits.values():

            def keep(row: Any, waits: Callable[[Any], bool] = waits) -> bool:
                return self.lets_through(row) and (not only or waits(row))

            model.set_filter(keep if is_narrow else None)
        model, waits = self._waits[self.lists.chosen_key()]
        self.unsigned.set_count(sum(map(waits, model.all_rows())))
        self._stack.select_first()

    @Slot()
    def show_all(self) -> None:
        """Leave nothing out any more."""
        for box in self.boxes:
            box.choose(None)
        self.unsigned.setChecked(False)
        self.drop_search()
        self.narrow()

    def _note(self) -> str:
        parts = (
            self.day_words(),
            *(box.currentText() for box in self.boxes if box.key() is not None),
            self._unsigned_words if self.unsigned.isChecked() else "",
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
        self.narrow()
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
    def exports(self) -> tuple[ListOffer, ...]:
        return self._stack.exports()

    @override
    def views(self) -> tuple[TableView, ...]:
        return self._stack.views()

    @override
    def set_search(self, text: str) -> None:
        self.searched = text
        self._stack.set_search(text)
