"""Officers, subjects and assignments."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.directorate.model
import alo183_desktop.letters.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, only_where, reference


class Subject(Versioned, Base):
    """What an application is about. Source: Genelge 2014/05, giriş; a directorate adds its own."""

    __tablename__ = "subjects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    """As lists show it: `Şehit yakını, gazi`."""
    key: Mapped[str] = mapped_column(String(100), unique=True)
    """The folded name."""
    position: Mapped[int]
    is_required: Mapped[bool] = mapped_column(default=False)
    """Named by the circular: cannot be retired."""
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]


class Officer(Versioned, Base):
    """An officer of the roster; stays after leaving, because letters and history name them."""

    __tablename__ = "officers"
    __table_args__ = (Index(None, "sort_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = reference("units", index=True)
    given_names: Mapped[str] = mapped_column(String(100))
    surname: Mapped[str] = mapped_column(String(100))
    """In Turkish capitals."""
    title: Mapped[str] = mapped_column(String(200))
    tckn: Mapped[str | None] = mapped_column(String(11), unique=True)
    """None while unknown; a letter demands it."""
    corporate_email: Mapped[str] = mapped_column(String(254), default="")
    personal_email: Mapped[str] = mapped_column(String(254), default="")
    personal_mobile: Mapped[str] = mapped_column(String(16), default="")
    """E.164; the same for the other phones; empty while unknown."""
    corporate_mobile: Mapped[str] = mapped_column(String(16), default="")
    desk_phone: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    search_key: Mapped[str] = mapped_column(Text)
    """Folded name, title, e-mails, and the phones of the office as national digits."""
    sort_key: Mapped[str] = mapped_column(String(400))
    """Sort key of given names and surname in the Turkish alphabet."""
    created_at: Mapped[dt.datetime]


class Assignment(Versioned, Base):
    """An officer is responsible for a subject on the days `[starts_on, ends_on)`."""

    __tablename__ = "assignments"
    __table_args__ = (
        # An interval that was cancelled before it began is empty, not negative.
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),
        Index(
            "uq_assignments_open",
            "officer_id",
            "subject_id",
            unique=True,
            **only_where("ends_on IS NULL"),
        ),
        Index(None, "subject_id", "starts_on"),
        Index(None, "officer_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = reference("officers")
    subject_id: Mapped[int] = reference("subjects")
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    opened_by_letter_id: Mapped[int | None] = reference("letters", index=True)
    """None for those of the first roster."""
    closed_by_letter_id: Mapped[int | None] = reference("letters", index=True)
    created_at: Mapped[dt.datetime]


class Substitution(Versioned, Base):
    """An officer has a substitute on the days `[starts_on, ends_on)`: *vekâlet*.

    The officer's assignments stay as they are, and it has no effect without any.
    """

    __tablename__ = "substitutions"
    __table_args__ = (
        # One that was withdrawn before it began is empty, like an assignment.
        CheckConstraint("starts_on <= ends_on", name="interval"),
        CheckConstraint("officer_id <> substitute_id", name="people"),
        Index(None, "officer_id", "starts_on"),
        Index(None, "substitute_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = reference("officers")
    subject_id: Mapped[int | None] = reference("subjects", index=True)
    """None: all that the officer answers for."""
    substitute_id: Mapped[int] = reference("officers")
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    """The first day without it; earlier once it was ended."""
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[dt.datetime | None]
    """When it was ended or withdrawn; None: it ends, or ended, as planned."""
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    letter_id: Mapped[int | None] = reference("letters", index=True)
    """The newest letter that informs the Office of it; None: there is none."""
    told: Mapped[str] = mapped_column(String(100), default="")
    """What that letter states about it (`rota.substitute_service`)."""
