"""The part "Açıklanmayan aramalar": unexplained calls, and their reviews by officers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.lists import FilteredListSpec
from alo183_desktop.access.rules import Right, may
from alo183_desktop.cases import service, unexplained
from alo183_desktop.cases.rows import UnexplainedCallFilter, UnexplainedCallRow
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.cases.words import call_query_words
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.table.list_pane import ListPane, PaneContext
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import length_words
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from typing import Unpack

    from alo183_desktop.cases.rows import CallCounts
    from alo183_desktop.gui.kit.background import Background

WAITING, REVIEWED = "waiting", "reviewed"


def _number(row: UnexplainedCallRow) -> str:
    return format_phone(row.number) if row.number else "silindi"


def _review(row: UnexplainedCallRow) -> str:
    if row.reviewed_at is not None:
        return row.explanation
    return f"Önceki açıklama: {row.known_explanation}" if row.known_explanation else ""


def _kind(row: UnexplainedCallRow) -> str:
    if row.is_private is None:
        return "açıklanmadı"
    return "özel" if row.is_private else "görev"


def _mark(row: UnexplainedCallRow) -> State | None:
    if row.is_private is None:
        return State.NEAR
    return State.LATE if row.is_private else State.GOOD


COLUMNS: Final = (
    Column[UnexplainedCallRow]("Durumu", _kind, state=_mark, width_chars=13),
    Column[UnexplainedCallRow]("Zamanı", lambda row: row.at, width_chars=15),
    Column[UnexplainedCallRow]("Karşı numara", _number, kind=CellKind.STRONG, width_chars=15),
    Column[UnexplainedCallRow](
        "Süre",
        lambda row: length_words(row.seconds),
        value=lambda row: dt.timedelta(seconds=row.seconds),
        align_right=True,
        width_chars=11,
    ),
    Column[UnexplainedCallRow]("Hat", lambda row: format_phone(row.line_phone), width_chars=14),
    Column[UnexplainedCallRow](
        "Zimmetlisi", lambda row: row.holder_name or "yok", width_chars=20, stretch=True
    ),
    Column[UnexplainedCallRow]("Açıklama", _review, width_chars=26, stretch=True),
)
_CALLS: Final = FilteredListSpec[UnexplainedCallRow, UnexplainedCallFilter](
    key="unexplained-calls",
    title="Açıklanmayan aramalar",
    trail=service.TRAIL,
    what="calls",
    find=unexplained.find_calls,
    row_key=lambda row: row.call_id,
    everything=UnexplainedCallFilter(),
    columns=COLUMNS,
    empty=(
        "Açıklama bekleyen arama yok",
        (
            "Operatörün ayrıntılı dosyasındaki aramalar vakalarla, sorumlularla, kollukla ve "
            "müdürlük numaralarıyla eşleştirilir; geri kalanlar burada durur."
        ),
    ),
    no_match=(
        "Aramanıza uyan arama yok",
        "Yazdığınızı kısaltın ya da bütün kayıtları gösterin.",
        "Bütün kayıtları göster",
    ),
)
_NO_REVIEWED: Final = ("Açıklanmış arama yok", "Açıklaması yazılan aramalar burada durur.")


class CaseCallsPart(ListPane[UnexplainedCallRow, UnexplainedCallFilter]):
    """Calls waiting for a review, or those already reviewed.

    Attributes:
        lists: Chooses between the two.

    Signals:
        explain_requested: The current call is to be reviewed.
    """

    explain_requested = Signal()

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(
            _CALLS,
            background,
            topics=frozenset({Topic.CASES, Topic.USAGE, Topic.PHONES}),
            read_beside=unexplained.count_calls,
            show_beside=self._show_counts,
            **context,
        )
        self._may_edit = may(context["actor"].role, Right.EDIT_CASES)
        self.lists = Segmented(((WAITING, "Açıkla&nmayan"), (REVIEWED, "A&çıklanan")), parent=self)
        self._counts_label = muted_label("", wrap=True, parent=self)
        self.filters.row.insertWidget(0, self.lists)
        self.filters.row.addWidget(self._counts_label, 1)
        if self._may_edit:
            action = self.view.add_row_action("&Açıkla…", shortcut="F4")
            action.triggered.connect(self._on_opened)
        self.view.opened.connect(self._on_opened)
        self.view.preview_requested.connect(self._on_opened)
        self.lists.chosen.connect(self.refresh)

    @override
    def wanted(self) -> UnexplainedCallFilter:
        return replace(super().wanted(), is_reviewed=self._shows_reviewed())

    @override
    def note(self) -> str:
        return self.filters.chip.words() or call_query_words(self.wanted())

    @override
    def show_query(self, wanted: UnexplainedCallFilter) -> None:
        self.lists.choose(REVIEWED if wanted.is_reviewed else WAITING)
        super().show_query(wanted)
        self.filters.chip.show_words(call_query_words(wanted))

    def set_search(self, text: str) -> None:
        """Show only calls that contain every word of `text`."""
        if isinstance(self.model, RowsModel):
            self.model.set_search(text)

    @override
    def show_all(self) -> None:
        self.set_search("")
        super().show_all()

    def _shows_reviewed(self) -> bool:
        return self.lists.chosen_key() == REVIEWED

    def _show_counts(self, counts: CallCounts) -> None:
        self.lists.set_counts({WAITING: counts.unexplained, REVIEWED: counts.reviewed})
        explained = sum(count for _reason, count in counts.explained)
        words = (
            f"{number_text(counts.calls)} aramanın {number_text(explained)} tanesi vaka, sorumlu, "
            "kolluk ya da müdürlük numarası"
        )
        self._counts_label.setText(words if counts.calls else "")
        self.view.set_empty_texts(*(_NO_REVIEWED if self._shows_reviewed() else _CALLS.empty))

    @Slot()
    def _on_opened(self) -> None:
        row = self.current()
        if self._may_edit and row is not None and row.reviewed_at is None:
            self.explain_requested.emit()
