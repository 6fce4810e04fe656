"""The page "Araçlar" on a real encrypted file: two vehicles, one in service, and their trips."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from pytestqt.qtbot import QtBot

from alo183_desktop.db.work import Work
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.vehicles.page import VehiclesPage
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind
from alo183_desktop.vehicles.record import DriverValues, OrderValues, StateValues, VehicleValues
from tests.clocks import FixedClock
from tests.database.kept_rotas import MAIN_PERSON
from tests.gui.changes.conftest import Hands
from tests.gui.officers import directorate as people

PLATE: Final = "06 ABC 123"
LONG: Final = "Şükriye Gülçiçek KARAİSMAİLOĞLU BÜYÜKÖZTÜRK"
HOUR: Final = dt.timedelta(hours=1)


def fill(work: Work) -> None:
    """Enter vehicles and drivers, with a driver on duty now who has the first vehicle."""
    today = local_day(work.now)
    doblo = VehicleValues(PLATE, "Fiat Doblo", 5, has_child_seat=True, starts_on=today)
    doblo = replace(
        doblo,
        starts_on=dt.date(2020, 1, 1),
        inspected_until=today + dt.timedelta(days=12),
        insured_until=today - dt.timedelta(days=3),
    )
    first = service.VEHICLES.save(work, None, doblo)
    second = service.VEHICLES.save(
        work, None, replace(doblo, plate="06 DEF 456", make="Ford Transit", insured_until=None)
    )
    state = StateValues(second, VehicleStateKind.IN_SERVICE, work.now - HOUR, work.now + 6 * HOUR)
    service.STATES.save(work, None, state)
    driver = DriverValues(
        None,
        "Veli KAYA",
        LicenceClass.B,
        dt.date(2030, 1, 1),
        dt.date(2020, 1, 1),
        has_consent=True,
    )
    driver_id = service.DRIVERS.save(work, None, driver)
    service.DRIVERS.save(work, None, replace(driver, name=LONG, licence_until=today))
    service.DRIVERS.save(work, None, replace(driver, name="Kadir GÖKÇE", licence_until=None))
    order = OrderValues(
        first,
        driver_id,
        "Ayşe DEMİR",
        "Mamak",
        "Vakanın yerinde incelenmesi",
        "183-2026-1",
        work.now - 30 * HOUR,
        work.now - 28 * HOUR,
        84210,
        84260,
        signed_on=today,
    )
    service.ORDERS.save(work, None, order)
    later = replace(order, out_at=work.now - 5 * HOUR, in_at=work.now - 4 * HOUR)
    service.ORDERS.save(
        work,
        None,
        replace(later, out_km=84272, in_km=84300, signed_on=None, people=LONG, is_urgent=True),
    )
    person = replace(MAIN_PERSON, name="Veli KAYA", phone="+905320000001", does_driver=True)
    drives = rota.PEOPLE.save(work, None, replace(person, driver_id=driver_id))
    holds = rota.PEOPLE.save(work, None, replace(person, name="Ayşe DEMİR"))
    month = month_key(today)
    rota.begin_month(work, month)
    for duty in rota.month_sheet(work, month).duties:
        if duty.starts_at <= work.now < duty.ends_at and duty.kind is not DutyKind.STAND_IN:
            person_id = drives if duty.kind is DutyKind.DRIVER else holds
            rota.fill(work, [Cell(duty.duty_id, duty.version, person_id)])
            if duty.kind is DutyKind.DRIVER:
                rota.set_vehicle(work, [(duty.duty_id, duty.version + 1)], first)


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, clock = tmp_path_factory.mktemp("araclar"), FixedClock()
    people.make(folder, clock, with_people=True)
    desk = people.unlock(folder, clock)
    with desk.work() as work:
        fill(work)
    desk.close()
    return folder


@pytest.fixture
def hands(qtbot: QtBot, background: Background) -> Hands:
    return Hands(qtbot, background)


@pytest.fixture
def open_page(put_up: Callable[..., VehiclesPage]) -> Callable[..., VehiclesPage]:
    """Return what opens the page on data."""
    return partial(put_up, VehiclesPage, loaded=("vehicles.loaded",))
