"""The duties of somebody who leaves: which are decided about, who is proposed, what is refused."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.changes.context import ChangeContext
from alo183_desktop.changes.duties_ahead import (
    EMPTY,
    check_duties,
    duties_ahead,
    person_of,
    to_person,
    warn_running,
    with_proposals,
)
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import (
    ChangeEntry,
    ChangeForm,
    DutyHandOver,
    NewcomerKind,
)
from alo183_desktop.changes.rules import warn_changes
from alo183_desktop.rota import rules
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import AbsenceRow, DutiesAhead, DutyRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.plain import from_plain, to_plain
from tests.unit.changes.contexts import CHILD, CONTEXT, ILKNUR, SPARE, WOMAN, ZEYNEP
from tests.unit.rota.duties import absence, duty, person

NAMES = {ZEYNEP: "Zeynep GÜNDOĞDU", ILKNUR: "İlknur ÇIĞ", SPARE: "Şükrü IŞIK"}
PEOPLE = tuple(
    person(place, officer_id=officer_id, name=name)
    for place, (officer_id, name) in enumerate(NAMES.items(), start=1)
)
"""Zeynep is the person of duty 1, İlknur 2, Şükrü 3."""
LEAVER = 1
RUNNING = "changes.duty_running"


def main(day: int, person_id: int | None = LEAVER) -> DutyRow:
    """Return the main duty that begins on a day of December at 08.00."""
    return duty(f"2026-12-{day:02} 08:00", f"2026-12-{day + 1:02} 08:00", person_id)


def context_of(*duties: DutyRow, absences: tuple[AbsenceRow, ...] = ()) -> ChangeContext:
    rota = DutiesAhead(duties=duties, people=PEOPLE, absences=absences, shows_kind=True)
    return replace(CONTEXT, rota=rota)


def leaving_on(day: str, *decided: DutyHandOver, **changed: object) -> ChangeForm:
    entry = ChangeEntry(
        leaver_id=ZEYNEP,
        newcomer_kind=NewcomerKind.NOBODY,
        subject_ids=(CHILD, WOMAN),
        effective_on=day,
    )
    return ChangeForm(
        entries=(replace(entry, **changed),),  # type: ignore[arg-type]
        duty_hand_overs=decided,
    )


def days_of(form: ChangeForm, context: ChangeContext) -> list[int]:
    return [local_day(one.duty.starts_at).day for one in duties_ahead(form, context)]


def codes(form: ChangeForm, context: ChangeContext) -> list[str]:
    return [problem.code for problem in check_duties(form, context)]


def test_that_what_reaches_into_the_first_day_without_them_is_decided_about() -> None:
    context = context_of(main(9), main(10), main(12), main(14, 2))
    assert days_of(leaving_on("10.12.2026"), context) == [10, 12]
    assert days_of(leaving_on("11.12.2026"), context) == [12]
    long = replace(main(9), ends_at=main(9).ends_at + dt.timedelta(hours=16, minutes=1))
    assert days_of(leaving_on("10.12.2026"), context_of(long)) == [9]
    assert days_of(leaving_on("12.2026"), context) == []


def test_that_a_duty_within_the_first_day_without_them_is_decided_about() -> None:
    within = [duty(f"2026-12-{day:02} 08:00", f"2026-12-{day:02} 17:00", LEAVER) for day in (9, 10)]
    assert days_of(leaving_on("10.12.2026"), context_of(*within)) == [10]


def test_that_what_has_begun_and_what_who_stays_has_is_left_alone() -> None:
    context = replace(context_of(main(3), main(10)), now=main(3).starts_at)
    assert days_of(leaving_on("1.12.2026"), context) == [10]
    assert days_of(leaving_on("1.12.2026", leaver_keeps_others=True), context) == []
    correction = replace(leaving_on("1.12.2026"), corrects_letter_id=1)
    assert days_of(correction, context) == []


def test_that_a_duty_that_runs_is_named_because_nobody_would_have_it_any_more() -> None:
    running = main(3)
    context = replace(context_of(running, main(10)), now=running.starts_at + dt.timedelta(hours=2))

    def named(form: ChangeForm) -> list[str]:
        return [one.code for one in warn_changes(read_change(form, context)) if one.code == RUNNING]

    assert named(leaving_on("3.12.2026")) == [RUNNING]
    # Who leaves tomorrow ends it this way or that.
    assert named(leaving_on("4.12.2026")) == []
    assert named(leaving_on("3.12.2026", leaver_keeps_others=True)) == []
    over = replace(context, now=running.ends_at)
    assert list(warn_running(leaving_on("3.12.2026"), over)) == []


def test_that_each_duty_is_decided_about_and_nobody_gets_what_they_cannot_have() -> None:
    first, second = main(10), main(20)
    context = context_of(first, second, replace(main(20, 2), duty_id=7))
    assert codes(leaving_on("1.12.2026"), context) == ["changes.duty_missing"] * 2
    for decision, expected in (
        (EMPTY, []),
        (to_person(3), []),
        (to_person(2), ["changes.duty_refused"]),
        (to_person(LEAVER), ["changes.duty_nobody"]),
        (to_person(99), ["changes.duty_nobody"]),
    ):
        form = leaving_on(
            "1.12.2026",
            DutyHandOver(first.duty_id, EMPTY),
            DutyHandOver(second.duty_id, decision),
        )
        assert codes(form, context) == expected, decision
        assert from_plain(ChangeForm, to_plain(form)) == form


def test_that_what_changed_hands_with_an_approval_is_not_left_empty() -> None:
    own = main(10)
    context = context_of(own)
    context = replace(context, rota=replace(context.rota, approved=frozenset({own.duty_id})))
    for decision, expected in ((EMPTY, ["changes.duty_approved"]), (to_person(3), [])):
        form = leaving_on("1.12.2026", DutyHandOver(own.duty_id, decision))
        assert codes(form, context) == expected


def test_that_two_duties_at_once_are_not_given_to_one_person() -> None:
    main_duty = main(10)
    driver = replace(main(10), duty_id=7, kind=DutyKind.DRIVER)
    context = context_of(main_duty, driver)
    form = leaving_on(
        "1.12.2026",
        DutyHandOver(main_duty.duty_id, to_person(3)),
        DutyHandOver(driver.duty_id, to_person(3)),
    )
    assert codes(form, context) == ["changes.duty_refused"] * 2
    proposed = with_proposals(leaving_on("1.12.2026"), context)
    assert {one.decision for one in proposed.duty_hand_overs} == {to_person(2), to_person(3)}


def test_that_who_comes_is_proposed_first_unless_something_stands_against_it() -> None:
    context = context_of(main(10), main(1, 3), main(5, 3))
    coming = leaving_on("1.12.2026", newcomer_kind=NewcomerKind.ROSTER, newcomer_id=SPARE)
    (decided,) = with_proposals(coming, context).duty_hand_overs
    assert decided.decision == to_person(3)
    away = replace(absence("2026-12-09 08:00", "2026-12-12 08:00"), person_id=3)
    (decided,) = with_proposals(coming, context_of(main(10), absences=(away,))).duty_hand_overs
    assert decided.decision == to_person(2)


@given(
    st.sets(st.integers(1, 29), min_size=1, max_size=12),
    st.dictionaries(st.integers(1, 29), st.sampled_from([2, 3]), max_size=14),
    st.integers(1, 30),
    st.lists(st.tuples(st.sampled_from([2, 3]), st.integers(1, 25)), max_size=3),
)
def test_that_with_the_proposals_no_duty_after_the_leaving_day_is_theirs(
    own: set[int], others: dict[int, int], day: int, away: list[tuple[int, int]]
) -> None:
    duties = [main(one) for one in sorted(own)]
    duties += [
        replace(main(one, whose), duty_id=-one, kind=DutyKind.STAND_IN, is_active=False)
        for one, whose in others.items()
    ]
    absences = tuple(
        replace(
            absence(f"2026-12-{first:02} 08:00", f"2026-12-{first + 4:02} 08:00"), person_id=whose
        )
        for whose, first in away
    )
    context = context_of(*duties, absences=absences)
    form = with_proposals(leaving_on(f"{day}.12.2026"), context)
    assert codes(form, context) == []
    decided = {one.duty_id: person_of(one.decision) for one in form.duty_hand_overs}
    after = [replace(one, person_id=decided.get(one.duty_id, one.person_id)) for one in duties]
    leaves = dt.date(2026, 12, day)
    assert not any(one.person_id == LEAVER and local_day(one.starts_at) >= leaves for one in after)
    known = rules.facts(PEOPLE, after, absences, context.rota.limits)
    given_on = [one for one in after if one.duty_id in decided and one.person_id is not None]
    assert [each for one in given_on for each in rules.check(one, one.person_id or 0, known)] == []
