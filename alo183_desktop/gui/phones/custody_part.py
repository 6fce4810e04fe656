"""The part "Zimmet": what is held now, its forms, "Kimdeydi?", and whom the circular was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import SecondaryButton, Segmented
from alo183_desktop.gui.kit.containers import Beside, group, make_column
from alo183_desktop.gui.kit.narrowing import ToggleButton
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.list_pane import ListSpec
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones import custody_card
from alo183_desktop.gui.phones.custody_card import (
    TELL_WORDS,
    CustodyCard,
    FormPapers,
    HeldCustody,
)
from alo183_desktop.gui.phones.part import AsOfDay, ListStack, Part
from alo183_desktop.gui.phones.words import form_words
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.custody.circular import find_circular
from alo183_desktop.phones.custody.circular import tell as tell_circular
from alo183_desktop.phones.kinds import CircularStanding, FormState
from alo183_desktop.phones.rows import CircularRow, CustodyFilter, CustodyFormRow, FormFilter
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path
    from typing import Unpack

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.gui.phones.part import Common, ListOffer
    from alo183_desktop.phones.rows import CustodyRow

HELD, FORMS, CIRCULAR = "held", "forms", "circular"
_ASK_KEYS: Final = "Ctrl+Shift+K"


@dataclass(frozen=True, slots=True)
class Custodies:
    """What is held now, all forms, the newest first, and how each officer was told the circular."""

    held: tuple[HeldCustody, ...]
    forms: tuple[CustodyFormRow, ...]
    circular: tuple[CircularRow, ...]


class CustodyPart(Part):
    """What is held, the forms or the officers at the left, the current one at the right.

    Attributes:
        as_of: The day of which is shown what was held.
        lists: Which of the lists is shown.
        unsigned: Shows only what waits for signatures.
        held: What is held now.
        forms: The custody forms.
        circular: How each officer was told the circular.
        held_view: The list of what is held.
        form_view: The list of forms.
        circular_view: The list of officers.
        card: What is current.
        papers: Prints forms and takes them back signed.
        ask_button: Opens "Kimdeydi?".
        issue_button: Hands something over.
        more_button: Custodies of the past, and the terms.
    """

    topics = frozenset({Topic.PHONES, Topic.OFFICER})

    def __init__(self, background: Background, **common: Unpack[Common]) -> None:
        super().__init__(background, **common)
        may_edit = self.may[Right.EDIT_PHONES]
        self._wanted: int | None = None
        self.as_of = AsOfDay(today=self.today, parent=self)
        self.lists = Segmented(
            ((HELD, "Üzeri&ndekiler"), (FORMS, "&Tutanaklar"), (CIRCULAR, "Te&bliğ")),
            parent=self,
        )
        self.unsigned = ToggleButton(
            "İmza&sız", tooltip="Yalnız imza bekleyen tutanaklar", parent=self
        )
        self.ask_button = SecondaryButton("Ki&mdeydi?", icon="search", parent=self)
        self.ask_button.setToolTip(f"Bir numara bir anda kimdeydi? ({_ASK_KEYS})")
        self.issue_button = SecondaryButton("Zimmet &ver…", icon="add", parent=self)
        self.issue_button.setVisible(may_edit)
        self.more_button = self._make_more()
        self.more_button.setVisible(may_edit)
        self.held = RowsModel[HeldCustody](custody_card.HELD, parent=self)
        self.forms = RowsModel[CustodyFormRow](custody_card.FORMS, parent=self)
        self.circular = RowsModel[CircularRow](custody_card.CIRCULAR, parent=self)
        self._stack = ListStack(background, clock=self.clock, note=self._note, parent=self)
        self.held_view = self._stack.add_list(
            HELD,
            ListSpec(
                key="custodies",
                title="Zimmettekiler",
                name="Üzerindekiler",
                trail=service,
                what="custodies",
                row_key=lambda row: row.custody.custody_id,
            ),
            self.held,
        )
        self.form_view = self._stack.add_list(
            FORMS,
            ListSpec(
                key="custody-forms",
                title="Zimmet tutanakları",
                trail=service,
                what="forms",
                row_key=lambda row: row.form_id,
            ),
            self.forms,
        )
        self.circular_view = self._stack.add_list(
            CIRCULAR,
            ListSpec(
                key="circular",
                title="Genelge tebliği",
                trail=service,
                what="circular",
                row_key=lambda row: row.officer_id,
            ),
            self.circular,
        )
        self.card = CustodyCard(may_edit=may_edit, may_print=self.may[Right.PRINT], parent=self)
        self.papers = FormPapers(
            self.background,
            may_print=self.may[Right.PRINT],
            may_save=self.may[Right.EXPORT],
            parent=self,
        )
        self._add_row_actions()
        self._lay_out()
        self._connect()

    @override
    def tools(self) -> QWidget:
        return self.as_of.field

    @override
    def set_today(self, today: dt.date) -> None:
        self.as_of.field.set_today(today)
        super().set_today(today)

    @override
    def exports(self) -> tuple[ListOffer, ...]:
        return self._stack.exports()

    @override
    def views(self) -> tuple[TableView, ...]:
        return self._stack.views()

    @override
    def question(self) -> Callable[[Work], Custodies]:
        asked = self.as_of.instant()

        def read(work: Work) -> Custodies:
            require(work, Right.SEE_PHONES)
            forms = queries.list_forms(work.session, FormFilter())
            by_id = {form.form_id: form for form in forms}
            wanted = CustodyFilter(at=asked, open_only=asked is None)
            running = queries.list_custodies(work.session, wanted)
            return Custodies(
                tuple(HeldCustody(row, by_id.get(row.issue_form_id or 0)) for row in running),
                forms,
                find_circular(work),
            )

        return read

    @override
    def show_answer(self, answer: Custodies) -> None:
        self.held.set_rows(answer.held)
        self.forms.set_rows(answer.forms)
        self.circular.set_rows(answer.circular)
        self.lists.set_counts(
            {
                HELD: len(answer.held),
                FORMS: len(answer.forms),
                CIRCULAR: sum(map(_is_untold, answer.circular)),
            }
        )
        may_issue = self.may[Right.EDIT_PHONES]
        self.held_view.set_empty_texts(
            "Kimsenin üzerinde hat ya da cihaz yok",
            "Bir sorumluya hat ya da cihaz verildiğinde zimmet tutanağıyla birlikte burada durur.",
            "Zimmet ver" if may_issue else "",
        )
        self.form_view.set_empty_texts(
            "Henüz zimmet tutanağı yok",
            "Her zimmet ve her iade bir tutanak düzenler; imzalanana dek burada “imzasız” durur.",
            "Zimmet ver" if may_issue else "",
        )
        self.circular_view.set_empty_texts(
            "Görevli sorumlu yok",
            "Kadrodaki her sorumluya genelge tebliğ edilir; imzalı tutanağı burada görünür.",
        )
        self._narrow()
        self._reach_wanted()
        self._show_card()

    @override
    def set_search(self, text: str) -> None:
        self.searched = text
        self.held.set_search(text)
        self.forms.set_search(text)
        self.circular.set_search(text)
        self._stack.select_first()

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        """Show a custody form, or how an officer was told the circular."""
        self._wanted = item_id
        self.drop_search()
        self.unsigned.setChecked(False)
        self.choose_list(CIRCULAR if kind == "circular" else FORMS)
        self._reach_wanted()
        self.refresh()

    def show_forms(self, wanted: FormFilter) -> None:
        """Show the forms, only the unsigned ones where they are wanted."""
        self.drop_search()
        self.unsigned.setChecked(wanted.unsigned_only)
        self.choose_list(FORMS)
        self.form_view.setFocus()

    def show_untold(self) -> None:
        """Show whom the circular must be told."""
        self.drop_search()
        self.unsigned.setChecked(True)
        self.choose_list(CIRCULAR)
        self.circular_view.setFocus()

    def choose_list(self, key: str) -> None:
        """Show what is held, the forms or the officers."""
        self.lists.choose(key)
        self._on_list_chosen(key)

    def _shows_held(self) -> bool:
        return self.lists.chosen_key() == HELD

    def _make_more(self) -> SecondaryButton:
        button = SecondaryButton("Di&ğer", parent=self)
        menu = QMenu(button)
        for words, do in (
            ("&Geçmiş bir zimmeti işle…", self.opener.enter_past),
            ("&Zimmet şartları…", self.opener.set_terms),
        ):
            menu.addAction(words).triggered.connect(do)
        button.setMenu(menu)
        button.setProperty("menu", True)
        return button

    def _add_row_actions(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            for words, do in (("&Geri al…", self._on_return), ("&Devret…", self._on_pass)):
                self.held_view.add_row_action(words, for_several=True).triggered.connect(do)
        self.form_view.add_row_action("Tutanağı &aç").triggered.connect(self._on_open)
        if self.may[Right.PRINT]:
            self.form_view.add_row_action("Ya&zdır…").triggered.connect(self._on_print)
        if self.may[Right.EDIT_PHONES]:
            self.form_view.add_row_action("İm&zalıyı ekle…").triggered.connect(self._on_scan)
            act = self.circular_view.add_row_action(TELL_WORDS, for_several=True)
            act.triggered.connect(self._on_tell)

    def _lay_out(self) -> None:
        left = QWidget(self)
        head = Beside(
            Beside(self.lists, self.unsigned, is_spread=False, parent=left),
            group((self.ask_button, self.issue_button, self.more_button), parent=left),
            parent=left,
        )
        column = make_column(left, gap=12)
        column.addWidget(head)
        column.addWidget(self._stack, 1)
        box = make_column(self, gap=12)
        box.addWidget(self.as_of.banner)
        box.addWidget(Splitter("phone-custody", left, self.card, sizes=(728, 296), parent=self), 1)

    def _connect(self) -> None:
        self.lists.chosen.connect(self._on_list_chosen)
        self.as_of.chosen.connect(self.refresh)
        self.unsigned.toggled.connect(self._narrow)
        self.ask_button.clicked.connect(self._on_ask)
        self.issue_button.clicked.connect(self._on_issue)
        QShortcut(_ASK_KEYS, self, self._on_ask)
        for view in (self.held_view, self.form_view, self.circular_view):
            view.row_changed.connect(self._show_card)
            view.preview_requested.connect(self._on_preview_requested)
            view.show_all_requested.connect(self._on_show_all)
            view.empty_action.connect(self._on_issue)
        self.circular_view.opened.connect(self._on_tell)
        self.card.tell_requested.connect(self._on_tell)
        self.held_view.opened.connect(self._on_return)
        self.form_view.opened.connect(self._on_open)
        self.card.return_requested.connect(self._on_return_all)
        self.card.pass_requested.connect(self._on_pass_all)
        self.card.open_requested.connect(self._on_open)
        self.card.print_requested.connect(self._on_print)
        self.card.scan_requested.connect(self._on_scan)
        self.card.form_requested.connect(self._on_form_requested)

    @Slot()
    def _narrow(self) -> None:
        only = self.unsigned.isChecked()
        self.held.set_filter(_waits if only else None)
        self.forms.set_filter(_is_unsigned if only else None)
        self.circular.set_filter(_is_untold if only else None)
        waiting = {
            HELD: sum(map(_waits, self.held.all_rows())),
            FORMS: sum(map(_is_unsigned, self.forms.all_rows())),
            CIRCULAR: sum(map(_is_untold, self.circular.all_rows())),
        }
        self.unsigned.set_count(waiting[self.lists.chosen_key()])
        self._stack.select_first()

    def _reach_wanted(self) -> None:
        view = self.views()[0]
        if self._wanted is not None and view.select_row(self._wanted):
            self._wanted = None
            view.setFocus()

    @Slot()
    def _show_card(self) -> None:
        row = self.views()[0].current_row()
        if isinstance(row, HeldCustody):
            officer_id = row.custody.officer_id
            everything = [
                one for one in self.held.all_rows() if one.custody.officer_id == officer_id
            ]
            self.card.show_held(row, everything)
        elif isinstance(row, CustodyFormRow):
            self.card.show_form(row)
        elif isinstance(row, CircularRow):
            self.card.show_circular(row)
        else:
            self.card.show_nothing()

    def _form(self) -> CustodyFormRow | None:
        row = self.form_view.current_row()
        return row if isinstance(row, CustodyFormRow) else None

    def _chosen(self) -> list[CustodyRow]:
        """Return what is selected, where one person holds it all: one form has one holder."""
        chosen = [row.custody for row in self.held_view.selected_rows()]
        if len({custody.officer_id for custody in chosen}) > 1:
            tell(self, "Seçilenler birden çok kişinin üzerinde; tutanak tek kişi içindir.")
            return []
        return chosen

    def _everything(self) -> list[CustodyRow]:
        """Return all that the person on the card holds."""
        current = self.held_view.current_row()
        if not isinstance(current, HeldCustody):
            return []
        officer_id = current.custody.officer_id
        held = (row.custody for row in self.held.all_rows())
        return [custody for custody in held if custody.officer_id == officer_id]

    def _note(self) -> str:
        parts = [self.as_of.words()] if self.as_of.words() and self._shows_held() else []
        if self.unsigned.isChecked():
            parts.append("İmza bekleyenler")
        if self.searched.strip():
            parts.append(f"“{self.searched.strip()}” araması")
        return "; ".join(parts)

    @Slot(str)
    def _on_list_chosen(self, key: str) -> None:
        self._stack.show_list(key)
        self._narrow()
        self._show_card()
        self.list_changed.emit()

    @Slot()
    def _on_show_all(self) -> None:
        self.unsigned.setChecked(False)
        self.drop_search()

    @Slot()
    def _on_preview_requested(self) -> None:
        self.card.setVisible(self.card.isHidden())

    @Slot()
    def _on_ask(self) -> None:
        self.opener.ask_holder()

    @Slot()
    def _on_issue(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            self.opener.issue()

    @Slot()
    def _on_return(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            self.opener.take_back(self._chosen())

    @Slot()
    def _on_pass(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            self.opener.pass_on(self._chosen())

    @Slot()
    def _on_return_all(self) -> None:
        self.opener.take_back(self._everything())

    @Slot()
    def _on_pass_all(self) -> None:
        self.opener.pass_on(self._everything())

    @Slot()
    def _on_open(self) -> None:
        form = self._form()
        if form is not None:
            self.papers.open_form(form)

    @Slot()
    def _on_tell(self) -> None:
        """Make the papers of the chosen officers; who has one that waits keeps it."""
        chosen = [row.officer_id for row in self.circular_view.selected_rows()]
        if not chosen or not self.may[Right.EDIT_PHONES]:
            return

        def show(form_ids: tuple[int, ...]) -> None:
            count = number_text(len(form_ids))
            tell(self, f"{count} tebliğ tutanağı imza bekliyor: yazdırınız, imzalıyı ekleyiniz.")
            self.show_item("custody_form", form_ids[0])

        self.background.run(
            lambda work: tell_circular(work, chosen),
            parent=self,
            success=show,
            changes=frozenset({Topic.PHONES}),
        )

    @Slot()
    def _on_print(self) -> None:
        form = self._form()
        if form is not None:
            self.papers.print_form(form)

    def take_scan(self, path: Path) -> None:
        """Keep a scan that was dropped here with the form of the selected row, once asked."""
        form = self._form()
        if form is None:
            tell(self, "Önce imzalanan tutanağın satırını seçiniz, sonra taramayı bırakınız.")
            return
        answer = dialogs.ask(
            self.window(),
            title=f"{form_words(form)} imzalı olarak saklansın mı?",
            text=f"{path.name} seçili satırın imzalı tutanağı olur.",
            verbs=("Sakla", "Vazgeç"),
        )
        if answer == 0:
            self.papers.attach_file(form, path)

    @Slot()
    def _on_scan(self) -> None:
        form = self._form()
        if form is not None:
            self.papers.attach_signed(form)

    @Slot(int)
    def _on_form_requested(self, form_id: int) -> None:
        self.show_item("custody_form", form_id)


def _waits(row: HeldCustody) -> bool:
    return row.is_unsigned


def _is_untold(row: CircularRow) -> bool:
    return row.standing is not CircularStanding.TOLD


def _is_unsigned(row: CustodyFormRow) -> bool:
    return row.state is not FormState.SIGNED
