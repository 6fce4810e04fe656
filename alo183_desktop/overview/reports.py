"""The sheet for the morning meeting and the report of a month, as plain values for a layout.

Each is recorded before it is made, and carries the head of the audit chain of that moment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.cases import summaries
from alo183_desktop.changes.vacancies import vacant_duties
from alo183_desktop.db.audit import read_head
from alo183_desktop.directorate.queries import get_directorate, name_of_signatory
from alo183_desktop.documents.papers.monthly_report import MonthlyReport, ReportFigure, ReportTable
from alo183_desktop.documents.papers.report_parts import PrintedHead
from alo183_desktop.documents.papers.today_sheet import BackupNote, TodaySheet
from alo183_desktop.guidance import queries as guidance_queries
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters import queries as letter_queries
from alo183_desktop.officers import queries as officer_queries
from alo183_desktop.overview import charts
from alo183_desktop.overview.service import demand_sight, look
from alo183_desktop.phones.quotas import queries as quota_queries
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.quotas.words import periods_words
from alo183_desktop.phones.reachability import queries as reachability_queries
from alo183_desktop.rota import queries as rota_queries
from alo183_desktop.rota.coverage import Leg
from alo183_desktop.rota.rows import UnreachedFilter
from alo183_desktop.rota.rules import version_differences
from alo183_desktop.rota.unreached import count_unreached
from alo183_desktop.shared.calendar import (
    add_months,
    day_start,
    month_key,
    month_start,
    month_words,
)
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text, whole_minutes
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import lower_first
from alo183_desktop.shared.values import made_of
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles.rows import TaskOrderFilter

if TYPE_CHECKING:
    from alo183_desktop.access.backup_rules import BackupHealth
    from alo183_desktop.cases.rows import MonthCount
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.charts.data import Chart
    from alo183_desktop.phones.quotas.rows import QuotaRow
    from alo183_desktop.rota.rows import DutyNow

_MIB: Final = 1024**2
_NOTES: Final = (
    (
        "Süresinde: yönlendirmeden sonra en geç 24 saat içinde çağrı merkezi sistemine girilen "
        "vaka (Genelge 2014/05, madde 5). Ayın vakaları, o ay yönlendirilenlerdir. Payda 24 saati "
        "dolan bütün vakalar vardır; hiç girilmeyen vaka da gecikmiş sayılır."
    ),
    (
        "İlk işleme kadar geçen süre yönlendirmeden başlar (madde 4); ortanca, vakaların yarısının "
        "daha kısa sürede ele alındığı süredir."
    ),
    "Sayılar raporun düzenlendiği andaki kayıtlara göredir.",
)


def today_sheet(work: Work, *, backups: BackupHealth | None = None) -> TodaySheet:
    """Return the sheet for the morning meeting, and record it.

    Args:
        backups: The state of the backups; None where it is not known.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.PRINT)
    seen = look(work)
    sheet = made_of(
        TodaySheet,
        seen,
        directorate_heading=get_directorate(work.session).heading,
        backups=_backup_note(backups),
        on_duty=_duty_words(rota_queries.on_duty(work.session, seen.at)),
        audit_head=_head(work),
        made_by=work.actor.name,
    )
    work.record("overview.printed", "overview")
    return sheet


def monthly_report(work: Work, month: str) -> MonthlyReport:
    """Return the report of a month, and record it.

    Args:
        month: Such as `2026-09`.

    Raises:
        KnownError: `access.not_allowed`, `overview.month_future`.
    """
    require(work, Right.EXPORT)
    demand_sight(work)
    first = month_start(month)
    if first > local_day(work.now):
        raise KnownError("overview.month_future")
    seen, made = look(work), _Month(work, first)
    report = MonthlyReport(
        directorate_heading=get_directorate(work.session).heading,
        month=month,
        month_words=month_words(month),
        made_at=work.now,
        tiles=seen.tiles,
        figures=made.figures(),
        charts=made.charts(),
        tables=made.tables(),
        audit_head=_head(work),
        made_by=work.actor.name,
        approver=name_of_signatory(work.session, local_day(work.now)),
        notes=_NOTES,
    )
    work.record("report.made", "report", month=month)
    return report


def _backup_note(backups: BackupHealth | None) -> BackupNote | None:
    if backups is None:
        return None
    what = "" if backups.worry is None else message_of(backups.worry).what
    return BackupNote(backups.state, backups.text, what)


def _duty_words(now: DutyNow) -> str:
    """Return whom to call now, with their numbers; empty while no rota is kept."""
    if not now.is_kept:
        return ""
    people = [
        f"{lower_first(one.kind.words)} {one.name if one.is_held else 'boş'}"
        + (f" ({one.number.words})" if one.is_held else "")
        + (f", {one.plate}" if one.plate else "")
        for one in now.people
    ]
    return f"Nöbette: {'; '.join(people) or 'kimse yok'}"


def _head(work: Work) -> PrintedHead:
    head = read_head(work.session)
    return PrintedHead(head.sequence, head.mac)


class _Month:
    """The figures of one month, each read once."""

    def __init__(self, work: Work, first: dt.date) -> None:
        session = work.session
        self._first = first
        self._key = month_key(first)
        self._after = add_months(first, 1)
        self._last = min(self._after - dt.timedelta(days=1), local_day(work.now))
        since, until = day_start(first), day_start(self._after)
        self._months = summaries.list_months(
            session, since=charts.month_starts(first)[0], until=self._after, now=work.now
        )
        self._weeks = summaries.list_weeks(
            session, since=charts.week_starts(self._last)[0], until=self._after
        )
        self._by_subject = summaries.count_by_subject(session, since=since, until=until)
        self._rates = reachability_queries.rates(session, self._key, now=work.now)
        self._unreached = count_unreached(session, UnreachedFilter(since=since, until=until))
        # The periods that ran at the end of the month, or run now: none that has not begun.
        self._quotas = quota_queries.quota_page(session, None, today=self._last)
        self._letters = letter_queries.list_finished(
            session, since=since, until=until, now=work.now
        )
        self._visits = guidance_queries.count_guidance(
            session, GuidanceFilter(is_sent_on=False, since=since, until=until)
        )
        self._sent_on = guidance_queries.count_guidance(
            session, GuidanceFilter(is_sent_on=True, since=since, until=until)
        )
        self._rota = rota_queries.month_state(session, self._key)
        self._duties = rota_queries.duties_of_month(session, self._key)
        self._versions = rota_queries.list_versions(session, self._key)
        self._coverage = rota_queries.month_coverage(session, self._key, now=work.now)
        trips = TaskOrderFilter(since=since, until=until, is_cancelled=False)
        self._orders = vehicle_queries.count_orders(session, trips)
        self._unsigned = vehicle_queries.count_orders(session, replace(trips, is_signed=False))
        coverage = officer_queries.coverage(session, as_of=self._last)
        self._vacant = len(vacant_duties(session, coverage, as_of=self._last))

    @property
    def _month(self) -> MonthCount | None:
        return next((row for row in self._months if row.month == self._first), None)

    @property
    def _is_running(self) -> bool:
        """Whether the month is not over yet."""
        return self._last + dt.timedelta(days=1) < self._after

    def figures(self) -> tuple[ReportFigure, ...]:
        """Return the figures of the month, by clause."""
        month = self._month
        tried = sum(row.counts.tried for row in self._rates)
        answered = sum(row.counts.answered for row in self._rates)
        seconds = sum(row.seconds or 0 for row in self._quotas)
        known = any(row.seconds is not None for row in self._quotas)
        statuses = {row.status for row in self._quotas}
        over = self._count(Status.OVER) if statuses - {Status.UNKNOWN} else None
        found = [
            _figure(1, "Ulaşılabilirlik yoklaması", tried),
            _figure(1, "Yanıtlanan yoklama", answered),
            _figure(1, "Çağrı merkezinin ulaşılamadı bildirimi", self._unreached),
            _figure(2, "Kotasını aşan hat", over, is_fault=True),
            _figure(2, "Kullanımı bilinmeyen hat", self._count(Status.UNKNOWN)),
            _figure(2, "Konuşulan süre (dakika)", whole_minutes(seconds) if known else None),
            _figure(
                3,
                ("Bugün" if self._is_running else "Ay sonunda") + " boş görev",
                self._vacant,
                is_fault=True,
            ),
            _figure(
                3,
                "Boş nöbet",
                None if self._rota is None else sum(not duty.is_held for duty in self._duties),
                is_fault=True,
            ),
            _figure(3, "Yayımlandıktan sonra değişen nöbet", self._changed_duties),
            _figure(4, "Araçsız ya da şoförsüz saat", self._hours_without_vehicle, is_fault=True),
            _figure(4, "Taşıt görev emri", self._orders),
            _figure(4, "İmzasız görev emri", self._unsigned, is_fault=True),
        ]
        if month is not None:
            found += [
                _figure(4, "İlk işleme kadar ortanca süre (dakika)", month.action_median),
                _figure(4, "On vakanın dokuzunda süre (dakika)", month.action_p90),
                _figure(
                    4,
                    "İşleme geç başlanan ya da başlanmayan vaka",
                    month.action_faults,
                    is_fault=True,
                ),
                _figure(5, "Yönlendirilen vaka", month.cases),
                _figure(5, "Süresinde girilen vaka", month.in_time),
                _figure(5, "Geç girilen vaka", month.late, is_fault=True),
                _figure(5, "24 saati geçmiş, girilmemiş vaka", month.overdue, is_fault=True),
                _figure(5, "24 saati süren vaka", month.running),
            ]
        return (
            *found,
            _figure(6, "Hazırlanan değişiklik yazısı", len(self._letters)),
            _figure(
                6,
                "Gönderimi eksik yazı",
                sum(row.is_open for row in self._letters),
                is_fault=True,
            ),
            _figure(7, "Yerinde bilgilendirilen kişi", self._visits),
            _figure(7, "183’e yönlendirilen kişi", self._sent_on),
        )

    def charts(self) -> tuple[Chart, ...]:
        """Return the charts, up to the end of the month."""
        return (
            charts.cases_by_week(self._weeks, today=self._last),
            charts.share_in_time(self._months, today=self._first),
            charts.time_to_action(self._months, today=self._first),
            charts.usage_against_quota(self._quotas),
        )

    def tables(self) -> tuple[ReportTable, ...]:
        """Return the lists of the month; without names of applicants."""
        return (
            ReportTable(
                "Müracaat konusuna göre vakalar",
                ("Müracaat konusu", "Vaka"),
                tuple((name, number_text(cases)) for name, cases in self._by_subject),
                values=tuple(self._by_subject),
                number_columns=(1,),
            ),
            ReportTable(
                f"Hatların kullanımı, {self._period_words}",
                ("Hat", "Zimmetlisi", "Dakika", "Veri (MB)", "Durum"),
                tuple(map(_line_texts, self._quotas)),
                values=tuple(map(_line_values, self._quotas)),
                number_columns=(2, 3),
            ),
        )

    @property
    def _period_words(self) -> str:
        return periods_words([row.period for row in self._quotas], self._key)

    @property
    def _hours_without_vehicle(self) -> int | None:
        """How many hours of the month lack a vehicle or a driver; None while neither is kept."""
        found = self._coverage
        if found is None or not found.asks_drivers:
            return None
        wanted = {Leg.VEHICLE, Leg.DRIVER}
        return sum(
            any(missing & wanted for missing in hour.values()) for hour in found.hours.values()
        )

    @property
    def _changed_duties(self) -> int | None:
        """How many duties differ in later versions or in changes not yet published."""
        if self._rota is None or not self._versions:
            return None
        changed = (
            version_differences(before.content, after.content)
            for before, after in pairwise(self._versions)
        )
        return sum(map(len, changed)) + self._rota.changed

    def _count(self, status: Status) -> int:
        return sum(row.status is status for row in self._quotas)


def _figure(clause: int, label: str, value: int | None, *, is_fault: bool = False) -> ReportFigure:
    text = "bilinmiyor" if value is None else number_text(value)
    return ReportFigure(clause, label, text, value, "aksama" if is_fault and value else "")


def _line_texts(row: QuotaRow) -> tuple[str, ...]:
    minutes = "bilinmiyor" if row.seconds is None else number_text(whole_minutes(row.seconds))
    data = "bilinmiyor" if row.bytes is None else number_text(row.bytes / _MIB, decimals=1)
    return (format_phone(row.phone), row.holder_name, minutes, data, row.status_words)


def _line_values(row: QuotaRow) -> tuple[str | float | None, ...]:
    return (
        format_phone(row.phone),
        row.holder_name,
        # As printed: whole minutes, and one digit after the comma.
        None if row.seconds is None else whole_minutes(row.seconds),
        None if row.bytes is None else round(row.bytes / _MIB, 1),
        row.status_words,
    )
