"""Foreign tables without files."""

from __future__ import annotations

import hashlib
from array import array
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.foreign.columns import CODES, TableColumns, in_blocks
from alo183_desktop.documents.foreign.tables import (
    LIMITS,
    ForeignColumn,
    ForeignColumns,
    ForeignFile,
    ForeignSheet,
    ForeignTable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.documents.foreign.tables import Cell

_ENCODING: Final = "utf-8"


def table_file(name: str, sheet: str, rows: Sequence[Sequence[Cell]]) -> ForeignFile:
    """Return a workbook with one sheet, as if it had been read."""
    table = ForeignTable(sheet, tuple(tuple(row) for row in rows))
    return ForeignFile(name, _sha256(rows), (table,))


def column_file(name: str, rows: Sequence[Sequence[str]]) -> ForeignColumns:
    """Return a text file, as if it had been read column by column."""
    columns = TableColumns(most_cells=LIMITS.cells, most_columns=LIMITS.columns)
    for block in in_blocks(rows, LIMITS.columns):
        columns.add(block)
    sheet = ForeignSheet(
        sheet="",
        height=columns.height,
        columns=tuple(
            ForeignColumn(tuple(values), array(CODES, codes)) for values, codes in columns.parts()
        ),
        widths=columns.widths,
        is_closed=True,
        encoding=_ENCODING,
        separator=";",
    )
    return ForeignColumns(name, _sha256(rows), (sheet,))


def _sha256(rows: Sequence[Sequence[Cell]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()
