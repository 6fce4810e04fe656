"""Frozen rows of the guidance log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class GuidanceRow:
    """One visit; times are UTC."""

    guidance_id: int
    at: dt.datetime
    subject_id: int
    subject_name: str
    asked: str
    done: str
    is_sent_on: bool
    """Whether they were sent on to Alo 183 all the same."""
    sent_reason: str
    by_name: str
    recorded_at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True)
class GuidanceFilter:
    """Which entries are wanted; empty and None mean: all."""

    search: str = ""
    """Words that must all be found, whatever their case and accents."""
    subject_id: int | None = None
    is_sent_on: bool | None = None
    since: dt.datetime | None = None
    """UTC, `[since, until)`."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class GuidanceCount:
    """How many citizens came about one subject, and how many were sent on."""

    subject_id: int
    subject_name: str
    helped: int
    """On the spot."""
    sent_on: int
