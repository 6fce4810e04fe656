"""The page "Telefonlar": five parts under one search, each made on its first visit."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import (
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, Segmented, fill_menu
from alo183_desktop.gui.kit.chosen_files import is_scan
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.narrowing import SearchField
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.actions import Action
from alo183_desktop.gui.phones.calls_part import CallsPart
from alo183_desktop.gui.phones.checks_part import ChecksPart
from alo183_desktop.gui.phones.custody_part import CustodyPart
from alo183_desktop.gui.phones.dialogs import DialogOpener
from alo183_desktop.gui.phones.items_part import ItemsPart
from alo183_desktop.gui.phones.quota_list import Quotas, status_marks
from alo183_desktop.gui.phones.quota_part import QuotaPart
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import CircularFilter, FormFilter
from alo183_desktop.rota import duty_checks
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.phones.part import ListOffer, Part
    from alo183_desktop.shared.clock import Clock


class View(enum.StrEnum):
    """The parts of the page."""

    QUOTAS = "quotas"
    ITEMS = "items"
    CUSTODY = "custody"
    CHECKS = "checks"
    CALLS = "calls"


class _Told(NamedTuple):
    """The texts of a part."""

    words: str
    chapter: str
    """Of the user's guide."""
    searched: str
    kind: type[Part]


PARTS: Final = {
    View.QUOTAS: _Told("&Kota", "Kota", "Hat, kişi", QuotaPart),
    View.ITEMS: _Told("&Cihazlar ve hatlar", "Cihazlar ve hatlar", "Hat, cihaz, kişi", ItemsPart),
    View.CUSTODY: _Told("&Zimmet", "Zimmet ve tutanak", "Hat, cihaz, kişi", CustodyPart),
    View.CHECKS: _Told("&Yoklamalar", "Yoklamalar", "Hat, kişi", ChecksPart),
    View.CALLS: _Told("&Arama kayıtları", "Arama kayıtları", "Karşı numara", CallsPart),
}
_STANDS_IN: Final = {
    "custody_form": View.CUSTODY,
    "circular": View.CUSTODY,
    "line": View.ITEMS,
    "handset": View.ITEMS,
    "quota": View.QUOTAS,
    "reachability": View.CHECKS,
}
"""The part that shows an item, by its kind."""
_CHECKED: Final = frozenset({Topic.CHECKS, Topic.PHONES})


class PhonesPage(Page):
    """Search, parts and their tools above; the chosen part below.

    Attributes:
        search: Filters the list of the current part.
        parts: Chooses the part.
        opener: Opens the dialogs.
        add_button: Adds lines and handsets, imports them, and shows past imports.

    Signals:
        loaded: The current part is up to date.
    """

    loaded = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Telefonlar", actor=actor, clock=clock, parent=parent)
        self._may = {right: may(actor.role, right) for right in Right}
        self._today = local_day(clock())
        self._made: dict[View, Part] = {}
        self._buttons: list[tuple[ListOffer, SecondaryButton]] = []
        self._quotas: Quotas | None = None
        self._missing = 0
        self.opener = DialogOpener(background, actor=actor, clock=clock, parent=self)
        self.search = SearchField(PARTS[View.QUOTAS].searched, parent=self)
        self.parts = Segmented(
            [(view.value, told.words) for view, told in PARTS.items()], parent=self
        )
        self._stack = QStackedWidget(self)
        self._tools = QWidget(self)
        self._beside, self._below = QHBoxLayout(), QHBoxLayout()
        self._lists = QWidget(self.header)
        self.add_button = SecondaryButton("&Ekle", icon="add", parent=self.header)
        self._usage = PrimaryButton("K&ullanım dosyası al", icon="import", parent=self.header)
        self._lay_out()
        self._add_actions()
        self._connect()
        self.show_view(View.QUOTAS)
        quotas = self.quotas()
        quotas.note_notices()
        self._ask_missing()

    def view(self) -> View:
        """Return the current part."""
        return View(self.parts.chosen_key())

    def show_view(self, view: View) -> Part:
        """Show a part, made now on its first visit."""
        self.parts.choose(view.value)
        part = self._made.get(view)
        if part is None:
            part = self._make(view)
        self._stack.setCurrentWidget(part)
        for other, made in self._made.items():
            tools = made.tools()
            if tools is not None:
                tools.setVisible(other is view)
        self._place_tools()
        self.search.set_hint(PARTS[view].searched)
        self.search.show_searched(part.searched)
        self._show_button()
        part.refresh_if_stale()
        return part

    def part(self) -> Part:
        """Return the current part."""
        return self._made[self.view()]

    def quotas(self) -> QuotaPart:
        """Return the part of the quotas, which always exists."""
        return cast("QuotaPart", self._made[View.QUOTAS])

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        if kind in _STANDS_IN:
            self.show_view(_STANDS_IN[kind]).show_item(kind, item_id)
        elif kind == "issue" and self._may[Right.EDIT_PHONES]:
            self.opener.issue(to_officer_id=item_id)

    @override
    def chapter(self) -> str:
        return PARTS[self.view()].chapter

    @override
    def show_query(self, query: object) -> None:
        if isinstance(query, Action):
            self._act(query)
        elif isinstance(query, QuotaFilter):
            cast("QuotaPart", self.show_view(View.QUOTAS)).show_query(query)
        elif isinstance(query, MissingFilter):
            cast("ChecksPart", self.show_view(View.CHECKS)).show_missing()
        elif isinstance(query, FormFilter):
            cast("CustodyPart", self.show_view(View.CUSTODY)).show_forms(query)
        elif isinstance(query, CircularFilter):
            cast("CustodyPart", self.show_view(View.CUSTODY)).show_untold()

    @override
    def primary_action(self) -> None:
        if self._may[Right.IMPORT]:
            self.opener.import_usage()

    @override
    def take_file(self, path: Path) -> None:
        if self.view() is View.CUSTODY and is_scan(path):
            cast("CustodyPart", self.part()).take_scan(path)
        elif self.view() in {View.ITEMS, View.CUSTODY}:
            self.opener.import_register(path)
        else:
            self.opener.import_usage(path)

    def _act(self, action: Action) -> None:
        """Do what the search of the whole program offered, as far as the role may."""
        may_edit = self._may[Right.EDIT_PHONES]
        if action is Action.ASK_HOLDER:
            self.opener.ask_holder()
        elif action is Action.IMPORT_USAGE:
            self.primary_action()
        elif action is Action.ISSUE and may_edit:
            self.opener.issue()
        elif action is Action.LOG_CHECK and may_edit:
            self.show_view(View.CHECKS)
            self.opener.log_check(None)

    def _make(self, view: View) -> Part:
        part = PARTS[view].kind(
            self.background, actor=self.actor, clock=self.clock, opener=self.opener, parent=self
        )
        self._made[view] = part
        self._stack.addWidget(part)
        tools = part.tools()
        if tools is not None:
            self._tool_row.addWidget(tools)
        for actions in part.exports():
            button = actions.make_button(parent=self._lists)
            self._buttons.append((actions, button))
            self._list_row.addWidget(button)
        part.loaded.connect(self.loaded)
        part.clear_search.connect(self.search.show_searched)
        part.list_changed.connect(self._show_button)
        part.usage_requested.connect(self.primary_action)
        part.route_requested.connect(self.route_requested)
        self._join(part)
        return part

    def _join(self, part: Part) -> None:
        """Connect a part to the others."""
        if isinstance(part, QuotaPart):
            part.judged.connect(self._on_judged)
            part.calls_requested.connect(self._on_calls_requested)
        elif isinstance(part, ItemsPart):
            part.form_requested.connect(self._on_form_requested)
        elif isinstance(part, ChecksPart):
            part.missed.connect(self._on_missed)
        elif isinstance(part, CallsPart):
            part.search_requested.connect(self.search.setText)

    def _lay_out(self) -> None:
        self._list_row = make_row(self._lists, gap=0)
        self.header.add_action(self._lists)
        self.header.add_action(self.add_button)
        self.header.add_action(self._usage)
        self._usage.setVisible(self._may[Right.IMPORT])
        self.search.setMinimumWidth(theme.px(136))
        self.search.setMaximumWidth(theme.px(216))
        self._tool_row = make_row(self._tools)
        self._beside.setSpacing(theme.px(8))
        self._beside.addWidget(self.search, 1)
        self._beside.addWidget(self.parts)
        self._beside.addStretch(1)
        self._beside.addWidget(self._tools)
        self._below.addStretch(1)
        self.content.addLayout(self._beside)
        self.content.addLayout(self._below)
        self.content.addWidget(self._stack, 1)
        self.setAcceptDrops(self._may[Right.IMPORT])

    def _add_actions(self) -> None:
        edit, bring, opener = Right.EDIT_PHONES, Right.IMPORT, self.opener
        acts = (
            (edit, "&Hat ekle…", "Ctrl+Shift+N", opener.add_line),
            (edit, "&Cihaz ekle…", "Ctrl+Shift+D", opener.add_handset),
            (bring, "Hat ve cihazları dosyadan &aktar…", "Ctrl+I", opener.import_register),
            (bring, "Hat ve cihaz aktarım &geçmişi…", "", opener.show_register_imports),
            (bring, "&Kullanım dosyası geçmişi…", "", opener.show_usage_imports),
        )
        fill_menu(
            self.add_button,
            [(words, key, do) for right, words, key, do in acts if self._may[right]],
            page=self,
        )
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut("F5", self, context=within).activated.connect(lambda: self.part().refresh())

    def _connect(self) -> None:
        self.background.changed.connect(self._on_changed)
        self._usage.clicked.connect(self.primary_action)
        self.parts.chosen.connect(lambda key: self.show_view(View(key)))
        self.search.searched.connect(lambda text: self.part().set_search(text))
        self.search.left_downwards.connect(lambda: self.part().focus_list())
        self.opener.item_saved.connect(self.show_item)
        self.opener.form_made.connect(self._on_form_requested)
        self.opener.usage_imported.connect(lambda month: self.quotas().show_month(month))

    @Slot()
    def _show_button(self) -> None:
        """Show the button of the current list; its shortcuts work anywhere on the page."""
        shown = self.part().exports()[:1]
        for offer, button in self._buttons:
            is_shown = offer in shown
            button.setVisible(is_shown)
            for action in offer.acts_by_key():
                if is_shown:
                    self.addAction(action)
                else:
                    self.removeAction(action)

    def _place_tools(self) -> None:
        """Put the tools of the part below the parts where the window is too narrow for both."""
        gaps = 2 * self._beside.spacing()
        needed = self.search.minimumWidth() + self.parts.sizeHint().width() + gaps
        room = self.content.contentsRect().width()
        is_narrow = room < needed + self._tools.sizeHint().width()
        wanted, other = (self._below, self._beside) if is_narrow else (self._beside, self._below)
        if wanted.indexOf(self._tools) < 0:
            other.removeWidget(self._tools)
            wanted.addWidget(self._tools)

    def _say_state(self) -> None:
        """Show in the heading the status of the lines in the period, and who does not answer."""
        words, marks = "", []
        if self._missing:
            marks.append((State.LATE, f"{self._missing} hat yanıt vermiyor"))
        if self._quotas is not None and self._quotas.rows:
            marks += status_marks(self._quotas)
        elif self._quotas is not None:
            words = "Henüz hat kayıtlı değil"
        self.header.set_subtitle(words, *marks)

    def _ask_missing(self) -> None:
        """Query the lines that do not answer; the part that shows them may not exist yet."""
        self.background.run(
            lambda work: len(duty_checks.missing_lines(work)),
            parent=self,
            success=self._on_missed,
            failure=log_bug,
        )

    @Slot(Quotas)
    def _on_judged(self, quotas: Quotas) -> None:
        self._quotas = quotas
        self._say_state()

    @Slot(int)
    def _on_missed(self, count: int) -> None:
        self._missing = count
        self._say_state()

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Topic]) -> None:
        if kinds & _CHECKED and View.CHECKS not in self._made:
            self._ask_missing()
        if Topic.USAGE in kinds:
            self.quotas().note_notices()
        if self.view() is not View.QUOTAS and kinds & QuotaPart.topics:
            # The heading shows it in every part.
            self.quotas().refresh()

    @override
    def look_at_clock(self) -> None:
        today = local_day(self.clock())
        if today != self._today:
            self._today = today
            for part in self._made.values():
                part.set_today(today)

    @Slot(int, str)
    def _on_calls_requested(self, line_id: int, month: str) -> None:
        # It queries before it is shown: else its initial content would count as opened.
        calls = cast("CallsPart", self._made.get(View.CALLS) or self._make(View.CALLS))
        calls.show_calls(line_id, month)
        self.show_view(View.CALLS).focus_list()

    @Slot(int)
    def _on_form_requested(self, form_id: int) -> None:
        self.show_view(View.CUSTODY).show_item("custody_form", form_id)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()
