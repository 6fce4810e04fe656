"""The page "Nöbet": the month sheet, who can be on duty, who is away, and whom they call."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, Segmented
from alo183_desktop.gui.kit.containers import Beside
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.page import OneDialog, Page
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.record_pane import RecordPane
from alo183_desktop.gui.rota.gaps import GapList
from alo183_desktop.gui.rota.hand_overs import HandOverList
from alo183_desktop.gui.rota.ledger import LedgerList
from alo183_desktop.gui.rota.papers import PapersDialog, PublishDialog, RotaPapers
from alo183_desktop.gui.rota.partners import PartnerList
from alo183_desktop.gui.rota.people import AbsenceList, PeopleList
from alo183_desktop.gui.rota.sheet_part import SheetPart
from alo183_desktop.gui.rota.sheet_view import told
from alo183_desktop.gui.rota.swaps import SwapList
from alo183_desktop.gui.rota.wishes import WISH_ACTS, WISHES
from alo183_desktop.rota.rows import GapFilter, HandOverFilter
from alo183_desktop.rota.rules import standing_in_the_way
from alo183_desktop.rota.swaps import SwapFilter
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock

_MINUTE_MS: Final = 60_000
_MOST_TOLD: Final = 6


_Part: TypeAlias = (
    "SheetPart | PeopleList | AbsenceList | RecordPane[Any, Any] | GapList | SwapList "
    "| HandOverList | LedgerList"
)


class View(enum.StrEnum):
    """The parts of the page."""

    SHEET = "sheet"
    PEOPLE = "people"
    ABSENCES = "absences"
    WISHES = "wishes"
    GAPS = "gaps"
    PARTNERS = "partners"
    SWAPS = "swaps"
    HAND_OVERS = "hand_overs"
    LEDGER = "ledger"


_WORDS: Final = {
    View.SHEET: "Çi&zelge",
    View.PEOPLE: "&Kişiler",
    View.ABSENCES: "İzi&nler",
    View.WISHES: "İs&tekler",
    View.GAPS: "&Boşluklar",
    View.SWAPS: "De&ğişimler",
    View.HAND_OVERS: "De&vir",
    View.LEDGER: "Den&ge",
    View.PARTNERS: "Re&hber",
}
_OF_PARTS: Final = {
    View.PEOPLE: "Kim hangi nöbeti tutabilir",
    View.ABSENCES: "Kim ne zaman nöbette olamaz",
    View.WISHES: "Kim hangi gün nöbet istiyor ya da istemiyor; ayın önerisi bunları gözetir",
    View.GAPS: "Önümüzdeki yedi günün boş nöbetleri ve eksikleri: nöbetçi, hat, araç, şoför",
    View.SWAPS: "Yayımlanan nöbeti kim kimden, nasıl devraldı",
    View.HAND_OVERS: "Nöbeti bırakan, devralana neyi bildirdi",
    View.LEDGER: "Kim kaç nöbet tuttu, payına düşenden ne kadar az ya da çok",
    View.PARTNERS: "Nöbetçinin gece arayacağı kurumlar",
}


class RotaPage(Page):
    """Its parts above with their tools, the part that is chosen below.

    Attributes:
        parts: Chooses the part.
        sheet: The month sheet.
        people: Who can be on duty.
        absences: Who is away.
        wishes: Who wishes for what.
        gaps: What nobody holds in the coming days.
        swaps: What was swapped and taken over.
        hand_overs: What one duty told the next.
        ledger: Who worked how much of their share.
        partners: Whom who is on duty calls.
        opener: Opens the dialogs.
        papers: Shows the papers and makes the files of the month.
    """

    def __init__(
        self, background: Background, *, actor: Actor, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(background, title="Nöbet", actor=actor, clock=clock, parent=parent)
        self._may_edit = may(actor.role, Right.EDIT_ROTA)
        self._may_approve = may(actor.role, Right.APPROVE_ROTA, actor.given)
        self.opener = OneDialog(background, parent=self)
        # Who may not enter wishes does not see whose they are, either.
        shown = [one for one in View if one is not View.WISHES or self._may_edit]
        self.parts = Segmented([(one.value, _WORDS[one]) for one in shown], parent=self)
        self.sheet = SheetPart(
            background,
            may_edit=self._may_edit,
            may_approve=self._may_approve,
            opener=self.opener,
            clock=clock,
            parent=self,
        )
        self.people = PeopleList(
            background, actor=actor, opener=self.opener, clock=clock, parent=self
        )
        self.absences = AbsenceList(
            background, actor=actor, opener=self.opener, clock=clock, parent=self
        )
        self.wishes = RecordPane(
            *(WISHES, WISH_ACTS, background),
            actor=actor,
            opener=self.opener,
            clock=clock,
            parent=self,
        )
        self.gaps = GapList(background, actor=actor, clock=clock, parent=self)
        self.swaps = SwapList(background, actor=actor, clock=clock, parent=self)
        self.hand_overs = HandOverList(
            background, actor=actor, opener=self.opener, clock=clock, parent=self
        )
        self.ledger = LedgerList(
            background, actor=actor, opener=self.opener, clock=clock, parent=self
        )
        self.partners = PartnerList(
            background, actor=actor, opener=self.opener, clock=clock, parent=self
        )
        self._stack = QStackedWidget(self)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.show_view(View.SHEET)
        self._minute.start()

    def view(self) -> View:
        """Return which part is shown."""
        return View(self.parts.chosen_key())

    def show_view(self, view: View) -> None:
        """Show a part with its tools and its buttons."""
        self.parts.choose(view.value)
        self._stack.setCurrentWidget(self._part(view))
        self.sheet.tools.setVisible(view is View.SHEET)
        self._show_state()
        self._show_buttons()

    @override
    def lists(self) -> Sequence[QWidget]:
        return [self._part(self.view()).view]

    @override
    def show_query(self, query: object) -> None:
        """Show a month such as `2026-12`, or gaps, swaps or notes that Bugün counts."""
        if isinstance(query, GapFilter):
            self.show_view(View.GAPS)
            self.gaps.show_query(query)
        elif isinstance(query, SwapFilter):
            self.show_view(View.SWAPS)
            self.swaps.show_query(query)
        elif isinstance(query, HandOverFilter):
            self.show_view(View.HAND_OVERS)
            self.hand_overs.show_query(query)
        elif isinstance(query, str):
            self.show_view(View.SHEET)
            self.sheet.show_month(query)

    @override
    @Slot()
    def primary_action(self) -> None:
        view = self.view()
        if view is View.PEOPLE and self._may_edit:
            self.people.add()
        elif view is View.ABSENCES and self.absences.may_edit:
            self.absences.add()
        elif view is View.HAND_OVERS and self.hand_overs.may_write:
            self.hand_overs.add_note()
        elif view is View.PARTNERS and self._may_edit:
            self.partners.add()
        elif view is View.WISHES and self._may_edit:
            self.wishes.add()
        elif view is View.SHEET and self._may_approve and self._is_begun():
            self.publish()
        elif view is View.SHEET and self._may_edit and not self._is_begun():
            self.sheet.begin_month()

    @override
    def prepare_lock(self) -> None:
        self._minute.stop()
        self.sheet.prepare_lock()
        self.opener.close_all()

    @override
    def look_at_clock(self) -> None:
        self.sheet.set_today(local_day(self.clock()))

    @Slot()
    def publish(self) -> None:
        """Ask on what the month rests and publish it; where it breaks rules, say which."""
        self.sheet.view.finish()
        shown = self.sheet.shown
        state = None if shown is None else shown.sheet.state
        if shown is None or state is None:
            return
        breaches = standing_in_the_way(shown.sheet.breaches, shown.duties, now=self.clock())
        if breaches:
            lines = list(dict.fromkeys(told(one) for one in breaches))
            more = len(lines) - _MOST_TOLD
            rest = [f"ve {number_text(more)} engel daha"] if more > 0 else []
            dialogs.ask(
                self.window(),
                title="Kurallara uymayan nöbetler var",
                text="\n".join([*lines[:_MOST_TOLD], *rest])
                + "\n\nNöbetleri düzeltiniz; gerekçeyle tutulabilenlere gerekçe yazınız.",
                verbs=("Çizelgeye dön",),
                state=State.LATE,
            )
            self.sheet.view.select_duty(breaches[0].duty_id)
            return
        dialog = PublishDialog(self.background, shown, state, parent=self.window())
        dialog.saved.connect(
            lambda number: tell(self, f"Çizelgenin {number_text(number)}. sürümü yayımlandı.")
        )
        self.opener.show_dialog(dialog)

    @Slot()
    def show_papers(self) -> None:
        """Show the papers of the month, and who has not signed for it."""
        self.opener.show_dialog(
            PapersDialog(
                self.background,
                self.sheet.month.key(),
                actor=self.actor,
                clock=self.clock,
                parent=self.window(),
            )
        )

    def _part(self, view: View) -> _Part:
        parts: dict[View, _Part] = {
            View.SHEET: self.sheet,
            View.PEOPLE: self.people,
            View.ABSENCES: self.absences,
            View.WISHES: self.wishes,
            View.GAPS: self.gaps,
            View.PARTNERS: self.partners,
            View.SWAPS: self.swaps,
            View.HAND_OVERS: self.hand_overs,
            View.LEDGER: self.ledger,
        }
        return parts[view]

    def _is_begun(self) -> bool:
        return self.sheet.shown is not None and self.sheet.shown.sheet.state is not None

    def _make_buttons(self) -> None:
        header = self.header
        self.papers = RotaPapers(
            self.background,
            may_print=may(self.actor.role, Right.PRINT),
            may_save=may(self.actor.role, Right.EXPORT),
            parent=self,
        )
        self._print_button = self.papers.make_button(self.sheet.month.key, parent=header)
        self._papers_button = SecondaryButton("Belgeler ve &tebliğ…", parent=header)
        self._publish_button = PrimaryButton("&Yayımla…", parent=header)
        self._officers_button = SecondaryButton("Kadrodan &ekle…", icon="add", parent=header)
        self._person_button = PrimaryButton("Kişi ekle…", icon="add", parent=header)
        self._absence_button = PrimaryButton("İzin ekle…", icon="add", parent=header)
        self._wish_button = PrimaryButton("İstek ekle…", icon="add", parent=header)
        self._people_list = self.people.list_actions.make_button(parent=header)
        self._absence_list = self.absences.list_actions.make_button(parent=header)
        self._wish_list = self.wishes.list_actions.make_button(parent=header)
        self._gap_list = self.gaps.list_actions.make_button(parent=header)
        self._partner_button = PrimaryButton("Kurum ekle…", icon="add", parent=header)
        self._partner_list = self.partners.list_actions.make_button(parent=header)
        self._swap_list = self.swaps.list_actions.make_button(parent=header)
        self._hand_over_list = self.hand_overs.list_actions.make_button(parent=header)
        self._hand_over_button = PrimaryButton("Devir notu yaz…", icon="add", parent=header)
        self._ledger_list = self.ledger.list_actions.make_button(parent=header)
        self._ledger_button = SecondaryButton("Denge &cetveli…", icon="print", parent=header)
        for button in (
            self._people_list,
            self._absence_list,
            self._wish_list,
            self._gap_list,
            self._partner_list,
            self._swap_list,
            self._hand_over_list,
            self._ledger_list,
            self._ledger_button,
            self._print_button,
            self._papers_button,
            self._officers_button,
            self._publish_button,
            self._person_button,
            self._absence_button,
            self._hand_over_button,
            self._partner_button,
            self._wish_button,
        ):
            header.add_action(button)

    def _lay_out(self) -> None:
        for part in (
            *(self.sheet, self.people, self.absences, self.wishes, self.gaps),
            *(self.swaps, self.hand_overs, self.ledger, self.partners),
        ):
            self._stack.addWidget(part)
        self.content.addWidget(
            Beside(self.parts, self.sheet.tools, is_spread=False, gap=16, parent=self)
        )
        self.content.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._on_part)
        self.sheet.judged.connect(self._on_judged)
        self._publish_button.clicked.connect(self.publish)
        self._papers_button.clicked.connect(self.show_papers)
        self._officers_button.clicked.connect(self.people.add_officers)
        self._person_button.clicked.connect(self.people.add)
        self.people.calendar_wanted.connect(self.papers.save_calendar)
        self._absence_button.clicked.connect(self.absences.add)
        self._hand_over_button.clicked.connect(self.hand_overs.add_note)
        self._partner_button.clicked.connect(self.partners.add)
        self._ledger_button.clicked.connect(self._on_ledger)
        self._wish_button.clicked.connect(self.wishes.add)
        self.gaps.view.opened.connect(self._on_gap)
        self._minute.timeout.connect(self.look_at_clock)
        again = QShortcut(QKeySequence("F5"), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self._on_again)

    def _show_buttons(self) -> None:
        view = self.view()
        state = None if self.sheet.shown is None else self.sheet.shown.sheet.state
        on_sheet = view is View.SHEET
        self._print_button.setVisible(on_sheet and state is not None)
        self._papers_button.setVisible(on_sheet and state is not None and bool(state.published))
        self._publish_button.setVisible(on_sheet and self._may_approve and state is not None)
        self._people_list.setVisible(view is View.PEOPLE)
        self._officers_button.setVisible(view is View.PEOPLE and self._may_edit)
        self._person_button.setVisible(view is View.PEOPLE and self._may_edit)
        self._absence_list.setVisible(view is View.ABSENCES)
        self._wish_list.setVisible(view is View.WISHES)
        self._wish_button.setVisible(view is View.WISHES and self._may_edit)
        self._gap_list.setVisible(view is View.GAPS)
        self._partner_list.setVisible(view is View.PARTNERS)
        self._partner_button.setVisible(view is View.PARTNERS and self._may_edit)
        self._swap_list.setVisible(view is View.SWAPS)
        self._hand_over_list.setVisible(view is View.HAND_OVERS)
        self._hand_over_button.setVisible(view is View.HAND_OVERS and self.hand_overs.may_write)
        self._ledger_list.setVisible(view is View.LEDGER)
        self._ledger_button.setVisible(view is View.LEDGER)
        self._absence_button.setVisible(view is View.ABSENCES and self.absences.may_edit)

    @Slot(str)
    def _on_part(self, key: str) -> None:
        self.show_view(View(key))

    @Slot()
    def _on_ledger(self) -> None:
        wanted = self.ledger.wanted()
        month = wanted.month or month_key(local_day(self.clock()))
        self.papers.show_ledger(month, wanted.kind)

    @Slot()
    def _on_gap(self) -> None:
        row = self.gaps.current()
        if row is not None:
            day = local_day(row.starts_at)
            self.show_view(View.SHEET)
            self.sheet.show_month(month_key(day), duty_id=row.duty_id, day=day)

    @Slot()
    def _on_judged(self) -> None:
        self._show_state()
        self._show_buttons()

    def _show_state(self) -> None:
        """Say below the title how the month stands; the other parts are of no month."""
        on_sheet = self.view() is View.SHEET
        words, marks = self.sheet.state_words() if on_sheet else (_OF_PARTS[self.view()], [])
        self.header.set_subtitle(words, *marks)

    @Slot()
    def _on_again(self) -> None:
        self._part(self.view()).refresh()
