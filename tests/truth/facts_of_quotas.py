"""Facts of clause 2: what each line used of its quota, and how it stands in its period."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.phones.quotas import service as quotas
from tests.truth.looks import Looks
from tests.truth.net import Fact, Surface
from tests.truth.readers import figure, many, ready, same, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

_DAY: Final = dt.timedelta(days=1)
_MEASURES: Final = ("seconds", "bytes")
_CIRCULAR: Final = {"seconds": 300 * 60, "bytes": 1024**3}
"""Source: Genelge 2014/05, giriş (300 dakika, 1 GB)."""
_GONE: Final = frozenset({"returned", "retired"})
_BACK: Final = 3
"""An overrun of so many periods ago is told while nothing newer is known."""

Key = tuple[int, int]
"""Year and month in which a period begins."""


class Stood(NamedTuple):
    """One measure of a line in one period."""

    quota: int
    used: int | None
    """None: in no file; then nothing below is known either."""
    known_days: int = 0
    known_until: dt.date | None = None
    runs_out_on: dt.date | None = None
    reached_on: dt.date | None = None
    status: str = "unknown"


class InPeriod(NamedTuple):
    """A line in one of its periods."""

    line: Row
    key: Key
    begins: dt.date
    ends: dt.date
    seconds: Stood
    bytes: Stood

    @property
    def each(self) -> tuple[Stood, Stood]:
        """Both measures."""
        return self.seconds, self.bytes

    @property
    def known_until(self) -> dt.date | None:
        """The first day of which no file has anything any more."""
        return max((one.known_until for one in self.each if one.known_until), default=None)

    @property
    def status(self) -> str:
        """The worst fault; without one, whether both measures are known."""
        found = {one.status for one in self.each}
        return next(one for one in ("over", "near", "unknown", "good") if one in found)


# A period


def _setting(looks: Looks, line_id: int, key: Key) -> Row | None:
    """Return what was set for the period of a line that begins in a month: its own, or for all."""
    for owner in (line_id, None):
        known = [one for one in looks.rows.quotas if one.line_id == owner]
        for one in sorted(known, key=lambda one: one.starts_on, reverse=True):
            if one.starts_on <= dt.date(*key, one.period_day):
                return one
    return None


def _begin(looks: Looks, line_id: int, key: Key) -> dt.date:
    setting = _setting(looks, line_id, key)
    return dt.date(*key, setting.period_day if setting else 1)


def _beside(key: Key, by: int) -> Key:
    months = key[0] * 12 + key[1] - 1 + by
    return months // 12, months % 12 + 1


def _running(looks: Looks, line_id: int) -> Key:
    """Return the period of a line that runs today."""
    key = looks.today.year, looks.today.month
    return key if _begin(looks, line_id, key) <= looks.today else _beside(key, -1)


def _in_period(looks: Looks, line: Row, key: Key) -> InPeriod:
    begins, ends = (_begin(looks, line.id, one) for one in (key, _beside(key, 1)))
    setting = _setting(looks, line.id, key)
    seconds, data = (
        _stood(
            looks,
            line,
            name,
            getattr(setting, name) if setting else _CIRCULAR[name],
            (begins, ends),
        )
        for name in _MEASURES
    )
    return InPeriod(line, key, begins, ends, seconds, data)


def _stood(
    looks: Looks, line: Row, name: str, quota: int, period: tuple[dt.date, dt.date]
) -> Stood:
    """Return what the files say of a measure; they list calls, so that each day is known."""
    begins, ends = period
    known = [
        one
        for one in looks.rows.usages
        if one.line_id == line.id
        and one.superseded_by_import_id is None
        and getattr(one, name) is not None
        and one.starts_on < ends
        and one.ends_on > begins
    ]
    if not known:
        return Stood(quota, None)
    ids = {one.id for one in known}
    days = sorted(
        (one.day, getattr(one, name) or 0)
        for one in looks.rows.usage_days
        if one.usage_id in ids and begins <= one.day < ends
    )
    used = sum(amount for _day, amount in days)
    pieces = [(max(one.starts_on, begins), min(one.ends_on, ends)) for one in known]
    known_days = sum((end - begin).days for begin, end in pieces)
    known_until = max(end for _begin, end in pieces)
    runs_out_on = _runs_out_on(Fraction(used, known_days), quota - used, known_until, ends)
    reached_on = next(
        (day for place, (day, _amount) in enumerate(days) if _up_to(days, place) >= quota), None
    )
    status = "good"
    if used >= quota:
        status = "over"
    elif runs_out_on is not None:
        # Four fifths are used; or a fifth, and all of it will be a tenth of the period too early.
        is_early = (ends - runs_out_on) / (ends - begins) >= Fraction(1, 10)
        share = Fraction(used, quota)
        if share >= Fraction(4, 5) or (is_early and share >= Fraction(1, 5)):
            status = "near"
    return Stood(quota, used, known_days, known_until, runs_out_on, reached_on, status)


def _up_to(days: list[tuple[dt.date, int]], place: int) -> int:
    return sum(amount for _day, amount in days[: place + 1])


def _runs_out_on(a_day: Fraction, left: int, known_until: dt.date, ends: dt.date) -> dt.date | None:
    """Return the day on which what is left is used up at a pace; None: never in the period."""
    if left <= 0 or not a_day or a_day * (ends - known_until).days <= left:
        return None
    return known_until + (math.ceil(left / a_day) - 1) * _DAY


# All lines


def each(looks: Looks) -> dict[str, InPeriod]:
    """Return each line in the period that runs; one that is gone has to have been used."""
    return dict(_of_periods(looks, lambda line: [_running(looks, line.id)]))


def _of_periods(looks: Looks, keys: Any) -> Iterator[tuple[str, InPeriod]]:
    for line in looks.rows.lines:
        for key in keys(line):
            found = _in_period(looks, line, key)
            if found.known_until or line.state.value not in _GONE:
                yield line.phone, found


def line_holder(looks: Looks, one: InPeriod) -> str:
    """Return who holds a line this evening, or had it last in a period that is over."""
    begins, ends = looks.begin_of(one.begins), looks.begin_of(one.ends)
    if one.begins <= looks.today < one.ends:
        ends = looks.begin_of(looks.today + _DAY)
        begins = ends - dt.timedelta(microseconds=1)
    held = [
        custody
        for custody in looks.rows.custodies
        if custody.line_id == one.line.id
        and custody.from_at < ends
        and (custody.to_at is None or custody.to_at > max(begins, custody.from_at))
    ]
    if not held:
        return ""
    last = max(held, key=lambda custody: (custody.from_at, custody.id))
    return next(looks.name_of(who) for who in looks.rows.officers if who.id == last.officer_id)


def _was_over(looks: Looks, one: InPeriod) -> bool:
    """Return whether the period before one without a file, of the last ones, was over."""
    if one.known_until:
        return False
    for back in range(1, _BACK + 1):
        before = _in_period(looks, one.line, _beside(one.key, -back))
        if before.known_until:
            return before.status == "over"
    return False


def _told(looks: Looks) -> dict[str, dict[str, Any]]:
    words = ("line", "assumptions", "forecast_words")
    return {
        one["line"]: {name: value for name, value in one.items() if name not in words}
        for one in looks.answer("quota")
    }


def _as_told(counted: dict[str, InPeriod], looks: Looks) -> dict[str, dict[str, Any]]:
    """Return what a `--json` says of each line."""
    found = {}
    for phone, one in counted.items():
        runs_out = [each.runs_out_on for each in one.each if each.runs_out_on]
        shares = [_share(each) for each in one.each]
        until = one.seconds.known_until
        answer: dict[str, Any] = {
            "holder": line_holder(looks, one) or None,
            "operator": one.line.operator,
            "period": f"{one.key[0]}-{one.key[1]:02}",
            "first_day": one.begins,
            "last_day": one.ends - _DAY,
            "known_through": one.known_until and one.known_until - _DAY,
            "missing_days": max(
                (until - one.begins).days - one.seconds.known_days if until else 0, 0
            ),
            "elapsed_share": until and round((until - one.begins) / (one.ends - one.begins), 4),
            "quota": {name: each.quota for name, each in zip(_MEASURES, one.each, strict=True)},
            "share": max((share for share in shares if share is not None), default=None),
            "status": one.status,
            "runs_out_on": min(runs_out, default=None),
            "forecast": min(runs_out, default=None),
        }
        for name, each in zip(_MEASURES, one.each, strict=True):
            answer[name] = each.used
            answer[f"quota_{name}"] = each.quota
            answer[f"share_{name}"] = _share(each)
            answer[f"status_{name}"] = each.status
            answer[f"runs_out_on_{name}"] = each.runs_out_on
            answer[f"reached_on_{name}"] = each.reached_on
        found[phone] = {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in answer.items()
        }
    return found


def _share(stood: Stood) -> float | None:
    return None if stood.used is None else round(stood.used / stood.quota, 4)


def _talked_minutes(counted: dict[str, InPeriod], _looks: Looks) -> int | None:
    known = [one.seconds.used for one in counted.values() if one.seconds.used is not None]
    return rounded_minutes(sum(known)) if known else None


def rounded_minutes(seconds: int) -> int:
    """Return whole minutes; thirty seconds are one more."""
    return (seconds + 30) // 60


def _in_status(status: str) -> Any:
    """Return what counts the lines that stand so."""
    return lambda looks: sorted(phone for phone, one in each(looks).items() if one.status == status)


def _told_statuses(status: str) -> Surface:
    return Surface(
        "alo183 quota --json",
        lambda looks: sorted(
            one["line"] for one in looks.answer("quota") if one["status"] == status
        ),
    )


def _listed_statuses(status: str) -> Surface:
    def read(looks: Looks) -> list[str]:
        with looks.work() as work:
            rows = quotas.quota_page(work, None, today=looks.today)
        return sorted(row.phone for row in rows if row.status.value == status)

    return Surface("Telefonlar, Kotalar", read)


def _overruns_of_before(looks: Looks) -> list[str]:
    """Return the lines whose last known period was over, while this one is in no file."""
    return sorted(
        phone
        for phone, one in each(looks).items()
        if one.status == "unknown" and _was_over(looks, one)
    )


def _known_in_month(looks: Looks) -> tuple[int, int]:
    """Return of how many lines and periods of the month the usage is known, and lacks.

    One that runs may lack it still; one that nobody held need not have been used.
    """
    first = looks.today.replace(day=1)
    month = looks.today.year, looks.today.month
    there = lacks = 0
    for _phone, one in _of_periods(looks, lambda _line: [_beside(month, -1), month]):
        if one.begins > looks.today or one.ends <= first:
            continue
        if one.status != "unknown":
            there += 1
        elif one.ends <= looks.today and line_holder(looks, one):
            lacks += 1
    return there, lacks


FACTS: Final = (
    Fact(
        "what each line used in the period that runs",
        "alo183_desktop.phones.quotas.queries:quota_page",
        each,
        (
            Surface("alo183 quota --json", _told, _as_told, covers=("quota:*",)),
            figure("Konuşulan süre (dakika)", _talked_minutes),
        ),
    ),
    Fact(
        "which lines are over their quota",
        "alo183_desktop.phones.quotas.queries:quota_page",
        _in_status("over"),
        (
            _told_statuses("over"),
            _listed_statuses("over"),
            tile(2, "kotayı aştı", many),
            figure(
                "Kotasını aşan hat",
                lambda counted, looks: (
                    len(counted)
                    if any(one.status != "unknown" for one in each(looks).values())
                    else None
                ),
            ),
        ),
    ),
    Fact(
        "which lines come near to their quota",
        "alo183_desktop.phones.quotas.queries:quota_page",
        _in_status("near"),
        (_told_statuses("near"), _listed_statuses("near"), tile(2, "kotaya yaklaşıyor", many)),
    ),
    Fact(
        "of which lines nothing is known in the period that runs",
        "alo183_desktop.phones.quotas.queries:quota_page",
        _in_status("unknown"),
        (
            _told_statuses("unknown"),
            _listed_statuses("unknown"),
            tile(2, "bu dönem kullanımı bilinmiyor", many),
            figure("Kullanımı bilinmeyen hat", many),
        ),
    ),
    Fact(
        "which lines were over when something was known of them last",
        "alo183_desktop.phones.quotas.queries:quota_page",
        _overruns_of_before,
        (tile(2, "son bilinen döneminde kotayı aştı", many),),
    ),
    Fact(
        "of how many lines and periods of the month the usage is known",
        "alo183_desktop.retention.readiness:find_readiness",
        _known_in_month,
        (ready("Kullanımı bilinen hat ve dönem", same),),
    ),
)
