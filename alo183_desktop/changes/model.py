"""Changes, their drafts, and what is recorded about them after the letter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model
import alo183_desktop.cases.model
import alo183_desktop.letters.model
import alo183_desktop.officers.model
import alo183_desktop.phones.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, reference


class ChangeDraft(Versioned, Base):
    """A change that is still being typed; removed when it is finished or discarded."""

    __tablename__ = "change_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    form: Mapped[dict[str, Any]]
    """What was typed so far, valid or not (changes.form)."""
    saved_at: Mapped[dt.datetime]
    saved_by: Mapped[str] = mapped_column(String(200))


class Change(Base):
    """One entry of a finished change file: who left, who came, for which subjects, from when."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = reference("letters", index=True)
    position: Mapped[int]
    leaver_id: Mapped[int | None] = reference("officers", index=True)
    """None for a first appointment, and for a leaver who is not in the roster."""
    leaver_name: Mapped[str] = mapped_column(String(200), default="")
    """As the letter prints it; empty for a first appointment."""
    is_first_appointment: Mapped[bool] = mapped_column(default=False)
    newcomer_id: Mapped[int | None] = reference("officers", index=True)
    """None without a newcomer; `vacancy_reason` states why."""
    leaver_keeps_others: Mapped[bool] = mapped_column(default=False)
    """Whether only the subjects of this entry were taken from the leaver."""
    subject_ids: Mapped[list[int]]
    effective_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(500), default="")
    vacancy_reason: Mapped[str] = mapped_column(String(500), default="")
    no_phone_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the newcomer needs no phone; empty: they do."""
    newcomer_changed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What finishing it changed in the newcomer's record: by field, the value before and after;
    empty for an officer whom it added."""
    duties_given: Mapped[list[int]] = mapped_column(default=list)
    """The ids of the duties ahead that finishing it took from the leaver."""


class LeaverAccount(Base):
    """Which account a leaver had: asked, never guessed from a name.

    Source: KVKK Kurulu, 31.01.2018 tarihli ve 2018/10 sayılı karar (an account is closed at once).
    """

    __tablename__ = "leaver_accounts"
    __table_args__ = (UniqueConstraint("letter_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = reference("letters")
    position: Mapped[int]
    """Of the first change of the letter in which they leave."""
    user_id: Mapped[int | None] = reference("users", index=True)
    """None: they had none."""
    answered_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class PlannedHandOver(Base):
    """A hand-over on the first day without a leaver; removed once it is done."""

    __tablename__ = "planned_hand_overs"
    __table_args__ = (
        CheckConstraint("custody_id IS NULL OR case_id IS NULL", name="one"),
        CheckConstraint("custody_id IS NOT NULL OR to_officer_id IS NOT NULL", name="receiver"),
        CheckConstraint(
            "(from_officer_id IS NULL) = (line_id IS NOT NULL OR handset_id IS NOT NULL)",
            name="giver",
        ),
        Index(None, "letter_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = reference("letters")
    due_on: Mapped[dt.date]
    from_officer_id: Mapped[int | None] = reference("officers", index=True)
    """None: it comes from the store."""
    to_officer_id: Mapped[int | None] = reference("officers", index=True)
    """None: an item goes into the store."""
    custody_id: Mapped[int | None] = reference("custodies", ondelete="CASCADE", index=True)
    case_id: Mapped[int | None] = reference("cases", ondelete="CASCADE", index=True)
    """Neither this nor a custody: all other cases that are open then."""
    subject_ids: Mapped[list[int]] = mapped_column(default=list)
    """Of those, only cases of these subjects; empty: of any."""
    line_id: Mapped[int | None] = reference("lines", ondelete="CASCADE", index=True)
    """What is issued from the store; the same for the handset."""
    handset_id: Mapped[int | None] = reference("handsets", ondelete="CASCADE", index=True)
