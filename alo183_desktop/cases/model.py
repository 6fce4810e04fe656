"""Cases, their actions and responsibilities, and what is counted of them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model
import alo183_desktop.letters.model
import alo183_desktop.officers.model
import alo183_desktop.phones.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.rules import CALL_REVIEW_DAYS
from alo183_desktop.db.base import Base, Versioned, only_where, reference
from alo183_desktop.db.frozen_files import FrozenFile

# Call reviews belong to cases; their table depends on the calls, and is defined with them.
from alo183_desktop.phones.model import CallReview as CallReview  # noqa: PLC0414 - exported

FILTERED: Final = (
    "is_closed",
    "is_urgent",
    "subject_id",
    "officer_id",
    "district_key",
)
"""The filters of a list: at the end of each of its indexes, so that no row is looked up only to be
left out. In an encrypted file that costs a hundred times as much as the next key."""


def _but(name: str) -> tuple[str, ...]:
    return tuple(each for each in FILTERED if each != name)


class CaseKind(Versioned, Base):
    """What a case is about, on the days `[starts_on, ends_on)`. The first six come with the data.

    Source: Genelge 2014/05, giriş (ihmal, istismar, töre/namus); a directorate adds its own.
    """

    __tablename__ = "case_kinds"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="interval"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    """The folded name without punctuation."""
    position: Mapped[int]
    is_urgent: Mapped[bool]
    """Whether such a case is urgent from the start."""
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    """The first day on which it can no longer be chosen; None while it can."""


class CaseTerms(Versioned, Base):
    """Deadlines for actions and times of reminders, from a day on.

    Source: Genelge 2014/05, madde 4 ("derhal") and madde 5 (24 hours, which no setting changes).
    """

    __tablename__ = "case_terms"
    __table_args__ = (
        CheckConstraint(
            "urgent_action_minutes > 0 AND other_action_minutes > 0", name="action_minutes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[dt.date] = mapped_column(unique=True)
    """Day of the referral, in Istanbul; until the next terms."""
    urgent_action_minutes: Mapped[int]
    """From referral to first action, for an urgent case; the same for the others."""
    other_action_minutes: Mapped[int]
    reminder_hours: Mapped[list[int]]
    """Hours after the referral at which the program reminds of the entry, rising."""
    call_review_days: Mapped[int] = mapped_column(default=CALL_REVIEW_DAYS)
    """For how long a call's number may wait for the officer's explanation; then only a hash
    stays."""


class Case(Versioned, Base):
    """A matter that an officer follows until the entry in the call-centre system.

    Times are UTC. The 24 hours run from `routed_at` on the wall clock and never pause; only
    `entered_at` stops them. Source: Genelge 2014/05, madde 5.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("acknowledged_at IS NULL OR acknowledged_at >= routed_at", name="known"),
        CheckConstraint("first_action_at IS NULL OR first_action_at >= routed_at", name="acted"),
        CheckConstraint("entered_at IS NULL OR entered_at >= routed_at", name="entered"),
        CheckConstraint("closed_at IS NULL OR is_closed", name="closed"),
        CheckConstraint("police_at IS NULL OR is_police_informed", name="police"),
        # The list in its own order, and the same for each filter: a page is a range of one index,
        # which also has the columns of the other filters (ADR 0007).
        Index("ix_cases_by_order", "order_key", "id", *FILTERED),
        Index("ix_cases_by_officer", "officer_id", "order_key", "id", *_but("officer_id")),
        Index("ix_cases_by_subject", "subject_id", "order_key", "id", *_but("subject_id")),
        Index("ix_cases_by_district", "district_key", "order_key", "id", *_but("district_key")),
        Index("ix_cases_by_routed", "routed_at", "id", "order_key", *FILTERED),
        Index("ix_cases_by_number", "number_key", "id", "order_key", *FILTERED),
        Index(
            "ix_cases_action_key",
            "action_key",
            "id",
            *FILTERED,
            **only_where("action_key IS NOT NULL"),
        ),
        Index(
            "ix_cases_police_key",
            "is_police_informed",
            "police_key",
            "id",
            *FILTERED,
            **only_where("police_key IS NOT NULL"),
        ),
        Index(
            "ix_cases_entered_late",
            "order_key",
            "id",
            *FILTERED,
            **only_where("entered_at > due_at"),
        ),
        Index(
            "ix_cases_acted_late",
            "order_key",
            "id",
            *FILTERED,
            **only_where("first_action_at > action_due_at"),
        ),
        Index(
            "ix_cases_next_reminder_at",
            "next_reminder_at",
            **only_where("next_reminder_at IS NOT NULL"),
        ),
        Index("ix_cases_caller_phone", "caller_phone", **only_where("caller_phone <> ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    """The call centre's, in its format: `183-2026-100000`."""
    number_key: Mapped[str] = mapped_column(String(64), unique=True)
    """Folded, without blanks and punctuation."""
    routed_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    """24 hours after the referral."""
    action_due_at: Mapped[dt.datetime]
    """By when a first action is due, by the terms of the day of the referral."""
    operator_name: Mapped[str] = mapped_column(String(200), default="")
    """Who routed it at the call centre. Source: Genelge 2014/05, madde 3."""
    subject_id: Mapped[int] = reference("subjects")
    kind_id: Mapped[int] = reference("case_kinds", index=True)
    is_urgent: Mapped[bool]
    district: Mapped[str] = mapped_column(String(100), default="")
    district_key: Mapped[str] = mapped_column(String(100), default="")
    caller_phone: Mapped[str] = mapped_column(String(16), default="")
    """E.164; empty when it was not given."""
    caller_name: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(String(4000), default="")
    officer_id: Mapped[int | None] = reference("officers")
    """Who is responsible now: the last of its `case_responsibilities`."""
    officer_text: Mapped[str] = mapped_column(String(200), default="")
    """The officer named in a file but not in the roster; empty otherwise."""
    acknowledged_at: Mapped[dt.datetime | None]
    """When the officer knew of it."""
    first_action_at: Mapped[dt.datetime | None]
    action_minutes: Mapped[int | None]
    """Whole minutes from referral to first action."""
    is_police_informed: Mapped[bool] = mapped_column(default=False)
    police_unit: Mapped[str] = mapped_column(String(200), default="")
    police_at: Mapped[dt.datetime | None]
    """None when the time is unknown."""
    police_by: Mapped[str] = mapped_column(String(200), default="")
    entered_at: Mapped[dt.datetime | None]
    """When it was entered in the call-centre system; stops the 24 hours."""
    entry_record: Mapped[str] = mapped_column(String(200), default="")
    """The record's number there, or the file that states it; an attached file proves it as well."""
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Stops no clock."""
    closed_at: Mapped[dt.datetime | None]
    """None when the time is unknown."""
    outcome: Mapped[str] = mapped_column(String(1000), default="")
    order_key: Mapped[int] = mapped_column(BigInteger)
    """Its position in the list (rules.order_key); the same for the next two."""
    action_key: Mapped[int | None] = mapped_column(BigInteger)
    """Microseconds of `action_due_at` while a first action is awaited; None afterwards."""
    police_key: Mapped[int | None] = mapped_column(BigInteger)
    """`order_key` while the police should be informed, or their unit named; None otherwise."""
    next_reminder_at: Mapped[dt.datetime | None]
    """None when no reminder is left."""
    kept_fields: Mapped[str] = mapped_column(String(500), default="")
    """Columns that users corrected, separated by blanks: no file changes them from then on."""
    routed_week: Mapped[dt.date]
    """The Monday of the referral's week in Istanbul."""
    routed_month: Mapped[dt.date]
    """The first day of the referral's month in Istanbul."""
    recorded_at: Mapped[dt.datetime]
    recorded_by_user_id: Mapped[int | None] = reference("users", index=True)
    recorded_by: Mapped[str] = mapped_column(String(200))


class CaseWords(Base):
    """The words that a search for a case looks in; triggers keep the backend's full-text index."""

    __tablename__ = "case_words"

    case_id: Mapped[int] = reference(
        "cases", ondelete="CASCADE", primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(Text)
    """Folded words of letters and digits, separated by blanks (searching.py)."""
    starts: Mapped[str] = mapped_column(Text)
    """What the index keeps of them."""


class CaseAction(Base):
    """A line of a case's timeline; never changed or removed (triggers refuse it)."""

    __tablename__ = "case_actions"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = reference("cases")
    kind: Mapped[ActionKind]
    at: Mapped[dt.datetime]
    """When it was done."""
    words: Mapped[str] = mapped_column(String(4000))
    corrects_action_id: Mapped[int | None] = reference("case_actions", unique=True)
    """The line that it replaces; None for a line of its own."""
    by_user_id: Mapped[int | None] = reference("users", index=True)
    by_name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[dt.datetime]


class CaseResponsibility(Base):
    """An officer is responsible for a case during `[from_at, to_at)`; closed by the next one."""

    __tablename__ = "case_responsibilities"
    __table_args__ = (
        CheckConstraint("to_at IS NULL OR from_at <= to_at", name="interval"),
        Index(
            "uq_case_responsibilities_open",
            "case_id",
            unique=True,
            **only_where("to_at IS NULL"),
        ),
        Index(None, "case_id", "from_at"),
        Index(None, "officer_id", "from_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = reference("cases", ondelete="CASCADE")
    officer_id: Mapped[int] = reference("officers")
    from_at: Mapped[dt.datetime]
    to_at: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it came to this officer; empty for the first one."""
    by_name: Mapped[str] = mapped_column(String(200))


class CaseWaiver(Base):
    """Why an open case stayed with an officer who left; append-only."""

    __tablename__ = "case_waivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = reference("cases", index=True)
    officer_id: Mapped[int] = reference("officers", index=True)
    letter_id: Mapped[int | None] = reference("letters", index=True)
    """The letter of the change; None when there was none."""
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class CaseFile(FrozenFile, Base):
    """A frozen file of a case; triggers refuse changes."""

    __tablename__ = "case_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = reference("cases", index=True)
    is_entry_proof: Mapped[bool]
    """Whether it shows the entry in the call-centre system."""


class CaseReminder(Base):
    """One step of the reminder ladder of a case, noted once."""

    __tablename__ = "case_reminders"
    __table_args__ = (
        Index("ix_case_reminders_unseen", "noted_at", **only_where("seen_at IS NULL")),
    )

    case_id: Mapped[int] = reference(
        "cases", ondelete="CASCADE", primary_key=True, autoincrement=False
    )
    hours: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """After the referral."""
    due_at: Mapped[dt.datetime]
    noted_at: Mapped[dt.datetime]
    """When the program showed it; later than `due_at` when the program was off."""
    seen_at: Mapped[dt.datetime | None]


class CaseWeek(Base):
    """How many cases of a subject were routed in a week; kept by triggers."""

    __tablename__ = "case_weeks"

    week: Mapped[dt.date] = mapped_column(primary_key=True)
    """Its Monday, in Istanbul."""
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cases: Mapped[int]


class CaseMonth(Base):
    """The results of the cases routed in a month; kept by triggers."""

    __tablename__ = "case_months"

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    """Its first day, in Istanbul."""
    cases: Mapped[int]
    in_time: Mapped[int]
    """Entered within 24 hours."""
    late: Mapped[int]
    """Entered later."""
    acted: Mapped[int]
    """With a first action."""
    acted_late: Mapped[int]
    closed: Mapped[int]


class CaseActionTime(Base):
    """How many cases of a month were first acted on after so many minutes; kept by triggers."""

    __tablename__ = "case_action_times"

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cases: Mapped[int]


class CaseRemainder(Base):
    """How many cases of a subject and a month were destroyed; kept by triggers.

    Counts of the cases themselves add it, so that figures outlive personal data
    (docs/adr/0009-retention-and-destruction.md).
    """

    __tablename__ = "case_remainders"

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    """Of the referral; its first day, in Istanbul."""
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cases: Mapped[int]
