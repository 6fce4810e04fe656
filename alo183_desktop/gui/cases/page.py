"""The page "Vakalar": views and filters above, the list at the left, one case at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from alo183_desktop.access.lists import Choice, PeriodFilter
from alo183_desktop.access.rules import Right, may
from alo183_desktop.bootstrap.capabilities import PARTNER_BOOK
from alo183_desktop.cases import service
from alo183_desktop.cases.kinds import CaseSort, CaseView
from alo183_desktop.cases.rows import (
    Caller,
    CaseCard,
    CaseFilter,
    UnexplainedCallFilter,
    UnexplainedCallRow,
)
from alo183_desktop.cases.searching import SHORTEST
from alo183_desktop.gui.cases import dialog_data
from alo183_desktop.gui.cases.calls_part import CaseCallsPart
from alo183_desktop.gui.cases.card import CaseCardView
from alo183_desktop.gui.cases.case_list import CaseList
from alo183_desktop.gui.cases.dialogs import CaseOpener
from alo183_desktop.gui.cases.papers import CasePapers
from alo183_desktop.gui.cases.reminders import AwayNotice, ReminderWatch
from alo183_desktop.gui.cases.words import (
    VIEW_WORDS,
    CaseStep,
    menu_words,
    next_step,
    offered,
    query_words,
)
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, Segmented, fill_menu
from alo183_desktop.gui.kit.chosen_files import is_scan
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.page import IMPORT, Page
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.side_card import CardReader
from alo183_desktop.gui.kit.table.filters import FilterRow
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.vehicles.rows import OrderWanted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.cases.dialog_data import FilterChoices, ViewCounts
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.export import ListActions
    from alo183_desktop.shared.clock import Clock

_SEARCHED: Final = "Numara, telefon, ad"


class CaseFilters(FilterRow[CaseFilter]):
    """The filter within the chosen view.

    A query from another page is shown as a chip, and applies exactly until it is removed or
    another view is chosen.
    """

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        self._choices: FilterChoices | None = None
        super().__init__(
            CaseFilter(),
            (
                Choice("subject_id", "Müracaat konusu", "Bütün konular"),
                Choice("officer_id", "Sorumlu", "Bütün sorumlular"),
                Choice("district", "İlçe", "Bütün ilçeler"),
                PeriodFilter("Yönlendirme zamanı", "routed_from", "routed_until"),
            ),
            searched=_SEARCHED,
            today=today,
            page=parent,
            parent=parent,
        )

    def offer(self, choices: FilterChoices) -> None:
        """Set the choices; the current ones stay."""
        self._choices = choices
        self.set_choices("subject_id", choices.subjects)
        self.set_choices("officer_id", choices.officers)
        self.set_choices("district", [(name, name) for name in choices.districts])

    def set_for_calls(self, is_calls: bool) -> None:  # noqa: FBT001 - the only argument
        """Offer only the search: the list below is the one of the calls."""
        self.search.set_hint("Numara, kişi" if is_calls else _SEARCHED)
        for box in self.boxes():
            box.setVisible(not is_calls)
        self.chip.setVisible(not is_calls and bool(self.chip.words()))
        self.search.show_searched()

    def query_of(self, view: CaseView, order: tuple[CaseSort, bool]) -> CaseFilter:
        """Return the query of a view with the current filter.

        Args:
            view: The chosen one.
            order: The sort key, and whether descending.
        """
        wanted = self.query() if self.asked() else replace(self.query(), view=view)
        if order != (CaseSort.DUE, False):
            wanted = replace(wanted, sort=order[0], descending=order[1])
        return wanted

    @override
    def searched(self) -> str:
        """Return the search text; a single character is ignored."""
        text = super().searched()
        return text if len(text) >= SHORTEST else ""

    def note_of(self, view: CaseView) -> str:
        """Return the current filter of a view as a text, for the head of a print."""
        words = "" if self.chip.words() else VIEW_WORDS[view].replace("&", "")
        return "; ".join(filter(None, (words, self.note())))

    @override
    def asked_words(self, asked: CaseFilter) -> str:
        return query_words(asked, {} if self._choices is None else self._choices.names())


CALLS: Final = "calls"
"""The key of the list that has no cases."""
_CALLS_WORDS: Final = "Açıklanma&yan aramalar"
_SHORT: Final = {
    CaseView.DUE_SOON.value: "&4 saat",
    CaseView.NO_FIRST_ACTION.value: "İşlems&iz",
    CaseView.POLICE_NOT_INFORMED.value: "K&olluk",
    CALLS: "&Aramalar",
}
_TIGHT: Final = {
    **_SHORT,
    CaseView.DUE_SOON.value: "&4 sa",
    CaseView.NO_OFFICER.value: "Sa&hipsiz",
    CaseView.CLOSED.value: "Ka&palı",
    CALLS: "&Arama",
}
TO_DO: Final = frozenset(
    {
        CaseView.DUE_SOON,
        CaseView.LATE,
        CaseView.NO_FIRST_ACTION,
        CaseView.POLICE_NOT_INFORMED,
        CaseView.NO_OFFICER,
    }
)
"""The views of open work; counted even where there is little room."""
_BY_CLOCK: Final = frozenset(
    {
        CaseView.DUE_SOON,
        CaseView.LATE,
        CaseView.LATE_ACTION,
        CaseView.OVERDUE,
        CaseView.WAITING,
    }
)
"""Views that a case enters or leaves as time passes."""
_TIGHT_STAGE, _NARROWEST = 2, 3
"""Stages of the texts: long, short, tight, and tight without counts."""
_ROOM: Final = 22
"""Around the text of a button, in pixels of the drawings."""


class ViewChooser(Segmented):
    """Segments whose texts get shorter where there is no room for them.

    In a very narrow window only open work is counted, and in the narrowest nothing.
    """

    def __init__(self, *, parent: QWidget) -> None:
        self._long = {
            **{view.value: words for view, words in VIEW_WORDS.items()},
            CALLS: _CALLS_WORDS,
        }
        self._counts: dict[str, int] = {}
        self._stage = 0
        super().__init__(list(self._long.items()), parent=parent)
        for key, button in self._buttons.items():
            title = (
                "aramalar: vakayla, sorumluyla ya da kollukla eşleşmeyenler"
                if key == CALLS
                else CaseView(key).words
            )
            button.setToolTip(title)
        self._keep_minimum()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show the number of items of each view."""
        self._counts = dict(counts)
        self._show_words()
        self._keep_minimum()
        self.updateGeometry()

    def words_of(self, key: str) -> str:
        """Return the text of a button."""
        return self._buttons[key].text()

    def is_short(self) -> bool:
        """Return whether the short texts are shown."""
        return self._stage > 0

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width(0), super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        """Show the longest texts that fit."""
        self._stage = next(
            (stage for stage in range(_NARROWEST) if self._width(stage) <= self.width()), _NARROWEST
        )
        self._words = self._words_at(self._stage)
        self.set_counts(self._counts_at(self._stage))

    def _words_at(self, stage: int) -> dict[str, str]:
        return {**self._long, **({}, _SHORT, _TIGHT, _TIGHT)[stage]}

    def _counts_at(self, stage: int) -> dict[str, int]:
        if stage < _TIGHT_STAGE:
            return self._counts
        if stage == _NARROWEST:
            return {}
        return {key: count for key, count in self._counts.items() if key in TO_DO}

    def _keep_minimum(self) -> None:
        # An explicit minimum: otherwise the current texts would be the minimum width.
        self.setMinimumWidth(self._width(_NARROWEST))

    def _width(self, stage: int) -> int:
        metrics, counts = self.fontMetrics(), self._counts_at(stage)
        shown = (
            f"{text.replace('&', '')} {number_text(counts[key])}"
            if key in counts
            else text.replace("&", "")
            for key, text in self._words_at(stage).items()
        )
        return sum(metrics.horizontalAdvance(text) + theme.px(_ROOM) for text in shown)


_LISTED: Final = frozenset({Topic.CASES, Topic.OFFICER, Topic.SUBJECT})
_CALLED: Final = frozenset({Topic.CASES, Topic.USAGE, Topic.PHONES})
OPENING: Final = CaseView.RUNNING
"""The initial view: what is due next, late ones on top."""


class CasesPage(Page):
    """Views, filters, list and card; or the unexplained calls.

    Attributes:
        views: Chooses the view, or the calls.
        add_button: Takes a case in.
        filters: Search, filters, and the filter from another page.
        cases: The list.
        card: The current case.
        calls: The unexplained calls.
        opener: Opens the dialogs.
        papers: Shows sheets and files.
        watch: Reports clocks that reached a step.
        away: The reminders missed while the page could not be seen.

    Signals:
        loaded: The list shows the current result.
        card_shown: The card shows the current case.
        counted: The views show how many cases they have.
    """

    loaded = Signal()
    card_shown = Signal()
    counted = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Vakalar", actor=actor, clock=clock, parent=parent)
        self._may = {right: may(actor.role, right) for right in Right}
        may_edit = self._may[Right.EDIT_CASES]
        self._today = local_day(clock())
        self._view = OPENING
        self.opener = CaseOpener(background, clock=clock, parent=self)
        self.papers = CasePapers(background, actor=actor, parent=self)
        self.watch = ReminderWatch(background, clock=clock, may_note=may_edit, parent=self)
        self.away = AwayNotice(clock=clock, opener=self.opener, watch=self.watch, parent=self)
        self.views = ViewChooser(parent=self)
        self.filters = CaseFilters(today=self._today, parent=self)
        self._stack = QStackedWidget(self)
        self.cases = CaseList(background, clock=clock, note=self._note, parent=self._stack)
        self.card = CaseCardView(
            countdown=self.cases.view.countdown,
            may_edit=may_edit,
            may_print=self._may[Right.PRINT],
            parent=self._stack,
        )
        self.card.set_lists(self.cases.view)
        self.calls = CaseCallsPart(
            background, actor=actor, opener=self.opener, clock=clock, parent=self._stack
        )
        self._split = Splitter("cases", self.cases, self.card, sizes=(712, 312), parent=self._stack)
        self.add_button = PrimaryButton("Vaka &kaydet", icon="add", parent=self.header)
        self._list_buttons = {
            actions: actions.make_button(parent=self.header)
            for actions in (self.cases.list_actions, self.calls.list_actions)
        }
        self._reader = _CardReader(
            background,
            current=self.cases.current_case,
            read=service.open_case,
            show=self.card.show_card,
            parent=self,
        )
        self._lay_out()
        self._connect()
        self._ask_choices()
        self.refresh()
        self._ask_counts()
        self.watch.start()

    def view(self) -> CaseView:
        """Return the chosen view."""
        return self._view

    def is_on_calls(self) -> bool:
        """Return whether the calls are shown instead of cases."""
        return self._stack.currentWidget() is self.calls

    def is_waiting_for_card(self) -> bool:
        """Return whether the card of the current case is about to be read."""
        return self._reader.is_waiting()

    def show_view(self, view: CaseView) -> None:
        """Show a view with everything in it that matches the filters."""
        self._view = view
        self._leave_calls()
        self.refresh()

    @override
    def show_query(self, query: object) -> None:
        """Show exactly what another page counted, with a chip that names the filter."""
        if isinstance(query, UnexplainedCallFilter):
            self.calls.show_query(query)
            self._show_calls()
        elif isinstance(query, CaseFilter):
            self._show_cases(query)
        elif query == IMPORT and self._may[Right.IMPORT]:
            self.opener.import_cases()

    def _show_cases(self, wanted: CaseFilter) -> None:
        self._view = CaseView.ALL
        self._leave_calls()
        self.filters.show_query(wanted)
        # The segment of the same list, or none: "Tümü" with its count would be another list.
        if wanted == CaseFilter(view=wanted.view) and wanted.view in VIEW_WORDS:
            self.views.choose(wanted.view.value)
        else:
            self.views.choose_none()
        self.refresh()
        self.cases.view.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Query the list with the current filter."""
        wanted = self.filters.query_of(self._view, self.cases.order())
        self.cases.ask(
            wanted,
            is_filtered=self.filters.is_filtered(),
            offers_intake=self._may[Right.EDIT_CASES],
        )

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        self._leave_calls()
        self.cases.reach(item_id)
        if self.cases.current_id() != item_id:
            self.filters.clear()
            self.show_view(CaseView.ALL)

    @override
    def primary_action(self) -> None:
        if self._may[Right.EDIT_CASES]:
            self.opener.take_in()

    @override
    def kept_while_locked(self) -> tuple[object, ...]:
        return self.watch.coming()

    @override
    def take_file(self, path: Path) -> None:
        row = self.cases.view.current_row()
        if not is_scan(path):
            if self._may[Right.IMPORT]:
                self.opener.import_cases(path)
        elif row is not None and self._may[Right.EDIT_CASES]:
            # Dropped on the whole page: that points at no case.
            answer = dialogs.ask(
                self.window(),
                title=f"Dosya {row.number} numaralı vakaya eklensin mi?",
                text=f"{path.name} seçili vakanın dosyalarına girer; denetim izine yazılır.",
                verbs=("Vakaya ekle", "Vazgeç"),
            )
            if answer == 0:
                self.papers.attach_file(row.case_id, path)

    def _lay_out(self) -> None:
        for actions, button in self._list_buttons.items():
            actions.allow(self.actor)
            self.header.add_action(button)
        self._show_list(self.cases.list_actions)
        self.header.add_action(self._make_more())
        self.header.add_action(self.add_button)
        self.add_button.setVisible(self._may[Right.EDIT_CASES])
        first = make_row(None, self.views, 1)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.calls)
        self.content.addWidget(self.away.banner)
        self.content.addLayout(first)
        self.content.addWidget(self.filters)
        self.content.addWidget(self._stack, 1)
        self.setAcceptDrops(self._may[Right.IMPORT] or self._may[Right.EDIT_CASES])
        QShortcut("F5", self, self._on_again)

    def _connect(self) -> None:
        self.background.changed.connect(self._on_changed)
        self.views.chosen.connect(self._on_view_chosen)
        self.filters.filtered.connect(self._on_filtered)
        self.filters.search.left_downwards.connect(self._on_left_downwards)
        self.cases.sort_chosen.connect(self.refresh)
        self.cases.loaded.connect(self.loaded)
        self.cases.loaded.connect(self.card.show_now)  # at the same minute as the list
        self.cases.current_changed.connect(self._reader.follow)
        self.cases.chosen.connect(self._note_chosen)
        self.cases.view.opened.connect(self._on_opened)
        self.cases.view.preview_requested.connect(
            lambda: self.card.setVisible(self.card.isHidden())
        )
        self.cases.view.show_all_requested.connect(self._on_show_all)
        self.cases.view.empty_action.connect(self.primary_action)
        if self._may[Right.EDIT_CASES]:
            self._offer_acts()
        self.card.step_requested.connect(self._on_step)
        self.card.correction_requested.connect(partial(self._with_case, self.opener.correct))
        self.card.caller_requested.connect(self._on_caller)
        self.card.file_requested.connect(self.papers.show_file)
        self.card.case_requested.connect(self._on_case_requested)
        self.card.sheet_requested.connect(partial(self._with_case, self.papers.show_sheet))
        self.card.partners_requested.connect(partial(self.list_requested.emit, *PARTNER_BOOK))
        self.calls.view.show_all_requested.connect(self.filters.search.show_searched)
        self.calls.explain_requested.connect(self._on_explain)
        self.opener.case_saved.connect(self.cases.reach)
        self.opener.taken_in.connect(self._on_taken_in)
        self.opener.case_requested.connect(self._on_case_requested)
        self.away.case_requested.connect(self._on_case_requested)
        self.add_button.clicked.connect(self.primary_action)
        self._reader.shown.connect(self._on_card_shown)
        self.watch.minute_passed.connect(self._on_minute)
        self.watch.notified.connect(self.notified)

    def _make_more(self) -> SecondaryButton:
        more = SecondaryButton("&Diğer", parent=self.header)
        bring, edit = Right.IMPORT, Right.EDIT_CASES
        acts = (
            (bring, "Vakaları dosyadan &aktar…", "Ctrl+I", self.opener.import_cases),
            (bring, "Aktarım &geçmişi…", "", self.opener.show_imports),
            (edit, "&Siz yokken gelen hatırlatmalar…", "", self.away.open_list),
        )
        allowed = [(words, key, do) for right, words, key, do in acts if self._may[right]]
        fill_menu(more, allowed, page=self)
        return more

    def _offer_acts(self) -> None:
        """Add shortcuts for rows, and the actions that their case is ready for."""
        view = self.cases.view
        for words, key, do in (
            ("&Sıradaki adım…", "F4", self._on_opened),
            ("Yapılanları sistem için k&opyala", "F6", self._on_text_wanted),
            ("&Hatırlatma metnini kopyala", "", self._on_reminder_wanted),
            ("İş&lem ekle…", "F7", partial(self._on_step, CaseStep.ACT)),
            ("&Taşıt görev emri…", "F8", self._on_order_wanted),
        ):
            view.add_row_action(words, shortcut=key).triggered.connect(do)
        view.menu_requested.connect(self._on_menu_requested)

    @Slot(QMenu)
    def _on_menu_requested(self, menu: QMenu) -> None:
        card = self._current_card()
        if card is None:
            return
        menu.addSeparator()
        for step in offered(card):
            if step is not CaseStep.ACT:
                action = menu.addAction(menu_words(step, card))
                action.triggered.connect(partial(self._on_step, step))

    def _show_list(self, shown: ListActions) -> None:
        """Show the button of one of the lists."""
        for actions, button in self._list_buttons.items():
            button.setVisible(actions is shown)

    def _note(self) -> str:
        return self.filters.note_of(self._view)

    def _ask_choices(self) -> None:
        self.background.run(
            dialog_data.read_filters,
            parent=self,
            success=self.filters.offer,
            failure=log_bug,
        )

    def _ask_counts(self) -> None:
        self.background.run(
            dialog_data.read_counts, parent=self, success=self._show_counts, failure=log_bug
        )

    def _show_counts(self, counts: ViewCounts) -> None:
        shown = {view.value: count for view, count in counts.views.items() if view in VIEW_WORDS}
        self.views.show_counts({**shown, CALLS: counts.calls})
        late, near = counts.views[CaseView.LATE], counts.views[CaseView.DUE_SOON]
        running = counts.views[CaseView.RUNNING]
        marks = []
        if late:
            marks.append((State.LATE, f"{number_text(late)} vaka gecikti"))
        if near:
            marks.append((State.NEAR, f"{number_text(near)} vaka yaklaşıyor"))
        # Shown only where nothing else waits either: the views beside it have their counts.
        if counts.views[CaseView.ALL] and not any(counts.views[view] for view in TO_DO):
            marks.append((State.GOOD, "geciken yok"))
        words = f"{number_text(running)} vakanın 24 saati işliyor" if running else ""
        if not counts.views[CaseView.ALL]:
            words = "Henüz vaka kayıtlı değil"
        self.cases.set_register_empty(not counts.views[CaseView.ALL])
        self.header.set_subtitle(words, *marks)
        self.counted.emit()

    @Slot()
    def _on_card_shown(self) -> None:
        card = self.card.card()
        if card is not None:
            self._note_chosen()
        self.card_shown.emit()

    @Slot()
    def _note_chosen(self) -> None:
        """Record that the user looks at a case; a case selected by the list does not count."""
        card = self._current_card()
        if card is not None and self.cases.is_chosen():
            self.watch.note_opened(card.row.case_id)

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & _LISTED:
            self.cases.ask_again()
            self._ask_choices()
            self._reader.follow()
        if topics & _LISTED or topics & _CALLED:
            self._ask_counts()
        if Topic.CASES in topics:
            self.watch.renew_coming()

    @Slot()
    def _on_minute(self) -> None:
        """Update every clock; query again if that moves a case to another view."""
        today = local_day(self.clock())
        if today != self._today:
            self._today = today
            self.filters.set_today(today)
        self.cases.show_now()
        self.card.show_now()
        if self.cases.wanted.view in _BY_CLOCK:
            self.cases.ask_again()
        self._ask_counts()

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        if key == CALLS:
            self.calls.filters.chip.remove()
            self._show_calls()
            return
        self.filters.drop_query()
        self.show_view(CaseView(key))

    def _show_calls(self) -> None:
        self.views.choose(CALLS)
        self._show_part(self.calls, self.calls.list_actions)

    def _leave_calls(self) -> None:
        self.views.choose(self._view.value)
        self._show_part(self._split, self.cases.list_actions)

    def _show_part(self, part: QWidget, actions: ListActions) -> None:
        if self._stack.currentWidget() is part:
            return
        self._stack.setCurrentWidget(part)
        self.filters.set_for_calls(self.is_on_calls())
        self.calls.set_search("")
        self._show_list(actions)

    @Slot()
    def _on_filtered(self) -> None:
        if self.is_on_calls():
            self.calls.set_search(self.filters.searched())
        else:
            if self.filters.asked() is None:
                self.views.choose(self._view.value)
            self.refresh()

    @Slot()
    def _on_left_downwards(self) -> None:
        (self.calls.view if self.is_on_calls() else self.cases.view).setFocus()

    @Slot()
    def _on_again(self) -> None:
        if self.is_on_calls():
            self.calls.refresh()
        else:
            self.cases.ask_again()
            self._ask_counts()

    @Slot()
    def _on_opened(self) -> None:
        card = self._current_card()
        step = None if card is None else next_step(card)
        if card is not None and step is not None and self._may[Right.EDIT_CASES]:
            self.opener.take_step(step, card.row.case_id)

    @Slot()
    def _on_show_all(self) -> None:
        self.filters.clear()
        self.show_view(CaseView.ALL)

    def _current_card(self) -> CaseCard | None:
        """Return the card where it shows the current case; None while it shows another."""
        card = self.card.card()
        return card if card and card.row.case_id == self.cases.current_case() else None

    def _with_case(self, do: Callable[..., object], *more: object) -> None:
        case_id = self.cases.current_case()
        if case_id is not None:
            do(case_id, *more)

    @Slot(str)
    def _on_step(self, key: str) -> None:
        if key == CaseStep.ATTACH:
            self._with_case(self.papers.attach)
        else:
            self._with_case(partial(self.opener.take_step, CaseStep(key)))

    @Slot()
    def _on_caller(self) -> None:
        # The card's case and no other: whose caller was seen is recorded.
        shown = self._current_card()
        if shown is None:
            return
        case_id = shown.row.case_id

        def show(caller: Caller) -> None:
            card = self._current_card()
            if card is not None and card.row.case_id == case_id:
                self.card.reveal(caller)

        self.background.run(
            lambda work: service.show_caller(work, case_id), parent=self, success=show
        )

    @Slot()
    def _on_order_wanted(self) -> None:
        card = self._current_card()
        if card is not None:
            wanted = OrderWanted(card.row.number, card.row.district)
            self.list_requested.emit("vehicles", wanted)

    @Slot()
    def _on_text_wanted(self) -> None:
        self._with_case(self.papers.copy_timeline)

    @Slot()
    def _on_reminder_wanted(self) -> None:
        card = self._current_card()
        if card is not None:
            self.papers.copy_reminder(card, now=self.clock())

    @Slot()
    def _on_explain(self) -> None:
        row = self.calls.view.current_row()
        if isinstance(row, UnexplainedCallRow):
            self.opener.explain(row)

    @Slot(int)
    def _on_taken_in(self, case_id: int) -> None:
        self.cases.reach(case_id)
        if self.filters.is_filtered() or self._view not in {CaseView.RUNNING, CaseView.ALL}:
            self.filters.clear()
            self.show_view(CaseView.RUNNING)

    @Slot(int)
    def _on_case_requested(self, case_id: int) -> None:
        self.show_item("case", case_id)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reader.follow()


class _CardReader(CardReader["int", "CaseCard"]):
    """Opens nothing while hidden: the page reads again once it is visible."""

    @Slot()
    @override
    def read_now(self) -> None:
        page = self.parent()
        if isinstance(page, QWidget) and page.isVisible():
            super().read_now()
