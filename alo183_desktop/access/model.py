"""The users of one directorate.

Not here: their passwords, of which only the key file knows anything (keys.py).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from alo183_desktop.access.rules import Role
from alo183_desktop.db.base import Base


class User(Base):
    """Somebody who may sign in; never deleted, because the audit trail speaks of them."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    slot_generation: Mapped[int] = mapped_column(default=0)
    """Of their newest slot in the key file; older slots are refused. 0 until the first one."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it
