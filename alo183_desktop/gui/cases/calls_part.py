"""The part "Açıklanmayan aramalar": calls that nothing explains, and what officers say of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from alo183_desktop.cases import service, unexplained
from alo183_desktop.cases.rows import CallFilter, CallRow
from alo183_desktop.gui.cases.words import call_query_words
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.narrowing import FilterChip
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.export import list_actions
from alo183_desktop.gui.kit.table.models import CellKind, Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from alo183_desktop.cases.rows import CallCounts
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

WAITING, REVIEWED = "waiting", "reviewed"
MOST: Final = 500
"""As many calls as one question answers with."""
_MINUTE_S: Final = 60


def _number(row: CallRow) -> str:
    return format_phone(row.number) if row.number else "silindi"


def _length(row: CallRow) -> str:
    minutes, seconds = divmod(row.seconds, _MINUTE_S)
    return f"{minutes} dk {seconds:02} sn" if minutes else f"{seconds} sn"


def _said(row: CallRow) -> str:
    if row.reviewed_at is not None:
        return row.explanation
    return f"Önceki açıklama: {row.known_explanation}" if row.known_explanation else ""


def _kind(row: CallRow) -> str:
    if row.is_private is None:
        return "açıklanmadı"
    return "özel" if row.is_private else "görev"


def _mark(row: CallRow) -> State | None:
    if row.is_private is None:
        return State.NEAR
    return State.LATE if row.is_private else State.GOOD


COLUMNS: Final = (
    Column[CallRow]("Durumu", _kind, kind=CellKind.STATE, state=_mark, width_chars=13),
    Column[CallRow](
        "Zamanı",
        lambda row: row.at,
        width_chars=15,
    ),
    Column[CallRow]("Karşı numara", _number, kind=CellKind.STRONG, width_chars=15),
    Column[CallRow](
        "Süre",
        _length,
        value=lambda row: dt.timedelta(seconds=row.seconds),
        align_right=True,
        width_chars=11,
    ),
    Column[CallRow]("Hat", lambda row: format_phone(row.line_phone), width_chars=14),
    Column[CallRow](
        "Zimmetlisi", lambda row: row.holder_name or "yok", width_chars=20, stretch=True
    ),
    Column[CallRow]("Açıklama", _said, width_chars=26, stretch=True),
)


class CallsPart(QWidget):
    """Calls that wait for a word, or those that have it.

    Attributes:
        lists: Which of both.
        model: The calls.
        view: The list.
        list_actions: Copy, workbook and print.
        chip: What another page asked for, in words.

    Signals:
        loaded: The list shows what the database says.
        explain_requested: The current call shall be explained.
    """

    loaded = Signal()
    explain_requested = Signal()

    def __init__(
        self, background: Background, *, clock: Clock, may_edit: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._may_edit = may_edit
        self._asked: CallFilter | None = None
        self._question = 0
        self._is_stale = True
        self.lists = Segmented(((WAITING, "Açıkla&nmayan"), (REVIEWED, "A&çıklanan")), parent=self)
        self.chip = FilterChip(parent=self)
        self._note_label: QLabel = muted_label("", wrap=True, parent=self)
        self._place = QStackedWidget(self)
        self.model = RowsModel[CallRow](COLUMNS, parent=self)
        self.view = TableView("unexplained-calls", name="Açıklanmayan aramalar", parent=self._place)
        self.view.set_row_key(lambda row: row.call_id)
        self.view.setModel(self.model)
        self.view.setSortingEnabled(True)
        self.view.horizontalHeader().setSortIndicatorClearable(True)
        self.view.sortByColumn(-1, self.view.horizontalHeader().sortIndicatorOrder())
        self.view.set_no_match_texts(
            "Aramanıza uyan arama yok",
            "Yazdığınızı kısaltın ya da bütün kayıtları gösterin.",
            "Bütün kayıtları göster",
        )
        self.list_actions = list_actions(
            self.view,
            background,
            title="Açıklanmayan aramalar",
            clock=clock,
            note=self._note,
            records=service,
            what="calls",
            parent=self._place,
        )
        self._lay_out()
        self._connect()

    def wanted(self) -> CallFilter:
        """Return which calls are shown."""
        is_reviewed = self.lists.chosen_key() == REVIEWED
        return replace(self._asked or CallFilter(), is_reviewed=is_reviewed)

    def show_query(self, wanted: CallFilter) -> None:
        """Show exactly what another page asks for."""
        self._asked = wanted
        self.lists.choose(REVIEWED if wanted.is_reviewed else WAITING)
        self.chip.show_words(call_query_words(wanted))
        self.set_search("")
        self.refresh()

    def set_search(self, text: str) -> None:
        """Show only what holds every word of `text`."""
        self.model.set_search(text)

    def mark_stale(self) -> None:
        """Ask again: now when it is seen, else with the next visit."""
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True

    def refresh_if_stale(self) -> None:
        """Ask if something has changed since it was looked at last."""
        if self._is_stale:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask the database."""
        self._is_stale = False
        self._question += 1
        question, wanted = self._question, self.wanted()
        self.view.set_loading(True)

        def read(work: Work) -> tuple[tuple[CallRow, ...], CallCounts]:
            return unexplained.find_calls(work, wanted), unexplained.count_calls(work, wanted)

        def show(found: tuple[tuple[CallRow, ...], CallCounts]) -> None:
            if question == self._question:
                self._show(*found)

        self._background.run(read, parent=self, success=show, failure=self._fail)

    def _show(self, rows: tuple[CallRow, ...], counts: CallCounts) -> None:
        self.view.set_loading(False)
        self.model.set_rows(rows)
        self.lists.set_counts({WAITING: counts.unexplained, REVIEWED: counts.reviewed})
        explained = sum(count for _reason, count in counts.explained)
        words = (
            f"{number_text(counts.calls)} aramanın {number_text(explained)} tanesi vaka, sorumlu, "
            "kolluk ya da müdürlük numarası"
        )
        shown = self.lists.chosen_key() == REVIEWED
        total = counts.reviewed if shown else counts.unexplained
        if total > len(rows):
            words = f"{words}; en yeni {MOST} arama gösteriliyor"
        self._note_label.setText(words if counts.calls else "")
        if self.lists.chosen_key() == REVIEWED:
            self.view.set_empty_texts(
                "Açıklanmış arama yok", "Açıklaması yazılan aramalar burada durur."
            )
        else:
            self.view.set_empty_texts(
                "Açıklama bekleyen arama yok",
                "Operatörün ayrıntılı dosyasındaki aramalar vakalarla, sorumlularla, kollukla ve "
                "müdürlük numaralarıyla eşleştirilir; geri kalanlar burada durur.",
            )
        self.view.select_first()
        self.loaded.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.lists)
        row.addWidget(self.chip)
        row.addWidget(self._note_label, 1)
        self._place.addWidget(self.view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(12))
        box.addLayout(row)
        box.addWidget(self._place, 1)

    def _connect(self) -> None:
        if self._may_edit:
            action = self.view.add_row_action("&Açıkla…", shortcut="F4")
            action.triggered.connect(self._on_opened)
        self.view.opened.connect(self._on_opened)
        self.view.preview_requested.connect(self._on_opened)
        self.view.show_all_requested.connect(lambda: self.set_search(""))
        self.lists.chosen.connect(self._on_list_chosen)
        self.chip.removed.connect(self._on_chip_removed)

    def _note(self) -> str:
        return self.chip.words() or call_query_words(self.wanted())

    @Slot()
    def _on_opened(self) -> None:
        row = self.view.current_row()
        if self._may_edit and isinstance(row, CallRow) and row.reviewed_at is None:
            self.explain_requested.emit()

    @Slot(str)
    def _on_list_chosen(self, _key: str) -> None:
        self.refresh()

    @Slot()
    def _on_chip_removed(self) -> None:
        self._asked = None
        self.chip.show_words("")
        self.refresh()

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)
