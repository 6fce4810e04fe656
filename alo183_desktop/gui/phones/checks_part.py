"""The part "Yoklamalar": lines to call today, how each answered, and the calls themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.lists import ListSpec
from alo183_desktop.access.rules import Right
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton, Segmented
from alo183_desktop.gui.kit.containers import Card, make_column, make_row
from alo183_desktop.gui.kit.filters import FilterBox, FilterChip
from alo183_desktop.gui.kit.form.form import TextField
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.notices import Banner, show_message
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.list_pane import RowAct
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.part import ListStack, Part
from alo183_desktop.phones import service
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CHECK, CheckValues
from alo183_desktop.phones.reachability.rows import (
    CheckFilter,
    CheckRow,
    MissingLine,
    ProposedCheck,
    ReachRow,
)
from alo183_desktop.phones.reachability.rules import MISSES_SHOWN, DayHalf, ProposalReason
from alo183_desktop.rota import duty_checks
from alo183_desktop.shared.calendar import month_key, month_words, months_to_choose
from alo183_desktop.shared.characters import one_line
from alo183_desktop.shared.clock import format_instant, local
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import percent_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtGui import QAction

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.table.list_pane import PaneContext


_RING_PX: Final = 96


class CheckPanel(Card):
    """Seconds, who answered, and two verbs; Enter in a field means answered.

    Attributes:
        ring: Seconds until it was answered.
        by: Who answered.
        answered_button: Logs an answered call.
        missed_button: Logs an unanswered call.

    Signals:
        logged: The fields of the call as typed, without its time: it is now.
        dialog_requested: A call at another time is to be logged.
        left_upwards: The list should take the focus.
    """

    logged = Signal(dict)
    dialog_requested = Signal()
    left_upwards = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self._row: ProposedCheck | None = None
        self._title = make_label("", font=theme.body_strong(), wrap=True, parent=self)
        self._why = muted_label("", wrap=True, parent=self)
        self.ring = TextField("Kaç &saniyede", key="ring_seconds", max_length=6, parent=self)
        self.ring.setFixedWidth(theme.px(_RING_PX))
        self.by = TextField("Ki&m yanıtladı", key="answered_by", show=one_line, parent=self)
        self.answered_button = PrimaryButton("Yanıtla&dı", icon="check", parent=self)
        self.missed_button = SecondaryButton("Yanıt &vermedi", icon="close", parent=self)
        self._other = LinkButton("&Başka yoklama…", parent=self)
        fields = make_row(None, self.ring, (self.by, 1), gap=12)
        acts = make_row(None, self._other, 1, self.missed_button, self.answered_button, gap=8)
        self.content.addWidget(self._title)
        self.content.addWidget(self._why)
        self.content.addLayout(fields)
        self.content.addLayout(acts)
        for field in (self.ring, self.by):
            field.line.key_pressed.connect(self._on_key)
        self.answered_button.clicked.connect(self._on_answered)
        self.missed_button.clicked.connect(lambda: self._log(is_answered=False))
        self._other.clicked.connect(self.dialog_requested)
        self.show_check(None)

    def show_check(self, row: ProposedCheck | None) -> None:
        """Show the line to call; None: none is left."""
        if row is not None and self._row is not None and row.line_id == self._row.line_id:
            self._row = row
            return
        self._row = row
        if row is None:
            self._title.setText("Bugün aranacak kimse kalmadı")
            self._why.setText("Her hat her ay gündüz ve gece birer kez aranır.")
        else:
            self._title.setText(f"{format_phone(row.phone)}, {row.holder_name}")
            self._why.setText(row.why)
        for field in (self.ring, self.by):
            field.set_value(None)
            field.setVisible(row is not None)
        for button in (self.answered_button, self.missed_button):
            button.setVisible(row is not None)

    def take_focus(self) -> None:
        """Focus the seconds."""
        if self._row is not None:
            self.ring.take_focus()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show errors in the fields."""
        for problem in problems:
            field = self.by if problem.key == self.by.key else self.ring
            field.set_problem(str(message_of(problem)))
            field.take_focus()

    def clear(self) -> None:
        """Clear the fields: the call is stored."""
        self._row = None

    @Slot()
    def _on_answered(self) -> None:
        self._log(is_answered=True)

    def _log(self, *, is_answered: bool) -> None:
        row = self._row
        if row is None:
            return
        self.logged.emit(
            {
                "line_id": row.line_id,
                "is_answered": is_answered,
                "ring_seconds": self.ring.text(),
                "answered_by": self.by.text(),
            }
        )

    @Slot(QKeyEvent)
    def _on_key(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_answered()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Escape}:
            self.left_upwards.emit()


_CHANGED: Final = frozenset({Topic.CHECKS})


class CheckDialog(RecordDialog[CheckValues]):
    """A test call at any time."""

    chapter = "Yoklama yapılacak"

    def __init__(
        self,
        lines: Sequence[tuple[int, str]],
        line_id: int | None,
        **context: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            lines: Every line with its text.
            line_id: The initial choice; None: none.
        """
        super().__init__(
            CHECK,
            (None, 0),
            save=lambda work, values, _version, _base: reachability_service.log_check(work, values),
            title="Yoklamayı kaydet",
            explanation="Yoklama, o anda hattı üzerinde taşıyana yazılır. 08.00 ile 20.00 arası "
            "gündüz sayılır.",
            draft="phones.check",
            options={"line_id": lines},
            refused={"phones.check_twice": "at"},
            changes=_CHANGED,
            **context,
        )
        if line_id is not None:
            self.fields["line_id"].set_value(str(line_id))
            self.form.mark_clean()


SLOT_WORDS: Final = {DayHalf.DAY: "gündüz", DayHalf.NIGHT: "gece"}


def due_words(row: ProposedCheck) -> str:
    """Return when a line is to be called: `14:20 gündüz`."""
    return f"{local(row.at):%H:%M} {SLOT_WORDS[row.slot]}"


def _due_mark(row: ProposedCheck) -> State | None:
    return State.NEAR if row.reason is ProposalReason.MISSED else None


def answered_words(row: CheckRow) -> str:
    """Return the result of a call: `8 sn sonra yanıtladı`."""
    if not row.is_answered:
        return "yanıt vermedi"
    return "yanıtladı" if row.ring_seconds is None else f"{row.ring_seconds} sn sonra yanıtladı"


def _misses(row: ReachRow) -> str:
    return f"{row.misses_in_a_row} kez" if row.misses_in_a_row else ""


def _misses_mark(row: ReachRow) -> State | None:
    return State.LATE if row.misses_in_a_row >= MISSES_SHOWN else None


def _of(answered: int, tried: int) -> str:
    return f"{answered}/{tried}" if tried else "–"


_DUE: Final = (
    Column[ProposedCheck](
        "Aranacağı saat",
        due_words,
        value=lambda row: local(row.at).time(),
        state=_due_mark,
        keeps_mark_room=True,
        sort_key=lambda row: row.at,
        width_chars=13,
    ),
    Column[ProposedCheck](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=13
    ),
    Column[ProposedCheck]("Zimmetlisi", lambda row: row.holder_name, width_chars=20, stretch=True),
)
_RATES: Final = (
    Column[ReachRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=13
    ),
    Column[ReachRow](
        "Zimmetlisi", lambda row: row.holder_name or "zimmetlisi yok", width_chars=24, stretch=True
    ),
    Column[ReachRow](
        "Gündüz",
        lambda row: _of(row.day_answered, row.day_tried),
        sort_key=lambda row: (row.day_tried, row.day_answered),
        align_right=True,
        width_chars=6,
    ),
    Column[ReachRow](
        "Gece",
        lambda row: _of(row.night_answered, row.night_tried),
        sort_key=lambda row: (row.night_tried, row.night_answered),
        align_right=True,
        width_chars=4,
    ),
    Column[ReachRow](
        "Oran",
        lambda row: "kayıt yok" if row.rate is None else percent_text(row.rate),
        value=lambda row: row.rate,
        align_right=True,
        width_chars=7,
    ),
    Column[ReachRow](
        "Yanıtsız",
        _misses,
        state=_misses_mark,
        keeps_mark_room=True,
        value=lambda row: row.misses_in_a_row,
        width_chars=7,
    ),
)
_CALLS: Final = (
    Column[CheckRow]("Zamanı", lambda row: row.at, width_chars=15),
    Column[CheckRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=14
    ),
    Column[CheckRow]("Zimmetlisi", lambda row: row.officer_name, width_chars=18, stretch=True),
    Column[CheckRow](
        "Sonuç",
        answered_words,
        state=lambda row: State.GOOD if row.is_answered else State.LATE,
        width_chars=22,
    ),
    Column[CheckRow]("Yanıtlayan", lambda row: row.answered_by, width_chars=16),
    Column[CheckRow]("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=14),
)


_REMOVE: Final = RowAct(
    do=lambda work, row: reachability_service.remove_check(work, row.check_id),
    message=lambda _row: "Yoklama silindi.",
    changes=_CHANGED,
    asks=lambda row: (
        "Yoklama silinsin mi?",
        (
            f"{format_phone(row.phone)}, {format_instant(row.at)}: yanlışlıkla kaydedilen yoklama "
            "silinir; silindiği denetim izine yazılır."
        ),
        "Yoklamayı sil",
    ),
)
RATES, CALLS = "rates", "calls"
_MOST_LISTED: Final = 3


@dataclass(frozen=True, slots=True)
class CheckData:
    """The data of the part."""

    due: tuple[ProposedCheck, ...]
    rates: tuple[ReachRow, ...]
    calls: tuple[CheckRow, ...]
    missing: tuple[MissingLine, ...]


class ChecksPart(Part):
    """The lines to call with the quick log at the left; rates or calls of a month at the right.

    Attributes:
        month: Of rates and calls.
        banner: Lines that did not answer three times in a row.
        lists: Rates or calls.
        only_missing: Indicates that only lines that do not answer are shown.
        due: The lines to call today.
        rates: How each line answered in the month.
        calls: The calls of the month.
        panel: Logs the call that has just been made.

    Signals:
        missed: The number of lines that did not answer three times in a row.
    """

    chapter = "Yoklama yapılacak"
    hint = "Hat, kişi"
    topics = frozenset({Topic.CHECKS, Topic.PHONES, Topic.OFFICER})

    missed = Signal(int)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(background, **context)
        may_edit = self.may[Right.EDIT_PHONES]
        self.month = FilterBox("Ay", "", widest="Ağustos 2026", parent=self)
        self.month.hide()
        self.month.set_choices(months_to_choose(self.today))
        self.banner = Banner(parent=self)
        self._left = QWidget(self)
        self._right = ListStack(
            background, actor=self.actor, clock=self.clock, note=self._note, parent=self
        )
        self.lists = Segmented(((RATES, "Aylık &oranlar"), (CALLS, "Yapıla&nlar")), parent=self)
        self.due = RowsModel[ProposedCheck](_DUE, parent=self)
        self.rates = RowsModel[ReachRow](_RATES, parent=self)
        self.calls = RowsModel[CheckRow](_CALLS, parent=self)
        self.due_view = TableView("checks-due", name="Bugün aranacaklar", parent=self._left)
        self.due_view.set_row_key(lambda row: (row.line_id, row.slot))
        self.due_view.setModel(self.due)
        if may_edit:
            self.due_view.set_empty_texts(
                "Bugün aranacak kimse yok",
                "Zimmetli her hat her ay bir gündüz, bir gece yoklanır; gününü program seçer.",
            )
        else:
            self.due_view.set_empty_texts(
                "Yalnız arayana gösterilir",
                "Kimse önceden bilmesin diye aranacak hatları yalnız yoklama yapanlar görür.",
            )
        self.rate_view = self._right.add_list(
            RATES,
            ListSpec(
                key="checks-rates",
                title="Ulaşılabilirlik oranları",
                name="Aylık oranlar",
                trail=service.TRAIL,
                what="check_rates",
                row_key=lambda row: (row.line_id, row.holder_id),
            ),
            self.rates,
        )
        self.call_view = self._right.add_list(
            CALLS,
            ListSpec(
                key="checks-made",
                title="Ulaşılabilirlik yoklamaları",
                name="Yapılan yoklamalar",
                trail=service.TRAIL,
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
    def acts_by_key(self) -> tuple[QAction, ...]:
        return self._right.acts_by_key()

    @override
    def make_list_button(self, *, parent: QWidget) -> QWidget:
        return self._right.make_button(parent=parent)

    @override
    def views(self) -> tuple[TableView, ...]:
        return (self.due_view, self.rate_view, self.call_view)

    @override
    def query(self) -> Callable[[Work], CheckData]:
        month = self.month.key() or month_key(self.today)

        def read(work: Work) -> CheckData:
            return CheckData(
                duty_checks.due_today(work),
                reachability_service.rates(work, month),
                reachability_service.find_checks(work, CheckFilter(month=month)),
                duty_checks.missing_lines(work),
            )

        return read

    @override
    def show_result(self, answer: CheckData) -> None:
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
        self.due.set_search(text)
        self._right.set_search(text)
        self._show_due()

    def show_missing(self) -> None:
        """Show only the lines that do not answer, as counted on Bugün."""
        self.drop_search()
        self.month.setCurrentIndex(0)
        self.lists.choose(RATES)
        self._on_list_chosen(RATES)
        self.only_missing.show_words("yanıt vermeyenler")
        self._filter()
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
        row = make_row(None, self.lists, self.only_missing, 1, gap=8)
        make_column(side, row, (self._right, 1), gap=12)
        box = make_column(self, gap=12)
        box.addWidget(self.banner)
        box.addWidget(Splitter("phone-checks", self._left, side, sizes=(410, 614), parent=self), 1)

    def _connect(self) -> None:
        QShortcut("Ctrl+D", self, self.month.setFocus)
        self.month.filtered.connect(self.refresh)
        self.lists.chosen.connect(self._on_list_chosen)
        self.only_missing.removed.connect(self._on_all_wanted)
        self.due_view.row_changed.connect(self._show_due)
        self.due_view.opened.connect(self.panel.take_focus)
        self.due_view.preview_requested.connect(self.panel.take_focus)
        self.rate_view.opened.connect(self._on_dialog_requested)
        self.panel.logged.connect(self._on_logged)
        self.panel.left_upwards.connect(partial(self.due_view.setFocus))
        self.panel.dialog_requested.connect(self._on_dialog_requested)
        for view in self.views():
            view.show_all_requested.connect(self._on_show_all)

    def _say_missing(self, missing: tuple[MissingLine, ...]) -> None:
        self.missed.emit(len(missing))
        self._missing = frozenset(line.line_id for line in missing)
        self._filter()
        if not missing:
            self.banner.show_notice(None, "")
            return
        listed = [
            f"{line.holder_name}, {format_phone(line.phone)}: {_missed_words(line)} "
            f"(son: {format_instant(line.last_at)})"
            for line in missing[:_MOST_LISTED]
        ]
        more = len(missing) - len(listed)
        words = "; ".join(listed) + (f"; {more} hat daha." if more else ".")
        self.banner.show_notice(State.LATE, words)

    def _note(self) -> str:
        words = month_words(self.month.key() or month_key(self.today))
        return "; ".join(filter(None, (words, self.search_words())))

    @Slot()
    def _show_due(self) -> None:
        row = self.due_view.current_row()
        self.panel.show_check(row if isinstance(row, ProposedCheck) else None)

    @Slot(str)
    def _on_list_chosen(self, key: str) -> None:
        self._right.show_list(key)
        self.list_changed.emit()

    @Slot()
    def _filter(self) -> None:
        only = not self.only_missing.isHidden()
        missing = self._missing
        self.rates.set_filter((lambda row: row.line_id in missing) if only else None)
        self.rate_view.select_first()

    @Slot()
    def _on_all_wanted(self) -> None:
        self.only_missing.show_words("")
        self._filter()

    @Slot()
    def _on_show_all(self) -> None:
        self._on_all_wanted()
        self.drop_search()

    @Slot()
    def _on_dialog_requested(self) -> None:
        view = self.rate_view if self.rate_view.hasFocus() else self.due_view
        row = view.current_row()
        if self.may[Right.EDIT_PHONES] and (row is not None or not view.selected_positions()):
            self.opener.log_check(None if row is None else row.line_id)

    @Slot(dict)
    def _on_logged(self, typed: dict[str, Any]) -> None:
        now = self.clock()
        checked = CHECK.check({**typed, "at": now}, now=now)
        values = checked.values
        if values is None:
            self.panel.show_problems(checked.problems)
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
        show_message(self, f"Yoklama kaydedildi: {what}.")

    def _on_not_stored(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.panel.show_problems([Problem("", error.code, error.parameters)])
        else:
            self.show_error(error)

    @Slot()
    def _on_remove(self) -> None:
        row = self.call_view.current_row()
        if row is not None:
            _REMOVE.run(row, self.background, parent=self)


def _missed_words(line: MissingLine) -> str:
    if line.misses < MISSES_SHOWN:
        return "nöbetteyken yanıt vermedi"
    return f"art arda {line.misses} kez yanıt vermedi"
