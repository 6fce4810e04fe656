"""The part "Yoklamalar": whom to call today, how each line answered, and the calls themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.narrowing import FilterChip, NarrowingBox
from alo183_desktop.gui.kit.notices import Banner, tell
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.list_pane import ListSpec
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones import check_panel
from alo183_desktop.gui.phones.check_panel import CheckPanel
from alo183_desktop.gui.phones.part import ListStack, Part
from alo183_desktop.phones import service
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.rows import (
    CheckFilter,
    CheckRow,
    MissingLine,
    ProposedCheck,
    ReachRow,
)
from alo183_desktop.phones.reachability.rules import MISSES_TOLD, CheckForm, check_call
from alo183_desktop.rota import duty_checks
from alo183_desktop.shared.calendar import month_key, month_words, months_to_choose
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.phones.part import Common, ListOffer

RATES, CALLS = "rates", "calls"
_REMOVE: Final = 1
_CHANGED: Final = frozenset({Topic.CHECKS})
_MOST_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Checks:
    """What the part shows."""

    due: tuple[ProposedCheck, ...]
    rates: tuple[ReachRow, ...]
    calls: tuple[CheckRow, ...]
    missing: tuple[MissingLine, ...]


class ChecksPart(Part):
    """Whom to call with the quick log at the left; rates or calls of a month at the right.

    Attributes:
        month: Of rates and calls.
        banner: Lines that did not answer three times in a row.
        lists: Rates or calls.
        only_missing: Says that only lines that do not answer are shown.
        due: Whom to call today.
        rates: How each line answered in the month.
        calls: The calls of the month.
        panel: Logs the call that has just been made.

    Signals:
        missed: How many lines did not answer three times in a row.
    """

    topics = frozenset({Topic.CHECKS, Topic.PHONES, Topic.OFFICER})

    missed = Signal(int)

    def __init__(self, background: Background, **common: Unpack[Common]) -> None:
        super().__init__(background, **common)
        may_edit = self.may[Right.EDIT_PHONES]
        self.month = NarrowingBox("Ay", "", widest="Ağustos 2026", parent=self)
        self.month.hide()
        self.month.set_choices(months_to_choose(self.today))
        self.banner = Banner(parent=self)
        self._left = QWidget(self)
        self._right = ListStack(background, clock=self.clock, note=self._note, parent=self)
        self.lists = Segmented(((RATES, "Aylık &oranlar"), (CALLS, "Yapıla&nlar")), parent=self)
        self.due = RowsModel[ProposedCheck](check_panel.DUE, parent=self)
        self.rates = RowsModel[ReachRow](check_panel.RATES, parent=self)
        self.calls = RowsModel[CheckRow](check_panel.CALLS, parent=self)
        self.due_view = TableView("checks-due", name="Bugün aranacaklar", parent=self._left)
        self.due_view.set_row_key(lambda row: (row.line_id, row.slot))
        self.due_view.setModel(self.due)
        self.due_view.set_empty_texts(
            "Bugün aranacak kimse yok",
            "Zimmetli her hat her ay bir gündüz, bir gece yoklanır; gününü program seçer.",
        )
        self.rate_view = self._right.add_list(
            RATES,
            ListSpec(
                key="checks-rates",
                title="Ulaşılabilirlik oranları",
                name="Aylık oranlar",
                trail=service,
                what="check_rates",
                row_key=lambda row: row.line_id,
            ),
            self.rates,
        )
        self.call_view = self._right.add_list(
            CALLS,
            ListSpec(
                key="checks-made",
                title="Ulaşılabilirlik yoklamaları",
                name="Yapılan yoklamalar",
                trail=service,
                what="checks",
                row_key=lambda row: row.check_id,
            ),
            self.calls,
        )
        self.panel = CheckPanel(parent=self)
        self.panel.setVisible(may_edit)
        self.only_missing = FilterChip(parent=self)
        self._missing: frozenset[int] = frozenset()
        self._add_row_actions()
        self._lay_out()
        self._connect()

    @override
    def tools(self) -> QWidget | None:
        return self.month

    @override
    def exports(self) -> tuple[ListOffer, ...]:
        return self._right.exports()

    @override
    def views(self) -> tuple[TableView, ...]:
        return (self.due_view, self.rate_view, self.call_view)

    @override
    def question(self) -> Callable[[Work], Checks]:
        month = self.month.key() or month_key(self.today)

        def read(work: Work) -> Checks:
            return Checks(
                duty_checks.due_today(work),
                reachability_service.rates(work, month),
                reachability_service.find_checks(work, CheckFilter(month=month)),
                duty_checks.missing_lines(work),
            )

        return read

    @override
    def show_answer(self, answer: Checks) -> None:
        self.due.set_rows(answer.due)
        self.rates.set_rows(answer.rates)
        self.calls.set_rows(answer.calls)
        month = month_words(self.month.key() or month_key(self.today))
        self.lists.set_counts({CALLS: len(answer.calls)})
        self.rate_view.set_empty_texts(
            "Bu ayda zimmetli hat yoktu", f"{month} için oran hesaplanacak hat yok."
        )
        self.call_view.set_empty_texts(
            "Bu ayda yoklama yapılmadı",
            "Her yoklama, yanıtlansın yanıtlanmasın, soldaki listeden birkaç tuşla kaydedilir.",
        )
        self._say_missing(answer.missing)
        for view in self.views():
            view.select_first()
        self._show_due()

    @override
    def set_search(self, text: str) -> None:
        self.searched = text
        for model in (self.due, self.rates, self.calls):
            model.set_search(text)
        self._show_due()

    def show_missing(self) -> None:
        """Show only the lines that do not answer, as Bugün counts them."""
        self.drop_search()
        self.month.setCurrentIndex(0)
        self.lists.choose(RATES)
        self._on_list_chosen(RATES)
        self.only_missing.show_words("yanıt vermeyenler")
        self._narrow()
        self.rate_view.setFocus()

    def _add_row_actions(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            for view in (self.due_view, self.rate_view):
                action = view.add_row_action("Yo&klamayı kaydet…")
                action.triggered.connect(self._on_dialog_requested)
            action = self.call_view.add_row_action("Yoklamayı si&l…", shortcut="Del")
            action.triggered.connect(self._on_remove)

    def _lay_out(self) -> None:
        left = make_column(self._left, gap=12)
        title = make_label("Bugün aranacaklar", font=theme.section(), parent=self)
        title.setMinimumHeight(theme.px(32))
        left.addWidget(title)
        left.addWidget(self.due_view, 1)
        self.due_view.setMinimumWidth(theme.px(264))
        left.addWidget(self.panel)
        side = QWidget(self)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.lists)
        row.addWidget(self.only_missing)
        row.addStretch(1)
        right = make_column(side, gap=12)
        right.addLayout(row)
        right.addWidget(self._right, 1)
        box = make_column(self, gap=12)
        box.addWidget(self.banner)
        box.addWidget(Splitter("phone-checks", self._left, side, sizes=(410, 614), parent=self), 1)

    def _connect(self) -> None:
        QShortcut("Ctrl+D", self, self.month.setFocus)
        self.month.narrowed.connect(self.refresh)
        self.lists.chosen.connect(self._on_list_chosen)
        self.only_missing.removed.connect(self._on_all_wanted)
        self.due_view.row_changed.connect(self._show_due)
        self.due_view.opened.connect(self.panel.take_focus)
        self.due_view.preview_requested.connect(self.panel.take_focus)
        self.rate_view.opened.connect(self._on_dialog_requested)
        self.panel.logged.connect(self._on_logged)
        self.panel.left_upwards.connect(self.due_view.setFocus)
        self.panel.dialog_requested.connect(self._on_dialog_requested)
        for view in self.views():
            view.show_all_requested.connect(self._on_show_all)

    def _say_missing(self, missing: tuple[MissingLine, ...]) -> None:
        self.missed.emit(len(missing))
        self._missing = frozenset(line.line_id for line in missing)
        self._narrow()
        if not missing:
            self.banner.show_notice(None, "")
            return
        told = [
            f"{line.holder_name}, {format_phone(line.phone)}: {_missed_words(line)} "
            f"(son: {format_instant(line.last_at)})"
            for line in missing[:_MOST_TOLD]
        ]
        more = len(missing) - len(told)
        words = "; ".join(told) + (f"; {more} hat daha." if more else ".")
        self.banner.show_notice(State.LATE, words)

    def _note(self) -> str:
        words = month_words(self.month.key() or month_key(self.today))
        searched = self.searched.strip()
        return f"{words}; “{searched}” araması" if searched else words

    @Slot()
    def _show_due(self) -> None:
        row = self.due_view.current_row()
        self.panel.show_check(row if isinstance(row, ProposedCheck) else None)

    @Slot(str)
    def _on_list_chosen(self, key: str) -> None:
        self._right.show_list(key)
        self.list_changed.emit()

    @Slot()
    def _narrow(self) -> None:
        only = not self.only_missing.isHidden()
        missing = self._missing
        self.rates.set_filter((lambda row: row.line_id in missing) if only else None)
        self.rate_view.select_first()

    @Slot()
    def _on_all_wanted(self) -> None:
        self.only_missing.show_words("")
        self._narrow()

    @Slot()
    def _on_show_all(self) -> None:
        self._on_all_wanted()
        self.drop_search()

    @Slot()
    def _on_dialog_requested(self) -> None:
        view = self.rate_view if self.rate_view.hasFocus() else self.due_view
        row = view.current_row()
        if self.may[Right.EDIT_PHONES] and (row is not None or not view.selected_places()):
            self.opener.log_check(None if row is None else row.line_id)

    @Slot(CheckForm)
    def _on_logged(self, form: CheckForm) -> None:
        now = self.clock()
        checked = check_call(replace(form, at=now), now=now)
        values = checked.values
        if values is None:
            self.panel.tell(checked.problems)
            return
        self.background.run(
            lambda work: reachability_service.log_check(work, values),
            parent=self,
            success=lambda _check_id: self._on_stored(is_answered=values.is_answered),
            failure=self._on_not_stored,
            changes=_CHANGED,
        )

    def _on_stored(self, *, is_answered: bool) -> None:
        self.panel.clear()
        self.due_view.setFocus()
        what = "yanıtlandı" if is_answered else "yanıt alınamadı"
        tell(self, f"Yoklama kaydedildi: {what}.")

    def _on_not_stored(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.panel.tell([Problem("", error.code, error.parameters)])
        else:
            self.fail(error)

    @Slot()
    def _on_remove(self) -> None:
        row = self.call_view.current_row()
        if not isinstance(row, CheckRow):
            return
        answer = dialogs.ask(
            self.window(),
            title="Yoklama silinsin mi?",
            text=f"{format_phone(row.phone)}, {format_instant(row.at)}: yanlışlıkla kaydedilen "
            "yoklama silinir; silindiği denetim izine yazılır.",
            verbs=("Vazgeç", "Yoklamayı sil"),
        )
        if answer != _REMOVE:
            return
        check_id = row.check_id
        self.background.run(
            lambda work: reachability_service.remove_check(work, check_id),
            parent=self,
            success=lambda _nothing: tell(self, "Yoklama silindi."),
            changes=_CHANGED,
        )


def _missed_words(line: MissingLine) -> str:
    if line.misses < MISSES_TOLD:
        return "nöbetteyken yanıt vermedi"
    return f"art arda {line.misses} kez yanıt vermedi"
