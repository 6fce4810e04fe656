"""The dialogs of the planner: one proposes a month, one explains a duty, assigned or empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Cancellation
from alo183_desktop.gui.kit.buttons import Button
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.rota.duty_card import CHANGES, BreachReasonDialog
from alo183_desktop.rota.kinds import DayClass
from alo183_desktop.rota.planning import service as planning
from alo183_desktop.rota.planning.explanation import (
    NOT_FOUND,
    considered,
    explain_all,
    prove,
    why_holder,
)
from alo183_desktop.rota.planning.proposal import SOLVER_LIMITS, propose
from alo183_desktop.rota.rules import check, count_text, duty_words
from alo183_desktop.shared.calendar import month_words
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import lower_first, upper_first, upper_tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.rota.planning.explanation import Explanation, RejectedPerson, Remedy
    from alo183_desktop.rota.planning.problem import MonthProblem
    from alo183_desktop.rota.planning.proposal import Proposal, Tally

_WIDTH: Final = 860
_HEIGHT: Final = 600
_TABLE: Final = 120


class _PersonRow(NamedTuple):
    """The duties of one person in the month, before and after."""

    person_id: int
    name: str
    tally: Tally

    def of(self, kind: DayClass) -> str:
        """Return the duties of a class of day, current and proposed."""
        return _moved_words(self.tally.before.get(kind, 0), self.tally.after.get(kind, 0))

    def all(self) -> str:
        """Return all duties, as `of`."""
        return _moved_words(sum(self.tally.before.values()), sum(self.tally.after.values()))

    def share(self) -> str:
        """Return the share of all duties."""
        return count_text(max(0.0, sum(self.tally.expected.values())))


def _moved_words(before: float, after: float) -> str:
    was, then = count_text(before), count_text(after)
    return then if was == then else f"{was} → {then}"


def _count_column(kind: DayClass) -> Column[_PersonRow]:
    return Column(
        upper_first(kind.words),
        lambda row: row.of(kind),
        value=lambda row: row.tally.after.get(kind, 0),
        align_right=True,
        width_chars=9,
    )


COLUMNS: Final[Sequence[Column[_PersonRow]]] = (
    Column("Kişi", lambda row: row.name, kind=CellKind.STRONG, width_chars=16, stretch=True),
    *map(_count_column, DayClass),
    Column(
        "Toplam",
        _PersonRow.all,
        value=lambda row: sum(row.tally.after.values()),
        align_right=True,
        width_chars=8,
    ),
    Column("Payı", _PersonRow.share, align_right=True, width_chars=5),
)
"""`Payı`: of this month, with previous imbalances evened out."""


class ProposalDialog(TaskDialog):
    """Requests a proposal when it opens; Esc ends the search, and nothing is stored.

    Attributes:
        proposal: The proposal shown; None during the search.
        anew: Whether assigned duties are proposed again, too.
        people: The duties of each person in the month.

    Signals:
        accepted_plan: The proposal is to be stored.
    """

    accepted_plan = Signal()

    def __init__(self, background: Background, month: str, *, parent: QWidget) -> None:
        """Make the dialog, and start the search.

        Args:
            background: Reads, and searches off the GUI thread.
            month: Such as `2026-12`.
        """
        super().__init__(
            title=f"{month_words(month)}: ayı öner",
            explanation="Boş nöbetler kurallara uyularak, elden geldiğince dengeli doldurulur. "
            "Kabul etmedikçe hiçbir şey kaydedilmez.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        self._month = month
        self._seed = 0
        self._search = Cancellation()
        self.proposal: Proposal | None = None
        self._stack = QStackedWidget(self)
        self._waiting = self._make_waiting()
        self._found = QWidget(self)
        self._states = QVBoxLayout()
        self._lines: list[StateText] = []
        self.people = RowsModel[_PersonRow](COLUMNS, parent=self)
        self._view = TableView("rota-proposal", name="Kişilere dağılım", parent=self._found)
        self.anew = QCheckBox(
            "&Dolu nöbetleri de yeniden öner (kilitli ya da başlamış olanlar kalır)",
            parent=self._found,
        )
        self._lay_out()
        self.take_size(_WIDTH, _HEIGHT)
        self._ask()

    def words(self) -> str:
        """Return the text shown during the search."""
        return self._words.text()

    def _make_waiting(self) -> QWidget:
        place = QWidget(self)
        self._words = make_label("", wrap=True, parent=place)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._bar = QProgressBar(place)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(240))
        self._bar.setAccessibleName("Öneri aranıyor")
        box = QVBoxLayout(place)
        box.setSpacing(theme.px(12))
        box.addStretch(1)
        box.addWidget(self._words)
        box.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        return place

    def _lay_out(self) -> None:
        box = make_column(self._found, gap=12)
        self._states.setSpacing(theme.px(4))
        self._view.setModel(self.people)
        self._view.set_row_key(lambda row: row.person_id)
        self._view.setSortingEnabled(True)
        self._view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._view.set_empty_texts("Nöbet kişisi yok", "Kişiler ve denge bölümünde yazılır.")
        self._view.setMinimumHeight(theme.px(_TABLE))
        box.addLayout(self._states)
        box.addWidget(self._view, 1)
        box.addWidget(self.anew)
        for place in (self._waiting, self._found):
            self._stack.addWidget(place)
        self.content.addWidget(self._stack, 1)
        self._drop = self.add_button("&Vazgeç")
        self._other = self.add_button("&Başka öneri")
        self._take = self.add_button("Öneriyi &kabul et", primary=True)
        self._drop.clicked.connect(self.reject)
        self._other.clicked.connect(self._on_other)
        self._take.clicked.connect(self.take)
        self.anew.toggled.connect(lambda _on: self._ask())

    def _ask(self) -> None:
        """Read the data of the month, and search for a proposal."""
        self._search.cancel()
        search = self._search = Cancellation()
        self.proposal = None
        seconds = number_text(SOLVER_LIMITS.seconds)
        self._words.setText(f"Öneri aranıyor; en çok {seconds} saniye sürer. Esc vazgeçer.")
        self._bar.show()
        self._show(self._waiting)
        month, seed, anew = self._month, self._seed, self.anew.isChecked()
        self._background.run(
            lambda work: planning.read_problem(work, month, seed=seed, anew=anew),
            parent=self,
            success=lambda problem: self._on_read(problem, search),
            failure=self._on_failed,
        )

    def _on_read(self, problem: MonthProblem, search: Cancellation) -> None:
        if search.is_cancelled():
            return
        self._background.run_beside(
            lambda: propose(problem, is_cancelled=search.is_cancelled),
            parent=self,
            success=self._on_proposed,
            failure=lambda error: None if search.is_cancelled() else self._on_failed(error),
        )

    def _on_proposed(self, proposal: Proposal) -> None:
        self.proposal = proposal
        for line in self._lines:
            self._states.removeWidget(line)
            line.deleteLater()
        self._lines = [StateText(*said, parent=self._found) for said in outcome(proposal)]
        for line in self._lines:
            self._states.addWidget(line)
        names = proposal.problem.names
        self.people.set_rows(
            [
                _PersonRow(person_id, names[person_id], tally)
                for person_id, tally in proposal.tallies().items()
            ]
        )
        self._show(self._found)
        self._take.setFocus()

    def _on_failed(self, error: Exception) -> None:
        self._words.setText(str(text_of(error)))
        self._bar.hide()
        self._other.setVisible(True)

    def _show(self, place: QWidget) -> None:
        self._stack.setCurrentWidget(place)
        is_found = place is self._found
        self._take.setVisible(is_found and self.proposal is not None and bool(self.proposal.plan))
        self._other.setVisible(is_found)

    @Slot()
    def _on_other(self) -> None:
        self._seed += 1
        self._ask()

    @Slot()
    def take(self) -> None:
        """Accept the proposal shown."""
        if self.proposal is not None:
            self.accepted_plan.emit()
            self.accept()

    @override
    def done(self, result: int) -> None:
        self._search.cancel()
        super().done(result)


def outcome(proposal: Proposal) -> Iterator[tuple[State, str]]:
    """Yield the effects of a proposal, in sentences with their marks."""
    for kind, (before, after) in proposal.empty_counts().items():
        words = (
            f"{kind.words}: {number_text(before)} boş nöbetten "
            f"{number_text(after) + ' tanesi boş kalır' if after else 'hiçbiri boş kalmaz'}"
        )
        if before or after:
            yield State.NEAR if after else State.GOOD, words
    if not proposal.problem.open_ids:
        yield State.NONE, "Önerilecek boş nöbet yok; dolu nöbetler de yeniden önerilebilir."
    elif not proposal.is_fullest:
        yield State.NEAR, "Süre ya da bellek yetmedi: daha az boş nöbetli bir öneri olabilir."
    elif any(one.person_id is None for one in proposal.duties):
        beside = "öteki nöbetler yerinde kalırsa " if proposal.problem.keeps_duties else ""
        yield (
            State.NONE,
            upper_first(f"{beside}kurallara uyarak asıl, şoför, icap sırasıyla en az boş budur."),
        )
    asks = {one.duty_id for one in proposal.breaches}
    if asks:
        yield (
            State.NEAR,
            f"{number_text(len(asks))} nöbet aralık sınırından sık; yayımdan önce gerekçe ister",
        )
    wishes = [is_met for _, is_met in proposal.wishes()]
    if wishes:
        met = f"{number_text(sum(wishes))} karşılandı"
        yield State.NONE, lower_first(f"{number_text(len(wishes))} isteğin {met}")


def taken_words(proposal: Proposal) -> str:
    """Return the message on what an accepted proposal has changed."""
    filled = changed = emptied = 0
    for before, after in zip(proposal.problem.duties, proposal.duties, strict=True):
        if before.person_id != after.person_id:
            filled += before.person_id is None
            emptied += after.person_id is None
            changed += None not in {before.person_id, after.person_id}
    counts = ((filled, "dolduruldu"), (changed, "el değiştirdi"), (emptied, "boş kaldı"))
    words = [f"{number_text(count)} nöbet {what}" for count, what in counts if count]
    return f"Öneriyle {', '.join(words)}." if words else "Öneri hiçbir nöbeti değiştirmedi."


_WHY_WIDTH: Final = 620
_WHY_HEIGHT: Final = 520
_NOTHING: Final = (
    "En çok iki izin ya da telefon değişikliğiyle, yeri değişebilecek nöbetlerle birlikte de "
    "dolmuyor; muafiyet, rapor ve çalışma süreleri değiştirilemez"
)


class _Seen(NamedTuple):
    """What can be determined without planning again."""

    problem: MonthProblem
    considered: tuple[RejectedPerson, ...]
    proof: str
    """A count as proof; empty: there is none, or the duty is assigned."""
    share: str
    """Why the duty is assigned to this person; empty for an empty duty."""


class WhyDialog(TaskDialog):
    """Shows at once what needs no planning, and how the duty could be filled once that is known.

    Attributes:
        sentences: Its texts, from the top.
        applying: The buttons that do what fills the duty, the best first.

    Signals:
        applied: What fills the duty was done, with the message about it.
    """

    applied = Signal(str)

    def __init__(
        self, background: Background, month: str, duty_id: int, *, parent: QWidget
    ) -> None:
        """Make the dialog, and start the search.

        Args:
            background: Reads, and plans off the GUI thread.
            month: Such as `2026-12`.
            duty_id: Of a duty in it.
        """
        super().__init__(title="Nöbetin açıklaması", width=_WHY_WIDTH, parent=parent)
        self._background = background
        self._duty_id = duty_id
        self._search = Cancellation()
        self.sentences: list[str] = []
        self.applying: list[Button] = []
        self._problem: MonthProblem | None = None
        self._reliefs = make_column(None, gap=4)
        self.take_size(_WHY_WIDTH, _WHY_HEIGHT)
        self.add_button("Ka&pat", primary=True).clicked.connect(self.reject)
        background.run(
            # All unlocked duties may be reassigned: only then is a count true for every plan.
            lambda work: _look(planning.read_problem(work, month, anew=True), duty_id),
            parent=self,
            success=self._on_seen,
            failure=lambda error: self._add_line(str(text_of(error)), State.LATE),
        )

    def _on_seen(self, seen: _Seen) -> None:
        duty = seen.problem.by_id.get(self._duty_id)
        if duty is None:
            self._add_line("Nöbet bulunamadı; çizelge değişmiş olabilir.", State.LATE)
            return
        words = duty_words(duty)
        self._section(f"{upper_tr(words[:1])}{words[1:]}")
        if duty.person_id is not None:
            self._add_line(f"Nöbetçi: {duty.person_name}")
            self._add_line(seen.share)
        elif seen.proof:
            self._add_line(f"{seen.proof}.")
        if duty.person_id is None:
            self._look_for_reliefs(seen.problem)
        self._section(
            "Kim neden tutamıyor?" if duty.person_id is None else "Başka kim tutabilirdi?"
        )
        if not seen.considered:
            self._add_line(f"{duty.kind.words} tutan kimse kayıtlı değil.")
        for one in seen.considered:
            if one.person.person_id == duty.person_id:
                continue
            for breach in one.breaches:
                self._add_line(breach.words, State.LATE if breach.is_final else State.NEAR)
            if not one.breaches:
                self._add_line(f"{one.person.name}: engeli yok", State.GOOD)
        self.content.addStretch(1)

    def _look_for_reliefs(self, problem: MonthProblem) -> None:
        self._section("Neyle dolar?")
        if self._duty_id not in problem.open_ids:
            self._add_line("Kilitli ya da başlamış nöbet için bir şey önerilmez.")
            return
        self.content.addLayout(self._reliefs)
        self._waiting = make_label("Aranıyor…", role=theme.MUTED, wrap=True, parent=self)
        self._reliefs.addWidget(self._waiting)
        self._problem = problem
        search, duty_id = self._search, self._duty_id
        self._background.run_beside(
            lambda: explain_all(
                problem, problem.duties, wanted={duty_id}, is_cancelled=search.is_cancelled
            ),
            parent=self,
            success=self._on_explained,
            failure=lambda error: self._waiting.setText(str(text_of(error))),
        )

    def _on_explained(self, found: tuple[Explanation, ...]) -> None:
        (one,) = found
        self._waiting.hide()
        for words in one.what_fills:
            self._add_line(words, State.GOOD, place=self._reliefs)
            relief = next((offer for offer in one.offers if offer.words == words), None)
            if relief is not None and relief.is_applicable:
                self._offer(relief)
            elif relief is not None:
                for why in relief.by_hand:
                    self._add_line(why, place=self._reliefs)
                if relief.is_kept_with_reason:
                    self._offer_with_reason(relief)
        if not one.what_fills:
            self._waiting.setText(f"{_NOTHING if one.is_searched else NOT_FOUND}.")
            self._waiting.show()
            self.sentences.append(self._waiting.text())

    def _offer(self, relief: Remedy) -> None:
        """Offer to do what a relief says, below its sentence."""
        problem = self._problem
        assert problem is not None  # noqa: S101 - nothing is explained before it is read
        name = problem.names[relief.person_id]
        words = f"Uygula, {name} tutsun" if relief.lifts or relief.moves else f"{name} tutsun"
        button = Button(words, parent=self)
        button.clicked.connect(lambda: self._apply(relief))
        self.applying.append(button)
        self._reliefs.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _offer_with_reason(self, relief: Remedy) -> None:
        """Offer to write who would hold the duty for a reason, as the sheet does."""
        problem = self._problem
        assert problem is not None  # noqa: S101 - nothing is explained before it is read
        button = Button(f"Gerekçeyle {problem.names[relief.person_id]} tutsun…", parent=self)
        button.clicked.connect(lambda: self._ask_reason(relief))
        self.applying.append(button)
        self._reliefs.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_reason(self, relief: Remedy) -> None:
        problem, duty_id = self._problem, self._duty_id
        if problem is None:
            return
        duty = problem.by_id[duty_id]
        dialog = BreachReasonDialog(
            self._background,
            duty,
            check(duty, relief.person_id, problem.facts(problem.duties)),
            keep=lambda work, reason: planning.apply_relief(
                work, problem, duty_id, relief, reason=reason
            ),
            parent=self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(lambda _id: self._on_applied(relief))
        dialog.open()

    def _apply(self, relief: Remedy) -> None:
        problem, duty_id = self._problem, self._duty_id
        if problem is None:
            return
        for button in self.applying:
            button.setEnabled(False)
        self._background.run(
            lambda work: planning.apply_relief(work, problem, duty_id, relief),
            parent=self,
            success=lambda _done: self._on_applied(relief),
            failure=lambda error: self._add_line(str(text_of(error)), State.LATE),
            changes=CHANGES,
        )

    def _on_applied(self, relief: Remedy) -> None:
        assert self._problem is not None  # noqa: S101 - it was applied to it
        words = f"{self._problem.names[relief.person_id]} nöbete yazıldı"
        if any(one.absence_id is not None for one in relief.lifts):
            words += "; izin bu nöbet için geri alındı"
        self.accept()
        self.applied.emit(f"{words}.")

    def _section(self, words: str) -> None:
        self.content.addWidget(make_label(words, font=theme.section(), wrap=True, parent=self))

    def _add_line(
        self, words: str, state: State | None = None, *, place: QVBoxLayout | None = None
    ) -> None:
        self.sentences.append(words)
        if state is None:
            made: QWidget = make_label(words, wrap=True, selectable=True, parent=self)
        else:
            made = StateText(state, words, parent=self)
        # The remaining room stays below all of them.
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        (self.content if place is None else place).addWidget(made)

    @override
    def done(self, result: int) -> None:
        self._search.cancel()
        super().done(result)


def _look(problem: MonthProblem, duty_id: int) -> _Seen:
    duty = problem.by_id.get(duty_id)
    if duty is None:
        return _Seen(problem, (), "", "")
    proof = prove(problem, duty) if duty.person_id is None else None
    return _Seen(
        problem,
        considered(duty, problem.facts(problem.duties)),
        proof.words if proof is not None else "",
        why_holder(problem, problem.duties, duty),
    )
