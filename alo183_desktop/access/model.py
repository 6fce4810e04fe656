"""The users of one directorate, their drafts and filters, and the slots of a key on a server."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from alo183_desktop.access.rules import Role
from alo183_desktop.db.base import Base, Versioned, reference


class User(Versioned, Base):
    """A user; never deleted, because other records and the trail refer to the id.

    Name and login of a closed account are removed when their period is over (retention): then the
    name states this, and `rules.forgotten_login` replaces the login.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    slot_generation: Mapped[int] = mapped_column(default=0)
    """Of their newest slot in the key file; older slots are refused. 0 until the first one."""
    given_generation: Mapped[int] = mapped_column(default=0)
    """Of the slot whose password another user chose; only a newer one lets them work."""


class FormDraft(Base):
    """Text typed into a form, opened once, that is not saved yet.

    Kept without an entry in the trail, which would have one for every pause in the typing.
    """

    __tablename__ = "form_drafts"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    """Random, of the one form that writes here: two forms never share a draft."""
    login: Mapped[str] = mapped_column(String(64))
    """The owner; nobody else is offered it."""
    form: Mapped[str] = mapped_column(String(100))
    """The form and its object: `cases.intake`, `officers.officer.17`."""
    title: Mapped[str] = mapped_column(String(200))
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    """By the keys of the fields."""
    words: Mapped[str] = mapped_column(String(100))
    """The first words of them."""
    kept_at: Mapped[dt.datetime]


class KeySlot(Base):
    """One way to the key of a directorate on a server; like a slot of the key file.

    Users read their own slot, an administrator all of them (resources/rights.sql).
    """

    __tablename__ = "key_slots"
    __table_args__ = (UniqueConstraint("kind", "login"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    login: Mapped[str] = mapped_column(String(64))
    """Empty for the recovery sheet."""
    generation: Mapped[int]
    time_cost: Mapped[int]
    memory_kib: Mapped[int]
    parallelism: Mapped[int]
    salt: Mapped[bytes]
    nonce: Mapped[bytes]
    wrapped: Mapped[bytes]
    public: Mapped[bytes]
    sealed: Mapped[bytes]
    proof: Mapped[bytes]


class RoleAct(Base):
    """An administrator gave a role on a server, took it away, or gave it another password.

    The server writes it (resources/rights.sql), and refuses the act without its entry in the trail.
    """

    __tablename__ = "role_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    """By the clock of the server."""
    by_login: Mapped[str] = mapped_column(String(64))
    """Who was connected, whatever name they give themselves."""
    user_id: Mapped[int] = reference("users", index=True)
    role: Mapped[str] = mapped_column(String(32))
    """Since then; empty: none."""
    has_secret: Mapped[bool]
    """Whether it got another password."""
    sequence: Mapped[int | None]
    """Of its entry in the trail, known when the act is committed."""


class Closing(Base):
    """Marks that the data has moved away from a server; there is one row or none."""

    __tablename__ = "closings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    move_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
