"""Corrections of cells of a foreign file by the user."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from alo183_desktop.documents.foreign.tables import ForeignColumns, ForeignSheet


class Edit(NamedTuple):
    """A new value for one cell."""

    sheet: str
    """Empty for a text file."""
    row_number: int
    """As Excel counts."""
    column: int
    """From 0."""
    before: str
    """The content of the file (`cell_text`). Another value there means that the file itself was
    corrected, or that its rows have moved: then the edit no longer applies."""
    after: str
    """Empty: no value."""


class CorrectedFile(NamedTuple):
    """A file with the corrections applied."""

    file: ForeignColumns
    kept: tuple[Edit, ...]
    lost: int
    """How many edits no longer apply."""


def edited(file: ForeignColumns, edits: Collection[Edit]) -> CorrectedFile:
    """Return a file with those edits that apply."""
    by_sheet: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        cells = cells_at(file, edit.sheet, edit.row_number)
        if edit.column < len(cells) and cells[edit.column] == edit.before:
            by_sheet[edit.sheet].append(edit)
    kept = tuple(edit for found in by_sheet.values() for edit in found)
    sheets = tuple(_sheet(sheet, by_sheet[sheet.sheet]) for sheet in file.sheets)
    return CorrectedFile(replace(file, sheets=sheets), kept, len(edits) - len(kept))


def cells_at(file: ForeignColumns, sheet: str, row_number: int) -> tuple[str, ...]:
    """Return the visible texts of a row's cells; empty when there is no such row."""
    found = next((one for one in file.sheets if one.sheet == sheet), None)
    rows = () if found is None else file.rows(found, row_number - 1, row_number)
    return tuple(map(cell_text, rows[0])) if rows else ()


def cell_text(cell: object) -> str:
    """Return a cell as a user would type it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return f"{cell:%d.%m.%Y %H:%M:%S}".removesuffix(":00")
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell)


def _sheet(sheet: ForeignSheet, edits: Iterable[Edit]) -> ForeignSheet:
    columns = list(sheet.columns)
    for edit in edits:
        column = columns[edit.column]
        codes = column.codes[:]
        codes[edit.row_number - 1] = len(column.values)
        values = (*column.values, edit.after or None)
        columns[edit.column] = replace(column, values=values, codes=codes)
    return replace(sheet, columns=tuple(columns))
