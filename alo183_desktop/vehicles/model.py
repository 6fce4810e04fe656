"""Vehicles, when they are unavailable, who drives them, and task orders."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.officers.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, reference
from alo183_desktop.vehicles.kinds import LicenceClass, VehicleStateKind


class Vehicle(Versioned, Base):
    """A vehicle that serves Alo 183. Source: Genelge 2014/05, madde 4."""

    __tablename__ = "vehicles"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
        CheckConstraint("seats BETWEEN 1 AND 60", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plate: Mapped[str] = mapped_column(String(12), unique=True)
    """In normal form, such as `06 ABC 123`."""
    make: Mapped[str] = mapped_column(String(100))
    seats: Mapped[int]
    """Including the driver's."""
    has_child_seat: Mapped[bool]
    starts_on: Mapped[dt.date]
    """The first day with it; with `ends_on` a half-open interval."""
    ends_on: Mapped[dt.date | None]
    inspected_until: Mapped[dt.date | None]
    """The last day for which the inspection is valid; None while unknown; the same below."""
    insured_until: Mapped[dt.date | None]
    serviced_until: Mapped[dt.date | None]


class VehicleState(Versioned, Base):
    """A vehicle is unavailable during `[starts_at, ends_at)`; without an end: until further notice.

    Triggers (SQLite) and an exclusion constraint (PostgreSQL) refuse overlapping rows of one
    vehicle.
    """

    __tablename__ = "vehicle_states"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="interval"),
        Index(None, "vehicle_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = reference("vehicles")
    kind: Mapped[VehicleStateKind]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]


class Driver(Versioned, Base):
    """A person who may drive: an officer of the roster, or somebody else.

    Source: 237 sayılı Taşıt Kanunu; RG 01.04.2006/26126.
    """

    __tablename__ = "drivers"
    __table_args__ = (Index(None, "sort_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int | None] = reference("officers", unique=True)
    name: Mapped[str] = mapped_column(String(200))
    """As papers print it; empty for an officer, whose name is in the roster."""
    licence_class: Mapped[LicenceClass]
    licence_until: Mapped[dt.date | None]
    """The last day of the licence; None while unknown."""
    approved_on: Mapped[dt.date | None]
    """The day of the assignment, or of the approval to drive; None: there is none."""
    has_consent: Mapped[bool]
    """Whether they agreed to drive."""
    ends_on: Mapped[dt.date | None]
    """The first day on which they no longer drive."""
    sort_key: Mapped[str] = mapped_column(String(400))
    search_key: Mapped[str] = mapped_column(Text)


class TaskOrder(Versioned, Base):
    """One trip; numbers have no gap within a year, and a trigger refuses to delete one.

    Source: 237 sayılı Taşıt Kanunu: no vehicle leaves without one.
    """

    __tablename__ = "task_orders"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("in_at IS NULL OR out_at < in_at", name="interval"),
        CheckConstraint("out_km IS NULL OR in_km IS NULL OR out_km <= in_km", name="km"),
        Index("uq_task_orders_year_number", "year", "number", unique=True),
        Index(None, "out_at"),
        Index(None, "vehicle_id", "out_at"),
        Index(None, "driver_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    """In which it was written."""
    number: Mapped[int]
    vehicle_id: Mapped[int] = reference("vehicles")
    driver_id: Mapped[int] = reference("drivers")
    people: Mapped[str] = mapped_column(String(500))
    """The names of the officials who travel, separated by commas."""
    place: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(300))
    case_number: Mapped[str] = mapped_column(String(64))
    """All that it states of a case; empty: it is about none."""
    out_at: Mapped[dt.datetime]
    in_at: Mapped[dt.datetime | None]
    out_km: Mapped[int | None]
    in_km: Mapped[int | None]
    is_urgent: Mapped[bool]
    """Whether it was written after an urgent trip."""
    signed_on: Mapped[dt.date | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    """Whether it was written by mistake: no trip, but its number stays."""
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(Text)
