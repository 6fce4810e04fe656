"""Manage vehicles, their unavailable times, drivers, and the task order of each trip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.officers.rules import display_name
from alo183_desktop.records.store import Store, demand_unused
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import collation_key, fold
from alo183_desktop.vehicles import queries
from alo183_desktop.vehicles.model import Driver, TaskOrder, Vehicle, VehicleState
from alo183_desktop.vehicles.record import (
    DRIVER,
    ORDER,
    STATE,
    VEHICLE,
    DriverValues,
    OrderValues,
    StateValues,
    search_key,
)
from alo183_desktop.vehicles.rows import (
    DriverFilter,
    OrderChoices,
    StateFilter,
    TaskOrderFilter,
    VehicleFilter,
)
from alo183_desktop.vehicles.rules import against_driver, km_gaps

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.vehicles.rows import DriverRow, TaskOrderRow, VehicleRow, VehicleStateRow


TRAIL: Final = ListTrail("vehicles", "vehicle", Right.SEE_ROTA)


def plate_names(session: Session) -> dict[Any, str]:
    """Return the plates of all vehicles, by id."""
    return dict(session.execute(select(Vehicle.id, Vehicle.plate)).all())


def officer_names(session: Session) -> dict[Any, str]:
    """Return the names of all officers by their ids."""
    query = select(Officer.id, Officer.given_names, Officer.surname)
    return {
        number: display_name(given, surname) for number, given, surname in session.execute(query)
    }


def driver_names(session: Session) -> dict[Any, str]:
    """Return the names of all drivers by their ids."""
    officers = officer_names(session)
    query = select(Driver.id, Driver.officer_id, Driver.name)
    return {number: officers.get(officer, name) for number, officer, name in session.execute(query)}


_VEHICLES: Final = Store(
    VEHICLE,
    Vehicle,
    gone="vehicles.gone",
    audited=("plate",),
    can_remove=True,
    unique={"plate": "vehicles.plate_taken"},
)


def _remove_vehicle(work: Work, vehicle_id: int, version: int) -> None:
    demand_unused(work, Vehicle, vehicle_id, code="vehicles.used")
    _VEHICLES.remove(work, vehicle_id, version=version)


VEHICLES: Final = FormAccess(_VEHICLES, Right.EDIT_VEHICLES, remove=_remove_vehicle)
"""Refuses with `vehicles.plate_taken`, and a removal with `vehicles.used`: a task order, a duty or
a state names the vehicle; give it a last day instead."""


def _judge_state(work: Work, state_id: int | None, values: StateValues) -> StateValues:
    take_write_lock(work.session)
    other = select(VehicleState.id).where(
        VehicleState.vehicle_id == values.vehicle_id,
        or_(VehicleState.ends_at.is_(None), VehicleState.ends_at > values.starts_at),
    )
    if values.ends_at is not None:
        other = other.where(VehicleState.starts_at < values.ends_at)
    if state_id is not None:
        other = other.where(VehicleState.id != state_id)
    if work.session.scalar(other.limit(1)) is not None:
        raise KnownError("vehicles.states_overlap")
    return values


STATES: Final = FormAccess(
    Store(
        STATE,
        VehicleState,
        gone="vehicles.gone",
        can_remove=True,
        links={"vehicle_id": plate_names},
    ),
    Right.EDIT_VEHICLES,
    judge=_judge_state,
)
"""When vehicles are unavailable; refuses with `vehicles.states_overlap`."""
_DRIVERS: Final = Store(
    DRIVER,
    Driver,
    gone="vehicles.gone",
    audited=("licence_class",),
    can_remove=True,
    unique={"officer_id": "vehicles.officer_drives"},
    links={"officer_id": officer_names},
    derive=lambda values, _row: {
        "sort_key": collation_key(values.name),
        "search_key": fold(values.name),
    },
)


def _judge_driver(work: Work, driver_id: int | None, values: DriverValues) -> DriverValues:
    """Return a driver without the typed name, where they are an officer of the roster."""
    if values.officer_id is not None:
        if work.session.get(Officer, values.officer_id) is None:
            raise KnownError("vehicles.gone")
        values = replace(values, name="")
    stored = None if driver_id is None else work.session.get(Driver, driver_id)
    if stored is not None and stored.officer_id not in {None, values.officer_id}:
        raise KnownError("vehicles.other_officer")
    return values


def _remove_driver(work: Work, driver_id: int, version: int) -> None:
    demand_unused(work, Driver, driver_id, code="vehicles.used")
    _DRIVERS.remove(work, driver_id, version=version)


DRIVERS: Final = FormAccess(
    _DRIVERS, Right.EDIT_VEHICLES, judge=_judge_driver, remove=_remove_driver
)
"""Refuses with `vehicles.officer_drives`; `vehicles.other_officer`: a driver's trips would become
another officer's; `vehicles.used` as `VEHICLES`."""


def _judge_order(work: Work, _order_id: int | None, values: OrderValues) -> OrderValues:
    if values.signed_on is not None and values.signed_on > local_day(work.now):
        raise KnownError("vehicles.signed_ahead")
    return values


def _number_of_order(work: Work) -> dict[str, Any]:
    """Return the next number of the year, and who takes it.

    Another desk that writes an order waits until this one is stored, so that no number is missing.
    """
    take_write_lock(work.session)
    year = local_day(work.now).year
    last = work.session.scalar(select(func.max(TaskOrder.number)).where(TaskOrder.year == year))
    return {
        "year": year,
        "number": (last or 0) + 1,
        "made_at": work.now,
        "made_by": work.actor.name,
    }


ORDERS: Final = FormAccess(
    Store(
        ORDER,
        TaskOrder,
        gone="vehicles.gone",
        audited=("is_urgent",),
        links={"vehicle_id": plate_names, "driver_id": driver_names},
        derive=lambda values, row: {
            "search_key": search_key(values, year=row.year, number=row.number)
        },
    ),
    Right.EDIT_VEHICLES,
    judge=_judge_order,
    of_new=_number_of_order,
)
"""Task orders keep their numbers; `vehicles.signed_ahead`: the day of a signature has not come."""


def list_vehicles(work: Work, wanted: VehicleFilter = VehicleFilter()) -> tuple[VehicleRow, ...]:  # noqa: B008 - frozen
    """Return vehicles as `queries.list_vehicles`.

    Raises:
        KnownError: `access.not_allowed`; the same for everything below.
    """
    require(work, Right.SEE_ROTA)
    return queries.list_vehicles(work.session, wanted, now=work.now)


def list_states(work: Work, wanted: StateFilter = StateFilter()) -> tuple[VehicleStateRow, ...]:  # noqa: B008 - frozen
    """Return when vehicles are unavailable, the latest first."""
    require(work, Right.SEE_ROTA)
    return queries.list_states(work.session, wanted)


def list_drivers(work: Work, wanted: DriverFilter = DriverFilter()) -> tuple[DriverRow, ...]:  # noqa: B008 - frozen
    """Return drivers in Turkish order."""
    require(work, Right.SEE_ROTA)
    return queries.list_drivers(work.session, wanted, today=local_day(work.now))


def officers_to_add(work: Work) -> tuple[tuple[int, str], ...]:
    """Return today's officers who are not drivers yet, in the order of the roster."""
    require(work, Right.EDIT_VEHICLES)
    return officers_beside(work.session, Driver.officer_id, today=local_day(work.now))


def officers_beside(
    session: Session, named: InstrumentedAttribute[int | None], *, today: dt.date
) -> tuple[tuple[int, str], ...]:
    """Return the officers of a day who are in no row of a table, in the order of the roster."""
    known = set(session.scalars(select(named)))
    rows = list_officers(session, OfficerFilter(), as_of=today)
    return tuple((row.officer_id, row.name) for row in rows if row.officer_id not in known)


def list_orders(
    work: Work,
    wanted: TaskOrderFilter = TaskOrderFilter(),  # noqa: B008 - frozen
) -> tuple[TaskOrderRow, ...]:
    """Return task orders as `queries.list_orders`, with the km before each."""
    require(work, Right.SEE_ROTA)
    # Of all trips: one that the filter hides may have driven the km between two others.
    of_vehicle = TaskOrderFilter(vehicle_id=wanted.vehicle_id)
    every = queries.list_orders(work.session, of_vehicle)
    gaps = km_gaps(every)
    rows = every if wanted == of_vehicle else queries.list_orders(work.session, wanted)
    return tuple(replace(row, gap_km=gaps.get(row.order_id)) for row in rows)


def count_orders(work: Work, wanted: TaskOrderFilter) -> int:
    """Return how many task orders are wanted."""
    require(work, Right.SEE_ROTA)
    return queries.count_orders(work.session, wanted)


def order_choices(work: Work) -> OrderChoices:
    """Return the vehicles and drivers of today that a task order can name.

    Reasons against one follow in brackets: orders are also written for trips already made.
    """
    require(work, Right.EDIT_VEHICLES)
    today = local_day(work.now)
    vehicles = queries.list_vehicles(work.session, VehicleFilter(is_current=True), now=work.now)
    drivers = queries.list_drivers(work.session, DriverFilter(is_current=True), today=today)
    return OrderChoices(
        tuple(
            (one.vehicle_id, _marked(one.plate, one.state.words if one.state else ""))
            for one in vehicles
        ),
        tuple(
            (one.driver_id, _marked(one.name, "; ".join(against_driver(one, today, today))))
            for one in drivers
        ),
    )


def _marked(name: str, against: str) -> str:
    return f"{name} ({against})" if against else name
