"""The referrals of a year in the story, and how each of them was entered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cases import progress, reminders, service, timeline
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.importing.file import read_cases
from alo183_desktop.cases.importing.recipe import CASES
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.queries import find_number, list_kinds
from alo183_desktop.demo.calendar import chance
from alo183_desktop.demo.people import officer_ids
from alo183_desktop.demo.phones import e164
from alo183_desktop.demo.tables import table_file
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.clock import ISTANBUL, local, local_day

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.story import Story
    from alo183_desktop.documents.foreign.tables import Cell

_DAYS: Final = 365
_PER_DAY: Final = 2.45
_DRAWS: Final = 7
"""At most so many referrals come on one day."""
_QUIET_HOURS: Final = 30
"""Referrals within so many hours are entered one by one."""
_FIRST_NUMBER: Final = 200_000
_URGENT: Final = frozenset({"İhmal", "İstismar", "Şiddet", "Töre/namus ihbarı"})
_TOWNS: Final = frozenset(
    {"Haymana", "Bala", "Kalecik", "Ayaş", "Güdül", "Çamlıdere", "Evren", "Nallıhan"}
)
"""Towns for which the gendarmerie is responsible."""
_LATE_AT_FIRST: Final = 0.09
_LATE_NOW: Final = 0.03
"""The part of late entries, which decreased over the year."""
_LATE_ACTION: Final = 0.05
_HAS_PHONE: Final = 0.8
_HAS_NAME: Final = 0.6
_SAME_CALLER: Final = 0.05
_CHANGED: Final = dt.timedelta(hours=10, minutes=40)
"""After midnight, officers change at the latest by then."""
_LATEST_ENTRY_HOURS: Final = 23.2


@dataclass(frozen=True, slots=True)
class ReferralTexts:
    """The texts of a kind of referral about a subject."""

    subject: str
    kind: str
    summaries: tuple[str, ...]
    done: tuple[str, ...]
    ended: tuple[str, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether it is urgent from the start."""
        return self.kind in _URGENT


@dataclass(frozen=True, slots=True)
class Referral:
    """One case of the story; instants are UTC."""

    number: str
    routed_at: dt.datetime
    operator: str
    matter: ReferralTexts
    district: str
    caller_phone: str
    """As people write it; empty when it was not given."""
    caller_name: str
    """Empty when it was not given."""
    summary: str
    officer: str
    """Empty while nobody was named."""
    acknowledged_at: dt.datetime | None
    acted_at: dt.datetime | None
    also_at: dt.datetime | None
    """The time of a further action."""
    police_at: dt.datetime | None
    entered_at: dt.datetime | None
    closed_at: dt.datetime | None
    note: str = ""

    @property
    def police_unit(self) -> str:
        """The police unit that was informed."""
        unit = "İlçe Jandarma Komutanlığı" if self.district in _TOWNS else "İlçe Emniyet Müdürlüğü"
        return f"{self.district} {unit}"

    @property
    def outcome(self) -> str:
        """How it ended."""
        return self.matter.ended[self.routed_at.minute % len(self.matter.ended)]

    @property
    def record(self) -> str:
        """The id under which the call centre has the entry."""
        return f"K-{self.number.rpartition('-')[2]}-{self.routed_at.second:02}"

    def done(self, number: int) -> str:
        """Return the first action, or a later one."""
        return self.matter.done[(self.routed_at.minute + number) % len(self.matter.done)]


def plan_referrals(story: Story, calendar: Calendar) -> tuple[Referral, ...]:
    """Return the referrals of a year, the oldest first; those that run now come last."""
    return tuple(_Plan(story, calendar).all())


class _Plan:
    """Draws referrals."""

    def __init__(self, story: Story, calendar: Calendar) -> None:
        self._story = story
        self._calendar = calendar
        self._entries = story.cases
        self._dice = chance("cases")
        self._matters: dict[str, list[tuple[ReferralTexts, float]]] = {}
        for entry in self._entries["matters"]:
            texts = (tuple(entry[name]) for name in ("told", "done", "ended"))
            matter = ReferralTexts(entry["subject"], entry["kind"], *texts)
            self._matters.setdefault(matter.subject, []).append((matter, entry["weight"]))
        self._year, self._number = 0, _FIRST_NUMBER
        self._callers: list[str] = []
        self._names: dict[str, str] = {}

    def all(self) -> Iterator[Referral]:
        """Yield all of them in the order of their times."""
        until = self._calendar.ago(_QUIET_HOURS)
        instants = sorted(at for day in range(-_DAYS, 0) for at in self._instants(day))
        for at in instants:
            if at < until:
                yield self._past(at)
        for entry in sorted(self._entries["open"], key=lambda one: -float(one["hours"])):
            yield self._running(entry)

    def _instants(self, day: int) -> Iterator[dt.datetime]:
        pattern, date = self._entries["pattern"], self._calendar.day(day)
        wanted = _PER_DAY * pattern["weekdays"][date.weekday()] * pattern["months"][date.month - 1]
        for _ in range(_DRAWS):
            if self._dice.random() * _DRAWS < wanted:
                hour = _weighted(self._dice, dict(enumerate(pattern["hours"])))
                time = dt.time(hour, self._dice.randrange(60), self._dice.randrange(60))
                yield dt.datetime.combine(date, time, ISTANBUL).astimezone(dt.UTC)

    def _past(self, at: dt.datetime) -> Referral:
        dice = self._dice
        day = (local(at).date() - self._calendar.today).days
        subject = _weighted(dice, self._entries["subjects"])
        matter = _weighted(dice, dict(self._matters[subject]))
        acted = self._minutes_to_action(matter)
        entered = self._hours_to_entry(day)
        acted_at = at + dt.timedelta(minutes=acted)
        serving = self._story.serving(subject, self._serving_day(acted_at))
        entered_at = max(at + dt.timedelta(hours=entered), acted_at + dt.timedelta(minutes=12))
        entered_at = min(entered_at, self._calendar.ago(2))
        return self._referral(
            at,
            matter,
            district=_weighted(dice, self._entries["districts"]),
            officer=dice.choice(serving) if serving else "",
            acknowledged_at=at + dt.timedelta(minutes=max(2, acted * dice.uniform(0.2, 0.7))),
            acted_at=acted_at,
            also_at=entered_at - (entered_at - acted_at) / 3,
            police_at=at + dt.timedelta(minutes=max(3, acted * 0.8)) if matter.is_urgent else None,
            entered_at=entered_at,
            closed_at=at + dt.timedelta(days=dice.triangular(2, 24, 4)),
        )

    def _running(self, entry: dict[str, Any]) -> Referral:
        at = self._calendar.ago(entry["hours"])
        subject, _, kind = entry["matter"].partition("/")
        found = (one for one, _ in self._matters[subject] if one.kind == kind)

        def later(name: str) -> dt.datetime | None:
            return at + dt.timedelta(hours=entry[name]) if name in entry else None

        serving = self._story.serving(subject, self._serving_day(at))
        has_no_officer = entry.get("has_no_officer", False)
        return self._referral(
            at,
            next(found),
            district=entry["district"],
            officer=self._dice.choice(serving) if serving and not has_no_officer else "",
            acknowledged_at=later("acknowledged"),
            acted_at=later("acted"),
            also_at=later("also"),
            police_at=later("police"),
            entered_at=None,
            closed_at=None,
            note=entry.get("note", ""),
        )

    def _serving_day(self, at: dt.datetime) -> int:
        """Return the day whose officers serve: until a change is finished, the day before."""
        return (local_day(at - _CHANGED) - self._calendar.today).days

    def _referral(self, at: dt.datetime, matter: ReferralTexts, **known: Any) -> Referral:
        phone = self._caller()
        return Referral(
            number=self._next_number(at),
            routed_at=at,
            operator=self._dice.choice(self._entries["operators"]),
            matter=matter,
            caller_phone=phone,
            caller_name=self._names.get(phone, ""),
            summary=self._dice.choice(matter.summaries),
            **known,
        )

    def _next_number(self, at: dt.datetime) -> str:
        year = local(at).year
        if year != self._year:
            self._year, self._number = year, _FIRST_NUMBER
        # The call centre numbers the referrals of the whole country.
        self._number += self._dice.randint(40, 320)
        return f"183-{year}-{self._number}"

    def _caller(self) -> str:
        drawn = self._dice.random()
        if drawn > _HAS_PHONE:
            return ""
        if self._callers and drawn < _SAME_CALLER:
            return self._dice.choice(self._callers[-80:])
        phone = f"0500 000 {self._dice.randint(50, 89)} {self._dice.randint(0, 99):02}"
        self._callers.append(phone)
        if self._dice.random() < _HAS_NAME:
            parts = (self._dice.choice(self._entries[part]) for part in ("given", "surnames"))
            self._names[phone] = " ".join(parts)
        return phone

    def _minutes_to_action(self, matter: ReferralTexts) -> float:
        dice = self._dice
        is_late = dice.random() < _LATE_ACTION
        if matter.is_urgent:
            return dice.uniform(66, 190) if is_late else dice.triangular(6, 58, 24)
        return dice.uniform(250, 620) if is_late else dice.triangular(18, 232, 70)

    def _hours_to_entry(self, day: int) -> float:
        part = -day / _DAYS
        late = _LATE_NOW + (_LATE_AT_FIRST - _LATE_NOW) * part
        if self._dice.random() < late:
            return self._dice.uniform(24.3, 38)
        return self._dice.triangular(1.5, _LATEST_ENTRY_HOURS, 7)


def _weighted(dice: random.Random, weights: dict[Any, float]) -> Any:
    return dice.choices(list(weights), list(weights.values()))[0]


_IMPORT_DAY: Final = -20
_IMPORT_TIME: Final = dt.time(9, 30)
_LIST_HOURS: Final = 44
"""Referrals routed so long before the import are in the list, with their entries."""
_OFFICE_OPENS: Final = dt.time(8, 30)
_NIGHT: Final = (20, 8)
"""Hours between which nothing is entered; it is done in the morning."""
_TYPING: Final = dt.timedelta(minutes=4)
_REMINDED_HOURS: Final = 2.5
"""Reminders that came due before then have been seen."""


class Cases:
    """The chapter of referrals."""

    def __init__(
        self,
        story: Story,
        referrals: Sequence[Referral],
        calendar: Calendar,
        schedule: Schedule,
    ) -> None:
        self._headings = story.cases["headings"]
        self._referrals = referrals
        self._calendar = calendar
        self._schedule = schedule

    def plan(self) -> None:
        """Schedule the acts of the chapter."""
        at = self._calendar.at(_IMPORT_DAY, _IMPORT_TIME)
        listed = [
            one for one in self._referrals if one.routed_at < at - dt.timedelta(hours=_LIST_HOURS)
        ]
        self._schedule.add(at, partial(_import, listed, self._headings))
        self._close_later(self._referrals, after=at)
        for referral in self._referrals[len(listed) :]:
            self._go_on(referral)
        self._schedule.add(self._calendar.ago(_REMINDED_HOURS), _see_reminders)

    def _go_on(self, referral: Referral) -> None:
        """Enter a case step by step: first the people act, then it is entered."""
        at, also_at = referral.routed_at + _TYPING, referral.also_at
        if referral.entered_at is None:
            # The running ones were entered at once.
            self._schedule.add(at, partial(_take_in, referral))
            if referral.acted_at is not None:
                self._schedule.add(referral.acted_at + 2 * _TYPING, partial(_act, referral))
            if also_at is not None:
                self._schedule.add(also_at + 2 * _TYPING, partial(_act_again, referral))
            return
        acted_at = referral.acted_at or at
        self._schedule.add(_written(acted_at), partial(_begin, referral))
        later = max(_written(acted_at), referral.entered_at) + 2 * _TYPING
        self._schedule.add(later, partial(_enter, referral))

    def _close_later(self, referrals: Sequence[Referral], after: dt.datetime) -> None:
        """Close in the morning the cases that were over the day before."""
        by_day: dict[dt.datetime, list[Referral]] = defaultdict(list)
        for referral in referrals:
            if referral.closed_at is None or referral.closed_at <= after:
                continue
            day = local_day(referral.closed_at) + dt.timedelta(days=1)
            at = dt.datetime.combine(day, _OFFICE_OPENS, ISTANBUL).astimezone(dt.UTC)
            if at < self._calendar.ago(1):
                by_day[at].append(referral)
        for at, closed in by_day.items():
            self._schedule.add(at, partial(_close, closed))


def _written(at: dt.datetime) -> dt.datetime:
    """Return when something that happened at an instant was entered."""
    there = local(at)
    evening, morning = _NIGHT
    if morning <= there.hour < evening:
        return at + _TYPING
    day = there.date() + dt.timedelta(days=1 if there.hour >= evening else 0)
    return dt.datetime.combine(day, _OFFICE_OPENS, ISTANBUL).astimezone(dt.UTC)


def _import(referrals: Sequence[Referral], headings: Sequence[str], desk: Desk) -> None:
    now = desk.clock()
    rows: list[Sequence[Cell]] = [headings, *(_row(one, now) for one in referrals)]
    sheet = read_cases(table_file("vakalar.xlsx", "Vakalar", rows), now=now)
    with desk.work() as work:
        CASES.apply(work, CASES.preview(work, sheet))


def _row(referral: Referral, now: dt.datetime) -> tuple[Cell, ...]:
    matter = referral.matter
    is_closed = referral.closed_at is not None and referral.closed_at <= now
    knows = referral.police_at is not None
    return (
        referral.number,
        _shown(referral.routed_at),
        referral.operator,
        matter.subject,
        matter.kind,
        referral.district,
        referral.caller_phone,
        referral.caller_name,
        referral.summary,
        "Acil" if matter.is_urgent else "Normal",
        "Evet" if knows else "Hayır",
        referral.police_unit if knows else "",
        referral.officer,
        _shown(referral.acknowledged_at),
        _shown(referral.acted_at),
        _shown(referral.entered_at),
        referral.record,
        _shown(referral.closed_at) if is_closed else None,
        referral.outcome if is_closed else "Devam ediyor",
    )


def _shown(at: dt.datetime | None) -> dt.datetime | None:
    """Return an instant as in a workbook: in Istanbul, without a zone."""
    return None if at is None else local(at).replace(tzinfo=None)


def _begin(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store(work, referral, officer_ids(work))
        _store_action(work, referral)


def _take_in(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store(work, referral, officer_ids(work))


def _act(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store_action(work, referral)


def _act_again(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store_more(work, referral)


def _enter(referral: Referral, desk: Desk) -> None:
    with desk.work() as work:
        _store_more(work, referral)
        if referral.entered_at is not None:
            case_id = _case_id(work, referral)
            progress.enter(work, case_id, at=referral.entered_at, record=referral.record)


def _close(referrals: Sequence[Referral], desk: Desk) -> None:
    with desk.work() as work:
        for referral in referrals:
            if referral.closed_at is not None:
                case_id = _case_id(work, referral)
                progress.close_case(work, case_id, at=referral.closed_at, outcome=referral.outcome)


def _store(work: Work, referral: Referral, ids: Mapping[str, int]) -> None:
    service.add_case(work, _values(work, referral), officer_id=ids.get(referral.officer))


def _values(work: Work, referral: Referral) -> CaseValues:
    matter = referral.matter
    subjects = {row.name: row.subject_id for row in list_subjects(work.session)}
    kinds = {row.name: row.kind_id for row in list_kinds(work.session)}
    return CaseValues(
        number=referral.number,
        routed_at=referral.routed_at,
        subject_id=subjects[matter.subject],
        kind_id=kinds[matter.kind],
        is_urgent=matter.is_urgent,
        operator_name=referral.operator,
        district=referral.district,
        caller_phone=e164(referral.caller_phone) if referral.caller_phone else "",
        caller_name=referral.caller_name,
        summary=referral.summary,
    )


def _store_action(work: Work, referral: Referral) -> None:
    case_id = _case_id(work, referral)
    if referral.acknowledged_at is not None:
        progress.acknowledge(work, case_id, at=referral.acknowledged_at)
    if referral.police_at is not None:
        progress.inform_police(
            work,
            case_id,
            unit=referral.police_unit,
            by=referral.officer,
            at=min(referral.police_at, work.now),
        )
    if referral.acted_at is not None:
        timeline.add_action(work, case_id, at=referral.acted_at, words=referral.done(0))
    if referral.note:
        timeline.add_action(work, case_id, at=work.now, words=referral.note, kind=ActionKind.NOTE)


def _store_more(work: Work, referral: Referral) -> None:
    if referral.also_at is not None:
        case_id = _case_id(work, referral)
        timeline.add_action(work, case_id, at=referral.also_at, words=referral.done(1))


def _see_reminders(desk: Desk) -> None:
    with desk.work() as work:
        reminders.due_reminders(work)
        reminders.mark_seen(work)


def _case_id(work: Work, referral: Referral) -> int:
    found = find_number(work.session, referral.number)
    if found is None:
        raise ValueError("the story's case is not in the data")
    return found
