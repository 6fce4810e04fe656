"""The page "Nöbet": the month sheet, and the lists of its preconditions and results."""

from __future__ import annotations

import enum
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShortcut

from alo183_desktop.access.rules import Right, may
from alo183_desktop.bootstrap.capabilities import DRAWN_CALLS, PARTNER_BOOK
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.page import PagePart, PartsPage
from alo183_desktop.gui.kit.table.list_pane import ListPane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.away import AwayList
from alo183_desktop.gui.rota.hand_overs import HandOverList
from alo183_desktop.gui.rota.papers import PapersDialog, PublishDialog, RotaPapers
from alo183_desktop.gui.rota.people import PeopleList
from alo183_desktop.gui.rota.sheet_part import SheetPart
from alo183_desktop.gui.rota.sheet_view import breach_text
from alo183_desktop.gui.rota.swaps import APPROVE, UNDO
from alo183_desktop.gui.rota.unreached import UnreachedList
from alo183_desktop.rota.lists import GAPS, SWAPS
from alo183_desktop.rota.rules import standing_in_the_way
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.dialogs import AnyRecipe
    from alo183_desktop.gui.kit.page import Seen
    from alo183_desktop.rota.rows import GapFilter, GapRow
    from alo183_desktop.rota.swap_rules import SwapFilter, SwapRow
    from alo183_desktop.shared.clock import Clock

_MOST_LISTED: Final = 6
_MONTH: Final = "sheet.month"


def _leave() -> AnyRecipe:
    from alo183_desktop.rota.leave.recipe import LEAVE  # on first import

    return LEAVE


class RotaPart(enum.StrEnum):
    """The parts of the page."""

    SHEET = "sheet"
    GAPS = "gaps"
    SWAPS = "swaps"
    AWAY = "away"
    HAND_OVERS = "hand_overs"
    UNREACHED = "unreached"
    PEOPLE = "people"


class RotaPage(PartsPage):
    """Its parts above with their tools, the chosen part below.

    Attributes:
        sheet: The month sheet.
        papers: Shows the papers and makes the files of the month.
    """

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Nöbet", actor=actor, clock=clock, parent=parent)
        self._today = local_day(clock())
        self._may_edit = may(actor.role, Right.EDIT_ROTA)
        self._may_approve = may(actor.role, Right.APPROVE_ROTA, actor.given)
        self._may_import = self._may_edit and may(actor.role, Right.IMPORT)
        self.setAcceptDrops(self._may_import)
        self.sheet = SheetPart(
            background,
            may_edit=self._may_edit,
            may_approve=self._may_approve,
            may_import=self._may_import,
            opener=self.opener,
            clock=clock,
            parent=self,
        )
        self.papers = RotaPapers(background, actor=actor, parent=self)
        self._make_buttons()
        self._connect()
        self.set_parts(self._parts_shown())

    @cached_property
    def people(self) -> PeopleList:
        """The duty persons."""
        made = PeopleList(self.background, **self.pane_context())
        made.calendar_wanted.connect(self.papers.save_calendar)
        return made

    @cached_property
    def away(self) -> AwayList:
        """The absences, substitutions and wishes."""
        made = AwayList(self.background, **self.pane_context())
        made.letter_wanted.connect(partial(self.route_requested.emit, "substitution_letter"))
        return made

    @cached_property
    def gaps(self) -> ListPane[GapRow, GapFilter]:
        """The gaps of the coming days."""
        made = ListPane(
            GAPS,
            self.background,
            topics=frozenset(
                {Topic.ROTA, Topic.VEHICLES, Topic.PHONES, Topic.ASSIGNMENT, Topic.CHECKS}
            ),
            **self.pane_context(),
        )
        made.view.opened.connect(self._on_gap)
        return made

    @cached_property
    def swaps(self) -> ListPane[SwapRow, SwapFilter]:
        """Swaps and take-overs."""
        topics = frozenset({Topic.ROTA, Topic.OFFICER})
        made = ListPane(SWAPS, self.background, topics=topics, **self.pane_context())
        made.add_act(APPROVE)
        made.add_act(UNDO)
        return made

    @cached_property
    def hand_overs(self) -> HandOverList:
        """The notes from one duty to the next."""
        return HandOverList(self.background, **self.pane_context())

    @cached_property
    def unreached(self) -> UnreachedList:
        """The unreached reports."""
        return UnreachedList(self.background, **self.pane_context())

    @override
    def show_view(self, view: str) -> None:
        super().show_view(view)
        self._show_buttons()

    @override
    def seen(self) -> Seen:
        """Include the month, even while another part is shown."""
        seen = super().seen()
        return replace(seen, filters={**seen.filters, _MONTH: self.sheet.month.filter_text()})

    @override
    def show_seen(self, seen: Seen) -> None:
        self.sheet.show_month(seen.filters[_MONTH])
        super().show_seen(seen)

    @override
    def lists(self) -> Sequence[QWidget]:
        return [self.sheet.view] if self.view() is RotaPart.SHEET else super().lists()

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        """Enter a substitute for an officer, if allowed."""
        if kind == "substitute" and self._may_edit:
            self.show_view(RotaPart.AWAY)
            self.away.add_for(item_id)

    @override
    def show_query(self, query: object) -> None:
        """Show a month such as `2026-12`, what Bugün counts, or the form of a new row."""
        if isinstance(query, str) and query in set(RotaPart):
            self.show_view(RotaPart(query))
            self.primary_action()
        elif isinstance(query, str):
            self.show_view(RotaPart.SHEET)
            self.sheet.show_month(query)
        else:
            super().show_query(query)

    @override
    def take_file(self, path: Path) -> None:
        """Fill the month, or import leave, from a file dropped on the page."""
        if self.view() is RotaPart.SHEET:
            self.sheet.import_file(path)
        elif self.view() is RotaPart.AWAY:
            self._import_leave(path)

    @override
    @Slot()
    def primary_action(self) -> None:
        if self.view() is RotaPart.AWAY and self.away.may_edit:
            menu = self._add_button.menu()
            menu.popup(self._add_button.mapToGlobal(self._add_button.rect().bottomLeft()))
        elif self.view() is not RotaPart.SHEET:
            super().primary_action()
        elif self.sheet.shown is None or self.sheet.shown.sheet.state is None:
            self.sheet.begin_month()
        elif self._may_edit and self.sheet.has_empty():
            self._propose()
        elif self._may_approve:
            self.publish()

    @override
    def prepare_lock(self) -> None:
        self.sheet.prepare_lock()
        super().prepare_lock()

    @override
    def look_at_clock(self) -> None:
        today = local_day(self.clock())
        self.sheet.set_today(today)
        if today != self._today:
            self._today = today
            if "away" in vars(self):  # else it queries when it is first shown
                self.away.refresh()

    @Slot()
    def publish(self) -> None:
        """Ask for the basis of the month and publish it; list any breaches."""
        self.sheet.view.finish()
        shown = self.sheet.shown
        state = None if shown is None else shown.sheet.state
        if shown is None or state is None:
            return
        breaches = standing_in_the_way(shown.sheet.breaches, shown.duties, now=self.clock())
        if breaches:
            lines = list(dict.fromkeys(breach_text(one) for one in breaches))
            more = len(lines) - _MOST_LISTED
            rest = [f"ve {number_text(more)} engel daha"] if more > 0 else []
            dialogs.ask(
                self.window(),
                title="Kurallara uymayan nöbetler var",
                text="\n".join([*lines[:_MOST_LISTED], *rest])
                + "\n\nNöbetleri düzeltiniz; gerekçeyle tutulabilenlere gerekçe yazınız.",
                verbs=("Çizelgeye dön",),
                state=State.LATE,
            )
            self.sheet.view.select_duty(breaches[0].duty_id)
            return
        dialog = PublishDialog(self.background, shown, state, parent=self.window())
        dialog.saved.connect(
            lambda number: show_message(
                self, f"Çizelgenin {number_text(number)}. sürümü yayımlandı."
            )
        )
        self.opener.show_dialog(dialog)

    @Slot()
    def show_papers(self) -> None:
        """Show the papers of the month, and who has not signed the notice."""
        self.opener.show_dialog(
            PapersDialog(
                self.background,
                self.sheet.month.key(),
                actor=self.actor,
                clock=self.clock,
                parent=self.window(),
            )
        )

    def _parts_shown(self) -> dict[str, PagePart]:
        parts: dict[str, PagePart] = {
            RotaPart.SHEET: PagePart(
                tab="&Çizelge",
                words="Ay",
                pane=lambda: self.sheet,
                buttons=lambda: (self._print_button, self._papers_button, *self._main_buttons),
            ),
            RotaPart.GAPS: PagePart(
                words="&Boşluklar",
                within=RotaPart.SHEET,
                sentence="Önümüzdeki yedi günün boş nöbetleri ve eksikleri: nöbetçi, hat, araç, "
                "şoför",
                pane=lambda: self.gaps,
            ),
            RotaPart.SWAPS: PagePart(
                words="De&ğişimler",
                within=RotaPart.SHEET,
                sentence="Yayımlanan nöbeti kim kimden, nasıl devraldı",
                pane=lambda: self.swaps,
            ),
            RotaPart.AWAY: PagePart(
                words="İ&zin, vekil, istek",
                sentence="Kim ne zaman nöbette olamaz, yerine kim bakıyor, kim hangi günü istiyor",
                pane=lambda: self.away,
                buttons=self._buttons_of_away,
            ),
            RotaPart.HAND_OVERS: PagePart(
                tab="&Günlük",
                words="De&vir notları",
                sentence="Nöbeti bırakan, devralana neyi bildirdi",
                pane=lambda: self.hand_overs,
                buttons=self._buttons_of_day,
                adds="Devir notu yaz…",
            ),
            RotaPart.UNREACHED: PagePart(
                words="&Ulaşılamadı",
                within=RotaPart.HAND_OVERS,
                sentence="Çağrı merkezi ne zaman kime ulaşamadı, o anda ne olduğu biliniyor",
                pane=lambda: self.unreached,
                buttons=self._buttons_of_day,
                adds="Bildirim yaz…",
            ),
            RotaPart.PEOPLE: PagePart(
                words="&Kişiler ve denge",
                sentence="Kim hangi nöbeti tutabilir, payına düşenden ne kadar az ya da çok tuttu",
                pane=lambda: self.people,
                buttons=self._buttons_of_people,
                adds="Kişi ekle…",
            ),
        }
        return parts

    def _make_buttons(self) -> None:
        header = self.header
        self._print_button = self.papers.make_button(self.sheet.month.key, parent=header)
        self._papers_button = SecondaryButton("Belgeler ve &tebliğ…", parent=header)
        self._propose_button = PrimaryButton("Ayı &öner…", parent=header)
        self._publish_button = PrimaryButton("&Yayımla…", parent=header)
        self._publish_early_button = SecondaryButton("&Yayımla…", parent=header)
        self._main_buttons = (
            self._publish_early_button,
            self._propose_button,
            self._publish_button,
        )

    def _buttons_of_day(self) -> Sequence[QWidget]:
        calls = SecondaryButton("Bugün &aranacaklar…", parent=self.header)
        calls.clicked.connect(partial(self.list_requested.emit, *DRAWN_CALLS))
        return (calls,)

    def _buttons_of_people(self) -> Sequence[QWidget]:
        ledger = SecondaryButton("Denge &cetveli…", icon="print", parent=self.header)
        ledger.clicked.connect(self._on_ledger)
        if not self._may_edit:
            return (ledger,)
        officers = SecondaryButton("Kadrodan &ekle…", icon="add", parent=self.header)
        officers.clicked.connect(self.people.add_officers)
        return (ledger, officers)

    def _buttons_of_away(self) -> Sequence[QWidget]:
        if not self.away.may_edit:
            return ()
        add = PrimaryButton("&Ekle", icon="add", parent=self.header)
        add.setMenu(self.away.make_add_menu(parent=add))
        self._add_button = add
        if not self._may_import:
            return (add,)
        bring = SecondaryButton("Dosyadan &aktar…", icon="import", parent=self.header)
        past = SecondaryButton("Aktarı&mlar…", parent=self.header)
        bring.clicked.connect(lambda: self._import_leave(None))
        past.clicked.connect(lambda: self.opener.show_history(_leave()))
        return (past, bring, add)

    @Slot()
    def _propose(self) -> None:
        self.sheet.propose.trigger()

    @Slot()
    def _on_import(self) -> None:
        """Open the import of the part shown, as its button does."""
        if self._may_import and self.view() is RotaPart.SHEET:
            self.sheet.import_file()
        elif self._may_import and self.view() is RotaPart.AWAY:
            self._import_leave(None)

    def _import_leave(self, path: Path | None) -> None:
        dialog = self.opener.import_file(_leave(), path, dialog=ImportDialog)
        if dialog is not None:
            dialog.finished.connect(lambda _result: self._offer_hit(dialog.import_id()))

    def _offer_hit(self, import_id: int | None) -> None:
        if import_id is not None:
            self.away.offer_hit(import_id)

    def _connect(self) -> None:
        self.sheet.judged.connect(self._on_judged)
        self.sheet.card.partners_wanted.connect(partial(self.list_requested.emit, *PARTNER_BOOK))
        self._propose_button.clicked.connect(self._propose)
        self._publish_button.clicked.connect(self.publish)
        self._publish_early_button.clicked.connect(self.publish)
        self._papers_button.clicked.connect(self.show_papers)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut("Ctrl+I", self, context=within).activated.connect(self._on_import)

    @override
    def state(self) -> tuple[str, Sequence[tuple[State, str]]]:
        return self.sheet.state_words() if self.view() is RotaPart.SHEET else super().state()

    def _show_buttons(self) -> None:
        """Show the buttons of the sheet that fit the state of the month."""
        if self.view() is RotaPart.SHEET:
            state = None if self.sheet.shown is None else self.sheet.shown.sheet.state
            self._print_button.setVisible(state is not None)
            self._papers_button.setVisible(state is not None and bool(state.published))
            may_publish = self._may_approve and state is not None
            asks_plan = self._may_edit and state is not None and self.sheet.has_empty()
            self._propose_button.setVisible(asks_plan)
            self._publish_early_button.setVisible(may_publish and asks_plan)
            self._publish_button.setVisible(may_publish and not asks_plan)

    @Slot()
    def _on_ledger(self) -> None:
        wanted = self.people.wanted()
        month = wanted.month or month_key(local_day(self.clock()))
        self.papers.show_ledger(month, wanted.kind)

    @Slot()
    def _on_gap(self) -> None:
        row = self.gaps.current()
        if row is not None:
            day = local_day(row.starts_at)
            self.show_view(RotaPart.SHEET)
            self.sheet.show_month(month_key(day), duty_id=row.duty_id, day=day)

    @Slot()
    def _on_judged(self) -> None:
        self.show_state()
        self._show_buttons()
