"""The page "Kadro": officers and vacant duties, or who answers for what, with a card beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, fill_menu
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import IMPORT, IMPORT_FILE, Page
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.side_card import CardReader
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.officers.dialogs import OfficerDialogOpener, WholeExport
from alo183_desktop.gui.officers.lists import CoverageView, RosterFilters, RosterView
from alo183_desktop.gui.officers.preview import TCKN, PreviewCard
from alo183_desktop.gui.officers.queries import (
    RosterQuery,
    RosterResult,
    ShownOfficer,
    read,
    read_card,
    view_of,
)
from alo183_desktop.gui.officers.words import (
    OfficerView,
    empty_words,
    list_note,
    no_match_words,
    state_words,
)
from alo183_desktop.officers import service
from alo183_desktop.officers.lists import OFFICERS
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.officers.rows import CoverageRow
    from alo183_desktop.shared.clock import Clock

_TOPICS: Final = frozenset(
    {
        Topic.OFFICER,
        Topic.SUBJECT,
        Topic.ASSIGNMENT,
        Topic.LETTER,
        Topic.DIRECTORATE,
        Topic.UNIT,
    }
)


class OfficersPage(Page):
    """Filters above; the list and the card of its current row below.

    Attributes:
        filters: Search, views, subject, unit, day.
        view: The list.
        coverage: Subjects with their officers, shown instead of the list.
        card: The current row of either.
        opener: Opens the dialogs.
        add_button: Adds an officer, imports a roster.

    Signals:
        loaded: The list shows the result for the filters.
        card_shown: The card shows the current row.
    """

    loaded = Signal()
    card_shown = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Kadro", actor=actor, clock=clock, parent=parent)
        self._may = {right: may(actor.role, right) for right in Right}
        self._today = local_day(clock())
        self._answer: RosterResult | None = None
        self._asking = self._asked_again = False
        self._wanted: int | None = None
        self._wants_card = True
        self.filters = RosterFilters(today=self._today, parent=self.body)
        self.banner = Banner(parent=self.body)
        self.card = PreviewCard(
            may_edit=self._may[Right.EDIT_OFFICERS],
            may_reveal=self._may[Right.SHOW_TCKN],
            may_change=self._may[Right.MAKE_CHANGES],
            may_substitute=self._may[Right.EDIT_ROTA],
            parent=self.body,
        )
        self._lists = QStackedWidget(self.body)
        self._splitter = Splitter(
            "officers", self._lists, self.card, sizes=(728, 296), parent=self.body
        )
        self._pane = QWidget(self._lists)
        self.view = RosterView(
            may_edit=self._may[Right.EDIT_OFFICERS],
            may_change=self._may[Right.MAKE_CHANGES],
            parent=self._pane,
        )
        self.coverage = CoverageView(
            may_edit=self._may[Right.EDIT_OFFICERS],
            may_change=self._may[Right.MAKE_CHANGES],
            parent=self._lists,
        )
        self._reader = CardReader(
            background,
            current=self._officer,
            read=lambda work, wanted: read_card(work, wanted[0], as_of=wanted[1]),
            show=self._show_read,
            parent=self,
        )
        self.opener = OfficerDialogOpener(background, clock=clock, parent=self)
        offered = partial(
            ListActions, background=background, clock=clock, note=self._note, trail=service.TRAIL
        )
        self.roster_export = offered(
            self.view, title=OFFICERS.title, what=OFFICERS.what, parent=self._pane
        )
        self.coverage_export = offered(
            self.coverage, title="Kapsam", what="coverage", parent=self.coverage
        )
        self.whole_export = WholeExport(background, clock=clock, parent=self)
        self._lay_out()
        self._add_actions()
        self._connect()
        self._show_view()
        self.refresh()

    def query(self) -> RosterQuery:
        """Return the current query of the filters."""
        return RosterQuery(
            as_of=self.filters.day.day(),
            today=self._today,
            view=self.filters.view(),
            search=self.filters.search.text(),
            subject_id=self.filters.subject.key(),
            unit_id=self.filters.unit.key(),
            sort=self.view.order,
            descending=self.view.descending,
        )

    @Slot()
    def refresh(self) -> None:
        """Query with the current filters; while a query is pending, once more after it."""
        if self._asking:
            self._asked_again = True
            return
        self._asking = True
        query = self.query()
        self.view.set_loading(True)
        self.background.run(
            lambda work: read(work, query),
            parent=self,
            success=self._on_answer,
            failure=self._on_no_answer,
        )

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        if kind != "officer":
            return
        as_of = self.filters.day.day()
        self.background.run(
            lambda work: view_of(work, item_id, as_of=as_of),
            parent=self,
            success=lambda view: self._go_to(item_id, view),
        )

    @override
    def show_query(self, query: object) -> None:
        if isinstance(query, VacancyFilter):
            self.filters.clear()
            self.filters.day.go_to_today()
            self.filters.choose_view(OfficerView.VACANT)
            self._on_filters_changed()
            self.view.setFocus()
        elif query in {IMPORT, IMPORT_FILE} and self._may[Right.IMPORT]:
            self.opener.import_roster(chooses=query == IMPORT_FILE)

    @override
    def primary_action(self) -> None:
        self._begin_change(0)

    @override
    def take_file(self, path: Path) -> None:
        self.opener.import_roster(path)

    def _lay_out(self) -> None:
        self.add_button = SecondaryButton("&Ekle", icon="add", parent=self.header)
        for actions in (self.roster_export, self.coverage_export):
            actions.allow(self.actor)
        self._roster_button = self.roster_export.make_button(parent=self.header)
        if self._may[Right.EXPORT] and self._may[Right.SHOW_TCKN]:
            self._roster_button.menu().addAction(self.whole_export.action)
        self._coverage_button = self.coverage_export.make_button(parent=self.header)
        self._start = PrimaryButton("&Görev değişikliği başlat", icon="changes", parent=self.header)
        self._start.setVisible(self._may[Right.MAKE_CHANGES])
        for widget in (self.add_button, self._roster_button, self._coverage_button, self._start):
            self.header.add_action(widget)
        make_column(self._pane).addWidget(self.view)
        self._lists.addWidget(self._pane)
        self._lists.addWidget(self.coverage)
        self.content.addWidget(self.filters)
        self.content.addWidget(self.banner)
        self.content.addWidget(self._splitter, 1)
        self.setAcceptDrops(self._may[Right.IMPORT])

    def _add_actions(self) -> None:
        edit, bring, opener = Right.EDIT_OFFICERS, Right.IMPORT, self.opener
        acts = (
            (edit, "&Kişi ekle…", "Ctrl+Shift+N", opener.add_officer),
            (bring, "Dosyadan &aktar…", "Ctrl+I", opener.import_roster),
            (bring, "Aktarım &geçmişi…", "", opener.show_imports),
        )
        offered = [(words, key, do) for right, words, key, do in acts if self._may[right]]
        fill_menu(self.add_button, offered, page=self)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut("F5", self, context=within).activated.connect(self.refresh)

    def _connect(self) -> None:
        self.background.changed.connect(self._on_changed)
        self._start.clicked.connect(self.primary_action)
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.left_downwards.connect(self._on_left_downwards)
        self.banner.action_chosen.connect(self.filters.day.go_to_today)
        self.view.order_chosen.connect(self.refresh)
        self.view.empty_action.connect(self._on_empty_action)
        self.card.set_lists(self.view, self.coverage)
        for view in (self.view, self.coverage):
            view.opened.connect(self._on_opened)
            view.change_requested.connect(self._on_change_of_row)
            view.row_changed.connect(self._show_card)
            view.preview_requested.connect(self._on_preview_requested)
            view.show_all_requested.connect(self._on_show_all)
        self._reader.shown.connect(self.card_shown)
        self.card.reveal_requested.connect(self._on_reveal_requested)
        self.card.open_requested.connect(self.opener.open_officer)
        self.card.change_requested.connect(self._begin_change)
        self.card.substitute_requested.connect(partial(self.route_requested.emit, "substitute"))
        self.card.letter_requested.connect(partial(self.route_requested.emit, "letter"))
        self.card.file_requested.connect(partial(self.route_requested.emit, "change_file"))
        self.opener.officer_saved.connect(partial(self.show_item, "officer"))

    def _on_answer(self, answer: RosterResult) -> None:
        self._asking = False
        if self._asked_again:
            self._asked_again = False
            self.refresh()
            return
        self._answer = None  # the lists change row by row meanwhile: none of these rows is shown
        query = answer.query
        self.view.set_loading(False)
        self.view.set_filtered(answer.has_officers and query.is_filtered)
        self.view.set_empty_texts(*empty_words(answer, may_import=self._may[Right.IMPORT]))
        self.view.set_no_match_texts(*no_match_words(query))
        self.filters.set_choices(answer.subjects, answer.units)
        self.filters.set_counts(answer.counts)
        self.view.line_model.set_lines(answer.lines)
        self.coverage.show_rows(answer.coverage, as_of=query.as_of)
        self.coverage.set_search(query.search)
        self._show_state(answer)
        self._select_wanted()
        self._answer = answer
        self._show_card()
        self.loaded.emit()

    def _on_no_answer(self, error: Exception) -> None:
        self._asking = self._asked_again = False
        self.view.set_loading(False)
        show_failure(self, error)

    def _show_state(self, answer: RosterResult) -> None:
        words, mark = state_words(answer)
        self.header.set_subtitle(words, *([mark] if mark else []))
        query = answer.query
        if query.as_of == query.today:
            self.banner.show_notice(None, "")
        else:
            words = f"{format_day(query.as_of)} tarihindeki durum gösteriliyor."
            self.banner.show_notice(State.NONE, words, action="Bugüne dön")

    def _select_wanted(self) -> None:
        """Select the requested row; initially the first one."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self.view.select_row(("officer", wanted)):
            self.view.setFocus()
        else:
            self.view.select_first()
        self.coverage.select_first()

    def _show_view(self) -> None:
        view = self.filters.view()
        is_coverage = view is OfficerView.COVERAGE
        self._lists.setCurrentWidget(self.coverage if is_coverage else self._pane)
        self._roster_button.setVisible(not is_coverage)
        self._coverage_button.setVisible(is_coverage)
        if not is_coverage:
            self.view.show_view(view)

    @Slot()
    def _show_card(self) -> None:
        """Show the current row beside the list; an officer is read first."""
        answer = self._answer
        if answer is None:
            return
        self.card.setVisible(self._wants_card and answer.has_officers)
        self._reader.follow()

    def _officer(self) -> tuple[int, dt.date] | None:
        """Return the officer of the current row with the day of the list; None for none."""
        if self._answer is None:
            return None
        officer_id, _vacancy = self._current()
        return (officer_id, self._answer.query.as_of) if officer_id else None

    def _show_read(self, shown: ShownOfficer | None) -> None:
        """Show an officer that was read; else the current vacancy, if any."""
        vacancy = self._current()[1]
        if shown is not None:
            self.card.show_officer(shown)
        elif vacancy is None or self._answer is None:
            self.card.show_nothing()
        else:
            query = self._answer.query
            self.card.show_vacancy(vacancy, as_of=query.as_of, today=query.today)

    def _current(self) -> tuple[int, CoverageRow | None]:
        """Return the officer of the current row, or the vacancy; 0 and None where there is none."""
        is_coverage = self.filters.view() is OfficerView.COVERAGE
        line = self.coverage.line() if is_coverage else self.view.line()
        return (0, None) if line is None else line.target

    def _go_to(self, officer_id: int, view: OfficerView | None) -> None:
        if view is None:
            self.toast.report("Bu kişi seçili günde kadroda değil.")
            return
        self._wanted = officer_id
        self.filters.clear()
        self.filters.choose_view(view)
        self._on_filters_changed()

    def _note(self) -> str:
        return "" if self._answer is None else list_note(self._answer)

    @Slot()
    def _on_filters_changed(self) -> None:
        self._show_view()
        self.refresh()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & _TOPICS:
            self.refresh()

    @override
    def look_at_clock(self) -> None:
        today = local_day(self.clock())
        if today != self._today:
            self._today = today
            self.filters.day.set_today(today)
            self.refresh()

    @Slot()
    def _on_left_downwards(self) -> None:
        shown = self.coverage if self.filters.view() is OfficerView.COVERAGE else self.view
        shown.setFocus()

    @Slot()
    def _on_opened(self) -> None:
        officer_id, vacancy = self._current()
        if vacancy is not None:
            self._begin_change(0)
        elif officer_id and self._may[Right.EDIT_OFFICERS]:
            self.opener.open_officer(officer_id)

    @Slot()
    def _on_preview_requested(self) -> None:
        self._wants_card = not self._wants_card
        self.card.setVisible(self._wants_card)

    @Slot()
    def _on_empty_action(self) -> None:
        if self._answer is not None and not self._answer.has_officers:
            self._on_import()
        else:
            self.filters.day.go_to_today()

    @Slot()
    def _on_show_all(self) -> None:
        self.filters.clear()
        self.refresh()

    @Slot()
    def _on_change_of_row(self) -> None:
        officer_id, vacancy = self._current()
        if officer_id or vacancy is not None:
            self._begin_change(officer_id)

    @Slot(int)
    def _begin_change(self, officer_id: int) -> None:
        if self._may[Right.MAKE_CHANGES]:
            self.route_requested.emit("change", officer_id)

    @Slot(int, str)
    def _on_reveal_requested(self, officer_id: int, what: str) -> None:
        read = service.show_tckn if what == TCKN else service.show_personal_mobile
        self.background.run(
            lambda work: read(work, officer_id),
            parent=self,
            success=lambda value: self.card.reveal(officer_id, what, value),
        )

    @Slot()
    def _on_import(self) -> None:
        if self._may[Right.IMPORT]:
            self.opener.import_roster()
