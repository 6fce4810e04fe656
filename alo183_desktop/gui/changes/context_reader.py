"""Reads what the rules of the dialog look things up in, as the form begins to need it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alo183_desktop.changes import service
from alo183_desktop.changes.open_cases import leaver_ids

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.gui.changes.judging import Judge
    from alo183_desktop.gui.kit.background import Background


class ContextReader(QObject):
    """Gives the judge a newer context.

    Signals:
        cases_read: The open cases of somebody who leaves are there now.
        read_again: Everything was read anew.
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
