"""Read quotas, and what lines used of them in any period."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import exists, func, select

from alo183_desktop.db.columns import columns_of
from alo183_desktop.imports.model import Import
from alo183_desktop.phones.holders import Holders
from alo183_desktop.phones.kinds import ItemState, Measure
from alo183_desktop.phones.model import PhoneLine, Quota, Usage, UsageDay
from alo183_desktop.phones.quotas import words
from alo183_desktop.phones.quotas.rows import MonthUsage, QuotaRow, QuotaSettingRow
from alo183_desktop.phones.quotas.rules import (
    BUILT_IN,
    STATUS_ORDER,
    QuotaJudgement,
    QuotaPeriod,
    Setting,
    Settings,
    Status,
    judge,
    status_of,
)
from alo183_desktop.phones.quotas.usage_totals import DayTotal, Span, Used, usage_in
from alo183_desktop.shared.calendar import month_after, month_key, month_start
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_USAGES: Final = Usage.__table__.c
_DAYS: Final = UsageDay.__table__.c
_FEW: Final = 500
"""Up to so many are queried by id: SQLite allows 32,766."""


class AllSettings:
    """The quota settings of every line."""

    def __init__(self, rows: Iterable[QuotaSettingRow]) -> None:
        own: dict[int, list[Setting]] = defaultdict(list)
        defaults: list[Setting] = []
        for row in rows:
            setting = Setting(row.starts_on, row.seconds, row.bytes, row.period_day)
            (defaults if row.line_id is None else own[row.line_id]).append(setting)
        self._defaults = Settings(defaults=defaults)
        self._own = {line_id: Settings(found, defaults) for line_id, found in own.items()}

    def of(self, line_id: int | None) -> Settings:
        """Return the settings of a line; None: of the lines that have none of their own."""
        return self._defaults if line_id is None else self._own.get(line_id, self._defaults)


def reach(key: str) -> tuple[dt.date, dt.date]:
    """Return days between which each period of the month `key` lies, whatever day it starts on."""
    return month_start(key), month_start(month_after(key, 2))


def read_settings(session: Session) -> AllSettings:
    """Return the quota settings of every line."""
    return AllSettings(setting_rows(session))


def setting_rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[QuotaSettingRow, ...]:
    """Return quota settings, the newest first."""
    query = select(*columns_of(QuotaSettingRow, Quota.__table__.c, quota_id=Quota.id))
    ordered = query.where(*conditions).order_by(Quota.starts_on.desc(), Quota.id)
    return tuple(QuotaSettingRow._make(record) for record in session.execute(ordered))


def read_spans(
    session: Session,
    settings: AllSettings,
    *,
    since: dt.date,
    until: dt.date,
    line_ids: Collection[int] | None = None,
    with_all_days: bool = True,
) -> Mapping[int, Sequence[Span]]:
    """Return the usage of lines according to files, by the id of the line.

    Args:
        settings: Of every line.
        since: What ends on or before this day is left out.
        until: What starts on or after this day is left out.
        line_ids: Which lines; None: all.
        with_all_days: Otherwise a span has its days only where sums need them: when it reaches
            over the end of a period, or beyond the day on which its file was read.
    """
    wanted = [
        _USAGES.superseded_by_import_id.is_(None),
        _USAGES.starts_on < until,
        _USAGES.ends_on > since,
    ]
    if line_ids is not None:
        wanted.append(_USAGES.line_id.in_(line_ids))
    records = session.execute(
        select(
            _USAGES.id,
            _USAGES.line_id,
            _USAGES.starts_on,
            _USAGES.ends_on,
            _USAGES.seconds,
            _USAGES.bytes,
            _USAGES.has_calls,
            Import.at,
        )
        .join(Import, Import.id == _USAGES.import_id)
        .where(*wanted)
        .order_by(_USAGES.line_id, _USAGES.starts_on)
    ).all()
    with_days = {
        record.id
        for record in records
        if record.has_calls
        and (
            with_all_days
            or record.ends_on > local_day(record.at)
            or record.ends_on > settings.of(record.line_id).period_on(record.starts_on).ends_on
        )
    }
    days: dict[int, list[DayTotal]] = defaultdict(list)
    if with_days:
        query = (
            select(_DAYS.usage_id, _DAYS.day, _DAYS.seconds, _DAYS.bytes)
            .join(Usage.__table__, _USAGES.id == _DAYS.usage_id)
            .where(*wanted)
            .order_by(_DAYS.usage_id, _DAYS.day)
        )
        if len(with_days) <= _FEW:
            query = query.where(_DAYS.usage_id.in_(with_days))
        for usage_id, day, seconds, amount in session.execute(query):
            days[usage_id].append(DayTotal(day, seconds, amount))
    spans: dict[int, list[Span]] = defaultdict(list)
    for record in records:
        spans[record.line_id].append(
            Span(
                record.starts_on,
                record.ends_on,
                record.seconds,
                record.bytes,
                local_day(record.at),
                tuple(days[record.id]) if record.id in with_days else None,
            )
        )
    return spans


MONTHS_SHOWN: Final = 12
_PERIODS_OFFERED: Final = 24
"""Two years, as of the months in other lists."""

_LINES: Final = PhoneLine.__table__.c
_PERIODS_BACK: Final = 3
_FAR_BACK: Final = dt.timedelta(days=31 * (_PERIODS_BACK + 1))
_GONE: Final = (ItemState.RETURNED, ItemState.RETIRED)
"""Lines in these states are listed only for periods in which they used something."""


def list_settings(session: Session, line_id: int | None = None) -> tuple[QuotaSettingRow, ...]:
    """Return the settings of one line, or those of every line, the newest first.

    The default of the circular comes at the end of those of every line.
    """
    whose = Quota.line_id.is_(None) if line_id is None else Quota.line_id == line_id
    rows = setting_rows(session, whose)
    if line_id is not None:
        return rows
    circular = BUILT_IN.starts_on, BUILT_IN.seconds, BUILT_IN.bytes, BUILT_IN.period_day
    return (*rows, QuotaSettingRow(None, None, *circular, 0))


def list_periods(
    session: Session, line_id: int | None = None, *, today: dt.date
) -> tuple[QuotaPeriod, ...]:
    """Return the periods of two years, the newest first.

    Args:
        line_id: Whose; None: those of lines without a setting of their own.
        today: In Istanbul: the first of them runs on it.
    """
    own = read_settings(session).of(line_id)
    present = own.period_on(today).key
    return tuple(own.period(month_after(present, -back)) for back in range(_PERIODS_OFFERED))


def is_usage_kept(session: Session) -> bool:
    """Return whether the usage of any line was ever imported."""
    return bool(session.scalar(select(exists().where(_USAGES.id.is_not(None)))))


def quota_page(
    session: Session, key: str | None, *, today: dt.date, holders: Holders | None = None
) -> tuple[QuotaRow, ...]:
    """Return how far each line is in one of its periods, the worst first.

    Lines that were given back or retired are left out when nothing is known of them.

    Args:
        key: The month in which the periods start, such as `2026-09`; None: the period of each
            line that runs on `today`, which is not the same month where lines have days of their
            own.
        today: In Istanbul: decides whose line it is in a period that still runs.
        holders: Of lines, where they are read already.
    """
    settings = read_settings(session)
    lines = session.execute(select(_LINES.id, _LINES.phone, _LINES.operator, _LINES.state)).all()
    begin, end = reach(key or month_key(today))
    if key is None:
        begin = month_start(month_after(month_key(today), -1))
    spans = read_spans(session, settings, since=begin, until=end)
    holders = holders or Holders(session)
    found: list[_UsedLine] = []
    unknown: dict[int, QuotaPeriod] = {}
    for line in lines:
        own = settings.of(line.id)
        period = own.period_on(today) if key is None else own.period(key)
        used = usage_in(period, spans.get(line.id, ()), own)
        if used.known_until is None:
            if line.state in _GONE:
                continue
            unknown[line.id] = period
        found.append(
            _UsedLine(line.id, line.phone, line.operator, period, own.of_month(period.key), used)
        )
    last_known = _last_known(session, settings, unknown)
    rows = [
        _quota_row(known, holders, today=today, last=last_known.get(known.line_id))
        for known in found
    ]
    return tuple(sorted(rows, key=_worst_first))


def months_of(
    session: Session, line_id: int, *, until: str, count: int = MONTHS_SHOWN
) -> tuple[MonthUsage, ...]:
    """Return what a line used in some periods that follow one another, the oldest first.

    Args:
        line_id: Which line.
        until: The month in which the last of them starts, such as `2026-11`.
        count: How many.
    """
    settings = read_settings(session)
    keys = [month_after(until, place) for place in range(1 - count, 1)]
    begin, end = reach(keys[0])[0], reach(keys[-1])[1]
    spans = read_spans(session, settings, since=begin, until=end, line_ids=[line_id])
    own, months = settings.of(line_id), []
    for key in keys:
        period, setting = own.period(key), own.of_month(key)
        used = usage_in(period, spans.get(line_id, ()), own)
        months.append(
            MonthUsage(
                period, used.seconds, used.bytes, setting.seconds, setting.bytes, used.known_until
            )
        )
    return tuple(months)


class Judged(NamedTuple):
    """The judgement of one measure of a line in one period."""

    line_id: int
    period: QuotaPeriod
    measure: Measure
    judgement: QuotaJudgement


def judge_periods(
    session: Session,
    *,
    until: dt.date,
    line_ids: Collection[int] | None = None,
) -> tuple[Judged, ...]:
    """Return the judgements of lines in the last periods of which anything is known.

    Args:
        until: A day of the last period, in Istanbul.
        line_ids: Which lines; None: all.
    """
    settings = read_settings(session)
    first = month_after(month_key(until), -MONTHS_SHOWN)
    begin, end = reach(first)[0], until + dt.timedelta(days=1)
    found = []
    spans = read_spans(
        session, settings, since=begin, until=end, line_ids=line_ids, with_all_days=False
    )
    for line_id, known in spans.items():
        own = settings.of(line_id)
        last = own.period_on(until).key
        for months in range(1 - MONTHS_SHOWN, 1):
            key = month_after(last, months)
            period, setting = own.period(key), own.of_month(key)
            used = usage_in(period, known, own)
            if used.known_until is None:
                continue
            found += [
                Judged(
                    line_id, period, measure, judge(used, measure, setting.amount(measure), period)
                )
                for measure in Measure
            ]
    return tuple(found)


class _UsedLine(NamedTuple):
    """A line, and what is known of it in one period."""

    line_id: int
    phone: str
    operator: str
    period: QuotaPeriod
    setting: Setting
    used: Used


class _LastKnown(NamedTuple):
    """The last known period of a line, before one of which nothing is known."""

    period: QuotaPeriod
    used: Used
    is_over: bool


def _quota_row(
    known: _UsedLine, holders: Holders, *, today: dt.date, last: _LastKnown | None
) -> QuotaRow:
    line_id, phone, operator, period, setting, used = known
    holder = holders.of(line_id, period, today=today)
    judgements = {
        measure: judge(used, measure, setting.amount(measure), period) for measure in Measure
    }
    if used.known_until is None:
        before = (
            words.last_known_words(last.period, last.used.seconds, last.used.bytes, today=today)
            if last
            else ""
        )
        forecast, gap = (words.missing_words(period, today=today), before), ""
    else:
        forecast = words.forecast_words(judgements, period, today=today)
        gap = words.gap_words(judgements)
    return QuotaRow(
        line_id=line_id,
        phone=phone,
        operator=operator,
        holder_id=holder.officer_id,
        holder_name=holder.name,
        period=period,
        seconds=used.seconds,
        bytes=used.bytes,
        quota_seconds=setting.seconds,
        quota_bytes=setting.bytes,
        seconds_judgement=judgements[Measure.SECONDS],
        bytes_judgement=judgements[Measure.BYTES],
        status=status_of(judgements, today=today),
        forecast_words=forecast,
        assumptions=tuple(
            text
            for measure, judgement in judgements.items()
            if (text := words.assumption_words(measure, judgement))
        ),
        known_until=used.known_until,
        gap_words=gap,
        was_over=last is not None
        and last.is_over
        and month_after(last.period.key, _PERIODS_BACK) >= period.key,
    )


def _last_known(
    session: Session, settings: AllSettings, unknown: Mapping[int, QuotaPeriod]
) -> Mapping[int, _LastKnown]:
    """Return the last known period before an unknown one, by the id of the line."""
    if not unknown:
        return {}
    latest = session.execute(
        select(_USAGES.line_id, func.max(_USAGES.ends_on))
        .where(
            _USAGES.superseded_by_import_id.is_(None),
            _USAGES.starts_on < max(period.starts_on for period in unknown.values()),
        )
        .group_by(_USAGES.line_id)
    )
    last = {
        line_id: min(end, unknown[line_id].starts_on) - dt.timedelta(days=1)
        for line_id, end in latest
        if line_id in unknown
    }
    if not last:
        return {}
    spans = read_spans(
        session,
        settings,
        since=min(last.values()) - _FAR_BACK,
        until=max(last.values()) + dt.timedelta(days=1),
        line_ids=list(last),
    )
    known = {}
    for line_id, day in last.items():
        own = settings.of(line_id)
        # A file may reach into a period without usage of it: then the one before is known.
        key = own.period_on(day).key
        for months in range(_PERIODS_BACK):
            period = own.period(month_after(key, -months))
            used = usage_in(period, spans.get(line_id, ()), own)
            if used.known_until is not None:
                setting = own.of_month(period.key)
                is_over = any(
                    judge(used, measure, setting.amount(measure), period).status is Status.OVER
                    for measure in Measure
                )
                known[line_id] = _LastKnown(period, used, is_over)
                break
    return known


def _worst_first(row: QuotaRow) -> tuple[int, float, str]:
    shares = (row.seconds_judgement.share or 0.0, row.bytes_judgement.share or 0.0)
    return STATUS_ORDER.index(row.status), -max(shares), row.phone
