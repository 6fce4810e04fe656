"""What may leave this floor: drafts of changes.

Not here: how they are stored (model.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A change that is still being typed."""

    draft_id: int
    title: str
    """Who leaves and who comes, as far as it is known."""
    saved_at: dt.datetime
    """UTC."""
    saved_by: str
    version: int
