"""The card of a line or of a handset: who held it, in which states it was, its papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Signal, Slot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.side_card import RevealValue, SideCard
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.phones.words import FORM_STATES, custody_days, form_words, state_mark
from alo183_desktop.phones.kinds import FormState, ItemState
from alo183_desktop.phones.rows import HandsetCard, HandsetRow, LineCard, LineRow
from alo183_desktop.phones.rules import STATE_WORDS
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.buttons import Button
    from alo183_desktop.phones.rows import CustodyFormRow, CustodyRow, LineSecrets, StateRow

Item: TypeAlias = LineRow | HandsetRow

UNSIGNED: Final = "imzasız"


def line_holder(row: LineRow) -> str:
    """Return who holds a line, or whom a lost one was with."""
    if row.holder_name:
        return row.holder_name
    return f"son: {row.last_holder_name}" if row.last_holder_name else ""


def line_words(row: LineRow) -> str:
    """Return the text in which a line is searched."""
    parts = (row.phone, row.operator, row.package, row.iccid or "", line_holder(row), _state(row))
    return " ".join((*parts, _unsigned(row)))


def handset_words(row: HandsetRow) -> str:
    """Return the text in which a handset is searched."""
    parts = (row.label, row.serial, row.imei or "", row.holder_name, _state(row), _unsigned(row))
    return " ".join(parts)


def _unsigned(row: Item) -> str:
    return UNSIGNED if row.has_unsigned_form else ""


def _unsigned_mark(row: Item) -> State | None:
    return State.NEAR if row.has_unsigned_form else None


def _state(row: Item) -> str:
    return STATE_WORDS[row.state]


def _state_mark(row: Item) -> State | None:
    return state_mark(row.state)


def _state_order(row: Item) -> int:
    return list(ItemState).index(row.state)


LINES: Final = (
    Column[LineRow](
        "Hat", lambda row: format_phone(row.phone), kind=CellKind.STRONG, width_chars=14
    ),
    Column[LineRow](
        "Durumu",
        _state,
        kind=CellKind.STATE,
        state=_state_mark,
        keeps_mark_room=True,
        sort_key=_state_order,
        width_chars=20,
    ),
    Column[LineRow]("Zimmetlisi", line_holder, width_chars=24, stretch=True),
    Column[LineRow]("Operatör", lambda row: row.operator, width_chars=14),
    Column[LineRow](
        "Tutanak", _unsigned, kind=CellKind.STATE, state=_unsigned_mark, width_chars=11
    ),
)
HANDSETS: Final = (
    Column[HandsetRow](
        "Cihaz",
        lambda row: f"{row.make} {row.model}".strip(),
        kind=CellKind.STRONG,
        width_chars=18,
        stretch=True,
    ),
    Column[HandsetRow](
        "Durumu",
        _state,
        kind=CellKind.STATE,
        state=_state_mark,
        keeps_mark_room=True,
        sort_key=_state_order,
        width_chars=20,
    ),
    Column[HandsetRow]("Zimmetlisi", lambda row: row.holder_name, width_chars=24, stretch=True),
    Column[HandsetRow]("IMEI", lambda row: row.imei or "", width_chars=19),
    Column[HandsetRow](
        "Tutanak", _unsigned, kind=CellKind.STATE, state=_unsigned_mark, width_chars=11
    ),
    # What tells apart those without an IMEI: files have it, the card shows it.
    Column[HandsetRow]("Seri no", lambda row: row.serial, width_chars=16),
)
HANDSETS_SHOWN: Final = len(HANDSETS) - 1


_HIDDEN = "••••"
_NARROWEST = 312
"""Beside its label the number of a SIM card has no room in a narrower one."""


class ItemCard(SideCard):
    """One line or one handset.

    Attributes:
        pin: The PIN of the line that is shown, masked; None where there is none to show.
        puk: Likewise its PUK.

    Signals:
        change_requested: Somebody wants to change what is shown.
        issue_requested: Somebody wants to hand it over to an officer.
        return_requested: Somebody wants to take it back, or to pass it on.
        form_requested: The number of a custody form.
        pin_requested: Show PIN and PUK of the line that is shown.
    """

    change_requested = Signal()
    issue_requested = Signal()
    return_requested = Signal()
    form_requested = Signal(int)
    pin_requested = Signal()

    def __init__(self, *, may_edit: bool, may_reveal: bool, parent: QWidget) -> None:
        """Make an empty card.

        Args:
            may_edit: Whether something may be changed.
            may_reveal: Whether PIN and PUK may be shown.
            parent: Qt's owner.
        """
        super().__init__(
            nothing=(
                "Bir hat ya da cihaz seçiniz",
                "Kimde olduğu, kimlerde kaldığı, durumları ve tutanakları burada gösterilir.",
            ),
            parent=parent,
        )
        self.setMinimumWidth(theme.px(_NARROWEST))
        self._may_edit = may_edit
        self._may_reveal = may_reveal
        self._shown: LineCard | HandsetCard | None = None
        self.pin: RevealValue | None = None
        self.puk: RevealValue | None = None
        self._change = self.make_button("&Düzenle…", self.change_requested.emit)
        self._issue = self.make_button("Zimme&tle…", self.issue_requested.emit)
        self._return = self.make_button("&Geri al…", self.return_requested.emit)
        self.show_card(None)

    def card(self) -> LineCard | HandsetCard | None:
        """Return what is shown, None for nothing."""
        return self._shown

    def show_card(self, card: LineCard | HandsetCard | None) -> None:
        """Show a line or a handset; None asks to choose one."""
        self._shown = card
        self.pin = self.puk = None
        if card is None:
            self.show_nothing()
            return
        if isinstance(card, LineCard):
            self._begin_line(card)
        else:
            self._begin_handset(card)
        if card.note:
            self.add_section("Not")
            self.add_text(card.note)
        self._add_custodies(card.custodies, card.forms)
        self._add_papers(card.forms)
        self._add_states(card.states)
        self.end(self._offered(card))

    def reveal(self, secrets: LineSecrets) -> None:
        """Show PIN and PUK, which were asked for."""
        if self.pin is not None and secrets.pin:
            self.pin.reveal(secrets.pin)
        if self.puk is not None and secrets.puk:
            self.puk.reveal(secrets.puk)

    def _begin_line(self, card: LineCard) -> None:
        row = card.row
        self.begin(format_phone(row.phone), _standing(row.state, row.held_since))
        self._mark(row.state, row.last_holder_name)
        facts: list[tuple[str, QWidget | str]] = [
            ("Zimmetlisi", line_holder(row)),
            ("Operatör", row.operator),
            ("Paket", row.package),
            ("ICCID", row.iccid or ""),
        ]
        if card.has_pin:
            self.pin, self.puk = self._secret("PIN"), self._secret("PUK")
            facts += [("PIN", self.pin), ("PUK", self.puk)]
        self.add_facts(facts)
        if card.has_pin and self._may_reveal:
            self.add_text("Göster’e basmak denetim izine yazılır.", muted=True)

    def _begin_handset(self, card: HandsetCard) -> None:
        row = card.row
        self.begin(f"{row.make} {row.model}".strip(), _standing(row.state, row.held_since))
        self._mark(row.state, "")
        self.add_facts(
            [
                ("Zimmetlisi", row.holder_name),
                ("IMEI", row.imei or ""),
                ("Seri no", row.serial),
                ("Fiziki hâli", row.condition),
                ("Aksesuarı", row.accessories),
            ]
        )

    def _mark(self, state: ItemState, last_holder: str) -> None:
        mark = state_mark(state)
        if mark is None:
            return
        words = "Tamirde" if state is ItemState.IN_REPAIR else "Kayıp ya da çalıntı"
        if state is ItemState.LOST and last_holder:
            words += f"; son zimmetlisi {last_holder}"
        self.add(StateText(mark, f"{words}.", parent=self))

    def _secret(self, name: str) -> RevealValue:
        value = RevealValue(_HIDDEN, parent=self)
        value.set_masked(_HIDDEN, allowed=self._may_reveal)
        value.setAccessibleName(f"{name}: gizli")
        value.reveal_requested.connect(self._on_reveal_requested)
        return value

    def _add_custodies(
        self, custodies: Sequence[CustodyRow], forms: Sequence[CustodyFormRow]
    ) -> None:
        self.add_section("Kimlerde kaldı")
        if not custodies:
            self.add(StateText(State.NONE, "Henüz kimseye zimmetlenmedi.", parent=self))
        numbers = {form.form_id: form.number_text for form in forms}
        for row in custodies:
            told = row.officer_name
            if row.waived_because:
                told += f"; geri alınmadı: {row.waived_because}"
            paper = row.return_form_id or row.issue_form_id
            self.add_period(
                custody_days(row),
                told,
                link=numbers.get(paper, "Tutanak") if paper else "",
                go=None if paper is None else partial(self.form_requested.emit, paper),
            )

    def _add_papers(self, forms: Sequence[CustodyFormRow]) -> None:
        unsigned = [form for form in forms if form.state is not FormState.SIGNED]
        if not unsigned:
            return
        self.add_section("İmza bekleyen tutanaklar")
        for form in unsigned:
            self.add_period(
                form_words(form),
                f"{FORM_STATES[form.state]}, {format_day(local_day(form.at))}",
                link="Tutanağa git",
                go=partial(self.form_requested.emit, form.form_id),
            )

    def _add_states(self, states: Sequence[StateRow]) -> None:
        self.add_section("Durumları")
        for row in states:
            told = ", ".join(part for part in (row.reason, row.by_name) if part)
            self.add_period(f"{format_instant(row.at)}  {STATE_WORDS[row.state]}", told)

    def _offered(self, card: LineCard | HandsetCard) -> Sequence[Button]:
        if not self._may_edit:
            return ()
        row = card.row
        if row.holder_id is not None:
            return (self._change, self._return)
        if row.state is ItemState.IN_STORE:
            return (self._change, self._issue)
        return (self._change,)

    @Slot()
    def _on_reveal_requested(self) -> None:
        self.pin_requested.emit()


def _standing(state: ItemState, held_since: dt.datetime | None) -> str:
    words = upper_tr(STATE_WORDS[state][:1]) + STATE_WORDS[state][1:]
    if held_since is None:
        return words
    return f"{words}, {format_day(local_day(held_since))} gününden beri"
