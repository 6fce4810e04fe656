"""Set quotas, give notices about them once, and export their table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from sqlalchemy import delete, func, select, update

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.db.bulk import insert_if_absent
from alo183_desktop.db.columns import columns_of
from alo183_desktop.db.conflicts import Thing, demand_version, merge_edit
from alo183_desktop.phones.holders import Holders
from alo183_desktop.phones.model import PhoneLine, Quota, QuotaNotice
from alo183_desktop.phones.quotas import queries, words
from alo183_desktop.phones.quotas.queries import read_settings
from alo183_desktop.phones.quotas.rows import QuotaNoticeRow, QuotaTable
from alo183_desktop.phones.quotas.rules import NOTICE_ORDER, Setting, is_new, is_refuted, notice_of
from alo183_desktop.shared.calendar import month_after, month_key, month_start
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import whole_minutes, whole_percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement

    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.kinds import Measure, NoticeKind
    from alo183_desktop.phones.quotas.rows import MonthUsage, QuotaRow, QuotaSettingRow
    from alo183_desktop.phones.quotas.rules import QuotaJudgement, QuotaPeriod

TRAIL: Final = ListTrail("quota", "line", Right.SEE_PHONES)
HEADINGS: Final = (
    "Hat",
    "Operatör",
    "Zimmetlisi",
    "Dönemi",
    "Durum",
    "Konuşma (dk)",
    "Konuşma kotası (dk)",
    "Konuşma (%)",
    "Veri (MB)",
    "Veri kotası (MB)",
    "Veri (%)",
    "Tahmin",
    "Dayanağı",
)
"""Headings of the exported columns."""

_MINUTE_S: Final = 60
_MB: Final = 1024**2


def table_of(rows: Sequence[QuotaRow], key: str) -> QuotaTable:
    """Return a quota page as a table; minutes and megabytes are exact, to be read again."""
    return QuotaTable(
        title=f"Hat kotaları, {words.periods_words([row.period for row in rows], key)}",
        headings=HEADINGS,
        rows=tuple(_cells(row) for row in rows),
    )


def _cells(row: QuotaRow) -> tuple[str | int | float | None, ...]:
    forecast, detail = row.forecast_words
    basis = " ".join(part for part in (*row.assumptions, row.gap_words) if part)
    return (
        format_phone(row.phone),
        row.operator,
        row.holder_name,
        words.period_words(row.period),
        row.status_words,
        _part(row.seconds, _MINUTE_S),
        _part(row.quota_seconds, _MINUTE_S),
        _percent(row.seconds_judgement),
        _part(row.bytes, _MB),
        _part(row.quota_bytes, _MB),
        _percent(row.bytes_judgement),
        f"{forecast}. {detail}".strip() if detail else forecast,
        basis,
    )


def _part(amount: int | None, unit: int) -> float | None:
    return None if amount is None else amount / unit


def _percent(judgement: QuotaJudgement) -> int | None:
    return None if judgement.share is None else whole_percent(judgement.share)


_Key: TypeAlias = "tuple[int, dt.date, Measure]"
"""What a notice is about: line, first day of the period, measure."""
_ACTS: Final = ("quota.set", "quota.removed")
_FORM_KEYS: Final = {"seconds": "minutes", "bytes": "data"}


def quota_page(work: Work, key: str | None, *, today: dt.date) -> tuple[QuotaRow, ...]:
    """Return the usage of each line in a period, the worst first.

    Args:
        key: The month in which the period starts, such as `2026-09`; None: the one of each line
            that runs on `today`.
        today: In Istanbul.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.quota_page(work.session, key, today=today)


def is_usage_kept(work: Work) -> bool:
    """Return whether the usage of any line was ever imported.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.is_usage_kept(work.session)


def months_of(
    work: Work, line_id: int, *, until: str, count: int = queries.MONTHS_SHOWN
) -> tuple[MonthUsage, ...]:
    """Return what a line used in `count` periods up to the month `until`, the oldest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.months_of(work.session, line_id, until=until, count=count)


def list_periods(
    work: Work, line_id: int | None = None, *, today: dt.date
) -> tuple[QuotaPeriod, ...]:
    """Return the periods of two years, of a line or of those without a setting of their own.

    Args:
        line_id: Whose; None: those of lines without a setting of their own.
        today: In Istanbul: the first of them runs on it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.list_periods(work.session, line_id, today=today)


def list_settings(work: Work, line_id: int | None = None) -> tuple[QuotaSettingRow, ...]:
    """Return the quota settings of one line, or those of every line, the newest first.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    return queries.list_settings(work.session, line_id)


def set_default_quota(
    work: Work, setting: Setting, *, version: int | None = None, base: Setting | None = None
) -> int:
    """Set the default quota of lines without one of their own, from a day on; return its id.

    Args:
        setting: Checked by `quota_form.check_quota`.
        version: Of the setting of the same day that the user saw and means to replace; None: there
            was none.
        base: What the form began with: fields that only others changed keep their values.

    Raises:
        KnownError: `access.not_allowed`.
        ConflictError: `db.both_changed`: another user set another one for that day meanwhile;
            `db.conflict`: they took it back.
    """
    require(work, Right.EDIT_PHONES)
    return _set_quota(work, None, setting, version=version, base=base)


def set_line_quota(
    work: Work,
    line_id: int,
    setting: Setting,
    *,
    version: int | None = None,
    base: Setting | None = None,
) -> int:
    """Set the quota of one line, from a day on; arguments and errors as `set_default_quota`.

    Raises:
        KnownError: `phones.gone`: there is no such line any more.
    """
    require(work, Right.EDIT_PHONES)
    if work.session.get(PhoneLine, line_id) is None:
        raise KnownError("phones.gone")
    return _set_quota(work, line_id, setting, version=version, base=base)


def remove_quota(work: Work, quota_id: int, *, version: int) -> None:
    """Take back a setting that was wrong; what counted before it counts on.

    Raises:
        KnownError: `access.not_allowed`, `phones.gone`.
        ConflictError: `db.conflict`: another user changed it since `version`.
    """
    require(work, Right.EDIT_PHONES)
    quota = work.session.get(Quota, quota_id)
    if quota is None:
        raise KnownError("phones.gone")
    _demand_version(work, quota, quota.line_id, version)
    work.record("quota.removed", "line", quota.line_id, starts_on=quota.starts_on.isoformat())
    work.session.delete(quota)
    work.session.flush()


def note_notices(
    work: Work, *, today: dt.date, line_ids: Collection[int] | None = None
) -> tuple[QuotaNoticeRow, ...]:
    """Find the notices that the last twelve periods call for, and return the new ones.

    For each line, period and measure one notice each is given that the quota is nearly used, that
    it is used up, and that it will not last; a graver one implies the others. Called again, it adds
    nothing, nor does it for a user who may only view. A notice that nobody has seen yet, and that a
    later file shows to be wrong, is withdrawn.

    Args:
        today: In Istanbul.
        line_ids: The lines whose usage changed; None: any line's may have.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    if not may(work.actor.role, Right.EDIT_PHONES):
        return ()  # a user who may only view stores nothing; on a server they could not
    judged = {
        (found.line_id, found.period.starts_on, found.measure): found.judgement
        for found in queries.judge_periods(work.session, until=today, line_ids=line_ids)
    }
    given = _withdraw(work, _given(work, line_ids), judged, today=today)
    new = [
        {
            "line_id": line_id,
            "period_starts_on": starts_on,
            "measure": measure,
            "kind": kind,
            "at": work.now,
            "seen_at": None,
        }
        for (line_id, starts_on, measure), judgement in judged.items()
        if (kind := notice_of(judgement)) is not None
        and is_new(kind, given[line_id, starts_on, measure])
    ]
    if not new:
        return ()
    last = work.session.scalar(select(func.max(QuotaNotice.id))) or 0
    insert_if_absent(work.session, QuotaNotice.__table__, new)
    added = _notice_rows(work, QuotaNotice.id > last, today=today)
    if added:
        work.record("quota.noticed", "line", count=len(added))
    return added


def list_notices(
    work: Work, *, today: dt.date, unseen_only: bool = True
) -> tuple[QuotaNoticeRow, ...]:
    """Return the notices about quotas: the newest first, among those the gravest.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_PHONES)
    wanted = [QuotaNotice.seen_at.is_(None)] if unseen_only else []
    return _notice_rows(work, *wanted, today=today)


def mark_seen(work: Work, notice_ids: Collection[int]) -> None:
    """Note that a user of this desk has seen some notices; those seen before stay as they are.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EDIT_PHONES)
    marked = work.session.scalars(
        update(QuotaNotice)
        .where(QuotaNotice.id.in_(notice_ids), QuotaNotice.seen_at.is_(None))
        .values(seen_at=work.now)
        .returning(QuotaNotice.id)
    ).all()
    if marked:
        work.record("quota.notices_seen", "line", count=len(marked))


def _demand_version(
    work: Work, quota: Quota | None, line_id: int | None, version: int | None
) -> None:
    demand_version(
        work.session,
        None if quota is None else quota.version,
        version,
        Thing("line", line_id, _ACTS),
    )


def _set_quota(
    work: Work,
    line_id: int | None,
    setting: Setting,
    *,
    version: int | None,
    base: Setting | None,
) -> int:
    whose = Quota.line_id.is_(None) if line_id is None else Quota.line_id == line_id
    # Locked: a concurrent save is then read and reported, not overwritten.
    quota = work.session.scalar(
        select(Quota).where(whose, Quota.starts_on == setting.starts_on).with_for_update()
    )
    before = None
    if quota is not None:
        stored = Setting(quota.starts_on, quota.seconds, quota.bytes, quota.period_day)
        setting = merge_edit(
            work,
            setting,
            stored,
            None if base is None else replace(base, starts_on=setting.starts_on),
            is_stale=quota.version != version,
            thing=Thing("line", line_id, _ACTS),
            words=_value_words,
            keys=_FORM_KEYS,
        )
        before = words.setting_words(stored)
    else:
        _demand_version(work, None, line_id, version)
        quota = Quota(line_id=line_id, starts_on=setting.starts_on)
        work.session.add(quota)
    quota.seconds = setting.seconds
    quota.bytes = setting.bytes
    quota.period_day = setting.period_day
    work.session.flush()
    work.record(
        "quota.set",
        "line",
        line_id,
        starts_on=setting.starts_on.isoformat(),
        before=before,
        quota=words.setting_words(setting),
        period_day=setting.period_day,
    )
    return quota.id


def _value_words(field: str, value: Any) -> str:
    if field == "seconds":
        return f"{whole_minutes(value)} dk"
    return words.data_words(value) if field == "bytes" else f"ayın {value}. günü"


class _Given(NamedTuple):
    """A notice already given."""

    notice_id: int
    line_id: int
    period_starts_on: dt.date
    measure: Measure
    kind: NoticeKind
    seen_at: dt.datetime | None

    @property
    def key(self) -> _Key:
        """What the notice is about."""
        return self.line_id, self.period_starts_on, self.measure


def _given(work: Work, line_ids: Collection[int] | None) -> list[_Given]:
    query = select(*columns_of(_Given, QuotaNotice.__table__.c, notice_id=QuotaNotice.id))
    if line_ids is not None:
        query = query.where(QuotaNotice.line_id.in_(line_ids))
    return [_Given._make(record) for record in work.session.execute(query)]


def _withdraw(
    work: Work, given: list[_Given], judged: Mapping[_Key, QuotaJudgement], *, today: dt.date
) -> Mapping[_Key, list[NoticeKind]]:
    """Withdraw notices that are unseen and wrong, and return those that remain."""
    # The oldest of the judged periods begins in this month at the latest.
    since = month_start(month_after(month_key(today), 2 - queries.MONTHS_SHOWN))
    stays: dict[_Key, list[NoticeKind]] = defaultdict(list)
    wrong = []
    for notice in given:
        judgement = judged.get(notice.key)
        is_wrong = judgement is None or is_refuted(notice.kind, judgement)
        if is_wrong and notice.seen_at is None and notice.period_starts_on >= since:
            wrong.append(notice.notice_id)
        else:
            stays[notice.key].append(notice.kind)
    if wrong:
        work.session.execute(delete(QuotaNotice).where(QuotaNotice.id.in_(wrong)))
    return stays


def _notice_rows(
    work: Work, *conditions: ColumnElement[bool], today: dt.date
) -> tuple[QuotaNoticeRow, ...]:
    """Return notices, the newest first, among those the gravest."""
    settings = read_settings(work.session)
    records = work.session.execute(
        select(
            QuotaNotice.id,
            QuotaNotice.line_id,
            PhoneLine.phone,
            QuotaNotice.period_starts_on,
            QuotaNotice.measure,
            QuotaNotice.kind,
            QuotaNotice.at,
            QuotaNotice.seen_at,
        )
        .join(PhoneLine, PhoneLine.id == QuotaNotice.line_id)
        .where(*conditions)
    ).all()
    holders = Holders(work.session)
    rows = []
    for notice_id, line_id, phone, starts_on, measure, kind, at, seen_at in records:
        period = settings.of(line_id).period_on(starts_on)
        rows.append(
            QuotaNoticeRow(
                notice_id,
                line_id,
                phone,
                holders.of(line_id, period, today=today).name,
                period,
                measure,
                kind,
                at,
                seen_at,
                words.notice_words(kind, measure, period, today=today),
            )
        )
    rows.sort(key=lambda row: (-NOTICE_ORDER.index(row.kind), row.phone, row.measure))
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))
