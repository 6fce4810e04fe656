"""The part "Cihazlar ve hatlar": both lists with the holders, and the card of a row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import Beside, group
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.side_card import CardReader, RevealValue, SideCard
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.list_pane import RowAct
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.phones.dialogs import CHANGES
from alo183_desktop.gui.phones.part import AsOfPart, Waiting
from alo183_desktop.gui.phones.words import (
    STATE_CHOICES,
    custody_days,
    form_words,
)
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.lists import (
    HANDSETS,
    LINES,
    Item,
    line_holder,
    state_mark,
    unsigned_words,
)
from alo183_desktop.phones.rows import HandsetRow, ItemDetails, ItemKind, LineRow, PhoneFilter
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import collation_key, upper_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import Button
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.phones.rows import CustodyFormRow, CustodyRow, ItemStateRow, LineSecrets


def _remove(work: Work, row: Item) -> None:
    kind, item_id = row.item
    register = service.REGISTERS[kind]
    _values, version = register.open(work, item_id)
    register.remove(work, item_id, version=version)


_REMOVE: Final = RowAct(
    words="Yanlışlıkla ekleneni si&l…",
    key="Del",
    do=_remove,
    message=lambda row: "Hat silindi." if row.item[0] is ItemKind.LINE else "Cihaz silindi.",
    changes=CHANGES,
    asks=lambda row: (
        "Hat silinsin mi?" if row.item[0] is ItemKind.LINE else "Cihaz silinsin mi?",
        f"{row.label}: yanlışlıkla eklenen kayıt silinir; silindiği denetim izine yazılır.",
        "Sil",
    ),
)


def line_words(row: LineRow) -> str:
    """Return the text by which a line is searched."""
    parts = (
        row.phone,
        row.operator,
        row.package,
        row.iccid or "",
        line_holder(row),
        row.state.words,
    )
    return " ".join((*parts, unsigned_words(row)))


def handset_words(row: HandsetRow) -> str:
    """Return the text by which a handset is searched."""
    parts = (row.label, row.serial, row.imei or "", row.holder_name, row.state.words)
    return " ".join((*parts, unsigned_words(row)))


_HIDDEN = "••••"
_NARROWEST = 312
"""In a narrower card the number of a SIM card does not fit beside its label."""

_UNSIGNED: Final = Waiting(
    lambda row: row.has_unsigned_form, "Tutanağı i&mzasız", "Yalnız tutanağı imzalanmamış olanlar"
)


class ItemCard(SideCard):
    """One line or one handset.

    Attributes:
        pin: The PIN of the line shown, masked; None where there is none to show.
        puk: Likewise its PUK.

    Signals:
        change_requested: The user wants to edit the item.
        issue_requested: The user wants to issue it to an officer.
        return_requested: The user wants to take it back, or to pass it on.
        form_requested: The id of a custody form.
        pin_requested: Show PIN and PUK of the line shown.
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
        self._shown: ItemDetails | None = None
        self.pin: RevealValue | None = None
        self.puk: RevealValue | None = None
        self._change = self.make_button("&Düzenle…", self.change_requested.emit)
        self._issue = self.make_button("Zimme&tle…", self.issue_requested.emit)
        self._return = self.make_button("&Geri al…", self.return_requested.emit)
        self.show_card(None)

    def card(self) -> ItemDetails | None:
        """Return the item shown, None for none."""
        return self._shown

    def show_card(self, card: ItemDetails | None) -> None:
        """Show a line or a handset; None asks the user to select one."""
        self._shown = card
        self.pin = self.puk = None
        if card is None:
            self.show_nothing()
            return
        row = card.row
        if isinstance(row, LineRow):
            self._begin_line(row, has_pin=card.has_pin)
        else:
            self._begin_handset(row)
        if card.note:
            self.add_section("Not")
            self.add_text(card.note)
        self._add_custodies(card.custodies, card.forms)
        self._add_papers(card.forms)
        self._add_states(card.states)
        self.end(self._offered(card))

    def reveal(self, secrets: LineSecrets) -> None:
        """Show PIN and PUK, as requested."""
        if self.pin is not None and secrets.pin:
            self.pin.reveal(secrets.pin)
        if self.puk is not None and secrets.puk:
            self.puk.reveal(secrets.puk)

    def _begin_line(self, row: LineRow, *, has_pin: bool) -> None:
        self.begin(format_phone(row.phone), _standing(row.state, row.held_since))
        self._mark(row.state, row.last_holder_name)
        facts: list[tuple[str, QWidget | str]] = [
            ("Zimmetlisi", line_holder(row)),
            ("Operatör", row.operator),
            ("Paket", row.package),
            ("ICCID", row.iccid or ""),
        ]
        if has_pin:
            self.pin, self.puk = self._secret("PIN"), self._secret("PUK")
            facts += [("PIN", self.pin), ("PUK", self.puk)]
        self.add_facts(facts)
        if has_pin and self._may_reveal:
            self.add_text("Göster’e basmak denetim izine yazılır.", muted=True)

    def _begin_handset(self, row: HandsetRow) -> None:
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
        value.reveal_requested.connect(self.pin_requested)
        return value

    def _add_custodies(
        self, custodies: Sequence[CustodyRow], forms: Sequence[CustodyFormRow]
    ) -> None:
        self.add_section("Kimlerde kaldı")
        if not custodies:
            self.add(StateText(State.NONE, "Henüz kimseye zimmetlenmedi.", parent=self))
        numbers = {form.form_id: form.number_text for form in forms}
        for row in custodies:
            text = row.officer_name
            if row.waived_because:
                text += f"; geri alınmadı: {row.waived_because}"
            if row.to_at == row.from_at:
                text += "; geri alındı"
            paper = row.return_form_id or row.issue_form_id
            self.add_period(
                custody_days(row),
                text,
                link=numbers.get(paper, "Tutanak") if paper else "",
                go=None if paper is None else partial(self.form_requested.emit, paper),
            )

    def _add_papers(self, forms: Sequence[CustodyFormRow]) -> None:
        unsigned = [form for form in forms if form.state.waits]
        if not unsigned:
            return
        self.add_section("İmza bekleyen tutanaklar")
        for form in unsigned:
            self.add_period(
                form_words(form),
                f"{form.state.words}, {format_day(local_day(form.at))}",
                link="Tutanağa git",
                go=partial(self.form_requested.emit, form.form_id),
            )

    def _add_states(self, states: Sequence[ItemStateRow]) -> None:
        self.add_section("Durumları")
        for row in states:
            text = ", ".join(part for part in (row.reason, row.by_name) if part)
            self.add_period(f"{format_instant(row.at)}  {row.state.words}", text)

    def _offered(self, card: ItemDetails) -> Sequence[Button]:
        if not self._may_edit:
            return ()
        row = card.row
        if row.holder_id is not None:
            return (self._change, self._return)
        if row.state is ItemState.IN_STORE:
            return (self._change, self._issue)
        return (self._change,)


def _standing(state: ItemState, held_since: dt.datetime | None) -> str:
    words = upper_first(state.words)
    # A lost one stays with its holder: since when it is lost stands among its states.
    if held_since is None or state is not ItemState.ISSUED:
        return words
    return f"{words}, {format_day(local_day(held_since))} gününden beri"


@dataclass(frozen=True, slots=True)
class Items:
    """All lines and handsets."""

    lines: tuple[LineRow, ...]
    handsets: tuple[HandsetRow, ...]


class ItemsPart(AsOfPart):
    """Lines or handsets at the left, the card of the current one at the right.

    Attributes:
        state: Filters both by state.
        holder: Filters both by whether they are held.
        lines: The rows of the lines.
        handsets: The rows of the handsets.
        line_view: The list of lines.
        handset_view: The list of handsets.
        card: The current row.

    Signals:
        card_shown: The card shows the current row.
        form_requested: The id of a custody form.
    """

    chapter = "Telefonlar"
    hint = "Hat, cihaz, kişi"

    card_shown = Signal()
    form_requested = Signal(int)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(
            background,
            lists=((ItemKind.LINE.value, "&Hatlar"), (ItemKind.HANDSET.value, "Cihazla&r")),
            waiting=_UNSIGNED,
            **context,
        )
        may_edit = self.may[Right.EDIT_PHONES]
        self.state = FilterBox("Durumu", "Bütün durumlar", list(STATE_CHOICES.items()), parent=self)
        self.holder = FilterBox("Zimmetlisi", "Bütün zimmetliler", parent=self)
        self.boxes = (self.state, self.holder)
        self.lines = RowsModel[LineRow](LINES.columns, search=line_words, parent=self)
        self.handsets = RowsModel[HandsetRow](HANDSETS.columns, search=handset_words, parent=self)
        self.line_view = self.add_list(
            ItemKind.LINE,
            LINES,
            self.lines,
            waiting=_UNSIGNED,
            empty=(*LINES.empty, "Hat ekle" if may_edit else ""),
        )
        self.handset_view = self.add_list(
            ItemKind.HANDSET,
            HANDSETS,
            self.handsets,
            waiting=_UNSIGNED,
            empty=(*HANDSETS.empty, "Cihaz ekle" if may_edit else ""),
        )
        for view, spec in ((self.line_view, LINES), (self.handset_view, HANDSETS)):
            view.show_columns(range(spec.shown or len(spec.columns)))
        self.card = ItemCard(may_edit=may_edit, may_reveal=self.may[Right.SHOW_PIN], parent=self)
        self._reader = CardReader(
            background, current=self.current, read=_read_card, show=self.card.show_card, parent=self
        )
        self.lay_out(
            "phone-items",
            Beside(
                self.lists,
                group((*self.boxes, self.waiting), parent=self),
                is_spread=False,
                parent=self,
            ),
            self.card,
        )
        change = partial(self._with_current, self.opener.change_item)
        issue = partial(self._with_current, self.opener.issue)
        take_back = partial(self._with_current, self.opener.take_back_item)
        set_state = partial(self._with_current, self.opener.change_state)
        if may_edit:
            for view in (self.line_view, self.handset_view):
                for words, shortcut, do in (
                    ("&Düzenle…", "", change),
                    ("Zimme&tle…", "", issue),
                    ("&Geri al ya da devret…", "", take_back),
                    ("D&urumunu değiştir…", "F4", set_state),
                ):
                    view.add_row_action(words, shortcut=shortcut).triggered.connect(do)
                removal = view.add_row_action(_REMOVE.words, shortcut=_REMOVE.key)
                removal.triggered.connect(self._on_remove)
                view.opened.connect(change)
        self.card.change_requested.connect(change)
        self.card.issue_requested.connect(issue)
        self.card.return_requested.connect(take_back)
        self.card.form_requested.connect(self.form_requested)
        self.card.pin_requested.connect(self._on_pin_requested)
        self._reader.shown.connect(self.card_shown)

    @Slot()
    def _on_remove(self) -> None:
        row = self.views()[0].current_row()
        if row is not None:
            _REMOVE.run(row, self.background, parent=self)

    def kind(self) -> ItemKind:
        """Return the kind of the current list."""
        return ItemKind(self.lists.chosen_key())

    def current(self) -> tuple[ItemKind, int] | None:
        """Return the kind and id of the current row, None where there is none."""
        row: LineRow | HandsetRow | None = self.views()[0].current_row()
        return None if row is None else row.item

    @override
    def query(self) -> Callable[[Work], Items]:
        asked = self.as_of.instant()

        def read(work: Work) -> Items:
            require(work, Right.SEE_PHONES)
            everything, at = PhoneFilter(), asked or work.now
            return Items(
                queries.list_lines(work.session, everything, at=at),
                queries.list_handsets(work.session, everything, at=at),
            )

        return read

    @override
    def show_result(self, answer: Items) -> None:
        items: list[Item] = [*answer.lines, *answer.handsets]
        holders = {row.holder_id: row.holder_name for row in items if row.holder_id is not None}
        self.holder.set_choices(sorted(holders.items(), key=lambda one: collation_key(one[1])))
        self.show_lists({ItemKind.LINE: answer.lines, ItemKind.HANDSET: answer.handsets})

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        self.reach(kind, item_id)

    @override
    def lets_through(self, row: Any) -> bool:
        return self.state.key() in {None, row.state} and self.holder.key() in {None, row.holder_id}

    @Slot()
    @override
    def show_card(self) -> None:
        self._reader.follow()

    @Slot()
    @override
    def begin(self) -> None:
        self.opener.add_item(self.kind())

    def _with_current(self, do: Callable[[ItemKind, int], object]) -> None:
        current = self.current()
        if current is not None:
            do(*current)

    @Slot()
    def _on_pin_requested(self) -> None:
        current = self.current()
        if current is None:
            return
        line_id = current[1]

        def show(secrets: LineSecrets) -> None:
            if current == self.current():
                self.card.reveal(secrets)

        self.background.run(lambda work: service.show_pin(work, line_id), parent=self, success=show)


def _read_card(work: Work, item: tuple[ItemKind, int]) -> ItemDetails:
    require(work, Right.SEE_PHONES)
    return queries.get_card(work.session, *item, at=work.now)
