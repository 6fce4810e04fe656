"""The form being edited, and its problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alo183_desktop.changes import service
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.open_cases import leaver_ids
from alo183_desktop.changes.rules import check_changes, warn_changes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.entry_values import ReadChange
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.errors import Problem


@dataclass(frozen=True, slots=True)
class Validation:
    """A form's values, and the result of validating them."""

    read: ReadChange
    problems: Mapping[str, Problem]
    """By key, in form order; empty when the letter can be finished."""
    warnings: Mapping[str, Problem]


class ChangeValidator:
    """Holds the one form that all steps show and change, and validates it.

    Attributes:
        context: The data that the rules refer to.
        form: The form as typed.
    """

    def __init__(self, context: ChangeContext, form: ChangeForm) -> None:
        self.context = context
        self.form = form
        self._found: Validation | None = None

    def set_context(self, context: ChangeContext) -> None:
        """Set a newer reading of the data."""
        self.context = context
        self._found = None

    def validate(self, form: ChangeForm) -> Validation:
        """Return errors and warnings of `form`."""
        if self._found is None or form != self._found.read.form:
            read = read_change(form, self.context)
            self._found = Validation(
                read,
                {problem.key: problem for problem in check_changes(read)},
                {problem.key: problem for problem in warn_changes(read)},
            )
        return self._found


class ContextReader(QObject):
    """Updates the context of the judge.

    Signals:
        cases_read: The open cases of a leaver have been read.
        read_again: Everything was read again.
    """

    cases_read = Signal()
    read_again = Signal()

    def __init__(
        self, background: Background, validator: ChangeValidator, *, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._validator = validator
        self._window = parent
        self._asked: frozenset[int] = frozenset()
        self._read_on: dt.date | None = None

    def follow(self, form: ChangeForm, *, today: dt.date) -> None:
        """Read the open cases of leavers only, as a directorate has many; all on another day."""
        if today not in {self._validator.context.today, self._read_on}:
            self._read_on = today
            self.read(form)
            return
        missing = leaver_ids(form) - self._validator.context.open_cases.keys() - self._asked
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
        context = self._validator.context
        known = {**context.open_cases, **cases}
        self._validator.set_context(replace(context, open_cases=known))
        self.cases_read.emit()

    def _replace(self, context: ChangeContext) -> None:
        self._asked = frozenset(context.open_cases)
        self._validator.set_context(context)
        self.read_again.emit()
