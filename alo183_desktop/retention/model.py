"""Retention periods, decisions on due records, and the records of destructions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, reference
from alo183_desktop.retention.kinds import Decision, RecordKind


class RetentionPeriod(Versioned, Base):
    """How long records of a kind are kept, from a day on; the first ones come with the data.

    Source: 6698 s. Kanun, madde 4/2-d ve 7; Yönetmelik 28.10.2017/30224, madde 5.
    """

    __tablename__ = "retention_periods"
    __table_args__ = (
        Index("uq_retention_periods_kind_starts_on", "kind", "starts_on", unique=True),
        CheckConstraint("months > 0", name="months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RecordKind]
    starts_on: Mapped[dt.date]
    """The first day on which a review uses it; until the next one of its kind."""
    months: Mapped[int]
    basis: Mapped[str] = mapped_column(String(300))
    """The law or the plan that it is based on."""


class RetentionReview(Base):
    """The last decision on a due record; removed with the record."""

    __tablename__ = "retention_reviews"
    __table_args__ = (
        Index("uq_retention_reviews_kind_item_id", "kind", "item_id", unique=True),
        CheckConstraint("decision <> 'postponed' OR until IS NOT NULL", name="until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RecordKind]
    item_id: Mapped[int]
    decision: Mapped[Decision]
    until: Mapped[dt.date | None]
    """The first day on which a postponed record is due again."""
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[dt.datetime]
    by_user_id: Mapped[int | None] = reference("users", index=True)
    by_name: Mapped[str] = mapped_column(String(200))


class Destruction(Base):
    """The record of a destruction; it names no destroyed record. Never changed or removed.

    Source: Yönetmelik 28.10.2017/30224, madde 7 (kept three years at least).
    """

    __tablename__ = "destructions"
    __table_args__ = (CheckConstraint("items > 0", name="items"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RecordKind]
    at: Mapped[dt.datetime]
    items: Mapped[int]
    """How many records."""
    months: Mapped[int]
    """The period that was over."""
    basis: Mapped[str] = mapped_column(String(300))
    oldest_on: Mapped[dt.date]
    """The earliest day from which the period of one of them ran; the next column the latest."""
    newest_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(500))
    ids_sha256: Mapped[str] = mapped_column(String(64))
    """Over the ids of the records (rules.hash_of_ids)."""
    removed: Mapped[dict[str, Any]]
    """How many rows were removed or emptied, by table."""
    by_user_id: Mapped[int | None] = reference("users", index=True)
    by_name: Mapped[str] = mapped_column(String(200))
    kept_until: Mapped[dt.date]
    erased_at: Mapped[dt.datetime | None]
    """When the data file was rewritten without the destroyed rows; None until that is done."""


class DestructionItem(Base):
    """A record that is being destroyed: the triggers let only these records be removed.

    It cannot outlive its transaction: `never_id` refers to a row that cannot exist, which
    is checked at the commit.
    """

    __tablename__ = "destruction_items"

    kind: Mapped[RecordKind] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    destruction_id: Mapped[int] = reference("destructions", index=True)
    never_id: Mapped[int] = mapped_column(
        ForeignKey("impossible_rows.id", deferrable=True, initially="DEFERRED"), index=True
    )


class ImpossibleRow(Base):
    """A table that can have no rows, so that a row that refers to it cannot be committed."""

    __tablename__ = "impossible_rows"
    __table_args__ = (CheckConstraint("id <> id", name="none"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
