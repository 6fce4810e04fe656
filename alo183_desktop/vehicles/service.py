"""Keep vehicles, when they are not there, who drives them, and the task order of each trip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.records.store import Store
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import collation_key, fold
from alo183_desktop.vehicles import queries
from alo183_desktop.vehicles.kinds import STATE_WORDS
from alo183_desktop.vehicles.model import Driver, TaskOrder, Vehicle, VehicleState
from alo183_desktop.vehicles.record import (
    DRIVER,
    ORDER,
    STATE,
    VEHICLE,
    DriverValues,
    OrderValues,
    StateValues,
    VehicleValues,
    search_key,
)
from alo183_desktop.vehicles.rows import (
    DriverFilter,
    OrderChoices,
    StateFilter,
    TaskOrderFilter,
    VehicleFilter,
)
from alo183_desktop.vehicles.rules import against_driver

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.vehicles.rows import DriverRow, StateRow, TaskOrderRow, VehicleRow


def _plates(session: Session) -> dict[Any, str]:
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


VEHICLES: Final = Store(
    VEHICLE,
    Vehicle,
    gone="vehicles.gone",
    told=("plate",),
    can_remove=True,
    unique={"plate": "vehicles.plate_taken"},
)
STATES: Final = Store(
    STATE,
    VehicleState,
    gone="vehicles.gone",
    can_remove=True,
    links={"vehicle_id": _plates},
)
DRIVERS: Final = Store(
    DRIVER,
    Driver,
    gone="vehicles.gone",
    told=("licence_class",),
    can_remove=True,
    unique={"officer_id": "vehicles.officer_drives"},
    links={"officer_id": officer_names},
    derive=lambda values, _row: {
        "sort_key": collation_key(values.name),
        "search_key": fold(values.name),
    },
)
ORDERS: Final = Store(
    ORDER,
    TaskOrder,
    gone="vehicles.gone",
    told=("is_urgent",),
    links={"vehicle_id": _plates, "driver_id": driver_names},
    derive=lambda values, row: {"search_key": search_key(values, year=row.year, number=row.number)},
)


def list_vehicles(work: Work, wanted: VehicleFilter = VehicleFilter()) -> tuple[VehicleRow, ...]:  # noqa: B008 - frozen
    """Return vehicles as `queries.list_vehicles`.

    Raises:
        KnownError: `access.not_allowed`; so with everything below.
    """
    require(work, Right.SEE_ROTA)
    return queries.list_vehicles(work.session, wanted, now=work.now)


def save_vehicle(
    work: Work,
    vehicle_id: int | None,
    values: VehicleValues,
    *,
    version: int = 0,
    base: VehicleValues | None = None,
) -> int:
    """Add a vehicle or put it right; return its id.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`, `vehicles.plate_taken`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_VEHICLES)
    return VEHICLES.save(work, vehicle_id, values, version, base)


def open_vehicle(work: Work, vehicle_id: int) -> tuple[VehicleValues, int]:
    """Return a vehicle for its form, and the version that goes with it."""
    require(work, Right.EDIT_VEHICLES)
    return VEHICLES.open(work, vehicle_id)


def remove_vehicle(work: Work, vehicle_id: int, *, version: int) -> None:
    """Remove a vehicle that was entered by mistake.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`; `vehicles.used`: a task order, a duty or
            a state names it; it gets a last day instead.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_VEHICLES)
    _refuse_used(work, Vehicle, vehicle_id)
    VEHICLES.remove(work, vehicle_id, version=version)


def list_states(work: Work, wanted: StateFilter = StateFilter()) -> tuple[StateRow, ...]:  # noqa: B008 - frozen
    """Return when vehicles are not there, the latest first."""
    require(work, Right.SEE_ROTA)
    return queries.list_states(work.session, wanted)


def save_state(
    work: Work,
    state_id: int | None,
    values: StateValues,
    *,
    version: int = 0,
    base: StateValues | None = None,
) -> int:
    """Write down that a vehicle is not there, or put that right; return the id.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`; `vehicles.states_overlap`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_VEHICLES)
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
    return STATES.save(work, state_id, values, version, base)


def open_state(work: Work, state_id: int) -> tuple[StateValues, int]:
    """Return a state for its form, and the version that goes with it."""
    require(work, Right.EDIT_VEHICLES)
    return STATES.open(work, state_id)


def remove_state(work: Work, state_id: int, *, version: int) -> None:
    """Remove a state that was entered by mistake.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_VEHICLES)
    STATES.remove(work, state_id, version=version)


def list_drivers(work: Work, wanted: DriverFilter = DriverFilter()) -> tuple[DriverRow, ...]:  # noqa: B008 - frozen
    """Return drivers in Turkish order."""
    require(work, Right.SEE_ROTA)
    return queries.list_drivers(work.session, wanted, today=local_day(work.now))


def save_driver(
    work: Work,
    driver_id: int | None,
    values: DriverValues,
    *,
    version: int = 0,
    base: DriverValues | None = None,
) -> int:
    """Add a driver or put them right; return the id.

    An officer has the name of the roster; what was typed as their name is not stored.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`, `vehicles.officer_drives`;
            `vehicles.other_officer`: what they did would become another officer's.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_VEHICLES)
    if values.officer_id is not None:
        if work.session.get(Officer, values.officer_id) is None:
            raise KnownError("vehicles.gone")
        values = replace(values, name="")
    stored = None if driver_id is None else work.session.get(Driver, driver_id)
    if stored is not None and stored.officer_id not in {None, values.officer_id}:
        raise KnownError("vehicles.other_officer")
    return DRIVERS.save(work, driver_id, values, version, base)


def open_driver(work: Work, driver_id: int) -> tuple[DriverValues, int]:
    """Return a driver for their form, and the version that goes with it."""
    require(work, Right.EDIT_VEHICLES)
    return DRIVERS.open(work, driver_id)


def remove_driver(work: Work, driver_id: int, *, version: int) -> None:
    """Remove a driver who was entered by mistake.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`; `vehicles.used`.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_VEHICLES)
    _refuse_used(work, Driver, driver_id)
    DRIVERS.remove(work, driver_id, version=version)


def officers_to_add(work: Work) -> tuple[tuple[int, str], ...]:
    """Return the officers of today who are no drivers yet, in the order of the roster."""
    require(work, Right.EDIT_VEHICLES)
    return officers_beside(work.session, Driver.officer_id, today=local_day(work.now))


def officers_beside(
    session: Session, named: InstrumentedAttribute[int | None], *, today: dt.date
) -> tuple[tuple[int, str], ...]:
    """Return the officers of a day whom no row of a table names, in the order of the roster."""
    from alo183_desktop.officers.queries import list_officers
    from alo183_desktop.officers.rows import OfficerFilter

    known = set(session.scalars(select(named)))
    rows = list_officers(session, OfficerFilter(), as_of=today)
    return tuple((row.officer_id, row.name) for row in rows if row.officer_id not in known)


def list_orders(
    work: Work,
    wanted: TaskOrderFilter = TaskOrderFilter(),  # noqa: B008 - frozen
    *,
    after: TaskOrderRow | None = None,
    limit: int | None = queries.PAGE,
) -> tuple[TaskOrderRow, ...]:
    """Return task orders as `queries.list_orders`."""
    require(work, Right.SEE_ROTA)
    return queries.list_orders(work.session, wanted, after=after, limit=limit)


def count_orders(work: Work, wanted: TaskOrderFilter) -> int:
    """Return how many task orders are wanted."""
    require(work, Right.SEE_ROTA)
    return queries.count_orders(work.session, wanted)


def order_choices(work: Work) -> OrderChoices:
    """Return the vehicles and drivers of today that a task order can name.

    What stands against one follows in brackets: an order is written of what was driven, too.
    """
    require(work, Right.EDIT_VEHICLES)
    today = local_day(work.now)
    vehicles = queries.list_vehicles(work.session, VehicleFilter(is_current=True), now=work.now)
    drivers = queries.list_drivers(work.session, DriverFilter(is_current=True), today=today)
    return OrderChoices(
        tuple(
            (one.vehicle_id, _marked(one.plate, STATE_WORDS[one.state] if one.state else ""))
            for one in vehicles
        ),
        tuple(
            (one.driver_id, _marked(one.name, "; ".join(against_driver(one, today, today))))
            for one in drivers
        ),
    )


def _marked(name: str, against: str) -> str:
    return f"{name} ({against})" if against else name


def make_order(work: Work, values: OrderValues) -> int:
    """Write a task order under the next number of the year; return its id.

    Whoever else writes one waits until this one stands, so that no number is missing.

    Raises:
        KnownError: `access.not_allowed`; `vehicles.signed_ahead`: the day of the signature has not
            come.
    """
    require(work, Right.EDIT_VEHICLES)
    _refuse_signed_ahead(work, values)
    take_write_lock(work.session)
    year = local_day(work.now).year
    last = work.session.scalar(select(func.max(TaskOrder.number)).where(TaskOrder.year == year))
    return ORDERS.add(
        work,
        values,
        year=year,
        number=(last or 0) + 1,
        made_at=work.now,
        made_by=work.actor.name,
    )


def change_order(
    work: Work,
    order_id: int,
    values: OrderValues,
    *,
    version: int,
    base: OrderValues | None = None,
) -> int:
    """Put a task order right, such as when the vehicle is back; its number stays.

    Raises:
        KnownError: `access.not_allowed`, `vehicles.gone`; `vehicles.signed_ahead`: the day of the
            signature has not come.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_VEHICLES)
    _refuse_signed_ahead(work, values)
    ORDERS.change(work, order_id, values, version=version, base=base)
    return order_id


def open_order(work: Work, order_id: int) -> tuple[OrderValues, int]:
    """Return a task order for its form, and the version that goes with it."""
    require(work, Right.EDIT_VEHICLES)
    return ORDERS.open(work, order_id)


def record_export(work: Work, count: int, what: str) -> None:
    """Write down that `count` rows left the program as `what`, such as `vehicles`."""
    require(work, Right.SEE_ROTA)
    require(work, Right.EXPORT)
    work.record("vehicles.exported", "vehicle", count=count, what=what)


def record_print(work: Work, count: int, what: str) -> None:
    """Write down that `count` rows were printed as `what`, such as `vehicles`."""
    require(work, Right.SEE_ROTA)
    require(work, Right.PRINT)
    work.record("vehicles.printed", "vehicle", count=count, what=what)


def _refuse_signed_ahead(work: Work, values: OrderValues) -> None:
    if values.signed_on is not None and values.signed_on > local_day(work.now):
        raise KnownError("vehicles.signed_ahead")


def _refuse_used(work: Work, model: type[Any], item_id: int) -> None:
    """Refuse to remove what any other row names, on this floor or above it."""
    table = model.__table__
    for other in whole_metadata().tables.values():
        for key in other.foreign_keys:
            if key.column.table is table:
                named = select(key.parent).where(key.parent == item_id).limit(1)
                if work.session.scalar(named) is not None:
                    raise KnownError("vehicles.used")
