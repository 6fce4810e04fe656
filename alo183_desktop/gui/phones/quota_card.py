"""The card of a line beside its quotas: how far it is, twelve months, notices, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from alo183_desktop.documents.charts.data import Chart, ChartLimit, ChartSeries
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.charts import ChartView
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.phones.quota_columns import MARKS, holder_words
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.quotas.words import STATUSES, left_words, period_words, used_words
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.buttons import Button
    from alo183_desktop.phones.quotas.rows import MonthUsage, NoticeRow, QuotaRow

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


_CHART: Final = 128
_NARROW: Final = 160
"""Narrower than a chart of its own: every second number is left out."""
_NAMES: Final = {Measure.SECONDS: "Dakika", Measure.BYTES: "Veri"}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What the card shows beside the row of the list."""

    line_id: int
    months: tuple[MonthUsage, ...]
    notices: tuple[NoticeRow, ...]
    """Of the line, the newest first."""


class QuotaCard(SideCard):
    """One line in one period.

    Attributes:
        charts: Twelve months of the line that is shown, minutes and data; empty while none is.

    Signals:
        usage_requested: Somebody wants to import a file of usage.
        calls_requested: The number of a line whose call records are wanted.
        setting_requested: The number of a line whose quota shall be set.
        print_requested: The chart shall be printed.
    """

    usage_requested = Signal()
    calls_requested = Signal(int)
    setting_requested = Signal(int)
    print_requested = Signal()

    def __init__(
        self, *, may_edit: bool, may_import: bool, may_print: bool, parent: QWidget
    ) -> None:
        """Make an empty card.

        Args:
            may_edit: Whether a quota may be set.
            may_import: Whether files of usage may be imported.
            may_print: Whether the chart may be printed.
            parent: Qt's owner.
        """
        super().__init__(
            nothing=(
                "Bir hat seçiniz",
                "On iki ayı, uyarıları ve sıradaki adımı burada gösterilir.",
            ),
            parent=parent,
        )
        self._may_edit = may_edit
        self._may_import = may_import
        self._may_print = may_print
        self._line_id = 0
        self.charts: tuple[ChartView, ...] = ()
        self._usage = self.make_button("Kullanım dosyası al…", self.usage_requested.emit)
        self._calls = self.make_button("A&rama kayıtları", self._on_calls)
        self._setting = self.make_button("Kota&sı…", self._on_setting)
        self.show_nothing()

    def line_id(self) -> int:
        """Return the line that is shown, 0 for none."""
        return self._line_id

    def show_line(self, row: QuotaRow, shown: ShownLine) -> None:
        """Show a line in a period."""
        self._line_id = row.line_id
        who = ", ".join(part for part in (holder_words(row), row.operator) if part)
        self.begin(format_phone(row.phone), who)
        self.add(StateText(MARKS[row.status], _standing(row), parent=self))
        self.add_facts([(_NAMES[measure], _amounts(row, measure)) for measure in Measure])
        for text in row.assumptions:
            self.add_text(text, muted=True)
        if row.gap_words:
            self.add(
                StateText(
                    State.NEAR, f"{upper_tr(row.gap_words[:1])}{row.gap_words[1:]}.", parent=self
                )
            )
        self.add_section("Sıradaki adım")
        self.add_text(_next_step(row))
        self._add_months(shown.months)
        if self._may_print:
            self.add(self.make_link("Grafiği yazdır", self.print_requested.emit), left=True)
        if shown.notices:
            self.add_section("Uyarılar")
            for notice in shown.notices:
                seen = "" if notice.seen_at is None else ", görüldü"
                self.add_period(f"{notice.words}.", f"{format_day(local_day(notice.at))}{seen}")
        self.end(self._offered(row))

    def _add_months(self, months: Sequence[MonthUsage]) -> None:
        self.add_section("Son on iki ay")
        charts = []
        for measure in Measure:
            chart = ChartView(parent=self)
            chart.set_chart(month_chart(months, measure))
            chart.setFixedHeight(theme.px(_CHART))
            chart.setMinimumWidth(theme.px(_NARROW))
            self.add_text(_NAMES[measure], muted=True)
            self.add(chart)
            charts.append(chart)
        self.charts = tuple(charts)

    def _offered(self, row: QuotaRow) -> list[Button]:
        if row.status is Status.UNKNOWN:
            return [self._usage] if self._may_import else []
        return [self._calls, *([self._setting] if self._may_edit else [])]

    def _on_calls(self) -> None:
        self.calls_requested.emit(self._line_id)

    def _on_setting(self) -> None:
        self.setting_requested.emit(self._line_id)


def _amounts(row: QuotaRow, measure: Measure) -> str:
    judged = row.seconds_judgement if measure is Measure.SECONDS else row.bytes_judgement
    used = used_words(measure, judged)
    left = left_words(measure, judged)
    return f"{used}\n{left}" if left else used


def _standing(row: QuotaRow) -> str:
    return f"{period_words(row.period)}: {STATUSES[row.status]}."


def _next_step(row: QuotaRow) -> str:
    match row.status:
        case Status.OVER:
            act = "zimmetlisini uyarınız" if row.holder_name else "hattın kimde olduğunu bulunuz"
            return (
                f"Arama kayıtlarından neyin kullandığına bakınız; {act}. Paketi "
                "değiştiyse hattın kotasını bugünden başlayarak değiştiriniz."
            )
        case Status.NEAR:
            is_held = bool(row.holder_name)
            act = "Zimmetlisine kalanı bildiriniz" if is_held else "Hattın kimde olduğunu bulunuz"
            return f"{act}; dönem sonuna dek bu hızla yetmeyecek."
        case Status.UNKNOWN:
            return "Operatörün bu dönem için gönderdiği kullanım dosyasını alınız."
        case _:
            return "Yapılacak bir şey yok; kullanım döneme uygun."
