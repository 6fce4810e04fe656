"""Letters, their files and dispatches, and what the Office answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import alo183_desktop.access.model  # noqa: F401 - rows here refer to rows there
from alo183_desktop.db.base import Base, Versioned, reference
from alo183_desktop.db.frozen_files import FrozenFile
from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.letters.record import Manner
from alo183_desktop.letters.rules import FileKind, Result, rule_words


class Letter(Versioned, Base):
    """A finished letter. Its content and files never change; a correction is a new letter."""

    __tablename__ = "letters"
    __table_args__ = (Index(None, "effective_on", "id"), Index(None, "completed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    """For lists: who leaves and who comes, `Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA`, or the matter."""
    search_key: Mapped[str] = mapped_column(Text)
    """Folded summary, topic, number."""
    content: Mapped[dict[str, Any]]
    """The whole content of the letter (documents.content.Letter as JSON)."""
    recipient_address: Mapped[str] = mapped_column(String(300), default="")
    """Where the paper goes; only on the envelope."""
    recipient_fax: Mapped[str] = mapped_column(String(16), default="")
    """E.164; only on the cover sheet."""
    recipient_detsis: Mapped[str] = mapped_column(String(8), default="")
    """For EBYS; on no paper. The same for the KEP address."""
    recipient_kep: Mapped[str] = mapped_column(String(200), default="")
    effective_on: Mapped[dt.date]
    """The earliest day on which one of its changes takes effect."""
    last_effective_on: Mapped[dt.date] = mapped_column(
        default=lambda row: row.get_current_parameters()["effective_on"]
    )
    """The latest one."""
    register_number: Mapped[str | None] = mapped_column(String(64))
    """As printed, or as written on the paper afterwards; the same for `dated_on`."""
    dated_on: Mapped[dt.date | None]
    is_change: Mapped[bool]
    """Whether it announces a change, so that clause 6 demands it."""
    is_urgent: Mapped[bool]
    pages: Mapped[int]
    fax_pages: Mapped[int]
    """Of the copy for a fax machine, without a cover."""
    finished_at: Mapped[dt.datetime]
    finished_by_user_id: Mapped[int | None] = reference("users", index=True)
    finished_by: Mapped[str] = mapped_column(String(200))
    number_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the number or day that was recorded first was corrected; empty: it never was."""
    corrects_letter_id: Mapped[int | None] = reference("letters", index=True)
    correction_reason: Mapped[str] = mapped_column(String(500), default="")
    demanded: Mapped[list[str]] = mapped_column(default=lambda: list(CIRCULAR_CHANNELS))
    """The channels whose proof makes it complete, as the rule was when it was finished."""
    rule_basis: Mapped[str] = mapped_column(String(200), default="")
    """What that rule was based on; empty: the circular."""
    completed_at: Mapped[dt.datetime | None]
    """When all demanded proofs were there; None while one is missing."""
    outdated: Mapped[str] = mapped_column(String(200), default="")
    """Why its content is no longer true; empty while it is."""
    cancelled_at: Mapped[dt.datetime | None]
    """When it was cancelled, before it was signed; None while it is valid."""
    cancelled_by: Mapped[str] = mapped_column(String(200), default="")
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The demanded channels."""
        return tuple(map(Channel, self.demanded))

    @property
    def rule_words(self) -> str:
        """What makes it complete, in words."""
        return rule_words(self.channels, self.rule_basis)


class Dispatch(Base):
    """One attempt to send a letter by one channel; a later row corrects a wrong one."""

    __tablename__ = "dispatches"
    __table_args__ = (
        Index(None, "letter_id", "at"),
        CheckConstraint("pages IS NULL OR pages > 0", name="pages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = reference("letters")
    channel: Mapped[Channel]
    target: Mapped[str] = mapped_column(String(300))
    """The fax number (E.164), postal address, DETSİS number or KEP address that was used."""
    at: Mapped[dt.datetime]
    by_user_id: Mapped[int | None] = reference("users", index=True)
    by_name: Mapped[str] = mapped_column(String(200))
    pages: Mapped[int | None]
    result: Mapped[Result]
    item_number: Mapped[str] = mapped_column(String(100), default="")
    """Of the postal item, or the number given by EBYS or the KEP provider."""
    note: Mapped[str] = mapped_column(String(500), default="")
    corrects_dispatch_id: Mapped[int | None] = reference("dispatches", unique=True)
    """The row that it replaces, with its files; None for an attempt of its own."""
    correction_reason: Mapped[str] = mapped_column(String(500), default="")
    recorded_at: Mapped[dt.datetime]


class LetterFile(FrozenFile, Base):
    """A frozen file of a letter; triggers refuse to change its bytes."""

    __tablename__ = "letter_files"
    __table_args__ = (Index(None, "letter_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = reference("letters")
    dispatch_id: Mapped[int | None] = reference("dispatches", index=True)
    """The attempt that this file proves, such as a fax report; None for the others."""
    kind: Mapped[FileKind]


class Confirmation(Versioned, Base):
    """The Office's confirmation that it updated its list by a letter."""

    __tablename__ = "confirmations"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = reference("letters", unique=True)
    confirmed_on: Mapped[dt.date]
    manner: Mapped[Manner]
    said_by: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[dt.datetime]
    by_name: Mapped[str] = mapped_column(String(200))


class LetterReminder(Base):
    """A letter that reminds the Office of another one."""

    __tablename__ = "letter_reminders"

    letter_id: Mapped[int] = reference("letters", primary_key=True, autoincrement=False)
    """The reminder itself."""
    reminded_id: Mapped[int] = reference("letters", index=True)
