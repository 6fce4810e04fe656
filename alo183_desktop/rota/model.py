"""The duty rota: people of duty, absences, months and their duties, and papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.officers.model
import alo183_desktop.vehicles.model  # noqa: F401 - and to rows there
from alo183_desktop.db.base import Base, Versioned, reference
from alo183_desktop.db.frozen_files import FrozenFile
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    DutyKind,
    Employment,
    PatternDays,
    RotaFileKind,
    SwapManner,
    WishDegree,
    WishKind,
)


class DutyPerson(Versioned, Base):
    """Somebody who can be on duty: an officer of the roster, or another one such as a driver."""

    __tablename__ = "duty_people"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
        Index(None, "sort_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int | None] = reference("officers", unique=True)
    name: Mapped[str] = mapped_column(String(200))
    """As papers print it; empty for an officer, who has the name of the roster."""
    phone: Mapped[str] = mapped_column(String(16), default="")
    """E.164, of a person without a line; empty while it is not known."""
    employment: Mapped[Employment]
    does_main: Mapped[bool]
    does_stand_in: Mapped[bool]
    does_driver: Mapped[bool]
    starts_on: Mapped[dt.date]
    """The first day of duty; with `ends_on` a half-open interval."""
    ends_on: Mapped[dt.date | None]
    driver_id: Mapped[int | None] = reference("drivers", unique=True)
    """Their record as a driver, with the licence; None: none is linked."""
    sort_key: Mapped[str] = mapped_column(String(400))
    search_key: Mapped[str] = mapped_column(Text)
    """Folded name, and the phone as national digits."""


class Absence(Versioned, Base):
    """Somebody is away, or exempt, during `[starts_at, ends_at)`; with a class instead of a reason.

    Source: 657 sayılı Kanun m.101 for the exemptions.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index(None, "person_id", "starts_at"),
        Index(None, "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = reference("duty_people")
    kind: Mapped[AbsenceKind]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class Wish(Versioned, Base):
    """Somebody wishes for a duty on a day, or for none; a proposal of the month weighs it."""

    __tablename__ = "wishes"
    __table_args__ = (
        Index("uq_wishes", "person_id", "day", unique=True),
        Index(None, "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = reference("duty_people")
    day: Mapped[dt.date]
    """In Istanbul, the day on which a duty begins."""
    kind: Mapped[WishKind]
    degree: Mapped[WishDegree]
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class DutyPattern(Versioned, Base):
    """A rule by which the empty duties of a new month are made; existing ones do not follow it."""

    __tablename__ = "duty_patterns"
    __table_args__ = (
        CheckConstraint("starts_minute BETWEEN 0 AND 1439", name="starts_minute"),
        CheckConstraint("length_minutes BETWEEN 60 AND 2880", name="length_minutes"),
        CheckConstraint("rest_minutes BETWEEN 0 AND 10080", name="rest_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DutyKind]
    days: Mapped[PatternDays]
    starts_minute: Mapped[int]
    """Of the day, as the clocks of Istanbul show it."""
    length_minutes: Mapped[int]
    rest_minutes: Mapped[int]
    """Minutes of rest after the duty before the next one."""
    is_active: Mapped[bool]
    """At work for the whole time; otherwise at home, on call."""
    vehicle_id: Mapped[int | None] = reference("vehicles", index=True)
    """The vehicle with which its duties begin."""


class ClosedTime(Versioned, Base):
    """Offices are closed during `[starts_at, ends_at)` by a decision, in addition to the law."""

    __tablename__ = "closed_times"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="interval"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    name: Mapped[str] = mapped_column(String(200))
    """Such as `Bayram idari izni`."""


class RotaLimits(Versioned, Base):
    """The limits of the rules (a single row, id 1); their sources: `rota/rules.py`."""

    __tablename__ = "rota_limits"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    night_starts_minute: Mapped[int]
    night_ends_minute: Mapped[int]
    spacing_days: Mapped[int]
    """Between the beginnings of two long active duties of a person; 0: no limit."""
    month_most: Mapped[int]
    """Duties of a person in a month, stand-in not counted; 0: no limit."""
    worker_day_minutes: Mapped[int]
    worker_night_minutes: Mapped[int]
    worker_rest_minutes: Mapped[int]
    worker_week_minutes: Mapped[int]
    own_subjects_only: Mapped[bool]
    """Whether the person on main duty answers for their own subjects only; otherwise for all."""
    wishes_close_day: Mapped[int]
    """The last day of the month before on which wishes are accepted; 0: until the month begins."""
    director_name: Mapped[str] = mapped_column(String(200))
    """Called when neither the officer on duty nor the stand-in answers; empty: nobody."""
    director_phone: Mapped[str] = mapped_column(String(16))
    """E.164; empty while it is not known."""
    director_approves: Mapped[bool]
    """Whether the role of the director may publish and approve, too (`Right.APPROVE_ROTA`)."""
    ledger_since: Mapped[dt.date | None]
    """The ledger counts from this day on: absences before it were destroyed. None: none were."""


class RotaMonth(Versioned, Base):
    """The rota of one month, such as `2026-12`: begun, then published version by version."""

    __tablename__ = "rota_months"
    __table_args__ = (CheckConstraint("published >= 0", name="published"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7), unique=True)
    basis: Mapped[str] = mapped_column(String(500), default="")
    """The basis of the month, as its papers print it."""
    published: Mapped[int]
    """The number of the newest published version; 0 before the first."""
    published_at: Mapped[dt.datetime | None]


class Duty(Versioned, Base):
    """One duty, `[starts_at, ends_at)`; without a person it is an empty slot.

    Triggers (SQLite) and exclusion constraints (PostgreSQL) refuse two of one person, or of one
    vehicle, that overlap.
    """

    __tablename__ = "duties"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="interval"),
        CheckConstraint("rest_minutes >= 0", name="rest_minutes"),
        Index(None, "month", "starts_at"),
        Index(None, "ends_at", "starts_at"),
        Index(None, "person_id", "starts_at"),
        Index(None, "vehicle_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(ForeignKey("rota_months.month", ondelete="RESTRICT"))
    """The month of the day in Istanbul on which it begins."""
    kind: Mapped[DutyKind]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    rest_minutes: Mapped[int]
    is_active: Mapped[bool]
    person_id: Mapped[int | None] = reference("duty_people")
    vehicle_id: Mapped[int | None] = reference("vehicles")
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it breaks rules that can be overruled; empty: it does not."""
    overruled: Mapped[str] = mapped_column(String(200), default="")
    """The rules that it broke when the reason was given, separated by blanks."""
    is_locked: Mapped[bool] = mapped_column(default=False)
    """Whether a proposal of the month leaves it as it is, empty or not."""
    part_of: Mapped[int | None] = reference("duties", index=True)
    """The duty from which it was cut when a part was taken over; None: it is that, or whole."""


class Worked(Base):
    """Somebody other than its holder, or nobody, was on a duty during `[starts_at, ends_at)`.

    There is no row where the holder worked the duty, except for the time after they left duty for
    good, and after its end when it ran over. Two of one duty, or of one person, never overlap.
    """

    __tablename__ = "worked"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index(None, "duty_id", "starts_at"),
        Index(None, "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = reference("duties")
    person_id: Mapped[int | None] = reference("duty_people")
    """None: nobody was there."""
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class Swap(Versioned, Base):
    """A person took over a duty of another one, whole or in part; `duties` contain the result.

    It is approved at once, or later where it was urgent, and can be taken back.
    """

    __tablename__ = "swaps"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="interval"),
        CheckConstraint("from_person_id <> person_id", name="people"),
        Index(None, "duty_id", "starts_at"),
        Index(None, "from_person_id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = reference("duties")
    """The whole duty, not a part of it."""
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    from_person_id: Mapped[int] = reference("duty_people")
    person_id: Mapped[int] = reference("duty_people")
    manner: Mapped[SwapManner]
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[dt.datetime | None]
    """None: the approval is open."""
    approved_by: Mapped[str] = mapped_column(String(200), default="")
    undone_at: Mapped[dt.datetime | None]
    """None: it holds."""
    in_return_of: Mapped[int | None] = reference("swaps", ondelete="SET NULL", index=True)
    """The swap that this duty was given for; both are undone together. None: it is that one."""


class HandOver(Versioned, Base):
    """A note from the person whose main duty ends to the one whose duty begins.

    The facts filled in by the program (`facts`) never change; a note is beside them.
    """

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("from_person_id <> to_person_id", name="people"),
        Index("uq_hand_overs_at_from_person_id", "at", "from_person_id", unique=True),
        Index(None, "from_person_id"),
        Index(None, "to_person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    """When the first duty ends and the second begins."""
    from_person_id: Mapped[int] = reference("duty_people")
    to_person_id: Mapped[int] = reference("duty_people")
    facts: Mapped[dict[str, Any]]
    """As `overview.hand_overs` filled them in."""
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))
    confirmed_at: Mapped[dt.datetime | None]
    """None: nobody has confirmed it yet."""
    confirmed_by: Mapped[str] = mapped_column(String(200), default="")


class GrantedLeave(Versioned, Base):
    """Leave that the administration granted somebody for duties; it follows from no count.

    Source: 657 sayılı Kanun m.178; duty itself gives none.
    """

    __tablename__ = "granted_leaves"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 90", name="days"),
        Index(None, "person_id", "granted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = reference("duty_people")
    granted_on: Mapped[dt.date]
    days: Mapped[int]


class UnreachedReport(Versioned, Base):
    """A report of the call centre that it could not reach the person on duty.

    Source: Genelge 2014/05, madde 1.
    """

    __tablename__ = "unreached_reports"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    """The time of the attempt."""
    operator: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(16))
    """The number called, E.164; it need not be one of our lines."""
    answer: Mapped[str] = mapped_column(String(1000))
    """The reason that was found; empty: not answered yet."""
    search_key: Mapped[str] = mapped_column(Text)
    """Folded operator and answer, and the number as national digits."""
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class RotaFile(FrozenFile, Base):
    """A paper of a month as it was published, or the scan of its approval; never changes."""

    __tablename__ = "rota_files"
    __table_args__ = (Index(None, "month_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month_id: Mapped[int] = reference("rota_months")
    kind: Mapped[RotaFileKind]
    number: Mapped[int]
    """The version that it shows."""
    content: Mapped[dict[str, Any]]
    """For a rota: every duty as it was published (`rules.content_of`); empty for other files."""


class RotaNotice(Versioned, Base):
    """Notification of a person in a published version against signature (*tebliğ-tebellüğ*)."""

    __tablename__ = "rota_notices"
    __table_args__ = (Index("uq_rota_notices", "month_id", "number", "person_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month_id: Mapped[int] = reference("rota_months")
    number: Mapped[int]
    """Of the version."""
    person_id: Mapped[int] = reference("duty_people", index=True)
    signed_on: Mapped[dt.date | None]
