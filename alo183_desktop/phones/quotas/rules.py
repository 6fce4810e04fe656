"""What a line may use in a period, how much of it is used, and when it will run out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.states import Evidence, Good, settle
from alo183_desktop.phones.kinds import Measure, NoticeKind
from alo183_desktop.shared.calendar import is_month_key, month_after, month_key
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from alo183_desktop.phones.quotas.usage_totals import KnownUsage, Used

DEFAULT_SECONDS: Final = 300 * 60
DEFAULT_BYTES: Final = 1024**3
"""Source: Genelge 2014/05, giriş (300 dakika, 1 GB)."""
LAST_PERIOD_DAY: Final = 28
"""The last day that every month has."""
NEAR_SHARE: Final = 0.8
"""From this share on a notice is given, unless the rest lasts.

Source: Genelge 2014/05, madde 2.
"""

_WARNED_SHARE_OF_TEN: Final = 2
"""A forecast warns once so many tenths are used: before that a single long call sets the pace."""
_EARLY_PART: Final = 10
"""A forecast warns when it runs out at least such a part of the period, a tenth, before its end."""


class Status(Worded):
    """The state of a line towards its quota, the worst first."""

    OVER = "over", "aşıldı"
    """All of it is used."""
    NEAR = "near", "yaklaşıyor"
    """It is nearly used, or will be long before the period ends."""
    GOOD = "good", "tamam"
    UNKNOWN = "unknown", "bilinmiyor"
    """Nothing is wrong with what is known, but the minutes or the data are in no file."""


STATUS_ORDER: Final = tuple(Status)


@dataclass(frozen=True, slots=True)
class QuotaPeriod:
    """The days `[starts_on, ends_on)` for which one quota counts."""

    key: str
    """The month in which it starts, as `2026-09`."""
    starts_on: dt.date
    ends_on: dt.date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days

    def elapsed_days(self, until: dt.date) -> int:
        """Return how many of its days lie before `until`."""
        return min(max((until - self.starts_on).days, 0), self.days)

    def elapsed_share(self, until: dt.date) -> float:
        """Return which part of its days lies before `until`, 0 to 1."""
        return self.elapsed_days(until) / self.days


@dataclass(frozen=True, slots=True)
class Setting:
    """What may be used in a period, from a day on."""

    starts_on: dt.date
    """It counts for the first period that begins on this day or later, and for those after it."""
    seconds: int = DEFAULT_SECONDS
    bytes: int = DEFAULT_BYTES
    period_day: int = 1
    """Day of the month on which a period starts, 1 to 28."""

    def amount(self, measure: Measure) -> int:
        """Return seconds or bytes."""
        return self.seconds if measure is Measure.SECONDS else self.bytes


BUILT_IN: Final = Setting(dt.date.min)
"""The default of the circular, where nobody has set anything."""


class Settings:
    """All settings that concern one line; its periods follow one another without a gap."""

    def __init__(self, own: Collection[Setting] = (), defaults: Collection[Setting] = ()) -> None:
        """Take settings in any order.

        Args:
            own: Of the line itself; they go before the others.
            defaults: Of every line.
        """
        self._layers = [
            sorted(layer, key=lambda setting: setting.starts_on, reverse=True)
            for layer in (own, defaults)
        ]

    def of_month(self, key: str) -> Setting:
        """Return the setting for the period that starts in the month `key`, such as `2026-09`."""
        for layer in self._layers:
            for setting in layer:
                if setting.starts_on <= _day_in(key, setting.period_day):
                    return setting
        return BUILT_IN

    def period(self, key: str) -> QuotaPeriod:
        """Return the period that starts in the month `key`, such as `2026-09`."""
        return QuotaPeriod(key, self._start(key), self._start(month_after(key)))

    def period_on(self, day: dt.date) -> QuotaPeriod:
        """Return the period that `day` belongs to."""
        key = month_key(day)
        return self.period(key if self._start(key) <= day else month_after(key, -1))

    def _start(self, key: str) -> dt.date:
        return _day_in(key, self.of_month(key).period_day)


@dataclass(frozen=True, slots=True)
class QuotaJudgement:
    """One measure of one line in one period; amounts are seconds or bytes.

    Forecasts go on from the last day that is known, not from today, at the average of the days
    that are known.
    """

    used: int | None
    quota: int
    status: Status
    known_days: int = 0
    missing_days: int = 0
    """Days before the last known one of which nothing is known."""
    share: float | None = None
    """Used ÷ quota."""
    elapsed_share: float | None = None
    """The part of the period that is over at the end of the known days."""
    per_day: float | None = None
    """The average of the days that are known."""
    left: int | None = None
    """Negative when the quota is exceeded."""
    left_days: int | None = None
    """The days of the period of which nothing is known yet."""
    left_per_day: int | None = None
    """What may still be used on each of them; None when nothing, or no day, is left."""
    expected: int | None = None
    """What will have been used at the end of the period."""
    runs_out_on: dt.date | None = None
    """The day on which the quota will be used up; None: it lasts, or it is used up already."""
    reached_on: dt.date | None = None
    """The day on which it was used up, where the days are known."""

    @property
    def is_early(self) -> bool:
        """Whether so little is used that the pace shows nothing yet."""
        return self.used is not None and self.used * 10 < self.quota * _WARNED_SHARE_OF_TEN


def status_of(judgements: Mapping[Measure, QuotaJudgement], *, today: dt.date) -> Status:
    """Return the status of a line: its worst fault, or what is known of each of its measures.

    Args:
        judgements: Of every measure.
        today: In Istanbul: when they stood so.
    """
    statuses = {judgement.status for judgement in judgements.values()}
    for fault in (Status.OVER, Status.NEAR):
        if fault in statuses:
            return fault
    known = (Evidence(one.words, judged.known_days, today) for one, judged in judgements.items())
    return Status.GOOD if isinstance(settle(*known), Good) else Status.UNKNOWN


def judge(used: Used, measure: Measure, quota: int, period: QuotaPeriod) -> QuotaJudgement:
    """Return the judgement of one measure of a line in a period.

    It is over when all is used. It is near when four fifths are used and the rest will not last to
    the end; or earlier, when a fifth is used and at this pace it will run out at least a tenth of
    the period before its end. So 80 % on day 28 of 30 is good, and 20 % on day 2 is near.

    Args:
        used: What is known.
        measure: Which quota.
        quota: Seconds or bytes, above zero.
        period: The whole period.
    """
    known = used.known(measure)
    if known is None or known.known_days <= 0:
        return QuotaJudgement(None if known is None else known.amount, quota, Status.UNKNOWN)
    amount = known.amount
    left, left_days = quota - amount, (period.ends_on - known.known_until).days
    runs_out_on = _runs_out_on(quota, known, period)
    if amount >= quota:
        status = Status.OVER
    elif runs_out_on is not None and _is_worth_warning(amount, quota, runs_out_on, period):
        status = Status.NEAR
    else:
        status = Status.GOOD
    return QuotaJudgement(
        used=amount,
        quota=quota,
        status=status,
        known_days=known.known_days,
        missing_days=max(period.elapsed_days(known.known_until) - known.known_days, 0),
        share=amount / quota,
        elapsed_share=period.elapsed_share(known.known_until),
        per_day=amount / known.known_days,
        left=left,
        left_days=left_days,
        left_per_day=left // left_days if left > 0 and left_days else None,
        expected=amount + amount * left_days // known.known_days,
        runs_out_on=runs_out_on,
        reached_on=_reached_on(known, quota),
    )


def notice_of(judgement: QuotaJudgement) -> NoticeKind | None:
    """Return the notice that the judgement of a measure calls for; None: none."""
    if judgement.status is Status.OVER:
        return NoticeKind.REACHED
    is_near = judgement.share is not None and judgement.share >= NEAR_SHARE
    if judgement.status is Status.NEAR:
        return NoticeKind.NEAR if is_near else NoticeKind.FORECAST
    # A period that is over can run out no more; that it was near is reported all the same.
    return NoticeKind.NEAR if is_near and judgement.left_days == 0 else None


def is_new(kind: NoticeKind, given: Collection[NoticeKind]) -> bool:
    """Return whether a notice adds to those given before for the same measure."""
    return all(NOTICE_ORDER.index(kind) > NOTICE_ORDER.index(other) for other in given)


def is_refuted(kind: NoticeKind, judgement: QuotaJudgement) -> bool:
    """Return whether present knowledge shows that a notice should not have been given.

    A forecast that has come right in the meantime was right to be given.
    """
    if judgement.share is None:
        return True
    match kind:
        case NoticeKind.REACHED:
            return judgement.status is not Status.OVER
        case NoticeKind.NEAR:
            return judgement.share < NEAR_SHARE
        case NoticeKind.FORECAST:
            return False


NOTICE_ORDER: Final = (NoticeKind.FORECAST, NoticeKind.NEAR, NoticeKind.REACHED)
"""Each one implies those before it."""


def _day_in(key: str, day: int) -> dt.date:
    return dt.date(int(key[:4]), int(key[5:]), day)


def _runs_out_on(quota: int, known: KnownUsage, period: QuotaPeriod) -> dt.date | None:
    """Return the day on which the average of the known days will have used up what is left."""
    amount = known.amount
    if not 0 < amount < quota:
        return None
    # In integers, rounded up: the day during which the last minute is used.
    days = -(-(quota - amount) * known.known_days // amount)
    left_days = (period.ends_on - known.known_until).days
    lasts = (quota - amount) * known.known_days >= amount * left_days
    return None if lasts else known.known_until + dt.timedelta(days=days - 1)


def _is_worth_warning(amount: int, quota: int, runs_out_on: dt.date, period: QuotaPeriod) -> bool:
    # Integers again: 0.8 × 18000 is not 14400 on every computer.
    if amount * 10 >= quota * round(NEAR_SHARE * 10):
        return True
    early = (period.ends_on - runs_out_on).days * _EARLY_PART >= period.days
    return early and amount * 10 >= quota * _WARNED_SHARE_OF_TEN


def _reached_on(known: KnownUsage, quota: int) -> dt.date | None:
    total = 0
    for day, amount in known.days or ():
        total += amount
        if total >= quota:
            return day
    return None


_MINUTE: Final = 60
_LARGEST_SECONDS: Final = 31 * 24 * 60 * _MINUTE
"""No month has more."""
_UNITS: Final = {"": 1024**3, "gb": 1024**3, "mb": 1024**2}
_LARGEST_BYTES: Final = 1024**5
_MINUTES: Final = re.compile(r"([0-9]{1,6})(?: ?(?:dk|dakika))?")
_DATA: Final = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,2})?) ?(gb|mb)?")


@dataclass(frozen=True, slots=True)
class QuotaForm:
    """A quota as typed, right or wrong."""

    starts_on: dt.date | None = None
    minutes: str = "300"
    data: str = "1 GB"
    """GB where no unit is typed."""
    period_day: int = 1


class CheckedQuota(NamedTuple):
    """What the check of a form found."""

    setting: Setting | None
    """None when there are problems."""
    problems: tuple[Problem, ...]
    """Keys are names of fields of `QuotaForm`."""


def check_quota(form: QuotaForm) -> CheckedQuota:
    """Check each field of `form` for itself."""
    problems: list[Problem] = []
    seconds, amount = parse_minutes(form.minutes), parse_data(form.data)
    if seconds is None:
        problems.append(Problem("minutes", "phones.quota_minutes"))
    if amount is None:
        problems.append(Problem("data", "phones.quota_data"))
    if not 1 <= form.period_day <= LAST_PERIOD_DAY:
        problems.append(Problem("period_day", "phones.period_day", {"last": LAST_PERIOD_DAY}))
    if form.starts_on is None or not is_month_key(month_key(form.starts_on)):
        problems.append(Problem("starts_on", "phones.quota_start"))
    if problems or form.starts_on is None or seconds is None or amount is None:
        return CheckedQuota(None, tuple(problems))
    return CheckedQuota(Setting(form.starts_on, seconds, amount, form.period_day), ())


def parse_minutes(text: str) -> int | None:
    """Return typed minutes, `300` or `300 dk`, as seconds; None when they are no quota."""
    found = _MINUTES.fullmatch(fold(text))
    seconds = int(found[1]) * _MINUTE if found else 0
    return seconds if 0 < seconds <= _LARGEST_SECONDS else None


def parse_data(text: str) -> int | None:
    """Return typed data, `1`, `1,5 GB` or `512 MB`, as bytes; None when it is no quota.

    Without a unit it is GB. More than two digits after comma or point are refused: `1.024` may be
    a thousand and more, or hardly one.
    """
    found = _DATA.fullmatch(fold(text))
    if not found:
        return None
    amount = int(Fraction(found[1].replace(",", ".")) * _UNITS[found[2] or ""])
    return amount if 0 < amount <= _LARGEST_BYTES else None
