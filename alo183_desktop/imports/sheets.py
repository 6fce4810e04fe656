"""What one sheet of a foreign file tells, before anybody looked into the database.

Not here: which columns an import wants and what its cells mean (each capability has its own).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.imports.headings import Found
    from alo183_desktop.shared.errors import Problem

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
