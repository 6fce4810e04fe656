"""The list of cases on the screen: a million rows under one scroll bar, copied as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.cases.rows import CaseRow
from alo183_desktop.gui.cases import countdown as columns
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.tables import JumpModel, TableView
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.cases.countdown import Countdown


_ALWAYS: Final = (columns.NUMBER, columns.SUBJECT)
_ROOM_FOR_OFFICER: Final = 500
"""Pixels of the drawings; in a narrower list numbers would be cut off, and the card has it."""
_ROOM_FOR_INSTANT: Final = 600
"""A narrower list tells the time left without the instant."""
_ROOM_FOR_DISTRICT: Final = 860
"""Pixels of the drawings; in a narrower list names would be cut off for it."""


class CaseView(TableView):
    """Rows of cases; those that are not there yet are asked for when somebody looks at them.

    Attributes:
        countdown: Says what is left of each clock.
        cases: The model.

    Signals:
        copy_requested: Somebody wants to copy the selected rows, of which some are not there yet.
    """

    copy_requested = Signal()

    def __init__(
        self,
        countdown: Countdown,
        fetch: Callable[[Sequence[int]], object],
        *,
        parent: QWidget,
    ) -> None:
        """Make an empty list.

        Args:
            countdown: Says what is left of each clock.
            fetch: Asks for the rows of some cases, which `cases.add_rows` takes.
            parent: Qt's owner.
        """
        super().__init__("cases", name="Vakalar", parent=parent)
        self._shows_actions = False
        self.countdown = countdown
        self.cases = JumpModel[CaseRow](
            columns.columns(countdown), fetch, key=lambda row: row.case_id, parent=self
        )
        self.setModel(self.cases)
        self.set_row_key(lambda row: row.case_id)
        self.show_actions(False)
        header = self.horizontalHeader()
        self.setSortingEnabled(True)
        header.setSortIndicatorClearable(True)
        self.sortByColumn(-1, header.sortIndicatorOrder())
        self.set_no_match_texts(
            "Aramanıza uyan vaka yok",
            "Yazdığınızı kısaltın, süzgeçleri kaldırın ya da bütün vakaları gösterin.",
            "Bütün vakaları göster",
        )

    def show_actions(self, actions: bool) -> None:  # noqa: FBT001 - the only argument
        """Show the time left for the first action in place of the time left for the entry."""
        self._shows_actions = actions
        self._choose_columns()

    def current_id(self) -> int | None:
        """Return the number of the case that an act is for, whether its row is there or not."""
        place, keys = self.current_place(), self.cases.keys()
        return keys[place] if place is not None and place < len(keys) else None

    def selected_ids(self) -> list[int]:
        """Return the numbers of the selected cases from top to bottom."""
        keys = self.cases.keys()
        return [keys[place] for place in self.selected_places()]

    def show_now(self) -> None:
        """Paint the clocks anew; nothing moves."""
        self.viewport().update()

    def _choose_columns(self) -> None:
        first = columns.ACTION if self._shows_actions else columns.LEFT
        wanted = {first, *_ALWAYS}
        for column, room in (
            (columns.DISTRICT, _ROOM_FOR_DISTRICT),
            (columns.DUE, _ROOM_FOR_INSTANT),
            (columns.OFFICER, _ROOM_FOR_OFFICER),
        ):
            if self.viewport().width() >= theme.px(room):
                wanted.add(column)
        if wanted != set(self.columns_shown()):
            self.show_columns(wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    @override
    def selected_rows(self) -> list[CaseRow]:
        found = (self.cases.loaded(case_id) for case_id in self.selected_ids())
        return [row for row in found if row is not None]

    @Slot()
    @override
    def copy_rows(self) -> None:
        if len(self.selected_rows()) < len(self.selected_ids()):
            self.copy_requested.emit()
        else:
            super().copy_rows()
