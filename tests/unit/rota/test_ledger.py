"""The fairness ledger: shares of duties, what was expected of whom, and what was carried over."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.rota import ledger, rules
from alo183_desktop.rota.holidays import closures_between
from alo183_desktop.rota.kinds import EXEMPTIONS, AbsenceKind, DayClass, DutyKind
from alo183_desktop.rota.ledger import LedgerEntry, WorkedRow
from alo183_desktop.rota.rows import AbsenceRow, DutyRow, PersonRow
from alo183_desktop.shared.clock import local, local_day
from tests.examples import at_most
from tests.unit.rota.duties import AYSE, LIMITS, MURAT, at, duty, person

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 12, 31)
CLOSED = closures_between(FIRST, LAST)
NAMES = {AYSE: "Ayşe DEMİR", MURAT: "Murat KILIÇ"}


def entries(
    duties: Sequence[DutyRow],
    *worked: WorkedRow,
    people: Sequence[PersonRow] = (person(), person(MURAT)),
    absences: Sequence[AbsenceRow] = (),
) -> tuple[LedgerEntry, ...]:
    return ledger.entries(duties, worked, people, absences, CLOSED, LIMITS)


def reported(found: Sequence[LedgerEntry]) -> dict[int, tuple[float, float]]:
    sums: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in found:
        sums[one.person_id][0] += one.worked
        sums[one.person_id][1] += one.expected
    return {person_id: (worked, expected) for person_id, (worked, expected) in sums.items()}


def otherwise(row: DutyRow, person_id: int | None, begins: str, ends: str) -> WorkedRow:
    return WorkedRow(row.duty_id, person_id, "", at(begins), at(ends))


MONDAY = duty("2026-03-02 08:00", "2026-03-03 08:00", AYSE)


def absence(person_id: int, starts: str, ends: str, kind: AbsenceKind) -> AbsenceRow:
    return AbsenceRow(1, person_id, "", kind, at(starts), at(ends), "", 1)


@pytest.mark.parametrize(
    ("worked", "people", "away", "expected"),
    [
        ((), (), (), {AYSE: (1, 0.5), MURAT: (0, 0.5)}),
        # Murat was there for six hours of it, and then nobody was for six.
        (
            (
                otherwise(MONDAY, MURAT, "2026-03-02 20:00", "2026-03-03 02:00"),
                otherwise(MONDAY, None, "2026-03-03 02:00", "2026-03-03 08:00"),
            ),
            (),
            (),
            {AYSE: (0.5, 0.375), MURAT: (0.25, 0.375)},
        ),
        # Nobody was there: it is expected of nobody.
        ((otherwise(MONDAY, None, "2026-03-02 08:00", "2026-03-03 08:00"),), (), (), {}),
        # Leave from the 3rd begins when the duty ends; leave from the 2nd leaves it to others.
        (
            (),
            (),
            (absence(MURAT, "2026-03-03 08:00", "2026-03-09 08:00", AbsenceKind.ANNUAL),),
            {AYSE: (1, 0.5), MURAT: (0, 0.5)},
        ),
        (
            (),
            (),
            (absence(MURAT, "2026-03-02 08:00", "2026-03-09 08:00", AbsenceKind.ANNUAL),),
            {AYSE: (1, 1)},
        ),
        (
            (),
            (),
            (absence(MURAT, "2026-01-01 08:00", "2026-12-09 08:00", AbsenceKind.NIGHT_EXEMPT),),
            {AYSE: (1, 1)},
        ),
        # Who comes a day later owes nothing of it, nor who has left, nor who drives only.
        ((), (person(MURAT, starts_on=dt.date(2026, 3, 3)),), (), {AYSE: (1, 1)}),
        ((), (person(MURAT, ends_on=dt.date(2026, 3, 2)),), (), {AYSE: (1, 1)}),
        ((), (person(MURAT, kinds=frozenset({DutyKind.DRIVER})),), (), {AYSE: (1, 1)}),
    ],
)
def test_that_each_duty_is_shared_by_who_was_there_and_owed_by_all_who_can_take_it(
    worked: tuple[WorkedRow, ...],
    people: tuple[PersonRow, ...],
    away: tuple[AbsenceRow, ...],
    expected: dict[int, tuple[float, float]],
) -> None:
    everybody = (person(), *(people or (person(MURAT),)))
    found = entries([MONDAY], *worked, people=everybody, absences=away)
    assert reported(found) == expected


def test_that_who_could_not_have_worked_a_duty_and_did_owes_nobody_anything() -> None:
    away = absence(AYSE, "2026-03-02 08:00", "2026-03-09 08:00", AbsenceKind.ANNUAL)
    gone = person(MURAT, ends_on=dt.date(2026, 1, 1))
    assert reported(entries([MONDAY], people=(person(), gone), absences=[away])) == {AYSE: (1, 1)}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        # Murat drove first: mains are his to work from the month of his first one, not before.
        (frozenset(DutyKind), {AYSE: (1, 1.5), MURAT: (1, 0.5)}),
        # He drives only, now: the one that he had was his all the same.
        (frozenset({DutyKind.DRIVER}), {AYSE: (1, 1.5), MURAT: (1, 0.5)}),
    ],
)
def test_that_what_somebody_does_today_says_nothing_of_the_past(
    kinds: frozenset[DutyKind], expected: dict[int, tuple[float, float]]
) -> None:
    drove = duty("2026-03-01 08:00", "2026-03-02 08:00", MURAT, kind=DutyKind.DRIVER)
    his = duty("2026-04-04 08:00", "2026-04-05 08:00", MURAT)
    people = (person(kinds=frozenset({DutyKind.MAIN})), person(MURAT, kinds=kinds))
    found = entries([drove, MONDAY, his], people=people)
    assert reported([one for one in found if one.kind is DutyKind.MAIN]) == expected


@pytest.mark.parametrize("drove_on", ["2026-02-20", "2026-03-01"])
def test_that_on_which_day_of_a_month_a_proposal_puts_somebody_changes_no_share(
    drove_on: str,
) -> None:
    begins = dt.date.fromisoformat(drove_on)
    drove = duty(f"{begins} 08:00", f"{begins + DAY} 08:00", MURAT, kind=DutyKind.DRIVER)
    people = (person(kinds=frozenset({DutyKind.MAIN})), person(MURAT, kinds=frozenset(DutyKind)))
    for day in (3, 11, 30):
        his = duty(f"2026-03-{day:02} 08:00", f"2026-03-{day + 1:02} 08:00", MURAT)
        found = entries([drove, MONDAY, his], people=people)
        mains = reported([one for one in found if one.kind is DutyKind.MAIN])
        assert mains == {AYSE: (1, 1), MURAT: (1, 1)}


def test_that_parts_of_a_duty_are_one_duty_of_the_day_on_which_it_begins() -> None:
    friday = duty("2026-03-06 08:00", "2026-03-07 02:00", AYSE)
    part = duty("2026-03-07 02:00", "2026-03-07 08:00", MURAT, part_of=friday.duty_id)
    found = entries([part, friday])
    assert reported(found) == {AYSE: (0.75, 0.5), MURAT: (0.25, 0.5)}
    assert {one.day_class for one in found} == {DayClass.FRIDAY}
    night = {one.person_id: one.night_minutes for one in found}
    assert night == {AYSE: 6 * 60, MURAT: 4 * 60}


_PIECE = st.tuples(st.integers(1, 12 * 60), st.sampled_from([None, AYSE, MURAT]))


@given(st.lists(st.lists(_PIECE, min_size=1, max_size=4), min_size=1, max_size=5))
def test_that_sheet_and_ledger_count_a_cut_duty_alike(
    cuts: list[list[tuple[int, int | None]]],
) -> None:
    duties = []
    for number, pieces in enumerate(cuts):
        begins = MONDAY.starts_at + number * 2 * DAY
        whole = 100 * number
        for place, (minutes, person_id) in enumerate(pieces):
            ends = begins + dt.timedelta(minutes=minutes)
            part_of = whole if place else None
            part = replace(MONDAY, starts_at=begins, ends_at=ends, duty_id=whole + place)
            duties.append(replace(part, part_of=part_of, person_id=person_id))
            begins = ends
    begun = rules.whole_begins(duties)
    planned = rules.counts_by_person(duties, CLOSED, LIMITS, begun)
    held = ledger.totals(entries(duties), since=dt.date(2026, 1, 1), before=dt.date(2027, 1, 1))
    assert planned.keys() == held.keys()
    for person_id, one in planned.items():
        other = held[person_id]
        assert (one.minutes, one.night_minutes) == (other.minutes, other.night_minutes)
        assert one.by_kind == pytest.approx(dict(other.by_kind))
        assert one.days == pytest.approx(dict(other.days))


def test_that_the_ledger_shows_month_year_and_what_was_carried_over_least_first() -> None:
    duties = [
        duty("2025-12-30 08:00", "2025-12-31 08:00", AYSE),
        duty("2026-01-05 08:00", "2026-01-06 08:00", MURAT),
        duty("2026-01-12 08:00", "2026-01-13 08:00", MURAT),
        duty("2026-02-07 08:00", "2026-02-08 08:00", MURAT),
        duty("2026-03-02 08:00", "2026-03-03 08:00", AYSE),
    ]
    found = entries(duties)
    first, second = ledger.ledger(found, "2026-02", NAMES, {MURAT: 2})
    assert (first.name, second.name) == ("Ayşe DEMİR", "Murat KILIÇ")
    weekdays = second.days[DayClass.WEEKDAY]
    assert (weekdays.month, weekdays.year, weekdays.expected, weekdays.carried) == (0, 2, 1, -0.5)
    assert (second.total.month, second.total.year, second.total.difference) == (1, 3, 1.0)
    assert (second.month_minutes, second.year_minutes) == (24 * 60, 3 * 24 * 60)
    assert (second.year_night_minutes, second.granted_days) == (3 * 10 * 60, 2)
    assert first.shown == first.total
    chosen = ledger.ledger(found, "2026-02", NAMES, {}, day_class=DayClass.WEEKEND)
    assert [one.shown.month for one in chosen] == [0, 1]
    assert ledger.ledger(found, "2026-02", NAMES, {}, kind=DutyKind.DRIVER)[0].total.year == 0
    before = ledger.deviations(found, before=dt.date(2026, 3, 1))
    assert before[MURAT][DayClass.WEEKDAY] == weekdays.difference


class Years:
    """Three years of a small directorate by chance, on whole hours."""

    def __init__(self, seed: int) -> None:
        chance = self.chance = random.Random(seed)
        numbers = range(1, chance.randint(2, 5))
        self.people = [self._person(number) for number in numbers]
        self.absences = [self._absence(number) for number in numbers for _ in range(6)]
        self.duties: list[DutyRow] = []
        self.worked: defaultdict[int, list[WorkedRow]] = defaultdict(list)
        self.turns: defaultdict[tuple[int, DutyKind], set[dt.date]] = defaultdict(set)
        day = FIRST
        while day <= LAST:
            self._add_duty(day, [*numbers, None])
            day += DAY

    def _person(self, number: int) -> PersonRow:
        chance = self.chance
        starts_on = FIRST + chance.choice([0, 0, chance.randrange(1000)]) * DAY
        ends_on = chance.choice([None, None, starts_on + chance.randrange(900) * DAY])
        kinds = chance.choice([frozenset(DutyKind), frozenset({DutyKind.MAIN})])
        return person(number, starts_on=starts_on, ends_on=ends_on, kinds=kinds)

    def _absence(self, number: int) -> AbsenceRow:
        chance = self.chance
        starts_at = at(f"{FIRST + chance.randrange(1090) * DAY} {chance.randrange(24):02}:00")
        ends_at = starts_at + chance.randint(1, 24 * chance.choice([1, 10, 120])) * HOUR
        kind = chance.choice(list(AbsenceKind))
        return AbsenceRow(1, number, "", kind, starts_at, ends_at, "", 1)

    def _add_duty(self, day: dt.date, numbers: list[int | None]) -> None:
        chance = self.chance
        kind = chance.choice([DutyKind.MAIN, DutyKind.MAIN, DutyKind.STAND_IN])
        starts_at = at(f"{day} {chance.choice([8, 8, 17]):02}:00")
        ends_at = starts_at + chance.choice([24, 24, 15]) * HOUR
        cuts = [starts_at, ends_at]
        if chance.random() < 0.1:
            cuts.insert(1, starts_at + chance.randint(1, 14) * HOUR)
        first: int | None = None
        for begins, ends in pairwise(cuts):
            row = duty("2026-01-01 08:00", "2026-01-02 08:00", chance.choice(numbers), kind=kind)
            values = {name: getattr(row, name) for name in DutyRow.__dataclass_fields__}
            number = 1 + len(self.duties)
            values |= {"duty_id": number, "starts_at": begins, "ends_at": ends, "part_of": first}
            self.duties.append(DutyRow(**values))
            first = first or number
            length = (ends - begins) // HOUR
            if length > 1 and chance.random() < 0.1:
                since = chance.randrange(length)
                until = chance.randint(since + 1, length)
                span = (begins + since * HOUR, begins + until * HOUR)
                who = chance.choice(numbers)
                self.worked[number].append(WorkedRow(number, who, "", *span))

    def brute(
        self,
    ) -> dict[tuple[dt.date, DayClass, DutyKind, int], list[float]]:
        """Return worked, expected, hours and night hours, hour by hour."""
        sums: defaultdict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
        wholes: defaultdict[int, list[DutyRow]] = defaultdict(list)
        for row in self.duties:
            wholes[row.part_of or row.duty_id].append(row)
        self._take_turns(wholes.values())
        for parts in wholes.values():
            day, kind = local_day(min(one.starts_at for one in parts)), parts[0].kind
            key = day, self._class(day), kind
            hours = sum((one.ends_at - one.starts_at) // HOUR for one in parts)
            holders: list[int] = []
            for part in parts:
                for place in range((part.ends_at - part.starts_at) // HOUR):
                    hour = part.starts_at + place * HOUR
                    who = self._who(part, hour)
                    if who is not None:
                        holders.append(who)
                        sums[*key, who][0] += 1 / hours
                        sums[*key, who][2] += 1
                        sums[*key, who][3] += self._is_night(hour)
            could = [one for one in self.people if self._could(one, parts, day)]
            sharing = [one.person_id for one in could] or sorted(set(holders))
            for number in sharing if holders else ():
                sums[*key, number][1] += len(holders) / hours / len(sharing)
        return dict(sums)

    def _take_turns(self, wholes: Iterable[Sequence[DutyRow]]) -> None:
        """Write down on which days everybody was on which kind of duty."""
        for parts in wholes:
            day = local_day(min(one.starts_at for one in parts))
            for part in parts:
                for place in range((part.ends_at - part.starts_at) // HOUR):
                    who = self._who(part, part.starts_at + place * HOUR)
                    if who is not None:
                        self.turns[who, part.kind].add(day)

    def _class(self, day: dt.date) -> DayClass:
        midnight = at(f"{day} 00:00")
        if any(one.starts_at < midnight + DAY and midnight < one.ends_at for one in CLOSED):
            return DayClass.FEAST
        if day.weekday() in {5, 6}:
            return DayClass.WEEKEND
        return DayClass.FRIDAY if day.weekday() == 4 else DayClass.WEEKDAY

    def _who(self, part: DutyRow, hour: dt.datetime) -> int | None:
        for one in self.worked[part.duty_id]:
            if one.starts_at <= hour < one.ends_at:
                return one.person_id
        return part.person_id

    def _could(self, who: PersonRow, parts: Sequence[DutyRow], day: dt.date) -> bool:
        if not self._does(who, parts[0].kind, day) or day < who.starts_on:
            return False
        if who.ends_on is not None and day >= who.ends_on:
            return False
        begins = min(one.starts_at for one in parts)
        hours = (max(one.ends_at for one in parts) - begins) // HOUR
        for one in self.absences:
            if one.person_id != who.person_id or one.ends_at <= begins:
                continue
            for place in range(hours):
                hour = begins + place * HOUR
                is_away = one.kind not in EXEMPTIONS or one.kind is AbsenceKind.DUTY_EXEMPT
                if one.starts_at <= hour < one.ends_at and (is_away or self._is_night(hour)):
                    return False
        return True

    def _does(self, who: PersonRow, kind: DutyKind, day: dt.date) -> bool:
        every = sorted(day for kind in DutyKind for day in self.turns[who.person_id, kind])
        own = sorted(self.turns[who.person_id, kind])
        if not own:
            return kind in who.kinds and not every
        month = dt.date(own[0].year, own[0].month, 1)
        is_begun = month <= day or month <= every[0]
        return is_begun and (kind in who.kinds or day <= own[-1])

    def _is_night(self, hour: dt.datetime) -> bool:
        return local(hour).hour >= 20 or local(hour).hour < 6


@given(st.integers(0, 2**32))
@settings(max_examples=at_most(8))
def test_that_three_years_are_what_counting_hour_by_hour_says(seed: int) -> None:
    years = Years(seed)
    spans = list(chain.from_iterable(years.worked.values()))
    found = ledger.entries(years.duties, spans, years.people, years.absences, CLOSED, LIMITS)
    brute = years.brute()
    reported_now: defaultdict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for one in found:
        sums = reported_now[one.day, one.day_class, one.kind, one.person_id]
        for index, value in enumerate(
            (one.worked, one.expected, one.minutes / 60, one.night_minutes / 60)
        ):
            sums[index] += value
    assert reported_now.keys() == brute.keys()
    for key, sums in brute.items():
        assert reported_now[key] == pytest.approx(sums), key
    assert sum(one.worked for one in found) == pytest.approx(sum(one.expected for one in found))
    names = {one.person_id: one.name for one in years.people}
    month = f"{years.chance.choice([2024, 2025, 2026])}-{years.chance.randint(1, 12):02}"
    first = dt.date.fromisoformat(f"{month}-01")
    after = (first + 31 * DAY).replace(day=1)
    before = ledger.deviations(found, before=after)
    for row in ledger.ledger(found, month, names, {}):
        for day_class, figures in row.days.items():
            worked = sum(
                sums[0]
                for key, sums in brute.items()
                if key[1] is day_class and key[3] == row.person_id and first <= key[0] < after
            )
            assert figures.month == pytest.approx(worked)
            deviation = before.get(row.person_id, {}).get(day_class, 0.0)
            assert figures.difference == pytest.approx(deviation)
