"""Rows about users for other packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.access.rules import Role


@dataclass(frozen=True, slots=True)
class UserRow:
    """A present or former user."""

    user_id: int
    login: str
    name: str
    role: Role
    is_active: bool
    version: int
    unlock_remembered_at: dt.datetime | None = None
    """UTC; None: their unlock is not remembered."""
