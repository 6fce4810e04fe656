"""Usage of a line in a period according to files, of each measure by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.phones.kinds import Measure
from alo183_desktop.shared.calendar import month_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.phones.quotas.rules import QuotaPeriod, Settings

_DAY: Final = dt.timedelta(days=1)


class DayTotal(NamedTuple):
    """The usage of a line on one day of Istanbul."""

    day: dt.date
    seconds: int | None
    """None: not in its file; the same for `bytes`."""
    bytes: int | None

    def amount(self, measure: Measure) -> int | None:
        """Return seconds or bytes."""
        return self.seconds if measure is Measure.SECONDS else self.bytes


@dataclass(frozen=True, slots=True)
class Span:
    """The usage of a line on the days `[starts_on, ends_on)` according to one file."""

    starts_on: dt.date
    ends_on: dt.date
    seconds: int | None
    """None: not in the file; the same for `bytes`."""
    bytes: int | None
    imported_on: dt.date
    """The day on which the file was read: it contains nothing of later days."""
    days: tuple[DayTotal, ...] | None = None
    """The same by day, where the file lists calls; a day without a call is missing."""

    @property
    def known_until(self) -> dt.date:
        """The first day that the file does not cover."""
        known_until = max(self.imported_on, self.starts_on + _DAY)
        if self.days:
            known_until = max(known_until, *(use.day + _DAY for use in self.days))
        return min(self.ends_on, known_until)

    def amount(self, measure: Measure) -> int | None:
        """Return seconds or bytes."""
        return self.seconds if measure is Measure.SECONDS else self.bytes


@dataclass(frozen=True, slots=True)
class KnownUsage:
    """What is known of one measure of one line in one period."""

    amount: int
    """Seconds or bytes."""
    known_days: int
    """How many days of the period the files cover."""
    known_until: dt.date
    """The first day of the period of which nothing is known any more."""
    days: tuple[tuple[dt.date, int], ...] | None = None
    """By day, in order; None unless all of it came call by call."""


@dataclass(frozen=True, slots=True)
class Used:
    """What is known of one line in one period: of each measure by itself."""

    of_seconds: KnownUsage | None = None
    """None: in no file; the same for `of_bytes`."""
    of_bytes: KnownUsage | None = None

    @property
    def seconds(self) -> int | None:
        """Time spoken; None: in no file."""
        return None if self.of_seconds is None else self.of_seconds.amount

    @property
    def bytes(self) -> int | None:
        """Data sent and received; None: in no file."""
        return None if self.of_bytes is None else self.of_bytes.amount

    @property
    def known_until(self) -> dt.date | None:
        """The first day of which neither measure is known any more; None: nothing is known."""
        days = (known.known_until for known in (self.of_seconds, self.of_bytes) if known)
        return max(days, default=None)

    def known(self, measure: Measure) -> KnownUsage | None:
        """Return what is known of a measure; None: it is in no file."""
        return self.of_seconds if measure is Measure.SECONDS else self.of_bytes


def usage_in(period: QuotaPeriod, spans: Sequence[Span], settings: Settings) -> Used:
    """Return the usage of a period according to files, of each measure from those that contain it.

    A span that reaches beyond the period counts by its days where they are known. Where they are
    not, the whole of it counts for the period that has most of its days (the earlier of two alike)
    and for no other: nothing is divided by guess, and nothing counts twice.

    Args:
        period: One of the line's.
        spans: Of the line; of one measure they do not overlap.
        settings: Of the line.
    """
    parts = [part for span in spans if (part := _part_in(period, span, settings)) is not None]
    return Used(_known(parts, Measure.SECONDS), _known(parts, Measure.BYTES))


def _known(parts: Sequence[Span], measure: Measure) -> KnownUsage | None:
    """Return the total of the parts of a period that contain a measure; None when none does."""
    amounts = [amount for part in parts if (amount := part.amount(measure)) is not None]
    if not amounts:
        return None
    with_measure = [part for part in parts if part.amount(measure) is not None]
    days: list[tuple[dt.date, int]] | None = []
    for part in with_measure:
        if days is None or part.days is None:
            days = None
        else:
            days += ((use.day, use.amount(measure) or 0) for use in part.days)
    return KnownUsage(
        amount=sum(amounts),
        known_days=sum((part.known_until - part.starts_on).days for part in with_measure),
        known_until=max(part.known_until for part in with_measure),
        days=None if days is None else tuple(sorted(days)),
    )


def _part_in(period: QuotaPeriod, span: Span, settings: Settings) -> Span | None:
    """Return the part of a span within a period; None when there is none."""
    starts_on = max(span.starts_on, period.starts_on)
    ends_on = min(span.ends_on, period.ends_on)
    if starts_on >= ends_on:
        return None
    known_until = min(span.known_until, ends_on)
    is_whole = (starts_on, ends_on) == (span.starts_on, span.ends_on)
    if is_whole:
        return span
    if span.days is not None:
        if known_until <= starts_on:
            return None
        inside = tuple(use for use in span.days if starts_on <= use.day < ends_on)
        return Span(
            starts_on,
            known_until,
            None if span.seconds is None else sum(use.seconds or 0 for use in inside),
            None if span.bytes is None else sum(use.bytes or 0 for use in inside),
            known_until,
            inside,
        )
    if _home(span, settings) != period:
        return None
    return Span(
        starts_on,
        max(known_until, starts_on + _DAY),
        span.seconds,
        span.bytes,
        max(known_until, starts_on + _DAY),
    )


def _home(span: Span, settings: Settings) -> QuotaPeriod:
    """Return the period that has most days of a span."""
    best = period = settings.period_on(span.starts_on)
    most = 0
    while period.starts_on < span.ends_on:
        shared = min(period.ends_on, span.ends_on) - max(period.starts_on, span.starts_on)
        if shared.days > most:
            best, most = period, shared.days
        period = settings.period(month_after(period.key))
    return best
