"""What may leave this floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alo183_desktop.access.rules import Role


@dataclass(frozen=True, slots=True)
class UserValues:
    """What can be changed of a user."""

    name: str
    role: Role
    is_active: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who may sign in, or once could."""

    user_id: int
    login: str
    name: str
    role: Role
    is_active: bool
    version: int

    def values(self) -> UserValues:
        """Return what can be changed."""
        return UserValues(self.name, self.role, self.is_active)
