"""What one sheet of a foreign file tells, before anybody looked into the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from alo183_desktop.imports.headings import find_columns
from alo183_desktop.shared.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.documents.foreign.tables import ForeignTable
    from alo183_desktop.imports.headings import Found, Wanted

EntryT = TypeVar("EntryT")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[EntryT]):
    """The sheet that was taken, and one entry for each of its rows."""

    file_name: str
    sha256: str
    sheet: str
    """Its name; empty for text files."""
    found: Found
    entries: tuple[EntryT, ...]
    passed_over: tuple[int, ...]
    """Numbers of rows that are titles, totals or repeated headings."""
    notes: tuple[Problem, ...]

    @property
    def heading_row(self) -> int:
        """Where the headings stand, as Excel counts."""
        return self.found.heading_row + 1

    @property
    def headings(self) -> Mapping[str, str]:
        """Which heading was taken for which field, in the order of the file."""
        return self.found.texts


def choose_table(
    tables: Sequence[ForeignTable], wanted: Sequence[Wanted], suits: Callable[[Found], bool]
) -> tuple[ForeignTable, Found] | None:
    """Return the first table with the most of the wanted headings; None when none suits."""
    best: tuple[ForeignTable, Found] | None = None
    for table in tables:
        found = find_columns(table.rows, wanted)
        if found is None or not suits(found):
            continue
        if best is None or len(found.columns) > len(best[1].columns):
            best = (table, found)
    return best


def cells_of(row: Sequence[object], found: Found) -> dict[str, Any]:
    """Return the cells of a row that are not blank, under the keys of their columns."""
    return {
        key: row[column]
        for key, column in found.columns.items()
        if column < len(row) and row[column] is not None and str(row[column]).strip()
    }


def notes_of(
    tables: Sequence[ForeignTable], table: ForeignTable, found: Found
) -> Iterator[Problem]:
    """Yield what was left aside: other sheets, and columns that came twice or mean nothing."""
    if len(tables) > 1:
        yield Problem("", "imports.other_sheets", {"count": len(tables), "sheet": table.sheet})
    for heading in found.twice:
        yield Problem("", "imports.heading_twice", {"heading": heading})
    if found.unread:
        yield Problem("", "imports.unread_columns", {"headings": ", ".join(found.unread)})


def quoted(texts: Iterable[str]) -> str:
    """Return texts as a list inside a sentence: `“Merkez”, “Huzurevi”`."""
    return ", ".join(f"“{text}”" for text in texts)


def row_words(numbers: Iterable[int]) -> str:
    """Return numbers of rows, those that follow each other as one part: `4, 7–9`."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
