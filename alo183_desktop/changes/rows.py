"""Frozen rows: changes with their files, drafts, and what became of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.letters.rows import LetterRow

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.changes.dossier.lines import ChangeFile


@dataclass(frozen=True, slots=True)
class ChangeRow(LetterRow):
    """A letter, as lists show it, with its change file."""

    file: ChangeFile


@dataclass(frozen=True, slots=True)
class HandedCases:
    """Open cases that one officer got."""

    officer_name: str
    numbers: tuple[str, ...]
    """The call centre's, next due first; the same for the others."""


@dataclass(frozen=True, slots=True)
class MovedCases:
    """What became of the leavers' open cases."""

    handed: tuple[HandedCases, ...] = ()
    planned: tuple[HandedCases, ...] = ()
    """Who gets them on the leaver's day, which has not come yet."""
    waived: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    """Closed and entered before the letter was finished, so that no decision was left."""
    taken: tuple[str, ...] = ()
    """Given to another officer before the letter was finished; they stay there."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A change that is still being typed."""

    draft_id: int
    title: str
    """Who leaves and who comes, as far as known."""
    is_correction: bool
    """Whether the letter corrects an earlier one."""
    saved_at: dt.datetime
    """UTC."""
    saved_by: str
    version: int
