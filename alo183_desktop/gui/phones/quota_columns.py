"""The rows of the quota list and its columns: both meters, and what is forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.meters import Meter, meter_column, two_line_column
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas.rows import QuotaRow
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.quotas.words import STATUSES, used_words
from alo183_desktop.shared.calendar import month_words
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from alo183_desktop.phones.quotas.rows import NoticeRow

MARKS: Final = {
    Status.OVER: State.LATE,
    Status.NEAR: State.NEAR,
    Status.GOOD: State.GOOD,
    Status.UNKNOWN: State.NONE,
}
NOBODY: Final = "zimmetlisi yok"
_HEADINGS: Final = {
    Status.OVER: "hat kotayı aştı",
    Status.NEAR: "hat yaklaşıyor",
    Status.UNKNOWN: "hattın kaydı yok",
}
"""What the heading of the page counts."""
_ORDER: Final = tuple(Status)


@dataclass(frozen=True, slots=True)
class Quotas:
    """Every line in one period."""

    month: str
    rows: tuple[QuotaRow, ...]
    present: str
    """The month of the period that runs now."""
    notices: tuple[NoticeRow, ...]
    """Those that nobody has marked as seen."""


def meter_of(row: QuotaRow, measure: Measure) -> Meter:
    """Return how much of one measure a line has used, as a meter."""
    judged = row.seconds_judgement if measure is Measure.SECONDS else row.bytes_judgement
    return Meter(
        used_words(measure, judged), judged.share, judged.elapsed_share, MARKS[judged.status]
    )


def holder_words(row: QuotaRow) -> str:
    """Return who holds a line today, or held it last in a period that is over."""
    return row.holder_name or NOBODY


def search_words(row: QuotaRow) -> str:
    """Return the text in which a line is searched: no amounts, whose digits are in every number."""
    return f"{format_phone(row.phone)} {row.holder_name} {row.operator} {STATUSES[row.status]}"


def status_marks(quotas: Quotas) -> list[tuple[State, str]]:
    """Return how the lines of one period stand; `good` only where every line is known."""
    statuses = [row.status for row in quotas.rows]
    counts = {status: statuses.count(status) for status in statuses}
    if counts.keys() == {Status.UNKNOWN}:
        marks = [(State.NONE, "kullanım dosyası alınmadı")]
    else:
        marks = [
            (MARKS[status], f"{number_text(counts[status])} {words}")
            for status, words in _HEADINGS.items()
            if status in counts
        ]
    state, words = (marks or [(State.GOOD, "kotayı aşan yok")])[0]
    # Within the first mark, not before it: where room is short, that stays longest.
    return [(state, f"{month_words(quotas.month)}: {words}"), *marks[1:]]


COLUMNS: Final[tuple[Column[QuotaRow], ...]] = (
    Column[QuotaRow](
        "Durum",
        lambda row: STATUSES[row.status],
        kind=CellKind.STATE,
        state=lambda row: MARKS[row.status],
        sort_key=lambda row: _ORDER.index(row.status),
        width_chars=10,
    ),
    two_line_column(
        "Hat ve zimmetlisi",
        lambda row: format_phone(row.phone),
        holder_words,
        width_chars=19,
        stretch=True,
    ),
    meter_column(
        "Dakika", lambda row: meter_of(row, Measure.SECONDS), width_chars=19, stretch=True
    ),
    meter_column("Veri", lambda row: meter_of(row, Measure.BYTES), width_chars=19, stretch=True),
    two_line_column(
        "Tahmin",
        lambda row: row.forecast_words[0],
        lambda row: row.forecast_words[1],
        width_chars=25,
        stretch=True,
    ),
)
