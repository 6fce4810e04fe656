"""The part "Arama kayıtları": the calls of a line in a period, with the holder at each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut

from alo183_desktop.access.lists import ListSpec
from alo183_desktop.access.rules import Right
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.gui.kit.table.listing import LongListing
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.dialog_data import read_lines
from alo183_desktop.gui.phones.part import Part
from alo183_desktop.gui.phones.quota_list import make_period_box, show_periods
from alo183_desktop.phones import service
from alo183_desktop.phones.calls import queries as call_records
from alo183_desktop.phones.calls.queries import CallFilter, CallRow, CallTotals
from alo183_desktop.phones.kinds import CallKind
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.words import data_words
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import length_words, local
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text, whole_minutes
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.lists import Beginning
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.phones.quotas.rules import QuotaPeriod

_REVIEWED: Final = "incelendi, silindi"
"""Instead of a number that was destroyed after the review of its call."""
_LINE_WORDS: Final = "0500 000 41 05, Mehmet Ali KARAİSMAİLOĞLU"


def _at(row: CallRow) -> str:
    return f"{local(row.at):%d.%m.%Y %H:%M:%S}"


COLUMNS: Final = (
    Column[CallRow]("Zamanı", _at, value=lambda row: row.at, width_chars=23, sortable=False),
    Column[CallRow]("Hat", lambda row: format_phone(row.phone), width_chars=14, sortable=False),
    Column[CallRow](
        "Zimmetlisi", lambda row: row.holder_name, width_chars=22, stretch=True, sortable=False
    ),
    Column[CallRow]("Türü", lambda row: row.kind.words, width_chars=10, sortable=False),
    Column[CallRow](
        "Karşı numara",
        lambda row: _REVIEWED if row.is_reviewed else format_phone(row.number),
        kind=CellKind.STRONG,
        width_chars=18,
        stretch=True,
        sortable=False,
    ),
    Column[CallRow](
        "Süre",
        lambda row: length_words(row.seconds) if row.seconds else "",
        value=lambda row: dt.timedelta(seconds=row.seconds) if row.seconds else None,
        align_right=True,
        width_chars=13,
        sortable=False,
    ),
    Column[CallRow](
        "Veri",
        lambda row: data_words(row.bytes) if row.bytes else "",
        value=lambda row: row.bytes or None,
        unit="bayt",
        align_right=True,
        width_chars=10,
        sortable=False,
    ),
)
_LINE: Final = 1
_CALLS: Final = ListSpec(
    key="calls",
    title="Arama kayıtları",
    trail=service.TRAIL,
    what="calls",
    row_key=lambda row: row.call_id,
    no_match=(
        "Aramanıza uyan arama kaydı yok",
        "Karşı numaranın bir parçasını yazabilirsiniz; türü “Bütün türler” yapmayı deneyiniz.",
        "Bütün kayıtları göster",
    ),
)


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """The first calls with the totals of all, and the lines to choose from."""

    wanted: CallFilter
    beginning: Beginning[CallRow]
    totals: CallTotals
    lines: tuple[tuple[int, str], ...]
    periods: tuple[QuotaPeriod, ...]
    """Of two years, of the line or of all lines; the one that runs now first."""


class CallsPart(Part):
    """Line, period and kind above; the calls below, loaded as the user scrolls.

    Attributes:
        line: Chooses the line.
        month: Chooses the period.
        call_kind: Chooses the kind of calls.
        model: The loaded calls.
        view: The list.
        list_actions: Copy, workbook (of all calls) and print.

    Signals:
        search_requested: The text to search for from now on.
    """

    chapter = "Bir arama açıklanacak"
    hint = "Karşı numara"
    topics = frozenset({Topic.USAGE, Topic.PHONES})

    search_requested = Signal(str)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(background, **context)
        self._asked_line: int | None = None
        self._opened: CallFilter | None = None
        self._asked_period: str | None = None
        self._present: str | None = None
        self.line = FilterBox("Hat", "Bütün hatlar", widest=_LINE_WORDS, parent=self)
        self.month = make_period_box(parent=self)
        self.month.hide()
        self.call_kind = FilterBox(
            "Türü",
            "Bütün türler",
            [(kind, upper_first(kind.words)) for kind in CallKind],
            parent=self,
        )
        self._listing = LongListing(
            _CALLS,
            call_records.CALLS,
            COLUMNS,
            background,
            wanted=CallFilter(month_key(self.today)),
            clock=self.clock,
            note=self._note,
            parent=self,
        )
        self.model = self._listing.model
        self.view = self._listing.view
        self.list_actions = self._listing.list_actions
        self.list_actions.allow(self.actor)
        self._totals = ElidedLabel("", font=theme.small(), role="muted", parent=self)
        self.view.add_row_action("Bu nu&marayı ara").triggered.connect(self._on_same_number)
        self._lay_out()
        self._connect()

    @override
    def tools(self) -> QWidget | None:
        return self.month

    @override
    def acts_by_key(self) -> tuple[QAction, ...]:
        return self.list_actions.acts_by_key()

    @override
    def make_list_button(self, *, parent: QWidget) -> QWidget:
        return self.list_actions.make_button(parent=parent)

    @override
    def views(self) -> tuple[TableView, ...]:
        return (self.view,)

    def show_calls(self, line_id: int, month: str) -> None:
        """Show the calls of a line in a period."""
        self._asked_line = line_id
        self.line.choose(line_id)
        self._asked_period = month
        self.call_kind.choose(None)
        self.drop_search()

    @override
    def query(self) -> Callable[[Work], FirstCalls]:
        line_id = self.line.key() if self._asked_line is None else self._asked_line
        month, kind, searched = self._asked_period, self.call_kind.key(), self.searched
        today, opened = self.today, self._opened

        def read(work: Work) -> FirstCalls:
            periods = quota_service.list_periods(work, line_id, today=today)
            wanted = CallFilter(month or periods[0].key, line_id, kind, searched)
            totals = (
                call_records.totals(work.session, wanted)
                if opened == CallFilter(wanted.month, wanted.line_id)
                else call_records.open_calls(work, wanted)
            )
            return FirstCalls(
                wanted, call_records.CALLS.begin(work, wanted), totals, read_lines(work), periods
            )

        return read

    @override
    def show_result(self, answer: FirstCalls) -> None:
        wanted = answer.wanted
        self._opened = CallFilter(wanted.month, wanted.line_id)
        self._present = answer.periods[0].key
        show_periods(self.month, answer.periods, chosen=wanted.month, today=self.today)
        self.line.set_choices(answer.lines)
        if self._asked_line is not None:
            self.line.choose(self._asked_line)
            self._asked_line = None
        is_filtered = bool(wanted.number.strip()) or wanted.kind is not None
        self.view.set_filtered(is_filtered)
        one_line = wanted.line_id is not None
        self.view.show_columns(
            [index for index in range(len(COLUMNS)) if index != _LINE or not one_line]
        )
        self.view.set_empty_texts(
            "Bu dönemde arama kaydı yok",
            f"{self.month.words()} için alınan dosyalarda bu hattın arama kaydı bulunmuyor. "
            "Operatörün ayrıntılı dosyası alınırsa her arama burada durur; özet dosyalarda arama "
            "yoktur.",
            "Kullanım dosyası al" if self.may[Right.IMPORT] else "",
        )
        self._listing.show_result(wanted, answer.beginning)
        self._say_totals(answer.totals)
        self.view.select_first()

    def totals(self) -> str:
        """Return the text below the list: the number of calls, and their totals."""
        return self._totals.text()

    def _lay_out(self) -> None:
        row = make_row(None, self.line, self.call_kind, 1, gap=8)
        make_column(self, row, (self._listing, 1), self._totals, gap=12)

    def _connect(self) -> None:
        QShortcut("Ctrl+D", self, self.month.setFocus)
        for box in (self.line, self.call_kind):
            box.filtered.connect(self.refresh)
        self.month.filtered.connect(self._on_period_chosen)
        self.view.show_all_requested.connect(self._on_show_all)
        self.view.empty_action.connect(self.usage_requested)

    def _say_totals(self, totals: CallTotals) -> None:
        if not totals.count:
            self._totals.set_text("")
            return
        minutes = f"{number_text(whole_minutes(totals.seconds))} dk"
        self._totals.set_text(
            f"{number_text(totals.count)} kayıt; konuşma {minutes}, veri {data_words(totals.bytes)}"
        )

    def _note(self) -> str:
        parts = [self.line.currentText(), self.month.words()]
        if self.call_kind.key() is not None:
            parts.append(self.call_kind.currentText())
        return "; ".join(filter(None, (*parts, self.search_words())))

    @Slot()
    def _on_period_chosen(self) -> None:
        month = self.month.key()
        self._asked_period = None if month == self._present else month
        self.refresh()

    @Slot()
    def _on_show_all(self) -> None:
        self.call_kind.choose(None)
        self.drop_search()

    @Slot()
    def _on_same_number(self) -> None:
        row = self.view.current_row()
        if isinstance(row, CallRow) and not row.is_reviewed:
            self.search_requested.emit(format_phone(row.number))
