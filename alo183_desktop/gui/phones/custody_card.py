"""The card beside the lists of custody: what a person holds, or one form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.words import FORM_STATES, FORM_WORDS, ITEM_WORDS, form_words
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.kinds import CircularStanding, FormState
from alo183_desktop.phones.rows import CircularRow, CustodyFormRow
from alo183_desktop.phones.rules import last_day
from alo183_desktop.shared.clock import format_day, format_instant
from alo183_desktop.shared.turkish import upper_tr
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.phones.rows import CustodyRow


class CustodyCard(SideCard):
    """A person with all that they hold or were told, or a form with its next step.

    Signals:
        return_requested: Take back what the person holds.
        pass_requested: Give it to another officer.
        print_requested: Print the form that is shown.
        scan_requested: Attach the signed form.
        open_requested: Show the form on the whole screen.
        form_requested: The number of a form of what is held, or of the circular.
        tell_requested: Make the paper by which the person is told the circular.
    """

    return_requested = Signal()
    pass_requested = Signal()
    print_requested = Signal()
    scan_requested = Signal()
    open_requested = Signal()
    form_requested = Signal(int)
    tell_requested = Signal()

    def __init__(self, *, may_edit: bool, may_print: bool, parent: QWidget) -> None:
        """Make an empty card.

        Args:
            may_edit: Whether something may be taken back, and a form signed.
            may_print: Whether a form may be printed.
            parent: Qt's owner.
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
        self._tell = self.make_button(TELL_WORDS, self.tell_requested.emit)
        self.show_nothing()

    def show_held(self, row: HeldCustody, everything: Sequence[HeldCustody]) -> None:
        """Show who holds `row`, with everything else that this person holds."""
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
                f"{ITEM_WORDS[one.custody.item_kind]}, {format_instant(one.custody.from_at)} "
                "tarihinden beri",
                link="" if form is None else form.number_text,
                go=None if form is None else partial(self.form_requested.emit, form.form_id),
            )
        self.end((self._return, self._pass) if self._may_edit else ())

    def show_form(self, row: CustodyFormRow) -> None:
        """Show a form and what is to be done with it next."""
        self.begin(form_words(row), f"{row.officer_name}, {format_instant(row.at)}")
        is_signed = row.state is FormState.SIGNED
        self.add(
            StateText(
                State.GOOD if is_signed else State.NEAR,
                f"{_upper_first(FORM_STATES[row.state])}.",
                parent=self,
            )
        )
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
        if self._may_print and not is_signed:
            offered.append(self._print)
        if self._may_edit and not is_signed and row.state is FormState.PRINTED:
            offered.append(self._scan)
        self.end(offered)

    def show_circular(self, row: CircularRow) -> None:
        """Show how an officer was told the circular, and what is to be done next."""
        signed_on, form_id = row.signed_on, row.open_form_id
        self.begin(row.officer_name, "Genelge 2014/05, madde 1–5")
        words = _upper_first(circular_words(row))
        self.add(StateText(circular_mark(row), f"{words}.", parent=self))
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
        is_asked = form_id is None and row.standing is not CircularStanding.TOLD
        self.end((self._tell,) if self._may_edit and is_asked else ())


def _upper_first(words: str) -> str:
    return f"{upper_tr(words[:1])}{words[1:]}"


def _next_step(row: CustodyFormRow) -> str:
    if row.state is FormState.SIGNED:
        return "Yapılacak bir şey kalmadı; imzalı tutanak saklanıyor."
    if row.state is FormState.PRINTED:
        return "İki nüshayı iki tarafa imzalatıp taratınız, taramayı buraya ekleyiniz."
    return "Tutanağı yazdırınız; iki nüsha olarak imzalanır."


TELL_WORDS: Final = "Tebliğ tutanağı düzenle"
SIGNED: Final = "imzalı"
UNSIGNED: Final = "imzasız"
_NO_FORM: Final = "tutanak yok"


@dataclass(frozen=True, slots=True)
class HeldCustody:
    """What somebody holds, with the form of its issue."""

    custody: CustodyRow
    form: CustodyFormRow | None
    """None for what a register brought: its paper is older than the program."""

    @property
    def is_unsigned(self) -> bool:
        """Whether its form waits for signatures."""
        return self.form is not None and self.form.state is not FormState.SIGNED


def held_words(row: HeldCustody) -> str:
    """Return number and state of the form of an issue."""
    if row.form is None:
        return _NO_FORM
    return f"{row.form.number_text}, {UNSIGNED if row.is_unsigned else SIGNED}"


def form_mark(row: CustodyFormRow) -> State:
    """Return the mark of a form."""
    return State.GOOD if row.state is FormState.SIGNED else State.NEAR


def _number_order(row: CustodyFormRow) -> tuple[int, ...]:
    return tuple(int(part) for part in row.number_text.split("/") if part.isdigit())


def circular_mark(row: CircularRow) -> State:
    """Return the mark of an officer to whom the circular is told."""
    return State.GOOD if row.standing is CircularStanding.TOLD else State.NEAR


def circular_words(row: CircularRow) -> str:
    """Return how it stands with telling an officer."""
    return _STANDINGS[row.standing]


_STANDINGS: Final = {
    CircularStanding.MISSING: "tebliğ edilmedi",
    CircularStanding.OVER: "yenilenmeli",
    CircularStanding.TOLD: "tebliğ edildi",
}

HELD: Final = (
    Column[HeldCustody](
        "Zimmetlisi", lambda row: row.custody.officer_name, kind=CellKind.STRONG, width_chars=22
    ),
    Column[HeldCustody]("Türü", lambda row: ITEM_WORDS[row.custody.item_kind], width_chars=6),
    Column[HeldCustody](
        "Hat ya da cihaz",
        lambda row: row.custody.label,
        width_chars=24,
        stretch=True,
        cut_middle=True,
    ),
    Column[HeldCustody](
        "Ne zamandan beri",
        lambda row: row.custody.from_at,
        width_chars=15,
    ),
    Column[HeldCustody](
        "Tutanağı",
        held_words,
        kind=CellKind.STATE,
        state=lambda row: State.NEAR if row.is_unsigned else None,
        keeps_mark_room=True,
        width_chars=20,
    ),
)
FORMS: Final = (
    Column[CustodyFormRow](
        "Tutanak",
        lambda row: row.number_text,
        kind=CellKind.STRONG,
        sort_key=_number_order,
        width_chars=8,
    ),
    Column[CustodyFormRow]("Türü", lambda row: FORM_WORDS[row.kind], width_chars=7),
    Column[CustodyFormRow]("Kişi", lambda row: row.officer_name, width_chars=22, stretch=True),
    Column[CustodyFormRow](
        "Konusu",
        # A number without its middle, before the end of another one, would look like a number.
        lambda row: "; ".join(row.item_labels),
        width_chars=26,
        stretch=True,
    ),
    Column[CustodyFormRow](
        "Zamanı",
        lambda row: row.at,
        width_chars=15,
    ),
    Column[CustodyFormRow](
        "Durumu",
        lambda row: FORM_STATES[row.state],
        kind=CellKind.STATE,
        state=form_mark,
        width_chars=19,
    ),
)


CIRCULAR: Final = (
    Column[CircularRow](
        "Sorumlu", lambda row: row.officer_name, kind=CellKind.STRONG, width_chars=24, stretch=True
    ),
    Column[CircularRow](
        "Durumu", circular_words, kind=CellKind.STATE, state=circular_mark, width_chars=17
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
_JOB: Final = "Zimmet tutanağı"
"""Printers show and keep it, so it names nobody."""


class FormPapers(PaperActs):
    """Opens, prints and completes forms."""

    def open_form(self, form: CustodyFormRow) -> None:
        """Show a form on the whole screen: signed where it is; it is written down."""
        is_signed = form.has_scan and form.state is FormState.SIGNED

        def read(work: Work) -> tuple[str, bytes]:
            if is_signed:
                file, data = papers.open_scan(work, form.form_id)
                return file.name, data
            return _name(form), papers.open_form_pdf(work, form.form_id)

        self._background.run(
            read,
            parent=self,
            success=lambda found: self.show(self._paper(form, *found)),
        )

    def print_form(self, form: CustodyFormRow) -> None:
        """Print a form; it is marked as printed before the printer gets it."""
        self._background.run(
            lambda work: papers.open_form_pdf(work, form.form_id),
            parent=self,
            success=lambda pdf: self.print_paper(self._paper(form, _name(form), pdf)),
        )

    def attach_signed(self, form: CustodyFormRow) -> None:
        """Ask for the scan of the signed form and keep it with the form."""
        path = ask_source(self._page.window(), "İmzalı tutanağı seç", SCANS)
        if path is not None:
            self.attach_file(form, path)

    def attach_file(self, form: CustodyFormRow, path: Path) -> None:
        """Keep a scan of the signed form."""
        self.take_in(path, lambda scan: self._keep(form, scan))

    def _keep(self, form: CustodyFormRow, scan: CheckedFile) -> None:
        self._background.run(
            lambda work: papers.attach_signed(work, form.form_id, scan, version=form.version),
            parent=self,
            success=lambda _file_id: tell(
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
            job=_JOB,
            printing=lambda work: papers.mark_printed(work, form_id),
            saving=lambda work: papers.record_export(work, form_id),
            changes=_CHANGED,
        )


def _name(form: CustodyFormRow) -> str:
    """Return the name of a form's file."""
    return file_name(FORM_WORDS[form.kind], "tutanağı", form.number_text, ending=".pdf")
