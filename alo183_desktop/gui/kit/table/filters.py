"""The row above a list: search, choices, period, and a filter from another page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.lists import Choice, PeriodFilter
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.filters import (
    FilterBox,
    FilterChip,
    PeriodBox,
    SearchField,
    period_words,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

    from alo183_desktop.access.lists import Control

FilterT = TypeVar("FilterT", bound="DataclassInstance")


class FilterRow(QWidget, Generic[FilterT]):
    """Search, boxes and chip, and the filter that they form.

    Attributes:
        search: Words that must all be found: the filter's `search`.
        chip: The filter from another page, in words.
        row: The layout; a list with more controls adds them.

    Signals:
        filtered: The user changed the filter.
    """

    filtered = Signal()

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
        """Make the row without a filter.

        Args:
            everything: The filter that leaves nothing out.
            filters: The controls beside the search.
            searched: What can be searched for; empty where the page has one for all its lists.
            today: The day in Istanbul.
            page: Where Ctrl+F focuses the search.
        """
        super().__init__(parent)
        self._everything = everything
        self._asked: FilterT | None = None
        self.search = SearchField(searched, shortcut="Ctrl+F" if searched else "", parent=page)
        self.search.setVisible(bool(searched))
        self.search.setMinimumWidth(theme.px(168))
        self.search.setMaximumWidth(theme.px(264))
        self.row = make_row(None, gap=8)
        column = make_column(self, self.row, gap=12)
        self._boxes: dict[Control, FilterBox] = {
            one: PeriodBox(one.name, today=today, below=column, parent=self)
            if isinstance(one, PeriodFilter)
            else FilterBox(one.name, one.everything, one.choices, widest=one.widest, parent=self)
            for one in filters
        }
        self.chip = FilterChip(parent=self)
        self.row.addWidget(self.search, 2)
        for box in self._boxes.values():
            self.row.addWidget(box)
            box.filtered.connect(self.filtered)
        self.row.addWidget(self.chip)
        if searched:
            self.row.addStretch(1)
        self.search.searched.connect(self._on_searched)
        self.chip.removed.connect(self._on_chip_removed)

    def box(self, key: str) -> FilterBox:
        """Return the box of a field of the filter; of a period, by its `since`.

        Raises:
            KeyError: There is none.
        """
        for one, box in self._boxes.items():
            if key == (one.key if isinstance(one, Choice) else one.since):
                return box
        raise KeyError(key)

    def boxes(self) -> Sequence[FilterBox]:
        """Return the boxes beside the search, from left to right."""
        return tuple(self._boxes.values())

    def set_today(self, today: dt.date) -> None:
        """Offer periods as of a day in Istanbul."""
        for box in self._boxes.values():
            if isinstance(box, PeriodBox):
                box.set_today(today)

    def set_choices(self, key: str, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; what is chosen stays."""
        self.box(key).set_choices(choices)
        self._show_asked()

    def show_query(self, wanted: FilterT) -> None:
        """Show exactly the filter from another page."""
        self.clear()
        self._asked = wanted
        self._show_asked()

    def asked(self) -> FilterT | None:
        """Return the filter from another page, None when there is none."""
        return self._asked

    def drop_query(self) -> None:
        """Remove the filter from another page, without a signal."""
        self._asked = None
        self._show_asked()

    def clear(self) -> None:
        """Clear all filters, without a signal."""
        self.drop_query()
        self.search.show_searched()
        for box in self._boxes.values():
            box.choose(None)

    def searched(self) -> str:
        """Return the search text."""
        return self.search.text().strip()

    def query(self) -> FilterT:
        """Return the current filter."""
        changes: dict[str, Any] = {}
        if self.searched():
            changes["search"] = self.searched()
        for one, box in self._boxes.items():
            if isinstance(box, PeriodBox) and isinstance(one, PeriodFilter):
                span = box.span()
                if span is not None:
                    changes[one.since], changes[one.until] = span
            elif isinstance(one, Choice) and box.key() is not None:
                changes[one.key] = box.key()
        return replace(self._asked or self._everything, **changes)

    def is_filtered(self) -> bool:
        """Return whether any rows are filtered out."""
        return self.query() != self._everything

    def note(self) -> str:
        """Return the current filter as a text, for the head of a print."""
        boxes = [box.words() for box in self._boxes.values() if box.key() is not None]
        words = [f"“{self.searched()}” araması"] if self.searched() else []
        return "; ".join(part for part in (self.chip.words(), *boxes, *words) if part)

    def asked_words(self, asked: FilterT) -> str:
        """Return the text of the chip for a filter from another page."""
        parts = []
        for one, box in self._boxes.items():
            if isinstance(one, PeriodFilter):
                parts.append(period_words(getattr(asked, one.since), getattr(asked, one.until)))
            elif getattr(asked, one.key) is not None:
                parts.append(box.words_of(getattr(asked, one.key)))
        search = getattr(asked, "search", "")
        parts.append(f"“{search}”" if search else "")
        text = "; ".join(part for part in parts if part)
        # A field without a box here has no text, but filters anyway.
        return text or ("Bütün kayıtlar" if asked == self._everything else "Sayıya giren kayıtlar")

    def _show_asked(self) -> None:
        self.chip.show_words("" if self._asked is None else self.asked_words(self._asked))

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self.filtered.emit()

    @Slot()
    def _on_chip_removed(self) -> None:
        self.drop_query()
        self.filtered.emit()
