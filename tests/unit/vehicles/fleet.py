"""Vehicles, drivers and trips of tests."""

import datetime as dt
from typing import Any

from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind
from alo183_desktop.vehicles.rows import DriverRow, TaskOrderRow, VehicleRow, VehicleStateRow
from tests.unit.rota.duties import at


def vehicle(vehicle_id: int = 1, plate: str = "06 ABC 123", **other: Any) -> VehicleRow:
    """Return a vehicle that is in use since 2020, all dates far ahead."""
    values: dict[str, Any] = {
        "make": "Fiat Doblo",
        "seats": 5,
        "has_child_seat": True,
        "starts_on": dt.date(2020, 1, 1),
        "ends_on": None,
        "inspected_until": dt.date(2030, 1, 1),
        "insured_until": dt.date(2030, 1, 1),
        "serviced_until": None,
        "version": 1,
    }
    return VehicleRow(vehicle_id=vehicle_id, plate=plate, **{**values, **other})


def state(begins: str, ends: str | None, vehicle_id: int = 1) -> VehicleStateRow:
    """Return a stay in the garage."""
    until = None if ends is None else at(ends)
    return VehicleStateRow(
        1, vehicle_id, "06 ABC 123", VehicleStateKind.IN_SERVICE, at(begins), until, version=1
    )


def driver(driver_id: int = 1, **other: Any) -> DriverRow:
    """Return a driver who may drive in 2026."""
    values: dict[str, Any] = {
        "officer_id": None,
        "name": "Veli KAYA",
        "licence_class": LicenceClass.B,
        "licence_until": dt.date(2026, 12, 31),
        "approved_on": dt.date(2026, 1, 1),
        "has_consent": True,
        "ends_on": None,
        "version": 1,
    }
    return DriverRow(driver_id=driver_id, **{**values, **other})


def trip(order_id: int, out_km: int | None, in_km: int | None, vehicle_id: int = 1) -> TaskOrderRow:
    """Return a trip; a later number leaves later."""
    out_at = at("2026-03-04 08:00") + dt.timedelta(hours=order_id)
    return TaskOrderRow(
        order_id,
        2026,
        order_id,
        vehicle_id,
        "06 ABC 123",
        1,
        "Veli KAYA",
        "",
        "Mamak",
        "İnceleme",
        "",
        out_at,
        None,
        out_km,
        in_km,
        is_urgent=False,
        signed_on=None,
        made_at=out_at,
        made_by="Selin AKTAŞ",
        version=1,
    )
