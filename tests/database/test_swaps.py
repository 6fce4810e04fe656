"""Swaps and take-overs as they are stored and shown: never two holders, never a gap."""

import datetime as dt
import random
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import Final

import icalendar
import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from alo183_desktop.db.work import Work
from alo183_desktop.rota import papers, queries, rules, service, swap_service, worked
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, Employment, SwapManner
from alo183_desktop.rota.ledger import LedgerFilter
from alo183_desktop.rota.model import Duty
from alo183_desktop.rota.planning.service import read_problem
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rows import Cell, DutyRow
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.rota.swap_service import SwapWanted
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.kept_rotas import Kept, add, keep, publish, take_over, take_turns
from tests.examples import at_most

MONTH: Final = "2026-12"
HOUR: Final = dt.timedelta(hours=1)


@pytest.fixture
def kept(database: Database) -> Kept:
    with database.open_work("administrator") as work:
        made = keep(work)
        take_turns(work, made, MONTH)
    return made


def duties(work: Work) -> tuple[DutyRow, ...]:
    return queries.duties_of_month(work.session, MONTH)


def main(work: Work, day: int, *, place: int = 0) -> DutyRow:
    """Return the main duty of a day, or one of its parts."""
    found = [
        one
        for one in duties(work)
        if one.kind is DutyKind.MAIN and (one.starts_at + 3 * HOUR).day == day
    ]
    return found[place]


def wanted(
    duty: DutyRow,
    person_id: int,
    since: int = 0,
    until: int | None = None,
    *,
    is_urgent: bool = False,
    reason: str = "",
    in_return: DutyRow | None = None,
) -> SwapWanted:
    return SwapWanted(
        duty.duty_id,
        duty.version,
        duty.starts_at + since * HOUR,
        duty.ends_at if until is None else duty.starts_at + until * HOUR,
        person_id,
        SwapManner.CONSENT,
        is_urgent=is_urgent,
        reason=reason,
        in_return=None if in_return is None else (in_return.duty_id, in_return.version),
    )


def held(work: Work, day: int) -> list[tuple[str, float]]:
    return [
        (one.person_name, (one.ends_at - one.starts_at) / HOUR)
        for one in duties(work)
        if one.kind is DutyKind.MAIN and one.whole_id == main(work, day).duty_id
    ]


class Model:
    """Who has which hour of every duty, and the swaps that hold."""

    def __init__(self, rows: tuple[DutyRow, ...]) -> None:
        self.hours: dict[int, dict[dt.datetime, int | None]] = {}
        for row in rows:
            span = self.hours.setdefault(row.whole_id, {})
            for place in range((row.ends_at - row.starts_at) // HOUR):
                span[row.starts_at + place * HOUR] = row.person_id
        self.swaps: set[int] = set()

    def give(
        self, whole_id: int, starts_at: dt.datetime, ends_at: dt.datetime, person_id: int | None
    ) -> None:
        for hour in self.hours[whole_id]:
            if starts_at <= hour < ends_at:
                self.hours[whole_id][hour] = person_id

    def compare(self, work: Work) -> None:
        rows = duties(work)
        assert Model(rows).hours == self.hours
        counted = Counter(
            (hour, person_id)
            for span in self.hours.values()
            for hour, person_id in span.items()
            if person_id is not None
        )
        assert max(counted.values()) == 1
        minutes = sum(((one.ends_at - one.starts_at) // HOUR for one in rows), 0)
        assert minutes == sum(map(len, self.hours.values()))
        seams = defaultdict(list)
        for one in rows:
            seams[one.whole_id].append(one)
        for parts in seams.values():
            assert parts[0].part_of is None
            for first, second in pairwise(parts):
                assert first.ends_at == second.starts_at
                assert first.person_id != second.person_id or first.person_id is None


class Chance:
    """Acts by chance: swaps of a whole duty, of a part, for another; approvals; taking back."""

    def __init__(self, work: Work, seed: int) -> None:
        self.work = work
        self.chance = random.Random(seed)
        self.model = Model(duties(work))
        self.done: Counter[str] = Counter()
        self.people = [one.person_id for one in service.list_people(work)]

    def act(self) -> None:
        acts = (
            self._swap,
            self._swap,
            self._swap,
            self._undo,
            self._undo,
            self._approve,
            self._fill,
        )
        act = self.chance.choice(acts)
        try:
            with self.work.session.begin_nested():
                act()
        except KnownError as error:
            self.done[error.code] += 1
        else:
            self.done[act.__name__] += 1

    def _swap(self) -> None:
        chance = self.chance
        rows = duties(self.work)
        duty = chance.choice(rows[:24])
        length = (duty.ends_at - duty.starts_at) // HOUR
        since = chance.choice([0, chance.randrange(length)])
        until = chance.choice([length, chance.randint(since + 1, length)])
        person_id = chance.choice(self.people)
        theirs = [one for one in rows[:24] if one.person_id == person_id]
        back = chance.choice([None, *theirs]) if theirs else None
        asked = wanted(
            duty,
            person_id,
            since,
            until,
            is_urgent=chance.random() < 0.5,
            reason="Başka kimse yok",
            in_return=back,
        )
        swap_service.swap(self.work, asked)
        self.model.give(duty.whole_id, asked.starts_at, asked.ends_at, person_id)
        if back is not None:
            self.model.give(back.whole_id, back.starts_at, back.ends_at, duty.person_id)

    def _undo(self) -> None:
        swaps = swap_service.find_swaps(self.work, SwapFilter())
        if swaps:
            one = self.chance.choice(swaps)
            swap_service.undo_swap(self.work, one.swap_id, version=one.version)
            # Two who changed duties both have their own again.
            stay = {each.swap_id for each in swap_service.find_swaps(self.work, SwapFilter())}
            for gone in (each for each in swaps if each.swap_id not in stay):
                self.model.give(gone.duty_id, gone.starts_at, gone.ends_at, gone.from_person_id)

    def _approve(self) -> None:
        swaps = swap_service.find_swaps(self.work, SwapFilter(is_approved=False))
        if swaps:
            one = self.chance.choice(swaps)
            swap_service.approve_swap(self.work, one.swap_id, version=one.version)

    def _fill(self) -> None:
        rows = duties(self.work)
        duty = self.chance.choice(rows[:24])
        # Parts beside one another that somebody types the same name into stay parts.
        beside = {one.person_id for one in rows if one.whole_id == duty.whole_id}
        person_id = self.chance.choice([None, *(one for one in self.people if one not in beside)])
        service.fill(self.work, [Cell(duty.duty_id, duty.version, person_id)])
        self.model.give(duty.whole_id, duty.starts_at, duty.ends_at, person_id)


@pytest.mark.both_backends
def test_that_whatever_is_swapped_a_duty_has_one_holder_at_any_time_and_the_ledger_follows(
    database: Database, kept: Kept
) -> None:
    assert kept.people
    with database.open_work("administrator") as work:
        for one in service.list_people(work):
            values, version = service.PEOPLE.open(work, one.person_id)
            both = type(values)(
                **{
                    **{name: getattr(values, name) for name in values.__dataclass_fields__},
                    "does_main": True,
                    "does_stand_in": True,
                }
            )
            service.PEOPLE.save(work, one.person_id, both, version=version, base=values)
        chance = Chance(work, 183)
        rounds = at_most(6)
        for _round in range(rounds):
            for _act in range(30):
                chance.act()
                chance.model.compare(work)
            reported = Counter(
                {
                    one.person_id: one.month_minutes
                    for one in worked.find_ledger(work, LedgerFilter(MONTH))
                }
            )
            hours = Counter(
                person_id
                for span in chance.model.hours.values()
                for person_id in span.values()
                if person_id is not None
            )
            assert +reported == Counter({who: 60 * count for who, count in hours.items()})
        assert chance.done["_swap"] > 3 * rounds, chance.done
        assert chance.done["_undo"] > rounds, chance.done


def test_that_a_part_is_taken_over_and_given_back(
    database: Database, kept: Kept, clock: FixedClock
) -> None:
    ayse, murat, elif_, _gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        publish(work, MONTH)
        duty = main(work, 5)
        assert duty.person_id == murat
        # Three days before and after Elif has duties: a reason counts against that.
        with pytest.raises(KnownError, match="swap_reason"):
            swap_service.swap(work, wanted(duty, elif_, 12))
        number = swap_service.swap(work, wanted(duty, elif_, 12, reason="Murat Bey yolda"))
        assert held(work, 5) == [("Murat KAYA", 12), ("Elif SOYLU", 12)]
        part = main(work, 5, place=1)
        assert (part.part_of, part.reason) == (duty.duty_id, "Murat Bey yolda")
        assert "rest" in part.overruled
        sheet = service.month_sheet(work, MONTH)
        assert (sheet.state is not None and sheet.state.changed) == 1
        (one,) = sheet.swaps
        assert (one.from_name, one.person_name) == ("Murat KAYA", "Elif SOYLU")
        assert (one.duty_starts_at, one.duty_ends_at) == (duty.starts_at, duty.ends_at)
        assert one.approved_at is not None
        for hours, name in ((11, "Murat KAYA"), (12, "Elif SOYLU")):
            (there,) = service.on_duty(work, duty.starts_at + hours * HOUR).of(DutyKind.MAIN)
            assert there.name == name
        content = queries.published_content(work.session, 1)
        (changed,) = rules.differences(content, sheet.duties)
        assert (changed.before, changed.after) == ("Murat KAYA", "Elif SOYLU")
        assert changed.starts_at == duty.starts_at + 12 * HOUR
        later = swap_service.swap(work, wanted(part, ayse, 6, reason="Elif Hanım da yolda"))
        with pytest.raises(KnownError, match="swap_covered"):
            swap_service.undo_swap(work, number, version=1)
        swap_service.undo_swap(work, later, version=1)
        swap_service.undo_swap(work, number, version=1)
        assert held(work, 5) == [("Murat KAYA", 24)]
        with pytest.raises(KnownError, match="gone"):
            swap_service.undo_swap(work, number, version=2)
        clock.set(duty.ends_at)
    with database.open_work("administrator") as work, pytest.raises(KnownError, match="swap_over"):
        swap_service.swap(work, wanted(main(work, 5), ayse))


@pytest.mark.both_backends
def test_that_two_change_duties_and_what_stands_against_either_is_asked(
    database: Database, kept: Kept
) -> None:
    _ayse, murat, elif_, gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        fifth, seventh = main(work, 5), main(work, 7)
        assert (fifth.person_id, seventh.person_id) == (murat, gulsum)
        swap_service.swap(
            work, wanted(fifth, gulsum, in_return=seventh, reason="Karşılıklı anlaştılar")
        )
        assert (held(work, 5), held(work, 7)) == ([("Gülsüm ŞİMŞEK", 24)], [("Murat KAYA", 24)])
        assert len(swap_service.find_swaps(work, SwapFilter())) == 2
        span = rules.absence_span(dt.date(2026, 12, 20), dt.date(2026, 12, 24))
        service.ABSENCES.save(work, None, AbsenceValues(murat, AbsenceKind.ANNUAL, *span))
        given, other = main(work, 13), main(work, 22)
        assert (given.person_id, other.person_id) == (murat, elif_)
        with pytest.raises(KnownError, match="swap_refused"):
            swap_service.swap(work, wanted(given, elif_, in_return=other, reason="Anlaştılar"))
        with pytest.raises(ConflictError):
            take_over(work, replace(given, version=99), elif_)
    for role, is_urgent, code in (
        ("clerk", False, "not_allowed"),
        ("director", True, "not_allowed"),
    ):
        with database.open_work(role) as work, pytest.raises(KnownError, match=code):
            swap_service.swap(work, wanted(given, elif_, is_urgent=is_urgent))
    with database.open_work() as work:
        number = swap_service.swap(
            work, wanted(main(work, 13), elif_, is_urgent=True, reason="Aniden hastalandı")
        )
        (row,) = swap_service.find_swaps(work, SwapFilter(is_approved=False))
        assert row.swap_id == number
        with pytest.raises(KnownError, match="not_allowed"):
            swap_service.approve_swap(work, number, version=1)
    with database.open_work("administrator") as work:
        swap_service.approve_swap(work, number, version=1)
        assert swap_service.find_swaps(work, SwapFilter(is_approved=False)) == ()
        assert {one.from_name for one in swap_service.find_swaps(work, SwapFilter("soy"))} == {
            "Murat KAYA"
        }
        duty = main(work, 13)
        service.fill(work, [Cell(duty.duty_id, duty.version, elif_, "Başka kimse yok")])
        assert len(swap_service.find_swaps(work, SwapFilter())) == 3
        # Whoever plans the duty otherwise ends the swap; a reason alone does not.
        duty = main(work, 13)
        service.fill(work, [Cell(duty.duty_id, duty.version, None)])
        assert len(swap_service.find_swaps(work, SwapFilter())) == 2


@pytest.mark.both_backends
def test_that_the_data_hold_no_second_part_of_the_same_time_and_lose_no_whole_duty(
    database: Database, kept: Kept
) -> None:
    with database.open_work("administrator") as work:
        duty = main(work, 5)
        row = work.session.get_one(Duty, duty.duty_id)
        columns = {
            name: getattr(row, name)
            for name in ("month", "kind", "starts_at", "rest_minutes", "is_active")
        }
        part = Duty(
            **columns,
            ends_at=duty.starts_at + HOUR,
            person_id=kept.people[DutyKind.STAND_IN][0],
            part_of=duty.duty_id,
        )
        work.session.add(part)
        with pytest.raises(DBAPIError):
            work.session.flush()
        work.session.rollback()
    with database.open_work("administrator") as work:
        with pytest.raises(DBAPIError, match="never removed"):
            work.session.execute(delete(Duty).where(Duty.id == duty.duty_id))
        work.session.rollback()


def test_that_a_running_duty_changes_hands_from_now_on_and_back(
    database: Database, kept: Kept, clock: FixedClock
) -> None:
    _ayse, murat, elif_, _gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        duty = main(work, 5)
        assert duty.person_id == murat
    clock.set(duty.starts_at + 10 * HOUR - dt.timedelta(seconds=20))
    with database.open_work("administrator") as work:
        number = swap_service.swap(work, wanted(duty, elif_, reason="Aniden hastalandı"))
        assert held(work, 5) == [("Murat KAYA", 10), ("Elif SOYLU", 14)]
    clock.advance(minutes=4 * 60)
    with database.open_work("administrator") as work:
        swap_service.undo_swap(work, number, version=1)
        assert held(work, 5) == [("Murat KAYA", 10), ("Elif SOYLU", 4), ("Murat KAYA", 10)]


def test_that_an_exchange_is_taken_back_as_a_whole_by_who_may_approve_and_judged(
    database: Database, kept: Kept
) -> None:
    _ayse, murat, _elif, gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        asked = wanted(main(work, 5), gulsum, in_return=main(work, 7), reason="Anlaştılar")
        swap_service.swap(work, asked)
    with database.open_work() as work, pytest.raises(KnownError, match="not_allowed"):
        swap_service.undo_swap(work, 1, version=1)
    with database.open_work("administrator") as work:
        span = rules.absence_span(dt.date(2026, 12, 5), dt.date(2026, 12, 5))
        away = service.ABSENCES.save(work, None, AbsenceValues(murat, AbsenceKind.ANNUAL, *span))
        with pytest.raises(KnownError, match="swap_refused"):
            swap_service.undo_swap(work, 2, version=1)
        service.ABSENCES.remove(work, away, version=1)
        swap_service.undo_swap(work, 2, version=1)
        assert (held(work, 5), held(work, 7)) == ([("Murat KAYA", 24)], [("Gülsüm ŞİMŞEK", 24)])
        assert swap_service.find_swaps(work, SwapFilter()) == ()


@pytest.mark.both_backends
def test_that_who_may_not_approve_types_over_no_approved_swap_and_proposes_none_away(
    database: Database, kept: Kept
) -> None:
    _ayse, murat, elif_, _gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        swap_service.swap(work, wanted(main(work, 5), elif_, reason="Anlaştılar"))
    with database.open_work() as work:
        for person_id in (murat, None):
            duty = main(work, 5)
            with pytest.raises(KnownError, match="swap_approved"):
                service.fill(work, [Cell(duty.duty_id, duty.version, person_id)])
        # Their reason is nobody's agreement, and an urgent swap waits for its own approval.
        duty = main(work, 5)
        service.fill(work, [Cell(duty.duty_id, duty.version, elif_, "Başka kimse yok")])
        asked = wanted(main(work, 5), murat, is_urgent=True, reason="Aniden hastalandı")
        swap_service.swap(work, asked)
        assert held(work, 5) == [("Murat KAYA", 24)]
        problem = read_problem(work, MONTH, anew=True)
        assert main(work, 5).duty_id not in problem.open_ids
        assert main(work, 6).duty_id in problem.open_ids


def test_that_an_exchange_is_approved_as_a_whole(database: Database, kept: Kept) -> None:
    _ayse, _murat, _elif, gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        fifth, seventh = main(work, 5), main(work, 7)
        asked = wanted(fifth, gulsum, in_return=seventh, is_urgent=True, reason="Anlaştılar")
        swap_service.swap(work, asked)
        first, second = swap_service.find_swaps(work, SwapFilter(is_approved=False))
        swap_service.approve_swap(work, second.swap_id, version=second.version)
        assert swap_service.find_swaps(work, SwapFilter(is_approved=False)) == ()
        assert {
            one.swap_id for one in swap_service.find_swaps(work, SwapFilter(is_approved=True))
        } == {
            first.swap_id,
            second.swap_id,
        }


def test_that_a_worker_does_not_take_a_long_duty_over_in_short_parts(
    database: Database, kept: Kept
) -> None:
    with database.open_work("administrator") as work:
        worker = add(work, "Veli CAN", 31, main=True)
        values, version = service.PEOPLE.open(work, worker)
        changed = replace(values, employment=Employment.WORKER)
        service.PEOPLE.save(work, worker, changed, version=version, base=values)
        swap_service.swap(work, wanted(main(work, 5), worker, 0, 7))
        with pytest.raises(KnownError, match="swap_refused") as refused:
            swap_service.swap(work, wanted(main(work, 5, place=1), worker, 0, 7, reason="Yolda"))
        assert "işçi 14 saat çalışamaz" in str(refused.value.parameters["words"])
        # What was written for one rule stays beside what is written for another one.
        elif_ = kept.people[DutyKind.MAIN][2]
        swap_service.swap(work, wanted(main(work, 5, place=1), elif_, 0, 8, reason="Yolda"))
        swap_service.swap(work, wanted(main(work, 5, place=2), elif_, 0, 2, reason="Kaza"))
        assert main(work, 5, place=1).reason == "Yolda; Kaza"


@pytest.mark.both_backends
def test_that_a_clerk_gives_an_approved_duty_on_and_the_approval_stays_open(
    database: Database, kept: Kept
) -> None:
    _ayse, _murat, elif_, gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        swap_service.swap(work, wanted(main(work, 5), elif_, reason="Yolda"))
    with database.open_work("clerk") as work:
        taken, other = main(work, 5), main(work, 9)
        assert taken.duty_id in service.duties_ahead(work).approved
        with pytest.raises(KnownError, match=r"rota\.swap_approved"):
            swap_service.give_on(work, [Cell(taken.duty_id, taken.version, None)], reason="İzinli")
        cells = [Cell(one.duty_id, one.version, gulsum) for one in (taken, other)]
        swap_service.give_on(work, cells, reason="İzinli")
        assert {main(work, day).person_id for day in (5, 9)} == {gulsum}
        (waiting,) = swap_service.find_swaps(work, SwapFilter(is_approved=False))
        assert (waiting.duty_id, waiting.person_id) == (taken.duty_id, gulsum)


@pytest.mark.parametrize("typed", [-20, 0, 157], ids=["before", "then", "hours later"])
def test_that_of_a_duty_on_which_somebody_falls_ill_the_rest_is_given_on_from_that_hour(
    database: Database, kept: Kept, clock: FixedClock, typed: int
) -> None:
    _ayse, murat, _elif, gulsum = kept.people[DutyKind.MAIN]
    with database.open_work("administrator") as work:
        duty = main(work, 5)
        assert duty.person_id == murat
    fell_ill = duty.starts_at + 15 * HOUR
    clock.set(fell_ill + dt.timedelta(minutes=typed, seconds=typed))
    away = AbsenceValues(murat, AbsenceKind.REPORT, fell_ill, fell_ill + 72 * HOUR)
    with database.open_work("clerk") as work:
        service.ABSENCES.save(work, None, away)
        (found, *later) = service.duties_hit(work, [away])
        hit, since = found.duty, {found.duty.duty_id: found.away_from}
        assert (hit.duty_id, later) == (duty.duty_id, [])
        swap_service.give_on(work, [Cell(hit.duty_id, hit.version, None)], reason="İzinli")
        assert held(work, 5) == [("Murat KAYA", 24)]
        assert not service.on_duty(work, fell_ill + 4 * HOUR).holds
        cell = Cell(hit.duty_id, hit.version, gulsum)
        swap_service.give_on(work, [cell], reason="İzinli", since=since)
        assert held(work, 5) == [("Murat KAYA", 15), ("Gülsüm ŞİMŞEK", 9)]
        (waiting,) = swap_service.find_swaps(work, SwapFilter(is_approved=False))
        assert (waiting.from_name, waiting.starts_at) == ("Murat KAYA", fell_ill)


@pytest.mark.usefixtures("kept")
def test_that_nobody_gets_an_empty_calendar(database: Database) -> None:
    with database.open_work("administrator") as work:
        idle = add(work, "Veli CAN", 31, main=True)
        publish(work, MONTH)
        with pytest.raises(KnownError, match=r"rota\.calendar_none"):
            papers.read_calendar(work, MONTH, person_id=idle)


def test_that_a_calendar_follows_swaps_under_the_same_mark(
    database: Database, kept: Kept, clock: FixedClock
) -> None:
    _ayse, murat, elif_, _gulsum = kept.people[DutyKind.MAIN]

    def events(person_id: int | None = None) -> dict[str, tuple[int, str, float]]:
        with database.open_work("administrator") as work:
            made = papers.read_calendar(work, MONTH, person_id=person_id)
        found = {}
        for event in icalendar.Calendar.from_ical(made().decode()).walk("VEVENT"):
            start, end = event["dtstart"].dt, event["dtend"].dt
            if (
                start >= dt.datetime(2026, 12, 5, 5, tzinfo=dt.UTC)
                and end <= dt.datetime(2026, 12, 6, 5, tzinfo=dt.UTC)
                and str(event["uid"]).startswith("main")
            ):
                reported = int(event["sequence"]), str(event["status"]), (end - start) / HOUR
                found[str(event["uid"])] = reported
        return found

    def act(what: str) -> None:
        clock.advance(minutes=1)
        with database.open_work("administrator") as work:
            if what == "publish":
                publish(work, MONTH)
            elif what == "undo":
                (one,) = swap_service.find_swaps(work, SwapFilter())
                swap_service.undo_swap(work, one.swap_id, version=one.version)
            else:
                since = 12 if what == "part" else 0
                swap_service.swap(work, wanted(main(work, 5), elif_, since, reason="Yolda"))

    act("publish")
    (mark,) = events(murat)
    assert events(murat) == {mark: (1, "CONFIRMED", 24)}
    assert events(elif_) == {}
    act("whole")
    assert events(murat) == {mark: (2, "CANCELLED", 24)}
    assert events(elif_) == {mark: (2, "CONFIRMED", 24)}
    act("undo")
    assert events(murat) == events() == {mark: (3, "CONFIRMED", 24)}
    assert events(elif_) == {mark: (3, "CANCELLED", 24)}
    act("part")
    assert events(murat) == {mark: (4, "CONFIRMED", 12)}
    assert {reported[1:] for reported in events(elif_).values()} == {
        ("CANCELLED", 24),
        ("CONFIRMED", 12),
    }
    act("publish")
    assert events(murat) == {mark: (4, "CONFIRMED", 12)}
