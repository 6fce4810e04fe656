"""What leaves the package about calls and what explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.cases.kinds import CallReason


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call that nothing explains."""

    call_id: int
    at: dt.datetime
    line_id: int
    line_phone: str
    """E.164."""
    holder_id: int | None
    """Who held the line at that instant; None when nobody did."""
    holder_name: str
    number: str
    """E.164 where it is one; empty once it was reviewed and only a hash is left."""
    seconds: int
    known_explanation: str
    """What was said of another call with the same number; empty when nothing was."""
    explanation: str
    """Empty until it was reviewed."""
    is_private: bool | None
    """None until it was reviewed."""
    reviewed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted."""

    is_reviewed: bool = False
    line_id: int | None = None
    since: dt.datetime | None = None
    """UTC, so with `until`."""
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many calls of a span are explained by what, and how many by nothing."""

    calls: int
    explained: tuple[tuple[CallReason, int], ...]
    reviewed: int
    unexplained: int
