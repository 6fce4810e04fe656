"""Test calls to who is on duty: which duties are tried, when, and once only."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.rota.duty_checks import call_at, to_try
from alo183_desktop.rota.kinds import DutyKind
from tests.unit.rota.duties import AYSE, at, duty

MARCH = [
    replace(
        duty(f"2026-03-{day:02} 08:00", f"2026-03-{day + 1:02} 08:00", AYSE), duty_id=1000 + day
    )
    for day in range(1, 31)
]


@given(st.binary(min_size=32, max_size=32))
def test_that_a_call_lies_within_its_duty_and_each_duty_is_tried_on_one_day_at_most(
    seed: bytes,
) -> None:
    tried = [
        (day, called, one.duty_id)
        for day in range(1, 31)
        for called, one in to_try(seed, MARCH, day=dt.date(2026, 3, day))
    ]
    assert len({number for _, _, number in tried}) == len(tried)
    assert {number for _, _, number in tried} == {
        one.duty_id for one in MARCH if call_at(seed, one) is not None
    }
    duties = {one.duty_id: one for one in MARCH}
    assert all(
        duties[number].starts_at <= called < duties[number].ends_at for _, called, number in tried
    )


def test_that_about_a_quarter_of_the_duties_is_tried_at_hours_that_nobody_can_predict() -> None:
    calls = [call_at(bytes([number]) * 32, one) for number in range(40) for one in MARCH]
    made = [call for call in calls if call is not None]
    assert 240 < len(made) < 360
    assert len({call.hour for call in made}) == 24


def test_that_a_driver_and_who_was_called_already_are_not_tried() -> None:
    seed = b"5" * 32
    chosen = next(one for one in MARCH if call_at(seed, one) is not None)
    day = chosen.starts_at.date()
    assert to_try(seed, [chosen], day=day)
    assert to_try(seed, [chosen], day=day, done={chosen.duty_id}) == ()
    assert to_try(seed, [replace(chosen, kind=DutyKind.DRIVER)], day=day) == ()


def test_that_a_duty_of_the_night_is_tried_on_the_day_on_which_it_began() -> None:
    night = duty("2026-03-04 20:00", "2026-03-05 08:00", AYSE)
    seed = next(
        bytes([number]) * 32 for number in range(200) if call_at(bytes([number]) * 32, night)
    )
    assert [one for _, one in to_try(seed, [night], day=dt.date(2026, 3, 4))] == [night]
    assert to_try(seed, [night], day=dt.date(2026, 3, 5)) == ()
    assert at("2026-03-04 20:00") <= (call_at(seed, night) or night.ends_at) < night.ends_at
