"""The rules of duty: breaches by a person on a duty, in words, with their sources.

The program counts hours; it claims no legal right. Each limit is a setting (`record.Limits`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from alo183_desktop.rota.holidays import day_class, is_free
from alo183_desktop.rota.kinds import (
    EXEMPTIONS,
    AbsenceKind,
    DayClass,
    DutyKind,
    Employment,
    PatternDays,
)
from alo183_desktop.rota.numbers import Numbers, constant_numbers
from alo183_desktop.rota.record import length_words
from alo183_desktop.rota.rows import Breach, Candidate, DutyCounts, GapRow, VehicleOffer
from alo183_desktop.shared.calendar import (
    MONTH_NAMES,
    day_start,
    instant_of,
    month_after,
    month_key,
    month_start,
)
from alo183_desktop.shared.clock import local, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold, lower_first, upper_first
from alo183_desktop.vehicles.rows import Fleet
from alo183_desktop.vehicles.rules import against_driver, away

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.holidays import Closure
    from alo183_desktop.rota.record import AbsenceValues, Limits
    from alo183_desktop.rota.rows import (
        AbsenceRow,
        DutyNow,
        DutyRow,
        OnDuty,
        PatternRow,
        PersonRow,
    )
    from alo183_desktop.vehicles.rows import VehicleRow

_DAY: Final = dt.timedelta(days=1)
_MOMENT: Final = dt.timedelta(microseconds=1)
LONG_MINUTES: Final = 12 * 60
"""A longer active duty counts as a long one."""
REACH: Final = dt.timedelta(days=14)
"""Duties this far around a month matter to its rules: a week's rest, a working week."""
OLD_CARD: Final = "yazdırılan nöbet kartı eskidi"
"""The words for a duty card on the door that is out of date."""
OFFICE_HOUR: Final = dt.time(8)
"""When a day of leave begins and ends: leave from the 12th does not affect the night before."""

OVERRULABLE: Final = frozenset({"rest", "spacing", "month_most", "no_phone"})
"""Rules that may be broken for a stated reason."""


_Slot: TypeAlias = tuple[str, str, str]
"""Begin, end and kind of duties, as in a published version."""
_Holder: TypeAlias = "tuple[int | None, str, str]"
"""Id and name of the holder of a duty, and the plate."""


class Facts(NamedTuple):
    """The facts around duties, by the id of the person."""

    people: Mapping[int, PersonRow]
    duties: Mapping[int, Sequence[DutyRow]]
    """In the order in which they begin; around the month, too."""
    absences: Mapping[int, Sequence[AbsenceRow]]
    limits: Limits
    shows_kind: bool
    """Whether the kind of an absence is shown."""
    fleet: Fleet = Fleet()
    by_vehicle: Mapping[int, Sequence[DutyRow]] = MappingProxyType({})
    """Duties with a vehicle, by its id."""
    begins: Mapping[int, dt.datetime] = MappingProxyType({})
    """When whole duties begin, by their ids."""
    numbers: Numbers = constant_numbers(())
    """Of the people, at every instant."""
    shares: Mapping[int, float] = MappingProxyType({})
    """Of the duties in their wholes, by their ids."""


def facts(
    people: Iterable[PersonRow],
    duties: Iterable[DutyRow],
    absences: Iterable[AbsenceRow],
    limits: Limits,
    *,
    shows_kind: bool = True,
    fleet: Fleet = Fleet(),  # noqa: B008 - frozen
    numbers: Numbers | None = None,
) -> Facts:
    """Return the facts in the form in which the rules need them.

    Args:
        people: Everybody concerned.
        duties: Those around the time in question.
        absences: Likewise.
        limits: Of the rules.
        shows_kind: Whether the kind of an absence is shown.
        fleet: Vehicles and drivers.
        numbers: Of the people; None: all duties are ahead, under the numbers of `people`.
    """
    known_people, known_duties = tuple(people), tuple(duties)
    by_person: defaultdict[int, list[DutyRow]] = defaultdict(list)
    by_vehicle: defaultdict[int, list[DutyRow]] = defaultdict(list)
    for duty in sorted(known_duties, key=lambda one: (one.starts_at, one.duty_id)):
        if duty.person_id is not None:
            by_person[duty.person_id].append(duty)
        if duty.vehicle_id is not None:
            by_vehicle[duty.vehicle_id].append(duty)
    absent: defaultdict[int, list[AbsenceRow]] = defaultdict(list)
    for absence in absences:
        absent[absence.person_id].append(absence)
    return Facts(
        {one.person_id: one for one in known_people},
        by_person,
        absent,
        limits,
        shows_kind,
        fleet,
        by_vehicle,
        whole_begins(known_duties),
        constant_numbers(known_people) if numbers is None else numbers,
        shares(known_duties),
    )


def check(duty: DutyRow, person_id: int, known: Facts) -> tuple[Breach, ...]:
    """Return the breaches by a person on a duty, whoever has it now; the gravest first.

    Args:
        duty: The duty; an overlapping other duty of theirs breaks a rule. Parts
            of one duty do not conflict with each other.
        person_id: Of `known.people`.
        known: The facts around it.
    """
    person = known.people[person_id]
    others = [one for one in known.duties.get(person_id, ()) if one.whole_id != duty.whole_id]
    found = [
        *_against_person(duty, person),
        *_against_number(duty, person, known.numbers),
        *_against_driver(duty, person, known.fleet),
        *against_absences(
            known.absences.get(person_id, ()),
            duty.starts_at,
            duty.ends_at,
            known.limits,
            shows_kind=known.shows_kind,
        ),
        *_against_others(duty, others),
        *_against_limits(duty, others, known),
    ]
    if person.employment is Employment.WORKER and duty.is_active:
        found.extend(_against_worker(duty, others, known.limits))
    return tuple(
        Breach(duty.duty_id, person_id, rule, f"{person.name}: {words}", rule not in OVERRULABLE)
        for rule, words in found
    )


def check_all(duties: Iterable[DutyRow], known: Facts) -> tuple[Breach, ...]:
    """Return the breaches by the holder of each duty, and by its vehicle.

    Overruled rules are left out.
    """
    return tuple(
        breach
        for duty in duties
        for breach in (
            *(check(duty, duty.person_id, known) if duty.person_id is not None else ()),
            *_against_vehicle(duty, known.fleet),
        )
        if breach.rule not in duty.overruled
    )


def breach_words(breach: Breach) -> str:
    """Return a breach beside the name of the person, with which its words begin."""
    return upper_first(breach.words.partition(": ")[2])


def vehicle_offers(duty: DutyRow, known: Facts) -> tuple[VehicleOffer, ...]:
    """Return the vehicles for a duty: first those that are there and free, by plate."""
    found = []
    for vehicle in known.fleet.vehicles.values():
        against = list(_vehicle_words(duty, vehicle, known.fleet))
        for other in known.by_vehicle.get(vehicle.vehicle_id, ()):
            is_touched = other.starts_at < duty.ends_at and duty.starts_at < other.ends_at
            if other.whole_id != duty.whole_id and is_touched:
                against.append(f"aynı anda başka nöbette ({duty_words(other)})")
        found.append(VehicleOffer(vehicle, tuple(against)))
    return tuple(sorted(found, key=lambda one: (bool(one.against), one.vehicle.plate)))


def standing_in_the_way(
    breaches: Iterable[Breach], duties: Iterable[DutyRow], *, now: dt.datetime
) -> tuple[Breach, ...]:
    """Return the breaches that prevent publishing a month; those of duties begun do not."""
    open_ones = {one.duty_id for one in duties if one.starts_at > now}
    return tuple(one for one in breaches if one.duty_id in open_ones)


def candidates(
    duty: DutyRow, known: Facts, closed: Sequence[Closure], *, month: str
) -> tuple[Candidate, ...]:
    """Return everybody with the duty's kind, first those who can take it, then by fewest duties.

    Args:
        duty: Which one.
        known: The facts around it.
        closed: The closures around the month.
        month: Of the counts, such as `2026-12`.
    """
    found = []
    for person in known.people.values():
        if duty.kind not in person.kinds:
            continue
        theirs = [
            one
            for one in known.duties.get(person.person_id, ())
            if one.whole_id != duty.whole_id and is_of(one, month, known.begins)
        ]
        feasts = [one for one in theirs if is_free(first_day(one, known.begins), closed)]
        duties, free = (sum(known.shares[one.duty_id] for one in some) for some in (theirs, feasts))
        found.append(Candidate(person, check(duty, person.person_id, known), duties, free))
    return tuple(
        sorted(
            found,
            key=lambda one: (
                any(breach.is_final for breach in one.breaches),
                len(one.breaches),
                one.feasts if is_free(local_day(duty.starts_at), closed) else 0,
                one.duties,
            ),
        )
    )


def held_until(
    starts_at: dt.datetime, ends_at: dt.datetime, ends_on: dt.date | None
) -> dt.datetime:
    """Return until when somebody who leaves holds a duty; its beginning: not at all.

    Who has left is not the one on duty. Only a duty that begins before that day and ends on it is
    held to its end: the last night. Source: Genelge 2014/05, madde 3 and 6.

    Args:
        starts_at: Of the duty, UTC.
        ends_at: Likewise.
        ends_on: The first day on which its holder is in the rota no more; None: they stay.
    """
    if ends_on is None or (local_day(starts_at) < ends_on and local_day(ends_at) <= ends_on):
        return ends_at
    return max(starts_at, min(ends_at, day_start(ends_on)))


def whole_duties(duties: Iterable[DutyRow]) -> tuple[DutyRow, ...]:
    """Return duties with all of their time, and the holder of their first part."""
    ends: dict[int, dt.datetime] = {}
    for one in duties:
        ends[one.whole_id] = max(one.ends_at, ends.get(one.whole_id, one.ends_at))
    return tuple(
        one if one.ends_at == ends[one.duty_id] else replace(one, ends_at=ends[one.duty_id])
        for one in duties
        if one.part_of is None
    )


def whole_begins(duties: Iterable[DutyRow]) -> dict[int, dt.datetime]:
    """Return when whole duties begin, by their ids; from all known parts, UTC."""
    begins: dict[int, dt.datetime] = {}
    for one in duties:
        begins[one.whole_id] = min(one.starts_at, begins.get(one.whole_id, one.starts_at))
    return begins


def first_day(duty: DutyRow, begins: Mapping[int, dt.datetime]) -> dt.date:
    """Return the day on which the whole of a duty begins, in Istanbul; `begins` as in `Facts`."""
    return local_day(begins.get(duty.whole_id, duty.starts_at))


def is_of(duty: DutyRow, month: str, begins: Mapping[int, dt.datetime]) -> bool:
    """Return whether a duty begins in a month, in Istanbul; a part with the whole of it."""
    return month_key(first_day(duty, begins)) == month


def share(time: dt.timedelta, parts: Iterable[DutyRow]) -> float:
    """Return which share of a duty a time is, from 0 to 1: the one way in which duties are counted.

    Args:
        time: Spent on it.
        parts: All parts of the duty; of one that was not cut, the duty alone.
    """
    return time / sum((one.ends_at - one.starts_at for one in parts), dt.timedelta())


def shares(duties: Iterable[DutyRow]) -> dict[int, float]:
    """Return which share of its whole each duty is, by its id; 1 where it was not cut."""
    wholes: defaultdict[int, list[DutyRow]] = defaultdict(list)
    for one in duties:
        wholes[one.whole_id].append(one)
    return {
        one.duty_id: share(one.ends_at - one.starts_at, parts)
        for parts in wholes.values()
        for one in parts
    }


NO_COUNTS: Final = DutyCounts({}, {}, 0, 0)


def counts_by_person(
    duties: Iterable[DutyRow],
    closed: Sequence[Closure],
    limits: Limits,
    begins: Mapping[int, dt.datetime] = MappingProxyType({}),
) -> dict[int, DutyCounts]:
    """Return the counts of who holds duties; a part counts by its share, of the first day.

    Args:
        duties: With one part of a duty all of its parts.
        closed: The closures around them.
        limits: Define the night.
        begins: Of the whole duties, as `whole_begins` of all of them.
    """
    known = tuple(duties)
    of_whole = shares(known)
    theirs: defaultdict[int, list[DutyRow]] = defaultdict(list)
    for duty in known:
        if duty.person_id is not None and duty.is_held:
            theirs[duty.person_id].append(duty)
    found = {}
    for person_id, own in theirs.items():
        days: defaultdict[DayClass, float] = defaultdict(float)
        kinds: defaultdict[DutyKind, float] = defaultdict(float)
        for duty in own:
            held = (duty.held_to - duty.starts_at) / (duty.ends_at - duty.starts_at)
            days[day_class(first_day(duty, begins), closed)] += of_whole[duty.duty_id] * held
            kinds[duty.kind] += of_whole[duty.duty_id] * held
        found[person_id] = DutyCounts(
            dict(kinds),
            dict(days),
            sum(minutes_of(one.held_to - one.starts_at) for one in own),
            sum(night_minutes(one.starts_at, one.held_to, limits) for one in own),
        )
    return found


def count_text(value: float) -> str:
    """Return a count of duties: `3`, or `3,5` where one was shared."""
    return number_text(value, decimals=1, least=0)


def night_minutes(starts_at: dt.datetime, ends_at: dt.datetime, limits: Limits) -> int:
    """Return how many minutes of `[starts_at, ends_at)` lie in a night as Istanbul's clocks go."""
    total = 0
    day = local_day(starts_at) - _DAY
    while day <= local_day(ends_at):
        begins, ends = _night(day, limits)
        total += max(0, minutes_of(min(ends, ends_at) - max(begins, starts_at)))
        day += _DAY
    return total


def is_long(duty: DutyRow) -> bool:
    """Return whether a duty is one of those that need days between them."""
    return duty.is_active and minutes_of(duty.ends_at - duty.starts_at) > LONG_MINUTES


def plan_month(
    month: str, patterns: Iterable[PatternRow], closed: Sequence[Closure]
) -> Iterator[tuple[PatternRow, dt.datetime, dt.datetime]]:
    """Yield the empty duties of a month: each pattern on each of its days, begin and end in UTC."""
    day, end = month_start(month), month_start(month_after(month))
    wanted = tuple(patterns)
    while day < end:
        free = is_free(day, closed)
        for pattern in wanted:
            if pattern.days is PatternDays.EVERY or (pattern.days is PatternDays.FREE) == free:
                begins = instant_of(day, _time(pattern.starts_minute))
                yield pattern, begins, begins + dt.timedelta(minutes=pattern.length_minutes)
        day += _DAY


def gaps(
    duties: Sequence[DutyRow],
    *,
    since: dt.datetime,
    until: dt.datetime,
    away: Collection[int] = (),
) -> tuple[GapRow, ...]:
    """Return the duties without a holder in `[since, until)`, and the time without any main duty.

    Args:
        duties: All that touch it, in any order.
        since: UTC.
        until: UTC.
        away: The ids of duties whose holder is away.
    """
    found = [
        GapRow(one.duty_id, one.kind, one.starts_at, one.ends_at, one.person_name)
        for one in duties
        if (one.person_id is None or one.duty_id in away)
        and one.starts_at < until
        and since < one.ends_at
    ]
    reached = since
    planned = sorted((one.starts_at, one.ends_at) for one in duties if one.kind is DutyKind.MAIN)
    for starts_at, ends_at in [*planned, (until, until)]:
        if reached < min(starts_at, until):
            found.append(GapRow(None, DutyKind.MAIN, reached, min(starts_at, until)))
        reached = max(reached, ends_at)
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.kind)))


def change_of_duty(duties: Iterable[DutyRow], *, at: dt.datetime) -> tuple[DutyRow, DutyRow] | None:
    """Return the main duty that ends and the one that begins nearest to an instant, UTC.

    They have different holders; None: there is no such change among these duties.
    """
    mains = [one for one in duties if one.kind is DutyKind.MAIN and one.is_held]
    pairs = [
        (ending, beginning)
        for ending in mains
        for beginning in mains
        if ending.held_to == beginning.starts_at and ending.person_id != beginning.person_id
    ]
    return min(pairs, key=lambda pair: abs(pair[1].starts_at - at), default=None)


class Difference(NamedTuple):
    """A duty that differs from a published version."""

    kind: DutyKind
    starts_at: dt.datetime
    ends_at: dt.datetime
    before: str
    """Its holder then; empty: nobody, or it did not exist."""
    after: str
    people: frozenset[int] = frozenset()
    """The ids of both."""


def content_of(duties: Iterable[DutyRow]) -> dict[str, Any]:
    """Return duties in the form in which a published version keeps them."""
    return {
        "duties": [
            [
                duty.kind.value,
                duty.starts_at.isoformat(),
                duty.ends_at.isoformat(),
                duty.person_id if duty.is_held else None,
                duty.holder_name,
                duty.plate,
            ]
            for duty in duties
        ]
    }


def differences(published: Mapping[str, Any], duties: Iterable[DutyRow]) -> tuple[Difference, ...]:
    """Return the differences from a published version, as `version_differences`."""
    return version_differences(published, content_of(duties))


def version_differences(
    published: Mapping[str, Any], later: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Return the differences of a later version from a published one, in the order of the duties.

    Holders are compared by their id and by the plate of the vehicle; a corrected name
    is no difference. Of a duty that is in parts on one side only, the parts are
    compared.
    """
    published_parts, stand = (
        [
            ((starts_at, ends_at, kind), (person_id, name, "".join(plate)))
            for kind, starts_at, ends_at, person_id, name, *plate in content.get("duties", ())
        ]
        for content in (published, later)
    )
    before: defaultdict[_Slot, list[_Holder]] = defaultdict(list)
    after: defaultdict[_Slot, list[_Holder]] = defaultdict(list)
    for slot, holder in _in_parts(published_parts, stand):
        before[slot].append(holder)
    for slot, holder in _in_parts(stand, published_parts):
        after[slot].append(holder)
    found: list[Difference] = []
    for slot in sorted({*before, *after}):
        stay = Counter((number, plate) for number, _, plate in before[slot])
        stay &= Counter((number, plate) for number, _, plate in after[slot])
        was, now = (_without(holders[slot], stay) for holders in (before, after))
        starts_at, ends_at = (dt.datetime.fromisoformat(text) for text in slot[:2])
        found.extend(
            Difference(
                DutyKind(slot[2]),
                starts_at,
                ends_at,
                _holder_words(one),
                _holder_words(other),
                frozenset(number for number in (one[0], other[0]) if number is not None),
            )
            for one, other in zip_longest(was, now, fillvalue=(None, "", ""))
        )
    return tuple(found)


def _holder_words(holder: _Holder) -> str:
    _number, name, plate = holder
    return f"{name or 'boş'}, {plate}" if plate else name


def _in_parts(
    duties: Sequence[tuple[_Slot, _Holder]], others: Sequence[tuple[_Slot, _Holder]]
) -> Iterator[tuple[_Slot, _Holder]]:
    """Yield duties, cut as on the other side where the parts there make up the same time."""
    slots, own = {slot for slot, _ in others}, {slot for slot, _ in duties}
    for slot, holder in duties:
        starts_at, ends_at, kind = slot
        parts: list[_Slot] = []
        if slot not in slots:
            parts = sorted(
                one
                for one in slots - own
                if one[2] == kind and starts_at <= one[0] and one[1] <= ends_at
            )
        seams = [one[0] for one in parts[1:]]
        is_same_time = parts[:1] and (parts[0][0], parts[-1][1]) == (starts_at, ends_at)
        if is_same_time and seams == [one[1] for one in parts[:-1]]:
            yield from ((part, holder) for part in parts)
        else:
            yield slot, holder


def _without(holders: Iterable[_Holder], stay: Counter[tuple[int | None, str]]) -> list[_Holder]:
    """Return the holders beyond those who stay."""
    left, rest = Counter(stay), []
    for number, name, plate in holders:
        if left[number, plate]:
            left[number, plate] -= 1
        else:
            rest.append((number, name, plate))
    return rest


def name_words(text: str) -> list[str]:
    """Return the folded words of a name in one order; a full stop ends a word: `A.Demir`."""
    return sorted(word for word in re.split(r"[\s.]+", fold(text)) if word)


def may_be_meant(text: str, name: str) -> bool:
    """Return whether a text may mean a full name, shortened or with a title beside it.

    Each of its words begins another word of the name (`G. Ç.`), or it has all words of the name.
    """
    words, own = name_words(text), name_words(name)
    if not words or not own:
        return False
    return _begin_others(words, own) or all(map(words.__contains__, own))


def _begin_others(words: Sequence[str], own: Sequence[str]) -> bool:
    if not words:
        return True
    first, *rest = words
    return any(
        word.startswith(first) and _begin_others(rest, [*own[:index], *own[index + 1 :]])
        for index, word in enumerate(own)
    )


def person_named(text: str, people: Sequence[PersonRow]) -> PersonRow | None:
    """Return the only person whose whole name a text is, in any case and order of its words."""
    same = [one for one in people if one.name == text.strip()]
    if len(same) != 1:
        words = name_words(text)
        same = [one for one in people if name_words(one.name) == words]
    return same[0] if len(same) == 1 else None


def duties_hit(
    duties: Iterable[DutyRow], absence: AbsenceValues, limits: Limits, *, now: dt.datetime
) -> tuple[DutyRow, ...]:
    """Return the duties of a person that their absence affects from now on, UTC."""
    since, until = max(absence.starts_at, now), absence.ends_at
    found = [one for one in duties if one.starts_at < until and since < one.ends_at]
    if absence.kind is AbsenceKind.NIGHT_EXEMPT:
        found = [
            one
            for one in found
            if night_minutes(max(one.starts_at, since), min(one.ends_at, until), limits)
        ]
    return tuple(found)


def absence_span(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the begin and end of leave from a day to a day, both included, UTC.

    It begins when offices open: a duty that ends then does not touch it.
    """
    return instant_of(first, OFFICE_HOUR), instant_of(last + _DAY, OFFICE_HOUR)


def whole_days(starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of leave of whole days; None: it is of hours."""
    first, last = local_day(starts_at), local_day(ends_at) - _DAY
    is_whole = first <= last and absence_span(first, last) == (starts_at, ends_at)
    return (first, last) if is_whole else None


def leave_days(starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[dt.date, dt.date]:
    """Return the days `[first, end)` of leave, at least one; the inverse of `absence_span`."""
    first = local_day(starts_at)
    into_day = dt.timedelta(hours=OFFICE_HOUR.hour) + _MOMENT
    return first, max(first, local_day(ends_at - into_day)) + _DAY


def wishes_close_on(day: dt.date, close_day: int) -> dt.date:
    """Return the last day on which a wish for a day is accepted.

    Args:
        day: Of the wish.
        close_day: Of the month before it; 0: the last one of that month.
    """
    last = day.replace(day=1) - _DAY
    return last.replace(day=min(close_day, last.day)) if close_day else last


def instant_words(instant: dt.datetime, *, year: int | None = None) -> str:
    """Return an instant in the words of a rota: `5 Mart 08.00`.

    Args:
        instant: UTC.
        year: The one that a reader takes for granted; another one is written. None: that of the
            instant.
    """
    shown = local(instant)
    written = "" if year in {None, shown.year} else f" {shown.year}"
    return f"{shown.day} {MONTH_NAMES[shown.month - 1]}{written} {shown:%H.%M}"


def span_words(starts_at: dt.datetime, ends_at: dt.datetime, *, year: int | None = None) -> str:
    """Return an interval: `4 Mart 08.00-5 Mart 08.00`; on one day `4 Mart 08.00-17.00`.

    Where its two years differ both are written, otherwise as `instant_words`.
    """
    first, last = local(starts_at), local(ends_at)
    if first.year != last.year:
        year = 0
    begins = instant_words(starts_at, year=year)
    if first.date() == last.date():
        return f"{begins}-{last:%H.%M}"
    return f"{begins}-{instant_words(ends_at, year=year)}"


def clock_words(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """Return the hours of an interval, without its days: `08.00-20.00`."""
    return f"{local(starts_at):%H.%M}-{local(ends_at):%H.%M}"


def duty_words(duty: DutyRow) -> str:
    """Return what a duty is, and when: `asıl nöbet, 4 Mart 08.00-5 Mart 08.00`."""
    return f"{lower_first(duty.kind.words)}, {span_words(duty.starts_at, duty.ends_at)}"


def duty_line(now: DutyNow) -> str:
    """Return who is on duty, until when, and who steps in, with their numbers.

    Where nobody on duty has a number, the director to call comes first: the end of a line may be
    truncated.

    Returns:
        Empty while no rota is kept.
    """
    if not now.is_kept:
        return ""
    mains, others = now.of(DutyKind.MAIN), now.of(DutyKind.STAND_IN)
    names = ", ".join(one.name for one in mains)
    until = ""
    if mains:
        ends_at = min(one.ends_at for one in mains)
        left = ends_at - now.at
        until = f", bitişi {f'{local(ends_at):%H.%M}' if left < _DAY else instant_words(ends_at)}"
    stand_ins = [f"icap {_who_and_number(one)}" for one in others]
    if now.answers:
        return " · ".join([f"Nöbetçi: {', '.join(map(_who_and_number, mains))}{until}", *stand_ins])
    lack = f"● Nöbetçinin {now.lack}" if mains else "● Nöbetçi yok"
    if len({one.number.state for one in mains}) > 1:
        names = ", ".join(map(_who_and_number, mains))
    if now.director_phone and not any(one.phone for one in others):
        director = f"{now.director_name} {format_phone(now.director_phone)}".strip()
        on_duty = [f"nöbetçi {names}"] if mains else []
        return " · ".join([f"{lack}, müdürü arayınız: {director}", *on_duty, *stand_ins])
    return " · ".join([f"{lack}: {names}{until}" if mains else lack, *stand_ins])


def _who_and_number(one: OnDuty) -> str:
    words = one.number.words
    return f"{one.name} {words if one.phone else f'({words})'}"


def minutes_of(time: dt.timedelta) -> int:
    """Return the whole minutes of a time."""
    return int(time.total_seconds()) // 60


def hours_of(minutes: int) -> float:
    """Return minutes as hours, as tables and workbooks count them."""
    return minutes / 60


def _against_person(duty: DutyRow, person: PersonRow) -> Iterator[tuple[str, str]]:
    if duty.kind not in person.kinds:
        yield "kind", f"{lower_first(duty.kind.words)} tutanlar arasında değil"
    until = held_until(duty.starts_at, duty.ends_at, person.ends_on)
    if local_day(duty.starts_at) < person.starts_on:
        yield "not_current", f"{_day_words(person.starts_on)} gününden önce nöbet tutmuyor"
    elif person.ends_on is not None and until < duty.ends_at:
        leaves = "gününden beri nöbet tutmuyor" if until == duty.starts_at else "günü ayrılıyor"
        yield "not_current", f"{_day_words(person.ends_on)} {leaves}"


def _against_number(
    duty: DutyRow, person: PersonRow, numbers: Numbers
) -> Iterator[tuple[str, str]]:
    if duty.kind is not DutyKind.DRIVER and numbers.lacks(person.person_id, duty):
        yield "no_phone", numbers.until(person.person_id, duty.ends_at).words


def _against_driver(duty: DutyRow, person: PersonRow, fleet: Fleet) -> Iterator[tuple[str, str]]:
    """Yield why a person may not drive; nothing while the directorate has no drivers at all."""
    if duty.kind is not DutyKind.DRIVER or not fleet.drivers:
        return
    driver = None if person.driver_id is None else fleet.drivers.get(person.driver_id)
    if driver is None:
        yield "licence", "sürücü kaydı yok"
        return
    first, last = local_day(duty.starts_at), local_day(duty.ends_at - _MOMENT)
    for words in against_driver(driver, first, last):
        yield "licence", words


def _against_vehicle(duty: DutyRow, fleet: Fleet) -> Iterator[Breach]:
    vehicle = None if duty.vehicle_id is None else fleet.vehicles.get(duty.vehicle_id)
    for words in () if vehicle is None else _vehicle_words(duty, vehicle, fleet):
        yield Breach(duty.duty_id, None, "vehicle_away", f"{duty.plate}: {words}", is_final=True)


def _vehicle_words(duty: DutyRow, vehicle: VehicleRow, fleet: Fleet) -> Iterator[str]:
    """Yield why a vehicle is not there for the whole of a duty."""
    states = fleet.states.get(vehicle.vehicle_id, ())
    for words, state in away(vehicle, states, starts_at=duty.starts_at, ends_at=duty.ends_at):
        if state is None:
            yield words
        elif state.ends_at is None:
            since = instant_words(state.starts_at, year=local(duty.starts_at).year)
            yield f"{words}, {since} anından beri"
        else:
            year = local(duty.starts_at).year
            yield f"{words}, {span_words(state.starts_at, state.ends_at, year=year)}"


def against_absences(
    absences: Iterable[AbsenceRow],
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    limits: Limits,
    *,
    shows_kind: bool,
) -> Iterator[tuple[str, str]]:
    """Yield why a person cannot be there for all of `[starts_at, ends_at)`: the rule, and words."""
    for absence in absences:
        begins = max(starts_at, absence.starts_at)
        ends = min(ends_at, absence.ends_at)
        is_night = absence.kind is AbsenceKind.NIGHT_EXEMPT
        if begins >= ends or (is_night and not night_minutes(begins, ends, limits)):
            continue
        if not shows_kind or absence.kind is None:
            yield "absent", "bu saatlerde nöbette olamaz"
            continue
        rule = absence.kind.value if absence.kind in EXEMPTIONS else "absent"
        words = absence.kind.words
        span = span_words(absence.starts_at, absence.ends_at, year=local(starts_at).year)
        yield rule, f"{words}, {span}"


def _against_others(duty: DutyRow, others: Sequence[DutyRow]) -> Iterator[tuple[str, str]]:
    for other in others:
        if other.starts_at < duty.ends_at and duty.starts_at < other.ends_at:
            yield "overlap", f"aynı anda nöbette ({duty_words(other)})"
    for other in others:
        first, second = sorted((duty, other), key=lambda one: one.starts_at)
        rested_at = first.left_at + dt.timedelta(minutes=first.rest_minutes)
        if first.is_active and first.ends_at <= second.starts_at < rested_at:
            rest = f"{instant_words(rested_at)} saatine kadar dinlenmede"
            begun = instant_words(other.starts_at)
            is_before = first is other
            yield "rest", f"{begun} nöbetinden, {rest}" if is_before else f"{rest}; {begun} nöbeti"


def _against_limits(
    duty: DutyRow, others: Sequence[DutyRow], known: Facts
) -> Iterator[tuple[str, str]]:
    limits = known.limits
    if limits.spacing_days and is_long(duty):
        for other in others:
            days = abs((local_day(other.starts_at) - local_day(duty.starts_at)).days)
            if is_long(other) and 0 < days < limits.spacing_days:
                spacing = number_text(limits.spacing_days)
                words = f"{spacing} gün içinde iki uzun nöbet ({instant_words(other.starts_at)})"
                yield "spacing", words
    if limits.month_most and duty.kind is not DutyKind.STAND_IN:
        month = month_key(first_day(duty, known.begins))
        theirs = [one for one in others if one.kind is not DutyKind.STAND_IN]
        count = 1 + len({other.whole_id for other in theirs if is_of(other, month, known.begins)})
        if count > limits.month_most:
            most = number_text(limits.month_most)
            yield "month_most", f"ayda {number_text(count)} nöbet; en çok {most}"


def _against_worker(
    duty: DutyRow, others: Sequence[DutyRow], limits: Limits
) -> Iterator[tuple[str, str]]:
    length = minutes_of(duty.ends_at - duty.starts_at)
    if length > limits.worker_day_minutes:
        most = length_words(limits.worker_day_minutes)
        words = f"işçi {length_words(length)} çalışamaz, en çok {most}; icap ya da daha kısa nöbet"
        yield "worker_day", f"{words} olabilir"
    night = night_minutes(duty.starts_at, duty.ends_at, limits)
    if night > limits.worker_night_minutes:
        most = length_words(limits.worker_night_minutes)
        yield "worker_night", f"işçi gece {length_words(night)} çalışamaz, en çok {most}"
    active = [other for other in others if other.is_active]
    for other in active:
        first, second = sorted((duty, other), key=lambda one: one.starts_at)
        is_after = first.ends_at <= second.starts_at
        if is_after and minutes_of(second.starts_at - first.left_at) < limits.worker_rest_minutes:
            least = length_words(limits.worker_rest_minutes)
            begun = instant_words(other.starts_at)
            yield "worker_rest", f"işçinin {begun} nöbetiyle arasında {least} olmalı"
    day = local_day(duty.starts_at)
    monday = day - _DAY * day.weekday()
    week = length + sum(
        minutes_of(other.ends_at - other.starts_at)
        for other in active
        if monday <= local_day(other.starts_at) < monday + 7 * _DAY
    )
    if week > limits.worker_week_minutes:
        most = length_words(limits.worker_week_minutes)
        yield "worker_week", f"işçi haftada {length_words(week)} çalışamaz, en çok {most}"


def _night(day: dt.date, limits: Limits) -> tuple[dt.datetime, dt.datetime]:
    """Return the night that begins on a day."""
    begins, ends = limits.night_starts_minute, limits.night_ends_minute
    last = day + _DAY if ends <= begins else day
    return instant_of(day, _time(begins)), instant_of(last, _time(ends))


def _time(minute: int) -> dt.time:
    return dt.time(*divmod(minute, 60))


def _day_words(day: dt.date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
