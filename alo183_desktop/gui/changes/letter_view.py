"""The list of letters, which leaves out in a narrow window what other columns tell as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.gui.changes.letter_columns import GIVE_WAY, LETTER_COLUMNS
from alo183_desktop.gui.kit.tables import RowsModel, TableView
from alo183_desktop.letters.rows import LetterRow
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget


class LetterView(TableView):
    """Letters in the order in which they are worked on: what lacks most comes first.

    Attributes:
        letters: The rows.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__("letters", name="Değişiklik yazıları", parent=parent)
        self.letters = RowsModel[LetterRow](LETTER_COLUMNS, parent=self)
        self.set_row_key(lambda row: row.letter_id)
        self.setModel(self.letters)
        self.setSortingEnabled(True)
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        self.sortByColumn(-1, header.sortIndicatorOrder())

    @override
    def table_texts(self, rows: Sequence[Any] | None = None) -> tuple[list[str], list[list[str]]]:
        # A narrow window leaves out columns on the screen, never in a copy, a file or a print.
        shown = self.letters.rows() if rows is None else rows
        return (
            [column.heading for column in LETTER_COLUMNS],
            [[column.text(row) for column in LETTER_COLUMNS] for row in shown],
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show as many columns as the list has room for."""
        widths = {
            column.heading: self._preferred_width(column.width_chars) for column in LETTER_COLUMNS
        }
        for headings in GIVE_WAY:
            if sum(widths.values()) <= self.viewport().width():
                break
            for heading in headings:
                del widths[heading]
        wanted = [place for place, column in enumerate(LETTER_COLUMNS) if column.heading in widths]
        if wanted != self.columns_shown():
            self.show_columns(wanted)
