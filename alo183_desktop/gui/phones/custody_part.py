"""The part "Zimmet": current custodies, their forms, "Kimdeydi?", and notices of the circular."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut

from alo183_desktop.access.lists import ListSpec
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import SecondaryButton, fill_menu
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.containers import Beside, group
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.part import AsOfPart, Waiting
from alo183_desktop.gui.phones.words import form_words
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.custody.circular import find_circular
from alo183_desktop.phones.custody.circular import notify as notify_of_circular
from alo183_desktop.phones.custody.service import cancel_form
from alo183_desktop.phones.kinds import CircularStanding, FormKind, FormState
from alo183_desktop.phones.rows import CircularRow, CustodyFilter, CustodyFormRow, FormFilter
from alo183_desktop.phones.rules import last_day
from alo183_desktop.shared.clock import format_day, format_instant, format_since
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.phones.rows import CustodyRow


HELD, FORMS, CIRCULAR = "held", "forms", "circular"
_ASK_KEYS: Final = "Ctrl+Shift+K"


class CustodyCard(SideCard):
    """A person with all their items and notices, or a form with its next step.

    Signals:
        return_requested: Take back what is selected.
        pass_requested: Pass it on to another officer.
        print_requested: Print the form shown.
        scan_requested: Attach the signed form.
        open_requested: Show the form full screen.
        cancel_requested: Cancel the form: it was entered by mistake.
        form_requested: The id of a form, of a custody or of the circular.
        notice_requested: Make the paper that notifies the person of the circular.
    """

    return_requested = Signal()
    pass_requested = Signal()
    print_requested = Signal()
    scan_requested = Signal()
    open_requested = Signal()
    cancel_requested = Signal()
    form_requested = Signal(int)
    notice_requested = Signal()

    def __init__(self, *, may_edit: bool, may_print: bool, parent: QWidget) -> None:
        """Make an empty card.

        Args:
            may_edit: Whether items may be taken back, and forms signed.
            may_print: Whether a form may be printed.
        """
        super().__init__(
            nothing=(
                "Bir kayıt seçiniz",
                "Kimin üzerinde ne olduğu ve tutanağın sıradaki adımı burada gösterilir.",
            ),
            parent=parent,
        )
        self._may_edit = may_edit
        self._may_print = may_print
        self._return = self.make_button("&Geri al…", self.return_requested.emit)
        self._pass = self.make_button("&Devret…", self.pass_requested.emit)
        self._open = self.make_button("A&ç", self.open_requested.emit)
        self._print = self.make_button("Yazdı&r…", self.print_requested.emit)
        self._scan = self.make_button("İmzalıyı ekle…", self.scan_requested.emit)
        self._cancel = self.make_button("İ&ptal et…", self.cancel_requested.emit)
        self._notice = self.make_button(NOTICE_WORDS, self.notice_requested.emit)
        self.show_nothing()

    def show_held(self, row: CustodyAndForm, everything: Sequence[CustodyAndForm]) -> None:
        """Show who holds `row`, with everything else this person holds."""
        custody = row.custody
        self.begin(custody.officer_name, f"{len(everything)} kalem zimmetli")
        waiting = [one for one in everything if one.is_unsigned]
        if waiting:
            self.add(
                StateText(State.NEAR, f"{len(waiting)} kalemin tutanağı imzasız.", parent=self)
            )
        self.add_section("Üzerindekiler")
        for one in everything:
            form = one.form
            self.add_period(
                one.custody.label,
                f"{one.custody.item_kind.words}, {format_since(one.custody.from_at)} "
                "tarihinden beri",
                link="" if form is None else form.number_text,
                go=None if form is None else partial(self.form_requested.emit, form.form_id),
            )
        self.end((self._return, self._pass) if self._may_edit else ())

    def show_form(self, row: CustodyFormRow) -> None:
        """Show a form and its next step."""
        self.begin(form_words(row), f"{row.officer_name}, {format_instant(row.at)}")
        waits = row.state.waits
        words = upper_first(row.state.words)
        self.add(StateText(_form_mark(row), f"{words}.", parent=self))
        self.add_facts(
            [
                ("Düzenleyen", row.made_by),
                ("Yazdırıldı", format_instant(row.printed_at) if row.printed_at else "henüz değil"),
                ("İmzalandı", format_instant(row.signed_at) if row.signed_at else "henüz değil"),
            ]
        )
        self.add_section("Konusu")
        for label in row.item_labels:
            self.add_text(label)
        self.add_section("Sıradaki adım")
        self.add_text(_next_step(row))
        offered = [self._open]
        if self._may_print and waits:
            offered.append(self._print)
        if self._may_edit and row.state is FormState.PRINTED:
            offered.append(self._scan)
        if self._may_edit and waits:
            offered.append(self._cancel)
        self.end(offered)

    def show_circular(self, row: CircularRow) -> None:
        """Show how an officer was notified of the circular, and the next step."""
        signed_on, form_id = row.signed_on, row.open_form_id
        self.begin(row.officer_name, "Genelge 2014/05, madde 1–5")
        words = upper_first(row.standing.words)
        self.add(StateText(_circular_mark(row), f"{words}.", parent=self))
        if signed_on is not None:
            held = f"{format_day(last_day(signed_on))} dâhil"
            self.add_facts([("İmzaladı", format_day(signed_on)), ("Geçerli", held)])
        if form_id is not None:
            self.add_section("İmza bekleyen")
            self.add_period(
                f"Tebliğ {row.open_form_number}",
                "Yazdırıp imzalatınız, taramasını ekleyiniz.",
                link=row.open_form_number,
                go=partial(self.form_requested.emit, form_id),
            )
        is_asked = form_id is None and row.standing is not CircularStanding.NOTIFIED
        self.end((self._notice,) if self._may_edit and is_asked else ())


def _next_step(row: CustodyFormRow) -> str:
    if row.state is FormState.SIGNED:
        return "Yapılacak bir şey kalmadı; imzalı tutanak saklanıyor."
    if row.state is FormState.CANCELLED:
        return "Yapılacak bir şey kalmadı; basılmış nüshası varsa imzalatmayınız."
    if row.state is FormState.PRINTED:
        return "İki nüshayı iki tarafa imzalatıp taratınız, taramayı buraya ekleyiniz."
    return "Tutanağı yazdırınız; iki nüsha olarak imzalanır."


NOTICE_WORDS: Final = "Tebliğ tutanağı düzenle"


@dataclass(frozen=True, slots=True)
class CustodyAndForm:
    """A current custody, with the form of its issue."""

    custody: CustodyRow
    form: CustodyFormRow | None
    """None for an imported custody: its paper is older than the program."""

    @property
    def is_unsigned(self) -> bool:
        """Whether its form waits for signatures."""
        return self.form is not None and self.form.state.waits


def _held_words(row: CustodyAndForm) -> str:
    """Return number and state of the form of an issue."""
    if row.form is None:
        return "tutanak yok"
    return f"{row.form.number_text}, {'imzasız' if row.is_unsigned else 'imzalı'}"


def _form_mark(row: CustodyFormRow) -> State:
    if row.state is FormState.CANCELLED:
        return State.NONE
    return State.GOOD if row.state is FormState.SIGNED else State.NEAR


def _number_order(row: CustodyFormRow) -> tuple[int, ...]:
    return tuple(int(part) for part in row.number_text.split("/") if part.isdigit())


def _circular_mark(row: CircularRow) -> State:
    return State.GOOD if row.standing is CircularStanding.NOTIFIED else State.NEAR


def _is_unnotified(row: CircularRow) -> bool:
    return row.standing is not CircularStanding.NOTIFIED


_HELD_UNSIGNED: Final = Waiting(
    lambda row: row.is_unsigned, "Tutanağı imza&sız", "Yalnız tutanağı imzalanmamış olanlar"
)
_FORM_UNSIGNED: Final = Waiting(
    lambda row: row.state.waits,
    "İmza&sız tutanak",
    "Yalnız imza bekleyen tutanaklar",
)
_UNNOTIFIED: Final = Waiting(
    _is_unnotified,
    "Tebliği ek&sik",
    "Yalnız genelge tebliğ edilmeyen ya da tebliği yenilenecek sorumlular",
)

_HELD: Final = (
    Column[CustodyAndForm](
        "Zimmetlisi", lambda row: row.custody.officer_name, kind=CellKind.STRONG, width_chars=22
    ),
    Column[CustodyAndForm]("Türü", lambda row: row.custody.item_kind.words, width_chars=6),
    Column[CustodyAndForm](
        "Hat ya da cihaz",
        lambda row: row.custody.label,
        width_chars=24,
        stretch=True,
        cut_middle=True,
    ),
    Column[CustodyAndForm](
        "Ne zamandan beri",
        lambda row: format_since(row.custody.from_at),
        value=lambda row: row.custody.from_at,
        width_chars=15,
    ),
    Column[CustodyAndForm](
        "Tutanağı",
        _held_words,
        state=lambda row: State.NEAR if row.is_unsigned else None,
        keeps_mark_room=True,
        width_chars=20,
    ),
)
_FORMS: Final = (
    Column[CustodyFormRow](
        "Tutanak",
        lambda row: row.number_text,
        kind=CellKind.STRONG,
        sort_key=_number_order,
        width_chars=8,
    ),
    Column[CustodyFormRow]("Türü", lambda row: row.kind.words, width_chars=7),
    Column[CustodyFormRow]("Kişi", lambda row: row.officer_name, width_chars=22, stretch=True),
    Column[CustodyFormRow](
        "Konusu",
        # A number without its middle, before the end of another one, would look like a number.
        lambda row: "; ".join(row.item_labels),
        width_chars=26,
        stretch=True,
    ),
    Column[CustodyFormRow]("Zamanı", lambda row: row.at, width_chars=15),
    Column[CustodyFormRow](
        "Durumu",
        lambda row: row.state.words,
        state=_form_mark,
        width_chars=19,
    ),
)


_CIRCULAR: Final = (
    Column[CircularRow](
        "Sorumlu", lambda row: row.officer_name, kind=CellKind.STRONG, width_chars=24, stretch=True
    ),
    Column[CircularRow](
        "Durumu",
        lambda row: row.standing.words,
        state=_circular_mark,
        width_chars=17,
    ),
    Column[CircularRow]("İmzaladı", lambda row: row.signed_on, width_chars=11),
    Column[CircularRow](
        "Geçerli",
        lambda row: None if row.signed_on is None else last_day(row.signed_on),
        width_chars=11,
    ),
    Column[CircularRow]("İmza bekleyen", lambda row: row.open_form_number, width_chars=13),
)
_CHANGED: Final = frozenset({Topic.PHONES})
_UNDOES: Final = {
    FormKind.ISSUE: "yanlışlıkla verilmiş sayılır, kalemler depoya döner.",
    FormKind.RETURN: "iade edilmemiş sayılır, kalemler yine onun üzerinde olur.",
    FormKind.CIRCULAR: "bu tutanakla tebliğ edilmez.",
}


class FormPapers(PaperActs):
    """Opens, prints and completes forms."""

    def open_form(self, form: CustodyFormRow) -> None:
        """Show a form full screen: signed if there is a scan; it is recorded."""
        if form.has_scan and form.state is FormState.SIGNED:
            self._background.run(
                lambda work: papers.open_scan(work, form.form_id),
                parent=self,
                success=lambda found: self.show(self._paper(form, *found)),
            )
            return
        self.make(
            lambda work: papers.read_form_paper(work, form.form_id),
            lambda pdf: self.show(self._paper(form, _name(form), pdf)),
        )

    def print_form(self, form: CustodyFormRow) -> None:
        """Print a form; it is marked as printed before the printer gets it."""
        self.make(
            lambda work: papers.read_form_paper(work, form.form_id),
            lambda pdf: self.print_paper(self._paper(form, _name(form), pdf)),
        )

    def attach_signed(self, form: CustodyFormRow) -> None:
        """Ask for the scan of the signed form and attach it."""
        path = ask_source(self._page.window(), "İmzalı tutanağı seç", SCANS)
        if path is not None:
            self.attach_file(form, path)

    def attach_file(self, form: CustodyFormRow, path: Path) -> None:
        """Attach a scan of the signed form."""
        self.take_in(path, lambda scan: self._keep(form, scan))

    def _keep(self, form: CustodyFormRow, scan: CheckedFile) -> None:
        self._background.run(
            lambda work: papers.attach_signed(work, form.form_id, scan, version=form.version),
            parent=self,
            success=lambda _file_id: show_message(
                self._page, f"{form_words(form)} imzalı olarak saklandı."
            ),
            changes=_CHANGED,
        )

    def _paper(self, form: CustodyFormRow, name: str, data: bytes) -> Paper:
        form_id, words = form.form_id, form_words(form)
        return Paper(
            title=words,
            name=name,
            data=data,
            job=f"{form.kind.words} tutanağı",  # printers show and keep it, so it names nobody
            printing=lambda work: papers.mark_printed(work, form_id),
            saving=lambda work: papers.record_export(work, form_id),
            changes=_CHANGED,
        )


def _name(form: CustodyFormRow) -> str:
    """Return the name of a form's file."""
    return file_name(form.kind.words, "tutanağı", form.number_text, ending=".pdf")


@dataclass(frozen=True, slots=True)
class Custodies:
    """Current custodies, all forms, the newest first, and each officer's notice of the circular."""

    held: tuple[CustodyAndForm, ...]
    forms: tuple[CustodyFormRow, ...]
    circular: tuple[CircularRow, ...]


class CustodyPart(AsOfPart):
    """Custodies, forms or officers at the left, the current one at the right.

    Attributes:
        held: The current custodies.
        forms: The custody forms.
        circular: Each officer's notice of the circular.
        held_view: The list of custodies.
        form_view: The list of forms.
        circular_view: The list of officers.
        card: The current row.
        papers: Prints forms and attaches their signed scans.
        ask_button: Opens "Kimdeydi?".
        issue_button: Issues an item.
        more_button: Past custodies, and the terms.
    """

    chapter = "Telefon verilecek, geri alınacak"
    hint = "Hat, cihaz, kişi"

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(
            background,
            lists=((HELD, "Üzeri&ndekiler"), (FORMS, "&Tutanaklar"), (CIRCULAR, "Te&bliğ")),
            waiting=_HELD_UNSIGNED,
            **context,
        )
        may_edit, may_print = self.may[Right.EDIT_PHONES], self.may[Right.PRINT]
        self.ask_button = SecondaryButton("Ki&mdeydi?", parent=self)
        self.ask_button.setToolTip(f"Bir numara bir anda kimdeydi? ({_ASK_KEYS})")
        self.issue_button = SecondaryButton("Zimmet &ver…", icon="add", parent=self)
        self.issue_button.setVisible(may_edit)
        self.more_button = SecondaryButton("Di&ğer", parent=self)
        self.held = RowsModel[CustodyAndForm](_HELD, parent=self)
        self.forms = RowsModel[CustodyFormRow](_FORMS, parent=self)
        self.circular = RowsModel[CircularRow](_CIRCULAR, parent=self)
        self.held_view = self.add_list(
            HELD,
            ListSpec(
                key="custodies",
                title="Zimmettekiler",
                name="Üzerindekiler",
                trail=service.TRAIL,
                what="custodies",
                row_key=lambda row: row.custody.custody_id,
            ),
            self.held,
            waiting=_HELD_UNSIGNED,
            empty=(
                "Kimsenin üzerinde hat ya da cihaz yok",
                (
                    "Bir sorumluya hat ya da cihaz verildiğinde zimmet tutanağıyla birlikte burada "
                    "durur."
                ),
                "Zimmet ver" if may_edit else "",
            ),
        )
        self.form_view = self.add_list(
            FORMS,
            ListSpec(
                key="custody-forms",
                title="Zimmet tutanakları",
                trail=service.TRAIL,
                what="forms",
                row_key=lambda row: row.form_id,
            ),
            self.forms,
            waiting=_FORM_UNSIGNED,
            empty=(
                "Henüz zimmet tutanağı yok",
                (
                    "Her zimmet ve her iade bir tutanak düzenler; imzalanana dek burada “imzasız” "
                    "durur."
                ),
                "Zimmet ver" if may_edit else "",
            ),
        )
        self.circular_view = self.add_list(
            CIRCULAR,
            ListSpec(
                key="circular",
                title="Genelge tebliği",
                trail=service.TRAIL,
                what="circular",
                row_key=lambda row: row.officer_id,
            ),
            self.circular,
            waiting=_UNNOTIFIED,
            empty=(
                "Görevli sorumlu yok",
                "Kadrodaki her sorumluya genelge tebliğ edilir; imzalı tutanağı burada görünür.",
                "",
            ),
        )
        self.card = CustodyCard(may_edit=may_edit, may_print=may_print, parent=self)
        self.papers = FormPapers(background, actor=self.actor, parent=self)
        self.lay_out(
            "phone-custody",
            Beside(
                Beside(self.lists, self.waiting, is_spread=False, parent=self),
                group((self.ask_button, self.issue_button, self.more_button), parent=self),
                parent=self,
            ),
            self.card,
        )
        self._offer_acts()

    @override
    def query(self) -> Callable[[Work], Custodies]:
        asked = self.as_of.instant()

        def read(work: Work) -> Custodies:
            require(work, Right.SEE_PHONES)
            forms = queries.list_forms(work.session, FormFilter())
            by_id = {form.form_id: form for form in forms}
            wanted = CustodyFilter(at=asked, open_only=asked is None)
            running = queries.list_custodies(work.session, wanted)
            return Custodies(
                tuple(CustodyAndForm(row, by_id.get(row.issue_form_id or 0)) for row in running),
                forms,
                find_circular(work),
            )

        return read

    @override
    def show_result(self, answer: Custodies) -> None:
        self.show_lists(
            {HELD: answer.held, FORMS: answer.forms, CIRCULAR: answer.circular},
            counts={CIRCULAR: sum(map(_is_unnotified, answer.circular))},
        )

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        """Show a custody form, or an officer's notice of the circular."""
        self.reach(CIRCULAR if kind == "circular" else FORMS, item_id)

    def show_forms(self, wanted: FormFilter) -> None:
        """Show the forms, only unsigned ones on request."""
        self._show_waiting(FORMS, only=wanted.unsigned_only)

    def show_unnotified(self) -> None:
        """Show the officers not yet notified of the circular."""
        self._show_waiting(CIRCULAR, only=True)

    def _show_waiting(self, key: str, *, only: bool) -> None:
        self.drop_search()
        self.waiting.setChecked(only)
        self.choose_list(key)
        self.views()[0].setFocus()

    @override
    def day_words(self) -> str:
        return super().day_words() if self.lists.chosen_key() == HELD else ""

    def _offer_acts(self) -> None:
        may_edit = self.may[Right.EDIT_PHONES]
        past_and_terms = (
            ("&Geçmiş bir zimmeti işle…", "", self.opener.enter_past),
            ("&Zimmet şartları…", "", self.opener.set_terms),
        )
        fill_menu(self.more_button, past_and_terms if may_edit else (), page=self)
        print_form = partial(self._with_form, self.papers.print_form)
        attach = partial(self._with_form, self.papers.attach_signed)
        for view, words, right, do in (
            (self.held_view, "&Geri al…", Right.EDIT_PHONES, self._on_return),
            (self.held_view, "&Devret…", Right.EDIT_PHONES, self._on_pass),
            (self.form_view, "Tutanağı &aç", Right.SEE_PHONES, self._on_open),
            (self.form_view, "Ya&zdır…", Right.PRINT, print_form),
            (self.form_view, "İm&zalıyı ekle…", Right.EDIT_PHONES, attach),
            (self.form_view, "İ&ptal et…", Right.EDIT_PHONES, self._on_cancel),
            (self.circular_view, NOTICE_WORDS, Right.EDIT_PHONES, self._on_notice),
        ):
            if self.may[right]:
                act = view.add_row_action(words, for_several=view is not self.form_view)
                act.triggered.connect(do)
        self.ask_button.clicked.connect(self._on_ask)
        self.issue_button.clicked.connect(self.begin)
        QShortcut(_ASK_KEYS, self, self._on_ask)
        self.held_view.opened.connect(self._on_return)
        self.form_view.opened.connect(self._on_open)
        self.circular_view.opened.connect(self._on_notice)
        self.card.notice_requested.connect(self._on_notice)
        self.card.return_requested.connect(self._on_return)
        self.card.pass_requested.connect(self._on_pass)
        self.card.open_requested.connect(self._on_open)
        self.card.cancel_requested.connect(self._on_cancel)
        self.card.print_requested.connect(print_form)
        self.card.scan_requested.connect(attach)
        self.card.form_requested.connect(partial(self.show_item, "custody_form"))

    @Slot()
    @override
    def show_card(self) -> None:
        row = self.views()[0].current_row()
        if isinstance(row, CustodyAndForm):
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
        """Return the selected custodies, if one person holds them all: one form has one holder."""
        chosen = [row.custody for row in self.held_view.selected_rows()]
        if len({custody.officer_id for custody in chosen}) > 1:
            show_message(self, "Seçilenler birden çok kişinin üzerinde; tutanak tek kişi içindir.")
            return []
        return chosen

    def _with_form(self, do: Callable[[CustodyFormRow], object]) -> None:
        form = self._form()
        if form is not None:
            do(form)

    @Slot()
    @override
    def begin(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            self.opener.issue()

    @Slot()
    def _on_ask(self) -> None:
        self.opener.ask_holder()

    @Slot()
    def _on_return(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            self.opener.take_back(self._chosen())

    @Slot()
    def _on_pass(self) -> None:
        self.opener.pass_on(self._chosen())

    @Slot()
    def _on_open(self) -> None:
        self._with_form(self.papers.open_form)

    @Slot()
    def _on_cancel(self) -> None:
        self._with_form(self._cancel)

    def _cancel(self, form: CustodyFormRow) -> None:
        """Ask whether a form was entered by mistake, and cancel it."""
        if not form.state.waits:
            show_message(self, f"{form_words(form)}: {form.state.words}; iptal edilmez.")
            return
        if dialogs.confirm(
            self.window(),
            title=f"{form_words(form)} iptal edilsin mi?",
            text=f"{form.officer_name}: {_UNDOES[form.kind]} Tutanağın numarası listede kalır.",
            verb="İptal et",
        ):
            self.background.run(
                lambda work: cancel_form(work, form.form_id),
                parent=self,
                success=lambda _none: show_message(self, f"{form_words(form)} iptal edildi."),
                changes=_CHANGED,
            )

    @Slot()
    def _on_notice(self) -> None:
        """Make the papers of the selected officers; an officer with a waiting one keeps it."""
        chosen = [row.officer_id for row in self.circular_view.selected_rows()]
        if not chosen or not self.may[Right.EDIT_PHONES]:
            return

        def show(form_ids: tuple[int, ...]) -> None:
            count = number_text(len(form_ids))
            show_message(
                self, f"{count} tebliğ tutanağı imza bekliyor: yazdırınız, imzalıyı ekleyiniz."
            )
            self.show_item("custody_form", form_ids[0])

        self.background.run(
            lambda work: notify_of_circular(work, chosen),
            parent=self,
            success=show,
            changes=_CHANGED,
        )

    def take_scan(self, path: Path) -> None:
        """Attach a dropped scan to the form of the selected row, after a question."""
        form = self._form()
        if form is None:
            show_message(
                self, "Önce imzalanan tutanağın satırını seçiniz, sonra taramayı bırakınız."
            )
            return
        answer = dialogs.ask(
            self.window(),
            title=f"{form_words(form)} imzalı olarak saklansın mı?",
            text=f"{path.name} seçili satırın imzalı tutanağı olur.",
            verbs=("Sakla", "Vazgeç"),
        )
        if answer == 0:
            self.papers.attach_file(form, path)
