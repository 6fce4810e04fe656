"""The dialog that says why a duty is empty and what would fill it, or why somebody has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import Cancellation, text_of
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.rota.kinds import DUTY_WORDS
from alo183_desktop.rota.planning import service as planning
from alo183_desktop.rota.planning.explanation import (
    NOT_FOUND,
    considered,
    explain_all,
    prove,
    why_holder,
)
from alo183_desktop.rota.rules import duty_words
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.rota.planning.explanation import Considered, Explanation
    from alo183_desktop.rota.planning.problem import Problem

_WIDTH: Final = 620
_HEIGHT: Final = 520
_NOTHING: Final = (
    "En çok iki izin ya da telefon değişikliğiyle, yeri değişebilecek nöbetlerle birlikte de "
    "dolmuyor; muafiyet, rapor ve çalışma süreleri değiştirilemez"
)


class _Seen(NamedTuple):
    """What is found by looking, without planning anew."""

    problem: Problem
    considered: tuple[Considered, ...]
    proof: str
    """A count that shows it; empty: there is none, or somebody has the duty."""
    share: str
    """Why who has it has it; empty for an empty duty."""


class WhyDialog(TaskDialog):
    """Shows at once what is found by looking, and what would fill the duty once that is known.

    Attributes:
        sentences: All that it says, from above.
    """

    def __init__(
        self, background: Background, month: str, duty_id: int, *, parent: QWidget
    ) -> None:
        """Make the dialog, and ask.

        Args:
            background: Reads, and plans beside the window.
            month: Such as `2026-12`.
            duty_id: Of a duty in it.
            parent: The window that waits.
        """
        super().__init__(title="Nöbetin açıklaması", width=_WIDTH, parent=parent)
        self._background = background
        self._duty_id = duty_id
        self._search = Cancellation()
        self.sentences: list[str] = []
        self._reliefs = QVBoxLayout()
        self._reliefs.setSpacing(theme.px(4))
        self.take_size(_WIDTH, _HEIGHT)
        self.add_button("Ka&pat", primary=True).clicked.connect(self.reject)
        background.run(
            # Whatever is not locked may change places: only then is a count true for every plan.
            lambda work: _look(planning.read_problem(work, month, anew=True), duty_id),
            parent=self,
            success=self._on_seen,
            failure=lambda error: self._say(str(text_of(error)), State.LATE),
        )

    def _on_seen(self, seen: _Seen) -> None:
        duty = seen.problem.by_id.get(self._duty_id)
        if duty is None:
            self._say("Nöbet bulunamadı; çizelge değişmiş olabilir.", State.LATE)
            return
        words = duty_words(duty)
        self._section(f"{upper_tr(words[:1])}{words[1:]}")
        if duty.person_id is not None:
            self._say(f"Nöbetçi: {duty.person_name}")
            self._say(seen.share)
        elif seen.proof:
            self._say(f"{seen.proof}.")
        if duty.person_id is None:
            self._look_for_reliefs(seen.problem)
        self._section(
            "Kim neden tutamıyor?" if duty.person_id is None else "Başka kim tutabilirdi?"
        )
        if not seen.considered:
            self._say(f"{DUTY_WORDS[duty.kind]} tutan kimse kayıtlı değil.")
        for one in seen.considered:
            if one.person.person_id == duty.person_id:
                continue
            for breach in one.breaches:
                self._say(breach.words, State.LATE if breach.is_final else State.NEAR)
            if not one.breaches:
                self._say(f"{one.person.name}: engeli yok", State.GOOD)
        self.content.addStretch(1)

    def _look_for_reliefs(self, problem: Problem) -> None:
        self._section("Neyle dolar?")
        if self._duty_id not in problem.open_ids:
            self._say("Kilitli ya da başlamış nöbet için bir şey önerilmez.")
            return
        self.content.addLayout(self._reliefs)
        self._waiting = make_label("Aranıyor…", role=theme.MUTED, wrap=True, parent=self)
        self._reliefs.addWidget(self._waiting)
        search, number = self._search, self._duty_id
        self._background.run_beside(
            lambda: explain_all(
                problem, problem.duties, wanted={number}, is_cancelled=search.is_cancelled
            ),
            parent=self,
            success=self._on_explained,
            failure=lambda error: self._waiting.setText(str(text_of(error))),
        )

    def _on_explained(self, found: tuple[Explanation, ...]) -> None:
        (one,) = found
        self._waiting.hide()
        for words in one.what_fills:
            self._say(words, State.GOOD, place=self._reliefs)
        if not one.what_fills:
            self._waiting.setText(f"{_NOTHING if one.is_searched else NOT_FOUND}.")
            self._waiting.show()
            self.sentences.append(self._waiting.text())

    def _section(self, words: str) -> None:
        self.content.addWidget(make_label(words, font=theme.section(), wrap=True, parent=self))

    def _say(
        self, words: str, state: State | None = None, *, place: QVBoxLayout | None = None
    ) -> None:
        self.sentences.append(words)
        if state is None:
            made: QWidget = make_label(words, wrap=True, selectable=True, parent=self)
        else:
            made = StateText(state, words, parent=self)
        # What is left of the room stays below all of them.
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        (self.content if place is None else place).addWidget(made)

    @override
    def done(self, result: int) -> None:
        self._search.cancel()
        super().done(result)


def _look(problem: Problem, duty_id: int) -> _Seen:
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
