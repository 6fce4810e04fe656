"""Frozen rows of cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.rules import (
    CALL_REVIEW_DAYS,
    clock_state,
    due_at,
    is_action_late,
    is_entry_late,
    is_running,
    time_left,
)
from alo183_desktop.shared.turkish import lower_first

if TYPE_CHECKING:
    from alo183_desktop.cases.kinds import ActionKind, CallReason, ClockState
    from alo183_desktop.rota.kinds import DutyKind

Stored: TypeAlias = str | dt.datetime
"""A time as the backend stores it, always UTC: text on SQLite, without a zone on PostgreSQL."""


def from_stored(stored: Stored | None) -> dt.datetime | None:
    """Return a stored time, aware; None stays None."""
    if isinstance(stored, str):
        # Read with its zone at once: a second step takes seven times as long.
        return dt.datetime.fromisoformat(f"{stored}+00:00")
    if stored is None or stored.tzinfo is not None:
        return stored
    return stored.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted, and in which order; empty and None mean: all.

    The same object counts a tile and fills the list that the tile opens.
    """

    view: CaseView = CaseView.ALL
    search: str = ""
    """Beginnings of words that must all be found, whatever their case, accents and punctuation:
    number, caller's phone and name, operator, officer, district, summary. Words of one character
    are ignored."""
    subject_id: int | None = None
    officer_id: int | None = None
    district: str = ""
    """The whole district, whatever its case and accents."""
    is_urgent: bool | None = None
    routed_from: dt.datetime | None = None
    """Referrals in `[routed_from, routed_until)`, UTC."""
    routed_until: dt.datetime | None = None
    sort: CaseSort = CaseSort.DUE
    descending: bool = False
    mine_officer_id: int | None = None
    """The current user's officer, for the view `mine`; set by services. None: the view is empty."""


class CaseRow(NamedTuple):
    """One case as a list shows it.

    A tuple, because a list may have a million; times are converted on access, because
    converting all that are fetched takes twice as long as fetching it.
    """

    case_id: int
    number: str
    routed_stored: Stored
    action_due_stored: Stored
    first_action_stored: Stored | None
    entered_stored: Stored | None
    subject_id: int
    subject_name: str
    kind_id: int
    kind_name: str
    is_urgent: bool
    district: str
    officer_id: int | None
    officer_name: str
    """As letters print it; the file's own words when the roster does not have them; or empty."""
    is_police_informed: bool
    is_closed: bool
    order_key: int
    """Its position in the list (rules.order_key)."""
    version: int

    @property
    def routed_at(self) -> dt.datetime:
        """UTC."""
        return _known(self.routed_stored)

    @property
    def due_at(self) -> dt.datetime:
        """When the 24 hours end, UTC."""
        return due_at(self.routed_at)

    @property
    def action_due_at(self) -> dt.datetime:
        """By when a first action is due, UTC."""
        return _known(self.action_due_stored)

    @property
    def first_action_at(self) -> dt.datetime | None:
        """UTC; None while nothing was done."""
        return from_stored(self.first_action_stored)

    @property
    def entered_at(self) -> dt.datetime | None:
        """UTC; None while the 24 hours run."""
        return from_stored(self.entered_stored)

    def time_left(self, now: dt.datetime) -> dt.timedelta:
        """Return the time until the entry is due; negative when it is late."""
        return time_left(self.due_at, now)

    def clock_state(self, now: dt.datetime) -> ClockState:
        """Return the state of the 24 hours."""
        return clock_state(self.routed_at, self.entered_at, now=now)

    def is_action_late(self, now: dt.datetime) -> bool:
        """Return whether the first action came late, or is overdue now."""
        return is_action_late(self.action_due_at, self.first_action_at, now=now)

    def is_entry_late(self, now: dt.datetime) -> bool:
        """Return whether the entry came late, or is overdue now."""
        return is_entry_late(self.routed_at, self.entered_at, now=now)

    def is_running(self) -> bool:
        """Return whether the clock runs, late or not, so that an officer must have the case."""
        return is_running(self.entered_at)


def _known(stored: Stored) -> dt.datetime:
    instant = from_stored(stored)
    assert instant is not None  # noqa: S101 - the column is never empty
    return instant


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of a case's timeline."""

    action_id: int
    """`imported_timeline.NO_LINE` for what only a list stated: it cannot be corrected by itself."""
    kind: ActionKind
    at: dt.datetime
    """When it was done, UTC."""
    words: str
    by_name: str
    recorded_at: dt.datetime
    corrects_action_id: int | None
    corrected_by_action_id: int | None
    """The line that replaces it; such a line no longer counts but stays visible."""


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """Who was responsible for a case during `[from_at, to_at)`."""

    officer_id: int
    officer_name: str
    from_at: dt.datetime
    to_at: dt.datetime | None
    reason: str
    by_name: str


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """Why an open case stayed with an officer who left."""

    officer_id: int
    officer_name: str
    letter_id: int | None
    reason: str
    at: dt.datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class CaseFileRow:
    """A frozen file of a case, without its bytes."""

    file_id: int
    case_id: int
    is_entry_proof: bool
    name: str
    media_type: str
    sha256: str
    size: int
    """Bytes."""
    added_at: dt.datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same caller, or one that a search found, in short and without names.

    The caller is shown on the card, which is audited.
    """

    case_id: int
    number: str
    routed_at: dt.datetime
    subject_name: str
    kind_name: str
    district: str
    entered_at: dt.datetime | None
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case with all that belongs to it; times are UTC."""

    row: CaseRow
    due_at: dt.datetime
    operator_name: str
    caller_phone: str
    """E.164, or masked where the card is shown; empty when not given; the same for the name."""
    caller_name: str
    summary: str
    acknowledged_at: dt.datetime | None
    police_unit: str
    police_at: dt.datetime | None
    police_by: str
    entry_record: str
    closed_at: dt.datetime | None
    outcome: str
    recorded_at: dt.datetime
    recorded_by: str
    timeline: tuple[TimelineRow, ...]
    """In the order in which things were done."""
    responsibilities: tuple[ResponsibilityRow, ...]
    """The newest first."""
    waivers: tuple[WaiverRow, ...]
    files: tuple[CaseFileRow, ...]
    """In the order in which they were added."""
    same_caller: tuple[OtherCase, ...]
    """Other cases with the caller's phone, the newest first."""


class Caller(NamedTuple):
    """The caller in full, the phone as E.164; each empty when it was not given."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class KnownCases:
    """Known cases that match what was typed before a new case is taken in."""

    by_number: tuple[OtherCase, ...]
    """Whose number begins with it; an equal one comes first."""
    by_phone: tuple[OtherCase, ...]
    """Whose caller has this phone, the newest first."""
    by_name: tuple[OtherCase, ...]
    """Whose caller has exactly this name, the newest first."""
    by_words: tuple[OtherCase, ...]
    """In which the words are found otherwise, the newest first."""
    is_number_taken: bool
    """Whether the first of `by_number` has exactly this number."""


@dataclass(frozen=True, slots=True)
class ProposedOfficer:
    """An officer who answers for a subject at a time, or is on duty then."""

    officer_id: int
    name: str
    phone: str
    """E.164, to call them; empty where no number is known that they answer."""
    open_cases: int
    duty: DutyKind | None = None
    """Their duty then; None: none."""
    is_able: bool = True
    """Whether they answer for the subject."""
    is_away: bool = False
    for_name: str = ""
    """For whom they substitute in it; empty: it is their own."""

    @property
    def words(self) -> str:
        """Their name with the reasons for and against them: `Ayşe DEMİR (icap, 2 açık vaka)`."""
        marks = [
            *([lower_first(self.duty.words)] if self.duty is not None else []),
            *([f"{self.for_name} yerine"] if self.for_name else []),
            *(["izinde"] if self.is_away else []),
            *([] if self.phone else ["telefonu yok"]),
            *([] if self.is_able else ["bu konuda görevli değil"]),
            f"{self.open_cases} açık vaka",
        ]
        return f"{self.name} ({', '.join(marks)})"


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One step of a case's ladder. Its text has the case's number and the time, but no name."""

    case_id: int
    number: str
    hours: int
    """After the referral."""
    due_at: dt.datetime
    noted_at: dt.datetime
    seen_at: dt.datetime | None
    entry_due_at: dt.datetime
    entered_at: dt.datetime | None

    @property
    def was_missed(self) -> bool:
        """Whether the program showed it late, because it was off or asleep."""
        return self.noted_at - self.due_at > dt.timedelta(minutes=5)

    def left(self, now: dt.datetime) -> dt.timedelta:
        """Return the time until the entry is due; negative when it is late."""
        return time_left(self.entry_due_at, now)


class ComingReminder(NamedTuple):
    """A future step of a ladder: what a locked program may know of a case."""

    case_id: int
    number: str
    hours: int
    """After the referral."""
    due_at: dt.datetime
    """UTC; the same for the other."""
    entry_due_at: dt.datetime


class ShownReminder(NamedTuple):
    """A step that was shown while the data was locked."""

    case_id: int
    hours: int
    at: dt.datetime
    """When it was shown, UTC."""


@dataclass(frozen=True, slots=True)
class CaseKindRow:
    """One kind of cases."""

    kind_id: int
    name: str
    position: int
    is_urgent: bool
    starts_on: dt.date
    ends_on: dt.date | None
    version: int

    def holds_on(self, day: dt.date) -> bool:
        """Return whether it can be chosen for a case that was routed on a day in Istanbul."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class TermsRow:
    """Terms that hold from a day on."""

    terms_id: int
    starts_on: dt.date
    urgent_action_minutes: int
    other_action_minutes: int
    reminder_hours: tuple[int, ...]
    version: int
    call_review_days: int = CALL_REVIEW_DAYS


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """The current number of cases in each view, for tiles and badges."""

    at: dt.datetime
    counts: tuple[tuple[CaseView, int], ...]

    def __getitem__(self, view: CaseView) -> int:
        """Return the count of one view."""
        return dict(self.counts)[view]


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Cases of one subject that were routed in one week."""

    week: dt.date
    """Its Monday, in Istanbul."""
    subject_id: int
    subject_name: str
    position: int
    """Position of the subject among all, from 0."""
    cases: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The results of the cases routed in one month."""

    month: dt.date
    """Its first day, in Istanbul."""
    cases: int
    in_time: int
    late: int
    """Entered, but later than 24 hours."""
    acted: int
    acted_late: int
    """Acted on, but later than the terms of its day allow."""
    closed: int
    running: int
    """Not entered, and still within their 24 hours."""
    waiting: int
    """Nothing was done yet, and the time to act is not over."""
    action_median: int | None
    """Minutes from referral to first action; None when nothing was done in that month's cases."""
    action_p90: int | None
    """Nine of ten cases had their first action within so many minutes."""

    @property
    def not_entered(self) -> int:
        """How many are not entered, late or not."""
        return self.cases - self.in_time - self.late

    @property
    def overdue(self) -> int:
        """How many are not entered, though their 24 hours are over."""
        return self.not_entered - self.running

    @property
    def share_in_time(self) -> float | None:
        """Share of the cases entered in time among those whose 24 hours are over; None without any.

        Never entered counts the same as entered late. Source: Genelge 2014/05, madde 5.
        """
        over = self.cases - self.running
        return self.in_time / over if over else None

    @property
    def action_faults(self) -> int:
        """How many were acted on too late, or not at all although the time is over.

        Source: Genelge 2014/05, madde 4.
        """
        return self.acted_late + self.cases - self.acted - self.waiting


@dataclass(frozen=True, slots=True)
class UnexplainedCallRow:
    """One call that nothing explains."""

    call_id: int
    at: dt.datetime
    line_id: int
    line_phone: str
    """E.164."""
    holder_id: int | None
    """Who held the line at that time; None for nobody."""
    holder_name: str
    number: str
    """E.164 where it is one; empty once it was reviewed and only a hash is left."""
    seconds: int
    known_explanation: str
    """The explanation of another call with the same number; empty for none."""
    explanation: str
    """Empty until it was reviewed."""
    is_private: bool | None
    """None until it was reviewed."""
    reviewed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class UnexplainedCallFilter:
    """Which calls are wanted."""

    is_reviewed: bool = False
    line_id: int | None = None
    since: dt.datetime | None = None
    """UTC; the same for `until`."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many calls of a period are explained, by each reason, and how many are not."""

    calls: int
    explained: tuple[tuple[CallReason, int], ...]
    reviewed: int
    unexplained: int
