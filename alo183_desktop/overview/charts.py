"""The charts of the overview and of the reports, from counts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.charts.data import (
    Chart,
    ChartKind,
    ChartLimit,
    ChartSeries,
    few_series,
)
from alo183_desktop.shared.calendar import month_key, month_start, month_words, months_back
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.cases.rows import MonthCount, WeekCount
    from alo183_desktop.phones.quotas.rows import QuotaRow

WEEKS: Final = 8
MONTHS: Final = 12
_LINES: Final = 10
_WEEK: Final = dt.timedelta(days=7)
_SHORT_MONTHS: Final = (
    "Oca",
    "Şub",
    "Mar",
    "Nis",
    "May",
    "Haz",
    "Tem",
    "Ağu",
    "Eyl",
    "Eki",
    "Kas",
    "Ara",
)
_MINUTES: Final = 60


def week_starts(today: dt.date) -> tuple[dt.date, ...]:
    """Return the Mondays of the last weeks, the present one the last."""
    monday = today - dt.timedelta(days=today.weekday())
    return tuple(monday - _WEEK * back for back in reversed(range(WEEKS)))


def month_starts(today: dt.date) -> tuple[dt.date, ...]:
    """Return the first days of the last months, the present one the last."""
    return tuple(month_start(key) for key in reversed(months_back(today, MONTHS)))


def cases_by_week(counts: Sequence[WeekCount], *, today: dt.date) -> Chart:
    """Return how many cases were routed in each week, stacked by subject."""
    mondays = week_starts(today)
    found = {(row.week, row.subject_name): row.cases for row in counts}
    # In a fixed order, whichever came first: each has the same hatching on every paper.
    ordered = sorted(counts, key=lambda row: row.position)
    subjects = list(dict.fromkeys(row.subject_name for row in ordered))
    return Chart(
        title=f"Vakalar, {WEEKS} hafta",
        labels=tuple(f"{monday:%d.%m}" for monday in mondays),
        spoken=tuple(f"{format_day(monday)} haftası" for monday in mondays),
        row_labels=tuple(map(format_day, mondays)),
        heading="Hafta",
        series=few_series(
            [
                ChartSeries(
                    subject, tuple(float(found.get((monday, subject), 0)) for monday in mondays)
                )
                for subject in subjects
            ]
        ),
        unit="vaka",
        empty_words="Son haftalarda vaka kaydı yok",
    )


def share_in_time(counts: Sequence[MonthCount], *, today: dt.date) -> Chart:
    """Return the share of each month's cases entered in time; without those that still run."""
    found = {row.month: row for row in counts}
    shares = [
        found[month].share_in_time if month in found else None for month in month_starts(today)
    ]
    return _by_month(
        "Süresinde sisteme giriş",
        (ChartSeries("süresinde", tuple(shares)),),
        today=today,
        is_share=True,
    )


def time_to_action(counts: Sequence[MonthCount], *, today: dt.date) -> Chart:
    """Return median and 90th percentile of the time to the first action, in hours, by month."""
    found = {row.month: row for row in counts}
    months = [found.get(month) for month in month_starts(today)]
    return _by_month(
        "İlk işleme kadar süre",
        (
            ChartSeries(
                "ortanca", tuple(_hours(row.action_median) if row else None for row in months)
            ),
            ChartSeries(
                "on vakanın dokuzu",
                tuple(_hours(row.action_p90) if row else None for row in months),
            ),
        ),
        today=today,
        unit="saat",
        decimals=1,
    )


def usage_against_quota(rows: Sequence[QuotaRow]) -> Chart:
    """Return the share of their minutes and data that lines have used, the fullest first.

    Args:
        rows: Of one period; lines without known usage are left out.
    """
    known = [row for row in rows if row.seconds is not None or row.bytes is not None]
    known.sort(key=lambda row: max(_shares(row)), reverse=True)
    shown = known[:_LINES]
    more = len(known) - len(shown)
    return Chart(
        title="Kullanım ve kota" + (f" (en dolu {_LINES} hat)" if more else ""),
        labels=tuple(format_phone(row.phone)[-5:] for row in shown),
        spoken=tuple(format_phone(row.phone) for row in shown),
        heading="Hat",
        series=(ChartSeries("dolu olanın payı", tuple(max(_shares(row)) for row in shown)),),
        is_share=True,
        limit=ChartLimit(1.0, "kota"),
        empty_words="Bu dönemin kullanım dosyası alınmadı",
    )


def _shares(row: QuotaRow) -> tuple[float, float]:
    return ((row.seconds or 0) / row.quota_seconds, (row.bytes or 0) / row.quota_bytes)


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / _MINUTES


def _by_month(
    title: str,
    series: tuple[ChartSeries, ...],
    *,
    today: dt.date,
    unit: str = "",
    decimals: int = 0,
    is_share: bool = False,
) -> Chart:
    months = month_starts(today)
    return Chart(
        title=f"{title}, {MONTHS} ay",
        labels=tuple(_SHORT_MONTHS[month.month - 1] for month in months),
        spoken=tuple(month_words(month_key(month)) for month in months),
        heading="Ay",
        series=series,
        kind=ChartKind.LINES,
        unit=unit,
        decimals=decimals,
        is_share=is_share,
        empty_words="Bu aylarda vaka kaydı yok",
    )
