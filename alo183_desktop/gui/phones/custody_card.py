"""The card beside the lists of custody: what a person holds, or one form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.phones.words import FORM_STATES, ITEM_WORDS, form_words
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.phones.custody_columns import Held
    from alo183_desktop.phones.rows import CustodyFormRow


class CustodyCard(SideCard):
    """A person with all that they hold, or a form with its next step.

    Signals:
        return_requested: Take back what the person holds.
        pass_requested: Give it to another officer.
        print_requested: Print the form that is shown.
        scan_requested: Attach the signed form.
        open_requested: Show the form on the whole screen.
        form_requested: The number of a form of what is held.
    """

    return_requested = Signal()
    pass_requested = Signal()
    print_requested = Signal()
    scan_requested = Signal()
    open_requested = Signal()
    form_requested = Signal(int)

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
        self.show_nothing()

    def show_held(self, row: Held, everything: Sequence[Held]) -> None:
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
                f"{upper_tr(FORM_STATES[row.state][:1])}{FORM_STATES[row.state][1:]}.",
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


def _next_step(row: CustodyFormRow) -> str:
    if row.state is FormState.SIGNED:
        return "Yapılacak bir şey kalmadı; imzalı tutanak saklanıyor."
    if row.state is FormState.PRINTED:
        return "İki nüshayı iki tarafa imzalatıp taratınız, taramayı buraya ekleyiniz."
    return "Tutanağı yazdırınız; iki nüsha olarak imzalanır."
