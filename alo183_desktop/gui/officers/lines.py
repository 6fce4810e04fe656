"""One row of the list, and the words for an officer and for a duty that is vacant."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.shared.clock import format_day

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.officers.rows import CoverageRow, OfficerRow


class View(enum.StrEnum):
    """What the page lists."""

    SERVING = "serving"
    VACANT = "vacant"
    COMING = "coming"
    LEFT = "left"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Line:
    """An officer, or a subject that nobody answers for: exactly one of the two."""

    officer: OfficerRow | None = None
    vacancy: CoverageRow | None = None
    words: str = ""
    """How long the duty has been vacant."""

    @property
    def key(self) -> tuple[str, int]:
        """What it is, and its number."""
        if self.officer is not None:
            return "officer", self.officer.officer_id
        return "subject", 0 if self.vacancy is None else self.vacancy.subject_id

    @property
    def target(self) -> tuple[int, CoverageRow | None]:
        """What is opened: the number of the officer, or 0 and the vacancy."""
        return (0, self.vacancy) if self.officer is None else (self.officer.officer_id, None)


def vacancy_line(row: CoverageRow, *, as_of: dt.date, today: dt.date) -> Line:
    """Return the row of the list for a subject that nobody answers for on a day."""
    return Line(vacancy=row, words=f"Boş görev: {vacancy_words(row, as_of=as_of, today=today)}")


def vacancy_words(row: CoverageRow, *, as_of: dt.date, today: dt.date) -> str:
    """Return how long a subject has been without anybody, such as `12 gündür kimse atanmadı`."""
    if row.uncovered_since is None:
        words = "henüz kimse atanmadı"
    else:
        days = (as_of - row.uncovered_since).days
        if days == 0:
            words = "bugün boşaldı" if as_of == today else "o gün boşaldı"
        else:
            words = f"{days} gündür kimse atanmadı"
    if row.covered_from is not None:
        words += f", {format_day(row.covered_from)} günü dolacak"
    return words


def vacancy_mark(row: CoverageRow, *, as_of: dt.date) -> str:
    """Return the same in two or three words, for a cell: `12 gündür boş`."""
    if row.uncovered_since is None:
        return "hiç atanmadı"
    days = (as_of - row.uncovered_since).days
    return f"{days} gündür boş" if days else "boş"


def chip_words(subject: str) -> str:
    """Return the name of a subject as short as a chip wants it: `Şehit yakını, gazi`."""
    return subject.replace(" ve ", ", ")
