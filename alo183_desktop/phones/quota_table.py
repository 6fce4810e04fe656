"""The quotas of a period as a table that leaves the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.phones import quota_words as words
from alo183_desktop.phones.quota_rows import QuotaTable
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import whole_percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from alo183_desktop.phones.quota_rows import QuotaRow
    from alo183_desktop.phones.quotas import Judgement

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
"""Of its columns."""

_MINUTE: Final = 60
_MB: Final = 1024**2


def table_of(rows: Sequence[QuotaRow], key: str, *, today: dt.date) -> QuotaTable:
    """Return a quota page as a table; minutes and megabytes are numbers with two decimals."""
    known = [row.known_until for row in rows if row.known_until is not None]
    parts = [f"{len(rows)} hat"]
    if known:
        parts.append(f"kayıtlar {format_day(words.day_before(max(known)))} gününe kadar")
    parts.append(f"{format_day(today)} günü çıkarıldı")
    return QuotaTable(
        title=f"Hat kotaları, {words.periods_words([row.period for row in rows], key)}",
        subtitle="; ".join(parts),
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
        words.STATUSES[row.status],
        _part(row.seconds, _MINUTE),
        _part(row.quota_seconds, _MINUTE),
        _percent(row.seconds_judgement),
        _part(row.bytes, _MB),
        _part(row.quota_bytes, _MB),
        _percent(row.bytes_judgement),
        f"{forecast}. {detail}".strip() if detail else forecast,
        basis,
    )


def _part(amount: int | None, unit: int) -> float | None:
    return None if amount is None else round(amount / unit, 2)


def _percent(judgement: Judgement) -> int | None:
    return None if judgement.share is None else whole_percent(judgement.share)
