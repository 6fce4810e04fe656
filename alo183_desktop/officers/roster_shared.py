"""What several rows of a roster share: cells that are merged over them, and ditto marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignTable
    from alo183_desktop.imports.headings import Found

SHARED: Final = ("unit", "subjects", "title", "starts_on")
"""Columns whose value may stand for several people; a number or a name belongs to one."""
_DITTO_SIGNS: Final = frozenset("\"'”“„″〃’/")
_DITTO_WORDS: Final = frozenset({"ayni", "aynen"})


class SharedCells:
    """The values that a row takes from cells above it."""

    def __init__(self, table: ForeignTable, found: Found) -> None:
        """Look for merged cells in the columns that people share."""
        self._merged: dict[tuple[int, str], object] = {}
        self._last: Mapping[str, Any] = {}
        names = [found.columns[key] for key in ("name", "given_names") if key in found.columns]
        subjects = found.columns.get("subjects")
        self._is_behind = subjects is not None and all(subjects > name for name in names)
        self._named: set[int] = set()
        for merged in table.layout.merged:
            if merged.column in names:
                self._named.update(range(merged.row + 1, merged.last_row + 1))
        keys = {column: key for key, column in found.columns.items() if key in SHARED}
        struck = table.layout.struck | table.layout.struck_in_part
        for merged in table.layout.merged:
            key = keys.get(merged.column)
            # What is struck out for the first of them holds for none.
            if key is None or (merged.row, merged.column) in struck:
                continue
            if not found.first_row <= merged.row < len(table.rows):
                continue
            value = _cell(table.rows[merged.row], merged.column)
            for row in range(merged.row + 1, min(merged.last_row + 1, len(table.rows))):
                self._merged[row, key] = value

    def complete(self, row: int, told: dict[str, Any]) -> dict[str, Any]:
        """Return what a row tells, with what it shares with those above.

        Args:
            row: Its place in the table, from 0.
            told: Its own cells that are not blank.
        """
        whole = dict(told)
        for key in SHARED:
            if key not in whole and (value := self._merged.get((row, key))) is not None:
                whole[key] = value
            elif key in whole and is_ditto(whole[key]):
                whole[key] = self._last.get(key)
        self._last = whole
        return whole

    def has_name(self, row: int) -> bool:
        """Return whether a row without a name of its own belongs to the person above it.

        The name is merged over it, or the subject stands behind the name. In front of an empty name
        it is a post that nobody has.
        """
        return self._is_behind or row in self._named


def is_ditto(cell: object) -> bool:
    """Return whether a cell says "as above": `"`, `-"-`, `//`, `aynı`."""
    if not isinstance(cell, str):
        return False
    signs = set("".join(cell.split()).strip("-–"))
    return bool(signs and signs <= _DITTO_SIGNS) or fold(cell.strip()) in _DITTO_WORDS


def _cell(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else None
