"""Which lines to call for a test, when, and with which results."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.shared.calendar import instant_of, month_key
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY_FROM: Final = 8
"""The hour of Istanbul at which the day of a test call begins; it ends at `DAY_UNTIL`."""
DAY_UNTIL: Final = 20
KEPT_DAYS: Final = 3
"""Nothing is planned for so many days at the end of a month: they are left for missed calls."""
MISSES_SHOWN: Final = 3
"""So many misses in a row are shown on the overview."""

_LONGEST_RING_S: Final = 600
_MINUTES_OF_HALF: Final = 12 * 60
_MINUTES_TO_MIDNIGHT: Final = (24 - DAY_UNTIL) * 60
_DAY: Final = dt.timedelta(days=1)


class DayHalf(enum.StrEnum):
    """The half of a day in which a phone is called."""

    DAY = "day"
    """08:00 to 20:00 in Istanbul."""
    NIGHT = "night"
    """20:00 to 08:00."""


class Tried(NamedTuple):
    """One test call to one line."""

    line_id: int
    at: dt.datetime
    is_answered: bool

    @property
    def slot(self) -> DayHalf:
        """The half of the day."""
        return slot_of(self.at)

    @property
    def month(self) -> str:
        """The month whose plan it belongs to, as `2026-09`: a night is of the day it begins on."""
        return month_key(plan_day(self.at))


class IssuedLine(NamedTuple):
    """A line in custody, which has to answer."""

    line_id: int
    held_since: dt.datetime


class ProposalReason(enum.StrEnum):
    """Why a call is proposed today."""

    PLANNED = "planned"
    """This is the day that was drawn for it."""
    MISSED = "missed"
    """The day that was drawn has gone by without a call."""
    HANDED_OVER = "handed_over"
    """The day that was drawn lies before the present holder got the line."""
    ON_DUTY = "on_duty"
    """The holder is on duty."""


@dataclass(frozen=True, slots=True)
class CallProposal:
    """A call to a line, proposed for today."""

    line_id: int
    slot: DayHalf
    at: dt.datetime
    """When, UTC; a call at another time of the same half of the day counts as well."""
    planned_on: dt.date
    """The day that was drawn for it."""
    reason: ProposalReason


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one line answered in one month."""

    day_tried: int = 0
    day_answered: int = 0
    night_tried: int = 0
    night_answered: int = 0

    @property
    def tried(self) -> int:
        """How often it was called."""
        return self.day_tried + self.night_tried

    @property
    def answered(self) -> int:
        """How often it answered."""
        return self.day_answered + self.night_answered

    @property
    def rate(self) -> float | None:
        """The part that was answered, 0 to 1; None when it was never called."""
        return self.answered / self.tried if self.tried else None


def slot_of(at: dt.datetime) -> DayHalf:
    """Return the half of the day of an instant, which must be aware."""
    return DayHalf.DAY if DAY_FROM <= local(at).hour < DAY_UNTIL else DayHalf.NIGHT


def plan_day(now: dt.datetime) -> dt.date:
    """Return the day whose proposals count at an instant: its night lasts to 08:00 the next day."""
    return (local(now).replace(tzinfo=None) - dt.timedelta(hours=DAY_FROM)).date()


def planned_on(seed: bytes, line_id: int, month: str, slot: DayHalf) -> dt.date:
    """Return the day drawn for a line, a month and a half of the day.

    It depends on nothing else, so the work of all lines spreads over the days by itself, and no
    line's plan changes when another one comes or goes. It cannot be predicted without the seed.

    Args:
        seed: The secret of this directorate.
        line_id: Which line.
        month: Such as `2026-09`.
        slot: Which half of the day.
    """
    year, number = int(month[:4]), int(month[5:])
    days = calendar.monthrange(year, number)[1] - KEPT_DAYS
    return dt.date(year, number, 1 + drawn(seed, f"day|{line_id}|{month}|{slot}", days))


def call_at(seed: bytes, line_id: int, day: dt.date, slot: DayHalf) -> dt.datetime:
    """Return the minute, UTC, drawn for a call to a line in one half of a day.

    A night belongs to the day on which it begins; the last one of a month ends at midnight, so that
    a call always lies in the month that it is planned for.
    """
    if slot is DayHalf.DAY:
        begin, minutes = DAY_FROM, _MINUTES_OF_HALF
    else:
        is_last = (day + _DAY).month != day.month
        begin, minutes = DAY_UNTIL, _MINUTES_TO_MIDNIGHT if is_last else _MINUTES_OF_HALF
    minute = drawn(seed, f"minute|{line_id}|{day}|{slot}", minutes)
    start = instant_of(day, dt.time(begin))
    return start + dt.timedelta(minutes=minute)


def drawn(seed: bytes, text: str, count: int) -> int:
    """Return a number from 0 to below `count` that cannot be predicted without the seed."""
    digest = hmac.digest(seed, text.encode("ascii"), hashlib.sha256)
    # The bias of the remainder of 256 bits would not show in a thousand years.
    return int.from_bytes(digest, "big") % count


def propose(
    seed: bytes, lines: Iterable[IssuedLine], *, today: dt.date, checks: Iterable[Tried]
) -> tuple[CallProposal, ...]:
    """Return the calls proposed for a day, ordered by their hours.

    Each line in custody is proposed once by day and once by night in each month, on days
    and at minutes that are drawn from the seed. A missed one is proposed again on each later day of
    the month, at another minute, until it is made; whether the phone answered does not matter.

    Args:
        seed: The secret of this directorate.
        lines: Lines in custody.
        today: The day, in Istanbul; its night lasts to the next morning.
        checks: At least those of the month of `today`, with the night that its last day begins.
    """
    month = month_key(today)
    done = {(tried.line_id, tried.slot) for tried in checks if tried.month == month}
    found = [
        proposal
        for line in lines
        for slot in DayHalf
        if (line.line_id, slot) not in done
        and (proposal := _proposal(seed, line, today, slot)) is not None
    ]
    return tuple(sorted(found, key=lambda proposal: (proposal.at, proposal.line_id)))


def rate_of(checks: Iterable[Tried]) -> Rate:
    """Return how often the line of some checks answered."""
    counts = {slot: [0, 0] for slot in DayHalf}
    for tried in checks:
        counts[tried.slot][0] += 1
        counts[tried.slot][1] += tried.is_answered
    return Rate(*counts[DayHalf.DAY], *counts[DayHalf.NIGHT])


def parse_ring(text: str) -> int:
    """Return after how many seconds a call was answered: `12`, `12 sn`.

    Raises:
        KnownError: `phones.check_ring`.
    """
    plain = fold(text).removesuffix("saniye").removesuffix("sn").strip()
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= len("9999")
    if not is_number or int(plain) > _LONGEST_RING_S:
        raise KnownError("phones.check_ring", limit=_LONGEST_RING_S)
    return int(plain)


def _proposal(seed: bytes, line: IssuedLine, today: dt.date, slot: DayHalf) -> CallProposal | None:
    drawn = planned_on(seed, line.line_id, month_key(today), slot)
    held_since = local(line.held_since).date()
    if today < max(drawn, held_since):
        return None
    if drawn == today:
        reason = ProposalReason.PLANNED
    else:
        reason = ProposalReason.HANDED_OVER if drawn < held_since else ProposalReason.MISSED
    at = call_at(seed, line.line_id, today, slot)
    if at < line.held_since:
        # Today's minute was before the hand-over; tomorrow has another one.
        return None
    return CallProposal(line.line_id, slot, at, drawn, reason)
