"""What stands against a duty's vehicle and its driver, just inside and just outside."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.rota import rules
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import DutyRow
from alo183_desktop.vehicles.rows import Fleet, VehicleStateRow
from tests.unit.rota.duties import AYSE, LIMITS, at, duty, person
from tests.unit.vehicles.fleet import driver, state, vehicle

DRIVE: Final = duty(
    "2026-03-04 08:00",
    "2026-03-05 08:00",
    AYSE,
    kind=DutyKind.DRIVER,
    vehicle_id=1,
    plate="06 ABC 123",
)


def broken(one: DutyRow, fleet: Fleet, **other: Any) -> list[tuple[str, str]]:
    facts = rules.facts((person(**other),), (one,), (), LIMITS, fleet=fleet)
    found = rules.check_all([one], facts)
    assert all(breach.is_final for breach in found)
    return [(breach.rule, breach.words) for breach in found]


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ((state("2026-03-05 08:00", "2026-03-06 08:00"),), None),
        ((state("2026-03-05 07:59", None),), "06 ABC 123: serviste, 5 Mart 07.59 anından beri"),
        ((state("2026-03-01 08:00", "2026-03-04 08:00"),), None),
        (
            (state("2026-03-01 08:00", "2026-03-04 08:01"),),
            "06 ABC 123: serviste, 1 Mart 08.00-4 Mart 08.01",
        ),
    ],
)
def test_that_a_vehicle_that_is_away_stands_against_its_duties_whoever_has_them(
    states: tuple[VehicleStateRow, ...], words: str | None
) -> None:
    fleet = Fleet({1: vehicle()}, {1: states})
    for one in (DRIVE, replace(DRIVE, person_id=None)):
        found = broken(one, fleet)
        assert found == ([] if words is None else [("vehicle_away", words)])


def test_that_a_vehicle_that_is_gone_stands_against_its_duties() -> None:
    gone = vehicle(ends_on=dt.date(2026, 3, 5))
    assert broken(DRIVE, Fleet({1: gone})) == [
        ("vehicle_away", "06 ABC 123: 05.03.2026 gününden beri kullanılmıyor")
    ]
    assert broken(DRIVE, Fleet({1: vehicle(ends_on=dt.date(2026, 3, 6))})) == []


@pytest.mark.parametrize(
    ("drivers", "driver_id", "words"),
    [
        ({}, None, None),
        ({1: driver()}, 1, None),
        ({1: driver()}, None, "sürücü kaydı yok"),
        ({1: driver(licence_until=dt.date(2026, 3, 5))}, 1, None),
        (
            {1: driver(licence_until=dt.date(2026, 3, 4))},
            1,
            "ehliyeti 04.03.2026 gününe kadar geçerli",
        ),
        ({1: driver(approved_on=None)}, 1, "araç kullanma onayı yazılmamış"),
    ],
)
def test_that_who_drives_has_a_licence_once_drivers_are_kept(
    drivers: dict[int, Any], driver_id: int | None, words: str | None
) -> None:
    found = broken(DRIVE, Fleet({1: vehicle()}, drivers=drivers), driver_id=driver_id)
    assert found == ([] if words is None else [("licence", f"Ayşe DEMİR: {words}")])
    no_drive = replace(DRIVE, kind=DutyKind.MAIN)
    assert broken(no_drive, Fleet(drivers=drivers), driver_id=driver_id) == []


_HOURS = st.integers(0, 96)


@given(
    st.lists(st.tuples(_HOURS, st.integers(1, 48), st.sampled_from([None, 1, 2])), max_size=6),
    st.lists(st.tuples(_HOURS, st.integers(1, 48), st.sampled_from([1, 2])), max_size=4),
)
def test_that_a_vehicle_is_offered_as_free_where_no_hour_of_the_duty_needs_it_elsewhere(
    others: list[tuple[int, int, int | None]], away: list[tuple[int, int, int]]
) -> None:
    begins = at("2026-03-02 08:00")

    def span(hour: int, length: int) -> tuple[dt.datetime, dt.datetime]:
        starts_at = begins + dt.timedelta(hours=hour)
        return starts_at, starts_at + dt.timedelta(hours=length)

    duties = [
        replace(
            DRIVE,
            duty_id=number,
            person_id=None,
            vehicle_id=vehicle_id,
            starts_at=span(hour, length)[0],
            ends_at=span(hour, length)[1],
        )
        for number, (hour, length, vehicle_id) in enumerate(others, start=1)
    ]
    states = {
        number: tuple(
            replace(state("2026-03-02 08:00", None, number), starts_at=starts_at, ends_at=ends_at)
            for starts_at, ends_at in (span(*one[:2]) for one in away if one[2] == number)
        )
        for number in (1, 2)
    }
    fleet = Fleet({1: vehicle(), 2: vehicle(2, "06 DEF 456")}, states)
    facts = rules.facts((), (*duties, DRIVE), (), LIMITS, fleet=fleet)
    offers = {one.vehicle.vehicle_id: one for one in rules.vehicle_offers(DRIVE, facts)}
    for number in (1, 2):
        taken = {
            begins + dt.timedelta(hours=hour + more)
            for hour, length, vehicle_id in (*others, *away)
            if vehicle_id == number
            for more in range(length)
        }
        own = {DRIVE.starts_at + dt.timedelta(hours=hour) for hour in range(24)}
        assert bool(offers[number].against) == bool(own & taken)
    frees = [bool(one.against) for one in rules.vehicle_offers(DRIVE, facts)]
    assert frees == sorted(frees)
