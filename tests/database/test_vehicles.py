"""Vehicles, drivers and task orders as they are stored, and the duties that have a vehicle."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any, Final, cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.work import Work
from alo183_desktop.officers.service import close_assignments
from alo183_desktop.rota import queries as duty_queries
from alo183_desktop.rota import rules as duty_rules
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import DutyRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.vehicles import queries, service
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind
from alo183_desktop.vehicles.papers import read_log, read_order
from alo183_desktop.vehicles.record import (
    ORDER,
    DriverValues,
    OrderValues,
    StateValues,
    VehicleValues,
)
from alo183_desktop.vehicles.rows import DriverFilter, TaskOrderFilter, VehicleFilter
from alo183_desktop.vehicles.rules import km_gaps
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.kept_rotas import NOVEMBER, keep, set_pattern, take_turns
from tests.database.signed_in import SignedIn
from tests.documents.printed_pages import texts_of
from tests.unit.rota.duties import at

DOBLO: Final = VehicleValues(
    "06 ABC 123", "Fiat Doblo", 5, has_child_seat=True, starts_on=dt.date(2020, 1, 1)
)
TRANSIT: Final = replace(DOBLO, plate="06 DEF 456", make="Ford Transit", seats=9)
VELI: Final = DriverValues(
    None,
    "Veli KAYA",
    LicenceClass.B,
    licence_until=dt.date(2030, 1, 1),
    approved_on=dt.date(2020, 1, 1),
    has_consent=True,
)


def drives(work: Work, month: str = NOVEMBER) -> list[DutyRow]:
    """Return the duties of drivers of a month."""
    return [one for one in rota.month_sheet(work, month).duties if one.kind is DutyKind.DRIVER]


def order_of(work: Work, vehicle_id: int, driver_id: int) -> OrderValues:
    return OrderValues(
        vehicle_id,
        driver_id,
        "Ayşe DEMİR",
        "Mamak",
        "Vakanın yerinde incelenmesi",
        "183-2026-1",
        work.now,
    )


@pytest.mark.both_backends
def test_that_no_two_states_of_a_vehicle_and_no_two_of_its_duties_overlap_whoever_writes(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        first = service.VEHICLES.save(work, None, DOBLO)
        stay = StateValues(
            first, VehicleStateKind.BROKEN, at("2026-11-10 08:00"), at("2026-11-11 08:00")
        )
        state_id = service.STATES.save(work, None, stay)
        duties = drives(work)
        rota.set_vehicle(work, [(one.duty_id, one.version) for one in duties], first)
    after = replace(stay, starts_at=at("2026-11-11 07:59"), ends_at=None)
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError, match=r"vehicles\.states_overlap"):
            service.STATES.save(work, None, after)
        number = service.STATES.save(work, None, replace(after, starts_at=at("2026-11-11 08:00")))
        with pytest.raises(KnownError, match=r"vehicles\.states_overlap"):
            service.STATES.save(work, None, replace(after, starts_at=at("2027-11-11 08:00")))
        values, version = service.STATES.open(work, state_id)
        service.STATES.save(
            work,
            state_id,
            replace(values, kind=VehicleStateKind.ELSEWHERE),
            version=version,
            base=values,
        )
        service.STATES.remove(work, number, version=1)
    for statement in (
        (
            "INSERT INTO vehicle_states (vehicle_id, kind, starts_at, ends_at, version) SELECT "
            "vehicle_id, kind, starts_at, NULL, 1 FROM vehicle_states"
        ),
        (
            "UPDATE duties SET starts_at = (SELECT min(starts_at) FROM duties) "
            "WHERE vehicle_id IS NOT NULL"
        ),
    ):
        with (
            pytest.raises(DBAPIError, match=r"must not overlap|exclusion constraint"),
            database.open_work("administrator") as work,
        ):
            work.session.execute(text(statement))


@pytest.mark.both_backends
def test_that_a_vehicle_in_service_turns_its_duties_red_and_others_are_offered(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        take_turns(work, keep(work), NOVEMBER)
        first = service.VEHICLES.save(work, None, DOBLO)
        second = service.VEHICLES.save(work, None, TRANSIT)
        tenth, eleventh = drives(work)[9:11]
        rota.set_vehicle(work, [(tenth.duty_id, tenth.version)], first)
        rota.set_vehicle(work, [(eleventh.duty_id, eleventh.version)], second)
        state = StateValues(
            first, VehicleStateKind.IN_SERVICE, at("2026-11-10 09:00"), at("2026-11-10 17:00")
        )
        service.STATES.save(work, None, state)
        sheet, known = duty_queries.sheet_and_facts(
            work.session, NOVEMBER, now=work.now, shows_kind=True
        )
        (breach,) = [one for one in sheet.breaches if one.rule == "vehicle_away"]
        assert (breach.duty_id, breach.is_final) == (tenth.duty_id, True)
        assert breach.words == "06 ABC 123: serviste, 10 Kasım 09.00-17.00"
        red = next(one for one in sheet.duties if one.duty_id == tenth.duty_id)
        offers = duty_rules.vehicle_offers(red, known)
        assert [(one.vehicle.plate, bool(one.against)) for one in offers] == [
            ("06 DEF 456", False),
            ("06 ABC 123", True),
        ]
        assert drives(work)[9].plate == "06 ABC 123"
        at_ten = rota.on_duty(work, at("2026-11-10 10:00"))
        assert [one.plate for one in at_ten.people] == ["", "", ""]


@pytest.mark.both_backends
def test_that_a_vehicle_is_on_one_duty_at_a_time_and_the_second_writer_is_refused(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        keep(work)
        pattern = next(one for one in rota.read_settings(work)[1] if one.kind is DutyKind.DRIVER)
    with database.open_work("administrator") as work:
        first = service.VEHICLES.save(work, None, DOBLO)
        set_pattern(work, pattern, vehicle_id=first)
        set_pattern(work, replace(pattern, pattern_id=0), vehicle_id=first)
    with database.open_work("administrator") as work:
        rota.begin_month(work, NOVEMBER)
        by_day = drives(work)
        with_one = [one for one in by_day if one.vehicle_id == first]
        assert len(with_one) * 2 == len(by_day), "one of the two of each day has the only vehicle"
        other = next(one for one in by_day if one.vehicle_id is None)
        with pytest.raises(KnownError, match=r"rota\.vehicle_busy"):
            rota.set_vehicle(work, [(other.duty_id, other.version)], first)
        own = next(one for one in with_one if one.starts_at == other.starts_at)
        rota.set_vehicle(work, [(own.duty_id, own.version)], None)
        rota.set_vehicle(work, [(other.duty_id, other.version)], first)
        with pytest.raises(ConflictError):
            rota.set_vehicle(work, [(other.duty_id, other.version)], None)
        with pytest.raises(KnownError, match=r"rota\.gone"):
            rota.set_vehicle(work, [(own.duty_id, own.version + 1)], 999)


def test_that_a_duty_of_a_driver_wants_a_licence_once_drivers_are_kept(database: Database) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        assert not rota.month_sheet(work, NOVEMBER).breaches
        driver_id = service.DRIVERS.save(
            work, None, replace(VELI, licence_until=dt.date(2026, 11, 9))
        )
        person_id = kept.people[DutyKind.DRIVER][0]
        values, version = rota.PEOPLE.open(work, person_id)
        rota.PEOPLE.save(
            work, person_id, replace(values, driver_id=driver_id), version=version, base=values
        )
        found = rota.month_sheet(work, NOVEMBER).breaches
        theirs = {one.words for one in found if one.person_id == person_id}
        assert theirs == {"Kadir GÖKÇE: ehliyeti 09.11.2026 gününe kadar geçerli"}
        others = {one.words.partition(": ")[2] for one in found if one.person_id != person_id}
        assert others == {"sürücü kaydı yok"}
        other_id = kept.people[DutyKind.DRIVER][1]
        values, version = rota.PEOPLE.open(work, other_id)
        wanted = replace(values, driver_id=driver_id)
        with pytest.raises(KnownError, match=r"rota\.driver_is_person"):
            rota.PEOPLE.save(work, other_id, wanted, version=version, base=values)


def test_that_a_plate_is_there_once_and_what_is_named_is_not_removed(database: Database) -> None:
    with database.open_work("clerk") as work:
        first = service.VEHICLES.save(work, None, DOBLO)
        with pytest.raises(KnownError, match=r"vehicles\.plate_taken"):
            service.VEHICLES.save(work, None, DOBLO)
        driver_id = service.DRIVERS.save(work, None, VELI)
        service.ORDERS.save(work, None, order_of(work, first, driver_id))
        with pytest.raises(KnownError, match=r"vehicles\.used"):
            service.VEHICLES.remove(work, first, version=1)
        with pytest.raises(KnownError, match=r"vehicles\.used"):
            service.DRIVERS.remove(work, driver_id, version=1)
        second = service.VEHICLES.save(work, None, TRANSIT)
        assert [
            one.plate for one in service.list_vehicles(work, VehicleFilter(search="def456"))
        ] == ["06 DEF 456"]
        service.VEHICLES.remove(work, second, version=1)
        choices = service.order_choices(work)
        assert choices.vehicles == ((first, "06 ABC 123"),)
        assert choices.drivers == ((driver_id, "Veli KAYA"),)


@pytest.mark.both_backends
def test_that_numbers_of_task_orders_have_no_gap_however_many_write_at_once(
    database: Database,
) -> None:
    with database.open_work("clerk") as work:
        vehicle_id = service.VEHICLES.save(work, None, DOBLO)
        driver_id = service.DRIVERS.save(work, None, VELI)

    def write(place: int) -> None:
        with database.open_work("clerk", name=f"Memur {place}") as work:
            service.ORDERS.save(work, None, order_of(work, vehicle_id, driver_id))
            if place % 4 == 0:
                raise ZeroDivisionError

    with ThreadPoolExecutor(4) as pool:
        outcomes = [pool.submit(write, place) for place in range(12)]
    assert sum(one.exception() is None for one in outcomes) == 9
    with database.open_work("auditor") as work:
        numbers = sorted(one.number for one in service.list_orders(work))
    assert numbers == list(range(1, 10))


@pytest.mark.both_backends
def test_that_the_number_of_a_task_order_stays_and_a_new_year_begins_at_one(
    database: Database, clock: FixedClock
) -> None:
    with database.open_work("clerk") as work:
        vehicle_id = service.VEHICLES.save(work, None, DOBLO)
        driver_id = service.DRIVERS.save(work, None, VELI)
        order_id = service.ORDERS.save(work, None, order_of(work, vehicle_id, driver_id))
    with database.open_work("clerk") as work:
        values, version = service.ORDERS.open(work, order_id)
        back = replace(values, in_at=work.now + dt.timedelta(hours=2), out_km=10, in_km=41)
        service.ORDERS.save(work, order_id, back, version=version, base=values)
        (row,) = service.list_orders(work, TaskOrderFilter(is_signed=False))
        assert (row.number, row.out_km, row.in_km, row.driver_name) == (1, 10, 41, "Veli KAYA")
        assert queries.last_km(work.session, vehicle_id, before=back.out_at) is None
        later = back.out_at + dt.timedelta(hours=3)
        assert queries.last_km(work.session, vehicle_id, before=later) == 41
        ahead = replace(back, signed_on=local_day(work.now) + dt.timedelta(days=1))
        with pytest.raises(KnownError, match=r"vehicles\.signed_ahead"):
            service.ORDERS.save(work, order_id, ahead, version=row.version)
        assert service.count_orders(work, TaskOrderFilter(search="183-2026-1 demir")) == 1
    clock.advance(days=366)
    with database.open_work("clerk") as work:
        service.ORDERS.save(work, None, order_of(work, vehicle_id, driver_id))
        newest, oldest = service.list_orders(work)
        assert (newest.year - oldest.year, newest.number, oldest.number) == (1, 1, 1)


@pytest.mark.both_backends
def test_that_a_cancelled_order_keeps_its_number_and_counts_as_no_trip(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        vehicle_id = service.VEHICLES.save(work, None, DOBLO)
        driver_id = service.DRIVERS.save(work, None, VELI)
        first = order_of(work, vehicle_id, driver_id)
        for out_km, in_km in ((10, 41), (99, 120), (41, 60)):
            first = replace(first, out_at=first.out_at + dt.timedelta(hours=1))
            service.ORDERS.save(work, None, replace(first, out_km=out_km, in_km=in_km))
        wrong = service.list_orders(work)[1]
        values, version = service.ORDERS.open(work, wrong.order_id)
        cancelled = ORDER.demand(
            replace(values, is_cancelled=True, cancel_reason="Göreve gidilmedi")
        )
        service.ORDERS.save(work, wrong.order_id, cancelled, version=version, base=values)
        rows = service.list_orders(work)
        assert [one.number for one in rows] == [3, 2, 1]
        assert [one.cancel_reason for one in rows] == ["", "Göreve gidilmedi", ""]
        assert km_gaps(rows) == {}
        assert service.count_orders(work, TaskOrderFilter(is_signed=False)) == 2
        assert service.count_orders(work, TaskOrderFilter(is_cancelled=True)) == 1
        assert service.ORDERS.save(work, None, first) == wrong.order_id + 2
        text = " ".join(" ".join(texts_of(read_log(work, NOVEMBER)())).split())
        assert "İPTAL: Göreve gidilmedi" in text
        text = " ".join(texts_of(read_order(work, wrong.order_id, director="")()))
        assert "İPTAL EDİLMİŞTİR: Göreve gidilmedi" in text
    checked = ORDER.check({**asdict(values), "is_cancelled": True, "cancel_reason": ""})
    assert [one.code for one in checked.problems] == ["vehicles.cancel_reason_missing"]


@pytest.mark.both_backends
def test_that_km_before_a_month_are_shown_and_a_cancelled_order_is_found(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        vehicle_id = service.VEHICLES.save(work, None, DOBLO)
        first = order_of(work, vehicle_id, service.DRIVERS.save(work, None, VELI))
        trips = (
            ("2026-10-28 08:00", 10, 41),
            ("2026-10-29 08:00", None, None),
            ("2026-11-02 08:00", 60, 80),
        )
        _, gone, _ = (
            service.ORDERS.save(work, None, replace(first, out_at=at(when), out_km=out, in_km=back))
            for when, out, back in trips
        )
        values, version = service.ORDERS.open(work, gone)
        cancelled = replace(values, is_cancelled=True, cancel_reason="Fatma Çelik gelmedi")
        service.ORDERS.save(work, gone, ORDER.demand(cancelled), version=version, base=values)
        text = " ".join(" ".join(texts_of(read_log(work, NOVEMBER)())).split())
        assert "arada 19 km var" in text
        assert service.count_orders(work, TaskOrderFilter(search="fatma celik")) == 1


def test_that_the_command_line_lists_vehicles_drivers_and_unsigned_orders(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("clerk") as work:
        soon = local_day(work.now) + dt.timedelta(days=5)
        vehicle_id = service.VEHICLES.save(work, None, replace(DOBLO, inspected_until=soon))
        state = StateValues(vehicle_id, VehicleStateKind.BROKEN, work.now)
        service.STATES.save(work, None, state)
        driver_id = service.DRIVERS.save(work, None, replace(VELI, approved_on=None))
        service.ORDERS.save(work, None, order_of(work, vehicle_id, driver_id))
    for words in (("vehicles", "--json"), ("vehicles",)):
        arguments = build_parser().parse_args(words)
        assert arguments.run(arguments, cast("Any", SignedIn(database, "director"))) == 0
    listed, _, table = capsys.readouterr().out.partition("\nPlaka")
    parsed = json.loads(listed)
    (vehicle,), (driver,) = parsed["vehicles"], parsed["drivers"]
    assert (vehicle["plate"], vehicle["state"], vehicle["state_until"]) == (
        "06 ABC 123",
        "broken",
        None,
    )
    assert vehicle["due"] == [{"what": "muayene", "day": soon.isoformat(), "days_left": 5}]
    assert driver["against"] == ["araç kullanma onayı yazılmamış"]
    assert parsed["unsigned_orders"] == 1
    assert "arızalı" in table
    assert "muayene 5 gün içinde" in table
    assert "araç kullanma onayı yazılmamış" in table


@pytest.mark.both_backends
def test_that_a_vehicle_in_service_or_not_yet_in_use_is_not_shown_as_available(
    database: Database,
) -> None:
    with database.open_work() as work:
        doblo = service.VEHICLES.save(work, None, DOBLO)
        later = local_day(work.now) + dt.timedelta(days=9)
        service.VEHICLES.save(work, None, replace(TRANSIT, starts_on=later))
        assert [
            one.plate for one in service.list_vehicles(work, VehicleFilter(is_current=True))
        ] == [DOBLO.plate]
        assert [words for _, words in service.order_choices(work).vehicles] == [DOBLO.plate]
        rota.begin_month(work, NOVEMBER)
        now_on = next(one for one in drives(work) if one.starts_at <= work.now < one.ends_at)
        rota.set_vehicle(work, [(now_on.duty_id, now_on.version)], doblo)
        assert DOBLO.plate in {one.plate for one in rota.on_duty(work).people}
        values = StateValues(doblo, VehicleStateKind.IN_SERVICE, work.now - dt.timedelta(hours=1))
        service.STATES.save(work, None, values)
        assert DOBLO.plate not in {one.plate for one in rota.on_duty(work).people}
        assert [words for _, words in service.order_choices(work).vehicles] == [
            f"{DOBLO.plate} (serviste)"
        ]


def test_that_an_officer_who_has_left_drives_no_more(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        service.DRIVERS.save(work, None, replace(VELI, officer_id=people.zeynep, name=""))
        close_assignments(work, people.zeynep, None, ends_on=local_day(work.now))
        assert service.list_drivers(work, DriverFilter(is_current=True)) == ()
        (driver,) = service.list_drivers(work)
        assert driver.ends_on == local_day(work.now)


def test_that_a_driver_does_not_become_another_officer(database: Database) -> None:
    with database.open_work("administrator") as work:
        people = furnish(work)
        values = replace(VELI, officer_id=people.zeynep, name="")
        driver_id = service.DRIVERS.save(work, None, values)
        for other in (replace(values, officer_id=people.ilknur), VELI):
            with pytest.raises(KnownError, match=r"vehicles\.other_officer"):
                service.DRIVERS.save(work, driver_id, other, version=1, base=values)
