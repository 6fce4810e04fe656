"""What leaves the package about officers, subjects and assignments."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import NamedTuple

from alo183_desktop.shared.clock import format_day


class State(enum.StrEnum):
    """Which officers are wanted, as of a day."""

    SERVING = "serving"
    """Who holds a subject on that day, or is on the roster and never held one."""
    LEFT = "left"
    """Who held subjects before, and holds none on that day; or was added by a cancelled letter."""
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


class Acting(NamedTuple):
    """A substitute answers for a subject on the days `[starts_on, ends_on)`."""

    officer_id: int
    subject_id: int
    starts_on: dt.date
    ends_on: dt.date | None
    for_id: int
    """In whose place."""


class Task(NamedTuple):
    """An officer answers for a subject on the days `[starts_on, ends_on)`."""

    officer_id: int
    subject_id: int
    starts_on: dt.date
    ends_on: dt.date | None
    for_id: int | None = None
    """In whose place, as a substitute; None: it is their own."""

    def touches(self, starts_on: dt.date, ends_on: dt.date) -> bool:
        """Return whether they answer on one of the days `[starts_on, ends_on)`."""
        return self.starts_on < ends_on and (self.ends_on is None or starts_on < self.ends_on)

    def runs_on(self, day: dt.date) -> bool:
        """Return whether they answer on a day."""
        return self.touches(day, day + dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class SubstitutionRow:
    """Somebody answers in an officer's place on the days `[starts_on, ends_on)`."""

    substitution_id: int
    officer_id: int
    officer_name: str
    subject_id: int | None
    """None: all that the officer answers for."""
    subject_name: str
    """Empty for all of them."""
    substitute_id: int
    substitute_name: str
    starts_on: dt.date
    ends_on: dt.date
    """The first day without it. The same as `starts_on`: it was withdrawn before it began."""
    by_name: str
    ended_at: dt.datetime | None
    """When somebody ended or withdrew it; None: it ends, or ended, by itself."""
    ended_by: str
    letter_id: int | None
    """The newest letter that tells the Office of it; None: none does."""
    version: int
    objections: tuple[str, ...] = ()
    """What stands against the substitute by now; told only where it is asked for."""

    @property
    def subject_words(self) -> str:
        """The subject, or that it is all of them."""
        return self.subject_name or "bütün konuları"

    @property
    def days_words(self) -> str:
        """Its days, the last one among them: `12.12.2026 – 25.12.2026`; or that there are none."""
        if self.starts_on == self.ends_on:
            return f"{format_day(self.starts_on)}, geri alındı"
        last = self.ends_on - dt.timedelta(days=1)
        return f"{format_day(self.starts_on)} – {format_day(last)}"

    def touches(self, starts_on: dt.date, ends_on: dt.date) -> bool:
        """Return whether it holds on one of the days `[starts_on, ends_on)`."""
        return max(self.starts_on, starts_on) < min(self.ends_on, ends_on)

    def is_open(self, today: dt.date) -> bool:
        """Return whether it runs or is yet to begin."""
        return max(self.starts_on, today) < self.ends_on


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
    acting: tuple[str, ...] = ()
    """Names of the subjects answered for on the day in somebody else's place."""
    replaced: tuple[str, ...] = ()
    """Of the subjects held, those for which a substitute answers on the day."""

    @property
    def subject_words(self) -> tuple[str, ...]:
        """Their own, and whether a substitute answers there; those for which they are one."""
        return (
            *(f"{one} (vekilde)" if one in self.replaced else one for one in self.subjects),
            *(f"{one} (vekâleten)" for one in self.acting),
        )

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
    substitutions: tuple[SubstitutionRow, ...]
    """In their place, and by them in somebody else's; the newest first."""


@dataclass(frozen=True, slots=True)
class CoveringOfficer:
    """Who answers for a subject."""

    officer_id: int
    name: str
    corporate_mobile: str
    """E.164; empty when it is not known."""
    since: dt.date
    for_name: str = ""
    """In whose place, as a substitute; empty: it is their own subject."""


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
