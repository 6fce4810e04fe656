"""Handsets, lines, their custody, their usage, and whether they answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model
import alo183_desktop.imports.model
import alo183_desktop.letters.model
import alo183_desktop.officers.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, only_where, reference
from alo183_desktop.db.frozen_files import FrozenFile
from alo183_desktop.phones.kinds import (
    CallKind,
    FormKind,
    FormState,
    ItemState,
    Measure,
    NoticeKind,
)


class Handset(Versioned, Base):
    """A mobile phone, the device. Source: Genelge 2014/05, giriş (telefonlar)."""

    __tablename__ = "handsets"

    id: Mapped[int] = mapped_column(primary_key=True)
    make: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(String(100))
    imei: Mapped[str | None] = mapped_column(String(15), unique=True)
    """Fifteen digits whose last is the Luhn check digit; None while it is not known."""
    serial: Mapped[str] = mapped_column(String(64), default="")
    condition: Mapped[str] = mapped_column(String(200), default="")
    """In words, as a custody form prints it: `sağlam, ekranda çizik`."""
    accessories: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[ItemState]
    """The one of its `item_states` that was stored last."""
    note: Mapped[str] = mapped_column(String(1000), default="")
    search_key: Mapped[str] = mapped_column(Text)
    """Folded make, model, IMEI, serial."""
    created_at: Mapped[dt.datetime]


class PhoneLine(Versioned, Base):
    """A SIM card with its number."""

    __tablename__ = "lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(16), unique=True)
    """E.164."""
    operator: Mapped[str] = mapped_column(String(64), default="")
    iccid: Mapped[str | None] = mapped_column(String(20), unique=True)
    """19 or 20 digits whose last is the Luhn check digit; None while it is not known."""
    package: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ItemState]
    """The one of its `item_states` that was stored last."""
    note: Mapped[str] = mapped_column(String(1000), default="")
    search_key: Mapped[str] = mapped_column(Text)
    """National digits, folded operator, ICCID."""
    created_at: Mapped[dt.datetime]


class LineSecret(Versioned, Base):
    """PIN and PUK of a line, in a table of their own, so that no list ever loads them."""

    __tablename__ = "line_secrets"

    line_id: Mapped[int] = reference(
        "lines", ondelete="CASCADE", primary_key=True, autoincrement=False
    )
    pin: Mapped[str] = mapped_column(String(8), default="")
    puk: Mapped[str] = mapped_column(String(8), default="")


class StateChange(Base):
    """A change of the state of a handset or line; append-only, so that any time can be queried."""

    __tablename__ = "item_states"
    __table_args__ = (
        CheckConstraint("(handset_id IS NULL) <> (line_id IS NULL)", name="one_item"),
        Index(None, "handset_id", "at"),
        Index(None, "line_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handset_id: Mapped[int | None] = reference("handsets", ondelete="CASCADE")
    line_id: Mapped[int | None] = reference("lines", ondelete="CASCADE")
    state: Mapped[ItemState]
    at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_name: Mapped[str] = mapped_column(String(200))


class Quota(Versioned, Base):
    """What a line may use in a period, from a day on. Source: Genelge 2014/05, giriş ve madde 2."""

    __tablename__ = "quotas"
    __table_args__ = (
        Index("uq_quotas_default", "starts_on", unique=True, **only_where("line_id IS NULL")),
        Index("uq_quotas_line_id_starts_on", "line_id", "starts_on", unique=True),
        CheckConstraint("period_day BETWEEN 1 AND 28", name="period_day"),
        CheckConstraint("seconds > 0 AND bytes > 0", name="amounts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None] = reference("lines", ondelete="CASCADE")
    """None: for every line without a quota of its own."""
    starts_on: Mapped[dt.date]
    """The first day on which it holds; until the next one for the same line."""
    seconds: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    period_day: Mapped[int]
    """Day of the month on which a period starts, 1 to 28."""


class Custody(Versioned, Base):
    """An officer holds a handset or a line during `[from_at, to_at)`.

    Triggers (SQLite) and exclusion constraints (PostgreSQL) refuse two that overlap; triggers allow
    only the end to be set, and only once, unless the form of that end is cancelled. A custody whose
    issue is cancelled ends where it began: it holds no instant.
    """

    __tablename__ = "custodies"
    __table_args__ = (
        CheckConstraint("(handset_id IS NULL) <> (line_id IS NULL)", name="one_item"),
        CheckConstraint("to_at IS NULL OR from_at <= to_at", name="interval"),
        Index(
            "uq_custodies_open_handset", "handset_id", unique=True, **only_where("to_at IS NULL")
        ),
        Index("uq_custodies_open_line", "line_id", unique=True, **only_where("to_at IS NULL")),
        Index(None, "handset_id", "from_at"),
        Index(None, "line_id", "from_at"),
        Index(None, "officer_id", "from_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handset_id: Mapped[int | None] = reference("handsets")
    line_id: Mapped[int | None] = reference("lines")
    officer_id: Mapped[int] = reference("officers")
    from_at: Mapped[dt.datetime]
    to_at: Mapped[dt.datetime | None]
    issue_form_id: Mapped[int | None] = reference("custody_forms", index=True)
    return_form_id: Mapped[int | None] = reference("custody_forms", index=True)
    is_imported: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether an import brought it, and so takes it along when it is undone."""


class CustodyForm(Versioned, Base):
    """A form that both sides sign: of an issue, a return, or a notification of the circular.

    Its content and PDF never change.
    """

    __tablename__ = "custody_forms"
    __table_args__ = (
        Index(None, "officer_id", "at"),
        Index(None, "state", "at"),
        Index("uq_custody_forms_year_number", "year", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    """Counts from 1 in each year: `2026/17`."""
    kind: Mapped[FormKind]
    officer_id: Mapped[int] = reference("officers")
    officer_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[dt.datetime]
    """Of the issue, the return or the notification."""
    state: Mapped[FormState]
    content: Mapped[dict[str, Any]]
    """Its whole content, with the terms in force that day (documents.custody_form as JSON)."""
    item_labels: Mapped[list[str]]
    """The handset and the line, or the circular, as lists name them."""
    search_key: Mapped[str] = mapped_column(Text)
    """Number, folded officer's name and items."""
    printed_at: Mapped[dt.datetime | None]
    signed_at: Mapped[dt.datetime | None]
    made_by: Mapped[str] = mapped_column(String(200))

    @property
    def number_text(self) -> str:
        """Its number as papers print it."""
        return f"{self.year}/{self.number}"


class CustodyFile(FrozenFile, Base):
    """A frozen file of a custody form: its PDF, and scans of it signed; triggers refuse changes."""

    __tablename__ = "custody_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = reference("custody_forms", index=True)
    is_scan: Mapped[bool]


class CustodyTerms(Versioned, Base):
    """The duties of holders of phones, from a day on; printed on each form of that day.

    Source: Genelge 2014/05, madde 1.
    """

    __tablename__ = "custody_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[dt.date] = mapped_column(unique=True)
    terms: Mapped[list[str]]


class CustodyWaiver(Base):
    """Why an officer who left kept what they held, as the change file states it; append-only."""

    __tablename__ = "custody_waivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    custody_id: Mapped[int] = reference("custodies", index=True)
    letter_id: Mapped[int] = reference("letters", index=True)
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class Usage(Base):
    """What a line used on the days `[starts_on, ends_on)` according to one file.

    Days are of Istanbul. A file may contain one measure only, as from operators that send voice and
    data apart: then the other one is NULL, never 0. For each measure, the spans of a line that are
    not superseded never overlap, which triggers (SQLite) and exclusion constraints (PostgreSQL)
    enforce. A usage supersedes earlier ones of the same days only when
    it contains every measure that they contain, so that nothing is lost (usage/match.py).
    """

    __tablename__ = "usages"
    __table_args__ = (
        CheckConstraint("starts_on < ends_on", name="interval"),
        CheckConstraint("seconds >= 0 AND bytes >= 0", name="amounts"),
        CheckConstraint("seconds IS NOT NULL OR bytes IS NOT NULL", name="measures"),
        Index(
            "uq_usages_seconds",
            "line_id",
            "starts_on",
            unique=True,
            **only_where("seconds IS NOT NULL AND superseded_by_import_id IS NULL"),
        ),
        Index(
            "uq_usages_bytes",
            "line_id",
            "starts_on",
            unique=True,
            **only_where("bytes IS NOT NULL AND superseded_by_import_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = reference("imports", ondelete="CASCADE", index=True)
    line_id: Mapped[int] = reference("lines", index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    seconds: Mapped[int | None]
    """None: not in the file; the same for `bytes`."""
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    has_calls: Mapped[bool]
    """Whether the file lists calls, so that `call_records` and `usage_days` have its parts."""
    superseded_by_import_id: Mapped[int | None] = reference(
        "imports", ondelete="SET NULL", index=True
    )
    """The later import that the user let replace it; None while it counts."""


class UsageDay(Base):
    """What a line used on one day of Istanbul, summed from call records when they are stored."""

    __tablename__ = "usage_days"

    usage_id: Mapped[int] = reference("usages", ondelete="CASCADE", primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    seconds: Mapped[int | None]
    """None on each day where its usage has None; the same for `bytes`."""
    bytes: Mapped[int | None] = mapped_column(BigInteger)


class CallRecord(Base):
    """One row of an operator's call-by-call file."""

    __tablename__ = "call_records"
    __table_args__ = (Index(None, "usage_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    usage_id: Mapped[int] = reference("usages", ondelete="CASCADE")
    at: Mapped[dt.datetime]
    kind: Mapped[CallKind]
    number: Mapped[str] = mapped_column(String(32))
    """The other number: E.164 where it is one, otherwise as the file has it (`183`, `internet`)."""
    seconds: Mapped[int]
    """0 where the file has none; the usage shows whether the file has any. The same for `bytes`."""
    bytes: Mapped[int] = mapped_column(BigInteger)


class CallReview(Base):
    """An officer's explanation of an unexplained call. Source: Genelge 2014/05, madde 1."""

    __tablename__ = "call_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = reference("call_records", ondelete="CASCADE", unique=True)
    number_hash: Mapped[str] = mapped_column(String(32), index=True)
    """HMAC of the number: the number itself is kept no longer than the review needs."""
    is_private: Mapped[bool]
    """Whether it was a private call."""
    explanation: Mapped[str] = mapped_column(String(500))
    at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class ReviewKey(Base):
    """The key of the hashes of reviewed numbers: one row, made with the first review."""

    __tablename__ = "review_keys"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class QuotaNotice(Base):
    """A line came near its quota, reached it, or will: one notice for each period and measure."""

    __tablename__ = "quota_notices"
    __table_args__ = (
        Index(
            "uq_quota_notices_once", "line_id", "period_starts_on", "measure", "kind", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = reference("lines", ondelete="CASCADE")
    period_starts_on: Mapped[dt.date]
    measure: Mapped[Measure]
    kind: Mapped[NoticeKind]
    at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]


class ReachabilityCheck(Base):
    """A test call to a phone. Source: Genelge 2014/05, madde 1."""

    __tablename__ = "reachability_checks"
    __table_args__ = (
        Index(None, "line_id", "at"),
        CheckConstraint("ring_seconds IS NULL OR ring_seconds >= 0", name="ring_seconds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = reference("lines")
    officer_id: Mapped[int | None] = reference("officers", index=True)
    """Holder of the line at that time; None when there was none."""
    at: Mapped[dt.datetime]
    is_answered: Mapped[bool]
    ring_seconds: Mapped[int | None]
    """Seconds until it was answered; None when it was not, or was not measured."""
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    by_user_id: Mapped[int | None] = reference("users", index=True)
    by_name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[dt.datetime]


class ReachabilitySeed(Base):
    """The secret from which the hours of test calls are drawn; one row, made once."""

    __tablename__ = "reachability_seeds"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    """32 random bytes."""
    made_at: Mapped[dt.datetime]
