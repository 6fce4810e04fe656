"""Frozen rows of vehicles, drivers and task orders; times are UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.vehicles.kinds import Due, LicenceClass, VehicleStateKind


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """A vehicle."""

    vehicle_id: int
    plate: str
    make: str
    seats: int
    has_child_seat: bool
    starts_on: dt.date
    ends_on: dt.date | None
    """The first day without it; None while it is open."""
    inspected_until: dt.date | None
    insured_until: dt.date | None
    serviced_until: dt.date | None
    version: int
    state: VehicleStateKind | None = None
    """Why it is unavailable now; None: it is available, or the row was read for no time."""
    state_until: dt.datetime | None = None

    def is_used(self, day: dt.date) -> bool:
        """Return whether it is in use on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class VehicleFilter:
    """Which vehicles are wanted; empty and None mean: all."""

    search: str = ""
    is_current: bool | None = None
    """Whether they are in use today; False: only former ones."""
    due: Due | None = None
    """How near their next date is."""


@dataclass(frozen=True, slots=True)
class VehicleStateRow:
    """A vehicle is unavailable during `[starts_at, ends_at)`."""

    state_id: int
    vehicle_id: int
    plate: str
    kind: VehicleStateKind
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class StateFilter:
    """Which states are wanted; empty and None mean: all."""

    search: str = ""
    since: dt.datetime | None = None
    """Those that overlap `[since, until)`."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DriverRow:
    """Who may drive."""

    driver_id: int
    officer_id: int | None
    name: str
    licence_class: LicenceClass
    licence_until: dt.date | None
    approved_on: dt.date | None
    has_consent: bool
    ends_on: dt.date | None
    version: int


@dataclass(frozen=True, slots=True)
class DriverFilter:
    """Which drivers are wanted; empty and None mean: all."""

    search: str = ""
    is_current: bool | None = None
    """Whether they drive today or later."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Vehicles and drivers around some duties, by their ids."""

    vehicles: Mapping[int, VehicleRow] = field(default_factory=dict)
    states: Mapping[int, tuple[VehicleStateRow, ...]] = field(default_factory=dict)
    """By the id of the vehicle."""
    drivers: Mapping[int, DriverRow] = field(default_factory=dict)
    """Empty while the directorate keeps none: licences are not checked then."""


@dataclass(frozen=True, slots=True)
class TaskOrderRow:
    """One trip."""

    order_id: int
    year: int
    number: int
    vehicle_id: int
    plate: str
    driver_id: int
    driver_name: str
    people: str
    place: str
    purpose: str
    case_number: str
    out_at: dt.datetime
    in_at: dt.datetime | None
    out_km: int | None
    in_km: int | None
    is_urgent: bool
    signed_on: dt.date | None
    made_at: dt.datetime
    made_by: str
    version: int
    is_cancelled: bool = False
    cancel_reason: str = ""
    gap_km: int | None = None
    """Between the trip before it of the same vehicle and this one, as `km_gaps`."""


@dataclass(frozen=True, slots=True)
class TaskOrderFilter:
    """Which task orders are wanted; empty and None mean: all."""

    search: str = ""
    vehicle_id: int | None = None
    is_signed: bool | None = None
    """A cancelled one is neither."""
    is_cancelled: bool | None = None
    since: dt.datetime | None = None
    """Those that leave in `[since, until)`."""
    until: dt.datetime | None = None


class OrderWanted(NamedTuple):
    """What a new task order is for."""

    case_number: str = ""
    """Empty: for no case."""
    place: str = ""


class OrderChoices(NamedTuple):
    """What the form of a task order offers, by ids."""

    vehicles: tuple[tuple[int, str], ...]
    drivers: tuple[tuple[int, str], ...]
