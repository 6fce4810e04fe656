"""Plates, when a vehicle is there, who may drive, dates that come due, km between trips."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.records.record import Record
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.vehicles.kinds import Due, LicenceClass
from alo183_desktop.vehicles.record import DRIVER, ORDER, STATE, VEHICLE
from alo183_desktop.vehicles.rules import (
    against_driver,
    away,
    due_dates,
    due_of,
    km_gaps,
    parse_km,
    parse_plate,
    parse_seats,
)
from tests.unit.rota.duties import at
from tests.unit.vehicles.fleet import driver, state, trip, vehicle

_LETTERS = st.text(st.sampled_from("ABCDEFGHIJKLMNOPRSTUVYZ"), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("06abc123", "06 ABC 123"),
        ("06 İZ 1234", "06 IZ 1234"),
        ("34-a-12345", "34 A 12345"),
        ("  81 ğş 123 ", "81 GS 123"),
        ("01 ABC 12", "01 ABC 12"),
    ],
)
def test_that_a_plate_is_kept_in_its_one_form(typed: str, plate: str) -> None:
    assert parse_plate(typed) == plate
    assert parse_plate(plate) == plate


@pytest.mark.parametrize(
    "typed",
    ["", "06", "00 ABC 123", "82 ABC 123", "06 QWX 123", "06 ABCD 12", "06 A 123", "6 AB 123"],
)
def test_that_what_is_no_turkish_plate_is_refused(typed: str) -> None:
    with pytest.raises(KnownError, match=r"vehicles\.plate"):
        parse_plate(typed)


@given(st.integers(1, 81), _LETTERS, st.integers(0, 9999), st.sampled_from(["", " ", "-", "."]))
def test_that_a_plate_is_read_however_its_parts_are_set_apart(
    province: int, letters: str, number: int, between: str
) -> None:
    digits = f"{number:0{5 - len(letters)}d}"[: 5 - len(letters)].zfill(
        4 if len(letters) == 1 else 2
    )
    parts = (f"{province:02}", letters, digits)
    if len(letters) == 2 and len(digits) < 3:
        return
    assert parse_plate(between.join(parts).lower()) == " ".join(parts)


def test_that_seats_and_km_are_numbers_in_their_limits() -> None:
    assert (parse_seats("5"), parse_km("84.210"), parse_km("84 210 km")) == (5, 84210, 84210)
    for typed in ("0", "61", "beş", "-1"):
        with pytest.raises(KnownError, match=r"vehicles\.seats"):
            parse_seats(typed)
    for typed in ("12,5", "bin", "10000000"):
        with pytest.raises(KnownError, match=r"vehicles\.km"):
            parse_km(typed)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        ("2026-03-04 08:00", "2026-03-05 08:00", ()),
        ("2026-03-05 08:00", "2026-03-06 08:01", ("serviste",)),
        ("2026-03-06 08:00", "2026-03-07 08:00", ("serviste",)),
        ("2026-03-07 08:00", "2026-03-08 08:00", ()),
        ("2019-12-31 08:00", "2020-01-01 08:00", ("01.01.2020 gününden önce kullanılmıyor",)),
        ("2026-06-29 08:00", "2026-07-01 00:00", ()),
        ("2026-06-30 08:00", "2026-07-01 00:01", ("01.07.2026 gününden beri kullanılmıyor",)),
    ],
)
def test_that_a_vehicle_is_not_there_from_the_first_instant_of_a_state_to_its_last(
    begins: str, ends: str, words: tuple[str, ...]
) -> None:
    one = vehicle(ends_on=dt.date(2026, 7, 1))
    states = [state("2026-03-06 08:00", "2026-03-07 08:00"), state("2026-03-01 08:00", None, 2)]
    found = away(one, states, starts_at=at(begins), ends_at=at(ends))
    assert tuple(said for said, _state in found) == words


def test_that_a_vehicle_whose_return_nobody_knows_is_not_there_any_more() -> None:
    states = [state("2026-03-06 08:00", None)]
    found = away(
        vehicle(), states, starts_at=at("2028-01-01 08:00"), ends_at=at("2028-01-02 08:00")
    )
    assert [said for said, _state in found] == ["serviste"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, []),
        ({"licence_until": None}, ["ehliyetinin son günü yazılmamış"]),
        ({"licence_until": dt.date(2026, 3, 4)}, ["ehliyeti 04.03.2026 gününe kadar geçerli"]),
        ({"licence_until": dt.date(2026, 3, 5)}, []),
        ({"approved_on": None}, ["araç kullanma onayı yazılmamış"]),
        ({"approved_on": dt.date(2026, 3, 4)}, []),
        (
            {"approved_on": dt.date(2026, 3, 5)},
            ["araç kullanma onayı 05.03.2026 gününden başlıyor"],
        ),
        ({"has_consent": False}, ["araç kullanmaya rızası yazılmamış"]),
        ({"ends_on": dt.date(2026, 3, 5)}, ["05.03.2026 gününden beri araç kullanmıyor"]),
        ({"ends_on": dt.date(2026, 3, 6)}, []),
    ],
)
def test_that_who_drives_has_a_licence_an_approval_and_agreed(
    other: dict[str, Any], words: list[str]
) -> None:
    found = against_driver(driver(**other), dt.date(2026, 3, 4), dt.date(2026, 3, 5))
    assert list(found) == words


def test_that_dates_are_shown_from_thirty_days_ahead_and_when_they_are_over() -> None:
    today = dt.date(2026, 3, 4)
    days: dict[str, Any] = {
        "inspected_until": today + dt.timedelta(days=30),
        "insured_until": today - dt.timedelta(days=2),
        "serviced_until": today,
    }
    one = vehicle(**days)
    assert [due.words() for due in due_dates(one, today)] == [
        "sigorta 2 gün geçti",
        "bakım bugün",
        "muayene 30 gün içinde",
    ]
    assert [due.due for due in due_dates(one, today)] == [Due.OVER, Due.WEEK, Due.MONTH]
    for left, due in ((-1, Due.OVER), (0, Due.WEEK), (7, Due.WEEK), (8, Due.MONTH), (31, None)):
        near = vehicle(inspected_until=today + dt.timedelta(days=left))
        assert due_of(near, today) is due, left
    assert due_dates(vehicle(inspected_until=today + dt.timedelta(days=31)), today) == ()
    assert due_dates(vehicle(**days, ends_on=today), today) == ()


@given(
    st.lists(
        st.tuples(
            st.integers(1, 2),
            st.none() | st.integers(0, 3),
            st.none() | st.integers(0, 3),
        ),
        max_size=8,
    )
)
def test_that_a_km_gap_is_between_two_trips_of_one_vehicle_whose_km_are_known(
    journeys: list[tuple[int, int | None, int | None]],
) -> None:
    trips = [
        trip(number, out_km, in_km, vehicle_id)
        for number, (vehicle_id, out_km, in_km) in enumerate(journeys, start=1)
    ]
    expected = {}
    for index, one in enumerate(trips):
        before = [other for other in trips[:index] if other.vehicle_id == one.vehicle_id]
        if before and before[-1].in_km is not None and one.out_km is not None:
            expected[one.order_id] = one.out_km - before[-1].in_km
    assert km_gaps(reversed(trips)) == {key: km for key, km in expected.items() if km}


@pytest.mark.parametrize(
    ("record", "typed", "codes"),
    [
        (VEHICLE, {}, {"plate_missing", "seats_missing", "starts_on_missing"}),
        (
            VEHICLE,
            {
                "plate": "06abc123",
                "seats": "5",
                "starts_on": dt.date(2026, 2, 1),
                "ends_on": dt.date(2026, 1, 1),
            },
            {"days"},
        ),
        (STATE, {}, {"vehicle_missing", "state_missing", "from_missing"}),
        (
            STATE,
            {
                "vehicle_id": 1,
                "kind": "broken",
                "starts_at": at("2026-03-04 08:00"),
                "ends_at": at("2026-03-04 08:00"),
            },
            {"span"},
        ),
        (DRIVER, {}, {"licence_missing", "name_missing"}),
        (DRIVER, {"name": "Veli KAYA", "licence_class": LicenceClass.B}, set()),
        (
            ORDER,
            {},
            {
                "vehicle_missing",
                "driver_missing",
                "place_missing",
                "purpose_missing",
                "from_missing",
            },
        ),
        (
            ORDER,
            {
                "vehicle_id": 1,
                "driver_id": 1,
                "place": "Mamak",
                "purpose": "İnceleme",
                "out_at": at("2026-03-04 08:00"),
                "in_at": at("2026-03-04 07:00"),
                "out_km": "84210",
                "in_km": "84209",
            },
            {"span", "km_order"},
        ),
    ],
)
def test_that_what_is_typed_is_checked(
    record: Record[Any], typed: dict[str, Any], codes: set[str]
) -> None:
    found = record.check(typed).problems
    assert {problem.code.removeprefix("vehicles.") for problem in found} == codes
