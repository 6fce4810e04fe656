"""The directorate, its units and signatories, and the partners it calls at night."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from alo183_desktop.db.base import Base, Versioned
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.documents.letter.content import AddresseeRank, LetterStyle, Preparation


class Directorate(Versioned, Base):
    """The one directorate that this data belongs to, with its settings (a single row, id 1)."""

    __tablename__ = "directorates"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    province: Mapped[str] = mapped_column(String(64))
    heading_1: Mapped[str] = mapped_column(String(200))
    heading_2: Mapped[str] = mapped_column(String(200))
    heading_3: Mapped[str] = mapped_column(String(200))
    detsis: Mapped[str] = mapped_column(String(8))
    file_plan_code: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(String(300))
    postal_code: Mapped[str] = mapped_column(String(16))
    telephone: Mapped[str] = mapped_column(String(16))
    """E.164; empty when there is none; the same for `fax`."""
    fax: Mapped[str] = mapped_column(String(16))
    email: Mapped[str] = mapped_column(String(200))
    kep: Mapped[str] = mapped_column(String(200))
    website: Mapped[str] = mapped_column(String(200))
    contact_name: Mapped[str] = mapped_column(String(200))
    contact_title: Mapped[str] = mapped_column(String(200))
    contact_telephone: Mapped[str] = mapped_column(String(16))
    recipient_1: Mapped[str] = mapped_column(String(200))
    recipient_2: Mapped[str] = mapped_column(String(200))
    recipient_address: Mapped[str] = mapped_column(String(300))
    recipient_fax: Mapped[str] = mapped_column(String(16))
    recipient_detsis: Mapped[str] = mapped_column(String(8), default="")
    """Empty while it is not known; the same for `recipient_kep`."""
    recipient_kep: Mapped[str] = mapped_column(String(200), default="")
    standing: Mapped[AddresseeRank] = mapped_column(default=AddresseeRank.ABOVE)
    """Rank of the recipients of letters; it decides the closing sentence."""
    email_domains: Mapped[list[str]]
    """Domains of corporate addresses, in lower case; others cause a warning."""
    letter_style: Mapped[LetterStyle] = mapped_column(default=LetterStyle.EDITION_2020)
    preparation: Mapped[Preparation] = mapped_column(default=Preparation.WET_SIGNED)
    says_faxed: Mapped[bool] = mapped_column(default=False)
    """Whether the letter ends with the optional line on fax and post."""
    initials: Mapped[list[str]] = mapped_column(default=list)
    """Who initials the copy that is kept; empty: the contact person of the letter."""
    line_spacing_percent: Mapped[int] = mapped_column(default=100)
    """Of a letter's text."""
    lock_minutes: Mapped[int] = mapped_column(default=10)
    hides_from_capture: Mapped[bool] = mapped_column(default=False)
    """Whether windows are left out of screenshots, where the system can do that."""
    needs_fax: Mapped[bool] = mapped_column(default=True)
    """Whether letters finished from now on wait for proof of it; the same for the others."""
    needs_post: Mapped[bool] = mapped_column(default=True)
    needs_ebys: Mapped[bool] = mapped_column(default=False)
    needs_kep: Mapped[bool] = mapped_column(default=False)
    rule_basis: Mapped[str] = mapped_column(String(200), default="")
    """The official letter that lays this down; empty: the circular does."""
    confirm_days: Mapped[int] = mapped_column(default=5)
    """Working days in which the Office is expected to confirm its list."""


class Unit(Versioned, Base):
    """The directorate itself or an institution attached to it."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """The folded name: two units must differ by more than case and accents."""
    is_directorate: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)


class Signatory(Versioned, Base):
    """A person who may sign letters from a day to a day, `[valid_from, valid_until)`."""

    __tablename__ = "signatories"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="interval"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    """As printed; a deputy's ends in `V.`"""
    on_behalf_of: Mapped[str | None] = mapped_column(String(64))
    """`Vali a.` when they sign for the governor."""
    is_deputy: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]


class Partner(Versioned, Base):
    """A contact at another institution for officers on duty, such as the prosecutor on duty."""

    __tablename__ = "partners"
    __table_args__ = (Index(None, "kind", "sort_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartnerKind]
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(16))
    """E.164, or a short number such as `112`."""
    other_phone: Mapped[str] = mapped_column(String(16), default="")
    """As `phone`; empty when there is none."""
    note: Mapped[str] = mapped_column(String(200), default="")
    confirmed_on: Mapped[dt.date | None]
    """The day on which a user last found the numbers right; None: never."""
    sort_key: Mapped[str] = mapped_column(String(400))
    search_key: Mapped[str] = mapped_column(Text)
    """Folded name and note, and the numbers as national digits."""
