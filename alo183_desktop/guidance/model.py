"""The log of citizens who were helped at the directorate."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model
import alo183_desktop.officers.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, reference


class Guidance(Versioned, Base):
    """A citizen came, was helped on the spot, or was sent on to 183 all the same.

    Source: Genelge 2014/05, madde 7.
    """

    __tablename__ = "guidances"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "subject_id", "at"),
        Index(None, "is_sent_on", "at"),
        CheckConstraint("NOT is_sent_on OR sent_reason <> ''", name="sent_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    subject_id: Mapped[int] = reference("subjects")
    asked: Mapped[str] = mapped_column(String(1000))
    done: Mapped[str] = mapped_column(String(1000), default="")
    is_sent_on: Mapped[bool]
    """Whether they were sent on to Alo 183, which the circular forbids."""
    sent_reason: Mapped[str] = mapped_column(String(500), default="")
    search_key: Mapped[str] = mapped_column(Text)
    """Folded `asked`, `done`, `sent_reason` and the name of its author."""
    by_user_id: Mapped[int | None] = reference("users", index=True)
    by_name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[dt.datetime]
