"""Twelve months of a line as charts: minutes and data against the quota."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.chart_data import Chart, ChartLimit, ChartSeries
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quota_words import period_words
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.phones.quota_rows import MonthUsage

_MINUTE_S: Final = 60
_GB: Final = 1024**3
_HUNDREDTHS: Final = 100
_EMPTY: Final = "Bu aylar için kullanım dosyası alınmadı"


def month_chart(months: Sequence[MonthUsage], measure: Measure, *, title: str = "") -> Chart:
    """Return one measure of some months as bars against their quotas.

    Args:
        months: One after the other, the oldest first; at least one.
        measure: Minutes or data.
        title: Over the chart; empty for the usual one.
    """
    is_time = measure is Measure.SECONDS
    unit = _MINUTE_S if is_time else _GB
    # Rounded down, as every other place tells it: 305 minutes and 50 seconds are 305.
    parts = 1 if is_time else _HUNDREDTHS
    used = [month.seconds if is_time else month.bytes for month in months]
    quota = months[-1].quota_seconds if is_time else months[-1].quota_bytes
    name = "dk" if is_time else "GB"
    return Chart(
        title=title or ("Dakika" if is_time else "Veri"),
        labels=tuple(f"{month.period.starts_on.month}" for month in months),
        series=(
            ChartSeries(
                "kullanım",
                tuple(
                    None if amount is None else amount * parts // unit / parts for amount in used
                ),
            ),
        ),
        unit=name,
        limit=ChartLimit(
            quota / unit,
            f"kota {number_text(quota / unit, decimals=2, least=0)} {name}",
            by_label=tuple(
                (month.quota_seconds if is_time else month.quota_bytes) / unit for month in months
            ),
        ),
        spoken=tuple(period_words(month.period) for month in months),
        heading="Ay",
        decimals=0 if is_time else 2,
        empty_words=_EMPTY,
    )
