"""Rows about duties for other packages: frozen values; instants are UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.numbers import NumberState
from alo183_desktop.rota.record import Limits, UnreachedValues
from alo183_desktop.vehicles.rows import Fleet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.phones.reachability.rows import CheckRow
    from alo183_desktop.rota.coverage import Leg
    from alo183_desktop.rota.holidays import Closure
    from alo183_desktop.rota.kinds import (
        AbsenceKind,
        DayClass,
        Employment,
        PatternDays,
        RotaFileKind,
        SubstitutionStage,
        WishDegree,
        WishKind,
    )
    from alo183_desktop.rota.ledger import WorkedRow
    from alo183_desktop.rota.numbers import DutyNumber, Numbers
    from alo183_desktop.rota.swap_rules import SwapRow
    from alo183_desktop.vehicles.rows import VehicleRow


CONFIRMED_WITHIN: Final = dt.timedelta(minutes=60)
"""A note that is not confirmed by then is reported."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who can be on duty."""

    person_id: int
    officer_id: int | None
    """None: they are not in the roster."""
    name: str
    employment: Employment
    kinds: frozenset[DutyKind]
    starts_on: dt.date
    ends_on: dt.date | None
    """The first day on which they are no longer on duty; None while it is open."""
    number: DutyNumber
    """At the instant at which they were read."""
    version: int
    driver_id: int | None = None
    """Their record as a driver, with the licence."""

    @property
    def phone(self) -> str:
        """E.164; empty where no number is known that they answer."""
        return self.number.phone

    @property
    def holds_line(self) -> bool:
        """Whether `phone` is a line of the directorate that they hold."""
        return self.number.state is NumberState.HELD


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """Which people are wanted; empty and None mean: all."""

    search: str = ""
    kind: DutyKind | None = None
    is_current: bool | None = None
    """Whether they can be on duty today or later."""


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody is away or exempt during `[starts_at, ends_at)`."""

    absence_id: int
    person_id: int
    person_name: str
    kind: AbsenceKind | None
    """None for users who may only see that they are away."""
    starts_at: dt.datetime
    ends_at: dt.datetime
    by_name: str
    version: int


@dataclass(frozen=True, slots=True)
class AbsenceFilter:
    """Which absences are wanted; empty and None mean: all."""

    search: str = ""
    kind: AbsenceKind | None = None
    since: dt.datetime | None = None
    """Those that touch `[since, until)`."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty, `[starts_at, ends_at)`; without a person an empty slot."""

    duty_id: int
    kind: DutyKind
    starts_at: dt.datetime
    ends_at: dt.datetime
    rest_minutes: int
    is_active: bool
    person_id: int | None
    person_name: str
    """Empty for an empty slot."""
    reason: str
    """Why it breaks rules; empty: it does not, or they are not overruled."""
    version: int
    overruled: frozenset[str] = frozenset()
    """The rules that the reason is for; one broken only later is reported all the same."""
    is_locked: bool = False
    """Whether a proposal of the month leaves it as it is, empty or not."""
    part_of: int | None = None
    """The duty from which it was cut; None: it is that one, or whole."""
    vehicle_id: int | None = None
    plate: str = ""
    """Of its vehicle; empty without one."""
    ran_until: dt.datetime | None = None
    """When its holder was relieved; None: at its end, or unknown."""
    held_until: dt.datetime | None = None
    """When its holder is in the rota no more (`rules.held_until`); None: to its end."""

    @property
    def held_to(self) -> dt.datetime:
        """The end of the time in which its holder, if it has one, is still in the rota, UTC."""
        return self.ends_at if self.held_until is None else self.held_until

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it who has not left before it begins."""
        return self.person_id is not None and self.held_to > self.starts_at

    @property
    def is_held_throughout(self) -> bool:
        """Whether somebody holds it who stays to its end."""
        return self.is_held and self.held_to == self.ends_at

    @property
    def holder_name(self) -> str:
        """Who holds it; empty for an empty slot, and where its person has left before."""
        return self.person_name if self.is_held else ""

    @property
    def left_at(self) -> dt.datetime:
        """The time from which its holder rests, UTC."""
        return self.ran_until or self.ends_at

    @property
    def whole_id(self) -> int:
        """The id that all parts of one duty share."""
        return self.duty_id if self.part_of is None else self.part_of


@dataclass(frozen=True, slots=True)
class WishRow:
    """A person's wish for a duty on a day, or for none."""

    wish_id: int
    person_id: int
    person_name: str
    day: dt.date
    """The day on which a duty begins, in Istanbul."""
    kind: WishKind
    degree: WishDegree
    by_name: str
    version: int


@dataclass(frozen=True, slots=True)
class WishFilter:
    """Which wishes are wanted; empty and None mean: all."""

    search: str = ""
    kind: WishKind | None = None
    since: dt.datetime | None = None
    """Those of the days of `[since, until)` in Istanbul; UTC."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A rule by which the empty duties of a new month are made."""

    pattern_id: int
    kind: DutyKind
    days: PatternDays
    starts_minute: int
    length_minutes: int
    rest_minutes: int
    is_active: bool
    version: int
    vehicle_id: int | None = None
    """The vehicle with which its duties begin."""


@dataclass(frozen=True, slots=True)
class ClosedTimeRow:
    """Offices are closed during `[starts_at, ends_at)` by a decision: administrative leave."""

    closed_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    name: str
    version: int


class Breach(NamedTuple):
    """A rule that a duty does not keep."""

    duty_id: int
    person_id: int | None
    rule: str
    """One of `kinds.SOURCES`."""
    words: str
    """The breach, with name and times: `Ayşe DEMİR: 5 Mart 08.00’e kadar dinlenmede`."""
    is_final: bool
    """Whether no reason overrules it."""


class VehicleOffer(NamedTuple):
    """A vehicle for a duty, and what prevents it."""

    vehicle: VehicleRow
    against: tuple[str, ...]
    """Empty: it is there, and on no other duty then."""


class Candidate(NamedTuple):
    """A person who could take a duty, and what prevents it."""

    person: PersonRow
    breaches: tuple[Breach, ...]
    duties: float
    """Their duties in its month, as `DutyCounts`."""
    feasts: float
    """Of those, on weekends and holidays."""


class HitDuty(NamedTuple):
    """A duty that an absence of its holder affects, with who could take it."""

    duty: DutyRow
    others: tuple[Candidate, ...]
    away_from: dt.datetime
    """When the absence begins, UTC: of a running duty the rest is handed on."""


@dataclass(frozen=True, slots=True)
class MonthState:
    """The state of the rota of a month."""

    month_id: int
    month: str
    """Such as `2026-12`."""
    basis: str
    published: int
    """The newest published version; 0 before the first."""
    published_at: dt.datetime | None
    changed: int
    """Duties that differ from the newest published version."""
    unsigned: int
    """People in it who have not signed for the notification."""
    has_approval: bool
    """Whether a scan of the approval is kept with the newest version."""
    version: int
    renumbered: int = 0
    """People with duties ahead whose number on its newest paper is no longer theirs."""


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """The content of the month sheet; `state` is None while the month was not begun."""

    month: str
    state: MonthState | None
    duties: tuple[DutyRow, ...]
    """In the order in which they begin, then by kind."""
    neighbours: tuple[DutyRow, ...]
    """Of the weeks around the month: rules look across its ends."""
    people: tuple[PersonRow, ...]
    """Everybody who can be on duty in the month, or is on one of its duties."""
    absences: tuple[AbsenceRow, ...]
    closures: tuple[Closure, ...]
    limits: Limits
    breaches: tuple[Breach, ...]
    counts: Mapping[int, DutyCounts]
    """By the id of the person."""
    numbers: Numbers
    """Of the people, at every instant."""
    fleet: Fleet = field(default_factory=Fleet)
    """Vehicles and drivers around the month."""
    swaps: tuple[SwapRow, ...] = ()
    """Those that hold, of its duties."""
    worked: tuple[WorkedRow, ...] = ()
    """The differences from the plan."""


@dataclass(frozen=True, slots=True)
class DutiesAhead:
    """All that is planned from an instant on, with the facts for its rules."""

    duties: tuple[DutyRow, ...] = ()
    """Those of the weeks before, too: rules look back."""
    people: tuple[PersonRow, ...] = ()
    absences: tuple[AbsenceRow, ...] = ()
    closures: tuple[Closure, ...] = ()
    limits: Limits = field(default_factory=Limits)
    numbers: Numbers | None = None
    """Of the people, at every instant; None: nobody is on duty."""
    fleet: Fleet = field(default_factory=Fleet)
    shows_kind: bool = False
    """Whether the kind of an absence is shown."""
    approved: frozenset[int] = frozenset()
    """The duties that the user may not empty: they changed hands with an approval."""


class DutyCounts(NamedTuple):
    """A person's duties in a time; one that was cut counts by the share of its time."""

    by_kind: Mapping[DutyKind, float]
    days: Mapping[DayClass, float]
    """By the class of the day on which the whole duty begins."""
    minutes: int
    night_minutes: int


class Cell(NamedTuple):
    """What was typed into one cell of the month sheet."""

    duty_id: int
    version: int
    """Of the duty, as it was read."""
    person_id: int | None
    reason: str = ""
    overrules: bool = False
    """Whether the reason is for the present breaches of the duty."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The holder of one kind of duty at an instant; without a person nobody holds it."""

    kind: DutyKind
    person_id: int | None
    name: str
    number: DutyNumber
    """At that instant."""
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_published: bool
    is_away: bool = False
    """Whether they are absent: nobody holds it then."""
    plate: str = ""
    """Of the vehicle; empty without one."""
    vehicle_id: int | None = None
    driver_id: int | None = None
    """Their record as a driver, with the licence."""
    acting: tuple[str, ...] = ()
    """Their substitutions at that time: `Ayşe IŞIK yerine Çocuk`."""

    @property
    def phone(self) -> str:
        """E.164; empty where no number is known that they answer."""
        return self.number.phone

    @property
    def is_held(self) -> bool:
        """Whether it has a holder who is present."""
        return self.person_id is not None and not self.is_away


@dataclass(frozen=True, slots=True)
class DutyNow:
    """Who is on duty at an instant, in the order in which they are called."""

    at: dt.datetime
    people: tuple[OnDuty, ...]
    """By kind; empty slots among them."""
    next_at: dt.datetime | None
    """When the next duty begins or one ends; None: no later duty is known."""
    director_name: str
    director_phone: str
    is_kept: bool
    """Whether any duty is known at all: otherwise nobody can be said to be missing."""

    def of(self, kind: DutyKind) -> tuple[OnDuty, ...]:
        """Return the holders of a kind of duty, without empty slots and absent people."""
        return tuple(one for one in self.people if one.kind is kind and one.is_held)

    @property
    def holds(self) -> bool:
        """Whether somebody is on main duty."""
        return bool(self.of(DutyKind.MAIN))

    @property
    def answers(self) -> bool:
        """Whether somebody on main duty has a number."""
        return any(one.phone for one in self.of(DutyKind.MAIN))

    @property
    def lack(self) -> str:
        """Why nobody of those on main duty can be called: `hattı kayıp`.

        Empty while one of them can, or nobody is on it.
        """
        words = {one.number.words for one in self.of(DutyKind.MAIN)}
        if self.answers or not words:
            return ""
        return words.pop() if len(words) == 1 else "numarası yok"


@dataclass(frozen=True, slots=True)
class GapRow:
    """A duty that nobody holds, or a stretch of time without any main duty."""

    duty_id: int | None
    """None: no duty is planned then."""
    kind: DutyKind
    starts_at: dt.datetime
    ends_at: dt.datetime
    away: str = ""
    """The absent holder; empty: nobody is on it."""
    missing: frozenset[Leg] = frozenset()
    """What is missing though the duties are held; empty: a holder is."""
    subjects: tuple[str, ...] = ()
    """The subjects for which it is missing; empty: all."""
    is_now: bool = False
    """Whether it leaves its kind of duty without anybody now."""

    @property
    def is_late(self) -> bool:
        """Whether nobody is on main duty now: no other gap is as bad."""
        return self.is_now and self.kind is DutyKind.MAIN


@dataclass(frozen=True, slots=True)
class SubstitutionFilter:
    """Which substitutions are wanted; None and empty mean: all."""

    search: str = ""
    stage: SubstitutionStage | None = None
    is_barred: bool | None = None
    """Whether there are objections to the substitute by now; never for one that is over."""


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Which gaps of the next days are wanted; None means: all."""

    kinds: frozenset[DutyKind] = frozenset(DutyKind)
    is_now: bool | None = None
    """Whether it leaves a kind of duty without anybody at this instant."""
    is_late: bool | None = None
    """Whether it leaves main duty without anybody at this instant."""

    def takes(self, row: GapRow) -> bool:
        """Return whether a gap is wanted."""
        is_wanted = row.kind in self.kinds and self.is_now in {None, row.is_now}
        return is_wanted and self.is_late in {None, row.is_late}


@dataclass(frozen=True, slots=True)
class RotaFileRow:
    """A paper of a month, without its bytes."""

    file_id: int
    kind: RotaFileKind
    number: int
    name: str
    size: int
    sha256: str
    added_at: dt.datetime
    added_by: str


class PublishedVersion(NamedTuple):
    """A version of a month as it was published."""

    month: str
    """Such as `2026-12`."""
    number: int
    at: dt.datetime
    content: Mapping[str, Any]
    """As `rules.content_of` made it."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """The notification of a person of a published version against signature."""

    notice_id: int
    person_id: int
    name: str
    signed_on: dt.date | None
    version: int


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """A note from one duty to the next."""

    hand_over_id: int
    at: dt.datetime
    """When the duty changed hands, UTC."""
    from_name: str
    to_name: str
    facts: Mapping[str, Any]
    note: str
    recorded_at: dt.datetime
    by_name: str
    confirmed_at: dt.datetime | None
    """None: nobody has confirmed it yet."""
    confirmed_by: str
    version: int

    def is_late(self, now: dt.datetime) -> bool:
        """Return whether it should have been confirmed by now, UTC."""
        since = max(self.at, self.recorded_at)
        return self.confirmed_at is None and now - since >= CONFIRMED_WITHIN


@dataclass(frozen=True, slots=True)
class HandOverFilter:
    """Which notes are wanted; None means: all."""

    is_late: bool | None = None
    """Whether they were not confirmed within an hour."""


@dataclass(frozen=True, slots=True)
class UnreachedRow(UnreachedValues):
    """A report as it is stored."""

    unreached_id: int = 0
    by_name: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class UnreachedFilter:
    """Which reports are wanted; empty and None mean: all."""

    search: str = ""
    is_answered: bool | None = None
    since: dt.datetime | None = None
    """UTC, `[since, until)`."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class UnreachedEvidence:
    """The stored facts about the minutes around a report; it blames nobody."""

    holder_name: str | None
    """Holder of the line at that time; empty: nobody; None: the number is none of our lines."""
    on_duty: tuple[OnDuty, ...]
    """As planned."""
    worked: tuple[WorkedRow, ...]
    """Work by others than the holders at that time."""
    ran_over: tuple[WorkedRow, ...]
    """Holders whose duty was over by then, and who were still there."""
    checks: tuple[CheckRow, ...]
    """Our own test calls to the line within two hours."""
    talking: tuple[dt.datetime, int] | None
    """Begin and seconds of the call that occupied the line; None: none is known."""
    knows_calls: bool
    """Whether the operator's file of that day was imported: otherwise no call is known."""
