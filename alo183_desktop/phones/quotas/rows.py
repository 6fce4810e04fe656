"""Rows about quotas for other packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas.rules import Status

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.phones.kinds import NoticeKind
    from alo183_desktop.phones.quotas.rules import QuotaJudgement, QuotaPeriod


@dataclass(frozen=True, slots=True)
class QuotaFilter:
    """Which lines are wanted, as they stand in their periods that run now."""

    status: Status
    was_over: bool = False
    """Only those that were over their quota in the last period that is known of them."""

    def takes(self, row: QuotaRow) -> bool:
        """Return whether a line is one of them."""
        return row.status is self.status and (row.was_over or not self.was_over)


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """The usage of one line in one period."""

    line_id: int
    phone: str
    """E.164."""
    operator: str
    holder_id: int | None
    """Who holds it today, or last held it in a period that is over; None when nobody did."""
    holder_name: str
    """Empty when nobody did."""
    period: QuotaPeriod
    seconds: int | None
    """None: in no file; the same for `bytes`."""
    bytes: int | None
    quota_seconds: int
    quota_bytes: int
    seconds_judgement: QuotaJudgement
    bytes_judgement: QuotaJudgement
    status: Status
    """Of both: see `rules.status_of`."""
    forecast_words: tuple[str, str]
    """Two lines: `27 Kasım’da dakika dolabilir`, `Günde ortalama 11 dk, kalan 32 dk`."""
    assumptions: tuple[str, ...]
    """A sentence for each measure that has a forecast, with what it rests on."""
    known_until: dt.date | None
    """The first day of the period of which nothing is known; None: in no file."""
    gap_words: str
    """`3 günün kaydı yok`, `veri kaydı yok`; empty when nothing before `known_until` is missing."""
    was_over: bool = False
    """Whether this period is in no file, and the last known one not long before was over."""

    def judgement(self, measure: Measure) -> QuotaJudgement:
        """Return the judgement of one measure."""
        is_time = measure is Measure.SECONDS
        return self.seconds_judgement if is_time else self.bytes_judgement

    @property
    def status_words(self) -> str:
        """Its status; where one measure is known and the other is not: `veri bilinmiyor`."""
        unknown = [one.words for one in Measure if self.judgement(one).status is Status.UNKNOWN]
        is_part = self.status is Status.UNKNOWN and len(unknown) < len(Measure)
        return " ".join([*(unknown if is_part else ()), self.status.words])

    @property
    def runs_out_on(self) -> dt.date | None:
        """The first day on which something will be used up; None: all lasts, or is used up."""
        days = (self.seconds_judgement.runs_out_on, self.bytes_judgement.runs_out_on)
        return min((day for day in days if day is not None), default=None)


class MonthUsage(NamedTuple):
    """What a line used in one period, for a chart."""

    period: QuotaPeriod
    seconds: int | None
    """None: in no file; the same for `bytes`."""
    bytes: int | None
    quota_seconds: int
    quota_bytes: int
    known_until: dt.date | None
    """The first day of the period of which nothing is known; None: in no file."""


class QuotaSettingRow(NamedTuple):
    """What may be used in a period, from a day on."""

    quota_id: int | None
    """None for the default of the circular, which holds until a directorate sets another."""
    line_id: int | None
    """None: for every line without one of its own."""
    starts_on: dt.date
    """It counts for the first period that begins on this day or later."""
    seconds: int
    bytes: int
    period_day: int
    version: int


class QuotaNoticeRow(NamedTuple):
    """A warning about one line, given once."""

    notice_id: int
    line_id: int
    phone: str
    """E.164."""
    holder_name: str
    """As in `QuotaRow`."""
    period: QuotaPeriod
    measure: Measure
    kind: NoticeKind
    at: dt.datetime
    seen_at: dt.datetime | None
    words: str
    """`Kasım 2026 dakika kotası doldu`."""


@dataclass(frozen=True, slots=True)
class QuotaTable:
    """The quotas of a period as a table to export or print."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    """One value for each heading; None: not known."""
