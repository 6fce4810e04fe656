"""The list of cases: on the page, in its workbook, and on the command line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.lists import KeyedRows
from alo183_desktop.cases import service
from alo183_desktop.cases.instants import due_mark
from alo183_desktop.cases.kinds import ClockState
from alo183_desktop.cases.rows import CaseFilter, CaseRow
from alo183_desktop.cases.rules import (
    NOT_TOLD,
    clock_state,
    due_at,
    is_action_late,
    is_entry_late,
    late_words,
    left_words,
    time_left,
)
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.shared.states import State
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOCK_MARKS: Final[Mapping[ClockState, State | None]] = {
    ClockState.RUNNING: None,
    ClockState.NEAR: State.NEAR,
    ClockState.LATE: State.LATE,
    ClockState.ENTERED: State.GOOD,
    ClockState.ENTERED_LATE: State.LATE,
}
_NOTHING: Final = dt.timedelta()
_MARKS: Final = ("is_urgent", "is_police_informed", "is_closed")


class Countdown:
    """Converts times into the time left.

    Attributes:
        now: UTC; after changing it, repaint the list.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def entry_words(self, row: CaseRow) -> str:
        """Return the time left for the entry, or how it was entered."""
        if row.entered_at is None:
            return left_words(row.time_left(self.now))
        return "geç girildi" if row.is_entry_late(self.now) else "girildi"

    def entry_left(self, row: CaseRow) -> dt.timedelta | str:
        """Return the time left for the entry, below zero when it is late, or how it was entered."""
        return row.time_left(self.now) if row.entered_at is None else self.entry_words(row)

    def entry_mark(self, row: CaseRow) -> State | None:
        """Return the mark of the 24 hours; None far from the deadline."""
        state = row.clock_state(self.now)
        # A late entry remains a fault, but is no longer urgent.
        return None if state is ClockState.ENTERED_LATE else CLOCK_MARKS[state]

    def action_words(self, row: CaseRow) -> str:
        """Return the time left for the first action, or how it came."""
        acted = row.first_action_at
        if acted is None:
            return left_words(time_left(row.action_due_at, self.now))
        left = time_left(row.action_due_at, acted)
        return "yapıldı" if left >= _NOTHING else late_words(-left)

    def action_left(self, row: CaseRow) -> dt.timedelta | str:
        """Return the time left for the first action, below zero when it is late, or how it came."""
        if row.first_action_at is not None:
            return self.action_words(row)
        return time_left(row.action_due_at, self.now)

    def action_mark(self, row: CaseRow) -> State | None:
        """Return the mark of the first action."""
        if row.first_action_at is not None:
            return None if row.is_action_late(self.now) else State.GOOD
        mark = due_mark(row.action_due_at, routed=row.routed_at, now=self.now)
        return None if mark is None else OF_MARK[mark]


LEFT, ACTION, NUMBER, SUBJECT, DISTRICT, OFFICER, DUE = range(7)
"""The columns, from left to right; the first two alternate."""
SHOWN: Final = DUE + 1
"""Number of columns shown; files contain all."""


def columns(countdown: Countdown) -> tuple[Column[CaseRow], ...]:
    """Return the columns of the list; the first one is the time left, and the sort order."""
    return (
        Column(
            "Kalan süre",
            countdown.entry_words,
            value=countdown.entry_left,
            state=countdown.entry_mark,
            keeps_mark_room=True,
            width_chars=20,
        ),
        Column(
            "İlk işleme kalan",
            countdown.action_words,
            value=countdown.action_left,
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
        Column("Son an", lambda row: row.due_at, kind=CellKind.MUTED, width_chars=15),
        # In files only: what the program's own import reads of a case.
        Column("Yönlendirme", lambda row: row.routed_at, sortable=False),
        Column("Müracaat konusu", lambda row: row.subject_name, sortable=False),
        Column("Vaka türü", lambda row: row.kind_name, sortable=False),
        Column("Aciliyet", lambda row: "acil" if row.is_urgent else "", sortable=False),
        Column(
            "Kolluk",
            lambda row: "bildirildi" if row.is_police_informed else NOT_TOLD,
            sortable=False,
        ),
        Column("İlk işlem", lambda row: row.first_action_at, sortable=False),
        Column("Sisteme giriş", lambda row: row.entered_at, sortable=False),
    )


ROWS: Final = KeyedRows[CaseRow, CaseFilter](
    keys=service.find_ids,
    rows=service.find_by_ids,
    first=lambda work, wanted, limit: service.find_cases(work, wanted, limit=limit),
)


def as_json(row: CaseRow, now: dt.datetime) -> Mapping[str, Any]:
    """Return what the command says of a case to other programs at `now`, UTC; not who called."""
    # Each time of a row is converted when it is read: once here, of a million rows.
    routed, entered = row.routed_at, row.entered_at
    acted, action_due = row.first_action_at, row.action_due_at
    due = due_at(routed)
    return {
        **fields_of(row, "case_id", "number"),
        "routed_at": routed,
        "due_at": due,
        "minutes_left": None if entered else int(time_left(due, now).total_seconds() // 60),
        "clock": clock_state(routed, entered, now=now),
        "is_entry_late": is_entry_late(routed, entered, now=now),
        "first_action_at": acted,
        "action_due_at": action_due,
        "is_action_late": is_action_late(action_due, acted, now=now),
        "entered_at": entered,
        "subject": row.subject_name,
        "kind": row.kind_name,
        "district": row.district,
        "officer": row.officer_name,
        **{name: bool(getattr(row, name)) for name in _MARKS},
    }
