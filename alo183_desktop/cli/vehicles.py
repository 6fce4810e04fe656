"""`alo183 vehicles`: the vehicles and drivers of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.cli.context import write_json, write_table
from alo183_desktop.cli.listing import json_of, write_shown
from alo183_desktop.vehicles import service
from alo183_desktop.vehicles.lists import drivers_spec, vehicles_spec
from alo183_desktop.vehicles.rows import DriverFilter, TaskOrderFilter, VehicleFilter

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.bootstrap.desk import Desk


def list_vehicles(arguments: Namespace, desk: Desk) -> None:
    """Write the vehicles and the drivers of today."""
    with desk.work() as work:
        now = work.now
        vehicles = service.list_vehicles(work, VehicleFilter(is_current=True))
        drivers = service.list_drivers(work, DriverFilter(is_current=True))
        unsigned = service.count_orders(work, TaskOrderFilter(is_signed=False))
        service.TRAIL.record_export(work, len(vehicles) + len(drivers), "command_line")
    fleet, people = vehicles_spec(lambda: now), drivers_spec(lambda: now)
    if arguments.json:
        write_json(
            {
                "vehicles": list(json_of(fleet, vehicles)),
                "drivers": list(json_of(people, drivers)),
                "unsigned_orders": unsigned,
            }
        )
        return
    write_shown(fleet, vehicles)
    write_shown(people, drivers)
    write_table(("İmzasız görev emri",), [(str(unsigned),)])
