"""The number of somebody at an instant, beside a reading of the stored rows one by one."""

import datetime as dt
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import Held, LineHistory
from alo183_desktop.rota.numbers import CalledPerson, NumberState, numbers_of
from tests.unit.rota.duties import at, duty

BEGIN: Final = at("2026-03-01 08:00")
HOUR: Final = dt.timedelta(hours=1)
HOURS: Final = 30
LINES: Final = ("+905000004101", "+905000004102", "+905000004103")
PRIVATE: Final = "+905321112233"
OFFICERS: Final = (1, 2, 3)
"""Also the ids under which they are asked for; 4 is no officer."""
NOBODY: Final = 4


@st.composite
def lines(draw: st.DrawFn) -> tuple[LineHistory, ...]:
    """Return what is stored of three lines: their holders in turn, and their states."""
    found = []
    for phone in LINES:
        custodies, since = [], 0
        for officer_id in draw(st.lists(st.sampled_from(OFFICERS), max_size=4)):
            since += draw(st.integers(0, 5))
            until = draw(st.none() | st.integers(since, since + 8))
            ends = None if until is None else BEGIN + until * HOUR
            custodies.append(Held(officer_id, BEGIN + since * HOUR, ends))
            if until is None:
                break
            since = until
        states = draw(
            st.lists(st.tuples(st.integers(0, HOURS), st.sampled_from(ItemState)), max_size=4)
        )
        history = tuple((BEGIN + hour * HOUR, state) for hour, state in states)
        found.append(LineHistory(phone, tuple(custodies), history))
    return tuple(found)


def holder_of(line: LineHistory, instant: dt.datetime) -> int | None:
    """Return who answers a line at an instant: its holder, unless it is lost or in repair."""
    stored = [state for since, state in line.states if since <= instant]
    if stored and stored[-1] in {ItemState.LOST, ItemState.IN_REPAIR}:
        return None
    for officer_id, from_at, to_at, _id in line.custodies:
        if from_at <= instant and (to_at is None or instant < to_at):
            return officer_id
    return None


@given(
    lines(),
    st.lists(st.sampled_from((*LINES, PRIVATE)), max_size=2),
    st.sets(st.sampled_from(OFFICERS)),
)
def test_that_no_number_is_named_that_its_person_does_not_answer(
    found: tuple[LineHistory, ...], stored: list[str], leaving: set[int]
) -> None:
    asked = {
        number: CalledPerson(number if number in OFFICERS else None, tuple(stored))
        for number in (*OFFICERS, NOBODY)
    }
    numbers = numbers_of(asked, found, leaving, now=BEGIN)
    by_phone = {line.phone: line for line in found}
    for hour in range(-1, HOURS * 2 + 2):
        instant = BEGIN + hour * HOUR / 2
        for number in asked:
            phone, state = numbers.at(number, instant)
            assert bool(phone) == (state in {NumberState.HELD, NumberState.OWN})
            mine = [one for one in found if number == holder_of(one, instant)]
            if state is NumberState.HELD:
                assert phone in {one.phone for one in mine}
            else:
                assert not mine, "who holds a line that answers is called on it"
            if state is NumberState.OWN:
                assert phone in stored
                line = by_phone.get(phone)
                assert line is None or not any(
                    since <= instant for _o, since, _t, _id in line.custodies
                )
                # A line of the register that nobody was ever issued, and that never was elsewhere.
                known = (
                    [] if line is None else [one for since, one in line.states if since <= instant]
                )
                assert not known or known[-1] is ItemState.IN_STORE


@given(lines(), st.sets(st.sampled_from(OFFICERS)))
def test_that_a_line_is_awaited_by_who_never_held_it_while_nobody_who_stays_does(
    found: tuple[LineHistory, ...], leaving: set[int]
) -> None:
    asked = {1: CalledPerson(1, (LINES[0],))}
    numbers = numbers_of(asked, found, leaving, now=BEGIN)
    (line,) = (one for one in found if one.phone == LINES[0])
    for hour in range(HOURS + 1):
        instant = BEGIN + hour * HOUR
        if numbers.at(1, instant).state is not NumberState.EXPECTED:
            continue
        held = [one for one in line.custodies if one.from_at <= instant]
        assert all(one.officer_id != 1 for one in held), "they had it, and it was taken back"
        running = [one for one in held if one.to_at is None or instant < one.to_at]
        assert all(one.officer_id in leaving for one in running), "its holder stays"


def test_that_a_duty_has_the_number_of_now_and_one_that_is_over_that_of_its_end() -> None:
    line = LineHistory(
        LINES[0], (Held(1, BEGIN, BEGIN + 10 * HOUR), Held(2, BEGIN + 10 * HOUR, None)), ()
    )
    over = duty("2026-03-01 08:00", "2026-03-01 18:00", 1)
    ahead = duty("2026-03-20 08:00", "2026-03-21 08:00", 1)
    asked = {1: CalledPerson(1, ()), 2: CalledPerson(2, ())}
    for now, of_over, of_ahead in (
        (BEGIN - HOUR, "", ""),
        (BEGIN, LINES[0], LINES[0]),
        (BEGIN + 10 * HOUR, LINES[0], ""),
    ):
        numbers = numbers_of(asked, (line,), (), now=now)
        found = [numbers.of(one) for one in (over, ahead)]
        assert [one.phone for one in found if one] == [of_over, of_ahead], now
    numbers = numbers_of(asked, (line,), (), now=BEGIN + 10 * HOUR)
    assert numbers.lacks(1, ahead)
    assert not numbers.lacks(2, ahead)
    assert not numbers.lacks(1, over)


def test_that_who_waits_for_the_line_of_a_leaver_may_be_planned_but_is_named_without_it() -> None:
    line = LineHistory(LINES[0], (Held(2, BEGIN, None),), ())
    ahead = duty("2026-03-20 08:00", "2026-03-21 08:00", 1)
    for leaving, state, lacks in (
        ({2}, NumberState.EXPECTED, False),
        ((), NumberState.NONE, True),
    ):
        numbers = numbers_of({1: CalledPerson(1, (LINES[0],))}, (line,), leaving, now=BEGIN)
        number = numbers.of(ahead)
        assert number is not None
        assert (number.phone, number.state) == ("", state)
        assert numbers.lacks(1, ahead) is lacks
    running = duty("2026-03-01 08:00", "2026-03-02 08:00", 1)
    assert numbers_of({1: CalledPerson(1, (LINES[0],))}, (line,), {2}, now=BEGIN).lacks(1, running)


def test_that_of_two_lines_given_at_one_instant_the_one_that_was_given_last_is_the_number() -> None:
    earlier, newer = (
        LineHistory(phone, (Held(1, BEGIN, None, custody_id),), ())
        for phone, custody_id in zip(LINES, (7, 8), strict=False)
    )
    for stored in ((earlier, newer), (newer, earlier)):
        found = numbers_of({1: CalledPerson(1, ())}, stored, (), now=BEGIN + HOUR)
        assert found.at(1, BEGIN + HOUR).phone == newer.phone
