"""The part "Çizelge": the month as a sheet, the current duty, and the duties per person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import IconButton, SecondaryButton
from alo183_desktop.gui.kit.containers import make_column, make_row, next_turn
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.form.drafts import FormDrafts
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.notices import Banner, show_message
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.list_pane import LivePane
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.coverage_strip import CoverageStrip
from alo183_desktop.gui.rota.duty_card import (
    CHANGES,
    COUNTS,
    BreachReasonDialog,
    CountRow,
    DutyAct,
    DutyCard,
    keep_with_reason,
)
from alo183_desktop.gui.rota.importing import RotaFileDialog
from alo183_desktop.gui.rota.planner_dialogs import ProposalDialog, WhyDialog, taken_words
from alo183_desktop.gui.rota.sheet import (
    CellChange,
    UndoHistory,
    UndoStep,
    VehicleChange,
    WritableChanges,
    pattern_changes,
    sift,
)
from alo183_desktop.gui.rota.sheet_view import SheetView, ShownMonth
from alo183_desktop.gui.rota.swaps import UNDO, SwapDialog, WorkedDialog
from alo183_desktop.rota import queries, rules, service
from alo183_desktop.rota.planning import service as planning
from alo183_desktop.rota.printed_card import is_card_old
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.calendar import month_after, month_key, month_words
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import ConflictError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.rota.coverage import MonthCoverage
    from alo183_desktop.rota.rows import DutyRow, MonthSheet
    from alo183_desktop.rota.rules import Difference
    from alo183_desktop.shared.clock import Clock

_NARROW: Final = 800
"""Below this width the card has its minimum width."""
_SIZES: Final = (592, 432)
_AHEAD: Final = 3
_MOST_NAMED: Final = 6
"""Of the published duties that are to be emptied."""
_BACK: Final = 24
"""Number of months to choose from around the present one."""


class Read(NamedTuple):
    """The data of the part."""

    sheet: MonthSheet
    differences: tuple[Difference, ...]
    """Since the last published version."""
    coverage: MonthCoverage | None = None
    """None: the month was not begun."""
    is_card_old: bool = False
    """Whether the card printed last differs from the current one."""


class _Writing(NamedTuple):
    """Changes being stored."""

    changes: tuple[CellChange | VehicleChange, ...]
    """One for each duty."""
    step: UndoStep


def _store(work: Work, seen: Sequence[tuple[CellChange | VehicleChange, int]]) -> None:
    """Store changes, each with the version of its duty as read."""
    cells = [
        Cell(one.duty_id, version, *one[1:]) for one, version in seen if isinstance(one, CellChange)
    ]
    if cells:
        service.fill(work, cells)
    given = [(one, version) for one, version in seen if isinstance(one, VehicleChange)]
    for vehicle_id in {one.vehicle_id for one, _version in given}:
        duties = [(one.duty_id, version) for one, version in given if one.vehicle_id == vehicle_id]
        service.set_vehicle(work, duties, vehicle_id)


def read_month(work: Work, month: str) -> Read:
    """Return a month, and its differences from the last published version."""
    sheet = service.month_sheet(work, month)
    differences: tuple[Difference, ...] = ()
    if sheet.state is not None and sheet.state.published:
        content = queries.published_content(work.session, sheet.state.month_id)
        differences = rules.differences(content, sheet.duties)
    is_present = month == month_key(local_day(work.now))
    is_old = is_present and is_card_old(work.session, service.on_duty(work))
    return Read(sheet, differences, service.month_coverage(work, month), is_old)


def _marks(shown: ShownMonth) -> list[tuple[State, str]]:
    """Return the marks of a month: breaches, and empty duties."""
    marks = list[tuple[State, str]]()
    empty = sum(one.person_id is None for one in shown.duties)
    final = sum(any(one.is_final for one in found) for found in shown.breaches.values())
    soft = len(shown.breaches) - final
    if final:
        marks.append((State.LATE, f"{number_text(final)} nöbet kurala aykırı"))
    if soft:
        marks.append((State.NEAR, f"{number_text(soft)} nöbet gerekçe ister"))
    if empty:
        marks.append((State.NEAR, f"{number_text(empty)} nöbet boş"))
    return marks


class _LeftCell(Form):
    """Incomplete text of a cell when the program was locked, as a form to be kept as a draft.

    It is invisible: its content is offered above the sheet, and restored into its cell.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.hide()
        for key in ("typed", "where", "duty", "month"):
            self.add_row(TextField("", key=key, parent=self))
        # These two are not shown in the offer.
        self.field("duty").is_proposed = self.field("month").is_proposed = True
        self.mark_clean()

    def hold(self, duty: DutyRow, typed: str, *, month: str) -> None:
        """Store the text, and its cell."""
        where = rules.duty_words(duty)
        self.replace_texts(
            {"typed": typed, "where": where, "duty": str(duty.duty_id), "month": month}
        )

    def take(self) -> tuple[int, str, str]:
        """Return the id of the duty, its month and the text, and clear the form."""
        texts = self.texts()
        self.replace_texts({})
        return int(texts["duty"]), texts["month"], texts["typed"]


class SheetPart(LivePane):
    """A month, filled cell by cell; each entry is stored at once.

    Attributes:
        month: The month shown.
        view: The sheet.
        card: The current duty.
        counts: The duties of each person in the month.
        banner: Entries that were refused, and why.
        coverage: What each hour of the month lacks.
        drafts: Keeps and offers the text of a cell being edited during a lock; None until
            a month was read, and without the right to fill cells.

    Signals:
        judged: The month is shown, or its state has changed.
    """

    topics = frozenset(
        {Topic.ROTA, Topic.OFFICER, Topic.PHONES, Topic.VEHICLES, Topic.ASSIGNMENT, Topic.CHECKS}
    )

    judged = Signal()

    def __init__(
        self,
        background: Background,
        *,
        may_edit: bool,
        may_approve: bool,
        may_import: bool,
        opener: OneDialog,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the part; it queries when it is shown.

        Args:
            background: Runs the queries and the saving.
            may_edit: Whether the role may fill the sheet.
            may_approve: Whether it may approve swaps.
            may_import: Whether it may import files.
            opener: Opens dialogs.
            clock: For today; UTC.
            parent: The page.
        """
        super().__init__(background, parent=parent)
        self._may_edit = may_edit
        self._may_approve = may_approve
        self._may_import = may_edit and may_import
        self._opener = opener
        self._clock = clock
        self._history = UndoHistory()
        self._wanted: tuple[int | None, dt.date | None] = (None, None)
        self._writings: list[_Writing] = []
        self._own: dict[int, int] = {}
        self._stored: list[_Writing] = []
        self._refused: dict[int, CellChange | VehicleChange] = {}
        self._left = _LeftCell(parent=self)
        self._typed: tuple[int, str, str] | None = None
        self._agreed: tuple[str, Sequence[Cell]] | None = None
        self.drafts: FormDrafts | None = None
        self._is_narrow = False
        self.read: Read | None = None
        self.shown: ShownMonth | None = None
        self._tools = QWidget(self)
        self.month = FilterBox("Ay", "", widest="Ağustos 2026", parent=self._tools)
        self._previous = IconButton("Önceki ay (Alt+Sol)", icon="chevron_left", parent=self._tools)
        self._next = IconButton("Sonraki ay (Alt+Sağ)", icon="chevron_right", parent=self._tools)
        self._fill = SecondaryButton("&Doldur", parent=self._tools)
        self.banner = Banner(parent=self)
        self.coverage = CoverageStrip(parent=self)
        self.view = SheetView(may_edit=may_edit, parent=self)
        self.card = DutyCard(may_edit=may_edit, parent=self)
        self.card.set_beside(self.view)
        self.counts = RowsModel[CountRow](COUNTS, parent=self)
        self._counts_view = TableView("rota-counts", name="Ayın dağılımı", parent=self)
        self.propose = QAction("&Ayı öner…\tF9", self)
        self.pattern = QAction("Geçen ayın &düzenini koy", self)
        self.from_file = QAction("Do&syadan…", self)
        self.from_file.setVisible(self._may_import)
        self.undo = QAction("&Geri al\tCtrl+Z", self)
        self.redo = QAction("Y&inele\tCtrl+Y", self)
        self._lay_out()
        self._connect(parent)
        self.set_today(local_day(clock()))
        self.show_month(month_key(local_day(clock())), asks=False)

    def set_today(self, today: dt.date) -> None:
        """Set the current day."""
        self.view.sheet.today = today
        self._offer_months(self.month.key())
        self.view.viewport().update()

    def show_month(
        self,
        month: str,
        *,
        asks: bool = True,
        duty_id: int | None = None,
        day: dt.date | None = None,
    ) -> None:
        """Show a month such as `2026-12`, and in it a duty, or else a day."""
        self.banner.show_notice(None, "")
        # An uncertain entry is reported above the next month.
        self.view.finish()
        self._wanted = (duty_id, day)
        self._offer_months(month)
        self.month.choose(month)
        self._history.clear()
        self._refused = {}
        if asks:
            self.refresh()

    def prepare_lock(self) -> None:
        """Keep the cell being edited, even if ambiguous; everything else is stored."""
        left = self.view.finish()
        if left is not None and self.drafts is not None:
            self._left.hold(*left, month=self.month.key())
            self.drafts.flush()

    def has_empty(self) -> bool:
        """Return whether a duty to come is nobody's, so that a proposal might fill it."""
        now = self._clock()
        duties = () if self.shown is None else self.shown.duties
        return any(one.person_id is None and one.starts_at > now for one in duties)

    def state_words(self) -> tuple[str, list[tuple[State, str]]]:
        """Return the status of the month, for the heading: a sentence, and marks."""
        shown = self.shown
        if shown is None or self.read is None:
            return "", []
        state = shown.sheet.state
        words = month_words(shown.sheet.month)
        if state is None:
            return f"{words}: çizelgeye başlanmadı", []
        marks = _marks(shown)
        if not marks and shown.duties:
            marks.append((State.GOOD, "boş ya da kurala aykırı nöbet yok"))
        if self.read.is_card_old:
            marks.append((State.NEAR, rules.OLD_CARD))
        if not state.published or state.published_at is None:
            return f"{words}, yayımlanmadı", marks
        words += (
            f", {number_text(state.published)}. sürüm "
            f"{format_day(local_day(state.published_at))} günü yayımlandı"
        )
        if state.changed:
            marks.append((State.NEAR, f"yayımdan sonra {number_text(state.changed)} nöbet değişti"))
        if state.renumbered:
            count = number_text(state.renumbered)
            marks.append((State.NEAR, f"{count} kişinin yayımlanan numarası artık onun değil"))
        if state.unsigned:
            marks.append((State.NEAR, f"{number_text(state.unsigned)} kişi tebellüğ etmedi"))
        return words, marks

    @override
    def query(self) -> Callable[[Work], Read]:
        month = self.month.key()
        return lambda work: read_month(work, month)

    @override
    def views(self) -> tuple[TableView, ...]:
        return ()

    @override
    def tools(self) -> QWidget:
        return self._tools

    @override
    def show_result(self, answer: Read) -> None:
        if answer.sheet.month != self.month.key():
            return
        is_other = self.read is None or self.read.sheet.month != answer.sheet.month
        self.read = answer
        self._stored.clear()
        on_way = {change.duty_id for one in self._writings for change in one.changes}
        # Cleared in place: pending writes refer to it.
        for duty_id in list(self._own):
            if duty_id not in on_way:
                del self._own[duty_id]
        self.coverage.show_coverage(answer.coverage)
        self._show(is_other=is_other)
        # Once the sheet has the room of the offer above it.
        next_turn(self, self._type_again)
        next_turn(self, self._write_agreed)
        if self.drafts is None and self._may_edit:
            self._keep_drafts()

    def _keep_drafts(self) -> None:
        self.drafts = FormDrafts(
            self.background, self._left, "rota.cell", title="Nöbet çizelgesi", parent=self
        )
        self._box.insertLayout(1, self.drafts.offers)
        self.drafts.taken.connect(self._on_draft_taken)

    @Slot()
    def _on_draft_taken(self) -> None:
        if self.drafts is None:
            return
        self._typed = self._left.take()
        self.drafts.end()
        self.drafts.begin_anew()
        duty_id, month, _text = self._typed
        if self.shown is not None and self.shown.sheet.month == month:
            next_turn(self, self._type_again)
        else:
            self.show_month(month, duty_id=duty_id)

    @Slot()
    def _type_again(self) -> None:
        """Open the cell that was being edited at the lock, with its text."""
        if self._typed is None:
            return
        (duty_id, _month, text), self._typed = self._typed, None
        self.view.select_duty(duty_id)
        duty = self.view.current_duty()
        if duty is None or duty.duty_id != duty_id:
            self._show_banner(f"“{text}” yazılan nöbet artık yok.")
        else:
            self.view.begin_typing(text)

    @override
    def show_error(self, error: Exception) -> None:
        self.view.waiting.stop()
        super().show_error(error)

    def write(
        self,
        wanted: Sequence[CellChange | VehicleChange],
        *,
        step: UndoStep | None = None,
        store: Callable[[Work, Sequence[tuple[CellChange | VehicleChange, int]]], object] = _store,
        message: str = "",
    ) -> WritableChanges:
        """Store changes, and show them immediately.

        Args:
            wanted: The requested changes.
            step: What is undone or redone by it; None: it is a new action.
            store: Stores them, each with the version of its duty as read.
            message: The message once they are stored.

        Returns:
            The accepted changes, and why the others were refused.
        """
        shown = self.shown
        if shown is None or not self._may_edit:
            return WritableChanges((), ())
        sifted = sift(wanted, (*shown.duties, *shown.sheet.neighbours), shown.people)
        if sifted.refused:
            self._show_banner("; ".join(sifted.refused))
        if not sifted.changes:
            return sifted
        rows = {one.duty_id: one for one in shown.duties}
        if step is None:
            before = tuple(one.of(rows[one.duty_id]) for one in sifted.changes)
            step = UndoStep(before, sifted.changes)
            self._history.add(step)
        writing = _Writing(sifted.changes, step)
        self._writings.append(writing)
        self._show()
        own, month = self._own, shown.sheet.month
        # Changes written here meanwhile are newer than what was read.
        versions = {one.duty_id: rows[one.duty_id].version for one in sifted.changes}

        def run(work: Work) -> None:
            store(
                work,
                [(one, own.get(one.duty_id, versions[one.duty_id])) for one in sifted.changes],
            )
            # Here, not on success: the next entry of a cell may be pending already.
            for one in queries.duties_of_month(work.session, month):
                if one.duty_id in versions:
                    own[one.duty_id] = one.version

        self.background.run(
            run,
            parent=self,
            success=lambda _nothing: self._on_stored(writing, message),
            failure=lambda error: self._on_refused(writing, error),
            changes=CHANGES,
        )
        return sifted

    def _on_stored(self, writing: _Writing, message: str) -> None:
        # It stays over the data read before, until it is read again.
        self._writings.remove(writing)
        self._stored.append(writing)
        if message:
            show_message(self, message)

    def _on_refused(self, writing: _Writing, error: Exception) -> None:
        self._writings.remove(writing)
        self._history.forget(writing.step)
        for one in writing.changes:
            self._own.pop(one.duty_id, None)
        if isinstance(error, ConflictError):
            self._refused |= {one.duty_id: one for one in writing.changes}
            named = (one.person_id for one in self._refused.values() if isinstance(one, CellChange))
            typed = ", ".join(filter(None, map(self._name, named)))
            message = text_of(error)
            mine = f" Sizin yazdığınız: {typed}." if typed else ""
            self.banner.show_notice(
                State.LATE,
                f"{message.what}{mine} Çizelge yeniden okundu.",
                action="Yazdığımı koy",
            )
        else:
            self._show_banner(str(text_of(error)))
        self._show()
        self.refresh()

    @Slot()
    def _on_write_mine(self) -> None:
        wanted, self._refused = tuple(self._refused.values()), {}
        self.banner.show_notice(None, "")
        self.write(wanted)

    def _name(self, person_id: int | None) -> str:
        person = (
            None if self.shown is None or person_id is None else (self.shown.people.get(person_id))
        )
        return "" if person is None else person.name

    @Slot(str)
    def _show_banner(self, words: str) -> None:
        self.banner.show_notice(State.NEAR, words)

    def _pending(self) -> list[CellChange | VehicleChange]:
        return [change for one in (*self._stored, *self._writings) for change in one.changes]

    def _show(self, *, is_other: bool = False) -> None:
        """Show the month as read, with pending changes applied."""
        if self.read is None:
            return
        sheet = self.read.sheet
        self.shown = ShownMonth.of(sheet, self._pending())
        duty = self.view.current_duty()
        self.view.show_month(self.shown)
        is_begun = sheet.state is not None
        self.view.empty.set_texts(
            f"{month_words(sheet.month)} çizelgesine başlanmadı",
            "Nöbetler, Ayarlar bölümündeki nöbet saatlerine göre boş olarak açılır; sonra kişiler "
            "yazılır ya da “Doldur”, “Dosyadan…” ile Excel’den alınır.",
            "Ayı başlat" if self._may_edit else "",
        )
        self._fill.setVisible(self._may_edit)
        for act in (self.propose, self.pattern):
            act.setEnabled(is_begun)
        (duty_id, day), self._wanted = self._wanted, (None, None)
        if is_begun and duty_id is not None:
            self.view.select_duty(duty_id)
        elif is_begun and day is not None:
            self.view.select_day(day)
        elif is_begun and (is_other or not self.view.currentIndex().isValid()):
            today = self.view.sheet.today
            if duty is not None and self.view.sheet.index_of(duty.duty_id).isValid():
                self.view.select_duty(duty.duty_id)
            elif today is not None:
                self.view.select_day(today)
        self._show_counts()
        self._on_moved()
        self.judged.emit()

    def _offer_months(self, month: str | None) -> None:
        """Offer the months around the present one, and the current one."""
        present = month_key(self.view.sheet.today or local_day(self._clock()))
        months = {month_after(present, place) for place in range(-_BACK, _AHEAD + 1)}
        offered = sorted(months | ({month} if month else set()), reverse=True)
        self.month.set_choices([(one, month_words(one)) for one in offered])

    def _show_counts(self) -> None:
        shown = self.shown
        if shown is None:
            return
        sheet = shown.sheet
        found = rules.counts_by_person(
            shown.duties, sheet.closures, sheet.limits, shown.known.begins
        )
        self.counts.set_rows(
            [
                CountRow(one.name, one.person_id, found.get(one.person_id, rules.NO_COUNTS))
                for one in sheet.people
            ]
        )

    def _lay_out(self) -> None:
        make_row(self._tools, self._previous, self.month, self._next, self._fill, gap=4)
        self._counts_view.setModel(self.counts)
        self._counts_view.set_row_key(lambda one: one.person_id)
        self._counts_view.setSortingEnabled(True)
        self._counts_view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._counts_view.set_empty_texts(
            "Nöbet kişisi yok", "Nöbet tutabilenler Kişiler ve denge bölümünde yazılır."
        )
        beside = QWidget(self)
        make_column(beside, (self.card, 3), (self._counts_view, 1), gap=12)
        self._split = Splitter("rota-sheet", self.view, beside, sizes=_SIZES, parent=self)
        self._box = make_column(self, self.banner, self.coverage, (self._split, 1), gap=12)
        menu = QMenu(self._fill)
        menu.addAction(self.propose)
        menu.addAction(self.pattern)
        menu.addAction(self.from_file)
        menu.addAction(self.undo)
        menu.addAction(self.redo)
        self._fill.setMenu(menu)

    def _connect(self, page: QWidget) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for button, step, key in ((self._previous, -1, "Alt+Left"), (self._next, 1, "Alt+Right")):
            button.clicked.connect(lambda _checked=False, step=step: self._turn(step))
            # Of the page: the box of the months is above this part.
            QShortcut(key, page, context=within).activated.connect(partial(self._turn, step))
        QShortcut("F9", page, context=within).activated.connect(self._on_propose)
        self.propose.triggered.connect(self._on_propose)
        self.view.lock_turned.connect(self._on_lock_turned)
        self.month.filtered.connect(lambda: self.show_month(self.month.key()))
        self.view.entered.connect(self._on_entered)
        self.view.notified.connect(self._show_banner)
        self.view.moved.connect(self._on_moved)
        self.view.undo_requested.connect(self._on_undo)
        self.view.redo_requested.connect(self._on_redo)
        self.view.vehicle_chosen.connect(self._on_vehicle)
        self.undo.triggered.connect(self._on_undo)
        self.redo.triggered.connect(self._on_redo)
        self.pattern.triggered.connect(self._on_pattern)
        self.from_file.triggered.connect(lambda: self.import_file(None))
        self.card.taken.connect(self._on_taken)
        self.card.act_wanted.connect(self._on_act)
        self.card.undo_wanted.connect(self._on_undo_swap)
        self.view.swap_requested.connect(self._on_current_swap)
        self.banner.action_chosen.connect(self._on_write_mine)
        self.coverage.day_chosen.connect(self.view.select_day)
        self.view.empty.action_chosen.connect(self.begin_month)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < theme.px(_NARROW)
        if is_narrow != self._is_narrow:
            # Where room is short the sheet has priority: the work is done in it.
            self._is_narrow = is_narrow
            self._split.setSizes([self.width(), 1 if is_narrow else theme.px(_SIZES[1])])

    def _turn(self, step: int) -> None:
        if self.isVisible():
            self.show_month(month_after(self.month.key(), step))

    @Slot()
    def begin_month(self) -> None:
        """Create the empty duties of the month."""
        if not self._may_edit:
            return
        month = self.month.key()
        self.background.run(
            lambda work: service.begin_month(work, month),
            parent=self,
            success=lambda _nothing: self.view.setFocus(),
            changes=CHANGES,
        )

    def import_file(self, path: Path | None = None) -> None:
        """Fill the month from an external table, from a dropped file or one chosen in the dialog.

        A month that was not begun is begun when the user accepts the content of the file.
        """
        shown = self.shown
        if shown is None or not self._may_import:
            return
        self.view.finish()
        month = shown.sheet.month
        dialog = RotaFileDialog(
            self.background,
            month=month,
            is_begun=shown.sheet.state is not None,
            people=[one.name for one in shown.sheet.people],
            clock=self._clock,
            parent=self.window(),
        )
        dialog.agreed.connect(partial(self._take_file, month))
        if self._opener.show_dialog(dialog) and path is not None:
            dialog.read_file(path)

    def _take_file(self, month: str, cells: Sequence[Cell]) -> None:
        """Write the accepted duties once the sheet has its duties: at once in a begun month."""
        self._agreed = month, cells
        self._write_agreed()

    @Slot()
    def _write_agreed(self) -> None:
        """Write them as one action; only where no cell has changed since."""
        shown = self.shown
        if self._agreed is None or shown is None or shown.sheet.state is None:
            return
        (month, cells), self._agreed = self._agreed, None
        if month != shown.sheet.month:
            return
        self.banner.show_notice(None, "")
        seen = {one.duty_id: one for one in cells}
        sifted = self.write(
            [CellChange(one.duty_id, one.person_id, one.reason) for one in cells],
            store=lambda work, wanted: service.fill(
                work, [seen[one.duty_id] for one, _version in wanted]
            ),
        )
        if sifted.changes:
            self.view.select_duty(sifted.changes[0].duty_id)
            show_message(self, f"{number_text(len(sifted.changes))} nöbet dosyadan yazıldı.")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_entered(self, changes: Iterable[CellChange | VehicleChange]) -> None:
        """Write what was typed, pasted or emptied; empty published duties only once confirmed."""
        self.banner.show_notice(None, "")
        wanted = tuple(changes)
        emptied = self._emptied(wanted)
        is_published = self.shown is not None and self.shown.is_published
        if emptied and is_published and not self._confirm_emptied(emptied):
            return
        if self.write(wanted).changes and emptied:
            words = f"{number_text(len(emptied))} nöbet boşaltıldı."
            show_message(self, words, undo=self._on_undo)

    def _emptied(self, wanted: Sequence[CellChange | VehicleChange]) -> list[DutyRow]:
        """Return the duties that somebody has, and nobody after some changes."""
        rows = {} if self.shown is None else {one.duty_id: one for one in self.shown.duties}
        left = {one.duty_id for one in wanted if isinstance(one, CellChange) and not one.person_id}
        return [one for duty_id, one in rows.items() if duty_id in left and one.person_id]

    def _confirm_emptied(self, emptied: Sequence[DutyRow]) -> bool:
        count = f"{number_text(len(emptied))} " if len(emptied) > 1 else ""
        lines = [f"{upper_first(rules.duty_words(one))}: {one.person_name}" for one in emptied]
        more = len(lines) - _MOST_NAMED
        rest = [f"ve {number_text(more)} nöbet daha"] if more > 0 else []
        return dialogs.confirm(
            self.window(),
            title=f"Yayımlanan {count}nöbet boşaltılsın mı?",
            text="\n".join([*lines[:_MOST_NAMED], *rest])
            + "\n\nBoş nöbette aranacak kimse olmaz; fark değişiklik çizelgesine girer. Başkasına "
            "vermek için vazgeçip F4 tuşuna basınız.",
            verb="&Boşalt",
            state=State.NEAR,
        )

    @Slot()
    def _on_moved(self) -> None:
        differences = () if self.read is None else self.read.differences
        duty = self.view.current_duty()
        self.card.show_duty(self.shown, duty, differences, now=self._clock())

    @Slot(int, int)
    def _on_taken(self, duty_id: int, person_id: int) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_entered([CellChange(duty_id, person_id)])

    @Slot(tuple, object)
    def _on_vehicle(self, wanted: tuple[int, ...], vehicle_id: int | None) -> None:
        self._on_entered([VehicleChange(duty_id, vehicle_id) for duty_id in wanted])
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(DutyAct, int)
    def _on_act(self, act: DutyAct, duty_id: int) -> None:
        acts = {
            DutyAct.SWAP: self._on_swap,
            DutyAct.NOTE_WORKED: self._on_worked,
            DutyAct.OVERRULE: self._on_reason,
            DutyAct.DROP_REASON: self._on_reason_dropped,
            DutyAct.EXPLAIN: self._on_why,
        }
        acts[act](duty_id)

    @Slot()
    def _on_current_swap(self) -> None:
        duty = self.view.current_duty()
        if duty is not None:
            self._on_swap(duty.duty_id)

    def _on_swap(self, duty_id: int) -> None:
        """Ask who takes a duty over; of a divided one, the current or last part."""
        shown = self.shown
        duty = None if shown is None else shown.duty(duty_id)
        if duty is None or shown is None or not self._may_edit:
            return
        now = self._clock()
        parts = [one for one in shown.parts(duty) if one.ends_at > now and one.person_id]
        if not parts:
            words = "Bu nöbeti tutan yok ya da nöbet geride kaldı; devredilecek bir şey yok."
            show_message(self, words, State.NEAR)
            return
        dialog = SwapDialog(
            self.background,
            shown,
            parts,
            may_approve=self._may_approve,
            clock=self._clock,
            parent=self.window(),
        )
        self._opener.show_dialog(dialog, "Nöbet değişimi kaydedildi.")

    def _on_worked(self, duty_id: int) -> None:
        shown = self.shown
        duty = None if shown is None else shown.duty(duty_id)
        if duty is None or shown is None:
            return
        dialog = WorkedDialog(
            self.background,
            shown,
            shown.parts(duty),
            clock=self._clock,
            parent=self.window(),
        )
        self._opener.show_dialog(dialog, "Nöbeti kimin tuttuğu kaydedildi.")

    @Slot(int)
    def _on_undo_swap(self, swap_id: int) -> None:
        swaps = () if self.shown is None else self.shown.sheet.swaps
        for one in swaps:
            if one.swap_id == swap_id:
                UNDO.run(one, self.background, parent=self)

    def _on_reason(self, duty_id: int) -> None:
        duty = None if self.shown is None else self.shown.duty(duty_id)
        if duty is None or self.shown is None:
            return
        breaches = self.shown.breaches.get(duty.whole_id, ())
        broken = {one.duty_id for one in breaches}
        parts = [one for one in self.shown.parts(duty) if one.duty_id in broken]
        if not parts:
            return
        dialog = BreachReasonDialog(
            self.background,
            duty,
            breaches,
            keep=partial(keep_with_reason, parts),
            parent=self.window(),
        )
        self._opener.show_dialog(dialog, "Gerekçe kaydedildi.")

    def _on_reason_dropped(self, duty_id: int) -> None:
        duty = None if self.shown is None else self.shown.duty(duty_id)
        if duty is not None and self.shown is not None:
            parts = [one for one in self.shown.parts(duty) if one.reason]
            self._on_entered([CellChange(one.duty_id, one.person_id) for one in parts])

    @Slot()
    def _on_undo(self) -> None:
        step = self._history.undo()
        if step is not None:
            self._go_back(step, step.after, step.before)

    @Slot()
    def _on_redo(self) -> None:
        step = self._history.redo()
        if step is not None:
            self._go_back(step, step.before, step.after)

    def _go_back(
        self,
        step: UndoStep,
        stands: Sequence[CellChange | VehicleChange],
        wanted: Sequence[CellChange | VehicleChange],
    ) -> None:
        """Write `wanted` where this action's result is still unchanged."""
        shown = self.shown
        if shown is None:
            return
        rows = {one.duty_id: one for one in shown.duties}
        mine = {
            one.duty_id
            for one in stands
            if one.duty_id in rows and one.of(rows[one.duty_id]) == one
        }
        self.write([one for one in wanted if one.duty_id in mine], step=step)
        left = len(stands) - len(mine)
        if left:
            self._show_banner(
                f"{number_text(left)} nöbeti sonra başkası değiştirdi; ona dokunulmadı."
            )
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if wanted:
            self.view.select_duty(wanted[0].duty_id)

    @Slot()
    def _on_propose(self) -> None:
        """Request a proposal for the month; it is stored only when accepted."""
        if not self._may_edit or self.shown is None or self.shown.sheet.state is None:
            return
        self.view.finish()
        dialog = ProposalDialog(self.background, self.month.key(), parent=self.window())
        dialog.accepted_plan.connect(lambda: self._take_proposal(dialog))
        self._opener.show_dialog(dialog)

    def _take_proposal(self, dialog: ProposalDialog) -> None:
        proposal = dialog.proposal
        if proposal is None or proposal.problem.month != self.month.key():
            return
        self.banner.show_notice(None, "")
        wanted = [CellChange(one.duty_id, one.person_id) for one in planning.cells_of(proposal)]
        if not wanted:
            show_message(self, taken_words(proposal))
        # All or nothing, and only while the month is unchanged since the request.
        self.write(
            wanted,
            store=lambda work, _seen: planning.accept(work, proposal),
            message=taken_words(proposal),
        )
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, bool)
    def _on_lock_turned(self, duty_ids: Sequence[int], is_locked: bool) -> None:  # noqa: FBT001 - a slot
        shown = self.shown
        if shown is None or not self._may_edit:
            return
        own = self._own
        read = {one.duty_id: one.version for one in shown.duties if one.duty_id in set(duty_ids)}

        def store(work: Work) -> None:
            versions = {duty_id: own.get(duty_id, version) for duty_id, version in read.items()}
            service.lock_duties(work, versions, is_locked=is_locked)
            own.update({duty_id: version + 1 for duty_id, version in versions.items()})

        self.background.run(store, parent=self, changes=CHANGES)

    def _on_why(self, duty_id: int) -> None:
        dialog = WhyDialog(self.background, self.month.key(), duty_id, parent=self.window())
        dialog.applied.connect(self._on_filled)
        self._opener.show_dialog(dialog)

    @Slot(str)
    def _on_filled(self, words: str) -> None:
        show_message(self, words)
        # The link that led there is gone: the card is shown anew.
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_pattern(self) -> None:
        month = month_after(self.month.key(), -1)
        self.background.run(
            lambda work: service.month_sheet(work, month).duties,
            parent=self,
            success=self._put_pattern,
        )

    def _put_pattern(self, before: tuple[DutyRow, ...]) -> None:
        shown = self.shown
        if shown is None:
            return
        wanted = list(pattern_changes(before, shown.duties, shown.people))
        self.banner.show_notice(None, "")
        if not wanted:
            self._show_banner(
                "Geçen ayda çizelge yok."
                if not before
                else "Geçen ayın düzeninden boş nöbetlere konacak kimse yok."
            )
            return
        sifted = self.write(wanted)
        show_message(
            self, f"{number_text(len(sifted.changes))} boş nöbet geçen ayın sırasıyla dolduruldu."
        )
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
