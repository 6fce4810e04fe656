"""What is said of a roster as a whole: guessed columns, sheets and rows that nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.imports.sheets import quoted, row_words
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignTable
    from alo183_desktop.officers.roster.headings import Columns

SHOWN: Final = {
    "tckn": "T.C. kimlik no",
    "corporate_email": "e-posta",
    "personal_email": "e-posta",
}
"""How the values of columns are called within a sentence."""
_GUESSES: Final = {
    "corporate_mobile": "imports.heading_guessed",
    "personal_mobile": "imports.heading_guessed_personal",
}
"""What is said of a column of numbers whose heading does not say whose they are."""


def hidden_notes(
    sheets: Sequence[str], table: ForeignTable, numbers: Sequence[int]
) -> Iterator[Problem]:
    """Tell what nobody sees who opens the file: sheets that are not read, and rows that are."""
    if sheets:
        yield Problem("", "imports.hidden_sheets", {"sheets": quoted(sheets)})
    rows = [number for number in numbers if number - 1 in table.layout.hidden_rows]
    if rows:
        yield Problem("", "imports.hidden_rows", {"count": len(rows), "rows": row_words(rows)})


def column_notes(
    tables: Sequence[ForeignTable],
    table: ForeignTable,
    columns: Columns,
    sheets: Sequence[str],
) -> Iterator[Problem]:
    """Tell what was read by a guess, and what was not read."""
    found = columns.found
    if columns.others:
        yield Problem("name", "imports.other_people", {"headings": quoted(columns.others)})
    if others := [sheet for sheet in sheets if sheet != table.sheet]:
        told = {"sheet": table.sheet, "sheets": quoted(others)}
        yield Problem("", "imports.sheets_with_people", told)
    elif len(tables) > 1:
        yield Problem("", "imports.other_sheets", {"count": len(tables), "sheet": table.sheet})
    for key in columns.by_values:
        told = {"heading": found.texts[key], "what": SHOWN[key]}
        yield Problem(key, "imports.heading_by_values", told)
    for key, code in _GUESSES.items():
        if key in found.guessed:
            yield Problem(key, code, {"heading": found.texts[key]})
    for heading in found.twice:
        yield Problem("", "imports.heading_twice", {"heading": heading})
    if found.unread:
        yield unread_note(found.unread)


def unread_note(headings: Sequence[str]) -> Problem:
    """Return what is said of columns that mean nothing that is wanted."""
    told = ", ".join(heading.rstrip(".:") for heading in headings)
    return Problem("", "imports.unread_columns", {"headings": told})
