"""The page "Telefonlar": five parts under one search, each made on its first visit."""

from __future__ import annotations

import enum
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar, cast

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.bootstrap.capabilities import DRAWN_CALLS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, fill_menu
from alo183_desktop.gui.kit.chosen_files import is_scan
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.page import ADD_FIRST, PagePart, PartsPage
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.actions import Action
from alo183_desktop.gui.phones.calls_part import CallsPart
from alo183_desktop.gui.phones.checks_part import ChecksPart
from alo183_desktop.gui.phones.custody_part import CustodyPart
from alo183_desktop.gui.phones.dialogs import PhoneDialogOpener
from alo183_desktop.gui.phones.items_part import ItemsPart
from alo183_desktop.gui.phones.part import Part
from alo183_desktop.gui.phones.quota_list import Quotas, status_marks
from alo183_desktop.gui.phones.quota_part import QuotaPart
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import CircularFilter, FormFilter
from alo183_desktop.rota import duty_checks
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class PhonesPart(enum.StrEnum):
    """The parts of the page."""

    QUOTAS = "quotas"
    ITEMS = "items"
    CUSTODY = "custody"
    CHECKS = "checks"
    CALLS = "calls"


_OF_USAGE: Final = (PhonesPart.QUOTAS, PhonesPart.CALLS)
"""The parts that are out of the way until a file of an operator was imported."""
_STANDS_IN: Final = {
    "custody_form": PhonesPart.CUSTODY,
    "circular": PhonesPart.CUSTODY,
    "line": PhonesPart.ITEMS,
    "handset": PhonesPart.ITEMS,
    "quota": PhonesPart.QUOTAS,
    "reachability": PhonesPart.CHECKS,
}
"""The part that shows an item, by its kind."""
PartT = TypeVar("PartT", bound=Part)
_CHECKED: Final = frozenset({Topic.CHECKS, Topic.PHONES})


class PhonesPage(PartsPage):
    """Search, parts and their tools above; the chosen part below.

    Attributes:
        search: Filters the list of the current part.
        add_button: Adds lines and handsets, imports them, and shows past imports.

    Signals:
        loaded: The current part is up to date.
    """

    opener: PhoneDialogOpener

    loaded = Signal()

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Telefonlar", actor=actor, clock=clock, parent=parent)
        self._may = {right: may(actor.role, right) for right in Right}
        self._today = local_day(clock())
        self._keys: tuple[QAction, ...] = ()
        self._judged: Quotas | None = None
        self._missing = 0
        self.search = SearchField("", parent=self)
        self.search.setMinimumWidth(theme.px(136))
        self.search.setMaximumWidth(theme.px(216))
        self.add_button = SecondaryButton("&Ekle", icon="add", parent=self.header)
        self._usage = PrimaryButton("K&ullanım dosyası al", icon="import", parent=self.header)
        self._usage.setVisible(self._may[Right.IMPORT])
        self.header.add_action(self.add_button)
        self.header.add_action(self._usage)
        self.setAcceptDrops(self._may[Right.IMPORT])
        self._add_actions()
        self._connect()
        self.set_parts(
            {
                PhonesPart.QUOTAS: PagePart(words="&Kota", pane=lambda: self.quotas),
                PhonesPart.ITEMS: PagePart(words="&Cihazlar ve hatlar", pane=lambda: self.items),
                PhonesPart.CUSTODY: PagePart(words="&Zimmet", pane=lambda: self.custody),
                PhonesPart.CHECKS: PagePart(words="&Yoklamalar", pane=lambda: self.checks),
                PhonesPart.CALLS: PagePart(words="&Arama kayıtları", pane=lambda: self.calls),
            },
            search=self.search,
        )
        self._is_led = False  # to a part, by the user or another page
        self.quotas.note_notices()
        self._ask_missing()

    @cached_property
    def quotas(self) -> QuotaPart:
        """The used quota of each line."""
        made = self._join(QuotaPart(self.background, **self.pane_context()))
        made.judged.connect(self._on_judged)
        made.calls_requested.connect(self._on_calls_requested)
        self.opener.usage_imported.connect(made.show_month)
        return made

    @cached_property
    def items(self) -> ItemsPart:
        """Lines and handsets."""
        made = self._join(ItemsPart(self.background, **self.pane_context()))
        made.form_requested.connect(self._on_form_requested)
        return made

    @cached_property
    def custody(self) -> CustodyPart:
        """Their holders, with the papers."""
        return self._join(CustodyPart(self.background, **self.pane_context()))

    @cached_property
    def checks(self) -> ChecksPart:
        """Test calls."""
        made = self._join(ChecksPart(self.background, **self.pane_context()))
        made.missed.connect(self._on_missed)
        return made

    @cached_property
    def calls(self) -> CallsPart:
        """Call records."""
        made = self._join(CallsPart(self.background, **self.pane_context()))
        made.search_requested.connect(self.search.setText)
        return made

    @override
    def make_opener(self) -> PhoneDialogOpener:
        return PhoneDialogOpener(self.background, actor=self.actor, clock=self.clock, parent=self)

    def part(self) -> Part:
        """Return the current part."""
        return cast("Part", self.pane())

    @override
    @Slot(str)
    def show_view(self, view: str) -> None:
        super().show_view(view)
        self._is_led = True
        if view in _OF_USAGE:
            self._offer_usage(offered=True)
        part = self.part()
        self.search.set_hint(part.hint)
        self.search.show_searched(part.searched)
        self._show_keys()
        part.refresh_if_stale()

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        if kind in _STANDS_IN:
            self.show_view(_STANDS_IN[kind])
            self.part().show_item(kind, item_id)
        elif kind == "issue" and self._may[Right.EDIT_PHONES]:
            self.opener.issue(to_officer_id=item_id)

    @override
    def chapter(self) -> str:
        return self.part().chapter

    @override
    def show_query(self, query: object) -> None:
        if isinstance(query, Action):
            self._act(query)
        elif query == ADD_FIRST:
            self._act(Action.ADD_LINE)
        elif query == DRAWN_CALLS[1]:
            self.show_view(PhonesPart.CHECKS)
        elif isinstance(query, QuotaFilter):
            self.show_view(PhonesPart.QUOTAS)
            self.quotas.show_query(query)
        elif isinstance(query, MissingFilter):
            self.show_view(PhonesPart.CHECKS)
            self.checks.show_missing()
        elif isinstance(query, FormFilter):
            self.show_view(PhonesPart.CUSTODY)
            self.custody.show_forms(query)
        elif isinstance(query, CircularFilter):
            self.show_view(PhonesPart.CUSTODY)
            self.custody.show_unnotified()

    @override
    def primary_action(self) -> None:
        if self._may[Right.IMPORT]:
            self.opener.import_usage()

    @override
    def take_file(self, path: Path) -> None:
        if self.view() is PhonesPart.CUSTODY and is_scan(path):
            self.custody.take_scan(path)
        elif self.view() in {PhonesPart.ITEMS, PhonesPart.CUSTODY}:
            self.opener.import_register(path)
        else:
            self.opener.import_usage(path)

    def _act(self, action: Action) -> None:
        """Do what the search of the whole program offered, as far as the role may."""
        opener = self.opener
        right, do = {
            Action.ADD_LINE: (Right.EDIT_PHONES, opener.add_line),
            Action.ADD_HANDSET: (Right.EDIT_PHONES, opener.add_handset),
            Action.ASK_HOLDER: (Right.SEE_PHONES, opener.ask_holder),
            Action.IMPORT_USAGE: (Right.IMPORT, opener.import_usage),
            Action.IMPORT_REGISTER: (Right.IMPORT, opener.import_register),
            Action.ISSUE: (Right.EDIT_PHONES, opener.issue),
            Action.LOG_CHECK: (Right.EDIT_PHONES, self._log_check),
        }[action]
        if self._may[right]:
            do()

    def _log_check(self) -> None:
        self.show_view(PhonesPart.CHECKS)
        self.opener.log_check(None)

    def _join(self, part: PartT) -> PartT:
        """Connect a part to the others."""
        part.loaded.connect(self.loaded)
        part.clear_search.connect(self.search.show_searched)
        part.list_changed.connect(self._show_keys)
        part.usage_requested.connect(self.primary_action)
        part.route_requested.connect(self.route_requested)
        return part

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

    def _connect(self) -> None:
        self.background.changed.connect(self._on_changed)
        self._usage.clicked.connect(self.primary_action)
        self.search.searched.connect(lambda text: self.part().set_search(text))
        self.search.left_downwards.connect(lambda: self.part().focus_list())
        self.opener.item_saved.connect(self.show_item)
        self.opener.form_made.connect(self._on_form_requested)

    @Slot()
    def _show_keys(self) -> None:
        """Let the shortcuts of the current list work anywhere on the page."""
        for action in self._keys:
            self.removeAction(action)
        self._keys = self.part().acts_by_key()
        self.addActions(self._keys)

    @override
    def state(self) -> tuple[str, Sequence[tuple[State, str]]]:
        """Return the status of the lines in the period, and who does not answer."""
        words, marks = "", []
        if self._missing:
            marks.append((State.LATE, f"{self._missing} hat yanıt vermiyor"))
        if self._judged is not None and self._judged.rows and self._judged.is_kept:
            marks += status_marks(self._judged, today=self._today)
        elif self._judged is not None and not self._judged.rows:
            words = "Henüz hat kayıtlı değil"
        return words, marks

    def _ask_missing(self) -> None:
        """Query the lines that do not answer; the part that shows them may not exist yet."""
        self.background.run(
            lambda work: len(duty_checks.missing_lines(work)),
            parent=self,
            success=self._on_missed,
            failure=log_bug,
        )

    def _offer_usage(self, *, offered: bool) -> None:
        for part in _OF_USAGE:
            self.parts.set_offered(part, offered)

    @Slot(Quotas)
    def _on_judged(self, quotas: Quotas) -> None:
        self._judged = quotas
        if not quotas.is_kept and not self._is_led:
            self.show_view(PhonesPart.ITEMS)
        self._offer_usage(offered=quotas.is_kept or self.view() in _OF_USAGE)
        self.show_state()

    @Slot(int)
    def _on_missed(self, count: int) -> None:
        self._missing = count
        self.show_state()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & _CHECKED and "checks" not in vars(self):
            self._ask_missing()
        if Topic.USAGE in topics:
            self.quotas.note_notices()
        if self.view() is not PhonesPart.QUOTAS and topics & QuotaPart.topics:
            # The heading shows it in every part.
            self.quotas.refresh()

    @override
    def look_at_clock(self) -> None:
        today = local_day(self.clock())
        if today != self._today:
            self._today = today
            for part in self.panes():
                cast("Part", part).set_today(today)

    @Slot(int, str)
    def _on_calls_requested(self, line_id: int, month: str) -> None:
        # It queries before it is shown: else its initial content would count as opened.
        self.calls.show_calls(line_id, month)
        self.show_view(PhonesPart.CALLS)
        self.calls.focus_list()

    @Slot(int)
    def _on_form_requested(self, form_id: int) -> None:
        self.show_view(PhonesPart.CUSTODY)
        self.custody.show_item("custody_form", form_id)
