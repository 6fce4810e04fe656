"""Read what quotas are reckoned from: settings, usage, and who held a line."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import and_, or_, select

from alo183_desktop.imports.model import Import
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.rules import display_name
from alo183_desktop.phones.known_usage import DayUse, Span
from alo183_desktop.phones.model import Custody, Quota, Usage, UsageDay
from alo183_desktop.phones.quota_rows import QuotaSettingRow
from alo183_desktop.phones.quotas import Setting, Settings
from alo183_desktop.shared.calendar import day_end, day_start, month_after, month_start
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alo183_desktop.phones.quotas import Period

_USAGES: Final = Usage.__table__.c
_DAYS: Final = UsageDay.__table__.c
_CUSTODIES: Final = Custody.__table__.c
_FEW: Final = 500
"""Up to so many are asked for by number: SQLite allows 32,766."""


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


class Holder(NamedTuple):
    """Who held a line last in some period."""

    officer_id: int | None = None
    name: str = ""


_NOBODY: Final = Holder()


def read_settings(session: Session) -> AllSettings:
    """Return the quota settings of every line."""
    return AllSettings(setting_rows(session))


def setting_rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[QuotaSettingRow, ...]:
    """Return quota settings, the newest first."""
    query = select(
        Quota.id,
        Quota.line_id,
        Quota.starts_on,
        Quota.seconds,
        Quota.bytes,
        Quota.period_day,
        Quota.version,
    )
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
    """Return what files say of lines, by the number of the line.

    Args:
        session: Only read.
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
    days: dict[int, list[DayUse]] = defaultdict(list)
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
            days[usage_id].append(DayUse(day, seconds, amount))
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


class Holders:
    """Who held lines between two days."""

    def __init__(self, session: Session, *, since: dt.date, until: dt.date) -> None:
        records = session.execute(
            select(
                _CUSTODIES.line_id,
                _CUSTODIES.from_at,
                _CUSTODIES.to_at,
                Officer.id,
                Officer.given_names,
                Officer.surname,
            )
            .join(Officer, Officer.id == _CUSTODIES.officer_id)
            .where(
                _CUSTODIES.line_id.is_not(None),
                _CUSTODIES.from_at < day_start(until),
                or_(
                    _CUSTODIES.to_at.is_(None),
                    and_(
                        _CUSTODIES.to_at > day_start(since), _CUSTODIES.to_at > _CUSTODIES.from_at
                    ),
                ),
            )
            .order_by(_CUSTODIES.line_id, _CUSTODIES.from_at, _CUSTODIES.id)
        )
        self._held: dict[int, list[tuple[dt.datetime, dt.datetime | None, Holder]]]
        self._held = defaultdict(list)
        for line_id, from_at, to_at, officer_id, given_names, surname in records:
            name = display_name(given_names, surname)
            self._held[line_id].append((from_at, to_at, Holder(officer_id, name)))

    def of(self, line_id: int, period: Period, *, today: dt.date) -> Holder:
        """Return who holds a line today while a period runs, or who held it last in it.

        Whoever has given the line back has nothing to do any more with what it uses.
        """
        if not period.starts_on <= today < period.ends_on:
            return self.last_in(line_id, period)
        end = day_end(today)
        held = self._held.get(line_id, ())
        now = [one for from_at, to_at, one in held if from_at < end and (not to_at or to_at >= end)]
        return now[-1] if now else _NOBODY

    def last_in(self, line_id: int, period: Period) -> Holder:
        """Return who held a line last in a period."""
        begin, end = day_start(period.starts_on), day_start(period.ends_on)
        held = self._held.get(line_id, ())
        then = [
            one for from_at, to_at, one in held if from_at < end and (not to_at or to_at > begin)
        ]
        return then[-1] if then else _NOBODY
