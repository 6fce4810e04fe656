"""The row above a list: search, choices, period, and what another page asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.narrowing import (
    FilterChip,
    NarrowingBox,
    PeriodBox,
    SearchField,
    period_words,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

FilterT = TypeVar("FilterT", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the filter that is one of several values."""

    key: str
    name: str
    """What is chosen, for screen readers and as the tooltip."""
    everything: str
    """The words of the first entry, which leaves nothing out."""
    choices: tuple[tuple[Any, str], ...] = ()
    """Values with their words, where they are always the same."""
    widest: str = ""
    """Words that must fit in."""


@dataclass(frozen=True, slots=True)
class Period:
    """Two fields of the filter that are `[since, until)` in UTC."""

    name: str
    since: str = "since"
    until: str = "until"


Control: TypeAlias = Choice | Period


class FilterRow(QWidget, Generic[FilterT]):
    """Search, boxes and chip, and the filter that they make together.

    Attributes:
        search: Words that must all be found: the filter's `search`.
        chip: What another page asked for, in words.
        row: Holds them; a list with more of its own adds it.

    Signals:
        narrowed: Somebody narrowed the list otherwise.
    """

    narrowed = Signal()

    def __init__(
        self,
        everything: FilterT,
        filters: Sequence[Control],
        *,
        searched: str,
        today: dt.date,
        page: QWidget,
        parent: QWidget,
    ) -> None:
        """Make the row with nothing left out.

        Args:
            everything: The filter that leaves nothing out.
            filters: What stands beside the search.
            searched: What can be searched for; empty where the page has a field for all its lists.
            today: The day in Istanbul.
            page: Where Ctrl+F leads to the search.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._everything = everything
        self._asked: FilterT | None = None
        self.search = SearchField(searched, shortcut="Ctrl+F" if searched else "", parent=page)
        self.search.setVisible(bool(searched))
        self.search.setMinimumWidth(theme.px(168))
        self.search.setMaximumWidth(theme.px(232))
        self.row = make_row(None, gap=8)
        column = make_column(self, self.row, gap=12)
        self._boxes: dict[Control, NarrowingBox] = {
            one: PeriodBox(one.name, today=today, below=column, parent=self)
            if isinstance(one, Period)
            else NarrowingBox(one.name, one.everything, one.choices, widest=one.widest, parent=self)
            for one in filters
        }
        self.chip = FilterChip(parent=self)
        self.row.addWidget(self.search, 2)
        for box in self._boxes.values():
            self.row.addWidget(box)
            box.narrowed.connect(self.narrowed)
        self.row.addWidget(self.chip)
        if searched:
            self.row.addStretch(1)
        self.search.searched.connect(self._on_searched)
        self.chip.removed.connect(self._on_chip_removed)

    def box(self, key: str) -> NarrowingBox:
        """Return the box of a field of the filter; of a period, by its `since`.

        Raises:
            KeyError: There is none.
        """
        for one, box in self._boxes.items():
            if key == (one.key if isinstance(one, Choice) else one.since):
                return box
        raise KeyError(key)

    def boxes(self) -> Sequence[NarrowingBox]:
        """Return what narrows beside the search, from left to right."""
        return tuple(self._boxes.values())

    def set_today(self, today: dt.date) -> None:
        """Offer periods as of a day in Istanbul."""
        for box in self._boxes.values():
            if isinstance(box, PeriodBox):
                box.set_today(today)

    def set_choices(self, key: str, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; what is chosen stays."""
        self.box(key).set_choices(choices)
        self._say_asked()

    def show_query(self, wanted: FilterT) -> None:
        """Show exactly what another page asks for."""
        self.clear()
        self._asked = wanted
        self._say_asked()

    def asked(self) -> FilterT | None:
        """Return what another page asked for, None when that is nothing."""
        return self._asked

    def drop_query(self) -> None:
        """Forget what another page asked for, without a signal."""
        self._asked = None
        self._say_asked()

    def clear(self) -> None:
        """Leave nothing out any more, without a signal."""
        self.drop_query()
        self.search.show_searched()
        for box in self._boxes.values():
            box.choose(None)

    def searched(self) -> str:
        """Return what is looked for."""
        return self.search.text().strip()

    def query(self) -> FilterT:
        """Return the filter as it is narrowed now."""
        changes: dict[str, Any] = {}
        if self.searched():
            changes["search"] = self.searched()
        for one, box in self._boxes.items():
            if isinstance(box, PeriodBox) and isinstance(one, Period):
                span = box.span()
                if span is not None:
                    changes[one.since], changes[one.until] = span
            elif isinstance(one, Choice) and box.key() is not None:
                changes[one.key] = box.key()
        return replace(self._asked or self._everything, **changes)

    def is_narrow(self) -> bool:
        """Return whether something is left out."""
        return self.query() != self._everything

    def note(self) -> str:
        """Return what is shown, for the head of a print."""
        boxes = [box.words() for box in self._boxes.values() if box.key() is not None]
        words = [f"“{self.searched()}” araması"] if self.searched() else []
        return "; ".join(part for part in (self.chip.words(), *boxes, *words) if part)

    def asked_words(self, asked: FilterT) -> str:
        """Return what another page asked for, as the chip says it."""
        parts = []
        for one, box in self._boxes.items():
            if isinstance(one, Period):
                parts.append(period_words(getattr(asked, one.since), getattr(asked, one.until)))
            elif getattr(asked, one.key) is not None:
                parts.append(box.words_of(getattr(asked, one.key)))
        search = getattr(asked, "search", "")
        parts.append(f"“{search}”" if search else "")
        said = "; ".join(part for part in parts if part)
        # What has no box here has no words, and leaves something out all the same.
        return said or ("Bütün kayıtlar" if asked == self._everything else "Sayıya giren kayıtlar")

    def _say_asked(self) -> None:
        self.chip.show_words("" if self._asked is None else self.asked_words(self._asked))

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self.narrowed.emit()

    @Slot()
    def _on_chip_removed(self) -> None:
        self.drop_query()
        self.narrowed.emit()
