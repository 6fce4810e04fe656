"""Months that are proposed, beside a checker that knows nothing of the program's own rules."""

import datetime as dt
import math
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.documents.foreign import limited_child
from alo183_desktop.officers.rows import Task
from alo183_desktop.rota.coverage import CoverageFacts, stretches
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DayClass,
    DutyKind,
    Employment,
    PatternDays,
    WishDegree,
    WishKind,
)
from alo183_desktop.rota.planning import proposal as proposing
from alo183_desktop.rota.planning.problem import MonthProblem
from alo183_desktop.rota.planning.program import program_of
from alo183_desktop.rota.planning.proposal import Proposal, Shortage, SolverLimits, propose
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import DutyRow, WishRow
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles.rows import Fleet
from tests.examples import at_most
from tests.unit.rota.problems import (
    DAY,
    DRIVER,
    DRIVES,
    MAIN,
    OFFICE,
    SHORT,
    STAND_IN,
    away,
    cut,
    month,
    months,
    somebody,
)
from tests.unit.vehicles.fleet import state, vehicle

ISTANBUL = ZoneInfo("Europe/Istanbul")
DECEMBER = "2026-12"
FIRST = dt.date(2026, 12, 1)


def broken(  # noqa: C901, PLR0912 - one rule after the other, as they are written
    problem: MonthProblem, duties: Iterable[DutyRow]
) -> set[str]:
    """Return the hard rules that the duties of a plan break, without earlier breaches."""
    found: set[str] = set()
    people = {one.person_id: one for one in problem.people}
    held = defaultdict(list)
    for duty in (*duties, *problem.neighbours):
        if duty.person_id is not None:
            held[duty.person_id].append(duty)
    for number, theirs in held.items():
        person, new = people[number], [one for one in theirs if one.duty_id in problem.open_ids]
        for duty in new:
            if duty.kind not in person.kinds:
                found.add("kind")
            if person.ends_on and duty.ends_at.astimezone(ISTANBUL).date() > person.ends_on:
                found.add("left")
            if duty.kind is not DutyKind.DRIVER and not person.phone:
                found.add("phone")
            if person.employment is Employment.WORKER and duty.is_active:
                if duty.ends_at - duty.starts_at > dt.timedelta(hours=11):
                    found.add("worker day")
                if sum(is_night(hour) for hour in half_hours(duty)) > 15:
                    found.add("worker night")
            for one in problem.absences:
                if one.person_id == number and one.kind is AbsenceKind.NIGHT_EXEMPT:
                    inside = [h for h in half_hours(duty) if one.starts_at <= h < one.ends_at]
                    if any(map(is_night, inside)):
                        found.add("exempt")
                elif one.person_id == number and (
                    one.starts_at < duty.ends_at and duty.starts_at < one.ends_at
                ):
                    found.add("away")
        for first, second in combinations(sorted(theirs, key=lambda one: one.starts_at), 2):
            if (first not in new and second not in new) or first.whole_id == second.whole_id:
                continue
            gap = second.starts_at - first.ends_at
            if gap < dt.timedelta(0):
                found.add("two at once")
            if first.is_active and gap < dt.timedelta(minutes=first.rest_minutes):
                found.add("rest")
            is_worker = person.employment is Employment.WORKER
            if is_worker and first.is_active and second.is_active and gap < dt.timedelta(hours=11):
                found.add("worker rest")
        weeks: Counter[tuple[int, int]] = Counter()
        for duty in theirs:
            if duty.is_active:
                week = duty.starts_at.astimezone(ISTANBUL).isocalendar()
                weeks[week.year, week.week] += (duty.ends_at - duty.starts_at).seconds // 60
        longest = max(weeks.values(), default=0)
        if person.employment is Employment.WORKER and new and longest > 45 * 60:
            found.add("worker week")
        counted = [
            one
            for one in theirs
            if one.kind is not DutyKind.STAND_IN
            and f"{one.starts_at.astimezone(ISTANBUL):%Y-%m}" == problem.month
        ]
        most, wholes = problem.limits.month_most, {one.whole_id for one in counted}
        if most and len(wholes) > most and not set(new).isdisjoint(counted):
            found.add("month")
    return found


def half_hours(duty: DutyRow) -> list[dt.datetime]:
    count = int((duty.ends_at - duty.starts_at) / dt.timedelta(minutes=30))
    return [duty.starts_at + place * dt.timedelta(minutes=30) for place in range(count)]


def is_night(instant: dt.datetime) -> bool:
    return not 6 <= instant.astimezone(ISTANBUL).hour < 20


def empty(proposal: Proposal) -> dict[DutyKind, int]:
    return {kind: after for kind, (_, after) in proposal.empty_counts().items()}


@settings(max_examples=at_most(20))
@given(st.data())
def test_that_no_proposal_breaks_a_rule_or_touches_what_stays(data: st.DataObject) -> None:
    problem = data.draw(months())
    proposal = propose(problem)
    assert broken(problem, proposal.duties) == set()
    for before, after in zip(problem.duties, proposal.duties, strict=True):
        if before.duty_id not in problem.open_ids:
            assert after == before
    assert {one.rule for one in proposal.breaches} <= {"spacing"}


@settings(max_examples=at_most(15))
@given(st.data())
def test_that_no_plan_leaves_fewer_duties_empty(data: st.DataObject) -> None:
    people = [
        somebody(number, kinds=data.draw(st.sampled_from([OFFICE, frozenset({DutyKind.MAIN})])))
        for number in range(1, 4)
    ]
    leave = st.tuples(st.integers(1, 3), st.integers(-1, 3), st.integers(1, 3))
    absences = [
        away(number, person_id, FIRST + first * DAY, days)
        for number, (person_id, first, days) in enumerate(data.draw(st.lists(leave, max_size=4)))
    ]
    limits = Limits(month_most=data.draw(st.sampled_from([0, 1, 2])))
    problem = month(DECEMBER, people, (MAIN, STAND_IN), days=3, absences=absences, limits=limits)
    best = min(
        (mains, stand_ins)
        for choice in product([None, 1, 2, 3], repeat=len(problem.duties))
        if not broken(
            problem,
            duties := [
                replace(one, person_id=who) for one, who in zip(problem.duties, choice, strict=True)
            ],
        )
        for mains, stand_ins in [
            [
                sum(one.person_id is None for one in duties if one.kind is kind)
                for kind in (DutyKind.MAIN, DutyKind.STAND_IN)
            ]
        ]
    )
    proposal = propose(problem)
    assert proposal.is_fullest
    assert (empty(proposal)[DutyKind.MAIN], empty(proposal)[DutyKind.STAND_IN]) == best


def test_that_the_same_month_has_the_same_plan_and_another_seed_another_one() -> None:
    people = [somebody(number) for number in range(1, 10)]
    problem = month(DECEMBER, people, (MAIN, STAND_IN))
    plans = [propose(replace(problem, seed=seed)).plan for seed in (4, 4, 5)]
    assert plans[0] == plans[1] != plans[2]


def test_that_main_duty_goes_before_driving_and_driving_before_standing_in() -> None:
    everything = somebody(1, kinds=frozenset(DutyKind))
    stand_in = replace(DRIVER, starts_minute=480, length_minutes=1440, rest_minutes=1440)
    problem = month(DECEMBER, [everything], (MAIN, STAND_IN, stand_in), days=1)
    assert empty(propose(problem)) == {
        DutyKind.MAIN: 0,
        DutyKind.STAND_IN: 1,
        DutyKind.DRIVER: 1,
    }
    problem = month(DECEMBER, [everything], (STAND_IN, stand_in), days=1)
    assert empty(propose(problem)) == {DutyKind.STAND_IN: 1, DutyKind.DRIVER: 0}


def test_that_who_had_less_before_has_more_now_and_a_month_is_shared_evenly() -> None:
    people = [somebody(number) for number in range(1, 7)]
    counts = Counter(one.person_id for one in propose(month(DECEMBER, people)).plan)
    assert set(counts.values()) <= {5, 6}
    before = {1: {DayClass.WEEKEND: 2.0}, 2: {DayClass.WEEKEND: -2.0}}
    proposal = propose(month(DECEMBER, people, deviations=before))
    weekends = {
        number: tally.after[DayClass.WEEKEND] for number, tally in proposal.tallies().items()
    }
    assert (weekends[1], weekends[2]) == (0, 3)


def test_that_long_duties_lie_apart_and_weekends_do_not_run_on_where_there_are_enough_people() -> (
    None
):
    people = [somebody(number) for number in range(1, 10)]
    proposal = propose(month(DECEMBER, people))
    assert proposal.breaches == ()
    weekends: defaultdict[int, set[int]] = defaultdict(set)
    for one in proposal.duties:
        day = one.starts_at.astimezone(ISTANBUL)
        if day.weekday() > 4:
            weekends[one.person_id or 0].add(day.isocalendar().week)
    assert all(week + 1 not in weeks for weeks in weekends.values() for week in weeks)


def test_that_a_duty_which_stands_too_near_is_filled_and_asks_for_a_reason() -> None:
    proposal = propose(month(DECEMBER, [somebody(1), somebody(2)], days=4))
    assert empty(proposal) == {DutyKind.MAIN: 0}
    assert {one.rule for one in proposal.breaches} == {"spacing"}


def test_that_wishes_are_met_where_nothing_graver_stands_against_them() -> None:
    people = [somebody(number) for number in range(1, 10)]
    wishes = (
        WishRow(1, 3, "Kişi 3", FIRST + 9 * DAY, WishKind.DUTY, WishDegree.MUCH, "", 1),
        WishRow(2, 4, "Kişi 4", FIRST + 10 * DAY, WishKind.NO_DUTY, WishDegree.LITTLE, "", 1),
        WishRow(3, 5, "Kişi 5", FIRST + 9 * DAY, WishKind.DUTY, WishDegree.LITTLE, "", 1),
    )
    met = {
        one.wish_id: is_met
        for one, is_met in propose(month(DECEMBER, people, wishes=wishes)).wishes()
    }
    assert met == {1: True, 2: True, 3: False}


def test_that_a_wish_which_a_duty_that_stays_meets_asks_for_no_second_one() -> None:
    people = [somebody(number) for number in range(1, 5)]
    wish = WishRow(1, 1, "Kişi 1", FIRST + 4 * DAY, WishKind.DUTY, WishDegree.MUCH, "", 1)
    # The main duty of that day is theirs; standing in on the same day is somebody else's turn.
    short = replace(SHORT, days=PatternDays.EVERY, rest_minutes=0)
    evening = replace(short, kind=DutyKind.STAND_IN, starts_minute=1080, length_minutes=120)
    problem = month(DECEMBER, people[:2], (short, evening), days=6, held=[(9, 1)], wishes=[wish])
    assert problem.by_id[9].kind is DutyKind.MAIN
    assert "wishes" not in {one.name for one in program_of(problem).stages}
    assert propose(problem).wishes() == ((wish, True),)


def test_that_the_rest_of_a_cut_duty_counts_in_the_month_in_which_the_whole_of_it_begins() -> None:
    eve = replace(
        month(DECEMBER, [somebody(1)], days=1).duties[0],
        duty_id=9001,
        starts_at=dt.datetime(2026, 11, 30, 5, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 11, 30, 20, tzinfo=dt.UTC),
        person_id=2,
    )
    rest = replace(
        eve,
        duty_id=9002,
        part_of=9001,
        starts_at=dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC),
        person_id=1,
    )
    problem = month(
        DECEMBER,
        [somebody(1), somebody(2, kinds=DRIVES)],
        (replace(SHORT, days=PatternDays.EVERY),),
        days=1,
        neighbours=[eve, replace(rest, rest_minutes=0)],
        limits=Limits(month_most=1),
    )
    assert empty(propose(problem)) == {DutyKind.MAIN: 0}


def test_that_two_on_main_duty_are_able_for_what_there_is_together() -> None:
    people = [somebody(number, officer_id=number) for number in range(1, 7)]
    turn = FIRST + 4 * DAY
    tasks = (
        *(Task(number, 1 if number < 4 else 2, FIRST, turn) for number in range(1, 7)),
        # From one midnight on it is others: on the days of the duty that spans it each has to do.
        *(Task(number, 1 if number in {1, 2, 4} else 2, turn, None) for number in range(1, 7)),
    )
    problem = month(DECEMBER, people, (MAIN, replace(MAIN, pattern_id=9)), days=9, tasks=tasks)
    duties = propose(problem).duties
    known = CoverageFacts(
        subjects=((1, "Çocuk"), (2, "Kadın")),
        duties=duties,
        people={one.person_id: one for one in people},
        absences=(),
        tasks=tasks,
        lines=None,
        fleet=Fleet(),
    )
    since, until = duties[0].starts_at, max(one.ends_at for one in duties)
    assert [one.missing for one in stretches(known, since=since, until=until)] == [{}]


def test_that_what_was_there_stays_as_far_as_nothing_is_better_without_it() -> None:
    people = [somebody(number) for number in range(1, 7)]
    problem = month(DECEMBER, people)
    before = propose(problem)
    ill = away(1, before.plan[9].person_id, FIRST + 9 * DAY, 1)
    again = replace(problem, duties=before.duties, absences=(ill,))
    after = propose(again)
    assert len(set(before.plan) - set(after.plan)) <= 4


SAYS_ONE_PLAN = (
    "import json, sys; told = json.load(sys.stdin);"
    "print(json.dumps({'stage': 0, 'chosen': [0]}), flush=True);"
)


class OverOnceHeard:
    """Time that stands still until the child has said something, and is then over."""

    def __init__(self) -> None:
        self._readings = 0

    def monotonic(self) -> float:
        """Return the time; whoever waits reads it once before the child is heard."""
        self._readings += threading.current_thread() is threading.main_thread()
        return 0.0 if self._readings < 2 else math.inf


@pytest.mark.parametrize(
    ("ends", "shortage"),
    [
        ("import os; os.abort()", Shortage.KILLED),
        ("print('{\"sta', flush=True)", Shortage.KILLED),
        ("print(json.dumps({'error': 'memory'}), flush=True)", Shortage.MEMORY),
        ("import threading; threading.Event().wait()", Shortage.TIME),
    ],
)
def test_that_the_best_plan_so_far_holds_when_the_process_ends(
    ends: str, shortage: Shortage, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", SAYS_ONE_PLAN + ends]
    monkeypatch.setattr(proposing, "child_command", lambda: command)
    if shortage is Shortage.TIME:
        monkeypatch.setattr(limited_child, "time", OverOnceHeard())
    proposal = propose(month(DECEMBER, [somebody(1)]))
    assert (len(proposal.plan), proposal.shortage) == (1, shortage)
    assert not proposal.is_fullest
    assert not proposal.is_best


@pytest.mark.parametrize(
    ("script", "cancelled", "code"),
    [
        ("import os; os.abort()", False, "rota.plan_none"),
        ("import threading; threading.Event().wait()", False, "rota.plan_none"),
        ("import threading; threading.Event().wait()", True, "rota.plan_cancelled"),
    ],
)
def test_that_a_process_without_a_plan_is_reported_as_such(
    script: str,
    cancelled: bool,  # noqa: FBT001 - a parameter of the table
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proposing, "child_command", lambda: [sys.executable, "-c", script])
    with pytest.raises(KnownError) as refused:
        propose(
            month(DECEMBER, [somebody(1)]),
            limits=SolverLimits(seconds=0.3, grace_s=0.0),
            is_cancelled=lambda: cancelled,
        )
    assert refused.value.code == code


def test_that_the_process_of_the_solver_makes_the_plan_that_tests_make_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = month(DECEMBER, [somebody(number) for number in range(1, 4)])
    without = propose(problem)
    monkeypatch.setattr(proposing, "ask_child", limited_child.ask_child)
    assert propose(problem) == without
    assert without.is_best


@pytest.mark.extra
def test_that_the_solver_is_in_no_other_process() -> None:
    names = (
        "gui.rota.page, gui.application, cli.rota, rota.planning.service, rota.planning.explanation"
    )
    script = "".join(f"import alo183_desktop.{name.strip()};" for name in names.split(","))
    script += "import sys; sys.exit(bool({'numpy', 'highspy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_that_a_month_that_nobody_can_hold_is_empty_and_proven() -> None:
    for people in ([], [somebody(1, kinds=DRIVES)]):
        proposal = propose(month(DECEMBER, people, (MAIN, SHORT)))
        assert (proposal.plan, proposal.is_fullest, proposal.is_best) == ((), True, True)


def test_that_a_vehicle_that_is_away_stands_against_no_plan() -> None:
    """The planner gives no vehicles: who has the duty makes no difference to it."""
    problem = month(DECEMBER, [somebody(1, kinds=DRIVES)], (DRIVER,), days=2)
    with_vehicle = tuple(replace(one, vehicle_id=1, plate="06 ABC 123") for one in problem.duties)
    fleet = Fleet({1: vehicle()}, {1: (state("2026-12-01 08:00", None),)})
    proposal = propose(replace(problem, duties=with_vehicle, fleet=fleet))
    assert (empty(proposal), proposal.breaches) == ({DutyKind.DRIVER: 1}, ())
    assert not problem.is_as(replace(problem, fleet=fleet))


@pytest.mark.parametrize("is_held", [False, True])
def test_that_parts_of_one_duty_are_one_duty_of_who_has_them(is_held: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Its own rest and the most of a month do not part them, and it is shared out once."""
    problem = cut(month(DECEMBER, [somebody(1)], days=1, limits=Limits(month_most=1)))
    first, second = problem.duties
    if is_held:
        held = (replace(first, person_id=1, person_name="Kişi 1"), second)
        problem = replace(problem, duties=held, open_ids=frozenset({second.duty_id}))
    assert empty(propose(problem)) == {DutyKind.MAIN: 0}
    assert problem.expected == {1: {DayClass.WEEKDAY: 1.0}}
