"""What leaves the package about officers, subjects and assignments."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt


class State(enum.StrEnum):
    """Which officers are wanted, as of a day."""

    SERVING = "serving"
    """Who holds a subject on that day, or is on the roster and never held one."""
    LEFT = "left"
    """Who held subjects before, and holds none on that day."""
    COMING = "coming"
    """Whose first assignment begins after that day."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    """Which officers are wanted; empty and None mean: all."""

    search: str = ""
    """Words that must all be found, in any order, whatever their case and accents: parts of name,
    title, e-mail, unit or subject, or of a phone number in any way of writing."""
    state: State | str = State.SERVING
    subject_id: int | None = None
    """Only who holds this subject on the day."""
    unit_id: int | None = None
    officer_ids: tuple[int, ...] | None = None
    """Only these; an empty tuple finds nobody."""


@dataclass(frozen=True, slots=True)
class VacancyFilter:
    """Duties that are vacant today; it has nothing to choose."""


class OfficerRow(NamedTuple):
    """One officer as a list shows them, as of a day.

    A tuple, because a list makes thousands of them at once: a frozen dataclass costs five times as
    much to make. The fields stand in the order in which the query and the assignments give them.
    """

    officer_id: int
    name: str
    """As letters print it: `İlknur ÇIĞ`."""
    given_names: str
    surname: str
    title: str
    unit_id: int
    unit_name: str
    masked_tckn: str
    """`100••••••46`; empty when it is not known."""
    corporate_email: str
    corporate_mobile: str
    """E.164; empty when it is not known."""
    version: int
    subjects: tuple[str, ...]
    """Names of the subjects held on the day, in the order of the subjects."""
    subject_ids: tuple[int, ...]
    since: dt.date | None
    """The first day of the oldest assignment that is running; None when there is none."""
    left_on: dt.date | None
    """The first day without a subject; None while one is held and before the first one."""

    @property
    def has_tckn(self) -> bool:
        """Whether the T.C. number is known."""
        return bool(self.masked_tckn)

    @property
    def is_active(self) -> bool:
        """Whether a subject is held on the day."""
        return bool(self.subject_ids)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One officer responsible for one subject on the days `[starts_on, ends_on)`."""

    subject_id: int
    subject_name: str
    starts_on: dt.date
    ends_on: dt.date | None
    """The first day without it; None while it runs. The same as `starts_on`: it was cancelled."""
    opened_by_letter_id: int | None
    closed_by_letter_id: int | None


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """One officer with everything but what has to be revealed on request (service.py)."""

    officer_id: int
    name: str
    """As letters print it, so with the other fields of an `OfficerRow`."""
    title: str
    unit_id: int
    unit_name: str
    masked_tckn: str
    has_tckn: bool
    corporate_email: str
    corporate_mobile: str
    version: int
    subjects: tuple[str, ...]
    since: dt.date | None
    left_on: dt.date | None
    is_active: bool
    masked_personal_mobile: str
    """`0500 000 •• ••`; empty when it is not known. `service.show_personal_mobile` tells it."""
    has_personal_mobile: bool
    further: tuple[tuple[str, str], ...]
    """What else is known (`record.FURTHER`), by the names of the fields; without the note."""
    note: str
    history: tuple[AssignmentRow, ...]
    """Every assignment, also later ones; the newest first."""


@dataclass(frozen=True, slots=True)
class CoveringOfficer:
    """Who answers for a subject."""

    officer_id: int
    name: str
    corporate_mobile: str
    """E.164; empty when it is not known."""
    since: dt.date


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Who answers for one subject, as of a day."""

    subject_id: int
    subject_name: str
    is_required: bool
    officers: tuple[CoveringOfficer, ...]
    """In Turkish order; empty when nobody answers for it."""
    uncovered_since: dt.date | None
    """The first day without anybody; None when it is covered or never was."""
    covered_from: dt.date | None
    """When nobody holds it: the first later day on which somebody will; None when none is known."""

    @property
    def is_covered(self) -> bool:
        """Whether anybody answers for it."""
        return bool(self.officers)


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One subject of the directorate."""

    subject_id: int
    name: str
    is_required: bool
    """Named by the circular: cannot be retired."""
    is_active: bool
    position: int
    version: int
