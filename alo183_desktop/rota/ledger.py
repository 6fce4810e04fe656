"""The fairness ledger: the share of each person in the duties worked; counts only.

A duty is shared among those who were on it, by time. It is expected in equal parts from everybody
who could have been on it: who does its kind then (`_turns`), is in the rota on that day, and is
neither away nor exempt. So long leave counts pro rata, a newcomer begins level, and over all people
the total worked equals the total expected.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from alo183_desktop.rota.holidays import day_class
from alo183_desktop.rota.kinds import AbsenceKind, DayClass
from alo183_desktop.rota.rows import DutyCounts
from alo183_desktop.rota.rules import count_text, minutes_of, night_minutes, share
from alo183_desktop.shared.calendar import month_after, month_start
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.holidays import Closure
    from alo183_desktop.rota.kinds import DutyKind
    from alo183_desktop.rota.record import Limits
    from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PersonRow


class WorkedRow(NamedTuple):
    """Somebody other than its holder was on a duty during `[starts_at, ends_at)`, UTC.

    After the end of the duty it may be its holder, too: it ran over.
    """

    duty_id: int
    person_id: int | None
    """None: nobody was."""
    person_name: str
    starts_at: dt.datetime
    ends_at: dt.datetime


class Attendance(NamedTuple):
    """Who was on a duty during `[starts_at, ends_at)`, UTC; None: nobody."""

    person_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime


class LedgerEntry(NamedTuple):
    """The share of one person in one duty."""

    day: dt.date
    """On which the whole duty begins, in Istanbul."""
    day_class: DayClass
    kind: DutyKind
    person_id: int
    worked: float
    """Of the duty, from 0 to 1."""
    expected: float
    """Likewise."""
    minutes: int
    """Minutes that they worked."""
    night_minutes: int
    """Of those."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The totals of a person for one class of day, or for all; counts of duties."""

    month: float = 0.0
    """Worked in the month."""
    year: float = 0.0
    """Worked from the first day of its year to its end."""
    expected: float = 0.0
    """Of that year, so far."""
    carried: float = 0.0
    """Worked minus expected before that year."""

    @property
    def difference(self) -> float:
        """What they worked beyond their share; negative: less than it."""
        return self.carried + self.year - self.expected


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The ledger of one person, up to the end of a month."""

    person_id: int
    name: str
    days: Mapping[DayClass, Figures]
    """Every class."""
    total: Figures
    month_minutes: int
    year_minutes: int
    month_night_minutes: int
    year_night_minutes: int
    granted_days: int
    """Days of leave that the administration granted in the year so far."""
    shown: Figures
    """Those of the requested class of day; otherwise the total."""


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which ledger is wanted; None means: of all, and of the present month."""

    month: str | None = None
    """Such as `2026-12`."""
    kind: DutyKind | None = None
    day_class: DayClass | None = None
    """It leaves nobody out; it chooses what is compared."""


NOTE: Final = (
    "Çizelgede yazan değil, tutulan nöbet sayılır: geç devralınan ya da başkasının tuttuğu saatler "
    "tutana yazılır; gelmemiş nöbet çizelgede yazanındır. Bölünen nöbet süresiyle paylaşılır. "
    "Beklenen, her nöbetin o gün onu tutabilecek olanlara (izinli, muaf ve ayrılmış olmayanlara) "
    "eşit bölünmesidir. Fark, devredenle bu yıl tutulanın beklenenden fazlasıdır. İzin kayıtları "
    "imha edilen günler sayıma girmez. Yalnız sayımdır, hak doğurmaz."
)
"""How duties are counted, for papers and screens."""


@dataclass(frozen=True, slots=True)
class GrantedRow:
    """Leave that the administration granted somebody for duties."""

    leave_id: int
    person_id: int
    granted_on: dt.date
    days: int
    version: int


def attendances(duty: DutyRow, worked: Iterable[WorkedRow]) -> tuple[Attendance, ...]:
    """Return who was on a duty from its beginning to its end, without gaps or repetitions.

    Where nothing else was recorded, its holder was there until they left duty for good. After its
    end it contains who was there because it ran over.
    """
    spans = [
        (max(one.starts_at, duty.starts_at), min(one.ends_at, duty.ends_at), one.person_id)
        for one in worked
        if one.duty_id == duty.duty_id
    ]
    over = [
        Attendance(one.person_id, max(one.starts_at, duty.ends_at), one.ends_at)
        for one in worked
        if one.duty_id == duty.duty_id and one.ends_at > duty.ends_at
    ]
    reached, found = duty.starts_at, list[Attendance]()
    for starts_at, ends_at, person_id in sorted(spans, key=lambda one: one[0]):
        if starts_at >= ends_at or ends_at <= reached:
            continue
        begins = max(starts_at, reached)
        found += _as_planned(duty, reached, begins)
        found.append(Attendance(person_id, begins, ends_at))
        reached = ends_at
    found += _as_planned(duty, reached, duty.ends_at)
    return (*found, *sorted(over, key=lambda one: one.starts_at))


def _as_planned(
    duty: DutyRow, starts_at: dt.datetime, ends_at: dt.datetime
) -> Iterator[Attendance]:
    """Yield who is on a time of a duty by its plan: its holder, and nobody once they have left."""
    until = max(starts_at, min(duty.held_to, ends_at))
    if starts_at < until:
        yield Attendance(duty.person_id, starts_at, until)
    if until < ends_at:
        yield Attendance(None, until, ends_at)


class Turn(NamedTuple):
    """The first and last day of somebody on a kind of duty."""

    first: dt.date
    last: dt.date


Turns: TypeAlias = "Mapping[tuple[int, DutyKind | None], Turn]"
"""By the id of the person and the kind of duty; None: of any kind."""


def turns_of(found: Iterable[LedgerEntry]) -> dict[tuple[int, DutyKind | None], Turn]:
    """Return the turns of everybody who worked, of entries in order."""
    return _with_turns(
        {}, ((one.person_id, one.kind, one.day) for one in found if one.worked or one.minutes)
    )


def _turns(
    ordered: Sequence[Sequence[DutyRow]], shares: Iterable[Iterable[int]], before: Turns
) -> Turns:
    return _with_turns(
        before,
        (
            (person_id, parts[0].kind, local_day(parts[0].starts_at))
            for parts, people in zip(ordered, shares, strict=True)
            for person_id in people
        ),
    )


def _with_turns(
    before: Turns, found: Iterable[tuple[int, DutyKind, dt.date]]
) -> dict[tuple[int, DutyKind | None], Turn]:
    turns = dict(before)
    for person_id, kind, day in found:
        for key in ((person_id, kind), (person_id, None)):
            turns[key] = Turn(turns[key].first if key in turns else day, day)
    return turns


def entries(  # noqa: PLR0917 - the facts of the ledger
    duties: Iterable[DutyRow],
    worked: Iterable[WorkedRow],
    people: Sequence[PersonRow],
    absences: Iterable[AbsenceRow],
    closed: Sequence[Closure],
    limits: Limits,
    *,
    before: Turns = MappingProxyType({}),
    to_be_held: Collection[int] = (),
) -> tuple[LedgerEntry, ...]:
    """Return the share in each duty of everybody who worked it or could have, as the duties begin.

    No share is expected of a duty that nobody worked. The holder of a duty that has not begun
    counts as having worked it: a planned month is judged before it comes.

    Args:
        duties: All that count; with one part of a duty all of its parts.
        worked: The differences from the plan.
        people: Everybody who can be on duty, or could.
        absences: That touch the duties, of any kind.
        closed: The closures around them.
        limits: Define the night.
        before: The turns of everybody before these duties.
        to_be_held: Ids of duties without anybody that somebody will have, nobody knows who: of
            these, too, a share is expected.
    """
    by_duty: defaultdict[int, list[WorkedRow]] = defaultdict(list)
    for one in worked:
        by_duty[one.duty_id].append(one)
    wholes: defaultdict[int, list[DutyRow]] = defaultdict(list)
    for duty in duties:
        wholes[duty.whole_id].append(duty)
    ordered = sorted(
        (sorted(parts, key=lambda one: one.starts_at) for parts in wholes.values()),
        key=lambda parts: (parts[0].starts_at, parts[0].duty_id),
    )
    away = _away(ordered, absences, limits)
    classes: dict[dt.date, DayClass] = {}
    every = [_shares(parts, by_duty, limits) for parts in ordered]
    turns = _turns(ordered, every, before)
    found: list[LedgerEntry] = []
    for index, (parts, shares) in enumerate(zip(ordered, every, strict=True)):
        day, kind = local_day(parts[0].starts_at), parts[0].kind
        if day not in classes:
            classes[day] = day_class(day, closed)
        sum_ = sum(one for one, _minutes, _night in shares.values())
        sum_ += sum(
            share(one.ends_at - one.starts_at, parts)
            for one in parts
            if one.person_id is None and one.duty_id in to_be_held
        )
        could = [
            one.person_id
            for one in people
            if _does(one, kind, day, turns)
            and one.starts_on <= day
            and (one.ends_on is None or day < one.ends_on)
            and one.person_id not in away[index]
        ] or list(shares)
        each = sum_ / len(could) if could else 0.0
        expected = dict.fromkeys(could, each) if each else {}
        found.extend(
            LedgerEntry(
                day,
                classes[day],
                kind,
                person_id,
                *(shares.get(person_id, _NOTHING)[:1]),
                expected.get(person_id, 0.0),
                *(shares.get(person_id, _NOTHING)[1:]),
            )
            for person_id in {**shares, **expected}
        )
    return tuple(found)


_NOTHING: Final = (0.0, 0, 0)
_NO_TIME: Final = dt.timedelta()


def _does(
    person: PersonRow,
    kind: DutyKind,
    day: dt.date,
    turns: Turns,
) -> bool:
    """Return whether somebody did a kind of duty on a day; only their present kinds are stored.

    A person with other kinds before does it from the month of their first duty of it, otherwise
    from the beginning; one who no longer does it did it until their last one. On which day of the
    month somebody is planned changes nothing that is expected: so a proposal is judged by the
    shares that the ledger counts once it is accepted.
    """
    own, of_any = turns.get((person.person_id, kind)), turns.get((person.person_id, None))
    if own is None:
        return kind in person.kinds and of_any is None
    since = own.first.replace(day=1)
    begun = of_any is None or since <= max(day, of_any.first)
    return begun and (kind in person.kinds or day <= own.last)


def _shares(
    parts: Sequence[DutyRow], worked: Mapping[int, Sequence[WorkedRow]], limits: Limits
) -> dict[int, tuple[float, int, int]]:
    """Return who worked which share of a duty, with its minutes and those at night.

    Where it ran over, the minutes are more, and the shares still add up to one duty.
    """
    spans: defaultdict[int, list[Attendance]] = defaultdict(list)
    within: defaultdict[int, dt.timedelta] = defaultdict(dt.timedelta)
    for part in parts:
        for one in attendances(part, worked.get(part.duty_id, ())):
            if one.person_id is not None:
                spans[one.person_id].append(one)
                if one.starts_at < part.ends_at:
                    within[one.person_id] += one.ends_at - one.starts_at
    found = {}
    for person_id, theirs in spans.items():
        time = sum((one.ends_at - one.starts_at for one in theirs), _NO_TIME)
        night = sum(night_minutes(one.starts_at, one.ends_at, limits) for one in theirs)
        found[person_id] = share(within[person_id], parts), minutes_of(time), night
    return found


def _away(
    ordered: Sequence[Sequence[DutyRow]], absences: Iterable[AbsenceRow], limits: Limits
) -> list[set[int]]:
    """Return who was away or exempt during each duty."""
    begins = [parts[0].starts_at for parts in ordered]
    longest = max((parts[-1].ends_at - parts[0].starts_at for parts in ordered), default=_NO_TIME)
    found: list[set[int]] = [set() for _ in ordered]
    for absence in absences:
        first = bisect_left(begins, absence.starts_at - longest)
        for index in range(first, bisect_left(begins, absence.ends_at)):
            since = max(begins[index], absence.starts_at)
            until = min(ordered[index][-1].ends_at, absence.ends_at)
            is_night = absence.kind is AbsenceKind.NIGHT_EXEMPT
            if since < until and (not is_night or night_minutes(since, until, limits)):
                found[index].add(absence.person_id)
    return found


def difference_text(value: float) -> str:
    """Return a difference with its sign: `+1,5`, `−0,5`, `0`."""
    text = count_text(abs(value))
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def totals(
    found: Iterable[LedgerEntry], *, since: dt.date, before: dt.date
) -> dict[int, DutyCounts]:
    """Return what everybody worked on the days `[since, before)`, by their ids."""
    by_person: defaultdict[int, list[LedgerEntry]] = defaultdict(list)
    for one in found:
        if since <= one.day < before and one.minutes:
            by_person[one.person_id].append(one)
    found_totals = {}
    for person_id, theirs in by_person.items():
        kinds: defaultdict[DutyKind, float] = defaultdict(float)
        days: defaultdict[DayClass, float] = defaultdict(float)
        for one in theirs:
            kinds[one.kind] += one.worked
            days[one.day_class] += one.worked
        minutes = sum(one.minutes for one in theirs)
        night = sum(one.night_minutes for one in theirs)
        found_totals[person_id] = DutyCounts(dict(kinds), dict(days), minutes, night)
    return found_totals


def deviations(
    found: Iterable[LedgerEntry], *, before: dt.date
) -> dict[int, dict[DayClass, float]]:
    """Return worked minus expected on the days before one, by person and class of day."""
    sums: defaultdict[int, dict[DayClass, float]] = defaultdict(
        lambda: dict.fromkeys(DayClass, 0.0)
    )
    for one in found:
        if one.day < before:
            sums[one.person_id][one.day_class] += one.worked - one.expected
    return dict(sums)


def ledger(
    found: Sequence[LedgerEntry],
    month: str,
    names: Mapping[int, str],
    granted: Mapping[int, int],
    *,
    kind: DutyKind | None = None,
    day_class: DayClass | None = None,
) -> tuple[LedgerRow, ...]:
    """Return the ledger up to the end of a month, ordered by difference, the lowest first.

    Args:
        found: As `entries` returned them; later ones do not count.
        month: Such as `2026-12`.
        names: Of everybody who shall have a row, by their ids.
        granted: Days of leave that were granted in the year so far.
        kind: Only of this kind of duty; None: of all.
        day_class: The class to compare; None: all days.
    """
    first, end = month_start(month), month_start(month_after(month))
    year = first.replace(month=1, day=1)
    figures: defaultdict[int, defaultdict[DayClass, list[float]]]
    figures = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0, 0.0, 0.0]))
    minutes: Counter[tuple[int, bool, bool]] = Counter()
    for one in found:
        if one.day >= end or kind not in {None, one.kind}:
            continue
        sums = figures[one.person_id][one.day_class]
        if one.day < year:
            sums[3] += one.worked - one.expected
            continue
        sums[1] += one.worked
        sums[2] += one.expected
        in_month = one.day >= first
        sums[0] += one.worked if in_month else 0.0
        for is_month in {False, in_month}:
            minutes[one.person_id, is_month, False] += one.minutes
            minutes[one.person_id, is_month, True] += one.night_minutes
    rows = []
    for person_id, name in names.items():
        by_class = {one: Figures(*figures[person_id][one]) for one in DayClass}
        total = Figures(*map(sum, zip(*figures[person_id].values(), strict=True)))
        rows.append(
            LedgerRow(
                person_id,
                name,
                by_class,
                total,
                minutes[person_id, True, False],
                minutes[person_id, False, False],
                minutes[person_id, True, True],
                minutes[person_id, False, True],
                granted.get(person_id, 0),
                shown=total if day_class is None else by_class[day_class],
            )
        )
    return tuple(sorted(rows, key=lambda one: round(one.shown.difference, 6)))
