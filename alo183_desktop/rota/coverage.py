"""What each hour lacks for each subject: an able officer, an answering line, a vehicle, a driver.

Pure functions of plain values, without a database. Source: Genelge 2014/05, madde 1, 3 ve 4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.rota.kinds import EXEMPTIONS, DutyKind
from alo183_desktop.rota.rows import GapRow
from alo183_desktop.shared.calendar import day_start
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.worded import Worded
from alo183_desktop.vehicles.rules import away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.officers.rows import Task
    from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PersonRow
    from alo183_desktop.vehicles.rows import Fleet

HOUR: Final = dt.timedelta(hours=1)


class Leg(Worded):
    """What a case needs at an hour, in the order in which it is listed."""

    OFFICER = "officer", "konuya bakan nöbetçi"
    """Somebody on main duty who can act for the subject."""
    LINE = "line", "yanıt veren hat"
    """A line that they hold, and that answers."""
    STAND_IN = "stand_in", "yanıt veren icapçı"
    """Somebody who stands in, with a line that answers, while the rota has such a duty."""
    VEHICLE = "vehicle", "araç"
    DRIVER = "driver", "şoför"


_KINDS: Final = (
    (DutyKind.MAIN, frozenset({Leg.OFFICER, Leg.LINE})),
    (DutyKind.STAND_IN, frozenset({Leg.STAND_IN})),
    (DutyKind.DRIVER, frozenset({Leg.VEHICLE, Leg.DRIVER})),
)
"""The kind of duty beside which a missing leg is reported."""


class AnsweringLine(NamedTuple):
    """An officer holds a line that answers during `[starts_at, ends_at)`."""

    officer_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime | None


class CoverageFacts(NamedTuple):
    """The facts by which coverage is judged, around the time in question."""

    subjects: Sequence[tuple[int, str]]
    """Ids and names, in their order."""
    duties: Sequence[DutyRow]
    people: Mapping[int, PersonRow]
    """By id."""
    absences: Sequence[AbsenceRow]
    """With their kinds: an exempt person is present."""
    tasks: Sequence[Task] | None
    """None: whoever is on main duty answers for every subject."""
    lines: Sequence[AnsweringLine] | None
    """None: no line is registered at all, and none is demanded."""
    fleet: Fleet
    """Without vehicles none is demanded."""

    @property
    def asks_drivers(self) -> bool:
        """Whether a driver is demanded: vehicles are registered, or drivers have duties.

        Who drives may be planned before any vehicle is registered.
        """
        return bool(self.fleet.vehicles) or any(one.kind is DutyKind.DRIVER for one in self.duties)


class Stretch(NamedTuple):
    """A time during which the same is missing."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    missing: Mapping[int, frozenset[Leg]]
    """By the id of the subject; one that lacks nothing is left out."""


class MonthCoverage(NamedTuple):
    """The coverage of a month."""

    month: str
    """Such as `2026-12`."""
    subjects: tuple[tuple[int, str], ...]
    """Ids and names."""
    hours: Mapping[dt.datetime, Mapping[int, frozenset[Leg]]]
    """As `by_hour`."""
    asks_lines: bool
    """Whether any line is registered; the next field likewise for vehicles."""
    asks_vehicles: bool
    asks_drivers: bool
    """As of `CoverageFacts`."""


def stretches(
    known: CoverageFacts, *, since: dt.datetime, until: dt.datetime
) -> tuple[Stretch, ...]:
    """Return what `[since, until)` lacks, UTC, without a gap from its beginning to its end."""
    found: list[Stretch] = []
    for one in _pieces(known, since=since, until=until):
        if found and found[-1].missing == one.missing:
            found[-1] = found[-1]._replace(ends_at=one.ends_at)
        else:
            found.append(one)
    return tuple(found)


def by_hour(found: Iterable[Stretch]) -> dict[dt.datetime, Mapping[int, frozenset[Leg]]]:
    """Return what each incomplete hour lacks, by its beginning, UTC.

    What is missing for a part of an hour is missing in that hour.
    """
    hours: defaultdict[dt.datetime, dict[int, frozenset[Leg]]] = defaultdict(dict)
    for one in found:
        hour = one.starts_at.replace(minute=0, second=0, microsecond=0)
        while one.missing and hour < one.ends_at:
            for subject_id, legs in one.missing.items():
                hours[hour][subject_id] = hours[hour].get(subject_id, frozenset()) | legs
            hour += HOUR
    return dict(hours)


def coverage_gaps(
    known: CoverageFacts, *, since: dt.datetime, until: dt.datetime
) -> tuple[GapRow, ...]:
    """Return what `[since, until)` lacks as rows beside the duties without a holder.

    `rules.gaps` already reports: a time without anybody on main duty, and a driver's or a
    stand-in's duty without anybody.
    """
    holding = _holding(known)
    names = dict(known.subjects)
    rows: list[GapRow] = []
    for one in _pieces(known, since=since, until=until):
        elsewhere = _reported_elsewhere(known, holding, one)
        for kind, legs in _KINDS:
            lacking = {
                number: (missing & legs) - elsewhere for number, missing in one.missing.items()
            }
            for missing in sorted({found for found in lacking.values() if found}, key=sorted):
                of = tuple(names[number] for number in names if lacking.get(number) == missing)
                subjects = () if len(of) == len(names) else of
                _join(rows, (kind, missing, subjects), one)
    return tuple(rows)


def leg_words(missing: Iterable[Leg]) -> str:
    """Return what is missing: `araç ve şoför yok`."""
    words = [leg.words for leg in Leg if leg in missing]
    return f"{', '.join(words[:-1])} ve {words[-1]} yok" if len(words) > 1 else f"{words[0]} yok"


def _join(
    rows: list[GapRow], what: tuple[DutyKind, frozenset[Leg], tuple[str, ...]], one: Stretch
) -> None:
    """Add a row, or extend the one before if it is the same."""
    kind, missing, subjects = what
    starts_at = one.starts_at
    for row in rows:
        if (row.kind, row.missing, row.subjects, row.ends_at) == (*what, one.starts_at):
            rows.remove(row)
            starts_at = row.starts_at
            break
    rows.append(GapRow(None, kind, starts_at, one.ends_at, missing=missing, subjects=subjects))


def _reported_elsewhere(
    known: CoverageFacts, holding: Sequence[DutyRow], one: Stretch
) -> frozenset[Leg]:
    legs = set()
    if not any(duty.kind is DutyKind.MAIN and _touches(duty, one) for duty in holding):
        legs |= {Leg.OFFICER, Leg.LINE}
    held = {duty.duty_id for duty in holding if _touches(duty, one)}
    empty = {duty.kind for duty in known.duties if _touches(duty, one) and duty.duty_id not in held}
    beside = ((DutyKind.DRIVER, Leg.DRIVER), (DutyKind.STAND_IN, Leg.STAND_IN))
    legs.update(leg for kind, leg in beside if kind in empty)
    return frozenset(legs)


def _touches(duty: DutyRow, one: Stretch) -> bool:
    return duty.starts_at < one.ends_at and one.starts_at < duty.ends_at


def _holding(known: CoverageFacts) -> list[DutyRow]:
    """Return the duties as their holders do them: cut where these are away, or have left."""
    absent: defaultdict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for one in known.absences:
        if one.kind not in EXEMPTIONS:
            absent[one.person_id].append((one.starts_at, one.ends_at))
    held = []
    for duty in known.duties:
        if duty.person_id is None or not duty.is_held:
            continue
        parts = [(duty.starts_at, duty.held_to)]
        for starts_at, ends_at in absent[duty.person_id]:
            parts = [
                part
                for begins, ends in parts
                for part in ((begins, min(ends, starts_at)), (max(begins, ends_at), ends))
                if part[0] < part[1]
            ]
        held += [replace(duty, starts_at=begins, ends_at=ends) for begins, ends in parts]
    return held


def _pieces(known: CoverageFacts, *, since: dt.datetime, until: dt.datetime) -> Iterator[Stretch]:
    """Yield what each time lacks within which nothing begins or ends."""
    if since >= until:
        return
    holding, asks_drivers = _holding(known), known.asks_drivers
    cuts = sorted({since, until, *(cut for cut in _cuts(known) if since < cut < until)})
    for starts_at, ends_at in pairwise(cuts):
        missing = _missing(known, holding, starts_at, ends_at, asks_drivers=asks_drivers)
        yield Stretch(starts_at, ends_at, missing)


def _cuts(known: CoverageFacts) -> Iterator[dt.datetime]:
    """Yield every instant at which something may begin or cease to be missing."""
    for duty in known.duties:
        yield from (duty.starts_at, duty.held_to, duty.ends_at)
    for absence in known.absences:
        yield from (absence.starts_at, absence.ends_at)
    for task in known.tasks or ():
        yield from (day_start(day) for day in (task.starts_on, task.ends_on) if day is not None)
    for line in known.lines or ():
        yield from (at for at in (line.starts_at, line.ends_at) if at is not None)
    for vehicle in known.fleet.vehicles.values():
        days = (vehicle.starts_on, vehicle.ends_on)
        yield from (day_start(day) for day in days if day is not None)
    for states in known.fleet.states.values():
        for state in states:
            yield from (at for at in (state.starts_at, state.ends_at) if at is not None)


def _missing(
    known: CoverageFacts,
    holding: Sequence[DutyRow],
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    asks_drivers: bool,
) -> dict[int, frozenset[Leg]]:
    """Return what a time lacks within which nothing begins or ends."""
    on_duty = [one for one in holding if one.starts_at <= starts_at and ends_at <= one.ends_at]
    for_all, states = set(), known.fleet.states
    if asks_drivers and not any(one.kind is DutyKind.DRIVER for one in on_duty):
        for_all.add(Leg.DRIVER)
    if known.fleet.vehicles and all(
        any(True for _ in away(one, states.get(number, ()), starts_at=starts_at, ends_at=ends_at))
        for number, one in known.fleet.vehicles.items()
    ):
        for_all.add(Leg.VEHICLE)
    mains, stand_ins = (
        [
            known.people[one.person_id]
            for one in on_duty
            if one.kind is kind and one.person_id is not None
        ]
        for kind in (DutyKind.MAIN, DutyKind.STAND_IN)
    )
    is_planned = any(
        one.kind is DutyKind.STAND_IN and one.starts_at <= starts_at and ends_at <= one.ends_at
        for one in known.duties
    )
    if is_planned and not any(_is_reached(one, known, starts_at, ends_at) for one in stand_ins):
        for_all.add(Leg.STAND_IN)
    day = local_day(starts_at)
    able = {(task.officer_id, task.subject_id) for task in known.tasks or () if task.runs_on(day)}
    found = {}
    for subject_id, _name in known.subjects:
        lacking = set(for_all)
        people = [
            one
            for one in mains
            if known.tasks is None or one.officer_id is None or (one.officer_id, subject_id) in able
        ]
        if not people:
            lacking.add(Leg.OFFICER)
        elif not any(_is_reached(one, known, starts_at, ends_at) for one in people):
            lacking.add(Leg.LINE)
        if lacking:
            found[subject_id] = frozenset(lacking)
    return found


def _is_reached(
    person: PersonRow, known: CoverageFacts, starts_at: dt.datetime, ends_at: dt.datetime
) -> bool:
    """Return whether a line answers; others than officers are called on their stored number.

    Where no line is registered at all, none is demanded.
    """
    if known.lines is None:
        return True
    if person.officer_id is None:
        return bool(person.phone)
    return any(
        one.officer_id == person.officer_id
        and one.starts_at <= starts_at
        and (one.ends_at is None or ends_at <= one.ends_at)
        for one in known.lines
    )
