"""The form that is being typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.changes.rules import check_changes, warn_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.shared.errors import Problem


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found about one form."""

    problems: Mapping[str, Problem]
    """By key, in the order of the form; empty when the letter may be finished."""
    warnings: Mapping[str, Problem]


class Judge:
    """Holds the one form that all steps show and change, and judges it.

    Attributes:
        context: What the rules look things up in.
        form: What is typed now.
    """

    def __init__(self, context: ChangeContext, form: ChangeForm) -> None:
        self.context = context
        self.form = form
        self._judged: ChangeForm | None = None
        self._found = Judgement({}, {})

    def set_context(self, context: ChangeContext) -> None:
        """Look things up in a newer reading of the database."""
        self.context = context
        self._judged = None

    def judge(self, form: ChangeForm) -> Judgement:
        """Return what is wrong with `form` and what is worth a second look."""
        if form != self._judged:
            self._judged = form
            self._found = Judgement(
                {problem.key: problem for problem in check_changes(form, self.context)},
                {problem.key: problem for problem in warn_changes(form, self.context)},
            )
        return self._found
