"""The form that is being typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alo183_desktop.changes import service
from alo183_desktop.changes.open_cases import leaver_ids
from alo183_desktop.changes.rules import check_changes, warn_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.gui.kit.background import Background
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


class ContextReader(QObject):
    """Gives the judge a newer context.

    Signals:
        cases_read: The open cases of somebody who leaves are there now.
        read_again: Everything was read again.
    """

    cases_read = Signal()
    read_again = Signal()

    def __init__(self, background: Background, judge: Judge, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._judge = judge
        self._window = parent
        self._asked: frozenset[int] = frozenset()

    def follow(self, form: ChangeForm) -> None:
        """Read the open cases of who leaves; of those only: a directorate has many."""
        missing = leaver_ids(form) - self._judge.context.open_cases.keys() - self._asked
        if missing:
            self._asked |= missing
            self._background.run(
                partial(service.read_cases, officer_ids=missing),
                parent=self._window,
                success=self._add,
            )

    def read(self, form: ChangeForm) -> None:
        """Read everything again."""
        self._background.run(
            partial(service.context, corrects=form.corrects_letter_id, leavers=leaver_ids(form)),
            parent=self._window,
            success=self._replace,
        )

    def _add(self, cases: dict[int, tuple[CaseRow, ...]]) -> None:
        context = self._judge.context
        known = {**context.open_cases, **cases}
        self._judge.set_context(replace(context, open_cases=known))
        self.cases_read.emit()

    def _replace(self, context: ChangeContext) -> None:
        self._asked = frozenset(context.open_cases)
        self._judge.set_context(context)
        self.read_again.emit()
