"""The part "Kota": every line in one period, the worst first, and the card of the current one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.charts import ChartView
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.side_card import CardReader, SideCard
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.meters import use_two_lines
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones import quota_list
from alo183_desktop.gui.phones.part import Part
from alo183_desktop.gui.phones.quota_list import (
    MARKS,
    QuotaPapers,
    Quotas,
    make_period_box,
    month_chart,
    show_periods,
)
from alo183_desktop.phones.kinds import Measure
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaFilter, QuotaRow
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.quotas.words import (
    day_before,
    elapsed_words,
    holder_words,
    left_words,
    period_words,
    used_words,
)
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtGui import QAction

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import Button
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.phones.quotas.rows import MonthUsage, QuotaNoticeRow

_CHART: Final = 128
_NARROW_CARD: Final = 160
"""Below the width of a chart: every second number is omitted."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What the card shows of a line in a period."""

    row: QuotaRow
    months: tuple[MonthUsage, ...]
    notices: tuple[QuotaNoticeRow, ...]
    """Of the line, the newest first."""
    today: dt.date
    """In Istanbul."""


class QuotaCard(SideCard):
    """One line in one period.

    Attributes:
        charts: Twelve months of the line shown, minutes and data; empty while none is.

    Signals:
        usage_requested: The user wants to import a usage file.
        calls_requested: The id of a line whose call records to show.
        setting_requested: The id of a line whose quota to set.
        print_requested: The chart is to be printed.
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
            may_import: Whether usage files may be imported.
            may_print: Whether the chart may be printed.
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
        self._calls = self.make_button(
            "A&rama kayıtları", lambda: self.calls_requested.emit(self._line_id)
        )
        self._setting = self.make_button(
            "Kota&sı…", lambda: self.setting_requested.emit(self._line_id)
        )
        self.show_nothing()

    def line_id(self) -> int:
        """Return the id of the line shown, 0 for none."""
        return self._line_id

    def show_line(self, shown: ShownLine | None) -> None:
        """Show a line in a period; None asks the user to select one."""
        if shown is None:
            self.show_nothing()
            return
        row = shown.row
        self._line_id = row.line_id
        who = ", ".join(part for part in (holder_words(row), row.operator) if part)
        self.begin(format_phone(row.phone), who)
        self.add(
            StateText(
                MARKS[row.status],
                f"{period_words(row.period, today=shown.today)}: {row.status_words}.",
                parent=self,
            )
        )
        self.add_facts(
            [(upper_first(measure.words), _amounts(row, measure)) for measure in Measure]
        )
        for text in row.assumptions:
            self.add_text(text, muted=True)
        if row.gap_words:
            self.add(StateText(State.NEAR, f"{upper_first(row.gap_words)}.", parent=self))
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
            chart.setMinimumWidth(theme.px(_NARROW_CARD))
            self.add_text(upper_first(measure.words), muted=True)
            self.add(chart)
            charts.append(chart)
        self.charts = tuple(charts)

    def _offered(self, row: QuotaRow) -> list[Button]:
        wants_file = row.status is Status.UNKNOWN and self._may_import
        file = [self._usage] if wants_file else []
        if row.known_until is None:
            return file
        return [*file, self._calls, *([self._setting] if self._may_edit else [])]


def _amounts(row: QuotaRow, measure: Measure) -> str:
    judged = row.judgement(measure)
    used = used_words(measure, judged)
    left = left_words(measure, judged)
    return f"{used}\n{left}" if left else used


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
            unknown = "" if row.known_until is None else f"; {row.status_words}"
            return f"Operatörün bu dönem için gönderdiği kullanım dosyasını alınız{unknown}."
        case _:
            return "Yapılacak bir şey yok; kullanım döneme uygun."


class QuotaFoot(QWidget):
    """Explains the mark on the meters; empty while nothing is known."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = _Mark(parent=self)
        self._elapsed = muted_label("", wrap=True, parent=self)
        self._until = muted_label("", parent=self)
        make_row(self, self._mark, (self._elapsed, 1), self._until, gap=8)

    def show_rows(self, rows: Sequence[QuotaRow]) -> None:
        """Base the text on the line with the most recent data."""
        newest = max(rows, key=_known_until, default=None)
        until = None if newest is None else newest.known_until
        self._mark.setVisible(until is not None)
        if newest is None or until is None:
            self._elapsed.setText("")
            self._until.setText("")
            return
        self._elapsed.setText(
            f"Dönemin geçen kısmı: {elapsed_words(newest.period, until)}. Çubuk bu çizgiyi "
            "geçmemişse kullanım döneme uygundur."
        )
        self._until.setText(
            f"Operatör dosyası: {format_day(day_before(until))} gününün sonuna kadar"
        )

    def words(self) -> tuple[str, str]:
        """Return both texts."""
        return self._elapsed.text(), self._until.text()


class _Mark(QWidget):
    """The vertical mark as on the meters."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.px(2), theme.px(14))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("text"))


def _known_until(row: QuotaRow) -> tuple[bool, dt.date]:
    return row.known_until is not None, row.known_until or row.period.starts_on


_MOST_LISTED: Final = 2
_WIDE: Final = 880
"""From this width on the card fits beside the meters."""
_CHANGED: Final = frozenset({Topic.USAGE})


class QuotaPart(Part):
    """The list of all lines in a period, and the card of the current one.

    Attributes:
        status: Filters the lines by status.
        month: The period, by the month in which it starts.
        banner: Notices that no user has marked as seen.
        model: The lines.
        view: The list.
        card: The current line.
        foot: Explains the mark on the meters, and up to when the files reach.
        papers: The table of the period and the chart of a line on paper and as files.

    Signals:
        card_shown: The card shows the current row.
        judged: Another period is shown, or the status of its lines has changed.
        calls_requested: A line and a month whose call records to show.
    """

    chapter = "Kota doluyor"
    hint = "Hat, kişi"
    topics = frozenset({Topic.PHONES, Topic.USAGE, Topic.OFFICER})

    card_shown = Signal()
    judged = Signal(Quotas)
    calls_requested = Signal(int, str)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(background, **context)
        self._asked: str | None = None
        self._present: str | None = None
        self._wants_card: bool | None = None
        self._wanted: int | None = None
        self._notices: tuple[QuotaNoticeRow, ...] = ()
        self._tools = QWidget(self)
        self.status = FilterBox(
            "Durum",
            "Bütün durumlar",
            [
                *((QuotaFilter(status), upper_first(status.words)) for status in Status),
                (
                    QuotaFilter(Status.UNKNOWN, was_over=True),
                    "Bilinmiyor, son bilinen dönem aşıldı",
                ),
            ],
            parent=self._tools,
        )
        self.month = make_period_box(parent=self._tools)
        self.settings_button = SecondaryButton("K&otalar…", parent=self._tools)
        self.settings_button.setVisible(self.may[Right.EDIT_PHONES])
        self.banner = Banner(parent=self)
        self.model = RowsModel[QuotaRow](
            quota_list.COLUMNS, search=quota_list.search_words, parent=self
        )
        self.view = TableView("quotas", name="Hatların kotası", parent=self)
        self.card = QuotaCard(
            may_edit=self.may[Right.EDIT_PHONES],
            may_import=self.may[Right.IMPORT],
            may_print=self.may[Right.PRINT],
            parent=self,
        )
        self.card.set_lists(self.view)
        self.papers = QuotaPapers(self.view, self.background, actor=self.actor, parent=self)
        self.foot = QuotaFoot(parent=self)
        self._reader = CardReader(
            background,
            current=self._row,
            read=self._read_line,
            show=self.card.show_line,
            parent=self,
        )
        self._set_up_view()
        self._lay_out()
        self._connect()

    @override
    def tools(self) -> QWidget | None:
        return self._tools

    @override
    def acts_by_key(self) -> tuple[QAction, ...]:
        return self.papers.acts_by_key()

    @override
    def make_list_button(self, *, parent: QWidget) -> QWidget:
        return self.papers.make_button(parent=parent)

    @override
    def views(self) -> tuple[TableView, ...]:
        return (self.view,)

    @override
    def query(self) -> Callable[[Work], Quotas]:
        month, today = self._asked, self.today

        def read(work: Work) -> Quotas:
            return Quotas(
                month,
                quota_service.quota_page(work, month, today=today),
                quota_service.list_periods(work, today=today),
                quota_service.list_notices(work, today=today),
                quota_service.is_usage_kept(work),
            )

        return read

    @override
    def show_result(self, answer: Quotas) -> None:
        self._present = answer.periods[0].key
        show_periods(self.month, answer.periods, chosen=answer.month, today=self.today)
        self.model.set_rows(answer.rows)
        self._say_empty(answer)
        self.foot.show_rows(answer.rows)
        self._say_notices(answer.notices)
        self.judged.emit(answer)
        self._reach_wanted()
        self.view.select_first()
        self._reader.follow()

    @override
    def set_search(self, text: str) -> None:
        self.searched = text
        self.model.set_search(text)
        self.view.select_first()

    def show_query(self, query: QuotaFilter) -> None:
        """Show exactly the lines of a query."""
        self.clear_search.emit()
        self.searched = ""
        self.model.set_search("")
        self.status.choose(query)
        self._asked = None
        self._filter()
        self.refresh()
        self.view.setFocus()

    def show_month(self, month: str) -> None:
        """Show the period that starts in a month."""
        self._asked = None if month == self._present else month
        self.refresh()

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        self._wanted = item_id
        self._on_show_all()
        self._reach_wanted()

    @override
    def set_today(self, today: dt.date) -> None:
        super().set_today(today)
        self.note_notices()

    def note_notices(self) -> None:
        """Check for notices that have not been shown yet."""
        today = self.today
        self.background.run(
            lambda work: quota_service.note_notices(work, today=today),
            parent=self,
            success=self._on_noted,
            failure=log_bug,
        )

    def _set_up_view(self) -> None:
        use_two_lines(self.view)
        self.view.set_row_key(lambda row: row.line_id)
        self.view.setModel(self.model)
        self.view.let_sort()
        self.view.set_no_match_texts(
            "Aramanıza uyan hat yok",
            "Yazdığınızı kısaltın, başka bir durum seçin ya da bütün hatları gösterin.",
            "Bütün hatları göster",
        )
        self.view.add_row_action("A&rama kayıtları").triggered.connect(self._on_opened)
        if self.may[Right.EDIT_PHONES]:
            self.view.add_row_action("Kota&sı…").triggered.connect(self._on_setting)

    def _lay_out(self) -> None:
        make_row(self._tools, self.status, self.settings_button, self.month, gap=8)
        splitter = Splitter("phone-quotas", self.view, self.card, sizes=(760, 264), parent=self)
        make_column(self, self.banner, (splitter, 1), self.foot, gap=12)

    def _connect(self) -> None:
        QShortcut("Ctrl+D", self, self.month.setFocus)
        self.status.filtered.connect(self._filter)
        self.month.filtered.connect(self._on_period_chosen)
        self.settings_button.clicked.connect(lambda: self.opener.set_quota(None))
        self.banner.action_chosen.connect(self._on_seen)
        self._reader.shown.connect(self.card_shown)
        self.view.row_changed.connect(self._reader.follow)
        self.view.opened.connect(self._on_opened)
        self.view.preview_requested.connect(self._on_preview_requested)
        self.view.show_all_requested.connect(self._on_show_all)
        self.view.empty_action.connect(self.opener.add_line)
        self.card.usage_requested.connect(self.usage_requested)
        self.card.calls_requested.connect(self._on_calls_requested)
        self.card.setting_requested.connect(self.opener.set_quota)
        self.card.print_requested.connect(self._on_print_chart)

    def _say_empty(self, answer: Quotas) -> None:
        self.papers.set_period(answer, today=self.today)
        may_add = self.may[Right.EDIT_PHONES]
        self.view.set_empty_texts(
            "Henüz hat kayıtlı değil",
            "Her hattın dakika ve veri kullanımı kotasının yanında burada durur. Önce hatları "
            "ekleyiniz; sonra operatörün gönderdiği kullanım dosyasını alınız.",
            "Hat ekle" if may_add else "",
        )

    def _say_notices(self, notices: tuple[QuotaNoticeRow, ...]) -> None:
        self._notices = notices
        if not notices:
            self.banner.show_notice(None, "")
            return
        newest = sorted(notices, key=lambda one: one.period.starts_on, reverse=True)
        listed = [f"{format_phone(one.phone)}: {one.words}" for one in newest[:_MOST_LISTED]]
        more = len(notices) - len(listed)
        words = "; ".join(listed) + (f"; {more} uyarı daha." if more > 0 else ".")
        action = "Görüldü say" if self.may[Right.EDIT_PHONES] else ""
        self.banner.show_notice(State.NEAR, words, action=action)

    def _reach_wanted(self) -> None:
        if self._wanted is not None and self.view.select_row(self._wanted):
            self._wanted = None
            self.view.setFocus()

    def _row(self) -> QuotaRow | None:
        row = self.view.current_row()
        return row if isinstance(row, QuotaRow) else None

    def _read_line(self, work: Work, row: QuotaRow) -> ShownLine:
        today = local_day(work.now)
        notices = quota_service.list_notices(work, today=today, unseen_only=False)
        return ShownLine(
            row,
            quota_service.months_of(work, row.line_id, until=row.period.key),
            tuple(one for one in notices if one.line_id == row.line_id),
            today,
        )

    def _on_noted(self, new: Sequence[QuotaNoticeRow]) -> None:
        if new:
            self.refresh()

    @Slot()
    def _on_seen(self) -> None:
        seen = [notice.notice_id for notice in self._notices]
        self.background.run(
            lambda work: quota_service.mark_seen(work, seen),
            parent=self,
            changes=_CHANGED,
        )

    @Slot()
    def _on_opened(self) -> None:
        row = self._row()
        if row is not None:
            self._on_calls_requested(row.line_id)

    @Slot()
    def _on_period_chosen(self) -> None:
        month = self.month.key()
        self._asked = None if month == self._present else month
        self.refresh()

    @Slot(int)
    def _on_calls_requested(self, line_id: int) -> None:
        # The period of the line itself, which may have a day of its own.
        row = next(row for row in self.model.rows() if row.line_id == line_id)
        self.calls_requested.emit(line_id, row.period.key)

    @Slot()
    def _on_setting(self) -> None:
        row = self._row()
        if row is not None:
            self.opener.set_quota(row.line_id)

    @Slot()
    def _on_preview_requested(self) -> None:
        self._wants_card = self.card.isHidden()
        self.card.setVisible(self._wants_card)

    @Slot()
    def _filter(self) -> None:
        wanted: QuotaFilter | None = self.status.key()
        self.model.set_filter(None if wanted is None else wanted.takes)
        self.view.select_first()

    @Slot()
    def _on_show_all(self) -> None:
        self.status.choose(None)
        self.model.set_filter(None)
        self.drop_search()

    @Slot()
    def _on_print_chart(self) -> None:
        row = self._row()
        if row is not None:
            self.papers.print_chart(row)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wants_card is None:
            # Illegible meters are useless; Space shows the card.
            self.card.setVisible(self.width() >= theme.px(_WIDE))
