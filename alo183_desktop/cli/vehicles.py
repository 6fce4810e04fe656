"""`alo183 vehicles`: vehicles and their drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import (
    fields_of,
    write_columns,
    write_json,
    write_table,
)
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.rows import DriverFilter, TaskOrderFilter, VehicleFilter
from alo183_desktop.vehicles.rules import against_driver, due_dates

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.vehicles.rows import DriverRow, VehicleRow

_EXPORT: Final = "command_line"


def list_vehicles(arguments: Namespace, desk: Desk) -> None:
    """Write the vehicles and the drivers of today."""
    with desk.work() as work:
        vehicles = service.list_vehicles(work, VehicleFilter(is_current=True))
        drivers = service.list_drivers(work, DriverFilter(is_current=True))
        unsigned = service.count_orders(work, TaskOrderFilter(is_signed=False))
        service.TRAIL.record_export(work, len(vehicles) + len(drivers), _EXPORT)
        today = local_day(work.now)
    if arguments.json:
        write_json(
            {
                "vehicles": [_vehicle_as_json(one, today) for one in vehicles],
                "drivers": [_driver_as_json(one, today) for one in drivers],
                "unsigned_orders": unsigned,
            }
        )
        return
    write_columns(
        vehicles,
        {
            "Plaka": lambda one: one.plate,
            "Marka": lambda one: one.make,
            "Şimdi": _state_words,
            "Yaklaşan günler": lambda one: ", ".join(due.words() for due in due_dates(one, today)),
        },
    )
    write_columns(
        drivers,
        {
            "Sürücü": lambda one: one.name,
            "Ehliyeti": lambda one: one.licence_class.value,
            "Engeli": lambda one: ", ".join(against_driver(one, today, today)),
        },
    )
    write_table(("İmzasız görev emri",), [(str(unsigned),)])


def _state_words(vehicle: VehicleRow) -> str:

    if vehicle.state is None:
        return "burada"
    state, until = vehicle.state.words, vehicle.state_until
    return state if until is None else f"{state}, {format_instant(until)} anına kadar"


def _vehicle_as_json(vehicle: VehicleRow, today: dt.date) -> dict[str, Any]:
    return {
        **fields_of(vehicle, "vehicle_id", "plate", "make", "seats", "has_child_seat"),
        **fields_of(vehicle, "state", "state_until"),
        "due": [fields_of(one, "what", "day", "days_left") for one in due_dates(vehicle, today)],
    }


def _driver_as_json(driver: DriverRow, today: dt.date) -> dict[str, Any]:
    return {
        **fields_of(driver, "driver_id", "name", "licence_class", "licence_until"),
        "against": list(against_driver(driver, today, today)),
    }
