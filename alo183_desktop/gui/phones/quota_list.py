"""The list of quotas: its columns, the forecast, and its export as file and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from alo183_desktop.documents.charts.data import Chart, ChartLimit, ChartSeries
from alo183_desktop.documents.columns import Column
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs, audit_anchor
from alo183_desktop.gui.kit.table.meters import Meter, meter_column, two_line_column
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.phones import service
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaRow
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.quotas.words import (
    SIGNS,
    holder_words,
    period_words,
    periods_words,
    summary_marks,
    used_words,
)
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.phones.quotas.rows import MonthUsage, QuotaNoticeRow, QuotaTable
    from alo183_desktop.phones.quotas.rules import QuotaPeriod
    from alo183_desktop.shared.states import State

MARKS: Final = {status: OF_MARK[mark] for status, mark in SIGNS.items()}
_ORDER: Final = tuple(Status)


@dataclass(frozen=True, slots=True)
class Quotas:
    """Every line in one period."""

    month: str | None
    """In which it starts, such as `2026-09`; None: the one that runs now."""
    rows: tuple[QuotaRow, ...]
    periods: tuple[QuotaPeriod, ...]
    """Of two years, that of lines without a setting of their own; the one that runs now first."""
    notices: tuple[QuotaNoticeRow, ...]
    """Those that no user has marked as seen."""
    is_kept: bool
    """Whether the usage of any line was ever imported."""


def make_period_box(*, parent: QWidget) -> FilterBox:
    """Return a box to choose a period; it is filled once the periods are read."""
    return FilterBox("Dönem", "", widest="14.12.2026 – 13.01.2027", parent=parent)


def show_periods(
    box: FilterBox, periods: Sequence[QuotaPeriod], *, chosen: str | None, today: dt.date
) -> None:
    """Offer periods by their days.

    Args:
        box: Of `make_period_box`.
        periods: The newest first.
        chosen: The month in which the one to show starts; None: the newest.
        today: In Istanbul.
    """
    box.set_choices([(one.key, period_words(one, today=today)) for one in periods])
    box.choose(chosen or periods[0].key)


def meter_of(row: QuotaRow, measure: Measure) -> Meter:
    """Return the use of one quota of a line, as a meter."""
    judged = row.judgement(measure)
    return Meter(
        used_words(measure, judged), judged.share, judged.elapsed_share, MARKS[judged.status]
    )


def search_words(row: QuotaRow) -> str:
    """Return the text by which a line is searched: no amounts, whose digits are in every number."""
    return f"{format_phone(row.phone)} {row.holder_name} {row.operator} {row.status_words}"


def status_marks(quotas: Quotas, *, today: dt.date) -> list[tuple[State, str]]:
    """Return the status of the lines of one period; at least one."""
    marks = [(MARKS[one], words) for one, words in summary_marks([r.status for r in quotas.rows])]
    state, words = marks[0]
    periods = [row.period for row in quotas.rows]
    shown = periods_words(periods, quotas.periods[0].key, today=today)
    # In the first mark, not before it: where room is short, that stays longest.
    return [(state, f"{shown}: {words}"), *marks[1:]]


COLUMNS: Final[tuple[Column[QuotaRow], ...]] = (
    Column[QuotaRow](
        "Durum",
        lambda row: row.status_words,
        state=lambda row: MARKS[row.status],
        sort_key=lambda row: _ORDER.index(row.status),
        width_chars=14,
    ),
    two_line_column(
        "Hat ve zimmetlisi",
        lambda row: format_phone(row.phone),
        holder_words,
        width_chars=19,
    ),
    meter_column("Dakika", lambda row: meter_of(row, Measure.SECONDS)),
    meter_column("Veri", lambda row: meter_of(row, Measure.BYTES)),
    two_line_column(
        "Tahmin",
        lambda row: row.forecast_words[0],
        lambda row: row.forecast_words[1],
        width_chars=25,
    ),
)


_MINUTE_S: Final = 60
_GB: Final = 1024**3
_HUNDREDTHS: Final = 100
_EMPTY: Final = "Bu aylar için kullanım dosyası alınmadı"


def month_chart(months: Sequence[MonthUsage], measure: Measure) -> Chart:
    """Return the use in some months as bars against their quotas.

    Args:
        months: One after the other, the oldest first; at least one.
        measure: Minutes or data.
    """
    is_time = measure is Measure.SECONDS
    unit = _MINUTE_S if is_time else _GB
    # Rounded down, as everywhere else: 305 minutes and 50 seconds are 305.
    parts = 1 if is_time else _HUNDREDTHS
    used = [month.seconds if is_time else month.bytes for month in months]
    quota = months[-1].quota_seconds if is_time else months[-1].quota_bytes
    name = "dk" if is_time else "GB"
    return Chart(
        title=upper_first(measure.words),
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


class QuotaPapers(PaperActs):
    """Copy, workbook, PDF and print of one period, as a button with a menu and as shortcuts.

    Attributes:
        view: The list.
    """

    def __init__(
        self, view: TableView, background: Background, *, actor: Actor, parent: QWidget
    ) -> None:
        """Prepare; arguments as `PaperActs`, with the list: copying takes its rows as shown."""
        super().__init__(background, actor=actor, parent=parent)
        self.view = view
        self._month: str | None = None
        self._key = self._words = ""
        self._today: dt.date | None = None
        self._copy = self._action("Seçili satırları &kopyala", "copy")
        self._workbook = self._action("&Excel dosyasına aktar…", "export", "Ctrl+E")
        self._file = self._action("&PDF olarak kaydet…", "letter", "Ctrl+Shift+S")
        self._paper = self._action("&Yazdır…", "print", "Ctrl+P")
        self._copy.triggered.connect(view.copy_rows)
        self._workbook.triggered.connect(lambda: self._take("workbook", self.save))
        self._file.triggered.connect(lambda: self._take("pdf", self.save))
        self._paper.triggered.connect(lambda: self._take("pdf", self.print_paper))
        for action, allowed in (
            (self._workbook, self._may_save),
            (self._file, self._may_save and self._may_print),
            (self._paper, self._may_print),
        ):
            action.setVisible(allowed)
            action.setEnabled(allowed)

    def acts_by_key(self) -> tuple[QAction, ...]:
        """Return the actions with shortcuts, which work in the whole page while it is shown."""
        return self._workbook, self._file, self._paper

    def make_button(self, *, parent: QWidget) -> SecondaryButton:
        """Return a button that opens the actions."""
        button = SecondaryButton("&Liste", icon="export", parent=parent)
        menu = QMenu(button)
        menu.addActions([self._copy, self._workbook, self._file, self._paper])
        button.setMenu(menu)
        button.setProperty("menu", True)
        return button

    def set_period(self, quotas: Quotas, *, today: dt.date) -> None:
        """Set the period of the papers, as the list shows it."""
        self._month = quotas.month
        self._key = quotas.month or quotas.periods[0].key
        self._words = periods_words([row.period for row in quotas.rows], self._key)
        self._today = today

    def print_chart(self, row: QuotaRow) -> None:
        """Print the twelve months of a line up to its period."""
        month = row.period.key
        # Without a line below it both charts with their tables fit on one page.
        title = f"{format_phone(row.phone)}, {holder_words(row)}: on iki ay"
        name = file_name("Hat kullanımı", month, ending=".pdf")

        def read(work: Work) -> Callable[[], Paper]:
            months = quota_service.months_of(work, row.line_id, until=month)
            note, audit_words = printed_words(work), audit_anchor(work)

            def make() -> Paper:
                from alo183_desktop.documents.papers.charts import (
                    charts_pdf,  # reportlab is slow to load
                )

                charts = [month_chart(months, measure) for measure in Measure]
                pdf = charts_pdf(charts, title=title, note=note, audit_words=audit_words)
                return Paper.of(
                    "line_chart", pdf, trail=service.TRAIL, title="Hat kullanımı", name=name
                )

            return make

        self.make(read, self.print_paper)

    def _take(self, what: Literal["workbook", "pdf"], use: Callable[[Paper], object]) -> None:
        """Make the table of the period, and pass it to `use`; it is recorded as `what`."""
        month, key, today = self._month, self._key, self._today
        title = f"Hat kotaları, {self._words}"
        if today is None:
            return
        ending = ".xlsx" if what == "workbook" else ".pdf"
        name = file_name("Hat kotaları", key, ending=ending)

        trail = quota_service.TRAIL

        def read(work: Work) -> Callable[[], Paper]:
            rows = quota_service.quota_page(work, month, today=today)
            make = (
                partial(_workbook, quota_service.table_of(rows, key))
                if what == "workbook"
                else _pdf_of(work, rows, key)
            )
            return lambda: Paper(
                title,
                name,
                make(),
                job=title,
                printing=partial(trail.record_print, count=len(rows), what=what, period=key),
                saving=partial(trail.record_export, count=len(rows), what=what, period=key),
            )

        self.make(read, use)

    def _action(self, words: str, name: str, key: str = "") -> QAction:
        action = QAction(words, self)
        action.setIcon(icon(name))
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action


def printed_words(work: Work) -> str:
    """Return who prints, and when."""
    return f"{work.actor.name}, {format_instant(work.now)}"


def _workbook(table: QuotaTable) -> bytes:
    from alo183_desktop.documents.workbooks import write_table  # XlsxWriter is slow to load

    return write_table(table.title, table.headings, table.rows)


def _pdf_of(work: Work, rows: tuple[QuotaRow, ...], month: str) -> Callable[[], bytes]:
    """Return a function that lays out the table of a period, with user and time in its footer."""
    from alo183_desktop.phones.quotas.papers import read_table  # reportlab is slow to load

    return read_table(work, rows, month, note=printed_words(work), audit_words=audit_anchor(work))
