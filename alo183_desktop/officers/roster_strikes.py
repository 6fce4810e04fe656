"""What is struck through in a roster: people who left, and values that no longer hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.officers.roster_names import NAME_KEYS
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.documents.foreign.tables import ForeignTable
    from alo183_desktop.imports.headings import Found


class Strikes:
    """Tells of a row what of it still holds."""

    def __init__(self, table: ForeignTable, found: Found) -> None:
        """Keep what is struck in a table whose columns were found."""
        self._whole = table.layout.struck
        self._part = table.layout.struck_in_part
        self._found = found

    def is_gone(self, row: int, told: dict[str, Any]) -> bool:
        """Return whether a person is struck out: their name, or all that is said of them.

        Args:
            row: Its place in the table, from 0.
            told: Its cells that are not blank.
        """
        struck = self._among(row, told)
        return bool(struck & NAME_KEYS) or (bool(struck) and struck == told.keys())

    def left_out(self, row: int, told: dict[str, Any]) -> tuple[Problem, ...]:
        """Take struck values out of a row, and tell which; arguments as of `is_gone`."""
        struck = self._among(row, told)
        for key in struck:
            del told[key]
        return tuple(
            Problem(key, "imports.struck_cell", {"heading": self._found.texts[key]})
            for key in self._found.columns
            if key in struck
        )

    def unclear(self, row: int, told: dict[str, Any]) -> tuple[Problem, ...]:
        """Return what is wrong with cells of which a part is struck; arguments as of `is_gone`."""
        return tuple(
            Problem(key, "imports.struck_in_part", {"heading": self._found.texts[key]})
            for key in told
            if (row, self._found.columns[key]) in self._part
        )

    def of_marks(self, row: int, marked: Mapping[int, str]) -> tuple[Problem, ...]:
        """Tell which marks of a row are struck; `marked` has the headings of such columns."""
        return tuple(
            Problem("subjects", "imports.struck_cell", {"heading": heading})
            for column, heading in marked.items()
            if self.is_struck(row, column)
        )

    def is_struck(self, row: int, column: int) -> bool:
        """Return whether the whole text of a cell is struck; both counted from 0."""
        return (row, column) in self._whole

    def _among(self, row: int, told: dict[str, Any]) -> set[str]:
        if not self._whole:
            return set()
        return {key for key in told if (row, self._found.columns[key]) in self._whole}
