"""Step 4: what becomes of the leaver's phones, cases and duties; the newcomer's phone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.cases.rules import left_words
from alo183_desktop.changes.duties_ahead import (
    EMPTY,
    AheadDuty,
    duties_ahead,
    duty_key,
    takers,
    to_person,
    with_proposals,
)
from alo183_desktop.changes.form import CaseHandOver, DutyHandOver, HandOverDecision
from alo183_desktop.changes.hand_overs import (
    RETURN,
    WAIVE,
    HeldItem,
    held_items,
    key_of,
    leaving,
    receiver_of,
    to_newcomer,
    to_officer,
)
from alo183_desktop.changes.new_phones import HANDSET, LINE, REASON, coming
from alo183_desktop.changes.open_cases import case_key, open_cases, proposal
from alo183_desktop.documents.columns import Column
from alo183_desktop.documents.states import SIGNS
from alo183_desktop.gui.changes.steps.base import COLUMNS, WizardStep, with_entry
from alo183_desktop.gui.changes.words import UNNAMED, leaver_words, newcomer_words, officer_options
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.form.form import ChoiceField, LongTextField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.rota.rules import breach_words, count_text, duty_words
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import fold, upper_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.changes.open_cases import OpenCase
    from alo183_desktop.gui.changes.validation import ChangeValidator
    from alo183_desktop.shared.clock import Clock


def _newcomers(form: ChangeForm, index: int) -> dict[str, int]:
    """Return the newcomers by their keys, each with one of their changes, that at `index` first."""
    people = form.who_comes
    found: dict[str, int] = {}
    for one in sorted(range(len(people)), key=lambda one: (one != index, one)):
        if people[one]:
            found.setdefault(people[one], one)
    return found


def decision_options(
    form: ChangeForm, context: ChangeContext, leaver_id: int | None, index: int
) -> list[tuple[str, str]]:
    """Return who can take over from a leaver, and the waiver.

    The newcomer of the change at `index` comes first, those of the others are named with theirs.
    One who follows several leavers is offered once; of the roster those who answer for a subject
    and continue to do so.
    """
    leavers = {*leaving(form), leaver_id}
    serving = [
        one for one in context.officers.values() if one.held and one.officer_id not in leavers
    ]

    def words(name: str, one: int) -> str:
        if one == index:
            first = "Göreve gelene devredilir"
            return first if name == UNNAMED else f"{first}: {name}"
        return f"Devredilir: {name} ({one + 1}. değişikliğin göreve geleni)"

    return [
        *(
            (to_newcomer(one), words(newcomer_words(form.entries[one], context), one))
            for one in _newcomers(form, index).values()
        ),
        (WAIVE, "Ayrılanda kalır, gerekçesi yazılır"),
        *(
            (to_officer(int(officer_id)), f"Devredilir: {words}")
            for officer_id, words in officer_options(serving, context)
        ),
    ]


def offered(decision: str, form: ChangeForm, index: int) -> str:
    """Return a decision as in `decision_options`, which offers a newcomer once."""
    receiver = receiver_of(decision)
    if receiver is None or receiver.entry is None or receiver.entry >= len(form.entries):
        return decision
    wanted = form.who_comes[receiver.entry]
    return to_newcomer(_newcomers(form, index).get(wanted, receiver.entry))


_RETURNED: Final = (RETURN, "Geri alınır, depoya girer")


def _offer(field: ChoiceField, options: Sequence[tuple[str, str]], decision: str) -> None:
    """Show options and the decision; one that is not offered any more is shown as none."""
    field.set_options(options)
    field.set_value(decision if decision in dict(options) else None)


KEYS: Final = frozenset("brukvs")
"""The mnemonics of the fields here."""
_SAME: Final = "same"
_MOST_ROWS: Final = 8
_LINK_ROOM: Final = 400
_MARKS: Final = {
    ClockState.NEAR: State.NEAR,
    ClockState.LATE: State.LATE,
    ClockState.ENTERED: State.GOOD,
}


class CasesPart(QObject):
    """Fields and list for the open cases of one change; the step lays them out and watches them."""

    def __init__(self, step: WizardStep, cases: Sequence[OpenCase], *, clock: Clock) -> None:
        """Make the fields.

        Args:
            step: Owns them; validates the choices.
            cases: Of the change shown; at least one.
            clock: For the time left.
        """
        super().__init__(step)
        self._step = step
        self._clock = clock
        self._now = clock()
        self._cases = tuple(cases)
        self._known: dict[str, str] = {}
        self._decided: tuple[int, ...] = ()
        self._own: dict[int, CaseHandOver] = {}
        self._proposal = ""
        running = sum(case.row.is_running() for case in self._cases)
        self._common = ChoiceField(
            "&Bütün açık vakalar için karar",
            placeholder="Seçiniz",
            note=_note(len(self._cases), running),
            **step.validated("cases", required=True),
        )
        self._apply = LinkButton("", parent=self._common)
        self._common.add_below(self._apply)
        self._common_reason = self._make_reason(
            "Vakaların ayrılanda kalmasının ge&rekçesi", "cases.reason"
        )
        self._model = RowsModel(self._columns(), parent=self)
        self._table = TableView("hand_over_cases", name="Ayrılanın açık vakaları", parent=step)
        self._table.set_row_key(lambda case: case.row.case_id)
        self._table.setModel(self._model)
        rows = min(len(self._cases), _MOST_ROWS)
        self._table.setFixedHeight(theme.row_height() * (rows + 1) + theme.px(4))
        self._list = QWidget(step)
        title = make_label("Açık &vakalar", font=theme.body_medium(), parent=self._list)
        title.setBuddy(self._table)
        make_column(self._list, title, self._table, gap=4)
        self._exception = ChoiceField(
            "Listede seçilen va&kanın kararı",
            key="case",
            check=self._check_own,
            placeholder="Seçiniz",
            note="Shift ile birkaç satır birden seçilir; karar hepsine yazılır.",
            parent=step,
        )
        self._own_reason = self._make_reason(
            "&Seçilen vakanın ayrılanda kalmasının gerekçesi", "case.reason"
        )
        self._common.changed.connect(self._on_common_changed)
        self._apply.clicked.connect(self._on_apply)
        self._exception.changed.connect(self._on_exception_changed)
        self._own_reason.changed.connect(self._on_exception_changed)
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._table.opened.connect(self._exception.take_focus)

    def rows(self) -> tuple[QWidget, ...]:
        """Return the widgets for the step, from top to bottom."""
        return self._common, self._common_reason, self._list, self._exception, self._own_reason

    def fill(self, form: ChangeForm, index: int) -> None:
        """Show the decisions."""
        entry, context = form.entries[index], self._step.validator.context
        self._now = self._clock()
        self._cases = cases_of(form, context, index)
        self._decided = entry.cases_decided
        self._own = {one.case_id: one for one in entry.case_hand_overs}
        self._proposal = proposal(form, index, context)
        options = decision_options(form, context, entry.leaver_id, index)
        self._known = dict(options)
        _offer(self._common, options, offered(entry.cases_decision, form, index))
        self._common_reason.set_value(entry.cases_reason)
        self._exception.set_options([(_SAME, "Hepsi için verilen karar"), *options])
        self._own = {
            case_id: replace(one, decision=offered(one.decision, form, index))
            for case_id, one in self._own.items()
        }
        self._model.set_rows(self._cases)
        if not self._table.currentIndex().isValid():
            self._table.select_row(self._cases[0].row.case_id)
        self._show_exception()
        self.follow()

    def take(self, entry: ChangeEntry) -> ChangeEntry:
        """Return a change with the decisions made here."""
        decision = self._common.value() or ""
        return replace(
            entry,
            cases_decision=decision,
            cases_reason=self._common_reason.text() if decision == WAIVE else "",
            cases_decided=self._decided if decision else (),
            case_hand_overs=tuple(self._own.values()),
        )

    def follow(self, *, chosen: bool = False) -> None:
        """Update the other fields after a choice; choosing to waive requires a reason."""
        common = self._common.value() or ""
        several = len(self._cases) > 1 or bool(self._own)
        self._exception.setVisible(several)
        waived = several and self._exception.value() == WAIVE
        for reason, shown in (
            (self._common_reason, common == WAIVE),
            (self._own_reason, waived),
        ):
            if chosen and shown and reason.isHidden():
                self._step.go_on_to(reason)
            reason.setVisible(shown)
        waiting = self._waiting()
        proposed = self._known.get(self._proposal, "")
        words = (
            f"Yeni gelen {len(waiting)} vakaya da &uygula"
            if common
            else f"Öneriyi &uygula: {proposed.rpartition(': ')[2]}"
        )
        # A long name would widen the whole step.
        metrics, room = self._apply.fontMetrics(), theme.px(_LINK_ROOM)
        self._apply.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))
        self._apply.setToolTip("" if common else proposed)
        self._apply.setVisible(bool(waiting) and bool(common or self._proposal in self._known))
        self._table.viewport().update()

    def point_at(self, key: str) -> None:
        """Make the row of a problem current."""
        wanted = next((one for one in self._cases if key.startswith(case_key(one.row))), None)
        trouble = next((one for one in self._cases if self._state(one) is not None), None)
        shown = wanted or trouble
        if shown is not None:
            self._table.select_row(shown.row.case_id)

    def table(self) -> TableView:
        """Return the list."""
        return self._table

    def decision_words(self, case: OpenCase) -> str:
        """Return the decision on a case as text."""
        decision = self._decision(case)
        if not decision:
            return "karar yok"
        if decision == WAIVE:
            running = case.row.is_running()
            return "kalamaz, sisteme girilmemiş" if running else "ayrılanda kalır"
        return self._known.get(decision, "devralan belli değil").rpartition(": ")[2]

    def _decision(self, case: OpenCase) -> str:
        own = self._own.get(case.row.case_id)
        if own is not None:
            return own.decision
        return (self._common.value() or "") if case.row.case_id in self._decided else ""

    def _state(self, case: OpenCase) -> State | None:
        decision = self._decision(case)
        if not decision:
            return State.NEAR
        is_refused = decision == WAIVE and case.row.is_running()
        return State.LATE if is_refused else None

    def _waiting(self) -> list[OpenCase]:
        return [case for case in self._cases if not self._decision(case)]

    def _columns(self) -> tuple[Column[OpenCase], ...]:
        return (
            Column(
                "Kalan süre",
                self._left_words,
                sort_key=lambda case: case.row.order_key,
                state=lambda case: _MARKS.get(case.row.clock_state(self._now)),
                keeps_mark_room=True,
                width_chars=21,
            ),
            Column("Başvuru no", lambda case: case.row.number, width_chars=19),
            Column(
                "Konu",
                lambda case: f"{case.row.subject_name}, {case.row.kind_name}",
                width_chars=14,
                stretch=True,
            ),
            Column(
                "Karar",
                self.decision_words,
                state=self._state,
                keeps_mark_room=True,
                width_chars=20,
                stretch=True,
            ),
        )

    def _left_words(self, case: OpenCase) -> str:
        state = case.row.clock_state(self._now)
        if state is ClockState.ENTERED:
            return "girildi"
        if state is ClockState.ENTERED_LATE:
            return "geç girildi"
        return left_words(case.row.time_left(self._now))

    def _make_reason(self, label: str, key: str) -> LongTextField:
        def check(text: str) -> str:
            return self._step.check_of(field.key)(text)

        field = LongTextField(
            label, lines=2, **self._step.validated(key, required=True) | {"check": check}
        )
        return field

    def _check_own(self, text: str) -> str:
        return self._step.check_of(self._exception.key)(text)

    def _selected(self) -> list[int]:
        return [case.row.case_id for case in self._table.selected_rows()]

    def _show_exception(self) -> None:
        """Show the decision on the selected cases, where it is the same for all of them."""
        chosen = self._selected()
        self._exception.setEnabled(bool(chosen))
        first = chosen[0] if chosen else 0
        self._exception.key = f"case.{first}"
        self._own_reason.key = f"case.{first}.reason"
        found = {self._own.get(case_id, CaseHandOver(case_id)) for case_id in chosen}
        decisions = {one.decision or _SAME for one in found}
        reasons = {one.reason for one in found}
        with self._step.quiet():
            decision = decisions.pop() if len(decisions) == 1 else ""
            self._exception.set_value(decision if decision in {_SAME, *self._known} else None)
            self._own_reason.set_value(reasons.pop() if len(reasons) == 1 else "")

    @Slot()
    def _on_selected(self) -> None:
        self._show_exception()
        self.follow()
        if not self._step.is_loading():
            self._step.validate_typed()

    @Slot()
    def _on_common_changed(self) -> None:
        if not self._step.is_loading():
            self._decided = tuple(case.row.case_id for case in self._cases)

    @Slot()
    def _on_apply(self) -> None:
        self._decided = tuple(case.row.case_id for case in self._cases)
        if self._common.value() is None:
            self._common.set_value(self._proposal)
        for case in self._cases:
            # An exception without a decision belonged to a newcomer who is no longer one.
            if not self._own.get(case.row.case_id, CaseHandOver(0, WAIVE)).decision:
                del self._own[case.row.case_id]
        self._common.take_focus()
        self._common.changed.emit()

    @Slot()
    def _on_exception_changed(self) -> None:
        decision = self._exception.value()
        if self._step.is_loading() or decision is None:
            return
        reason = self._own_reason.text() if decision == WAIVE else ""
        for case_id in self._selected():
            if decision == _SAME:
                self._own.pop(case_id, None)
            else:
                self._own[case_id] = CaseHandOver(case_id, decision, reason)


_NO_PHONE: Final = "none"


class PhonePart(QObject):
    """Fields for the newcomer's phone; the step lays them out and watches them."""

    def __init__(self, step: WizardStep, taken: set[str]) -> None:
        """Make the fields.

        Args:
            step: Owns them; validates the choices.
            taken: Mnemonics in use.
        """
        super().__init__(step)
        self._step = step
        self._line = self._make_choice("Göreve gelenin hattı", LINE, taken)
        self._handset = self._make_choice("Göreve gelenin telefonu", HANDSET, taken)
        self._reason = LongTextField(
            marked("Göreve gelene telefon gerekmemesinin gerekçesi", taken),
            lines=2,
            **step.validated(REASON, required=True),
        )

    def rows(self) -> tuple[tuple[QWidget, ...], ...]:
        """Return the widgets for the step, row by row."""
        return (self._line, self._handset), (self._reason,)

    def fill(self, form: ChangeForm, index: int) -> None:
        """Show the decision."""
        entry, context = form.entries[index], self._step.validator.context
        newcomer = self._step.validator.validate(form).read.entries[index].newcomer
        in_letter = "" if newcomer is None else format_phone(newcomer.corporate_mobile)
        given = {
            item
            for other in (*form.entries[:index], *form.entries[index + 1 :])
            for item in other.from_store
        }
        free: dict[ItemKind, list[tuple[str, str]]] = {kind: [] for kind in ItemKind}
        for (kind, item_id), label in context.store:
            if (kind, item_id) not in given:
                free[kind].append((str(item_id), label))
        lines, handsets = free[ItemKind.LINE], free[ItemKind.HANDSET]
        # The number in the letter is usually the line they get.
        lines.sort(key=lambda one: one[1] != in_letter)
        none = (_NO_PHONE, "Telefon gerekmez, gerekçesi yazılır")
        self._line.set_options([*_from_store(lines), none])
        self._handset.set_options(_from_store(handsets))
        self._handset.setVisible(bool(handsets))
        line = _NO_PHONE if entry.needs_no_phone else str(entry.store_line_id or "")
        self._line.set_value(line or None)
        self._handset.set_value(str(entry.store_handset_id or "") or None)
        self._reason.set_value(entry.no_phone_reason)
        self.follow(form, index)

    def take(self, entry: ChangeEntry) -> ChangeEntry:
        """Return a change with the decision made here."""
        line, handset = self._line.value(), self._handset.value()
        none = line == _NO_PHONE
        return replace(
            entry,
            store_line_id=int(line) if line and not none else None,
            store_handset_id=int(handset) if handset and not none else None,
            needs_no_phone=none,
            no_phone_reason=self._reason.text() if none else "",
        )

    def follow(self, form: ChangeForm, index: int, *, chosen: bool = False) -> None:
        """Update the other fields after a choice; choosing "none" requires a reason."""
        context = self._step.validator.context
        gets = [
            item.custody.label
            for item in held_items(form, context)
            if offered(item.hand_over.decision, form, index) == to_newcomer(index)
        ]
        self._line.set_note(f"Ayrılandan geçecek: {', '.join(gets)}" if gets else "")
        none = self._line.value() == _NO_PHONE
        if chosen and none and self._reason.isHidden():
            self._step.go_on_to(self._reason)
        self._reason.setVisible(none)
        self._handset.setEnabled(not none)

    def _make_choice(self, label: str, key: str, taken: set[str]) -> ChoiceField:
        made = self._step.validated(key)
        if key == LINE:
            made |= {"warn": self._step.warning_of("newcomer.corporate_mobile")}
        return ChoiceField(
            marked(label, taken), placeholder="Sonra verilecekse boş bırakınız", **made
        )


def _from_store(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the choices, each with a unique text."""
    counts = Counter(label for _key, label in items)
    return [
        (key, f"Depodan: {label}" + (f", kayıt {key}" if counts[label] > 1 else ""))
        for key, label in items
    ]


def cases_of(form: ChangeForm, context: ChangeContext, index: int) -> tuple[OpenCase, ...]:
    """Return the open cases that one change decides on."""
    return tuple(case for case in open_cases(form, context) if case.position == index)


def _note(count: int, running: int) -> str:
    words = f"{count} açık vaka." if count > 1 else "Bir açık vaka."
    if running:
        words += f" Sisteme girilmemiş {running} vaka ayrılanda kalamaz."
    return words


_FREE: Final = frozenset("abcdefhjklmnoqrstuvwxz")
"""Without the mnemonics of the foot (g, i, p, y); Alt with a digit selects a step."""


def marked(label: str, taken: set[str]) -> str:
    """Return a label with `&` before its first free mnemonic, which is added to `taken`.

    A label without such a letter is returned unchanged: Tab leads there.
    """
    for index, char in enumerate(label):
        letter = fold(char) if char.isascii() else ""
        if letter in _FREE - taken:
            taken.add(letter)
            return f"{label[:index]}&{label[index:]}"
    return label


_KINDS = {ItemKind.LINE: "Hat", ItemKind.HANDSET: "Telefon"}
_REPEATED = "Düzeltme yazısında teslim yinelenmez."
_NOBODY = "Ayrılan yok: devredilecek telefon, hat, vaka ya da nöbet de yok."
_DECIDE = (
    "Her biri devredilir, geri alınır ya da gerekçesiyle ayrılanda kalır. Yazı tamamlanınca "
    "kaydedilir; telefon tutanakları ondan sonra yazdırılır."
)
_STAYS_EMPTY = "Boş kalır, boş nöbet olarak görünür"


def duty_options(
    form: ChangeForm, context: ChangeContext, item: AheadDuty
) -> list[tuple[str, str]]:
    """Return the options for a duty: possible persons with their breaches, or nobody."""
    options = []
    for one in takers(form, context, item.duty):
        duties = f"{count_text(one.duties)} nöbet" if one.duties else "nöbeti yok"
        against = "".join(f"; {SIGNS['near']} {breach_words(each)}" for each in one.breaches)
        options.append((to_person(one.person.person_id), f"{one.person.name} ({duties}{against})"))
    return [*options, (EMPTY, _STAYS_EMPTY)]


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one item."""

    custody_id: int
    decision: ChoiceField
    reason: LongTextField


class HandOverStep(WizardStep):
    """A decision for each phone and for the open cases of the leaver shown."""

    def __init__(self, *, validator: ChangeValidator, clock: Clock, parent: QWidget) -> None:
        super().__init__("Teslim", validator=validator, parent=parent)
        self._clock = clock
        self._items: tuple[_Fields, ...] = ()
        self._cases: CasesPart | None = None
        self._duties: dict[int, ChoiceField] = {}
        self._propose: LinkButton | None = None
        self._phone: PhonePart | None = None
        self._all_back: LinkButton | None = None
        self._made_for: tuple[list[int], list[int], list[int], bool] = ([], [], [], False)
        self._at_once = StateText(State.NEAR, parent=self)
        self.add_notice(self._at_once)
        for key, act in (("F6", self._on_propose), ("F7", self._on_all_back)):
            QShortcut(
                key, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(act)

    def has_items(self, form: ChangeForm, index: int) -> bool:
        """Return whether there is anything to decide in one change."""
        return bool(
            self._items_of(form, index)
            or cases_of(form, self.validator.context, index)
            or self._duties_of(form, index)
            or (index in coming(form) and self._waits_for_phone(form.entries[index]))
        )

    def case_table(self) -> TableView | None:
        """Return the list of open cases; None while the leaver has none."""
        return None if self._cases is None else self._cases.table()

    @override
    def fill(self, form: ChangeForm, index: int) -> None:
        items = self._items_of(form, index)
        cases = cases_of(form, self.validator.context, index)
        duties = self._duties_of(form, index)
        wanted = (
            [item.custody.custody_id for item in items],
            [case.row.case_id for case in cases],
            [item.duty.duty_id for item in duties],
            index in coming(form),
        )
        if wanted != self._made_for:
            self._made_for = wanted
            self._make_fields(items, cases, duties, has_newcomer=wanted[-1])
        for item, fields in zip(items, self._items, strict=True):
            decision = offered(item.hand_over.decision, form, index)
            receivers = decision_options(
                form, self.validator.context, item.custody.officer_id, index
            )
            _offer(fields.decision, [_RETURNED, *receivers], decision)
            fields.reason.set_value(item.hand_over.reason)
        if self._cases is not None:
            self._cases.fill(form, index)
        for one in duties:
            field = self._duties[one.duty.duty_id]
            _offer(field, duty_options(form, self.validator.context, one), one.decision)
        if self._phone is not None:
            self._phone.fill(form, index)
        self.after_edit()
        any_items = bool(items or cases or duties)
        gets = form.entries[index].from_store
        self.set_sentence(self._words(form, index, any_items=any_items))
        ahead = self._words_ahead(form.entries[index]) if any_items or gets else ""
        self._at_once.set_text(State.NEAR, ahead)

    @override
    def take(self, form: ChangeForm, index: int) -> ChangeForm:
        typed = {
            one.custody_id: HandOverDecision(
                one.custody_id,
                decision=one.decision.value() or "",
                reason=one.reason.text() if one.decision.value() == WAIVE else "",
            )
            for one in self._items
        }
        others = [one for one in form.hand_overs if one.custody_id not in typed]
        decided = [one for one in typed.values() if one.decision]
        entry = form.entries[index]
        if self._cases is not None:
            entry = self._cases.take(entry)
        if self._phone is not None:
            entry = self._phone.take(entry)
        given_on = tuple(
            DutyHandOver(duty_id, field.value())
            for duty_id, field in self._duties.items()
            if field.value()
        )
        rest = tuple(one for one in form.duty_hand_overs if one.duty_id not in self._duties)
        return replace(
            with_entry(form, index, entry),
            hand_overs=(*others, *decided),
            duty_hand_overs=(*rest, *given_on),
        )

    @override
    def after_edit(self) -> None:
        for one in self._items:
            waived = one.decision.value() == WAIVE
            if waived and one.reason.isHidden() and not self.is_loading():
                self.go_on_to(one.reason)
            one.reason.setVisible(waived)
        if self._cases is not None:
            self._cases.follow(chosen=not self.is_loading())
        if self._phone is not None and not self.is_loading():
            self._phone.follow(self.read(), self._index, chosen=True)
        if self._all_back is not None:
            self._all_back.setVisible(any(one.decision.value() is None for one in self._items))
        if self._propose is not None:
            waiting = sum(not field.value() for field in self._duties.values())
            words = f"{number_text(waiting)} nöbet için öneriyi uygula (F6)"
            self._propose.setText(words)
            self._propose.setVisible(bool(waiting))

    @override
    def reveal(self, key: str) -> None:
        short = self.field_key(key)
        if self._cases is not None and short.startswith("case"):
            self._cases.point_at(short)
        super().reveal(key)

    def _waits_for_phone(self, entry: ChangeEntry) -> bool:
        """Return whether the store has something for a newcomer who holds nothing yet."""
        holds = self.validator.context.held.get(entry.from_roster or 0)
        return bool(self.validator.context.store) and not holds

    def _items_of(self, form: ChangeForm, index: int) -> list[HeldItem]:
        return [item for item in held_items(form, self.validator.context) if item.position == index]

    def _duties_of(self, form: ChangeForm, index: int) -> list[AheadDuty]:
        return [
            item for item in duties_ahead(form, self.validator.context) if item.position == index
        ]

    def _make_fields(
        self,
        items: list[HeldItem],
        cases: tuple[OpenCase, ...],
        duties: list[AheadDuty],
        *,
        has_newcomer: bool,
    ) -> None:
        """Make all fields again: Tab follows the order in which widgets are made."""
        self.clear_rows()
        taken = set(KEYS)
        self._all_back = None
        if items:
            self._all_back = LinkButton("Hepsi depoya (F7)", parent=self)
            self._all_back.clicked.connect(self._on_all_back)
            self.add_row(self._all_back)
        self._items = tuple(self._make(item, taken) for item in items)
        # Two side by side, usually a line and its handset: the cases below stay visible.
        for start in range(0, len(self._items), COLUMNS):
            pair = self._items[start : start + COLUMNS]
            self.add_row(*(one.decision for one in pair))
            self.add_row(*(one.reason for one in pair))
        self._cases = CasesPart(self, cases, clock=self._clock) if cases else None
        for widget in () if self._cases is None else self._cases.rows():
            self.add_row(widget)
        self._propose = None
        if duties:
            self._propose = LinkButton("", parent=self)
            self._propose.clicked.connect(self._on_propose)
            self.add_row(self._propose)
        self._duties = {one.duty.duty_id: self._make_duty(one, taken) for one in duties}
        # One below the other: the breaches of each person need the room.
        for field in self._duties.values():
            self.add_row(field)
        self._phone = PhonePart(self, taken) if has_newcomer else None
        for row in () if self._phone is None else self._phone.rows():
            self.add_row(*row)
        self.show_rows()

    def _make_duty(self, item: AheadDuty, taken: set[str]) -> ChoiceField:
        return ChoiceField(
            marked(upper_first(duty_words(item.duty)), taken),
            placeholder="Seçiniz",
            **self.validated(duty_key(item.duty), required=True),
        )

    @Slot()
    def _on_propose(self) -> None:
        if not self._duties:
            return
        form = with_proposals(self.read(), self.validator.context)
        decided = {one.duty_id: one.decision for one in form.duty_hand_overs}
        with self.quiet():
            for duty_id, field in self._duties.items():
                field.set_value(decided.get(duty_id))
        self._end_with(list(self._duties.values())[-1])

    @Slot()
    def _on_all_back(self) -> None:
        """Return everything that the leaver holds to the store."""
        if not self._items:
            return
        with self.quiet():
            for one in self._items:
                one.decision.set_value(RETURN)
        self._end_with(self._items[-1].decision)

    def _end_with(self, last: ChoiceField) -> None:
        """Focus the last of several fields set at once, and treat it as edited."""
        last.take_focus()
        last.changed.emit()

    def _make(self, item: HeldItem, taken: set[str]) -> _Fields:
        custody = item.custody
        key = key_of(custody)
        decision = ChoiceField(
            marked(f"{_KINDS[custody.item_kind]}: {custody.label}", taken),
            placeholder="Seçiniz",
            note=f"{format_day(local_day(custody.from_at))} gününden beri üzerinde.",
            **self.validated(key, required=True, warns=True),
        )
        reason = LongTextField(
            marked("Ayrılanda kalmasının gerekçesi", taken),
            lines=2,
            **self.validated(f"{key}.reason", required=True),
        )
        return _Fields(custody.custody_id, decision, reason)

    def _words(self, form: ChangeForm, index: int, *, any_items: bool) -> str:
        entry = form.entries[index]
        if form.corrects_letter_id is not None:
            return _REPEATED
        if entry.is_first_appointment:
            return _NOBODY
        leaver = leaver_words(entry, self.validator.context)
        if any_items:
            return f"{leaver} adlı sorumlunun üzerinde kayıtlı olanlar. {_DECIDE}"
        return f"{leaver}: devredilecek telefon, hat, açık vaka ya da nöbet yok."

    def _words_ahead(self, entry: ChangeEntry) -> str:
        """Return that the hand-over waits for a later day; empty when it does not."""
        try:
            day = parse_day(entry.effective_on)
        except KnownError:
            return ""
        if day <= self.validator.context.today:
            return ""
        return (
            f"Görev değişikliği {format_day(day)} günü başlıyor: telefonlar ve vakalar o gün el "
            "değiştirir. İş o gün Bugün sayfasında görünür; devri siz yaparsınız."
        )
