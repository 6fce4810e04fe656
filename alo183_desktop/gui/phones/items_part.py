"""The part "Cihazlar ve hatlar": both lists with who holds what, and the card of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.containers import Beside, group, make_column
from alo183_desktop.gui.kit.narrowing import NarrowingBox, ToggleButton
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.table.list_pane import NO_MATCH, ListSpec
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones import item_card
from alo183_desktop.gui.phones.item_card import ItemCard
from alo183_desktop.gui.phones.part import AsOfDay, ListStack, Part
from alo183_desktop.gui.phones.words import STATE_CHOICES
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.rows import HandsetRow, ItemKind, LineRow, PhoneFilter
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.gui.phones.item_card import Item
    from alo183_desktop.gui.phones.part import Common, ListOffer
    from alo183_desktop.phones.rows import HandsetCard, LineCard, LineSecrets

_PAUSE_MS: Final = 60


@dataclass(frozen=True, slots=True)
class Items:
    """Everything that can be held."""

    lines: tuple[LineRow, ...]
    handsets: tuple[HandsetRow, ...]


class ItemsPart(Part):
    """Lines or handsets at the left, the card of the current one at the right.

    Attributes:
        as_of: The day that is shown.
        kinds_shown: Lines or handsets.
        lines: The rows of the lines.
        handsets: The rows of the handsets.
        line_view: The list of lines.
        handset_view: The list of handsets.
        card: What is current.

    Signals:
        card_shown: The card shows the current row.
        form_requested: The number of a custody form.
    """

    topics = frozenset({Topic.PHONES, Topic.OFFICER})

    card_shown = Signal()
    form_requested = Signal(int)

    def __init__(self, background: Background, **common: Unpack[Common]) -> None:
        super().__init__(background, **common)
        may_edit = self.may[Right.EDIT_PHONES]
        self._wanted: tuple[ItemKind, int] | None = None
        self.as_of = AsOfDay(today=self.today, parent=self)
        self.kinds_shown = Segmented(
            ((ItemKind.LINE.value, "&Hatlar"), (ItemKind.HANDSET.value, "Cihazla&r")), parent=self
        )
        self.state = NarrowingBox(
            "Durumu", "Bütün durumlar", list(STATE_CHOICES.items()), parent=self
        )
        self.holder = NarrowingBox("Zimmetlisi", "Bütün zimmetliler", parent=self)
        self.unsigned = ToggleButton(
            "İ&mzasız", tooltip="Yalnız tutanağı imzalanmamış olanlar", parent=self
        )
        self.lines = RowsModel[LineRow](item_card.LINES, search=item_card.line_words, parent=self)
        self.handsets = RowsModel[HandsetRow](
            item_card.HANDSETS, search=item_card.handset_words, parent=self
        )
        self._stack = ListStack(background, clock=self.clock, note=self._note, parent=self)
        self.line_view = self._stack.add_list(
            ItemKind.LINE,
            ListSpec(
                key="lines",
                title="Hatlar",
                trail=service,
                what="lines",
                row_key=lambda row: row.line_id,
                no_match=NO_MATCH,
            ),
            self.lines,
        )
        self.handset_view = self._stack.add_list(
            ItemKind.HANDSET,
            ListSpec(
                key="handsets",
                title="Cihazlar",
                trail=service,
                what="handsets",
                row_key=lambda row: row.handset_id,
                no_match=NO_MATCH,
            ),
            self.handsets,
        )
        self.handset_view.show_columns(range(item_card.HANDSETS_SHOWN))
        self.card = ItemCard(may_edit=may_edit, may_reveal=self.may[Right.SHOW_PIN], parent=self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
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

    def view(self) -> TableView:
        """Return the list that is shown."""
        return self.line_view if self.kind() is ItemKind.LINE else self.handset_view

    def kind(self) -> ItemKind:
        """Return what is listed."""
        return ItemKind(self.kinds_shown.chosen_key())

    def current(self) -> tuple[ItemKind, int] | None:
        """Return the current row by its kind and number, None where there is none."""
        row = self.view().current_row()
        if isinstance(row, LineRow):
            return ItemKind.LINE, row.line_id
        return None if row is None else (ItemKind.HANDSET, row.handset_id)

    @override
    def question(self) -> Callable[[Work], Items]:
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
    def show_answer(self, answer: Items) -> None:
        self.lines.set_rows(answer.lines)
        self.handsets.set_rows(answer.handsets)
        self.kinds_shown.set_counts(
            {
                ItemKind.LINE.value: len(answer.lines),
                ItemKind.HANDSET.value: len(answer.handsets),
            }
        )
        items: list[Item] = [*answer.lines, *answer.handsets]
        holders = {row.holder_id: row.holder_name for row in items if row.holder_id is not None}
        self.holder.set_choices(sorted(holders.items(), key=lambda one: collation_key(one[1])))
        self._say_empty()
        self._narrow()
        self._reach_wanted()
        self._show_card()

    @override
    def set_search(self, text: str) -> None:
        self.searched = text
        self.lines.set_search(text)
        self.handsets.set_search(text)
        self._stack.select_first()

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        self._wanted = (ItemKind(kind), item_id)
        self._on_show_all()
        self._reach_wanted()
        self.refresh()

    @override
    def prepare_lock(self) -> None:
        self._pause.stop()

    def _add_row_actions(self) -> None:
        for view in self._both():
            if self.may[Right.EDIT_PHONES]:
                for words, shortcut, do in (
                    ("&Düzenle…", "", self._on_change),
                    ("Zimme&tle…", "", self._on_issue),
                    ("&Geri al ya da devret…", "", self._on_return),
                    ("D&urumunu değiştir…", "F4", self._on_state),
                ):
                    view.add_row_action(words, shortcut=shortcut).triggered.connect(do)

    def _lay_out(self) -> None:
        left = QWidget(self)
        head = Beside(
            self.kinds_shown,
            group((self.state, self.holder, self.unsigned), parent=left),
            is_spread=False,
            parent=left,
        )
        column = make_column(left, gap=12)
        column.addWidget(head)
        column.addWidget(self._stack, 1)
        box = make_column(self, gap=12)
        box.addWidget(self.as_of.banner)
        box.addWidget(Splitter("phone-items", left, self.card, sizes=(728, 296), parent=self), 1)

    def _connect(self) -> None:
        self.kinds_shown.chosen.connect(self._on_kind_chosen)
        self.as_of.chosen.connect(self.refresh)
        for narrowing in (self.state, self.holder):
            narrowing.narrowed.connect(self._narrow)
        self.unsigned.toggled.connect(self._narrow)
        self._pause.timeout.connect(self._read_card)
        for view in self._both():
            view.row_changed.connect(self._show_card)
            view.opened.connect(self._on_opened)
            view.preview_requested.connect(self._on_preview_requested)
            view.show_all_requested.connect(self._on_show_all)
            view.empty_action.connect(self._on_empty_action)
        self.card.change_requested.connect(self._on_change)
        self.card.issue_requested.connect(self._on_issue)
        self.card.return_requested.connect(self._on_return)
        self.card.form_requested.connect(self.form_requested)
        self.card.pin_requested.connect(self._on_pin_requested)

    def _both(self) -> tuple[TableView, ...]:
        return (self.line_view, self.handset_view)

    def _say_empty(self) -> None:
        offer = self.may[Right.EDIT_PHONES]
        self.line_view.set_empty_texts(
            "Henüz hat kayıtlı değil",
            "Bakanlığın sorumlular için gönderdiği hatlar burada durur. Elinizdeki listeyi "
            "dosyadan aktarabilir ya da hatları tek tek ekleyebilirsiniz.",
            "Hat ekle" if offer else "",
        )
        self.handset_view.set_empty_texts(
            "Henüz cihaz kayıtlı değil",
            "Bakanlığın sorumlular için gönderdiği telefonlar burada durur. Elinizdeki listeyi "
            "dosyadan aktarabilir ya da cihazları tek tek ekleyebilirsiniz.",
            "Cihaz ekle" if offer else "",
        )

    @Slot()
    def _narrow(self) -> None:
        state, holder, unsigned = self.state.key(), self.holder.key(), self.unsigned.isChecked()

        def keep(row: Item) -> bool:
            return (
                state in {None, row.state}
                and holder in {None, row.holder_id}
                and (row.has_unsigned_form or not unsigned)
            )

        is_narrow = state is not None or holder is not None or unsigned
        self.lines.set_filter(keep if is_narrow else None)
        self.handsets.set_filter(keep if is_narrow else None)
        model: RowsModel[Any] = self.lines if self.kind() is ItemKind.LINE else self.handsets
        rows: Sequence[Item] = model.all_rows()
        self.unsigned.set_count(sum(row.has_unsigned_form for row in rows))
        self._stack.select_first()

    def _reach_wanted(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        kind, item_id = wanted
        self.kinds_shown.choose(kind.value)
        self._stack.show_list(kind)
        if self.view().select_row(item_id):
            self._wanted = None
            self.view().setFocus()

    @Slot()
    def _show_card(self) -> None:
        if self.current() is None:
            self._pause.stop()
            self.card.show_card(None)
            self.card_shown.emit()
        else:
            self._pause.start()

    @Slot()
    def _read_card(self) -> None:
        wanted = self.current()
        if wanted is None:
            return
        kind, item_id = wanted

        def read(work: Work) -> LineCard | HandsetCard:
            require(work, Right.SEE_PHONES)
            if kind is ItemKind.LINE:
                return queries.get_line_card(work.session, item_id, at=work.now)
            return queries.get_handset_card(work.session, item_id, at=work.now)

        def show(card: LineCard | HandsetCard) -> None:
            if wanted == self.current():  # otherwise somebody has gone on meanwhile
                self.card.show_card(card)
                self.card_shown.emit()

        self.background.run(read, parent=self, success=show)

    def _note(self) -> str:
        parts = [self.as_of.words()] if self.as_of.words() else []
        if self.state.key() is not None:
            parts.append(self.state.currentText())
        if self.holder.key() is not None:
            parts.append(self.holder.currentText())
        if self.unsigned.isChecked():
            parts.append("Tutanağı imzasız olanlar")
        if self.searched.strip():
            parts.append(f"“{self.searched.strip()}” araması")
        return "; ".join(parts)

    @Slot(str)
    def _on_kind_chosen(self, key: str) -> None:
        self._stack.show_list(key)
        self._narrow()
        self._show_card()
        self.list_changed.emit()

    @Slot()
    def _on_opened(self) -> None:
        if self.may[Right.EDIT_PHONES]:
            self._on_change()

    @Slot()
    def _on_preview_requested(self) -> None:
        self.card.setVisible(self.card.isHidden())

    @Slot()
    def _on_show_all(self) -> None:
        self.state.choose(None)
        self.holder.choose(None)
        self.unsigned.setChecked(False)
        self.drop_search()
        self._narrow()

    @Slot()
    def _on_empty_action(self) -> None:
        self.opener.add_item(self.kind())

    @Slot()
    def _on_change(self) -> None:
        current = self.current()
        if current is not None:
            self.opener.change_item(*current)

    @Slot()
    def _on_issue(self) -> None:
        current = self.current()
        if current is not None:
            self.opener.issue(*current)

    @Slot()
    def _on_return(self) -> None:
        current = self.current()
        if current is not None:
            self.opener.take_back_item(*current)

    @Slot()
    def _on_state(self) -> None:
        current = self.current()
        if current is not None:
            self.opener.change_state(*current)

    @Slot()
    def _on_pin_requested(self) -> None:
        current = self.current()
        if current is None:
            return
        line_id = current[1]

        def show(secrets: LineSecrets) -> None:
            if current == self.current():
                self.card.reveal(secrets)

        self.background.run(
            lambda work: service.show_pin(work, line_id),
            parent=self,
            success=show,
        )
