"""Which sheet of a workbook is a roster, and which of its columns is what."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from alo183_desktop.directorate.provinces import PROVINCES
from alo183_desktop.imports.headings import Found, find_columns
from alo183_desktop.imports.sheets import quoted
from alo183_desktop.officers.roster_columns import Columns, settle
from alo183_desktop.officers.roster_headings import OF_CASES, WANTED
from alo183_desktop.officers.roster_leavers import (
    columns_of_leavers,
    is_of_leavers,
    without_columns,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignTable


def choose_sheet(
    tables: Sequence[ForeignTable], wanted: str
) -> tuple[ForeignTable, Columns, tuple[str, ...]]:
    """Return the sheet that is read, its columns, and the names of all sheets that list people.

    Args:
        tables: The sheets.
        wanted: Which one; empty for the first that has the most of the wanted headings.

    Raises:
        KnownError: `imports.no_headings`, `imports.list_of_cases`, `imports.sheet_unknown`.
    """
    best: tuple[tuple[bool, int], ForeignTable, Columns] | None = None
    sheets: list[str] = []
    are_cases = [find_columns(table.rows, OF_CASES) is not None for table in tables]
    for table in (one for one, is_other in zip(tables, are_cases, strict=True) if not is_other):
        of_leavers = columns_of_leavers(table.rows)
        found = _found(table.rows, of_leavers)
        if found is None:
            continue
        theirs = of_leavers.get(found.first_row - 1, frozenset())
        columns = settle(found, table.rows, of_others=theirs)
        if not columns.found.columns.keys() & {"name", "given_names"}:
            continue
        sheets.append(table.sheet)
        if wanted and table.sheet != wanted:
            continue
        # A sheet of people who left is read only when nobody else is listed.
        rank = (not is_of_leavers(table.sheet), len(columns.found.columns))
        if best is None or rank > best[0]:
            best = (rank, table, columns)
    if best is None and sheets:
        raise KnownError("imports.sheet_unknown", sheet=wanted, sheets=quoted(sheets))
    if best is None:
        raise KnownError("imports.list_of_cases" if any(are_cases) else "imports.no_headings")
    return *best[1:], tuple(sheets)


def province_of(titles: Sequence[Sequence[object]]) -> str:
    """Return the province of the first title such as `KONYA VALİLİĞİ`; empty without any."""
    for cell in (cell for row in titles for cell in row if isinstance(cell, str)):
        words = fold(cell)
        for province in PROVINCES:
            name = re.escape(fold(province.name))
            if re.search(rf"\b{name} (?:valiligi|aile ve|il mudurlugu)", words):
                return province.name
    return ""


def _found(
    rows: Sequence[Sequence[object]], left_out: Mapping[int, frozenset[int]]
) -> Found | None:
    """Return the columns of those who are there; those of leavers are told as unread."""
    found = find_columns(without_columns(rows, left_out), WANTED)
    if found is None:
        return None
    headings = dict.fromkeys(
        " ".join(str(cell).split())
        for number in range(found.heading_row, found.first_row)
        for column, cell in enumerate(rows[number])
        if column in left_out.get(number, ()) and isinstance(cell, str) and cell.strip()
    )
    return replace(found, unread=(*found.unread, *headings))
