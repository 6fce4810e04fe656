"""Read vehicles, their states, drivers and task orders."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Date, bindparam, func, or_, select

from alo183_desktop.db.base import UtcDateTime
from alo183_desktop.db.columns import columns_of, with_words
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import left_on
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.searching import folded_words
from alo183_desktop.shared.turkish import fold
from alo183_desktop.vehicles.model import Driver, TaskOrder, Vehicle, VehicleState
from alo183_desktop.vehicles.rows import (
    DriverRow,
    Fleet,
    StateFilter,
    TaskOrderRow,
    VehicleRow,
    VehicleStateRow,
)
from alo183_desktop.vehicles.rules import due_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from alo183_desktop.vehicles.rows import DriverFilter, TaskOrderFilter, VehicleFilter

_V: Final[Any] = Vehicle.__table__.c
_S: Final[Any] = VehicleState.__table__.c
_D: Final[Any] = Driver.__table__.c
_T: Final[Any] = TaskOrder.__table__.c
_O: Final[Any] = Officer.__table__.c
_VEHICLE: Final = columns_of(VehicleRow, _V, vehicle_id=_V.id)
NAME: Final[Any] = func.coalesce(func.trim(_O.given_names + " " + _O.surname), _D.name)
"""Of a driver: an officer's is that of the roster."""
_IS_OFFICER: Final = _O.id == _D.officer_id
ENDS_ON: Final[Any] = func.coalesce(_D.ends_on, left_on(_D.officer_id))
"""The first day on which a driver no longer drives; for an officer, the day they left."""


def list_vehicles(
    session: Session, wanted: VehicleFilter, *, now: dt.datetime
) -> tuple[VehicleRow, ...]:
    """Return vehicles by plate, with their state at `now`, UTC."""
    today = local_day(now)
    query = _vehicles(is_current=wanted.is_current)
    found = session.execute(query, {"now": now, "today": today})
    rows = (VehicleRow(*record) for record in found)
    words = folded_words(wanted.search)
    return tuple(
        one
        for one in rows
        if _matches(f"{one.plate} {one.make}", words) and wanted.due in {None, due_of(one, today)}
    )


@cache
def _vehicles(*, is_current: bool | None) -> Select[Any]:
    # Cached: who is on duty is asked by every screen and every minute.
    now, today = bindparam("now", type_=UtcDateTime), bindparam("today", type_=Date)
    holds = (
        (_S.vehicle_id == _V.id)
        & (_S.starts_at <= now)
        & or_(_S.ends_at.is_(None), _S.ends_at > now)
    )
    query = (
        select(*_VEHICLE, _S.kind, _S.ends_at)
        .select_from(Vehicle.__table__)
        .join(VehicleState.__table__, holds, isouter=True)
        .order_by(_V.plate)
    )
    if is_current is None:
        return query
    has_ended = _V.ends_on.is_not(None) & (_V.ends_on <= today)
    return query.where(~has_ended & (_V.starts_on <= today) if is_current else has_ended)


def _matches(text: str, words: Iterable[str]) -> bool:
    """Return whether a text has each word; a plate is found with and without its blanks."""
    folded = fold(text)
    return all(word in folded or word in folded.replace(" ", "") for word in words)


def list_states(session: Session, wanted: StateFilter) -> tuple[VehicleStateRow, ...]:
    """Return when vehicles are unavailable, the latest first."""
    query = (
        select(*columns_of(VehicleStateRow, _S, state_id=_S.id, plate=_V.plate))
        .join(Vehicle.__table__, _V.id == _S.vehicle_id)
        .order_by(_S.starts_at.desc(), _S.id.desc())
    )
    if wanted.since is not None:
        query = query.where(or_(_S.ends_at.is_(None), _S.ends_at > wanted.since))
    if wanted.until is not None:
        query = query.where(_S.starts_at < wanted.until)
    rows = (VehicleStateRow(*record) for record in session.execute(query))
    words = folded_words(wanted.search)
    return tuple(one for one in rows if _matches(one.plate, words))


def list_drivers(
    session: Session, wanted: DriverFilter, *, today: dt.date
) -> tuple[DriverRow, ...]:
    """Return drivers in Turkish order."""
    query = _drivers().order_by(func.coalesce(_O.sort_key, _D.sort_key), _D.id)
    query = with_words(query, folded_words(wanted.search), _D.search_key, _O.search_key)
    if wanted.is_current is not None:
        is_current = or_(ENDS_ON.is_(None), today < ENDS_ON)
        query = query.where(is_current if wanted.is_current else ~is_current)
    return tuple(DriverRow(*record) for record in session.execute(query))


def _drivers() -> Select[Any]:
    return (
        select(*columns_of(DriverRow, _D, driver_id=_D.id, name=NAME, ends_on=ENDS_ON))
        .select_from(Driver.__table__)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
    )


def read_fleet(session: Session, *, since: dt.datetime, until: dt.datetime) -> Fleet:
    """Return all vehicles and drivers, and unavailable vehicles in `[since, until)`, UTC."""
    vehicles = select(*_VEHICLE).order_by(_V.plate)
    states: defaultdict[int, list[VehicleStateRow]] = defaultdict(list)
    for state in list_states(session, StateFilter(since=since, until=until)):
        states[state.vehicle_id].append(state)
    return Fleet(
        vehicles={one.vehicle_id: VehicleRow(*one) for one in session.execute(vehicles)},
        states={number: tuple(found) for number, found in states.items()},
        drivers={one.driver_id: DriverRow(*one) for one in session.execute(_drivers())},
    )


def list_orders(session: Session, wanted: TaskOrderFilter) -> tuple[TaskOrderRow, ...]:
    """Return task orders, the latest departure first, without what lies between them."""
    query = _wanted(_orders(), wanted).order_by(_T.out_at.desc(), _T.id.desc())
    return tuple(TaskOrderRow(*record) for record in session.execute(query))


def count_orders(session: Session, wanted: TaskOrderFilter) -> int:
    """Return how many task orders are wanted."""
    query = _wanted(select(func.count()).select_from(TaskOrder.__table__), wanted)
    return int(session.execute(query).scalar_one())


def order_of(session: Session, order_id: int) -> TaskOrderRow | None:
    """Return one task order; None: it is gone."""
    record = session.execute(_orders().where(_T.id == order_id)).one_or_none()
    return None if record is None else TaskOrderRow(*record)


def last_km(session: Session, vehicle_id: int, *, before: dt.datetime) -> int | None:
    """Return the odometer of a vehicle after its last trip that left before a time.

    None: it was not recorded.
    """
    query = (
        select(_T.in_km)
        .where(_T.vehicle_id == vehicle_id, _T.out_at < before, ~_T.is_cancelled)
        .order_by(_T.out_at.desc(), _T.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _orders() -> Select[Any]:
    return (
        select(*columns_of(TaskOrderRow, _T, order_id=_T.id, plate=_V.plate, driver_name=NAME))
        .select_from(TaskOrder.__table__)
        .join(Vehicle.__table__, _V.id == _T.vehicle_id)
        .join(Driver.__table__, _D.id == _T.driver_id)
        .join(Officer.__table__, _IS_OFFICER, isouter=True)
    )


def _wanted(query: Select[Any], wanted: TaskOrderFilter) -> Select[Any]:
    query = with_words(query, folded_words(wanted.search), _T.search_key)
    if wanted.vehicle_id is not None:
        query = query.where(_T.vehicle_id == wanted.vehicle_id)
    if wanted.is_signed is not None:
        is_signed = _T.signed_on.is_not(None)
        query = query.where(is_signed if wanted.is_signed else ~is_signed, ~_T.is_cancelled)
    if wanted.is_cancelled is not None:
        query = query.where(_T.is_cancelled if wanted.is_cancelled else ~_T.is_cancelled)
    if wanted.since is not None:
        query = query.where(_T.out_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(_T.out_at < wanted.until)
    return query
