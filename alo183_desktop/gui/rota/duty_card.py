"""The card beside the sheet: one duty, its breaches, and who could take it."""

from __future__ import annotations

import enum
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QScrollArea, QWidget

from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.documents.states import SIGNS
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import group
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.sheet_view import breach_state, breach_text
from alo183_desktop.rota import rules, service
from alo183_desktop.rota.kinds import SOURCES, DayClass, DutyKind
from alo183_desktop.rota.lists import approval_words
from alo183_desktop.rota.numbers import NumberState
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.calendar import WEEKDAYS
from alo183_desktop.shared.clock import local, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import lower_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.states import MarkState
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.rota.sheet_view import ShownMonth
    from alo183_desktop.rota.rows import Breach, Candidate, DutyCounts, DutyRow
    from alo183_desktop.rota.rules import Difference
    from alo183_desktop.rota.swap_rules import SwapRow

    Index = QModelIndex | QPersistentModelIndex

CHANGES: Final = frozenset({Topic.ROTA})
_REASON: Final = 300
_MOST_SHOWN: Final = 8


class CountRow:
    """The duties of one person in a month."""

    def __init__(self, name: str, person_id: int, counts: DutyCounts) -> None:
        self.name = name
        self.person_id = person_id
        self._counts = counts

    @property
    def duties(self) -> float:
        """Number of duties of every kind."""
        return sum(self._counts.by_kind.values())

    def words(self) -> str:
        """Return the duties by kind: `3 asıl, 2 icap`."""
        counts = ((kind, self._counts.by_kind.get(kind, 0)) for kind in DutyKind)
        return ", ".join(
            f"{rules.count_text(count)} {_SHORT[kind]}" for kind, count in counts if count
        )

    @property
    def feasts(self) -> float:
        """Number of duties that begin on a weekend or a feast."""
        return sum(self._counts.days.get(one, 0) for one in (DayClass.WEEKEND, DayClass.FEAST))

    @property
    def hours(self) -> float:
        """All hours."""
        return rules.hours_of(self._counts.minutes)

    @property
    def night_hours(self) -> float:
        """Of those, the night hours."""
        return rules.hours_of(self._counts.night_minutes)


_SHORT: Final = {DutyKind.MAIN: "asıl", DutyKind.STAND_IN: "icap", DutyKind.DRIVER: "şoför"}
COUNTS: Final[Sequence[Column[CountRow]]] = (
    Column(
        "Kişi (çizelgede)", lambda row: row.name, kind=CellKind.STRONG, width_chars=16, stretch=True
    ),
    Column("Nöbet", lambda row: row.words() or "yok", value=lambda row: row.duties, width_chars=12),
    Column(
        "Tatil",
        lambda row: rules.count_text(row.feasts),
        value=lambda row: row.feasts,
        align_right=True,
        width_chars=5,
    ),
    Column(
        "Saat (gece)",
        lambda row: f"{rules.count_text(row.hours)} ({rules.count_text(row.night_hours)})",
        value=lambda row: row.hours,
        align_right=True,
        width_chars=9,
    ),
)
"""`Tatil`: duties that begin on a weekend or a feast; of one that was cut, the share."""


def candidate_words(one: Candidate) -> str:
    """Return a person with their duties of the month, and below their breaches."""
    duties = f"{rules.count_text(one.duties)} nöbet" if one.duties else "nöbeti yok"
    feasts = f", {rules.count_text(one.feasts)} tatilde" if one.feasts else ""
    sign = SIGNS[candidate_mark(one.breaches)]
    head = f"{sign} {one.person.name} ({duties}{feasts})"
    return "\n".join([head, *map(rules.breach_words, one.breaches)])


def candidate_mark(breaches: Sequence[Breach]) -> MarkState:
    """Return the mark of a person for a duty: no breach, some, or a final one."""
    state = breach_state(breaches)
    return "good" if state is None else "late" if state is State.LATE else "near"


def offer_words(one: Candidate) -> str:
    """Return a person in one line, with their breaches and duties."""
    objections = "; ".join(lower_first(rules.breach_words(breach)) for breach in one.breaches)
    duties = f"{rules.count_text(one.duties)} nöbet" if one.duties else "nöbeti yok"
    sign = f"{SIGNS['near']} " if objections else ""
    return f"{sign}{one.person.name}: {objections or 'engeli yok'} ({duties})"


def swap_words(row: SwapRow) -> str:
    """Return who gave a duty to whom, how it was agreed, and whether it is approved."""
    return f"{row.from_name} yerine {row.person_name}; {row.manner.words}; {approval_words(row)}"


class CandidateList(QListWidget):
    """Who could take a duty, fewest breaches first; Enter or a double click takes one.

    Signals:
        chosen: The id of the person.
    """

    chosen = Signal(int)

    def __init__(self, found: Sequence[Candidate], *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Bu nöbeti kim tutabilir")
        self.setProperty("completions", True)  # the style sheet pads it
        # A box only with the focus: where the card scrolls on, it would be open below.
        self.setProperty("look", "stop")
        self.setWordWrap(True)
        self.setSpacing(theme.px(2))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for one in found:
            item = QListWidgetItem(candidate_words(one), self)
            item.setData(Qt.ItemDataRole.UserRole, one.person.person_id)
            item.setToolTip("\n".join(breach_text(breach) for breach in one.breaches))
        self.itemActivated.connect(self._on_item)

    @override
    def doItemsLayout(self) -> None:
        super().doItemsLayout()
        # As high as its rows: the card around it scrolls, and no list within a list.
        last = self.visualItemRect(self.item(self.count() - 1)) if self.count() else QRect()
        self.setFixedHeight(last.bottom() + self.spacing() + 2 * self.frameWidth() + theme.px(8))

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        spot = self.visualRect(current)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        content = None if area is None else area.widget()
        if area is not None and content is not None and self.hasFocus():
            middle = self.viewport().mapTo(content, spot.center())
            area.ensureVisible(middle.x(), middle.y(), 0, spot.height())

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(int(item.data(Qt.ItemDataRole.UserRole)))


class DutyAct(enum.StrEnum):
    """An action on the duty on the card."""

    SWAP = "swap"
    """Give it, or a part of it, to another person."""
    NOTE_WORKED = "note_worked"
    """Record that it was worked by others."""
    OVERRULE = "overrule"
    """Keep it as it is, with a reason."""
    DROP_REASON = "drop_reason"
    """Remove its reason."""
    EXPLAIN = "explain"


class DutyCard(SideCard):
    """Shows the current duty.

    Attributes:
        candidates: Who could take it; None while no duty is shown.

    Signals:
        taken: The ids of the duty and of the person who takes it.
        act_wanted: The action wanted for a duty, and its id.
        undo_wanted: The id of a swap to undo.
        partners_wanted: The contacts of those on duty are wanted.
    """

    taken = Signal(int, int)
    act_wanted = Signal(DutyAct, int)
    undo_wanted = Signal(int)
    partners_wanted = Signal()

    def __init__(self, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(
            nothing=("Nöbet seçilmedi", "Çizelgede bir nöbete gelirseniz burada anlatılır."),
            parent=parent,
        )
        self._may_edit = may_edit
        self._duty: DutyRow | None = None
        self.candidates: CandidateList | None = None
        self._overrule = self.make_button("Ge&rekçeyle bırak…", self._wanting(DutyAct.OVERRULE))
        self._drop = self.make_button("Gerekçeyi ka&ldır", self._wanting(DutyAct.DROP_REASON))
        self.show_nothing()

    def show_duty(
        self,
        shown: ShownMonth | None,
        duty: DutyRow | None,
        differences: Sequence[Difference],
        *,
        now: dt.datetime,
    ) -> None:
        """Show a duty of a month; without one, the changes since it was published."""
        had_focus, row = False, -1
        if self.candidates is not None and duty is not None and self._duty is not None:
            is_same = duty.duty_id == self._duty.duty_id
            had_focus = self.candidates.hasFocus()
            row = self.candidates.currentRow() if is_same else -1
        self._duty, self.candidates = duty, None
        if shown is None or duty is None:
            title, text = self._nothing
            self.begin(title)
            self.add_text(text, muted=True)
            self._add_differences(differences)
            self.end()
            return
        begins = local(duty.starts_at)
        self.begin(
            f"{begins.day} {WEEKDAYS[begins.weekday()]}, {lower_first(duty.kind.words)}",
            rules.span_words(duty.starts_at, shown.parts(duty)[-1].ends_at),
        )
        breaches = shown.breaches.get(duty.duty_id, ())
        self._add_person(shown, duty)
        self._add_vehicle(shown, duty)
        for breach in breaches:
            state = State.LATE if breach.is_final else State.NEAR
            text = breach.words if breach.person_id is None else rules.breach_words(breach)
            words = f"{text} ({SOURCES[breach.rule]})"
            self.add(StateText(state, words, parent=self._inner))
        self._add_swaps(shown, duty)
        self._add_worked(shown, duty)
        if self._may_edit:
            self._add_acts(shown, duty, now=now)
        # Others may not see the kind of an absence, on which the answer depends.
        if self._may_edit and len(shown.parts(duty)) == 1:
            self.candidates = self._add_found(duty, self._found(shown, duty), row=row)
        self._add_differences(differences)
        self.add(self.make_link("Aranacak kurumlar", self.partners_wanted.emit), left=True)
        can_overrule = bool(breaches) and not any(one.is_final for one in breaches)
        buttons = []
        if self._may_edit and can_overrule:
            buttons.append(self._overrule)
        if self._may_edit and any(one.reason for one in shown.parts(duty)):
            buttons.append(self._drop)
        self.end(buttons)
        if had_focus and self.candidates is not None:
            self.candidates.setFocus()

    def _add_acts(self, shown: ShownMonth, duty: DutyRow, *, now: dt.datetime) -> None:
        """Offer to change who has a duty, in one line: each line here is one candidate less."""
        links = []
        if any(one.person_id and one.ends_at > now for one in shown.parts(duty)):
            links.append(self.make_link("Değiştir, devret…", self._wanting(DutyAct.SWAP)))
        if duty.starts_at <= now:
            links.append(self.make_link("Kim tuttu…", self._wanting(DutyAct.NOTE_WORKED)))
        if links:
            self.add(group(links, gap=16, parent=self), left=True)

    def _add_found(
        self, duty: DutyRow, found: Sequence[Candidate], *, row: int
    ) -> CandidateList | None:
        asks = "Neden o, neden o gün?" if duty.is_held else "Neyle dolar?"
        self.add_section(
            "Neden boş?" if duty.person_id is None else "Kim tutabilir?",
            link=self.make_link(asks, self._wanting(DutyAct.EXPLAIN)),
        )
        self._add_explanation(duty, found)
        if not found:
            return None
        made = CandidateList(found, parent=self._inner)
        made.chosen.connect(self._on_chosen)
        made.setCurrentRow(max(0, row))
        self.add(made)
        return made

    def _add_swaps(self, shown: ShownMonth, duty: DutyRow) -> None:
        swaps = [one for one in shown.sheet.swaps if one.duty_id == duty.whole_id]
        if swaps:
            self.add_section("Değişim")
        for one in swaps:
            self.add_period(
                rules.span_words(one.starts_at, one.ends_at),
                swap_words(one),
                link="Geri al" if self._may_edit else "",
                go=partial(self.undo_wanted.emit, one.swap_id),
            )

    def _add_worked(self, shown: ShownMonth, duty: DutyRow) -> None:
        numbers = {one.duty_id for one in shown.parts(duty)}
        worked = [one for one in shown.sheet.worked if one.duty_id in numbers]
        if worked:
            self.add_section("Tutulan")
        for one in worked:
            span = rules.span_words(one.starts_at, one.ends_at)
            self.add_text(f"{span}: {one.person_name or 'kimse yoktu'}")

    def _add_person(self, shown: ShownMonth, duty: DutyRow) -> None:
        parts = shown.parts(duty)
        if len(parts) > 1:
            facts: list[tuple[str, QWidget | str]] = []
            for one in parts:
                facts.append((rules.clock_words(one.starts_at, one.ends_at), self._holder(one)))
                facts += self._phone(shown, one)
            reasons = dict.fromkeys(one.reason for one in parts if one.reason)
            facts += [("Gerekçe", reason) for reason in reasons]
            self.add_facts(facts)
            return
        if duty.person_id is None:
            self.add(StateText(State.NEAR, "Bu nöbeti tutan yok.", parent=self._inner))
            return
        facts = [("Nöbetçi", self._holder(duty)), *self._phone(shown, duty)]
        if duty.reason:
            facts.append(("Gerekçe", duty.reason))
        self.add_facts(facts)

    def _holder(self, duty: DutyRow) -> QWidget | str:
        """Return who holds a duty, in red where they have left."""
        if duty.person_id is None or duty.is_held:
            return duty.person_name or "boş"
        words = f"yok, çizelgede {duty.person_name} yazıyor"
        return StateText(State.LATE, words, parent=self._inner)

    def _phone(self, shown: ShownMonth, duty: DutyRow) -> list[tuple[str, QWidget | str]]:
        """Return the number of a holder, in red where there is none; nothing without one."""
        number = shown.sheet.numbers.of(duty)
        if number is None:
            return []
        if number.phone:
            return [("Telefonu", number.words)]
        state = State.NEAR if number.state is NumberState.EXPECTED else State.LATE
        return [("Telefonu", StateText(state, number.words, parent=self._inner))]

    def _add_vehicle(self, shown: ShownMonth, duty: DutyRow) -> None:
        """Show the vehicle of a duty; where it is unavailable, the ones that are."""
        if duty.plate:
            self.add_facts([("Araç", duty.plate)])
        offers = rules.vehicle_offers(duty, shown.known)
        is_away = any(one.against and one.vehicle.vehicle_id == duty.vehicle_id for one in offers)
        is_wanted = duty.kind is DutyKind.DRIVER and duty.vehicle_id is None
        if not offers or not (is_away or is_wanted):
            return
        free = ", ".join(one.vehicle.plate for one in offers if not one.against)
        words = f"Boşta olan: {free}." if free else "Bu saatlerde boşta araç yok."
        self.add_text(f"{words} F8 nöbetin aracını seçer." if self._may_edit else words, muted=True)

    def _add_explanation(self, duty: DutyRow, found: Sequence[Candidate]) -> None:
        free = sum(breach_state(one.breaches) is None for one in found)
        if not found:
            words = (
                f"{duty.kind.words} tutan kimse kayıtlı değil. Kişiler ve denge bölümünde "
                "işaretleyiniz."
            )
        elif free:
            words = f"Engeli olmayan {number_text(free)} kişi var."
        else:
            words = "Herkesin bir engeli var; en az engelli olan önce gelir."
        if found:
            words += " Enter ya da çift tıklama nöbete yazar."
        self.add_text(words, muted=True)

    def _found(self, shown: ShownMonth, duty: DutyRow) -> tuple[Candidate, ...]:
        found = rules.candidates(duty, shown.known, shown.sheet.closures, month=shown.sheet.month)
        return tuple(one for one in found if one.person.person_id != duty.person_id)

    def _add_differences(self, differences: Sequence[Difference]) -> None:
        if not differences:
            return
        self.add_section("Yayımlandıktan sonra değişenler")
        for one in differences[:_MOST_SHOWN]:
            day = local_day(one.starts_at)
            hours = rules.clock_words(one.starts_at, one.ends_at)
            self.add_text(
                f"{day.day} {WEEKDAYS[day.weekday()]}, {lower_first(one.kind.words)}, {hours}: "
                f"{one.before or 'boş'} yerine {one.after or 'boş'}"
            )
        rest = len(differences) - _MOST_SHOWN
        if rest > 0:
            self.add_text(f"ve {number_text(rest)} nöbet daha", muted=True)

    @Slot(int)
    def _on_chosen(self, person_id: int) -> None:
        if self._duty is not None and self._may_edit:
            self.taken.emit(self._duty.duty_id, person_id)

    def _wanting(self, act: DutyAct) -> Callable[[], None]:
        """Return a function that requests an action on the duty shown at that time."""

        def want() -> None:
            if self._duty is not None:
                self.act_wanted.emit(act, self._duty.duty_id)

        return want


class BreachReasonDialog(FormDialog):
    """Asks for the reason of a breach.

    Attributes:
        reason: The recorded reason.
    """

    def __init__(
        self,
        background: Background,
        duty: DutyRow,
        breaches: Sequence[Breach],
        *,
        keep: Callable[[Work, str], object],
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            duty: The duty, or a part of it.
            breaches: Its breaches.
            keep: Stores the duty with the reason.
        """
        super().__init__(
            title="Gerekçeyle bırak",
            explanation="\n".join(breach_text(one) for one in breaches),
            verb="Gerekçeyi &kaydet",
            width=480,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"rota.reason.{duty.whole_id}",
            parent=parent,
        )
        self._duty_id, self._keep = duty.whole_id, keep
        self.reason = TextField(
            "&Gerekçe", key="reason", required=True, max_length=_REASON, parent=self.form
        )
        self.form.add_row(self.reason)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        duty_id, keep, reason = self._duty_id, self._keep, self.reason.text().strip()

        def store(work: Work) -> int:
            keep(work, reason)
            return duty_id

        return store


def keep_with_reason(parts: Sequence[DutyRow], work: Work, reason: str) -> None:
    """Keep the parts of a duty, usually the duty alone, as they are, with a reason."""
    service.fill(
        work,
        [Cell(one.duty_id, one.version, one.person_id, reason, overrules=True) for one in parts],
    )
