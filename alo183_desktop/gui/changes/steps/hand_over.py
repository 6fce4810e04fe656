"""Step 4: what becomes of the handsets, the lines and the open cases of who leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alo183_desktop.changes.form import HandOver
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, HeldItem, held_items, key_of
from alo183_desktop.gui.changes.steps.base import COLUMNS, Step
from alo183_desktop.gui.changes.steps.cases import (
    KEYS,
    CasesPart,
    cases_of,
    marked,
    newcomer_offers,
    offered,
    officer_offers,
)
from alo183_desktop.gui.changes.words import leaver_words
from alo183_desktop.gui.kit.form.form import ChoiceField, LongTextField
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.changes.open_cases import OpenCase
    from alo183_desktop.gui.changes.validation import Judge
    from alo183_desktop.gui.kit.table.view import TableView
    from alo183_desktop.shared.clock import Clock

_KINDS = {ItemKind.LINE: "Hat", ItemKind.HANDSET: "Telefon"}
_REPEATED = "Düzeltme yazısında teslim yinelenmez."
_NOBODY = "Ayrılan yok: devredilecek telefon, hat ya da vaka da yok."
_DECIDE = (
    "Her biri devredilir, geri alınır ya da gerekçesiyle ayrılanda kalır. Yazı tamamlanınca "
    "kaydedilir; telefon tutanakları ondan sonra yazdırılır."
)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one item."""

    custody_id: int
    decision: ChoiceField
    reason: LongTextField


class HandOverStep(Step):
    """A decision for each phone and for the open cases of the leaver who is shown."""

    def __init__(self, *, judge: Judge, clock: Clock, parent: QWidget) -> None:
        super().__init__("Teslim", judge=judge, parent=parent)
        self._clock = clock
        self._items: tuple[_Fields, ...] = ()
        self._cases: CasesPart | None = None
        self._made_for: tuple[list[int], list[int]] = ([], [])
        self._at_once = StateText(State.NEAR, parent=self)
        self.add_notice(self._at_once)

    def has_items(self, form: ChangeForm, place: int) -> bool:
        """Return whether there is anything to decide about in one change."""
        return bool(self._items_of(form, place) or cases_of(form, self.judge.context, place))

    def case_table(self) -> TableView | None:
        """Return the list of open cases; None while the leaver has none."""
        return None if self._cases is None else self._cases.table()

    @override
    def fill(self, form: ChangeForm, place: int) -> None:
        items = self._items_of(form, place)
        cases = cases_of(form, self.judge.context, place)
        wanted = (
            [item.custody.custody_id for item in items],
            [case.row.case_id for case in cases],
        )
        if wanted != self._made_for:
            self._made_for = wanted
            self._make_fields(items, cases)
        for item, fields in zip(items, self._items, strict=True):
            fields.decision.set_options(self._options(form, item))
            decision = offered(item.hand_over.decision, form, self.judge.context)
            fields.decision.set_value(decision or None)
            fields.reason.set_value(item.hand_over.reason)
        if self._cases is not None:
            self._cases.fill(form, place)
        self.after_edit()
        any_items = bool(items or cases)
        self.set_sentence(self._words(form, place, any_items=any_items))
        ahead = self._words_ahead(form.entries[place]) if any_items else ""
        self._at_once.set_text(State.NEAR, ahead)

    @override
    def take(self, form: ChangeForm, place: int) -> ChangeForm:
        typed = {
            one.custody_id: HandOver(
                one.custody_id,
                decision=one.decision.value() or "",
                reason=one.reason.text() if one.decision.value() == WAIVE else "",
            )
            for one in self._items
        }
        others = [one for one in form.hand_overs if one.custody_id not in typed]
        decided = [one for one in typed.values() if one.decision]
        entries = form.entries
        if self._cases is not None:
            entry = self._cases.take(entries[place])
            entries = (*entries[:place], entry, *entries[place + 1 :])
        return replace(form, entries=entries, hand_overs=(*others, *decided))

    @override
    def after_edit(self) -> None:
        for one in self._items:
            waived = one.decision.value() == WAIVE
            if waived and one.reason.isHidden() and not self.is_loading():
                self.go_on_to(one.reason)
            one.reason.setVisible(waived)
        if self._cases is not None:
            self._cases.follow(chosen=not self.is_loading())

    @override
    def reveal(self, key: str) -> None:
        short = self.field_key(key)
        if self._cases is not None and short.startswith("case"):
            self._cases.point_at(short)
        super().reveal(key)

    def _items_of(self, form: ChangeForm, place: int) -> list[HeldItem]:
        return [item for item in held_items(form, self.judge.context) if item.place == place]

    def _make_fields(self, items: list[HeldItem], cases: tuple[OpenCase, ...]) -> None:
        """Make all fields anew: Tab goes in the order in which widgets are made."""
        self.clear_rows()
        taken = set(KEYS)
        self._items = tuple(self._make(item, taken) for item in items)
        # Two beside each other, mostly a line and its handset: the cases below stay in sight.
        for start in range(0, len(self._items), COLUMNS):
            pair = self._items[start : start + COLUMNS]
            self.add_row(*(one.decision for one in pair))
            self.add_row(*(one.reason for one in pair))
        self._cases = CasesPart(self, cases, clock=self._clock) if cases else None
        for widget in () if self._cases is None else self._cases.rows():
            self.add_row(widget)

    def _make(self, item: HeldItem, taken: set[str]) -> _Fields:
        custody = item.custody
        key = key_of(custody)
        decision = ChoiceField(
            marked(f"{_KINDS[custody.item_kind]}: {custody.label}", taken),
            key=key,
            required=True,
            check=self.check_of(key),
            placeholder="Seçiniz",
            note=f"{format_day(local_day(custody.from_at))} gününden beri üzerinde.",
            parent=self,
        )
        reason = LongTextField(
            marked("Ayrılanda kalmasının gerekçesi", taken),
            key=f"{key}.reason",
            required=True,
            check=self.check_of(f"{key}.reason"),
            lines=2,
            parent=self,
        )
        for field in (decision, reason):
            field.hide_required_mark()
        return _Fields(custody.custody_id, decision, reason)

    def _options(self, form: ChangeForm, item: HeldItem) -> list[tuple[str, str]]:
        context, leaver_id = self.judge.context, item.custody.officer_id
        return [
            (RETURN, "Geri alınır, depoya girer"),
            *newcomer_offers(form, context),
            (WAIVE, "Ayrılanda kalır, gerekçesi yazılır"),
            *officer_offers(form, context, leaver_id),
        ]

    def _words(self, form: ChangeForm, place: int, *, any_items: bool) -> str:
        entry = form.entries[place]
        if form.corrects_letter_id is not None:
            return _REPEATED
        if entry.is_first_appointment:
            return _NOBODY
        leaver = leaver_words(entry, self.judge.context)
        if any_items:
            return f"{leaver} adlı sorumlunun üzerinde kayıtlı olanlar. {_DECIDE}"
        return f"{leaver}: devredilecek telefon, hat ya da açık vaka yok."

    def _words_ahead(self, entry: ChangeEntry) -> str:
        """Return that a change begins later than the hand-over; empty when it does not."""
        try:
            day = parse_day(entry.effective_on)
        except KnownError:
            return ""
        if day <= self.judge.context.today:
            return ""
        return (
            f"Görev değişikliği {format_day(day)} günü başlıyor, buradakiler ise o gün değil, yazı "
            "tamamlanınca şimdi teslim edilecek."
        )
