"""What may leave this floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alo183_desktop.access.rules import Role


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who may sign in, or once could."""

    user_id: int
    login: str
    name: str
    role: Role
    is_active: bool
    version: int
