"""What a list of cases says of their clocks at one instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.cases.rules import NEAR, due_at, left_words
from alo183_desktop.gui.cases.words import CLOCK_MARKS, late_span
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CellKind, Column

if TYPE_CHECKING:
    from alo183_desktop.cases.rows import CaseRow

_NOTHING: Final = dt.timedelta()


class Countdown:
    """Turns instants into what is left of them.

    Attributes:
        now: UTC; whoever moves it paints the list anew.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def entry_words(self, row: CaseRow) -> str:
        """Return the time left for the entry, or how it was entered."""
        entered = row.entered_at
        if entered is None:
            return left_words(row.time_left(self.now))
        return "girildi" if entered <= due_at(row.routed_at) else "geç girildi"

    def entry_left(self, row: CaseRow) -> dt.timedelta | str:
        """Return the time left for the entry, below zero when it is late, or how it was entered."""
        return row.time_left(self.now) if row.entered_at is None else self.entry_words(row)

    def entry_mark(self, row: CaseRow) -> State | None:
        """Return the mark of the 24 hours; a clock that runs far from its end has none."""
        state = row.clock_state(self.now)
        # What was entered late is a fault that stays, but nobody has to hurry any more.
        return None if state is ClockState.ENTERED_LATE else CLOCK_MARKS[state]

    def action_words(self, row: CaseRow) -> str:
        """Return the time left for the first action, or how it came."""
        acted = row.first_action_at
        if acted is None:
            return left_words(row.action_due_at - self.now)
        over = acted - row.action_due_at
        return "yapıldı" if over <= _NOTHING else late_span(over)

    def action_left(self, row: CaseRow) -> dt.timedelta | str:
        """Return the time left for the first action, below zero when it is late, or how it came."""
        if row.first_action_at is not None:
            return self.action_words(row)
        return row.action_due_at - self.now

    def action_mark(self, row: CaseRow) -> State | None:
        """Return the mark of the first action."""
        if row.first_action_at is not None:
            return None if row.is_action_late(self.now) else State.GOOD
        left = row.action_due_at - self.now
        if left < _NOTHING:
            return State.LATE
        whole = row.action_due_at - row.routed_at
        return State.NEAR if left < min(NEAR, whole / 2) else None


LEFT, ACTION, NUMBER, SUBJECT, DISTRICT, OFFICER, DUE = range(7)
"""The columns, from left to right; the first two take each other's place."""


def columns(countdown: Countdown) -> tuple[Column[CaseRow], ...]:
    """Return the columns of the list; the time left is the first one and the order."""
    return (
        Column(
            "Kalan süre",
            countdown.entry_words,
            value=countdown.entry_left,
            kind=CellKind.STATE,
            state=countdown.entry_mark,
            keeps_mark_room=True,
            width_chars=20,
        ),
        Column(
            "İlk işlem için",
            countdown.action_words,
            value=countdown.action_left,
            kind=CellKind.STATE,
            state=countdown.action_mark,
            keeps_mark_room=True,
            width_chars=20,
        ),
        Column("Başvuru no", lambda row: row.number, width_chars=19, cut_middle=True),
        Column(
            "Konu ve tür",
            lambda row: f"{row.subject_name}, {row.kind_name}",
            width_chars=22,
            stretch=True,
            sortable=False,
        ),
        Column("İlçe", lambda row: row.district, width_chars=13),
        Column(
            "Sorumlu",
            lambda row: row.officer_name or "yok",
            width_chars=18,
            stretch=True,
            sortable=False,
        ),
        Column(
            "Son an",
            lambda row: row.due_at,
            kind=CellKind.MUTED,
            width_chars=15,
        ),
    )
