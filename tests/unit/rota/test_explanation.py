"""Why duties stay empty: what is stated is true, and what would fill them does."""

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.rota.kinds import AbsenceKind, DayClass, DutyKind, Employment
from alo183_desktop.rota.planning import proposal as proposing
from alo183_desktop.rota.planning.explanation import (
    Explanation,
    Move,
    RelaxableKind,
    Remedy,
    explain_all,
    lifted,
    why_holder,
)
from alo183_desktop.rota.planning.problem import MonthProblem
from alo183_desktop.rota.planning.proposal import Proposal, propose
from alo183_desktop.rota.record import Limits
from alo183_desktop.rota.rows import AbsenceRow, PersonRow
from tests.examples import at_most
from tests.unit.rota.problems import DAY, DRIVES, MAIN, STAND_IN, away, cut, month, months, somebody
from tests.unit.rota.test_planning import broken

DECEMBER = "2026-12"
FIRST = dt.date(2026, 12, 1)
Build: TypeAlias = Callable[[dt.date], MonthProblem]


def built(
    day: dt.date,
    last: PersonRow,
    *more: AbsenceRow,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    size: int = 6,
) -> MonthProblem:
    """Return a month in which all are ill on a day but the last one."""
    people = [*(somebody(number) for number in range(1, size)), last]
    ill = [away(number, number, day, 1, AbsenceKind.REPORT) for number in range(1, size)]
    return month(DECEMBER, people, absences=[*ill, *more], limits=limits)


def on_leave(kind: AbsenceKind) -> Build:
    return lambda day: built(day, somebody(6), away(90, 6, day - DAY, 3, kind))


def without_phone(day: dt.date) -> MonthProblem:
    return built(day, somebody(6, phone=""))


def on_leave_without_phone(day: dt.date) -> MonthProblem:
    return built(day, somebody(6, phone=""), away(90, 6, day, 2))


def only_standing_in(day: dt.date) -> MonthProblem:
    return built(day, somebody(6, kinds=frozenset({DutyKind.STAND_IN})))


def only_driving(day: dt.date) -> MonthProblem:
    return built(day, somebody(6, kinds=DRIVES))


def a_worker(day: dt.date) -> MonthProblem:
    return built(day, somebody(6, employment=Employment.WORKER))


def left(day: dt.date) -> MonthProblem:
    return built(day, somebody(6, ends_on=day))


def full(day: dt.date) -> MonthProblem:
    """Everybody has the most that they may have, but for a duty of the day."""
    others = [number for number in range(1, 17) if number != day.day]
    return month(
        DECEMBER,
        [somebody(number) for number in range(1, 4)],
        days=16,
        limits=Limits(month_most=5),
        held=[(number, index % 3 + 1) for index, number in enumerate(others)],
    )


CAUSES: dict[str, tuple[Build, tuple[RelaxableKind, ...]]] = {
    "annual leave": (on_leave(AbsenceKind.ANNUAL), (RelaxableKind.ABSENCE,)),
    "training": (on_leave(AbsenceKind.TRAINING), (RelaxableKind.ABSENCE,)),
    "mission": (on_leave(AbsenceKind.MISSION), (RelaxableKind.ABSENCE,)),
    "no phone": (without_phone, (RelaxableKind.PHONE,)),
    "leave and no phone": (on_leave_without_phone, (RelaxableKind.ABSENCE, RelaxableKind.PHONE)),
    "stand-in": (only_standing_in, (RelaxableKind.ELIGIBILITY,)),
    "the most of a month": (full, (RelaxableKind.MONTH_MOST,)),
    "a report": (on_leave(AbsenceKind.REPORT), ()),
    "an excuse": (on_leave(AbsenceKind.EXCUSE), ()),
    "an exemption by night": (on_leave(AbsenceKind.NIGHT_EXEMPT), ()),
    "an exemption": (on_leave(AbsenceKind.DUTY_EXEMPT), ()),
    "driver": (only_driving, ()),
    "a worker": (a_worker, ()),
    "left": (left, ()),
}
A_DAY = FIRST + 6 * DAY
DAYS = (A_DAY, *(pytest.param(FIRST + n * DAY, marks=pytest.mark.extra) for n in (11, 15)))


@pytest.mark.parametrize("cause", [name for name, (_build, lifts) in CAUSES.items() if lifts])
def test_that_a_relief_is_done_by_a_button_or_says_where_it_is_done(cause: str) -> None:
    build, lifts = CAUSES[cause]
    problem = build(A_DAY)
    proposal, reported = explained(problem)
    assert proposal is not None
    reliefs = [one for found in reported for one in found.reliefs if one.lifts]
    assert reliefs
    by_hand = {RelaxableKind.PHONE: "Zimmet ver", RelaxableKind.MONTH_MOST: "Nöbet sınırlarını"}
    for one in reliefs:
        wanted = [by_hand[kind] for kind in lifts if kind in by_hand]
        assert one.is_applicable == (not wanted)
        assert len(one.by_hand) == len(wanted)
        for words, said in zip(wanted, one.by_hand, strict=True):
            assert words in said
            assert said.startswith("Buradan yapılmaz: ")


def explained(problem: MonthProblem) -> tuple[Proposal, tuple[Explanation, ...]]:
    proposal = propose(problem)
    return proposal, explain_all(problem, proposal.duties)


def is_true(problem: MonthProblem, proposal: Proposal, reported: Explanation) -> bool:
    """Return whether everybody is named with a rule that the duty would break."""
    for one in reported.considered:
        holder = one.person.person_id
        filled = [
            replace(duty, person_id=holder) if duty.duty_id == reported.duty.duty_id else duty
            for duty in proposal.duties
        ]
        if not any(breach.rule != "spacing" for breach in one.breaches):
            return False
        if not broken(problem, filled):
            return False
    return True


def fills(problem: MonthProblem, proposal: Proposal, reported: Explanation, relief: Remedy) -> bool:
    """Return whether a relief, applied as it is stated, fills the duty and breaks nothing."""
    after = lifted(problem, relief.lifts)
    holders = {one.duty_id: one.person_id for one in proposal.duties}
    holders |= {move.duty_id: move.after for move in relief.moves}
    holders[reported.duty.duty_id] = relief.person_id
    filled = [replace(one, person_id=holders[one.duty_id]) for one in proposal.duties]
    before = sum(one.person_id is None for one in proposal.duties)
    return (
        sum(one.person_id is None for one in filled) < before
        and broken(after, filled) == set()
        and len(propose(after).empty) < before
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("cause", CAUSES)
def test_that_the_known_cause_is_reported_and_its_relief_fills_the_duty(
    cause: str, day: dt.date
) -> None:
    build, lifts = CAUSES[cause]
    problem = build(day)
    proposal, found = explained(problem)
    (reported,) = found
    assert (reported.duty.starts_at + dt.timedelta(hours=3)).date() == day
    assert is_true(problem, proposal, reported)
    assert {tuple(sorted(one.kind for one in relief.lifts)) for relief in reported.reliefs} == (
        {tuple(sorted(lifts))} if lifts else set()
    )
    assert all(fills(problem, proposal, reported, relief) for relief in reported.reliefs)
    assert reported.proof is not None
    assert reported.proof.least_empty == 1


@settings(max_examples=at_most(15))
@given(st.data())
def test_that_all_that_is_reported_of_empty_duties_of_any_month_is_true(
    data: st.DataObject,
) -> None:
    problem = data.draw(months())
    proposal = propose(problem)
    ids = sorted(problem.open_ids)
    emptied = data.draw(st.sets(st.sampled_from(ids), max_size=2)) if ids else set()
    duties = tuple(
        replace(one, person_id=None, person_name="") if one.duty_id in emptied else one
        for one in proposal.duties
    )
    for reported in explain_all(problem, duties, seconds=3.0):
        none: tuple[Move, ...] = ()
        holders = [(one.person.person_id, problem, none) for one in reported.takers]
        holders += [
            (one.person_id, lifted(problem, one.lifts), one.moves) for one in reported.reliefs
        ]
        assert not (reported.takers and reported.reliefs)
        for holder, after, moves in holders:
            new = {move.duty_id: move.after for move in moves} | {reported.duty.duty_id: holder}
            filled = [replace(one, person_id=new.get(one.duty_id, one.person_id)) for one in duties]
            assert broken(after, filled) == set()
            assert all(one.person_id for one in filled if one.duty_id in new)
        if reported.proof is not None:
            empty = {
                one.whole_id for one in proposal.empty if one.duty_id in reported.proof.duty_ids
            }
            assert len(empty) >= reported.proof.least_empty


@pytest.mark.parametrize(("size", "days"), [(1, 5), (2, 4), (3, 2)])
def test_that_a_count_shows_why_a_few_people_cannot_hold_all_duties(size: int, days: int) -> None:
    """Each rests for a day after a duty, and there are several a day."""
    people = [somebody(number) for number in range(1, size + 1)]
    patterns = [replace(MAIN, pattern_id=number) for number in range(1, size + 2)]
    problem = month(DECEMBER, people, patterns, days=days)
    proposal, found = explained(problem)
    assert len(found) == len(proposal.empty) > 0
    for reported in found:
        assert reported.proof is not None
        ids = reported.proof.duty_ids
        assert reported.proof.least_empty == len(ids) - sum(
            one.most for one in reported.proof.shares
        )
        # No plan of these duties alone leaves fewer of them empty.
        alone = replace(problem, open_ids=ids)
        assert sum(one.duty_id in ids for one in propose(alone).empty) >= reported.proof.least_empty
        assert is_true(problem, proposal, reported)


def test_that_a_count_is_reported_in_words_that_can_be_checked_by_hand() -> None:
    people = [somebody(1, name="Ayşe DEMİR"), somebody(2, name="Murat KILIÇ")]
    twice = (MAIN, replace(MAIN, pattern_id=2))
    absences = [away(1, 2, FIRST, 3)]
    problem = month(DECEMBER, people, twice, days=1, absences=absences)
    _, (reported,) = explained(problem)
    assert reported.proof is not None
    assert reported.proof.words == (
        "1 Aralık: 2 asıl nöbet gerekiyor, izin, dinlenme ve öteki kurallarla en çok 1 tutulabilir "
        "(Ayşe DEMİR 1, öteki 1 kişi hiç): en az 1 nöbet boş kalır"
    )
    (relief,) = reported.reliefs
    assert relief.words == (
        "Murat KILIÇ: yıllık izin, 1 Aralık 08.00-2 Aralık 08.00 için geri alınırsa dolar, "
        "başka değişiklik yok"
    )


def test_that_others_change_places_where_that_needs_fewer_facts() -> None:
    """The first is on leave on the second day, and would have to rest on the third."""
    people = [somebody(number) for number in range(1, 4)]
    absences = [
        away(1, 1, FIRST, 1, AbsenceKind.REPORT),
        away(2, 1, FIRST + DAY, 1),
        away(3, 2, FIRST + 2 * DAY, 1, AbsenceKind.REPORT),
        away(4, 3, FIRST, 2, AbsenceKind.REPORT),
    ]
    before = {3: {DayClass.WEEKDAY: 3.0}}
    problem = month(DECEMBER, people, days=3, absences=absences, deviations=before)
    proposal, (reported,) = explained(problem)
    (relief,) = reported.reliefs
    assert [lift.absence_id for lift in relief.lifts] == [2]
    assert [(move.before, move.after) for move in relief.moves] == [(1, 3)]
    assert fills(problem, proposal, reported, relief)


def test_that_published_duties_do_not_change_places_for_a_relief() -> None:
    people = [somebody(number) for number in range(1, 5)]
    proposal = propose(month(DECEMBER, people, (MAIN, STAND_IN)))
    holders = {one.duty_id: one.person_id for one in proposal.duties}
    gone = proposal.duties[20]
    leave = [away(number, number, dt.date(2026, 12, 11), 1) for number in range(1, 5)]
    problem = month(
        DECEMBER,
        people,
        (MAIN, STAND_IN),
        absences=leave,
        open_ids=frozenset(holders),
        published=holders,
    )
    duties = [replace(one, person_id=None) if one is gone else one for one in proposal.duties]
    for reported in explain_all(problem, duties):
        assert all(not one.moves for one in reported.reliefs)


def test_that_nobody_learns_what_leave_is_for_who_may_not() -> None:
    problem = replace(built(A_DAY, somebody(6), away(90, 6, A_DAY, 1)), shows_kind=False)
    _, (reported,) = explained(problem)
    words = [breach.words for one in reported.considered for breach in one.breaches]
    assert not any("izin" in one or "rapor" in one for one in words)
    assert reported.reliefs == ()


def test_that_a_duty_that_somebody_has_is_explained_by_shares() -> None:
    problem = month(DECEMBER, [somebody(number) for number in range(1, 10)])
    proposal = propose(problem)
    words = why_holder(problem, proposal.duties, proposal.duties[14])
    assert "bu nöbetle payının" in words
    alone = month(DECEMBER, [somebody(1)], days=1)
    proposal = propose(alone)
    assert why_holder(alone, proposal.duties, proposal.duties[0]) == (
        "Bu nöbeti kurallara uyarak tutabilecek başka kimse yoktu."
    )


def test_that_parts_of_one_duty_count_once_in_a_proof() -> None:
    problem = cut(month(DECEMBER, [somebody(1), somebody(2, phone="")], days=2))
    _, (reported,) = explained(problem)
    assert reported.proof is not None
    assert reported.proof.words.startswith("1-2 Aralık: 2 asıl nöbet gerekiyor")
    assert (reported.proof.most, reported.proof.least_empty) == (1, 1)


def test_that_a_proof_beside_duties_that_stay_says_so() -> None:
    held = month(DECEMBER, [somebody(1)], days=2, held=[(1, 1)])
    _, (reported,) = explained(held)
    assert reported.proof is not None
    assert "öteki nöbetler yerinde kalırsa izin, dinlenme" in reported.proof.words


@pytest.mark.parametrize("why", ["overruled", "published", "broken"])
def test_that_what_stands_against_one_duty_spoils_no_relief_of_another(why: str) -> None:
    """Its holder cannot be called: whoever has it for a reason keeps it."""
    people = [somebody(1), somebody(2, phone=""), somebody(3), somebody(4)]
    # The first would rest on the third day, which somebody else has to take then.
    absences = [
        away(1, 1, FIRST, 1, AbsenceKind.REPORT),
        away(2, 1, FIRST + DAY, 1),
        away(3, 3, FIRST, 3, AbsenceKind.REPORT),
        away(4, 4, FIRST, 2, AbsenceKind.REPORT),
    ]
    problem = month(DECEMBER, people, days=3, absences=absences, held=[(1, 2), (3, 1)])
    holder = problem.duties[0]
    if why == "overruled":
        holder = replace(holder, reason="Evinden aranır", overruled=frozenset({"no_phone"}))
    duties = (holder, *problem.duties[1:])
    published: dict[int, int | None] = {1: 2} if why == "published" else {}
    problem = replace(problem, duties=duties, open_ids=frozenset({1, 2, 3}), published=published)
    (reported,) = explain_all(problem, duties)
    (relief,) = reported.reliefs
    assert [lift.absence_id for lift in relief.lifts] == [2]
    assert [(one.duty_id, one.before, one.after) for one in relief.moves] == [(3, 1, 4)]


@pytest.mark.parametrize("people", [[1], [1, 2]], ids=["alone", "beside one on leave"])
def test_that_a_duty_that_somebody_can_take_needs_nothing_else(people: list[int]) -> None:
    problem = month(
        DECEMBER, [somebody(number) for number in people], days=1, absences=[away(1, 2, FIRST, 1)]
    )
    (reported,) = explain_all(problem, problem.duties)
    assert [one.person.person_id for one in reported.considered if one.can_take] == [1]
    assert reported.reliefs == ()


def test_that_a_search_that_ended_early_is_distinguished_from_one_that_found_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = built(A_DAY, somebody(6), away(90, 6, A_DAY, 1, AbsenceKind.REPORT))
    proposal, (reported,) = explained(problem)
    assert (reported.reliefs, reported.is_searched) == ((), True)
    monkeypatch.setattr(proposing, "child_command", lambda: [sys.executable, "-c", ""])
    # To lift two facts is found by looking; whether fewer would do, only by planning.
    problem = on_leave_without_phone(A_DAY)
    (reported,) = explain_all(problem, proposal.duties)
    assert ([len(one.lifts) for one in reported.reliefs], reported.is_searched) == ([2], False)


def test_that_the_best_reliefs_are_offered_and_nobody_who_needs_no_reason_is_left_out() -> None:
    """By name the first two would come first: they have long duties two days before and after."""
    day = A_DAY.day
    problem = month(
        DECEMBER,
        [somebody(number) for number in range(1, 8)],
        absences=[away(number, number, A_DAY, 1) for number in range(1, 8)],
        held=[(day - 2, 1), (day + 2, 2)],
        limits=Limits(spacing_days=3),
        deviations={
            number: {DayClass.WEEKDAY: beyond}
            for number, beyond in ((3, 2.0), (4, 1.0), (5, 0.0), (6, -1.0), (7, -2.0))
        },
    )
    problem = replace(problem, open_ids=frozenset({day}))
    (reported,) = explain_all(problem, problem.duties, wanted={day})
    assert [one.person_id for one in reported.reliefs] == [7, 6, 5]
    assert not any(one.has_reason for one in reported.reliefs)
    assert all(one.is_applicable for one in reported.reliefs)
    assert reported.others == ("Kişi 4", "Kişi 3")
    assert reported.what_fills[-1] == "Gerekçesiz, aynı yolla: Kişi 4, Kişi 3"


def test_that_who_can_take_it_as_things_are_is_offered_the_fairest_first() -> None:
    problem = month(
        DECEMBER,
        [somebody(number) for number in range(1, 4)],
        days=3,
        deviations={1: {DayClass.WEEKDAY: 2.0}, 2: {DayClass.WEEKDAY: -1.0}, 3: {}},
    )
    reported = explain_all(problem, problem.duties)[0]
    assert [one.person.person_id for one in reported.takers] == [2, 3, 1]
    (offer,) = reported.offers
    assert (offer.person_id, offer.lifts, offer.is_applicable) == (2, (), True)
