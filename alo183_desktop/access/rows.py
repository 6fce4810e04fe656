"""Rows about users for other packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
