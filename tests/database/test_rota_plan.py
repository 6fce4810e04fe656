"""`alo183 rota plan`: a month is proposed, stored or only shown, and empty duties explained."""

import contextlib
import datetime as dt
import json
import random
import sys
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import select

from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.rota import service, worked
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DayClass,
    DutyKind,
    Employment,
    WishDegree,
    WishKind,
)
from alo183_desktop.rota.ledger import Figures, LedgerFilter
from alo183_desktop.rota.planning import proposal as proposing
from alo183_desktop.rota.planning import service as planning
from alo183_desktop.rota.planning.explanation import explain_all
from alo183_desktop.rota.record import AbsenceValues, PersonValues, WishValues
from alo183_desktop.rota.rows import AbsenceFilter, Cell
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.calendar import day_start, month_after, month_start
from alo183_desktop.shared.errors import KnownError
from tests.database import plan_checker
from tests.database.databases import Database, FillOnce
from tests.database.kept_rotas import Kept, add, keep, set_limits, take_over, take_turns
from tests.database.signed_in import SignedIn
from tests.examples import at_most

DECEMBER = "2026-12"
FIRST_LEFT = dt.date(2026, 12, 15)


@pytest.fixture
def kept(fill_once: FillOnce) -> Kept:
    return fill_once(keep)


def run(database: Database, *words: str, role: str = "clerk", month: str = DECEMBER) -> int:
    arguments = build_parser().parse_args(["rota", "plan", "--month", month, *words])
    return int(arguments.run(arguments, cast("Any", SignedIn(database, role))))


def reported(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def trail(database: Database) -> list[tuple[str, dict[str, Any]]]:
    with database.open_work() as work:
        query = select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.sequence)
        return [(action, details) for action, details in work.session.execute(query)]


def sheet(database: Database) -> Any:
    with database.open_work() as work:
        return service.month_sheet(work, DECEMBER)


@pytest.mark.usefixtures("kept")
def test_that_a_month_is_proposed_and_stored_with_its_seed(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "--dry-run", "--json", "--seed", "7") == 0
    dry = reported(capsys)
    assert sheet(database).state is None
    assert run(database, "--json", "--seed", "7") == 0
    plan = reported(capsys)
    assert [one["person_id"] for one in plan["duties"]] == [
        one["person_id"] for one in dry["duties"]
    ]
    assert (plan["is_best"], plan["is_fullest"], plan["stored"]) == (True, True, True)
    assert (dry["stored"], plan["empty_counts"]["main"]) == (False, {"before": 31, "after": 0})
    stored = {one.duty_id: one.person_id for one in sheet(database).duties}
    assert stored == {one["id"]: one["person_id"] for one in plan["duties"]}
    actions = [one for one in trail(database) if one[0] == "rota.planned"]
    assert [details["seed"] for _, details in actions] == [7]
    assert plan["duties"][0]["starts_at"] == "2026-12-01T05:00:00+00:00"


@pytest.mark.usefixtures("kept")
def test_that_a_proposal_that_fails_does_not_even_begin_the_month(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "child_command", lambda: [sys.executable, "-c", ""])
    with pytest.raises(KnownError) as refused:
        run(database)
    assert refused.value.code == "rota.plan_none"
    assert sheet(database).state is None


def test_that_what_is_locked_or_filled_stays_as_it_is(
    database: Database, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work() as work:
        service.begin_month(work, DECEMBER)
        first, second, *_ = [
            one for one in service.month_sheet(work, DECEMBER).duties if one.kind is DutyKind.MAIN
        ]
        service.lock_duties(work, {first.duty_id: first.version}, is_locked=True)
        holder = kept.people[DutyKind.MAIN][2]
        service.fill(work, [Cell(second.duty_id, second.version, holder)])
    assert run(database, "--json") == 0
    by_id = {one["id"]: one for one in reported(capsys)["duties"]}
    assert (by_id[first.duty_id]["person_id"], by_id[first.duty_id]["locked"]) == (None, True)
    assert (by_id[second.duty_id]["person_id"], by_id[second.duty_id]["is_proposed"]) == (
        holder,
        False,
    )
    assert [name for name, _ in trail(database)].count("rota.locked") == 1


def test_that_what_has_begun_is_never_proposed(
    database: Database, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        take_turns(work, kept, DECEMBER, empty=(1, 25))
    before = {one.duty_id: one.person_id for one in sheet(database).duties}
    now = dt.datetime(2026, 12, 20, 10, tzinfo=dt.UTC)
    database.clock.set(now)
    assert run(database, "--anew", "--json") == 0
    for one in reported(capsys)["duties"]:
        has_begun = dt.datetime.fromisoformat(one["starts_at"]) <= now
        assert one["is_proposed"] is not has_begun
        assert not has_begun or one["person_id"] == before[one["id"]]


def test_that_a_proposal_is_refused_once_one_of_its_duties_has_begun(
    database: Database, kept: Kept
) -> None:
    with database.open_work("administrator") as work:
        take_turns(work, kept, DECEMBER, empty=(20, 21))
    database.clock.set(dt.datetime(2026, 12, 20, 4, 59, tzinfo=dt.UTC))
    with database.open_work() as work:
        problem = planning.read_problem(work, DECEMBER)
    proposal = proposing.propose(problem)
    database.clock.advance(minutes=1)
    with database.open_work() as work, pytest.raises(KnownError) as refused:
        planning.accept(work, proposal)
    assert refused.value.code == "rota.plan_outdated"


def test_that_a_proposal_is_refused_once_somebody_is_away(database: Database, kept: Kept) -> None:
    with database.open_work() as work:
        service.begin_month(work, DECEMBER)
        problem = planning.read_problem(work, DECEMBER)
    proposal = proposing.propose(problem)
    day = dt.date(2026, 12, 10)
    with database.open_work() as work:
        person_id = kept.people[DutyKind.MAIN][0]
        away = AbsenceValues(person_id, AbsenceKind.ANNUAL, *absence_span(day, day))
        service.ABSENCES.save(work, None, away)
    with database.open_work() as work, pytest.raises(KnownError) as refused:
        planning.accept(work, proposal)
    assert refused.value.code == "rota.plan_outdated"
    assert all(one.person_id is None for one in sheet(database).duties)


def test_that_an_empty_duty_is_explained_and_the_relief_fills_it(
    database: Database, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    day = dt.date(2026, 12, 10)
    with database.open_work() as work:
        ids = [
            service.ABSENCES.save(
                work, None, AbsenceValues(person_id, kind, *absence_span(day, day))
            )
            for person_id, kind in zip(
                kept.people[DutyKind.MAIN],
                [AbsenceKind.REPORT] * 3 + [AbsenceKind.ANNUAL],
                strict=True,
            )
        ]
    assert run(database, "--dry-run", "--json") == 0
    plan = reported(capsys)
    (empty,) = plan["empty"]
    (duty,) = (one for one in plan["duties"] if one["id"] == empty["duty_id"])
    assert (duty["starts_at"], duty["person_id"]) == ("2026-12-10T05:00:00+00:00", None)
    assert len(empty["considered"]) == 4
    assert all("absent" in {stop["rule"] for stop in who["stops"]} for who in empty["considered"])
    assert empty["proof"]["words"] == (
        "10 Aralık: 1 asıl nöbet gerekiyor, izin, dinlenme ve öteki kurallarla hiçbiri "
        "tutulamaz: en az 1 nöbet boş kalır"
    )
    relief, *_ = empty["reliefs"]
    assert relief["words"].startswith(
        "Gülsüm ŞİMŞEK: yıllık izin, 10 Aralık 08.00-11 Aralık 08.00 için geri alınırsa dolar"
    )
    assert [fact["absence_id"] for fact in relief["facts"]] == [ids[3]]
    with database.open_work() as work:
        _, version = service.ABSENCES.open(work, ids[3])
        service.ABSENCES.remove(work, ids[3], version=version)
    assert run(database) == 0
    said = capsys.readouterr().out
    assert "Asıl nöbet: önce 31 boş, öneriyle 0 boş" in said
    assert "BOŞ" not in said


def test_that_a_wish_is_kept_until_its_month_closes_and_is_reported_as_met(
    database: Database, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is 24 November; wishes for December were taken until the 20th."""
    person_id = kept.people[DutyKind.MAIN][1]
    december = WishValues(person_id, dt.date(2026, 12, 8), WishKind.DUTY, WishDegree.MUCH)
    january = replace(december, day=dt.date(2027, 1, 8))
    with database.open_work() as work, pytest.raises(KnownError) as refused:
        service.WISHES.save(work, None, december)
    assert refused.value.parameters == {"day": "20.11.2026"}
    with database.open_work() as work:
        service.WISHES.save(work, None, january)
    with database.open_work() as work, pytest.raises(KnownError) as refused:
        service.WISHES.save(work, None, replace(january, kind=WishKind.NO_DUTY))
    assert refused.value.code == "rota.wish_double"
    with database.open_work("administrator") as work:
        set_limits(work, wishes_close_day=0)
        service.WISHES.save(work, None, december)
    assert run(database, "--dry-run", "--json") == 0
    (wish,) = reported(capsys)["wishes"]
    assert (wish["day"], wish["wish"], wish["is_met"]) == ("2026-12-08", "duty", True)


@pytest.mark.parametrize(
    ("seed", "people", "leave", "month"),
    [
        (1, 6, 0.2, "2027-01"),
        pytest.param(2, 14, 0.4, "2026-05", marks=pytest.mark.extra),
        pytest.param(3, 5, 0.7, "2026-03", marks=pytest.mark.extra),
    ],
)
def test_that_a_plan_is_checked_out_of_its_json_alone(
    database: Database,
    capsys: pytest.CaptureFixture[str],
    seed: int,
    people: int,
    leave: float,
    month: str,
) -> None:
    with database.open_work("administrator") as work:
        crowd(work, random.Random(seed), people, leave, month)
    database.clock.set(day_start(month_start(month_after(month, -1))))
    assert run(database, month=month_after(month, -1)) == 0
    capsys.readouterr()
    assert run(database, "--json", month=month) == 0
    plan = reported(capsys)
    assert plan_checker.faults(plan) == []
    # The checker sees what it is there for.
    one = next(one for one in plan["duties"] if one["person_id"] is not None)
    one["person_id"] = next(who["id"] for who in plan["people"] if one["kind"] not in who["kinds"])
    assert plan_checker.faults(plan) != []


@pytest.mark.parametrize("seed", range(at_most(6, daily=2)))
def test_that_the_ledger_of_an_accepted_plan_has_the_shares_that_were_proposed(
    database: Database, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    month, chance = "2027-01", random.Random(seed)
    with database.open_work("administrator") as work:
        crowd(work, chance, chance.randint(4, 9), chance.choice([0.2, 0.6, 0.8]), month)
    database.clock.set(day_start(month_start(DECEMBER)))
    assert run(database) == 0
    with database.open_work("administrator") as work:
        # Who was asked for half a duty is no less asked than the others.
        _share_some(work, chance)
    capsys.readouterr()
    assert run(database, "--json", month=month) == 0
    plan = reported(capsys)
    assert plan_checker.faults(plan) == []
    with database.open_work("clerk") as work:
        rows = {one.person_id: one for one in worked.find_ledger(work, LedgerFilter(month))}
    # January begins the year of the ledger: what it expects of the year is of this month alone.
    for person in plan["people"]:
        row = rows.get(person["id"])
        for kind, counted in person["ledger"].items():
            figures = Figures() if row is None else row.days[DayClass(kind)]
            assert figures.expected == pytest.approx(counted["share"])
            assert figures.month == pytest.approx(counted["after"])
            assert figures.carried == pytest.approx(counted["carried"])
    held = sum(1 for one in plan["duties"] if one["person_id"] is not None)
    assert sum(row.total.month for row in rows.values()) == pytest.approx(held)
    assert sum(row.total.expected for row in rows.values()) == pytest.approx(held)


def _share_some(work: Work, chance: random.Random) -> None:
    """Let others take the second half of some duties of December."""
    duties = [one for one in service.month_sheet(work, DECEMBER).duties if one.person_id]
    for duty in chance.sample(duties, min(5, len(duties))):
        half = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
        other = chance.choice(duties).person_id
        with contextlib.suppress(KnownError):
            take_over(work, duty, other or 0, half)


def test_that_who_alone_could_hold_two_bad_days_is_not_loaded_for_those_that_stay_empty(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but one are away for two days: four duties, of which she can hold two."""
    with database.open_work("administrator") as work:
        people = [
            add(work, f"Kişi {place}", place, main=True, stand_in=True) for place in range(1, 15)
        ]
        for one in service.read_settings(work)[1]:
            if one.kind is DutyKind.DRIVER:
                service.PATTERNS.remove(work, one.pattern_id, version=one.version)
        span = absence_span(dt.date(2026, 12, 13), dt.date(2026, 12, 14))
        for person_id in people[1:]:
            service.ABSENCES.save(work, None, AbsenceValues(person_id, AbsenceKind.ANNUAL, *span))
    assert run(database, "--json") == 0
    plan = reported(capsys)
    assert plan["is_best"]
    empty = sum(1 for one in plan["duties"] if one["person_id"] is None)
    assert empty > 0
    with database.open_work("clerk") as work:
        rows = worked.find_ledger(work, LedgerFilter(DECEMBER))
    beyond = {one.person_id: one.total.difference for one in rows}
    assert abs(beyond[people[0]]) < 1, beyond


def test_that_what_fills_a_duty_is_done_by_one_act_and_only_while_it_is_true(
    database: Database,
) -> None:
    """The leave of the one who takes it is withdrawn for the duty, and stays around it."""
    with database.open_work("administrator") as work:
        people = [add(work, f"Kişi {place}", place, main=True) for place in (1, 2)]
        service.begin_month(work, DECEMBER)
        (duty,) = (
            one
            for one in service.month_sheet(work, DECEMBER).duties
            if one.kind is DutyKind.MAIN and one.starts_at.day == 14
        )
        for person_id, kind in zip(people, (AbsenceKind.ANNUAL, AbsenceKind.REPORT), strict=True):
            span = absence_span(dt.date(2026, 12, 12), dt.date(2026, 12, 20))
            service.ABSENCES.save(work, None, AbsenceValues(person_id, kind, *span))
    with database.open_work("clerk") as work:
        problem = planning.read_problem(work, DECEMBER, anew=True)
    (reported,) = explain_all(problem, problem.duties, wanted={duty.duty_id})
    (offer,) = reported.offers
    assert (offer.person_id, offer.is_applicable) == (people[0], True)
    with database.open_work("clerk") as work:
        planning.apply_relief(work, problem, duty.duty_id, offer)
    with database.open_work("clerk") as work:
        sheet_now = service.month_sheet(work, DECEMBER)
        holders = {one.duty_id: one.person_id for one in sheet_now.duties}
        assert holders[duty.duty_id] == people[0]
        assert not [one for one in sheet_now.breaches if one.duty_id == duty.duty_id]
        leave = service.list_absences(work, AbsenceFilter())
        assert sorted(
            (one.starts_at, one.ends_at) for one in leave if one.person_id == people[0]
        ) == [
            (absence_span(dt.date(2026, 12, 12), FIRST_LEFT)[0], duty.starts_at),
            (duty.ends_at, absence_span(FIRST_LEFT, dt.date(2026, 12, 20))[1]),
        ]
    with pytest.raises(KnownError, match="plan_outdated"), database.open_work("clerk") as work:
        planning.apply_relief(work, problem, duty.duty_id, offer)
    with pytest.raises(KnownError, match="not_allowed"), database.open_work("director") as work:
        planning.apply_relief(work, problem, duty.duty_id, offer)


def test_that_a_duty_of_who_has_left_by_then_is_proposed_to_another(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        people = [add(work, f"Kişi {place}", place, main=True) for place in range(1, 5)]
        service.begin_month(work, DECEMBER)
        mains = [
            one for one in service.month_sheet(work, DECEMBER).duties if one.kind is DutyKind.MAIN
        ]
        service.fill(work, [Cell(one.duty_id, one.version, people[0]) for one in mains[3:20:8]])
        values, version = service.PEOPLE.open(work, people[0])
        leaving = replace(values, ends_on=dt.date(2026, 12, 10))
        service.PEOPLE.save(work, people[0], leaving, version=version)
    assert run(database, "--json") == 0
    plan = reported(capsys)
    assert plan_checker.faults(plan) == []
    with database.open_work("administrator") as work:
        found = {one.duty_id: one.person_id for one in service.month_sheet(work, DECEMBER).duties}
    # The first is before the last day, and stays.
    assert found[mains[3].duty_id] == people[0]
    assert {found[one.duty_id] for one in mains[11:20:8]}.isdisjoint({people[0], None})


def test_that_who_lacks_a_phone_is_put_on_the_duty_only_for_a_reason(database: Database) -> None:
    with database.open_work("administrator") as work:
        person_id = add(work, "Kişi 1", 1, main=True)
        values, version = service.PEOPLE.open(work, person_id)
        service.PEOPLE.save(work, person_id, replace(values, phone=""), version=version)
        service.begin_month(work, DECEMBER)
        duty_id = next(
            one.duty_id
            for one in service.month_sheet(work, DECEMBER).duties
            if one.kind is DutyKind.MAIN and one.starts_at.day == 14
        )
    with database.open_work("clerk") as work:
        problem = planning.read_problem(work, DECEMBER, anew=True)
    (reported,) = explain_all(problem, problem.duties, wanted={duty_id})
    (offer,) = reported.offers
    assert (offer.is_applicable, offer.is_kept_with_reason) == (False, True)
    with pytest.raises(ValueError, match="phone"), database.open_work("clerk") as work:
        planning.apply_relief(work, problem, duty_id, offer)
    with database.open_work("clerk") as work:
        planning.apply_relief(work, problem, duty_id, offer, reason="Hat yarın veriliyor")
    with database.open_work("clerk") as work:
        sheet_now = service.month_sheet(work, DECEMBER)
    (duty,) = (one for one in sheet_now.duties if one.duty_id == duty_id)
    assert (duty.person_id, duty.reason) == (person_id, "Hat yarın veriliyor")
    assert duty.overruled == {"no_phone"}
    assert not [one for one in sheet_now.breaches if one.duty_id == duty_id]


def crowd(work: Work, chance: random.Random, people: int, leave: float, month: str) -> None:
    """Enter people of every kind, and leave that covers a part of the month and its neighbours."""
    first = month_start(month_after(month, -1))
    for place in range(people):
        drives = place % 5 == 4
        values = PersonValues(
            officer_id=None,
            name=f"Kişi {place:02}",
            phone="" if place % 13 == 12 else f"+9050000041{place:02}",
            employment=Employment.WORKER if place % 7 == 5 else Employment.OFFICIAL,
            does_main=not drives,
            does_stand_in=not drives,
            does_driver=drives,
            starts_on=first if place % 11 == 10 else dt.date(2026, 1, 1),
        )
        person_id = service.PEOPLE.save(work, None, values)
        away = 0
        while away < leave * 92:
            begins = first + dt.timedelta(days=chance.randrange(92))
            length = chance.randint(1, 12)
            kind = chance.choice([*[AbsenceKind.ANNUAL] * 5, AbsenceKind.REPORT])
            span = absence_span(begins, begins + dt.timedelta(days=length - 1))
            service.ABSENCES.save(work, None, AbsenceValues(person_id, kind, *span))
            away += length
        if place % 9 == 8:
            span = absence_span(first, first + dt.timedelta(days=100))
            exempt = AbsenceValues(person_id, AbsenceKind.NIGHT_EXEMPT, *span)
            service.ABSENCES.save(work, None, exempt)


def test_that_an_overfull_month_leaves_as_few_empty_as_counting_says(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two people take turns on 24-hour duties with a day of rest; one is away for ten days."""
    with database.open_work("administrator") as work:
        patterns = service.read_settings(work)[1]
        for one in patterns:
            if one.kind is not DutyKind.MAIN:
                service.PATTERNS.remove(work, one.pattern_id, version=one.version)
        set_limits(work, spacing_days=0)
        kept = [add(work, name, 1, main=True) for name in ("Ayşe DEMİR", "Murat KAYA")]
        span = absence_span(dt.date(2026, 12, 11), dt.date(2026, 12, 20))
        service.ABSENCES.save(work, None, AbsenceValues(kept[0], AbsenceKind.ANNUAL, *span))
    assert run(database, "--json") == 0
    plan = reported(capsys)
    # Of ten days one person alone holds every other one; the day before and after fit around it.
    assert plan["empty_counts"] == {"main": {"before": 31, "after": 5}}
    assert plan_checker.faults(plan) == []
