"""Frozen rows of officers, subjects and assignments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Sequence


class OfficerState(Worded):
    """Which officers are wanted, as of a day."""

    SERVING = "serving", "Görevde olanlar"
    """Officers with a subject on that day, or on the roster without ever having had one."""
    LEFT = "left", "Ayrılanlar"
    """Officers with earlier subjects, but none on that day; or added by a cancelled letter."""
    COMING = "coming", "Göreve başlayacaklar"
    """Officers whose first assignment begins after that day."""
    ALL = "all", "Hepsi"


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    """Which officers are wanted; empty and None mean: all."""

    search: str = ""
    """Words that must all be found, in any order, whatever their case and accents: parts of name,
    title, e-mail, unit or subject, or of a phone number in any format."""
    state: OfficerState = OfficerState.SERVING
    subject_id: int | None = None
    """Only officers with this subject on the day."""
    unit_id: int | None = None
    officer_ids: tuple[int, ...] | None = None
    """Only these; an empty tuple finds nobody."""


@dataclass(frozen=True, slots=True)
class VacancyFilter:
    """Duties that are vacant today; it has no fields."""


class Acting(NamedTuple):
    """A substitute answers for a subject on the days `[starts_on, ends_on)`."""

    officer_id: int
    subject_id: int
    starts_on: dt.date
    ends_on: dt.date | None
    for_id: int
    """The officer substituted for."""


class Task(NamedTuple):
    """An officer answers for a subject on the days `[starts_on, ends_on)`."""

    officer_id: int
    subject_id: int
    starts_on: dt.date
    ends_on: dt.date | None
    for_id: int | None = None
    """The officer substituted for; None: it is their own."""

    def touches(self, starts_on: dt.date, ends_on: dt.date) -> bool:
        """Return whether they answer on one of the days `[starts_on, ends_on)`."""
        return self.starts_on < ends_on and (self.ends_on is None or starts_on < self.ends_on)

    def runs_on(self, day: dt.date) -> bool:
        """Return whether they answer on a day."""
        return self.touches(day, day + dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class SubstitutionRow:
    """An officer has a substitute on the days `[starts_on, ends_on)`."""

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
    """The first day without it. Equal to `starts_on`: it was withdrawn before it began."""
    by_name: str
    ended_at: dt.datetime | None
    """When it was ended or withdrawn; None: it ends, or ended, as planned."""
    ended_by: str
    letter_id: int | None
    """The newest letter that informs the Office of it; None: there is none."""
    version: int
    objections: tuple[str, ...] = ()
    """Reasons against the substitute by now; only filled on request."""

    @property
    def subject_words(self) -> str:
        """The subject, or that it is all of them."""
        return self.subject_name or "bütün konuları"

    @property
    def days_words(self) -> str:
        """Its days, including the last one: `12.12.2026 – 25.12.2026`; or that there are none."""
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
    much to make. The fields are in the order of the query and the assignments.
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
    """`100••••••46`; empty when unknown."""
    corporate_email: str
    corporate_mobile: str
    """E.164; empty when unknown."""
    version: int
    subjects: tuple[str, ...]
    """Names of the subjects held on the day, in the order of the subjects."""
    subject_ids: tuple[int, ...]
    since: dt.date | None
    """The first day of the oldest subject held without a break; None when there is none."""
    left_on: dt.date | None
    """The first day without a subject; None while one is held and before the first one."""
    acting: tuple[str, ...] = ()
    """Names of the subjects answered for as a substitute on the day."""
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
    """The first day without it; None while it runs. Equal to `starts_on`: it was cancelled."""
    opened_by_letter_id: int | None
    closed_by_letter_id: int | None


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """One officer with everything except what is revealed on request (service.py)."""

    officer_id: int
    name: str
    """As letters print it; the same for the other fields of an `OfficerRow`."""
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
    """`0500 ••• •• ••`; empty when unknown. `service.show_personal_mobile` reveals it."""
    has_personal_mobile: bool
    further: tuple[tuple[str, str], ...]
    """Further values (`record.FURTHER`), by the labels of the fields; without the note."""
    note: str
    history: tuple[AssignmentRow, ...]
    """Every assignment, including later ones; the newest first."""
    substitutions: tuple[SubstitutionRow, ...]
    """For them and by them; the newest first."""


@dataclass(frozen=True, slots=True)
class CoveringOfficer:
    """An officer who answers for a subject."""

    officer_id: int
    name: str
    corporate_mobile: str
    """E.164; empty when unknown."""
    since: dt.date
    for_name: str = ""
    """The officer substituted for; empty: it is their own subject."""


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
    """When uncovered: the first later day on which it is covered; None when none is known."""

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


def left_words(left_on: dt.date) -> str:
    """Return that an officer has left, by the first day without a subject."""
    return f"{format_day(left_on)} günü ayrıldı"


def choices_of(rows: Sequence[OfficerRow]) -> tuple[tuple[int, str], ...]:
    """Return officers as choices by their ids; namesakes are distinguished by their titles."""
    names = [row.name for row in rows]
    return tuple(
        (row.officer_id, f"{row.name}, {row.title}" if names.count(row.name) > 1 else row.name)
        for row in rows
    )
